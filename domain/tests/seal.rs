//! The seal of the event log: whoever holds a head notices every change to what was sealed before it.
#![cfg(test)]

use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use domain::seal::{Head, SealedEvent, SignedHead, chain_hash, public_key};
use proptest::prelude::*;
use std::collections::HashSet;

const MERCHANT: MerchantNumber = MerchantNumber(1_000_001);

/// The hash of the whole chain.
fn sealed(events: &[Vec<u8>]) -> [u8; 32] {
    let start = Head::empty(MERCHANT, Instant(0));
    events.iter().fold(start, |head, event| head.next(event, Instant(0))).hash
}

fn events() -> impl Strategy<Value = Vec<Vec<u8>>> {
    proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..20), 1..20)
}

#[test]
fn absent_and_empty_and_moved_text_are_different_events() {
    let event = SealedEvent { id: "1", kind: "redeemed", at: 5, ..SealedEvent::default() };
    let variants = [
        event,
        SealedEvent { id: "1r", kind: "edeemed", ..event },
        SealedEvent { at: 6, ..event },
        SealedEvent { account: Some(""), ..event },
        SealedEvent { branch: Some(""), ..event },
        SealedEvent { ticket: Some("t"), ..event },
        SealedEvent { line: Some("t"), ..event },
        SealedEvent { quantity: Some(1), ..event },
        SealedEvent { remaining: Some(1), ..event },
        SealedEvent { amount: Some(1), ..event },
        SealedEvent { content: Some("t"), ..event },
        SealedEvent { attempt: Some("t"), ..event },
    ];
    let different: HashSet<Vec<u8>> = variants.iter().map(SealedEvent::bytes).collect();
    assert_eq!(different.len(), variants.len());
}

/// Fixed for ever: heads that left the house must still be checked years later.
#[test]
fn the_bytes_of_an_event_do_not_change() {
    let event =
        SealedEvent { id: "e1", kind: "split", at: 258, quantity: Some(-1), ..SealedEvent::default() };
    let mut expected = vec![1];
    expected.extend([1, 0, 0, 0, 2, b'e', b'1', 1, 0, 0, 0, 5]);
    expected.extend(b"split");
    expected.extend([1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 2]);
    expected.extend([0; 6]);
    expected.extend([1, 0, 0, 0, 8, 255, 255, 255, 255, 255, 255, 255, 255]);
    expected.extend([0; 6]);
    assert_eq!(event.bytes(), expected);
}

#[test]
fn a_chain_belongs_to_its_merchant_and_number() {
    let hash = |merchant, number| chain_hash(&[0; 32], MerchantNumber(merchant), number, b"event");
    assert_ne!(hash(1, 1), hash(2, 1));
    assert_ne!(hash(1, 1), hash(1, 2));
}

#[test]
fn another_key_did_not_sign() {
    let signed = Head::empty(MERCHANT, Instant(7)).sign(&[1; 32]);
    assert!(signed.is_signed_by(&public_key(&[1; 32])));
    assert!(!signed.is_signed_by(&public_key(&[2; 32])));
    assert!(!signed.is_signed_by(&[0; 32]));
}

proptest! {
    #[test]
    fn any_change_of_the_past_shows(
        events in events(), at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(),
        event in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let head = sealed(&events);
        let (at, other) = (at.index(events.len()), other.index(events.len()));

        let mut altered = events.clone();
        altered[at] = event.clone();
        prop_assert_eq!(sealed(&altered) == head, altered == events);

        let mut removed = events.clone();
        removed.remove(at);
        prop_assert_ne!(sealed(&removed), head);

        let mut inserted = events.clone();
        inserted.insert(at, event);
        prop_assert_ne!(sealed(&inserted), head);

        let mut reordered = events.clone();
        reordered.swap(at, other);
        prop_assert_eq!(sealed(&reordered) == head, reordered == events);
    }

    #[test]
    fn a_head_is_read_again_and_still_signed(number in any::<u64>(), hash in any::<[u8; 32]>(), at in any::<i64>()) {
        let signed = Head { merchant: MERCHANT, number, hash, at: Instant(at) }.sign(&[3; 32]);
        let text = signed.text();
        prop_assert!(!text.contains('\n'));
        prop_assert_eq!(SignedHead::parse(&text), Some(signed));
        prop_assert!(signed.is_signed_by(&public_key(&[3; 32])));
    }

    #[test]
    fn a_changed_head_is_no_longer_signed(at in any::<prop::sample::Index>(), flip in 1_u8..128) {
        let text = Head { number: 9, hash: [7; 32], ..Head::empty(MERCHANT, Instant(8)) }.sign(&[3; 32]).text();
        let mut bytes = text.into_bytes();
        let position = at.index(bytes.len());
        bytes[position] ^= flip;
        let signed = String::from_utf8(bytes).ok().and_then(|text| SignedHead::parse(&text));
        prop_assert!(signed.is_none_or(|signed| !signed.is_signed_by(&public_key(&[3; 32]))));
    }

    #[test]
    fn other_text_is_no_head(text in ".{0,300}") {
        prop_assert_eq!(SignedHead::parse(&text), None);
    }
}
