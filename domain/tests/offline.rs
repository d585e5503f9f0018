//! The verdict without network (RULES §3, offline) against a small model of it, and its bounds one by one.
#![cfg(test)]

use domain::calendar::{Day, Instant};
use domain::code::issuer_key::{IssuerKey, IssuerKeys};
use domain::code::layout::{Claims, Locator};
use domain::code::link::link;
use domain::code::sign::{IssuerSecret, holder_message, living};
use domain::code::step::Step;
use domain::hours::Hours;
use domain::identity::{AttemptId, DeskPhoneId, MerchantNumber, ProductNumber};
use domain::offline::judge::{
    Known, Listed, OfflineProduct, OfflineVerdict, Snapshot, Unchecked, Wish, judge,
};
use domain::offline::limits::{OfflineLimits, Spent};
use domain::offline::scan::{DeskPhoneKey, OfflineScan};
use domain::proof::ProofPolicy;
use domain::refusal::RefusalCode;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;

/// A whole minute, as statements count them.
const NOW: Instant = Instant(1_795_000_020_000);
const MERCHANT: MerchantNumber = MerchantNumber(1_000_001);

fn issuer() -> IssuerSecret {
    IssuerSecret::new(7, &[7; 32])
}

fn keys() -> IssuerKeys {
    let trusted_until = NOW.plus_seconds(86_400);
    IssuerKeys::new(vec![IssuerKey { id: 7, public: issuer().public(), trusted_until, revoked_at: None }])
}

fn claims(remaining: u8) -> Claims {
    Claims {
        key: 7,
        merchant: MERCHANT,
        product: ProductNumber(1),
        locator: Locator([9; 8]),
        generation: 2,
        remaining,
        usable_from: None,
        usable_until: None,
    }
}

fn snapshot() -> Snapshot {
    Snapshot {
        hours: Hours::ALWAYS,
        merchant: MERCHANT,
        head_office: false,
        whole: true,
        heard_at: NOW,
        products: vec![OfflineProduct {
            merchant: MERCHANT,
            product: ProductNumber(1),
            barred: None,
            face_value: 200,
            living: ProofPolicy::Accept,
            moment: ProofPolicy::Accept,
            printed: ProofPolicy::Confirm,
            limits: OfflineLimits::DEFAULT,
        }],
    }
}

/// A living code of this half minute plus `steps`, with a statement so many hours old.
fn living_link(claims: &Claims, steps: i64, hours: i64, wanted: u8) -> String {
    let holder = SigningKey::from_slice(&[5; 32]).expect("a scalar");
    let point = holder.verifying_key().to_sec1_point(true);
    let key: [u8; 33] = point.as_bytes().try_into().expect("compressed");
    let statement = issuer().statement(claims, NOW.plus_seconds(-hours * 3_600).code_minutes(), &key);
    let step = Step(u32::try_from(i64::from(Step::at(NOW).0) + steps).expect("a step"));
    let signature: Signature = holder.sign(&holder_message(&statement, wanted, step));
    link("https://p.tw", &living(&statement, wanted, step, &signature.to_bytes().into()))
}

fn ask(code: &str, snapshot: &Snapshot, known: &Known, wish: Wish) -> OfflineVerdict {
    judge(code, &keys(), snapshot, known, wish, NOW)
}

fn refused(verdict: OfflineVerdict) -> RefusalCode {
    let OfflineVerdict::Refuse(code) = verdict else { panic!("not refused: {verdict:?}") };
    code
}

fn unchecked(verdict: OfflineVerdict) -> Vec<Unchecked> {
    let OfflineVerdict::Take(taken) = verdict else { panic!("not taken: {verdict:?}") };
    taken.unchecked
}

#[test]
fn the_bands_of_the_clock() {
    for (steps, expected) in [
        (-10, Some(vec![Unchecked::Clock])),
        (-3, Some(vec![Unchecked::Clock])),
        (-2, Some(vec![])),
        (1, Some(vec![])),
        (2, Some(vec![Unchecked::Clock])),
        (10, Some(vec![Unchecked::Clock])),
        (11, None),
        (-11, None),
    ] {
        let verdict =
            ask(&living_link(&claims(1), steps, 1, 0), &snapshot(), &Known::default(), Wish::default());
        match expected {
            Some(names) => assert_eq!(unchecked(verdict), names, "{steps}"),
            None => assert_eq!(refused(verdict), RefusalCode::ClockWrong, "{steps}"),
        }
    }
    let set_back = Snapshot { heard_at: NOW.plus_seconds(600), ..snapshot() };
    let verdict = ask(&living_link(&claims(1), 0, 1, 0), &set_back, &Known::default(), Wish::default());
    assert_eq!(refused(verdict), RefusalCode::ClockWrong);
}

