//! 已發行訂單管理 (RULES §6): issued orders, found by everything that is printed on a ticket or stands in its mail. Whoever they
//! are about is masked here; [`page`] shows one order.

pub(crate) mod failed_mail;
mod mail;
pub mod page;
pub mod paged;
mod products;
mod question;

pub use products::ProductOfOrder;

use crate::query::window::Window;
use crate::table::bundle::{beside, bundled, typed, unbundled};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::contract::Opening;
use domain::identity::{BatchId, BranchNumber};
use domain::look_up::{masked_name, masked_phone};
use domain::money::Dollars;
use domain::permission::{Access, Function};
use domain::print::TicketForm;
use domain::reach::Reach;
use domain::refusal::Refusal;
use question::Question;

/// How many orders are counted and paged through at most: a list costs the same however many there are.
pub const MOST_COUNTED: u32 = 5_000;

domain::stated_enum! {
    /// How far the tickets of an order are used up.
    pub enum Rest {
        /// Something is left of some.
        Left = "left",
        /// Nothing is left of any.
        Nothing = "nothing",
    }
}

/// For whom an order was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssuedAt {
    /// 總店
    HeadOffice,
    /// One of its branches.
    Branch(BranchNumber),
}

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderSearch {
    /// Anything printed on a ticket or standing in its mail.
    pub words: String,
    /// 商品編號, 廠商貨號, or part of the name.
    pub product: String,
    /// First day of issue.
    pub from: Option<Day>,
    /// Last day of issue.
    pub until: Option<Day>,
    /// How far it is used up.
    pub rest: Option<Rest>,
    /// Only orders with a mail of the last [`domain::issued_order::FAILED_DAYS`] that failed or came back, and that nothing made up
    /// for.
    pub is_mail_failed: bool,
    /// Only orders whose mail was sent some days ago, and nobody opened the wallet since.
    pub is_unopened: bool,
    /// 出券類型
    pub form: Option<TicketForm>,
    /// 發行方式
    pub way: Option<Opening>,
    /// 發行來源: by somebody of the console, or by the command line.
    pub is_by_console: Option<bool>,
    /// Where it was issued.
    pub place: Option<IssuedAt>,
    /// Of this batch alone.
    pub batch: Option<BatchId>,
}

/// Somebody as the office sees them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct ShownPerson {
    pub name: String,
    pub phone: String,
    pub email: String,
}

impl ShownPerson {
    /// From three columns, masked unless somebody asked.
    pub(crate) fn read(
        columns: &Columns<'_>,
        [name, phone, email]: [&str; 3],
        is_shown: bool,
    ) -> Result<Self, StoreError> {
        let person =
            Self { name: columns.text(name)?, phone: columns.text(phone)?, email: columns.text(email)? };
        Ok(if is_shown { person } else { person.masked() })
    }

    /// As everybody of the office sees them first.
    pub(crate) fn masked(&self) -> Self {
        let mail = self.email.contains('@').then(|| Reach::parse(&self.email)).flatten();
        Self {
            name: masked_name(&self.name),
            phone: masked_phone(&self.phone),
            email: mail.map(|mail| mail.masked()).unwrap_or_default(),
        }
    }
}

/// One order in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOrder {
    id: String,
    /// ECT訂單編號
    pub number: String,
    /// 廠商訂單編號
    pub merchant_order_no: Option<String>,
    /// 贈品單號
    pub gift_order_no: Option<String>,
    /// Sum of its 提貨券.
    pub amount: Dollars,
    /// When it was issued.
    pub issued_at: Instant,
    /// 購買人, masked.
    pub purchaser: ShownPerson,
    /// 票券序號設定: the merchant's own.
    pub has_own_serials: bool,
    /// 出券類型
    pub form: TicketForm,
    /// Which branch issued it; `None` = 總店.
    pub branch: Option<String>,
    /// 發行來源: somebody of the console; otherwise the command line.
    pub is_by_console: bool,
    /// What it is of.
    pub products: Vec<ProductOfOrder>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// Of this page.
    pub rows: Vec<ListedOrder>,
    /// How many were found, at most [`MOST_COUNTED`].
    pub counted: u64,
    /// There are more than were counted.
    pub has_more: bool,
    /// What those that were counted come to.
    pub amount: Dollars,
}

