//! `kedun openapi`: the whole description of the HTTP interface, without a house to open.

use clap::Args;

use super::Failure;
use crate::actor::Language;
use crate::{house, openapi};

#[derive(Args)]
pub struct Arguments {
    /// The language of labels.
    #[arg(long, value_name = "LANGUAGE", default_value = "zh-CN")]
    language: String,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let catalog = house::catalog();
    let sights = catalog.iter().map(|object| openapi::Sight::whole(object)).collect::<Vec<_>>();
    println!("{:#}", openapi::document(&sights, Language::accepted(&arguments.language).unwrap_or_default()));
    Ok(())
}
