//! The whole file: orders for the preview, and every fault (RULES §6).

use crate::column::Column;
use crate::context::{Context, Form};
use crate::draft::DraftOrder;
use crate::fault::{Fault, FaultReason, Notes};
use crate::group;
use crate::header::Header;
use crate::line::ReadLine;
use crate::number::Seen;
use crate::order;
use crate::workbook::SheetRow;
use std::collections::HashSet;

/// What the preview shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckedBatch {
    /// All orders, bad ones too, as the file first names them.
    pub orders: Vec<DraftOrder>,
    /// All faults: those of the batch, of rows without an order, then order by order.
    pub faults: Vec<Fault>,
    /// Rows with something in them but no 匯入單號. They are not shown and not issued (RULES §6); say how many.
    pub left_out: Vec<u32>,
    /// Headers that name no column of ours. Their cells were not looked at.
    pub unknown_columns: Vec<String>,
}

impl CheckedBatch {
    /// The orders, if they may be issued: nothing is issued while a row is bad (RULES §6).
    pub fn issuable(&self) -> Option<&[DraftOrder]> {
        (self.faults.is_empty() && !self.orders.is_empty()).then_some(self.orders.as_slice())
    }

    /// 發行張數.
    pub fn tickets(&self) -> u32 {
        self.orders.iter().fold(0, |sum, order| sum.saturating_add(order.tickets))
    }

    /// 發行金額, whole NT$.
    pub fn amount(&self) -> i64 {
        self.orders.iter().fold(0, |sum, order| sum.saturating_add(order.amount))
    }
}

/// Checks the rows of an issue file; the first is the header.
pub fn check(rows: &[SheetRow], context: &Context<'_>) -> CheckedBatch {
    let mut faults = Vec::new();
    note_contract(context, &mut Notes::new(&mut faults, None));
    let Some((first, rows)) = rows.split_first() else {
        Notes::new(&mut faults, None).text(None, None, String::new(), FaultReason::NoOrders);
        return CheckedBatch { faults, ..CheckedBatch::default() };
    };
    let before = faults.len();
    let header = Header::read(first, &mut Notes::new(&mut faults, None));
    if faults.len() > before {
        return CheckedBatch { faults, unknown_columns: header.unknown, ..CheckedBatch::default() };
    }

    let before = faults.len();
    let (groups, left_out) = group::group(rows, &header, &mut faults);
    if groups.is_empty() && faults.len() == before {
        Notes::new(&mut faults, None).text(None, None, String::new(), FaultReason::NoOrders);
    }
    let mut seen = Seen::default();
    let mut orders = Vec::with_capacity(groups.len());
    let mut tickets = 0_u32;
    for group in &groups {
        let mut notes = Notes::new(&mut faults, Some(group.position));
        let (order, lines) = order::read(group, &header, context, &mut seen, &mut notes);
        tickets = note_batch_limit(&lines, tickets, context, &mut notes);
        orders.push(order);
    }
    let bad: HashSet<u32> = faults.iter().filter_map(|fault| fault.order_position).collect();
    for order in &mut orders {
        order.is_bad = bad.contains(&order.position);
    }
    CheckedBatch { orders, faults, left_out, unknown_columns: header.unknown }
}

/// Only forms and ways the contract has opened, only while the service is (RULES §6).
fn note_contract(context: &Context<'_>, notes: &mut Notes<'_>) {
    let mut note = |reason| notes.text(None, None, String::new(), reason);
    if !context.service_open {
        note(FaultReason::ServiceClosed);
    }
    if !context.opened_forms.contains(&context.form) {
        note(FaultReason::FormNotOpened);
    }
    let chosen_way = context.way.filter(|_| context.form == Form::Electronic);
    if chosen_way.is_some_and(|way| !context.opened_ways.contains(&way)) {
        note(FaultReason::WayNotOpened);
    }
}

/// Adds an order's tickets to those before it, and notes the row at which the batch becomes too large: once.
fn note_batch_limit(lines: &[ReadLine], before: u32, context: &Context<'_>, notes: &mut Notes<'_>) -> u32 {
    let limit = context.batch_tickets;
    lines.iter().fold(before, |before, line| {
        let tickets = line.tickets.unwrap_or(0);
        let sum = before.saturating_add(tickets);
        if before <= limit && sum > limit {
            let reason = FaultReason::TooManyTickets { limit };
            notes.text(Some(line.row), Some(Column::Tickets), tickets.to_string(), reason);
        }
        sum
    })
}
