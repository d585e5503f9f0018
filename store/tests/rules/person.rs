//! RULES §15: one person's data on request, and data that are kept no longer. After an erasure nothing in any table names them,
//! the sealed log holds, and the books are as they were.

use crate::bank::night;
use crate::harness::{House, refusal_of};
use crate::transfer::offered;
use domain::identity::MerchantNumber;
use domain::reach::Reach;
use domain::refusal::Refusal;
use sqlx::Row;
use store::StoreError;
use store::command::issue_draft::NewDraft;
use store::command::operator::PersonActKind;
use store::fixture::{Goods, ISSUER, PARTNER, PURCHASER_EMAIL, PURCHASER_NAME, PURCHASER_PHONE};
use store::query::person::Whom;
use store::query::window::Window;
use store::secret::SessionToken;
use store::visitor::Visitor;

on_both_engines!(
    a_file_has_everything_that_is_kept,
    what_is_open_is_not_erased,
    nothing_names_whoever_was_erased,
    what_staff_wrote_about_them_goes_too,
    a_batch_that_names_them_waits_for_its_end,
    data_are_kept_as_long_as_the_contract_says,
    only_the_platform_does_it,
);

const NEWEST: Window = Window { is_descending: true, offset: 0, size: 25 };

/// Signed in now: a session lasts no night.
async fn operator(house: &House) -> SessionToken {
    let name = format!("operator{}", house.store.now().0);
    let id = house.store.create_operator(&name, "hash").await.expect("made");
    house.store.operator_sign_in(&id, "password", &Visitor::default()).await.expect("signed in")
}

/// The bank confirms what was redeemed.
async fn settled(house: &House) {
    night(house, &house.bank(), "2026-11-07").await;
}

fn whom(address: &str) -> Whom {
    Whom { reach: Reach::parse(address).expect("an address"), merchant: None }
}

/// How many rows of any table hold this text in any column.
async fn naming(house: &House, text: &str) -> Vec<String> {
    let is_sqlite = house.change("SELECT 1 FROM sqlite_master").await.is_ok();
    let tables = if is_sqlite {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    } else {
        "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    };
    let mut found = Vec::new();
    for table in house.rows(tables, |row| row.get::<String, _>("name")).await {
        let columns = if is_sqlite {
            format!("SELECT name FROM pragma_table_info('{table}')")
        } else {
            format!(
                "SELECT CAST(column_name AS TEXT) AS name FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name = '{table}'"
            )
        };
        for column in house.rows(&columns, |row| row.get::<String, _>("name")).await {
            let rows = house
                .number(&format!(
                    "SELECT COUNT(*) FROM \"{table}\" WHERE CAST(\"{column}\" AS TEXT) LIKE '%{text}%'"
                ))
                .await;
            if rows > 0 {
                found.push(format!("{table}.{column}"));
            }
        }
    }
    found
}

async fn a_file_has_everything_that_is_kept(house: House) {
    let session = operator(&house).await;
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    house.scanned(&house.world.clerk_001, &tickets[0]).await;
    let held = house.store.person_held(&session, &whom(PURCHASER_EMAIL)).await.expect("counted");
    assert_eq!((held.wallets, held.orders, held.tickets, held.open_tickets), (1, 1, 2, 2));
    assert_eq!(house.store.person_held(&session, &whom(PURCHASER_PHONE)).await.expect("counted"), held);
    let file =
        house.store.export_person(&session, &whom(PURCHASER_EMAIL), "當事人來信").await.expect("a file");
    let kept: serde_json::Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(kept["wallets"][0]["holder_name"], PURCHASER_NAME);
    assert_eq!(kept["wallets"][0]["holder_phone"], PURCHASER_PHONE);
    assert_eq!(kept["tickets"].as_array().map(Vec::len), Some(2));
    assert_eq!(kept["redemptions"].as_array().map(Vec::len), Some(1));
    assert_eq!(kept["gifts_received"].as_array().map(Vec::len), Some(0));
    let elsewhere = Whom { merchant: Some(PARTNER), ..whom(PURCHASER_EMAIL) };
    let nothing = house.store.export_person(&session, &elsewhere, "x").await;
    assert_eq!(refusal_of(nothing.expect_err("refused")), Refusal::PersonUnknown);
    let acts = house.store.person_acts(&session, NEWEST).await.expect("a list").rows;
    assert_eq!(acts.len(), 1, "what found nothing is no act");
    assert_eq!(
        (acts[0].kind, acts[0].wallets, acts[0].reason.as_str()),
        (PersonActKind::Export, 1, "當事人來信")
    );
}

async fn what_is_open_is_not_erased(house: House) {
    let session = operator(&house).await;
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let by = whom(PURCHASER_EMAIL);
    assert_eq!(
        refusal_of(house.store.erase_person(&session, &by, "要求").await.expect_err("usable")),
        Refusal::PersonStillOpen
    );
    house.scanned(&house.world.clerk_001, &ticket).await;
    assert_eq!(
        refusal_of(house.store.erase_person(&session, &by, "要求").await.expect_err("cancellable")),
        Refusal::PersonStillOpen
    );
    settled(&house).await;
    let session = operator(&house).await;
    house
        .change(
            "INSERT INTO return_request (merchant, id, number, wallet, ticket, state, quantity, face, fee, refund, by_hand,
                 asked_at, changed_at)
             SELECT t.merchant, 'r', 'Q1', t.wallet, t.id, 'asked', 1, 1, 0, 1, 0, 1, 1 FROM ticket t",
        )
        .await
        .expect("a request");
    assert_eq!(
        refusal_of(house.store.erase_person(&session, &by, "要求").await.expect_err("asked")),
        Refusal::PersonStillOpen
    );
    house
        .change("UPDATE return_request SET state = 'declined', reason = '林小姐不要了'")
        .await
        .expect("answered");
    let held = house.store.erase_person(&session, &by, "要求").await.expect("erased");
    assert_eq!((held.wallets, held.orders), (1, 1));
    assert_eq!(
        refusal_of(house.store.erase_person(&session, &by, "要求").await.expect_err("gone")),
        Refusal::PersonUnknown
    );
    assert_eq!(naming(&house, "林小姐").await, Vec::<String>::new());
}

