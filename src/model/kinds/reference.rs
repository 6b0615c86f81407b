//! Links to a record, a person or a department. The value is the other's number; its title is added when shown.

use serde_json::Value as Json;

use super::{Context, Kind, Op, Refers, Shape, Storage};
use crate::error::Reason;
use crate::model::{Field, Value};

#[derive(Debug)]
pub struct LinkKind;
#[derive(Debug)]
pub struct UserKind;
#[derive(Debug)]
pub struct DepartmentKind;

const OPS: &[Op] = &[Op::Eq, Op::Ne, Op::In, Op::Empty];

/// `"7"` or `{"id": "7", …}`, as the API gives links.
fn id(input: &Json) -> Result<Value, Reason> {
    let text = match input {
        Json::Object(map) => map.get("id").and_then(Json::as_str),
        other => other.as_str(),
    };
    match text.map(str::trim) {
        Some("") => Ok(Value::Null),
        Some(digits) => digits.parse().map(Value::Int).map_err(|_| Reason::new("link.unknown")),
        None => Err(Reason::new("field.type")),
    }
}

macro_rules! reference {
    ($kind:ident, $name:literal, $refers:ident, { $($extra:tt)* }) => {
        impl Kind for $kind {
            fn name(&self) -> &'static str {
                $name
            }

            fn storage(&self) -> Storage {
                Storage::Int
            }

            fn refers(&self) -> Refers {
                Refers::$refers
            }

            fn shape(&self) -> Shape {
                Shape::Link
            }

            fn ops(&self) -> &'static [Op] {
                OPS
            }

            fn parse(&self, _: &Field, input: &Json, _: &Context) -> Result<Value, Reason> {
                id(input)
            }

            /// By number; who is meant by a name is found out by the import, which knows whom the importer may see.
            fn read(&self, _: &Field, text: &str, _: &Context) -> Result<Value, Reason> {
                id(&Json::from(text))
            }

            fn duplicate_key(&self, value: &Value) -> Option<String> {
                value.int().map(|i| i.to_string())
            }

            $($extra)*
        }
    };
}

reference!(LinkKind, "link", Record, {});
reference!(DepartmentKind, "department", Department, {
    fn has_few_values(&self) -> bool {
        true
    }
});
reference!(UserKind, "user", User, {
    fn has_few_values(&self) -> bool {
        true
    }

    fn operand(&self, _: &Field, input: &Json, context: &Context) -> Result<Value, Reason> {
        if input.as_str() == Some("me") { Ok(Value::Int(context.user.map_or(0, |u| u.0))) } else { id(input) }
    }
});
