//! What of a wallet is about a person, and how it goes: the wallet, its orders, events and books stay (RULES §15).

use crate::StoreError;
use domain::calendar::Instant;
use sqlx::{AnyConnection, AssertSqlSafe};

/// A ticket `t` that is not at its end: usable on the day `{day}`, or with money on its way.
pub(crate) const OPEN: &str = "((t.remaining > 0 AND (t.usable_until IS NULL OR t.usable_until >= {day}))
    OR EXISTS (SELECT 1 FROM use_line u WHERE u.merchant = t.merchant AND u.ticket = t.id
        AND u.state IN ('used', 'settling'))
    OR EXISTS (SELECT 1 FROM give_back g WHERE g.merchant = t.merchant AND g.ticket = t.id
        AND g.state IN ('pending', 'settling')))";

/// Everything of one wallet; `$1` its merchant, `$2` its name.
const OF_WALLET: &[&str] = &[
    "UPDATE former_holder SET name = '', phone = '', email = '' WHERE merchant = $1 AND wallet = $2",
    "UPDATE transfer SET message = '' WHERE merchant = $1 AND giver = $2",
    // Whoever did not accept has no wallet of their own.
    "UPDATE transfer SET recipient_name = '', recipient_phone = '', recipient_email = ''
     WHERE merchant = $1 AND giver = $2 AND recipient IS NULL",
    "UPDATE transfer SET recipient_name = '', recipient_phone = '', recipient_email = '', message = ''
     WHERE merchant = $1 AND recipient = $2",
    "UPDATE ticket_order SET purchaser_address = '' WHERE merchant = $1 AND wallet = $2",
    "UPDATE return_request SET reason = NULL, answer = NULL WHERE merchant = $1 AND wallet = $2",
    "UPDATE enquiry_message SET text = '' WHERE merchant = $1 AND enquiry IN (
         SELECT q.id FROM enquiry q WHERE q.merchant = $1 AND q.wallet = $2)",
    "UPDATE order_note SET note = '' WHERE merchant = $1 AND ticket_order IN (
         SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.wallet = $2)",
    "UPDATE paid_order SET holder_name = '', holder_phone = '', holder_email = '', description = ''
     WHERE merchant = $1 AND outcome IS NOT NULL AND merchant_order_no IN (
         SELECT o.merchant_order_no FROM ticket_order o WHERE o.merchant = $1 AND o.wallet = $2)",
    "DELETE FROM push_subscription WHERE merchant = $1 AND wallet = $2",
    "DELETE FROM matched_wallet WHERE merchant = $1 AND wallet = $2",
];

/// What the merchant's people wrote about the tickets that a wallet holds, bought, gave or was given; `$1` its merchant, `$2`
/// its name.
const ABOUT_TICKETS: &[&str] = &[
    "UPDATE give_back SET reason = NULL WHERE merchant = $1 AND reason IS NOT NULL AND ticket IN ",
    "UPDATE give_back SET cancel_reason = NULL WHERE merchant = $1 AND cancel_reason IS NOT NULL AND ticket IN ",
    // `undo` is no word of anybody's (domain::cancel::Reason).
    "UPDATE use_line SET cancel_reason = NULL
     WHERE merchant = $1 AND cancel_reason IS NOT NULL AND cancel_reason <> 'undo' AND ticket IN ",
    "UPDATE ticket_print SET reason = NULL WHERE merchant = $1 AND reason IS NOT NULL AND ticket IN ",
    "UPDATE order_note SET note = '' WHERE merchant = $1 AND ticket IN ",
];
const TICKETS: &str = "(SELECT t.id FROM ticket t WHERE t.merchant = $1 AND t.wallet = $2
    UNION SELECT t.id FROM ticket_order o JOIN ticket t ON t.merchant = o.merchant AND t.ticket_order = o.id
    WHERE o.merchant = $1 AND o.wallet = $2
    UNION SELECT l.ticket FROM transfer tr JOIN transfer_line l ON l.merchant = tr.merchant AND l.transfer = tr.id
    WHERE tr.merchant = $1 AND tr.giver = $2
    UNION SELECT l.ticket FROM transfer tr JOIN transfer_line l ON l.merchant = tr.merchant AND l.transfer = tr.id
    WHERE tr.merchant = $1 AND tr.recipient = $2)";

/// Name, phone, mail address, and whatever they or others wrote about them.
pub(crate) async fn wallet(
    connection: &mut AnyConnection,
    merchant: i64,
    wallet: &str,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE wallet SET holder_name = '', holder_phone = '', holder_email = '', erased_at = $3
         WHERE merchant = $1 AND id = $2",
    )
    .bind(merchant)
    .bind(wallet.to_owned())
    .bind(now.0)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE wallet_device SET name = '', removed_at = COALESCE(removed_at, $3) WHERE merchant = $1 AND wallet = $2",
    )
    .bind(merchant)
    .bind(wallet.to_owned())
    .bind(now.0)
    .execute(&mut *connection)
    .await?;
    // What a mail server answered is kept without addresses (notice/deliver.rs).
    for text in OF_WALLET {
        sqlx::query(*text).bind(merchant).bind(wallet.to_owned()).execute(&mut *connection).await?;
    }
    for text in ABOUT_TICKETS {
        let text = format!("{text}{TICKETS}");
        sqlx::query(AssertSqlSafe(text))
            .bind(merchant)
            .bind(wallet.to_owned())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
