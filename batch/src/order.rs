//! The rows of one 匯入單號 to one order (RULES §6).

use crate::column::Column;
use crate::context::{Context, Form, ProductKind};
use crate::draft::{DraftOrder, Purchaser};
use crate::fault::{FaultReason, Notes};
use crate::field;
use crate::group::Group;
use crate::header::Header;
use crate::line::{self, ReadLine};
use crate::number::{self, Numbers, Seen};
use crate::shared::shared;

/// Longest name.
const NAME: usize = 60;
/// Longest address.
const ADDRESS: usize = 200;

/// An order, and what each of its rows gave.
pub(crate) fn read(
    group: &Group<'_>,
    header: &Header,
    context: &Context<'_>,
    seen: &mut Seen,
    notes: &mut Notes<'_>,
) -> (DraftOrder, Vec<ReadLine>) {
    let lines: Vec<ReadLine> = group.rows().map(|row| line::read(row, header, context, notes)).collect();
    let Numbers { order_number, gift_number } = number::read(group, header, &lines, context, seen, notes);
    let purchaser = purchaser(group, header, context, notes);
    note_expiries(&lines, notes);
    note_convenience_store(&lines, context, notes);
    let order = DraftOrder {
        position: group.position,
        import_number: group.import_number.clone(),
        rows: lines.iter().map(|line| line.row).collect(),
        order_number,
        gift_number,
        purchaser,
        amount: amount(&lines).unwrap_or_else(|row| {
            notes.text(Some(row), None, String::new(), FaultReason::AmountTooLarge);
            0
        }),
        tickets: lines
            .iter()
            .filter_map(|line| line.line.as_ref())
            .fold(0, |sum, line| sum.saturating_add(line.tickets)),
        lines: lines.iter().filter_map(|line| line.line.clone()).collect(),
        is_bad: false,
    };
    (order, lines)
}

/// Name always; phone and e-mail unless it is paper, of which nobody is told (RULES §6); address for paper.
fn purchaser(group: &Group<'_>, header: &Header, context: &Context<'_>, notes: &mut Notes<'_>) -> Purchaser {
    let name = shared(group, header, Column::PurchaserName, notes, |cell| field::words(cell, NAME));
    let name = name.required(Column::PurchaserName, notes, FaultReason::Missing);
    let phone = shared(group, header, Column::PurchaserPhone, notes, field::phone);
    let email = shared(group, header, Column::PurchaserEmail, notes, field::email);
    let address = shared(group, header, Column::PurchaserAddress, notes, |cell| field::words(cell, ADDRESS));
    match context.form {
        Form::Electronic | Form::ConvenienceStore => Purchaser {
            name,
            phone: phone.required(Column::PurchaserPhone, notes, FaultReason::Missing),
            email: email.required(Column::PurchaserEmail, notes, FaultReason::Missing),
            address: address.value,
        },
        Form::Paper => Purchaser {
            name,
            phone: phone.value,
            email: email.value,
            address: address.required(Column::PurchaserAddress, notes, FaultReason::AddressMissing),
        },
    }
}

/// The expiry date is required when every ticket of the order is a gift (RULES §1), in every row.
fn note_expiries(lines: &[ReadLine], notes: &mut Notes<'_>) {
    if lines.iter().all(|line| line.kind == Some(ProductKind::Gift)) {
        for line in lines.iter().filter(|line| line.lacks_expiry) {
            notes.text(Some(line.row), Some(Column::ExpiresOn), String::new(), FaultReason::ExpiryMissing);
        }
    }
}

/// Convenience store: so many tickets an order and no more (RULES §6). The row that goes beyond is named.
fn note_convenience_store(lines: &[ReadLine], context: &Context<'_>, notes: &mut Notes<'_>) {
    match context.form {
        Form::Electronic | Form::Paper => return,
        Form::ConvenienceStore => {}
    }
    let limit = context.convenience_store_tickets;
    let mut tickets = 0_u32;
    let mut beyond = None;
    for line in lines {
        let of_row = line.tickets.unwrap_or(0);
        tickets = tickets.saturating_add(of_row);
        if tickets > limit && beyond.is_none() {
            beyond = Some((line.row, of_row));
        }
    }
    if let Some((row, of_row)) = beyond {
        let reason = FaultReason::TooManyForConvenienceStore { limit, tickets };
        notes.text(Some(row), Some(Column::Tickets), of_row.to_string(), reason);
    }
}

/// Face value × tickets, summed; the row at which no number holds it any more.
fn amount(lines: &[ReadLine]) -> Result<i64, u32> {
    lines.iter().filter_map(|line| line.line.as_ref()).try_fold(0_i64, |sum, line| {
        let units = i64::from(line.tickets) * i64::from(line.quantity);
        let of_row = line.face_value.checked_mul(units).ok_or(line.row)?;
        sum.checked_add(of_row).ok_or(line.row)
    })
}
