//! A batch on its way from the browser (RULES §6): kept from the upload to the issue, mended in between, issued behind the
//! page's back, followed and cancelled. What it comes to stands in its batch: a server that dies leaves nothing that
//! anybody sees, and the draft is open again.

use super::issue::{NewOrder, Source, new_batch};
use crate::query::issue_draft::{Failure, IssueDraft};
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::code::serial::SerialStart;
use domain::identity::{BatchId, DraftId, MerchantNumber};
use domain::permission::Function;
use domain::print::TicketForm;
use domain::refusal::Refusal;
use std::time::Duration;

/// A file or a form that was read.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Hex SHA-256 of what was sent: the same again is the same draft.
    pub file_hash: String,
    /// As the sender calls it.
    pub file_name: String,
    /// 出券類型 of all its tickets.
    pub form: TicketForm,
    /// Its rows, as they will be read again.
    pub sheet: String,
    /// 自訂序號: the start value as it was typed; `None` = the platform's.
    pub serial_start: Option<String>,
}

/// What a draft comes to, as its issuer confirmed it.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Totals {
    pub orders: u64,
    pub tickets: u64,
    pub amount: i64,
}

/// Purchasers' data lie in an open draft: one that nobody touches is forgotten.
const FORGOTTEN_SECONDS: i64 = 7 * 24 * 3600;
/// Whoever issues says so this often.
const BEAT: Duration = Duration::from_secs(1);

/// A parameter of a statement.
enum Value {
    Number(i64),
    Text(String),
    MaybeText(Option<String>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::MaybeText(text)
    }
}

/// One statement with its parameters, and how many rows it changed.
macro_rules! change {
    ($store:expr, $sql:expr, $($value:expr),+ $(,)?) => {
        $store.change($sql, vec![$(Value::from($value)),+]).await?
    };
}

