//! The form of `vectors/codes.json` (docs/CODES.md, vectors), and the fixed secrets that everything in it is made
//! with. Signatures are deterministic on both sides, so the file is the same on every machine.

mod list;

pub use list::file;

use domain::calendar::{Day, Instant};
use domain::code::crockford;
use domain::code::issuer_key::{IssuerKey, IssuerKeys};
use domain::code::layout::{Claims, Locator};
use domain::code::sign::{IssuerSecret, holder_message, living};
use domain::code::step::Step;
use domain::code::{Presented, verify};
use domain::identity::{MerchantNumber, ProductNumber};
use domain::proof::ProofLevel;
use domain::refusal::{Refusal, RefusalCode};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The link before the code: 21 characters.
pub const PREFIX: &str = "HTTPS://PIAOJIA.TW/R/";

/// Lists of issuer keys, by name.
pub type KeyLists = BTreeMap<String, Vec<Key>>;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Where the form of this file is described.
    pub about: String,
    /// What the codes were signed with.
    pub secrets: Secrets,
    /// Issuer keys as verifiers know them.
    pub key_lists: KeyLists,
    /// Signed codes.
    pub vectors: Vec<Vector>,
    /// Typed codes.
    pub redemption_codes: Vec<Typed>,
}

/// Secrets in hexadecimal: Ed25519 seeds by key number, P-256 scalars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// By the number that codes carry.
    pub issuer: BTreeMap<u8, String>,
    /// The holder's.
    pub holder: String,
}

/// One issuer key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The number that codes carry.
    pub id: u8,
    /// Ed25519 public key, hexadecimal.
    pub public: String,
    /// Codes made with it count until then.
    pub trusted_until_ms: i64,
    /// When it leaked.
    pub revoked_at_ms: Option<i64>,
}

/// One code and what becomes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// What is special about it.
    pub name: String,
    /// The whole text of the QR.
    pub text: String,
    /// The verifier's clock.
    pub now_ms: i64,
    /// Name of the list of keys that the verifier has.
    pub keys: String,
    /// What steps 1–6 answer, the merchant of step 4 being taken as ours.
    pub expect: Expect,
}

/// `{"ok": {…}}` or `{"refusal": "…"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// Passed.
    Ok(Shown),
    /// Refused.
    Refusal(RefusalCode),
}

/// What a code that passed says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// How the ticket was shown.
    pub proof: ProofLevel,
    /// Number of the issuer key.
    pub key: u8,
    /// 商店代號
    pub merchant: MerchantNumber,
    /// Number of the product within its merchant.
    pub product: ProductNumber,
    /// The ticket, 13 characters of base32.
    pub locator: String,
    /// Generation of its codes.
    pub generation: u8,
    /// Units left when the code was made.
    pub remaining: u8,
    /// 可使用日期
    pub usable_from: Option<Day>,
    /// 贈品券到期日
    pub usable_until: Option<Day>,
    /// The half minute; a printed code has none.
    pub step: Option<u32>,
    /// Units the holder chose; only a living code has them.
    pub wanted: Option<u8>,
}

/// One typed code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// As somebody typed it.
    pub typed: String,
    /// The one form that is looked up; nothing if it is not ours.
    pub reads_as: Option<String>,
}

impl From<Presented> for Shown {
    fn from(presented: Presented) -> Self {
        let claims = presented.claims;
        Self {
            proof: presented.proof,
            key: claims.key,
            merchant: claims.merchant,
            product: claims.product,
            locator: claims.locator.to_text(),
            generation: claims.generation,
            remaining: claims.remaining,
            usable_from: claims.usable_from,
            usable_until: claims.usable_until,
            step: presented.step.map(|step| step.0),
            wanted: presented.wanted,
        }
    }
}

/// What `verify` answers, in the form of the file.
pub fn outcome(text: &str, keys: &[Key], now: Instant) -> Expect {
    let keys = keys.iter().map(|key| IssuerKey {
        id: key.id,
        public: unhex(&key.public),
        trusted_until: Instant(key.trusted_until_ms),
        revoked_at: key.revoked_at_ms.map(Instant),
    });
    match verify(text, &IssuerKeys::new(keys.collect()), |_| Ok(()), now) {
        Ok(presented) => Expect::Ok(presented.into()),
        Err(refusal) => Expect::Refusal(refusal.code()),
    }
}

