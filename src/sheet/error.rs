//! What can be wrong with a file. Lines and columns count from 1, as in a spreadsheet.

use crate::error::Reason;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error("file larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("nothing in the file")]
    Empty,
    #[error("no headings in line {line}")]
    NoHeadings { line: usize },
    #[error("the heading in line {line}, column {column} is longer than {limit} characters")]
    HeadingTooLong { line: usize, column: usize, limit: usize },
    /// Nothing of that name in the workbook, or nothing but one table in the file.
    #[error("no sheet is called {name}")]
    NoSheet { name: String },
    /// Neither CSV nor XLSX.
    #[error("not a table this program reads: {file_name}")]
    Unsupported { file_name: String },
    /// The old binary format; a workbook with a password looks the same from outside.
    #[error("old .xls format or protected by a password")]
    LegacyXls,
    #[error("line {line} is no text in the encoding {encoding}")]
    Encoding { line: usize, encoding: &'static str },
    #[error("line {line} has a quotation mark that is never closed")]
    UnclosedQuote { line: usize },
    #[error("damaged file: {reason}")]
    Damaged { reason: String },
    /// A workbook that grows beyond measure when unpacked.
    #[error("workbook unpacks to more than allowed")]
    Inflated,
    #[error("more than {limit} rows")]
    TooManyRows { limit: usize },
    #[error("line {line} has more than {limit} columns")]
    TooManyColumns { line: usize, limit: usize },
    #[error("line {line} has more than {limit} bytes of text")]
    RowTooLong { line: usize, limit: usize },
    #[error("more than {limit} bytes of text in all cells together")]
    TooMuchText { limit: u64 },
    #[error("cell in line {line}, column {column} is longer than {limit} characters")]
    CellTooLong { line: usize, column: usize, limit: usize },
    /// A fault of this program while writing.
    #[error("cannot write the file: {reason}")]
    Write { reason: String },
}

impl SheetError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "sheet.too_large",
            Self::Empty => "sheet.empty",
            Self::NoHeadings { .. } => "sheet.no_headings",
            Self::HeadingTooLong { .. } => "sheet.heading_too_long",
            Self::NoSheet { .. } => "sheet.no_sheet",
            Self::Unsupported { .. } => "sheet.unsupported",
            Self::LegacyXls => "sheet.legacy_xls",
            Self::Encoding { .. } => "sheet.encoding",
            Self::UnclosedQuote { .. } => "sheet.unclosed_quote",
            Self::Damaged { .. } => "sheet.damaged",
            Self::Inflated => "sheet.inflated",
            Self::TooManyRows { .. } => "sheet.too_many_rows",
            Self::TooManyColumns { .. } => "sheet.too_many_columns",
            Self::RowTooLong { .. } => "sheet.row_too_long",
            Self::TooMuchText { .. } => "sheet.too_much_text",
            Self::CellTooLong { .. } => "sheet.cell_too_long",
            Self::Write { .. } => "sheet.write",
        }
    }

    /// The code with what fills its words.
    pub fn reason(&self) -> Reason {
        let reason = Reason::new(self.code());
        match self {
            Self::TooLarge { limit } | Self::TooManyRows { limit } => reason.with("limit", limit),
            Self::Unsupported { file_name } => reason.with("file", file_name),
            Self::NoHeadings { line } | Self::UnclosedQuote { line } => reason.with("line", line),
            Self::Encoding { line, encoding } => reason.with("line", line).with("encoding", encoding),
            Self::NoSheet { name } => reason.typed(name),
            Self::TooManyColumns { line, limit } => reason.with("line", line).with("limit", limit),
            Self::RowTooLong { line, limit } => reason.with("line", line).with("limit", limit / 1024),
            Self::TooMuchText { limit } => reason.with("limit", limit >> 20),
            Self::CellTooLong { line, column, limit } | Self::HeadingTooLong { line, column, limit } => {
                reason.with("line", line).with("column", column).with("limit", limit)
            }
            Self::Damaged { reason: cause } | Self::Write { reason: cause } => reason.with("cause", cause),
            Self::Empty | Self::LegacyXls | Self::Inflated => reason,
        }
    }

    /// Whether only one row is concerned, so that reading goes on behind it.
    pub fn is_of_one_row(&self) -> bool {
        matches!(self, Self::TooManyColumns { .. } | Self::CellTooLong { .. } | Self::RowTooLong { .. })
    }

    pub(super) fn damaged(cause: impl std::fmt::Display) -> Self {
        Self::Damaged { reason: cause.to_string() }
    }
}

/// A file that cannot be read as a whole refuses the request that brought it.
impl From<SheetError> for crate::error::Error {
    fn from(error: SheetError) -> Self {
        match &error {
            SheetError::TooLarge { limit } => Self::TooLarge { limit: *limit as u64 },
            SheetError::Write { .. } => Self::internal(error),
            _ => Self::Refused(error.reason()),
        }
    }
}
