//! Several tickets in one scan, with and without scripts.

use crate::house::House;
use store::fixture::{Goods, TestTicket};

on_both_engines!(
    the_others_of_an_order_go_at_once,
    a_part_that_fails_is_said,
    the_redemptions_page_leads_there
);

async fn three(house: &House) -> Vec<TestTicket> {
    house.world.issue_tickets(Goods::Paid, 3, 1).await.expect("tickets")
}

fn more(redemption: &str) -> String {
    redemption.replace("/desk/use/", "/desk/more/")
}

async fn the_others_of_an_order_go_at_once(house: House) {
    let tickets = three(&house).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let redemption = clerk.scan(&house, &tickets[0]).await.redemption();
    let offer = clerk.get(&more(&redemption)).await;
    assert!(offer.text.contains("同訂單還有 2 張可用"), "{}", offer.text);
    assert!(!offer.text.contains("王小明"), "no word about the holder");
    let (sealed, attempt) = (offer.field("presentations"), offer.field("attempt"));
    for wrong in ["0", "3", "", "x"] {
        let form = [("presentations", &*sealed), ("attempt", &*attempt), ("quantity", wrong)];
        assert_eq!(clerk.post("/desk/more", &form).await.status, 400, "{wrong}");
    }
    let form = [("presentations", &*sealed), ("attempt", &*attempt), ("quantity", "2")];
    for _ in 0..2 {
        let card = clerk.ask("/desk/more", &form).await;
        assert_eq!(card.verdict(), Some("several"));
        assert!(
            card.text.contains("全部核銷成功") && card.text.contains("2 張中核銷了 2 張"),
            "{}",
            card.text
        );
    }
    assert_eq!(
        clerk.get("/desk/today").await.text.matches("/desk/use/").count(),
        3,
        "a repeat redeems no more"
    );
    assert_eq!(clerk.get(&more(&redemption)).await.status, 404, "nothing is left");
}

async fn a_part_that_fails_is_said(house: House) {
    let tickets = three(&house).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let redemption = clerk.scan(&house, &tickets[0]).await.redemption();
    let offer = clerk.get(&more(&redemption)).await;
    house.desk_of(&house.world.clerk_002).await.scan(&house, &tickets[1]).await;
    let (sealed, attempt) = (offer.field("presentations"), offer.field("attempt"));
    let form = [("presentations", &*sealed), ("attempt", &*attempt), ("quantity", "2")];
    let card = clerk.ask("/desk/more", &form).await;
    assert!(card.text.contains("只核銷了一部分") && card.text.contains("2 張中核銷了 1 張"), "{}", card.text);
    assert!(card.text.contains("由 幸福果茶"), "who was faster: {}", card.text);
}

async fn the_redemptions_page_leads_there(house: House) {
    let tickets = three(&house).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let redemption = clerk.scan(&house, &tickets[0]).await.redemption();
    assert!(clerk.get(&redemption).await.text.contains(&more(&redemption)));
    house.wait(301);
    assert!(!clerk.get(&redemption).await.text.contains(&more(&redemption)));
}
