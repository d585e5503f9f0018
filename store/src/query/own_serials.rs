//! 自訂序號 (RULES §6) before they are given: which ones a batch would get, and whether they are free.

use crate::query::issue_draft::may_look;
use crate::table::columns::Columns;
use crate::table::serials;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::code::redemption_code::IssuerCode;
use domain::code::serial::{SerialSpan, SerialStart, serial};
use domain::refusal::Refusal;
use domain::ticket::TicketKind;

/// The own serials of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnSerials {
    /// Of each letter the first and the last.
    pub spans: Vec<(String, String)>,
    /// Why they cannot be given.
    pub refusal: Option<Refusal>,
}

impl Store {
    /// What a batch of so many tickets would get from a start value as it was typed.
    pub async fn own_serials(
        &self,
        actor: &Actor,
        start: &str,
        tickets: [(TicketKind, u64); 2],
    ) -> Result<OwnSerials, StoreError> {
        may_look(actor)?;
        let start = match SerialStart::parse(start) {
            Ok(start) => start,
            Err(refusal) => return Ok(OwnSerials { spans: Vec::new(), refusal: Some(refusal) }),
        };
        let row = sqlx::query("SELECT issuer_code FROM merchant WHERE number = $1")
            .bind(i64::from(actor.merchant.0))
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        let issuer = IssuerCode::parse(&Columns(&row).text("issuer_code")?);
        let issuer = issuer.ok_or(StoreError::Corrupt("issuer code"))?;
        let mut found = OwnSerials::default();
        for (kind, tickets) in tickets {
            match start.span(tickets) {
                Ok(None) => {}
                Ok(Some(span)) => {
                    let name = |number| serial(kind, &issuer, number).unwrap_or_default();
                    found.spans.push((name(span.first), name(span.last)));
                    if !self.are_serials_free(actor, kind, span).await? {
                        found.refusal = Some(Refusal::SerialsTaken);
                    }
                }
                Err(refusal) => found.refusal = Some(refusal),
            }
        }
        Ok(found)
    }

    async fn are_serials_free(
        &self,
        actor: &Actor,
        kind: TicketKind,
        span: SerialSpan,
    ) -> Result<bool, StoreError> {
        let (first, last) = serials::numbers(span)?;
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM running_number r WHERE r.merchant = $1 AND r.series = $2 AND r.next > $3)
                  + (SELECT COUNT(*) FROM own_serials s WHERE s.merchant = $1 AND s.series = $2
                       AND s.first_number <= $4 AND s.last_number >= $3) AS taken",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(serials::series_of(kind))
        .bind(first)
        .bind(last)
        .fetch_one(self.engine.reader())
        .await?;
        Ok(Columns(&row).number("taken")? == 0)
    }
}
