//! In which encoding a text file is: as somebody says, by its mark, or by what it contains.
//!
//! What is found by content alone is a guess and says so, because four bytes of a German name are also two Chinese characters. Whoever
//! shows the file shows the guess and lets people choose another.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};

/// This many characters that are sound UTF-8 and not ASCII do not come about by chance in another encoding.
const CERTAINLY_UTF8: usize = 8;

/// Bytes by which an encoding is guessed.
const LOOKED_AT: usize = 1 << 20;

/// An encoding that a text file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextEncoding {
    #[serde(rename = "utf-8")]
    Utf8,
    /// In either order of bytes.
    #[serde(rename = "utf-16")]
    Utf16,
    /// And what is part of it: GBK, GB2312.
    #[serde(rename = "gb18030")]
    Gb18030,
    #[serde(rename = "big5")]
    Big5,
    #[serde(rename = "shift_jis")]
    ShiftJis,
    /// And what is part of it: Latin-1.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl std::str::FromStr for TextEncoding {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::named(name).ok_or_else(|| format!("no encoding that is read here is called {name}"))
    }
}

/// What a file's encoding seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundEncoding {
    pub encoding: TextEncoding,
    /// Nothing but the content speaks for it.
    pub guessed: bool,
}

impl TextEncoding {
    pub const ALL: [Self; 6] = [Self::Utf8, Self::Utf16, Self::Gb18030, Self::Big5, Self::ShiftJis, Self::Windows1252];

    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Gb18030 => "gb18030",
            Self::Big5 => "big5",
            Self::ShiftJis => "shift_jis",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// By any of the names that browsers know (`gbk`, `latin1`, `sjis`), and by the numbers of Windows' code pages.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let label = match name.trim_start_matches("cp").trim_start_matches("windows-") {
            "936" | "54936" => "gb18030",
            "950" => "big5",
            "932" => "shift_jis",
            "65001" => "utf-8",
            "1252" => "windows-1252",
            _ => &name,
        };
        Self::of(Encoding::for_label(label.as_bytes())?)
    }

    fn of(encoding: &'static Encoding) -> Option<Self> {
        match encoding {
            e if e == UTF_8 => Some(Self::Utf8),
            e if e == UTF_16LE || e == UTF_16BE => Some(Self::Utf16),
            e if e == GB18030 || e == GBK => Some(Self::Gb18030),
            e if e == BIG5 => Some(Self::Big5),
            e if e == SHIFT_JIS => Some(Self::ShiftJis),
            e if e == WINDOWS_1252 => Some(Self::Windows1252),
            _ => None,
        }
    }

    fn encoding(self, bytes: &[u8]) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16 => marked(bytes).map(|(encoding, _)| encoding).filter(|e| *e != UTF_8).unwrap_or_else(|| byte_order(bytes)),
            Self::Gb18030 => GB18030,
            Self::Big5 => BIG5,
            Self::ShiftJis => SHIFT_JIS,
            Self::Windows1252 => WINDOWS_1252,
        }
    }

    /// The text of a file in this encoding; where it is not, as much of it as is.
    pub fn decode(self, bytes: &[u8]) -> Result<String, String> {
        let encoding = self.encoding(bytes);
        let mark = marked(bytes).filter(|(marked, _)| *marked == encoding).map_or(0, |(_, length)| length);
        let body = &bytes[mark..];
        let mut text = String::with_capacity(body.len() + body.len() / 4 + 16);
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut at = 0;
        loop {
            let (result, read) = decoder.decode_to_string_without_replacement(&body[at..], &mut text, true);
            at += read;
            match result {
                DecoderResult::InputEmpty => return Ok(text),
                DecoderResult::OutputFull => text.reserve((body.len() - at) / 2 + 1024),
                DecoderResult::Malformed(..) => return Err(text),
            }
        }
    }

    /// By its mark, else UTF-16 or UTF-8 if it is that, else whatever the content speaks for most.
    pub fn find(bytes: &[u8]) -> FoundEncoding {
        let sure = |encoding| FoundEncoding { encoding, guessed: false };
        let guess = |encoding| FoundEncoding { encoding, guessed: true };
        if let Some(encoding) = marked(bytes).and_then(|(encoding, _)| Self::of(encoding)) {
            return sure(encoding);
        }
        if is_utf16(bytes) {
            return guess(Self::Utf16);
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => sure(Self::Utf8),
            Err(error) => {
                let sound = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                let damaged = sound.chars().filter(|c| !c.is_ascii()).nth(CERTAINLY_UTF8 - 1).is_some();
                guess(if damaged { Self::Utf8 } else { Self::by_content(bytes) })
            }
        }
    }

    fn by_content(bytes: &[u8]) -> Self {
        let looked_at = &bytes[..bytes.len().min(LOOKED_AT)];
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(looked_at, true);
        let guessed = detector.guess(None, Utf8Detection::Deny);
        // What is Western to the detector in another way (Central European, Turkish) is best shown as Western, too.
        let guessed = Self::of(guessed).unwrap_or(if guessed.is_single_byte() { Self::Windows1252 } else { Self::Gb18030 });
        // A guess that does not fit the whole file is none.
        let fits = |encoding: &Self| encoding.decode(bytes).is_ok();
        [guessed, Self::Gb18030, Self::Big5, Self::ShiftJis].into_iter().find(fits).unwrap_or(guessed)
    }
}

