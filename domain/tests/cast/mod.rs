//! The people of the cases, and the days on which they act.

use domain::actor::{Actor, Post};
use domain::calendar::{Day, Instant};
use domain::identity::{AccountId, MerchantNumber, ProductNumber};
use domain::permission::Role;
use domain::powers::Powers;

/// 發行單位
pub const ISSUER: MerchantNumber = MerchantNumber(1_000_001);

/// Its product that everything is about.
pub const PRODUCT: ProductNumber = ProductNumber(12);

/// The owner at the issuer's head office.
pub fn owner() -> Actor {
    let account = AccountId::parse("account-1").expect("an account");
    let (post, powers) = (Post::HeadOffice, Powers::of(Role::Owner));
    Actor { account, merchant: ISSUER, post, powers, at: taipei("2026/11/06 14:00:00.000") }
}

/// Reads `2026/11/06`.
pub fn day(text: &str) -> Day {
    Day::parse(&text.replace('/', "-")).expect("a day")
}

/// Reads `2026/11/06 14:00:00.000`, in Taipei.
pub fn taipei(text: &str) -> Instant {
    let (date, clock) = text.split_once(' ').expect("a day and a time");
    let parts: Vec<i64> = clock.split([':', '.']).map(|part| part.parse().expect("a number")).collect();
    let [hours, minutes, seconds, milliseconds] = parts[..] else { panic!("not a time: {clock}") };
    let whole = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
    Instant(day(date).start().0 + whole)
}
