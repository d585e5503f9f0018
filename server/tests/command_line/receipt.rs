//! Receipts as files, written and checked at a terminal.

use crate::office::{Office, printed, told};
use store::fixture::{Goods, ISSUER, World};

/// A town in which clerk 001 has redeemed a ticket; the redemption.
fn with_a_redemption(office: &Office) -> String {
    assert!(office.piaojia(&["key", "make"]).status.success());
    office.with_store(async |store| {
        let world = World::new(&store).await.expect("a town");
        let ticket = world.issue_one(Goods::Paid).await.expect("a ticket");
        let scan = world.scan(&ticket).expect("a scan");
        store.redeem(&world.clerk_001.session, &scan).await.expect("redeemed");
        let shown = store.wallet(&ticket.link).await.expect("a wallet");
        store.close().await;
        shown.tickets[0].uses[0].id.to_string()
    })
}

#[test]
fn a_receipt_is_written_and_checked_anywhere() {
    let office = Office::empty();
    let redemption = with_a_redemption(&office);
    let ask = ["receipt", "--merchant", "1000001", &redemption, "--file", "receipt.txt"];
    let early = office.piaojia(&ask);
    assert_eq!(early.status.code(), Some(1));
    assert!(told(&early).contains("waits for its seal"), "{}", told(&early));
    office.with_store(async |store| {
        store.seal(ISSUER, store.now()).await.expect("sealed");
        store.close().await;
    });
    let written = office.piaojia(&ask);
    assert!(written.status.success(), "{}", told(&written));
    assert!(!office.piaojia(&ask).status.success(), "never overwritten");
    let text = std::fs::read_to_string(office.0.join("receipt.txt")).expect("the file");
    let clerk = office.piaojia(&["receipt", "--merchant", "1000001", "--as", "clerk001", &redemption]);
    let sealed = |text: &str| text.split("[stated]").next().unwrap_or_default().to_owned();
    assert_eq!(sealed(&printed(&clerk)), sealed(&text));

    let holds = office.piaojia(&["check-receipt", "receipt.txt"]);
    assert!(holds.status.success(), "{}", told(&holds));
    assert!(printed(&holds).contains(&redemption) && printed(&holds).contains("1000001"));
    // Somebody else, with nothing but the key.
    let key = printed(&office.piaojia(&["key", "public"])).trim().to_owned();
    let elsewhere = Office::empty();
    std::fs::write(elsewhere.0.join("got.txt"), &text).expect("written");
    assert!(elsewhere.piaojia(&["check-receipt", "got.txt", "--key", &key]).status.success());
    assert!(!elsewhere.piaojia(&["check-receipt", "got.txt"]).status.success(), "no key at all");
    std::fs::write(elsewhere.0.join("got.txt"), text.replace("units 1", "units 2")).expect("written");
    let forged = elsewhere.piaojia(&["check-receipt", "got.txt", "--key", &key]);
    assert_eq!(forged.status.code(), Some(1));
    assert!(told(&forged).contains("facts_differ") && told(&forged).contains("line 11"), "{}", told(&forged));

    // The head of a receipt is one to compare the log with.
    let head = printed(&holds).lines().find_map(|line| line.strip_prefix("head\t").map(str::to_owned));
    let against = office.piaojia(&["verify", "--merchant", "1000001", "--against", &head.expect("a head")]);
    assert!(against.status.success(), "{}{}", printed(&against), told(&against));
}

#[test]
fn whoever_did_not_redeem_gets_no_receipt() {
    let office = Office::empty();
    let redemption = with_a_redemption(&office);
    for arguments in [
        &["receipt", "--merchant", "1000001", "--as", "clerk002", &redemption][..],
        &["receipt", "--merchant", "1000002", &redemption],
        &["receipt", "--merchant", "1000002", "--issuer", "1000001", &redemption],
        &["receipt", "--merchant", "1000001", "nothing"],
    ] {
        let output = office.piaojia(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(told(&output).contains("no such redemption"), "{}", told(&output));
        assert!(printed(&output).is_empty());
    }
}
