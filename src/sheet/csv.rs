//! Text tables: which delimiter, and where one record ends.
//!
//! Records are cut here and not by the `csv` crate, because that one passes over empty lines
//! without counting them and takes a quotation mark that is never closed for the rest of the
//! file. What it writes, this reads back (see the tests).

use super::encoding::TextEncoding;
use super::rows::{SheetRecord, SheetRecords};
use super::{SheetError, SheetLimits};
use std::borrow::Cow;

/// In the order in which they are taken where nothing else decides.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Lines by which the delimiter is found.
const SNIFFED: usize = 20;

/// A text table, whole.
pub struct CsvTable {
    text: String,
    /// Where it begins, behind a line that names the delimiter.
    start: usize,
    delimiter: char,
}

impl CsvTable {
    pub fn new(text: String) -> Self {
        let (start, delimiter) = match separator_line(&text) {
            Some((delimiter, length)) => (length, delimiter),
            None => (0, sniff(&text)),
        };
        Self { text, start, delimiter }
    }

    /// As it is read in an encoding; an error names the line that is not text in it.
    pub fn decode(bytes: &[u8], encoding: TextEncoding) -> Result<Self, SheetError> {
        let damaged = |mut sound: String| {
            sound.push('?');
            SheetError::Encoding { line: Self::new(sound).records(SheetLimits::default()).count(), encoding: encoding.name() }
        };
        encoding.decode(bytes).map(Self::new).map_err(damaged)
    }

    pub fn text(&self) -> &str {
        &self.text[self.start..]
    }

    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// The records, empty lines among them.
    pub fn records(&self, limits: SheetLimits) -> SheetRecords<'_> {
        Box::new(CsvRecords { rest: self.text(), delimiter: self.delimiter, limits, line: 0 })
    }
}

/// The delimiter that a first line `sep=;` names, and the length of that line, which no spreadsheet shows.
fn separator_line(text: &str) -> Option<(char, usize)> {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    let bare = line.trim_matches([' ', '"']);
    let named = bare.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).map(|_| &bare[4..])?;
    let delimiter = match named {
        "\\t" => '\t',
        // White space at the end is trimmed nowhere, because a tab is white space.
        _ => {
            let mut characters = named.trim_matches(' ').chars();
            characters.next().filter(|c| characters.next().is_none() && !c.is_alphanumeric() && *c != '"')?
        }
    };
    let line_break = if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) };
    Some((delimiter, end + line_break))
}

/// The delimiter that cuts the most of the first lines into as many cells as each other; titles above the table have none.
fn sniff(text: &str) -> char {
    let mut lines = vec![[0_usize; DELIMITERS.len()]];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            // Whatever ends the lines: a file is looked into, not gone through.
            '\r' | '\n' if !quoted && lines.len() >= SNIFFED => break,
            '\r' | '\n' if !quoted => lines.push(Default::default()),
            _ if quoted => {}
            _ => {
                if let (Some(at), Some(line)) = (DELIMITERS.iter().position(|known| *known == c), lines.last_mut()) {
                    line[at] += 1;
                }
            }
        }
    }
    let evenness = |at: &usize| {
        let counts = || lines.iter().map(|line| line[*at]).filter(|count| *count > 0);
        counts().map(|count| (counts().filter(|other| *other == count).count(), count)).max()
    };
    let best = (0..DELIMITERS.len()).rev().max_by_key(evenness).unwrap_or_default();
    DELIMITERS[best]
}

struct CsvRecords<'a> {
    rest: &'a str,
    delimiter: char,
    limits: SheetLimits,
    line: usize,
}

enum CellEnd {
    Cell,
    Record,
}

impl<'a> CsvRecords<'a> {
    fn cell(&mut self) -> Option<(Cow<'a, str>, CellEnd)> {
        let Some(inner) = self.rest.strip_prefix('"') else {
            let (text, end) = self.plain();
            return Some((text.into(), end));
        };
        let mut cell = String::new();
        let mut rest = inner;
        loop {
            let (before, after) = rest.split_once('"')?;
            cell.push_str(before);
            match after.strip_prefix('"') {
                Some(after) => {
                    cell.push('"');
                    rest = after;
                }
                None => {
                    self.rest = after;
                    break;
                }
            }
        }
        let (tail, end) = self.plain();
        cell.push_str(tail);
        Some((cell.into(), end))
    }

    fn plain(&mut self) -> (&'a str, CellEnd) {
        let at = self.rest.find([self.delimiter, '\r', '\n']).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(at);
        let (end, rest) = match rest.strip_prefix(self.delimiter) {
            Some(rest) => (CellEnd::Cell, rest),
            None => (CellEnd::Record, rest.strip_prefix("\r\n").or(rest.strip_prefix(['\r', '\n'])).unwrap_or("")),
        };
        self.rest = rest;
        (text, end)
    }
}

