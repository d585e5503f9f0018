//! RULES §6, 紙本票券列印: who prints what, how often, and who is told of it.

use crate::harness::{House, refusal_of};
use domain::calendar::Instant;
use domain::identity::AttemptId;
use domain::notice::NoticeKind;
use domain::print::{ReprintReason, TicketForm};
use domain::refusal::Refusal;
use store::StoreError;
use store::command::contact::Contact;
use store::command::issue::NewOrder;
use store::command::print::Sheets;
use store::fixture::{Goods, ISSUER, Person, TestTicket};
use store::query::paper::{PaperSearch, PaperTickets};
use store::query::window::Window;

on_both_engines!(
    only_an_opened_contract_issues_paper,
    a_print_is_counted_once_and_named,
    a_sheet_carries_codes_that_redeem,
    only_unused_paper_is_printed,
    what_changed_meanwhile_is_not_printed,
    the_purchaser_of_printed_paper_is_fixed_and_nobody_is_told,
    reprints_are_told_once_at_nine,
    the_list_finds_what_is_printed_on_a_ticket,
    the_file_of_the_list_has_all_of_it_in_its_order,
);

const PAGE: Window = Window { is_descending: true, offset: 0, size: 25 };

async fn open(house: &House) {
    let opened = "paid gift electronic_at_once electronic_later merchant_print";
    house
        .change(&format!("UPDATE merchant SET opened = '{opened}' WHERE number = {}", ISSUER.0))
        .await
        .expect("opened");
}

async fn issue(house: &House, tickets: u32) -> Vec<TestTicket> {
    let order = NewOrder {
        form: TicketForm::Paper,
        purchaser_address: "臺北市南港區三重路19之6號".to_owned(),
        ..house.world.order(vec![house.world.line(Goods::Paid, tickets, 1)]).expect("an order")
    };
    let (_, issued) = house.store.issue(ISSUER, "paper", vec![order]).await.expect("issued");
    house.world.tickets_of(&issued[0].link).await.expect("tickets")
}

async fn paper(house: &House, tickets: u32) -> Vec<TestTicket> {
    open(house).await;
    issue(house, tickets).await
}

fn serials(tickets: &[TestTicket]) -> Vec<String> {
    tickets.iter().map(|ticket| ticket.serial.clone()).collect()
}

async fn sheets(
    house: &House,
    who: &Person,
    tickets: &[TestTicket],
    attempt: &AttemptId,
) -> Result<Sheets, StoreError> {
    house.store.sheets_to_print(&who.session, &serials(tickets), attempt).await
}

fn first() -> ReprintReason {
    ReprintReason::parse("", false).expect("none")
}

fn again(why: &str) -> ReprintReason {
    ReprintReason::parse(why, true).expect("a reason")
}

async fn print(house: &House, tickets: &[TestTicket], reason: &ReprintReason) {
    let made = sheets(house, &house.world.owner, tickets, &house.attempt()).await.expect("sheets");
    house.store.note_print(&house.world.owner.session, &made, reason).await.expect("printed");
}

async fn list(house: &House, search: PaperSearch) -> PaperTickets {
    let owner = house.actor(&house.world.owner).await;
    house.store.paper_tickets(&owner, &search, PAGE).await.expect("a list")
}

async fn only_an_opened_contract_issues_paper(house: House) {
    let order = NewOrder {
        form: TicketForm::Paper,
        ..house.world.order(vec![house.world.line(Goods::Paid, 1, 1)]).expect("an order")
    };
    let refused = house.store.issue(ISSUER, "paper", vec![order]).await.expect_err("not opened");
    assert!(matches!(refused, StoreError::Refused(Refusal::NotContracted { .. })), "{refused:?}");
    assert_eq!(paper(&house, 2).await.len(), 2);
    assert_eq!(
        house
            .number("SELECT COUNT(*) FROM ticket_order WHERE form = 'paper' AND purchaser_address <> ''")
            .await,
        1
    );
}

