//! Ids in a path, numbers and flags in a query. An id that is no number names nothing, so the catcher says "not found"; a parameter that
//! cannot be read is refused by its name, because whoever sent it meant something.

use std::str::FromStr;

use rocket::form::{FromFormField, Result as FormResult, ValueField};
use rocket::request::FromParam;

use crate::error::{Error, Reason, Result};
use crate::ids::{DepartmentId, HandoverId, JobId, OperationId, RecordId, SessionId, UserId};

macro_rules! from_param {
    ($($id:ident),*) => { $(
        impl<'r> FromParam<'r> for $id {
            type Error = std::num::ParseIntError;
            fn from_param(text: &'r str) -> Result<Self, Self::Error> { text.parse() }
        }
    )* };
}
from_param!(RecordId, UserId, DepartmentId, SessionId, JobId, HandoverId, OperationId);

/// A flag or a number of a query, as it came. A bare `Option` would take what it cannot read for what was not sent.
#[derive(Debug, Clone, Copy)]
pub struct QueryValue<T> {
    /// None where it was not sent; an error where it cannot be read.
    given: Option<Result<T, ()>>,
}

impl<'r, T: FromStr + Send> FromFormField<'r> for QueryValue<T> {
    fn from_value(field: ValueField<'r>) -> FormResult<'r, Self> {
        Ok(Self { given: Some(field.value.parse().map_err(drop)) })
    }

    fn default() -> Option<Self> {
        Some(Self { given: None })
    }
}

impl<T> QueryValue<T> {
    /// The value; refused where it cannot be read.
    pub fn read(self, name: &'static str) -> Result<Option<T>> {
        let unreadable = |()| Error::Refused(Reason::new("filter.value").with("field", name));
        self.given.transpose().map_err(unreadable)
    }
}
