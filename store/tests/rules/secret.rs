//! Keys: what another master key cannot open, and what survives a restart.

use crate::harness::{House, MASTER_KEY, all_at_once, keyring};
use domain::code::redemption_code::{IssuerCode, RedemptionCode};
use domain::identity::WalletId;
use std::collections::BTreeSet;
use store::fixture::Goods;
use store::secret::{Keyring, LinkToken, SessionToken};

on_both_engines!(
    opened_again_with_its_key_a_store_knows_its_codes_and_links,
    opened_with_another_master_key_a_store_says_so,
    servers_that_start_at_once_agree_on_one_issuer_key,
);

fn other_keyring(id: u8) -> Keyring {
    Keyring::new(id, &[8; 32]).expect("a keyring")
}

async fn opened_again_with_its_key_a_store_knows_its_codes_and_links(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let request = house.world.scan(&ticket).expect("a scan");
    house.store.close().await;
    let again = house.reopen(keyring()).await.expect("opened");
    assert_eq!(again.issuer_keys().signing().id(), house.store.issuer_keys().signing().id());
    assert_eq!(again.issuer_keys().signing().public(), house.store.issuer_keys().signing().public());
    let wallet = again.wallet(&ticket.link).await.expect("a wallet");
    assert_eq!(
        again.show_number(ticket.claims.merchant, &wallet.tickets[0]).await.expect("a code"),
        ticket.code
    );
    again.redeem(&house.world.clerk_001.session, &request).await.expect("redeemed");
    again.close().await;
}

async fn opened_with_another_master_key_a_store_says_so(house: House) {
    house.store.close().await;
    for other in [other_keyring(1), other_keyring(2)] {
        let Err(error) = house.reopen(other).await else { panic!("opened under a foreign key") };
        assert!(error.to_string().contains("master key"), "{error}");
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM issuer_key").await, 1, "no second key was made");
    house.reopen(keyring()).await.expect("opened").close().await;
}

async fn servers_that_start_at_once_agree_on_one_issuer_key(house: House) {
    house.change("DELETE FROM issuer_key").await.expect("as on the first day");
    let starting = (0..4).map(|_| {
        let house = house.clone();
        async move { house.reopen(keyring()).await.expect("opened") }
    });
    let servers = all_at_once(starting.collect()).await;
    let keys: BTreeSet<_> = servers.iter().map(|server| server.issuer_keys().signing().public()).collect();
    assert_eq!(keys.len(), 1);
    assert_eq!(house.number("SELECT COUNT(*) FROM issuer_key").await, 1);
    for server in servers {
        server.close().await;
    }
}

#[test]
fn another_master_key_opens_nothing() {
    let sealed = keyring().cipher().seal("ticket-1", b"63OVALYRQ748B53P2K").expect("sealed");
    assert_eq!(keyring().cipher().open("ticket-1", &sealed).expect("opened"), b"63OVALYRQ748B53P2K");
    for other in [other_keyring(1), other_keyring(2), Keyring::new(2, &MASTER_KEY).expect("a keyring")] {
        assert!(other.cipher().open("ticket-1", &sealed).is_err());
    }
}

#[test]
fn a_sealed_secret_is_bound_to_its_context_and_purpose() {
    let keyring = keyring();
    let sealed = keyring.cipher().seal("ticket-1", b"secret").expect("sealed");
    assert!(keyring.cipher().open("ticket-2", &sealed).is_err());
    assert!(keyring.presentation().open("ticket-1", &sealed).is_err());
    assert_ne!(keyring.cipher().seal("ticket-1", b"secret").expect("sealed"), sealed);
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(keyring.cipher().open("ticket-1", &changed).is_err(), "byte {at}");
        assert!(keyring.cipher().open("ticket-1", &sealed[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn a_link_token_is_26_small_letters_and_digits_derived_from_wallet_and_generation() {
    let wallet = WalletId::parse("0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f").expect("a wallet");
    let token = keyring().link_token(&wallet, 1);
    assert_eq!(token, keyring().link_token(&wallet, 1));
    assert_eq!(token.as_str().len(), 26);
    assert!(token.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    assert!(!token.as_str().contains(['i', 'l', 'o', 'u']));
    let generations: BTreeSet<_> =
        (0..=255).map(|generation| keyring().link_token(&wallet, generation).as_str().to_owned()).collect();
    assert_eq!(generations.len(), 256);
    assert_ne!(other_keyring(1).link_token(&wallet, 1), token);
    assert_eq!(LinkToken::parse(&token.as_str().to_uppercase()), Some(token));
}

#[test]
fn tokens_of_another_form_are_none() {
    for text in
        ["", "0123456789abcdefghjkmnpqr", "0123456789abcdefghjkmnpqrst", "o123456789abcdefghjkmnpqrs", "票"]
    {
        assert_eq!(LinkToken::parse(text), None, "{text}");
    }
    let session = SessionToken::new().expect("a token");
    assert_eq!(SessionToken::parse(session.as_str()), Some(session.clone()));
    assert_eq!(SessionToken::parse(&session.as_str()[1..]), None);
    assert_ne!(SessionToken::new().expect("a token"), session);
}

#[test]
fn secrets_do_not_print_themselves() {
    let wallet = WalletId::parse("w").expect("a wallet");
    let (link, session) = (keyring().link_token(&wallet, 1), SessionToken::new().expect("a token"));
    let code = RedemptionCode::compose(&IssuerCode::parse("63OV").expect("issuer"), &[5; 13]);
    let parsed = RedemptionCode::parse(&code).expect("a code");
    let printed = format!("{link:?} {session:?} {parsed:?}");
    for secret in [link.as_str(), session.as_str(), &code] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn look_alikes_find_the_same_code() {
    let code = RedemptionCode::compose(&IssuerCode::parse("63OV").expect("issuer"), &[1; 13]);
    let typed = code.to_lowercase().replace('1', "l").replace('0', "o");
    let (plain, alike) =
        (RedemptionCode::parse(&code).expect("a code"), RedemptionCode::parse(&typed).expect("a code"));
    assert_eq!(keyring().code_index(&plain), keyring().code_index(&alike));
    assert_ne!(keyring().code_index(&plain), other_keyring(1).code_index(&plain));
}
