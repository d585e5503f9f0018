//! Backup and restore: the old state, whole, somewhere else.

use crate::harness::{House, elsewhere, keyring};
use std::path::PathBuf;
use store::Store;
use store::backup::{BackupError, backup, restore};
use store::fixture::{Goods, ISSUER, TestTicket};

on_both_engines!(
    what_was_saved_comes_back_somewhere_else,
    nothing_is_overwritten,
    a_backup_that_is_none_is_not_restored,
    books_that_are_off_are_told_after_the_restoring,
);

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("piaojia_test_{}", uuid::Uuid::now_v7().simple()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.join(name)
}

fn remove(file: &std::path::Path) {
    std::fs::remove_dir_all(file.parent().expect("a folder")).expect("removed");
}

async fn a_redeemed_ticket(house: &House) -> TestTicket {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 2).await.expect("a ticket").remove(0);
    house.scanned(&house.world.clerk_001, &ticket).await;
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    ticket
}

async fn what_was_saved_comes_back_somewhere_else(house: House) {
    let ticket = a_redeemed_ticket(&house).await;
    let (saved, place) = (file("piaojia.backup"), elsewhere(&house).await);
    let head = house.store.head(ISSUER).await.expect("a head");
    backup(&house.url, &saved).await.expect("saved");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&saved.metadata().expect("a file").permissions());
        assert_eq!(mode & 0o777, 0o600, "it holds names and addresses");
    }
    let later = a_redeemed_ticket(&house).await;
    assert_eq!(house.number("SELECT COUNT(*) FROM event").await, 4);

    let restored = restore(&saved, place.url(), keyring(), house.clock.clone()).await.expect("restored");
    assert!(restored.holds());
    assert_eq!(restored.proofs.len(), 3, "of each merchant");
    for (table, rows) in [("ticket", 1), ("event", 2), ("event_seal", 2), ("use_line", 1), ("merchant", 3)] {
        assert_eq!(restored.rows_of(table), rows, "{table}");
    }
    let store = Store::open(place.url(), keyring(), house.clock.clone()).await.expect("opened");
    let found = store.verify(ISSUER, Some(head)).await.expect("walked");
    assert_eq!((found.sealed, found.holds()), (2, true), "{:?}", found.faults);
    let wallet = store.wallet(&ticket.link).await.expect("the wallet");
    assert_eq!(store.show_number(ISSUER, &wallet.tickets[0]).await.expect("its code"), ticket.code);
    assert!(store.wallet(&later.link).await.is_err(), "what came later is not there");
    // It goes on from there.
    assert_eq!(store.seal(ISSUER, store.now()).await.expect("sealed"), 1);
    assert!(store.verify(ISSUER, None).await.expect("walked").holds());
    store.close().await;
    place.remove().await;
    remove(&saved);
}

async fn nothing_is_overwritten(house: House) {
    a_redeemed_ticket(&house).await;
    let saved = file("piaojia.backup");
    backup(&house.url, &saved).await.expect("saved");
    let before = std::fs::read(&saved).expect("a file");
    let again = backup(&house.url, &saved).await;
    assert!(matches!(again, Err(BackupError::AlreadyThere(_))), "{again:?}");
    assert_eq!(std::fs::read(&saved).expect("a file"), before);
    let onto_itself = restore(&saved, &house.url, keyring(), house.clock.clone()).await;
    let refused = matches!(onto_itself, Err(BackupError::AlreadyThere(_) | BackupError::NotEmpty));
    assert!(refused, "{onto_itself:?}");
    assert_eq!(house.number("SELECT COUNT(*) FROM event").await, 2);
    remove(&saved);
}

async fn a_backup_that_is_none_is_not_restored(house: House) {
    let (none, place) = (file("none"), elsewhere(&house).await);
    let missing = restore(&none, place.url(), keyring(), house.clock.clone()).await;
    assert!(missing.is_err(), "{missing:?}");
    std::fs::write(&none, "nothing of ours, for some pages\n".repeat(1000)).expect("a file");
    let foreign = restore(&none, place.url(), keyring(), house.clock.clone()).await;
    assert!(foreign.is_err(), "{foreign:?}");
    let no_folder = backup(&house.url, &none.join("below a file")).await;
    assert!(no_folder.is_err(), "{no_folder:?}");
    let left: Vec<_> = std::fs::read_dir(none.parent().expect("a folder")).expect("listed").collect();
    assert_eq!(left.len(), 1, "nothing half done is left: {left:?}");
    place.remove().await;
    remove(&none);
}

async fn books_that_are_off_are_told_after_the_restoring(house: House) {
    a_redeemed_ticket(&house).await;
    let (good, saved) = (file("good.backup"), file("bad.backup"));
    backup(&house.url, &good).await.expect("saved");
    store::fixture::take_a_dollar(&house.store).await.expect("taken");
    backup(&house.url, &saved).await.expect("saved");
    let place = elsewhere(&house).await;
    let restored = restore(&saved, place.url(), keyring(), house.clock.clone()).await.expect("restored");
    assert!(restored.logs.iter().all(|(_, log)| log.holds()), "no event is missing");
    assert!(!restored.holds(), "a dollar is");
    place.remove().await;
    let back = "INSERT INTO posting (merchant, id, movement, from_account, to_account, amount, at, day)
                SELECT merchant, 'put_back', movement, to_account, from_account, amount, at, day
                FROM posting WHERE id = 'stolen'";
    house.change(back).await.expect("put back");
    // Years later, and no job has run since: the books are as they were left, and that was right.
    house.clock.set(house.store.now().plus_seconds(900 * 86_400));
    let place = elsewhere(&house).await;
    let restored = restore(&good, place.url(), keyring(), house.clock.clone()).await.expect("restored");
    assert!(restored.holds(), "{:?}", restored.proofs);
    place.remove().await;
    remove(&good);
    remove(&saved);
}
