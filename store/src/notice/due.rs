//! Which notices go next (RULES §14). A batch makes tens of thousands of issue mails at once: they go after whatever else
//! is due, and keep a share of each round, so that neither waits for the end of the other.

use super::Delivery;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use sqlx::any::AnyRow;

/// Of so many notices that are asked for at once, one is an issue mail even while others are due.
const SHARE_OF_ISSUE: u32 = 5;

/// What a delivery says, from `notice n`.
macro_rules! told {
    ($notice:literal) => {
        concat!(
            "SELECT n.merchant, n.id, n.kind, n.channel, n.subject, n.generation, n.attempts, n.event,
       e.kind AS event_kind, e.at, e.quantity, m.name AS merchant_name, m.service_email, m.service_phone, t.serial,
       p.name AS product_name, COALESCE(o.number, po.merchant_order_no) AS order_number, po.paid_on,
       x.number AS transfer_number, x.message, x.recipient_name, x.offered_on, x.days, gw.holder_name AS giver_name,
       CASE WHEN n.kind = 'reprints_told' THEN e.line END AS reprints_of,
       CASE WHEN n.kind IN ('enquiry_written', 'enquiry_answered') THEN e.line END AS enquiry,
       h.text AS head, m.guarantee_bank,
       CASE e.kind WHEN 'guarantee_ending' THEN t.guarantee_until WHEN 'expiry_near' THEN t.usable_until END AS ends_on,
       CASE WHEN t.kind = 'paid' THEN g.quantity * t.face_value - g.fee END AS refund, g.by_hand,
       CASE WHEN e.kind = 'redeemed' THEN (SELECT w.name || COALESCE(' ' || b.name, '') FROM merchant w
           LEFT JOIN branch b ON b.merchant = w.number AND b.number = e.branch
           WHERE w.number = e.actor_merchant) END AS used_where,
       CASE e.kind WHEN 'return_declined' THEN rr.answer END AS answer,
       CASE e.kind WHEN 'return_asked' THEN rr.number END AS request_number,
       CASE WHEN e.kind = 'return_asked' THEN (SELECT COUNT(*) FROM return_request q
           WHERE q.merchant = rr.merchant AND q.number = rr.number) END AS request_tickets
FROM ",
            $notice,
            " n
JOIN merchant m ON m.number = n.merchant
JOIN event e ON e.merchant = n.merchant AND e.id = n.event
JOIN event_seal s ON s.merchant = n.merchant AND s.event = n.event
LEFT JOIN ticket t ON t.merchant = e.merchant AND t.id = e.ticket
LEFT JOIN product p ON p.merchant = t.merchant AND p.number = t.product
LEFT JOIN ticket_order o ON o.merchant = e.merchant AND o.id = COALESCE(e.ticket_order, t.ticket_order)
LEFT JOIN transfer x ON x.merchant = e.merchant AND x.id = CASE n.kind WHEN 'gift_used' THEN t.transfer ELSE e.line END
LEFT JOIN wallet gw ON gw.merchant = x.merchant AND gw.id = x.giver
LEFT JOIN paid_order po ON po.merchant = e.merchant AND po.id = e.line
LEFT JOIN give_back g ON e.kind IN ('given_back', 'bank_accepted') AND g.merchant = e.merchant AND g.id = e.line
LEFT JOIN return_request rr ON e.kind IN ('return_asked', 'return_declined') AND rr.merchant = e.merchant AND rr.id = e.line
LEFT JOIN seal_head h ON n.kind = 'daily_head' AND h.merchant = n.merchant AND h.number = s.number
"
        )
    };
}

/// Due notices in the order of their events, but for issue mails. One of a ticket waits for those of the ticket's
/// earlier events, unless they were given up; notices of one event do not wait for each other. The day's head is of no
/// ticket: it waits for nobody, and nobody for it.
const DUE: &str = concat!(
    told!("notice"),
    "WHERE n.state = 'waiting' AND n.kind <> 'issued' AND n.due_at <= $1 AND (n.kind = 'daily_head' OR NOT EXISTS (
    SELECT 1 FROM event b
    JOIN event_seal bs ON bs.merchant = b.merchant AND bs.event = b.id
    JOIN notice bn ON bn.merchant = b.merchant AND bn.event = b.id
    WHERE b.merchant = e.merchant AND b.ticket = e.ticket AND bs.number < s.number AND bn.state = 'waiting'
      AND bn.kind <> 'daily_head'))
ORDER BY n.due_at, n.merchant, s.number, n.channel, n.id LIMIT $2"
);

/// Due issue mails. They are of an order, not of a ticket, and wait for nobody. However many wait, only those that go
/// now are read.
const DUE_OF_ISSUE: &str = concat!(
    told!(
        "(SELECT * FROM notice WHERE state = 'waiting' AND kind = 'issued' AND due_at <= $1
      ORDER BY due_at, merchant, id LIMIT $2)"
    ),
    "ORDER BY n.due_at, n.merchant, n.id"
);

impl Store {
    /// Notices that may be sent now, in the order in which they should be: issue mails after all others.
    pub async fn due_notices(&self, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        let now = self.now();
        let of_issue = self.due_rows(DUE_OF_ISSUE, now, limit).await?;
        let kept_for_issue = (limit / SHARE_OF_ISSUE).min(count(&of_issue));
        let mut rows = self.due_rows(DUE, now, limit - kept_for_issue).await?;
        let room = limit - count(&rows);
        rows.extend(of_issue.into_iter().take(room as usize));
        let mut due = Vec::with_capacity(rows.len());
        for row in &rows {
            due.push(self.delivery(row).await?);
        }
        Ok(due)
    }

    async fn due_rows(
        &self,
        text: &'static str,
        now: Instant,
        limit: u32,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let query = sqlx::query(text).bind(now.0).bind(i64::from(limit));
        Ok(query.fetch_all(self.engine.reader()).await?)
    }
}

fn count(rows: &[AnyRow]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}
