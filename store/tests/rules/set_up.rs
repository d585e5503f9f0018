//! RULES §8: settings and branches, their history, and what must be there before anything is issued.

use crate::harness::{House, refusal_of};
use domain::branch::Branch;
use domain::change::Subject;
use domain::contract::Opening;
use domain::identity::BranchNumber;
use domain::refusal::Refusal;
use domain::set_up::{Required, Settings};
use store::StoreError;
use store::fixture::{Goods, ISSUER, PARTNER};
use store::query::branch::{BranchSearch, BranchSort};
use store::query::set_up_change::Changed;
use store::query::window::Window;

on_both_engines!(
    settings_change_with_their_history,
    two_people_at_the_same_settings_are_told,
    only_owners_change_settings_and_branches,
    nothing_is_issued_until_everything_is_filled_in,
    only_what_the_contract_has_opened_is_issued,
    branches_are_added_changed_and_switched_off,
    the_list_of_branches_is_filtered_ordered_and_paged,
);

async fn settings(house: &House) -> (Settings, i64) {
    let set_up = house.store.set_up_of(ISSUER).await.expect("a set-up");
    (set_up.settings, set_up.settings_version)
}

async fn settings_change_with_their_history(house: House) {
    let (before, version) = settings(&house).await;
    let wanted = Settings {
        service_phone: "02-1111-2222".into(),
        line: Some("https://line.me/ti/p/@tea".into()),
        sms_open: true,
        ..before.clone()
    };
    let owner = &house.world.owner.session;
    house.store.change_settings(owner, version, wanted.clone()).await.expect("changed");
    let (after, next) = settings(&house).await;
    assert!(!after.sms_open, "the contract has no text messages");
    assert_eq!((after.service_phone.as_str(), next), ("02-1111-2222", version + 1));
    // The same form once more: nothing, and no quarrel with itself.
    let again = Settings { sms_open: false, ..wanted };
    house.store.change_settings(owner, version, again).await.expect("the same");
    let changes = house.store.changes_of(ISSUER, Subject::Settings, "").await.expect("a history");
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].account_name.as_deref(), Some("owner"));
    let phone = &changes[0].fields[0];
    assert_eq!(
        (phone.field.as_str(), phone.before.as_str(), phone.after.as_str()),
        ("service_phone", before.service_phone.as_str(), "02-1111-2222")
    );
    assert_eq!(house.number("SELECT COUNT(*) FROM event WHERE kind = 'set_up_changed'").await, 1);
    assert!(house.store.changes_of(PARTNER, Subject::Settings, "").await.expect("a history").is_empty());
}

async fn two_people_at_the_same_settings_are_told(house: House) {
    let (before, version) = settings(&house).await;
    let owner = &house.world.owner.session;
    let first = Settings { answer_days: 7, ..before.clone() };
    house.store.change_settings(owner, version, first).await.expect("changed");
    let second = Settings { answer_days: 9, ..before };
    let refused = house.store.change_settings(owner, version, second).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::ChangedMeanwhile);
    assert_eq!(settings(&house).await.0.answer_days, 7);
}

async fn only_owners_change_settings_and_branches(house: House) {
    let (before, version) = settings(&house).await;
    let number = BranchNumber::parse("001").expect("a number");
    for who in [&house.world.clerk_001, &house.world.accountant] {
        let wanted = Settings { answer_days: 7, ..before.clone() };
        let refused = house.store.change_settings(&who.session, version, wanted).await.expect_err("refused");
        assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
        let refused = house
            .store
            .change_branch(&who.session, &number, 1, Branch::default())
            .await
            .expect_err("refused");
        assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
    }
}

async fn nothing_is_issued_until_everything_is_filled_in(house: House) {
    house.change("UPDATE merchant SET return_rights = '', service_phone = ''").await.expect("changed");
    let refused = house.world.issue_one(Goods::Paid).await.expect_err("refused");
    let missing = vec![Required::ServicePhone, Required::ReturnRights];
    assert_eq!(refusal_of(refused), Refusal::SetUpIncomplete { missing });
    assert_eq!(house.number("SELECT COUNT(*) FROM batch").await, 0, "nothing was begun");
    let (before, version) = settings(&house).await;
    let wanted = Settings { return_rights: "未使用可退".into(), service_phone: "02-1".into(), ..before };
    house.store.change_settings(&house.world.owner.session, version, wanted).await.expect("changed");
    house.world.issue_one(Goods::Paid).await.expect("issued");
    house.change("UPDATE merchant SET issue_open = 0").await.expect("changed");
    let refused = house.world.issue_one(Goods::Paid).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::IssueNotOpen);
}

