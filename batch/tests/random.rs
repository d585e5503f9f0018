//! Whatever the bytes, the answer is rows or a refusal.

mod common;

use batch::{Cell, Column, IssueRow, SheetRow, check, issue_file, read_sheet, wanted};
use chrono::NaiveDate;
use common::{Merchant, archive, package};
use proptest::prelude::*;
use std::io::{Cursor, Read};

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Empty),
        "\\PC{0,30}".prop_map(Cell::Text),
        "[0-9A-Z@./ ０-９]{0,12}".prop_map(Cell::Text),
        ".{0,8}".prop_map(Cell::LongText),
        any::<i64>().prop_map(Cell::Number),
        (0..12_i64).prop_map(Cell::Number),
        ".{0,8}".prop_map(Cell::OtherNumber),
        (-400_000..4_000_000).prop_map(|day| Cell::Date(NaiveDate::from_epoch_days(day).unwrap_or_default())),
        any::<bool>().prop_map(Cell::Bool),
        Just(Cell::Formula),
        ".{0,8}".prop_map(Cell::Error),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(read_sheet(&bytes).is_err());
        let zip_like = [b"PK\x03\x04", bytes.as_slice()].concat();
        prop_assert!(read_sheet(&zip_like).is_err());
    }

    #[test]
    fn damaged_archives(at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut file = package("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", &[]);
        for (index, byte) in at {
            let index = index.index(file.len());
            file[index] = byte;
        }
        let _ = read_sheet(&file);
    }

    #[test]
    fn damaged_parts(
        part in any::<prop::sample::Index>(),
        at in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"<>/\"=&;!-?[]09AZaz: \x00\xff".to_vec())), 1..20),
    ) {
        let row = IssueRow::new().with(Column::ImportNumber, "1").with(Column::PurchaserName, "王小明");
        let file = issue_file(&[row.clone(), row]).unwrap();
        let mut source = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut parts = Vec::new();
        for index in 0..source.len() {
            let mut entry = source.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            parts.push((entry.name().unwrap().into_owned(), bytes));
        }
        let victim = part.index(parts.len());
        for (index, byte) in at {
            let index = index.index(parts[victim].1.len());
            parts[victim].1[index] = byte;
        }
        let _ = read_sheet(&archive(parts.iter().map(|(name, bytes)| (name.as_str(), vec![bytes.as_slice()]))));
    }

    #[test]
    fn random_rows(cells in prop::collection::vec(prop::collection::vec(any_cell(), 12), 0..12)) {
        let header = SheetRow::new(1, Column::ALL.map(|column| Cell::Text(column.header().to_owned())));
        let rows: Vec<_> = std::iter::once(header)
            .chain((2..).zip(cells).map(|(number, cells)| SheetRow::new(number, cells)))
            .collect();
        let merchant = Merchant::new();
        let batch = check(&rows, &merchant.context());
        let _ = wanted(&rows);
        prop_assert_eq!(batch.issuable().is_some(), batch.faults.is_empty());
        for order in &batch.orders {
            let faults = batch.faults.iter().filter(|fault| fault.order_position == Some(order.position));
            prop_assert_eq!(order.is_bad, faults.count() > 0);
            prop_assert!(order.is_bad || (order.lines.len() == order.rows.len() && order.purchaser.name.is_some()));
        }
    }
}
