//! A file on its way out.

use std::io::Cursor;

use rocket::Request;
use rocket::http::{ContentType, Header};
use rocket::response::{self, Responder, Response};

use super::{NewFile, StoredFile};

/// Always saved, never shown: what is inside came from people.
pub struct Download {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl From<NewFile> for Download {
    fn from(file: NewFile) -> Self {
        Self { name: file.name, media_type: file.media_type.to_owned(), bytes: file.bytes }
    }
}

impl From<StoredFile> for Download {
    fn from(file: StoredFile) -> Self {
        Self { name: file.name, media_type: file.media_type, bytes: file.bytes }
    }
}

impl<'r> Responder<'r, 'static> for Download {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let media_type = ContentType::parse_flexible(&self.media_type).unwrap_or(ContentType::Binary);
        Response::build()
            .header(media_type)
            .header(Header::new("Content-Disposition", disposition(&self.name)))
            .sized_body(self.bytes.len(), Cursor::new(self.bytes))
            .ok()
    }
}

/// The name in both spellings (RFC 6266): the plain one for old clients, the encoded one (RFC 5987) for everybody else.
fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' }).collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let header = disposition("客户\"\r\nX: 1.csv");
        assert_eq!(header, "attachment; filename=\"_____X_ 1.csv\"; filename*=UTF-8''%E5%AE%A2%E6%88%B7%22%0D%0AX%3A%201.csv");
    }
}