async fn nothing_names_whoever_was_erased(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let given = offered(&house, &[&tickets[0]]).await;
    house.store.accept_transfer(&given.link).await.expect("accepted");
    let theirs = house.world.tickets_of(&given.link).await.expect("tickets");
    house.scanned(&house.world.clerk_001, &theirs[0]).await;
    house.scanned(&house.world.clerk_001, &tickets[1]).await;
    settled(&house).await;
    let session = operator(&house).await;
    assert!(
        !naming(&house, PURCHASER_NAME).await.is_empty() && !naming(&house, PURCHASER_EMAIL).await.is_empty()
    );
    let postings = "SELECT COUNT(*) FROM posting";
    let events = "SELECT COUNT(*) FROM event";
    let before = (house.number(postings).await, house.number(events).await);
    house.store.seal_every_log(house.store.now()).await.expect("sealed");
    house.store.erase_person(&session, &whom(PURCHASER_EMAIL), "要求刪除").await.expect("erased");
    for text in [PURCHASER_NAME, PURCHASER_EMAIL, PURCHASER_PHONE] {
        assert_eq!(naming(&house, text).await, Vec::<String>::new(), "{text}");
    }
    assert_eq!((house.number(postings).await, house.number(events).await), before);
    house.is_sound().await;
    // The recipient has a wallet of their own, and is asked about alone.
    let recipient = house
        .rows("SELECT recipient_email FROM transfer", |row| row.get::<String, _>("recipient_email"))
        .await;
    let held = house.store.person_held(&session, &whom(&recipient[0])).await.expect("counted");
    assert_eq!((held.wallets, held.gifts), (1, 1));
    house.store.erase_person(&session, &whom(&recipient[0]), "要求刪除").await.expect("erased");
    assert_eq!(naming(&house, &recipient[0]).await, Vec::<String>::new());
    let owner = house.actor(&house.world.owner).await;
    let listed = house.store.issued_orders(&owner, &Default::default(), NEWEST).await.expect("a list");
    assert_eq!(listed.rows[0].purchaser.name, "", "the order is listed, without anybody");
}

async fn what_staff_wrote_about_them_goes_too(house: House) {
    const WRITTEN: &str = "陳太太來電";
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&house.world.clerk_001, &ticket).await;
    settled(&house).await;
    let anybody = "(SELECT a.id FROM account a WHERE a.merchant = t.merchant ORDER BY a.id LIMIT 1)";
    for text in [
        format!("UPDATE use_line SET cancel_reason = '{WRITTEN}'"),
        format!(
            "INSERT INTO give_back (merchant, id, ticket, quantity, state, fee, business_day, recorded_at, account,
                 changed_at, number, reason, cancel_reason)
             SELECT t.merchant, 'g', t.id, 1, 'cancelled', 0, '2026-11-06', 1, {anybody}, 1, 'R1', '{WRITTEN}', '{WRITTEN}'
             FROM ticket t"
        ),
        format!(
            "INSERT INTO return_request (merchant, id, number, wallet, ticket, state, quantity, face, fee, refund, by_hand,
                 reason, answer, asked_at, changed_at)
             SELECT t.merchant, 'r', 'Q1', t.wallet, t.id, 'declined', 1, 1, 0, 1, 0, '{WRITTEN}', '{WRITTEN}', 1, 1
             FROM ticket t"
        ),
        format!(
            "INSERT INTO ticket_print (merchant, id, ticket, number, at, account, reason)
             SELECT t.merchant, 'p', t.id, 1, 1, {anybody}, '{WRITTEN}' FROM ticket t"
        ),
        format!(
            "INSERT INTO order_note (merchant, id, ticket_order, ticket, at, account, note)
             SELECT t.merchant, 'n', t.ticket_order, t.id, 1, {anybody}, '{WRITTEN}' FROM ticket t"
        ),
    ] {
        house.change(&text).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    }
    let mut planted = naming(&house, WRITTEN).await;
    planted.sort();
    let everywhere = [
        "give_back.cancel_reason",
        "give_back.reason",
        "order_note.note",
        "return_request.answer",
        "return_request.reason",
        "ticket_print.reason",
        "use_line.cancel_reason",
    ];
    assert_eq!(planted, everywhere);
    let session = operator(&house).await;
    let file = house.store.export_person(&session, &whom(PURCHASER_EMAIL), "要求").await.expect("a file");
    assert_eq!(file.matches(WRITTEN).count(), everywhere.len(), "{file}");
    house.store.erase_person(&session, &whom(PURCHASER_EMAIL), "要求").await.expect("erased");
    assert_eq!(naming(&house, WRITTEN).await, Vec::<String>::new());
}

