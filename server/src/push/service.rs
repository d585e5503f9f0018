//! Which addresses we write to. A browser says where its phone is told, and so could anybody with a wallet's link: none but
//! known push services is believed, so that nobody sends this server about inside its own network.

use crate::loopback::is_loopback;
use std::str::FromStr;
use url::Url;

/// The services of Chrome and the browsers built on it, Firefox, Safari, Edge on Windows. With a dot in front: any name under it.
const KNOWN: [&str; 4] =
    ["fcm.googleapis.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];
/// Addresses of known services have some two hundred letters.
const LONGEST: usize = 1_000;

/// A service beside the known ones, from the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushService {
    host: String,
    is_in_the_clear: bool,
}

impl FromStr for PushService {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("no address: {error}"))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        match url.scheme() {
            "https" => Ok(Self { host, is_in_the_clear: false }),
            "http" if is_loopback(&url) => Ok(Self { host, is_in_the_clear: true }),
            _ => Err("a push service is https://HOST; http://localhost for one on this machine".to_owned()),
        }
    }
}

impl PushService {
    fn has(&self, url: &Url) -> bool {
        let is_same = url.host_str() == Some(self.host.as_str());
        is_same && if self.is_in_the_clear { url.scheme() == "http" } else { is_plain_https(url) }
    }
}

/// The address, if it is one of a push service that we write to.
pub fn known(endpoint: &str, others: &[PushService]) -> Option<Url> {
    let url =
        Url::parse(endpoint).ok().filter(|url| endpoint.len() <= LONGEST && url.as_str() == endpoint)?;
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_known = is_plain_https(&url) && url.domain().is_some_and(is_one_of_the_known);
    (is_bare && (is_known || others.iter().any(|other| other.has(&url)))).then_some(url)
}

fn is_plain_https(url: &Url) -> bool {
    url.scheme() == "https" && url.port().is_none()
}

fn is_one_of_the_known(domain: &str) -> bool {
    KNOWN.iter().any(|known| match known.strip_prefix('.') {
        Some(_) => domain.ends_with(known),
        None => domain == *known,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_of_the_browsers_are_known() {
        for endpoint in [
            "https://fcm.googleapis.com/fcm/send/cKq:APA91b",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "https://web.push.apple.com/QOXy",
            "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA",
        ] {
            assert!(known(endpoint, &[]).is_some(), "{endpoint}");
        }
    }

    #[test]
    fn nothing_else_is_written_to() {
        let long = format!("https://fcm.googleapis.com/{}", "x".repeat(LONGEST));
        for endpoint in [
            "http://fcm.googleapis.com/fcm/send/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://evil.example/fcm.googleapis.com",
            "https://evilfcm.googleapis.com/x",
            "https://push.apple.com.evil.example/x",
            "https://evilpush.apple.com/x",
            "https://push.apple.com/x",
            "https://me@web.push.apple.com/x",
            "https://web.push.apple.com@evil.example/x",
            "https://web.push.apple.com\\@evil.example/x",
            "https://web.push.apple.com/x#y",
            "https://web.push.apple.com/x\n",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://localhost/x",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "",
            &long,
        ] {
            assert_eq!(known(endpoint, &[]), None, "{endpoint}");
        }
    }

    #[test]
    fn the_settings_add_services_and_in_the_clear_only_here() {
        let of = |text: &str| PushService::from_str(text);
        let others =
            [of("https://push.example.com").expect("a service"), of("http://127.0.0.1").expect("here")];
        assert!(known("https://push.example.com/x", &others).is_some());
        assert!(known("http://127.0.0.1:4711/x", &others).is_some());
        for endpoint in [
            "http://push.example.com/x",
            "https://127.0.0.1/x",
            "http://127.0.0.2/x",
            "https://a.push.example.com/x",
        ] {
            assert_eq!(known(endpoint, &others), None, "{endpoint}");
        }
        for other in ["http://push.example.com", "http://10.0.0.1", "ftp://localhost", "push.example.com", ""]
        {
            assert!(of(other).is_err(), "{other}");
        }
    }
}
