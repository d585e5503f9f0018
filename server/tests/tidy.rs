//! The house rules that no compiler checks: which crate may know which, where SQL and sentences live, what must not
//! be left behind. Each rule is one test and names every offence at once. What is allowed nevertheless stands in the
//! lists at the top, each with its reason.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says no by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What each crate may not depend on (`build-` and plain dependencies).
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("domain", &["app", "batch", "bench", "decoder", "server", "store", "axum", "reqwest", "sqlx", "tokio"]),
    ("store", &["app", "batch", "bench", "decoder", "server"]),
    ("app", &["bench", "decoder", "server"]),
    ("decoder", &["app", "batch", "bench", "server", "store"]),
    ("encoder", &["app", "batch", "bench", "server", "store"]),
    ("batch", &["app", "bench", "decoder", "server"]),
    ("paper", &["app", "batch", "bench", "decoder", "server", "store"]),
    ("server", &["bench", "decoder"]),
];

/// Who may name sqlx.
const SQL: &[(&str, &str)] = &[
    ("store/", "the only place with SQL"),
    ("bench/", "measures SQL itself"),
    ("Cargo.toml", "the version that both share"),
    ("deny.toml", "rules about crates"),
    ("server/src/telemetry.rs", "quiets its log lines"),
];

/// Where paths out of the checkout may stand.
const OUTSIDE: &[(&str, &str)] = &[
    ("dev", "the default folder of the QR corpus"),
    ("dev.d/", "the same"),
    ("end2end/decoder/", "reads the QR corpus"),
];

/// Where Chinese may stand in Rust besides comments and `mod tests { … }`; all other words that people read
/// are in the translation files.
const CHINESE: &[(&str, &str)] = &[
    ("app/src/text*", "the sentences, by language"),
    ("batch/src/text.rs", "the sentences of imports and exports"),
    ("batch/src/guide.rs", "the explanations inside the template"),
    ("batch/src/writer.rs", "the sheet names of the template"),
    ("batch/src/column*", "headers of columns, as the merchants' own sheets have them"),
    ("domain/src/product/wording/", "the words that must not stand on a voucher"),
    ("domain/tests/", "cases as the documents tell them"),
    ("app/tests/", "what pages must say"),
    ("batch/tests/", "sheets as merchants send them"),
    ("paper/tests/", "what stands on sheets"),
    ("bench/", "names of realistic length"),
    ("end2end/", "journeys as people see them"),
    ("server/src/demo*", "the demo's merchants and products"),
    ("server/tests/", "what pages must say"),
    ("store/src/demo*", "the demo's merchants and products"),
    ("store/src/fixture*", "names that people and products have"),
    ("store/tests/", "names that people have"),
];

/// Files whose bytes are not ours to tidy.
const VERBATIM: &[(&str, &str)] = &[
    ("Cargo.lock", "written by cargo"),
    ("fuzz/Cargo.lock", "written by cargo"),
    ("fuzz/seeds/", "inputs, to the byte"),
    ("end2end/package-lock.json", "written by npm"),
];

const LONG: usize = 400;
const TOO_LONG: usize = 600;

/// This file names what it forbids.
const SELF: &str = "server/tests/tidy.rs";

#[test]
fn crates_point_down_only() {
    let mut offences = Vec::new();
    for (name, forbidden) in FORBIDDEN {
        for (section, entries) in sections(&manifest(name)) {
            let tests_only = section.contains("dev-dependencies") && *name != "domain";
            if section.contains("dependencies") && !tests_only {
                let found =
                    entries.iter().filter(|(key, value)| forbidden.iter().any(|no| is_crate(no, key, value)));
                offences.extend(found.map(|(key, _)| format!("{name}/Cargo.toml [{section}]: {key}")));
            }
        }
    }
    report("a crate depends on what it must not know", &offences);
}

#[test]
fn only_the_store_names_sqlx() {
    let files =
        texts().into_iter().filter(|(path, _)| has_ending(path, &["rs", "toml"]) && !listed(SQL, path));
    let offences = lines_where(files, |_, line| words(code(line)).any(|word| word == "sqlx"));
    report("sqlx is named outside store/", &offences);
}

