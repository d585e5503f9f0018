//! 電子票券轉贈紀錄 as a list (RULES §5, §9): transfers of the merchant's tickets by time, found by what stands on them. An
//! account of a branch sees those with tickets that its branch issued, and these tickets of them. People are masked.

mod question;

use super::given::transfer_id;
use super::last_day;
use super::record::may_look;
use crate::engine::EngineKind;
use crate::query::found::Found;
use crate::query::issued_order::ShownPerson;
use crate::query::parameters::Parameters;
use crate::query::window::Window;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::identity::TransferId;
use domain::transfer::TransferState;
use sqlx::any::AnyRow;
use std::collections::HashMap;

use question::{FoundTransfers, Transfer, of_branch};

/// How many transfers are counted and paged through at most, as in the list of orders.
pub const MOST_COUNTED: u32 = 5_000;

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TransferListSearch {
    /// Number of the transfer or of an order, serial, code, or name, phone or e-mail of giver or recipient.
    pub words: String,
    /// With a ticket in this state.
    pub state: Option<TransferState>,
    /// First day of the offer.
    pub from: Option<Day>,
    /// Last day of the offer.
    pub until: Option<Day>,
}

/// One transfer of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferInList {
    /// The transfer.
    pub transfer: TransferId,
    /// 轉贈單號
    pub number: String,
    /// Who gives, masked.
    pub giver: ShownPerson,
    /// To whom, masked.
    pub recipient: ShownPerson,
    /// When it was offered.
    pub offered_at: Instant,
    /// When the recipient looked at it first.
    pub opened_at: Option<Instant>,
    /// The last day on which it may be answered.
    pub last_day: Day,
    /// How many of its tickets are in which state, once [`Store::with_lines`] has read it.
    pub states: Vec<(TransferState, u32)>,
    /// Units of these tickets.
    pub units: u32,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfers {
    /// Of this page.
    pub rows: Vec<TransferInList>,
    /// How many were found, at most [`MOST_COUNTED`].
    pub counted: u64,
    /// There are more than were counted.
    pub has_more: bool,
    /// Tickets of those that were counted.
    pub tickets: u32,
    /// Their units.
    pub units: i64,
}

/// What transfers come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TransferSums {
    /// How many there are.
    pub transfers: u64,
    /// Their tickets.
    pub tickets: u32,
    /// Their units.
    pub units: i64,
}

impl Store {
    /// A page of the list: three queries, however long it is.
    pub async fn listed_transfers(
        &self,
        actor: &Actor,
        search: &TransferListSearch,
        window: Window,
    ) -> Result<Transfers, StoreError> {
        may_look(actor)?;
        let Some(mut listed) = self.found_transfers(actor, search) else {
            return Ok(Transfers { rows: Vec::new(), counted: 0, has_more: false, tickets: 0, units: 0 });
        };
        let limit = format!("ORDER BY tr.offered_at DESC, tr.id DESC LIMIT {MOST_COUNTED} + 1");
        let sums = self.transfer_sums(&listed, &limit).await?;
        let most = u64::from(MOST_COUNTED);
        let size = window.size.min(MOST_COUNTED.saturating_sub(window.offset));
        let found = &mut listed.found;
        let size = found.parameters.number(size.into());
        let offset = found.parameters.number(window.offset.into());
        let rows =
            self.transfer_rows(found, window.is_descending, &format!("LIMIT {size} OFFSET {offset}")).await?;
        Ok(Transfers {
            rows: self.with_lines(actor, rows).await?,
            counted: sums.transfers.min(most),
            has_more: sums.transfers > most,
            tickets: sums.tickets,
            units: sums.units,
        })
    }

    /// What the whole list comes to: reads each of its transfers, so it is asked for.
    pub async fn sums_of_listed_transfers(
        &self,
        actor: &Actor,
        search: &TransferListSearch,
    ) -> Result<TransferSums, StoreError> {
        may_look(actor)?;
        match self.found_transfers(actor, search) {
            Some(listed) => self.transfer_sums(&listed, "").await,
            None => Ok(TransferSums::default()),
        }
    }

    async fn transfer_sums(&self, listed: &FoundTransfers, limit: &str) -> Result<TransferSums, StoreError> {
        let text = format!(
            "SELECT COUNT(DISTINCT f.id) AS transfers, COUNT(l.ticket) AS tickets,
                    CAST(COALESCE(SUM(l.units), 0) AS BIGINT) AS units
             FROM (SELECT tr.id {} {limit}) f
             LEFT JOIN transfer_line l ON l.merchant = $1 AND l.transfer = f.id AND l.piece_of IS NULL {}",
            listed.found.text(),
            listed.of_branch
        );
        let row = listed.found.parameters.ask(&text).fetch_one(self.engine.reader()).await?;
        let columns = Columns(&row);
        Ok(TransferSums {
            transfers: u64::from(columns.count("transfers")?),
            tickets: columns.count("tickets")?,
            units: columns.number("units")?,
        })
    }

