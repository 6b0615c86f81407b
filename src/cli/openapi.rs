//! `kedun openapi`: the whole description of the HTTP interface, without a house to open.

use clap::Args;

use super::Failure;
use crate::actor::Language;
use crate::{house, openapi};

#[derive(Args)]
pub struct Arguments {
    /// Leaves the objects out: what the console is built on, which knows no object by name.
    #[arg(long)]
    bare: bool,
    /// The language of labels.
    #[arg(long, value_name = "LANGUAGE", default_value = "zh-CN")]
    language: String,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let catalog = house::catalog();
    let sights = catalog.iter().filter(|_| !arguments.bare).map(|object| openapi::Sight::whole(object)).collect::<Vec<_>>();
    println!("{:#}", openapi::document(&sights, Language::accepted(&arguments.language)));
    Ok(())
}
