//! The doors of [`crate::door`] with one of the platform's own people before them: the platform's are open, at all others the
//! operator is nobody. Nothing is read or written as a merchant (RULES §15).

use crate::door::{DOORS, everything, told};
use crate::house::House;
use crate::knock::knock;
use crate::scene::{Actor, Scene};
use std::collections::BTreeSet;

on_both_engines!(the_operator_is_let_in_by_the_platform_alone, no_session_opens_the_other_house);

/// What the operator gets at the doors of the platform, each with a merchant's number in hand and nothing typed.
#[rustfmt::skip]
const OPERATOR: &[(&str, &str, &str)] = &[
    ("GET", "/operator/sign-in", "200"),
    ("POST", "/operator/sign-in", "422"), // a guessed password
    ("POST", "/operator/sign-out", "→ /operator/sign-in"),
    ("GET", "/operator", "200"),
    ("GET", "/operator/merchants/export", "200"),
    ("GET", "/operator/merchants/new", "200"),
    ("POST", "/operator/merchants/new", "422"),
    ("GET", "/operator/merchant/{merchant}", "200"),
    ("GET", "/operator/merchant/{merchant}/contract", "200"),
    ("POST", "/operator/merchant/{merchant}/contract", "422"),
    ("POST", "/operator/merchant/{merchant}/end", "422"),
    ("POST", "/operator/merchant/{merchant}/invite", "422"),
    ("GET", "/operator/merchant/{merchant}/changes", "200"),
    ("GET", "/operator/merchant/{merchant}/changes/export", "200"),
    ("GET", "/operator/merchant/{merchant}/redeemers", "200"),
    ("GET", "/operator/merchant/{merchant}/redeemers/export", "200"),
    ("GET", "/operator/merchant/{merchant}/issuers", "200"),
    ("GET", "/operator/merchant/{merchant}/issuers/export", "200"),
    ("POST", "/operator/merchant/{merchant}/relation", "409"), // with nobody
    ("POST", "/operator/merchant/{merchant}/look", "→ /office"), // with a reason
    ("GET", "/operator/merchant/{merchant}/look", "→ /operator/merchant/1000001"), // none was begun in this browser
    ("GET", "/operator/merchant/{merchant}/looks/{look}", "404"), // none of this name; `look` has some
    ("POST", "/operator/look/leave", "→ /operator"), // likewise
    ("GET", "/operator/messages", "200"),
    ("POST", "/operator/messages", "422"),
    ("GET", "/operator/messages/export", "200"),
    ("POST", "/operator/messages/{id}/withdraw", "→ /operator/messages"), // none of this name
    ("GET", "/operator/people", "200"),
    ("POST", "/operator/people", "422"),
    ("POST", "/operator/people/export", "422"),
    ("POST", "/operator/people/erase", "422"),
    ("GET", "/operator/jobs", "200"),
    ("GET", "/operator/jobs/export", "200"),
    ("GET", "/operator/deliveries", "200"),
    ("GET", "/operator/deliveries/export", "200"),
    ("GET", "/operator/proofs", "200"),
    ("GET", "/operator/proofs/export", "200"),
];

async fn the_operator_is_let_in_by_the_platform_alone(house: House) {
    let named: BTreeSet<_> = OPERATOR.iter().map(|(method, path, _)| (*method, *path)).collect();
    let doors = DOORS.iter().map(|(method, path, _)| (*method, *path));
    let of_the_platform: BTreeSet<_> = doors.filter(|(_, path)| path.starts_with("/operator")).collect();
    assert_eq!(of_the_platform, named, "left: the table of doors, right: the operator's");

    let nobody = Actor::ALL.iter().position(|actor| *actor == Actor::Nobody).expect("a column");
    let scene = Scene::set(&house).await;
    let mut wrong = Vec::new();
    for (door, (method, path, everybody)) in (0..).zip(DOORS) {
        let own = OPERATOR.iter().find(|(by, to, _)| (by, to) == (method, path));
        let expected = own.map_or(everybody[nobody], |(.., answer)| *answer);
        // Signing out is one of the doors: each is knocked at in another session.
        let mut browser = Actor::Operator.browser(&house).await.at_address(door);
        let answer = knock(&house, &scene, &mut browser, Actor::Operator, method, path).await;
        let got = told(&answer);
        if got != expected {
            wrong.push(format!("{method} {path}: {got} instead of {expected}"));
        }
        for secret in scene.secrets(Actor::Operator, path) {
            if everything(&answer).contains(secret) {
                wrong.push(format!("{method} {path}: reads {secret}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A merchant's session in the operator's cookie is none, nor the other way around.
async fn no_session_opens_the_other_house(house: House) {
    let id = house.store.create_operator("keeper", "hash").await.expect("made");
    let visitor = store::visitor::Visitor::default();
    let platform = house.store.operator_sign_in(&id, "password", &visitor).await.expect("signed in");
    let owner = house.world.sign_in(&house.world.owner).await.expect("signed in");
    let mut as_operator = house.nobody().with_cookie("__Host-operator", owner.as_str());
    for path in ["/operator", "/operator/people", "/operator/merchant/1000001/look", "/operator/jobs/export"]
    {
        assert_eq!(told(&as_operator.get(path).await), "→ /operator/sign-in", "{path}");
    }
    let mut as_owner = house.nobody().with_cookie("__Host-session", platform.as_str());
    for path in ["/office", "/office/orders", "/office/set-up", "/desk", "/account"] {
        assert_eq!(told(&as_owner.get(path).await), "in", "{path}");
    }
    assert_eq!(told(&as_owner.post("/office/set-up", &[]).await), "in");
}
