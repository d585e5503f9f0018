//! RULES §15: what the house keeps, as its own people read it: by page, and read on into a file.

use crate::harness::House;
use crate::notice::read;
use domain::calendar::Day;
use domain::job::Job;
use domain::notice::{NoticeKind, NoticeState};
use store::StoreError;
use store::fixture::{Goods, PARTNER};
use store::query::platform_list::{JobSearch, JobSort, KeptSearch};
use store::query::window::Window;

on_both_engines!(
    runs_are_found_by_job_and_outcome_in_three_orders,
    deliveries_are_found_by_state_merchant_and_day_and_read_on,
    proofs_are_read_on_in_the_order_of_their_time,
);

const FIRST_PAGE: Window = Window { is_descending: true, offset: 0, size: 100 };

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

async fn runs_are_found_by_job_and_outcome_in_three_orders(house: House) {
    let later = || house.clock.set(house.store.now().plus_seconds(60));
    for (job, of) in [(Job::Payout, "2026-11-05"), (Job::Bank, "2026-11-06"), (Job::Bank, "2026-11-04")] {
        later();
        let done = house.store.run_job(job, day(of), "server", || async { Ok("done".to_owned()) }).await;
        done.expect("a run");
    }
    later();
    let failing = || async { Err(StoreError::Corrupt("a line")) };
    house.store.run_job(Job::Proof, day("2026-11-05"), "server", failing).await.expect_err("failed");
    let list = async |search: JobSearch, sort, window| {
        let runs = house.store.job_runs(&search, sort, window).await.expect("runs");
        let rows: Vec<_> = runs.rows.iter().map(|run| (run.job, run.day.to_string())).collect();
        (rows, runs.total)
    };
    let of = |job, text: &str| (job, text.to_owned());
    let all = JobSearch::default();
    let newest = [
        of(Job::Proof, "2026-11-05"),
        of(Job::Bank, "2026-11-04"),
        of(Job::Bank, "2026-11-06"),
        of(Job::Payout, "2026-11-05"),
    ];
    assert_eq!(list(all, JobSort::Started, FIRST_PAGE).await, (newest.to_vec(), 4));
    let oldest = Window { is_descending: false, ..FIRST_PAGE };
    let by_day = list(all, JobSort::Day, oldest).await.0;
    assert_eq!(
        by_day,
        [
            of(Job::Bank, "2026-11-04"),
            of(Job::Payout, "2026-11-05"),
            of(Job::Proof, "2026-11-05"),
            of(Job::Bank, "2026-11-06"),
        ]
    );
    for (place, expected) in (0..).zip(&by_day) {
        let page = Window { is_descending: false, offset: place, size: 1 };
        assert_eq!(list(all, JobSort::Day, page).await, (vec![expected.clone()], 4), "one by one");
    }
    let by_job = list(all, JobSort::Job, oldest).await.0;
    assert_eq!(by_job[..2], [of(Job::Bank, "2026-11-06"), of(Job::Bank, "2026-11-04")]);
    let bank = JobSearch { job: Some(Job::Bank), ..all };
    assert_eq!(list(bank, JobSort::Started, FIRST_PAGE).await.1, 2);
    let open = JobSearch { is_done: Some(false), ..all };
    assert_eq!(list(open, JobSort::Started, FIRST_PAGE).await.0, newest[..1]);
    let done = JobSearch { is_done: Some(true), ..all };
    assert_eq!(list(done, JobSort::Started, FIRST_PAGE).await.0, newest[1..]);
}

