//! RULES §15: what only the platform's own people do.

use crate::harness::{House, refusal_of};
use domain::actor::Actor;
use domain::calendar::Day;
use domain::change::Subject;
use domain::code::redemption_code::IssuerCode;
use domain::contract::{Contract, Fee, Opening, RedemptionMode};
use domain::give_back::FeeCap;
use domain::message::{Message, MessageKind};
use domain::money::Percent;
use domain::refusal::Refusal;
use domain::set_up::Required;
use store::StoreError;
use store::fixture::{Goods, ISSUER, PARTNER};
use store::query::message_received::MessageSearch;
use store::query::operator::MerchantSort;
use store::query::window::Window;
use store::secret::SessionToken;
use store::visitor::Visitor;

on_both_engines!(
    a_merchant_begins_with_its_contract_and_an_invitation,
    a_contract_changes_with_its_history,
    an_ended_contract_issues_nothing_and_lets_tickets_live,
    nobody_else_operates,
    messages_reach_whom_they_are_for,
    all_messages_are_listed_by_their_time,
    a_look_is_kept_and_ends,
    a_look_belongs_to_one_session,
    what_is_looked_at_is_kept,
);

async fn operator(house: &House) -> SessionToken {
    let id = house.store.create_operator("operator", "hash").await.expect("made");
    house.store.operator_sign_in(&id, "password", &Visitor::default()).await.expect("signed in")
}

fn contract(tax_id: &str) -> Contract {
    Contract {
        name: "新開的店".into(),
        responsible_person: "陳老闆".into(),
        tax_id: tax_id.into(),
        address: "臺中市".into(),
        shop_site: None,
        from: Day::parse("2026-11-01"),
        until: None,
        ended_on: None,
        mode: RedemptionMode::AfterUse,
        opened: vec![Opening::Paid, Opening::ElectronicAtOnce],
        guarantee_bank: "永豐商業銀行".into(),
        guarantee_days: 365,
        payout_days: 7,
        fee_cap: FeeCap(Percent(250)),
        retention_months: 24,
        issue_open: true,
        sms: false,
        rates_with_tax: true,
        rates: vec![(Fee::Sms, 31_555)],
    }
}

async fn a_merchant_begins_with_its_contract_and_an_invitation(house: House) {
    let session = operator(&house).await;
    let code = IssuerCode::parse("8ABC").expect("a code");
    let made = house.store.add_merchant(&session, &code, contract("97025978")).await.expect("made");
    let again =
        house.store.add_merchant(&session, &code, contract("97025978")).await.expect("the same form twice");
    assert_eq!((made.0, again), (1_000_004, made));
    let other = IssuerCode::parse("8ABD").expect("a code");
    for (code, tax_id, taken) in [(&other, "97025978", "tax_id"), (&code, "81918939", "issuer_code")] {
        let refused = house.store.add_merchant(&session, code, contract(tax_id)).await.expect_err("taken");
        assert!(matches!(&refused, StoreError::AlreadyThere { what } if what == taken), "{refused}");
    }
    let set_up = house.store.set_up_of(made).await.expect("a set-up");
    assert_eq!(set_up.contract, contract("97025978"));
    assert_eq!(set_up.missing(), [Required::ServicePhone, Required::ServiceEmail, Required::ReturnRights]);
    let first = house.store.invite_owner(&session, made, "owner1").await.expect("invited");
    let link = house.store.invite_owner(&session, made, "owner1").await.expect("invited anew");
    let told = house.store.changes_of(made, Subject::Contract, "").await.expect("history");
    let invited = told.iter().flat_map(|change| &change.fields).filter(|field| field.field == "owner");
    assert_eq!(invited.filter(|field| field.after == "owner1").count(), 2, "the merchant reads of both");
    let dead = house.store.accept_invitation(&first, "hash".into()).await.expect_err("dead");
    assert_eq!(refusal_of(dead), Refusal::InvitationOver);
    assert_eq!(house.store.invited(&link).await.expect("invited").name, "owner1");
    let (merchant, account) = house.store.accept_invitation(&link, "hash".into()).await.expect("accepted");
    let owner = house.store.start_session(merchant, &account).await.expect("signed in");
    let actor = house.store.signed_in(&owner).await.expect("read").expect("signed in").actor;
    assert_eq!((actor.merchant, actor.powers.role), (made, domain::permission::Role::Owner));
    let twice = house.store.accept_invitation(&link, "hash".into()).await.expect_err("used");
    assert_eq!(refusal_of(twice), Refusal::InvitationOver);
    let taken = house.store.invite_owner(&session, made, "owner1").await.expect_err("taken");
    assert!(matches!(taken, StoreError::AlreadyThere { .. }));
    let late = house.store.invite_owner(&session, made, "owner2").await.expect("invited");
    house.clock.set(house.store.now().plus_seconds(7 * 86_400));
    assert_eq!(refusal_of(house.store.invited(&late).await.expect_err("too late")), Refusal::InvitationOver);
}

