//! From a batch file to orders that may be issued: the file is read and checked in `batch`, what it needs to know is
//! read from the store.

use batch::{
    CheckedBatch, Context, DraftLine, DraftOrder, Fault, FaultReason, Form, Product, ProductKind, SheetRow,
    Way,
};
use domain::calendar::Day;
use domain::contract::Opening;
use domain::identity::{MerchantNumber, ProductNumber};
use domain::money::Dollars;
use domain::print::TicketForm;
use domain::ticket::TicketKind;
use std::collections::HashMap;
use store::command::issue::{NewLine, NewOrder};
use store::query::catalog::CatalogProduct;
use store::{Store, StoreError};

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
    /// Whether everything that is wrong is wrong with one order each, so that the others are whole without them: not where a
    /// row does not say whose it is, where the file holds too many tickets, or the contract does not allow any.
    pub fn good_orders_are_whole(&self) -> bool {
        self.faults.iter().all(|fault| {
            fault.order_position.is_some() && !matches!(fault.reason, FaultReason::TooManyTickets { .. })
        })
    }

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

/// What was found in a sheet, and what its product codes mean.
pub struct Checked {
    /// Orders and faults.
    pub batch: CheckedBatch,
    form: TicketForm,
    numbers: HashMap<String, ProductNumber>,
}

impl Checked {
    /// The orders that may be issued.
    pub fn good_orders(self) -> Vec<NewOrder> {
        let Self { batch, form, numbers } = self;
        let good = batch.orders.into_iter().filter(|order| !order.is_bad);
        good.filter_map(|order| new_order(order, form, &numbers)).collect()
    }
}

/// Reads and checks a file of at most so many tickets against the merchant's products and earlier orders.
pub async fn plan(
    store: &Store,
    merchant: MerchantNumber,
    bytes: &[u8],
    form: TicketForm,
    most_tickets: u32,
) -> Result<Plan, String> {
    let rows = batch::read_file(bytes).map_err(|refusal| refusal.to_string())?;
    let checked =
        check_rows(store, merchant, &rows, form, most_tickets).await.map_err(|error| error.to_string())?;
    // A large file's rows are not held while its orders are made.
    drop(rows);
    let Checked { mut batch, form, numbers } = checked;
    let (faults, left_out, unknown_columns) = (
        std::mem::take(&mut batch.faults),
        std::mem::take(&mut batch.left_out),
        std::mem::take(&mut batch.unknown_columns),
    );
    Ok(Plan { orders: Checked { batch, form, numbers }.good_orders(), faults, left_out, unknown_columns })
}

/// Checks rows that were read, as of now.
pub async fn check_rows(
    store: &Store,
    merchant: MerchantNumber,
    rows: &[SheetRow],
    form: TicketForm,
    most_tickets: u32,
) -> Result<Checked, StoreError> {
    let wanted = batch::wanted(rows);
    let catalog = store.catalog(merchant).await?;
    let (orders, gifts) =
        store.used_order_numbers(merchant, wanted.order_numbers, wanted.gift_numbers).await?;
    let products: HashMap<_, _> =
        catalog.products.iter().map(|product| (product.code.clone(), known(product))).collect();
    let ways: Vec<_> = [(Opening::ElectronicAtOnce, Way::Immediate), (Opening::ElectronicLater, Way::Dated)]
        .into_iter()
        .filter(|(opening, _)| catalog.opened.contains(opening))
        .map(|(_, way)| way)
        .collect();
    let kinds: Vec<_> = [(Opening::Paid, ProductKind::Paid), (Opening::Gift, ProductKind::Gift)]
        .into_iter()
        .filter(|(opening, _)| catalog.opened.contains(opening))
        .map(|(_, kind)| kind)
        .collect();
    let forms: Vec<_> = forms_of(&catalog.opened).into_iter().map(form_of).collect();
    let today = store.now().day();
    let context = Context {
        today: today.date(),
        guarantee_until: today.last_of_period(catalog.guarantee_days).date(),
        products: &products,
        opened_kinds: &kinds,
        opened_forms: &forms,
        opened_ways: &ways,
        form: form_of(form),
        way: None,
        used_order_numbers: &orders,
        used_gift_numbers: &gifts,
        service_open: catalog.issue_open,
        convenience_store_tickets: batch::CONVENIENCE_STORE_TICKETS,
        batch_tickets: most_tickets,
    };
    let checked = batch::check(rows, &context);
    let numbers = catalog.products.into_iter().map(|product| (product.code, product.number)).collect();
    Ok(Checked { batch: checked, form, numbers })
}

/// The language that a sheet's faults are told in.
pub fn spoken(language: app::language::Language) -> batch::Language {
    match language {
        app::language::Language::Chinese => batch::Language::Chinese,
        app::language::Language::English => batch::Language::English,
    }
}

/// A kind as batch files name it.
pub fn kind_of(kind: TicketKind) -> ProductKind {
    match kind {
        TicketKind::Paid => ProductKind::Paid,
        TicketKind::Gift => ProductKind::Gift,
    }
}

fn known(product: &CatalogProduct) -> Product {
    Product {
        kind: kind_of(product.kind),
        on_shelf: product.on_shelf,
        name: product.name.clone(),
        face_value: product.face_value,
    }
}

/// The forms that a contract has opened and that can be issued: electronic in either way, and paper that the merchant prints.
pub fn forms_of(opened: &[Opening]) -> Vec<TicketForm> {
    let is_electronic =
        opened.iter().any(|opening| matches!(opening, Opening::ElectronicAtOnce | Opening::ElectronicLater));
    let forms = [
        (TicketForm::Electronic, is_electronic),
        (TicketForm::Paper, opened.contains(&Opening::MerchantPrint)),
    ];
    forms.into_iter().filter(|(_, is_open)| *is_open).map(|(form, _)| form).collect()
}

/// A form as batch files name it.
fn form_of(form: TicketForm) -> Form {
    match form {
        TicketForm::Electronic => Form::Electronic,
        TicketForm::Paper => Form::Paper,
        TicketForm::ConvenienceStore => Form::ConvenienceStore,
    }
}

fn new_order(
    order: DraftOrder,
    form: TicketForm,
    numbers: &HashMap<String, ProductNumber>,
) -> Option<NewOrder> {
    let lines = order.lines.iter().map(|line| new_line(line, numbers)).collect::<Option<Vec<_>>>()?;
    // Nobody is told of paper: its purchaser may have neither phone nor mail.
    let reached = |by: Option<String>| match form {
        TicketForm::Paper => Some(by.unwrap_or_default()),
        TicketForm::Electronic | TicketForm::ConvenienceStore => by,
    };
    Some(NewOrder {
        form,
        purchaser_address: order.purchaser.address.unwrap_or_default(),
        merchant_order_no: order.order_number,
        gift_order_no: order.gift_number,
        purchaser_name: order.purchaser.name?,
        purchaser_phone: reached(order.purchaser.phone)?,
        purchaser_email: reached(order.purchaser.email)?,
        language: app::language::Language::Chinese.tag().to_owned(),
        lines,
    })
}

fn new_line(line: &DraftLine, numbers: &HashMap<String, ProductNumber>) -> Option<NewLine> {
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