impl Iterator for CsvRecords<'_> {
    type Item = Result<SheetRecord, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        self.line += 1;
        let mut record = SheetRecord::new(self.line);
        for column in 0.. {
            let Some((cell, end)) = self.cell() else {
                self.rest = "";
                return Some(Err(SheetError::UnclosedQuote { line: self.line }));
            };
            record.put(column, cell, &self.limits);
            if matches!(end, CellEnd::Record) {
                break;
            }
        }
        Some(Ok(record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let table = CsvTable::new(text.to_owned());
        table.records(SheetLimits::default()).map(|record| record.unwrap().cells).collect()
    }

    #[test]
    fn records_are_cut_where_a_spreadsheet_cuts_them() {
        assert_eq!(cells("a,b\r\n\"1\n2\",\"x\"\"y\"\n\n3,"), [vec!["a", "b"], vec!["1\n2", "x\"y"], vec![""], vec!["3", ""]]);
        assert_eq!(cells("a;b,c;d\r1;2"), [vec!["a", "b,c", "d"], vec!["1", "2"]]);
        assert_eq!(cells("a\t\"b;;;\"\n"), [["a", "b;;;"]]);
        assert_eq!(cells("a\n\"苏州\"恒通,5\"\n"), [vec!["a"], vec!["苏州恒通", "5\""]]);
        let error = CsvTable::new("a\nb\n\"c\nd".into()).records(SheetLimits::default()).last().map(|last| last.map(drop));
        assert_eq!(error, Some(Err(SheetError::UnclosedQuote { line: 3 })));
        let wide = CsvTable::new(",".repeat(1_000_000));
        let wide = wide.records(SheetLimits { columns: 9, ..SheetLimits::default() }).next().unwrap().unwrap();
        assert_eq!(wide.cells.len(), 10, "no cell is made of what is too much");
    }

    #[test]
    fn the_delimiter_is_told_by_the_first_lines_however_they_end() {
        for end in ["\r", "\n", "\r\n"] {
            let first: String = (0..SNIFFED).map(|n| format!("{n};x{end}")).collect();
            let rest = format!("a,b,c{end}").repeat(10 * SNIFFED);
            assert_eq!(sniff(&format!("{first}{rest}")), ';', "{end:?}");
        }
    }

    #[test]
    fn a_line_that_names_the_separator_is_no_record() {
        for (line, c) in
            [("sep=;\r\n", ';'), ("SEP=;\n", ';'), ("\"sep=;\"\n", ';'), ("sep=\t\n", '\t'), ("sep=\\t\r\n", '\t'), ("sep=^\n", '^')]
        {
            assert_eq!(cells(&format!("{line}a{c}b,c\n")), [["a", "b,c"]], "{line:?}");
        }
        assert_eq!(cells("sep=,\na,b\n"), [["a", "b"]]);
        for heading in ["sep=x,b\n", "separator,b\n", "sep=,b\n"] {
            assert_eq!(cells(heading).len(), 1, "{heading:?}");
        }
    }

    #[test]
    fn a_title_above_the_table_says_nothing_about_its_delimiter() {
        assert_eq!(cells("客户表\n\na;b;c\n1;2;x,y\n")[2], ["a", "b", "c"]);
        assert_eq!(cells("2026 年，客户表, 内部\na\tb\n1\t2\n3\t4\n")[1], ["a", "b"]);
        assert_eq!(cells("a,b\nx;y;z,1\np;q;r,2\n")[1], ["x;y;z", "1"]);
        assert_eq!(cells("a|b\n1|2\n")[1], ["1", "2"]);
    }

    #[test]
    fn damaged_text_names_its_line() {
        let damage = |start: &str| [start.as_bytes(), b"\xff\xff,1\n"].concat();
        let line = |bytes: &[u8], encoding| CsvTable::decode(bytes, encoding).err();
        let damaged = |line, encoding: TextEncoding| Some(SheetError::Encoding { line, encoding: encoding.name() });
        let (utf8, utf16) = (TextEncoding::Utf8, TextEncoding::Utf16);
        assert_eq!(line(&damage("客户名称,客户级别\n\"一\n二\",2\n\n恒"), utf8), damaged(4, utf8));
        assert_eq!(line(&damage("name\n"), utf8), damaged(2, utf8));
        assert_eq!(line(b"\xef\xbb\xbfa\xff", utf8), damaged(1, utf8));
        assert_eq!(line(b"\xff\xfea\0\x00\xd8b\0", utf16), damaged(1, utf16));
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a,;\t\"\r\n 恒]{0,5}", 2..5), 1..5)) {
            let mut writer = ::csv::WriterBuilder::new().flexible(true).quote_style(::csv::QuoteStyle::Always).from_writer(Vec::new());
            writer.write_record(["名", "b"]).unwrap();
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(&cells(&text)[1..], &rows[..]);
        }

        #[test]
        fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let found = TextEncoding::find(&bytes);
            for encoding in TextEncoding::ALL.into_iter().chain([found.encoding]) {
                if let Ok(table) = CsvTable::decode(&bytes, encoding) {
                    let _ = table.records(SheetLimits::default()).count();
                }
            }
        }
    }
}
