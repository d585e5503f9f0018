//! 電子票券申請退貨: what holders ask for. An account of a branch sees what that branch may return.

use super::{Found, Last, ListedSums, ReturnPage, ReturnSearch, direction, may_see};
use crate::query::return_request::{BESIDE, COLUMNS, ReturnRequest, request};
use crate::query::window::Window;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::identity::RequestId;
use domain::look_up::masked_name;
use domain::return_request::RequestState;

const TABLE: &str = "return_request";
const AT: &str = "asked_at";
const SUMS: &str = "r.quantity AS units, r.face, r.fee";

impl Store {
    /// A page of the list.
    pub async fn listed_requests(
        &self,
        actor: &Actor,
        search: &ReturnSearch<RequestState>,
        window: Window,
    ) -> Result<ReturnPage<ReturnRequest>, StoreError> {
        may_see(actor)?;
        let mut found = found(actor, search);
        let (counted, sums) = found.count(self, TABLE, AT, SUMS).await?;
        let limit = found.page(window);
        let rows = self.requests_of(&found, window.is_descending, &limit).await?;
        Ok(ReturnPage::of(rows, counted, sums))
    }

    /// How many requests the whole list has, and what they come to: reads each of them, so it is asked for.
    pub async fn sums_of_requests(
        &self,
        actor: &Actor,
        search: &ReturnSearch<RequestState>,
    ) -> Result<(u64, ListedSums), StoreError> {
        may_see(actor)?;
        found(actor, search).count_all(self, TABLE, SUMS).await
    }

    /// The next rows of the same list after `last`, however many there are: for a file of all of them.
    pub async fn listed_requests_after(
        &self,
        actor: &Actor,
        search: &ReturnSearch<RequestState>,
        is_descending: bool,
        last: Option<Last<'_>>,
        size: u32,
    ) -> Result<Vec<ReturnRequest>, StoreError> {
        may_see(actor)?;
        let mut found = found(actor, search);
        found.and_after(AT, last, is_descending);
        let limit = found.first(size);
        self.requests_of(&found, is_descending, &limit).await
    }

    /// One request, if the account may return its ticket.
    pub async fn listed_request(
        &self,
        actor: &Actor,
        request: &RequestId,
    ) -> Result<ReturnRequest, StoreError> {
        may_see(actor)?;
        let mut found = found(actor, &ReturnSearch::default());
        let id = found.parameters.text(request.as_str());
        found.and(&format!("r.id = {id}"));
        let mut rows = self.requests_of(&found, true, "LIMIT 1").await?;
        rows.pop().ok_or(StoreError::NotFound)
    }

    /// Their holders masked, as people are everywhere in the lists of the office.
    async fn requests_of(
        &self,
        found: &Found,
        is_descending: bool,
        limit: &str,
    ) -> Result<Vec<ReturnRequest>, StoreError> {
        let direction = direction(is_descending);
        let text = format!(
            "SELECT {COLUMNS} FROM (SELECT r.id, r.asked_at {} ORDER BY r.asked_at {direction}, r.id {direction} {limit}) f
             JOIN return_request r ON r.merchant = $1 AND r.id = f.id {BESIDE}
             ORDER BY f.asked_at {direction}, f.id {direction}",
            found.text(TABLE)
        );
        let rows = found.parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        let masked = |row| {
            let request = request(row)?;
            Ok(ReturnRequest { holder_name: masked_name(&request.holder_name), ..request })
        };
        rows.iter().map(masked).collect()
    }
}

fn found(actor: &Actor, search: &ReturnSearch<RequestState>) -> Found {
    let mut found = Found::new(actor, search, TABLE, AT);
    found.and_in(search.state.map(|state| state.as_str()));
    if let Some(branch) = actor.branch() {
        let branch = found.parameters.text(branch.as_str());
        found.and(&format!(
            "(p.names_return_branches = 0 OR EXISTS (SELECT 1 FROM product_branch pb WHERE pb.merchant = $1
               AND pb.product = p.number AND pb.purpose = 'give_back' AND pb.branch = {branch}))"
        ));
    }
    found
}
