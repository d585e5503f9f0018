//! What the check must know and cannot see in the file.

use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// Most tickets of one convenience-store order (RULES §6).
pub const CONVENIENCE_STORE_TICKETS: u32 = 8;

/// Most tickets of one batch in the documents (RULES §6).
pub const BATCH_TICKETS: u32 = 1_000;

/// 出券類型.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// 電子票券.
    Electronic,
    /// 超商票券.
    ConvenienceStore,
    /// 紙本票券.
    Paper,
}

/// 發行方式 of electronic tickets. A ticket is [`Way::Dated`] when its 可使用日期 lies after today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// 即期: usable at once.
    Immediate,
    /// 非即期: usable from 可使用日期 on.
    Dated,
}

/// 支援類型.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProductKind {
    /// 提貨券.
    Paid,
    /// 贈品券.
    Gift,
}

/// A product, as far as the check needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// 提貨券 or 贈品券.
    pub kind: ProductKind,
    /// 上架.
    pub on_shelf: bool,
    /// 商品名稱.
    pub name: String,
    /// Whole NT$ of one ticket. Not looked at for a gift.
    pub face_value: i64,
}

/// What is so at the moment of the check.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The day in Taipei.
    pub today: NaiveDate,
    /// The last day of the guarantee of what is issued today: a gift in a mixed order without a day of its own ends then
    /// (RULES §20).
    pub guarantee_until: NaiveDate,
    /// The merchant's products by 商品編號, capital letters.
    pub products: &'a HashMap<String, Product>,
    /// Kinds the contract has opened.
    pub opened_kinds: &'a [ProductKind],
    /// Forms the contract has opened.
    pub opened_forms: &'a [Form],
    /// Ways the contract has opened for electronic tickets.
    pub opened_ways: &'a [Way],
    /// The form chosen for the batch.
    pub form: Form,
    /// The way chosen for an electronic batch. `None`: each row's 可使用日期 decides.
    pub way: Option<Way>,
    /// 廠商訂單編號 of orders already issued.
    pub used_order_numbers: &'a HashSet<String>,
    /// 贈品單號 of orders already issued.
    pub used_gift_numbers: &'a HashSet<String>,
    /// Whether ECT 發行服務 is 已開通.
    pub service_open: bool,
    /// Most tickets of one convenience-store order; [`CONVENIENCE_STORE_TICKETS`] unless the kiosks change.
    pub convenience_store_tickets: u32,
    /// Most tickets of the batch, e.g. [`BATCH_TICKETS`].
    pub batch_tickets: u32,
}