/// Which orders of the list.
#[derive(Debug, Clone, Copy)]
enum Slice<'n> {
    Page(Window),
    /// The next so many after this number.
    After {
        number: &'n str,
        is_descending: bool,
        size: u32,
    },
}

impl Store {
    /// A page of the list: three queries, however long it is.
    pub async fn issued_orders(
        &self,
        actor: &Actor,
        search: &OrderSearch,
        window: Window,
    ) -> Result<Orders, StoreError> {
        may_look(actor)?;
        let Some(question) = self.question(actor, search) else {
            return Ok(Orders { rows: Vec::new(), counted: 0, has_more: false, amount: Dollars::ZERO });
        };
        let counted = format!(
            "SELECT COUNT(*) AS orders, CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) AS amount
             FROM (SELECT o.amount {} ORDER BY o.number {} LIMIT {MOST_COUNTED} + 1) f",
            question.text(),
            window.direction()
        );
        let sums = question.parameters.ask(&counted).fetch_one(self.engine.reader()).await?;
        let sums = Columns(&sums);
        let counted = sums.count("orders")?;
        let rows = self.slice(&question, Slice::Page(window)).await?;
        let rows = self.with_products(actor, rows).await?;
        Ok(Orders {
            rows,
            counted: u64::from(counted.min(MOST_COUNTED)),
            has_more: counted > MOST_COUNTED,
            amount: Dollars(sums.number("amount")?),
        })
    }

    /// How many orders the whole list has, and what they come to: reads each of them, so it is asked for.
    pub async fn sums_of_issued_orders(
        &self,
        actor: &Actor,
        search: &OrderSearch,
    ) -> Result<(u64, Dollars), StoreError> {
        may_look(actor)?;
        let Some(question) = self.question(actor, search) else {
            return Ok((0, Dollars::ZERO));
        };
        let sums = format!(
            "SELECT COUNT(*) AS orders, CAST(COALESCE(SUM(o.amount), 0) AS BIGINT) AS amount {}",
            question.text()
        );
        let row = question.parameters.ask(&sums).fetch_one(self.engine.reader()).await?;
        let columns = Columns(&row);
        Ok((u64::from(columns.count("orders")?), Dollars(columns.number("amount")?)))
    }

    /// The next orders of the same list after the one with this number (empty: the first ones), however many there are: for
    /// a file of all of them. What they are of stands there once [`Store::with_products`] has read it.
    pub async fn issued_orders_after(
        &self,
        actor: &Actor,
        search: &OrderSearch,
        is_descending: bool,
        number: &str,
        size: u32,
    ) -> Result<Vec<ListedOrder>, StoreError> {
        may_look(actor)?;
        match self.question(actor, search) {
            Some(question) => self.slice(&question, Slice::After { number, is_descending, size }).await,
            None => Ok(Vec::new()),
        }
    }

    /// `None`: nothing has such a name.
    fn question(&self, actor: &Actor, search: &OrderSearch) -> Option<Question> {
        let mut question = Question::by_words(actor.merchant, &search.words, &self.keyring)?;
        if let Some(branch) = actor.branch() {
            question.and_branch(branch.as_str().to_owned());
        }
        question.and_days_of_issue(search.from, search.until);
        question.and_product(search.product.trim());
        if let Some(rest) = search.rest {
            question.and_rest(rest);
        }
        if let Some(form) = search.form {
            question.and_form(form);
        }
        if let Some(way) = search.way {
            question.and_way(way);
        }
        if let Some(is_by_console) = search.is_by_console {
            question.and_source(is_by_console);
        }
        match &search.place {
            Some(IssuedAt::HeadOffice) => question.and_head_office(),
            Some(IssuedAt::Branch(branch)) => question.and_branch(branch.as_str().to_owned()),
            None => {}
        }
        if let Some(batch) = &search.batch {
            question.and_batch(batch.to_string());
        }
        if search.is_mail_failed {
            question.and_mail_failed(self.now());
        }
        if search.is_unopened {
            question.and_unopened(self.now());
        }
        Some(question)
    }

