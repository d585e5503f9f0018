//! What a due notice says and where it goes, looked up at the moment of sending.

use super::{About, Addressee, Delivery, NoticeId, Refund, Reprint, ReturnAsked};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::identity::MerchantNumber;
use domain::money::Dollars;
use domain::notice::{Channel, NoticeKind, Recipient, recipient_of};
use domain::order::last_issue_day;
use domain::print;
use domain::seal::SignedHead;
use domain::transfer::last_day;
use sqlx::any::AnyRow;

/// Lines of one mail.
const MOST_REPRINTS: i64 = 100;

/// Whoever held the wallet at a generation: the first who left it at that or a later one, else its holder.
const FORMER: &str = "
SELECT name, phone, email FROM former_holder WHERE merchant = $1 AND wallet = $2 AND generation >= $3
ORDER BY generation LIMIT 1";

impl Store {
    pub(super) async fn delivery(&self, row: &AnyRow) -> Result<Delivery, StoreError> {
        let columns = Columns(row);
        let kind = columns.stated("kind", NoticeKind::parse)?;
        let channel = columns.stated("channel", Channel::parse)?;
        let event_kind = columns.text("event_kind")?;
        let recipient = recipient_of(kind, &event_kind)
            .ok_or(StoreError::Corrupt("a notice that its event does not make"))?;
        let head = columns
            .maybe_text("head")?
            .and_then(|text| SignedHead::parse(&text))
            .filter(|head| head.is_signed_by(&self.keyring.head_public_key()));
        let merchant = columns.merchant("merchant")?;
        let reprints = match columns.maybe_day("reprints_of")? {
            Some(day) => self.reprints_of(merchant, day).await?,
            None => Vec::new(),
        };
        let to = self.addressee(&columns, kind, recipient, channel).await?;
        Ok(Delivery {
            notice: NoticeId { merchant: columns.merchant("merchant")?, id: columns.text("id")? },
            kind,
            channel,
            attempts: columns.count("attempts")?,
            // A head that is not ours goes to nobody.
            to: to.filter(|_| kind != NoticeKind::DailyHead || head.is_some()),
            about: About {
                merchant_name: columns.text("merchant_name")?,
                event: columns.text("event")?,
                event_kind,
                at: head.map_or(Instant(columns.number("at")?), |head| head.head.at),
                serial: columns.maybe_text("serial")?,
                product_name: columns.maybe_text("product_name")?,
                quantity: columns.maybe_number("quantity")?.and_then(|units| u32::try_from(units).ok()),
                order_number: columns.maybe_text("order_number")?,
                last_day: columns.maybe_day("paid_on")?.map(last_issue_day),
                transfer_number: columns.maybe_text("transfer_number")?,
                message: columns.maybe_text("message")?,
                giver_name: columns.maybe_text("giver_name")?,
                recipient_name: columns.maybe_text("recipient_name")?,
                answer_by: answer_by(&columns)?,
                enquiry: columns.maybe_text("enquiry")?,
                guarantee_bank: columns.text("guarantee_bank")?,
                used_where: columns.maybe_text("used_where")?,
                ends_on: columns.maybe_day("ends_on")?,
                refund: refund(&columns)?,
                request: request(&columns)?,
                answer: columns.maybe_text("answer")?,
                reprints,
                head,
            },
        })
    }

