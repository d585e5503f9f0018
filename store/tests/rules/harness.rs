//! A database of its own for every rule, with the fixture's town in it and a clock that stands still.

mod always;
mod place;

pub use place::elsewhere;

use always::ALWAYS;
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::give_back::FeeRule;
use domain::identity::{AttemptId, UseId};
use domain::refusal::Refusal;
use place::Place;
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, AssertSqlSafe, Row};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use store::bank::FileBank;
use store::command::cancel_redemption::Cancelled;
use store::command::give_back::{GivenBack, Returning};
use store::command::redeem::{Receipt, RedeemAnswer, RedeemRequest, Refused, TicketFace};
use store::fixture::{ISSUER, Person, TestTicket, World};
use store::secret::Keyring;
use store::{SetClock, Store, StoreError, attempt_id};
use tokio::runtime::Builder;
use tokio::sync::Barrier;

/// The key of every test's store.
pub const MASTER_KEY: [u8; 32] = [7; 32];
const MASTER_KEY_ID: u8 = 1;

/// Which engine a rule runs on.
#[derive(Debug, Clone, Copy)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// Makes of each rule (an `async fn(House)`) two tests: `sqlite::rule` and `postgres::rule`.
macro_rules! on_both_engines {
    ($($rule:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $rule() { crate::harness::run(crate::harness::Database::Sqlite, super::$rule); })+
        }
        mod postgres {
            $(#[test] fn $rule() { crate::harness::run(crate::harness::Database::Postgres, super::$rule); })+
        }
    };
}

/// A store with the town in it, and a way to its rows that does not lead through the store.
#[derive(Clone)]
pub struct House {
    pub store: Store,
    pub world: World,
    pub clock: Arc<SetClock>,
    /// Opens the same database again.
    pub url: String,
    rows: AnyPool,
}

/// A bank whose folder goes with it.
pub struct TestBank {
    pub files: FileBank,
    folder: std::path::PathBuf,
}

impl TestBank {
    /// Forgets the answers that lie there: they were taken, and each run looks at all of them.
    pub fn sweep(&self) {
        let _ = std::fs::remove_dir_all(self.files.from_bank());
    }
}

impl Drop for TestBank {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What is done in a house. Boxed: the machinery around a thousand rules is compiled once, not for each of them.
type Doing<T> = Box<dyn FnOnce(House) -> Pin<Box<dyn Future<Output = T> + Send>>>;

fn boxed<R, F, T>(rule: R) -> Doing<T>
where
    R: FnOnce(House) -> F + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Box::new(move |house| Box::pin(rule(house)))
}

/// Runs a rule in a house of its own and tears the house down, whatever became of the rule.
pub fn run<R, F, T>(database: Database, rule: R) -> T
where
    R: FnOnce(House) -> F + 'static,
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    run_on(Builder::new_multi_thread().worker_threads(2), database, boxed(rule))
}

/// The same on one thread, for rules that are about much, one after the other: no time goes into waking another.
pub fn run_in_turn<R, F, T>(database: Database, rule: R) -> T
where
    R: FnOnce(House) -> F + 'static,
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    run_on(&mut Builder::new_current_thread(), database, boxed(rule))
}

fn run_on<T: Send + 'static>(runtime: &mut Builder, database: Database, rule: Doing<T>) -> T {
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let place = Place::make(database).await;
        let house = House::open(place.url()).await;
        let outcome = tokio::spawn(rule(house.clone())).await;
        let broken = if outcome.is_ok() { house.broken().await } else { Vec::new() };
        house.rows.close().await;
        house.store.close().await;
        place.remove().await;
        assert!(broken.is_empty(), "left broken behind: {broken:?}");
        outcome.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
    })
}

/// The keyring of every test's store.
pub fn keyring() -> Keyring {
    Keyring::new(MASTER_KEY_ID, &MASTER_KEY).expect("a keyring")
}

/// A moment in Taipei.
pub fn moment(day: &str, hour: i64, minute: i64, second: i64) -> Instant {
    Day::parse(day).expect("a day").start().plus_seconds(hour * 3600 + minute * 60 + second)
}

/// The last millisecond of a day in Taipei.
pub fn end_of(day: &str) -> Instant {
    Day::parse(day).expect("a day").end()
}

/// Starts everything at the same time, each in a task of its own; answers in order.
pub async fn all_at_once<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let start = Arc::new(Barrier::new(futures.len()));
    let tasks: Vec<_> = futures
        .into_iter()
        .map(|future| {
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                start.wait().await;
                future.await
            })
        })
        .collect();
    let mut answers = Vec::with_capacity(tasks.len());
    for task in tasks {
        answers.push(task.await.expect("no panic"));
    }
    answers
}

/// The rule that said no; anything else that went wrong is a failure of the test.
pub fn refusal_of(error: StoreError) -> Refusal {
    let StoreError::Refused(refusal) = error else { panic!("not a refusal but {error}") };
    refusal
}

/// The receipt of an answer that must be one.
pub fn receipt_of(answer: RedeemAnswer) -> (Receipt, TicketFace) {
    match answer {
        RedeemAnswer::Redeemed { receipt, face } => (receipt, face),
        RedeemAnswer::Confirm { .. } => panic!("asked to confirm: {answer:?}"),
    }
}

