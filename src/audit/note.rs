//! Signed notes: a text and its signatures in the C2SP format (<https://c2sp.org/signed-note>), so that tools other than ours can check them.
//!
//! ```text
//! first line of the text
//! …last line
//!
//! — kedun/4f1c… AbCd…=            em dash, key name, base64(4-byte key id ‖ Ed25519 signature over the text with its last newline)
//! ```
//!
//! A verifier key is written `name+key id in hex+base64(0x01 ‖ public key)`, the form that Go's `sumdb/note` and the C2SP tools read.
//! Signatures by unknown keys are passed over (a witness may add its own); a bad signature by the known key spoils the whole note.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// Signature type "Ed25519" in key ids and verifier keys.
const ED25519: u8 = 0x01;
/// The signature line's mark: an em dash and a space.
const MARK: &str = "— ";
/// More signatures than any witness network gives; a limit keeps a forged note from costing time.
const MOST_SIGNATURES: usize = 100;

/// Why a note is not to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("this is not a signed note")]
    Malformed,
    #[error("this is not a key name: it must not be empty nor hold a space or a plus")]
    Name,
    #[error("this is not a verifier key")]
    VerifierKey,
    #[error("the note is not signed by the expected key")]
    Unsigned,
    #[error("the signature is wrong")]
    Signature,
    #[error("the note is signed, but it is not a checkpoint of this log")]
    NotACheckpoint,
}

/// A named private key that signs notes.
pub struct NoteSigner {
    name: String,
    key: SigningKey,
}

/// A named public key that checks notes. Its text form is what an outside verifier is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteVerifier {
    name: String,
    key: VerifyingKey,
}

impl NoteSigner {
    pub fn new(name: impl Into<String>, key: SigningKey) -> Result<Self, NoteError> {
        let name = name.into();
        if is_name(&name) { Ok(Self { name, key }) } else { Err(NoteError::Name) }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn verifier(&self) -> NoteVerifier {
        NoteVerifier { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// Signs a text, which must end with a newline and hold no control character besides.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        if !is_text(text) {
            return Err(NoteError::Malformed);
        }
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        let signed = BASE64.encode([&self.verifier().id()[..], &signature].concat());
        Ok(format!("{text}\n{MARK}{} {signed}\n", self.name))
    }
}

impl NoteVerifier {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the form `name+id+key`, as it is printed with the recovery kit.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::VerifierKey);
        };
        let bytes = BASE64.decode(key).map_err(|_| NoteError::VerifierKey)?;
        let Some((&ED25519, key)) = bytes.split_first() else { return Err(NoteError::VerifierKey) };
        let key = key.try_into().ok().and_then(|key| VerifyingKey::from_bytes(key).ok()).ok_or(NoteError::VerifierKey)?;
        let verifier = Self { name: name.to_owned(), key };
        if is_name(name) && id == HEXLOWER.encode(&verifier.id()) { Ok(verifier) } else { Err(NoteError::VerifierKey) }
    }

    /// Checks a note and hands out its text. There is no way to the text of an unchecked note.
    pub fn open<'n>(&self, note: &'n str) -> Result<&'n str, NoteError> {
        let (text, signatures) = split(note)?;
        let mut verified = false;
        for line in signatures {
            let (name, signed) = signature(line)?;
            if name != self.name || signed[..4] != self.id() {
                continue;
            }
            let signature = Signature::from_slice(&signed[4..]).map_err(|_| NoteError::Signature)?;
            self.key.verify_strict(text.as_bytes(), &signature).map_err(|_| NoteError::Signature)?;
            verified = true;
        }
        if verified { Ok(text) } else { Err(NoteError::Unsigned) }
    }

    /// Ties a signature line to one name, algorithm and key.
    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new().chain_update(&self.name).chain_update([b'\n', ED25519]).chain_update(self.key.as_bytes()).finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }
}

impl std::fmt::Display for NoteVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = BASE64.encode([&[ED25519][..], self.key.as_bytes()].concat());
        write!(f, "{}+{}+{key}", self.name, HEXLOWER.encode(&self.id()))
    }
}

