//! What decisions and new codes need of the issuer.

use super::columns::Columns;
use super::ticket::NewCode;
use crate::StoreError;
use crate::engine::Engine;
use crate::secret::Keyring;
use domain::code::redemption_code::IssuerCode;
use domain::give_back::FeeCap;
use domain::identity::{MerchantNumber, TicketId};
use domain::money::Percent;

/// The issuer's settings.
#[derive(Debug, Clone)]
pub(crate) struct IssuerRow {
    pub code: IssuerCode,
    /// Days in which an offer may be answered.
    pub answer_days: u32,
    /// The most that may be kept of a refund.
    pub fee_cap: FeeCap,
    /// What is kept of what holders ask for.
    pub request_fee: Percent,
    /// 電子票券申請退貨 is on.
    pub requests_open: bool,
}

impl IssuerRow {
    pub(crate) async fn read(engine: &Engine, merchant: MerchantNumber) -> Result<Self, StoreError> {
        let row = sqlx::query(
            "SELECT issuer_code, answer_days, fee_cap, request_fee, requests_open FROM merchant WHERE number = $1",
        )
        .bind(i64::from(merchant.0))
        .fetch_optional(engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        Ok(Self {
            code: IssuerCode::parse(&columns.text("issuer_code")?)
                .ok_or(StoreError::Corrupt("issuer code"))?,
            answer_days: columns.count("answer_days")?,
            fee_cap: FeeCap(Percent(columns.count("fee_cap")?)),
            request_fee: Percent(columns.count("request_fee")?),
            requests_open: columns.flag("requests_open")?,
        })
    }

    /// New codes of a ticket that gets this generation.
    pub(crate) fn new_code(
        &self,
        keyring: &Keyring,
        ticket: &TicketId,
        generation: u8,
    ) -> Result<NewCode, StoreError> {
        let (index, encrypted) = keyring.new_code(&self.code, ticket.as_str())?;
        Ok(NewCode { generation, index, encrypted })
    }
}