async fn a_print_is_counted_once_and_named(house: House) {
    let tickets = paper(&house, 2).await;
    let attempt = house.attempt();
    let made = sheets(&house, &house.world.owner, &tickets, &attempt).await.expect("sheets");
    assert_eq!((made.sheets.len(), made.printed_before, made.is_repeated), (2, 0, false));
    house.store.note_print(&house.world.owner.session, &made, &first()).await.expect("printed");
    // The same form sent twice.
    let same = sheets(&house, &house.world.owner, &tickets, &attempt).await.expect("sheets");
    assert!(same.is_repeated);
    house.store.note_print(&house.world.owner.session, &same, &first()).await.expect("the same");
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket_print").await, 2);
    print(&house, &tickets[..1], &again("卡紙")).await;
    let found = list(&house, PaperSearch::default()).await;
    assert_eq!((found.counted, found.sums.printed), (2, 2));
    let one = found.rows.iter().find(|row| row.serial == tickets[0].serial).expect("listed");
    let prints: Vec<_> = one.prints.iter().map(|print| (print.number, print.reason.as_deref())).collect();
    assert_eq!(prints, [(2, Some("卡紙")), (1, None)]);
    assert_eq!(one.printable.prints, 2);
    let events = "SELECT COUNT(*) FROM event WHERE kind = 'ticket_printed' AND account IS NOT NULL";
    assert_eq!(house.number(events).await, 3);
    assert_eq!(
        list(&house, PaperSearch { is_printed: Some(false), ..PaperSearch::default() }).await.counted,
        0
    );
    for who in [&house.world.clerk_001, &house.world.partner_clerk] {
        let refused = sheets(&house, who, &tickets, &house.attempt()).await;
        assert!(refused.is_err(), "may not print");
    }
}

async fn a_sheet_carries_codes_that_redeem(house: House) {
    let tickets = paper(&house, 1).await;
    let made = sheets(&house, &house.world.owner, &tickets, &house.attempt()).await.expect("sheets");
    let sheet = &made.sheets[0];
    assert_eq!(sheet.redemption_code.as_deref(), Some(tickets[0].code.as_str()));
    let printed = sheet.printed_code.clone().expect("a code");
    // A print counts the ticket's version on, and leaves its codes alone.
    house.store.note_print(&house.world.owner.session, &made, &first()).await.expect("printed");
    assert!(house.world.printed_link(&tickets[0]).ends_with(&printed), "the code that desks know");
    house.redeemed(&house.world.clerk_001, &house.world.type_code(&tickets[0]).expect("a code")).await;
}

async fn only_unused_paper_is_printed(house: House) {
    let tickets = paper(&house, 2).await;
    house.redeemed(&house.world.clerk_001, &house.world.type_code(&tickets[0]).expect("a code")).await;
    let of = async |tickets: &[TestTicket]| {
        refusal_of(sheets(&house, &house.world.owner, tickets, &house.attempt()).await.expect_err("refused"))
    };
    assert_eq!(of(&tickets).await, Refusal::NotPrintable);
    let electronic = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    assert_eq!(of(&[electronic]).await, Refusal::NotOnPaper);
    assert_eq!(of(&[]).await, Refusal::PrintCount { most: 100 });
    house
        .change("UPDATE product SET proof_printed = 'refuse', proof_typed = 'refuse'")
        .await
        .expect("refused");
    assert_eq!(of(&tickets[1..]).await, Refusal::ProofRefused);
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket_print").await, 0);
}

async fn what_changed_meanwhile_is_not_printed(house: House) {
    let tickets = paper(&house, 1).await;
    let made = sheets(&house, &house.world.owner, &tickets, &house.attempt()).await.expect("sheets");
    print(&house, &tickets, &first()).await;
    let refused = house.store.note_print(&house.world.owner.session, &made, &first()).await;
    assert_eq!(
        refusal_of(refused.expect_err("refused")),
        Refusal::ChangedMeanwhile,
        "somebody else printed it"
    );
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket_print").await, 1);
}