/// A note's text (with its last newline) and its signature lines. The last empty line divides them.
fn split(note: &str) -> Result<(&str, Vec<&str>), NoteError> {
    let at = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, rest) = (&note[..=at], &note[at + 2..]);
    let lines: Vec<_> = rest.strip_suffix('\n').ok_or(NoteError::Malformed)?.split('\n').take(MOST_SIGNATURES + 1).collect();
    if is_text(text) && lines.len() <= MOST_SIGNATURES { Ok((text, lines)) } else { Err(NoteError::Malformed) }
}

/// A signature line's key name and its bytes, at least a key id and one more.
fn signature(line: &str) -> Result<(&str, Vec<u8>), NoteError> {
    let (name, signed) = line.strip_prefix(MARK).and_then(|line| line.split_once(' ')).ok_or(NoteError::Malformed)?;
    let signed = BASE64.decode(signed).map_err(|_| NoteError::Malformed)?;
    if is_name(name) && signed.len() > 4 { Ok((name, signed)) } else { Err(NoteError::Malformed) }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+' || c < ' ')
}

fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.contains(|c: char| c < ' ' && c != '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in the documentation of Go's `sumdb/note`, where the format was born.
    const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    fn signer(name: &str, seed: u8) -> NoteSigner {
        NoteSigner::new(name, SigningKey::from_bytes(&[seed; 32])).unwrap()
    }

    #[test]
    fn a_note_made_by_go_is_verified() {
        let verifier = NoteVerifier::parse(GO_KEY).unwrap();
        assert_eq!(verifier.to_string(), GO_KEY);
        assert!(verifier.open(GO_NOTE).unwrap().ends_with("what your problem is.\n"));
        assert_eq!(verifier.open(&GO_NOTE.replace("answer", "Answer")), Err(NoteError::Signature));
    }

    #[test]
    fn what_is_signed_is_verified() {
        let signer = signer("kedun/42", 1);
        let note = signer.sign("客盾\n\nwith an empty line\n").unwrap();
        assert_eq!(signer.verifier().open(&note), Ok("客盾\n\nwith an empty line\n"));
        assert_eq!(NoteVerifier::parse(&signer.verifier().to_string()), Ok(signer.verifier()));
    }

    #[test]
    fn witnesses_may_add_their_signatures() {
        let (log, witness) = (signer("kedun/42", 1), signer("witness.example/w1", 2));
        let note = log.sign("text\n").unwrap();
        let cosigned = format!("{note}{}", witness.sign("text\n").unwrap().rsplit_once("\n\n").unwrap().1);
        assert!(log.verifier().open(&cosigned).is_ok());
        assert!(witness.verifier().open(&cosigned).is_ok());
        assert_eq!(signer("kedun/43", 1).verifier().open(&cosigned), Err(NoteError::Unsigned));
        assert_eq!(signer("kedun/42", 3).verifier().open(&cosigned), Err(NoteError::Unsigned));
    }

    #[test]
    fn one_bad_signature_of_the_known_key_spoils_the_note() {
        let log = signer("kedun/42", 1);
        let other = log.sign("other\n").unwrap();
        let note = format!("{}{}", log.sign("text\n").unwrap(), other.rsplit_once("\n\n").unwrap().1);
        assert_eq!(log.verifier().open(&note), Err(NoteError::Signature));
    }

    #[test]
    fn malformed_notes_and_keys_are_refused() {
        let log = signer("kedun/42", 1);
        let note = log.sign("text\n").unwrap();
        for bad in ["", "\n", "\n\n", "text", "text\n\n", note.trim_end(), &note.replace('—', "--"), &note.replace("text", "te\rxt")] {
            assert_eq!(log.verifier().open(bad), Err(NoteError::Malformed), "{bad:?}");
        }
        for bad in ["", "a+b", "kedun/42+00000000+AAAA", &GO_KEY.replace("c74f20a3", "c74f20a4"), &GO_KEY.replace("PeterN", "Peter N")] {
            assert_eq!(NoteVerifier::parse(bad), Err(NoteError::VerifierKey), "{bad:?}");
        }
        assert_eq!(log.sign("no newline"), Err(NoteError::Malformed));
        assert!(NoteSigner::new("a b", SigningKey::from_bytes(&[1; 32])).is_err());
    }
}
