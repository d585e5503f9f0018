//! The link that a QR carries: `HTTPS://HOST/R/` and the code, in QR alphanumeric characters (CODES, layout).

/// The code part of a scanned text: what follows `/R/` of an http(s) link in upper case. Hosts may change over
/// the years and printed codes may not, so any host is taken; the signature decides whose code it is.
pub fn code_part(scanned: &str) -> Option<&str> {
    let rest = scanned.strip_prefix("HTTPS://").or_else(|| scanned.strip_prefix("HTTP://"))?;
    let (host, path) = rest.split_once('/')?;
    let host_of_form = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b".-:".contains(&byte));
    path.strip_prefix("R/").filter(|code| host_of_form && !code.is_empty())
}

/// The text to draw: `base` is `HTTPS://HOST` as configured for codes.
pub fn link(base: &str, code: &str) -> String {
    format!("{}/R/{code}", base.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_form_is_a_link() {
        assert_eq!(code_part("HTTPS://P.TW/R/ABC"), Some("ABC"));
        assert_eq!(code_part("HTTP://LOCALHOST:3000/R/ABC"), Some("ABC"));
        for foreign in [
            "",
            "https://p.tw/R/ABC",
            "HTTPS://P.TW/R/",
            "HTTPS:///R/ABC",
            "HTTPS://P.TW/X/ABC",
            "WIFI:S:x;;",
            "票券",
        ] {
            assert_eq!(code_part(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn what_we_draw_we_read() {
        assert_eq!(code_part(&link("https://piaojia.tw", "11AA")), Some("11AA"));
    }
}
