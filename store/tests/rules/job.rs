//! Jobs: each day's run once, by one server at a time, and again where somebody died over it.

use crate::harness::{House, all_at_once, keyring, moment};
use domain::calendar::Day;
use domain::job::Job;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use store::job::{JobRun, Lease};
use store::query::platform_list::{JobRow, JobSearch, JobSort};
use store::query::window::Window;
use store::{Store, StoreError};

on_both_engines!(
    servers_that_race_do_a_job_once,
    a_job_of_a_dead_server_waits_for_its_lease,
    a_lease_is_renewed_while_its_job_runs,
    whoever_lost_its_lease_finishes_nothing,
    a_job_that_failed_is_tried_again,
    missed_days_are_those_that_were_not_done,
);

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn today() -> Day {
    day("2026-11-06")
}

async fn done(store: &Store, owner: &str) -> JobRun {
    let run = store.run_job(Job::Bank, today(), owner, || async { Ok("4 lines".to_owned()) }).await;
    run.expect("a run")
}

async fn listed(house: &House) -> Vec<JobRow> {
    let window = Window { is_descending: true, offset: 0, size: 25 };
    house.store.job_runs(&JobSearch::default(), JobSort::Started, window).await.expect("runs").rows
}

async fn servers_that_race_do_a_job_once(house: House) {
    let other = house.reopen(keyring()).await.expect("a second server");
    let (running, runs) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let racing = (0..8).map(|racer| {
        let store = if racer % 2 == 0 { house.store.clone() } else { other.clone() };
        let (running, runs) = (Arc::clone(&running), Arc::clone(&runs));
        async move {
            let work = || async move {
                assert_eq!(running.fetch_add(1, Ordering::SeqCst), 0, "two at once");
                tokio::time::sleep(Duration::from_millis(30)).await;
                running.fetch_sub(1, Ordering::SeqCst);
                runs.fetch_add(1, Ordering::SeqCst);
                Ok("done".to_owned())
            };
            store.run_job(Job::Bank, today(), &format!("server {racer}"), work).await.expect("a run")
        }
    });
    let outcomes = all_at_once(racing.collect()).await;
    assert_eq!(runs.load(Ordering::SeqCst), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|run| matches!(run, JobRun::Done { .. })).count(), 1, "{outcomes:?}");
    assert_eq!(done(&other, "later").await, JobRun::DoneBefore { result: "done".to_owned() });
    let rows = listed(&house).await;
    assert_eq!((rows.len(), rows[0].job, rows[0].result.as_deref()), (1, Job::Bank, Some("done")));
    other.close().await;
}

async fn a_job_of_a_dead_server_waits_for_its_lease(house: House) {
    let dying = tokio::spawn({
        let store = house.store.clone();
        async move { store.run_job(Job::Bank, today(), "dying", std::future::pending).await }
    });
    while house.number("SELECT COUNT(*) FROM job_run").await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    dying.abort();
    let begun = house.store.now();
    house.clock.set(begun.plus_seconds(59));
    let JobRun::Elsewhere { owner, until } = done(&house.store, "next").await else {
        panic!("not elsewhere")
    };
    assert!(owner.starts_with("dying "), "{owner}");
    assert_eq!(until, begun.plus_seconds(60));
    house.clock.set(until);
    assert_eq!(done(&house.store, "next").await, JobRun::Done { result: "4 lines".to_owned() });
}

async fn a_lease_is_renewed_while_its_job_runs(house: House) {
    let lease = Lease { seconds: 60, renewed_every: Duration::from_millis(10) };
    let work = || async {
        for _ in 0..5 {
            house.clock.set(house.store.now().plus_seconds(40));
            let renewed = house.store.now().plus_seconds(60).0;
            while house.number("SELECT lease_until FROM job_run").await < renewed {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let run = done(&house.store, "another").await;
            assert!(matches!(run, JobRun::Elsewhere { .. }), "{run:?}");
        }
        Ok("after 200 seconds".to_owned())
    };
    let run = house.store.run_job_under(lease, Job::Bank, today(), "slow", work).await.expect("a run");
    assert_eq!(run, JobRun::Done { result: "after 200 seconds".to_owned() });
}

async fn whoever_lost_its_lease_finishes_nothing(house: House) {
    let work = || async {
        // The machine slept: another server has done the job since.
        house.clock.set(house.store.now().plus_seconds(61));
        assert!(matches!(done(&house.store, "awake").await, JobRun::Done { .. }));
        Ok("too late".to_owned())
    };
    let run = house.store.run_job(Job::Bank, today(), "asleep", work).await.expect("a run");
    assert_eq!(run, JobRun::Lost);
    assert_eq!(done(&house.store, "third").await, JobRun::DoneBefore { result: "4 lines".to_owned() });

    let lease = Lease { seconds: 60, renewed_every: Duration::from_millis(10) };
    let work = || async {
        house
            .change("UPDATE job_run SET owner = 'somebody else' WHERE day = '2026-11-05'")
            .await
            .expect("taken");
        std::future::pending().await
    };
    let run =
        house.store.run_job_under(lease, Job::Bank, day("2026-11-05"), "slow", work).await.expect("a run");
    assert_eq!(run, JobRun::Lost, "the work was dropped in the middle");
}

async fn a_job_that_failed_is_tried_again(house: House) {
    let failing = || async { Err(StoreError::Corrupt("a line")) };
    let failed = house.store.run_job(Job::Bank, today(), "first", failing).await;
    assert!(matches!(failed, Err(StoreError::Corrupt("a line"))), "{failed:?}");
    let rows = listed(&house).await;
    assert_eq!((rows[0].finished_at, rows[0].result.as_deref()), (None, Some("failed: corrupt: a line")));
    assert_eq!(house.store.missed(Job::Bank, today(), today()).await.expect("days"), [today()]);
    assert!(matches!(done(&house.store, "second").await, JobRun::Done { .. }), "at once");
}

async fn missed_days_are_those_that_were_not_done(house: House) {
    for text in ["2026-11-03", "2026-11-05"] {
        let run = house.store.run_job(Job::Bank, day(text), "server", || async { Ok(String::new()) }).await;
        assert!(matches!(run, Ok(JobRun::Done { .. })), "{run:?}");
    }
    let missed = async |job| {
        let days = house.store.missed(job, day("2026-11-02"), today()).await.expect("days");
        days.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(missed(Job::Bank).await, ["2026-11-02", "2026-11-04", "2026-11-06"]);
    assert_eq!(missed(Job::Proof).await.len(), 5);
    house.clock.set(moment("2026-11-06", 0, 59, 59));
    assert_eq!(domain::job::due(Job::Bank, house.store.now()), None);
    assert!(house.store.missed(Job::Bank, today(), day("2026-11-05")).await.expect("days").is_empty());
}