impl House {
    async fn open(url: &str) -> Self {
        let clock = Arc::new(SetClock::new(moment("2026-11-06", 14, 0, 0)));
        let store = Store::open(url, keyring(), clock.clone()).await.expect("a store");
        let world = World::new(&store).await.expect("a town");
        let rows = AnyPoolOptions::new().max_connections(2).connect(url).await.expect("a second way in");
        Self { store, world, clock, url: url.to_owned(), rows }
    }

    /// The same database opened again with `keyring`.
    pub async fn reopen(&self, keyring: Keyring) -> Result<Store, StoreError> {
        Store::open(&self.url, keyring, self.clock.clone()).await
    }

    /// The same person signed in afresh at `now`: yesterday's session is over.
    pub async fn at(&self, now: Instant, who: &Person) -> Person {
        self.clock.set(now);
        Person { session: self.world.sign_in(who).await.expect("signed in"), ..who.clone() }
    }

    pub async fn redeem(&self, who: &Person, request: &RedeemRequest) -> Result<RedeemAnswer, Refused> {
        self.store.redeem(&who.session, request).await
    }

    /// Redeems what must be redeemable.
    pub async fn redeemed(&self, who: &Person, request: &RedeemRequest) -> Receipt {
        receipt_of(
            self.redeem(who, request).await.unwrap_or_else(|refused| panic!("refused: {}", refused.error)),
        )
        .0
    }

    /// The refusal of what must not be redeemable.
    pub async fn refused(&self, who: &Person, request: &RedeemRequest) -> Refusal {
        match self.redeem(who, request).await {
            Ok(answer) => panic!("not refused: {answer:?}"),
            Err(refused) => refusal_of(refused.error),
        }
    }

    /// Whom a session stands for.
    pub async fn actor(&self, who: &Person) -> Actor {
        self.store.signed_in(&who.session).await.expect("rows").expect("signed in").actor
    }

    /// A redemption of one unit by its scanned code.
    pub async fn scanned(&self, who: &Person, ticket: &TestTicket) -> Receipt {
        self.redeemed(who, &self.world.scan(ticket).expect("a scan")).await
    }

    /// Takes a whole redemption of the issuer's ticket back, with an attempt of its own.
    pub async fn cancel(&self, who: &Person, use_id: &UseId) -> Result<Cancelled, Refusal> {
        self.cancel_units(who, use_id, None, &self.attempt()).await
    }

    /// The same, as the rules of attempts and of parts need it.
    pub async fn cancel_units(
        &self,
        who: &Person,
        use_id: &UseId,
        units: Option<u32>,
        attempt: &AttemptId,
    ) -> Result<Cancelled, Refusal> {
        let done = self.store.cancel_redemption(&who.session, ISSUER, use_id, units, attempt, None).await;
        done.map_err(refusal_of)
    }

    /// Returns units of a ticket, with an attempt of its own.
    pub async fn give_back(
        &self,
        who: &Person,
        ticket: &TestTicket,
        units: Option<u32>,
        fee: FeeRule,
    ) -> Result<GivenBack, Refusal> {
        let returning = [Returning { ticket: ticket.id.clone(), units }];
        let done = self.store.give_back(&who.session, &returning, fee, None, &self.attempt()).await;
        done.map(|mut done| done.remove(0)).map_err(refusal_of)
    }

    /// A bank of this test's own.
    pub fn bank(&self) -> TestBank {
        let folder = std::env::temp_dir().join(format!("piaojia-bank-{}", self.attempt()));
        TestBank { files: FileBank::new(&folder), folder }
    }

    /// The Taipei day of the test's clock.
    pub fn today(&self) -> Day {
        self.store.now().day()
    }

    /// An attempt that nobody made before.
    pub fn attempt(&self) -> AttemptId {
        attempt_id(self.store.now()).expect("an attempt")
    }

    /// One number out of the rows.
    pub async fn number(&self, sql: &str) -> i64 {
        let row = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_one(&self.rows).await.expect(sql);
        row.try_get::<i64, _>(0).expect("a number")
    }

    /// Rows as the caller wants them.
    pub async fn rows<T>(&self, sql: &str, take: impl Fn(&sqlx::any::AnyRow) -> T) -> Vec<T> {
        let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(&self.rows).await.expect(sql);
        rows.iter().map(take).collect()
    }

    /// Changes rows behind the store's back; how many.
    pub async fn change(&self, sql: &str) -> Result<u64, sqlx::Error> {
        Ok(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&self.rows).await?.rows_affected())
    }

    /// Units left, use lines and events of a ticket, read in one statement.
    pub async fn written(&self, ticket: &TestTicket) -> (i64, i64, i64) {
        let sql = format!(
            "SELECT t.remaining, (SELECT COUNT(*) FROM use_line u WHERE u.ticket = t.id),
                    (SELECT COUNT(*) FROM event e WHERE e.ticket = t.id) FROM ticket t WHERE t.id = '{}'",
            ticket.id
        );
        let rows = self.rows(&sql, |row| (row.get(0), row.get(1), row.get(2))).await;
        rows.into_iter().next().expect("the ticket")
    }

    /// Says no if something is not as it must be after every rule: for rules that look in between, too.
    pub async fn is_sound(&self) {
        let broken = self.broken().await;
        assert!(broken.is_empty(), "broken: {broken:?}");
    }

    /// What must be true after every rule.
    async fn broken(&self) -> Vec<&'static str> {
        let mut broken = Vec::new();
        for (rule, sql) in ALWAYS {
            if self.number(sql).await != 0 {
                broken.push(*rule);
            }
        }
        broken
    }
}
