//! RULES §4, 票券退貨: requests and returns as lists, agreeing in part, and returning at the counter. What a branch's account
//! sees and does is asked in the use case.

use crate::harness::{House, moment, refusal_of};
use crate::transfer::person;
use domain::cancel::Reason;
use domain::give_back::FeeRule;
use domain::money::{Dollars, Percent};
use domain::refusal::Refusal;
use domain::return_request::RequestState;
use domain::ticket::GiveBackState;
use store::StoreError;
use store::command::give_back::sheet::{Choice, ReturnOrder};
use store::command::give_back::{ReturnLine, Returning};
use store::command::return_request::Asked;
use store::fixture::{Goods, TestTicket};
use store::query::return_list::{Last, ListedSums, ReturnSearch};
use store::query::window::Window;

on_both_engines!(
    requests_are_found_by_number_order_serial_state_day_and_product,
    what_was_returned_is_listed_with_its_sums,
    the_file_of_a_list_has_all_of_it_in_its_order,
    a_request_is_agreed_to_in_part_with_a_word,
    an_order_is_ticked_at_the_counter_line_by_line,
    a_branch_sees_and_does_what_is_its_own,
);

const FIRST_PAGE: Window = Window { is_descending: true, offset: 0, size: 25 };

async fn ask(house: &House, ticket: &TestTicket, units: Option<u32>) -> Asked {
    house.store.ask_return(&ticket.link, &ticket.id, units, None, &house.attempt()).await.expect("asked")
}

async fn requests(house: &House, search: &ReturnSearch<RequestState>) -> Vec<String> {
    let owner = house.actor(&house.world.owner).await;
    let page = house.store.listed_requests(&owner, search, FIRST_PAGE).await.expect("a list");
    assert_eq!(page.counted as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.serial).collect()
}

fn said(words: &str) -> ReturnSearch<RequestState> {
    ReturnSearch { words: words.to_owned(), ..ReturnSearch::default() }
}

async fn order_of(house: &House, ticket: &TestTicket) -> String {
    house.store.wallet(&ticket.link).await.expect("a wallet").order_number
}

