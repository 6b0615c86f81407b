//! A file on its way out.

use std::fs::File;
use std::future::Future;
use std::io::{self, BufReader, Cursor, ErrorKind, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll};

use rocket::Request;
use rocket::http::{ContentType, Header};
use rocket::response::{self, Responder, Response};
use rocket::tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use rocket::tokio::task::{JoinHandle, spawn_blocking};

use super::NewFile;
use crate::sealed::SealedReader;

/// Always saved, never shown: what is inside came from people.
pub struct Download {
    name: String,
    media_type: String,
    size: usize,
    body: Body,
}

enum Body {
    Bytes(Vec<u8>),
    Sealed(SealedBody),
}

impl Download {
    pub(super) fn bytes(name: String, media_type: String, bytes: Vec<u8>) -> Self {
        Self { name, media_type, size: bytes.len(), body: Body::Bytes(bytes) }
    }

    /// Streams a sealed file of this size. Its first chunk has to open before anything is answered.
    pub(super) fn sealed(name: String, media_type: String, size: usize, mut reader: SealedFile) -> io::Result<Self> {
        let first = reader.chunk()?.unwrap_or_default();
        let body = SealedBody { open: Cursor::new(first), next: Next::Idle(Box::new(reader)) };
        Ok(Self { name, media_type, size, body: Body::Sealed(body) })
    }
}

impl From<NewFile> for Download {
    fn from(file: NewFile) -> Self {
        Self::bytes(file.name, file.media_type.to_owned(), file.bytes)
    }
}

impl<'r> Responder<'r, 'static> for Download {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let media_type = ContentType::parse_flexible(&self.media_type).unwrap_or(ContentType::Binary);
        let mut response = Response::build();
        response.header(media_type).header(Header::new("Content-Disposition", disposition(&self.name)));
        match self.body {
            Body::Bytes(bytes) => response.sized_body(self.size, Cursor::new(bytes)),
            // A file that turns out to be damaged further on ends before its announced size: the browser says that it failed.
            Body::Sealed(body) => response.sized_body(self.size, body),
        };
        response.ok()
    }
}

type SealedFile = SealedReader<BufReader<File>>;
type OpenedChunk = io::Result<Option<Vec<u8>>>;

/// A sealed file, opened chunk by chunk on threads that may wait; no thread is held while the receiver is slow.
struct SealedBody {
    open: Cursor<Vec<u8>>,
    next: Next,
}

enum Next {
    Idle(Box<SealedFile>),
    Opening(JoinHandle<(Box<SealedFile>, OpenedChunk)>),
    Over,
}

impl AsyncRead for SealedBody {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            let at = usize::try_from(self.open.position()).unwrap_or(usize::MAX);
            if let Some(rest) = self.open.get_ref().get(at..).filter(|rest| !rest.is_empty()) {
                let taken = rest.len().min(into.remaining());
                into.put_slice(&rest[..taken]);
                self.open.set_position((at + taken) as u64);
                return Poll::Ready(Ok(()));
            }
            match std::mem::replace(&mut self.next, Next::Over) {
                Next::Over => return Poll::Ready(Ok(())),
                Next::Idle(mut reader) => {
                    self.next = Next::Opening(spawn_blocking(move || {
                        let chunk = reader.chunk();
                        (reader, chunk)
                    }));
                }
                Next::Opening(mut opening) => {
                    let Poll::Ready(opened) = Pin::new(&mut opening).poll(context) else {
                        self.next = Next::Opening(opening);
                        return Poll::Pending;
                    };
                    let (reader, chunk) = opened.map_err(io::Error::other)?;
                    let Some(chunk) = chunk? else { continue };
                    (self.open, self.next) = (Cursor::new(chunk), Next::Idle(reader));
                }
            }
        }
    }
}

/// Rocket wants to be able to seek; it does so only where it is not told the size.
impl AsyncSeek for SealedBody {
    fn start_seek(self: Pin<&mut Self>, _: SeekFrom) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    fn poll_complete(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Poll::Ready(Ok(0))
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
    use std::io::Write;

    use rocket::tokio::io::AsyncReadExt;
    use rocket::tokio::runtime::Runtime;

    use super::*;
    use crate::sealed::{SealKey, SealedDirectory};

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let header = disposition("客户\"\r\nX: 1.csv");
        assert_eq!(header, "attachment; filename=\"_____X_ 1.csv\"; filename*=UTF-8''%E5%AE%A2%E6%88%B7%22%0D%0AX%3A%201.csv");
    }

    #[test]
    fn a_sealed_file_streams_whole_or_breaks_off() {
        let data = tempfile::tempdir().unwrap();
        let files = SealedDirectory::new(data.path(), SealKey::new([7; 32]));
        let clear: Vec<u8> = (0..300_000_u32).map(|i| (i % 251) as u8).collect();
        let mut draft = files.create().unwrap();
        draft.write_all(&clear).unwrap();
        draft.finish().unwrap();
        let stream = || {
            let Download { body, .. } =
                Download::sealed("x".into(), "text/csv".into(), clear.len(), files.open(draft.name()).unwrap()).unwrap();
            let Body::Sealed(mut body) = body else { panic!("it is sealed") };
            Runtime::new().unwrap().block_on(async {
                let mut streamed = Vec::new();
                body.read_to_end(&mut streamed).await.map(|_| streamed)
            })
        };
        assert_eq!(stream().unwrap(), clear);
        let path = data.path().join("files").join(draft.name());
        let sealed = std::fs::read(&path).unwrap();
        std::fs::write(&path, &sealed[..sealed.len() - 1]).unwrap();
        assert_eq!(stream().unwrap_err().kind(), ErrorKind::InvalidData);
    }
}
