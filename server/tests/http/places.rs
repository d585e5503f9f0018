//! Where a ticket can be used, on its page (RULES §3).

use crate::browser::between;
use crate::house::House;
use domain::identity::BranchNumber;
use store::fixture::{Goods, ISSUER};

on_both_engines!(a_ticket_says_where_it_can_be_used);

async fn a_ticket_says_where_it_can_be_used(house: House) {
    let ticket = house.ticket(Goods::Shared, 1).await;
    let path = format!("/w/{}/{}", ticket.link.as_str(), ticket.serial);
    let section = |page: &str, title: &str| {
        between(page, &format!("<h2>{title}</h2>"), "</section>").map(str::to_owned)
    };
    let shown = house.nobody().get(&path).await.text;
    let shops = section(&shown, "可使用的門市").unwrap_or_else(|| panic!("{shown}"));
    // Whose shop it is stands before a partner's; the branch that is disabled is not there.
    for shop in ["信義店", "公館店", "山海書店 重慶南路店"] {
        assert!(shops.contains(shop), "{shop}: {shops}");
    }
    assert!(!shops.contains("淡水店") && !shops.contains("<details>"), "{shops}");

    let number = BranchNumber::parse("004").expect("a number");
    house.store.create_branch(ISSUER, &number, "Taipei 101", true).await.expect("a branch");
    for (language, title, summary) in
        [("zh-TW", "可使用的門市", "全部 4 家門市"), ("en", "Where to use it", "All 4 shops")]
    {
        let page = house.nobody().with_language(language).get(&path).await.text;
        let shops = section(&page, title).unwrap_or_else(|| panic!("{page}"));
        assert!(
            shops.contains(&format!("<summary>{summary}</summary>")) && shops.contains("Taipei 101"),
            "{shops}"
        );
    }

    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    clerk.scan(&house, &ticket).await;
    let spent = house.nobody().get(&path).await.text;
    assert!(spent.contains("已使用") && section(&spent, "可使用的門市").is_none(), "{spent}");
}
