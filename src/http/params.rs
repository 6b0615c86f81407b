//! Ids in a path. Something that is not a number names nothing, so the catcher says "not found".

use rocket::request::FromParam;

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
