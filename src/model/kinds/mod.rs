//! The kinds of field: how a value comes in, how it is asked for, how it goes out. One file each.
//!
//! A kind holds nothing; what differs from field to field (choices, decimals, length) stands in the [`Field`].
//! The console mirrors this folder in `web/src/records/kinds`.

mod address;
mod api_value;
mod boolean;
mod choice;
mod choices;
mod credit_code;
mod date;
mod datetime;
mod email;
mod long_text;
mod money;
mod number;
mod percent;
mod phone;
mod reference;
mod text;
mod url;

use std::fmt::Debug;
use std::sync::Arc;

use chrono::Utc;
use chrono_tz::Tz;
use serde_json::Value as Json;

pub use address::AddressKind;
pub use api_value::ApiValue;
pub use boolean::BooleanKind;
pub use choice::ChoiceKind;
pub use choices::ChoicesKind;
pub use credit_code::CreditCodeKind;
pub use date::DateKind;
pub use datetime::DateTimeKind;
pub use email::EmailKind;
pub use long_text::LongTextKind;
pub use money::MoneyKind;
pub use number::NumberKind;
pub use percent::PercentKind;
pub use phone::PhoneKind;
pub use reference::{DepartmentKind, LinkKind, UserKind};
pub use text::TextKind;
pub use url::UrlKind;

use super::filter::{Op, compare};
use super::{Field, Value};
use crate::actor::Language;
use crate::db::sql::{Column, Compare, Predicate, TextMatch};
use crate::error::Reason;
use crate::ids::UserId;
use crate::sheet::Cell;

/// For whom and when a value is read: what "me", "today" and "下午两点" mean.
#[derive(Debug, Clone)]
pub struct Context {
    pub now: chrono::DateTime<Utc>,
    pub zone: Tz,
    pub user: Option<UserId>,
    pub language: Language,
    /// The area code of telephone numbers that are told without one; without it they stay as they are told.
    pub area_code: Option<Arc<str>>,
}

/// The type of the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    Text,
    Int,
}

/// What a value is the number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refers {
    Nothing,
    Record,
    User,
    Department,
}

/// What a value is in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    Choice,
    Choices,
    Link,
    Money,
    Decimal,
    Flag,
    Date,
    Moment,
    Email,
    Url,
}

/// As what policies know a value. Dates are text in the database and have no type there that compares the same way; long texts,
/// telephones and addresses are no ground to decide on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyType {
    Bool,
    Long,
    Text,
    Texts,
}

pub trait Kind: Debug + Send + Sync {
    fn name(&self) -> &'static str;

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn refers(&self) -> Refers {
        Refers::Nothing
    }

    fn shape(&self) -> Shape {
        Shape::Text
    }

    /// None where policies cannot speak of it.
    fn policy_type(&self) -> Option<PolicyType> {
        None
    }

    /// Says how a person can be reached or told apart.
    fn is_personal(&self) -> bool {
        false
    }

    /// Many records share each value, so that they can be counted by it.
    fn has_few_values(&self) -> bool {
        false
    }

    /// The words that a sheet's cell is confined to; none where more may be typed.
    fn offers(&self, _field: &Field, _language: Language) -> Vec<String> {
        Vec::new()
    }

    /// Filter operators that it understands.
    fn ops(&self) -> &'static [Op];

    /// By what the console can judge a value while it is typed, where that goes beyond its shape.
    fn checks(&self) -> Option<&'static str> {
        None
    }

    /// Characters at most, where it counts them.
    fn max(&self, _field: &Field) -> Option<usize> {
        None
    }

    /// From the API. Null is dealt with before.
    fn parse(&self, field: &Field, input: &Json, context: &Context) -> Result<Value, Reason> {
        match input {
            Json::String(text) => self.read(field, text, context),
            _ => Err(Reason::new("field.type")),
        }
    }

    /// From what people type: a sheet's cell, a text box. Nothing but white space is empty.
    fn read(&self, field: &Field, text: &str, context: &Context) -> Result<Value, Reason>;

    /// The same where all numbers of a column are counted in a power of ten, as its heading says. Kinds that count nothing refuse that.
    fn read_in(&self, field: &Field, text: &str, power: u32, context: &Context) -> Result<Value, Reason> {
        if power == 0 { self.read(field, text, context) } else { Err(Reason::new("import.unit_none")) }
    }

    /// Whether a word that mostly stands for nothing (无, -, N/A) can be a value of the field.
    fn can_mean(&self, _field: &Field, _nothing: &str) -> bool {
        false
    }

    /// Whether headings may say in what its values are counted.
    fn is_counted(&self) -> bool {
        false
    }

    /// To the API. References come as the bare id; the engine adds titles.
    fn json<'v>(&self, _field: &Field, value: &'v Value) -> ApiValue<'v> {
        match value {
            Value::Null => ApiValue::Null,
            Value::Int(i) => i.to_string().into(),
            Value::Text(text) | Value::Masked(text) => ApiValue::Text(text.into()),
        }
    }

    /// In words, for change histories and exports.
    fn words(&self, field: &Field, value: &Value, _context: &Context) -> String {
        match self.json(field, value) {
            ApiValue::Text(text) => text.into_owned(),
            ApiValue::Null => String::new(),
            other => Json::from(other).to_string(),
        }
    }

    fn cell(&self, field: &Field, value: &Value, context: &Context) -> Cell {
        if value.is_null() { Cell::Empty } else { Cell::Text(self.words(field, value, context)) }
    }

    /// What is shown of a value to those for whom it is masked.
    fn mask(&self, _field: &Field, value: &Value) -> String {
        crate::text::mask::text(value.text().unwrap_or_default())
    }

    /// What makes two values the same for the duplicate check.
    fn duplicate_key(&self, value: &Value) -> Option<String> {
        value.text().map(crate::text::normal::name_key).filter(|key| !key.is_empty())
    }

    /// The value of an operator's operand, as it is compared.
    fn operand(&self, field: &Field, input: &Json, context: &Context) -> Result<Value, Reason> {
        self.parse(field, input, context)
    }

    /// What `contains` and `starts` look for; none where nothing is left of the text to look for.
    fn part(&self, op: Op, text: &str) -> Option<TextMatch> {
        if op == Op::Starts { TextMatch::starts(text) } else { TextMatch::contains(text) }
    }

    /// Which rows an operator asks for.
    fn predicate(&self, field: &Field, column: Column, op: Op, input: &Json, context: &Context) -> Result<Predicate, Reason> {
        plain_predicate(self, field, column, op, input, context)
    }
}

