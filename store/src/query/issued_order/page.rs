//! One issued order: its people, tickets, transfers, mails, notes and everything that ever happened to it. Masked, unless the
//! account asked to see its people a moment ago.

pub use super::mail::MailOfOrder;
use super::paged::Pages;
use super::{ShownPerson, may_look};
use crate::query::history::Record;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::identity::TransferId;
use domain::issued_order::SHOWN_SECONDS;
use domain::money::Dollars;
use domain::permission::{Access, Function};
use domain::print::TicketForm;
use domain::transfer::TransferState;
use sqlx::any::AnyRow;

/// Transfers and messages that its page shows: those of a large order stand in the list of transfers.
const MOST_LINES: u16 = 300;

/// What the page shows.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of RULES §6
pub struct IssuedOrder {
    pub id: String,
    pub number: String,
    pub merchant_order_no: Option<String>,
    pub gift_order_no: Option<String>,
    pub amount: Dollars,
    /// 出券類型
    pub form: TicketForm,
    /// 購買人地址 of paper; nothing until somebody asked.
    pub address: Option<String>,
    pub issued_at: Instant,
    /// Sign-in name; `None` = the command line.
    pub issued_by: Option<String>,
    pub issued_branch: Option<String>,
    /// File or form.
    pub source: String,
    /// 票券序號設定: the merchant's own, from its start value on.
    pub has_own_serials: bool,
    pub purchaser: ShownPerson,
    /// Another one after each change of the purchaser.
    pub purchaser_version: i64,
    pub opening: Opening,
    pub former: Vec<FormerPurchaser>,
    pub tickets: Vec<TicketOfOrder>,
    /// All of them, shown or not.
    pub ticket_count: u32,
    /// Which of its tickets, messages and records these are.
    pub pages: Pages,
    /// `None`: the account may not look at transfers.
    pub transfers: Option<Vec<TransferOfOrder>>,
    /// There are more than are shown.
    pub has_more_transfers: bool,
    /// What did not arrive first, then the newest.
    pub mails: Vec<MailOfOrder>,
    /// There are more than are shown.
    pub has_more_mails: bool,
    pub notes: Vec<NoteOfOrder>,
    /// Newest first.
    pub records: Vec<Record>,
    /// There are older ones.
    pub has_more_records: bool,
    /// Its people are not masked.
    pub is_shown: bool,
}

/// Whether its purchaser looked at the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It was issued before openings were noted.
    Unknown,
    /// Nobody did.
    NotYet,
    /// For the first time then.
    At(Instant),
}

impl Opening {
    fn of(opened_at: Option<Instant>) -> Self {
        match opened_at {
            None => Self::NotYet,
            Some(Instant(0)) => Self::Unknown,
            Some(at) => Self::At(at),
        }
    }
}

/// Whoever bought it before.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct FormerPurchaser {
    pub person: ShownPerson,
    pub until: Instant,
}

/// One ticket.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct TicketOfOrder {
    pub serial: String,
    pub product_name: String,
    pub quantity: u32,
    pub remaining: u32,
    pub offered: bool,
    pub last_day: Option<Day>,
    /// Where it is not the purchaser.
    pub holder: Option<ShownPerson>,
}

/// One transfer of tickets of the order.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct TransferOfOrder {
    pub transfer: TransferId,
    pub number: String,
    pub recipient: ShownPerson,
    pub offered_at: Instant,
    pub states: Vec<(TransferState, u32)>,
}

/// What staff wrote down.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct NoteOfOrder {
    pub at: Instant,
    pub account_name: String,
    pub note: String,
    /// 票券序號, where it is about one ticket and the page about all.
    pub serial: Option<String>,
}

impl NoteOfOrder {
    pub(crate) fn read(columns: &Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            at: columns.instant("at")?,
            account_name: columns.text("account_name")?,
            note: columns.text("note")?,
            serial: None,
        })
    }
}