async fn deliveries_are_found_by_state_merchant_and_day_and_read_on(house: House) {
    for _ in 0..4 {
        house.world.issue_one(Goods::Paid).await.expect("a ticket");
        house.clock.set(house.store.now().plus_seconds(60));
    }
    read(&house).await;
    let due = house.store.due_notices(1).await.expect("due").remove(0);
    house.store.notice_sent(&due, "250 taken").await.expect("marked");
    let (store, all) = (&house.store, KeptSearch::default());
    let waiting = store.deliveries(&all, None, None, FIRST_PAGE).await.expect("a list");
    assert!(waiting.rows.len() >= 3, "{waiting:?}");
    assert_eq!((waiting.counted as usize, waiting.has_more), (waiting.rows.len(), false));
    let whole = store.count_of_deliveries(&all, None, None).await.expect("counted");
    assert_eq!(whole, waiting.counted, "the whole list, however long");
    assert!(waiting.rows.iter().all(|one| one.state == NoticeState::Waiting));
    assert!(waiting.rows.is_sorted_by(|one, next| one.made_at >= next.made_at), "the newest first");
    for (state, count) in [(NoticeState::Waiting, waiting.counted), (NoticeState::Failed, 0)] {
        let found = store.deliveries(&all, Some(state), None, FIRST_PAGE).await.expect("a list");
        assert_eq!(found.counted, count, "{state:?}");
    }
    let sent = store.deliveries(&all, Some(NoticeState::Sent), None, FIRST_PAGE).await.expect("a list").rows;
    assert_eq!((sent.len(), sent[0].result.as_deref()), (1, Some("250 taken")));
    let second = Window { offset: 1, size: 1, ..FIRST_PAGE };
    let page = store.deliveries(&all, None, None, second).await.expect("a list");
    assert_eq!((&page.rows[..], page.counted), (&waiting.rows[1..2], waiting.counted));
    for is_descending in [true, false] {
        let mut expected = waiting.rows.clone();
        if !is_descending {
            expected.reverse();
        }
        let (mut read, mut last) = (Vec::new(), None);
        loop {
            let next = store.deliveries_after(&all, None, None, is_descending, last.as_ref(), 2).await;
            let next = next.expect("the next ones");
            let Some(newest) = next.last() else { break };
            last = Some(newest.clone());
            read.extend(next);
        }
        assert_eq!(read, expected, "descending: {is_descending}");
    }
    let said = |words: &str| KeptSearch { words: words.to_owned(), ..KeptSearch::default() };
    let days = |from, until| KeptSearch { from, until, ..KeptSearch::default() };
    let today = house.today();
    for (search, is_all) in [
        (said("幸福"), true),
        (said("1000001"), true),
        (said("24536806"), true),
        (said("山海"), false),
        (said("%"), false),
        (days(Some(today), Some(today)), true),
        (days(Some(today.plus_days(1)), None), false),
        (days(None, Some(today.minus_days(1))), false),
    ] {
        let found = store.deliveries(&search, None, None, FIRST_PAGE).await.expect("a list").counted;
        assert_eq!(found, if is_all { waiting.counted } else { 0 }, "{search:?}");
    }
    for (kind, count) in [(NoticeKind::Issued, waiting.counted), (NoticeKind::Refunded, 0)] {
        let found = store.deliveries(&all, None, Some(kind), FIRST_PAGE).await.expect("a list");
        assert_eq!(found.counted, count, "{}", kind.as_str());
    }
    let kind = Some(NoticeKind::Issued);
    let next = store.deliveries_after(&all, None, kind, true, waiting.rows.first(), 50).await;
    assert_eq!(next.expect("the next ones"), waiting.rows[1..]);
}

async fn proofs_are_read_on_in_the_order_of_their_time(house: House) {
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let (store, all) = (&house.store, KeptSearch::default());
    let accounts: usize =
        store.prove(house.today()).await.expect("a proof").iter().map(|proof| proof.accounts.len()).sum();
    house.clock.set(house.store.now().plus_seconds(60));
    house
        .change(
            "INSERT INTO posting (merchant, id, movement, from_account, to_account, amount, at, day)
             VALUES (1000001, 'x', 'correction', 'trust', 'payable', 1, 0, '2026-11-06')",
        )
        .await
        .expect("stolen");
    store.prove(house.today()).await.expect("a proof");
    house
        .change(
            "INSERT INTO posting (merchant, id, movement, from_account, to_account, amount, at, day)
             VALUES (1000001, 'y', 'correction', 'payable', 'trust', 1, 0, '2026-11-06')",
        )
        .await
        .expect("corrected");
    let found = store.proofs(&all, false, FIRST_PAGE).await.expect("a list");
    assert_eq!((found.counted as usize, found.rows.len()), (2 * accounts, 2 * accounts));
    assert!(found.rows.is_sorted_by(|one, next| one.at >= next.at), "the newest first");
    let mut pages = Vec::new();
    for place in 0..3 {
        let window = Window { offset: place * 4, size: 4, ..FIRST_PAGE };
        pages.extend(store.proofs(&all, false, window).await.expect("a list").rows);
    }
    assert_eq!(pages[..], found.rows[..12], "no row twice, none left out");
    for is_descending in [true, false] {
        let mut expected = found.rows.clone();
        if !is_descending {
            expected.reverse();
        }
        let (mut read, mut last) = (Vec::new(), None);
        loop {
            let next = store.proofs_after(&all, false, is_descending, last.as_ref(), 5).await;
            let next = next.expect("the next ones");
            let Some(newest) = next.last() else { break };
            last = Some(newest.clone());
            read.extend(next);
        }
        assert_eq!(read, expected, "descending: {is_descending}");
    }
    let whole = store.count_of_proofs(&all, false).await.expect("counted");
    assert_eq!(whole, found.counted, "the whole list, however long");
    let broken = store.proofs(&all, true, FIRST_PAGE).await.expect("a list");
    assert_eq!(store.count_of_proofs(&all, true).await.expect("counted"), broken.counted);
    assert!(broken.counted > 0 && broken.rows.iter().all(|one| one.books != one.counted), "{broken:?}");
    assert_eq!(store.proofs_after(&all, true, true, None, 100).await.expect("a list"), broken.rows);
    let theirs = KeptSearch { words: PARTNER.to_string(), ..KeptSearch::default() };
    let theirs = store.proofs(&theirs, false, FIRST_PAGE).await.expect("a list").rows;
    assert!(!theirs.is_empty() && theirs.iter().all(|one| one.merchant == PARTNER), "{theirs:?}");
}
