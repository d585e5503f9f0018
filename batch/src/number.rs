//! 廠商訂單編號 and 贈品單號 (RULES §6, §13, §20).

use crate::column::Column;
use crate::context::{Context, ProductKind};
use crate::fault::{FaultReason, Notes};
use crate::field;
use crate::group::Group;
use crate::header::Header;
use crate::line::ReadLine;
use crate::shared::{Shared, shared};
use std::collections::{HashMap, HashSet};

/// Longest 廠商訂單編號.
pub(crate) const ORDER_NUMBER: usize = 25;
/// Longest 贈品單號.
pub(crate) const GIFT_NUMBER: usize = 20;

/// Numbers that earlier orders of the file have, with the orders' positions.
#[derive(Default)]
pub(crate) struct Seen {
    order_numbers: HashMap<String, u32>,
    gift_numbers: HashMap<String, u32>,
}

/// The numbers of one order.
pub(crate) struct Numbers {
    pub(crate) order_number: Option<String>,
    pub(crate) gift_number: Option<String>,
}

/// Reads both numbers and judges them by what kinds of ticket the order holds.
pub(crate) fn read(
    group: &Group<'_>,
    header: &Header,
    lines: &[ReadLine],
    context: &Context<'_>,
    seen: &mut Seen,
    notes: &mut Notes<'_>,
) -> Numbers {
    let order = shared(group, header, Column::OrderNumber, notes, |cell| field::code(cell, ORDER_NUMBER));
    let gift = shared(group, header, Column::GiftNumber, notes, |cell| field::code(cell, GIFT_NUMBER));

    let has = |kind| lines.iter().any(|line| line.kind == Some(kind));
    let all_known = lines.iter().all(|line| line.kind.is_some());
    if has(ProductKind::Paid) {
        note_missing(&order, Column::OrderNumber, FaultReason::OrderNumberMissing, notes);
        if all_known && !has(ProductKind::Gift) {
            note_given(&gift, Column::GiftNumber, FaultReason::GiftNumberWithoutGift, notes);
        }
    } else if all_known {
        note_missing(&gift, Column::GiftNumber, FaultReason::GiftNumberMissing, notes);
        note_given(&order, Column::OrderNumber, FaultReason::OrderNumberWithoutPaid, notes);
    }

    let position = group.position;
    if let Some(reason) = claim(&order, context.used_order_numbers, &mut seen.order_numbers, position) {
        note_given(&order, Column::OrderNumber, reason, notes);
    }
    if let Some(reason) = claim(&gift, context.used_gift_numbers, &mut seen.gift_numbers, position) {
        note_given(&gift, Column::GiftNumber, reason, notes);
    }
    Numbers { order_number: order.value, gift_number: gift.value }
}

/// Takes a number for an order, unless it is taken: one order is issued once (RULES §20).
fn claim(
    number: &Shared<String>,
    used: &HashSet<String>,
    seen: &mut HashMap<String, u32>,
    position: u32,
) -> Option<FaultReason> {
    let text = number.value.as_ref()?;
    if used.contains(text) {
        return Some(FaultReason::AlreadyIssued);
    }
    match seen.get(text) {
        Some(order) => Some(FaultReason::NumberRepeated { order: *order }),
        None => {
            seen.insert(text.clone(), position);
            None
        }
    }
}

fn note_missing(number: &Shared<String>, column: Column, reason: FaultReason, notes: &mut Notes<'_>) {
    if number.is_missing {
        notes.text(Some(number.row), Some(column), String::new(), reason);
    }
}

fn note_given(number: &Shared<String>, column: Column, reason: FaultReason, notes: &mut Notes<'_>) {
    if let Some(text) = &number.value {
        notes.text(Some(number.row), Some(column), text.clone(), reason);
    }
}
