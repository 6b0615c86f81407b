//! A directory of sealed files under random names. Who a file belongs to, and what it is, its owner keeps in the database.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::chunks::{SealKey, SealedReader, SealedWriter};

/// Handed out for one data directory; cheap to clone.
#[derive(Debug, Clone)]
pub struct SealedDirectory(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    key: SealKey,
    /// Files in the making, which nobody knows yet.
    drafts: Mutex<HashSet<String>>,
}

/// A file in the making; dropped, it is gone.
pub struct SealedDraft {
    directory: SealedDirectory,
    name: String,
    out: Option<SealedWriter<BufWriter<File>>>,
    length: u64,
    is_kept: bool,
}

impl SealedDirectory {
    /// `files/` in the data directory; it is made with its first file.
    pub fn new(data: &Path, key: SealKey) -> Self {
        Self(Arc::new(Inner { path: data.join("files"), key, drafts: Mutex::default() }))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path.join(name)
    }

    /// Begins a file.
    pub fn create(&self) -> io::Result<SealedDraft> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.0.path)?;
        let name = data_encoding::HEXLOWER.encode(&rand::random::<[u8; 16]>());
        self.drafts(|drafts| drafts.insert(name.clone()));
        let mut draft = SealedDraft { directory: self.clone(), name, out: None, length: 0, is_kept: false };
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.path(&draft.name))?;
        draft.out = Some(SealedWriter::new(BufWriter::new(file), &self.0.key, &draft.name)?);
        Ok(draft)
    }

    /// A file from its beginning.
    pub fn open(&self, name: &str) -> io::Result<SealedReader<BufReader<File>>> {
        SealedReader::new(BufReader::new(File::open(self.path(name))?), &self.0.key, name)
    }

    /// Removes every file that is neither known nor in the making. `known` is asked after the directory was listed, so that a file whose
    /// owner is only just learning of it stays.
    pub fn sweep<E: From<io::Error>>(&self, known: impl FnOnce() -> Result<HashSet<String>, E>) -> Result<usize, E> {
        let entries = match fs::read_dir(&self.0.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        let listed: HashSet<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
        let unknown = self.drafts(|drafts| listed.into_iter().filter(|name| !drafts.contains(name)).collect::<Vec<_>>());
        if unknown.is_empty() {
            return Ok(0);
        }
        let known = known()?;
        let mut removed = 0;
        for name in unknown.iter().filter(|name| !known.contains(*name)) {
            fs::remove_file(self.path(name))?;
            removed += 1;
        }
        Ok(removed)
    }

    fn drafts<T>(&self, f: impl FnOnce(&mut HashSet<String>) -> T) -> T {
        f(&mut self.0.drafts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl SealedDraft {
    /// Writes the end and waits until all of it is on disk. It is kept only when its owner says so, once the database knows it.
    pub fn finish(&mut self) -> io::Result<()> {
        let Some(out) = self.out.take() else { return Ok(()) };
        self.length = out.length();
        let file = out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        // The name is on disk when the directory is.
        File::open(&self.directory.0.path)?.sync_all()
    }

    /// Under which it is found again.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Bytes in the clear.
    pub fn length(&self) -> u64 {
        self.out.as_ref().map_or(self.length, SealedWriter::length)
    }

    /// The database knows it now.
    pub fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Write for SealedDraft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.as_mut().ok_or_else(|| io::Error::other("the file is finished"))?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for SealedDraft {
    fn drop(&mut self) {
        if !self.is_kept
            && let Err(error) = fs::remove_file(self.directory.path(&self.name))
        {
            tracing::warn!(%error, "a file that came to nothing is left for the next sweep");
        }
        let name = std::mem::take(&mut self.name);
        self.directory.drafts(|drafts| drafts.remove(&name));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn directory(data: &Path) -> SealedDirectory {
        SealedDirectory::new(data, SealKey::new([7; 32]))
    }

    fn write(directory: &SealedDirectory, text: &str) -> SealedDraft {
        let mut draft = directory.create().unwrap();
        draft.write_all(text.as_bytes()).unwrap();
        draft.finish().unwrap();
        draft
    }

    #[test]
    fn a_file_is_for_its_owner_alone_and_reads_as_it_was_written() {
        let data = tempfile::tempdir().unwrap();
        let files = directory(data.path());
        let draft = write(&files, "恒通");
        assert_eq!(draft.length(), 6);
        let name = draft.name().to_owned();
        draft.keep();
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(data.path().join("files")), mode(files.path(&name))), (0o700, 0o600));
        let mut text = String::new();
        files.open(&name).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "恒通");
    }

    #[test]
    fn what_nobody_keeps_is_gone_and_what_nobody_knows_is_swept() {
        let data = tempfile::tempdir().unwrap();
        let files = directory(data.path());
        let count = || fs::read_dir(data.path().join("files")).unwrap().count();
        assert_eq!(files.sweep(|| Ok::<_, io::Error>(HashSet::new())).unwrap(), 0);
        drop(write(&files, "a"));
        assert_eq!(count(), 0);
        let (known, orphan, draft) = (write(&files, "a"), write(&files, "b"), write(&files, "c"));
        let name = known.name().to_owned();
        known.keep();
        orphan.keep();
        let sweep = || files.sweep(|| Ok::<_, io::Error>(HashSet::from([name.clone()]))).unwrap();
        assert_eq!((sweep(), count()), (1, 2));
        drop(draft);
        assert_eq!((sweep(), count()), (0, 1));
    }
}
