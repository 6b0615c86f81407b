//! The messy files beside this one, for the tests inside the library and those outside.

use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name)
}

pub fn read(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

/// The people to whom the files' customers belong.
pub fn owners() -> Vec<String> {
    let text = String::from_utf8(read("owners.txt")).unwrap();
    text.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
