//! Everybody who may stand at a door, and what they have in their hands.

use crate::act::ours;
use crate::browser::Browser;
use crate::house::{House, person};
use crate::operator::operator;
use domain::enquiry::Words;
use domain::identity::{AccountId, AttemptId, EnquiryId, RequestId};
use domain::permission::Role;
use std::sync::atomic::{AtomicU32, Ordering};
use store::command::enquiry::Subject;
use store::command::issue::NewOrder;
use store::fixture::{Goods, ISSUER, Person, TestTicket};

/// Who asks. The order is that of the columns of [`crate::door`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Without link and without account.
    Nobody,
    /// Holds the link of the ticket that everything is about; so does the other one, both in browsers that have proven
    /// their address.
    Holder,
    /// Holds a link, but of another wallet.
    OtherHolder,
    Owner,
    Manager,
    Clerk001,
    Clerk002,
    /// Of a branch that is 停用.
    Clerk003,
    Accountant,
    PartnerOwner,
    PartnerClerk,
    StrangerOwner,
    /// A clerk of branch 001 whose hours begin later on this day.
    AfterHours,
    /// A clerk of branch 001 for other products than that of the ticket.
    OtherProducts,
    /// A phone of clerk 001 that was revoked.
    RevokedPhone,
    /// One of the platform's own people: `platform_door` has the doors.
    Operator,
}

impl Actor {
    /// Those with a column in the table of doors.
    pub const ALL: [Self; 12] = [
        Self::Nobody,
        Self::Holder,
        Self::OtherHolder,
        Self::Owner,
        Self::Manager,
        Self::Clerk001,
        Self::Clerk002,
        Self::Clerk003,
        Self::Accountant,
        Self::PartnerOwner,
        Self::PartnerClerk,
        Self::StrangerOwner,
    ];

    fn person(self, house: &House) -> Option<&Person> {
        match self {
            Self::Nobody | Self::Holder | Self::OtherHolder => None,
            Self::Owner => Some(&house.world.owner),
            Self::Manager => Some(&house.manager),
            Self::Clerk001 => Some(&house.world.clerk_001),
            Self::Clerk002 => Some(&house.world.clerk_002),
            Self::Clerk003 => Some(&house.world.clerk_003),
            Self::Accountant => Some(&house.world.accountant),
            Self::PartnerOwner => Some(&house.world.partner_owner),
            Self::PartnerClerk => Some(&house.world.partner_clerk),
            Self::StrangerOwner => Some(&house.world.stranger_owner),
            Self::AfterHours => Some(&house.limited.after_hours),
            Self::OtherProducts => Some(&house.limited.other_products),
            Self::RevokedPhone | Self::Operator => None,
        }
    }

    pub async fn browser(self, house: &House) -> Browser {
        match (self, self.person(house)) {
            (_, Some(person)) => house.desk_of(person).await,
            (Self::RevokedPhone, None) => {
                house.nobody().with_cookie("__Host-session", house.limited.revoked_phone.as_str())
            }
            (Self::Operator, None) => operator(house).await,
            (Self::Holder, None) => house.proven(EMAIL).await,
            (Self::OtherHolder, None) => house.proven(OTHER_EMAIL).await,
            (_, None) => house.nobody(),
        }
    }
}

/// A purchaser whose every datum is worth protecting.
pub const NAME: &str = "歐陽保密";
/// What that person wrote to the issuer.
pub const ASKED: &str = "private words";
pub const PHONE: &str = "0987654321";
pub const EMAIL: &str = "very.private@example.org";
const OTHER_EMAIL: &str = "other.private@example.org";

