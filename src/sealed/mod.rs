//! Files that lie sealed on the disk: written and read as streams, whatever their size, and never in the clear.
//!
//! ```text
//! header  "kedun-sealed-1\n" · salt (32)
//! chunk   AES-256-GCM of up to 64 KiB · tag (16), one after the other; the last may be shorter, and is marked
//! ```
//!
//! Each file has a key of its own: HKDF-SHA256 from the installation's key for files, under the file's random salt. So the nonce can be
//! what it has to be anyway, the number of the chunk and whether it is the last: a chunk that was moved, repeated or left out, and a
//! file that was cut or lengthened, do not open. What the file is (its name in the directory) is bound as associated data, so that no
//! file can stand in for another. This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and
//! its Nonce-Reuse Misuse-Resistance", 2015).
//!
//! What this module must never do: hand out a byte of a chunk that it has not verified; take the end of the file for the end of what
//! was written; leave half a file under a name that counts.

mod chunks;
mod directory;

pub use chunks::{SealKey, SealedReader, SealedWriter};
pub use directory::{SealedDirectory, SealedDraft};
