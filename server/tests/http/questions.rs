//! A page of data asks the database a fixed number of questions, however much there is. Those of lists: [`crate::list_questions`].

use crate::browser::{Answer, Browser};
use crate::find::digits;
use crate::house::{House, run};
use crate::place::Database;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::command::issue::NewOrder;
use store::fixture::{Goods, ISSUER};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

static ASKED: AtomicUsize = AtomicUsize::new(0);
/// A wallet: itself, what was given (two of three questions of it only if there is any), tickets, uses, places, requests.
const MOST_OF_A_WALLET: usize = 9;

struct Counting;

struct IsSelect(bool);

impl Visit for IsSelect {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let text = format!("{value:?}");
        let text = text.trim_start_matches(['"', ' ']);
        self.0 |= field.name() == "summary" && ["SELECT", "WITH"].iter().any(|verb| text.starts_with(verb));
    }
}

impl<S: Subscriber> Layer<S> for Counting {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut select = IsSelect(false);
        // Nobody else writes events of this name; the library's own stands in the store alone.
        if event.metadata().target().ends_with("::query") {
            event.record(&mut select);
        }
        ASKED.fetch_add(usize::from(select.0), Ordering::Relaxed);
    }
}

/// How often the page asked, and what it says.
pub async fn asked_for(browser: &mut Browser, path: &str) -> (usize, Answer) {
    ASKED.store(0, Ordering::Relaxed);
    let answer = browser.get(path).await;
    let asked = ASKED.load(Ordering::Relaxed);
    assert_eq!(answer.status, 200, "{path}");
    (asked, answer)
}

async fn asked(browser: &mut Browser, path: &str) -> usize {
    asked_for(browser, path).await.0
}

/// Nobody else counts in this process: each of these tests has one of its own.
pub fn count() {
    let counting = tracing_subscriber::registry().with(Counting);
    tracing::subscriber::set_global_default(counting).expect("nobody else counts in this process");
}

/// What is asked for when a form is sent.
async fn asked_by(browser: &mut Browser, path: &str, form: &[(&str, &str)]) -> (usize, Answer) {
    ASKED.store(0, Ordering::Relaxed);
    let answer = browser.post(path, form).await;
    (ASKED.load(Ordering::Relaxed), answer)
}

/// An order of somebody's own: mail address and phone.
async fn guest(house: &House, number: u32, tickets: u32) -> [String; 2] {
    let [email, phone] = [format!("guest{number}@example.com"), format!("090000000{number}")];
    let order = house.world.order(vec![house.world.line(Goods::Paid, tickets, 1)]).expect("an order");
    let order = NewOrder { purchaser_email: email.clone(), purchaser_phone: phone.clone(), ..order };
    house.store.issue(ISSUER, "guest", vec![order]).await.expect("issued");
    [email, phone]
}

/// What the answers of a look-up asked for until its code is entered.
async fn asked_for_code(browser: &mut Browser, door: &str, reach: &str) -> (Vec<usize>, Answer) {
    let form = asked(browser, door).await;
    let (sent, answer) = asked_by(browser, door, &[("reach", reach)]).await;
    let to = answer.location().to_owned();
    let code = asked(browser, &to).await;
    (vec![form, sent, code], browser.get(&to).await)
}

/// A whole look-up, from the form to the list.
async fn looked_up(house: &House, door: &str, reach: &str) -> Vec<usize> {
    let mut browser = house.nobody();
    let (mut counts, form) = asked_for_code(&mut browser, door, reach).await;
    let (id, next, code) = (form.field("id"), form.field("next"), digits(house).await);
    let fields = [("id", id.as_str()), ("next", &next), ("code", &code)];
    let (entered, answer) = asked_by(&mut browser, "/find/code", &fields).await;
    assert_eq!(answer.location(), "/my");
    counts.extend([entered, asked(&mut browser, "/my").await]);
    counts
}

#[test]
fn a_look_up_asks_as_often_however_many_tickets_there_are() {
    count();
    run(Database::Sqlite, |house: House| async move {
        let (few, many) = (guest(&house, 1, 1).await, guest(&house, 2, 60).await);
        for door in ["/find", "/find/1000001"] {
            let (nobody, _) = asked_for_code(&mut house.nobody(), door, "nobody@example.com").await;
            for (few, many) in few.iter().zip(&many) {
                let counts = [looked_up(&house, door, few).await, looked_up(&house, door, many).await];
                assert_eq!(counts[0], counts[1], "{door} {few}");
                assert!(counts[0].iter().all(|asked| *asked <= MOST_OF_A_WALLET), "{door} {few} {counts:?}");
                assert_eq!(counts[0][..3], nobody, "until the code is entered it is the same whoever exists");
            }
        }
    });
}

#[test]
fn a_wallet_and_a_ticket_ask_as_often_however_many_there_are() {
    count();
    run(Database::Sqlite, |house: House| async move {
        let mut counts = Vec::new();
        for tickets in [2, 40] {
            let tickets = house.world.issue_tickets(Goods::Paid, tickets, 3).await.expect("issued");
            let wallet = format!("/w/{}", tickets[0].link.as_str());
            let mut clerk = house.desk_of(&house.world.clerk_001).await;
            for ticket in tickets.iter().skip(1) {
                let card = clerk.look(&house.world.moment_link(ticket)).await;
                clerk.confirm(&card, "1").await;
            }
            let mut holder = house.purchaser().await;
            let mut paths = vec![wallet.clone(), format!("{wallet}/{}", tickets[0].serial)];
            paths.push(format!("{wallet}/{}", tickets[1].serial));
            let mut asked_for = Vec::new();
            for path in &paths {
                asked_for.push(asked(&mut holder, path).await);
            }
            counts.push(asked_for);
        }
        assert_eq!(counts[0], counts[1]);
        assert!(counts[0].iter().all(|asked| (1..=MOST_OF_A_WALLET).contains(asked)), "{counts:?}");
    });
}
