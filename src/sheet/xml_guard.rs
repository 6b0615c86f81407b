//! What the reader of workbooks would have to hold in memory at once, found without holding it.
//!
//! The reader takes each piece of markup and each text whole, and a string cell with all its pieces. A part is therefore looked through
//! byte by byte first, cut exactly as the reader cuts it: one piece that is too long ends the look, before the reader meets it.

use memchr::{memchr, memchr3};

use super::SheetError;

/// Bytes of a piece of markup, of a text, of a string cell. The longest honest cell takes a third of this when every character is escaped.
const LONGEST: usize = 1 << 20;

/// The beginnings of markup that does not end where a tag would.
const OPENINGS: [(&[u8], Within); 3] =
    [(b"!--", Within::Comment { begun: 0 }), (b"![CDATA[", Within::Characters), (b"?", Within::Instruction { begun: 0 })];

const DOCTYPE: &[u8] = b"!DOCTYPE";

/// Elements of which the reader keeps all text until they end.
const KEPT_WHOLE: [&[u8]; 3] = [b"si", b"is", b"v"];

#[derive(Clone, Copy, Debug)]
enum Within {
    Text,
    /// Behind a `<`, not decided yet.
    Opening,
    Tag,
    Quoted(u8),
    /// With the bytes since it was opened.
    Comment {
        begun: usize,
    },
    Characters,
    Instruction {
        begun: usize,
    },
}

/// Looks through one part, in pieces of any length.
pub struct XmlGuard {
    within: Within,
    /// Bytes of the piece under way.
    length: usize,
    /// The beginning of the piece of markup under way.
    head: Vec<u8>,
    /// The two bytes before.
    before: [u8; 2],
    /// The name of the element that is kept whole, and its bytes so far.
    whole: Option<(Vec<u8>, usize)>,
    pub tags: usize,
    pub merged: usize,
    /// Texts that sheets share.
    pub texts: usize,
}

impl XmlGuard {
    pub fn new() -> Self {
        Self { within: Within::Text, length: 0, head: Vec::new(), before: [0; 2], whole: None, tags: 0, merged: 0, texts: 0 }
    }

    pub fn look(&mut self, mut bytes: &[u8]) -> Result<(), SheetError> {
        if memchr(0, bytes).is_some() {
            return Err(SheetError::damaged("not UTF-8"));
        }
        while !bytes.is_empty() {
            let taken = self.take(bytes)?;
            self.length += taken;
            if let Some((_, length)) = &mut self.whole {
                *length += taken;
            }
            if self.length > LONGEST || self.whole.as_ref().is_some_and(|(_, length)| *length > LONGEST) {
                return Err(SheetError::Inflated);
            }
            for byte in &bytes[taken.saturating_sub(2)..taken] {
                self.before = [self.before[1], *byte];
            }
            bytes = &bytes[taken..];
        }
        Ok(())
    }

    /// Goes on to the next place where something changes; returns how many bytes that was.
    fn take(&mut self, bytes: &[u8]) -> Result<usize, SheetError> {
        let all = bytes.len();
        Ok(match self.within {
            Within::Text => match memchr(b'<', bytes) {
                Some(at) => {
                    self.begin(Within::Opening);
                    self.head.clear();
                    at + 1
                }
                None => all,
            },
            Within::Opening => {
                self.head.push(bytes[0]);
                self.decide()?;
                1
            }
            Within::Tag => match memchr3(b'>', b'"', b'\'', bytes) {
                Some(at) => {
                    self.remember(&bytes[..at]);
                    match bytes[at] {
                        b'>' => self.tag_ends()?,
                        quote => self.within = Within::Quoted(quote),
                    }
                    at + 1
                }
                None => {
                    self.remember(bytes);
                    all
                }
            },
            Within::Quoted(quote) => match memchr(quote, bytes) {
                Some(at) => {
                    self.within = Within::Tag;
                    at + 1
                }
                None => all,
            },
            Within::Comment { begun } => self.until(bytes, b"--", begun, |begun| Within::Comment { begun })?,
            Within::Instruction { begun } => self.until(bytes, b"?", begun, |begun| Within::Instruction { begun })?,
            Within::Characters => self.until(bytes, b"]]", 2, |_| Within::Characters)?,
        })
    }

    fn begin(&mut self, within: Within) {
        self.within = within;
        self.length = 0;
    }

