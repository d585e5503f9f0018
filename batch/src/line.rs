//! One row to the tickets it asks for.

use crate::column::Column;
use crate::context::{Context, Form, Product, ProductKind, Way};
use crate::draft::DraftLine;
use crate::fault::{FaultReason, Notes};
use crate::field;
use crate::header::Header;
use crate::workbook::{Cell, SheetRow};

/// Most tickets a single row may name; the batch's own limit is lower.
const ROW_TICKETS: u32 = 999_999;
/// A code carries the quantity in one byte.
const QUANTITY: u32 = 255;

/// What one row gives, as far as it could be read. A whole line only if all of it could.
pub(crate) struct ReadLine {
    pub(crate) row: u32,
    pub(crate) kind: Option<ProductKind>,
    pub(crate) tickets: Option<u32>,
    /// Whether 贈品券到期日 is empty.
    pub(crate) lacks_expiry: bool,
    pub(crate) line: Option<DraftLine>,
}

/// Reads what a row does not share with the others of its order, and judges it by itself.
pub(crate) fn read(
    row: &SheetRow,
    header: &Header,
    context: &Context<'_>,
    notes: &mut Notes<'_>,
) -> ReadLine {
    let mut cells = Cells { row, header, notes };
    let code = cells.required(Column::ProductCode, field::product_code);
    let product = code.as_deref().and_then(|code| cells.product(code, context));
    let tickets = cells.required(Column::Tickets, |cell| field::count(cell, ROW_TICKETS));
    let quantity = cells.optional(Column::Quantity, |cell| field::count(cell, QUANTITY));
    let usable_from = cells.optional(Column::UsableFrom, field::date);
    let expires_on = cells.optional(Column::ExpiresOn, field::date);

    let way = match usable_from.flatten() {
        Some(day) if day > context.today => Way::Dated,
        Some(_) | None => Way::Immediate,
    };
    if let Some(usable_from) = usable_from {
        if usable_from.is_some_and(|day| day < context.today) {
            cells.note(Column::UsableFrom, FaultReason::UsablePast);
        }
        if let Some(reason) = way_fault(way, usable_from.is_none(), context) {
            cells.note(Column::UsableFrom, reason);
        }
    }
    if let Some(Some(expiry)) = expires_on {
        if product.is_some_and(|product| product.kind == ProductKind::Paid) {
            cells.note(Column::ExpiresOn, FaultReason::ExpiryOfPaid);
        } else if expiry < context.today {
            cells.note(Column::ExpiresOn, FaultReason::ExpiryPast);
        } else if usable_from.flatten().is_some_and(|usable| usable > expiry) {
            cells.note(Column::UsableFrom, FaultReason::UsableAfterExpiry);
        }
    }
    let ends_with_the_guarantee =
        expires_on == Some(None) && product.is_some_and(|product| product.kind == ProductKind::Gift);
    if ends_with_the_guarantee && usable_from.flatten().is_some_and(|day| day > context.guarantee_until) {
        cells.note(Column::UsableFrom, FaultReason::UsableAfterExpiry);
    }

    let line = match (code, product, tickets, quantity, usable_from, expires_on) {
        (
            Some(product_code),
            Some(product),
            Some(tickets),
            Some(quantity),
            Some(usable_from),
            Some(expires_on),
        ) => Some(DraftLine {
            row: row.number(),
            product_code,
            product_name: product.name.clone(),
            kind: product.kind,
            face_value: match product.kind {
                ProductKind::Paid => product.face_value,
                ProductKind::Gift => 0,
            },
            tickets,
            quantity: quantity.and_then(|quantity| u8::try_from(quantity).ok()).unwrap_or(1),
            usable_from,
            way,
            expires_on,
        }),
        _ => None,
    };
    ReadLine {
        row: row.number(),
        kind: product.map(|product| product.kind),
        tickets,
        lacks_expiry: expires_on == Some(None),
        line,
    }
}

/// What the chosen way, or the contract, says against a row (RULES §6).
fn way_fault(way: Way, is_empty: bool, context: &Context<'_>) -> Option<FaultReason> {
    match (context.form, context.way, way) {
        (Form::ConvenienceStore | Form::Paper, _, _) => None,
        (Form::Electronic, Some(Way::Dated), _) if is_empty => Some(FaultReason::UsableMissing),
        (Form::Electronic, Some(Way::Dated), _)
        | (Form::Electronic, Some(Way::Immediate), Way::Immediate) => None,
        (Form::Electronic, Some(Way::Immediate), Way::Dated) => Some(FaultReason::UsableLater),
        (Form::Electronic, None, way) => {
            (!context.opened_ways.contains(&way)).then_some(FaultReason::WayNotOpened)
        }
    }
}

struct Cells<'a, 'n> {
    row: &'a SheetRow,
    header: &'a Header,
    notes: &'a mut Notes<'n>,
}

impl Cells<'_, '_> {
    fn note(&mut self, column: Column, reason: FaultReason) {
        let cell = self.header.cell(self.row, column);
        self.notes.cell(self.row.number(), column, cell, reason);
    }

    /// `None` if the cell cannot be read, which is noted; `Some(None)` if it is empty.
    fn optional<T>(
        &mut self,
        column: Column,
        parse: impl Fn(&Cell) -> Result<Option<T>, FaultReason>,
    ) -> Option<Option<T>> {
        parse(self.header.cell(self.row, column)).map_err(|reason| self.note(column, reason)).ok()
    }

    fn required<T>(
        &mut self,
        column: Column,
        parse: impl Fn(&Cell) -> Result<Option<T>, FaultReason>,
    ) -> Option<T> {
        let read = self.optional(column, parse)?;
        if read.is_none() {
            self.note(column, FaultReason::Missing);
        }
        read
    }

    fn product<'p>(&mut self, code: &str, context: &Context<'p>) -> Option<&'p Product> {
        let product = context.products.get(code);
        match product {
            None => self.note(Column::ProductCode, FaultReason::ProductUnknown),
            Some(product) if !product.on_shelf => {
                self.note(Column::ProductCode, FaultReason::ProductOffShelf)
            }
            Some(product) if !context.opened_kinds.contains(&product.kind) => {
                self.note(Column::ProductCode, FaultReason::KindNotOpened)
            }
            Some(_) => {}
        }
        product
    }
}