async fn the_purchaser_of_printed_paper_is_fixed_and_nobody_is_told(house: House) {
    let tickets = paper(&house, 1).await;
    let number = list(&house, PaperSearch::default()).await.rows[0].order_number.clone();
    let owner = &house.world.owner.session;
    let resent = house.store.resend(owner, &number, &house.attempt()).await.expect_err("refused");
    assert_eq!(refusal_of(resent), Refusal::PaperNotTold);
    let contact = Contact::parse("林小美", "0987654321", "mei@example.com", "zh-TW").expect("a person");
    house.store.change_purchaser(owner, &number, &contact, &house.attempt()).await.expect("changed");
    house.store.seal_every_log(house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("notices");
    assert_eq!(house.number("SELECT COUNT(*) FROM notice WHERE kind IN ('issued', 'purchaser_is_you', 'purchaser_was_you')").await, 0);
    print(&house, &tickets, &first()).await;
    let changed =
        house.store.change_purchaser(owner, &number, &contact, &house.attempt()).await.expect_err("refused");
    assert_eq!(refusal_of(changed), Refusal::AlreadyPrinted);
}

async fn reprints_are_told_once_at_nine(house: House) {
    let tickets = paper(&house, 2).await;
    let today = house.today();
    let at = |hour: i64| Instant(today.start().0 + hour * 3_600_000);
    house.clock.set(at(20));
    let owner = house.at(at(20), &house.world.owner).await;
    let go = async |tickets: &[TestTicket], reason: &ReprintReason| {
        let made = house
            .store
            .sheets_to_print(&owner.session, &serials(tickets), &house.attempt())
            .await
            .expect("sheets");
        house.store.note_print(&owner.session, &made, reason).await.expect("printed");
    };
    go(&tickets, &first()).await;
    assert_eq!(house.store.tell_of_reprints(today).await.expect("told"), 0, "printed once");
    go(&tickets[..1], &again("卡紙")).await;
    go(&tickets[..1], &again("又卡紙")).await;
    // After nine it is tomorrow's.
    house.clock.set(at(21));
    go(&tickets[1..], &again("太淡")).await;
    assert_eq!(house.store.tell_of_reprints(today).await.expect("told"), 1);
    assert_eq!(house.store.tell_of_reprints(today).await.expect("told"), 0, "once");
    house.store.seal_every_log(house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("notices");
    let due = house.store.due_notices(50).await.expect("due");
    let told: Vec<_> = due.iter().filter(|delivery| delivery.kind == NoticeKind::ReprintsTold).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].about.quantity, Some(1), "tickets, not prints");
    let lines: Vec<_> =
        told[0].about.reprints.iter().map(|one| (one.number, one.reason.as_deref())).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines.contains(&(2, Some("卡紙"))) && lines.contains(&(3, Some("又卡紙"))), "{lines:?}");
    assert_eq!(house.store.tell_of_reprints(today.plus_days(1)).await.expect("told"), 1);
}

async fn the_list_finds_what_is_printed_on_a_ticket(house: House) {
    let tickets = paper(&house, 3).await;
    let other = issue(&house, 1).await;
    house.world.issue_one(Goods::Paid).await.expect("electronic: no part of the list");
    let all = list(&house, PaperSearch::default()).await;
    assert_eq!((all.counted, all.rows.len(), all.sums.printed), (4, 4, 0));
    let owner = house.actor(&house.world.owner).await;
    let whole = house.store.sums_of_paper_tickets(&owner, &PaperSearch::default()).await.expect("sums");
    assert_eq!(whole, all.sums, "the whole list, however long");
    assert_eq!(whole.tickets, 4);
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = house.store.sums_of_paper_tickets(&clerk, &PaperSearch::default()).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::PermissionMissing);
    let words = |words: &str| PaperSearch { words: words.to_owned(), ..PaperSearch::default() };
    assert_eq!(list(&house, words(&other[0].serial.to_lowercase())).await.counted, 1);
    let number =
        all.rows.iter().find(|row| row.serial == tickets[0].serial).expect("listed").order_number.clone();
    assert_eq!(list(&house, words(&number)).await.counted, 3);
    assert_eq!(list(&house, words("nothing")).await.counted, 0);
    let yesterday = PaperSearch { until: Some(house.today().minus_days(1)), ..PaperSearch::default() };
    assert_eq!(list(&house, yesterday).await.counted, 0);
    let named = PaperSearch { product: "VAA00001".to_owned(), ..PaperSearch::default() };
    assert_eq!(list(&house, named).await.counted, 4);
}

async fn the_file_of_the_list_has_all_of_it_in_its_order(house: House) {
    let tickets = paper(&house, 4).await;
    issue(&house, 3).await;
    print(&house, &tickets[..2], &first()).await;
    print(&house, &tickets[..1], &again("卡紙")).await;
    let (store, owner) = (&house.store, house.actor(&house.world.owner).await);
    let number = list(&house, PaperSearch::default()).await.rows[0].order_number.clone();
    let searches = [
        PaperSearch::default(),
        PaperSearch { is_printed: Some(true), ..PaperSearch::default() },
        PaperSearch { words: number, ..PaperSearch::default() },
        PaperSearch { product: "VAA00001".to_owned(), ..PaperSearch::default() },
    ];
    for (search, count) in searches.iter().zip([7, 2, 3, 7]) {
        for is_descending in [true, false] {
            let window = Window { is_descending, ..PAGE };
            let page = store.paper_tickets(&owner, search, window).await.expect("a list").rows;
            let (mut all, mut last) = (Vec::new(), None);
            loop {
                let next = store.paper_tickets_after(&owner, search, is_descending, last.as_ref(), 2).await;
                let next = next.expect("the next ones");
                let Some(newest) = next.last() else { break };
                last = Some(newest.clone());
                all.extend(store.with_prints(&owner, next).await.expect("their prints"));
            }
            assert_eq!(all, page, "{search:?}, descending: {is_descending}");
            assert_eq!(all.len(), count, "{search:?}");
        }
    }
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = store.paper_tickets_after(&clerk, &PaperSearch::default(), true, None, 2).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::PermissionMissing);
}
