//! Text tables: which encoding, which delimiter, and where one record ends.
//!
//! Records are cut here and not by the `csv` crate, because that one passes over empty lines
//! without counting them and takes a quotation mark that is never closed for the rest of the
//! file. What it writes, this reads back (see the tests).

use super::{SheetError, rows::SheetRecord};
use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};
use std::borrow::Cow;

/// This many characters that are sound UTF-8 and not ASCII do not come about by chance in a
/// GB18030 text.
const CERTAINLY_UTF8: usize = 8;

/// The text of a file: UTF-8 or UTF-16 by its mark, else UTF-8 if it is that, else GB18030.
pub fn decode(bytes: &[u8]) -> Result<String, SheetError> {
    let marked = Encoding::for_bom(bytes);
    let (encoding, body) = match marked {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (unmarked(bytes), bytes),
    };
    let mut text = String::with_capacity(body.len() * 3 / 2 + 16);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut at = 0;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(&body[at..], &mut text, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return Ok(text),
            DecoderResult::OutputFull => text.reserve(body.len() - at + 1024),
            DecoderResult::Malformed(..) => {
                return Err(SheetError::Encoding { line: line_at_end(text) });
            }
        }
    }
}

fn unmarked(bytes: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(error) => {
            let sound = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let damaged = sound.chars().filter(|c| !c.is_ascii()).nth(CERTAINLY_UTF8 - 1).is_some();
            if damaged { UTF_8 } else { GB18030 }
        }
    }
}

/// The line of the record in which the text breaks off.
fn line_at_end(mut text: String) -> usize {
    text.push('?');
    CsvRecords::new(&text).count()
}

/// The delimiter that is most frequent in the heading.
fn sniff(text: &str) -> char {
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\r' | '\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(known, _)| *known == c).for_each(|(_, count)| *count += 1),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(',', |(delimiter, _)| delimiter)
}

/// The records of a text, empty lines among them.
pub struct CsvRecords<'a> {
    rest: &'a str,
    delimiter: char,
    line: usize,
}

enum CellEnd {
    Cell,
    Record,
}

impl<'a> CsvRecords<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { rest: text, delimiter: sniff(text), line: 0 }
    }

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
        let mut cells = Vec::new();
        loop {
            let Some((cell, end)) = self.cell() else {
                self.rest = "";
                return Some(Err(SheetError::UnclosedQuote { line: self.line }));
            };
            cells.push(cell.into_owned());
            if matches!(end, CellEnd::Record) {
                return Some(Ok(SheetRecord { line: self.line, cells }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        CsvRecords::new(text).map(|record| record.unwrap().cells).collect()
    }

    #[test]
    fn records_are_cut_where_a_spreadsheet_cuts_them() {
        assert_eq!(cells("a,b\r\n\"1\n2\",\"x\"\"y\"\n\n3,"), [vec!["a", "b"], vec!["1\n2", "x\"y"], vec![""], vec!["3", ""]]);
        assert_eq!(cells("a;b,c;d\r1;2"), [vec!["a", "b,c", "d"], vec!["1", "2"]]);
        assert_eq!(cells("a\t\"b;;;\"\n"), [["a", "b;;;"]]);
        assert_eq!(cells("a\n\"苏州\"恒通,5\"\n"), [vec!["a"], vec!["苏州恒通", "5\""]]);
        let error = CsvRecords::new("a\nb\n\"c\nd").last();
        assert_eq!(error, Some(Err(SheetError::UnclosedQuote { line: 3 })));
    }

    #[test]
    fn the_encoding_is_found_by_content() {
        let text = "名称,级别\n恒通😀,A";
        let utf16 = |le: bool| -> Vec<u8> {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
        };
        let (gb, _, _) = GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &utf16(true), &utf16(false), &gb] {
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn damaged_text_names_its_line() {
        let damage = |start: &str| [start.as_bytes(), b"\xff\xff,1\n"].concat();
        assert_eq!(decode(&damage("客户名称,客户级别\n\"一\n二\",2\n\n恒")), Err(SheetError::Encoding { line: 4 }));
        assert_eq!(decode(&damage("name\n")), Err(SheetError::Encoding { line: 2 }));
        assert_eq!(decode(b"\xff\xfea\0\x00\xd8b\0"), Err(SheetError::Encoding { line: 1 }));
        assert_eq!(decode(b"\xef\xbb\xbfa\xff"), Err(SheetError::Encoding { line: 1 }));
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a,;\t\"\r\n 恒]{0,5}", 2..5), 1..5)) {
            let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            writer.write_record(["名", "b"]).unwrap();
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(&cells(&text)[1..], &rows[..]);
        }

        #[test]
        fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(text) = decode(&bytes) {
                let _ = CsvRecords::new(&text).count();
            }
        }
    }
}
