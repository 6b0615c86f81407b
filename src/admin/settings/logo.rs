//! The company's logo: a small picture whose type is found by its content. Drawings that can hold scripts (SVG) are none.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use diesel::sqlite::SqliteConnection;
use rocket::http::ContentType;
use sha2::{Digest as _, Sha256};

use super::change;
use crate::db::Tx;
use crate::error::{Error, Invalid, Result};
use crate::people::settings;

/// Its content as text, behind the name of its type and a comma.
const LOGO: &str = "company.logo";
/// The largest, in bytes.
pub(super) const LARGEST: u64 = 256 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PictureType {
    Png,
    Jpeg,
    Webp,
}

impl PictureType {
    const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Webp];

    fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
        }
    }

    pub(super) fn media_type(self) -> ContentType {
        match self {
            Self::Png => ContentType::PNG,
            Self::Jpeg => ContentType::JPEG,
            Self::Webp => ContentType::WEBP,
        }
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }
}

/// The picture in the place of the one before; none takes it away. Answers the version.
pub(super) fn put(tx: &mut Tx<'_>, seen: i64, bytes: Option<&[u8]>) -> Result<i64> {
    let from = settings::get(tx.conn, settings::LOGO_DIGEST)?.unwrap_or_default();
    let Some(bytes) = bytes else {
        settings::remove(tx, LOGO)?;
        settings::remove(tx, settings::LOGO_DIGEST)?;
        return change(tx, seen, "logo", [("from", &*from), ("to", "")]);
    };
    let kind = PictureType::of(bytes).ok_or_else(|| Error::Rejected(vec![Invalid::new("logo", "settings.logo")]))?;
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)[..8]);
    settings::set(tx, LOGO, &format!("{},{}", kind.name(), STANDARD.encode(bytes)))?;
    settings::set(tx, settings::LOGO_DIGEST, &digest)?;
    change(tx, seen, "logo", [("from", &*from), ("to", &*digest)])
}

pub(super) fn get(conn: &mut SqliteConnection) -> Result<Option<(PictureType, Vec<u8>)>> {
    let Some(text) = settings::get(conn, LOGO)? else { return Ok(None) };
    let found = text.split_once(',').and_then(|(name, content)| {
        let kind = PictureType::ALL.into_iter().find(|kind| kind.name() == name)?;
        Some((kind, STANDARD.decode(content).ok()?))
    });
    found.map(Some).ok_or_else(|| Error::internal("the stored logo cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::PictureType;

    #[test]
    fn a_picture_is_known_by_its_content() {
        assert_eq!(PictureType::of(b"\x89PNG\r\n\x1a\n...."), Some(PictureType::Png));
        assert_eq!(PictureType::of(&[0xff, 0xd8, 0xff, 0xe0]), Some(PictureType::Jpeg));
        assert_eq!(PictureType::of(b"RIFF\x00\x00\x00\x00WEBPVP8 "), Some(PictureType::Webp));
        for other in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"GIF89a", b"", b"%PDF-1.7"] {
            assert_eq!(PictureType::of(other), None);
        }
    }
}
