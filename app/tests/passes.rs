//! What cards in wallet apps say, from facts alone (RULES §5, passes).
#![allow(clippy::expect_used, clippy::panic, reason = "a test says no by panicking")]

use app::language::Language;
use app::pass::apple::{Identity, document};
use app::pass::google::{Length, object};
use app::pass::{Card, Places, card};
use domain::calendar::{Day, Instant};
use domain::code::layout::Locator;
use domain::identity::{MerchantNumber, ProductNumber, TicketId};
use domain::pass::{PassKind, Standing};
use domain::ticket::{Ticket, TicketKind, TicketState};
use serde_json::{Value, json};
use store::query::pass::{Held, Pass};
use store::query::wallet::{IssuerData, WalletTicket};
use store::secret::{LinkToken, PassSerial};

const LINK: &str = "0123456789abcdefghjkmnpqrs";
const PLACES: Places<'_> = Places { codes: "https://p.tw", house: "https://tickets.example" };

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn issuer() -> IssuerData {
    let text = str::to_owned;
    IssuerData {
        number: MerchantNumber(1_000_001),
        name: text("幸福果茶"),
        responsible_person: text("林老闆"),
        tax_id: text("24536806"),
        address: text("臺北市信義區市府路 1 號"),
        service_phone: text("02-2720-8889"),
        service_email: text("service@example.com"),
        return_rights: text("未使用可全額退費"),
        guarantee_bank: text("玉山商業銀行"),
        contract_last_day: None,
        links: Vec::new(),
        logo: None,
    }
}

fn ticket(kind: TicketKind) -> WalletTicket {
    let is_gift = kind == TicketKind::Gift;
    WalletTicket {
        id: TicketId::parse("t").expect("an id"),
        serial: "A63OV00000000001".to_owned(),
        product_name: "水果茶一杯".to_owned(),
        product: ProductNumber(1),
        terms: vec!["限門市現場兌換".to_owned(), "不得折換現金".to_owned()],
        face_value: if is_gift { 0 } else { 200 },
        ticket: Ticket {
            kind,
            quantity: 3,
            remaining: 2,
            version: 1,
            generation: 1,
            usable_from: Some(day("2026-12-01")),
            usable_until: is_gift.then(|| day("2026-12-31")),
            guarantee_until: (!is_gift).then(|| day("2027-11-05")),
            offered: false,
        },
        guarantee_from: None,
        state: TicketState::Unused,
        locator: Locator::from_integer(1),
        takes_typed: true,
        takes_printed: true,
        picture: None,
        returns: Vec::new(),
        uses: Vec::new(),
        origin: None,
        offered_to: None,
    }
}

fn held(kind: TicketKind, standing: Standing, code: Option<&str>) -> Held {
    let link = LinkToken::parse(LINK).expect("a link");
    Held { ticket: ticket(kind), standing, code: code.map(str::to_owned), link }
}

fn told(held: Option<Held>, language: Language) -> Card {
    let pass = Pass {
        serial: PassSerial::parse(&"a".repeat(26)).expect("a name"),
        kind: PassKind::Apple,
        language: language.tag().to_owned(),
        updated_at: Instant(0),
        issuer: issuer(),
        ticket_serial: "A63OV00000000001".to_owned(),
        product_name: "水果茶一杯".to_owned(),
        held,
    };
    card(language, &pass, PLACES, day("2026-11-22"))
}

fn apple(card: &Card) -> Value {
    let identity = Identity {
        pass_type: "pass.tw.piaojia".to_owned(),
        team: "TEAM".to_owned(),
        serial: "a".repeat(26),
        token: "b".repeat(52),
        web_service: Some("https://tickets.example/passes".to_owned()),
    };
    serde_json::to_value(document(card, identity)).expect("a document")
}

fn google(card: &Card) -> Value {
    serde_json::to_value(object(card, "33", "aaa", Length::Full)).expect("an object")
}

