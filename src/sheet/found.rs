//! How a file is to be read, and how it was: what somebody chooses, and what is found where they say nothing.

use serde::{Deserialize, Serialize};

use super::encoding::TextEncoding;

/// What somebody says about a file; the rest is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SheetChoice {
    /// Of a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<TextEncoding>,
    /// Of a workbook, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Counted as a spreadsheet counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading_row: Option<usize>,
}

/// How a file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetFound {
    /// Of a text file.
    pub encoding: Option<TextEncoding>,
    /// The encoding is a guess from the content.
    pub guessed: bool,
    /// Of a text file.
    pub delimiter: Option<char>,
    /// Of a workbook.
    pub sheet: Option<String>,
    /// All sheets of the workbook, in their order.
    pub sheets: Vec<SheetName>,
    pub heading_row: usize,
    /// The first rows that are not blank, cut to what can be shown.
    pub top: Vec<TopRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetName {
    pub name: String,
    pub hidden: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopRow {
    pub line: usize,
    pub cells: Vec<String>,
}

impl SheetFound {
    /// What would have to be said for the file to be read the same way again.
    pub fn choice(&self) -> SheetChoice {
        SheetChoice { encoding: self.encoding, sheet: self.sheet.clone(), heading_row: Some(self.heading_row) }
    }
}

/// As much of a text as is shown of it.
pub fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
