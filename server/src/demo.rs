//! Demo data: merchants, products, people and tickets of every state, made with the same commands as real ones.

use crate::config::DataConfig;
use crate::password;
use crate::picture::unpack;
use domain::calendar::Day;
use domain::code::redemption_code::IssuerCode;
use domain::contract::Opening;
use domain::desk_note::DeskNote;
use domain::identity::{BranchNumber, MerchantNumber, ProductNumber};
use domain::money::Dollars;
use domain::permission::Role;
use domain::picture::PictureKind;
use domain::proof::{ProofPolicies, ProofPolicy};
use domain::redeem::RelationState;
use domain::ticket::TicketKind;
use store::command::issue::{IssuedOrder, NewLine, NewOrder};
use store::command::set_up::{NewMerchant, NewProduct};
use store::{Store, StoreError};

const TEA: MerchantNumber = MerchantNumber(1_000_001);
const BAKERY: MerchantNumber = MerchantNumber(1_000_002);
const PASSWORD: &str = "piaojia2026";
/// 商店代號, 帳號 and 密碼 that the sign-in page prints in the demo.
pub const PRINTED_SIGN_IN: (&str, &str, &str) = ("1000001", "owner", PASSWORD);
/// The same of the platform's one person.
pub const PRINTED_OPERATOR: (&str, &str) = ("operator", PASSWORD);

/// Fills an empty database and prints the links to open; an already filled one is left as it is.
pub async fn prepare(store: &Store, data: &DataConfig) -> Result<(), String> {
    let failed = |error: StoreError| format!("demo data: {error}");
    let links = data.data.join("demo-links.txt");
    if store.merchant_name(TEA).await.is_err() {
        merchants(store).await.map_err(failed)?;
        people(store).await.map_err(failed)?;
        pictures(store).await.map_err(failed)?;
        products(store).await.map_err(failed)?;
        desk_notes(store).await.map_err(failed)?;
        let issued = tickets(store).await.map_err(failed)?;
        let text: Vec<_> = issued
            .iter()
            .map(|order| format!("{}  {}", data.wallet_link(order.link.as_str()), order.purchaser_name))
            .collect();
        std::fs::write(&links, text.join("\n")).map_err(|error| error.to_string())?;
    }
    print(data, &std::fs::read_to_string(&links).unwrap_or_default());
    Ok(())
}

fn print(data: &DataConfig, links: &str) {
    let (merchant, account, password) = PRINTED_SIGN_IN;
    println!("\nWallets:");
    for line in links.lines() {
        println!("  {line}");
    }
    println!("Mails and codes that would go out:\n  {}/dev/mailbox", data.public_url);
    println!("Desk:\n  {}/desk   merchant {merchant}, password {password}", data.public_url);
    println!(
        "  accounts: {account} (head office), clerk001, clerk002, clerk003 (disabled branch), accountant"
    );
    println!("  partner shop: merchant {BAKERY}, account owner");
    println!("Platform:\n  {}/operator   account {}\n", data.public_url, PRINTED_OPERATOR.0);
}

async fn merchants(store: &Store) -> Result<(), StoreError> {
    let merchant = |number, issuer_code: &str, name: &str, tax_id: &str, phone: &str| {
        Ok::<_, StoreError>(NewMerchant {
            number,
            issuer_code: IssuerCode::parse(issuer_code).ok_or(StoreError::Corrupt("issuer code"))?,
            name: name.to_owned(),
            responsible_person: "林美惠".to_owned(),
            tax_id: tax_id.to_owned(),
            address: "臺北市大安區和平東路一段 162 號".to_owned(),
            service_phone: phone.to_owned(),
            service_email: "service@example.com".to_owned(),
            return_rights: "未使用可全額退貨，請洽客服電話。".to_owned(),
            guarantee_bank: "華南商業銀行".to_owned(),
            guarantee_days: 365,
            opened: vec![
                Opening::Paid,
                Opening::Gift,
                Opening::ElectronicAtOnce,
                Opening::ElectronicLater,
                Opening::MerchantPrint,
            ],
        })
    };
    store.create_merchant(merchant(TEA, "63OV", "日日好茶", "12345675", "02-2345-6789")?).await?;
    store.create_merchant(merchant(BAKERY, "7K2M", "麥香烘焙坊", "23456781", "02-8765-4321")?).await?;
    for (number, name, enabled) in
        [("001", "永康店", true), ("002", "公館店", true), ("003", "信義店", false)]
    {
        store.create_branch(TEA, &branch(number)?, name, enabled).await?;
    }
    store.set_relation(TEA, BAKERY, RelationState::Open).await
}

async fn people(store: &Store) -> Result<(), StoreError> {
    let hash = password::hash(PASSWORD).map_err(|_| StoreError::Corrupt("password"))?;
    store.create_account(TEA, "owner", &hash, None, Role::Owner).await?;
    store.create_account(TEA, "accountant", &hash, None, Role::Accountant).await?;
    for number in ["001", "002", "003"] {
        store
            .create_account(TEA, &format!("clerk{number}"), &hash, Some(&branch(number)?), Role::Clerk)
            .await?;
    }
    store.create_account(BAKERY, "owner", &hash, None, Role::Owner).await?;
    store.create_operator(PRINTED_OPERATOR.0, &hash).await?;
    Ok(())
}

