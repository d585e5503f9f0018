//! What ends soon is told once a wallet (RULES §14).

use crate::harness::{House, all_at_once, keyring};
use crate::notice::{Postman, deliver, issue_is_told, read, sent, to_holder, wallet_of};
use domain::calendar::Day;
use domain::job::Job;
use domain::notice::NoticeKind;
use domain::notice_topic::NoticeChoice;
use store::fixture::Goods;
use store::job::JobRun;

on_both_engines!(
    a_guarantee_is_told_of_once_a_wallet_thirty_days_before,
    gift_vouchers_are_told_of_seven_days_before,
    servers_that_race_tell_every_wallet_once,
    a_job_that_dies_and_runs_again_tells_nobody_twice,
    whoever_wants_none_or_has_no_address_gets_none,
);

/// The house wakes up at nine of this day.
async fn wake(house: &House, day: Day) {
    house.clock.set(day.start().plus_seconds(9 * 3600));
}

async fn tell(house: &House, day: Day) -> u64 {
    wake(house, day).await;
    house.store.tell_of_endings(day).await.expect("told")
}

async fn a_guarantee_is_told_of_once_a_wallet_thirty_days_before(house: House) {
    let last_day = house.today().plus_days(364);
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 2).await.expect("tickets");
    house.world.issue_one(Goods::Gift).await.expect("another wallet, without a guarantee");
    house.scanned(&house.world.clerk_001, &tickets[0]).await;
    issue_is_told(&house).await;
    let day = last_day.minus_days(30);
    assert_eq!(tell(&house, day.minus_days(1)).await, 0);
    assert_eq!(tell(&house, day.plus_days(1)).await, 0, "of another day's only");
    assert_eq!(tell(&house, day).await, 1);
    assert_eq!(tell(&house, day).await, 0, "once");
    assert_eq!(read(&house).await, 1);
    let postman = Postman::default();
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let about = postman.taken.lock().expect("a lock")[0].about.clone();
    assert_eq!((about.ends_on, about.quantity), (Some(last_day), Some(5)));
    assert_eq!(about.guarantee_bank, "玉山商業銀行");
    assert_eq!(postman.bag(), [to_holder(NoticeKind::GuaranteeEnding)]);
}

async fn gift_vouchers_are_told_of_seven_days_before(house: House) {
    let last_day = house.today().plus_days(40);
    let mut line = house.world.line(Goods::Gift, 2, 1);
    line.usable_until = Some(last_day);
    house.world.issue_lines(vec![line]).await.expect("tickets");
    issue_is_told(&house).await;
    assert_eq!(tell(&house, last_day.minus_days(30)).await, 0);
    assert_eq!(tell(&house, last_day.minus_days(7)).await, 1);
    assert_eq!(tell(&house, last_day.minus_days(7)).await, 0);
    assert_eq!(read(&house).await, 1);
    let postman = Postman::default();
    assert_eq!(deliver(&house, &postman).await, sent(1));
    let about = postman.taken.lock().expect("a lock")[0].about.clone();
    assert_eq!((about.ends_on, about.quantity), (Some(last_day), Some(2)));
    assert_eq!(postman.bag(), [to_holder(NoticeKind::ExpiryNear)]);
}

/// More wallets than one transaction takes.
const WALLETS: u32 = 45;

async fn many(house: &House) -> Day {
    for _ in 0..WALLETS {
        house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    }
    issue_is_told(house).await;
    house.today().plus_days(364 - 30)
}

async fn events(house: &House) -> i64 {
    house.number("SELECT COUNT(*) FROM event WHERE kind = 'guarantee_ending'").await
}

async fn servers_that_race_tell_every_wallet_once(house: House) {
    let day = many(&house).await;
    wake(&house, day).await;
    let other = house.reopen(keyring()).await.expect("a second server");
    let telling = [house.store.clone(), other.clone(), house.store.clone(), other.clone()]
        .map(|store| async move { store.tell_of_endings(day).await.expect("told") });
    assert_eq!(all_at_once(telling.into()).await.iter().sum::<u64>(), u64::from(WALLETS));
    assert_eq!(events(&house).await, i64::from(WALLETS));
    other.close().await;
}

async fn a_job_that_dies_and_runs_again_tells_nobody_twice(house: House) {
    let day = many(&house).await;
    wake(&house, day).await;
    // The first server dies when it has told everybody and before it could say so.
    let dying = tokio::spawn({
        let store = house.store.clone();
        async move {
            let work = || async {
                store.tell_of_endings(day).await?;
                std::future::pending().await
            };
            store.run_job(Job::Endings, day, "dying", work).await
        }
    });
    while events(&house).await < i64::from(WALLETS) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    dying.abort();
    // What had not been told yet when it died: one wallet.
    house
        .change("DELETE FROM ending_told WHERE wallet = (SELECT MIN(wallet) FROM ending_told)")
        .await
        .expect("forgotten");
    house.clock.set(house.store.now().plus_seconds(60));
    let work = || async { house.store.tell_of_endings(day).await.map(|told| told.to_string()) };
    let run = house.store.run_job(Job::Endings, day, "next", work).await.expect("a run");
    assert_eq!(run, JobRun::Done { result: "1".to_owned() });
    assert_eq!(house.number("SELECT COUNT(*) FROM ending_told").await, i64::from(WALLETS));
}

async fn whoever_wants_none_or_has_no_address_gets_none(house: House) {
    let unwilling = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    house.store.choose_notices(&unwilling.link, &NoticeChoice::default(), None).await.expect("chosen");
    let day = house.today().plus_days(364 - 30);
    assert_eq!(tell(&house, day).await, 1);
    assert_eq!(read(&house).await, 0, "it stands in the log, and no mail is made");
    let silent = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    issue_is_told(&house).await;
    let wallet = wallet_of(&house, &silent).await;
    house
        .change(&format!("UPDATE wallet SET holder_email = '' WHERE id = '{wallet}'"))
        .await
        .expect("no address");
    assert_eq!(tell(&house, house.today().plus_days(364 - 30)).await, 0);
}
