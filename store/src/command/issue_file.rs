//! 輸出票券發行檔 (RULES §6): orders that were paid and may be issued today, to be issued by a file. Their purchasers stand in
//! it in full; for each order it is written down who asked for them, before anything of it is given out.

use super::paid_order::{WaitingOrder, waiting};
use crate::query::unissued::{UnissuedAfter, UnissuedSearch};
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::event::EventKind;
use domain::order::PaidOrderState;
use domain::permission::Function;
use domain::refusal::Refusal;

/// Events of one transaction: the counter writes in between.
const CHUNK: usize = 40;

impl Store {
    /// The next of those orders that `search` finds, for whoever may issue them at the head office.
    pub async fn orders_to_issue_after(
        &self,
        session: &SessionToken,
        search: &UnissuedSearch,
        after: UnissuedAfter<'_>,
    ) -> Result<Vec<WaitingOrder>, StoreError> {
        let actor = self.acting(session, Function::Issue).await?;
        if actor.branch().is_some() {
            return Err(StoreError::Refused(Refusal::PermissionMissing));
        }
        let now = self.now();
        // Another state was asked for: none of those may be issued.
        if search.state.is_some_and(|state| state != PaidOrderState::Issuable) {
            return Ok(Vec::new());
        }
        let search = UnissuedSearch { state: Some(PaidOrderState::Issuable), ..search.clone() };
        let rows = self.unissued_rows_after(&actor, &search, after).await?;
        let event = |row| {
            let event = Entry::new(i64::from(actor.merchant.0), EventKind::OrderPeopleShown, now);
            Ok(Entry { line: Some(Columns(row).text("id")?), ..event.by(&actor) })
        };
        let events = rows.iter().map(event).collect::<Result<Vec<_>, StoreError>>()?;
        for chunk in events.chunks(CHUNK) {
            let chunk = chunk.to_vec();
            self.engine
                .writer()
                .transaction(move |connection| {
                    Box::pin(async move {
                        for event in &chunk {
                            entry::insert(connection, event).await?;
                        }
                        Ok(())
                    })
                })
                .await?;
        }
        rows.iter().map(|row| waiting(row, now.day())).collect()
    }
}
