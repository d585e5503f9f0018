//! A batch on its way (RULES §6): what was read, how far its issue is, what came of it.

use crate::command::issue_draft::SILENT_SECONDS;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::{BatchId, DraftId};
use domain::look_up::masked_name;
use domain::permission::{Access, Function};
use domain::print::TicketForm;
use domain::refusal::{Refusal, RefusalCode};
use domain::set_up::Required;
use sqlx::any::AnyRow;

/// Orders of a page of an issued batch.
const PAGE_ROWS: u32 = 25;

domain::stated_enum! {
    /// Where it is.
    pub enum DraftState {
        /// To be looked at, mended and confirmed.
        Open = "open",
        /// Its tickets are being made.
        Issuing = "issuing",
        /// They are there.
        Issued = "issued",
        /// Forgotten.
        Dropped = "dropped",
    }
}

/// An order of an issued batch; its purchaser only as far as one knows it again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the list
pub struct BatchOrder {
    pub number: String,
    pub own_number: String,
    pub amount: i64,
    pub masked_name: String,
    pub tickets: u32,
    /// Of its first ticket.
    pub serial: String,
}

/// Why the last try was not issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Somebody cancelled it.
    Cancelled,
    /// The server that issued it died.
    Interrupted,
    /// This order number was issued meanwhile.
    Taken(String),
    /// A rule said no.
    Refused(RefusalCode),
    /// The set-up is not complete: what was missing.
    SetUp(Vec<Required>),
    /// The database, or something that nobody foresaw.
    Fault,
}

impl Failure {
    pub(crate) fn of(refusal: Refusal) -> Self {
        let code = refusal.code();
        if let Refusal::SetUpIncomplete { missing } = refusal {
            Self::SetUp(missing)
        } else {
            Self::Refused(code)
        }
    }

    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Cancelled => "cancelled".to_owned(),
            Self::Interrupted => "interrupted".to_owned(),
            Self::Taken(number) => format!("taken {number}"),
            Self::Refused(code) => format!("refused {}", code.as_str()),
            Self::SetUp(missing) => {
                let missing: Vec<_> = missing.iter().map(|required| required.as_str()).collect();
                format!("set_up {}", missing.join(" "))
            }
            Self::Fault => "fault".to_owned(),
        }
    }

    fn parse(text: &str) -> Self {
        match text.split_once(' ').unwrap_or((text, "")) {
            ("cancelled", _) => Self::Cancelled,
            ("interrupted", _) => Self::Interrupted,
            ("taken", number) => Self::Taken(number.to_owned()),
            ("refused", code) => RefusalCode::parse(code).map_or(Self::Fault, Self::Refused),
            ("set_up", missing) => Self::SetUp(missing.split(' ').filter_map(Required::parse).collect()),
            _ => Self::Fault,
        }
    }
}

/// One draft.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of table issue_draft
pub struct IssueDraft {
    pub id: DraftId,
    pub version: i64,
    pub state: DraftState,
    pub file_name: String,
    /// 出券類型
    pub form: TicketForm,
    /// Empty in a list, and once it is issued.
    pub sheet: String,
    pub orders: u64,
    pub tickets: u64,
    pub amount: i64,
    /// How many of its tickets are made, while it is issued.
    pub made: u64,
    pub batch: Option<BatchId>,
    pub failure: Option<Failure>,
    /// Its server died while it was issued.
    pub is_interrupted: bool,
    pub operator: Option<String>,
    pub made_at: Instant,
    pub changed_at: Instant,
    /// 自訂序號: the start value as it was typed; `None` = the platform's.
    pub serial_start: Option<String>,
}

/// What [`read`] reads.
pub(super) const COLUMNS: &str =
    "d.id, d.version, d.state, d.file_name, d.form, d.orders, d.tickets, d.amount, d.batch, d.failure,
     d.beat_at, d.made_at, d.changed_at, d.serial_start, a.name AS operator, b.state AS batch_state";
/// A draft with who made it and its batch.
pub(super) const FROM: &str = "
FROM issue_draft d
LEFT JOIN account a ON a.merchant = d.merchant AND a.id = d.account
LEFT JOIN batch b ON b.merchant = d.merchant AND b.id = d.batch";

/// Looking has no hours, and needs no right to issue (RULES §8).
pub(super) fn may_look(actor: &Actor) -> Result<(), StoreError> {
    if actor.allows(Function::Issue, Access::Look) {
        Ok(())
    } else {
        Err(StoreError::Refused(Refusal::PermissionMissing))
    }
}

