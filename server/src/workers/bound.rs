//! A runtime whose workers keep to a core each.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use tokio::runtime::{Builder, Runtime};

/// The cores that this process may use.
pub(super) struct Places {
    all: CpuSet,
    cores: Vec<usize>,
}

impl Places {
    /// Of whoever asks.
    pub(super) fn here() -> io::Result<Self> {
        let all = sched_getaffinity(None)?;
        let cores = (0..CpuSet::MAX_CPU).filter(|core| all.is_set(*core)).collect();
        Ok(Self { all, cores })
    }

    /// How many.
    pub(super) fn count(&self) -> usize {
        self.cores.len()
    }

    /// Where the thread of a number runs: a worker on one core, any other wherever there is room. A thread begins where
    /// the one may run that started it, so that every one is told.
    fn of(&self, number: usize, workers: usize) -> CpuSet {
        let own = if number < workers { self.cores.iter().cycle().nth(number) } else { None };
        let Some(core) = own else { return self.all };
        let mut set = CpuSet::new();
        set.set(*core);
        set
    }
}

/// Its first threads are its workers, and only they.
pub(super) fn runtime(workers: usize, places: Places) -> io::Result<Runtime> {
    let started = AtomicUsize::new(0);
    let (told, begun) = mpsc::channel();
    let runtime = Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .on_thread_start(move || {
            let number = started.fetch_add(1, Ordering::Relaxed);
            // Where the system does not allow it, the scheduler decides as before.
            let _ = sched_setaffinity(None, &places.of(number, workers));
            let _ = told.send(());
        })
        .build()?;
    // Whoever starts another thread does so after this.
    begun.iter().take(workers).for_each(drop);
    Ok(runtime)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> Vec<usize> {
        Places::here().expect("cores").cores
    }

    #[test]
    fn each_worker_has_another_core_as_long_as_there_are_any() {
        let of = |cores: &[usize]| {
            let mut set = CpuSet::new();
            cores.iter().for_each(|core| set.set(*core));
            set
        };
        let places = Places { all: of(&[3, 5]), cores: vec![3, 5] };
        let given: Vec<CpuSet> = (0..4).map(|number| places.of(number, 3)).collect();
        assert!(given == [of(&[3]), of(&[5]), of(&[3]), of(&[3, 5])], "three workers and another thread");
    }

    #[test]
    fn workers_keep_to_one_core_and_other_threads_to_none() {
        let cores = here();
        let runtime = runtime(2, Places::here().expect("cores")).expect("a runtime");
        runtime.block_on(async {
            let worker = tokio::spawn(async { here() }).await.expect("a worker");
            assert_eq!(worker.len(), 1);
            let started_by_a_worker = async { tokio::task::spawn_blocking(here).await.expect("a thread") };
            assert_eq!(tokio::spawn(started_by_a_worker).await.expect("a worker"), cores);
        });
    }
}
