//! Hands in the tables (CODES, event log): whatever they do before a signed head is found and named.

use crate::harness::{House, keyring, moment};
use crate::seal::{identity, look, verified};
use domain::calendar::Instant;
use domain::hexadecimal::{hex, unhex};
use domain::identity::MerchantNumber;
use domain::seal::{SealedEvent, SignedHead, chain_hash};
use sqlx::Row;
use store::StoreError;
use store::fixture::ISSUER;
use store::seal::FaultKind::{Altered, HeadDiffers, HeadForged, Inserted, Missing, Reordered};
use store::seal::{FaultKind, Verification};

on_both_engines!(
    altered_events_are_named,
    missing_ones_are_named,
    inserted_ones_are_named,
    reordered_ones_are_named,
    heads_that_do_not_match_are_named,
    a_tampered_chain_is_not_sealed_any_further,
);

/// A merchant whose log has six events of 11/6 and six of 11/7, sealed on their days.
struct Log {
    house: House,
    merchant: MerchantNumber,
    head_of_the_first_day: SignedHead,
}

type Found = Vec<(FaultKind, Option<u64>, Option<u64>)>;

pub async fn open_the_tables(house: &House) {
    let triggers: &[(&str, &str)] = if house.url.starts_with("sqlite:") {
        &[
            ("event_is_never_changed", ""),
            ("event_is_never_deleted", ""),
            ("event_seal_is_never_changed", ""),
            ("event_seal_is_never_deleted", ""),
        ]
    } else {
        &[("event_is_never_changed", "ON event"), ("event_seal_is_never_changed", "ON event_seal")]
    };
    for (trigger, table) in triggers {
        house.change(&format!("DROP TRIGGER {trigger} {table}")).await.expect("dropped");
    }
}

fn days() -> [Instant; 2] {
    [moment("2026-11-06", 14, 0, 0), moment("2026-11-07", 14, 0, 0)]
}

/// The `n`th event of a log: the second six are a day younger.
fn event(n: u64) -> String {
    identity(days()[usize::from(n > 6)], n)
}

impl Log {
    async fn make(house: &House, case: u32) -> Self {
        let merchant = MerchantNumber(2_000_000 + case);
        house
            .change(&format!(
                "INSERT INTO merchant (number, issuer_code, folded_issuer_code, name, responsible_person, tax_id,
                     address, service_phone, service_email, return_rights, guarantee_bank, guarantee_days, issue_open,
                     created_at)
                 SELECT {merchant}, 'T{case}', 'T{case}', name, responsible_person, 'T{case}', address, service_phone,
                     service_email, return_rights, guarantee_bank, guarantee_days, issue_open, created_at
                 FROM merchant WHERE number = {ISSUER}"
            ))
            .await
            .expect("a merchant");
        let mut heads = Vec::new();
        for (day, first) in days().into_iter().zip([1, 7]) {
            house.clock.set(day);
            look(house, merchant, day, first, 6).await;
            assert_eq!(house.store.seal(merchant, day).await.expect("sealed"), 6);
            heads.push(house.store.head(merchant).await.expect("a head"));
        }
        Self { house: house.clone(), merchant, head_of_the_first_day: heads.remove(0) }
    }

    /// Statements about this merchant's rows: `M` is the merchant, `E5` its fifth event.
    async fn tamper(&self, statements: &[&str]) {
        for statement in statements {
            let mut sql = statement.replace("$M", &self.merchant.to_string());
            for n in (1..=13).rev() {
                sql = sql.replace(&format!("$E{n}"), &format!("'{}'", event(n)));
            }
            self.house.change(&sql).await.expect(&sql);
        }
    }

    async fn hash_of(&self, number: u64) -> [u8; 32] {
        let sql =
            format!("SELECT hash FROM event_seal WHERE merchant = {} AND number = {number}", self.merchant);
        let rows = self.house.rows(&sql, |row| row.get::<String, _>(0)).await;
        unhex(rows.first().expect("a seal")).expect("a hash")
    }

    /// The hash that an event with this text in `account` would have as number `number`.
    async fn forged_hash(&self, number: u64, n: u64, account: Option<&str>, previous: [u8; 32]) -> [u8; 32] {
        let id = event(n);
        let sealed = SealedEvent {
            id: &id,
            kind: "number_shown",
            at: days()[usize::from(n > 6)].0,
            account,
            business_day: Some("2026-11-06"),
            ..SealedEvent::default()
        };
        chain_hash(&previous, self.merchant, number, &sealed.bytes())
    }

    /// Puts a seal where it likes, with an event that nobody wrote.
    async fn insert(&self, number: u64) {
        look(&self.house, self.merchant, days()[1], 13, 1).await;
        let previous = self.hash_of(number - 1).await;
        let hash = self.forged_hash(number, 13, None, previous).await;
        self.tamper(&[&format!(
            "INSERT INTO event_seal (merchant, number, event, hash, previous, sealed_at)
             VALUES ($M, {number}, $E13, '{}', '{}', {})",
            hex(&hash),
            hex(&previous),
            days()[1].0
        )])
        .await;
    }

    async fn found(&self) -> Found {
        let found = verified(&self.house, self.merchant).await;
        assert_eq!(found.fault_count, found.faults.len() as u64);
        named(&found)
    }
}

