//! No forms. The interface speaks JSON; what a page of another site can send without asking first is refused whole, before anything of it
//! is believed: Rocket would take a field `_method` for the method of the request.

use rocket::fairing::AdHoc;
use rocket::http::ContentType;

use super::problem;
use crate::error::{Error, Reason};

/// The fairing. It runs before any route is looked for, and Rocket has read `_method` by then: so the request is turned away.
pub fn no_forms() -> AdHoc {
    AdHoc::on_request("No forms", |request, _| {
        Box::pin(async move {
            if request.content_type().is_some_and(|kind| kind.is_form() || kind.is_form_data()) {
                problem::turn_away(request, Error::Refused(Reason::new("request.media_type").with("expected", ContentType::JSON)));
            }
        })
    })
}