async fn requests_are_found_by_number_order_serial_state_day_and_product(house: House) {
    let paid = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("issued").remove(0);
    let gift = house.world.issue_one(Goods::Gift).await.expect("issued");
    let first = ask(&house, &paid, Some(2)).await;
    house.at(moment("2026-11-07", 9, 0, 0), &house.world.owner).await;
    ask(&house, &gift, None).await;
    let owner = house.at(house.store.now(), &house.world.owner).await;
    let both = [gift.serial.clone(), paid.serial.clone()];
    let actor = house.actor(&owner).await;
    let found = async |search: ReturnSearch<RequestState>| {
        let page = house.store.listed_requests(&actor, &search, FIRST_PAGE).await.expect("a list");
        page.rows.into_iter().map(|row| row.serial).collect::<Vec<_>>()
    };
    assert_eq!(found(ReturnSearch::default()).await, both, "newest first");
    for text in [&first.number, &order_of(&house, &paid).await, &paid.serial, &paid.serial.to_lowercase()] {
        assert_eq!(found(said(text)).await, [paid.serial.as_str()], "{text}");
    }
    for text in ["R1", "王小明", "%", "' OR 1=1 --"] {
        assert_eq!(found(said(text)).await, [""; 0], "{text}");
    }
    let day = |text| domain::calendar::Day::parse(text);
    let days = |from, until| ReturnSearch { from: day(from), until: day(until), ..ReturnSearch::default() };
    assert_eq!(found(days("2026-11-07", "")).await, [gift.serial.as_str()]);
    assert_eq!(found(days("", "2026-11-06")).await, [paid.serial.as_str()]);
    assert_eq!(found(days("2026-11-08", "")).await, [""; 0]);
    let product = ReturnSearch { product: "vaa00001".to_owned(), ..ReturnSearch::default() };
    assert_eq!(found(product).await, [paid.serial.as_str()]);
    let state = |state| ReturnSearch { state: Some(state), ..ReturnSearch::default() };
    assert_eq!(found(state(RequestState::Declined)).await, [""; 0]);
    house.store.decline_return(&owner.session, &first.request, None, &house.attempt()).await.expect("no");
    assert_eq!(found(state(RequestState::Declined)).await, [paid.serial.as_str()]);
    assert_eq!(found(state(RequestState::Asked)).await, [gift.serial.as_str()]);
    let page = house.store.listed_requests(&actor, &said(&paid.serial), FIRST_PAGE).await.expect("a list");
    assert_eq!(page.rows[0].holder_name, "王○明");
    let sums = ListedSums { units: 2, face: Dollars(400), fee: Dollars::ZERO, refund: Dollars(400) };
    assert_eq!(page.sums, sums);
    let whole = house.store.sums_of_requests(&actor, &said(&paid.serial)).await.expect("sums");
    assert_eq!(whole, (page.counted, sums), "the whole list, however long");
    for who in [&house.world.partner_owner, &house.world.stranger_owner] {
        let actor = house.actor(&house.at(house.store.now(), who).await).await;
        let none = house.store.listed_requests(&actor, &ReturnSearch::default(), FIRST_PAGE).await;
        assert_eq!(none.expect("a list").counted, 0);
        let one = house.store.listed_request(&actor, &first.request).await;
        assert!(matches!(one, Err(StoreError::NotFound)));
    }
    let clerk = house.actor(&house.at(house.store.now(), &house.world.clerk_001).await).await;
    let refused = house.store.listed_requests(&clerk, &ReturnSearch::default(), FIRST_PAGE).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::PermissionMissing);
    let refused = house.store.sums_of_requests(&clerk, &ReturnSearch::default()).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::PermissionMissing);
    let refused = house.store.sums_of_made_returns(&clerk, &ReturnSearch::default()).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::PermissionMissing);
}

async fn what_was_returned_is_listed_with_its_sums(house: House) {
    let paid = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("issued").remove(0);
    let gift = house.world.issue_one(Goods::Gift).await.expect("issued");
    let owner = &house.world.owner;
    let fee = FeeRule::Percent(Percent(300));
    let two = house.give_back(owner, &paid, Some(2), fee).await.expect("returned");
    house.give_back(owner, &gift, None, FeeRule::None).await.expect("returned");
    let one = house.give_back(owner, &paid, None, FeeRule::None).await.expect("returned");
    house.store.cancel_give_back(&owner.session, &one.id, None, &house.attempt()).await.expect("cancelled");
    let actor = house.actor(owner).await;
    let list = async |search: &ReturnSearch<GiveBackState>| {
        house.store.made_returns(&actor, search, FIRST_PAGE).await.expect("a list")
    };
    let all = list(&ReturnSearch::default()).await;
    let sums = ListedSums { units: 3, face: Dollars(400), fee: Dollars(12), refund: Dollars(388) };
    assert_eq!((all.counted, all.has_more, all.sums), (3, false, sums), "what was cancelled is no sum");
    let whole = house.store.sums_of_made_returns(&actor, &ReturnSearch::default()).await.expect("sums");
    assert_eq!(whole, (3, sums), "the whole list, however long");
    let partner = house.actor(&house.world.partner_owner).await;
    let theirs = house.store.sums_of_made_returns(&partner, &ReturnSearch::default()).await.expect("sums");
    assert_eq!(theirs, (0, ListedSums::default()));
    let found = list(&ReturnSearch { words: two.number.clone(), ..ReturnSearch::default() }).await.rows;
    assert_eq!(found.len(), 1);
    let row = &found[0];
    assert_eq!((&row.serial, row.quantity, row.refund), (&paid.serial, 2, Dollars(388)));
    assert_eq!((row.operator.as_deref(), row.is_cancellable), (Some("owner"), true));
    let gifts = list(&ReturnSearch { words: gift.serial.clone(), ..ReturnSearch::default() }).await.rows;
    assert!(!gifts[0].is_cancellable, "a gift is final");
    let state = ReturnSearch { state: Some(GiveBackState::Cancelled), ..ReturnSearch::default() };
    assert_eq!(list(&state).await.rows[0].id, one.id);
    let owner = house.at(moment("2026-11-07", 0, 0, 0), owner).await;
    let tomorrow = house.actor(&owner).await;
    let page = house.store.made_returns(&tomorrow, &ReturnSearch::default(), FIRST_PAGE).await;
    assert!(page.expect("a list").rows.iter().all(|row| !row.is_cancellable));
}

