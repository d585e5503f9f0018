//! What is asked of the orders, as text and values. Each word is looked up by an index of its own, and the orders are found
//! from there; without words they are read by number, which is by time.

use super::{Rest, failed_mail};
use crate::query::parameters::Parameters;
use crate::query::window::part;
use domain::calendar::{Day, Instant};
use domain::code::layout::Locator;
use domain::contract::Opening;
use domain::identity::MerchantNumber;
use domain::issued_order::{LINK_MAILS, SIGNS_OF_A_HOLDER, UNOPENED_AFTER_DAYS, UNOPENED_UNTIL_DAYS};
use domain::print::TicketForm;

const DAY_SECONDS: i64 = 24 * 3600;

/// The orders that are asked for. `$1` is the merchant; nothing but numbers of parameters is put into the text.
#[derive(Debug, Clone)]
pub(super) struct Question {
    parameters: Parameters,
    /// Each finds ids of orders; what any of them finds is found.
    sources: Vec<String>,
    conditions: String,
}

impl Question {
    pub(super) fn new(merchant: MerchantNumber) -> Self {
        Self {
            parameters: Parameters::beginning_with(i64::from(merchant.0)),
            sources: Vec::new(),
            conditions: String::new(),
        }
    }

    /// The text with all parameters bound.
    pub(super) fn ask(
        &self,
        text: &str,
    ) -> sqlx::query::Query<'static, sqlx::Any, <sqlx::Any as sqlx::Database>::Arguments> {
        self.parameters.ask(text)
    }

    pub(super) fn number(&mut self, number: i64) -> String {
        self.parameters.number(number)
    }

    pub(super) fn text(&mut self, text: impl Into<String>) -> String {
        self.parameters.text(text)
    }

    /// From where orders come, and which of them. A batch is there for nobody until it is visible.
    pub(super) fn found(&self) -> String {
        let (from, these) = if self.sources.is_empty() {
            ("ticket_order o".to_owned(), "")
        } else {
            let sources = self.sources.join(" UNION ");
            (format!("({sources}) k CROSS JOIN ticket_order o"), "AND o.id = k.id")
        };
        format!(
            "FROM {from} WHERE o.merchant = $1 {these}
             AND o.batch NOT IN (SELECT bt.id FROM batch bt WHERE bt.merchant = $1 AND bt.state <> 'visible') {}",
            self.conditions
        )
    }

    pub(super) fn or_number(&mut self, number: String) {
        let (capital, number) = (self.text(number.to_uppercase()), self.text(number));
        self.sources.push(format!(
            "SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.number = {number}
             UNION SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.merchant_order_no IN ({number}, {capital})
             UNION SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.gift_order_no IN ({number}, {capital})
             UNION SELECT t.ticket_order AS id FROM ticket t WHERE t.merchant = $1 AND t.serial = {capital}
             UNION {} UNION {} UNION {}",
            through_transfers(&format!("tr.number = {capital}")),
            through_return("give_back", &capital),
            through_return("return_request", &capital)
        ));
    }

    /// The ticket of a QR; one of another merchant's is nobody's here.
    pub(super) fn or_ticket(&mut self, merchant: MerchantNumber, locator: Locator) {
        let (merchant, locator) = (self.number(i64::from(merchant.0)), self.number(locator.to_integer()));
        self.sources.push(format!(
            "SELECT t.ticket_order AS id FROM ticket t
             WHERE t.merchant = $1 AND t.locator = {locator} AND t.merchant = {merchant}"
        ));
    }

    /// What was bought or is held by whoever has the wallet's link.
    pub(super) fn or_wallet(&mut self, token_hash: String) {
        let hash = self.text(token_hash);
        self.sources.push(format!(
            "SELECT o.id FROM wallet w CROSS JOIN ticket_order o
             WHERE w.merchant = $1 AND w.token_hash = {hash} AND o.merchant = $1 AND o.wallet = w.id
             UNION SELECT t.ticket_order AS id FROM wallet w CROSS JOIN ticket t
             WHERE w.merchant = $1 AND w.token_hash = {hash} AND t.merchant = $1 AND t.wallet = w.id"
        ));
    }

    pub(super) fn or_code(&mut self, code_index: String) {
        let index = self.text(code_index);
        self.sources.push(format!(
            "SELECT t.ticket_order AS id FROM ticket t WHERE t.merchant = $1 AND t.code_index = {index}"
        ));
    }

    pub(super) fn or_phone(&mut self, phone: String) {
        let phone = self.text(phone);
        self.or_person(&format!("w.holder_phone = {phone}"), &format!("tr.recipient_phone = {phone}"));
    }

    pub(super) fn or_mail(&mut self, address: String) {
        let address = self.text(address);
        self.or_person(
            &format!("lower(w.holder_email) = {address}"),
            &format!("lower(tr.recipient_email) = {address}"),
        );
    }

    pub(super) fn or_name(&mut self, name: String) {
        let begin = self.text(name.to_lowercase().chars().take(2).collect::<String>());
        let name = self.text(name.to_lowercase());
        let like = |column: &str| {
            format!(
                "substr(lower({column}), 1, 2) = {begin} AND substr(lower({column}), 1, length({name})) = {name}"
            )
        };
        self.or_person(&like("w.holder_name"), &like("tr.recipient_name"));
    }

    /// Whoever bought it, holds some of it, or was offered some of it.
    fn or_person(&mut self, holder: &str, recipient: &str) {
        self.sources.push(format!(
            "SELECT o.id FROM wallet w CROSS JOIN ticket_order o
             WHERE w.merchant = $1 AND {holder} AND o.merchant = $1 AND o.wallet = w.id
             UNION SELECT t.ticket_order AS id FROM wallet w CROSS JOIN ticket t
             WHERE w.merchant = $1 AND {holder} AND t.merchant = $1 AND t.wallet = w.id
             UNION {}",
            through_transfers(recipient)
        ));
    }

    pub(super) fn and_branch(&mut self, branch: String) {
        let branch = self.text(branch);
        self.conditions.push_str(&format!(" AND o.issued_branch = {branch}"));
    }

    pub(super) fn and_head_office(&mut self) {
        self.conditions.push_str(" AND o.issued_branch IS NULL");
    }

    /// As the index of the orders on paper has it.
    pub(super) fn and_form(&mut self, form: TicketForm) {
        self.conditions.push_str(&format!(" AND o.form = '{}'", form.as_str()));
    }

    /// An order is 非即期 where one of its tickets is used from a later day on; its number begins with the day of issue.
    pub(super) fn and_way(&mut self, way: Opening) {
        const LATER: &str =
            "EXISTS (SELECT 1 FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id
            AND REPLACE(t.usable_from, '-', '') > substr(o.number, 1, 8))";
        let (form, condition) = match way {
            Opening::ElectronicAtOnce => (TicketForm::Electronic, format!(" AND NOT {LATER}")),
            Opening::ElectronicLater => (TicketForm::Electronic, format!(" AND {LATER}")),
            Opening::MerchantPrint => (TicketForm::Paper, String::new()),
            Opening::ConvenienceStore => (TicketForm::ConvenienceStore, String::new()),
            // No way of an order.
            Opening::Paid | Opening::Gift | Opening::PlatformPrint => {
                (TicketForm::Paper, " AND 1 = 0".to_owned())
            }
        };
        self.and_form(form);
        self.conditions.push_str(&condition);
    }

    pub(super) fn and_source(&mut self, is_by_console: bool) {
        let not = if is_by_console { "NOT" } else { "" };
        self.conditions.push_str(&format!(" AND o.issued_by IS {not} NULL"));
    }

    /// By the index of batches, where nothing else finds orders.
    pub(super) fn and_batch(&mut self, batch: String) {
        let batch = self.text(batch);
        if self.sources.is_empty() {
            self.sources
                .push(format!("SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.batch = {batch}"));
        } else {
            self.conditions.push_str(&format!(" AND o.batch = {batch}"));
        }
    }

    pub(super) fn and_days(&mut self, from: Option<Day>, until: Option<Day>) {
        let digits = |day: Day| day.to_string().replace('-', "");
        if let Some(from) = from {
            let first = self.text(digits(from));
            self.conditions.push_str(&format!(" AND o.number >= {first}"));
        }
        if let Some(until) = until {
            let after = self.text(digits(until.plus_days(1)));
            self.conditions.push_str(&format!(" AND o.number < {after}"));
        }
    }

    pub(super) fn and_after(&mut self, number: &str, is_descending: bool) {
        if !number.is_empty() {
            let (is, number) = (if is_descending { "<" } else { ">" }, self.text(number));
            self.conditions.push_str(&format!(" AND o.number {is} {number}"));
        }
    }

    pub(super) fn and_product(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let (code, name) = (self.text(words.to_uppercase()), self.text(part(words)));
        self.conditions.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id AND t.product IN
               (SELECT p.number FROM product p WHERE p.merchant = $1
                AND (p.code = {code} OR UPPER(p.own_number) = {code} OR LOWER(p.name) LIKE {name} ESCAPE '!')))"
        ));
    }

    pub(super) fn and_rest(&mut self, rest: Rest) {
        let is = match rest {
            Rest::Left => "EXISTS",
            Rest::Nothing => "NOT EXISTS",
        };
        self.conditions.push_str(&format!(
            " AND {is} (SELECT 1 FROM ticket t WHERE t.merchant = o.merchant AND t.ticket_order = o.id AND t.remaining > 0)"
        ));
    }

    pub(super) fn and_mail_failed(&mut self, now: Instant) {
        let since = self.number(failed_mail::since(now).0);
        let failed = failed_mail::orders(&since);
        if self.sources.is_empty() {
            self.sources.push(failed);
        } else {
            self.conditions.push_str(&format!(" AND o.id IN ({failed})"));
        }
    }

    /// Between two days of issue, and each order by its own rows: these are numbers to compare, not rows to join, so that no
    /// plan begins with all wallets or all events.
    pub(super) fn and_unopened(&mut self, now: Instant) {
        let today = now.day();
        self.and_days(
            Some(today.minus_days(UNOPENED_UNTIL_DAYS)),
            Some(today.minus_days(UNOPENED_AFTER_DAYS)),
        );
        let late = self.number(now.plus_seconds(-DAY_SECONDS * UNOPENED_AFTER_DAYS.cast_signed()).0);
        let mails = listed(LINK_MAILS.iter().map(|kind| kind.as_str()));
        let signs = listed(SIGNS_OF_A_HOLDER.iter().map(|kind| kind.as_str()));
        // Of several mails to this purchaser the newest counts. What a former purchaser did is nothing to this one.
        self.conditions.push_str(&format!(
            " AND (SELECT CASE WHEN w.opened_at IS NULL THEN (
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
