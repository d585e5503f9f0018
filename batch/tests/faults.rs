//! Every reason for a fault, and where it is said to be (RULES §6).

mod common;

use batch::{Cell, Column, Context, FaultReason, Form, Language, ProductKind, SheetRow, Way, check};
use common::{
    Cells, GIFT, Merchant, OFF_SHELF, PAID, PRICELESS, checked, day, gift, more, paid, sheet, text,
};

/// Rows, the form (and way) they are issued in, and the one fault expected: reason, row, column, order.
type Case = (Vec<Cells>, Form, Option<Way>, FaultReason, u32, Column, Option<u32>);

fn cases() -> Vec<Case> {
    use Column as C;
    use FaultReason as R;
    let paper = Form::Paper;
    let store = Form::ConvenienceStore;
    let mut cases = Vec::new();
    // A fault of a single cell in the only row of the only order.
    let mut cell = |row: Cells, column, value: Cell, reason| {
        cases.push((vec![row.with(column, value)], Form::Electronic, None, reason, 2, column, Some(1)));
    };
    let date = || Cell::Date(day(2026, 1, 2));
    for column in [C::PurchaserName, C::PurchaserPhone, C::PurchaserEmail, C::ProductCode, C::Tickets] {
        cell(paid("1"), column, Cell::Empty, R::Missing);
        cell(paid("1"), column, Cell::Formula, R::Formula);
    }
    cell(gift("1"), C::ExpiresOn, Cell::Formula, R::Formula);
    cell(paid("1"), C::UsableFrom, Cell::Formula, R::Formula);
    cell(paid("1"), C::Quantity, Cell::Formula, R::Formula);
    cell(paid("1"), C::OrderNumber, Cell::Formula, R::Formula);
    cell(paid("1"), C::ProductCode, Cell::Error("#N/A".to_owned()), R::CellError);
    cell(gift("1"), C::ExpiresOn, Cell::Error("#N/A".to_owned()), R::CellError);
    cell(paid("1"), C::Tickets, Cell::Error("#N/A".to_owned()), R::CellError);
    cell(paid("1"), C::OrderNumber, date(), R::NotText);
    cell(paid("1"), C::PurchaserName, Cell::Bool(true), R::NotText);
    cell(paid("1"), C::OrderNumber, Cell::OtherNumber("2.0230529155402492e19".to_owned()), R::NumberChanged);
    cell(paid("1"), C::OrderNumber, text(&"A".repeat(26)), R::TooLong { limit: 25 });
    cell(gift("1"), C::GiftNumber, text(&"A".repeat(21)), R::TooLong { limit: 20 });
    cell(paid("1"), C::PurchaserName, text(&"名".repeat(61)), R::TooLong { limit: 60 });
    cell(paid("1"), C::PurchaserAddress, Cell::LongText("路".repeat(500)), R::TooLong { limit: 500 });
    cell(paid("1"), C::OrderNumber, text("A-1"), R::NotLettersAndDigits);
    cell(gift("1"), C::GiftNumber, text("贈1"), R::NotLettersAndDigits);
    cell(paid("1"), C::PurchaserPhone, text("02-26551775"), R::NotAPhone);
    cell(paid("1"), C::PurchaserEmail, text("ming@example"), R::NotAnEmail);
    cell(gift("1"), C::ExpiresOn, text("115/12/31"), R::YearNotWhole);
    cell(gift("1"), C::ExpiresOn, text("12/31/2026"), R::DateNotInOrder);
    cell(gift("1"), C::ExpiresOn, text("2026/12/31 12:00"), R::NotADate);
    cell(gift("1"), C::ExpiresOn, Cell::Number(46_387), R::DateIsNumber);
    cell(gift("1"), C::ExpiresOn, Cell::Number(-651_736), R::DateIsNumber);
    cell(paid("1"), C::Tickets, Cell::Number(0), R::NotACount { most: 999_999 });
    cell(paid("1"), C::Tickets, Cell::Number(-1), R::NotACount { most: 999_999 });
    cell(paid("1"), C::Tickets, Cell::OtherNumber("2.5".to_owned()), R::NotACount { most: 999_999 });
    cell(paid("1"), C::Quantity, Cell::Number(256), R::NotACount { most: 255 });
    cell(paid("1"), C::OrderNumber, Cell::Empty, R::OrderNumberMissing);
    cell(gift("1"), C::GiftNumber, Cell::Empty, R::GiftNumberMissing);
    cell(gift("1"), C::OrderNumber, text("A1"), R::OrderNumberWithoutPaid);
    cell(paid("1"), C::GiftNumber, text("A1"), R::GiftNumberWithoutGift);
    cell(paid("1"), C::OrderNumber, text("USED1"), R::AlreadyIssued);
    cell(gift("1"), C::GiftNumber, text("USED2"), R::AlreadyIssued);
    cell(paid("1"), C::ProductCode, text("VZZ00000"), R::ProductUnknown);
    cell(paid("1"), C::ProductCode, text(OFF_SHELF), R::ProductOffShelf);
    cell(gift("1"), C::ExpiresOn, Cell::Empty, R::ExpiryMissing);
    cell(gift("1"), C::ExpiresOn, text("2026/07/31"), R::ExpiryPast);
    cell(paid("1"), C::ExpiresOn, text("2026/12/31"), R::ExpiryOfPaid);
    cell(paid("1"), C::UsableFrom, text("2026/07/31"), R::UsablePast);
    cell(gift("1"), C::UsableFrom, text("2027/01/01"), R::UsableAfterExpiry);

    let later = paid("1").text(C::UsableFrom, "2026/08/02");
    let address = paid("1").text(C::PurchaserAddress, "");
    let two = |first: Cells, second: Cells| vec![first, second];
    cases.extend([
        (vec![paid("1")], Form::Electronic, Some(Way::Dated), R::UsableMissing, 2, C::UsableFrom, Some(1)),
        (vec![later], Form::Electronic, Some(Way::Immediate), R::UsableLater, 2, C::UsableFrom, Some(1)),
        (vec![address], paper, None, R::AddressMissing, 2, C::PurchaserAddress, Some(1)),
        (
            two(paid("1"), more("1", GIFT, 7)),
            store,
            None,
            R::TooManyForConvenienceStore { limit: 8, tickets: 9 },
            3,
            C::Tickets,
            Some(1),
        ),
        (
            two(paid("1"), more("1", PAID, 1).text(C::PurchaserName, "李大華")),
            Form::Electronic,
            None,
            R::Contradicts { row: 2 },
            3,
            C::PurchaserName,
            Some(1),
        ),
        (
            two(paid("1"), paid("2").text(C::OrderNumber, "ORDER1")),
            Form::Electronic,
            None,
            R::NumberRepeated { order: 1 },
            3,
            C::OrderNumber,
            Some(2),
        ),
        (
            two(gift("1"), gift("2").text(C::GiftNumber, "GIFT1")),
            Form::Electronic,
            None,
            R::NumberRepeated { order: 1 },
            3,
            C::GiftNumber,
            Some(2),
        ),
        (
            two(paid("1"), paid("2").with(C::Tickets, Cell::Number(999))),
            Form::Electronic,
            None,
            R::TooManyTickets { limit: 1_000 },
            3,
            C::Tickets,
            Some(2),
        ),
        (
            // 2027/07/31 is the last day of the guarantee, and so of a gift without a day of its own.
            two(paid("1"), more("1", GIFT, 1).text(C::ExpiresOn, "").text(C::UsableFrom, "2027/08/01")),
            Form::Electronic,
            None,
            R::UsableAfterExpiry,
            3,
            C::UsableFrom,
            Some(1),
        ),
        (
            two(paid("1"), paid("A-2")),
            Form::Electronic,
            None,
            R::NotLettersAndDigits,
            3,
            C::ImportNumber,
            None,
        ),
        (
            vec![paid("1").with(C::ImportNumber, Cell::Formula)],
            Form::Electronic,
            None,
            R::Formula,
            2,
            C::ImportNumber,
            None,
        ),
    ]);
    cases
}

