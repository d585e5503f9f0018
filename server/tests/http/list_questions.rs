//! Every list of the console and of the platform asks the database as often for a full page of rows as for a few.

use crate::browser::Browser;
use crate::house::{House, person, run};
use crate::operator::operator;
use crate::place::Database;
use crate::questions::{asked_for, count};
use domain::branch::Branch;
use domain::calendar::Day;
use domain::card::Card;
use domain::code::redemption_code::IssuerCode;
use domain::contract::Opening;
use domain::enquiry::Words;
use domain::give_back::FeeRule;
use domain::identity::{AttemptId, BranchNumber, MerchantNumber, TransferId};
use domain::job::Job;
use domain::money::Dollars;
use domain::permission::Role;
use domain::print::TicketForm;
use domain::product::ProductFacts;
use domain::proof::ProofPolicies;
use domain::redeem::RelationState;
use domain::ticket::TicketKind;
use store::command::contact::{Contact, Message};
use store::command::enquiry::Subject;
use store::command::give_back::Returning;
use store::command::issue::NewOrder;
use store::command::paid_order::Payment;
use store::command::product::ProductLists;
use store::command::set_up::NewMerchant;
use store::command::transfer::OfferRequest;
use store::fixture::{Goods, ISSUER, TestTicket};

/// The first page of the console: who it is, what it is set up with, numbers, what waits, messages, and five lists.
const MOST: usize = 20;
/// More than a page of a list has.
const MANY: u32 = 30;

/// Lists of a merchant; [`one_more`] gives each of them a row.
const OF_A_MERCHANT: [&str; 15] = [
    "/office/orders",
    "/office/paper",
    "/office/unissued",
    "/office/issue/batches",
    "/office/transfers",
    "/office/returns",
    "/office/returns/made",
    "/office/enquiries",
    "/office/products",
    "/office/branches",
    "/office/redeemers",
    "/office/issuers",
    "/office/people",
    "/office/people/deleted",
    "/office/messages",
];
/// Lists of the platform, likewise.
const OF_THE_PLATFORM: [&str; 6] = [
    "/operator",
    "/operator/jobs",
    "/operator/deliveries",
    "/operator/proofs",
    "/operator/merchant/1000001/redeemers",
    "/operator/merchant/1000001/issuers",
];
/// Pages where some of the same rows stand beside other things.
const OTHERS_OF_A_MERCHANT: [&str; 7] = [
    "/office",
    "/office/issue",
    "/office/branches/001",
    "/office/set-up",
    "/office/changes",
    "/office/offline/conflicts",
    "/office/offline/phones",
];
const OTHERS_OF_THE_PLATFORM: [&str; 4] = [
    "/operator/messages",
    "/operator/people",
    "/operator/merchant/1000001",
    "/operator/merchant/1000001/changes",
];

/// Who looks, and at what.
struct Looking {
    owner: Browser,
    operator: Browser,
}

/// What a page asked, and how many rows of lists it has.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    path: String,
    asked: usize,
    rows: usize,
}

impl Looking {
    async fn see(&mut self, transfer: &TransferId) -> Vec<Seen> {
        let transfer = format!("/office/transfers/{transfer}");
        let of_a_merchant = OF_A_MERCHANT.into_iter().chain(OTHERS_OF_A_MERCHANT).chain([&*transfer]);
        let of_the_platform = OF_THE_PLATFORM.into_iter().chain(OTHERS_OF_THE_PLATFORM);
        let mut seen = Vec::new();
        for path in of_a_merchant {
            seen.push(see(&mut self.owner, path).await);
        }
        for path in of_the_platform {
            seen.push(see(&mut self.operator, path).await);
        }
        seen
    }
}

async fn see(browser: &mut Browser, path: &str) -> Seen {
    let (asked, answer) = asked_for(browser, path).await;
    Seen { path: path.to_owned(), asked, rows: answer.text.matches("<th scope=\"row\"").count() }
}

