//! The practice desk: every verdict, and nothing written.

use crate::house::House;
use domain::practice::PracticeCode;
use store::fixture::Goods;

on_both_engines!(
    practice_shows_every_verdict_and_writes_nothing,
    practice_leaves_real_tickets_alone,
    the_desk_takes_no_practice_code,
);

fn expected(code: PracticeCode) -> &'static str {
    match code {
        PracticeCode::Redeemable => "redeemed",
        PracticeCode::FiveUnits | PracticeCode::Printed => "confirm",
        PracticeCode::Used => "already_redeemed",
        PracticeCode::Expired => "expired",
        PracticeCode::NotYet => "not_yet_usable",
        PracticeCode::TooOld => "code_too_old",
        PracticeCode::Renewed => "code_renewed",
        PracticeCode::Offered => "offered",
        PracticeCode::OtherBranch => "branch_not_listed",
        PracticeCode::OtherMerchant => "other_merchant",
        PracticeCode::Foreign => "not_ours",
    }
}

async fn practice_shows_every_verdict_and_writes_nothing(house: House) {
    for person in [&house.world.clerk_001, &house.world.clerk_003, &house.world.partner_clerk] {
        let mut clerk = house.desk_of(person).await;
        let before = house.place.contents().await;
        assert!(clerk.get("/desk/practice").await.text.contains("練習模式・不會核銷任何票券"));
        assert!(
            clerk.get("/desk/practice/codes").await.text.matches("<svg").count() >= PracticeCode::ALL.len()
        );
        for &code in PracticeCode::ALL {
            let card = clerk.ask("/desk/practice/scan", &[("code", &code.text())]).await;
            assert_eq!(card.verdict(), Some(expected(code)), "{code:?}");
            let page = clerk.post("/desk/practice/scan", &[("code", &code.text())]).await;
            assert!(page.text.contains("練習模式・不會核銷任何票券"), "{code:?}, without scripts");
        }
        let looked = [("code", &*PracticeCode::Redeemable.text()), ("look", "1")];
        assert_eq!(clerk.ask("/desk/practice/scan", &looked).await.verdict(), Some("confirm"));
        let card = clerk.ask("/desk/practice/scan", &[("code", &PracticeCode::FiveUnits.text())]).await;
        let form = [("presentation", &*card.field("presentation")), ("quantity", "2")];
        let done = clerk.ask("/desk/practice/redeem", &form).await;
        assert_eq!(done.verdict(), Some("redeemed"));
        assert!(
            done.text.contains("2 次・剩餘 3") && done.text.contains("沒有核銷任何票券"),
            "{}",
            done.text
        );
        assert_eq!(clerk.ask("/desk/practice/undo", &[]).await.verdict(), Some("undone"));
        assert!(before == house.place.contents().await, "practice writes nothing");
    }
}

async fn practice_leaves_real_tickets_alone(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let before = house.place.contents().await;
    for code in [house.world.moment_link(&ticket), ticket.code.clone()] {
        let card = clerk.ask("/desk/practice/scan", &[("code", &code)]).await;
        assert_eq!(card.verdict(), Some("practice_real"));
        assert!(!card.text.contains(&ticket.serial));
    }
    let card = clerk.look(&house.world.moment_link(&ticket)).await;
    let form = [("presentation", &*card.field("presentation")), ("quantity", "1")];
    assert_eq!(clerk.ask("/desk/practice/redeem", &form).await.verdict(), Some("practice_real"));
    assert!(before == house.place.contents().await, "nothing is redeemed");
}

async fn the_desk_takes_no_practice_code(house: House) {
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    for &code in PracticeCode::ALL {
        assert_eq!(clerk.scan_as(&code.text(), &house.attempt()).await.verdict(), Some("not_ours"));
        let answer = clerk.confirm_as(code.as_str(), &house.attempt(), "1").await;
        assert_eq!(answer.verdict(), Some("not_ours"));
    }
}