/// A new one each time: a name is never used twice.
async fn colleague(house: &House) -> AccountId {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let name = format!("colleague{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    person(&house.store, ISSUER, &name, None, Role::Clerk).await.account
}

async fn asked(house: &House, ticket: &TestTicket) -> EnquiryId {
    let subject = Subject { ticket: ticket.id.clone(), redemption: None };
    let words = Words::parse(ASKED).expect("words");
    let attempt = AttemptId::parse(&house.attempt()).expect("an attempt");
    let asked = house.store.open_enquiry(&ticket.link, &subject, &words, &attempt).await;
    asked.expect("no refusal").expect("written").enquiry
}

/// A ticket, one that clerk 001 redeemed, a wallet of somebody else, and a look at the ticket that somebody else took.
pub struct Scene {
    pub ticket: TestTicket,
    /// The one that was redeemed, in the same wallet.
    pub used: TestTicket,
    pub other: TestTicket,
    /// ECT訂單編號 of the first two.
    pub order: String,
    /// The holder asked the issuer about the ticket.
    pub enquiry: EnquiryId,
    /// The other holder asked to return the other ticket.
    pub request: RequestId,
    /// `/desk/use/…`
    pub redemption: String,
    /// What the owner's browser keeps after a look.
    pub presentation: String,
    /// An account that nobody acts by, for those who manage accounts.
    pub colleague: AccountId,
    /// The token of a code for a phone of that account.
    pub enrolment: String,
    /// What a browser keeps after the phone's camera opened the code.
    pub shown: String,
}

impl Scene {
    pub async fn set(house: &House) -> Self {
        let order = |name: &str, email: &str, line| {
            let order = house.world.order(vec![line]).expect("an order");
            NewOrder {
                form: domain::print::TicketForm::Electronic,
                purchaser_address: String::new(),
                purchaser_name: name.to_owned(),
                purchaser_phone: PHONE.to_owned(),
                purchaser_email: email.to_owned(),
                ..order
            }
        };
        let two = house.world.line(Goods::Paid, 2, 1);
        let orders = vec![order(NAME, EMAIL, two.clone()), order("別人", OTHER_EMAIL, two)];
        let (_, issued) = house.store.issue(ISSUER, "scene", orders).await.expect("issued");
        let order = issued[0].number.clone();
        let mut tickets = Vec::new();
        for order in issued {
            tickets.push(house.world.tickets_of(&order.link).await.expect("tickets"));
        }
        let (ticket, used, other) = (tickets[0][0].clone(), tickets[0][1].clone(), tickets[1][0].clone());
        let mut clerk = house.desk_of(&house.world.clerk_001).await;
        let redemption = clerk.scan(house, &used).await.redemption();
        house.store.seal(ISSUER, house.store.now()).await.expect("sealed");
        let enquiry = asked(house, &ticket).await;
        let attempt = AttemptId::parse(&house.attempt()).expect("an attempt");
        let asked_back = house.store.ask_return(&other.link, &other.id, None, None, &attempt).await;
        let request = asked_back.expect("asked").request;
        let mut owner = house.desk_of(&house.world.owner).await;
        let presentation = owner.look(&house.world.moment_link(&ticket)).await.field("presentation");
        let shown = ours(&mut owner, house, &ticket).await;
        let colleague = colleague(house).await;
        let enrolment = house.store.offer_enrolment(&house.world.owner.session, &colleague).await;
        let enrolment = enrolment.expect("a code").token.as_str().to_owned();
        Self {
            ticket,
            used,
            other,
            order,
            enquiry,
            request,
            redemption,
            presentation,
            shown,
            colleague,
            enrolment,
        }
    }

    /// The desk's receipt of the redemption.
    pub fn receipt(&self) -> String {
        self.redemption.replace("/desk/use/", "/desk/receipt/")
    }

    /// The link that an actor has: the right one, somebody else's, or one that never was.
    pub fn link(&self, actor: Actor) -> String {
        match actor {
            Actor::Holder => self.ticket.link.as_str().to_owned(),
            Actor::OtherHolder => self.other.link.as_str().to_owned(),
            Actor::Nobody
            | Actor::Owner
            | Actor::Manager
            | Actor::Clerk001
            | Actor::Clerk002
            | Actor::Clerk003
            | Actor::Accountant
            | Actor::PartnerOwner
            | Actor::PartnerClerk
            | Actor::StrangerOwner
            | Actor::AfterHours
            | Actor::OtherProducts
            | Actor::RevokedPhone
            | Actor::Operator => "0".repeat(26),
        }
    }

    /// What must not be read by `actor` on the page at `path`.
    pub fn secrets(&self, actor: Actor, path: &str) -> Vec<&str> {
        let mut secrets = vec![PHONE, EMAIL, OTHER_EMAIL, self.other.code.as_str()];
        // Whoever answers an enquiry sees whose it is, in the office and nowhere else.
        let answers = path.starts_with("/office") && [Actor::Owner, Actor::Manager].contains(&actor);
        if actor != Actor::Holder && !answers {
            secrets.extend([NAME, ASKED]);
        }
        if actor != Actor::Holder {
            secrets.extend([self.ticket.code.as_str(), self.ticket.link.as_str()]);
        }
        if actor != Actor::OtherHolder {
            secrets.extend(["別人", self.other.link.as_str()]);
        }
        secrets
    }
}
