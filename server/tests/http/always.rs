//! What is true of every answer, whoever asked for what.

use crate::browser::Answer;

/// Chinese that stands on English pages by right: what people entered, and the way to the other language.
const DATA: &[&str] = &[
    "信義店限定茶",
    "幸福果茶",
    "山海書店",
    "隔壁早餐",
    "信義店",
    "公館店",
    "淡水店",
    "重慶南路店",
    "林老闆",
    "臺北市信義區市府路 1 號",
    "未使用可全額退費",
    "玉山商業銀行",
    "水果茶一杯",
    "小杯紅茶贈品",
    "好書配好茶",
    "限門市現場兌換",
    "不得折換現金",
    "王小明",
    "王○明",
    "林○華",
    "歐陽保密",
    "歐○○密",
    "別人",
    "別○",
    "中文",
];

const HEADERS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-robots-tag", "noindex, nofollow"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(self), microphone=(), geolocation=()"),
];

const POLICIES: &[&str] = &[
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
];

/// A browser leaves out a form in a form, and what follows belongs to neither.
fn has_form_in_form(html: &str) -> bool {
    html.split("<form").skip(1).any(|part| !part.contains("</form>"))
}

/// Panics with the act that broke a rule.
pub fn check(act: &str, answer: &Answer) {
    let told = || format!("{act}: {} {:?}\n{}", answer.status, answer.headers, answer.text);
    assert!(!answer.status.is_server_error(), "{}", told());
    assert!(!has_form_in_form(&answer.text), "a form in a form: {}", told());
    for (name, value) in HEADERS {
        assert_eq!(answer.header(name), Some(*value), "{name} of {}", told());
    }
    let policy = answer.header("content-security-policy").unwrap_or_default();
    let parts: Vec<_> = policy.split(';').map(str::trim).collect();
    assert!(POLICIES.iter().all(|part| parts.contains(part)), "policy of {}", told());
    assert!(!policy.contains("unsafe-inline") && !policy.contains('*'), "policy of {}", told());
    let kept = answer.header("cache-control");
    let asset = (act.starts_with("GET /assets/") || act.starts_with("GET /picture/")) && answer.status == 200;
    let expected = if act == "GET /service_worker.js" {
        "no-cache"
    } else if asset {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    assert_eq!(kept, Some(expected), "{}", told());
    cookies(answer, &told);
    if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        markup(answer, &told);
    }
}

fn cookies(answer: &Answer, told: &dyn Fn() -> String) {
    for cookie in answer.set_cookies() {
        let parts: Vec<_> = cookie.split("; ").collect();
        assert!(cookie.starts_with("__Host-"), "{}", told());
        for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(parts.contains(&part), "{part} of {}", told());
        }
        assert!(!cookie.contains("Domain"), "{}", told());
    }
}

fn markup(answer: &Answer, told: &dyn Fn() -> String) {
    let text = &answer.text;
    let lower = text.to_ascii_lowercase();
    assert!(!lower.contains(" style=") && !lower.contains("<style"), "inline style: {}", told());
    assert!(!lower.contains("javascript:"), "a script as an address: {}", told());
    for script in lower.split("<script").skip(1) {
        let (tag, rest) = script.split_once('>').expect("a closed tag");
        assert!(tag.contains("src=\"/assets/") && rest.starts_with("</script>"), "inline script: {}", told());
    }
    let inside_tags = lower.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(tag, _)| tag);
    for tag in inside_tags {
        assert!(
            !tag.split(' ').any(|word| word.starts_with("on") && word.contains('=')),
            "handler: {}",
            told()
        );
    }
    let whole = lower.starts_with("<!doctype html>");
    assert_eq!(whole, lower.contains("<html"), "{}", told());
    if whole && lower.contains("<html lang=\"en\"") {
        assert_eq!(chinese(text), "", "Chinese on an English page: {}", told());
    }
}

/// The Chinese of a page, without what people entered.
pub fn chinese(text: &str) -> String {
    let own = DATA.iter().fold(text.to_owned(), |text, data| text.replace(data, ""));
    own.chars()
        .filter(|c| matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
        .collect()
}
