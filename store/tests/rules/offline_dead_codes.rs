//! RULES §3, offline: what a phone is told before it has no network, the list of dead codes, and nothing about anybody.

use crate::desk_phone::DeskPhone;
use crate::harness::House;
use crate::offline::{phone, use_of};
use crate::transfer::offered;
use domain::code::layout::Locator;
use domain::give_back::FeeRule;
use domain::offline::judge::{Listed, OfflineVerdict, Unchecked, Wish};
use domain::refusal::RefusalCode;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    the_list_names_what_is_dead_and_nobody,
    a_partner_hears_of_what_is_open_to_it,
    what_was_taken_back_is_alive_again,
    paper_passes_with_the_whole_list_only,
);

async fn the_list_names_what_is_dead_and_nobody(house: House) {
    let world = &house.world;
    let tickets = world.issue_tickets(Goods::Paid, 5, 2).await.expect("tickets");
    let mut early = phone(&house, &world.clerk_001).await;
    assert!(early.list.is_empty() && early.snapshot.whole);
    house.scanned(&world.clerk_002, &tickets[0]).await;
    house.give_back(&world.owner, &tickets[1], Some(2), FeeRule::None).await.expect("returned");
    offered(&house, &[&tickets[2]]).await;
    house
        .store
        .renew_code_by_merchant(&world.owner.session, &tickets[3].serial, &house.attempt())
        .await
        .expect("renewed");
    let late = DeskPhone::joins(&house, &world.clerk_001, 10).await;
    early.hears(&house).await.expect("news");
    assert_eq!(early.list, late.list, "by changes and from the beginning");
    let listed =
        |ticket: &TestTicket| early.list.get(&(ticket.claims.merchant.0, ticket.claims.locator)).copied();
    assert_eq!(listed(&tickets[0]), Some(Listed { generation: 1, left: 1 }));
    assert_eq!(listed(&tickets[1]), Some(Listed { generation: 1, left: 0 }));
    assert_eq!(listed(&tickets[2]).map(|listed| listed.left), Some(0), "offered");
    assert_eq!(listed(&tickets[3]), Some(Listed { generation: 2, left: 2 }));
    assert_eq!(listed(&tickets[4]), None);
    let news = house.store.phone_news(&early.who.session, &early.id, None).await.expect("news");
    let told = format!("{news:?}");
    assert!(!told.contains(&tickets[0].serial) && !told.contains("王小明") && !told.contains("example"));
    let code = world.moment_link(&tickets[3]);
    let verdict = early.judges(&house, &code, Wish::default(), house.store.now());
    assert_eq!(verdict, OfflineVerdict::Refuse(RefusalCode::CodeRenewed));
}

async fn a_partner_hears_of_what_is_open_to_it(house: House) {
    let shared = house.world.issue_one(Goods::Shared).await.expect("a ticket");
    let own = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&house.world.clerk_001, &shared).await;
    house.scanned(&house.world.clerk_001, &own).await;
    let mut phone = phone(&house, &house.world.partner_clerk).await;
    let listed: Vec<Locator> = phone.list.keys().map(|(_, locator)| *locator).collect();
    assert_eq!(listed, [shared.claims.locator]);
    let verdict = phone.judges(&house, &house.world.moment_link(&own), Wish::default(), house.store.now());
    assert_eq!(verdict, OfflineVerdict::Refuse(RefusalCode::ProductNotOpen));
    let another = house.world.issue_one(Goods::Shared).await.expect("a ticket");
    phone.takes(&house, &house.world.moment_link(&another), house.store.now());
    use_of(&phone.syncs(&house).await[0]);
    assert_eq!(house.written(&another).await.0, 0);
    let mut strange = DeskPhone::joins(&house, &house.world.stranger_owner, 13).await;
    strange.hears(&house).await.expect("news");
    let verdict = strange.judges(&house, &house.world.moment_link(&own), Wish::default(), house.store.now());
    assert_eq!(verdict, OfflineVerdict::Refuse(RefusalCode::OtherMerchant));
}

async fn what_was_taken_back_is_alive_again(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let mut phone = phone(&house, &house.world.clerk_001).await;
    let receipt = house.scanned(&house.world.clerk_001, &ticket).await;
    phone.hears(&house).await.expect("news");
    let judged = phone.judges(&house, &house.world.moment_link(&ticket), Wish::default(), house.store.now());
    assert_eq!(judged, OfflineVerdict::Refuse(RefusalCode::SpentAsListed));
    house.cancel(&house.world.clerk_001, &receipt.use_id).await.expect("cancelled");
    house.clock.set(house.store.now().plus_seconds(60));
    phone.hears(&house).await.expect("news");
    phone.takes(&house, &house.world.moment_link(&ticket), house.store.now());
    use_of(&phone.syncs(&house).await[0]);
}

async fn paper_passes_with_the_whole_list_only(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let mut phone = phone(&house, &house.world.clerk_001).await;
    let code = house.world.printed_link(&ticket);
    let now = house.store.now();
    let asked = phone.judges(&house, &code, Wish::default(), now);
    let OfflineVerdict::Ask { left: 1, taken } = asked else { panic!("confirmed by hand: {asked:?}") };
    assert_eq!(taken.unchecked, [Unchecked::Paper]);
    phone.snapshot.whole = false;
    let refused = phone.judges(&house, &code, Wish::default(), now);
    assert_eq!(refused, OfflineVerdict::Refuse(RefusalCode::NeedsNetwork));
}