async fn a_batch_that_names_them_waits_for_its_end(house: House) {
    let session = operator(&house).await;
    let (owner, by) = (&house.world.owner.session, whom("0987654321"));
    let draft = |hash: &str| NewDraft {
        file_hash: hash.to_owned(),
        file_name: "a.xlsx".to_owned(),
        form: domain::print::TicketForm::Electronic,
        sheet: r#"[{"number":1,"cells":[[0,{"Text":"購買人手機"}]]},
            {"number":2,"cells":[[0,{"Number":987654321}],[1,{"Text":"陳太太"}]]},
            {"number":3,"cells":[[0,{"Text":"0911222333"}],[1,{"Text":"別人"}]]}]"#
            .to_owned(),
        serial_start: None,
    };
    let first = house.store.open_issue_draft(owner, draft("a")).await.expect("a draft");
    let held = house.store.person_held(&session, &by).await.expect("counted");
    assert_eq!((held.wallets, held.drafted), (0, 1));
    let file = house.store.export_person(&session, &by, "要求").await.expect("a file");
    assert!(file.contains("陳太太") && !file.contains("別人"), "{file}");
    let refused = house.store.erase_person(&session, &by, "要求").await;
    assert_eq!(refusal_of(refused.expect_err("it may be issued")), Refusal::PersonStillOpen);
    house.store.cancel_issue_draft(owner, &first).await.expect("dropped");
    let refused = house.store.erase_person(&session, &by, "要求").await;
    assert_eq!(refusal_of(refused.expect_err("nothing is left")), Refusal::PersonUnknown);
    assert_eq!(naming(&house, "陳太太").await, Vec::<String>::new());
    // What nobody touches goes at night.
    house.store.open_issue_draft(owner, draft("b")).await.expect("a draft");
    house.store.erase_ended(house.today()).await.expect("done");
    assert_eq!(naming(&house, "陳太太").await, ["issue_draft.sheet"]);
    house.clock.set(house.store.now().plus_seconds(8 * 24 * 3600));
    house.store.erase_ended(house.today()).await.expect("done");
    assert_eq!(naming(&house, "陳太太").await, Vec::<String>::new());
}

async fn data_are_kept_as_long_as_the_contract_says(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let open = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let gift = house.world.issue_one(Goods::Gift).await.expect("a ticket");
    for ticket in &tickets {
        house.scanned(&house.world.clerk_001, ticket).await;
    }
    let issued_on = house.today();
    settled(&house).await;
    house.change("UPDATE merchant SET retention_months = 12").await.expect("agreed");
    let named = "SELECT COUNT(*) FROM wallet WHERE erased_at IS NULL";
    let wallets = house.number(named).await;
    assert_eq!(house.store.erase_ended(issued_on.plus_days(364)).await.expect("done"), 0, "not yet");
    let erased = house.store.erase_ended(issued_on.plus_days(368)).await.expect("done");
    assert_eq!(erased, 1, "of the order that is used up");
    assert_eq!(house.store.erase_ended(issued_on.plus_days(368)).await.expect("done"), 0, "done twice");
    // A 贈品券 ends with its last day, a 提貨券 that is left never does.
    let erased = house.store.erase_ended(issued_on.plus_days(3_650)).await.expect("done");
    assert_eq!(erased, 1);
    assert_eq!(house.number(named).await, wallets - 2);
    let shown = house.store.wallet(&open.link).await.expect("a wallet");
    assert_eq!(shown.holder_name, PURCHASER_NAME);
    let gone = house.store.wallet(&gift.link).await.expect("a wallet");
    assert_eq!(gone.holder_name, "");
    house.is_sound().await;
}

async fn only_the_platform_does_it(house: House) {
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let owner = &house.world.owner.session;
    let whom = Whom { merchant: Some(MerchantNumber(ISSUER.0)), ..whom(PURCHASER_EMAIL) };
    assert!(matches!(
        house.store.person_held(owner, &whom).await,
        Err(StoreError::Refused(Refusal::SignedOut))
    ));
    let exported = house.store.export_person(owner, &whom, "x").await;
    assert_eq!(refusal_of(exported.expect_err("refused")), Refusal::SignedOut);
    let erased = house.store.erase_person(owner, &whom, "x").await;
    assert_eq!(refusal_of(erased.expect_err("refused")), Refusal::SignedOut);
    assert_eq!(
        refusal_of(house.store.person_acts(owner, NEWEST).await.expect_err("refused")),
        Refusal::SignedOut
    );
}