async fn a_contract_changes_with_its_history(house: House) {
    let session = operator(&house).await;
    let before = house.store.set_up_of(ISSUER).await.expect("a set-up");
    let wanted = Contract {
        from: Day::parse("2026-01-01"),
        rates: vec![(Fee::ReturnPercent, 30_000), (Fee::Sms, 10_000)],
        sms: true,
        ..before.contract.clone()
    };
    let version = before.contract_version;
    house.store.change_contract(&session, ISSUER, version, wanted.clone()).await.expect("changed");
    house
        .store
        .change_contract(&session, ISSUER, version, wanted.clone())
        .await
        .expect("the same form twice");
    let other = Contract { payout_days: 30, ..wanted.clone() };
    let refused = house.store.change_contract(&session, ISSUER, version, other).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::ChangedMeanwhile);
    let theirs = Contract { tax_id: "12345675".into(), ..wanted.clone() };
    let taken = house.store.change_contract(&session, ISSUER, version + 1, theirs).await.expect_err("taken");
    assert!(matches!(taken, StoreError::AlreadyThere { .. }));
    assert_eq!(house.store.set_up_of(ISSUER).await.expect("a set-up").contract, wanted);
    let changes = house.store.changes_of(ISSUER, Subject::Contract, "").await.expect("a history");
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].operator_name.as_deref(), Some("operator"));
    let fields: Vec<_> = changes[0].fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["from", "sms", "return_percent", "text_message"]);
}

async fn an_ended_contract_issues_nothing_and_lets_tickets_live(house: House) {
    let session = operator(&house).await;
    let ticket = house.world.issue_one(Goods::Paid).await.expect("issued");
    let today = house.today();
    house.store.end_contract(&session, ISSUER, 1, Some(today), "停業".into()).await.expect("ended");
    house.world.issue_one(Goods::Paid).await.expect("the last day is part of it");
    let clerk = house.at(today.plus_days(1).start(), &house.world.clerk_001).await;
    let refused = house.world.issue_one(Goods::Paid).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::ContractOver { last_day: Some(today) });
    house.scanned(&clerk, &ticket).await;
    let id = house.store.operator_for_sign_in("operator").await.expect("read").expect("there").operator.id;
    let session =
        house.store.operator_sign_in(&id, "password", &Visitor::default()).await.expect("signed in");
    house.store.end_contract(&session, ISSUER, 2, None, "續約".into()).await.expect("resumed");
    house.world.issue_one(Goods::Paid).await.expect("issued again");
}

async fn nobody_else_operates(house: House) {
    let owner = &house.world.owner.session;
    assert_eq!(
        house.store.operator_of(owner).await.expect("read"),
        None,
        "a merchant's session is none of ours"
    );
    let code = IssuerCode::parse("8ABC").expect("a code");
    let refused = house.store.add_merchant(owner, &code, contract("97025978")).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::SignedOut);
    let session = operator(&house).await;
    assert_eq!(house.store.signed_in(&session).await.expect("read"), None, "and ours none of theirs");
    house.change("UPDATE operator_account SET disabled = 1").await.expect("changed");
    assert_eq!(house.store.operator_of(&session).await.expect("read"), None);
    house.change("UPDATE operator_account SET disabled = 0").await.expect("changed");
    house.store.end_operator_session(&session).await.expect("signed out");
    assert_eq!(house.store.operator_of(&session).await.expect("read"), None);
}

