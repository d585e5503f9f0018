//! What goes to phones next, looked up at the moment of sending.

use super::Push;
use crate::table::columns::Columns;
use crate::table::push_subscription;
use crate::{Store, StoreError};
use domain::notice::NoticeKind;
use domain::push;
use sqlx::any::AnyRow;

/// A row of `push_waiting`, and the address that it goes to.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub merchant: i64,
    pub event: String,
    pub kind: NoticeKind,
    pub wallet: String,
    pub device: String,
    pub attempts: u32,
    pub sealed: Vec<u8>,
}

/// Whatever happened first goes first. Nothing waits for anything else: a phone that cannot be told keeps no other waiting.
const DUE: &str = "
SELECT p.merchant, p.event, p.kind, p.wallet, p.device, p.attempts, e.at, s.sealed, d.public_key, w.language, w.token_hash
FROM push_waiting p
JOIN push_subscription s ON s.merchant = p.merchant AND s.wallet = p.wallet AND s.device = p.device
JOIN wallet_device d ON d.merchant = p.merchant AND d.wallet = p.wallet AND d.id = p.device
JOIN wallet w ON w.merchant = p.merchant AND w.id = p.wallet
JOIN event e ON e.merchant = p.merchant AND e.id = p.event
WHERE p.due_at <= $1 ORDER BY p.due_at, e.at, p.merchant, p.event, p.kind, p.device LIMIT $2";

impl Store {
    /// News that may be sent now, in the order in which it should be.
    pub async fn due_pushes(&self, limit: u32) -> Result<Vec<Push>, StoreError> {
        let rows = sqlx::query(DUE)
            .bind(self.now().0)
            .bind(i64::from(limit))
            .fetch_all(self.engine.reader())
            .await?;
        rows.iter().map(|row| self.push(row)).collect()
    }

    fn push(&self, row: &AnyRow) -> Result<Push, StoreError> {
        let columns = Columns(row);
        let waiting = Waiting {
            merchant: columns.number("merchant")?,
            event: columns.text("event")?,
            kind: columns.stated("kind", NoticeKind::parse)?,
            wallet: columns.text("wallet")?,
            device: columns.text("device")?,
            attempts: columns.count("attempts")?,
            sealed: columns.bytes("sealed")?,
        };
        let link = self.living_link(&waiting.wallet, &columns.text("token_hash")?);
        Ok(Push {
            name: push::name(&waiting.event, waiting.kind.as_str(), &waiting.device),
            kind: waiting.kind,
            at: columns.instant("at")?,
            language: columns.text("language")?,
            link: link.ok_or(StoreError::Corrupt("a wallet's link"))?,
            phone: columns.text("public_key")?,
            to: push_subscription::open(&self.keyring, waiting.merchant, &waiting.device, &waiting.sealed)?,
            waiting,
        })
    }
}
