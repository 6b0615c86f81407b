pub mod sheet;
pub mod text;