#[test]
fn the_age_of_a_statement() {
    for (hours, expected) in [
        (24, Ok(vec![])),
        (25, Ok(vec![Unchecked::Statement])),
        (72, Ok(vec![Unchecked::Statement])),
        (73, Err(RefusalCode::StatementTooOld)),
    ] {
        let verdict =
            ask(&living_link(&claims(1), 0, hours, 0), &snapshot(), &Known::default(), Wish::default());
        match expected {
            Ok(names) => assert_eq!(unchecked(verdict), names, "{hours}"),
            Err(code) => assert_eq!(refused(verdict), code, "{hours}"),
        }
    }
}

#[test]
fn paper_needs_the_whole_list_and_a_second_look() {
    let code = link("https://p.tw", &issuer().printed(&claims(1)));
    let asked = ask(&code, &snapshot(), &Known::default(), Wish::default());
    assert!(matches!(asked, OfflineVerdict::Ask { left: 1, .. }));
    let wish = Wish { quantity: Some(1), confirmed: true };
    assert_eq!(unchecked(ask(&code, &snapshot(), &Known::default(), wish)), [Unchecked::Paper]);
    let part = Snapshot { whole: false, ..snapshot() };
    assert_eq!(refused(ask(&code, &part, &Known::default(), wish)), RefusalCode::NeedsNetwork);
}

/// 19:07 in Taipei.
#[test]
fn an_account_has_its_hours_without_network_too() {
    let code = living_link(&claims(1), 0, 1, 0);
    let at = |hours: &str| Snapshot { hours: Hours::parse(hours).expect("hours"), ..snapshot() };
    let said = |hours| ask(&code, &at(hours), &Known::default(), Wish::default());
    assert_eq!(unchecked(said("1234567 09:00-22:00")), []);
    assert_eq!(refused(said("1234567 09:00-19:07")), RefusalCode::OutsideHours);
}

#[test]
fn whose_ticket_and_which_day() {
    let moment = |claims: &Claims| link("https://p.tw", &issuer().moment(claims, Step::at(NOW)));
    let said = |claims: &Claims, snapshot: &Snapshot| {
        ask(&moment(claims), snapshot, &Known::default(), Wish::default())
    };
    let other = Claims { merchant: MerchantNumber(1_000_009), ..claims(1) };
    assert_eq!(refused(said(&other, &snapshot())), RefusalCode::OtherMerchant);
    let new = Claims { product: ProductNumber(8), ..claims(1) };
    assert_eq!(refused(said(&new, &snapshot())), RefusalCode::NeedsNetwork);
    let mut barred = snapshot();
    barred.products[0].barred = Some(RefusalCode::BranchNotListed);
    assert_eq!(refused(said(&claims(1), &barred)), RefusalCode::BranchNotListed);
    let gone = Claims { usable_until: Some(NOW.day().minus_days(1)), ..claims(1) };
    assert_eq!(refused(said(&gone, &snapshot())), RefusalCode::Expired);
    let early = Claims { usable_from: Some(NOW.day().plus_days(1)), ..claims(1) };
    assert_eq!(refused(said(&early, &snapshot())), RefusalCode::NotYetUsable);
    let last = Claims { usable_until: Some(NOW.day()), ..claims(1) };
    assert!(matches!(said(&last, &snapshot()), OfflineVerdict::Take(_)));
    assert_eq!(
        refused(ask("63OV 12345", &snapshot(), &Known::default(), Wish::default())),
        RefusalCode::NotOurs
    );
    let day: Day = NOW.day();
    assert!(day.start() <= NOW);
}

#[test]
fn a_phone_signs_every_field_of_a_scan() {
    let key = SigningKey::from_slice(&[3; 32]).expect("a scalar");
    let public = domain::hexadecimal::hex(key.verifying_key().to_sec1_point(true).as_bytes());
    let public = DeskPhoneKey::parse(&public).expect("a key");
    let scan = OfflineScan {
        phone: DeskPhoneId::parse("phone-1").expect("a name"),
        number: 1,
        attempt: AttemptId::parse("attempt-1").expect("a name"),
        code: "HTTPS://P.TW/R/11".to_owned(),
        units: 1,
        scanned_at: NOW,
        ahead: -3,
        heard_at: NOW,
        unchecked: 2,
    };
    let signature: Signature = key.sign(&scan.message(MERCHANT));
    let signature: [u8; 64] = signature.to_bytes().into();
    assert!(public.has_signed(&scan, MERCHANT, &signature));
    let changed = [
        OfflineScan { phone: DeskPhoneId::parse("phone-2").expect("a name"), ..scan.clone() },
        OfflineScan { number: 2, ..scan.clone() },
        OfflineScan { attempt: AttemptId::parse("attempt-2").expect("a name"), ..scan.clone() },
        OfflineScan { code: "HTTPS://P.TW/R/12".to_owned(), ..scan.clone() },
        OfflineScan { units: 2, ..scan.clone() },
        OfflineScan { scanned_at: NOW.plus_seconds(1), ..scan.clone() },
        OfflineScan { ahead: -4, ..scan.clone() },
        OfflineScan { heard_at: NOW.plus_seconds(1), ..scan.clone() },
        OfflineScan { unchecked: 3, ..scan.clone() },
    ];
    assert!(changed.iter().all(|other| !public.has_signed(other, MERCHANT, &signature)));
    assert!(!public.has_signed(&scan, MerchantNumber(1_000_002), &signature));
}

