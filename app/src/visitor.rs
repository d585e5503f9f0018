//! Who opens a link, as far as a request says: a person's browser, a browser inside another app, or a machine that looks at
//! links for others. Nothing that matters to safety hangs on it: whoever lies about it is a browser.

/// What asks for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visitor {
    /// A browser of somebody's own.
    Browser,
    /// Another app's browser: it keeps nothing for long, and has no home screen.
    InApp(App),
    /// Shows others what is behind a link: must see no name and no value.
    Preview,
    /// Says nothing that a person's browser says: a scanner of mails, a library. Sees what a preview sees, and a way on.
    Unknown,
    /// A browser that fetches ahead of a tap which nobody has made: whoever taps comes once more.
    Ahead,
}

/// What a request says about who sends it; empty where it says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs<'r> {
    /// `User-Agent`
    pub user_agent: &'r str,
    /// `Accept`
    pub accept: &'r str,
    /// `Accept-Language`
    pub accept_language: &'r str,
    /// `Sec-Purpose`, `Purpose` and what older browsers called it.
    pub purpose: &'r str,
    /// It says where it comes from, as only browsers do (`Sec-Fetch-Site`).
    pub says_from_where: bool,
    /// Somebody in front of it has pressed the button that leads on.
    pub is_known: bool,
}

/// The app around an in-app browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum App {
    /// Opens links that carry `openExternalBrowser=1` outside.
    Line,
    /// Opens links outside by its own menu only.
    Other,
}

/// Parts of the names of preview makers, in lower case. Apple's messages call themselves two of them at once.
const PREVIEWS: &[&str] = &[
    "facebookexternalhit",
    "facebot",
    "facebookcatalog",
    "meta-externalagent",
    "line-poker",
    "linebot",
    "twitterbot",
    "slackbot",
    "slack-imgproxy",
    "telegrambot",
    "whatsapp/",
    "discordbot",
    "linkedinbot",
    "skypeuripreview",
    "microsoftpreview",
    "bingpreview",
    "pinterestbot",
    "redditbot",
    "viberbot",
    "kakaotalk-scrap",
    "mastodon/",
    "embedly",
    "iframely",
    "google-pagerenderer",
    "googlebot",
    "google-inspectiontool",
    "bingbot",
    "applebot",
    "duckduckbot",
    "baiduspider",
    "yandexbot",
];

/// What the names of browsers begin with, in lower case: all of today's, and old ones of small phones.
const BROWSERS: &[&str] = &["mozilla/", "opera/"];

/// Parts of the names of in-app browsers, other than LINE's, in lower case.
const APPS: &[&str] = &[
    "fban/",
    "fbav/",
    "fb_iab",
    "instagram",
    "barcelona",
    "micromessenger",
    "twitter for",
    "musical_ly",
    "kakaotalk",
];

impl Visitor {
    /// Judged by what a request for a page says.
    pub fn of(signs: &Signs<'_>) -> Self {
        let purpose = signs.purpose.to_ascii_lowercase();
        let named = Self::named(signs.user_agent);
        if named == Self::Preview {
            named
        } else if ["prefetch", "prerender", "preview"].iter().any(|word| purpose.contains(word)) {
            Self::Ahead
        } else if signs.is_known || signs.come_from_a_browser() {
            named
        } else {
            Self::Unknown
        }
    }

    /// Judged by a `User-Agent` header alone.
    fn named(user_agent: &str) -> Self {
        let agent = user_agent.to_ascii_lowercase();
        let names = |list: &[&str]| list.iter().any(|part| agent.contains(part));
        if names(PREVIEWS) {
            Self::Preview
        } else if agent.starts_with("line/") || agent.contains(" line/") {
            Self::InApp(App::Line)
        } else if names(APPS) {
            Self::InApp(App::Other)
        } else {
            Self::Browser
        }
    }

    /// The app around it, if there is one.
    pub const fn app(self) -> Option<App> {
        match self {
            Self::InApp(app) => Some(app),
            Self::Browser | Self::Preview | Self::Unknown | Self::Ahead => None,
        }
    }
}

