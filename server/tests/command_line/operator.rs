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

#[test]
fn an_operators_access_is_renewed_and_ended() {
    let office = Office::in_town();
    let first = printed(&office.piaojia(&["operator", "platform1"]));
    let session = office.with_store(async |store| {
        let account = store.operator_for_sign_in("platform1").await.expect("read").expect("an account");
        let visitor = store::visitor::Visitor::default();
        let session =
            store.operator_sign_in(&account.operator.id, "password", &visitor).await.expect("signed in");
        store.close().await;
        session
    });
    let second = printed(&office.piaojia(&["operator", "platform1", "--reset"]));
    assert!(second.starts_with("platform1\t") && second != first);
    office.with_store(async |store| {
        assert!(store.operator_of(&session).await.expect("read").is_none(), "signed out");
        assert!(store.operator_for_sign_in("platform1").await.expect("read").is_some());
        store.close().await;
    });
    assert_eq!(printed(&office.piaojia(&["operator", "platform1", "--end"])), "platform1\tended\n");
    office.with_store(async |store| {
        assert!(store.operator_for_sign_in("platform1").await.expect("read").is_none());
        store.close().await;
    });
    for act in ["--end", "--reset"] {
        let output = office.piaojia(&["operator", "nobody1", act]);
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        assert!(told(&output).contains("no account nobody1"));
    }
}