/// Faults with their events as numbers.
fn named(found: &Verification) -> Found {
    let number = |id: &String| (1..=13).find(|n| event(*n) == *id);
    found
        .faults
        .iter()
        .map(|fault| {
            (fault.kind, fault.number, fault.event.as_ref().map(|id| number(id).expect("one of ours")))
        })
        .collect()
}

fn fault(kind: FaultKind, number: u64, event: u64) -> (FaultKind, Option<u64>, Option<u64>) {
    (kind, Some(number), Some(event))
}

async fn altered_events_are_named(house: House) {
    open_the_tables(&house).await;
    let statements = [
        "UPDATE event SET account = 'x' WHERE merchant = $M AND id = $E5",
        "UPDATE event SET account = '' WHERE merchant = $M AND id = $E5",
        "UPDATE event SET at = at + 1 WHERE merchant = $M AND id = $E5",
        "UPDATE event SET amount = 0 WHERE merchant = $M AND id = $E5",
        "UPDATE event_seal SET hash = previous WHERE merchant = $M AND number = 5",
        "UPDATE event_seal SET previous = hash WHERE merchant = $M AND number = 5",
        "UPDATE event_seal SET hash = 'no hash' WHERE merchant = $M AND number = 5",
    ];
    for (case, statement) in (0..).zip(statements) {
        let log = Log::make(&house, case).await;
        assert!(log.found().await.is_empty());
        log.tamper(&[statement]).await;
        assert_eq!(log.found().await, [fault(Altered, 5, 5)], "{statement}");
    }
    // With a seal that fits the altered event, but not the seals after it.
    let log = Log::make(&house, 90).await;
    let previous = log.hash_of(4).await;
    let hash = hex(&log.forged_hash(5, 5, Some("x"), previous).await);
    let seal = format!("UPDATE event_seal SET hash = '{hash}' WHERE merchant = $M AND number = 5");
    log.tamper(&["UPDATE event SET account = 'x' WHERE merchant = $M AND id = $E5", &seal]).await;
    assert_eq!(log.found().await, [fault(Altered, 5, 5)]);
}

async fn missing_ones_are_named(house: House) {
    open_the_tables(&house).await;
    let log = Log::make(&house, 0).await;
    log.tamper(&["DELETE FROM event WHERE merchant = $M AND id IN ($E1, $E5, $E12)"]).await;
    assert_eq!(log.found().await, [fault(Missing, 1, 1), fault(Missing, 5, 5), fault(Missing, 12, 12)]);

    let log = Log::make(&house, 1).await;
    log.tamper(&["DELETE FROM event_seal WHERE merchant = $M AND number IN (1, 5)"]).await;
    assert_eq!(log.found().await, [fault(Missing, 1, 1), fault(Missing, 5, 5)], "the events are there still");

    let log = Log::make(&house, 2).await;
    log.tamper(&[
        "DELETE FROM event_seal WHERE merchant = $M AND number IN (4, 5)",
        "DELETE FROM event WHERE merchant = $M AND id IN ($E4, $E5)",
    ])
    .await;
    assert_eq!(log.found().await, [(Missing, Some(4), None), (Missing, Some(5), None)]);

    // The gap closed: the numbers behind it are others than were sealed.
    let log = Log::make(&house, 3).await;
    log.tamper(&[
        "DELETE FROM event_seal WHERE merchant = $M AND number = 5",
        "UPDATE event_seal SET number = -number WHERE merchant = $M AND number > 5",
        "UPDATE event_seal SET number = -number - 1 WHERE merchant = $M AND number < 0",
    ])
    .await;
    let heads = [(HeadDiffers, Some(6), None), (HeadDiffers, Some(12), None)];
    assert_eq!(log.found().await, [&[fault(Missing, 5, 5)], &heads[..]].concat());
}

