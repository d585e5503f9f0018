//! Workbooks of strangers. The input is a whole file; or, where it begins with a zero byte, parts of one: after each
//! zero byte a digit that names the part, then its text, the other parts being those of our own template; or else
//! what a sheet is made of. Whatever comes in, the answer is rows within their bounds, then orders or faults that say
//! what is wrong, in bounded memory and time.
#![no_main]
#![allow(clippy::expect_used, reason = "a target says no by panicking")]

mod made;

use batch::workbook::{CELLS, COLUMNS, ROWS, TEXT_LENGTH};
use batch::{
    BATCH_TICKETS, CONVENIENCE_STORE_TICKETS, Cell, CheckedBatch, Context, Form, Language, Product,
    ProductKind, SheetRow, Way, check, read_sheet, template, wanted,
};
use cap::Cap;
use chrono::NaiveDate;
use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use std::alloc::System;
use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read, Write};
use std::panic::{set_hook, take_hook};
use std::sync::OnceLock;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Beyond it nothing is given, and the process ends: as in `batch/tests/hostile.rs`.
const MEMORY: usize = 900 * 1024 * 1024;

#[global_allocator]
static MEMORY_OF_ALL: Cap<System> = Cap::new(System, MEMORY);

/// What calamine looks at, by the digit that names it. The last is there in files of others only.
const PARTS: [&str; 7] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
    "xl/metadata.xml",
];

fuzz_target!(init: let_foreign_panics_pass(), |bytes: &[u8]| {
    let file = match bytes.first() {
        Some(b'P') => bytes.to_vec(),
        Some(0) => with(parts_of(bytes)),
        Some(_) | None => {
            let Ok(parts) = made::parts(&mut Unstructured::new(bytes)) else { return };
            with(parts.iter().map(|(name, text)| (*name, text.as_bytes())))
        }
    };
    match read_sheet(&file) {
        Ok(rows) => {
            rows_are_within_bounds(&rows);
            rows_become_orders_or_faults(&rows);
        }
        Err(refusal) => {
            for language in [Language::Chinese, Language::English] {
                assert!(!refusal.sentence(language).is_empty() && !refusal.code().is_empty());
            }
        }
    }
});

/// The reader takes a panic of a foreign parser for a damaged file, so it is no finding. One of ours is: the fuzzer's
/// own hook ends the process.
fn let_foreign_panics_pass() {
    let end_the_process = take_hook();
    set_hook(Box::new(move |panic| {
        let foreign = panic.location().is_some_and(|place| place.file().contains("/registry/src/"));
        if !foreign {
            end_the_process(panic);
        }
    }));
}

type Parts = Vec<(&'static str, Vec<u8>)>;

/// The template's parts, without those that nobody reads.
fn usual_parts() -> &'static Parts {
    static USUAL: OnceLock<Parts> = OnceLock::new();
    USUAL.get_or_init(|| {
        let file = template().expect("the template");
        let mut archive = ZipArchive::new(Cursor::new(file)).expect("an archive");
        let part = |name: &'static str| {
            let mut bytes = Vec::new();
            archive.by_name(name).ok()?.read_to_end(&mut bytes).ok()?;
            Some((name, bytes))
        };
        PARTS.into_iter().filter_map(part).collect()
    })
}

fn parts_of(bytes: &[u8]) -> impl Iterator<Item = (&str, &[u8])> {
    bytes.split(|byte| *byte == 0).filter_map(|part| {
        let (digit, text) = part.split_first()?;
        PARTS.get(usize::from(digit.wrapping_sub(b'0'))).map(|name| (*name, text))
    })
}

/// A file with these parts and otherwise the usual ones.
fn with<'a>(parts: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let usual = usual_parts().iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    let parts: HashMap<&str, &[u8]> = usual.chain(parts).collect();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for name in PARTS {
        if let Some(text) = parts.get(name) {
            writer.start_file(name, stored).expect("a part");
            writer.write_all(text).expect("memory takes it");
        }
    }
    writer.finish().expect("an archive").into_inner()
}

