//! The keyring as an administrator meets it: made, opened, extended, damaged, forged, lost.

use std::path::PathBuf;

use rand::rngs::SysRng;
use tempfile::TempDir;

use super::super::file::create_key_file;
use super::*;

struct Installation {
    directory: TempDir,
    master: MasterKey,
    keyring: Keyring,
    code: RecoveryCode,
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

impl Installation {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let key_file = directory.path().join("master.key");
        create_key_file(&key_file, &mut SysRng).unwrap();
        let master = MasterKey::random(&mut SysRng).unwrap();
        let code = RecoveryCode::random(&mut SysRng).unwrap();
        let mut keyring = Keyring::create(&master, &Unlock::KeyFile(&key_file), now(), &mut SysRng).unwrap();
        keyring.add_slot(&master, &Unlock::Recovery(&code), now(), &mut SysRng).unwrap();
        let installation = Self { directory, master, keyring, code };
        installation.keyring.save(&installation.path()).unwrap();
        installation
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("keyring.json")
    }

    fn key_file(&self) -> PathBuf {
        self.directory.path().join("master.key")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap()
    }

    fn slot_of(&self, kind: SlotKind) -> String {
        self.keyring.slots().unwrap().into_iter().find(|slot| slot.kind == Some(kind)).unwrap().id
    }
}

#[test]
fn key_file_and_recovery_code_open_the_same_master_key() {
    let installation = Installation::new();
    let keyring = Keyring::load(&installation.path()).unwrap();
    for how in
        [Unlock::KeyFile(&installation.key_file()), Unlock::Credential(&installation.key_file()), Unlock::Recovery(&installation.code)]
    {
        assert_eq!(keyring.unlock(&how).unwrap().as_bytes(), installation.master.as_bytes());
    }
    keyring.verify_recovery_code(&installation.code.reveal().to_lowercase()).unwrap();
}

#[test]
fn a_passphrase_is_the_same_whatever_the_input_method() {
    let mut installation = Installation::new();
    let [made, same, other] =
        ["客盾 Ｋedun １23 天地玄黄", "客盾 Kedun 123 天地玄黄", "客盾 kedun 123 天地玄黄"].map(|typed| Passphrase::parse(typed).unwrap());
    installation.keyring.add_slot(&installation.master, &Unlock::Passphrase(&made), now(), &mut SysRng).unwrap();
    assert!(installation.keyring.unlock(&Unlock::Passphrase(&same)).is_ok());
    assert!(matches!(installation.keyring.unlock(&Unlock::Passphrase(&other)), Err(KeyError::WrongKey)));
}

#[test]
fn wrong_missing_and_absent_are_told_apart() {
    let installation = Installation::new();
    let other = Installation::new();
    assert!(matches!(installation.keyring.unlock(&Unlock::KeyFile(&other.key_file())), Err(KeyError::WrongKey)));
    assert!(matches!(installation.keyring.verify_recovery_code(&other.code.reveal()), Err(KeyError::WrongKey)));
    assert!(matches!(installation.keyring.verify_recovery_code("0000"), Err(KeyError::Code(_))));
    let never_set = Passphrase::parse("none was ever set").unwrap();
    assert!(matches!(installation.keyring.unlock(&Unlock::Passphrase(&never_set)), Err(KeyError::NoSuchSlot)));
    assert!(matches!(installation.keyring.unlock(&Unlock::KeyFile(&other.directory.path().join("lost"))), Err(KeyError::Missing(_))));
    assert!(matches!(Keyring::load(&other.directory.path().join("lost.json")), Err(KeyError::NoKeyring(_))));
}

#[test]
fn damage_anywhere_in_the_file_is_called_damage() {
    let text = Installation::new().text();
    for at in (0..text.len()).filter(|at| text.as_bytes()[*at].is_ascii_alphanumeric()) {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'7' { b'6' } else { b'7' };
        assert!(matches!(Keyring::parse(&bytes), Err(KeyError::Damaged(_) | KeyError::Newer(_))), "byte {at}");
    }
    for cut in 0..text.trim_end().len() {
        assert!(matches!(Keyring::parse(&text.as_bytes()[..cut]), Err(KeyError::Damaged(_))), "cut at {cut}");
    }
}

#[test]
fn a_newer_file_is_left_alone() {
    let text = Installation::new().text().replace("\"version\": 1", "\"version\": 2");
    assert!(matches!(Keyring::parse(text.as_bytes()), Err(KeyError::Newer(2))));
}

