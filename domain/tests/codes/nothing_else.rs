//! What is signed is read, and nothing else is: no code with a changed, missing or borrowed part.

use crate::code_vectors::{
    Expect, Key, NOW, PREFIX, changed, claims, holder, issuer, key_lists, living_code, one_of_each, outcome,
    public_of, refused, step,
};
use domain::calendar::{Day, Instant};
use domain::code::crockford;
use domain::code::issuer_key::{IssuerKey, IssuerKeys};
use domain::code::layout::{Claims, CodeKind, Locator, STATEMENT_LENGTH};
use domain::code::link::link;
use domain::code::redemption_code::RedemptionCode;
use domain::code::sign::IssuerSecret;
use domain::code::step::Step;
use domain::code::{authenticate, claimed, verify};
use domain::identity::{MerchantNumber, ProductNumber};
use domain::proof::ProofLevel;
use domain::refusal::Refusal;
use p256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;

fn current() -> Vec<Key> {
    key_lists().remove("current").expect("the list")
}

/// The key that made the codes; made once, for what is tried thousands of times.
fn keys() -> IssuerKeys {
    let public = issuer(7).public();
    IssuerKeys::new(vec![IssuerKey { id: 7, public, trusted_until: Instant(i64::MAX), revoked_at: None }])
}

fn refusal(code: &str, keys: &IssuerKeys) -> Option<Refusal> {
    verify(&format!("{PREFIX}{code}"), keys, |_| Ok(()), NOW).err()
}

#[test]
fn lengths_are_exact() {
    let lengths = one_of_each().map(|code| code.len());
    assert_eq!(lengths, [141, 148, 311]);
    assert_eq!(CodeKind::ALL.iter().map(|kind| kind.length()).collect::<Vec<_>>(), [88, 92, 194]);
    assert_eq!(PREFIX.len(), 21);
    let links = one_of_each().map(|code| link("https://piaojia.tw", &code));
    assert_eq!(links.each_ref().map(String::len), [162, 169, 332]);
    for (text, code) in links.iter().zip(one_of_each()) {
        assert_eq!(*text, format!("{PREFIX}{code}"));
        let alphanumeric =
            |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" $%*+-./:".contains(&byte);
        assert!(text.bytes().all(alphanumeric), "not for QR alphanumeric mode: {text}");
    }
}