    async fn slice(&self, question: &Question, slice: Slice<'_>) -> Result<Vec<ListedOrder>, StoreError> {
        let mut question = question.clone();
        let (direction, limit) = match slice {
            Slice::Page(window) => {
                let size = window.size.min(MOST_COUNTED.saturating_sub(window.offset));
                let (size, offset) = (
                    question.parameters.number(size.into()),
                    question.parameters.number(window.offset.into()),
                );
                (window.direction(), format!("LIMIT {size} OFFSET {offset}"))
            }
            Slice::After { number, is_descending, size } => {
                question.and_after(number, is_descending);
                let size = question.parameters.number(size.into());
                (if is_descending { "DESC" } else { "ASC" }, format!("LIMIT {size}"))
            }
        };
        let text = format!(
            "SELECT {} FROM (SELECT o.id, o.number, o.merchant_order_no, o.gift_order_no, o.amount, o.issued_at, o.wallet,
                                    o.batch, o.form, o.issued_branch, o.issued_by {} ORDER BY o.number {direction} {limit}) f",
            bundled(&listed_columns()),
            question.text()
        );
        // Planned anew for this size and this place in the list: a plan for any of them sorts all that is left.
        let row = question.parameters.ask(&text).persistent(false).fetch_one(self.engine.reader()).await?;
        unbundled(&row, listed)
    }
}

/// Looking needs the permission, and no more.
pub(crate) fn may_look(actor: &Actor) -> Result<(), StoreError> {
    if actor.allows(Function::IssuedOrders, Access::Look) {
        Ok(())
    } else {
        Err(StoreError::Refused(Refusal::PermissionMissing))
    }
}

fn listed_columns() -> String {
    let [own, gift] = ["f.merchant_order_no", "f.gift_order_no"].map(typed);
    let [name, phone, email] = ["w.holder_name", "w.holder_phone", "w.holder_email"].map(typed);
    let holder = beside(&format!("{name}, {phone}, {email}"));
    // The holder is looked up for each row: a plan that begins with all people is none.
    format!(
        "f.id, f.number, {own}, {gift}, f.amount, f.issued_at,
         CASE WHEN f.batch IN (SELECT s.batch FROM own_serials s WHERE s.merchant = $1) THEN 1 ELSE 0 END,
         f.form, COALESCE(f.issued_branch, ''), CASE WHEN f.issued_by IS NULL THEN 0 ELSE 1 END,
         (SELECT {holder} FROM wallet w WHERE w.merchant = $1 AND w.id = f.wallet)"
    )
}

fn listed(
    [id, number, own, gift, amount, issued_at, own_serials, form, branch, is_by_console, name, phone, email]: [&str;
        13],
) -> Option<ListedOrder> {
    let (words, maybe) = (str::to_owned, |text: &str| (!text.is_empty()).then(|| text.to_owned()));
    Some(ListedOrder {
        id: words(id),
        number: words(number),
        merchant_order_no: maybe(own),
        gift_order_no: maybe(gift),
        amount: Dollars(amount.parse().ok()?),
        issued_at: Instant(issued_at.parse().ok()?),
        purchaser: ShownPerson { name: words(name), phone: words(phone), email: words(email) }.masked(),
        has_own_serials: own_serials == "1",
        form: TicketForm::parse(form)?,
        branch: maybe(branch),
        is_by_console: is_by_console == "1",
        products: Vec::new(),
    })
}