#[test]
fn app_gates_modules_only() {
    let mut offences = Vec::new();
    for (path, text) in texts() {
        if !path.starts_with("app/src/") || path == "app/src/lib.rs" || !has_ending(&path, &["rs"]) {
            continue;
        }
        let lines: Vec<&str> = text.lines().map(code).collect();
        for (at, line) in lines.iter().enumerate() {
            if line.contains("cfg") && line.contains("feature =") && !gates_module(&lines[at..]) {
                offences.push(format!("{path}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    report("cfg(feature …) in app stands in lib.rs and before `mod` only", &offences);
}

#[test]
fn no_path_leaves_the_checkout() {
    let outside = ["../shared", "/work/", "/tmp/"];
    let files = texts().into_iter().filter(|(path, _)| !listed(VERBATIM, path));
    let offences = lines_where(files, |path, line| {
        let found = outside.iter().filter(|part| line.contains(*part));
        let corpus = |part: &&&str| **part == "../shared" && listed(OUTSIDE, path);
        found.filter(|part| !corpus(part)).count() > 0
    });
    report("a path out of the checkout", &offences);
}

#[test]
fn nothing_is_left_to_do() {
    let files = texts().into_iter().filter(|(path, _)| !listed(VERBATIM, path));
    let offences = lines_where(files, |path, line| {
        let rust = has_ending(path, &["rs"]) && (line.contains("todo!") || line.contains("dbg!"));
        rust || words(line).any(|word| word == "FIXME" || word == "XXX")
    });
    report("left behind: todo!, dbg!, FIXME or XXX", &offences);
}

#[test]
fn decisions_name_every_state() {
    let deciding = |path: &str| {
        let inside = path.strip_prefix("domain/src/").filter(|_| has_ending(path, &["rs"]));
        let starts = |part: &str| ["redeem", "cancel", "ticket"].iter().any(|name| part.starts_with(name));
        inside.is_some_and(|inside| inside.split('/').any(starts))
    };
    let files = texts().into_iter().filter(|(path, _)| deciding(path));
    let offences = lines_where(files, |_, line| {
        let line = code(line).trim_start();
        line.starts_with("_ =>")
            || line.starts_with("_ if ")
            || line.contains("| _ =>")
            || line.contains("{ _ =>")
    });
    report("`_ =>` where a new state must make the compiler ask", &offences);
}

#[test]
fn file_lengths() {
    let code = texts().into_iter().filter(|(path, _)| has_ending(path, &["rs", "js", "mjs", "ts", "css"]));
    let lengths = code.map(|(path, text)| (text.lines().count(), path));
    let mut long: Vec<_> = lengths.filter(|(length, _)| *length > LONG).collect();
    long.sort_by(|a, b| b.cmp(a));
    let row = |(length, path): &(usize, String)| format!("{length:5} lines  {path}");
    println!("files over {LONG} lines: {}", long.len());
    long.iter().for_each(|file| println!("{}", row(file)));
    let offences: Vec<_> = long.iter().filter(|(length, _)| *length > TOO_LONG).map(row).collect();
    report(&format!("files over {TOO_LONG} lines: split them by idea"), &offences);
}

#[test]
fn migrations_come_in_pairs() {
    let names = |engine: &str| -> BTreeSet<String> {
        let folder = format!("migrations/{engine}/");
        tracked().iter().filter_map(|path| path.strip_prefix(&folder).map(str::to_string)).collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    let offences: Vec<_> = sqlite.symmetric_difference(&postgres).cloned().collect();
    report("a migration that only one engine has", &offences);
}

#[test]
fn links_in_documents_lead_somewhere() {
    let mut offences = Vec::new();
    for (path, text) in texts().into_iter().filter(|(path, _)| has_ending(path, &["md"])) {
        let folder = root().join(&path).parent().map(Path::to_path_buf).unwrap_or_default();
        for (line, target) in links(&text) {
            let file = target.split(['#', '?']).next().unwrap_or_default();
            if !file.is_empty() && !file.contains(':') && !folder.join(file).exists() {
                offences.push(format!("{path}:{line}: {target}"));
            }
        }
    }
    report("a link to nothing", &offences);
}

#[test]
fn lines_end_cleanly() {
    let files: Vec<_> = texts().into_iter().filter(|(path, _)| !listed(VERBATIM, path)).collect();
    let unfinished = files.iter().filter(|(_, text)| !text.is_empty() && !text.ends_with('\n'));
    let mut offences: Vec<_> = unfinished.map(|(path, _)| format!("{path}: no newline at the end")).collect();
    offences.extend(lines_where(files, |_, line| line.ends_with([' ', '\t'])));
    report("blanks at a line's end, or no newline at a file's", &offences);
}

#[test]
fn sentences_live_in_translation_files() {
    let chinese =
        |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    let files = texts().into_iter().filter(|(path, _)| has_ending(path, &["rs"]) && !listed(CHINESE, path));
    let served = files.map(|(path, text)| {
        let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
        (path, text[..end].to_string())
    });
    let offences = lines_where(served, |_, line| code(line).contains(chinese));
    report("Chinese outside the translation files", &offences);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("server/ lies in the workspace").to_path_buf()
}

fn read(path: &str) -> Option<String> {
    fs::read_to_string(root().join(path)).ok()
}

fn manifest(name: &str) -> String {
    read(&format!("{name}/Cargo.toml"))
        .unwrap_or_else(|| panic!("{name}/Cargo.toml is gone: rename it here too"))
}

/// Is this entry of a manifest that crate, under its own name or another?
fn is_crate(name: &str, key: &str, value: &str) -> bool {
    key == name || value.contains(&format!("package = \"{name}\""))
}

/// Every file that git keeps, or would keep once added.
fn tracked() -> Vec<String> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(list).current_dir(root()).output().expect("git lists the files");
    assert!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut names: Vec<String> =
        names.split('\0').filter(|name| !name.is_empty()).map(str::to_string).collect();
    names.sort();
    names.dedup();
    names
}

/// The text files among them, without this one; what is not UTF-8 is no text.
fn texts() -> Vec<(String, String)> {
    let others = tracked().into_iter().filter(|path| path != SELF);
    others
        .filter_map(|path| read(&path).map(|text| (path, text)))
        .filter(|(_, text)| !text.contains('\0'))
        .collect()
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    Path::new(path)
        .extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| endings.contains(&ending))
}

/// An entry is a file, a folder (`/` at the end) or the beginning of a path (`*` at the end).
fn listed(list: &[(&str, &str)], path: &str) -> bool {
    list.iter().any(|(entry, _)| match entry.strip_suffix('*') {
        Some(beginning) => path.starts_with(beginning),
        None => path == *entry || (entry.ends_with('/') && path.starts_with(entry)),
    })
}

/// A line without its comment. `//` after a colon is an address.
fn code(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// Does this attribute, with the attributes after it, stand before a module?
fn gates_module(lines: &[&str]) -> bool {
    let subject =
        lines.iter().map(|line| line.trim()).find(|line| !line.is_empty() && !line.starts_with("#["));
    let subject = subject.unwrap_or_default();
    let unpublished = subject.strip_prefix("pub").map_or(subject, |rest| rest.trim_start_matches("(crate)"));
    unpublished.trim_start().starts_with("mod ") && subject.ends_with(';')
}

fn lines_where(
    files: impl IntoIterator<Item = (String, String)>,
    offends: impl Fn(&str, &str) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files {
        for (at, line) in text.lines().enumerate() {
            if offends(&path, line) {
                found.push(format!("{path}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    found
}

/// A manifest's sections, their entries by name. `[dependencies.x]` and values over several lines included.
fn sections(manifest: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut all: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let (mut section, mut table, mut key) = (String::new(), None, String::new());
    for line in manifest.lines().map(|line| line.split(" #").next().unwrap_or_default().trim()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let (above, name) = header.rsplit_once("dependencies.").unwrap_or((header, ""));
            table = (!name.is_empty()).then(|| name.to_string());
            section = if name.is_empty() { header.to_string() } else { format!("{above}dependencies") };
        }
        let entries = all.entry(section.clone()).or_default();
        if let Some(name) = &table {
            entries.entry(name.clone()).or_default().push_str(&format!("{line} "));
        } else if let Some((name, value)) = line.split_once('=').filter(|(name, _)| is_key(name)) {
            key = name.split('.').next().unwrap_or_default().trim().to_string();
            entries.insert(key.clone(), format!("{} {value} ", name.trim()));
        } else if let Some(value) = entries.get_mut(&key) {
            value.push_str(line);
        }
    }
    all
}

fn is_key(text: &str) -> bool {
    text.trim().chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

/// Line and target of every link outside code: `[…](target)` and `[…]: target`.
fn links(markdown: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (at, line) in markdown.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let prose: String = line.split('`').step_by(2).collect();
        let inline = prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        found.extend(inline.map(|target| (at + 1, target.to_string())));
        let reference = prose.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        let target = reference.and_then(|(_, target)| target.split_whitespace().next());
        found.extend(target.map(|target| (at + 1, target.to_string())));
    }
    found
}

fn report(rule: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{rule}, {} times:\n  {}", offences.len(), offences.join("\n  "));
}
