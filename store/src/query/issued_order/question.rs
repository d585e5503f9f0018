//! What is asked of the orders, as text and values. Each word is looked up by an index of its own, and the orders are found
//! from there; without words they are read by number, which is by time.

use super::{Rest, failed_mail};
use crate::query::found::{Found, Searched};
use crate::query::window::part;
use domain::calendar::{Day, Instant};
use domain::contract::Opening;
use domain::issued_order::{LINK_MAILS, SIGNS_OF_A_HOLDER, UNOPENED_AFTER_DAYS, UNOPENED_UNTIL_DAYS};
use domain::print::TicketForm;

const DAY_SECONDS: i64 = 24 * 3600;

/// The orders that are asked for.
pub(super) type Question = Found<IssuedOrder>;

/// The list of orders, as its search has it.
pub(super) struct IssuedOrder;

impl Searched for IssuedOrder {
    const FROM: &'static str = "ticket_order o";
    const ROW: &'static str = "o";
    /// A batch is there for nobody until it is visible.
    const ALWAYS: &'static str =
        "AND o.batch NOT IN (SELECT bt.id FROM batch bt WHERE bt.merchant = $1 AND bt.state <> 'visible')";

    fn of_number(number: &str, capital: &str) -> String {
        format!(
            "SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.number = {number}
             UNION SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.merchant_order_no IN ({number}, {capital})
             UNION SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.gift_order_no IN ({number}, {capital})
             UNION {} UNION {} UNION {} UNION {}",
            Self::of_ticket(&format!("t.serial = {capital}")),
            through_transfers(&format!("tr.number = {capital}")),
            through_return("give_back", capital),
            through_return("return_request", capital)
        )
    }

    fn of_ticket(which: &str) -> String {
        format!("SELECT t.ticket_order AS id FROM ticket t WHERE t.merchant = $1 AND {which}")
    }

    /// Of whoever bought it, or holds some of it.
    fn of_wallet(which: &str) -> String {
        format!(
            "SELECT o.id FROM wallet w CROSS JOIN ticket_order o
             WHERE w.merchant = $1 AND {which} AND o.merchant = $1 AND o.wallet = w.id
             UNION SELECT t.ticket_order AS id FROM wallet w CROSS JOIN ticket t
             WHERE w.merchant = $1 AND {which} AND t.merchant = $1 AND t.wallet = w.id"
        )
    }

    /// Of whoever bought it, holds some of it, or was offered some of it.
    fn of_person(wallet: &str, recipient: &str) -> String {
        format!("{} UNION {}", Self::of_wallet(wallet), through_transfers(recipient))
    }
}

impl Found<IssuedOrder> {
    pub(super) fn and_branch(&mut self, branch: String) {
        let branch = self.parameters.text(branch);
        self.and(&format!("o.issued_branch = {branch}"));
    }

    pub(super) fn and_head_office(&mut self) {
        self.and("o.issued_branch IS NULL");
    }

    /// As the index of the orders on paper has it.
    pub(super) fn and_form(&mut self, form: TicketForm) {
        self.and(&format!("o.form = '{}'", form.as_str()));
    }

