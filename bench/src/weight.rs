//! What the first view of a page loads, in bytes as sent to a browser that takes brotli.

use crate::Fallible;
use crate::figure;
use crate::house::House;
use crate::house::client::Client;
use std::collections::{BTreeMap, BTreeSet};
use store::fixture::Goods;

/// JS and wasm of one view of the wallet, and of the desk with decoder and verification.
const WALLET_TARGET: usize = 35_840;
const DESK_TARGET: usize = 153_600;

/// What a desk cannot do without; a walk that does not find them has lost its way.
const BEHIND_A_DESK: [&str; 2] = ["decoder_bg.wasm", "verifier_bg.wasm"];

/// Bytes of one kind.
#[derive(Default, Clone, Copy)]
struct Weight {
    sent: usize,
    plain: usize,
}

/// Wallet list, ticket page and desk.
pub async fn pages(name: &str) -> Fallible<()> {
    let house = House::on_sqlite().await?;
    let tickets = house.world.issue_tickets(Goods::Paid, 5, 1).await?;
    let ticket = tickets.first().ok_or("no ticket")?;
    let link = format!("/w/{}", ticket.link.as_str());
    let cookie = format!("cookie: __Host-session={}\r\n", house.world.clerk_001.session.as_str());
    let mut client = Client::connect(house.server.address).await?;
    for (page, path, cookie, target) in [
        ("wallet", link.clone(), "", WALLET_TARGET),
        ("ticket", format!("{link}/{}", ticket.serial), "", WALLET_TARGET),
        ("desk", "/desk".to_owned(), cookie.as_str(), DESK_TARGET),
    ] {
        let (kinds, loaded) = weigh(&mut client, &path, cookie).await?;
        let missing = |name: &&&str| !loaded.iter().any(|path| path.ends_with(*name));
        if let Some(name) = BEHIND_A_DESK.iter().filter(|_| page == "desk").find(missing) {
            return Err(format!("the desk does not load {name}: something was not weighed").into());
        }
        let of = |kind: &str| kinds.get(kind).copied().unwrap_or_default();
        for (kind, weight) in &kinds {
            figure::print(name, &format!("{page} {kind}"), weight.sent as f64, "bytes", weight.plain as f64);
        }
        let code = of("js").sent + of("wasm").sent;
        figure::print(name, &format!("{page} js+wasm"), code as f64, "bytes", target as f64);
    }
    house.remove().await
}

/// The page and everything it names, and everything that its modules name; and the addresses of these files.
async fn weigh(
    client: &mut Client,
    path: &str,
    cookie: &str,
) -> Fallible<(BTreeMap<String, Weight>, BTreeSet<String>)> {
    let html = fetch(client, path, cookie).await?;
    let sent = fetch(client, path, &format!("{cookie}accept-encoding: br\r\n")).await?;
    let mut kinds = BTreeMap::from([("html".to_owned(), Weight { sent: sent.len(), plain: html.len() })]);
    let mut waiting: Vec<String> = quoted(&html).filter(|text| text.starts_with("/assets/")).collect();
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let plain = fetch(client, &path, "").await?;
        let sent = fetch(client, &path, "accept-encoding: br\r\n").await?.len();
        let kind = path.rsplit('.').next().unwrap_or_default().to_owned();
        if kind == "js" {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            waiting.extend(named(&plain).map(|name| format!("{folder}/{name}")));
        }
        let weight = kinds.entry(kind).or_default();
        weight.sent += sent;
        weight.plain += plain.len();
    }
    Ok((kinds, seen))
}

async fn fetch(client: &mut Client, path: &str, headers: &str) -> Fallible<Vec<u8>> {
    let answer = client.get(path, headers).await?;
    if answer.status != 200 {
        return Err(format!("{path} answers {}", answer.status).into());
    }
    Ok(answer.body.to_vec())
}

/// Scripts and wasm files beside it that a script names: what it loads, now or later. The served scripts are minified,
/// so how they name them says nothing; `…_bg.js` is what a wasm file calls its imports, and no file.
fn named(script: &[u8]) -> impl Iterator<Item = String> + use<> {
    quoted(script).filter_map(|text| {
        let name = text.strip_prefix("./").unwrap_or(&text);
        let of_form = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
        (of_form && !name.ends_with("_bg.js") && (name.ends_with(".js") || name.ends_with(".wasm")))
            .then(|| name.to_owned())
    })
}

/// Whatever stands between two quotes of the same kind on one line.
fn quoted(bytes: &[u8]) -> impl Iterator<Item = String> + use<> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut found = Vec::new();
    for line in text.lines() {
        for quote in ['"', '\'', '`'] {
            found.extend(line.split(quote).map(str::to_owned));
        }
    }
    found.into_iter()
}
