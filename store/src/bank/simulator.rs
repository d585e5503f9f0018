//! A bank for demonstrations and tests: it answers by itself, on the days of RULES §2, in one of several moods. What was
//! issued and returned on one day it confirms a run later, since its own books learn of the issue only that night.

use super::collect::file_name;
use super::port::{FileBank, failed};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::bank::{Answer, AnswerFile, LineKind, Verdict, answer_expected};
use domain::calendar::Day;
use domain::identity::LineId;
use sqlx::any::AnyRow;

domain::stated_enum! {
    /// How the simulated bank answers.
    pub enum Mood {
        /// Everything, as soon as it may.
        Prompt = "prompt",
        /// Everything a run later: its answers come between two runs.
        Late = "late",
        /// Of a file every second line as soon as it may, the others a run later.
        Partial = "partial",
        /// Everything as soon as it may, twice, and the next run once more.
        Repeated = "repeated",
        /// Each line is refused once and confirmed when it comes again.
        Refused = "refused",
    }
}

/// What the mood makes of one entry in one run.
struct Entry {
    answer: Answer,
    /// The day of the run in which a prompt bank answers it.
    due: Day,
    answered_before: bool,
}

impl Mood {
    /// Whether the entry is answered in the run of `day`.
    fn answers(self, entry: &Entry, day: Day) -> bool {
        let (due, a_run_later) = (entry.due, entry.due.plus_days(1));
        match self {
            Self::Prompt | Self::Refused => !entry.answered_before && due <= day,
            Self::Late => !entry.answered_before && a_run_later <= day,
            Self::Partial if entry.answer.entry % 2 == 1 => !entry.answered_before && due <= day,
            Self::Partial => !entry.answered_before && a_run_later <= day,
            Self::Repeated => due <= day && (!entry.answered_before || day <= a_run_later),
        }
    }

    /// How often the same file of answers is written.
    fn copies(self) -> u32 {
        match self {
            Self::Repeated => 2,
            Self::Prompt | Self::Late | Self::Partial | Self::Refused => 1,
        }
    }
}

/// The files whose answers may still come: those that wait for one, and those of the run before, for a bank that repeats
/// itself.
const FILES: &str = "
SELECT f.day, f.sequence FROM bank_file f WHERE f.sent_at IS NOT NULL AND f.day <= $1 AND (f.day >= $2 OR EXISTS
  (SELECT 1 FROM bank_entry b WHERE b.day = f.day AND b.sequence = f.sequence AND b.verdict IS NULL))
ORDER BY f.day";

const ENTRIES: &str = "
SELECT b.number, b.kind, b.line, b.verdict, t.issued_at, COALESCE(u.business_day, g.business_day) AS business_day,
       (SELECT COUNT(*) FROM bank_entry e
        WHERE e.merchant = b.merchant AND e.line = b.line AND e.day < b.day AND e.verdict = 'refused') AS refusals
FROM bank_entry b
LEFT JOIN use_line u ON u.merchant = b.merchant AND u.id = b.line
LEFT JOIN give_back g ON g.merchant = b.merchant AND g.id = b.line
JOIN ticket t ON t.merchant = b.merchant AND t.id = COALESCE(u.ticket, g.ticket)
WHERE b.day = $1 AND b.sequence = $2 ORDER BY b.number";

impl Store {
    /// Answers, as a prompt bank would in the run of `day`, every entry that waits for its answer and may have one.
    pub async fn simulate_bank(&self, bank: &FileBank, day: Day) -> Result<u32, StoreError> {
        self.simulate_bank_in(bank, Mood::Prompt, day).await
    }

    /// The same in another mood; how many answers were written.
    pub async fn simulate_bank_in(&self, bank: &FileBank, mood: Mood, day: Day) -> Result<u32, StoreError> {
        let files = sqlx::query(FILES)
            .bind(day.to_string())
            .bind(day.minus_days(2).to_string())
            .fetch_all(self.engine.reader())
            .await?;
        let mut count = 0;
        for row in &files {
            let (sent_on, sequence) = (Columns(row).day("day")?, Columns(row).count("sequence")?);
            let answers = self.due_answers(sent_on, sequence, mood, day).await?;
            if answers.is_empty() {
                continue;
            }
            count += u32::try_from(answers.len()).unwrap_or(u32::MAX);
            let file = AnswerFile::new(sent_on, sequence, answers)
                .map_err(|_| StoreError::Corrupt("the simulator's own answer"))?;
            for copy in 1..=mood.copies() {
                let again = if copy == 1 { String::new() } else { format!("again-{copy}-") };
                let name = format!("{day}-to-{again}{}", file_name(sent_on, sequence));
                bank.answer(&name, &file.text()).map_err(failed)?;
            }
        }
        Ok(count)
    }

    async fn due_answers(
        &self,
        sent_on: Day,
        sequence: u32,
        mood: Mood,
        day: Day,
    ) -> Result<Vec<Answer>, StoreError> {
        let rows = sqlx::query(ENTRIES)
            .bind(sent_on.to_string())
            .bind(i64::from(sequence))
            .fetch_all(self.engine.reader())
            .await?;
        let mut answers = Vec::new();
        for row in &rows {
            let entry = self.entry(row, mood, sent_on)?;
            if mood.answers(&entry, day) {
                answers.push(entry.answer);
            }
        }
        Ok(answers)
    }

    fn entry(&self, row: &AnyRow, mood: Mood, sent_on: Day) -> Result<Entry, StoreError> {
        let columns = Columns(row);
        let kind = columns.stated("kind", LineKind::parse)?;
        let issued_on = columns.instant("issued_at")?.day();
        let before = columns.maybe_stated("verdict", Verdict::parse)?;
        let refuses = mood == Mood::Refused && columns.number("refusals")? == 0;
        let verdict = before.unwrap_or(if refuses { Verdict::Refused } else { Verdict::Accepted });
        let answer = Answer {
            entry: columns.count("number")?,
            line: LineId::parse(&columns.text("line")?).map_err(|_| StoreError::Corrupt("a line"))?,
            verdict,
            reason: (verdict == Verdict::Refused).then(|| "TRY_AGAIN".to_owned()),
            // The bank's clock has whole seconds.
            at: self.now().whole_second(),
        };
        let due = answer_expected(kind, issued_on, columns.day("business_day")?, sent_on);
        Ok(Entry { answer, due, answered_before: before.is_some() })
    }
}
