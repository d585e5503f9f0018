//! RULES §5, 電子票券轉贈紀錄: the list of transfers, its file, and one transfer with its history.

use crate::harness::{House, moment, refusal_of};
use crate::transfer::offered;
use domain::actor::Actor;
use domain::calendar::Day;
use domain::identity::TransferId;
use domain::notice::Channel;
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use store::StoreError;
use store::fixture::{Goods, ISSUER, PURCHASER_PHONE, TestTicket};
use store::query::transfer::{TransferInList, TransferListSearch, TransferSums};
use store::query::window::Window;

on_both_engines!(
    transfers_are_found_by_what_stands_on_them,
    the_file_of_transfers_has_all_of_them,
    a_transfer_has_its_whole_history,
);

const NEWEST: Window = Window { is_descending: true, offset: 0, size: 25 };

fn day(text: &str) -> Option<Day> {
    Day::parse(text)
}

async fn transfers_are_found_by_what_stands_on_them(house: House) {
    let two = house.world.issue_tickets(Goods::Paid, 2, 3).await.expect("tickets");
    let one = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let first = offered(&house, &[&two[0], &two[1]]).await;
    house.clock.set(moment("2026-11-08", 9, 0, 0));
    let second = offered(&house, &[&one]).await;
    house.store.decline_transfer(&second.link).await.expect("declined");
    let owner = house.actor(&house.at(house.store.now(), &house.world.owner).await).await;
    let list = async |search: &TransferListSearch| {
        house.store.listed_transfers(&owner, search, NEWEST).await.expect("a list")
    };
    let all = list(&TransferListSearch::default()).await;
    assert_eq!((all.counted, all.has_more, all.tickets, all.units), (2, false, 3, 7));
    let whole = house.store.sums_of_listed_transfers(&owner, &TransferListSearch::default()).await;
    let sums = TransferSums { transfers: 2, tickets: 3, units: 7 };
    assert_eq!(whole.expect("sums"), sums, "the whole list, however long");
    let nobody = TransferListSearch { words: "王".to_owned(), ..TransferListSearch::default() };
    let none = house.store.sums_of_listed_transfers(&owner, &nobody).await.expect("sums");
    assert_eq!(none, TransferSums::default());
    assert_eq!(ids(&all.rows), [second.transfer.clone(), first.transfer.clone()], "newest first");
    let row = &all.rows[1];
    assert_eq!((&row.states, row.units), (&vec![(TransferState::Offered, 2)], 6));
    assert_eq!((row.giver.name.as_str(), row.recipient.name.as_str()), ("王○明", "陳○華"));
    assert!(!row.giver.phone.contains(PURCHASER_PHONE) && !row.recipient.email.contains("hua@"));
    let said = |words: &str| TransferListSearch { words: words.to_owned(), ..TransferListSearch::default() };
    let order = house.store.wallet(&two[0].link).await.expect("a wallet").order_number;
    for words in [&first.number, &order, &two[1].serial, &two[0].serial.to_lowercase()] {
        assert_eq!(ids(&list(&said(words)).await.rows), std::slice::from_ref(&first.transfer), "{words}");
    }
    for words in ["陳小華", "0987-654-321", "hua@example.com", "王小明", PURCHASER_PHONE] {
        assert_eq!(list(&said(words)).await.counted, 2, "{words}");
    }
    for words in ["李大同", "nobody@example.com", "%", "華"] {
        assert_eq!(list(&said(words)).await.counted, 0, "{words}");
    }
    let state = |state| TransferListSearch { state: Some(state), ..TransferListSearch::default() };
    let declined = list(&state(TransferState::Declined)).await;
    assert_eq!(ids(&declined.rows), std::slice::from_ref(&second.transfer));
    assert_eq!(list(&state(TransferState::Lapsed)).await.counted, 0);
    let days = |from, until| TransferListSearch { from, until, ..TransferListSearch::default() };
    let later = list(&days(day("2026-11-07"), None)).await;
    assert_eq!(ids(&later.rows), std::slice::from_ref(&second.transfer));
    let earlier = list(&days(None, day("2026-11-07"))).await;
    assert_eq!(ids(&earlier.rows), std::slice::from_ref(&first.transfer));
    bound(&house, &owner, &two[0], [&first.transfer, &second.transfer]).await;
}

fn ids(rows: &[TransferInList]) -> Vec<TransferId> {
    rows.iter().map(|row| row.transfer.clone()).collect()
}

