//! Customers and what belongs to them. One folder per object, each shaped like [`customer`], the model room.

pub mod contact;
pub mod customer;
pub mod follow_up;

use crate::model::{Domain, Object};

/// The objects of this domain, in the order in which the navigation shows them.
pub fn objects() -> Vec<Object> {
    [customer::object(), contact::object(), follow_up::object()].map(|object| object.within(Domain::new("crm", "users"))).into()
}