#[test]
fn each_fault_is_found_where_it_is() {
    let merchant = Merchant::new();
    for (rows, form, way, reason, row, column, order) in cases() {
        let context = Context { form, way, ..merchant.context() };
        let batch = checked(&rows, &context);
        let [fault] = batch.faults.as_slice() else {
            panic!("one fault for {reason:?}, not {:#?}", batch.faults)
        };
        assert_eq!((fault.reason, fault.row, fault.column), (reason, Some(row), Some(column)), "{fault:?}");
        assert_eq!(fault.order_position, order, "{fault:?}");
        assert_eq!(batch.issuable(), None);
        for draft in &batch.orders {
            assert_eq!(draft.is_bad, Some(draft.position) == order, "{fault:?}");
        }
    }
}

#[test]
fn faults_of_the_batch_belong_to_no_row() {
    let merchant = Merchant::new();
    let open = merchant.context();
    for (context, reason) in [
        (Context { service_open: false, ..open }, FaultReason::ServiceClosed),
        (Context { opened_forms: &[Form::Paper], ..open }, FaultReason::FormNotOpened),
        (
            Context { opened_ways: &[Way::Dated], way: Some(Way::Immediate), ..open },
            FaultReason::WayNotOpened,
        ),
    ] {
        let batch = checked(&[paid("1")], &context);
        let [fault] = batch.faults.as_slice() else { panic!("{:#?}", batch.faults) };
        assert_eq!((fault.reason, fault.row, fault.order_position), (reason, None, None));
        assert!(!batch.orders[0].is_bad);
        assert_eq!(batch.issuable(), None);
    }
    // The way that a row's own date asks for.
    let only_immediate = Context { opened_ways: &[Way::Immediate], ..open };
    let batch = checked(&[paid("1").text(Column::UsableFrom, "2026/08/02")], &only_immediate);
    assert_eq!(batch.faults[0].reason, FaultReason::WayNotOpened);
    assert_eq!(batch.faults[0].row, Some(2));
    // Paper has no such ways.
    let paper = Context { form: Form::Paper, ..only_immediate };
    assert!(checked(&[paid("1").text(Column::UsableFrom, "2026/08/02")], &paper).issuable().is_some());
}