/// Other merchants see none; a branch sees what it issued, the others are not there.
async fn bound(house: &House, owner: &Actor, issued: &TestTicket, [ours, theirs]: [&TransferId; 2]) {
    let search = TransferListSearch::default();
    for who in [&house.world.partner_owner, &house.world.stranger_owner] {
        let actor = house.actor(&house.at(house.store.now(), who).await).await;
        let none = house.store.listed_transfers(&actor, &search, NEWEST).await.expect("a list");
        assert_eq!(none.counted, 0);
        let page = house.store.transfer_page(&actor, ours).await;
        assert!(matches!(page, Err(StoreError::NotFound)));
    }
    let clerk = house.actor(&house.at(house.store.now(), &house.world.clerk_001).await).await;
    let refused = house.store.listed_transfers(&clerk, &search, NEWEST).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
    let refused = house.store.transfer_page(&clerk, ours).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
    let sql = format!(
        "UPDATE ticket_order SET issued_branch = '001' WHERE id = (SELECT ticket_order FROM ticket WHERE id = '{}')",
        issued.id
    );
    house.change(&sql).await.expect("issued by the branch");
    let sql = format!("UPDATE account SET branch = '001' WHERE id = '{}'", owner.account);
    house.change(&sql).await.expect("bound to a branch");
    let actor = house.actor(&house.at(house.store.now(), &house.world.owner).await).await;
    let own = house.store.listed_transfers(&actor, &search, NEWEST).await.expect("a list");
    assert_eq!((ids(&own.rows), own.tickets), (vec![ours.clone()], 2));
    assert_eq!(house.store.transfer_page(&actor, ours).await.expect("a page").tickets.len(), 2);
    let page = house.store.transfer_page(&actor, theirs).await;
    assert!(matches!(page, Err(StoreError::NotFound)));
}

async fn the_file_of_transfers_has_all_of_them(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 7, 1).await.expect("tickets");
    for ticket in &tickets {
        offered(&house, &[ticket]).await;
    }
    let owner = house.actor(&house.world.owner).await;
    let search = TransferListSearch::default();
    for is_descending in [true, false] {
        let window = Window { is_descending, ..NEWEST };
        let page = house.store.listed_transfers(&owner, &search, window).await.expect("a list").rows;
        assert_eq!(page.len(), 7);
        let (mut all, mut last) = (Vec::new(), None::<TransferInList>);
        loop {
            let next =
                house.store.listed_transfers_after(&owner, &search, is_descending, last.as_ref(), 3).await;
            let next = house.store.with_lines(&owner, next.expect("the next ones")).await.expect("lines");
            let Some(newest) = next.last().cloned() else { break };
            last = Some(newest);
            all.extend(next);
        }
        assert_eq!(all, page, "descending: {is_descending}");
    }
}

async fn a_transfer_has_its_whole_history(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 2).await.expect("a ticket").remove(0);
    let gift = offered(&house, &[&ticket]).await;
    // Whoever is offered something is told while the offer stands.
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("made");
    let step = |seconds| house.clock.set(house.store.now().plus_seconds(seconds));
    step(60);
    assert!(house.store.open_gift(&gift.link).await.expect("opened"));
    step(60);
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    step(60);
    let session = &house.world.owner.session;
    house.store.cancel_transfer(session, &gift.transfer, &house.attempt()).await.expect("cancelled");
    house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
    house.store.make_notices().await.expect("made");
    let accountant = house.actor(&house.world.accountant).await;
    let page = house.store.transfer_page(&accountant, &gift.transfer).await.expect("a page");
    let happened: Vec<_> =
        page.records.iter().map(|record| (record.kind.as_str(), record.operator.as_deref())).collect();
    let expected = [
        ("transfer_offered", None),
        ("transfer_opened", None),
        ("transfer_accepted", None),
        ("transfer_cancelled", Some("owner")),
    ];
    assert_eq!(happened, expected);
    assert!(page.records.iter().all(|record| record.serial.as_deref() == Some(ticket.serial.as_str())));
    assert!(page.sent_at.is_some() && page.opened_at.is_some());
    let line = &page.tickets[0];
    assert_eq!((&line.serial, line.units, line.state), (&ticket.serial, 2, TransferState::Cancelled));
    assert_eq!((page.giver.name.as_str(), page.recipient.name.as_str()), ("王○明", "陳○華"));
    let told = |event: &str, is_recipients| {
        page.notices.iter().any(|notice| {
            notice.event == event && notice.is_recipients == is_recipients && notice.channel == Channel::Mail
        })
    };
    assert!(told("transfer_offered", true), "{:?}", page.notices);
    assert!(told("transfer_accepted", false), "{:?}", page.notices);
}
