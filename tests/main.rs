//! One test binary for the whole house; the folders mirror `src/`.

mod records {
    mod filter;
}
