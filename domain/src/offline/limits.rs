//! How much of a product a phone may take before it must be heard again (RULES §3, offline).

/// What a product allows a phone without network. Zero units: nothing, ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfflineLimits {
    /// Units that wait to be sent.
    pub units: u32,
    /// NT$ that wait to be sent; gifts have none.
    pub money: i64,
    /// Minutes since the phone last heard the server.
    pub minutes: u32,
    /// Hours that a holder's statement may be old.
    pub statement_hours: u32,
}

impl OfflineLimits {
    /// What a new product has.
    pub const DEFAULT: Self = Self { units: 50, money: 20_000, minutes: 720, statement_hours: 72 };

    /// Whether the phone may take anything of this product by itself.
    pub const fn allow_anything(&self) -> bool {
        self.units > 0 && self.minutes > 0
    }
}

/// What a phone has taken of a product and not sent yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Units.
    pub units: u32,
    /// NT$.
    pub money: i64,
}

impl Spent {
    /// Whether `units` more of `face_value` each still lie within the limits.
    pub fn leaves_room(&self, limits: &OfflineLimits, units: u32, face_value: i64) -> bool {
        let money = face_value.saturating_mul(i64::from(units)).saturating_add(self.money);
        self.units.saturating_add(units) <= limits.units && money <= limits.money
    }
}
