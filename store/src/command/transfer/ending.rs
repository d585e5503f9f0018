//! How one line of a transfer ends, as it is written: the ticket by its version, the line, the event.

use super::line::LineRow;
use crate::StoreError;
use crate::secret::Keyring;
use crate::table::entry::{self, Entry};
use crate::table::issuer::IssuerRow;
use crate::table::open_request;
use crate::table::ticket::{self, TicketChange};
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{MerchantNumber, TicketId, TransferId, WalletId};
use domain::transfer::{GoesTo, TransferEnd, TransferState};
use sqlx::AnyConnection;

/// A decided end of one line.
pub(super) struct Ending {
    merchant: MerchantNumber,
    transfer: TransferId,
    ticket: TicketId,
    from: TransferState,
    end: TransferEnd,
    change: TicketChange,
    units: i64,
    changes_hands: bool,
}

impl Ending {
    /// What `end` means for the rows. A ticket that changes hands gets new codes.
    pub(super) fn new(
        line: &LineRow,
        end: TransferEnd,
        issuer: &IssuerRow,
        keyring: &Keyring,
    ) -> Result<Self, StoreError> {
        let state = &line.ticket.state;
        let (wallet, transfer) = match end.goes_to {
            GoesTo::Giver => (None, None),
            GoesTo::Recipient => {
                // The recipient's wallet has the transfer's name.
                let wallet = WalletId::parse(line.transfer.as_str());
                let wallet = wallet.map_err(|_| StoreError::Corrupt("transfer"))?;
                (Some(wallet), Some(Some(line.transfer.to_string())))
            }
            GoesTo::Purchaser => (Some(line.purchaser.clone()), Some(None)),
        };
        let code = wallet.is_some().then(|| issuer.new_code(keyring, &line.ticket.id, end.generation));
        Ok(Self {
            merchant: line.ticket.merchant,
            transfer: line.transfer.clone(),
            ticket: line.ticket.id.clone(),
            from: line.state(),
            end,
            changes_hands: wallet.is_some(),
            units: i64::from(state.remaining),
            change: TicketChange {
                remaining: i64::from(state.remaining),
                offered: Some(false),
                code: code.transpose()?,
                wallet: wallet.map(|wallet| wallet.to_string()),
                transfer,
                ..TicketChange::default()
            },
        })
    }

    /// Writes it; `RaceLost` if anybody touched the ticket or the line since it was read. `complete` adds who acted.
    pub(super) async fn write(
        &self,
        connection: &mut AnyConnection,
        kind: EventKind,
        now: Instant,
        complete: impl FnOnce(Entry) -> Entry,
    ) -> Result<(), StoreError> {
        let merchant = i64::from(self.merchant.0);
        let ticket = self.ticket.as_str();
        ticket::change(connection, merchant, ticket, self.end.expected_version, &self.change).await?;
        if self.changes_hands {
            open_request::withdraw(connection, self.merchant, &self.ticket, now).await?;
        }
        let states = (self.from, self.end.state);
        end_line(connection, merchant, &self.transfer, ticket, states, now).await?;
        let event = Entry {
            ticket: Some(ticket.to_owned()),
            line: Some(self.transfer.to_string()),
            quantity: Some(self.units),
            remaining: Some(self.units),
            ..Entry::new(merchant, kind, now)
        };
        entry::insert(connection, &complete(event)).await
    }
}

/// The line alone, for the other transfers of a ticket that all end with one.
pub(super) async fn end_line(
    connection: &mut AnyConnection,
    merchant: i64,
    transfer: &TransferId,
    ticket: &str,
    (from, to): (TransferState, TransferState),
    now: Instant,
) -> Result<(), StoreError> {
    let ended = sqlx::query(
        "UPDATE transfer_line SET state = $5, changed_at = $6
         WHERE merchant = $1 AND transfer = $2 AND ticket = $3 AND state = $4",
    )
    .bind(merchant)
    .bind(transfer.as_str())
    .bind(ticket)
    .bind(from.as_str())
    .bind(to.as_str())
    .bind(now.0)
    .execute(connection)
    .await?;
    if ended.rows_affected() == 1 { Ok(()) } else { Err(StoreError::RaceLost) }
}