#[test]
fn a_card_with_a_code_has_the_code_and_no_link() {
    let card = told(Some(held(TicketKind::Paid, Standing::Usable, Some("ABC"))), Language::Chinese);
    let (apple, google) = (apple(&card), google(&card));
    let code = json!("HTTPS://P.TW/R/ABC");
    assert_eq!((&apple["barcodes"][0]["message"], &google["barcode"]["value"]), (&code, &code));
    for whole in [apple.to_string(), google.to_string()] {
        assert!(!whole.contains(LINK), "{whole}");
        for words in ["200 元", "2 次", "2026/12/01", "2027/11/05", "未使用可全額退費", "24536806"]
        {
            assert!(whole.contains(words), "{words}: {whole}");
        }
    }
    assert_eq!(apple["voided"], false);
    assert_eq!(apple["sharingProhibited"], true);
    assert_eq!(google["validTimeInterval"]["start"]["date"], "2026-12-01T00:00:00+08:00");
}

#[test]
fn a_product_that_takes_no_paper_has_the_link_and_no_code() {
    let card = told(Some(held(TicketKind::Paid, Standing::Usable, None)), Language::English);
    let (apple, google) = (apple(&card), google(&card));
    let link = format!("https://tickets.example/w/{LINK}/A63OV00000000001?openExternalBrowser=1");
    assert!(apple.get("barcodes").is_none() && google.get("barcode").is_none());
    assert!(apple["storeCard"]["backFields"][0]["value"].as_str().is_some_and(|value| value.contains(&link)));
    assert_eq!(google["linksModuleData"]["uris"][0]["uri"], link);
    assert!(apple["storeCard"].to_string().contains("By the link on the back"));
}

#[test]
fn what_cannot_be_used_has_neither_and_says_why() {
    let cases = [
        (Standing::Offered, "轉贈中", false, "INACTIVE"),
        (Standing::Spent, "已用完", true, "COMPLETED"),
        (Standing::Expired, "已失效", true, "EXPIRED"),
    ];
    for (standing, words, is_void, state) in cases {
        let card = told(Some(held(TicketKind::Gift, standing, None)), Language::Chinese);
        let (apple, google) = (apple(&card), google(&card));
        for whole in [apple.to_string(), google.to_string()] {
            assert!(whole.contains(words) && !whole.contains(LINK), "{whole}");
        }
        assert!(apple.get("barcodes").is_none() && google.get("barcode").is_none());
        assert_eq!((&apple["voided"], &google["state"]), (&json!(is_void), &json!(state)));
        assert_eq!(apple["expirationDate"], "2026-12-31T23:59:59+08:00");
        assert_eq!(google["validTimeInterval"]["end"]["date"], "2026-12-31T23:59:59+08:00");
    }
}

#[test]
fn a_card_that_is_over_knows_its_issuer_and_product_only() {
    let card = told(None, Language::Chinese);
    let (apple, google) = (apple(&card), google(&card));
    assert_eq!((&apple["voided"], &google["state"]), (&json!(true), &json!("INACTIVE")));
    for whole in [apple.to_string(), google.to_string()] {
        assert!(whole.contains("已作廢") && whole.contains("水果茶一杯") && whole.contains("02-2720-8889"));
        for gone in ["200", "2 次", "限門市現場兌換", "2026", "2027", LINK] {
            assert!(!whole.contains(gone), "{gone}: {whole}");
        }
    }
}

#[test]
fn no_field_has_the_name_of_another() {
    for standing in [Standing::Usable, Standing::Offered, Standing::Spent, Standing::Expired] {
        for kind in [TicketKind::Paid, TicketKind::Gift] {
            let code = standing.is_usable().then_some("ABC");
            let document = apple(&told(Some(held(kind, standing, code)), Language::English));
            let fields = document["storeCard"].as_object().expect("fields").values();
            let fields = fields.filter_map(Value::as_array).flatten();
            let mut names: Vec<_> = fields.filter_map(|field| field["key"].as_str()).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{document}");
            let front = document["storeCard"]["auxiliaryFields"].as_array().map_or(0, Vec::len);
            assert!(front <= 4, "as many as fit under the product: {document}");
        }
    }
}
