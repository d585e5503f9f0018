//! What an event that was sealed means for people: which notices it makes, for whom, by which way. Read with everybody who might
//! be told; decided by the tables in `domain::notice` and `domain::notice_topic`.

use super::make::New;
use crate::StoreError;
use crate::push::NewPush;
use crate::table::columns::Columns;
use domain::notice::{Channel, NoticeKind, Recipient, notices_of};
use domain::notice_topic::NoticeChoice;
use domain::print::TicketForm;
use domain::transfer::MOST_OFFERS_TOLD_A_DAY;
use sqlx::any::AnyRow;

/// Seals that one transaction reads: at most some hundred notices, a few milliseconds. The number stands in the text of the
/// question: PostgreSQL takes a limit that it does not know for a tenth of the log, and reads whole tables for it.
macro_rules! chunk {
    () => {
        200
    };
}
pub(super) const CHUNK: usize = chunk!();

/// Whether any phone of this wallet is told: most have none, and nothing is written of them.
macro_rules! has_phone {
    ($wallet:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM push_subscription p WHERE p.merchant = ",
            $wallet,
            ".merchant AND p.wallet = ",
            $wallet,
            ".id) THEN 1 ELSE 0 END"
        )
    };
}

/// Events in the order of their seals, with everybody who might be told. A seal whose event is gone keeps its place. Most
/// events are redemptions: for them only whom a redemption is told to is looked for. No key, no look-up: a condition beside the
/// key is asked after it.
pub(super) const SEALED: &str = concat!(
    "
SELECT s.number, s.event, e.kind, e.at, e.line, o.form, m.sms_open, m.tells_uses,
       t.wallet AS holder, tw.generation AS holder_generation,
       o.wallet AS purchaser, ow.generation AS purchaser_generation,
       (SELECT MAX(f.generation) FROM former_holder f WHERE f.merchant = o.merchant AND f.wallet = o.wallet)
           AS former_generation,
       x.id AS transfer, x.giver, xw.generation AS giver_generation,
       q.wallet AS enquirer, q.generation AS enquirer_generation, COALESCE(qw.holder_email, '') AS enquirer_email,
       y.giver AS user_giver, yw.generation AS user_giver_generation,
       COALESCE(tw.holder_email, '') AS holder_email, COALESCE(xw.holder_email, yw.holder_email, '') AS giver_email,
       COALESCE(rw.holder_email, x.recipient_email, '') AS transfer_email,
       COALESCE(rw.holder_phone, x.recipient_phone, '') AS transfer_phone, x.accepted_by,
       tw.notice_topics AS holder_topics, xw.notice_topics AS giver_topics, yw.notice_topics AS user_giver_topics,
       tw.push_topics AS holder_pushes, xw.push_topics AS giver_pushes, yw.push_topics AS user_giver_pushes,
       ",
    has_phone!("tw"),
    " AS holder_has_phone, ",
    has_phone!("xw"),
    " AS giver_has_phone, ",
    has_phone!("yw"),
    " AS user_giver_has_phone,
       CASE WHEN x.id IS NULL THEN 0 WHEN EXISTS (
           SELECT 1 FROM transfer_line l WHERE l.merchant = x.merchant AND l.transfer = x.id) AND NOT EXISTS (
           SELECT 1 FROM transfer_line l WHERE l.merchant = x.merchant AND l.transfer = x.id
             AND l.state IN ('offered', 'accepted')) THEN 0 ELSE 1 END AS offer_stands,
       CASE WHEN x.id IS NULL THEN 0 ELSE (
           SELECT COUNT(*) FROM transfer_line l JOIN transfer b ON b.merchant = l.merchant AND b.id = l.transfer
           WHERE l.merchant = x.merchant AND l.ticket = e.ticket AND b.giver = x.giver
             AND b.offered_at < x.offered_at AND b.offered_at > x.offered_at - 86400000) END AS offers_before,
       g.id AS give_back, rq.number AS request,
       CASE WHEN y.id IS NULL THEN 0 ELSE (
           SELECT COUNT(*) FROM transfer_line l JOIN event b ON b.merchant = l.merchant AND b.ticket = l.ticket
           WHERE l.merchant = y.merchant AND l.transfer = y.id AND b.kind = 'redeemed' AND b.at >= l.changed_at
             AND (b.at < e.at OR (b.at = e.at AND b.id < e.id))) END AS used_before
FROM (SELECT merchant, number, event FROM event_seal
      WHERE merchant = $1 AND number > $2 ORDER BY number LIMIT ",
    chunk!(),
    ") s
JOIN merchant m ON m.number = s.merchant
LEFT JOIN event e ON e.merchant = s.merchant AND e.id = s.event
LEFT JOIN ticket t ON t.merchant = e.merchant AND t.id = e.ticket
LEFT JOIN wallet tw ON tw.merchant = t.merchant AND tw.id = t.wallet
LEFT JOIN ticket_order o ON o.merchant = e.merchant
     AND o.id = CASE WHEN e.kind <> 'redeemed' THEN COALESCE(e.ticket_order, t.ticket_order) END
LEFT JOIN wallet ow ON ow.merchant = o.merchant AND ow.id = o.wallet
LEFT JOIN transfer x ON x.merchant = e.merchant AND x.id = CASE WHEN e.kind <> 'redeemed' THEN e.line END
LEFT JOIN wallet xw ON xw.merchant = x.merchant AND xw.id = x.giver
LEFT JOIN wallet rw ON rw.merchant = x.merchant AND rw.id = x.recipient
LEFT JOIN enquiry q ON q.merchant = e.merchant AND q.id = CASE WHEN e.kind <> 'redeemed' THEN e.line END
LEFT JOIN wallet qw ON qw.merchant = q.merchant AND qw.id = q.wallet
LEFT JOIN transfer_line yl ON yl.merchant = t.merchant AND yl.ticket = t.id AND yl.changed_at <= e.at
     AND yl.transfer = CASE WHEN e.kind IN ('redeemed', 'code_renewed') THEN t.transfer END
LEFT JOIN transfer y ON y.merchant = yl.merchant AND y.id = yl.transfer
LEFT JOIN wallet yw ON yw.merchant = y.merchant AND yw.id = y.giver
LEFT JOIN give_back g ON g.merchant = e.merchant AND g.id = CASE WHEN e.kind = 'bank_accepted' THEN e.line END
LEFT JOIN return_request rq ON rq.merchant = e.merchant AND rq.id = CASE WHEN e.kind = 'return_asked' THEN e.line END
ORDER BY s.number"
);

/// What the tickets of one act have in common: one transfer of five tickets is one notice, and so is one request.
#[derive(PartialEq, Eq, Clone)]
pub(super) struct Act {
    kind: String,
    at: i64,
    /// The transfer, or the number that the requests of one asking share.
    pub line: Option<String>,
}

/// One event, or the place of one that is gone.
pub(super) struct Sealed {
    pub number: i64,
    pub act: Option<Act>,
    pub made: Made,
}

/// What events make: notices, and news for the phones of wallets.
#[derive(Default)]
pub(super) struct Made {
    pub notices: Vec<New>,
    pub pushes: Vec<NewPush>,
}

/// One row of [`SEALED`].
pub(super) fn sealed(row: &AnyRow) -> Result<Sealed, StoreError> {
    let columns = Columns(row);
    let (number, event) = (columns.number("number")?, columns.text("event")?);
    let Some(kind) = columns.maybe_text("kind")? else {
        return Ok(Sealed { number, act: None, made: Made::default() });
    };
    let (sms_open, tells_uses) = (columns.flag("sms_open")?, columns.flag("tells_uses")?);
    let mut made = Made::default();
    for (kind, recipient) in notices_of(&kind) {
        if !is_news(&columns, *kind)? {
            continue;
        }
        let Some((subject, generation)) = subject(&columns, *kind, *recipient)? else {
            continue;
        };
        // Switched off is never made: it can neither fail nor keep others waiting.
        if has_phone(&columns, *kind, *recipient)?
            && kind.is_pushed(choice(&columns, *kind, *recipient, Way::Push)?.as_ref())
        {
            made.pushes.push(NewPush { event: event.clone(), kind: *kind, wallet: subject.clone() });
        }
        if !kind.is_told(choice(&columns, *kind, *recipient, Way::Mail)?.as_ref(), tells_uses) {
            continue;
        }
        let channels: &[Channel] =
            if sms_open && kind.has_sms() { &[Channel::Mail, Channel::Sms] } else { &[Channel::Mail] };
        for channel in channels {
            if !is_reachable(&columns, *recipient, *channel)? {
                continue;
            }
            made.notices.push(New {
                event: event.clone(),
                kind: *kind,
                channel: *channel,
                subject: subject.clone(),
                generation,
            });
        }
    }
    let line = columns.maybe_text("transfer")?.or(columns.maybe_text("request")?);
    let act = Some(Act { kind, at: columns.number("at")?, line });
    Ok(Sealed { number, act, made })
}

/// Of new codes the purchaser hears only where somebody else holds the ticket, and who gave it to its holder where that was
/// another one. A giver hears of the first use of a gift only, and of an unanswered one where nobody else can tell its recipient; a link of the own goes to whoever accepted by the giver's; of
/// what the bank confirms, returns are told.
fn is_news(columns: &Columns<'_>, kind: NoticeKind) -> Result<bool, StoreError> {
    // The merchant tells the purchaser of paper (RULES §14).
    let is_of_order = matches!(
        kind,
        NoticeKind::Issued
            | NoticeKind::OrderResent
            | NoticeKind::PurchaserIsYou
            | NoticeKind::PurchaserWasYou
    );
    if is_of_order && columns.maybe_text("form")?.is_some_and(|form| form != TicketForm::Electronic.as_str())
    {
        return Ok(false);
    }
    if kind == NoticeKind::GiftUsed {
        return Ok(columns.number("used_before")? == 0);
    }
    if kind == NoticeKind::TransferUnanswered {
        let told = !columns.text("transfer_email")?.is_empty()
            || columns.flag("sms_open")? && !columns.text("transfer_phone")?.is_empty();
        return Ok(!told);
    }
    if kind == NoticeKind::TransferOffered {
        // Whoever offers a ticket again and again, to one person or to many, does not make us write to all of them.
        return Ok(columns.flag("offer_stands")? && columns.number("offers_before")? < MOST_OFFERS_TOLD_A_DAY);
    }
    if kind == NoticeKind::GiftIsYours {
        return Ok(columns.maybe_text("accepted_by")?.is_some());
    }
    if kind == NoticeKind::GivenCodeRenewed {
        return Ok(columns.maybe_text("holder")? != columns.maybe_text("purchaser")?);
    }
    if kind == NoticeKind::PassedOnCodeRenewed {
        return Ok(columns.maybe_text("user_giver")? != columns.maybe_text("purchaser")?);
    }
    Ok(kind != NoticeKind::Refunded || columns.maybe_text("give_back")?.is_some())
}

/// What happens to a ticket in its holder's hands is told to whoever gave it to its holder; its event names no transfer.
fn is_about_the_holder_s_gift(kind: NoticeKind) -> bool {
    matches!(kind, NoticeKind::GiftUsed | NoticeKind::PassedOnCodeRenewed)
}

/// By mail, or on the holder's phones: each has switches of its own.
#[derive(Clone, Copy)]
enum Way {
    Mail,
    Push,
}

/// What the wallet's holder chose to be told of this way, if anything.
fn choice(
    columns: &Columns<'_>,
    kind: NoticeKind,
    recipient: Recipient,
    way: Way,
) -> Result<Option<NoticeChoice>, StoreError> {
    let [mail, push] = match recipient {
        Recipient::Holder => ["holder_topics", "holder_pushes"],
        Recipient::Giver if is_about_the_holder_s_gift(kind) => ["user_giver_topics", "user_giver_pushes"],
        Recipient::Giver => ["giver_topics", "giver_pushes"],
        Recipient::Purchaser
        | Recipient::FormerPurchaser
        | Recipient::TransferRecipient
        | Recipient::Enquirer
        | Recipient::Merchant => return Ok(None),
    };
    let topics = match way {
        Way::Mail => mail,
        Way::Push => push,
    };
    Ok(columns.maybe_text(topics)?.map(|topics| NoticeChoice::parse(&topics)))
}

/// Whether the recipient has a phone that is told; of some it is not known before it is looked up.
fn has_phone(columns: &Columns<'_>, kind: NoticeKind, recipient: Recipient) -> Result<bool, StoreError> {
    columns.flag(match recipient {
        Recipient::Holder => "holder_has_phone",
        Recipient::Giver if is_about_the_holder_s_gift(kind) => "user_giver_has_phone",
        Recipient::Giver => "giver_has_phone",
        Recipient::Purchaser
        | Recipient::FormerPurchaser
        | Recipient::TransferRecipient
        | Recipient::Enquirer
        | Recipient::Merchant => return Ok(true),
    })
}

/// Recipients of gifts may have no address, and so may those whom they pass them on to.
fn is_reachable(columns: &Columns<'_>, recipient: Recipient, channel: Channel) -> Result<bool, StoreError> {
    let address = match (recipient, channel) {
        (Recipient::TransferRecipient, Channel::Mail) => "transfer_email",
        (Recipient::TransferRecipient, Channel::Sms) => "transfer_phone",
        (Recipient::Giver, _) => "giver_email",
        (Recipient::Holder, _) => "holder_email",
        (Recipient::Enquirer, _) => "enquirer_email",
        (Recipient::Purchaser | Recipient::FormerPurchaser | Recipient::Merchant, _) => return Ok(true),
    };
    Ok(!columns.text(address)?.is_empty())
}

/// Who is told: wallet, transfer or merchant, and of a wallet the generation that it has now.
fn subject(
    columns: &Columns<'_>,
    kind: NoticeKind,
    recipient: Recipient,
) -> Result<Option<(String, Option<i64>)>, StoreError> {
    let of = |subject, generation| {
        Ok::<_, StoreError>(columns.maybe_text(subject)?.zip(columns.maybe_number(generation)?))
    };
    let wallet = match recipient {
        Recipient::Holder => of("holder", "holder_generation")?,
        Recipient::Purchaser => of("purchaser", "purchaser_generation")?,
        Recipient::FormerPurchaser => of("purchaser", "former_generation")?,
        Recipient::Giver if is_about_the_holder_s_gift(kind) => of("user_giver", "user_giver_generation")?,
        Recipient::Giver => of("giver", "giver_generation")?,
        // Not the ticket's holder, who may be another one by now.
        Recipient::Enquirer => of("enquirer", "enquirer_generation")?,
        Recipient::TransferRecipient => return Ok(columns.maybe_text("transfer")?.map(|id| (id, None))),
        Recipient::Merchant => return Ok(Some(("merchant".to_owned(), None))),
    };
    Ok(wallet.map(|(wallet, generation)| (wallet, Some(generation))))
}
