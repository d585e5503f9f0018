//! Who opens a link, as far as the user agent says: a browser, a browser inside another app, or a machine that only
//! makes a preview of it. Nothing that matters to safety hangs on it: whoever lies about it is a browser.

/// What asks for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visitor {
    /// A browser of somebody's own, and everything unknown.
    Browser,
    /// Another app's browser: it keeps nothing for long, and has no home screen.
    InApp(App),
    /// Shows others what is behind a link: must see no name and no value.
    Preview,
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
    /// Judged by a `User-Agent` header.
    pub fn of(user_agent: &str) -> Self {
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
            Self::Browser | Self::Preview => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IPHONE: &str =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
    const ANDROID: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
                           Chrome/130.0.0.0 Mobile Safari/537.36";

    #[test]
    fn browsers_are_browsers() {
        for end in ["Version/18.0 Mobile/15E148 Safari/604.1", "CriOS/130.0 Mobile/15E148 Safari/604.1"] {
            assert_eq!(Visitor::of(&format!("{IPHONE} {end}")), Visitor::Browser, "{end}");
        }
        for other in
            ["", ANDROID, "curl/8", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Airline/3 x"]
        {
            assert_eq!(Visitor::of(other), Visitor::Browser, "{other}");
        }
    }

    #[test]
    fn in_app_browsers_are_known() {
        assert_eq!(Visitor::of(&format!("{IPHONE} Safari Line/14.16.0")), Visitor::InApp(App::Line));
        assert_eq!(Visitor::of(&format!("{ANDROID} Line/14.16.0/IAB")), Visitor::InApp(App::Line));
        for end in [
            "Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.0;FBDV/iPhone16,2]",
            "[FB_IAB/FB4A;FBAV/480.0.0.0;]",
            "Instagram 350.0.0.0 (iPhone16,2; iOS 18_0; zh_TW)",
        ] {
            assert_eq!(Visitor::of(&format!("{IPHONE} {end}")), Visitor::InApp(App::Other), "{end}");
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
            assert_eq!(Visitor::of(agent), Visitor::Preview, "{agent}");
        }
    }
}
