//! A data folder in target/, so on the disk that the product would use and not in memory.

use crate::Fallible;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

static MADE: AtomicU32 = AtomicU32::new(0);

/// A fresh folder.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it; folders of killed runs go first.
    pub fn make() -> Fallible<Self> {
        let all = target()?.join("bench");
        sweep(&all);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = all.join(format!("{}.{number}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        warn_of_memory(&folder);
        Ok(Self(folder))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The master key, as the server wants it: hex, for its owner's eyes only.
    pub fn write_key(&self, key: &[u8; 32]) -> Fallible<()> {
        let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = self.0.join("master.key");
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        Ok(writeln!(file, "{hex}")?)
    }

    /// Removes it.
    pub fn remove(self) -> Fallible<()> {
        Ok(std::fs::remove_dir_all(self.0)?)
    }
}

/// `target/`, two floors above this binary.
pub fn target() -> Fallible<PathBuf> {
    let binary = std::env::current_exe()?;
    Ok(binary.parent().and_then(Path::parent).ok_or("this binary lies in no target folder")?.to_owned())
}

fn sweep(all: &Path) {
    for entry in std::fs::read_dir(all).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let alive = name.split('.').next().is_some_and(|id| Path::new("/proc").join(id).exists());
        if !alive {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Durable on a disk is one thing, in memory another.
fn warn_of_memory(folder: &Path) {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let kind = mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            Some((fields.next()?, fields.next()?))
        })
        .filter(|(point, _)| folder.starts_with(point))
        .max_by_key(|(point, _)| point.len())
        .map(|(_, kind)| kind);
    if let Some("tmpfs" | "ramfs") = kind {
        eprintln!("!! {} LIES IN MEMORY: no figure of SQLite says anything about a disk", folder.display());
    }
}
