//! A web address, http or https only.

use super::{Context, Kind, Op, Shape, TEXT_OPS};
use crate::error::Reason;
use crate::model::{Field, Value};
use crate::text::url;

#[derive(Debug)]
pub struct UrlKind;

impl Kind for UrlKind {
    fn name(&self) -> &'static str {
        "url"
    }

    fn shape(&self) -> Shape {
        Shape::Url
    }

    fn ops(&self) -> &'static [Op] {
        TEXT_OPS
    }

    fn read(&self, _: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        url::parse(text).map(Value::Text).map_err(|e| Reason::new(e.code()).typed(text))
    }
}
