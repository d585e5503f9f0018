//! Signed codes under attack: whatever is scanned, what passes is one of the codes that were signed, word for word.
//! And what is signed anew, with whatever values at whatever time, passes as itself.
#![no_main]
#![allow(clippy::expect_used, clippy::panic, reason = "a target says no by panicking")]

use domain::calendar::{Day, Instant};
use domain::code::issuer_key::{IssuerKey, IssuerKeys};
use domain::code::layout::{Claims, CodeKind, Locator};
use domain::code::sign::{IssuerSecret, holder_message, living};
use domain::code::step::Step;
use domain::code::{Presented, authenticate, crockford, link, verify};
use domain::identity::{MerchantNumber, ProductNumber};
use domain::refusal::Refusal;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use std::sync::OnceLock;

/// Clock, keys and first ticket are those of `domain/vectors/codes.json`, whose codes are among the seeds.
const NOW: Instant = Instant(1_795_233_607_000);
const ISSUER: u8 = 7;
/// Length of a living code's last part, the holder's.
const HOLDER_PART: usize = 69;
/// Where a living code's holder's signature begins.
const HOLDER_SIGNATURE: usize = 130;

/// What the attacker has: a few honest codes, of two tickets, and what they say.
struct Honest {
    codes: Vec<(Vec<u8>, Presented)>,
    keys: IssuerKeys,
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        only_honest_codes_pass(text);
        only_honest_codes_pass(&link::link("https://piaojia.tw", text));
    }
    let mut input = Unstructured::new(bytes);
    // Signing takes a hundred times as long as refusing: so not for each input. Running out of input is no finding.
    if input.ratio(1, 8).unwrap_or(false) {
        let _ = what_is_signed_passes(&mut input);
    } else if let Ok(changed) = changed_code(&mut input) {
        only_honest_codes_pass(&link::link("https://piaojia.tw", &crockford::encode(&changed)));
    }
});

fn honest() -> &'static Honest {
    static HONEST: OnceLock<Honest> = OnceLock::new();
    HONEST.get_or_init(|| {
        let issuer = IssuerSecret::new(ISSUER, &[7; 32]);
        let first = Claims {
            key: ISSUER,
            merchant: MerchantNumber(1_000_001),
            product: ProductNumber(42),
            locator: Locator(*b"\x01\x23\x45\x67\x89\xab\xcd\xef"),
            generation: 3,
            remaining: 5,
            usable_from: Some(Day::from_code_days(2_516)),
            usable_until: Day::new(2027, 3, 31),
        };
        let second = Claims { locator: Locator([0x5a; 8]), remaining: 1, ..first };
        let now = Step::at(NOW);
        let texts = [first, second].into_iter().flat_map(|claims| {
            [
                issuer.printed(&claims),
                issuer.moment(&claims, now),
                living_code(&issuer, &claims, 2, now),
                living_code(&issuer, &claims, 1, Step(now.0 + 1)),
            ]
        });
        let texts: Vec<String> = texts.collect();
        let keys = known(&issuer);
        let presented = |text: &String| {
            verify(&link::link("https://piaojia.tw", text), &keys, |_| Ok(()), NOW).expect("an honest code")
        };
        let bytes = |text: &String| crockford::decode(text).expect("a code");
        let codes = texts.iter().map(|text| (bytes(text), presented(text))).collect();
        Honest { codes, keys }
    })
}

fn known(issuer: &IssuerSecret) -> IssuerKeys {
    let trusted_until = Instant(i64::MAX);
    let key = IssuerKey { id: issuer.id(), public: issuer.public(), trusted_until, revoked_at: None };
    IssuerKeys::new(vec![key])
}

fn living_code(issuer: &IssuerSecret, claims: &Claims, wanted: u8, step: Step) -> String {
    let holder = SigningKey::from_slice(&[0x42; 32]).expect("a scalar");
    let public = holder.verifying_key().to_sec1_point(true);
    let made_at = NOW.plus_seconds(-3600).code_minutes();
    let statement = issuer.statement(claims, made_at, public.as_bytes().try_into().expect("33 bytes"));
    let signature: Signature = holder.sign(&holder_message(&statement, wanted, step));
    living(&statement, wanted, step, &signature.to_bytes().into())
}

