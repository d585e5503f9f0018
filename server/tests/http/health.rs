//! Whether the server is alive, and whether it can work.

use crate::browser::answer;
use crate::house::House;
use axum::body::Body;
use axum::http::Request;

on_both_engines!(a_server_whose_database_is_gone_lives_and_is_not_ready);

/// Asked by a machine, which may be told that something is wrong.
async fn told(house: &House, path: &str) -> (u16, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let answer = answer(house.app.clone(), request).await;
    (answer.status.as_u16(), answer.text)
}

async fn a_server_whose_database_is_gone_lives_and_is_not_ready(house: House) {
    assert_eq!(told(&house, "/readyz").await, (200, "ready\n".to_owned()));
    house.store.close().await;
    assert_eq!(told(&house, "/readyz").await, (503, "not ready\n".to_owned()));
    assert_eq!(told(&house, "/healthz").await, (200, "ok\n".to_owned()));
}
