//! Which orders have a mail that did not arrive (RULES §6): one definition for the console's first page, the list of orders and
//! the page of one. A mail is of an order when its event is, or that of one of its tickets. It waits for somebody as long as
//! nothing later told the same person the same, at most so many days, and not at all where that person is no purchaser any more.

use domain::calendar::Instant;
use domain::issued_order::FAILED_DAYS;
use domain::notice::NoticeKind;

/// From when on mails count: today and the days before it.
pub(crate) fn since(now: Instant) -> Instant {
    now.day().minus_days(FAILED_DAYS - 1).start()
}

/// The mail with the day's head is made of whatever event the day ended with, and is of no order.
pub(super) const OF_AN_ORDER: &str = "n.kind <> 'daily_head'";

/// Whether the wallet that was told belongs to somebody else by now, who was told by a mail of their own. Only the mail that
/// says so is meant for the one before.
pub(super) const TO_NOBODY: &str = "(n.kind <> 'purchaser_was_you' AND EXISTS (SELECT 1 FROM former_holder fh
    WHERE fh.merchant = n.merchant AND fh.wallet = n.subject AND fh.generation >= n.generation))";

/// What a notice tells, whatever kind it is of.
pub(super) fn told(notice: &str) -> String {
    let others = NoticeKind::ALL.iter().filter(|kind| kind.stands_for() != **kind);
    let cases: String = others
        .map(|kind| format!(" WHEN '{}' THEN '{}'", kind.as_str(), kind.stands_for().as_str()))
        .collect();
    format!("CASE {notice}.kind{cases} ELSE {notice}.kind END")
}

/// Ids of the orders, each once. `$1` is the merchant, `since` stands for the moment from which on mails count. It begins with the
/// merchant's failed mails, which are few, and asks for what came after the newest of them that told somebody something.
pub(super) fn orders(since: &str) -> String {
    let (told_then, told_later) = (told("n"), told("m"));
    let later = format!(
        "m.merchant = $1 AND m.event = l.id AND m.channel = 'mail' AND m.subject = f.subject AND m.state = 'sent'
         AND m.id > f.newest AND {told_later} = f.told"
    );
    // Numbers to compare, not rows to join, so that no plan begins with all events or all notices.
    format!(
        "SELECT DISTINCT f.id AS id
         FROM (SELECT COALESCE(e.ticket_order, t.ticket_order) AS id, {told_then} AS told, n.subject AS subject,
                      CASE WHEN e.ticket_order IS NULL THEN 1 ELSE 0 END AS is_of_ticket, MAX(n.id) AS newest
               FROM notice n CROSS JOIN event e LEFT JOIN ticket t ON t.merchant = $1 AND t.id = e.ticket
               WHERE n.merchant = $1 AND n.state IN ('failed', 'bounced') AND n.channel = 'mail' AND {OF_AN_ORDER}
                 AND n.made_at >= {since} AND e.merchant = $1 AND e.id = n.event
                 AND (e.ticket_order IS NOT NULL OR t.ticket_order IS NOT NULL) AND NOT {TO_NOBODY}
               GROUP BY 1, 2, 3, 4) f
         WHERE CASE f.is_of_ticket
               WHEN 0 THEN (SELECT COUNT(*) FROM event l CROSS JOIN notice m
                   WHERE l.merchant = $1 AND l.ticket_order = f.id AND {later})
               ELSE (SELECT COUNT(*) FROM ticket lt CROSS JOIN event l CROSS JOIN notice m
                   WHERE lt.merchant = $1 AND lt.ticket_order = f.id AND l.merchant = $1 AND l.ticket = lt.id AND {later})
               END = 0"
    )
}

/// How many orders that is, as a number to be selected: of one branch where `branch` is not empty.
pub(crate) fn count_of_orders(since: &str, branch: &str) -> String {
    let failed = orders(since);
    format!(
        "(SELECT COUNT(*) FROM ({failed}) k CROSS JOIN ticket_order o
          WHERE o.merchant = $1 AND o.id = k.id AND ({branch} = '' OR o.issued_branch = {branch})
            AND o.batch NOT IN (SELECT bt.id FROM batch bt WHERE bt.merchant = $1 AND bt.state <> 'visible'))"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_stands_for_another_is_said_once() {
        let told = super::told("n");
        assert!(told.starts_with("CASE n.kind WHEN '") && told.ends_with(" ELSE n.kind END"), "{told}");
        assert!(told.contains("WHEN 'order_resent' THEN 'issued'"), "{told}");
    }
}