#[test]
fn a_slot_removed_without_the_master_key_is_noticed() {
    let installation = Installation::new();
    let mut forged = installation.keyring.clone();
    forged.slots.pop();
    let forged = Keyring::parse(forged.to_text().as_bytes()).unwrap();
    assert!(matches!(forged.unlock(&Unlock::KeyFile(&installation.key_file())), Err(KeyError::Damaged(_))));
}

#[test]
fn a_stranger_cannot_add_a_way_in() {
    let mut installation = Installation::new();
    let stranger = MasterKey::random(&mut SysRng).unwrap();
    let code = RecoveryCode::random(&mut SysRng).unwrap();
    assert!(installation.keyring.add_slot(&stranger, &Unlock::Recovery(&code), now(), &mut SysRng).is_err());
    assert!(installation.keyring.remove_slot(&stranger, &installation.slot_of(SlotKind::Recovery)).is_err());
    assert_eq!(installation.keyring.slots().unwrap().len(), 2);
}

#[test]
fn the_last_unattended_way_in_stays() {
    let mut installation = Installation::new();
    let first = installation.slot_of(SlotKind::KeyFile);
    assert!(matches!(installation.keyring.remove_slot(&installation.master, &first), Err(KeyError::LastSlot)));
    assert!(matches!(installation.keyring.remove_slot(&installation.master, "nothing"), Err(KeyError::NoSuchSlot)));

    let second = installation.directory.path().join("second.key");
    create_key_file(&second, &mut SysRng).unwrap();
    installation.keyring.add_slot(&installation.master, &Unlock::KeyFile(&second), now(), &mut SysRng).unwrap();
    installation.keyring.remove_slot(&installation.master, &first).unwrap();
    assert!(matches!(installation.keyring.unlock(&Unlock::KeyFile(&installation.key_file())), Err(KeyError::WrongKey)));
    assert!(installation.keyring.unlock(&Unlock::KeyFile(&second)).is_ok());

    let paper = installation.slot_of(SlotKind::Recovery);
    installation.keyring.remove_slot(&installation.master, &paper).unwrap();
    let last = installation.slot_of(SlotKind::KeyFile);
    assert!(matches!(installation.keyring.remove_slot(&installation.master, &last), Err(KeyError::LastSlot)));
}

#[test]
fn a_slot_nobody_can_open_does_not_count_as_a_way_in() {
    use SlotKind::{KeyFile, Passphrase, Recovery};
    assert!(!may_go(&[Some(Passphrase), None], 0));
    assert!(may_go(&[Some(Passphrase), None], 1));
    assert!(may_go(&[Some(Passphrase), Some(Recovery)], 0));
    assert!(!may_go(&[Some(KeyFile), Some(Recovery)], 0));
    assert!(!may_go(&[None], 0));
    assert!(!may_go(&[], 0));
}

#[test]
fn a_slot_of_a_kind_to_come_survives_rewriting_word_by_word() {
    let mut installation = Installation::new();
    let future = json!({ "id": "f0", "type": "tpm2", "pcrs": [7, 11], "blob": "…", "nested": { "b": 1, "a": 2 } });
    installation.keyring.slots.insert(0, future.clone());
    installation.keyring.check = check(&installation.master, &installation.keyring.slots);
    installation.keyring.save(&installation.path()).unwrap();

    let mut keyring = Keyring::load(&installation.path()).unwrap();
    assert_eq!(keyring.slots().unwrap()[0], SlotInfo { id: "f0".into(), kind: None, created_at: None });
    assert!(keyring.unlock(&Unlock::KeyFile(&installation.key_file())).is_ok());
    let paper = installation.slot_of(SlotKind::Recovery);
    keyring.remove_slot(&installation.master, &paper).unwrap();
    keyring.save(&installation.path()).unwrap();
    assert_eq!(Keyring::load(&installation.path()).unwrap().slots[0].to_string(), future.to_string());
}

#[test]
fn no_secret_is_in_the_file_or_in_an_error() {
    let installation = Installation::new();
    let text = installation.text();
    for secret in [
        data_encoding::BASE64.encode(installation.master.as_bytes()),
        HEXLOWER.encode(installation.master.as_bytes()),
        installation.code.reveal().to_string(),
    ] {
        assert!(!text.contains(&secret));
    }
    let code = Installation::new().code.reveal();
    let error = installation.keyring.verify_recovery_code(&code).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(&code[..4]));
}
