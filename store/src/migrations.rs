//! The schema's versions, part of the program: `migrations/ENGINE/NUMBER_NAME.sql`, the same names for both engines. sqlx's own
//! macro would build SQLite and half of sqlx a second time, for the compiler.

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::sync::LazyLock;

macro_rules! texts {
    ($engine:literal, $($name:literal,)+) => {
        &[$(($name, include_str!(concat!("../../migrations/", $engine, "/", $name, ".sql")))),+]
    };
}

macro_rules! all {
    ($engine:literal) => {
        texts!(
            $engine,
            "0001_first",
            "0002_life",
            "0003_bank_again",
            "0004_mails_of_an_issue",
            "0005_devices",
            "0006_gifts",
            "0007_proven_addresses",
            "0009_enquiries",
            "0010_notice_topics",
            "0011_push",
            "0012_passes",
            "0013_pictures",
            "0014_people",
            "0015_look_up",
            "0016_offline",
            "0017_people",
            "0018_desk_note",
            "0019_console",
            "0020_products",
            "0021_correction",
            "0022_request_fee",
            "0024_issued_orders",
            "0025_plans",
            "0028_return_lists",
            "0029_order_list",
            "0032_own_serials",
            "0033_people_s_data",
            "0034_paper",
            "0035_office_lists",
            "0036_platform_lists",
            "0037_opened",
            "0038_gap_settled",
            "0039_ticket_note",
            "0040_cancelled_returns",
            "0042_operator_look",
        )
    };
}

/// Of SQLite.
pub static SQLITE: LazyLock<Migrator> = LazyLock::new(|| migrator(all!("sqlite")));
/// Of PostgreSQL.
pub static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| migrator(all!("postgres")));

fn migrator(texts: &[(&'static str, &'static str)]) -> Migrator {
    Migrator::with_migrations(texts.iter().map(|(name, text)| migration(name, text)).collect())
}

/// Named as sqlx names them, so that databases know them again: 0012_two_words is version 12, "two words".
fn migration(name: &'static str, text: &'static str) -> Migration {
    let (version, description) = name.split_once('_').unwrap_or((name, ""));
    let version = version.parse().unwrap_or_default();
    Migration::new(
        version,
        description.replace('_', " ").into(),
        MigrationType::Simple,
        SqlStr::from_static(text),
        false,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A file that is in the folder and not in the list would never run.
    #[test]
    fn every_file_of_the_folders_is_in_the_list() {
        for (engine, migrator) in [("sqlite", &SQLITE), ("postgres", &POSTGRES)] {
            let folder = format!("{}/../migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
            let files: BTreeSet<_> = std::fs::read_dir(folder)
                .expect("the folder")
                .map(|file| file.expect("a file").file_name().into_string().expect("a name"))
                .collect();
            let listed: BTreeSet<_> = migrator
                .iter()
                .map(|one| format!("{:04}_{}.sql", one.version, one.description.replace(' ', "_")))
                .collect();
            assert_eq!(files, listed);
            assert!(migrator.iter().all(|one| one.version > 0 && !one.description.is_empty()));
        }
    }
}
