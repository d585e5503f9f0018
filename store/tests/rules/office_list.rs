//! RULES §5, §6: enquiries and batches as lists of the office. Each is filtered, ordered and read to its end, bound to merchant,
//! permission and branch.

use crate::harness::{House, refusal_of};
use domain::calendar::Day;
use domain::enquiry::Words;
use domain::money::Dollars;
use domain::print::TicketForm;
use domain::refusal::Refusal;
use store::command::enquiry::Subject;
use store::command::issue_draft::NewDraft;
use store::fixture::{Goods, PURCHASER_PHONE};
use store::query::enquiry_list::{EnquiriesAfter, EnquirySearch, EnquirySort, EnquiryStanding};
use store::query::issue_draft::DraftState;
use store::query::issue_draft_list::{DraftSearch, DraftSort, DraftsAfter};
use store::query::window::Window;

on_both_engines!(
    enquiries_are_found_ordered_and_read_to_the_end,
    batches_are_found_ordered_and_read_to_the_end,
);

const NEWEST: Window = Window { is_descending: true, offset: 0, size: 25 };

fn day(text: &str) -> Option<Day> {
    Day::parse(text)
}

async fn enquiries_are_found_ordered_and_read_to_the_end(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 1, 1).await.expect("tickets");
    let others = house.world.issue_tickets(Goods::Gift, 1, 1).await.expect("tickets");
    let session = &house.world.owner.session;
    let words = |text: &str| Words::parse(text).expect("words");
    let step = || house.clock.set(house.store.now().plus_seconds(60));
    let mut asked = Vec::new();
    for ticket in [&tickets[0], &tickets[0], &others[0]] {
        step();
        let subject = Subject { ticket: ticket.id.clone(), redemption: None };
        let done = house.store.open_enquiry(&ticket.link, &subject, &words("?"), &house.attempt()).await;
        asked.push(done.expect("no refusal").expect("written").enquiry);
    }
    step();
    let answer = house.store.answer_enquiry(session, &asked[0], &words("!"), &house.attempt()).await;
    answer.expect("no refusal").expect("answered");
    let owner = house.actor(&house.world.owner).await;
    let found = async |search: &EnquirySearch, sort, window| {
        let list = house.store.listed_enquiries(&owner, search, sort, window).await.expect("a list");
        (list.found.rows.into_iter().map(|row| row.id).collect::<Vec<_>>(), list.found.total, list.open)
    };
    let (all, changed) = (EnquirySearch::default(), EnquirySort::Changed);
    let newest = vec![asked[0].clone(), asked[2].clone(), asked[1].clone()];
    assert_eq!(found(&all, changed, NEWEST).await, (newest.clone(), 3, 3));
    let standing = |standing| EnquirySearch { standing: Some(standing), ..EnquirySearch::default() };
    let answered = found(&standing(EnquiryStanding::Answered), changed, NEWEST).await;
    assert_eq!(answered.0, [asked[0].clone()]);
    let waiting = found(&standing(EnquiryStanding::Waiting), changed, NEWEST).await;
    assert_eq!(waiting.0, newest[1..]);
    step();
    let closed = house.store.close_enquiry(session, &asked[0], &house.attempt()).await;
    closed.expect("no refusal").expect("closed");
    let closed = found(&standing(EnquiryStanding::Closed), changed, NEWEST).await;
    assert_eq!(closed, (vec![asked[0].clone()], 1, 0));
    let said = |words: &str| EnquirySearch { words: words.to_owned(), ..EnquirySearch::default() };
    let order = house.store.wallet(&others[0].link).await.expect("a wallet").order_number;
    for words in [&others[0].serial, &order, &others[0].code] {
        assert_eq!(found(&said(words), changed, NEWEST).await.0, [asked[2].clone()], "{words}");
    }
    for words in ["王小明", PURCHASER_PHONE, "MING@example.com"] {
        assert_eq!(found(&said(words), changed, NEWEST).await.1, 3, "{words}");
    }
    assert_eq!(found(&said("李大同"), changed, NEWEST).await.1, 0);
    let later = EnquirySearch { from: day("2026-11-07"), ..EnquirySearch::default() };
    assert_eq!(found(&later, changed, NEWEST).await.1, 0);
    for (sort, is_descending) in
        [(changed, true), (changed, false), (EnquirySort::Opened, true), (EnquirySort::Opened, false)]
    {
        let page = found(&all, sort, Window { is_descending, ..NEWEST }).await.0;
        if sort == EnquirySort::Opened && !is_descending {
            assert_eq!(page, asked);
        }
        let (mut file, mut last) = (Vec::new(), None);
        loop {
            let after = EnquiriesAfter { sort, is_descending, last: last.as_ref(), size: 2 };
            let next = house.store.listed_enquiries_after(&owner, &all, after).await.expect("rows");
            let Some(newest) = next.last().cloned() else { break };
            assert!(next.iter().all(|row| row.holder_name == "王○明"));
            file.extend(next.into_iter().map(|row| row.id));
            last = Some(newest);
        }
        assert_eq!(file, page, "{sort:?}");
    }
    let partner = house.actor(&house.world.partner_owner).await;
    let none = house.store.listed_enquiries(&partner, &all, changed, NEWEST).await.expect("a list");
    assert_eq!(none.found.total, 0);
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = house.store.listed_enquiries(&clerk, &all, changed, NEWEST).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
    let sql = format!("UPDATE account SET branch = '001' WHERE id = '{}'", house.world.owner.account);
    house.change(&sql).await.expect("bound to a branch");
    let actor = house.actor(&house.world.owner).await;
    let none = house.store.listed_enquiries(&actor, &all, changed, NEWEST).await.expect("a list");
    assert_eq!(none.found.total, 0, "the branch issued none of these tickets");
}

