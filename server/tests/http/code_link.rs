//! The link in a QR, opened by a phone's own camera.

use crate::act::ours;
use crate::house::House;
use store::fixture::Goods;

on_both_engines!(
    the_code_stays_in_no_address,
    a_broken_code_is_a_page,
    an_old_code_asks_to_scan_again,
    a_clerk_confirms_what_the_camera_opened,
    what_was_opened_long_ago_is_over,
);

async fn the_code_stays_in_no_address(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let printed = house.world.printed_link(&ticket);
    let (_, printed) = printed.split_once("/R/").expect("a link");
    for code in [house.code_of(&ticket), printed.to_owned()] {
        for (mut browser, expected) in
            [(house.nobody(), "/t/1000001-"), (house.desk_of(&house.world.clerk_001).await, "/desk/ticket")]
        {
            let answer = browser.get(&format!("/R/{code}")).await;
            assert_eq!(answer.status, 303);
            assert!(answer.location().starts_with(expected), "{}", answer.location());
            let whole = format!("{:?}{}", answer.headers, answer.text);
            assert!(!whole.contains(&code) && !whole.contains(&ticket.code), "{whole}");
            let face = browser.get(answer.location()).await;
            assert_eq!(face.status, 200);
            assert!(!face.text.contains(&code));
        }
    }
    let mut signed_out = house.nobody().with_cookie("__Host-session", &"0".repeat(52));
    let answer = signed_out.get(&format!("/R/{}", house.code_of(&ticket))).await;
    assert!(answer.location().starts_with("/t/"), "a dead session is a stranger's");
}

async fn a_broken_code_is_a_page(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let code = house.code_of(&ticket);
    let last = if code.ends_with('0') { "1" } else { "0" };
    let forged = format!("{}{last}{last}", &code[..code.len() - 2]);
    let mut browser = house.nobody();
    for code in [&forged, &code.to_lowercase(), "A", "%20", "%E7%A5%A8", "%0A", &code[1..], &"A".repeat(5000)]
    {
        let answer = browser.get(&format!("/R/{code}")).await;
        assert_eq!(answer.status, 404, "{code}");
        assert!(answer.text.contains("請重新掃描"), "{code}");
        assert!(answer.set_cookies().is_empty(), "{code}");
    }
}

async fn an_old_code_asks_to_scan_again(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let code = house.code_of(&ticket);
    house.wait(300);
    let answer = house.nobody().get(&format!("/R/{code}")).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("這個碼已過期或無法辨識，請重新掃描。"));
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let answer = clerk.get(&format!("/R/{code}")).await;
    assert_eq!(answer.status, 404);
    let answer = clerk.get("/desk/ticket").await;
    assert!(answer.text.contains("請重新掃描"), "nothing was kept: {}", answer.text);
}

async fn a_clerk_confirms_what_the_camera_opened(house: House) {
    let ticket = house.ticket(Goods::Paid, 3).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    ours(&mut clerk, &house, &ticket).await;
    let card = clerk.get("/desk/ticket").await;
    assert_eq!(card.verdict(), Some("confirm"));
    let answer = clerk.confirm(&card, "2").await;
    assert_eq!(answer.status, 303);
    let page = clerk.get(answer.location()).await;
    assert!(page.text.contains(&ticket.serial) && page.text.contains("2 次"));
    let again = clerk.confirm(&card, "2").await;
    assert_eq!(again.location(), answer.location(), "the same form again leads to the same redemption");
}

async fn what_was_opened_long_ago_is_over(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut clerk = house.desk_of(&house.world.clerk_001).await;
    let sealed = ours(&mut clerk, &house, &ticket).await;
    house.wait(601);
    assert_eq!(clerk.get("/desk/ticket").await.verdict(), Some("code_too_old"));
    let answer = clerk.confirm_as(&sealed, &house.attempt(), "1").await;
    assert_eq!((answer.status.as_u16(), answer.verdict()), (409, Some("code_too_old")));
    for sealed in ["", "0", "票", &sealed[1..], &sealed.replace('A', "B"), &ticket.code] {
        let answer = clerk.confirm_as(sealed, &house.attempt(), "1").await;
        assert_eq!(answer.verdict(), Some("not_ours"), "{sealed}");
    }
}