/// The longest text that is looked for inside another.
const LONGEST_PART: usize = 500;

/// The operators as most kinds mean them.
pub fn plain_predicate<K: Kind + ?Sized>(
    kind: &K,
    field: &Field,
    column: Column,
    op: Op,
    input: &Json,
    context: &Context,
) -> Result<Predicate, Reason> {
    let one = |input: &Json| kind.operand(field, input, context);
    let sensible = |text: &&str| !text.is_empty() && text.chars().count() <= LONGEST_PART;
    let text = || input.as_str().map(str::trim).filter(sensible).ok_or_else(|| Reason::new("filter.value"));
    Ok(match op {
        Op::Eq => compare(column, Compare::Eq, one(input)?),
        Op::Ne => compare(column, Compare::Eq, one(input)?).negate(),
        Op::Lt => compare(column, Compare::Lt, one(input)?),
        Op::Lte => compare(column, Compare::Lte, one(input)?),
        Op::Gt => compare(column, Compare::Gt, one(input)?),
        Op::Gte => compare(column, Compare::Gte, one(input)?),
        Op::In => {
            let values = list(input)?.iter().map(one).collect::<Result<Vec<_>, _>>()?;
            Predicate::In(column, values)
        }
        Op::Between => {
            let [from, to] = list(input)? else { return Err(Reason::new("filter.value")) };
            compare(column.clone(), Compare::Gte, one(from)?).and(compare(column, Compare::Lte, one(to)?))
        }
        Op::Contains | Op::Starts => Predicate::Part(column, kind.part(op, text()?).ok_or_else(|| Reason::new("filter.value"))?),
        Op::Empty => empty(column, input)?,
        Op::Within => return Err(Reason::new("filter.op")),
    })
}

pub fn list(input: &Json) -> Result<&[Json], Reason> {
    match input {
        // As long as a person can mean.
        Json::Array(items) if !items.is_empty() && items.len() <= 200 => Ok(items),
        _ => Err(Reason::new("filter.value")),
    }
}

fn empty(column: Column, input: &Json) -> Result<Predicate, Reason> {
    match input {
        Json::Bool(true) => Ok(Predicate::Empty(column)),
        Json::Bool(false) => Ok(Predicate::Empty(column).negate()),
        _ => Err(Reason::new("filter.value")),
    }
}

/// A text of one line, no longer than allowed; nothing at all is empty.
pub(super) fn one_line(field: &Field, text: &str, default_max: usize) -> Result<Value, Reason> {
    limited(crate::text::normal::clean_line(text), field, default_max)
}

pub(super) fn limited(text: String, field: &Field, default_max: usize) -> Result<Value, Reason> {
    let max = if field.max == 0 { default_max } else { field.max };
    let length = text.chars().count();
    if length == 0 {
        Ok(Value::Null)
    } else if length > max {
        Err(Reason::new("field.too_long").with("max", max).with("length", length))
    } else {
        Ok(Value::Text(text))
    }
}

pub(super) const TEXT_OPS: &[Op] = &[Op::Contains, Op::Starts, Op::Eq, Op::Ne, Op::Empty];
pub(super) const ORDER_OPS: &[Op] = &[Op::Eq, Op::Ne, Op::Lt, Op::Lte, Op::Gt, Op::Gte, Op::Between, Op::Empty];

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use chrono::TimeZone;

    use super::*;

    #[rustfmt::skip]
    fn one_of_each() -> [Field; 18] {
        [
            Field::text("a"), Field::long_text("a"), Field::address("a"), Field::email("a"), Field::url("a"), Field::phone("a"),
            Field::number("a"), Field::percent("a"), Field::money("a"), Field::boolean("a"), Field::date("a"), Field::datetime("a"),
            Field::choice("a").options(&[("x", None)]), Field::choices("a").open(), Field::credit_code("a"), Field::link("a"), Field::user("a"), Field::department("a"),
        ]
    }

    /// A body may hold a megabyte, and whoever sends it must not keep others waiting, nor be told it back.
    #[test]
    fn a_megabyte_is_dealt_with_at_once() {
        let context = Context {
            now: Utc.timestamp_nanos(0),
            zone: chrono_tz::Asia::Shanghai,
            user: None,
            language: Language::English,
            area_code: None,
        };
        let distinct = (0..170_000).map(|n| format!("{n:05}")).collect::<Vec<_>>().join(",");
        for field in one_of_each() {
            for text in ["1 ".repeat(1 << 19), "a,".repeat(1 << 19), distinct.clone()] {
                let start = Instant::now();
                let read = field.kind.parse(&field, &Json::from(text.as_str()), &context);
                assert!(start.elapsed() < Duration::from_secs(5), "{} took {:?} over {:.10}", field.kind.name(), start.elapsed(), text);
                let told: usize = read.err().iter().flat_map(|reason| &reason.args).map(|(_, value)| value.len()).sum();
                assert!(told < 500, "{}: {told} bytes are told back", field.kind.name());
            }
        }
    }
}
