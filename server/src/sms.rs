//! Texts (RULES §14): handed over to a gateway over HTTPS (`--sms-gateway`), or written as files into the data folder.
//! Whichever provider there is, a small service in front of it takes this one request.

use crate::config::DataConfig;
use crate::loopback::is_loopback;
use crate::master_key::private_folder;
use axum::body::Bytes;
use axum::http::{HeaderValue, Request, StatusCode, header};
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;
use store::notice::NotDelivered;
use url::Url;

/// How long one text may take, from the connection to the answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the gateway knows us by: it can be read and is never shown.
#[derive(Clone)]
pub struct SmsToken(String);

impl From<String> for SmsToken {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl fmt::Debug for SmsToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SmsToken(…)")
    }
}

/// One text, as the gateway reads it.
#[derive(Debug, Serialize)]
pub struct Text<'t> {
    /// The same for each try: whoever has taken it once takes it as done.
    pub id: &'t str,
    /// The phone.
    pub to: &'t str,
    /// The words.
    pub text: &'t str,
}

/// Where texts go.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "one of them in a process")]
pub enum Sms {
    /// One file a text.
    Files(PathBuf),
    /// By somebody else.
    Gateway(Gateway),
}

impl Sms {
    /// As the settings say; `Err` says what is wrong with them, without their secrets.
    pub fn open(data: &DataConfig) -> Result<Self, String> {
        match (&data.sms_gateway, &data.sms_token) {
            (None, None) => Ok(Self::Files(data.data.join("sms"))),
            (None, Some(_)) => Err("--sms-token without --sms-gateway".to_owned()),
            (Some(address), token) => Gateway::open(address, token.as_ref()).map(Self::Gateway),
        }
    }

    /// Hands a text over; what became of it.
    pub async fn send(&self, text: &Text<'_>) -> Result<String, NotDelivered> {
        let content = serde_json::to_vec(text).map_err(|error| NotDelivered::Never(error.to_string()))?;
        match self {
            Self::Files(folder) => {
                let later = |error: std::io::Error| NotDelivered::Later(error.to_string());
                private_folder(folder).map_err(later)?;
                let file = format!("{}.json", text.id);
                std::fs::write(folder.join(&file), content).map_err(later)?;
                Ok(file)
            }
            Self::Gateway(gateway) => gateway.send(text.id, content).await,
        }
    }
}

/// A way to a gateway. It follows no redirect: what it brings is for one address.
#[derive(Clone)]
pub struct Gateway {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    address: Url,
    authorization: Option<HeaderValue>,
    patience: Duration,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Gateway(…)")
    }
}

impl Gateway {
    /// Connects to nobody yet. In the clear only on this machine: texts bring links.
    fn open(address: &str, token: Option<&SmsToken>) -> Result<Self, String> {
        let url = Url::parse(address).map_err(|error| format!("--sms-gateway is no address: {error}"))?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err("--sms-gateway is https://…; http:// for one on this machine".to_owned()),
        }
        let authorization = match token {
            Some(SmsToken(token)) => {
                let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
                    .map_err(|_| "--sms-token is no word of a header".to_owned())?;
                value.set_sensitive(true);
                Some(value)
            }
            None => None,
        };
        let connector =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self { client, address: url, authorization, patience: PATIENCE })
    }

    async fn send(&self, id: &str, content: Vec<u8>) -> Result<String, NotDelivered> {
        let mut request = Request::post(self.address.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", id);
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = request
            .body(Full::new(content.into()))
            .map_err(|_| NotDelivered::Never("no request can be made of it".to_owned()))?;
        match tokio::time::timeout(self.patience, self.client.request(request)).await {
            Ok(Ok(answer)) => answered(answer.status()),
            // Not why: an error may name the address.
            Ok(Err(_)) => Err(NotDelivered::Later("the gateway cannot be reached".to_owned())),
            Err(_) => Err(NotDelivered::Later("the gateway does not answer".to_owned())),
        }
    }
}

/// Taken (2xx); not now (408, 425, 429, 5xx), or not from us (401, 403), which is no fault of the text's; never.
fn answered(status: StatusCode) -> Result<String, NotDelivered> {
    let said = format!("gateway {}", status.as_u16());
    match status.as_u16() {
        200..=299 => Ok(said),
        401 | 403 | 408 | 425 | 429 | 500..=599 => Err(NotDelivered::Later(said)),
        _ => Err(NotDelivered::Never(said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[test]
    fn what_the_answers_mean() {
        let of = |code: u16| answered(StatusCode::from_u16(code).expect("a status"));
        for taken in [200, 201, 202, 204] {
            assert_eq!(of(taken), Ok(format!("gateway {taken}")));
        }
        for later in [401, 403, 408, 429, 500, 503] {
            assert_eq!(of(later), Err(NotDelivered::Later(format!("gateway {later}"))));
        }
        for never in [301, 307, 400, 404, 413, 422] {
            assert_eq!(of(never), Err(NotDelivered::Never(format!("gateway {never}"))));
        }
    }

    #[test]
    fn in_the_clear_only_here_and_nothing_shows_the_token() {
        let token = SmsToken::from("s3cret-word".to_owned());
        for address in ["https://sms.example.com/send", "http://127.0.0.1:9/send", "http://localhost:9"] {
            let gateway = Gateway::open(address, Some(&token)).expect("a way");
            assert!(!format!("{gateway:?} {token:?} {:?}", gateway.authorization).contains("s3cret-word"));
        }
        for address in ["http://sms.example.com/send", "ftp://127.0.0.1/", "sms.example.com", ""] {
            assert!(Gateway::open(address, Some(&token)).is_err(), "{address}");
        }
        let broken = Gateway::open("https://sms.example.com", Some(&SmsToken::from("a\nb".to_owned())));
        assert!(broken.is_err_and(|error| !error.contains("a\nb")));
    }

    #[tokio::test]
    async fn a_gateway_that_is_silent_or_not_there_is_tried_again() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let text = Text { id: "1", to: "0912345678", text: "!" };
        let gateway =
            Gateway { patience: Duration::from_millis(200), ..Gateway::open(&address, None).expect("a way") };
        let silent = Sms::Gateway(gateway.clone()).send(&text).await;
        assert_eq!(silent, Err(NotDelivered::Later("the gateway does not answer".to_owned())));
        drop(listener);
        let gone =
            Sms::Gateway(Gateway { client: Gateway::open(&address, None).expect("a way").client, ..gateway });
        assert_eq!(
            gone.send(&text).await,
            Err(NotDelivered::Later("the gateway cannot be reached".to_owned()))
        );
    }

    #[tokio::test]
    async fn the_same_text_again_is_the_same_file() {
        let folder = std::env::temp_dir().join(format!("piaojia-sms-{}", std::process::id()));
        let sms = Sms::Files(folder.clone());
        for _ in 0..2 {
            let text =
                Text { id: "1000001-n", to: "0912345678", text: "【日日】禮物 https://p.tw/w/x" };
            assert_eq!(sms.send(&text).await, Ok("1000001-n.json".to_owned()));
        }
        let files: Vec<_> = std::fs::read_dir(&folder).expect("a folder").collect();
        assert_eq!(files.len(), 1);
        let written = std::fs::read_to_string(folder.join("1000001-n.json")).expect("a text");
        assert!(
            written.contains(r#""to":"0912345678""#) && written.contains("禮物 https://p.tw/w/x"),
            "{written}"
        );
        std::fs::remove_dir_all(folder).expect("gone");
    }
}
