//! A list that is searched by words (RULES §6): whatever they may name is looked up by an index of its own, and the rows of the
//! list are found from there.

use super::parameters::Parameters;
use crate::secret::{Keyring, LinkToken};
use domain::calendar::Day;
use domain::identity::MerchantNumber;
use domain::issued_order::OrderKey;
use std::marker::PhantomData;

/// What a list tells about itself. Each function is a text that selects `id` of its rows; `$1` is the merchant, and the
/// conditions it is given hold nothing but names of columns and of parameters.
pub(crate) trait Searched {
    /// Its table with the name that its texts have for it.
    const FROM: &'static str;
    /// That name.
    const ROW: &'static str;
    /// Which rows are there for anybody at all.
    const ALWAYS: &'static str = "";

    /// Of whatever has this number; `capital` is the same in capitals.
    fn of_number(number: &str, capital: &str) -> String;

    /// Of a ticket `t`.
    fn of_ticket(which: &str) -> String;

    /// Of the people who have a wallet `w`.
    fn of_wallet(which: &str) -> String;

    /// Of people: by their wallet `w`, or by what a giver said of them in a transfer `tr`.
    fn of_person(wallet: &str, _recipient: &str) -> String {
        Self::of_wallet(wallet)
    }
}

/// From where the rows of a list come, and which of them.
pub(crate) struct Found<L> {
    pub parameters: Parameters,
    /// Each finds ids by an index of its own; what any of them finds is found.
    sources: Vec<String>,
    conditions: String,
    list: PhantomData<L>,
}

impl<L> Clone for Found<L> {
    fn clone(&self) -> Self {
        Self {
            parameters: self.parameters.clone(),
            sources: self.sources.clone(),
            conditions: self.conditions.clone(),
            list: PhantomData,
        }
    }
}

impl<L: Searched> Found<L> {
    /// Without words every row. `None`: nothing has such a name.
    pub(crate) fn by_words(merchant: MerchantNumber, words: &str, keyring: &Keyring) -> Option<Self> {
        let words = words.trim();
        let keys = OrderKey::readings(words);
        if !words.is_empty() && keys.is_empty() {
            return None;
        }
        let mut found = Self {
            parameters: Parameters::beginning_with(i64::from(merchant.0)),
            sources: Vec::new(),
            conditions: String::new(),
            list: PhantomData,
        };
        for key in keys {
            let source = found.source(key, keyring);
            found.sources.push(source);
        }
        Some(found)
    }

    fn source(&mut self, key: OrderKey, keyring: &Keyring) -> String {
        let parameters = &mut self.parameters;
        match key {
            OrderKey::Number(number) => {
                let capital = parameters.text(number.to_uppercase());
                L::of_number(&parameters.text(number), &capital)
            }
            // One of another merchant's is nobody's here.
            OrderKey::Ticket(merchant, locator) => {
                let merchant = parameters.number(i64::from(merchant.0));
                let locator = parameters.number(locator.to_integer());
                L::of_ticket(&format!("t.locator = {locator} AND t.merchant = {merchant}"))
            }
            OrderKey::Wallet(token) => {
                let hash = parameters.text(LinkToken::hash_of_typed(&token));
                L::of_wallet(&format!("w.token_hash = {hash}"))
            }
            OrderKey::Code(code) => {
                let index = parameters.text(keyring.code_index(&code));
                L::of_ticket(&format!("t.code_index = {index}"))
            }
            OrderKey::Phone(phone) => {
                let phone = parameters.text(phone);
                L::of_person(&format!("w.holder_phone = {phone}"), &format!("tr.recipient_phone = {phone}"))
            }
            OrderKey::Mail(address) => {
                let address = parameters.text(address);
                L::of_person(
                    &format!("lower(w.holder_email) = {address}"),
                    &format!("lower(tr.recipient_email) = {address}"),
                )
            }
            OrderKey::Name(name) => {
                let name = name.to_lowercase();
                let begin = parameters.text(name.chars().take(OrderKey::SHORTEST_NAME).collect::<String>());
                let name = parameters.text(name);
                let like = |column: &str| {
                    format!(
                        "substr(lower({column}), 1, 2) = {begin}
                         AND substr(lower({column}), 1, length({name})) = {name}"
                    )
                };
                L::of_person(&like("w.holder_name"), &like("tr.recipient_name"))
            }
        }
    }

    /// `FROM` and `WHERE` of whatever is asked about these rows.
    pub(crate) fn text(&self) -> String {
        let (from, row) = (L::FROM, L::ROW);
        let (from, these) = if self.sources.is_empty() {
            (from.to_owned(), String::new())
        } else {
            (
                format!("({}) k CROSS JOIN {from}", self.sources.join(" UNION ")),
                format!("AND {row}.id = k.id"),
            )
        };
        format!("FROM {from} WHERE {row}.merchant = $1 {these} {}{}", L::ALWAYS, self.conditions)
    }

    /// Only rows of which this is true.
    pub(crate) fn and(&mut self, condition: &str) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(condition);
    }

    /// Only rows that `source` finds: from there where no words find any, otherwise by a condition that says the same of each.
    pub(crate) fn and_of(&mut self, source: String, condition: &str) {
        if self.sources.is_empty() {
            self.sources.push(source);
        } else {
            self.and(condition);
        }
    }

    /// Only rows with a moment of these days in this column.
    pub(crate) fn and_days(&mut self, column: &str, from: Option<Day>, until: Option<Day>) {
        if let Some(from) = from {
            let first = self.parameters.number(from.start().0);
            self.and(&format!("{column} >= {first}"));
        }
        if let Some(until) = until {
            let after = self.parameters.number(until.plus_days(1).start().0);
            self.and(&format!("{column} < {after}"));
        }
    }
}
