//! The format: chunk by chunk, in and out.

use std::io::{self, Read, Write};

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const MAGIC: &[u8; 15] = b"kedun-sealed-1\n";
const SALT: usize = 32;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const LABEL: &[u8] = b"kedun/v1/sealed-file";

/// The installation's key for files, from which each file's own is derived.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealKey([u8; 32]);

impl SealKey {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey(…)")
    }
}

/// What seals and opens the chunks of one file, in their order.
struct Chunks {
    cipher: Aes256Gcm,
    name: Vec<u8>,
    next: u64,
}

impl Chunks {
    fn new(key: &SealKey, salt: &[u8; SALT], name: &str) -> io::Result<Self> {
        let mut own = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(salt), &key.0).expand(LABEL, own.as_mut_slice()).map_err(io::Error::other)?;
        let cipher = Aes256Gcm::new_from_slice(own.as_slice()).map_err(io::Error::other)?;
        Ok(Self { cipher, name: name.as_bytes().to_vec(), next: 0 })
    }

    /// The number of the next chunk, and whether it is the last.
    fn nonce(&mut self, last: bool) -> [u8; 12] {
        let mut nonce = [0; 12];
        nonce[..8].copy_from_slice(&self.next.to_be_bytes());
        nonce[11] = u8::from(last);
        self.next += 1;
        nonce
    }

    fn seal(&mut self, chunk: &[u8], last: bool) -> io::Result<Vec<u8>> {
        let nonce = self.nonce(last);
        self.cipher
            .encrypt(&nonce.into(), Payload { msg: chunk, aad: &self.name })
            .map_err(|_| io::Error::other("a chunk could not be sealed"))
    }

    fn open(&mut self, sealed: &[u8], last: bool) -> io::Result<Vec<u8>> {
        let nonce = self.nonce(last);
        self.cipher.decrypt(&nonce.into(), Payload { msg: sealed, aad: &self.name }).map_err(|_| damaged())
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a sealed file is damaged, cut, or not this file")
}

/// Seals what is written to it. Only [`Self::finish`] makes a file of it that opens.
pub struct SealedWriter<W: Write> {
    out: W,
    chunks: Chunks,
    waiting: Vec<u8>,
    length: u64,
}

impl<W: Write> SealedWriter<W> {
    pub fn new(mut out: W, key: &SealKey, name: &str) -> io::Result<Self> {
        let salt: [u8; SALT] = rand::random();
        out.write_all(MAGIC)?;
        out.write_all(&salt)?;
        Ok(Self { out, chunks: Chunks::new(key, &salt, name)?, waiting: Vec::with_capacity(CHUNK), length: 0 })
    }

    /// Bytes written so far, in the clear.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Writes the last chunk and returns where it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        let last = self.chunks.seal(&self.waiting, true)?;
        self.out.write_all(&last)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until there is more: the last one is not known before.
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            let sealed = self.chunks.seal(&self.waiting, false)?;
            self.out.write_all(&sealed)?;
            self.waiting.clear();
        }
        let taken = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        self.length += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        // What waits is sealed when it is known whether it is the last.
        self.out.flush()
    }
}

/// Opens a sealed file from its beginning to its end.
pub struct SealedReader<R: Read> {
    from: R,
    chunks: Chunks,
    /// Read ahead, still sealed: whether more follows says whether a chunk is the last.
    ahead: Vec<u8>,
    open: Vec<u8>,
    at: usize,
    is_over: bool,
}

impl<R: Read> SealedReader<R> {
    pub fn new(mut from: R, key: &SealKey, name: &str) -> io::Result<Self> {
        let (mut magic, mut salt) = ([0; MAGIC.len()], [0; SALT]);
        from.read_exact(&mut magic).and_then(|()| from.read_exact(&mut salt)).map_err(|_| damaged())?;
        if magic != *MAGIC {
            return Err(damaged());
        }
        let chunks = Chunks::new(key, &salt, name)?;
        let ahead = next(&mut from)?;
        Ok(Self { from, chunks, ahead, open: Vec::new(), at: 0, is_over: false })
    }