    /// The prints of the day that its mail tells of, the newest so many.
    async fn reprints_of(&self, merchant: MerchantNumber, day: Day) -> Result<Vec<Reprint>, StoreError> {
        let (from, until) = print::told_on(day);
        let rows = sqlx::query(
            "SELECT t.serial, p.name AS product_name, r.number, r.at, r.reason, a.name AS operator
             FROM ticket_print r
             JOIN ticket t ON t.merchant = r.merchant AND t.id = r.ticket
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             JOIN account a ON a.merchant = r.merchant AND a.id = r.account
             WHERE r.merchant = $1 AND r.number > 1 AND r.at >= $2 AND r.at < $3
             ORDER BY r.at DESC, t.serial LIMIT $4",
        )
        .bind(i64::from(merchant.0))
        .bind(from.0)
        .bind(until.0)
        .bind(MOST_REPRINTS)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                Ok(Reprint {
                    serial: columns.text("serial")?,
                    product_name: columns.text("product_name")?,
                    number: columns.count("number")?,
                    at: columns.instant("at")?,
                    operator: columns.text("operator")?,
                    reason: columns.maybe_text("reason")?,
                })
            })
            .collect()
    }

    async fn addressee(
        &self,
        columns: &Columns<'_>,
        kind: NoticeKind,
        recipient: Recipient,
        channel: Channel,
    ) -> Result<Option<Addressee>, StoreError> {
        let addressee = match recipient {
            Recipient::Holder
            | Recipient::Purchaser
            | Recipient::FormerPurchaser
            | Recipient::Giver
            | Recipient::Enquirer => self.of_wallet(columns, kind, recipient, channel).await?,
            Recipient::TransferRecipient => self.of_transfer(columns, channel).await?,
            Recipient::Merchant => {
                let address = match channel {
                    Channel::Mail => columns.text("service_email")?,
                    Channel::Sms => columns.text("service_phone")?,
                };
                let (name, language) = (columns.text("merchant_name")?, "zh-TW".to_owned());
                Some(Addressee { recipient, name, address, language, link: None })
            }
        };
        Ok(addressee.filter(|addressee| !addressee.address.is_empty()))
    }

    async fn of_wallet(
        &self,
        notice: &Columns<'_>,
        kind: NoticeKind,
        recipient: Recipient,
        channel: Channel,
    ) -> Result<Option<Addressee>, StoreError> {
        let (merchant, wallet) = (notice.number("merchant")?, notice.text("subject")?);
        let row = sqlx::query(
            "SELECT generation, token_hash, holder_name AS name, holder_phone AS phone, holder_email AS email, language
             FROM wallet WHERE merchant = $1 AND id = $2",
        )
        .bind(merchant)
        .bind(wallet.as_str())
        .fetch_optional(self.engine.reader())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let now = Columns(&row);
        let told = notice.maybe_number("generation")?.unwrap_or(0);
        let former = sqlx::query(FORMER)
            .bind(merchant)
            .bind(wallet.as_str())
            .bind(told)
            .fetch_optional(self.engine.reader())
            .await?;
        let language = now.text("language")?;
        let (person, link) = match &former {
            // An issue mail is its link. Whoever has the order now was sent it with the change.
            Some(_) if kind == NoticeKind::Issued => return Ok(None),
            Some(former) => (Columns(former), None),
            None if recipient == Recipient::FormerPurchaser => return Ok(None),
            None => (Columns(&row), self.living_link(&wallet, &now.text("token_hash")?)),
        };
        let (name, address) = (person.text("name")?, address(&person, channel)?);
        Ok(Some(Addressee { recipient, name, address, language, link }))
    }

    async fn of_transfer(
        &self,
        notice: &Columns<'_>,
        channel: Channel,
    ) -> Result<Option<Addressee>, StoreError> {
        let transfer = notice.text("subject")?;
        let row = sqlx::query(
            "SELECT tr.recipient_name AS name, COALESCE(w.holder_phone, tr.recipient_phone) AS phone,
                    COALESCE(w.holder_email, tr.recipient_email) AS email, tr.language,
                    COALESCE(w.token_hash, tr.token_hash) AS token_hash
             FROM transfer tr LEFT JOIN wallet w ON w.merchant = tr.merchant AND w.id = tr.recipient
             WHERE tr.merchant = $1 AND tr.id = $2",
        )
        .bind(notice.number("merchant")?)
        .bind(transfer.as_str())
        .fetch_optional(self.engine.reader())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let columns = Columns(&row);
        Ok(Some(Addressee {
            recipient: Recipient::TransferRecipient,
            name: columns.text("name")?,
            address: address(&columns, channel)?,
            language: columns.text("language")?,
            link: self.living_link(&transfer, &columns.text("token_hash")?),
        }))
    }
}

/// The last day on which a gift may be answered.
fn answer_by(columns: &Columns<'_>) -> Result<Option<Day>, StoreError> {
    Ok(match columns.maybe_day("offered_on")? {
        Some(sent_on) => Some(last_day(sent_on, columns.count("days")?)),
        None => None,
    })
}

fn request(columns: &Columns<'_>) -> Result<Option<ReturnAsked>, StoreError> {
    let Some(number) = columns.maybe_text("request_number")? else {
        return Ok(None);
    };
    Ok(Some(ReturnAsked { number, tickets: columns.count("request_tickets")? }))
}

/// What comes back for a return: nothing for a 贈品券.
fn refund(columns: &Columns<'_>) -> Result<Option<Refund>, StoreError> {
    Ok(match columns.maybe_number("refund")? {
        Some(amount) => Some(Refund { amount: Dollars(amount), by_hand: columns.flag("by_hand")? }),
        None => None,
    })
}

fn address(person: &Columns<'_>, channel: Channel) -> Result<String, StoreError> {
    person.text(match channel {
        Channel::Mail => "email",
        Channel::Sms => "phone",
    })
}