async fn messages_reach_whom_they_are_for(house: House) {
    let session = operator(&house).await;
    let message =
        |title: &str| Message { kind: MessageKind::Notice, title: title.into(), body: "內容".into() };
    house.store.send_message(&session, None, message("給大家")).await.expect("sent");
    house.store.send_message(&session, None, message("給大家")).await.expect("the same form twice");
    house.clock.set(house.store.now().plus_seconds(1));
    house.store.send_message(&session, Some(PARTNER), message("給書店")).await.expect("sent");
    let titles = async |merchant| {
        let messages = house.store.messages_for(merchant).await.expect("messages");
        messages.into_iter().map(|one| one.message.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(ISSUER).await, ["給大家"]);
    assert_eq!(titles(PARTNER).await, ["給書店", "給大家"]);
    let page = |offset| Window { is_descending: true, offset, size: 1 };
    let sent = async |search: MessageSearch, offset| {
        house.store.sent_messages(&search, page(offset)).await.expect("messages")
    };
    let all = sent(MessageSearch::default(), 1).await;
    assert_eq!((all.total, all.rows[0].message.title.as_str()), (2, "給大家"), "the second page");
    for (words, total) in [("書店", 1), ("1000002", 1), ("內容", 2), ("%", 0)] {
        let search = MessageSearch { words: words.to_owned(), kind: None };
        assert_eq!(sent(search, 0).await.total, total, "{words}");
    }
    let other = MessageSearch { words: String::new(), kind: Some(MessageKind::Important) };
    assert_eq!(sent(other, 0).await.total, 0);
    house.store.withdraw_message(&session, &all.rows[0].id).await.expect("withdrawn");
    assert!(titles(ISSUER).await.is_empty());
    let unknown = domain::identity::MerchantNumber(9_999_999);
    let refused = house.store.send_message(&session, Some(unknown), message("x")).await.expect_err("nobody");
    assert!(matches!(refused, StoreError::NotFound));
}

async fn all_messages_are_listed_by_their_time(house: House) {
    let session = operator(&house).await;
    for number in 1..=7 {
        let kind = if number == 3 { MessageKind::Important } else { MessageKind::Notice };
        let message = Message { kind, title: format!("第 {number} 則"), body: format!("內容 {number}%") };
        let to = (number > 5).then_some(PARTNER);
        house.store.send_message(&session, to, message).await.expect("sent");
        house.clock.set(house.store.now().plus_seconds(1));
    }
    let newest = Window { is_descending: true, offset: 0, size: 25 };
    let sent = house.store.sent_messages(&MessageSearch::default(), newest).await.expect("messages");
    let first = sent.rows.iter().find(|one| one.message.title == "第 1 則").expect("sent");
    house.store.withdraw_message(&session, &first.id).await.expect("withdrawn");
    let (owner, partner) = (&house.world.owner, &house.world.partner_owner);
    let (owner, partner) = (house.actor(owner).await, house.actor(partner).await);
    let listed = async |actor: &Actor, search: MessageSearch, window: Window| {
        let found = house.store.received_messages(actor, &search, window).await.expect("a list");
        let titles: Vec<_> = found.rows.into_iter().map(|one| one.message.title).collect();
        (found.total, titles.join("・"))
    };
    let all = MessageSearch::default();
    let of_issuer = (4, "第 5 則・第 4 則・第 3 則・第 2 則".to_owned());
    assert_eq!(listed(&owner, all.clone(), newest).await, of_issuer);
    assert_eq!(listed(&partner, all.clone(), newest).await.0, 6);
    let second = Window { is_descending: false, offset: 2, size: 1 };
    assert_eq!(listed(&owner, all.clone(), second).await, (4, "第 4 則".to_owned()));
    let important = MessageSearch { kind: Some(MessageKind::Important), ..all.clone() };
    assert_eq!(listed(&owner, important, newest).await, (1, "第 3 則".to_owned()));
    for (words, count) in [("容 4", 1), ("5 則", 1), ("%", 4), ("第 6", 0), ("' OR 1=1", 0)] {
        let search = MessageSearch { words: words.to_owned(), ..all.clone() };
        assert_eq!(listed(&owner, search, newest).await.0, count, "{words}");
    }
    let clerk = house.actor(&house.world.clerk_001).await;
    let nothing = house.store.received_messages(&clerk, &all, newest).await;
    assert!(matches!(nothing, Err(StoreError::NotFound)));
}

async fn a_look_is_kept_and_ends(house: House) {
    let session = operator(&house).await;
    let store = &house.store;
    let look = store.look_at_merchant(&session, ISSUER, "客訴".into()).await.expect("looked");
    let again = store.look_at_merchant(&session, ISSUER, "客訴".into()).await.expect("the same form twice");
    assert_eq!(look, again);
    let found = store.onlooker(&session, &look).await.expect("read").expect("looks on");
    assert!(found.actor.is_onlooker() && found.actor.merchant == ISSUER && found.branch_name.is_none());
    let ends = house.store.now().plus_seconds(1_800);
    assert_eq!(
        found.look.map(|look| (look.id, look.ends_at, look.reason)),
        Some((again, ends, "客訴".into()))
    );
    let looks = store.looks_at(ISSUER).await.expect("looks");
    assert_eq!(looks.iter().map(|look| look.reason.as_str()).collect::<Vec<_>>(), ["客訴"]);
    house.clock.set(house.store.now().plus_seconds(1_799));
    assert!(store.onlooker(&session, &look).await.expect("read").is_some());
    house.clock.set(house.store.now().plus_seconds(1));
    assert!(store.onlooker(&session, &look).await.expect("read").is_none(), "half an hour is over");
    let next = store.look_at_merchant(&session, ISSUER, "客訴".into()).await.expect("looked");
    assert_ne!(look, next, "another half hour is another look");
    let window = Window { is_descending: false, offset: 0, size: 25 };
    let merchants = house.store.merchants("書", MerchantSort::Name, window).await.expect("merchants");
    assert_eq!((merchants.total, merchants.rows[0].number), (1, PARTNER));
}

async fn a_look_belongs_to_one_session(house: House) {
    let (session, store) = (operator(&house).await, &house.store);
    let other = store.create_operator("colleague", "hash").await.expect("made");
    let other = store.operator_sign_in(&other, "password", &Visitor::default()).await.expect("signed in");
    let same = store.operator_for_sign_in("operator").await.expect("rows").expect("known").operator.id;
    let same = store.operator_sign_in(&same, "password", &Visitor::default()).await.expect("signed in");
    let look = store.look_at_merchant(&session, ISSUER, "!".into()).await.expect("looked");
    for (whose, session) in [("a colleague", &other), ("the own other session", &same)] {
        assert!(store.onlooker(session, &look).await.expect("read").is_none(), "{whose}");
    }
    let owner = &house.world.owner.session;
    assert!(store.onlooker(owner, &look).await.expect("read").is_none(), "no session of a merchant");
    for forged in ["", "none", "\0", "' OR 1 = 1 --", &look[1..]] {
        assert!(store.onlooker(&session, forged).await.expect("read").is_none(), "{forged:?}");
    }
    // Another look of the same session ends the first.
    let at_partner = store.look_at_merchant(&session, PARTNER, "!".into()).await.expect("looked");
    assert!(store.onlooker(&session, &look).await.expect("read").is_none());
    let found = store.onlooker(&session, &at_partner).await.expect("read").expect("looks on");
    assert_eq!(found.actor.merchant, PARTNER);
    // Leaving ends it, signing out as well.
    store.leave_look(&other, &found.look.clone().expect("a look")).await.expect("nothing");
    assert!(store.onlooker(&session, &at_partner).await.expect("read").is_some(), "left by somebody else");
    store.leave_look(&session, &found.look.expect("a look")).await.expect("left");
    assert!(store.onlooker(&session, &at_partner).await.expect("read").is_none());
    let last = store.look_at_merchant(&session, ISSUER, "!".into()).await.expect("looked");
    store.end_operator_session(&session).await.expect("signed out");
    assert!(store.onlooker(&session, &last).await.expect("read").is_none());
    let now = store.now();
    assert!(store.looks_at(ISSUER).await.expect("looks").iter().all(|look| look.ends_at == now));
}

async fn what_is_looked_at_is_kept(house: House) {
    let (session, store) = (operator(&house).await, &house.store);
    let look = store.look_at_merchant(&session, ISSUER, "!".into()).await.expect("looked");
    let onlooker = store.onlooker(&session, &look).await.expect("read").expect("looks on");
    store.note_looked_at(&onlooker, "/office", "").await.expect("noted");
    house.clock.set(store.now().plus_seconds(1));
    store.note_looked_at(&onlooker, "/office/orders/{order}", "2611060001").await.expect("noted");
    let window = Window { is_descending: true, offset: 0, size: 25 };
    let (found, pages) = store.look_at(ISSUER, &look, window).await.expect("a look");
    assert_eq!((found.pages, pages.total), (2, 2));
    let pages: Vec<_> = pages.rows.iter().map(|one| (one.page.as_str(), one.subject.as_str())).collect();
    assert_eq!(pages, [("/office/orders/{order}", "2611060001"), ("/office", "")]);
    let one = Window { offset: 1, size: 1, ..window };
    assert_eq!(store.look_at(ISSUER, &look, one).await.expect("a look").1.rows[0].page, "/office");
    for nothing in [store.look_at(PARTNER, &look, window).await, store.look_at(ISSUER, "\0", window).await] {
        assert!(matches!(nothing, Err(StoreError::NotFound)), "another merchant's look is not there");
    }
    // Staff look at their own pages, and nothing is written.
    let owner = store.signed_in(&house.world.owner.session).await.expect("rows").expect("signed in");
    assert!(owner.look.is_none());
    store.note_looked_at(&owner, "/office", "").await.expect("nothing");
    assert_eq!(store.looks_at(ISSUER).await.expect("looks")[0].pages, 2);
}