fn only_honest_codes_pass(scanned: &str) {
    let Honest { codes, keys } = honest();
    let Ok(authentic) = authenticate(scanned, keys, NOW) else { return };
    assert!(codes.iter().any(|(_, honest)| honest.claims == *authentic.claims()));
    if let Ok(presented) = authentic.admit(Ok(()), NOW) {
        let bytes = link::code_part(scanned).and_then(crockford::decode).expect("it was read");
        let source = codes.iter().find(|(code, _)| same_code(code, &bytes));
        assert_eq!(source.map(|(_, honest)| honest), Some(&presented));
    }
}

/// Byte for byte, but for the twin that each signature of a holder has (docs/CODES.md).
fn same_code(one: &[u8], other: &[u8]) -> bool {
    let normal = |code: &[u8]| {
        let signature = Signature::from_slice(code.get(HOLDER_SIGNATURE..)?).ok()?;
        Some(signature.normalize_s().to_bytes())
    };
    let before = |code: &[u8]| code.iter().copied().take(HOLDER_SIGNATURE).collect::<Vec<_>>();
    one.len() == other.len() && before(one) == before(other) && normal(one) == normal(other)
}

/// An honest code after a few changes: bytes set, flipped, swapped, taken from other codes, cut off or added.
fn changed_code(input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let codes = &honest().codes;
    let mut code = codes[input.choose_index(codes.len())?].0.clone();
    for _ in 0..input.int_in_range(1..=4)? {
        if code.is_empty() {
            break;
        }
        // The holder's part is a third of a living code and half of what matters.
        let first = if input.arbitrary()? { code.len().saturating_sub(HOLDER_PART) } else { 0 };
        let (at, byte) = (input.int_in_range(first..=code.len() - 1)?, input.arbitrary::<u8>()?);
        match input.int_in_range(0..=6)? {
            0 => code[at] = byte,
            1 => code[at] ^= 1 << (byte % 8),
            2 => {
                let with = input.choose_index(code.len())?;
                code.swap(at, with);
            }
            3 => code.truncate(at),
            4 => code.push(byte),
            5 => code[0] = CodeKind::ALL[usize::from(byte) % CodeKind::ALL.len()].first_byte(),
            _ => {
                let other = &codes[usize::from(byte) % codes.len()].0;
                let from = input.choose_index(other.len())?;
                let stretch = code.iter_mut().skip(at).zip(other.iter().skip(from));
                stretch.take(input.int_in_range(1..=64)?).for_each(|(to, from)| *to = *from);
            }
        }
    }
    Ok(code)
}

/// The positive side: the verifier finds what the signer meant, and only within its half minutes.
fn what_is_signed_passes(input: &mut Unstructured<'_>) -> Result<()> {
    let day =
        |input: &mut Unstructured<'_>| Ok(input.arbitrary::<Option<u16>>()?.filter(|day| *day != u16::MAX));
    let claims = Claims {
        key: input.arbitrary()?,
        merchant: MerchantNumber(input.arbitrary()?),
        product: ProductNumber(input.arbitrary()?),
        locator: Locator(input.arbitrary()?),
        generation: input.arbitrary()?,
        remaining: input.arbitrary()?,
        usable_from: day(input)?.map(Day::from_code_days),
        usable_until: day(input)?.map(Day::from_code_days),
    };
    let (step, wanted) = (Step(input.arbitrary()?), input.arbitrary()?);
    let near = step.end().plus_seconds(input.int_in_range(-150..=150)?);
    let now = if input.ratio(1, 4)? { Instant(input.arbitrary()?) } else { near };
    let issuer = IssuerSecret::new(claims.key, &[9; 32]);
    let keys = known(&issuer);
    let codes = [
        (issuer.printed(&claims), None, None),
        (issuer.moment(&claims, step), Some(step), None),
        (living_code(&issuer, &claims, wanted, step), Some(step), Some(wanted)),
    ];
    for (code, step, wanted) in codes {
        let steps_ahead = step.map_or(0, |step| i64::from(step.0) - i64::from(Step::at(now).0));
        match verify(&link::link("HTTP://10.0.0.7:80", &code), &keys, |_| Ok(()), now) {
            Ok(presented) => {
                assert!((-2..=1).contains(&steps_ahead));
                assert_eq!((presented.claims, presented.step, presented.wanted), (claims, step, wanted));
            }
            Err(Refusal::CodeTooOld) => assert!(steps_ahead < -2),
            Err(Refusal::CodeFromFuture) => assert!(steps_ahead > 1),
            Err(refusal) => panic!("{refusal:?}"),
        }
    }
    Ok(())
}
