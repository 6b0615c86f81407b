//! placeholder while branches meet
use super::{Common, Failure};
#[derive(clap::Args)] pub struct Arguments {}
pub fn run(_: &Common, _: &Arguments) -> Result<(), Failure> { Ok(()) }
