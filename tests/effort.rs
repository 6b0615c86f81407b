//! How much a test does of what takes long and rarely breaks: some of it in every run, all of it with `make test-long`.

/// The first in every run, the second with `make test-long`.
pub fn effort<T>(some: T, all: T) -> T {
    if std::env::var_os("TEST_LONG").is_some_and(|value| value == "1") { all } else { some }
}
