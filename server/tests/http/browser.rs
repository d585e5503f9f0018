//! A browser: keeps cookies, says where a form comes from, and looks at every answer as [`crate::always`] demands.

use crate::always;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tower::ServiceExt;

/// Who asks for a change, as the browser states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// Our own page, a browser of today.
    OurPage,
    /// These headers, whatever they say.
    Headers(&'static [(&'static str, &'static str)]),
}

#[derive(Clone)]
pub struct Browser {
    app: Router,
    cookies: BTreeMap<String, String>,
    language: Option<&'static str>,
    agent: Option<&'static str>,
    shows_signs: bool,
    from: From,
    address: SocketAddr,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
    pub text: String,
}

impl Browser {
    pub fn new(app: Router) -> Self {
        let address = SocketAddr::from(([192, 0, 2, 7], 50_000));
        Self {
            app,
            cookies: BTreeMap::new(),
            language: None,
            agent: None,
            shows_signs: true,
            from: From::OurPage,
            address,
        }
    }

    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn with_language(mut self, accepted: &'static str) -> Self {
        self.language = Some(accepted);
        self
    }

    /// Under this name (`User-Agent`).
    pub fn called(mut self, agent: &'static str) -> Self {
        self.agent = Some(agent);
        self
    }

    /// Sends nothing by itself that a person's browser sends.
    pub fn without_signs(mut self) -> Self {
        self.shows_signs = false;
        self
    }

    pub fn coming_from(mut self, from: From) -> Self {
        self.from = from;
        self
    }

    pub fn at_address(mut self, last: u16) -> Self {
        let [high, low] = last.to_be_bytes();
        self.address = SocketAddr::from(([192, 0, 2 + high, low], 50_000));
        self
    }

    /// Beside the server.
    pub fn on_this_machine(mut self) -> Self {
        self.address = SocketAddr::from(([127, 0, 0, 1], 50_000));
        self
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(&Method::GET, path, headers, Vec::new()).await
    }

    /// A plain form.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.post_bytes(path, encoded(form).into_bytes()).await
    }

    /// A form that a script of ours sends, for a fragment.
    pub async fn ask(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let headers = [("content-type", FORM), ("x-fragment", "1")];
        self.send(&Method::POST, path, &headers, encoded(form).into_bytes()).await
    }

    pub async fn post_bytes(&mut self, path: &str, body: Vec<u8>) -> Answer {
        self.send(&Method::POST, path, &[("content-type", FORM)], body).await
    }

    pub async fn send(
        &mut self,
        method: &Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let mut builder = Request::builder().method(method).uri(path).header(header::HOST, "localhost:3000");
        let mut all = headers.to_vec();
        if *method != Method::GET {
            match self.from {
                From::OurPage => all.push(("sec-fetch-site", "same-origin")),
                From::Headers(headers) => all.extend_from_slice(headers),
            }
        }
        let own = [
            ("user-agent", self.agent.unwrap_or(AGENT)),
            ("accept-language", self.language.unwrap_or("zh-TW,zh;q=0.9")),
            ("accept", "text/html,*/*;q=0.8"),
        ];
        for sign in own {
            if self.shows_signs && !all.iter().any(|(name, _)| *name == sign.0) {
                all.push(sign);
            }
        }
        for (name, value) in all {
            builder = builder.header(name, value);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<_> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            builder = builder.header(header::COOKIE, cookies.join("; "));
        }
        let mut request = builder.body(Body::from(body)).expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.address));
        let answer = answer(self.app.clone(), request).await;
        self.keep_cookies(&answer);
        always::check(&format!("{method} {path}"), &answer);
        answer
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for line in answer.set_cookies() {
            let (pair, rest) = line.split_once(';').unwrap_or((&line, ""));
            let (name, value) = pair.split_once('=').expect("name=value");
            if rest.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// A phone's browser.
pub const AGENT: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

const FORM: &str = "application/x-www-form-urlencoded";

/// Asks a router and reads the whole answer.
pub async fn answer(app: Router, request: Request<Body>) -> Answer {
    let response = app.oneshot(request).await.expect("a router answers");
    let (head, body) = response.into_parts();
    let bytes = to_bytes(body, 16 << 20).await.expect("a body");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: head.status, headers: head.headers, bytes, text }
}

/// A form's body.
pub fn encoded(form: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = form.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    pairs.join("&")
}

pub fn percent(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where a redirect leads, empty if it is none.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    pub fn set_cookies(&self) -> Vec<String> {
        let values = self.headers.get_all(header::SET_COOKIE).iter();
        values.filter_map(|value| value.to_str().ok()).map(str::to_owned).collect()
    }

    /// The code of the verdict on this page; those that lie ready for the script are none.
    pub fn verdict(&self) -> Option<&str> {
        let shown = self.text.split("<template").next().unwrap_or_default();
        between(shown, "data-code=\"", "\"").filter(|code| !code.starts_with('/'))
    }

    /// The value of a form's field.
    pub fn field(&self, name: &str) -> String {
        let from =
            self.text.split_once(&format!("name=\"{name}\"")).map(|(_, rest)| rest).unwrap_or_default();
        between(from, "value=\"", "\"")
            .unwrap_or_else(|| panic!("no field {name} in {}", self.text))
            .to_owned()
    }

    /// The address of the redemption that a verdict leads to.
    pub fn redemption(&self) -> String {
        let path = between(&self.text, "href=\"/desk/use/", "\"");
        format!("/desk/use/{}", path.unwrap_or_else(|| panic!("no redemption in {}", self.text)))
    }
}

pub fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}