/// 2026/11/21 12:00:07 in Taipei, seven seconds into a half minute.
pub const NOW: Instant = Instant(1_795_233_607_000);

/// The half minute that runs at [`NOW`], or one `ahead` of it.
pub fn step(ahead: i32) -> Step {
    Step(Step::at(NOW).0.saturating_add_signed(ahead))
}

/// The seed of issuer key `id`: its number 32 times.
pub fn issuer(id: u8) -> IssuerSecret {
    IssuerSecret::new(id, &[id; 32])
}

/// The holder's key.
pub fn holder() -> SigningKey {
    SigningKey::from_slice(&[0x42; 32]).expect("a scalar")
}

/// What the issuer states in all codes of the file.
pub fn claims() -> Claims {
    Claims {
        key: 7,
        merchant: MerchantNumber(1_000_001),
        product: ProductNumber(42),
        locator: Locator([0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]),
        generation: 3,
        remaining: 5,
        usable_from: Day::new(2026, 11, 21),
        usable_until: Day::new(2027, 3, 31),
    }
}

/// The public key of a holder as statements carry it.
pub fn public_of(holder: &SigningKey) -> [u8; 33] {
    holder.verifying_key().to_sec1_point(true).as_bytes().try_into().expect("33 bytes")
}

/// A living code: the issuer's statement, made an hour ago, and the holder's words on it.
pub fn living_code(
    secret: &IssuerSecret,
    claims: &Claims,
    holder: &SigningKey,
    wanted: u8,
    step: Step,
) -> String {
    let made_at = NOW.plus_seconds(-3600).code_minutes();
    let statement = secret.statement(claims, made_at, &public_of(holder));
    let signature: Signature = holder.sign(&holder_message(&statement, wanted, step));
    living(&statement, wanted, step, &signature.to_bytes().into())
}

/// One code of each kind, all well at [`NOW`].
pub fn one_of_each() -> [String; 3] {
    let secret = issuer(7);
    [
        secret.printed(&claims()),
        secret.moment(&claims(), step(0)),
        living_code(&secret, &claims(), &holder(), 2, step(0)),
    ]
}

/// The lists of keys that the vectors name.
pub fn key_lists() -> KeyLists {
    let key = |id: u8| Key {
        id,
        public: hex(&issuer(id).public()),
        trusted_until_ms: NOW.plus_seconds(366 * 86_400).0,
        revoked_at_ms: None,
    };
    let revoked = |at: Instant| Key { revoked_at_ms: Some(at.0), ..key(7) };
    let trusted_until = |at: Instant| Key { trusted_until_ms: at.0, ..key(7) };
    let lists = [
        ("current", vec![key(7), key(9)]),
        ("none", vec![]),
        ("others", vec![key(9)]),
        ("swapped", vec![Key { public: key(9).public, ..key(7) }]),
        ("revoked just now", vec![revoked(NOW), key(9)]),
        ("revoked soon", vec![revoked(NOW.plus_seconds(1)), key(9)]),
        ("trusted until now", vec![trusted_until(NOW)]),
        ("trusted until a second ago", vec![trusted_until(NOW.plus_seconds(-1))]),
    ];
    lists.into_iter().map(|(name, keys)| (name.to_owned(), keys)).collect()
}

/// A code's bytes, changed, as a code again.
pub fn changed(code: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = crockford::decode(code).expect("a code");
    change(&mut bytes);
    crockford::encode(&bytes)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let byte = |at: usize| text.get(2 * at..2 * at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    assert_eq!(text.len(), 2 * LENGTH, "{text}");
    std::array::from_fn(|at| byte(at).expect("hexadecimal"))
}

/// Shorthand for a refusal of the file.
pub fn refused(refusal: Refusal) -> Expect {
    Expect::Refusal(refusal.code())
}
