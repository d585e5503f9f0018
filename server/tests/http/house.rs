//! A server of its own for every test: the fixture's town behind the real router, and a clock that stands still.

use crate::browser::Browser;
use crate::place::{Database, Place};
use axum::Router;
use clap::Parser;
use domain::calendar::{Day, Instant};
use domain::hours::Hours;
use domain::identity::{BranchNumber, MerchantNumber};
use domain::people::{AccountName, AccountNote};
use domain::permission::Role;
use domain::powers::{Powers, Products};
use server::config::{DataConfig, ServeConfig};
use server::site::Site;
use server::state::AppState;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use store::command::people::SubAccountDraft;
use store::fixture::{Goods, ISSUER, PURCHASER_EMAIL, Person, TestTicket, World, branch};
use store::secret::{Keyring, SessionToken};
use store::visitor::Visitor;
use store::{SetClock, Store};

/// Makes of each test (an `async fn(House)`) two: `sqlite::test` and `postgres::test`.
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $test() { crate::house::run(crate::place::Database::Sqlite, super::$test); })+
        }
        mod postgres {
            $(#[test] fn $test() { crate::house::run(crate::place::Database::Postgres, super::$test); })+
        }
    };
}

/// Clerks of branch 001 who may less than others.
#[derive(Clone)]
pub struct Limited {
    pub after_hours: Person,
    pub other_products: Person,
    /// A session of clerk 001 that ended with its phone.
    pub revoked_phone: SessionToken,
}

/// The server, the town, and a way to everything behind them.
#[derive(Clone)]
pub struct House {
    pub store: Store,
    pub world: World,
    pub manager: Person,
    pub limited: Limited,
    pub clock: Arc<SetClock>,
    pub state: AppState,
    pub app: Router,
    pub place: Arc<Place>,
}

#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    data: DataConfig,
    #[command(flatten)]
    serve: ServeConfig,
}

/// What is done in a house.
type Doing = Box<dyn FnOnce(House) -> Pin<Box<dyn Future<Output = ()> + Send>>>;

/// Runs a test in a house of its own and tears the house down, whatever became of the test.
pub fn run<R, F>(database: Database, test: R)
where
    R: FnOnce(House) -> F + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    run_boxed(database, Box::new(move |house| Box::pin(test(house))));
}

/// Compiled once, not for each of four hundred tests.
fn run_boxed(database: Database, test: Doing) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let house = House::open(database).await;
        let outcome = tokio::spawn(test(house.clone())).await;
        house.store.close().await;
        house.place.remove();
        outcome.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
    });
}

impl House {
    async fn open(database: Database) -> Self {
        let place = Arc::new(Place::make(database).await);
        let clock = Arc::new(SetClock::new(moment("2026-11-06", 14, 0, 0)));
        let keyring = Keyring::new(1, &[7; 32]).expect("a keyring");
        let store = Store::open(&place.url, keyring, clock.clone()).await.expect("a store");
        let world = World::new(&store).await.expect("a town");
        let manager = person(&store, ISSUER, "manager", None, Role::Manager).await;
        let limited = limited(&store, &world).await;
        let data = place.folder.display().to_string();
        let settings = ["piaojia", "--data", &data, "--public-url", "http://localhost:3000"];
        let stand_in = ["--push-service", "http://127.0.0.1"];
        let Settings { data, serve } = Settings::parse_from(settings.iter().chain(&stand_in));
        let state = AppState::new(store.clone(), browser_files(&place.folder), serve, data);
        let app = server::router::router(state.clone());
        Self { store, world, manager, limited, clock, state, app, place }
    }

    /// The browser's files, once more.
    pub fn site(&self) -> Site {
        browser_files(&self.place.folder)
    }

    /// Somebody whom nobody knows.
    pub fn nobody(&self) -> Browser {
        Browser::new(self.app.clone())
    }

    /// A holder whose browser has proven this address.
    pub async fn proven(&self, address: &str) -> Browser {
        let token = self.world.proven_browser(address).await.expect("proven");
        self.nobody().with_cookie("__Host-holder", token.as_str())
    }