impl Store {
    /// A draft of the merchant's. One whose server died is open again; whoever goes on with it clears up first.
    pub async fn issue_draft_of(&self, actor: &Actor, id: &DraftId) -> Result<IssueDraft, StoreError> {
        may_look(actor)?;
        let text = format!("SELECT {COLUMNS}, d.sheet {FROM} WHERE d.merchant = $1 AND d.id = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(actor.merchant.0))
            .bind(id.to_string())
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        let mut draft = read(&row)?;
        draft.sheet = Columns(&row).text("sheet")?;
        let beat = Columns(&row).maybe_instant("beat_at")?;
        if draft.state == DraftState::Issuing {
            if beat.is_none_or(|beat| beat.plus_seconds(SILENT_SECONDS) < self.now()) {
                draft.state = DraftState::Open;
                draft.failure = Some(Failure::Interrupted);
                draft.is_interrupted = true;
            } else if let Some(batch) = &draft.batch {
                draft.made = self.made_of(actor, batch).await?;
            }
        }
        Ok(draft)
    }

    async fn made_of(&self, actor: &Actor, batch: &BatchId) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS made FROM ticket WHERE merchant = $1 AND batch = $2")
            .bind(i64::from(actor.merchant.0))
            .bind(batch.to_string())
            .fetch_one(self.engine.reader())
            .await?;
        Ok(u64::from(Columns(&row).count("made")?))
    }

    /// The newest drafts, without what stands in them.
    pub async fn issue_drafts(&self, actor: &Actor) -> Result<Vec<IssueDraft>, StoreError> {
        may_look(actor)?;
        let text = format!(
            "SELECT {COLUMNS} {FROM} WHERE d.merchant = $1 AND d.state <> 'dropped' ORDER BY d.made_at DESC, d.id DESC LIMIT 25"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(actor.merchant.0))
            .fetch_all(self.engine.reader())
            .await?;
        rows.iter().map(read).collect()
    }

    /// The orders of an issued batch, as they stand in its file.
    pub async fn orders_of_batch(
        &self,
        actor: &Actor,
        batch: &BatchId,
        page: u32,
    ) -> Result<Vec<BatchOrder>, StoreError> {
        may_look(actor)?;
        let rows = sqlx::query(
            "SELECT o.number, COALESCE(o.merchant_order_no, o.gift_order_no) AS own_number, o.amount, w.holder_name,
                    (SELECT COUNT(*) FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id AND t.quantity > 0) AS tickets,
                    (SELECT MIN(t.serial) FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id) AS serial
             FROM ticket_order o
             JOIN batch b ON b.merchant = o.merchant AND b.id = o.batch AND b.state = 'visible'
             JOIN wallet w ON w.merchant = o.merchant AND w.id = o.wallet
             WHERE o.merchant = $1 AND o.batch = $2 ORDER BY o.number LIMIT $3 OFFSET $4",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(batch.to_string())
        .bind(i64::from(PAGE_ROWS))
        .bind(i64::from(PAGE_ROWS) * i64::from(page.max(1) - 1))
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row| {
            let columns = Columns(row);
            Ok(BatchOrder {
                number: columns.text("number")?,
                own_number: columns.maybe_text("own_number")?.unwrap_or_default(),
                amount: columns.number("amount")?,
                masked_name: masked_name(&columns.text("holder_name")?),
                tickets: columns.count("tickets")?,
                serial: columns.maybe_text("serial")?.unwrap_or_default(),
            })
        };
        rows.iter().map(read).collect()
    }

    /// Whether this very file was sent before and not dropped, however long ago.
    pub async fn is_issue_file_known(&self, actor: &Actor, file_hash: &str) -> Result<bool, StoreError> {
        may_look(actor)?;
        Ok(self.draft_of_file(actor, file_hash).await?.is_some())
    }

    /// The draft of a file that was sent before and not dropped.
    pub(crate) async fn draft_of_file(
        &self,
        actor: &Actor,
        file_hash: &str,
    ) -> Result<Option<DraftId>, StoreError> {
        let row = sqlx::query(
            "SELECT id FROM issue_draft WHERE merchant = $1 AND file_hash = $2 AND state <> 'dropped'
             ORDER BY made_at DESC LIMIT 1",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(file_hash.to_owned())
        .fetch_optional(self.engine.reader())
        .await?;
        row.map(|row| DraftId::parse(&Columns(&row).text("id")?).map_err(|_| StoreError::Corrupt("draft")))
            .transpose()
    }
}

pub(super) fn read(row: &AnyRow) -> Result<IssueDraft, StoreError> {
    let columns = Columns(row);
    let number = |column| columns.number(column).map(|number| u64::try_from(number).unwrap_or(0));
    let state = columns.stated("state", DraftState::parse)?;
    // The batch knows better: it becomes visible in one moment, and the draft hears of it afterwards.
    let issued = columns.maybe_text("batch_state")?.as_deref() == Some("visible");
    Ok(IssueDraft {
        id: DraftId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("draft"))?,
        version: columns.number("version")?,
        state: if issued { DraftState::Issued } else { state },
        file_name: columns.text("file_name")?,
        form: columns.stated("form", TicketForm::parse)?,
        sheet: String::new(),
        orders: number("orders")?,
        tickets: number("tickets")?,
        amount: columns.number("amount")?,
        made: 0,
        batch: columns.maybe_text("batch")?.and_then(|batch| BatchId::parse(&batch).ok()),
        failure: columns.maybe_text("failure")?.as_deref().map(Failure::parse),
        is_interrupted: false,
        operator: columns.maybe_text("operator")?,
        made_at: columns.instant("made_at")?,
        changed_at: columns.instant("changed_at")?,
        serial_start: columns.maybe_text("serial_start")?,
    })
}
