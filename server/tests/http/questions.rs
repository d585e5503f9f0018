//! A page of data asks the database a fixed number of questions, however much there is.

use crate::browser::Browser;
use crate::house::{House, run};
use crate::place::Database;
use domain::branch::Branch;
use domain::identity::BranchNumber;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::fixture::Goods;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

static ASKED: AtomicUsize = AtomicUsize::new(0);
/// The first page of the console: who it is, what it is set up with, numbers, what waits, messages, and five lists.
const MOST: usize = 20;

struct Counting;

struct IsSelect(bool);

impl Visit for IsSelect {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let text = format!("{value:?}");
        self.0 |= field.name() == "summary" && text.trim_start_matches(['"', ' ']).starts_with("SELECT");
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

async fn asked(browser: &mut Browser, path: &str) -> usize {
    ASKED.store(0, Ordering::Relaxed);
    assert_eq!(browser.get(path).await.status, 200, "{path}");
    ASKED.load(Ordering::Relaxed)
}

#[test]
fn pages_of_the_console_ask_as_often_whatever_there_is() {
    // One engine is enough: the questions are the same on the other.
    let counting = tracing_subscriber::registry().with(Counting);
    tracing::subscriber::set_global_default(counting).expect("nobody else counts in this process");
    run(Database::Sqlite, |house: House| async move {
        let mut owner = house.desk_of(&house.world.owner).await;
        let paths =
            ["/office", "/office/branches", "/office/branches/001", "/office/redeemers", "/office/set-up"];
        house.ticket(Goods::Paid, 1).await;
        let mut few = Vec::new();
        for path in paths {
            few.push(asked(&mut owner, path).await);
        }
        for goods in Goods::ALL {
            house.world.issue_tickets(goods, 40, 1).await.expect("issued");
        }
        for number in 100..120 {
            let number = BranchNumber::parse(&number.to_string()).expect("a number");
            let branch = Branch { name: "分店".into(), is_enabled: true, ..Branch::default() };
            house.store.add_branch(&house.world.owner.session, &number, branch).await.expect("added");
        }
        let mut many = Vec::new();
        for path in paths {
            many.push(asked(&mut owner, path).await);
        }
        assert_eq!(few, many);
        assert!(few.iter().all(|asked| (1..=MOST).contains(asked)), "{few:?}");
    });
}