#[test]
fn files_without_orders_or_columns_are_refused() {
    let merchant = Merchant::new();
    let context = merchant.context();
    let reasons = |rows: &[SheetRow]| -> Vec<_> {
        check(rows, &context).faults.iter().map(|fault| (fault.reason, fault.column)).collect()
    };
    let no_orders = vec![(FaultReason::NoOrders, None)];
    assert_eq!(reasons(&[]), no_orders);
    assert_eq!(reasons(&sheet(&[])), no_orders);
    assert_eq!(reasons(&sheet(&[paid("")])), no_orders);

    let header = |columns: &[Column]| SheetRow::new(1, columns.iter().map(|column| text(column.header())));
    let lacking: Vec<_> = Column::ALL.into_iter().filter(|column| *column != Column::Tickets).collect();
    assert_eq!(reasons(&[header(&lacking)]), [(FaultReason::ColumnMissing, Some(Column::Tickets))]);
    let twice: Vec<_> = Column::ALL.into_iter().chain([Column::Tickets]).collect();
    assert_eq!(reasons(&[header(&twice)]), [(FaultReason::ColumnRepeated, Some(Column::Tickets))]);
    let all_but_ours = &Column::ALL[..11];
    assert_eq!(reasons(&[header(all_but_ours)]), no_orders, "the quantity may be left out");
    let data = SheetRow::new(1, [Cell::Number(1), Cell::Formula]);
    assert_eq!(reasons(&[data]).len(), 11);
}

#[test]
fn an_amount_no_number_holds_is_refused() {
    let merchant = Merchant::new();
    for rows in
        [vec![paid("1").text(Column::ProductCode, PRICELESS)], vec![paid("1"), more("1", PRICELESS, 1)]]
    {
        let batch = checked(&rows, &merchant.context());
        assert_eq!(batch.faults[0].reason, FaultReason::AmountTooLarge);
        assert!(batch.orders[0].is_bad);
    }
}

#[test]
fn a_kind_that_the_contract_has_not_opened_is_marked_at_its_product() {
    let merchant = Merchant::new();
    let only_paid = Context { opened_kinds: &[ProductKind::Paid], ..merchant.context() };
    let batch = checked(&[paid("1"), gift("2")], &only_paid);
    assert_eq!(batch.faults.len(), 1);
    let fault = &batch.faults[0];
    assert_eq!((fault.reason, fault.column), (FaultReason::KindNotOpened, Some(Column::ProductCode)));
    assert_eq!((fault.row, fault.order_position), (Some(3), Some(2)));
    assert!(!batch.orders[0].is_bad && batch.orders[1].is_bad);
}

#[test]
fn every_reason_has_its_code_and_sentences() {
    let mut reasons: Vec<_> = cases().into_iter().map(|case| case.3).collect();
    reasons.extend([
        FaultReason::ServiceClosed,
        FaultReason::FormNotOpened,
        FaultReason::WayNotOpened,
        FaultReason::KindNotOpened,
        FaultReason::NoOrders,
        FaultReason::ColumnMissing,
        FaultReason::ColumnRepeated,
        FaultReason::AmountTooLarge,
    ]);
    let mut codes: Vec<_> = reasons.iter().map(|reason| reason.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 41, "every reason is in a table of this file: {codes:?}");
    for reason in reasons {
        assert!(!reason.sentence(Language::Chinese).is_ascii());
        assert!(reason.sentence(Language::English).is_ascii());
    }
}