    /// The purchaser of [`Self::ticket`], likewise.
    pub async fn purchaser(&self) -> Browser {
        self.proven(PURCHASER_EMAIL).await
    }

    /// Somebody signed in, on a phone of their own.
    pub async fn desk_of(&self, person: &Person) -> Browser {
        let session = self.world.sign_in(person).await.expect("signed in");
        self.nobody().with_cookie("__Host-session", session.as_str())
    }

    pub async fn ticket(&self, goods: Goods, units: u8) -> TestTicket {
        self.world.issue_tickets(goods, 1, units).await.expect("issued").pop().expect("a ticket")
    }

    /// An attempt that nobody made before.
    pub fn attempt(&self) -> String {
        store::attempt_id(self.store.now()).expect("an attempt").to_string()
    }

    /// What stands behind `/R/` in the QR of this half minute.
    pub fn code_of(&self, ticket: &TestTicket) -> String {
        let link = self.world.moment_link(ticket);
        link.split_once("/R/").expect("a link of ours").1.to_owned()
    }

    pub fn wait(&self, seconds: i64) {
        self.clock.set(self.store.now().plus_seconds(seconds));
    }
}

/// An account with a password that nobody knows, signed in.
pub async fn person(
    store: &Store,
    merchant: MerchantNumber,
    name: &str,
    branch: Option<&BranchNumber>,
    role: Role,
) -> Person {
    let hash = "$argon2id$v=19$m=8,t=1,p=1$Zml4dHVyZQ$bm9ib2R5IHNpZ25zIGlu";
    let account = store.create_account(merchant, name, hash, branch, role).await.expect("an account");
    let session = store.start_session(merchant, &account).await.expect("signed in");
    Person { merchant, account, session }
}

async fn limited(store: &Store, world: &World) -> Limited {
    let hired = async |name: &str, powers: Powers| {
        let name = AccountName::parse(name).expect("a name");
        let branch = Some(branch("001").expect("a branch"));
        let draft = SubAccountDraft { note: AccountNote::default(), branch, powers };
        let account = store.create_sub_account(&world.owner.session, &name, draft, None).await.expect("made");
        let session = store.start_session(ISSUER, &account).await.expect("signed in");
        Person { merchant: ISSUER, account, session }
    };
    // The tests begin on a Friday at 14:00.
    let hours = Hours::parse("5 15:00-22:00").expect("hours");
    let products = Products::parse(&format!("{ISSUER}-{}", Goods::Gift.number())).expect("a list");
    let owner = &world.owner.session;
    let clerk = &world.clerk_001.account;
    let code = store.offer_enrolment(owner, clerk).await.expect("a code").token;
    let revoked_phone =
        store.enrol(&code, "phone-1", "{}".to_owned(), &Visitor::default()).await.expect("enrolled");
    let actor = store.signed_in(owner).await.expect("rows").expect("signed in").actor;
    let phone = store.sub_account(&actor, clerk).await.expect("rows").phones.remove(0);
    store.revoke_phone(owner, clerk, &phone.id).await.expect("revoked");
    Limited {
        after_hours: hired("after22", Powers { hours, ..Powers::of(Role::Clerk) }).await,
        other_products: hired("gifts01", Powers { products, ..Powers::of(Role::Clerk) }).await,
        revoked_phone,
    }
}

/// A moment in Taipei.
pub fn moment(day: &str, hour: i64, minute: i64, second: i64) -> Instant {
    Day::parse(day).expect("a day").start().plus_seconds(hour * 3600 + minute * 60 + second)
}

/// A few files like those of `./dev assets`, which need not have run.
fn browser_files(place: &Path) -> Site {
    let folder = place.join("site");
    std::fs::create_dir_all(&folder).expect("a folder");
    let files = [
        ("style.css", "body { margin: 0 }\n".repeat(200)),
        ("wallet.js", "export const nothing = 0;\n".repeat(100)),
        ("desk.js", "export {};\n".to_owned()),
        ("service_worker.js", include_str!("../../../public/service_worker.js").to_owned()),
        ("icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n".to_owned()),
        ("decoder_bg.wasm", "\0asm\u{1}\0\0\0".to_owned()),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("written");
    }
    Site::load(&folder).expect("browser files")
}
