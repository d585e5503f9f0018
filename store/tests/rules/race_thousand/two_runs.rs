//! Two runs of the bank's night at once. Each line is a round.

use super::ROUNDS;
use super::bank::{redeem_all, run_late, sent};
use crate::dice::Dice;
use crate::harness::{House, all_at_once, end_of, keyring};
use domain::give_back::FeeRule;
use sqlx::Row;
use std::future::Future;
use std::pin::Pin;
use store::command::give_back::Returning;
use store::fixture::{Goods, Person, TestTicket};

on_both_engines!(two_runs_at_once_send_each_line_once);

/// Lines of one day; a quarter redeemed before, a quarter returned, and half of them redeemed while the runs are on.
const LINES: usize = 100;
/// Cashiers who redeem meanwhile.
const HANDS: usize = 4;

/// How many lines a run took; a cashier takes none.
type Job = Pin<Box<dyn Future<Output = usize> + Send>>;

/// Two servers run the same night, and the last redemptions of the day arrive meanwhile: each line is in one file, of
/// this night or of the next, and whatever is in a file was sent with it.
async fn two_runs_at_once_send_each_line_once(house: House) {
    let other = house.reopen(keyring()).await.expect("a second server");
    let (bank, mut dice, mut taken) = (house.bank(), Dice(6), [0, 0]);
    let mut night = house.today();
    for _ in 0..ROUNDS / LINES {
        let clerk = house.at(end_of(&night.to_string()), &house.world.clerk_001).await;
        night = night.plus_days(1);
        redeem_all(&house, &clerk, LINES / 4, 1).await;
        return_all(&house, tickets(&house, LINES / 4).await).await;
        let mut jobs: Vec<Job> = Vec::new();
        for store in [house.store.clone(), other.clone()] {
            let run = run_late(store, bank.files.clone(), night, dice.below(8));
            jobs.push(Box::pin(async move { run.await.taken as usize }));
        }
        for late in tickets(&house, LINES / 2).await.chunks((LINES / 2).div_ceil(HANDS)) {
            jobs.push(Box::pin(redeem_one_by_one(house.clone(), clerk.clone(), late.to_vec())));
        }
        let came = all_at_once(jobs).await;
        taken = [taken[0] + came[0], taken[1] + came[1]];
        let in_rows = house.number("SELECT COUNT(*) FROM bank_entry").await;
        assert_eq!(i64::try_from(sent(&bank).len()).expect("small"), in_rows, "what is in a file was sent");
    }
    assert!(taken.iter().all(|taken| *taken > 0), "one of them took everything: {taken:?}");
    house.store.bank_night(&bank.files, night.plus_days(1)).await.expect("the last ones");
    let file = sent(&bank);
    let lines = "SELECT id FROM use_line WHERE state = 'settling'
                 UNION ALL SELECT id FROM give_back WHERE state = 'settling'";
    let lines = house.rows(lines, |row| row.get::<String, _>(0)).await;
    assert_eq!((lines.len(), file.len()), (ROUNDS, ROUNDS));
    assert!(lines.iter().all(|line| file.get(line) == Some(&200)));
    let told = "SELECT line FROM event WHERE kind = 'sent_to_bank'";
    let mut told = house.rows(told, |row| row.get::<String, _>(0)).await;
    told.sort();
    assert!(told.iter().eq(file.keys()), "each was written down once");
    other.close().await;
}

async fn tickets(house: &House, count: usize) -> Vec<TestTicket> {
    let count = u32::try_from(count).expect("small");
    house.world.issue_tickets(Goods::Paid, count, 1).await.expect("tickets")
}

async fn return_all(house: &House, tickets: Vec<TestTicket>) {
    let owner = house.at(house.store.now(), &house.world.owner).await;
    let returning: Vec<_> =
        tickets.into_iter().map(|ticket| Returning { ticket: ticket.id, units: None }).collect();
    let attempt = house.attempt();
    let done = house.store.give_back(&owner.session, &returning, FeeRule::None, None, &attempt).await;
    done.expect("returned");
}

async fn redeem_one_by_one(house: House, clerk: Person, tickets: Vec<TestTicket>) -> usize {
    for ticket in tickets {
        house.scanned(&clerk, &ticket).await;
    }
    0
}