async fn the_file_of_a_list_has_all_of_it_in_its_order(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 7, 1).await.expect("issued");
    for ticket in &tickets {
        ask(&house, ticket, None).await;
        house.give_back(&house.world.owner, ticket, None, FeeRule::None).await.expect("returned");
    }
    let owner = house.actor(&house.world.owner).await;
    let (asked, made) = (ReturnSearch::default(), ReturnSearch::default());
    for is_descending in [true, false] {
        let window = Window { is_descending, ..FIRST_PAGE };
        let page = house.store.listed_requests(&owner, &asked, window).await.expect("a list").rows;
        let (mut all, mut last) = (Vec::new(), None::<(domain::calendar::Instant, String)>);
        loop {
            let after = last.as_ref().map(|(at, id)| Last { at: *at, id });
            let next = house.store.listed_requests_after(&owner, &asked, is_descending, after, 3).await;
            let next = next.expect("the next ones");
            let Some(newest) = next.last() else { break };
            last = Some((newest.asked_at, newest.request.to_string()));
            all.extend(next.into_iter().map(|row| row.request));
        }
        assert_eq!(all, page.into_iter().map(|row| row.request).collect::<Vec<_>>());
        let page = house.store.made_returns(&owner, &made, window).await.expect("a list").rows;
        let (mut all, mut last) = (Vec::new(), None::<(domain::calendar::Instant, String)>);
        loop {
            let after = last.as_ref().map(|(at, id)| Last { at: *at, id });
            let next = house.store.made_returns_after(&owner, &made, is_descending, after, 3).await;
            let next = next.expect("the next ones");
            let Some(newest) = next.last() else { break };
            last = Some((newest.returned_at, newest.id.to_string()));
            all.extend(next);
        }
        assert_eq!(all, page, "descending: {is_descending}");
    }
}

async fn a_request_is_agreed_to_in_part_with_a_word(house: House) {
    house.change("UPDATE merchant SET request_fee = 300").await.expect("a fee");
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 5).await.expect("issued").remove(0);
    let asked = ask(&house, &ticket, Some(4)).await;
    assert_eq!(asked.quote.fee, Dollars(24));
    let (store, session) = (&house.store, &house.world.owner.session);
    let word = Reason::parse("一張已兌換").expect("short");
    let agree = async |units, attempt: &_| {
        store.approve_return_in_part(session, &asked.request, Some(units), word.as_ref(), attempt).await
    };
    let many = agree(5, &house.attempt()).await.expect_err("more than was asked for");
    assert_eq!(refusal_of(many), Refusal::NotEnoughLeft { remaining: 4 });
    let attempt = house.attempt();
    let done = agree(3, &attempt).await.expect("agreed");
    assert_eq!((done.quantity, done.fee, done.repeated), (3, Dollars(18), false));
    assert!(agree(3, &attempt).await.expect("again").repeated);
    assert_eq!(refusal_of(agree(2, &attempt).await.expect_err("another part")), Refusal::AttemptReused);
    let mine = store.return_requests(&ticket.link).await.expect("a list").remove(0);
    let outcome = mine.outcome.expect("an outcome");
    assert_eq!((mine.state, mine.answer.as_deref()), (RequestState::Approved, Some("一張已兌換")));
    assert_eq!((outcome.quantity, outcome.refund), (3, Dollars(582)));
    assert_eq!(house.number("SELECT remaining FROM ticket").await, 2, "the others stay with the holder");
    ask(&house, &ticket, None).await;
}