#[derive(Debug, Clone)]
struct Case {
    remaining: u8,
    listed: Option<(u8, u32)>,
    queued: u32,
    step_queued: bool,
    spent: u32,
    quantity: Option<u32>,
    confirmed: bool,
    minutes: i64,
    limits: (u32, i64, u32),
}

/// The same in plain words; the first "no" counts.
fn model(case: &Case) -> Result<(bool, u32), RefusalCode> {
    let stated = u32::from(case.remaining);
    let left = match case.listed {
        Some((generation, _)) if generation > 2 => return Err(RefusalCode::CodeRenewed),
        Some((2, left)) => stated.min(left),
        Some(_) | None => stated,
    };
    if left == 0 {
        return Err(RefusalCode::SpentAsListed);
    }
    if case.queued >= left {
        return Err(RefusalCode::AlreadyQueued);
    }
    let free = left - case.queued;
    let units = case.quantity.unwrap_or(1);
    if units == 0 || units > free {
        return Err(RefusalCode::NotEnoughLeft);
    }
    if case.step_queued {
        return Err(RefusalCode::CodeAlreadyPresented);
    }
    let (most, money, minutes) = case.limits;
    if most == 0 || minutes == 0 {
        return Err(RefusalCode::NeedsNetwork);
    }
    if case.minutes > i64::from(minutes)
        || case.spent + units > most
        || i64::from(case.spent + units) * 200 > money
    {
        return Err(RefusalCode::OfflineBudgetSpent);
    }
    Ok((case.quantity.is_none() && free > 1 && !case.confirmed, units))
}

prop_compose! {
    fn case()(
        remaining in 0_u8..6,
        listed in proptest::option::of((1_u8..4, 0_u32..6)),
        queued in 0_u32..3,
        step_queued in proptest::bool::weighted(0.1),
        spent in 0_u32..12,
        quantity in proptest::option::of(0_u32..6),
        confirmed in any::<bool>(),
        minutes in 0_i64..200,
        limits in (0_u32..12, 0_i64..3_000, 0_u32..300),
    ) -> Case {
        Case { remaining, listed, queued, step_queued, spent, quantity, confirmed, minutes, limits }
    }
}

proptest! {
    #[test]
    fn the_verdict_is_that_of_the_model(case in case()) {
        let mut snapshot = snapshot();
        snapshot.heard_at = NOW.plus_seconds(-case.minutes * 60);
        let (units, money, minutes) = case.limits;
        snapshot.products[0].limits = OfflineLimits { units, money, minutes, statement_hours: 72 };
        let known = Known {
            listed: case.listed.map(|(generation, left)| Listed { generation, left }),
            queued: case.queued,
            step_queued: case.step_queued,
            spent: Spent { units: case.spent, money: i64::from(case.spent) * 200 },
        };
        let code = link("https://p.tw", &issuer().moment(&claims(case.remaining), Step::at(NOW)));
        let wish = Wish { quantity: case.quantity, confirmed: case.confirmed };
        let verdict = ask(&code, &snapshot, &known, wish);
        let said = match &verdict {
            OfflineVerdict::Take(taken) => Ok((false, taken.units)),
            OfflineVerdict::Ask { taken, .. } => Ok((true, taken.units)),
            OfflineVerdict::Refuse(code) => Err(*code),
        };
        prop_assert_eq!(said, model(&case));
        if let OfflineVerdict::Take(taken) = verdict {
            let old = case.minutes > 15;
            prop_assert_eq!(taken.unchecked.contains(&Unchecked::Elsewhere), old);
            prop_assert_eq!(taken.money, i64::from(taken.units) * 200);
        }
    }

    #[test]
    fn no_text_is_taken_or_panics(text in "\\PC{0,80}") {
        let _ = refused(ask(&text, &snapshot(), &Known::default(), Wish::default()));
    }
}
