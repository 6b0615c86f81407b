//! Work of the processor or the disk, off the few threads that serve everybody.

use rocket::tokio::task::spawn_blocking;

use crate::error::{Error, Result};

/// Runs `f` on a thread that may be kept busy.
pub async fn blocking<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    spawn_blocking(f).await.map_err(Error::internal)?
}
