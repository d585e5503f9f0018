//! Why an order is refused. Sentences for people: [`Fault::sentence`].

use crate::column::Column;
use crate::workbook::Cell;

/// One fault of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// 1-based row of the sheet; `None` for a fault of the batch as a whole.
    pub row: Option<u32>,
    /// The column, if the fault is one of a cell.
    pub column: Option<Column>,
    /// What stands there, cut to fit a line.
    pub shown: String,
    /// What is wrong.
    pub reason: FaultReason,
    /// N of 第N筆訂單; `None` if the fault belongs to no order.
    pub order_position: Option<u32>,
}

/// Every reason for which a batch is not issued (RULES §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultReason {
    /// ECT 發行服務 is not 已開通.
    ServiceClosed,
    /// The contract has not opened the form.
    FormNotOpened,
    /// The contract has not opened the way.
    WayNotOpened,
    /// The contract has not opened the product's kind.
    KindNotOpened,
    /// A required column is not there.
    ColumnMissing,
    /// A column is there twice.
    ColumnRepeated,
    /// No row has a 匯入單號.
    NoOrders,
    /// More tickets than a batch may have.
    TooManyTickets {
        /// Most tickets of a batch.
        limit: u32,
    },
    /// A required cell is empty.
    Missing,
    /// The cell is a formula.
    Formula,
    /// The cell is an error such as `#N/A`.
    CellError,
    /// The spreadsheet has turned the text into a date or TRUE / FALSE.
    NotText,
    /// The spreadsheet has changed the number: more than 15 digits, or a fraction.
    NumberChanged,
    /// More characters than allowed.
    TooLong {
        /// Most characters.
        limit: u32,
    },
    /// Other characters than letters and digits.
    NotLettersAndDigits,
    /// No mobile phone number.
    NotAPhone,
    /// No e-mail address.
    NotAnEmail,
    /// No date.
    NotADate,
    /// A date whose year has fewer than four digits, as years of the Republic have.
    YearNotWhole,
    /// A date that does not begin with its year: which number is the month cannot be known.
    DateNotInOrder,
    /// A number that a spreadsheet does not show as a date, or that it counts before its first day.
    DateIsNumber,
    /// No whole number within the bounds.
    NotACount {
        /// Largest number.
        most: u32,
    },
    /// Another value than in an earlier row of the same order.
    Contradicts {
        /// The earlier row.
        row: u32,
    },
    /// An order with 提貨券 has no 廠商訂單編號.
    OrderNumberMissing,
    /// An order of gifts only has no 贈品單號.
    GiftNumberMissing,
    /// An order of gifts only has a 廠商訂單編號.
    OrderNumberWithoutPaid,
    /// An order without gifts has a 贈品單號.
    GiftNumberWithoutGift,
    /// An earlier order of the file has the same number.
    NumberRepeated {
        /// N of its 第N筆訂單.
        order: u32,
    },
    /// The number was issued before (RULES §20).
    AlreadyIssued,
    /// No such product.
    ProductUnknown,
    /// 下架.
    ProductOffShelf,
    /// An order of gifts only has no 贈品券到期日.
    ExpiryMissing,
    /// 贈品券到期日 lies before today.
    ExpiryPast,
    /// A 提貨券 has an expiry date; it never expires (RULES §1).
    ExpiryOfPaid,
    /// 可使用日期 lies before today.
    UsablePast,
    /// 可使用日期 lies after 贈品券到期日.
    UsableAfterExpiry,
    /// 非即期 was chosen and 可使用日期 is empty.
    UsableMissing,
    /// 即期 was chosen and 可使用日期 lies after today.
    UsableLater,
    /// A paper order has no address.
    AddressMissing,
    /// More tickets than a convenience-store order may have.
    TooManyForConvenienceStore {
        /// Most tickets of an order.
        limit: u32,
        /// Tickets of this order.
        tickets: u32,
    },
    /// The amount is beyond every number.
    AmountTooLarge,
}

impl FaultReason {
    /// Stable name for logs, tests and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ServiceClosed => "service_closed",
            Self::FormNotOpened => "form_not_opened",
            Self::WayNotOpened => "way_not_opened",
            Self::KindNotOpened => "kind_not_opened",
            Self::ColumnMissing => "column_missing",
            Self::ColumnRepeated => "column_repeated",
            Self::NoOrders => "no_orders",
            Self::TooManyTickets { .. } => "too_many_tickets",
            Self::Missing => "missing",
            Self::Formula => "formula",
            Self::CellError => "cell_error",
            Self::NotText => "not_text",
            Self::NumberChanged => "number_changed",
            Self::TooLong { .. } => "too_long",
            Self::NotLettersAndDigits => "not_letters_and_digits",
            Self::NotAPhone => "not_a_phone",
            Self::NotAnEmail => "not_an_email",
            Self::NotADate => "not_a_date",
            Self::YearNotWhole => "year_not_whole",
            Self::DateNotInOrder => "date_not_in_order",
            Self::DateIsNumber => "date_is_number",
            Self::NotACount { .. } => "not_a_count",
            Self::Contradicts { .. } => "contradicts",
            Self::OrderNumberMissing => "order_number_missing",
            Self::GiftNumberMissing => "gift_number_missing",
            Self::OrderNumberWithoutPaid => "order_number_without_paid",
            Self::GiftNumberWithoutGift => "gift_number_without_gift",
            Self::NumberRepeated { .. } => "number_repeated",
            Self::AlreadyIssued => "already_issued",
            Self::ProductUnknown => "product_unknown",
            Self::ProductOffShelf => "product_off_shelf",
            Self::ExpiryMissing => "expiry_missing",
            Self::ExpiryPast => "expiry_past",
            Self::ExpiryOfPaid => "expiry_of_paid",
            Self::UsablePast => "usable_past",
            Self::UsableAfterExpiry => "usable_after_expiry",
            Self::UsableMissing => "usable_missing",
            Self::UsableLater => "usable_later",
            Self::AddressMissing => "address_missing",
            Self::TooManyForConvenienceStore { .. } => "too_many_for_convenience_store",
            Self::AmountTooLarge => "amount_too_large",
        }
    }
}

/// Faults of one order, or of rows that belong to none.
pub(crate) struct Notes<'a> {
    faults: &'a mut Vec<Fault>,
    order_position: Option<u32>,
}

impl<'a> Notes<'a> {
    pub(crate) const fn new(faults: &'a mut Vec<Fault>, order_position: Option<u32>) -> Self {
        Self { faults, order_position }
    }

    /// Notes a fault of one cell.
    pub(crate) fn cell(&mut self, row: u32, column: Column, cell: &Cell, reason: FaultReason) {
        self.text(Some(row), Some(column), cell.shown(), reason);
    }

    /// Notes any fault.
    pub(crate) fn text(
        &mut self,
        row: Option<u32>,
        column: Option<Column>,
        shown: String,
        reason: FaultReason,
    ) {
        self.faults.push(Fault { row, column, shown, reason, order_position: self.order_position });
    }
}