async fn batches_are_found_ordered_and_read_to_the_end(house: House) {
    let session = &house.world.owner.session;
    for (hash, name, tickets) in [("aa", "一月.xlsx", 5), ("bb", "二月.xlsx", 9), ("cc", "三月.csv", 5)]
    {
        house.clock.set(house.store.now().plus_seconds(60));
        let new = NewDraft {
            file_hash: hash.to_owned(),
            file_name: name.to_owned(),
            form: TicketForm::Electronic,
            sheet: "[1]".to_owned(),
            serial_start: None,
        };
        let id = house.store.open_issue_draft(session, new).await.expect("a draft");
        let sql = format!(
            "UPDATE issue_draft SET tickets = {tickets}, amount = {} WHERE id = '{id}'",
            tickets * 100
        );
        house.change(&sql).await.expect("counted");
        if hash == "bb" {
            house.store.cancel_issue_draft(session, &id).await.expect("dropped");
        }
    }
    let owner = house.actor(&house.world.owner).await;
    let found = async |search: &DraftSearch, sort, window| {
        let list = house.store.listed_drafts(&owner, search, sort, window).await.expect("a list");
        assert_eq!((list.issued_tickets, list.issued_amount), (0, Dollars::ZERO), "nothing is issued yet");
        list.found.rows.into_iter().map(|row| row.file_name).collect::<Vec<_>>()
    };
    let (all, made) = (DraftSearch::default(), DraftSort::Made);
    assert_eq!(found(&all, made, NEWEST).await, ["三月.csv", "二月.xlsx", "一月.xlsx"]);
    let words = |words: &str| DraftSearch { words: words.to_owned(), ..DraftSearch::default() };
    assert_eq!(found(&words("XLSX"), made, NEWEST).await, ["二月.xlsx", "一月.xlsx"]);
    assert_eq!(found(&words("owner"), made, NEWEST).await.len(), 3);
    let state = |state| DraftSearch { state: Some(state), ..DraftSearch::default() };
    assert_eq!(found(&state(DraftState::Dropped), made, NEWEST).await, ["二月.xlsx"]);
    assert_eq!(found(&state(DraftState::Issued), made, NEWEST).await, [""; 0]);
    let later = DraftSearch { from: day("2026-11-07"), ..DraftSearch::default() };
    assert_eq!(found(&later, made, NEWEST).await, [""; 0]);
    for sort in [DraftSort::Made, DraftSort::Tickets, DraftSort::Amount] {
        for is_descending in [true, false] {
            let page = found(&all, sort, Window { is_descending, ..NEWEST }).await;
            let (mut file, mut last) = (Vec::new(), None);
            loop {
                let after = DraftsAfter { sort, is_descending, last: last.as_ref(), size: 1 };
                let next = house.store.listed_drafts_after(&owner, &all, after).await.expect("rows");
                let Some(newest) = next.last().cloned() else { break };
                file.extend(next.into_iter().map(|row| row.file_name));
                last = Some(newest);
            }
            assert_eq!((file.len(), &file), (3, &page), "{sort:?}");
        }
    }
    let partner = house.actor(&house.world.partner_owner).await;
    let none = house.store.listed_drafts(&partner, &all, made, NEWEST).await.expect("a list");
    assert_eq!(none.found.total, 0);
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = house.store.listed_drafts(&clerk, &all, made, NEWEST).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
}
