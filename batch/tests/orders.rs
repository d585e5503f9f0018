//! Orders made of rows (RULES §1, §6, §12, §20).

mod common;

use batch::{Cell, Column, Context, FaultReason, Form, Language, ProductKind, SheetRow, Way, check, wanted};
use common::{GIFT, Merchant, PAID, checked, day, gift, more, paid, sheet, text};

#[test]
fn worked_example_12() {
    let merchant = Merchant::new();
    let context = Context { form: Form::ConvenienceStore, ..merchant.context() };
    let nine = paid("1").with(Column::Tickets, Cell::Number(9));
    let batch = checked(&[nine, paid("2").with(Column::Tickets, Cell::Number(8))], &context);
    assert_eq!(batch.issuable(), None, "refused");
    let [fault] = batch.faults.as_slice() else { panic!("{:#?}", batch.faults) };
    assert_eq!(fault.row, Some(2), "the row named");
    assert_eq!(fault.reason, FaultReason::TooManyForConvenienceStore { limit: 8, tickets: 9 });
    assert_eq!(
        fault.sentence(Language::Chinese),
        "第1筆訂單，超商票券每筆訂單以8張為上限，此訂單共9張（第2列，張數：9）"
    );
    assert_eq!(
        fault.sentence(Language::English),
        "Order 1: A convenience-store order may have 8 tickets; this one has 9 (row 2, Number of tickets: 9)"
    );
    assert!(batch.orders[0].is_bad && !batch.orders[1].is_bad);
}

#[test]
fn the_manuals_sentence_begins_as_printed() {
    let merchant = Merchant::new();
    let batch = checked(&[paid("7").text(Column::ProductCode, "VZZ00000")], &merchant.context());
    let sentence = batch.faults[0].sentence(Language::Chinese);
    assert_eq!(sentence, "第1筆訂單，取得商品資訊時發生錯誤，查無此商品編號（第2列，商品編號：VZZ00000）");
}

#[test]
fn rows_with_one_import_number_form_one_order() {
    let merchant = Merchant::new();
    let rows = [
        paid("1"),
        gift("2").with(Column::ImportNumber, Cell::Number(2)),
        more("1", GIFT, 3).with(Column::Quantity, Cell::Number(10)).text(Column::UsableFrom, "2026/08/10"),
        more("1", PAID, 4).text(Column::PurchaserPhone, "0912-345-678"),
    ];
    let batch = checked(&rows, &merchant.context());
    let [first, second] = batch.issuable().unwrap() else { panic!("{batch:#?}") };
    assert_eq!(
        (first.position, first.import_number.as_str(), first.rows.as_slice()),
        (1, "1", &[2, 4, 5][..])
    );
    assert_eq!((first.amount, first.tickets), (3_000, 9), "face value once per 提貨券, gifts nothing");
    assert_eq!(first.order_number.as_deref(), Some("ORDER1"));
    assert_eq!(first.purchaser.name.as_deref(), Some("王小明"));
    let line = &first.lines[1];
    assert_eq!((line.kind, line.face_value, line.tickets, line.quantity), (ProductKind::Gift, 0, 3, 10));
    assert_eq!((line.usable_from, line.way, line.expires_on), (Some(day(2026, 8, 10)), Way::Dated, None));
    assert_eq!((first.lines[0].usable_from, first.lines[0].way), (None, Way::Immediate));
    assert_eq!((second.position, second.amount, second.import_number.as_str()), (2, 0, "2"));
    assert_eq!(second.gift_number.as_deref(), Some("GIFT2"));
    assert_eq!((batch.amount(), batch.tickets()), (3_000, 11));
}

#[test]
fn a_mixed_order_may_have_both_numbers_and_no_expiry() {
    let merchant = Merchant::new();
    let rows = [paid("1").text(Column::GiftNumber, "G1"), more("1", GIFT, 1)];
    let batch = checked(&rows, &merchant.context());
    assert!(batch.issuable().is_some(), "{:#?}", batch.faults);
    assert_eq!(batch.orders[0].gift_number.as_deref(), Some("G1"));
}

