//! A bank for demonstrations and tests: it confirms everything, on the days of RULES §2. What was issued and returned on
//! one day it confirms a run later, since its own books learn of the issue only that night.

use super::collect::file_name;
use super::port::{FileBank, failed};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::bank::{Answer, AnswerFile, LineKind, Verdict, answer_expected};
use domain::calendar::Day;
use domain::identity::LineId;

impl Store {
    /// Answers, as the bank would in the run of `day`, every entry that waits for its answer and may have one.
    pub async fn simulate_bank(&self, bank: &FileBank, day: Day) -> Result<u32, StoreError> {
        let files = sqlx::query(
            "SELECT f.day, f.sequence FROM bank_file f WHERE f.sent_at IS NOT NULL AND f.day <= $1 AND EXISTS
               (SELECT 1 FROM bank_entry b
                WHERE b.day = f.day AND b.sequence = f.sequence AND b.verdict IS NULL)
             ORDER BY f.day",
        )
        .bind(day.to_string())
        .fetch_all(self.engine.reader())
        .await?;
        let mut count = 0;
        for row in &files {
            let (sent_on, sequence) = (Columns(row).day("day")?, Columns(row).count("sequence")?);
            let answers = self.due_answers(sent_on, sequence, day).await?;
            if answers.is_empty() {
                continue;
            }
            count += u32::try_from(answers.len()).unwrap_or(u32::MAX);
            let file = AnswerFile::new(sent_on, sequence, answers)
                .map_err(|_| StoreError::Corrupt("the simulator's own answer"))?;
            let name = format!("{day}-to-{}", file_name(sent_on, sequence));
            bank.answer(&name, &file.text()).map_err(failed)?;
        }
        Ok(count)
    }

    async fn due_answers(&self, sent_on: Day, sequence: u32, day: Day) -> Result<Vec<Answer>, StoreError> {
        let rows = sqlx::query(
            "SELECT b.number, b.kind, b.line, t.issued_at, COALESCE(u.business_day, g.business_day) AS business_day
             FROM bank_entry b
             LEFT JOIN use_line u ON u.merchant = b.merchant AND u.id = b.line
             LEFT JOIN give_back g ON g.merchant = b.merchant AND g.id = b.line
             JOIN ticket t ON t.merchant = b.merchant AND t.id = COALESCE(u.ticket, g.ticket)
             WHERE b.day = $1 AND b.sequence = $2 AND b.verdict IS NULL ORDER BY b.number",
        )
        .bind(sent_on.to_string())
        .bind(i64::from(sequence))
        .fetch_all(self.engine.reader())
        .await?;
        let mut answers = Vec::new();
        for row in &rows {
            let columns = Columns(row);
            let kind = columns.stated("kind", LineKind::parse)?;
            let issued_on = columns.instant("issued_at")?.day();
            if answer_expected(kind, issued_on, columns.day("business_day")?, sent_on) > day {
                continue;
            }
            answers.push(Answer {
                entry: columns.count("number")?,
                line: LineId::parse(&columns.text("line")?).map_err(|_| StoreError::Corrupt("a line"))?,
                verdict: Verdict::Accepted,
                reason: None,
                // The bank's clock has whole seconds.
                at: self.now().whole_second(),
            });
        }
        Ok(answers)
    }
}
