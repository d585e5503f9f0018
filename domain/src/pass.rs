//! A ticket as a card in the wallet app of a phone (RULES §5, passes): whose card it is, and what it may still say.

use crate::calendar::Day;
use crate::identity::WalletId;
use crate::ticket::Ticket;

/// Phones that may keep one card up to date.
pub const MOST_PHONES: i64 = 20;

stated_enum! {
    /// Whose wallet app.
    pub enum PassKind {
        /// A `.pkpass` file.
        Apple = "apple",
        /// An object behind a "Save" link.
        Google = "google",
    }
}

/// The hands that a card was made for. When any part differs, the ticket or its codes have gone elsewhere for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hands {
    /// The wallet that has the ticket.
    pub wallet: WalletId,
    /// The generation of that wallet's link.
    pub link_generation: u8,
    /// The generation of the ticket's codes.
    pub code_generation: u8,
}

/// What a card says about its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Something is left, and its holder may use it.
    Usable,
    /// Offered to somebody who has not answered: no code for now.
    Offered,
    /// Nothing is left, until a redemption or return is taken back.
    Spent,
    /// A 贈品券 past its last day.
    Expired,
    /// It was given away, or its codes were renewed: this card never comes back, and says no more about the ticket.
    Over,
}

impl Standing {
    /// Crossed out in the wallet app.
    pub const fn is_void(self) -> bool {
        match self {
            Self::Usable | Self::Offered => false,
            Self::Spent | Self::Expired | Self::Over => true,
        }
    }

    /// Whether a card may be made now, and whether it carries a code.
    pub const fn is_usable(self) -> bool {
        matches!(self, Self::Usable)
    }
}

/// What a card that was made for `made_for` says while the ticket is in the hands of `now_in`.
pub fn standing(made_for: &Hands, now_in: &Hands, ticket: &Ticket, today: Day) -> Standing {
    if made_for != now_in {
        Standing::Over
    } else if ticket.remaining == 0 {
        Standing::Spent
    } else if ticket.is_expired(today) {
        Standing::Expired
    } else if ticket.offered {
        Standing::Offered
    } else {
        Standing::Usable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::TicketKind;

    fn hands() -> Hands {
        let wallet = WalletId::parse("w").expect("a wallet");
        Hands { wallet, link_generation: 1, code_generation: 3 }
    }

    fn ticket() -> Ticket {
        Ticket {
            kind: TicketKind::Gift,
            quantity: 2,
            remaining: 1,
            version: 0,
            generation: 3,
            usable_from: None,
            usable_until: Day::new(2026, 11, 30),
            guarantee_until: None,
            offered: false,
        }
    }

    #[test]
    fn other_hands_end_a_card_whatever_is_left() {
        let today = Day::new(2026, 11, 22).expect("a day");
        let others = [
            Hands { wallet: WalletId::parse("v").expect("a wallet"), ..hands() },
            Hands { link_generation: 2, ..hands() },
            Hands { code_generation: 4, ..hands() },
        ];
        for other in others {
            assert_eq!(standing(&hands(), &other, &ticket(), today), Standing::Over);
        }
        assert_eq!(standing(&hands(), &hands(), &ticket(), today), Standing::Usable);
    }

    #[test]
    fn what_is_spent_expired_or_offered_has_no_code() {
        let of = |ticket: Ticket, day| {
            let today = Day::new(2026, 11, day).expect("a day");
            standing(&hands(), &hands(), &ticket, today)
        };
        let cases = [
            (of(Ticket { remaining: 0, ..ticket() }, 22), Standing::Spent, true),
            (of(Ticket { offered: true, ..ticket() }, 22), Standing::Offered, false),
            (of(ticket(), 30), Standing::Usable, false),
            (of(Ticket { usable_until: Day::new(2026, 11, 21), ..ticket() }, 22), Standing::Expired, true),
        ];
        for (told, expected, void) in cases {
            assert_eq!(told, expected);
            assert_eq!(told.is_void(), void);
            assert_eq!(told.is_usable(), expected == Standing::Usable);
        }
    }
}
