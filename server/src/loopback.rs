//! Addresses that never leave this machine: what goes there may go in the clear.

use std::net::IpAddr;
use url::Url;

/// Whether a service stands on this machine. Addresses of mail servers name their host as text.
pub fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        let of = |text: &str| is_loopback(&Url::parse(text).expect(text));
        for here in [
            "http://127.0.0.1:9/send",
            "http://[::1]:25/",
            "http://localhost",
            "smtp://127.0.0.2",
            "smtp://[::1]",
        ] {
            assert!(of(here), "{here}");
        }
        for elsewhere in
            ["http://10.0.0.1", "https://localhost.example.com", "smtp://mail.example.com", "data:,x"]
        {
            assert!(!of(elsewhere), "{elsewhere}");
        }
    }
}
