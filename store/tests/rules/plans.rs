//! No statement of the store walks a merchant's tickets, uses, events or wallets: on SQLite every text is explained. The
//! planner is told how much there is of what by the migration `plans`; on PostgreSQL statistics are measured, and what follows
//! the log is explained there.

use crate::harness::{Database, House, run};
use sqlx::any::AnyPoolOptions;
use sqlx::{AssertSqlSafe, Row};
use std::path::{Path, PathBuf};
use store::fixture::ISSUER;
use store::seal::UNSEALED;

/// Tables that grow with every ticket.
const GROWING: [&str; 10] = [
    "ticket",
    "ticket_order",
    "wallet",
    "use_line",
    "give_back",
    "event",
    "transfer",
    "transfer_line",
    "posting",
    "notice",
];

/// Where a walk is meant: the file's end, and why.
const MEANT: [(&str, &str); 3] = [
    ("books/pay_out.rs", "once a night, the sum of a merchant's postings"),
    (
        "command/operator/contract.rs",
        "a new merchant's number; the database asks whether anything refers to it yet",
    ),
    ("query/transfer/record.rs", "the office's list of transfers, between two days"),
];

/// Fewer texts than this were not found but lost by the search for them.
const FEWEST: usize = 200;

#[test]
fn no_statement_walks_what_grows() {
    let (explained, walks) = run(Database::Sqlite, explain_all);
    assert!(explained > FEWEST, "only {explained} statements found");
    assert!(walks.is_empty(), "these walk:\n{}", walks.join("\n"));
}

/// A plan that was made while there were few seals served a log of thousands: as a join it compared each event with each seal.
#[test]
fn whether_an_event_has_a_seal_is_looked_up_event_by_event() {
    let plan = run(Database::Postgres, plan_of_unsealed);
    assert!(plan.iter().any(|step| step.contains("SubPlan")), "{plan:#?}");
    assert!(!plan.iter().any(|step| step.contains("Join")), "{plan:#?}");
}

async fn plan_of_unsealed(house: House) -> Vec<String> {
    crate::seal::look(&house, ISSUER, house.store.now(), 0, 2000).await;
    for change in ["ANALYZE event", "ANALYZE event_seal"] {
        house.change(change).await.expect("statistics");
    }
    let question = UNSEALED.replace("$1", &ISSUER.to_string()).replace("$2", "''").replace("$3", "1000");
    house.rows(&format!("EXPLAIN {question}"), |row| row.get::<String, _>(0)).await
}

async fn explain_all(house: House) -> (usize, Vec<String>) {
    let of_index = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'";
    let indexes = house.rows(of_index, |row| (row.get::<String, _>(0), row.get::<String, _>(1))).await;
    let pool = AnyPoolOptions::new().max_connections(1).connect(&house.url).await.expect("a way in");
    let (mut explained, mut walks) = (0, Vec::new());
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&file).expect("a source file");
        let name = file.display().to_string();
        for statement in statements(&text) {
            let question = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
            // What only PostgreSQL understands, and beginnings of longer texts, have no plan here.
            let Ok(plan) = sqlx::query(question).fetch_all(&pool).await else { continue };
            explained += 1;
            let plan: Vec<String> = plan.iter().map(|row| row.get::<String, _>(3)).collect();
            let walk = plan.iter().find(|step| is_walk(step, &statement, &indexes));
            let is_meant = MEANT.iter().any(|(end, _)| name.ends_with(end));
            if let Some(step) = walk.filter(|_| !is_meant) {
                walks.push(format!("{name}: {step}: {statement}"));
            }
        }
    }
    (explained, walks)
}

/// Reads a whole growing table, or all that one merchant has in it.
fn is_walk(step: &str, statement: &str, indexes: &[(String, String)]) -> bool {
    let mut words = step.split_whitespace();
    let (act, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let index = indexes.iter().find(|(index, _)| step.contains(&format!("INDEX {index} ")));
    let table = match index {
        Some((_, table)) => table.as_str(),
        None => GROWING
            .into_iter()
            .find(|table| *table == name || statement.contains(&format!(" {table} {name}")))
            .unwrap_or_default(),
    };
    GROWING.contains(&table) && (act == "SCAN" || (act == "SEARCH" && step.contains("(merchant=?)")))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The whole texts of statements in a source file. What is put together while it runs is left out.
fn statements(source: &str) -> Vec<String> {
    let begins = ["\"SELECT ", "\"SELECT\n", "\"UPDATE ", "\"DELETE ", "\"INSERT ", "\"WITH "];
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find('"') {
        let from = &rest[at..];
        let Some(length) = from[1..].find('"') else { break };
        let text = &from[1..=length];
        if begins.iter().any(|begin| from.starts_with(begin)) && !text.contains('{') {
            found.push(text.replace("\\\n", "\n"));
        }
        rest = &from[length + 2..];
    }
    found
}
