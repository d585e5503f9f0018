//! What is sent when the server dies: every act that people do all day, each of a ticket of its own.

use crate::Fallible;
use crate::house::House;
use crate::house::client::Answer;
use crate::redeem::scan;
use domain::card::Card;
use domain::identity::UseId;
use store::command::contact::{Contact, Message};
use store::command::redeem::RedeemAnswer;
use store::command::transfer::{OfferRequest, Offered};
use store::fixture::{Goods, ISSUER, PURCHASER_EMAIL, TestTicket};
use store::secret::{BrowserToken, LinkToken, SessionToken};

/// People at work when it happens.
const PEOPLE: usize = 8;
/// Scans that are ready for each; the server is dead before they are used up.
const SCANS: u32 = 6;
/// The kinds of the acts' events.
pub const KINDS: [&str; 6] = [
    "redeemed",
    "redemption_cancelled",
    "given_back",
    "transfer_offered",
    "transfer_accepted",
    "transfer_taken_back",
];
/// What the card of a redeemed ticket says.
const REDEEMED: &[u8] = br#"data-code="redeemed""#;

/// What an act leaves behind, once: an event of this kind about this ticket.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Effect {
    pub kind: &'static str,
    pub ticket: String,
}

/// One act, put together before.
pub struct Act {
    pub request: Vec<u8>,
    pub effect: Effect,
    /// Where a form leads that was taken; a scan is answered in place.
    leads: bool,
}

impl Act {
    pub fn is_done(&self, answer: &Answer<'_>) -> bool {
        if self.leads {
            answer.status == 303
        } else {
            answer.status == 200 && answer.body.windows(REDEEMED.len()).any(|part| part == REDEEMED)
        }
    }
}

/// Who acts.
pub struct Actors {
    cashiers: Vec<SessionToken>,
    owner: SessionToken,
    /// A browser that has proven the purchaser's address: it may give away.
    browser: BrowserToken,
}

impl Actors {
    pub async fn sign_in(house: &House) -> Fallible<Self> {
        Ok(Self {
            cashiers: house.cashiers(PEOPLE).await?,
            owner: house.world.owner.session.clone(),
            browser: house.world.proven_browser(PURCHASER_EMAIL).await?,
        })
    }
}

/// One round's acts, of each person's the scans and one of each other kind, in any order.
pub async fn prepare(house: &House, actors: &Actors) -> Fallible<Vec<Vec<Act>>> {
    let tickets = house.tickets(SCANS * PEOPLE as u32).await?;
    let requests = scan::requests_of(house, &actors.cashiers, &tickets)?;
    let mut of_all = Vec::with_capacity(PEOPLE);
    for (person, requests) in requests.into_iter().enumerate() {
        let own = tickets.iter().skip(person).step_by(PEOPLE);
        let scans = requests.into_iter().zip(own);
        let mut acts: Vec<_> =
            scans.map(|(request, ticket)| act(request, "redeemed", ticket, false)).collect();
        acts.extend(others(house, actors, person).await?);
        shuffle(&mut acts)?;
        of_all.push(acts);
    }
    Ok(of_all)
}

/// One act of each kind but scanning.
async fn others(house: &House, actors: &Actors, person: usize) -> Fallible<Vec<Act>> {
    let tickets = house.world.issue_tickets(Goods::Paid, 5, 1).await?;
    let [cancelled, returned, offered, accepted, taken_back] = tickets.as_slice() else {
        return Err("not five tickets".into());
    };
    let clerk = actors.cashiers.get(person).ok_or("no cashier")?;
    let staff = |session: &SessionToken| format!("__Host-session={}", session.as_str());
    let holder = format!("__Host-holder={}", actors.browser.as_str());
    let attempt = || house.attempt().map(|attempt| attempt.to_string());
    let redemption = redeem(house, clerk, cancelled).await?;
    let cancel =
        [("merchant", ISSUER.to_string()), ("use_id", redemption.to_string()), ("attempt", attempt()?)];
    let give_back = [("serial", returned.serial.clone()), ("attempt", attempt()?), ("units", "1".to_owned())];
    let give = [
        ("serial", offered.serial.clone()),
        ("name", "Mei".to_owned()),
        ("phone", "0912345678".to_owned()),
        ("email", "mei%40example.com".to_owned()),
        ("attempt", attempt()?),
    ];
    let gift = offer(house, accepted).await?.link;
    let accept = [("attempt", attempt()?)];
    let take_back = [("transfer", offer(house, taken_back).await?.transfer.to_string())];
    let wallet = |link: &LinkToken, act: &str| format!("/w/{}/{act}", link.as_str());
    let post = |path: &str, cookie: &str, fields: &[(&str, String)]| form(house, path, cookie, fields);
    Ok(vec![
        act(post("/desk/cancel", &staff(clerk), &cancel), "redemption_cancelled", cancelled, true),
        act(post("/office/return", &staff(&actors.owner), &give_back), "given_back", returned, true),
        act(post(&wallet(&offered.link, "give"), &holder, &give), "transfer_offered", offered, true),
        act(post(&wallet(&gift, "accept"), &holder, &accept), "transfer_accepted", accepted, true),
        act(
            post(&wallet(&taken_back.link, "take-back"), &holder, &take_back),
            "transfer_taken_back",
            taken_back,
            true,
        ),
    ])
}

fn act(request: Vec<u8>, kind: &'static str, ticket: &TestTicket, leads: bool) -> Act {
    Act { request, effect: Effect { kind, ticket: ticket.id.to_string() }, leads }
}

async fn redeem(house: &House, clerk: &SessionToken, ticket: &TestTicket) -> Fallible<UseId> {
    let answer =
        house.store.redeem(clerk, &house.world.scan(ticket)?).await.map_err(|refused| refused.error)?;
    match answer {
        RedeemAnswer::Redeemed { receipt, .. } => Ok(receipt.use_id),
        RedeemAnswer::Confirm { .. } => Err("asked to confirm".into()),
    }
}

async fn offer(house: &House, ticket: &TestTicket) -> Fallible<Offered> {
    let request = OfferRequest {
        tickets: vec![ticket.id.clone()],
        recipient: Contact::parse("陳怡君", "0922333444", "chen@example.com", "zh-TW")
            .map_err(|_| "no contact")?,
        message: Message::parse("").ok_or("no message")?,
        card: Card::Plain,
        sent_on: None,
    };
    Ok(house.store.offer_transfer(&ticket.link, &request, &house.attempt()?).await?)
}

/// Values as they stand in a form; ours need no escapes but those that they have.
fn form(house: &House, path: &str, cookie: &str, fields: &[(&str, String)]) -> Vec<u8> {
    let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let body = body.join("&");
    format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\naccept-language: zh-TW\r\n\r\n{body}",
        house.server.address,
        body.len(),
    )
    .into_bytes()
}

fn shuffle(acts: &mut [Act]) -> Fallible<()> {
    let random = store::secret_bytes::<32>()?;
    for (last, random) in (1..acts.len()).rev().zip(random) {
        acts.swap(last, usize::from(random) % (last + 1));
    }
    Ok(())
}