/// The owner's own, as the office would take them.
async fn pictures(store: &Store) -> Result<(), StoreError> {
    let (_, owner, _) = PRINTED_SIGN_IN;
    let account = store.account_for_sign_in(TEA, owner).await?.ok_or(StoreError::NotFound)?;
    let session = store.start_session(TEA, &account.id).await?;
    for (kind, file) in [
        (PictureKind::Logo, include_bytes!("../demo/logo.png").as_slice()),
        (PictureKind::Banner, include_bytes!("../demo/banner.jpg").as_slice()),
    ] {
        let picture =
            unpack(kind, file.to_vec()).await.map_err(|_| StoreError::Corrupt("a picture of the demo"))?;
        store.change_picture(&session, kind, Some(picture)).await?;
    }
    store.end_session(&session).await
}

async fn products(store: &Store) -> Result<(), StoreError> {
    let terms = [
        "憑券可兌換指定商品乙份，不找零、不兌換現金。",
        "請於結帳前出示 QR 碼，由店員掃描核銷。",
        "門市營業時間以現場公告為準。",
    ];
    let product = |number: u32, code: &str, kind, name: &str, face_value| NewProduct {
        merchant: TEA,
        number: ProductNumber(number),
        code: code.to_owned(),
        own_number: format!("T{number:03}"),
        kind,
        name: name.to_owned(),
        face_value,
        terms: terms.iter().map(|line| (*line).to_owned()).collect(),
        on_shelf: true,
        redeeming_branches: None,
        open_to: Vec::new(),
        policies: ProofPolicies::DEFAULT,
    };
    let tea = NewProduct {
        open_to: vec![BAKERY],
        ..product(1, "VAA00001", TicketKind::Paid, "經典珍珠奶茶提貨券", 75)
    };
    store.create_product(tea).await?;
    store.create_product(product(2, "VAA00002", TicketKind::Paid, "冷泡茶十杯暢飲券", 60)).await?;
    store.create_product(product(3, "CAA00001", TicketKind::Gift, "生日手作杯贈品券", 0)).await?;
    let mut limited = product(4, "VAA00003", TicketKind::Paid, "永康店限定下午茶套餐券", 350);
    limited.redeeming_branches = Some(vec![branch("001")?]);
    limited.policies.typed = ProofPolicy::Refuse;
    store.create_product(limited).await
}

/// As the owner would write them.
async fn desk_notes(store: &Store) -> Result<(), StoreError> {
    let (_, owner, _) = PRINTED_SIGN_IN;
    let account = store.account_for_sign_in(TEA, owner).await?.ok_or(StoreError::NotFound)?;
    let session = store.start_session(TEA, &account.id).await?;
    for (code, note) in
        [("VAA00002", "可加價 10 元升級大杯"), ("VAA00003", "含酒精飲品：18 歲以上，請出示證件")]
    {
        let note = DeskNote::parse(note).ok_or(StoreError::Corrupt("a note of the demo"))?;
        store.change_desk_note(&session, code, &note).await?;
    }
    store.end_session(&session).await
}

async fn tickets(store: &Store) -> Result<Vec<IssuedOrder>, StoreError> {
    let today = store.now().day();
    let line = |number, kind, face_value, tickets, units| NewLine {
        product: ProductNumber(number),
        kind,
        face_value: Dollars(face_value),
        tickets,
        units,
        usable_from: None,
        usable_until: None,
    };
    let gift = |until: Day| NewLine { usable_until: Some(until), ..line(3, TicketKind::Gift, 0, 1, 1) };
    let later = NewLine { usable_from: Some(today.plus_days(14)), ..line(1, TicketKind::Paid, 75, 1, 1) };
    let order = |name: &str, number: &str, email: &str, lines| NewOrder {
        form: domain::print::TicketForm::Electronic,
        purchaser_address: String::new(),
        merchant_order_no: Some(number.to_owned()),
        gift_order_no: None,
        purchaser_name: name.to_owned(),
        purchaser_phone: "0912345678".to_owned(),
        purchaser_email: email.to_owned(),
        language: "zh-Hant-TW".to_owned(),
        lines,
    };
    let orders = vec![
        order(
            "王小明",
            "DEMO0001",
            "wang@example.com",
            vec![
                line(1, TicketKind::Paid, 75, 3, 1),
                line(2, TicketKind::Paid, 60, 1, 10),
                gift(today.plus_days(60)),
                later,
                line(4, TicketKind::Paid, 350, 1, 1),
            ],
        ),
        order("陳怡君", "DEMO0002", "chen@example.com", vec![line(1, TicketKind::Paid, 75, 2, 1)]),
    ];
    store.issue(TEA, "demo", orders).await.map(|(_, issued)| issued)
}

fn branch(number: &str) -> Result<BranchNumber, StoreError> {
    BranchNumber::parse(number).map_err(|_| StoreError::Corrupt("branch"))
}