#[test]
fn a_list_asks_as_often_however_many_rows_it_has() {
    // One engine is enough: the questions are the same on the other.
    count();
    run(Database::Sqlite, |house: House| async move {
        house.world.open_paper().await.expect("opened");
        let (owner, operator) = (house.desk_of(&house.world.owner).await, operator(&house).await);
        let mut looking = Looking { owner, operator };
        let transfer = one_more(&house, &mut looking, 0).await;
        // What the server keeps by itself from now on is asked for once.
        looking.see(&transfer).await;
        let few = looking.see(&transfer).await;
        for number in 1..=MANY {
            one_more(&house, &mut looking, number).await;
        }
        let tickets = house.world.issue_tickets(Goods::Paid, MANY, 1).await.expect("issued");
        let transfer = offered(&house, &tickets).await;
        let many = looking.see(&transfer).await;
        for (few, many) in few.iter().zip(&many) {
            assert_eq!(few.asked, many.asked, "{} and {}", few.path, many.path);
            assert!((1..=MOST).contains(&few.asked), "{few:?}");
            if OF_A_MERCHANT.contains(&&*few.path) || OF_THE_PLATFORM.contains(&&*few.path) {
                assert!(few.rows >= 1 && many.rows > few.rows, "{few:?} {many:?}: nothing is proven");
            }
        }
        // No list has as many rows as this.
        for path in OF_A_MERCHANT {
            let all = see(&mut looking.owner, &format!("{path}?size=100")).await;
            let asked = few.iter().find(|seen| seen.path == path).map(|seen| seen.asked);
            assert_eq!(Some(all.asked), asked, "{path}");
        }
    });
}

fn attempt(house: &House) -> AttemptId {
    AttemptId::parse(&house.attempt()).expect("an attempt")
}

/// A row more of everything; the transfer among them.
async fn one_more(house: &House, looking: &mut Looking, number: u32) -> TransferId {
    let (store, owner) = (&house.store, &house.world.owner.session);
    house.wait(1);
    one_merchant_more(house, number).await;
    one_product_more(house).await;
    let branch = BranchNumber::parse(&(100 + number).to_string()).expect("a number");
    let facts = Branch { name: "分店".into(), is_enabled: true, ..Branch::default() };
    store.add_branch(owner, &branch, facts).await.expect("added");
    person(store, ISSUER, &format!("many{branch}", branch = branch.as_str()), Some(&branch), Role::Clerk)
        .await;
    let gone = person(store, ISSUER, &format!("gone{}", branch.as_str()), None, Role::Clerk).await;
    store.delete_sub_account(owner, &gone.account).await.expect("deleted");

    let mut tickets = house.world.issue_tickets(Goods::Paid, 4, 1).await.expect("issued");
    let given = offered(house, &[tickets.remove(0)]).await;
    let asked = tickets.remove(0);
    store.ask_return(&asked.link, &asked.id, None, None, &attempt(house)).await.expect("asked");
    let returning = [Returning { ticket: tickets.remove(0).id, units: None }];
    store.give_back(owner, &returning, FeeRule::None, None, &attempt(house)).await.expect("returned");
    let subject = Subject { ticket: tickets[0].id.clone(), redemption: None };
    let words = Words::parse("請問營業時間").expect("words");
    store
        .open_enquiry(&tickets[0].link, &subject, &words, &attempt(house))
        .await
        .expect("no refusal")
        .expect("written");
    one_order_of_paper_more(house).await;
    one_payment_more(house, number).await;
    one_batch_more(house, &mut looking.owner, number).await;

    let day = Day::parse("2026-11-05").expect("a day").minus_days(u64::from(number));
    store.run_job(Job::Bank, day, "server", || async { Ok("0 line(s)".to_owned()) }).await.expect("run");
    store.prove(store.now().day()).await.expect("proven");
    store.seal_every_log(store.now()).await.expect("sealed");
    store.make_notices().await.expect("notices");
    let title = format!("系統維護 {number}");
    let message = [("kind", "notice"), ("title", title.as_str()), ("body", "夜間維護")];
    let sent = looking.operator.post("/operator/messages", &message).await;
    assert_eq!(sent.location(), "/operator/messages");
    given
}

