//! `vectors/codes.json` is what is made here, and comes out as it is written there.

use crate::code_vectors::{Expect, File, file, outcome};
use domain::calendar::Instant;
use domain::code::redemption_code::RedemptionCode;
use domain::refusal::RefusalCode;
use std::collections::HashSet;
use std::path::Path;
use std::sync::OnceLock;

/// Set to write the file anew instead of comparing it.
const WRITE: &str = "PIAOJIA_WRITE_VECTORS";

/// The file, after writing it anew if that is asked for.
fn written() -> &'static str {
    static WRITTEN: OnceLock<String> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/codes.json");
        if std::env::var(WRITE).is_ok_and(|value| value == "1") {
            std::fs::write(&path, made()).expect("written");
        }
        std::fs::read_to_string(&path).unwrap_or_default()
    })
}

fn made() -> String {
    serde_json::to_string_pretty(&file()).expect("json") + "\n"
}

#[test]
fn the_file_is_what_the_fixed_secrets_make() {
    assert!(written() == made(), "vectors/codes.json is not what is made here; {WRITE}=1 writes it anew");
}

/// From the file alone, as any other verifier would.
#[test]
fn every_vector_comes_out_as_written() {
    let file: File = serde_json::from_str(written()).expect("the form of the file");
    let mut wrong = String::new();
    for vector in &file.vectors {
        let keys = &file.key_lists[&vector.keys];
        let actual = outcome(&vector.text, keys, Instant(vector.now_ms));
        if actual != vector.expect {
            wrong.push_str(&format!("\n  {}: {:?}, not {:?}", vector.name, actual, vector.expect));
        }
    }
    for typed in &file.redemption_codes {
        let reads_as = RedemptionCode::parse(&typed.typed).map(|code| code.as_str().to_owned());
        if reads_as != typed.reads_as {
            wrong.push_str(&format!("\n  {:?} reads as {reads_as:?}", typed.typed));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_vectors_have_names_of_their_own_and_leave_no_refusal_out() {
    let vectors = file().vectors;
    let names: HashSet<_> = vectors.iter().map(|vector| &vector.name).collect();
    assert_eq!(names.len(), vectors.len());
    for code in
        ["not_ours", "key_unknown", "forged", "holder_signature_wrong", "code_too_old", "code_from_future"]
    {
        let expect = Expect::Refusal(RefusalCode::parse(code).expect("a refusal"));
        assert!(vectors.iter().any(|vector| vector.expect == expect), "{code}");
    }
}
