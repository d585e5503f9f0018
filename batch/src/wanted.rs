//! What to look up before the check, so that the caller fetches no more than the file names.

use crate::column::Column;
use crate::fault::Notes;
use crate::field;
use crate::header::Header;
use crate::number::{GIFT_NUMBER, ORDER_NUMBER};
use crate::workbook::SheetRow;
use std::collections::BTreeSet;

/// Numbers and codes that stand in a file, as [`crate::check()`] will compare them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// 廠商訂單編號.
    pub order_numbers: BTreeSet<String>,
    /// 贈品單號.
    pub gift_numbers: BTreeSet<String>,
    /// 商品編號.
    pub product_codes: BTreeSet<String>,
}

/// Collects them. What cannot be read is left to the check.
pub fn wanted(rows: &[SheetRow]) -> Wanted {
    let mut wanted = Wanted::default();
    let Some((first, rows)) = rows.split_first() else { return wanted };
    let header = Header::read(first, &mut Notes::new(&mut Vec::new(), None));
    for row in rows {
        let order_number = field::code(header.cell(row, Column::OrderNumber), ORDER_NUMBER);
        wanted.order_numbers.extend(order_number.ok().flatten());
        let gift_number = field::code(header.cell(row, Column::GiftNumber), GIFT_NUMBER);
        wanted.gift_numbers.extend(gift_number.ok().flatten());
        let product_code = field::product_code(header.cell(row, Column::ProductCode));
        wanted.product_codes.extend(product_code.ok().flatten());
    }
    wanted
}
