//! One test binary for the whole house; the folders mirror `src/`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;
mod support;

mod http {
    mod ask;
    mod description;
    mod door;
    mod headers;
    mod table;
}

mod records {
    mod filter;
    mod matrix;
    mod registry;
}
