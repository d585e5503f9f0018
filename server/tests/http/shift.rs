//! One day's work at the counter.

use crate::house::House;
use store::fixture::Goods;

on_both_engines!(
    a_shift_shows_sums_redemptions_and_what_was_taken_back,
    whoever_reads_reports_chooses_the_whole_branch,
);

async fn a_shift_shows_sums_redemptions_and_what_was_taken_back(house: House) {
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let empty = clerk.get("/desk/shift").await;
    assert!(empty.text.contains("今天還沒有核銷") && empty.text.contains("今天沒有取消"));
    let (first, second) = (house.ticket(Goods::Paid, 1).await, house.ticket(Goods::Paid, 1).await);
    let redemption = clerk.scan(&house, &first).await.redemption();
    let mistaken = clerk.scan(&house, &second).await.redemption();
    clerk.cancel(&house, &mistaken, "", "掃錯券").await;
    let page = clerk.get("/desk/shift").await;
    assert_eq!(page.status, 200);
    for words in ["水果茶一杯", "200 元", "掃錯券", &redemption, &mistaken] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    assert!(!page.text.contains("of=post"), "a clerk chooses nothing");
    let desk = clerk.get("/desk").await;
    assert!(desk.text.contains("href=\"/desk/shift\"") && desk.text.contains("href=\"/desk/find\""));
}

async fn whoever_reads_reports_chooses_the_whole_branch(house: House) {
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let ticket = house.ticket(Goods::Paid, 1).await;
    let redemption = clerk.scan(&house, &ticket).await.redemption();
    for (person, sees) in [
        (&house.world.owner, true),
        (&house.manager, true),
        (&house.world.accountant, true),
        (&house.world.clerk_001, false),
        (&house.world.clerk_003, false),
        (&house.world.partner_clerk, false),
    ] {
        let mut browser = house.desk_of(person).await;
        let page = browser.get("/desk/shift?of=post").await;
        assert_eq!(page.status, if sees { 200 } else { 404 });
        assert_eq!(page.text.contains(&redemption), sees);
    }
    for person in [&house.world.partner_owner, &house.world.stranger_owner] {
        let page = house.desk_of(person).await.get("/desk/shift?of=post").await;
        assert!(page.status == 200 && !page.text.contains(&redemption), "another merchant's is not there");
    }
    let mine = house.desk_of(&house.world.owner).await.get("/desk/shift").await;
    assert!(!mine.text.contains(&redemption), "the own shift is the own");
}