    /// The next transfers of the same list after `last`, however many there are: for a file of all of them. What their
    /// tickets are in stands there once [`Store::with_lines`] has read it.
    pub async fn listed_transfers_after(
        &self,
        actor: &Actor,
        search: &TransferListSearch,
        is_descending: bool,
        last: Option<&TransferInList>,
        size: u32,
    ) -> Result<Vec<TransferInList>, StoreError> {
        may_look(actor)?;
        let Some(FoundTransfers { mut found, .. }) = self.found_transfers(actor, search) else {
            return Ok(Vec::new());
        };
        if let Some(last) = last {
            let is = if is_descending { "<" } else { ">" };
            let at = found.parameters.number(last.offered_at.0);
            let id = found.parameters.text(last.transfer.as_str());
            found.and(&format!("(tr.offered_at {is} {at} OR (tr.offered_at = {at} AND tr.id {is} {id}))"));
        }
        let limit = format!("LIMIT {}", found.parameters.number(size.into()));
        self.transfer_rows(&found, is_descending, &limit).await
    }

    /// The same transfers of the actor's merchant with how many of their tickets are in which state, in one query.
    pub async fn with_lines(
        &self,
        actor: &Actor,
        mut transfers: Vec<TransferInList>,
    ) -> Result<Vec<TransferInList>, StoreError> {
        may_look(actor)?;
        if transfers.is_empty() {
            return Ok(transfers);
        }
        let ids: Vec<&str> = transfers.iter().map(|one| one.transfer.as_str()).collect();
        let ids = serde_json::to_string(&ids).map_err(|_| StoreError::Corrupt("ids of transfers"))?;
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let of_branch = of_branch(&mut parameters, actor);
        let ids = match self.engine.kind() {
            EngineKind::Sqlite => format!("SELECT value FROM json_each({})", parameters.text(ids)),
            EngineKind::Postgres => {
                format!("SELECT json_array_elements_text({}::json)", parameters.text(ids))
            }
        };
        let text = format!(
            "SELECT l.transfer, l.state, COUNT(*) AS tickets, CAST(SUM(l.units) AS BIGINT) AS units
             FROM transfer_line l
             WHERE l.merchant = $1 AND l.transfer IN ({ids}) AND l.piece_of IS NULL {of_branch}
             GROUP BY l.transfer, l.state ORDER BY l.transfer, l.state"
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        let mut lines: HashMap<String, (Vec<(TransferState, u32)>, u32)> = HashMap::new();
        for row in &rows {
            let columns = Columns(row);
            let (states, units) = lines.entry(columns.text("transfer")?).or_default();
            states.push((columns.stated("state", TransferState::parse)?, columns.count("tickets")?));
            *units += columns.count("units")?;
        }
        for one in &mut transfers {
            (one.states, one.units) = lines.remove(one.transfer.as_str()).unwrap_or_default();
        }
        Ok(transfers)
    }

    async fn transfer_rows(
        &self,
        found: &Found<Transfer>,
        is_descending: bool,
        limit: &str,
    ) -> Result<Vec<TransferInList>, StoreError> {
        let direction = if is_descending { "DESC" } else { "ASC" };
        let text = format!(
            "SELECT f.*, w.holder_name, w.holder_phone, w.holder_email
             FROM (SELECT tr.id, tr.number, tr.giver, tr.recipient_name, tr.recipient_phone, tr.recipient_email,
                          tr.offered_at, tr.offered_on, tr.days, tr.opened_at
                   {} ORDER BY tr.offered_at {direction}, tr.id {direction} {limit}) f
             JOIN wallet w ON w.merchant = $1 AND w.id = f.giver
             ORDER BY f.offered_at {direction}, f.id {direction}",
            found.text()
        );
        let rows = found.parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        rows.iter().map(listed).collect()
    }
}

fn listed(row: &AnyRow) -> Result<TransferInList, StoreError> {
    let columns = Columns(row);
    Ok(TransferInList {
        transfer: transfer_id(&columns)?,
        number: columns.text("number")?,
        giver: ShownPerson::read(&columns, super::page::GIVER, false)?,
        recipient: ShownPerson::read(&columns, super::page::RECIPIENT, false)?,
        offered_at: columns.instant("offered_at")?,
        opened_at: columns.maybe_instant("opened_at")?,
        last_day: last_day(&columns)?,
        states: Vec::new(),
        units: 0,
    })
}
