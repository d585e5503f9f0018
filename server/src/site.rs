//! The browser's files: read once, compressed once, served from memory under an address that names their content, so
//! that they never go stale and are never asked for twice.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

const YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// As small as it gets, once at the start. A build that is not optimised would take five seconds for it, and tests start
/// hundreds of servers.
const QUALITY: i32 = if cfg!(debug_assertions) { 4 } else { 11 };

/// Served at the root, because it looks after pages that are there.
const WORKER: &str = "service_worker.js";
/// What stands for the folder in its source.
const NO_FOLDER: &str = "/assets/build";

struct File {
    content_type: &'static str,
    plain: Bytes,
    gzip: Bytes,
    brotli: Bytes,
}

/// All files of one build.
pub struct Site {
    folder: String,
    worker: Bytes,
    files: BTreeMap<String, File>,
}

impl Site {
    /// Reads a folder as `./dev assets` makes it.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| {
            format!("no browser files in {}: {error}. `./dev assets` makes them", folder.display())
        };
        let mut files = BTreeMap::new();
        let mut digest = Sha256::new();
        let mut names: Vec<_> =
            std::fs::read_dir(folder).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)?;
        names.sort_by_key(std::fs::DirEntry::file_name);
        for entry in names.into_iter().filter(|entry| entry.path().is_file()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let plain = std::fs::read(entry.path()).map_err(failed)?;
            digest.update(name.as_bytes());
            digest.update(&plain);
            files.insert(name.clone(), compress(&name, plain).map_err(failed)?);
        }
        let hash: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let folder = format!("/assets/{hash}");
        let worker = files.get(WORKER).map(|file| with_folder(&file.plain, &folder)).unwrap_or_default();
        Ok(Self { folder, worker, files })
    }

    /// The service worker, which names this build's folder: another build's is another worker.
    pub fn worker(&self) -> Bytes {
        self.worker.clone()
    }

    /// The address of this build's folder.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Answers `/assets/{build}/{name}`. Another build's files are gone: the page that named them is gone too.
    pub fn serve(&self, build: &str, name: &str, headers: &HeaderMap) -> Response {
        let current = self.folder.ends_with(build) && build.len() == 16;
        match self.files.get(name) {
            Some(file) if current => answer(file, headers),
            Some(_) | None => StatusCode::NOT_FOUND.into_response(),
        }
    }
}

fn with_folder(worker: &[u8], folder: &str) -> Bytes {
    String::from_utf8_lossy(worker).replace(NO_FOLDER, folder).into()
}

fn answer(file: &File, headers: &HeaderMap) -> Response {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts =
        |coding: &str| accepted.split(',').any(|entry| entry.trim().split(';').next() == Some(coding));
    let (body, coding) = if accepts("br") {
        (&file.brotli, Some("br"))
    } else if accepts("gzip") {
        (&file.gzip, Some("gzip"))
    } else {
        (&file.plain, None)
    };
    let mut response = body.clone().into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    head.insert(header::CACHE_CONTROL, YEAR);
    head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn compress(name: &str, plain: Vec<u8>) -> Result<File, std::io::Error> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&plain)?;
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: QUALITY, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut plain.as_slice(), &mut brotli, &parameters)?;
    Ok(File {
        content_type: content_type(name),
        gzip: gzip.finish()?.into(),
        brotli: brotli.into(),
        plain: plain.into(),
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest" | "json") => "application/json",
        Some(_) | None => "application/octet-stream",
    }
}
