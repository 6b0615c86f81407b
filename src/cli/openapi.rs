//! `kedun openapi`: the whole description of the HTTP interface, without an app to open.

use clap::Args;

use super::Failure;
use crate::actor::Language;
use crate::{app, openapi};

#[derive(Args)]
pub struct OpenapiArguments {
    /// The language of labels.
    #[arg(long, value_name = "LANGUAGE", default_value = "zh-CN")]
    language: String,
}

pub fn run(arguments: &OpenapiArguments) -> Result<(), Failure> {
    let catalog = app::catalog();
    let sights = catalog.iter().map(|object| openapi::Sight::whole(object)).collect::<Vec<_>>();
    println!("{:#}", openapi::document(&sights, Language::accepted(&arguments.language).unwrap_or_default()));
    Ok(())
}
