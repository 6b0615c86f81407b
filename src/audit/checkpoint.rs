//! Checkpoints: "so many events there were, and this is the root over them", signed.
//!
//! The text is a C2SP tlog-checkpoint (<https://c2sp.org/tlog-checkpoint>): origin, size, base64 root, each on its line; further lines are
//! tolerated when read and never written. The origin is the key name, `kedun/<installation id>`. Whoever keeps a checkpoint outside the
//! server (a backup, a mail, a sheet of paper) can show later that the log was cut, rolled back or rewritten.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, TimeDelta, Utc};

use super::merkle::{Frontier, Hash};
use super::note::{NoteError, NoteSigner, NoteVerifier};

/// A checkpoint is due when this much time has passed since the last one and there is something new…
const EVERY: TimeDelta = TimeDelta::minutes(5);
/// …or when this many events have.
const EVERY_EVENTS: u64 = 1_000;

/// A tree head that somebody vouched for. Read from text only through a verified signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
}

impl Checkpoint {
    /// The name of a log: its origin line, and the name of the key that signs it.
    pub fn origin_of(installation: &str) -> String {
        format!("kedun/{installation}")
    }

    /// Signs the present head. Returns the note.
    pub fn sign(head: &Frontier, signer: &NoteSigner) -> Result<String, NoteError> {
        signer.sign(&format!("{}\n{}\n{}\n", signer.name(), head.size(), BASE64.encode(head.root())))
    }

    /// Reads a note, provided that this key signed it and that it speaks of this key's log.
    pub fn open(note: &str, verifier: &NoteVerifier) -> Result<Self, NoteError> {
        let checkpoint = Self::parse(verifier.open(note)?).ok_or(NoteError::NotACheckpoint)?;
        if checkpoint.origin == verifier.name() { Ok(checkpoint) } else { Err(NoteError::NotACheckpoint) }
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The number of events; also the seq of the last one.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn root(&self) -> &Hash {
        &self.root
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let number: u64 = size.parse().ok()?;
        let root = BASE64.decode(root).ok()?.try_into().ok()?;
        // "007" and "+7" parse as numbers but are not how a size is written.
        let is_canonical = number.to_string() == size;
        (is_canonical && !origin.is_empty() && lines.all(|extension| !extension.is_empty())).then(|| Self {
            origin: origin.to_owned(),
            size: number,
            root,
        })
    }
}

/// Should a checkpoint be made now? `last` is the size and time of the last one, `size` the number of events by now.
pub fn is_due(size: u64, last: Option<(u64, DateTime<Utc>)>, now: DateTime<Utc>) -> bool {
    let (last_size, last_at) = last.unwrap_or((0, DateTime::UNIX_EPOCH));
    let new = size.saturating_sub(last_size);
    // A clock that was set back must not silence the log until it has caught up.
    new >= EVERY_EVENTS || (new > 0 && (now - last_at >= EVERY || now < last_at))
}

#[cfg(test)]
mod tests {
    use super::super::merkle::leaf_hash;
    use super::*;
    use ed25519_dalek::SigningKey;

    fn signer() -> NoteSigner {
        NoteSigner::new(Checkpoint::origin_of("4f1c"), SigningKey::from_bytes(&[9; 32])).unwrap()
    }

    #[test]
    fn a_checkpoint_says_what_the_standard_says() {
        let head: Frontier = [leaf_hash(b"")].into_iter().collect();
        let note = Checkpoint::sign(&head, &signer()).unwrap();
        assert!(note.starts_with("kedun/4f1c\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n— kedun/4f1c "), "{note}");
        let read = Checkpoint::open(&note, &signer().verifier()).unwrap();
        assert_eq!((read.origin(), read.size(), *read.root()), ("kedun/4f1c", 1, head.root()));
    }

    /// The example in the standard, whose signer we do not know: the text must parse all the same.
    #[test]
    fn the_example_of_the_standard_is_read() {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        assert_eq!(Checkpoint::parse(text).unwrap().size(), 20_852_163);
        assert!(Checkpoint::parse(&format!("{text}an extension\nand another\n")).is_some());
        assert_eq!(Checkpoint::parse(&format!("{text}\n")), None);
        assert_eq!(Checkpoint::parse(&text.replace("20852163", "020852163")), None);
        assert_eq!(Checkpoint::parse(&text.replace("20852163", "-1")), None);
        assert_eq!(Checkpoint::parse(&text.replace("CsUY", "")), None);
    }

    #[test]
    fn another_logs_checkpoint_is_not_ours() {
        let text = format!("kedun/other\n1\n{}\n", BASE64.encode([0; 32]));
        let note = signer().sign(&text).unwrap();
        assert_eq!(Checkpoint::open(&note, &signer().verifier()), Err(NoteError::NotACheckpoint));
        let note = signer().sign("just some text\n").unwrap();
        assert_eq!(Checkpoint::open(&note, &signer().verifier()), Err(NoteError::NotACheckpoint));
    }

    #[test]
    fn a_checkpoint_is_due_after_five_minutes_or_a_thousand_events() {
        let at = |minutes: i64| DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minutes);
        assert!(is_due(1, None, at(0)));
        assert!(!is_due(0, None, at(0)));
        assert!(!is_due(10, Some((10, at(0))), at(60)), "nothing new");
        assert!(!is_due(11, Some((10, at(0))), at(4)));
        assert!(is_due(11, Some((10, at(0))), at(5)));
        assert!(!is_due(1_009, Some((10, at(0))), at(0)));
        assert!(is_due(1_010, Some((10, at(0))), at(0)));
        assert!(is_due(11, Some((10, at(0))), at(-1)), "the clock was set back");
    }
}