impl Store {
    /// Keeps what was read. The same file again is the draft that it was before, whatever became of that, unless it was
    /// dropped.
    pub async fn open_issue_draft(
        &self,
        session: &SessionToken,
        new: NewDraft,
    ) -> Result<DraftId, StoreError> {
        let actor = self.acting(session, Function::Issue).await?;
        self.forget_drafts(actor.merchant).await?;
        if let Some(known) = self.draft_of_file(&actor, &new.file_hash).await? {
            // Its serials are as they were chosen last.
            change!(
                self,
                "UPDATE issue_draft SET serial_start = $3, version = version + 1, changed_at = $4
                 WHERE merchant = $1 AND id = $2 AND state = 'open' AND COALESCE(serial_start, '-') <> COALESCE($3, '-')",
                i64::from(actor.merchant.0),
                known.to_string(),
                new.serial_start,
                self.now().0,
            );
            return Ok(known);
        }
        let (id, now, merchant) = (self.new_identity(), self.now().0, i64::from(actor.merchant.0));
        let draft = DraftId::parse(&id).map_err(|_| StoreError::Corrupt("draft"))?;
        change!(
            self,
            "INSERT INTO issue_draft (merchant, id, version, state, file_hash, file_name, sheet, orders, tickets, amount,
                                      form, account, branch, made_at, changed_at, serial_start)
             VALUES ($1, $2, 1, 'open', $3, $4, $5, 0, 0, 0, $9, $6, $7, $8, $8, $10)",
            merchant,
            id,
            new.file_hash,
            new.file_name,
            new.sheet,
            actor.account.to_string(),
            actor.branch().map(|branch| branch.as_str().to_owned()),
            now,
            new.form.as_str().to_owned(),
            new.serial_start,
        );
        Ok(draft)
    }

    /// What somebody corrected in it.
    pub async fn mend_issue_draft(
        &self,
        session: &SessionToken,
        id: &DraftId,
        version: i64,
        sheet: String,
    ) -> Result<(), StoreError> {
        const SHEET: &str = "UPDATE issue_draft SET sheet = $4, version = version + 1, changed_at = $5
            WHERE merchant = $1 AND id = $2 AND version = $3 AND state = 'open'";
        self.set_in_draft(session, id, version, SHEET, Value::from(sheet)).await
    }

    /// Which serials its tickets get (RULES §6): from this start value on, or the platform's.
    pub async fn choose_serials(
        &self,
        session: &SessionToken,
        id: &DraftId,
        version: i64,
        start: Option<String>,
    ) -> Result<(), StoreError> {
        const SERIALS: &str =
            "UPDATE issue_draft SET serial_start = $4, version = version + 1, changed_at = $5
            WHERE merchant = $1 AND id = $2 AND version = $3 AND state = 'open'";
        self.set_in_draft(session, id, version, SERIALS, Value::from(start)).await
    }

    /// Of a draft that nobody else changed meanwhile. `$1` merchant, `$2` draft, `$3` version, `$4` the value, `$5` now.
    async fn set_in_draft(
        &self,
        session: &SessionToken,
        id: &DraftId,
        version: i64,
        update: &'static str,
        value: Value,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Issue).await?;
        let version = self.cleared(&actor, &self.issue_draft_of(&actor, id).await?, version).await?;
        let merchant = i64::from(actor.merchant.0);
        let changed = change!(self, update, merchant, id.to_string(), version, value, self.now().0);
        if changed == 1 { Ok(()) } else { Err(StoreError::Refused(Refusal::ChangedMeanwhile)) }
    }

    /// Begins to issue it and returns at once. `orders` are what was checked of it at `version`.
    pub async fn issue_draft(
        &self,
        session: &SessionToken,
        id: &DraftId,
        version: i64,
        (orders, totals): (Vec<NewOrder>, Totals),
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Issue).await?;
        let draft = self.issue_draft_of(&actor, id).await?;
        let version = self.cleared(&actor, &draft, version).await?;
        let serial_start = draft.serial_start.as_deref().map(SerialStart::parse).transpose();
        let serial_start = serial_start.map_err(StoreError::Refused)?;
        let (now, batch) = (self.now(), new_batch(self.now())?);
        let changed = change!(
            self,
            "UPDATE issue_draft SET state = 'issuing', version = version + 1, batch = $4, failure = NULL, beat_at = $5,
                    changed_at = $5, orders = $6, tickets = $7, amount = $8
             WHERE merchant = $1 AND id = $2 AND version = $3 AND state = 'open'",
            i64::from(actor.merchant.0),
            id.to_string(),
            version,
            batch.to_string(),
            now.0,
            count(totals.orders),
            count(totals.tickets),
            totals.amount,
        );
        if changed != 1 {
            return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
        }
        let source = Source { name: draft.file_name, by: Some(actor.clone()), serial_start };
        let store = self.clone();
        tokio::spawn(async move {
            let issued = store.issue_with_beat(&actor, &batch, source, orders).await;
            if let Err(error) = store.note_end(&actor, &batch, issued).await {
                tracing::error!(%error, "the end of a batch could not be noted; its page finds out by itself");
            }
        });
        Ok(())
    }

    /// Stops what is being issued, or forgets what is not. Nothing is issued then, unless it was already.
    pub async fn cancel_issue_draft(&self, session: &SessionToken, id: &DraftId) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Issue).await?;
        let draft = self.issue_draft_of(&actor, id).await?;
        if let Some(batch) = draft.batch.as_ref().filter(|_| draft.is_issuing()) {
            // Before its task finds the batch gone and says why it thinks so.
            self.note_reason(&actor, batch, Failure::Cancelled).await?;
            self.abandon(actor.merchant, batch.as_str()).await?;
            self.reopen(&actor, batch, Failure::Cancelled).await?;
            return Ok(());
        }
        self.cleared(&actor, &draft, draft.version).await?;
        change!(
            self,
            "UPDATE issue_draft SET state = 'dropped', sheet = '', version = version + 1, changed_at = $3
             WHERE merchant = $1 AND id = $2 AND state = 'open'",
            i64::from(actor.merchant.0),
            id.to_string(),
            self.now().0,
        );
        Ok(())
    }

    /// A batch whose server died is taken away, and its draft open again. Gives the version after that.
    async fn cleared(&self, actor: &Actor, draft: &IssueDraft, version: i64) -> Result<i64, StoreError> {
        let Some(batch) = draft.batch.as_ref().filter(|_| draft.is_interrupted) else {
            return Ok(version);
        };
        self.abandon(actor.merchant, batch.as_str()).await?;
        self.reopen(actor, batch, Failure::Interrupted).await?;
        Ok(version + 1)
    }

    async fn issue_with_beat(
        &self,
        actor: &Actor,
        batch: &BatchId,
        source: Source,
        orders: Vec<NewOrder>,
    ) -> Result<(), StoreError> {
        let issue = self.issue_as(actor.merchant, batch, source, orders);
        tokio::pin!(issue);
        let mut beat = tokio::time::interval(BEAT);
        loop {
            tokio::select! {
                issued = &mut issue => return issued.map(|_| ()),
                _ = beat.tick() => self.beat(actor, batch).await?,
            }
        }
    }

    async fn beat(&self, actor: &Actor, batch: &BatchId) -> Result<(), StoreError> {
        change!(
            self,
            "UPDATE issue_draft SET beat_at = $3 WHERE merchant = $1 AND batch = $2 AND state = 'issuing'",
            i64::from(actor.merchant.0),
            batch.to_string(),
            self.now().0,
        );
        Ok(())
    }

    async fn note_end(
        &self,
        actor: &Actor,
        batch: &BatchId,
        issued: Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match issued {
            Ok(()) => self.close_issued(actor.merchant).await,
            Err(StoreError::AlreadyThere { what }) => self.reopen(actor, batch, Failure::Taken(what)).await,
            Err(StoreError::Refused(refusal)) => self.reopen(actor, batch, Failure::of(refusal)).await,
            // Why it was given up stands there already.
            Err(StoreError::GivenUp) => self.reopen(actor, batch, Failure::Fault).await,
            Err(error) => {
                tracing::error!(%error, "a batch could not be issued");
                self.reopen(actor, batch, Failure::Fault).await
            }
        }
    }

    /// What is issued keeps nothing about anybody.
    async fn close_issued(&self, merchant: MerchantNumber) -> Result<(), StoreError> {
        change!(
            self,
            "UPDATE issue_draft SET state = 'issued', failure = NULL, sheet = '', version = version + 1, changed_at = $2
             WHERE merchant = $1 AND state = 'issuing' AND EXISTS (
                 SELECT 1 FROM batch b
                 WHERE b.merchant = issue_draft.merchant AND b.id = issue_draft.batch AND b.state = 'visible')",
            i64::from(merchant.0),
            self.now().0,
        );
        Ok(())
    }

    /// Why it will be open again; the first reason stands.
    async fn note_reason(&self, actor: &Actor, batch: &BatchId, reason: Failure) -> Result<(), StoreError> {
        change!(
            self,
            "UPDATE issue_draft SET failure = $3
             WHERE merchant = $1 AND batch = $2 AND state = 'issuing' AND failure IS NULL",
            i64::from(actor.merchant.0),
            batch.to_string(),
            reason.to_text(),
        );
        Ok(())
    }

    /// Not if it was issued after all.
    async fn reopen(&self, actor: &Actor, batch: &BatchId, failure: Failure) -> Result<(), StoreError> {
        change!(
            self,
            "UPDATE issue_draft SET state = 'open', failure = COALESCE(failure, $3), version = version + 1, changed_at = $4
             WHERE merchant = $1 AND batch = $2 AND state = 'issuing' AND NOT EXISTS (
                 SELECT 1 FROM batch b WHERE b.merchant = $1 AND b.id = $2 AND b.state = 'visible')",
            i64::from(actor.merchant.0),
            batch.to_string(),
            failure.to_text(),
            self.now().0,
        );
        self.close_issued(actor.merchant).await
    }

    async fn change(&self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let mut query = sqlx::query(sql);
                    for value in values {
                        query = match value {
                            Value::Number(number) => query.bind(number),
                            Value::Text(text) => query.bind(text),
                            Value::MaybeText(text) => query.bind(text),
                        };
                    }
                    let _ = answer.send(query.execute(transaction).await?.rows_affected());
                    Ok(())
                })
            })
            .await?;
        answered.await.map_err(|_| StoreError::Closing)
    }

    /// What nobody touched for a week goes, by whoever opens the next one, or at night. A batch whose server died and that
    /// nobody asked after goes with its draft.
    pub(crate) async fn forget_drafts(&self, merchant: MerchantNumber) -> Result<(), StoreError> {
        self.close_issued(merchant).await?;
        let since = self.now().plus_seconds(-FORGOTTEN_SECONDS).0;
        let dead = sqlx::query(
            "SELECT batch FROM issue_draft
             WHERE merchant = $1 AND state = 'issuing' AND COALESCE(beat_at, changed_at) < $2 AND batch IS NOT NULL",
        )
        .bind(i64::from(merchant.0))
        .bind(since)
        .fetch_all(self.engine.reader())
        .await?;
        for row in &dead {
            self.abandon(merchant, &Columns(row).text("batch")?).await?;
        }
        change!(
            self,
            "UPDATE issue_draft SET state = 'dropped', sheet = '', version = version + 1
             WHERE merchant = $1 AND ((state = 'open' AND changed_at < $2)
                OR (state = 'issuing' AND COALESCE(beat_at, changed_at) < $2 AND NOT EXISTS (
                    SELECT 1 FROM batch b WHERE b.merchant = issue_draft.merchant AND b.id = issue_draft.batch
                      AND b.state = 'visible')))",
            i64::from(merchant.0),
            since,
        );
        Ok(())
    }
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Used by the query that finds it: whoever issued it is silent for longer than this.
pub(crate) const SILENT_SECONDS: i64 = 60;

impl IssueDraft {
    /// Whether it is on its way, as far as anybody knows.
    fn is_issuing(&self) -> bool {
        use crate::query::issue_draft::DraftState;
        match self.state {
            DraftState::Issuing => true,
            DraftState::Open | DraftState::Issued | DraftState::Dropped => false,
        }
    }
}
