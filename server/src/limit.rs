//! Guessing slows down: sign-ins by account and by address, typed codes by session, searches for holders by account. It never locks an owner out for
//! longer than a minute, and it is asked before anything is read or written.

use governor::clock::DefaultClock;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;

type Keyed<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>;

/// The limits of one server.
pub struct Limits {
    accounts: Keyed<String>,
    accounts_from_there: Keyed<(String, IpAddr)>,
    addresses: Keyed<IpAddr>,
    typed: Keyed<String>,
    phone_ends: Keyed<String>,
    links: Keyed<IpAddr>,
    one_time_codes: Keyed<String>,
    code_askers: Keyed<IpAddr>,
    matches: Keyed<String>,
    phones: Keyed<String>,
    passkeys: Keyed<IpAddr>,
    halves: Keyed<String>,
    look_ups: Keyed<String>,
    look_ups_an_hour: Keyed<String>,
}

const fn a_minute(most: u32) -> Quota {
    match NonZeroU32::new(most) {
        Some(most) => Quota::per_minute(most),
        None => Quota::per_minute(NonZeroU32::MIN),
    }
}

/// Codes to one person in an hour: with five tries each, one guess in forty thousand.
const MOST_CODES: u32 = 5;

const fn an_hour(most: u32) -> Quota {
    match NonZeroU32::new(most) {
        Some(most) => Quota::per_hour(most),
        None => Quota::per_hour(NonZeroU32::MIN),
    }
}

impl Limits {
    /// Fresh limits.
    pub fn new() -> Self {
        Self {
            accounts: RateLimiter::keyed(a_minute(30)),
            accounts_from_there: RateLimiter::keyed(a_minute(10)),
            addresses: RateLimiter::keyed(a_minute(60)),
            typed: RateLimiter::keyed(a_minute(40)),
            phone_ends: RateLimiter::keyed(a_minute(20)),
            links: RateLimiter::keyed(a_minute(120)),
            one_time_codes: RateLimiter::keyed(an_hour(MOST_CODES)),
            code_askers: RateLimiter::keyed(a_minute(30)),
            matches: RateLimiter::keyed(a_minute(10)),
            phones: RateLimiter::keyed(a_minute(10)),
            passkeys: RateLimiter::keyed(a_minute(30)),
            halves: RateLimiter::keyed(an_hour(20)),
            look_ups: RateLimiter::keyed(a_minute(10)),
            look_ups_an_hour: RateLimiter::keyed(an_hour(60)),
        }
    }

    /// One more password for this account from this address? Whoever guesses from one address locks out nobody elsewhere.
    pub fn allow_sign_in(&self, account: &str, address: IpAddr) -> bool {
        let (account, network) = (account.to_owned(), network(address));
        self.addresses.check_key(&network).is_ok()
            && self.accounts_from_there.check_key(&(account.clone(), network)).is_ok()
            && self.accounts.check_key(&account).is_ok()
    }

    /// One more typed code from this session?
    pub fn allow_typed(&self, session: &str) -> bool {
        self.typed.check_key(&session.to_owned()).is_ok()
    }

    /// Once more a phone's last digits by this account, however often it signs in?
    pub fn allow_phone_end(&self, account: &str) -> bool {
        self.phone_ends.check_key(&account.to_owned()).is_ok()
    }

    /// One more unknown link from this address? Asked only after a link was not found.
    pub fn allow_unknown_link(&self, address: IpAddr) -> bool {
        self.links.check_key(&network(address)).is_ok()
    }

    /// One more code to this mail address or phone, asked for from this address? Counted alike whether or not anybody
    /// has tickets there.
    pub fn allow_one_time_code(&self, target: &str, address: IpAddr) -> bool {
        self.code_askers.check_key(&network(address)).is_ok()
            && self.one_time_codes.check_key(&target.to_owned()).is_ok()
    }

    /// One more guess at an order number by this browser?
    pub fn allow_match(&self, browser: &str, address: IpAddr) -> bool {
        self.links.check_key(&network(address)).is_ok() && self.matches.check_key(&browser.to_owned()).is_ok()
    }

    /// One more phone of this wallet that wants to be told, or no longer?
    pub fn allow_phone(&self, wallet: &str) -> bool {
        self.phones.check_key(&wallet.to_owned()).is_ok()
    }

    /// One more question to an authenticator, asked for from this address?
    pub fn allow_passkey(&self, address: IpAddr) -> bool {
        self.passkeys.check_key(&network(address)).is_ok()
    }

    /// One more right password of this account that is asked for a code? Each may try five codes: a hundred an hour, of a
    /// million.
    pub fn allow_half(&self, account: &str) -> bool {
        self.halves.check_key(&account.to_owned()).is_ok()
    }

    /// One more search for a holder by this account, however often it signs in? Enough for a counter, too few to copy a
    /// list of customers.
    pub fn allow_look_up(&self, account: &str) -> bool {
        let account = account.to_owned();
        self.look_ups.check_key(&account).is_ok() && self.look_ups_an_hour.check_key(&account).is_ok()
    }

    /// Forgets who has been quiet for a while.
    pub fn sweep(&self) {
        self.accounts.retain_recent();
        self.accounts_from_there.retain_recent();
        self.addresses.retain_recent();
        self.typed.retain_recent();
        self.phone_ends.retain_recent();
        self.links.retain_recent();
        self.one_time_codes.retain_recent();
        self.code_askers.retain_recent();
        self.matches.retain_recent();
        self.phones.retain_recent();
        self.passkeys.retain_recent();
        self.halves.retain_recent();
        self.look_ups.retain_recent();
        self.look_ups_an_hour.retain_recent();
    }
}

/// IPv6 by /64: one household, one limit.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[8..].fill(0);
            IpAddr::V6(octets.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_guess_in_a_minute_waits() {
        let limits = Limits::new();
        let address = IpAddr::from([127, 0, 0, 1]);
        assert!((0..10).all(|_| limits.allow_sign_in("1000001/owner", address)));
        assert!(!limits.allow_sign_in("1000001/owner", address));
        assert!(limits.allow_sign_in("1000001/clerk", address));
    }

    #[test]
    fn whoever_guesses_from_one_address_locks_out_nobody_elsewhere() {
        let limits = Limits::new();
        let (guesser, shop) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let guesses = (0..60).filter(|_| limits.allow_sign_in("1000001/clerk", guesser)).count();
        assert_eq!(guesses, 10);
        assert!(limits.allow_sign_in("1000001/clerk", shop));
        let others = (3..=200).map(|last| IpAddr::from([192, 0, 2, last]));
        let of_many = others.filter(|address| limits.allow_sign_in("1000001/clerk", *address)).count();
        assert!(of_many <= 30, "many addresses guess no faster together: {of_many}");
    }

    #[test]
    fn one_household_is_one_address() {
        let a: IpAddr = "2001:db8::1".parse().expect("address");
        let b: IpAddr = "2001:db8::ffff".parse().expect("address");
        assert_eq!(network(a), network(b));
    }
}