async fn an_order_is_ticked_at_the_counter_line_by_line(house: House) {
    let line = |goods, tickets, units| house.world.line(goods, tickets, units);
    let tickets = house
        .world
        .issue_lines(vec![line(Goods::Paid, 2, 2), line(Goods::Gift, 1, 1)])
        .await
        .expect("issued");
    let order = order_of(&house, &tickets[0]).await;
    let owner = house.actor(&house.world.owner).await;
    let named = |serial: Option<&str>| {
        Some(ReturnOrder { order_number: order.clone(), serial: serial.map(str::to_owned) })
    };
    let find = async |words: &str| house.store.order_to_return(&owner, words).await.expect("rows");
    assert_eq!(find(&order).await, named(None));
    assert_eq!(find(&tickets[1].serial.to_lowercase()).await, named(Some(&tickets[1].serial)));
    assert_eq!(find(&tickets[2].code).await, named(Some(&tickets[2].serial)));
    for words in ["", "2026110614000009", "王小明"] {
        assert_eq!(find(words).await, None, "{words}");
    }
    let sheet = async |choices: &[Choice]| {
        house.store.return_sheet(&owner, &order, Some(&tickets[1].serial), choices).await.expect("a sheet")
    };
    let bare = sheet(&[]).await;
    assert_eq!((bare.lines.len(), bare.has_more, bare.total), (3, false, None));
    assert_eq!(bare.lines[0].serial, tickets[1].serial, "what was looked for stands first");
    assert!(bare.lines.iter().all(|line| line.closed.is_none() && line.chosen.is_none()));
    let choice = |ticket: &TestTicket, units, fee| Choice { serial: ticket.serial.clone(), units, fee };
    let percent = Some(FeeRule::Percent(Percent(300)));
    let mut choices = vec![
        choice(&tickets[0], Some(1), percent),
        choice(&tickets[1], None, Some(FeeRule::Amount(Dollars(5)))),
        choice(&tickets[2], None, Some(FeeRule::None)),
    ];
    let total = sheet(&choices).await.total.expect("sums");
    assert_eq!((total.tickets, total.units, total.face), (3, 4, Dollars(600)));
    assert_eq!((total.fee, total.refund), (Dollars(11), Dollars(589)));
    choices[2].fee = percent;
    choices[1].units = Some(3);
    choices[0].fee = None;
    let wrong = sheet(&choices).await;
    assert_eq!(wrong.total, None, "one line that cannot be is no sum");
    let why: Vec<_> = wrong.lines.iter().filter_map(|line| line.chosen.clone()?.err()).collect();
    for refusal in [Refusal::NotEnoughLeft { remaining: 2 }, Refusal::FeeNotAllowed] {
        assert!(why.contains(&refusal), "{why:?}");
    }
    let returning = |ticket: &TestTicket, units| Returning { ticket: ticket.id.clone(), units };
    let lines = [
        ReturnLine { returning: returning(&tickets[0], Some(1)), fee: FeeRule::Percent(Percent(300)) },
        ReturnLine { returning: returning(&tickets[1], None), fee: FeeRule::Amount(Dollars(5)) },
    ];
    let (session, attempt) = (&house.world.owner.session, house.attempt());
    let done = house.store.give_back_lines(session, &lines, None, &attempt).await.expect("returned");
    assert_eq!(done.iter().map(|one| one.fee.0).collect::<Vec<_>>(), [6, 5]);
    let again = house.store.give_back_lines(session, &lines, None, &attempt).await.expect("again");
    assert!(again.iter().all(|one| one.repeated));
    assert_eq!(sheet(&[]).await.lines.len(), 2, "what is used up is not ticked");
    let partner = house.actor(&house.world.partner_owner).await;
    for no_number in ["\0", "1\0", "一"] {
        let none = house.store.return_sheet(&owner, no_number, Some(no_number), &[]).await.expect("a sheet");
        assert!(none.lines.is_empty(), "{no_number:?}");
    }
    let none = house.store.return_sheet(&partner, &order, None, &[]).await.expect("a sheet");
    assert!(none.lines.is_empty());
    assert_eq!(house.store.order_to_return(&partner, &order).await.expect("rows"), None);
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = house.store.return_sheet(&clerk, &order, None, &[]).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
}