async fn inserted_ones_are_named(house: House) {
    open_the_tables(&house).await;
    let log = Log::make(&house, 0).await;
    log.insert(13).await;
    assert_eq!(log.found().await, [fault(Inserted, 13, 13)], "behind the head");

    let log = Log::make(&house, 1).await;
    log.tamper(&[
        "UPDATE event_seal SET number = -number WHERE merchant = $M AND number > 4",
        "UPDATE event_seal SET number = 1 - number WHERE merchant = $M AND number < 0",
    ])
    .await;
    log.insert(5).await;
    let found = log.found().await;
    assert!(found.contains(&fault(Inserted, 5, 13)), "{found:?}");
    let others: Vec<_> = found.iter().filter(|fault| fault.0 != HeadDiffers).collect();
    assert_eq!(others.len(), 1, "{found:?}");

    // An event that says it happened two days ago.
    let log = Log::make(&house, 2).await;
    let late = Instant(days()[1].0 - 2 * 86_400_000);
    look(&house, log.merchant, late, 99, 1).await;
    let back_dated = |found: &Verification| {
        let faults = &found.faults;
        faults.len() == 1 && faults[0].kind == Inserted && faults[0].event == Some(identity(late, 99))
    };
    let found = verified(&house, log.merchant).await;
    assert!(back_dated(&found) && found.unsealed_count == 0, "{found:?}");
    assert_eq!(house.store.seal_all(log.merchant, days()[1]).await.expect("sealed"), 1);
    let found = verified(&house, log.merchant).await;
    assert!(back_dated(&found), "its seal does not make it younger: {found:?}");
}

async fn reordered_ones_are_named(house: House) {
    open_the_tables(&house).await;
    let swapped = [fault(Reordered, 4, 5), fault(Reordered, 5, 4)];
    let log = Log::make(&house, 0).await;
    log.tamper(&[
        "UPDATE event_seal SET event = 'away' WHERE merchant = $M AND number = 4",
        "UPDATE event_seal SET event = $E4 WHERE merchant = $M AND number = 5",
        "UPDATE event_seal SET event = $E5 WHERE merchant = $M AND number = 4",
    ])
    .await;
    assert_eq!(log.found().await, swapped, "events under each other's seals");

    let swap = |first: u64, second: u64| {
        [(first, 99), (second, first), (99, second)].map(|(from, to)| {
            format!("UPDATE event_seal SET number = {to} WHERE merchant = $M AND number = {from}")
        })
    };
    let log = Log::make(&house, 1).await;
    let statements = swap(4, 5);
    log.tamper(&statements.each_ref().map(String::as_str)).await;
    assert_eq!(log.found().await, swapped, "seals at each other's numbers");

    let log = Log::make(&house, 2).await;
    let statements = swap(3, 9);
    log.tamper(&statements.each_ref().map(String::as_str)).await;
    let found = log.found().await;
    for (number, event) in [(3, 9), (9, 3)] {
        assert!(found.contains(&fault(Reordered, number, event)), "{found:?}");
    }
}

async fn heads_that_do_not_match_are_named(house: House) {
    open_the_tables(&house).await;
    let log = Log::make(&house, 0).await;
    log.tamper(&["UPDATE seal_head SET text = text || '0' WHERE merchant = $M AND number = 12"]).await;
    assert_eq!(log.found().await, [(HeadForged, Some(12), None)]);

    let log = Log::make(&house, 1).await;
    log.tamper(&[
        "DELETE FROM event_seal WHERE merchant = $M AND number > 10",
        "DELETE FROM event WHERE merchant = $M AND id IN ($E11, $E12)",
    ])
    .await;
    assert_eq!(log.found().await, [(HeadDiffers, Some(12), None)], "the end is cut off");

    // Everything written anew from the fifth event on: only signed heads can tell, ours or one that somebody kept.
    let log = Log::make(&house, 2).await;
    let rewrite = |n: u64, hash: String, previous: String| {
        format!(
            "UPDATE event_seal SET hash = '{hash}', previous = '{previous}' WHERE merchant = $M AND number = {n}"
        )
    };
    let mut previous = log.hash_of(4).await;
    log.tamper(&["UPDATE event SET account = 'x' WHERE merchant = $M AND id = $E5"]).await;
    for n in 5..=12 {
        let hash = log.forged_hash(n, n, (n == 5).then_some("x"), previous).await;
        log.tamper(&[&rewrite(n, hex(&hash), hex(&previous))]).await;
        previous = hash;
    }
    assert_eq!(log.found().await, [(HeadDiffers, Some(6), None), (HeadDiffers, Some(12), None)]);
    log.tamper(&["DELETE FROM seal_head WHERE merchant = $M AND number = 6"]).await;
    let found = house.store.verify(log.merchant, Some(log.head_of_the_first_day)).await.expect("walked");
    assert_eq!(named(&found), [(HeadDiffers, Some(12), None), (HeadDiffers, Some(6), None)]);
}

async fn a_tampered_chain_is_not_sealed_any_further(house: House) {
    open_the_tables(&house).await;
    let log = Log::make(&house, 0).await;
    look(&house, log.merchant, days()[1], 13, 1).await;
    log.tamper(&["DELETE FROM event_seal WHERE merchant = $M AND number = 12"]).await;
    for store in [house.store.clone(), house.reopen(keyring()).await.expect("opened")] {
        let refused = store.seal(log.merchant, days()[1]).await;
        assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{refused:?}");
        assert!(store.head(log.merchant).await.is_err(), "and no head is given out");
    }
    assert_eq!(verified(&house, log.merchant).await.sealed, 11);
}
