//! `piaojia-bench NAME…` prints figures, one a line: `NAME figure=… unit=… baseline=… ratio=…` (figure / baseline).
//! It starts the server that was built beside it, drives it over loopback and measures the baseline in the same run.
//! Without a name everything is measured; `./dev bench` also runs `decode`, `vitals` and `scan`, which are Chromium's.

mod beside;
mod console;
mod crash;
mod export;
mod figure;
mod grow;
mod house;
mod issue;
mod redeem;
mod under_load;
mod weight;

use house::House;
use std::process::ExitCode;

/// What goes wrong is told to a person, who tries again.
type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What is no figure but a trial: run when asked for by name, by `./dev test`.
const TRIALS: [&str; 2] = ["crashes-sqlite", "crashes-postgres"];

/// Everything that can be measured; `decode`, `vitals` and `scan` are measured by `./dev bench` itself.
const NAMES: [&str; 14] = [
    "redeem-sqlite",
    "redeem-sqlite-64",
    "redeem-postgres",
    "redeem-cpu",
    "issue",
    "import-beside-counter",
    "counter-under-load",
    "grow",
    "console",
    "export",
    "page-weight",
    "decode",
    "vitals",
    "scan",
];

#[tokio::main]
async fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = asked.iter().find(|name| !known(name)) {
        eprintln!("piaojia-bench: no figure is called {unknown}; there are {}", NAMES.join(", "));
        return ExitCode::FAILURE;
    }
    let named = |name: &&str| asked.iter().any(|one| one == name);
    let figures = NAMES.into_iter().filter(|name| asked.is_empty() || named(name));
    let names: Vec<&str> = figures.chain(TRIALS.into_iter().filter(named)).collect();
    eprintln!("load before: {}", figure::load());
    let mut code = ExitCode::SUCCESS;
    for name in names {
        if let Err(error) = measure(name).await {
            eprintln!("piaojia-bench: {name}: {error}");
            code = ExitCode::FAILURE;
        }
    }
    eprintln!("load after: {}", figure::load());
    code
}

fn known(name: &str) -> bool {
    NAMES.contains(&name) || TRIALS.contains(&name)
}

async fn measure(name: &str) -> Fallible<()> {
    match name {
        "redeem-sqlite" => redeem::sqlite(name, 8).await,
        "redeem-sqlite-64" => redeem::sqlite(name, 64).await,
        "redeem-postgres" => redeem::postgres(name).await,
        "redeem-cpu" => redeem::cpu(name).await,
        "issue" => issue::issue(name).await,
        "import-beside-counter" => beside::import_beside_counter(name).await,
        "counter-under-load" => under_load::counter_under_load(name).await,
        "grow" => grow::grow(name).await,
        "console" => console::console(name).await,
        "export" => export::export(name).await,
        "crashes-sqlite" => crash::crashes(name, House::on_sqlite().await?).await,
        "crashes-postgres" => crash::crashes(name, House::on_postgres().await?).await,
        "page-weight" => weight::pages(name).await,
        _ => Ok(()),
    }
}