fn marked(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// Whether this is UTF-16 without a mark: a table has delimiters and line breaks, and half of each of these is zero.
fn is_utf16(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(1 << 16) & !1];
    bytes.len().is_multiple_of(2) && sample.contains(&0) && likeness(sample, byte_order(bytes)) >= 0.95
}

/// The order of bytes by which more of the text is made of characters that people use.
fn byte_order(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(1 << 16) & !1];
    if likeness(sample, UTF_16BE) > likeness(sample, UTF_16LE) { UTF_16BE } else { UTF_16LE }
}

/// How much of a text is made of the characters of tables: letters, Chinese, Japanese, common signs.
fn likeness(bytes: &[u8], encoding: &'static Encoding) -> f64 {
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if encoding == UTF_16BE { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let (mut all, mut usual) = (0_u32, 0_u32);
    for unit in units {
        all += 1;
        let is_usual = matches!(unit, 0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0xa0..=0x24f | 0x2010..=0x203b | 0x3000..=0x30ff | 0x4e00..=0x9fff | 0xd800..=0xdfff | 0xff00..=0xffef);
        usual += u32::from(is_usual);
    }
    if all == 0 { 0.0 } else { f64::from(usual) / f64::from(all) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> (TextEncoding, String) {
        let found = TextEncoding::find(bytes);
        (found.encoding, found.encoding.decode(bytes).unwrap())
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn an_encoding_is_found_by_its_mark_or_by_the_content() {
        let text = "名称,级别\n恒通😀,一\n";
        let marked = "\u{feff}".to_owned() + text;
        let (gb, _, _) = GB18030.encode(text);
        for bytes in [text.as_bytes().to_vec(), marked.as_bytes().to_vec(), utf16(&marked, false), utf16(&marked, true)] {
            assert_eq!(found(&bytes).1, text);
            assert!(!TextEncoding::find(&bytes).guessed);
        }
        for bytes in [utf16(text, false), utf16(text, true), utf16("Name,Ort\nMüller,Köln\n", false), gb.into_owned()] {
            assert!(TextEncoding::find(&bytes).guessed);
        }
        assert_eq!(found(&utf16(text, false)), (TextEncoding::Utf16, text.into()));
        assert_eq!(found(&utf16(text, true)), (TextEncoding::Utf16, text.into()));
    }

    #[test]
    fn neither_a_western_nor_a_japanese_file_is_taken_for_chinese() {
        let cases = [
            (TextEncoding::Windows1252, "Name,Remarks\r\nJürgen Müller GmbH,Núñez\r\n"),
            (TextEncoding::Windows1252, "Name;Ort\nMüller;Köln\n"),
            (TextEncoding::Windows1252, "Name,Remarks\nCafé,ok\n"),
            (TextEncoding::Windows1252, "Société,Prénom\nÉlectricité de France,Zoé\n"),
            (TextEncoding::Gb18030, "客户名称,手机\n张三,13800138000\n"),
            (TextEncoding::Gb18030, "Name,Remarks\n苏州恒通,ok\n"),
            (TextEncoding::Gb18030, "客户名称,手机\n喆堃科技,13800138000\n"),
            (TextEncoding::Big5, "客戶名稱,手機\n台灣積體電路,0912345678\n"),
            (TextEncoding::ShiftJis, "会社名,電話\nトヨタ自動車株式会社,0565\n"),
        ];
        for (encoding, text) in cases {
            let (bytes, _, lossy) = encoding.encoding(b"").encode(text);
            assert!(!lossy, "{text}");
            assert_eq!(found(&bytes), (encoding, text.to_owned()));
            assert!(TextEncoding::find(&bytes).guessed);
        }
    }

    #[test]
    fn encodings_are_known_by_the_names_that_people_give_them() {
        let names = ["GBK", "gb2312", "cp936", "Latin1", "iso-8859-1", "CP1252", "SJIS", "cp932", "big5", "UTF8", "utf-16", "cp65001"];
        use TextEncoding::*;
        let encodings = [Gb18030, Gb18030, Gb18030, Windows1252, Windows1252, Windows1252, ShiftJis, ShiftJis, Big5, Utf8, Utf16, Utf8];
        assert_eq!(names.map(TextEncoding::named), encodings.map(Some));
        assert_eq!(TextEncoding::named("klingon"), None);
        assert!(TextEncoding::ALL.into_iter().all(|encoding| TextEncoding::named(encoding.name()) == Some(encoding)));
    }
}