/// The holder gives these to one person, all at once.
async fn offered(house: &House, tickets: &[TestTicket]) -> TransferId {
    let request = OfferRequest {
        tickets: tickets.iter().map(|ticket| ticket.id.clone()).collect(),
        recipient: Contact::parse("林小美", "0987654321", "mei@example.com", "zh-TW").expect("a contact"),
        message: Message::parse("生日快樂").expect("short"),
        card: Card::Birthday,
        sent_on: None,
    };
    let offered = house.store.offer_transfer(&tickets[0].link, &request, &attempt(house)).await;
    offered.expect("offered").transfer
}

/// A merchant that redeems for the issuer, and for which the issuer redeems.
pub async fn one_merchant_more(house: &House, number: u32) {
    let merchant = MerchantNumber(1_000_100 + number);
    let new = NewMerchant {
        number: merchant,
        issuer_code: IssuerCode::parse(&format!("6{number:03}")).expect("a code"),
        name: format!("山海書店 {number}"),
        responsible_person: "林老闆".to_owned(),
        tax_id: format!("{:08}", 10_000_000 + number),
        address: "臺北市信義區市府路 1 號".to_owned(),
        service_phone: "02-2720-8889".to_owned(),
        service_email: "service@example.com".to_owned(),
        return_rights: "未使用可全額退費".to_owned(),
        guarantee_bank: "玉山商業銀行".to_owned(),
        guarantee_days: 365,
        opened: vec![Opening::Paid, Opening::ElectronicAtOnce],
    };
    house.store.create_merchant(new).await.expect("made");
    for (issuer, redeemer) in [(ISSUER, merchant), (merchant, ISSUER)] {
        house.store.set_relation(issuer, redeemer, RelationState::Open).await.expect("related");
    }
}

/// As the console makes it.
async fn one_product_more(house: &House) {
    let terms = vec!["限門市現場兌換".to_owned()];
    let facts = ProductFacts {
        kind: TicketKind::Paid,
        name: "經典珍珠奶茶".to_owned(),
        own_number: "TEA09".to_owned(),
        face_value: Dollars(75),
        terms: terms.clone(),
        paper_terms: terms.clone(),
        store_terms: terms,
        proof: ProofPolicies::DEFAULT,
    };
    let (owner, lists) = (&house.world.owner.session, ProductLists::default());
    house.store.make_product(owner, &facts, &lists, &attempt(house)).await.expect("made");
}

async fn one_order_of_paper_more(house: &House) {
    let order = house.world.order(vec![house.world.line(Goods::Paid, 1, 1)]).expect("an order");
    let order =
        NewOrder { form: TicketForm::Paper, purchaser_address: "臺北市南港區".to_owned(), ..order };
    house.store.issue(ISSUER, "paper", vec![order]).await.expect("issued");
}

async fn one_payment_more(house: &House, number: u32) {
    let payment = Payment {
        merchant_order_no: format!("PAY{number:04}"),
        ecpay_order_no: String::new(),
        authorisation_no: String::new(),
        amount: Dollars(400),
        paid_at: house.store.now(),
        holder_name: "林大華".to_owned(),
        holder_phone: "0922333444".to_owned(),
        holder_email: "lin@example.com".to_owned(),
        description: "果茶".to_owned(),
    };
    assert!(house.store.note_payment(ISSUER, payment).await.expect("noted"));
}

/// One order, entered by form and not confirmed.
async fn one_batch_more(house: &House, owner: &mut Browser, number: u32) {
    let (number, attempt) = (format!("ONE{number}"), house.attempt());
    let form = [
        ("attempt", attempt.as_str()),
        ("order_number", number.as_str()),
        ("name", "許功蓋"),
        ("phone", "0912345678"),
        ("email", "hsu@example.com"),
        ("product_1", "VAA00001"),
        ("tickets_1", "2"),
    ];
    let answer = owner.post("/office/issue/one", &form).await;
    assert!(answer.location().starts_with("/office/issue/"), "{}", answer.text);
}