impl Signs<'_> {
    /// A person's browser calls itself one, says which languages are read, and asks for a page.
    fn come_from_a_browser(&self) -> bool {
        let agent = self.user_agent.trim_start().to_ascii_lowercase();
        let calls_itself_one = BROWSERS.iter().any(|name| agent.starts_with(name));
        let asks_for_a_page = self.accept.to_ascii_lowercase().contains("text/html") || self.says_from_where;
        calls_itself_one && !self.accept_language.trim().is_empty() && asks_for_a_page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IPHONE: &str =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
    const ANDROID: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
                           Chrome/130.0.0.0 Mobile Safari/537.36";

    /// As a person's browser of this name asks for a page.
    fn page(user_agent: &str) -> Signs<'_> {
        let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        Signs { user_agent, accept, accept_language: "zh-TW,zh;q=0.9", ..Signs::default() }
    }

    fn named(user_agent: &str) -> Visitor {
        Visitor::of(&page(user_agent))
    }

    #[test]
    fn browsers_are_browsers() {
        for end in ["Version/18.0 Mobile/15E148 Safari/604.1", "CriOS/130.0 Mobile/15E148 Safari/604.1"] {
            assert_eq!(named(&format!("{IPHONE} {end}")), Visitor::Browser, "{end}");
        }
        for other in [
            ANDROID,
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
            "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1/191.359; U; zh) Presto/2.12.423 Version/12.16",
            "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
        ] {
            assert_eq!(named(other), Visitor::Browser, "{other}");
        }
    }

    #[test]
    fn who_shows_no_sign_of_a_person_is_unknown_until_one_says_so() {
        let browser = page(ANDROID);
        let table = [
            ("no name", Signs { user_agent: "", ..browser }),
            ("curl", Signs { user_agent: "curl/8.9.1", accept: "*/*", ..Signs::default() }),
            ("python", page("python-requests/2.32.3")),
            ("Go", page("Go-http-client/2.0")),
            ("okhttp", page("okhttp/4.12.0")),
            ("Java", page("Java/21.0.4")),
            ("Dalvik", page("Dalvik/2.1.0 (Linux; U; Android 15; Pixel 9)")),
            ("a name alone", Signs { user_agent: ANDROID, ..Signs::default() }),
            ("no language", Signs { accept_language: " ", ..browser }),
            ("anything will do", Signs { accept: "*/*", ..browser }),
            ("pictures only", Signs { accept: "image/avif,image/webp", ..browser }),
        ];
        for (what, signs) in table {
            assert_eq!(Visitor::of(&signs), Visitor::Unknown, "{what}");
            let known = Visitor::of(&Signs { is_known: true, ..signs });
            assert_eq!(known, Visitor::Browser, "{what}: a person is in front of it");
        }
        let by_script = Signs { accept: "*/*", says_from_where: true, ..browser };
        assert_eq!(Visitor::of(&by_script), Visitor::Browser, "a worker passes a page's request on");
    }

    #[test]
    fn nothing_is_shown_ahead_of_a_tap() {
        for purpose in ["prefetch", "prefetch;prerender", "Prefetch;anonymous-client-ip", "preview"] {
            let signs = Signs { purpose, is_known: true, ..page(ANDROID) };
            assert_eq!(Visitor::of(&signs), Visitor::Ahead, "{purpose}");
        }
    }

    #[test]
    fn in_app_browsers_are_known() {
        assert_eq!(named(&format!("{IPHONE} Safari Line/14.16.0")), Visitor::InApp(App::Line));
        assert_eq!(named(&format!("{ANDROID} Line/14.16.0/IAB")), Visitor::InApp(App::Line));
        for end in [
            "Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.0;FBDV/iPhone16,2]",
            "[FB_IAB/FB4A;FBAV/480.0.0.0;]",
            "Instagram 350.0.0.0 (iPhone16,2; iOS 18_0; zh_TW)",
        ] {
            assert_eq!(named(&format!("{IPHONE} {end}")), Visitor::InApp(App::Other), "{end}");
        }
    }

    #[test]
    fn preview_makers_are_known_whatever_else_they_claim() {
        for agent in [
            "facebookexternalhit/1.1;line-poker/1.0",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "TelegramBot (like TwitterBot)",
            "WhatsApp/2.23.20.0",
            "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        ] {
            assert_eq!(named(agent), Visitor::Preview, "{agent}");
            let bare = Signs { user_agent: agent, is_known: true, ..Signs::default() };
            assert_eq!(Visitor::of(&bare), Visitor::Preview, "{agent}");
        }
    }
}
