//! RULES §3, offline: every conflict and every phone is in a list, however many there are.

use crate::harness::House;
use domain::actor::Post;
use domain::refusal::Refusal;
use store::StoreError;
use store::fixture::branch;
use store::query::offline_list::{ConflictSearch, PhoneSearch, PhoneSort};
use store::query::window::Window;

on_both_engines!(every_conflict_is_in_the_list, every_phone_is_in_the_list);

const FIRST_PAGE: Window = Window { is_descending: true, offset: 0, size: 25 };

/// Phones 1 and on, each made a second after the one before; every second one is branch 001's.
async fn phones(house: &House, count: u32) {
    let account = &house.world.owner.account;
    let sql = format!(
        "INSERT INTO desk_phone (merchant, id, account, branch, public_key, name, made_at, heard_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         SELECT 1000001, '00000000-0000-7000-8000-' || CAST(100000000000 + n.i AS TEXT), '{account}',
                CASE WHEN n.i % 2 = 0 THEN '001' END, CAST(n.i AS TEXT), 'Phone ' || CAST(n.i AS TEXT),
                1000 * n.i, 1000 * ({count} - n.i) FROM n"
    );
    house.change(&sql).await.expect("phones");
}

/// Conflicts of phone 1, the first of which waits for a decision.
async fn conflicts(house: &House, count: u32) {
    let (account, refusal) = (&house.world.owner.account, serde_json::to_string(&Refusal::TicketUnknown));
    let refusal = refusal.expect("as it is kept");
    let sql = format!(
        "INSERT INTO offline_scan (merchant, id, phone, number, attempt, code, units, scanned_at, ahead, heard_at,
             unchecked, signature, received_at, outcome, refusal, decision, decided_at, decided_by)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         SELECT 1000001, '00000000-0000-7000-8000-' || CAST(200000000000 + n.i AS TEXT),
                '00000000-0000-7000-8000-100000000001', n.i, CAST(n.i AS TEXT), 'x', 1, 1000 * n.i, 0, 0, 0, 'x',
                1000 * n.i, 'conflict', '{refusal}', CASE WHEN n.i > 1 THEN 'nothing_given' END,
                CASE WHEN n.i > 1 THEN 1 END, CASE WHEN n.i > 1 THEN '{account}' END FROM n"
    );
    house.change(&sql).await.expect("conflicts");
}

async fn every_conflict_is_in_the_list(house: House) {
    phones(&house, 2).await;
    conflicts(&house, 60).await;
    let owner = house.actor(&house.world.owner).await;
    let list = async |search: ConflictSearch, window| {
        house.store.listed_conflicts(&owner, &search, window).await.expect("a list")
    };
    let mut numbers = Vec::new();
    for offset in [0, 25, 50] {
        let page = list(ConflictSearch::default(), Window { offset, ..FIRST_PAGE }).await;
        assert_eq!((page.found.total, page.open), (60, 1));
        numbers.extend(page.found.rows.into_iter().map(|one| one.number));
    }
    assert_eq!(numbers, (1..=60).rev().collect::<Vec<_>>(), "the newest first, none left out");
    let open = ConflictSearch { is_open: Some(true), ..ConflictSearch::default() };
    let page = list(open, FIRST_PAGE).await;
    assert_eq!((page.found.total, page.found.rows[0].number, page.open), (1, 1, 1));
    let decided = ConflictSearch { is_open: Some(false), ..ConflictSearch::default() };
    assert_eq!(list(decided, FIRST_PAGE).await.found.total, 59);
    let said = |words: &str| ConflictSearch { words: words.to_owned(), ..ConflictSearch::default() };
    for (words, total) in [("phone 1", 60), ("OWNER", 60), ("Phone 2", 0), ("%", 0)] {
        assert_eq!(list(said(words), FIRST_PAGE).await.found.total, total, "{words}");
    }
    let today = ConflictSearch { from: Some(house.today()), ..ConflictSearch::default() };
    assert_eq!(list(today, FIRST_PAGE).await.found.total, 0, "they arrived long ago");
    let partner = house.actor(&house.world.partner_owner).await;
    let theirs = house.store.listed_conflicts(&partner, &ConflictSearch::default(), FIRST_PAGE).await;
    assert_eq!(theirs.expect("a list").found.total, 0);
    let mut of_a_branch = house.actor(&house.world.owner).await;
    of_a_branch.post = Post::Branch { number: branch("001").expect("a branch"), enabled: true };
    let none = house.store.listed_conflicts(&of_a_branch, &ConflictSearch::default(), FIRST_PAGE).await;
    assert_eq!(none.expect("a list").found.total, 0, "the head office's phone");
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused = house.store.listed_conflicts(&clerk, &ConflictSearch::default(), FIRST_PAGE).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}

async fn every_phone_is_in_the_list(house: House) {
    phones(&house, 203).await;
    conflicts(&house, 3).await;
    let revoked = "UPDATE desk_phone SET revoked_at = 1 WHERE name = 'Phone 7'";
    house.change(revoked).await.expect("revoked");
    let owner = house.actor(&house.world.owner).await;
    let list = async |search: PhoneSearch, sort, window| {
        house.store.listed_phones(&owner, &search, sort, window).await.expect("a list")
    };
    let last = Window { offset: 200, ..FIRST_PAGE };
    let page = list(PhoneSearch::default(), PhoneSort::Made, last).await;
    let names: Vec<_> = page.rows.iter().map(|one| one.name.as_str()).collect();
    assert_eq!((page.total, names), (203, vec!["Phone 3", "Phone 2", "Phone 1"]), "beyond the two hundredth");
    assert_eq!((page.rows[2].arrived, page.rows[2].highest), (3, 3));
    let heard = list(PhoneSearch::default(), PhoneSort::Heard, FIRST_PAGE).await;
    assert_eq!(heard.rows[0].name, "Phone 1");
    let state = |is_revoked| PhoneSearch { is_revoked: Some(is_revoked), ..PhoneSearch::default() };
    assert_eq!(list(state(true), PhoneSort::Made, FIRST_PAGE).await.rows[0].name, "Phone 7");
    assert_eq!(list(state(false), PhoneSort::Made, FIRST_PAGE).await.total, 202);
    let said = PhoneSearch { words: "phone 20".to_owned(), ..PhoneSearch::default() };
    assert_eq!(list(said, PhoneSort::Made, FIRST_PAGE).await.total, 5, "20 and 200 to 203");
    let mut of_a_branch = house.actor(&house.world.owner).await;
    of_a_branch.post = Post::Branch { number: branch("001").expect("a branch"), enabled: true };
    let own =
        house.store.listed_phones(&of_a_branch, &PhoneSearch::default(), PhoneSort::Made, FIRST_PAGE).await;
    assert_eq!(own.expect("a list").total, 101, "every second one");
    let clerk = house.actor(&house.world.clerk_001).await;
    let refused =
        house.store.listed_phones(&clerk, &PhoneSearch::default(), PhoneSort::Made, FIRST_PAGE).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}
