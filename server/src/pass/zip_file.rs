//! A `.pkpass` file: the document, its pictures, a manifest with the hash of each, and the manifest's signature.

use domain::hexadecimal::hex;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// In a card's own sizes, drawn from `public/icon_512.png`.
const PICTURES: [(&str, &[u8]); 6] = [
    ("icon.png", include_bytes!("../../pass/icon.png")),
    ("icon@2x.png", include_bytes!("../../pass/icon_at_2x.png")),
    ("icon@3x.png", include_bytes!("../../pass/icon_at_3x.png")),
    ("logo.png", include_bytes!("../../pass/logo.png")),
    ("logo@2x.png", include_bytes!("../../pass/logo_at_2x.png")),
    ("logo@3x.png", include_bytes!("../../pass/logo_at_3x.png")),
];

/// Packs a document; `sign` signs the manifest.
pub fn pack(
    document: Vec<u8>,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, String>,
) -> Result<Vec<u8>, String> {
    let mut files = vec![("pass.json", document)];
    files.extend(PICTURES.map(|(name, bytes)| (name, bytes.to_vec())));
    // SHA-1 is what Apple's format says; the signature over it is not.
    let hash = |bytes: &[u8]| hex(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref());
    let hashes: BTreeMap<_, _> = files.iter().map(|(name, bytes)| (*name, hash(bytes))).collect();
    let manifest = serde_json::to_vec(&hashes).map_err(|error| error.to_string())?;
    let signature = sign(&manifest)?;
    files.push(("manifest.json", manifest));
    files.push(("signature", signature));
    zipped(&files).map_err(|error| error.to_string())
}

fn zipped(files: &[(&str, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        archive.start_file(*name, options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