    /// An order is 非即期 where one of its tickets is used from a later day on; its number begins with the day of issue.
    pub(super) fn and_way(&mut self, way: Opening) {
        const LATER: &str =
            "EXISTS (SELECT 1 FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id
            AND REPLACE(t.usable_from, '-', '') > substr(o.number, 1, 8))";
        let (form, condition) = match way {
            Opening::ElectronicAtOnce => (TicketForm::Electronic, Some(format!("NOT {LATER}"))),
            Opening::ElectronicLater => (TicketForm::Electronic, Some(LATER.to_owned())),
            Opening::MerchantPrint => (TicketForm::Paper, None),
            Opening::ConvenienceStore => (TicketForm::ConvenienceStore, None),
            // No way of an order.
            Opening::Paid | Opening::Gift | Opening::PlatformPrint => {
                (TicketForm::Paper, Some("1 = 0".to_owned()))
            }
        };
        self.and_form(form);
        if let Some(condition) = condition {
            self.and(&condition);
        }
    }

    pub(super) fn and_source(&mut self, is_by_console: bool) {
        let not = if is_by_console { "NOT" } else { "" };
        self.and(&format!("o.issued_by IS {not} NULL"));
    }

    /// By the index of batches, where nothing else finds orders.
    pub(super) fn and_batch(&mut self, batch: String) {
        let batch = self.parameters.text(batch);
        self.and_of(
            format!("SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.batch = {batch}"),
            &format!("o.batch = {batch}"),
        );
    }

    pub(super) fn and_days_of_issue(&mut self, from: Option<Day>, until: Option<Day>) {
        let digits = |day: Day| day.to_string().replace('-', "");
        if let Some(from) = from {
            let first = self.parameters.text(digits(from));
            self.and(&format!("o.number >= {first}"));
        }
        if let Some(until) = until {
            let after = self.parameters.text(digits(until.plus_days(1)));
            self.and(&format!("o.number < {after}"));
        }
    }

    pub(super) fn and_after(&mut self, number: &str, is_descending: bool) {
        if !number.is_empty() {
            let (is, number) = (if is_descending { "<" } else { ">" }, self.parameters.text(number));
            self.and(&format!("o.number {is} {number}"));
        }
    }

    pub(super) fn and_product(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let (code, name) = (self.parameters.text(words.to_uppercase()), self.parameters.text(part(words)));
        self.and(&format!(
            "EXISTS (SELECT 1 FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id AND t.product IN
               (SELECT p.number FROM product p WHERE p.merchant = $1
                AND (p.code = {code} OR UPPER(p.own_number) = {code} OR LOWER(p.name) LIKE {name} ESCAPE '!')))"
        ));
    }

    pub(super) fn and_rest(&mut self, rest: Rest) {
        let is = match rest {
            Rest::Left => "EXISTS",
            Rest::Nothing => "NOT EXISTS",
        };
        self.and(&format!(
            "{is} (SELECT 1 FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id AND t.remaining > 0)"
        ));
    }

    pub(super) fn and_mail_failed(&mut self, now: Instant) {
        let since = self.parameters.number(failed_mail::since(now).0);
        let failed = failed_mail::orders(&since);
        let condition = format!("o.id IN ({failed})");
        self.and_of(failed, &condition);
    }

    /// Between two days of issue, and each order by its own rows: these are numbers to compare, not rows to join, so that no
    /// plan begins with all wallets or all events.
    pub(super) fn and_unopened(&mut self, now: Instant) {
        let today = now.day();
        self.and_days_of_issue(
            Some(today.minus_days(UNOPENED_UNTIL_DAYS)),
            Some(today.minus_days(UNOPENED_AFTER_DAYS)),
        );
        let late =
            self.parameters.number(now.plus_seconds(-DAY_SECONDS * UNOPENED_AFTER_DAYS.cast_signed()).0);
        let mails = listed(LINK_MAILS.iter().map(|kind| kind.as_str()));
        let signs = listed(SIGNS_OF_A_HOLDER.iter().map(|kind| kind.as_str()));
        // Of several mails to this purchaser the newest counts. What a former purchaser did is nothing to this one.
        self.and(&format!(
            "(SELECT CASE WHEN w.opened_at IS NULL THEN (
                    SELECT CASE WHEN n.state = 'sent' THEN n.changed_at END
                    FROM event e JOIN notice n ON n.merchant = e.merchant AND n.event = e.id
                    WHERE e.merchant = o.merchant AND e.ticket_order = o.id AND n.kind IN ({mails}) AND n.channel = 'mail'
                      AND n.generation = w.generation
                    ORDER BY n.made_at DESC, n.id DESC LIMIT 1) END
                  FROM wallet w WHERE w.merchant = o.merchant AND w.id = o.wallet) <= {late}
             AND (SELECT COUNT(*) FROM ticket t JOIN event e ON e.merchant = t.merchant AND e.ticket = t.id
                  WHERE t.merchant = o.merchant AND t.ticket_order = o.id AND e.kind IN ({signs})
                    AND e.at >= (SELECT COALESCE(MAX(f.until), 0) FROM former_holder f
                                 WHERE f.merchant = o.merchant AND f.wallet = o.wallet)) = 0"
        ));
    }
}

/// Names of our own, for a text.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

fn through_transfers(which: &str) -> String {
    format!(
        "SELECT t.ticket_order AS id FROM transfer tr CROSS JOIN transfer_line l CROSS JOIN ticket t
         WHERE tr.merchant = $1 AND {which} AND l.merchant = $1 AND l.transfer = tr.id AND t.merchant = $1
           AND t.id = l.ticket"
    )
}

/// By 退貨單號 or 退貨申請單號.
fn through_return(table: &str, capital: &str) -> String {
    format!(
        "SELECT t.ticket_order AS id FROM {table} r CROSS JOIN ticket t
         WHERE r.merchant = $1 AND r.number = {capital} AND t.merchant = $1 AND t.id = r.ticket"
    )
}
