//! The way to the bank. Files in two folders stand for it until an operator configures another.

use crate::{StoreError, secret_bytes};
use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the bank offers us.
pub trait Bank: Send + Sync {
    /// Hands a file over. The same name again replaces it: the bank knows lines by their ids.
    fn send(&self, name: &str, text: &str) -> io::Result<()>;

    /// Every answer that lies there, read ones too, by name: taking one twice changes nothing.
    fn answers(&self) -> io::Result<Vec<(String, Content)>>;
}

/// What a file of answers holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// This.
    Bytes(Vec<u8>),
    /// More than any bank answers in one night: it is not read, and named.
    TooLarge,
}

/// Two folders: files for the bank go into one, its answers lie in the other.
#[derive(Debug, Clone)]
pub struct FileBank {
    to_bank: PathBuf,
    from_bank: PathBuf,
}

/// What lay in the folder of answers when somebody looked: names, lengths, times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(Vec<(String, u64, Option<SystemTime>)>);

/// Larger answers than this are none of the bank's.
const LARGEST_ANSWER: u64 = 64 * 1024 * 1024;

impl FileBank {
    /// `to-bank` and `from-bank` in this folder; both are made when they are first needed.
    pub fn new(folder: &Path) -> Self {
        Self::between(&folder.join("to-bank"), &folder.join("from-bank"))
    }

    /// The two folders by name: they may belong to whatever carries files to the bank and back.
    pub fn between(to_bank: &Path, from_bank: &Path) -> Self {
        Self { to_bank: to_bank.to_owned(), from_bank: from_bank.to_owned() }
    }

    /// What lies in the folder of answers, without reading it: whoever has taken it all looks again when this changes.
    pub fn seen(&self) -> io::Result<Seen> {
        let mut seen = Vec::new();
        for (entry, name) in self.lying()? {
            let facts = entry.metadata()?;
            seen.push((name, facts.len(), facts.modified().ok()));
        }
        seen.sort();
        Ok(Seen(seen))
    }

    /// The files of answers, in no order.
    fn lying(&self) -> io::Result<Vec<(DirEntry, String)>> {
        if !self.from_bank.exists() {
            return Ok(Vec::new());
        }
        let mut lying = Vec::new();
        for entry in std::fs::read_dir(&self.from_bank)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".txt") {
                lying.push((entry, name));
            }
        }
        Ok(lying)
    }

    /// Where files for the bank lie.
    pub fn to_bank(&self) -> PathBuf {
        self.to_bank.clone()
    }

    /// Where its answers lie.
    pub fn from_bank(&self) -> PathBuf {
        self.from_bank.clone()
    }

    /// Puts an answer there, as the bank would.
    pub fn answer(&self, name: &str, text: &str) -> io::Result<()> {
        put(&self.from_bank, name, text)
    }
}

impl Bank for FileBank {
    fn send(&self, name: &str, text: &str) -> io::Result<()> {
        put(&self.to_bank, name, text)
    }

    fn answers(&self) -> io::Result<Vec<(String, Content)>> {
        let mut answers = Vec::new();
        for (entry, name) in self.lying()? {
            let too_large = entry.metadata()?.len() > LARGEST_ANSWER;
            let content =
                if too_large { Content::TooLarge } else { Content::Bytes(std::fs::read(entry.path())?) };
            answers.push((name, content));
        }
        answers.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(answers)
    }
}

/// Whole or not at all: nobody reads half a file, and of two servers that put the same one, neither takes the other's
/// unfinished one away.
fn put(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let ours = u64::from_be_bytes(secret_bytes().map_err(io::Error::other)?);
    let unfinished = folder.join(format!("{name}.{ours:016x}.unfinished"));
    let done =
        write_through(&unfinished, text).and_then(|()| std::fs::rename(&unfinished, folder.join(name)));
    if done.is_err() {
        // What failed says more than what could not be swept up after it.
        let _ = std::fs::remove_file(&unfinished);
    }
    done
}

fn write_through(path: &Path, text: &str) -> io::Result<()> {
    std::fs::write(path, text)?;
    std::fs::File::open(path)?.sync_all()
}

pub(super) fn failed(error: io::Error) -> StoreError {
    StoreError::Database(sqlx::Error::Io(error))
}
