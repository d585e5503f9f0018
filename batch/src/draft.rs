//! An order as the file asks for it, before anything is issued.

use crate::context::{ProductKind, Way};
use chrono::NaiveDate;

/// Who bought. What could not be read is missing; see the faults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Purchaser {
    /// 購買人姓名.
    pub name: Option<String>,
    /// 購買人手機: `09` and eight digits.
    pub phone: Option<String>,
    /// 購買人email.
    pub email: Option<String>,
    /// 購買人地址.
    pub address: Option<String>,
}

/// The tickets one row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    /// 1-based row of the sheet.
    pub row: u32,
    /// 商品編號.
    pub product_code: String,
    /// 商品名稱.
    pub product_name: String,
    /// 提貨券 or 贈品券.
    pub kind: ProductKind,
    /// Whole NT$ of one ticket; 0 for a gift.
    pub face_value: i64,
    /// 張數.
    pub tickets: u32,
    /// 每張可用次數.
    pub quantity: u8,
    /// 可使用日期; `None` = the day of issue.
    pub usable_from: Option<NaiveDate>,
    /// Whether `usable_from` lies after today.
    pub way: Way,
    /// 贈品券到期日; `None` = the last day of the order's guarantee (RULES §20).
    pub expires_on: Option<NaiveDate>,
}

/// One order of the file. A bad one stands here for the preview only (RULES §6: red, nothing is issued).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftOrder {
    /// N of 第N筆訂單, from 1, in the order in which the file first names them.
    pub position: u32,
    /// 匯入單號.
    pub import_number: String,
    /// 1-based rows of the sheet.
    pub rows: Vec<u32>,
    /// 廠商訂單編號.
    pub order_number: Option<String>,
    /// 贈品單號.
    pub gift_number: Option<String>,
    /// 購買人.
    pub purchaser: Purchaser,
    /// 商品明細: the rows that could be read.
    pub lines: Vec<DraftLine>,
    /// Sum of the face values of the 提貨券 in `lines`, whole NT$ (RULES §6).
    pub amount: i64,
    /// Number of tickets in `lines`.
    pub tickets: u32,
    /// Whether some row of it has a fault.
    pub is_bad: bool,
}
