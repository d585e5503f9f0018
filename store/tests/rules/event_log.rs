//! The event log: written once, and free of names and secrets.

use crate::harness::House;
use sqlx::{Column, Row};
use store::fixture::{Goods, ISSUER, PURCHASER_EMAIL, PURCHASER_NAME, PURCHASER_PHONE, TestTicket};

on_both_engines!(
    events_are_never_changed,
    postings_and_seals_are_never_changed_or_deleted,
    events_are_never_deleted,
    events_tell_of_no_person_and_no_secret,
    no_table_holds_a_secret_as_it_is,
);

/// Something of everything that makes events.
async fn a_day_at_the_counter(house: &House) -> TestTicket {
    let ticket = house.world.issue_one(Goods::Shared).await.expect("a ticket");
    let shown = house.store.wallet(&ticket.link).await.expect("a wallet").tickets.remove(0);
    house.store.show_number(ticket.claims.merchant, &shown).await.expect("the code");
    let receipt =
        house.redeemed(&house.world.clerk_001, &house.world.type_code(&ticket).expect("a code")).await;
    house.cancel(&house.world.clerk_001, &receipt.use_id).await.expect("cancelled");
    house.scanned(&house.world.partner_clerk, &ticket).await;
    house.refused(&house.world.owner, &house.world.scan(&ticket).expect("a scan")).await;
    ticket
}

async fn everything(house: &House) -> Vec<String> {
    dump(house, "event").await
}

/// All rows of a table, each as one text.
pub async fn dump(house: &House, table: &str) -> Vec<String> {
    let sql = format!("SELECT * FROM {table}");
    house.rows(&sql, |row| (0..row.columns().len()).map(|column| value(row, column)).collect()).await
}

fn value(row: &sqlx::any::AnyRow, column: usize) -> String {
    let text = row.try_get::<Option<String>, _>(column).map(Option::unwrap_or_default);
    let text = text.or_else(|_| row.try_get::<i64, _>(column).map(|number| number.to_string()));
    let text = text
        .or_else(|_| row.try_get::<Vec<u8>, _>(column).map(|bytes| String::from_utf8_lossy(&bytes).into()));
    format!("{}={};", row.columns()[column].name(), text.expect("text, number or bytes"))
}

async fn events_are_never_changed(house: House) {
    a_day_at_the_counter(&house).await;
    let before = everything(&house).await;
    for change in ["UPDATE event SET quantity = 0", "UPDATE event SET account = NULL WHERE kind = 'redeemed'"]
    {
        assert!(house.change(change).await.is_err(), "{change}");
    }
    assert_eq!(everything(&house).await, before);
}

async fn postings_and_seals_are_never_changed_or_deleted(house: House) {
    a_day_at_the_counter(&house).await;
    house.store.seal_all(ISSUER, house.store.now()).await.expect("sealed");
    let sums =
        "SELECT CAST((SELECT SUM(amount) FROM posting) + (SELECT SUM(number) FROM event_seal) AS BIGINT)";
    let before = house.number(sums).await;
    assert!(before > 1, "there are postings and seals");
    for change in [
        "UPDATE posting SET amount = amount + 1",
        "UPDATE event_seal SET number = number + 100",
        "DELETE FROM posting",
        "DELETE FROM event_seal WHERE number = 1",
    ] {
        assert!(house.change(change).await.is_err(), "{change}");
    }
    assert_eq!(house.number(sums).await, before);
}

async fn events_are_never_deleted(house: House) {
    a_day_at_the_counter(&house).await;
    let before = everything(&house).await;
    let mut deletions = vec!["DELETE FROM event", "DELETE FROM event WHERE kind = 'number_shown'"];
    if house.url.starts_with("postgres") {
        deletions.extend(["TRUNCATE event", "TRUNCATE event CASCADE"]);
    }
    for deletion in deletions {
        assert!(house.change(deletion).await.is_err(), "{deletion}");
    }
    assert_eq!(everything(&house).await, before);
}

async fn events_tell_of_no_person_and_no_secret(house: House) {
    let ticket = a_day_at_the_counter(&house).await;
    let events = everything(&house).await;
    for kind in ["issued", "number_shown", "redeemed", "redemption_cancelled"] {
        assert!(events.iter().any(|event| event.contains(&format!("kind={kind};"))), "no event {kind}");
    }
    let secrets = [&ticket.code, ticket.link.as_str(), house.world.clerk_001.session.as_str()];
    for word in [PURCHASER_NAME, PURCHASER_PHONE, PURCHASER_EMAIL, "clerk001"].iter().chain(&secrets) {
        assert!(events.iter().all(|event| !event.contains(*word)), "{word} stands in the log");
    }
}

async fn no_table_holds_a_secret_as_it_is(house: House) {
    let ticket = a_day_at_the_counter(&house).await;
    let secrets = [&ticket.code, ticket.link.as_str(), house.world.clerk_001.session.as_str()];
    let tables = crate::schema::tables(&house).await;
    assert!(tables.contains(&"ticket".to_owned()) && tables.len() > 15, "{tables:?}");
    for table in tables {
        for row in dump(&house, &table).await {
            assert!(secrets.iter().all(|secret| !row.contains(*secret)), "{table}: {row}");
        }
    }
}