#[test]
fn one_bad_row_makes_its_order_bad_and_nothing_is_issued() {
    let merchant = Merchant::new();
    let rows = [paid("1"), more("1", "VZZ00000", 1), paid("2")];
    let batch = checked(&rows, &merchant.context());
    assert_eq!(batch.orders.iter().map(|order| order.is_bad).collect::<Vec<_>>(), [true, false]);
    assert_eq!(batch.issuable(), None);
}

#[test]
fn a_row_without_import_number_is_left_out_and_counted() {
    let merchant = Merchant::new();
    let batch = checked(&[paid("1"), paid(""), gift(" \u{3000}")], &merchant.context());
    assert_eq!((batch.orders.len(), batch.left_out.as_slice()), (1, &[3, 4][..]));
    assert!(batch.issuable().is_some());
}

#[test]
fn columns_stand_in_any_order_among_others() {
    let merchant = Merchant::new();
    let mut rows = sheet(&[paid("1")]);
    rows = rows
        .iter()
        .map(|row| {
            let cells = (0..12).rev().map(|column| row.cell(column).clone());
            let remark = if row.number() == 1 { text("備註") } else { Cell::Formula };
            SheetRow::new(row.number(), std::iter::once(remark).chain(cells))
        })
        .collect();
    let batch = check(&rows, &merchant.context());
    assert!(batch.issuable().is_some(), "{:#?}", batch.faults);
    assert_eq!(batch.unknown_columns, ["備註"]);
}

#[test]
fn boundaries_are_inside() {
    let merchant = Merchant::new();
    let context = merchant.context();
    for row in [
        gift("1").text(Column::ExpiresOn, "2026/08/01"),
        gift("1").text(Column::UsableFrom, "2026/12/31"),
        paid("1").text(Column::UsableFrom, "2026/08/01"),
        paid("1").with(Column::Tickets, Cell::Number(1_000)),
        paid("1").with(Column::Quantity, Cell::Number(255)),
        paid("1").text(Column::OrderNumber, &"A".repeat(25)),
        gift("1").text(Column::GiftNumber, &"9".repeat(20)),
        paid("1").text(Column::PurchaserAddress, ""),
    ] {
        let batch = checked(&[row], &context);
        assert!(batch.issuable().is_some(), "{:#?}", batch.faults);
        assert_eq!(
            batch.orders[0].lines[0].way == Way::Dated,
            batch.orders[0].lines[0].usable_from > Some(context.today)
        );
    }
    let dated = Context { way: Some(Way::Dated), ..context };
    assert!(checked(&[paid("1").text(Column::UsableFrom, "2026/08/01")], &dated).issuable().is_some());
    let immediate = Context { way: Some(Way::Immediate), ..context };
    assert!(checked(&[paid("1")], &immediate).issuable().is_some());
}

#[test]
fn paper_needs_neither_phone_nor_mail() {
    let merchant = Merchant::new();
    let context = Context { form: Form::Paper, ..merchant.context() };
    let row = paid("1").text(Column::PurchaserPhone, "").text(Column::PurchaserEmail, "");
    assert!(checked(std::slice::from_ref(&row), &context).issuable().is_some());
    let wrong = row.text(Column::PurchaserPhone, "123");
    assert_eq!(checked(&[wrong], &context).faults[0].reason, FaultReason::NotAPhone);
}

#[test]
fn what_to_look_up_is_what_the_check_compares() {
    let rows = [
        paid("1").text(Column::OrderNumber, "ＵＳＥＤ１ ").text(Column::ProductCode, " ｖａｂ12345"),
        gift("2").with(Column::GiftNumber, Cell::Number(546_515)),
        paid("3").with(Column::OrderNumber, Cell::Formula),
    ];
    let wanted = wanted(&sheet(&rows));
    assert_eq!(wanted.order_numbers.into_iter().collect::<Vec<_>>(), ["USED1"]);
    assert_eq!(wanted.gift_numbers.into_iter().collect::<Vec<_>>(), ["546515"]);
    assert_eq!(wanted.product_codes.into_iter().collect::<Vec<_>>(), [GIFT, PAID]);
    let merchant = Merchant::new();
    let faults = checked(&rows, &merchant.context()).faults;
    assert_eq!(faults[0].reason, FaultReason::AlreadyIssued);
}
