//! The threads that serve. On a small machine with PostgreSQL each keeps to a core of its own (decision 0039): Linux does not
//! look for an idle core where few share a cache, so that both of two workers stay on one while the other is idle.

#[cfg(target_os = "linux")]
mod bound;

use std::io;
use store::EngineKind;
use tokio::runtime::{Builder, Runtime};

/// On a larger machine the scheduler finds idle cores itself.
const SMALL_MACHINE: usize = 4;

/// Whether each worker thread keeps to a core of its own. Only on Linux; elsewhere none does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum BindWorkers {
    /// On a small machine whose every core is ours to use, where the database is PostgreSQL.
    Auto,
    /// Wherever the database is PostgreSQL.
    Yes,
    /// Never.
    No,
}

/// The runtime of a server.
///
/// # Errors
/// What the system says when it gives no threads.
#[cfg(target_os = "linux")]
pub fn runtime(bind: BindWorkers, engine: EngineKind) -> io::Result<Runtime> {
    // A system that does not say which cores there are is served as before.
    let known = std::thread::available_parallelism().ok().zip(bound::Places::here().ok());
    match known.map(|(workers, places)| (workers.get(), places)) {
        Some((workers, places)) if binds(bind, engine, workers, places.count()) => {
            bound::runtime(workers, places)
        }
        Some(_) | None => Builder::new_multi_thread().enable_all().build(),
    }
}

/// The runtime of a server.
///
/// # Errors
/// What the system says when it gives no threads.
#[cfg(not(target_os = "linux"))]
pub fn runtime(_: BindWorkers, _: EngineKind) -> io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().build()
}

/// A quota that is smaller than the cores would put the workers of several servers on the same first ones. SQLite reads on
/// threads of its own, which begin where the worker may run that starts them.
#[cfg(target_os = "linux")]
fn binds(bind: BindWorkers, engine: EngineKind, workers: usize, cores: usize) -> bool {
    let is_postgres = engine == EngineKind::Postgres;
    match bind {
        BindWorkers::Yes => is_postgres && cores > 0,
        BindWorkers::No => false,
        BindWorkers::Auto => is_postgres && workers == cores && (2..=SMALL_MACHINE).contains(&cores),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn small_machines_bind_by_themselves_and_quotas_do_not() {
        assert!(binds(BindWorkers::Auto, EngineKind::Postgres, 2, 2));
        assert!(binds(BindWorkers::Auto, EngineKind::Postgres, 4, 4));
        assert!(!binds(BindWorkers::Auto, EngineKind::Sqlite, 2, 2), "SQLite");
        assert!(!binds(BindWorkers::Auto, EngineKind::Postgres, 1, 64), "a quota");
        assert!(!binds(BindWorkers::Auto, EngineKind::Postgres, 1, 1), "one core");
        assert!(!binds(BindWorkers::Auto, EngineKind::Postgres, 8, 8), "a larger machine");
        assert!(binds(BindWorkers::Yes, EngineKind::Postgres, 8, 8));
        assert!(!binds(BindWorkers::Yes, EngineKind::Sqlite, 8, 8), "SQLite");
        assert!(!binds(BindWorkers::No, EngineKind::Postgres, 2, 2));
    }
}
