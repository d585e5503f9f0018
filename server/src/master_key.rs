//! The one secret that everything else hangs on: 32 random bytes in a file that only its owner reads.

use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use store::secret::Keyring;

/// The only key so far; its number stands beside each ciphertext.
const FIRST_KEY: u8 = 1;

/// Reads the key. There is no default: without the file nothing starts.
pub fn read(path: &Path) -> Result<Keyring, String> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        format!(
            "no master key at {}: {error}. `piaojia key make` makes one; keep a copy of it",
            path.display()
        )
    })?;
    let mode = std::fs::metadata(path).map(|data| data.permissions().mode()).unwrap_or_default();
    if mode & 0o077 != 0 {
        return Err(format!("{} may be read by others: chmod 600 it", path.display()));
    }
    let key = from_hex(text.trim()).ok_or_else(|| format!("{} is not 64 hex digits", path.display()))?;
    Keyring::new(FIRST_KEY, &key).map_err(|error| error.to_string())
}

/// Makes a new key file; never overwrites one.
pub fn make(path: &Path) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot make {}: {error}", path.display());
    if let Some(folder) = path.parent() {
        private_folder(folder).map_err(|error| failed(&error))?;
    }
    let key = store::secret_bytes::<32>().map_err(|error| failed(&error))?;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| failed(&error))?;
    writeln!(file, "{hex}").and_then(|()| file.sync_all()).map_err(|error| failed(&error))
}

/// Makes a folder for its owner alone: mails and links in it open wallets. One that is there is left as it is.
pub fn private_folder(path: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}