impl Store {
    /// The order with this number, if the account may look at it: a branch's account at what its branch issued.
    pub async fn issued_order(&self, actor: &Actor, number: &str) -> Result<IssuedOrder, StoreError> {
        self.issued_order_at(actor, number, Pages::default()).await
    }

    /// The same with further pages of its tickets and records, in as many queries.
    pub async fn issued_order_at(
        &self,
        actor: &Actor,
        number: &str,
        pages: Pages,
    ) -> Result<IssuedOrder, StoreError> {
        may_look(actor)?;
        let row = sqlx::query(
            "SELECT o.id, o.number, o.merchant_order_no, o.gift_order_no, o.amount, o.issued_at, o.issued_branch, o.wallet, o.form,
                    o.purchaser_address, b.source, CASE WHEN EXISTS (SELECT 1 FROM own_serials s
                        WHERE s.merchant = o.merchant AND s.batch = o.batch) THEN 1 ELSE 0 END AS has_own_serials,
                    a.name AS issued_by, w.holder_name, w.holder_phone, w.holder_email, w.opened_at, w.generation,
                    (SELECT COUNT(*) FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id) AS tickets,
                    (SELECT COUNT(*) FROM event e WHERE e.merchant = o.merchant AND e.ticket_order = o.id
                       AND e.kind = $4 AND e.account = $5 AND e.at > $6) AS shown
             FROM ticket_order o
             JOIN batch b ON b.merchant = o.merchant AND b.id = o.batch AND b.state = 'visible'
             JOIN wallet w ON w.merchant = o.merchant AND w.id = o.wallet
             LEFT JOIN account a ON a.merchant = o.merchant AND a.id = o.issued_by
             WHERE o.merchant = $1 AND o.number = $2 AND ($3 = '' OR o.issued_branch = $3)",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(number.to_owned())
        .bind(actor.branch().map(|branch| branch.as_str().to_owned()).unwrap_or_default())
        .bind(EventKind::OrderPeopleShown.as_str())
        .bind(actor.account.to_string())
        .bind(self.now().plus_seconds(-SHOWN_SECONDS).0)
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        let (id, wallet) = (columns.text("id")?, columns.text("wallet")?);
        let is_shown = columns.count("shown")? > 0;
        let merchant = i64::from(actor.merchant.0);
        let (transfers, has_more_transfers) = if actor.allows(Function::Transfers, Access::Look) {
            let (transfers, more) = self.transfers_of_order(merchant, &id, is_shown).await?;
            (Some(transfers), more)
        } else {
            (None, false)
        };
        let (records, has_more_records) = self.records_of_order(merchant, &id, pages).await?;
        let (mails, has_more_mails) = self.mails_of_order(merchant, &id, pages).await?;
        Ok(IssuedOrder {
            number: columns.text("number")?,
            merchant_order_no: columns.maybe_text("merchant_order_no")?,
            gift_order_no: columns.maybe_text("gift_order_no")?,
            amount: Dollars(columns.number("amount")?),
            form: columns.stated("form", TicketForm::parse)?,
            address: Some(columns.text("purchaser_address")?).filter(|_| is_shown),
            issued_at: columns.instant("issued_at")?,
            issued_by: columns.maybe_text("issued_by")?,
            issued_branch: columns.maybe_text("issued_branch")?,
            source: columns.text("source")?,
            has_own_serials: columns.flag("has_own_serials")?,
            purchaser: ShownPerson::read(&columns, HOLDER, is_shown)?,
            purchaser_version: columns.number("generation")?,
            opening: Opening::of(columns.maybe_instant("opened_at")?),
            former: self.former_of_wallet(merchant, &wallet, is_shown).await?,
            tickets: self.tickets_of_order(merchant, &id, is_shown, pages).await?,
            ticket_count: columns.count("tickets")?,
            pages,
            transfers,
            has_more_transfers,
            mails,
            has_more_mails,
            notes: self.notes_of_order(merchant, &id).await?,
            records,
            has_more_records,
            is_shown,
            id,
        })
    }

    async fn former_of_wallet(
        &self,
        merchant: i64,
        wallet: &str,
        is_shown: bool,
    ) -> Result<Vec<FormerPurchaser>, StoreError> {
        let rows = sqlx::query(
            "SELECT name, phone, email, until FROM former_holder WHERE merchant = $1 AND wallet = $2
             ORDER BY generation DESC",
        )
        .bind(merchant)
        .bind(wallet.to_owned())
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row: &AnyRow| {
            let columns = Columns(row);
            let person = ShownPerson::read(&columns, ["name", "phone", "email"], is_shown)?;
            Ok(FormerPurchaser { person, until: columns.instant("until")? })
        };
        rows.iter().map(read).collect()
    }

    async fn transfers_of_order(
        &self,
        merchant: i64,
        order: &str,
        is_shown: bool,
    ) -> Result<(Vec<TransferOfOrder>, bool), StoreError> {
        let rows = sqlx::query(
            "SELECT tr.id, tr.number, tr.recipient_name, tr.recipient_phone, tr.recipient_email, tr.offered_at, l.state,
                    COUNT(*) AS tickets
             FROM ticket t
             JOIN transfer_line l ON l.merchant = t.merchant AND l.ticket = t.id AND l.piece_of IS NULL
             JOIN transfer tr ON tr.merchant = l.merchant AND tr.id = l.transfer
             WHERE t.merchant = $1 AND t.ticket_order = $2
             GROUP BY tr.id, tr.number, tr.recipient_name, tr.recipient_phone, tr.recipient_email, tr.offered_at, l.state
             ORDER BY tr.offered_at DESC, tr.id, l.state LIMIT $3",
        )
        .bind(merchant)
        .bind(order.to_owned())
        .bind(i64::from(MOST_LINES) + 1)
        .fetch_all(self.engine.reader())
        .await?;
        let mut transfers: Vec<TransferOfOrder> = Vec::new();
        for row in rows.iter().take(usize::from(MOST_LINES)) {
            let columns = Columns(row);
            let state = (columns.stated("state", TransferState::parse)?, columns.count("tickets")?);
            let transfer =
                TransferId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("transfer"))?;
            match transfers.last_mut().filter(|last| last.transfer == transfer) {
                Some(last) => last.states.push(state),
                None => transfers.push(TransferOfOrder {
                    transfer,
                    number: columns.text("number")?,
                    recipient: ShownPerson::read(&columns, RECIPIENT, is_shown)?,
                    offered_at: columns.instant("offered_at")?,
                    states: vec![state],
                }),
            }
        }
        Ok((transfers, rows.len() > usize::from(MOST_LINES)))
    }

    async fn notes_of_order(&self, merchant: i64, order: &str) -> Result<Vec<NoteOfOrder>, StoreError> {
        let rows = sqlx::query(
            "SELECT n.at, n.note, a.name AS account_name, t.serial FROM order_note n
             JOIN account a ON a.merchant = n.merchant AND a.id = n.account
             LEFT JOIN ticket t ON t.merchant = n.merchant AND t.id = n.ticket
             WHERE n.merchant = $1 AND n.ticket_order = $2 ORDER BY n.at, n.id",
        )
        .bind(merchant)
        .bind(order.to_owned())
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row: &AnyRow| {
            let columns = Columns(row);
            Ok(NoteOfOrder { serial: columns.maybe_text("serial")?, ..NoteOfOrder::read(&columns)? })
        };
        rows.iter().map(read).collect()
    }
}

pub(super) const HOLDER: [&str; 3] = ["holder_name", "holder_phone", "holder_email"];
const RECIPIENT: [&str; 3] = ["recipient_name", "recipient_phone", "recipient_email"];