/// Bytes of a code of this kind, by who notices that they were changed.
fn guardian(kind: CodeKind, byte: usize) -> Refusal {
    match (kind, byte) {
        (_, 0) => Refusal::NotOurs,
        (_, 1) => Refusal::KeyUnknown,
        (CodeKind::Living, STATEMENT_LENGTH..) => Refusal::HolderSignatureWrong,
        (CodeKind::Printed | CodeKind::Moment | CodeKind::Living, _) => Refusal::Forged,
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let keys = keys();
    for (kind, code) in CodeKind::ALL.iter().zip(one_of_each()) {
        assert_eq!(refusal(&code, &keys), None, "{kind:?}");
        for bit in 0..kind.length() * 8 {
            let flipped = changed(&code, |bytes| bytes[bit / 8] ^= 0x80 >> (bit % 8));
            let expected = guardian(*kind, bit / 8);
            assert_eq!(refusal(&flipped, &keys), Some(expected), "{kind:?}, bit {bit}");
        }
    }
}

/// Every other symbol of the alphabet at every place, and what people and scanners put for it.
#[test]
fn every_changed_character_is_refused() {
    let keys = keys();
    for (kind, code) in CodeKind::ALL.iter().zip(one_of_each()) {
        for (at, original) in code.char_indices() {
            let others = crockford::ALPHABET.iter().map(|symbol| char::from(*symbol));
            for other in others.chain("ILOU -/".chars()).chain([original.to_ascii_lowercase()]) {
                if other == original {
                    continue;
                }
                let text = format!("{}{other}{}", &code[..at], &code[at + 1..]);
                assert!(refusal(&text, &keys).is_some(), "{kind:?}, {other} at {at}");
            }
        }
    }
}

#[test]
fn missing_doubled_and_swapped_characters_are_refused() {
    let keys = keys();
    for (kind, code) in CodeKind::ALL.iter().zip(one_of_each()) {
        for at in 0..code.len() {
            let missing = format!("{}{}", &code[..at], &code[at + 1..]);
            let doubled = format!("{}{}", &code[..=at], &code[at..]);
            assert_eq!(refusal(&missing, &keys), Some(Refusal::NotOurs), "{kind:?} without {at}");
            assert_eq!(refusal(&doubled, &keys), Some(Refusal::NotOurs), "{kind:?} with {at} twice");
            let mut swapped = code.clone().into_bytes();
            swapped.swap(at, (at + 1) % code.len());
            let swapped = String::from_utf8(swapped).expect("ASCII");
            assert_eq!(refusal(&swapped, &keys).is_some(), swapped != code, "{kind:?}, {at} swapped");
        }
    }
}

/// No stretch of a code, given the first byte of any kind, or the whole head of that kind, is a code.
#[test]
fn no_part_of_a_code_is_a_code_of_another_kind() {
    let keys = keys();
    for (kind, code) in CodeKind::ALL.iter().zip(one_of_each()) {
        let bytes = crockford::decode(&code).expect("a code");
        for other in CodeKind::ALL {
            for begin in 0..bytes.len() {
                let mut part: Vec<u8> = bytes.iter().copied().skip(begin).collect();
                part.resize(other.length(), 0);
                if part == bytes {
                    continue;
                }
                let mut renamed = part.clone();
                renamed[0] = other.first_byte();
                let mut head_kept = [&bytes[..24], &part[24..]].concat();
                head_kept[0] = other.first_byte();
                for candidate in [part, renamed, head_kept].iter().filter(|candidate| **candidate != bytes) {
                    let text = crockford::encode(candidate);
                    assert!(refusal(&text, &keys).is_some(), "{kind:?} from {begin} as {other:?}");
                }
            }
        }
        for end in 0..code.len() {
            assert_eq!(refusal(&code[..end], &keys), Some(Refusal::NotOurs), "{kind:?} up to {end}");
        }
    }
}

/// The issuer's signatures of two codes of one ticket cannot change places, within a kind or across kinds.
#[test]
fn signatures_stay_with_what_they_sign() {
    let keys = keys();
    let second = Claims { remaining: 4, ..claims() };
    let secret = issuer(7);
    let codes = [
        one_of_each(),
        [
            secret.printed(&second),
            secret.moment(&second, step(1)),
            living_code(&secret, &second, &holder(), 1, step(1)),
        ],
    ]
    .concat();
    let bytes: Vec<_> = codes.iter().map(|code| crockford::decode(code).expect("a code")).collect();
    let signature_at = |code: &[u8]| match code.len() {
        88 => 24,
        92 => 28,
        _ => 61,
    };
    for (to, target) in bytes.iter().enumerate() {
        for (from, source) in bytes.iter().enumerate().filter(|(from, _)| *from != to) {
            let mut mixed = target.clone();
            let (at, begin) = (signature_at(target), signature_at(source));
            mixed[at..at + 64].copy_from_slice(&source[begin..begin + 64]);
            assert_eq!(refusal(&crockford::encode(&mixed), &keys), Some(Refusal::Forged), "{from} in {to}");
        }
    }
}

/// A living code never carries what a typed code needs: nothing in it reads as a redemption code by itself, and the
/// redemption code's letters do not stand in it.
#[test]
fn a_link_is_no_redemption_code() {
    for code in one_of_each() {
        assert_eq!(RedemptionCode::parse(&code), None);
        assert_eq!(RedemptionCode::parse(&format!("{PREFIX}{code}")), None);
    }
}

/// ES256 has two signatures for each one (r, s) and (r, n − s). Both pass, on every platform; they stand for the same
/// ticket and the same half minute, of which the server takes one. So nobody may tell two uses apart by the bytes.
#[test]
fn the_twin_of_a_holders_signature_is_the_same_presentation() {
    let [_, _, code] = one_of_each();
    let twin = changed(&code, |bytes| {
        let signature = Signature::from_slice(&bytes[130..]).expect("a signature");
        let (r, s) = signature.split_scalars();
        let other = Signature::from_scalars(*r, -*s).expect("its twin");
        bytes[130..].copy_from_slice(&other.to_bytes());
    });
    assert_ne!(twin, code);
    let [first, second] = [&code, &twin].map(|code| outcome(&format!("{PREFIX}{code}"), &current(), NOW));
    assert_eq!(first, second);
    assert!(matches!(first, Expect::Ok(_)));
}

/// Step 4 speaks before 5 and 6, and is not asked before 1–3 have passed.
#[test]
fn the_merchant_is_asked_between_issuer_and_holder() {
    let [_, _, living] = one_of_each();
    let late = NOW.plus_seconds(3600);
    let other_merchant = |code: &str| {
        let mut asked = None;
        let accepts = |claims: &Claims| {
            asked = Some(claims.merchant);
            Err(Refusal::OtherMerchant)
        };
        let refusal = verify(&format!("{PREFIX}{code}"), &keys(), accepts, late).err();
        (asked, refusal)
    };
    let asked = Some(claims().merchant);
    assert_eq!(other_merchant(&living), (asked, Some(Refusal::OtherMerchant)));
    let holder_wrong = changed(&living, |bytes| bytes[193] ^= 1);
    assert_eq!(other_merchant(&holder_wrong), (asked, Some(Refusal::OtherMerchant)));
    let forged = changed(&living, |bytes| bytes[61] ^= 1);
    assert_eq!(other_merchant(&forged), (None, Some(Refusal::Forged)));
}

/// A day that two bytes cannot hold must not make a ticket usable which is not.
#[test]
fn days_out_of_range_err_to_the_safe_side() {
    let (early, late) = (Day::new(2019, 12, 31), Day::new(2199, 6, 7));
    let (first, last) = (Day::new(2020, 1, 1), Day::new(2199, 6, 5));
    for (usable_from, usable_until, reads_from, reads_until) in [
        (early, early, None, first),
        (late, late, last, None),
        (Day::new(2199, 6, 6), Day::new(2199, 6, 6), last, None),
        (first, first, first, first),
        (last, last, last, last),
    ] {
        let code = issuer(7).printed(&Claims { usable_from, usable_until, ..claims() });
        match outcome(&format!("{PREFIX}{code}"), &current(), NOW) {
            Expect::Ok(shown) => {
                assert_eq!((shown.usable_from, shown.usable_until), (reads_from, reads_until));
            }
            refusal @ Expect::Refusal(_) => panic!("{refusal:?}"),
        }
    }
}

fn some_day() -> impl Strategy<Value = Option<Day>> {
    proptest::option::of((0_u16..u16::MAX).prop_map(Day::from_code_days))
}

fn some_claims() -> impl Strategy<Value = Claims> {
    let names = (any::<u8>(), any::<u32>(), any::<u32>(), any::<[u8; 8]>());
    let facts = (any::<u8>(), any::<u8>(), some_day(), some_day());
    (names, facts).prop_map(
        |((key, merchant, product, locator), (generation, remaining, usable_from, usable_until))| Claims {
            key,
            merchant: MerchantNumber(merchant),
            product: ProductNumber(product),
            locator: Locator(locator),
            generation,
            remaining,
            usable_from,
            usable_until,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_was_signed_is_read(
        claims in some_claims(), seed in any::<[u8; 32]>(), scalar in any::<[u8; 32]>(),
        wanted in any::<u8>(), half_minute in 2_u32..u32::MAX - 2, minutes in any::<u32>(),
    ) {
        let secret = IssuerSecret::new(claims.key, &seed);
        let step = Step(half_minute);
        let now = Instant(step.end().0 - 1);
        let trusted_until = Instant(i64::MAX);
        let key = IssuerKey { id: claims.key, public: secret.public(), trusted_until, revoked_at: None };
        let keys = IssuerKeys::new(vec![key]);
        let holder = SigningKey::from_slice(&scalar);
        prop_assume!(holder.is_ok());
        let holder = holder.expect("a scalar");
        let statement = secret.statement(&claims, minutes, &public_of(&holder));
        let message = domain::code::sign::holder_message(&statement, wanted, step);
        let signature: Signature = p256::ecdsa::signature::Signer::sign(&holder, &message);
        let living = domain::code::sign::living(&statement, wanted, step, &signature.to_bytes().into());
        for (code, proof, step, wanted) in [
            (secret.printed(&claims), ProofLevel::Printed, None, None),
            (secret.moment(&claims, step), ProofLevel::Moment, Some(step), None),
            (living, ProofLevel::Living, Some(step), Some(wanted)),
        ] {
            let presented = verify(&link("http://10.0.0.7:8080", &code), &keys, |_| Ok(()), now);
            let presented = presented.map_err(|refusal| TestCaseError::fail(format!("{proof:?}: {refusal:?}")))?;
            prop_assert_eq!(presented.claims, claims);
            prop_assert_eq!((presented.proof, presented.step, presented.wanted), (proof, step, wanted));
        }
    }

    #[test]
    fn who_holds_the_secret_answers_as_everybody_else(
        claims in some_claims(), seed in any::<[u8; 32]>(), other in any::<[u8; 32]>(), half_minute in 2_u32..u32::MAX - 2,
        place in 0_usize..92, flip in any::<u8>(),
    ) {
        let secret = IssuerSecret::new(claims.key, &seed);
        let stranger = IssuerSecret::new(claims.key, &other);
        let step = Step(half_minute);
        let now = Instant(step.end().0 - 1);
        let key = IssuerKey { id: claims.key, public: secret.public(), trusted_until: Instant(i64::MAX), revoked_at: None };
        let keys = IssuerKeys::new(vec![key]);
        let mut bytes = crockford::decode(&secret.moment(&claims, step)).expect("a code");
        bytes[place] ^= flip;
        let forged = stranger.moment(&claims, step);
        for code in [crockford::encode(&bytes), forged] {
            let scanned = link("http://10.0.0.7:8080", &code);
            let everybody = authenticate(&scanned, &keys, now);
            let by_secret = |own| claimed(&scanned, &keys, now).and_then(|claimed| claimed.signed_by(own));
            prop_assert_eq!(&by_secret(&secret), &everybody);
            // Another secret of the same number is no reason to believe or to doubt.
            prop_assert_eq!(&by_secret(&stranger), &everybody);
        }
    }

    #[test]
    fn a_locator_reads_back_from_its_text_and_its_integer(bytes in any::<[u8; 8]>()) {
        let locator = Locator(bytes);
        prop_assert_eq!(Locator::parse(&locator.to_text()), Some(locator));
        prop_assert_eq!(Locator::from_integer(locator.to_integer()), locator);
    }

    #[test]
    fn no_text_passes_or_panics(text in "\\PC{0,400}", code in "[0-9A-HJKMNP-TV-Z]{0,320}", now in any::<i64>()) {
        let keys = current();
        prop_assert!(matches!(outcome(&text, &keys, Instant(now)), Expect::Refusal(_)));
        let linked = outcome(&format!("{PREFIX}{code}"), &keys, Instant(now));
        prop_assert!(matches!(linked, Expect::Refusal(_)));
    }

    #[test]
    fn no_bytes_of_the_right_length_and_kind_pass(kind in 0_usize..3, mut bytes in proptest::collection::vec(any::<u8>(), 194)) {
        let kind = CodeKind::ALL[kind];
        bytes.truncate(kind.length());
        bytes[0] = kind.first_byte();
        bytes[1] = 7;
        let text = format!("{PREFIX}{}", crockford::encode(&bytes));
        prop_assert_eq!(outcome(&text, &current(), NOW), refused(Refusal::Forged));
    }
}