    /// The next chunk in the clear; none behind the last.
    pub fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.is_over {
            return Ok(None);
        }
        let following = if self.ahead.len() == CHUNK + TAG { next(&mut self.from)? } else { Vec::new() };
        let last = following.is_empty();
        let chunk = self.chunks.open(&self.ahead, last)?;
        (self.ahead, self.is_over) = (following, last);
        Ok(Some(chunk))
    }
}

/// Up to one sealed chunk.
fn next(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut sealed = Vec::with_capacity(CHUNK + TAG);
    from.take((CHUNK + TAG) as u64).read_to_end(&mut sealed)?;
    Ok(sealed)
}

impl<R: Read> Read for SealedReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.open.len() {
            let Some(chunk) = self.chunk()? else { return Ok(0) };
            (self.open, self.at) = (chunk, 0);
        }
        let length = into.len().min(self.open.len() - self.at);
        into[..length].copy_from_slice(&self.open[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SealKey {
        SealKey::new([7; 32])
    }

    fn sealed(clear: &[u8]) -> Vec<u8> {
        let mut writer = SealedWriter::new(Vec::new(), &key(), "a").unwrap();
        writer.write_all(clear).unwrap();
        assert_eq!(writer.length(), clear.len() as u64);
        writer.finish().unwrap()
    }

    fn opened(bytes: &[u8], name: &str) -> io::Result<Vec<u8>> {
        let mut clear = Vec::new();
        SealedReader::new(bytes, &key(), name)?.read_to_end(&mut clear).map(|_| clear)
    }

    fn text(length: usize) -> Vec<u8> {
        (0..length).map(|i| (i * 31 % 251) as u8).collect()
    }

    const HEADER: usize = MAGIC.len() + SALT;

    #[test]
    fn what_was_written_is_read_whatever_its_length() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17] {
            let clear = text(length);
            let bytes = sealed(&clear);
            assert_eq!(opened(&bytes, "a").unwrap(), clear, "{length}");
            assert!(length < 16 || !bytes.windows(16).any(|window| window == &clear[..16]), "it lies in the clear");
        }
    }

    #[test]
    fn a_file_that_was_cut_anywhere_does_not_open() {
        let bytes = sealed(&text(2 * CHUNK));
        for length in [0, 10, HEADER, HEADER + 1, HEADER + CHUNK, HEADER + CHUNK + TAG, HEADER + CHUNK + TAG + 1, bytes.len() - 1] {
            assert!(opened(&bytes[..length], "a").is_err(), "{length}");
        }
        assert!(opened(&[&bytes[..], b"x"].concat(), "a").is_err(), "lengthened");
    }

    #[test]
    fn chunks_stand_where_they_were_written() {
        let bytes = sealed(&text(3 * CHUNK));
        let (header, body) = bytes.split_at(HEADER);
        let chunks: Vec<&[u8]> = body.chunks(CHUNK + TAG).collect();
        assert_eq!(chunks.len(), 3);
        for order in [[1, 0, 2], [0, 0, 2], [0, 2, 1]] {
            let moved = [header, chunks[order[0]], chunks[order[1]], chunks[order[2]]].concat();
            assert!(opened(&moved, "a").is_err(), "{order:?}");
        }
        assert!(opened(&[header, chunks[0], chunks[2]].concat(), "a").is_err(), "left out");
        let mut turned = bytes.clone();
        turned[HEADER + 5] ^= 1;
        assert!(opened(&turned, "a").is_err(), "a bit");
    }

    #[test]
    fn no_file_stands_in_for_another_and_no_key_for_another() {
        let bytes = sealed(b"x");
        assert!(opened(&bytes, "b").is_err());
        assert!(SealedReader::new(&bytes[..], &SealKey::new([8; 32]), "a").unwrap().chunk().is_err());
        assert_ne!(sealed(b"x"), sealed(b"x"), "each has a key of its own");
    }

    /// Computed with Python's `hmac` and `cryptography`, independently of this code. Whoever changes the format needs a new magic word.
    #[test]
    fn the_format_stays_readable() {
        let salt = [9; SALT];
        let mut chunks = Chunks::new(&key(), &salt, "a").unwrap();
        let bytes = [&MAGIC[..], &salt, &chunks.seal("客盾".as_bytes(), true).unwrap()].concat();
        assert_eq!(data_encoding::HEXLOWER.encode(&bytes[HEADER..]), "5c45c42edded840bb8bdce440b79cba965922e77c5da");
    }
}
