//! RULES §8, 自訂圖片: a merchant's logo and banner, effective at once.

use crate::harness::{House, refusal_of};
use domain::change::Subject;
use domain::picture::{PictureKind, Plate, Size};
use domain::refusal::Refusal;
use store::StoreError;
use store::command::change_picture::NewPicture;
use store::fixture::{Goods, ISSUER, PARTNER};

on_both_engines!(
    a_logo_stands_on_the_merchants_tickets_until_it_is_another,
    the_same_again_changes_nothing,
    who_was_overtaken_changes_nothing,
    only_owners_change_them,
    every_change_stands_in_the_history_of_the_settings,
);

fn picture(byte: u8) -> NewPicture {
    let size = Size { width: 166, height: 36 };
    NewPicture { media_type: "image/png", size, plate: Plate::Dark, bytes: vec![byte; 9] }
}

async fn change(house: &House, picture: Option<NewPicture>) {
    let session = &house.world.owner.session;
    house.store.change_picture(session, PictureKind::Logo, picture).await.expect("changed");
}

async fn changes(house: &House) -> i64 {
    house.number("SELECT COUNT(*) FROM event WHERE kind = 'picture_changed'").await
}

async fn a_logo_stands_on_the_merchants_tickets_until_it_is_another(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let shown = async || house.store.wallet(&ticket.link).await.expect("a wallet").issuer.logo;
    assert_eq!(shown().await, None);
    change(&house, Some(picture(1))).await;
    let first = shown().await.expect("a logo");
    assert_eq!(first, picture(1).picture());
    let file = house.store.picture_file(&first.name).await.expect("a file");
    assert_eq!((file.media_type.as_str(), file.bytes), ("image/png", vec![1; 9]));
    change(&house, Some(picture(2))).await;
    assert_eq!(shown().await, Some(picture(2).picture()));
    let gone = house.store.picture_file(&first.name).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "the former one is nowhere");
    let elsewhere = house.store.picture_of(PARTNER, PictureKind::Logo).await.expect("read");
    let banner = house.store.picture_of(ISSUER, PictureKind::Banner).await.expect("read");
    assert_eq!((elsewhere, banner), (None, None));
    change(&house, None).await;
    assert_eq!(shown().await, None);
    assert_eq!(changes(&house).await, 3);
}

async fn the_same_again_changes_nothing(house: House) {
    change(&house, None).await;
    change(&house, Some(picture(1))).await;
    change(&house, Some(picture(1))).await;
    assert_eq!(changes(&house).await, 1);
}

async fn who_was_overtaken_changes_nothing(house: House) {
    let (store, session) = (&house.store, &house.world.owner.session);
    let change = async |shown: Option<u8>, new: Option<u8>| {
        let shown = shown.map(|byte| picture(byte).picture().name);
        store.change_shown_picture(session, PictureKind::Logo, shown.as_ref(), new.map(picture)).await
    };
    change(None, Some(1)).await.expect("none was shown");
    change(None, Some(1)).await.expect("sent twice");
    for new in [Some(2), None] {
        let late = change(None, new).await.expect_err("overtaken");
        assert_eq!(refusal_of(late), Refusal::ChangedMeanwhile);
    }
    change(Some(1), Some(2)).await.expect("it was shown");
    change(Some(2), None).await.expect("it was shown");
    assert_eq!(changes(&house).await, 3);
}

async fn only_owners_change_them(house: House) {
    for who in [&house.world.clerk_001, &house.world.accountant, &house.world.partner_clerk] {
        let done = house.store.change_picture(&who.session, PictureKind::Logo, Some(picture(1))).await;
        assert_eq!(refusal_of(done.expect_err("refused")), Refusal::PermissionMissing);
    }
    let session = &house.world.partner_owner.session;
    house.store.change_picture(session, PictureKind::Logo, Some(picture(1))).await.expect("its own");
    assert_eq!(house.store.picture_of(ISSUER, PictureKind::Logo).await.expect("read"), None);
}

async fn every_change_stands_in_the_history_of_the_settings(house: House) {
    change(&house, Some(picture(1))).await;
    house.clock.set(house.store.now().plus_seconds(60));
    change(&house, Some(picture(1))).await;
    change(&house, Some(picture(2))).await;
    house.clock.set(house.store.now().plus_seconds(60));
    let owner = &house.world.owner.session;
    house.store.change_picture(owner, PictureKind::Banner, Some(picture(3))).await.expect("changed");
    house.clock.set(house.store.now().plus_seconds(60));
    change(&house, None).await;
    let changes = house.store.changes_of(ISSUER, Subject::Settings, "").await.expect("a history");
    let name = |byte| picture(byte).picture().name.to_string();
    let fields: Vec<_> = changes
        .iter()
        .flat_map(|change| &change.fields)
        .map(|field| (field.field.as_str(), field.before.clone(), field.after.clone()))
        .collect();
    let expected = [
        ("logo", name(2), String::new()),
        ("banner", String::new(), name(3)),
        ("logo", name(1), name(2)),
        ("logo", String::new(), name(1)),
    ];
    assert_eq!(fields, expected, "the newest first, and the same again is no change");
    assert_eq!(changes[0].at, house.store.now());
    assert!(changes.iter().all(|change| change.account_name.as_deref() == Some("owner")));
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'set_up_changed'").await, 4);
    let elsewhere = house.store.changes_of(PARTNER, Subject::Settings, "").await.expect("a history");
    assert!(elsewhere.is_empty());
}
