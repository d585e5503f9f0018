//! One request before each door, with what its actor has in hands.

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::scene::{Actor, Scene};
use axum::http::Method;

/// A phone's key: a point of the curve.
const HOLDER_KEY: &str = "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";

/// Where a phone could be told.
pub const ENDPOINT: &str = "https://fcm.googleapis.com/fcm/send/secret-address";

/// One request, as this actor would send it.
pub async fn knock(
    house: &House,
    scene: &Scene,
    browser: &mut Browser,
    actor: Actor,
    method: &str,
    path: &str,
) -> Answer {
    let (link, serial) = (scene.link(actor), scene.ticket.serial.as_str());
    let address = scene.ticket.claims;
    let path = match path {
        "/assets/{build}/{name}" => format!("{}/style.css", house.state.site.folder()),
        "/offline/{language}" => "/offline/en".to_owned(),
        "/offline/{language}/desk" => "/offline/en/desk".to_owned(),
        "/R/{code}" => format!("/R/{}", house.code_of(&scene.ticket)),
        "/t/{name}" => format!("/t/{}-{}", address.merchant, address.locator.to_text()),
        "/desk/use/{merchant}/{use_id}" => scene.redemption.clone(),
        "/desk/more/{merchant}/{use_id}" => scene.redemption.replace("/desk/use/", "/desk/more/"),
        other if other.starts_with("/desk/phone/") => {
            let nobodys = "0".repeat(8) + "-0000-7000-8000-" + &"0".repeat(12);
            other.replace("{merchant}", "1000001").replace("{phone}", &nobodys)
        }
        "/find/{merchant}" => format!("/find/{}", address.merchant),
        other if other.contains("{account}") => {
            other.replace("{account}", scene.colleague.as_str()).replace("{id}", "of-nobody")
        }
        other if other.contains("{token}") => other.replace("{token}", &scene.enrolment),
        "/office/branches/{number}" => "/office/branches/001".to_owned(),
        "/invitation/{link}" => format!("/invitation/{}", "0".repeat(52)),
        other if other.starts_with("/operator/") => {
            other.replace("{merchant}", "1000001").replace("{id}", "none").replace("{look}", "none")
        }
        other if other.starts_with("/office/redeemers/") => other.replace("{merchant}", "1000002"),
        other if other.starts_with("/office/issuers/") => other.replace("{merchant}", "1000001"),
        other if other.contains("{id}") => other.replace("{id}", "of-nobody"),
        other if other.starts_with("/office/transfers/") => other.replace("{transfer}", "of-nobody"),
        other if other.contains("{look}") => other.replace("{look}", "of-nobody"),
        other if other.contains("{draft}") => other.replace("{draft}", "of-nobody"),
        other if other.contains("{request}") => other.replace("{request}", scene.request.as_str()),
        other if other.contains("{order}") => other.replace("{order}", &scene.order),
        other if other.contains("{product}") => other.replace("{product}", "1"),
        other if other.contains("{kind}") => other.replace("{kind}", "logo"),
        "/office/ticket" => format!("/office/ticket?serial={serial}"),
        "/desk/receipt/{merchant}/{use_id}" => scene.receipt(),
        "/desk/receipt/{merchant}/{use_id}/file" => format!("{}/file", scene.receipt()),
        other if other.starts_with("/passes/") => {
            let path = other.replace("{phone}", "phone").replace("{pass_type}", "pass.tw.piaojia.test");
            path.replace("{pass}", &"0".repeat(26))
        }
        other if other.contains("{enquiry}") => {
            other.replace("{link}", &link).replace("{enquiry}", scene.enquiry.as_str())
        }
        other if other.contains("/receipt/") => {
            let use_id = scene.redemption.rsplit('/').next().unwrap_or_default();
            let path = other.replace("{link}", &link).replace("{serial}", &scene.used.serial);
            path.replace("{use_id}", use_id)
        }
        other => other.replace("{link}", &link).replace("{serial}", serial),
    };
    if method == "DELETE" {
        return browser.send(&Method::DELETE, &path, &[], Vec::new()).await;
    }
    if method == "GET" {
        if path == "/desk/ticket" {
            let mut with_code = browser.clone().with_cookie("__Host-shown", &scene.shown);
            return with_code.get(&path).await;
        }
        return browser.get(&path).await;
    }
    match path.as_str() {
        "/person" => browser.post(&path, &[("back", "/")]).await,
        "/language" => browser.post(&path, &[("language", "en"), ("back", "/")]).await,
        "/desk/sign-in" => browser.sign_in("1000001", &format!("{actor:?}"), "guessed", "").await,
        "/operator/sign-in" => {
            let name = format!("{actor:?}");
            browser.post(&path, &[("account", name.as_str()), ("password", "guessed")]).await
        }
        path if path.starts_with("/operator/") && path.ends_with("/look") => {
            browser.post(path, &[("reason", "客訴")]).await
        }
        "/desk/scan" => browser.scan(house, &scene.ticket).await,
        "/desk/look" => browser.look(&house.world.moment_link(&scene.ticket)).await,
        "/desk/find" => browser.post(&path, &[("kind", "order"), ("words", &scene.order)]).await,
        "/desk/redeem" => browser.confirm_as(&scene.presentation, &house.attempt(), "1").await,
        "/desk/more" => {
            let attempt = house.attempt();
            let form = [("presentations", "0"), ("attempt", attempt.as_str()), ("quantity", "1")];
            browser.post(&path, &form).await
        }
        "/desk/cancel" => browser.cancel(house, &scene.redemption, "", "").await,
        path if path.starts_with("/office/enquiry/") => {
            browser.post(path, &[("attempt", &house.attempt()), ("text", "!")]).await
        }
        path if path.starts_with("/office/returns/") => {
            browser.post(path, &[("attempt", &house.attempt()), ("units", "10")]).await
        }
        path if path.starts_with("/office/") => {
            browser.post(path, &[("serial", serial), ("attempt", &house.attempt()), ("units", "1")]).await
        }
        path if path.ends_with("/device") || path.ends_with("/statements") => {
            browser.post(path, &[("key", HOLDER_KEY)]).await
        }
        path if path.ends_with("/push") || path.ends_with("/push/remove") => {
            browser.post(path, &crate::push::told_at(HOLDER_KEY, ENDPOINT)).await
        }
        path => browser.post(path, &[]).await,
    }
}