    /// A name is all that is looked at of a tag.
    fn remember(&mut self, bytes: &[u8]) {
        let room = 64_usize.saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn decide(&mut self) -> Result<(), SheetError> {
        let head = self.head.to_ascii_uppercase();
        if let Some((_, within)) = OPENINGS.iter().find(|(opening, _)| *opening == head) {
            self.within = *within;
        } else if head == DOCTYPE {
            return Err(SheetError::damaged("document type"));
        } else if !OPENINGS.iter().map(|(opening, _)| *opening).chain([DOCTYPE]).any(|opening| opening.starts_with(&head)) {
            self.within = Within::Tag;
            // What was read to decide belongs to the tag.
            match self.head.last() {
                Some(b'>') => {
                    self.head.pop();
                    self.tag_ends()?;
                }
                Some(quote @ (b'"' | b'\'')) => self.within = Within::Quoted(*quote),
                _ => {}
            }
        }
        Ok(())
    }

    fn tag_ends(&mut self) -> Result<(), SheetError> {
        self.tags += 1;
        let head = std::mem::take(&mut self.head);
        let (closes, name) = head.strip_prefix(b"/").map_or((false, &head[..]), |rest| (true, rest));
        let name = name.split(|byte| byte.is_ascii_whitespace() || *byte == b'/').next().unwrap_or_default();
        let local = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        self.merged += usize::from(local == b"mergeCell" && !closes);
        self.texts += usize::from(local == b"si" && !closes);
        match &self.whole {
            Some((opened, _)) if closes && opened == name => self.whole = None,
            None if !closes && KEPT_WHOLE.contains(&local) => {
                if head.len() >= 64 {
                    return Err(SheetError::damaged("long name"));
                }
                // One that is closed where it is opened, has nothing in it.
                if !head.ends_with(b"/") {
                    self.whole = Some((name.to_owned(), 0));
                }
            }
            _ => {}
        }
        self.begin(Within::Text);
        Ok(())
    }

    /// Goes on to a `>` behind `end`. That one right behind the opening ends nothing, or does, depending on whom one asks: no program
    /// writes it.
    fn until(&mut self, bytes: &[u8], end: &[u8], begun: usize, on: impl Fn(usize) -> Within) -> Result<usize, SheetError> {
        let Some(at) = memchr(b'>', bytes) else {
            self.within = on((begun + bytes.len()).min(2));
            return Ok(bytes.len());
        };
        let before: Vec<u8> = self.before.iter().chain(&bytes[at.saturating_sub(2)..at]).copied().collect();
        let inside = begun + at;
        if before.ends_with(end) {
            if inside < end.len() {
                return Err(SheetError::damaged("empty markup"));
            }
            self.begin(Within::Text);
        } else {
            self.within = on((inside + 1).min(2));
        }
        Ok(at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In pieces of every length, because a part comes in pieces.
    fn look(xml: &[u8]) -> Result<XmlGuard, SheetError> {
        let mut whole = XmlGuard::new();
        let outcome = whole.look(xml).map(|()| whole);
        if xml.len() < 300 {
            for length in 1..9 {
                let mut guard = XmlGuard::new();
                let cut = xml.chunks(length).try_for_each(|piece| guard.look(piece));
                assert_eq!(cut.is_ok(), outcome.is_ok(), "{length}: {}", String::from_utf8_lossy(xml));
                if let (Ok(()), Ok(whole)) = (cut, &outcome) {
                    assert_eq!((guard.tags, guard.merged), (whole.tags, whole.merged));
                }
            }
        }
        outcome
    }

    #[test]
    fn tags_are_told_from_what_only_looks_like_them() {
        let count = |xml: &str| look(xml.as_bytes()).map(|guard| guard.tags).unwrap();
        assert_eq!(count("<?xml version=\"1.0\"?><a b='>'><!-- <x> --><![CDATA[<y>]]>z<b/></a>"), 3);
        let sheet = look(b"<x:sheetData><x:row/></x:sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>").unwrap();
        assert_eq!(sheet.merged, 1);
    }

    #[test]
    fn nothing_that_the_reader_keeps_whole_may_be_long() {
        let long = |before: &str, piece: &str, after: &str| look((before.to_owned() + &piece.repeat(2 << 20) + after).as_bytes()).err();
        for (before, piece, after) in [
            ("<a>", "x", "</a>"),
            ("<a b=\"", "<", "\">"),
            ("<a ", "b", ">"),
            ("<!-- ", "<a>", "-->"),
            ("<![CDATA[", "<", "]]>"),
            ("<?x ", "<a>", "?>"),
            ("<is><r>", "<t>x</t>", "</r></is>"),
            ("<x:si>", "<y/>z", "</x:si>"),
            ("<v>", "1<is></is>", "</v>"),
        ] {
            assert_eq!(long(before, piece, after), Some(SheetError::Inflated), "{before}");
        }
        assert_eq!(long("<a>", "<v>1</v>", "</a>"), None);
    }

    #[test]
    fn what_readers_may_understand_differently_is_refused() {
        for xml in ["<!-->", "<!--->", "<?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<!doctype a>", "a\0b"] {
            assert!(look(xml.as_bytes()).is_err(), "{xml:?}");
        }
        assert!(look(b"<!----><?a?><!x>").is_ok());
    }
}
