//! What kind of phone somebody has, in two words that its holder will know again.

use axum::http::{HeaderMap, header};

/// Looked for in this order: most browsers name others, too.
const KINDS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];
const BROWSERS: &[(&str, &str)] = &[
    (" Line/", "LINE"),
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];

/// For example `iPhone · Safari`; empty where nothing is known.
pub fn name(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = |list: &[(&str, &'static str)]| {
        list.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name)
    };
    [first(KINDS), first(BROWSERS)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_called_what_people_call_them() {
        let of = |agent: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, agent.parse().expect("a header"));
            name(&headers)
        };
        let apple = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                     Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(of(apple), "iPhone · Safari");
        let android = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) \
                       Chrome/130.0.0.0 Mobile Safari/537.36";
        assert_eq!(of(android), "Android · Chrome");
        assert_eq!(of("curl/8"), "");
        assert_eq!(name(&HeaderMap::new()), "");
    }
}
