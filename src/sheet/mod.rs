//! Tables from and to files: CSV and XLSX.
//!
//! Files come from outside, so this is a border. What a file is, is decided by its bytes and
//! never by its name; every size has a limit that is checked before memory is spent; nothing in
//! a file is run or followed. Files that go out can be opened in a spreadsheet without running
//! anything either (`text::escape`).
//!
//! Only shapes live here. What a column means, and what its cells must be, is decided above.
//!
//! Lines are counted as people see them in a spreadsheet: line 1 is the heading, and each record
//! is one line whatever line breaks its cells contain. Titles may stand above the heading; a line `sep=;` is none, because spreadsheets
//! do not show it.
//!
//! What a file says of itself is found out (encoding, delimiter, sheet, heading) and told ([`SheetFound`]); whoever knows better says so
//! ([`SheetChoice`]).

mod archive;
mod cell;
mod csv;
mod encoding;
mod error;
mod found;
mod heading;
mod merged;
mod read;
mod rows;
mod write;
mod write_xlsx;
mod xlsx;
mod xml_guard;

pub use cell::Cell;
pub use encoding::TextEncoding;
pub use error::SheetError;
pub use found::{SheetChoice, SheetFound, SheetName, TopRow, cut};
pub use read::{Sheet, SheetFile, SheetLimits};
pub use rows::{CellError, SheetRow, cell_name};
pub use write::{Format, TableWriter};
