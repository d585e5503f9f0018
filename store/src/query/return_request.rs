//! Return requests as the holder and the merchant see them (RULES §4, 電子票券申請退貨).

use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::give_back::Quote;
use domain::identity::{MerchantNumber, RequestId, TicketId};
use domain::money::Dollars;
use domain::permission::Function;
use domain::return_request::RequestState;
use domain::ticket::GiveBackState;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

/// Requests that a list shows at once.
const MOST_LISTED: i64 = 200;

/// What a request is read from.
pub(super) const COLUMNS: &str =
    "r.id, r.number, r.ticket, r.state, r.quantity, r.face, r.fee, r.refund, r.by_hand,
    r.reason, r.answer, r.asked_at, r.changed_at, t.serial, p.name AS product_name, o.number AS order_number,
    w.holder_name, g.number AS give_back_number, g.state AS give_back_state, g.fee AS give_back_fee,
    g.quantity AS give_back_quantity, g.by_hand AS give_back_by_hand, g.recorded_at AS returned_at,
    g.answered_at AS refunded_at";
/// What is read beside it.
pub(super) const BESIDE: &str = "
    JOIN ticket t ON t.merchant = r.merchant AND t.id = r.ticket
    JOIN product p ON p.merchant = t.merchant AND p.number = t.product
    JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
    JOIN wallet w ON w.merchant = r.merchant AND w.id = r.wallet
    LEFT JOIN give_back g ON g.merchant = r.merchant AND g.id = r.give_back";

/// A request and its progress.
#[derive(Debug, Clone)]
pub struct ReturnRequest {
    /// The request.
    pub request: RequestId,
    /// 申請退貨單號
    pub number: String,
    /// The ticket.
    pub ticket: TicketId,
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product_name: String,
    /// ECT訂單編號
    pub order_number: String,
    /// Who asked, as the wallet names its holder now.
    pub holder_name: String,
    /// What the holder was told.
    pub quote: Quote,
    /// 申請退貨進度
    pub state: RequestState,
    /// Why the holder asks.
    pub reason: Option<String>,
    /// Why the merchant declined.
    pub answer: Option<String>,
    /// When it was asked.
    pub asked_at: Instant,
    /// When its state changed.
    pub changed_at: Instant,
    /// What became of it once it was agreed to.
    pub outcome: Option<Outcome>,
}

/// The return that a request became, and how far its money is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// 退貨單號
    pub number: String,
    /// Units that were returned: all that were asked for, or a part of them.
    pub quantity: u32,
    /// State of the return now.
    pub state: GiveBackState,
    /// What is refunded in the end.
    pub refund: Dollars,
    /// The merchant refunds by hand.
    pub by_hand: bool,
    /// When it was returned.
    pub returned_at: Instant,
    /// When the bank confirmed it.
    pub refunded_at: Option<Instant>,
}

impl Store {
    /// What the holder of a wallet asked for, newest first.
    pub async fn return_requests(&self, holder: &LinkToken) -> Result<Vec<ReturnRequest>, StoreError> {
        let holder = Holder::by_link(&self.engine, holder).await?;
        self.requests(holder.merchant, holder.wallet.as_str(), "", "").await
    }

    /// What holders ask the merchant for, newest first; only requests in `state` if one is named. An account of a branch sees
    /// those that its branch may return.
    pub async fn asked_returns(
        &self,
        actor: &Actor,
        state: Option<RequestState>,
    ) -> Result<Vec<ReturnRequest>, StoreError> {
        // 票券退貨 is not split into looking and changing: holding it means doing it (RULES §8).
        actor.may_see(Function::GiveBack).map_err(StoreError::Refused)?;
        let branch = actor.branch().map(|branch| branch.as_str()).unwrap_or_default();
        self.requests(actor.merchant, "", state.map_or("", RequestState::as_str), branch).await
    }

    async fn requests(
        &self,
        merchant: MerchantNumber,
        wallet: &str,
        state: &str,
        branch: &str,
    ) -> Result<Vec<ReturnRequest>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM return_request r {BESIDE}
             WHERE r.merchant = $1 AND ($2 = '' OR r.wallet = $2) AND ($3 = '' OR r.state = $3)
               AND ($5 = '' OR p.names_return_branches = 0 OR EXISTS (SELECT 1 FROM product_branch pb
                    WHERE pb.merchant = p.merchant AND pb.product = p.number AND pb.purpose = 'give_back'
                      AND pb.branch = $5))
             ORDER BY r.asked_at DESC, r.id LIMIT $4"
        )))
        .bind(i64::from(merchant.0))
        .bind(wallet)
        .bind(state)
        .bind(MOST_LISTED)
        .bind(branch.to_owned())
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter().map(request).collect()
    }
}

pub(super) fn request(row: &AnyRow) -> Result<ReturnRequest, StoreError> {
    let columns = Columns(row);
    Ok(ReturnRequest {
        request: RequestId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("request"))?,
        number: columns.text("number")?,
        ticket: TicketId::parse(&columns.text("ticket")?).map_err(|_| StoreError::Corrupt("ticket"))?,
        serial: columns.text("serial")?,
        product_name: columns.text("product_name")?,
        order_number: columns.text("order_number")?,
        holder_name: columns.text("holder_name")?,
        quote: Quote {
            quantity: columns.count("quantity")?,
            face: Dollars(columns.number("face")?),
            fee: Dollars(columns.number("fee")?),
            refund: Dollars(columns.number("refund")?),
            by_hand: columns.flag("by_hand")?,
        },
        state: columns.stated("state", RequestState::parse)?,
        reason: columns.maybe_text("reason")?,
        answer: columns.maybe_text("answer")?,
        asked_at: columns.instant("asked_at")?,
        changed_at: columns.instant("changed_at")?,
        outcome: outcome(&columns)?,
    })
}

fn outcome(columns: &Columns<'_>) -> Result<Option<Outcome>, StoreError> {
    let Some(number) = columns.maybe_text("give_back_number")? else {
        return Ok(None);
    };
    let (asked, quantity) = (columns.count("quantity")?, columns.count("give_back_quantity")?);
    // All units have the same face value.
    let unit = columns.number("face")?.checked_div(i64::from(asked)).map(Dollars);
    let face = unit.and_then(|unit| unit.times(quantity)).ok_or(StoreError::Corrupt("a face value"))?;
    let fee = Dollars(columns.number("give_back_fee")?);
    Ok(Some(Outcome {
        number,
        quantity,
        state: columns.stated("give_back_state", GiveBackState::parse)?,
        refund: face.minus(fee).ok_or(StoreError::Corrupt("a refund"))?,
        by_hand: columns.flag("give_back_by_hand")?,
        returned_at: columns.instant("returned_at")?,
        refunded_at: columns.maybe_instant("refunded_at")?,
    }))
}
