//! A holder's phone: a key of its own, and living codes made as `public/living.js` makes them.

use crate::harness::House;
use domain::code::step::Step;
use domain::code::{crockford, link, sign};
use domain::device::HolderKey;
use domain::hexadecimal::hex;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use store::StoreError;
use store::command::redeem::{Brought, RedeemRequest};
use store::fixture::TestTicket;
use store::secret::LinkToken;

pub struct Phone(SigningKey);

impl Phone {
    /// Each number is another phone.
    pub fn new(number: u8) -> Self {
        Self(SigningKey::from_slice(&[number; 32]).expect("a scalar"))
    }

    pub fn key(&self) -> HolderKey {
        let point = self.0.verifying_key().to_sec1_point(true);
        HolderKey::parse(&hex(point.as_bytes())).expect("a key")
    }

    pub async fn joins(&self, house: &House, link: &LinkToken) -> Result<(), StoreError> {
        house.store.register_device(link, &self.key(), "iPhone · Safari").await
    }

    /// The statement about a ticket, if there is one.
    pub async fn statement(&self, house: &House, ticket: &TestTicket) -> Option<Vec<u8>> {
        let statements = house.store.statements(&ticket.link, &self.key()).await.expect("statements");
        let mine = statements.into_iter().find(|one| one.serial == ticket.serial)?;
        Some(crockford::decode(&mine.text).expect("base32"))
    }

    /// A scan of what the phone shows now: it has only the statement.
    pub fn shows(&self, house: &House, statement: &[u8], wanted: u8) -> RedeemRequest {
        let step = Step::at(house.store.now());
        let signature: Signature = self.0.sign(&sign::holder_message(statement, wanted, step));
        let code = sign::living(statement, wanted, step, &signature.to_bytes().into());
        let scanned = Brought::Scanned(link::link("https://piaojia.example", &code));
        RedeemRequest { quantity: None, ..house.world.request(scanned, false).expect("a request") }
    }
}