async fn only_what_the_contract_has_opened_is_issued(house: House) {
    house.change("UPDATE merchant SET opened = 'paid electronic_at_once'").await.expect("changed");
    house.world.issue_one(Goods::Paid).await.expect("issued");
    let refused = house.world.issue_one(Goods::Gift).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::NotContracted { missing: vec![Opening::Gift] });
    let mut later = house.world.line(Goods::Paid, 1, 1);
    later.usable_from = Some(house.today().plus_days(1));
    let at_once = house.world.line(Goods::Paid, 1, 1);
    let refused = house.world.issue_lines(vec![at_once, later]).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::NotContracted { missing: vec![Opening::ElectronicLater] });
    assert_eq!(house.number("SELECT COUNT(*) FROM batch").await, 1, "nothing was begun");
}

fn named(name: &str) -> Branch {
    Branch { name: name.into(), is_enabled: true, ..Branch::default() }
}

async fn branches_are_added_changed_and_switched_off(house: House) {
    let (owner, number) = (&house.world.owner.session, BranchNumber::parse("010").expect("a number"));
    house.store.add_branch(owner, &number, named("中山店")).await.expect("added");
    house.store.add_branch(owner, &number, named("中山店")).await.expect("the same form twice");
    let taken = house.store.add_branch(owner, &number, named("別的店")).await.expect_err("taken");
    assert!(matches!(taken, StoreError::AlreadyThere { .. }));
    let off = Branch { is_enabled: false, ..named("中山店") };
    house.clock.set(house.store.now().plus_seconds(1));
    house.store.change_branch(owner, &number, 1, off.clone()).await.expect("switched off");
    let refused = house.store.change_branch(owner, &number, 1, named("北門店")).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::ChangedMeanwhile);
    let unknown = BranchNumber::parse("999").expect("a number");
    let refused = house.store.change_branch(owner, &unknown, 1, off).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::BranchUnknown);
    let branch = house.store.branch_of(ISSUER, &number).await.expect("a branch");
    assert!(!branch.branch.is_enabled && branch.version == 2);
    assert_eq!(branch.changed_by.as_deref(), Some("owner"));
    let changes = house.store.changes_of(ISSUER, Subject::Branch, "010").await.expect("a history");
    let fields: Vec<_> = changes.iter().map(|change| change.fields.len()).collect();
    assert_eq!(fields, [1, 2], "the newest first: the state, then name and state");
    let of_branch = Changed { merchant: ISSUER, subject: Subject::Branch, key: "010".to_owned() };
    let second = Window { is_descending: true, offset: 1, size: 1 };
    let listed = house.store.listed_changes(&of_branch, [None, None], second).await.expect("a list");
    assert_eq!((&listed.rows[..], listed.total), (&changes[1..], 2));
    let tomorrow = Some(house.today().plus_days(1));
    let listed = house.store.listed_changes(&of_branch, [tomorrow, None], second).await.expect("a list");
    assert_eq!(listed.total, 0);
    let theirs = Changed { merchant: PARTNER, ..of_branch };
    let listed = house.store.listed_changes(&theirs, [None, None], second).await.expect("a list");
    assert_eq!(listed.total, 0);
    let first = BranchNumber::parse("001").expect("a number");
    let accounts = house.store.accounts_of_branch(ISSUER, &first).await.expect("accounts");
    assert_eq!(accounts.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["clerk001"]);
}

async fn the_list_of_branches_is_filtered_ordered_and_paged(house: House) {
    let window = Window { is_descending: true, offset: 0, size: 2 };
    let all = BranchSearch::default();
    let found = house.store.branches(ISSUER, &all, BranchSort::Number, window).await.expect("a list");
    let numbers: Vec<_> = found.found.rows.iter().map(|one| one.number.as_str().to_owned()).collect();
    assert_eq!((numbers, found.found.total, found.enabled), (vec!["003".into(), "002".into()], 3, 2));
    let rest = Window { offset: 2, ..window };
    assert_eq!(
        house.store.branches(ISSUER, &all, BranchSort::Name, rest).await.expect("a list").found.rows.len(),
        1
    );
    let search = |words: &str, is_enabled| BranchSearch { words: words.into(), is_enabled };
    for (search, total) in [
        (search("信義", None), 1),
        (search("00", Some(false)), 1),
        (search("%", None), 0),
        (search("", Some(true)), 2),
    ] {
        let found =
            house.store.branches(ISSUER, &search, BranchSort::Accounts, window).await.expect("a list");
        assert_eq!(found.found.total, total, "{search:?}");
    }
}
