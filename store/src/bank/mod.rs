//! The bank's night (RULES §2): at 01:00 yesterday's lines go to the bank in one file, and its answers come back.
//!
//! Every step can be repeated: a run that dies anywhere and is started again neither loses nor doubles a line. A line is
//! taken into a file together with its change of state; the file is written from its rows as often as needed; an
//! answer is taken once.

mod answer;
mod collect;
mod port;
mod simulator;
mod waiting;

pub use port::{Bank, Content, FileBank, Seen};
pub use simulator::Mood;

use crate::{Store, StoreError};
use domain::bank::{AnswerFile, Mismatch};
use domain::calendar::Day;

/// What a run of the bank's night did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BankRun {
    /// Lines that went into a file in this run.
    pub taken: u32,
    /// Files sent.
    pub sent: u32,
    /// Lines that the bank confirmed.
    pub accepted: u32,
    /// Lines that it refused: they go again.
    pub refused: u32,
    /// Answers that were known already.
    pub repeated: u32,
    /// Answers that cannot be: each is named, none is believed.
    pub strange: Vec<String>,
}

impl Store {
    /// Sends the lines of the days before `day`, then takes whatever answers there are.
    pub async fn bank_night(&self, bank: &dyn Bank, day: Day) -> Result<BankRun, StoreError> {
        let mut run = BankRun::default();
        self.collect(day, &mut run).await?;
        self.send_files(bank, &mut run).await?;
        self.take_answers(bank, &mut run).await?;
        Ok(run)
    }

    /// Takes whatever answers there are, e.g. late ones during the day.
    pub async fn take_answers(&self, bank: &dyn Bank, run: &mut BankRun) -> Result<(), StoreError> {
        for (name, content) in bank.answers().map_err(port::failed)? {
            let Content::Bytes(bytes) = content else {
                run.strange.push(format!("{name}: larger than any answer of the bank"));
                continue;
            };
            let file = match AnswerFile::parse(&bytes) {
                Ok(file) => file,
                Err(fault) => {
                    run.strange.push(format!("{name}: line {}: {:?}", fault.line, fault.problem));
                    continue;
                }
            };
            match self.take_answer_file(&file, run).await? {
                Ok(()) => {}
                Err(Mismatch::OtherFile) => {
                    run.strange.push(format!("{name}: answers a file that was never sent"))
                }
                Err(Mismatch::OtherEntry { entry }) => {
                    run.strange.push(format!("{name}: entry {entry} is not what was sent"));
                }
            }
        }
        Ok(())
    }
}
