//! One test binary for the whole house; the folders mirror `src/`.

mod support;

mod records {
    mod filter;
    mod matrix;
    mod registry;
}
