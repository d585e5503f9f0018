//! Whatever is sent, the server answers: never a 5xx, never a panic, never a word about its insides.

use crate::browser::{answer, encoded};
use crate::door::DOORS;
use crate::house::House;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use axum::routing::get;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::router::around;
use std::net::SocketAddr;
use store::fixture::Goods;

on_both_engines!(
    any_form_is_answered,
    any_path_is_answered,
    other_methods_are_not_allowed,
    a_panic_says_nothing
);

/// A form: bytes as they come, or the right fields with anything in them.
fn forms() -> impl Strategy<Value = Vec<u8>> {
    let names = prop::sample::select(vec![
        "code",
        "attempt",
        "presentation",
        "quantity",
        "merchant",
        "use_id",
        "reason",
        "language",
        "back",
        "next",
        "account",
        "password",
        "serial",
        "transfer",
        "request",
        "answer",
        "order",
        "give_back",
        "units",
        "fee",
        "fee_percent",
        "name",
        "phone",
        "email",
        "message",
        "text",
        "kind",
        "words",
        "version",
        "note",
        "product",
        "tax_id",
        "state",
        "number",
        "title",
        "body",
        "to",
        "last_day",
        "also",
        "size",
        "request_fee",
    ]);
    let values = prop_oneof![
        ".{0,40}",
        "\\PC{0,10}",
        Just("\0".to_owned()),
        Just("1000001".to_owned()),
        Just("HTTPS://P.TW/R/0".to_owned()),
        "[0-9A-Z]{18}",
        "HTTPS://[A-Z.]{1,9}/R/[0-9A-Z]{0,200}",
        "-?[0-9]{1,25}",
        "[a-z0-9-]{1,64}",
    ];
    let fields = vec((names, values), 0..8).prop_map(|fields| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        encoded(&fields).into_bytes()
    });
    let bytes = vec(any::<u8>(), 0..300);
    let complete = vec(any::<char>().prop_map(String::from), 12).prop_map(|values| {
        let names = [
            "code",
            "presentation",
            "quantity",
            "merchant",
            "use_id",
            "reason",
            "language",
            "back",
            "account",
        ];
        let mut fields: Vec<_> = names.into_iter().zip(values.iter().map(String::as_str)).collect();
        fields.push(("attempt", "0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f"));
        encoded(&fields).into_bytes()
    });
    prop_oneof![2 => bytes, 3 => fields, 3 => complete]
}

async fn any_form_is_answered(house: House) {
    let ticket = house.ticket(Goods::Paid, 1).await;
    let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    let owner = house.desk_of(&house.world.owner).await;
    let posts = DOORS.iter().filter(|(method, ..)| *method == "POST").map(|(_, path, _)| *path);
    let (link, serial) = (ticket.link.as_str(), ticket.serial.as_str());
    let posts: Vec<_> = posts.map(|path| path.replace("{link}", link).replace("{serial}", serial)).collect();
    let tried = tokio::task::block_in_place(|| {
        runner.run(&forms(), |body| {
            tokio::runtime::Handle::current().block_on(async {
                for path in posts.iter().filter(|path| *path != "/desk/sign-out") {
                    owner.clone().post_bytes(path, body.clone()).await;
                    owner.clone().send(&Method::POST, path, &[("x-fragment", "1")], body.clone()).await;
                    house.nobody().post_bytes(path, body.clone()).await;
                }
            });
            Ok(())
        })
    });
    tried.expect("every form is answered");
}

async fn any_path_is_answered(house: House) {
    let long = "a".repeat(8000);
    let (ticket, mut owner) = (house.ticket(Goods::Paid, 1).await, house.desk_of(&house.world.owner).await);
    let link = ticket.link.as_str();
    let mut paths: Vec<String> = Vec::new();
    for part in [
        "%00",
        "%FF%FE",
        "%0D%0ASet-Cookie:%20x=y",
        "..",
        "%2e%2e%2f",
        "%E7%A5%A8",
        "'",
        "-",
        "%25",
        "+",
        &long,
    ] {
        for route in [
            "/R/",
            "/w/",
            "/t/",
            "/t/1000001-",
            "/t/99999999999-",
            "/desk/use/1/",
            "/assets/x/",
            "/",
            "/desk/sign-in?next=",
        ] {
            paths.push(format!("{route}{part}"));
        }
        paths.push(format!("/w/{link}/{part}"));
        paths.push(format!("/w/{link}/{part}/code"));
        paths.push(format!("/w/{part}/{}", ticket.serial));
        paths.push(format!("/desk/use/{part}/x"));
        paths.push(format!("/assets/{part}/style.css"));
    }
    for path in paths {
        for answer in [house.nobody().at_address(9).get(&path).await, owner.get(&path).await] {
            let known = [200, 303, 400, 404, 429];
            assert!(known.contains(&answer.status.as_u16()), "{path}: {}", answer.status);
            assert!(!answer.text.contains(&ticket.code) && !answer.text.contains("王小明"), "{path}");
        }
    }
    let upper = house.nobody().get(&format!("/w/{}", link.to_uppercase())).await;
    assert_eq!(upper.status, 200, "links survive being written in capitals");
}

async fn other_methods_are_not_allowed(house: House) {
    let mut owner = house.desk_of(&house.world.owner).await;
    for (method, path, _) in DOORS {
        let is_a_door =
            |other: &Method| DOORS.iter().any(|(door, same, _)| *door == other.as_str() && same == path);
        for other in
            [Method::PUT, Method::DELETE, Method::PATCH].into_iter().filter(|other| !is_a_door(other))
        {
            let answer = owner.send(&other, path, &[], Vec::new()).await;
            assert_eq!(answer.status, 405, "{other} {path}");
        }
        let is_looked_at = DOORS.iter().any(|(other, same, _)| *other == "GET" && same == path);
        if *method == "POST" && !is_looked_at {
            assert_eq!(owner.get(path).await.status, 405, "GET {path}");
        }
    }
    let typed = [("content-type", "application/json")];
    let answer = owner.send(&Method::POST, "/desk/scan", &typed, b"{}".to_vec()).await;
    assert_eq!(answer.status, 415);
}

async fn a_panic_says_nothing(house: House) {
    async fn breaks() -> &'static str {
        panic!("the insides of this server")
    }
    let app = around(Router::new().route("/breaks", get(breaks))).with_state(house.state.clone());
    let mut request = Request::get("/breaks").body(Body::empty()).expect("a request");
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
    let answer = answer(app, request).await;
    assert_eq!(answer.status, 500);
    assert!(!answer.text.contains("insides"), "{}", answer.text);
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(house.nobody().get("/healthz").await.status, 200, "it goes on");
}
