//! From a batch file to orders that may be issued: the file is read and checked in `batch`, what it needs to know is
//! read from the store.

use batch::{CheckedBatch, Context, DraftLine, DraftOrder, Fault, Form, Product, ProductKind, Way};
use domain::calendar::Day;
use domain::identity::{MerchantNumber, ProductNumber};
use domain::money::Dollars;
use domain::ticket::TicketKind;
use std::collections::HashMap;
use store::Store;
use store::command::issue::{NewLine, NewOrder};
use store::query::catalog::CatalogProduct;

/// Good orders, and every bad cell.
pub struct Plan {
    /// What may be issued.
    pub orders: Vec<NewOrder>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    left_out: Vec<u32>,
    unknown_columns: Vec<String>,
}

impl Plan {
    /// One line for each thing that somebody must know.
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<_> = self
            .faults
            .iter()
            .flat_map(|fault| {
                [fault.sentence(batch::Language::Chinese), fault.sentence(batch::Language::English)]
            })
            .collect();
        if !self.left_out.is_empty() {
            notes.push(format!("rows without an import number, left out: {:?}", self.left_out));
        }
        if !self.unknown_columns.is_empty() {
            notes.push(format!("columns that are not read: {}", self.unknown_columns.join(", ")));
        }
        notes
    }
}

/// Reads and checks a file of at most so many tickets against the merchant's products and earlier orders.
pub async fn plan(
    store: &Store,
    merchant: MerchantNumber,
    bytes: &[u8],
    most_tickets: u32,
) -> Result<Plan, String> {
    let rows = batch::read_sheet(bytes).map_err(|refusal| refusal.to_string())?;
    let wanted = batch::wanted(&rows);
    let catalog = store.catalog(merchant).await.map_err(|error| error.to_string())?;
    let (orders, gifts) = store
        .used_order_numbers(merchant, wanted.order_numbers, wanted.gift_numbers)
        .await
        .map_err(|error| error.to_string())?;
    let products: HashMap<_, _> =
        catalog.products.iter().map(|product| (product.code.clone(), known(product))).collect();
    let context = Context {
        today: store.now().day().date(),
        products: &products,
        opened_forms: &[Form::Electronic],
        opened_ways: &[Way::Immediate, Way::Dated],
        form: Form::Electronic,
        way: None,
        used_order_numbers: &orders,
        used_gift_numbers: &gifts,
        service_open: catalog.issue_open,
        convenience_store_tickets: batch::CONVENIENCE_STORE_TICKETS,
        batch_tickets: most_tickets,
    };
    let CheckedBatch { orders, faults, left_out, unknown_columns } = batch::check(&rows, &context);
    // A large file's rows are not held while its orders are made.
    drop(rows);
    let numbers: HashMap<_, _> =
        catalog.products.iter().map(|product| (product.code.as_str(), product.number)).collect();
    let good = orders.into_iter().filter(|order| !order.is_bad);
    let orders = good.filter_map(|order| new_order(order, &numbers)).collect();
    Ok(Plan { orders, faults, left_out, unknown_columns })
}

fn known(product: &CatalogProduct) -> Product {
    Product {
        kind: match product.kind {
            TicketKind::Paid => ProductKind::Paid,
            TicketKind::Gift => ProductKind::Gift,
        },
        on_shelf: product.on_shelf,
        name: product.name.clone(),
        face_value: product.face_value,
    }
}

fn new_order(order: DraftOrder, numbers: &HashMap<&str, ProductNumber>) -> Option<NewOrder> {
    let lines = order.lines.iter().map(|line| new_line(line, numbers)).collect::<Option<Vec<_>>>()?;
    Some(NewOrder {
        merchant_order_no: order.order_number,
        gift_order_no: order.gift_number,
        purchaser_name: order.purchaser.name?,
        purchaser_phone: order.purchaser.phone?,
        purchaser_email: order.purchaser.email?,
        language: app::language::Language::Chinese.tag().to_owned(),
        lines,
    })
}

fn new_line(line: &DraftLine, numbers: &HashMap<&str, ProductNumber>) -> Option<NewLine> {
    Some(NewLine {
        product: *numbers.get(line.product_code.as_str())?,
        kind: match line.kind {
            ProductKind::Paid => TicketKind::Paid,
            ProductKind::Gift => TicketKind::Gift,
        },
        face_value: Dollars(line.face_value),
        tickets: line.tickets,
        units: line.quantity,
        usable_from: line.usable_from.map(Day::from_date),
        usable_until: line.expires_on.map(Day::from_date),
    })
}