/// The owner's account is bound to branch 001: its powers are as wide as they come, and its place is the branch.
async fn a_branch_sees_and_does_what_is_its_own(house: House) {
    let (ours, theirs) = (
        house.world.issue_one(Goods::Paid).await.expect("issued"),
        house.world.issue_one(Goods::Shared).await.expect("issued"),
    );
    let (our_order, their_order) = (order_of(&house, &ours).await, order_of(&house, &theirs).await);
    let asked = (ask(&house, &ours, None).await, ask(&house, &theirs, None).await);
    let sql = format!("UPDATE ticket_order SET issued_branch = '001' WHERE number = '{our_order}'");
    house.change(&sql).await.expect("issued by the branch");
    let owner = &house.world.owner;
    let elsewhere = house.world.issue_one(Goods::Paid).await.expect("issued");
    house.give_back(owner, &elsewhere, None, FeeRule::None).await.expect("returned by the head office");
    let product = Goods::Shared.number();
    let sql = format!("UPDATE product SET names_return_branches = 1 WHERE number = {product}");
    house.change(&sql).await.expect("other branches return it");
    let sql = format!("UPDATE account SET branch = '001' WHERE id = '{}'", owner.account);
    house.change(&sql).await.expect("bound to a branch");
    let (store, session) = (&house.store, &owner.session);
    assert_eq!(requests(&house, &ReturnSearch::default()).await, [ours.serial.as_str()]);
    let actor = house.actor(owner).await;
    assert!(matches!(store.listed_request(&actor, &asked.1.request).await, Err(StoreError::NotFound)));
    let refused = store.approve_return(session, &asked.1.request, &house.attempt()).await.expect_err("no");
    assert_eq!(refusal_of(refused), Refusal::NotYoursToReturn);
    let refused =
        store.decline_return(session, &asked.1.request, None, &house.attempt()).await.expect_err("no");
    assert_eq!(refusal_of(refused), Refusal::NotYoursToReturn);
    let made = store.made_returns(&actor, &ReturnSearch::default(), FIRST_PAGE).await.expect("a list");
    assert_eq!(made.counted, 0, "what the head office returned is not the branch's");
    let sheet = store.return_sheet(&actor, &their_order, None, &[]).await.expect("a sheet");
    assert_eq!(sheet.lines[0].closed, Some(Refusal::NotYoursToReturn));

    let again = store.resend(session, &their_order, &house.attempt()).await.expect_err("refused");
    assert_eq!(refusal_of(again), Refusal::OrderUnknown);
    store.resend(session, &our_order, &house.attempt()).await.expect("its own order");
    let someone = person("李大同");
    let changed = store.change_purchaser(session, &their_order, &someone, &house.attempt()).await;
    assert_eq!(refusal_of(changed.expect_err("refused")), Refusal::OrderUnknown);
    let renewed = store.renew_code_by_merchant(session, &theirs.serial, &house.attempt()).await;
    assert_eq!(refusal_of(renewed.expect_err("refused")), Refusal::TicketUnknown);
    store.renew_code_by_merchant(session, &ours.serial, &house.attempt()).await.expect("its own");
    let seen = store.ticket_history(session, &theirs.serial).await.expect_err("neither issued nor returned");
    assert_eq!(refusal_of(seen), Refusal::TicketUnknown);
    let seen = store.ticket_history(session, &elsewhere.serial).await.expect("it may return it");
    assert!(!seen.may_change_order);
    assert!(store.ticket_history(session, &ours.serial).await.expect("its own").may_change_order);
    store.change_purchaser(session, &our_order, &someone, &house.attempt()).await.expect("its own order");
}
