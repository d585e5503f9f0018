//! A desk's phone without network, as `public/offline_desk.js` goes on: a key, a list, a queue, and the verdict of `domain`.

use crate::harness::House;
use domain::calendar::Instant;
use domain::code::layout::{Locator, parse};
use domain::code::{crockford, link};
use domain::hexadecimal::hex;
use domain::hours::Hours;
use domain::identity::{AttemptId, DeskPhoneId, MerchantNumber};
use domain::offline::judge::{Known, Listed, OfflineVerdict, Snapshot, Taken, Wish, judge};
use domain::offline::limits::Spent;
use domain::offline::scan::{DeskPhoneKey, OfflineScan, bits};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use std::collections::BTreeMap;
use store::StoreError;
use store::command::offline_scan::{ScanOutcome, SignedScan};
use store::fixture::Person;
use store::query::offline::Cursor;

/// A scan that waits, with what the verdict said of it.
#[derive(Clone)]
pub struct Queued {
    pub signed: SignedScan,
    pub taken: Taken,
}

pub struct DeskPhone {
    key: SigningKey,
    pub who: Person,
    pub id: DeskPhoneId,
    next: u32,
    pub queue: Vec<Queued>,
    pub list: BTreeMap<(u32, Locator), Listed>,
    cursor: Option<Cursor>,
    pub snapshot: Snapshot,
}

impl DeskPhone {
    /// Each number is another phone.
    pub async fn joins(house: &House, who: &Person, number: u8) -> Self {
        let key = SigningKey::from_slice(&[number; 32]).expect("a scalar");
        let public = hex(key.verifying_key().to_sec1_point(true).as_bytes());
        let public = DeskPhoneKey::parse(&public).expect("a key");
        let joined = house.store.register_desk_phone(&who.session, &public, "Android · Chrome").await;
        let joined = joined.expect("registered");
        let snapshot = Snapshot {
            hours: Hours::ALWAYS,
            merchant: joined.merchant,
            head_office: false,
            whole: false,
            heard_at: Instant(0),
            products: Vec::new(),
        };
        let (queue, list, next) = (Vec::new(), BTreeMap::new(), joined.highest + 1);
        let mut phone =
            Self { key, who: who.clone(), id: joined.id, next, queue, list, cursor: None, snapshot };
        phone.hears(house).await.expect("news");
        phone
    }

    /// Fetches what is new until there is no more.
    pub async fn hears(&mut self, house: &House) -> Result<(), StoreError> {
        loop {
            let news = house.store.phone_news(&self.who.session, &self.id, self.cursor.clone()).await?;
            if let Some(whole) = news.begins {
                self.list.clear();
                self.snapshot.whole = whole;
            }
            self.snapshot.hours = news.hours;
            for line in news.lines {
                let listed = Listed { generation: line.generation, left: line.left };
                self.list.insert((line.merchant.0, line.locator), listed);
            }
            self.cursor = Some(news.cursor);
            if !news.more {
                self.snapshot.head_office = news.head_office;
                self.snapshot.heard_at = news.now;
                self.snapshot.products = news.products.into_iter().map(|product| product.rule).collect();
                return Ok(());
            }
        }
    }

    /// The verdict by itself.
    pub fn judges(&self, house: &House, code: &str, wish: Wish, now: Instant) -> OfflineVerdict {
        let parsed = link::code_part(code).and_then(crockford::decode).and_then(|bytes| parse(&bytes));
        let parsed = parsed.expect("one of ours");
        let (claims, step) = (parsed.claims, parsed.step);
        let same = |queued: &&Queued| {
            (queued.taken.claims.merchant, queued.taken.claims.locator) == (claims.merchant, claims.locator)
        };
        let of_product = |queued: &&Queued| {
            (queued.taken.claims.merchant, queued.taken.claims.product) == (claims.merchant, claims.product)
        };
        let known = Known {
            listed: self.list.get(&(claims.merchant.0, claims.locator)).copied(),
            queued: self.queue.iter().filter(same).map(|queued| queued.taken.units).sum(),
            step_queued: self
                .queue
                .iter()
                .filter(same)
                .any(|queued| step.is_some() && queued.taken.step == step),
            spent: Spent {
                units: self.queue.iter().filter(of_product).map(|queued| queued.taken.units).sum(),
                money: self.queue.iter().filter(of_product).map(|queued| queued.taken.money).sum(),
            },
        };
        judge(code, house.store.issuer_keys().public(), &self.snapshot, &known, wish, now)
    }

    /// Stores the scan: only then the phone says yes.
    pub fn stores(&mut self, code: &str, attempt: &AttemptId, taken: Taken, now: Instant) {
        let scan = OfflineScan {
            phone: self.id.clone(),
            number: self.next,
            attempt: attempt.clone(),
            code: code.to_owned(),
            units: u8::try_from(taken.units).expect("few"),
            scanned_at: now,
            ahead: 0,
            heard_at: self.snapshot.heard_at,
            unchecked: bits(&taken.unchecked),
        };
        self.next += 1;
        let signed = self.signs(scan);
        self.queue.push(Queued { signed, taken });
    }

    pub fn signs(&self, scan: OfflineScan) -> SignedScan {
        let signature: Signature = self.key.sign(&scan.message(self.merchant()));
        SignedScan { scan, signature: signature.to_bytes().into() }
    }

    pub fn merchant(&self) -> MerchantNumber {
        self.who.merchant
    }

    /// Takes what must be takeable.
    pub fn takes(&mut self, house: &House, code: &str, now: Instant) -> Taken {
        let wish = Wish { quantity: Some(1), confirmed: true };
        let OfflineVerdict::Take(taken) = self.judges(house, code, wish, now) else {
            panic!("not taken: {:?}", self.judges(house, code, wish, now));
        };
        self.stores(code, &house.attempt(), taken.clone(), now);
        taken
    }

    /// Sends the first of the queue; the answers, while the scans still lie there.
    pub async fn sends(&self, house: &House, count: usize) -> Vec<ScanOutcome> {
        let scans: Vec<_> = self.queue.iter().take(count).map(|queued| queued.signed.clone()).collect();
        house.store.receive_scans(self.merchant(), &self.id, &scans).await.expect("answers")
    }

    /// The answers have come: what they are about is no longer waiting.
    pub fn forgets(&mut self, outcomes: &[ScanOutcome]) {
        for (queued, outcome) in self.queue.drain(..outcomes.len()).zip(outcomes) {
            if let ScanOutcome::Redeemed { issuer, generation, left, .. } = outcome {
                let listed = Listed { generation: *generation, left: *left };
                self.list.insert((issuer.0, queued.taken.claims.locator), listed);
            }
        }
    }

    /// Sends everything and takes the answers in.
    pub async fn syncs(&mut self, house: &House) -> Vec<ScanOutcome> {
        let outcomes = self.sends(house, self.queue.len()).await;
        self.forgets(&outcomes);
        outcomes
    }
}
