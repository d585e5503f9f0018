//! An account for one of the platform's own people, made at a terminal.

use crate::office::{Office, printed, told};

#[test]
fn an_operator_is_made_once_and_told_a_password_once() {
    let office = Office::in_town();
    let output = office.piaojia(&["operator", "platform1"]);
    assert!(output.status.success(), "{}", told(&output));
    let printed = printed(&output);
    let (name, password) = printed.trim_end().split_once('\t').expect("name and password");
    assert_eq!((name, password.len()), ("platform1", 12));
    let again = office.piaojia(&["operator", "platform1"]);
    assert_eq!(again.status.code(), Some(1), "{}", told(&again));
    assert!(!told(&again).contains('\t'), "no other password");
    office.with_store(async |store| {
        let account = store.operator_for_sign_in("platform1").await.expect("read").expect("an account");
        assert!(account.password_hash.starts_with("$argon2id$"));
        assert!(!account.password_hash.contains(password));
        store.close().await;
    });
    for wrong in ["short", "letters", "123456789", "platform 1"] {
        assert_eq!(office.piaojia(&["operator", wrong]).status.code(), Some(2), "{wrong}");
    }
}