fn rows_are_within_bounds(rows: &[SheetRow]) {
    assert!(rows.windows(2).all(|pair| pair[0].number() < pair[1].number()));
    assert!(rows.iter().map(|row| row.filled().count()).sum::<usize>() <= CELLS);
    for row in rows {
        assert!((1..=ROWS).contains(&row.number()));
        assert!(row.filled().is_sorted_by(|(left, _), (right, _)| left < right));
        for (column, cell) in row.filled() {
            assert!(column < COLUMNS && row.cell(column) == cell);
            assert!(cell.shown().chars().count() <= 41 && !cell.shown().contains(char::is_control));
            match cell {
                Cell::Empty => unreachable!("empty cells are left out"),
                Cell::Text(text) | Cell::LongText(text) => assert!(text.chars().count() <= TEXT_LENGTH),
                Cell::Number(number) => assert!(number.abs() < 1_000_000_000_000_000),
                Cell::OtherNumber(_) | Cell::Date(_) | Cell::Bool(_) | Cell::Formula | Cell::Error(_) => {}
            }
        }
    }
}

fn rows_become_orders_or_faults(rows: &[SheetRow]) {
    let (products, none) = (products(), HashSet::new());
    for form in [Form::Electronic, Form::ConvenienceStore, Form::Paper] {
        let context = Context {
            today: NaiveDate::from_ymd_opt(2026, 8, 1).expect("a day"),
            guarantee_until: NaiveDate::from_ymd_opt(2027, 7, 31).expect("a day"),
            products: &products,
            opened_forms: &[Form::Electronic, Form::ConvenienceStore, Form::Paper],
            opened_kinds: &[ProductKind::Paid, ProductKind::Gift],
            opened_ways: &[Way::Immediate, Way::Dated],
            form,
            way: None,
            used_order_numbers: &none,
            used_gift_numbers: &none,
            service_open: true,
            convenience_store_tickets: CONVENIENCE_STORE_TICKETS,
            batch_tickets: BATCH_TICKETS,
        };
        batch_is_sound(rows, &check(rows, &context));
    }
    let _ = wanted(rows);
}

fn products() -> HashMap<String, Product> {
    let product = |kind, face_value| Product { kind, on_shelf: true, name: "Tea".to_owned(), face_value };
    let paid = ("VAB12345".to_owned(), product(ProductKind::Paid, 500));
    let gift = ("CAB12345".to_owned(), product(ProductKind::Gift, 0));
    let priceless = ("VMX99999".to_owned(), product(ProductKind::Paid, i64::MAX));
    HashMap::from([paid, gift, priceless])
}

fn batch_is_sound(rows: &[SheetRow], batch: &CheckedBatch) {
    assert_eq!(batch.issuable().is_some(), batch.faults.is_empty());
    let is_row = |number: u32| rows.binary_search_by_key(&number, SheetRow::number).is_ok();
    for fault in &batch.faults {
        assert!(fault.row.is_none_or(is_row), "{fault:?}");
        for language in [Language::Chinese, Language::English] {
            assert!(!fault.sentence(language).is_empty() && !fault.sentence(language).contains('\n'));
        }
    }
    for (position, order) in (1..).zip(&batch.orders) {
        assert_eq!(order.position, position);
        let faults = batch.faults.iter().filter(|fault| fault.order_position == Some(position));
        assert_eq!(order.is_bad, faults.count() > 0);
        assert!(order.rows.iter().all(|row| is_row(*row)));
        assert!(order.is_bad || (order.lines.len() == order.rows.len() && order.purchaser.name.is_some()));
        assert!(order.is_bad || order.tickets == order.lines.iter().map(|line| line.tickets).sum());
    }
    assert!(batch.issuable().is_none() || (1..=BATCH_TICKETS).contains(&batch.tickets()));
}
