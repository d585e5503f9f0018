//! Mails handed over to a mail server (`--smtp`).

use crate::loopback::is_loopback;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::{Category, Response};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::time::Duration;
use store::notice::NotDelivered;
use url::Url;

/// How long one mail may take, from the connection to the answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// The mail server's address, which holds its password: it can be read and is never shown.
#[derive(Clone)]
pub struct MailServer(String);

impl From<String> for MailServer {
    fn from(address: String) -> Self {
        Self(address)
    }
}

impl fmt::Debug for MailServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MailServer(…)")
    }
}

/// A way to a mail server. Connections are kept for the next mail.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    patience: Duration,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Smtp(…)")
    }
}

impl Smtp {
    /// Connects to nobody yet. Addresses and passwords that are sent in the clear are for this machine only.
    pub fn open(server: &MailServer) -> Result<Self, String> {
        let url = Url::parse(&server.0).map_err(|error| format!("--smtp is no address: {error}"))?;
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        match (url.scheme(), tls.as_deref()) {
            ("smtps", None) | ("smtp", Some("required")) => {}
            ("smtp", None) if is_loopback(&url) => {}
            ("smtp", None) => {
                return Err("--smtp without encryption is for this machine only: smtps:// or ?tls=required"
                    .to_owned());
            }
            _ => return Err("--smtp is smtps://… or smtp://…?tls=required".to_owned()),
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&server.0)
            .map_err(|_| "--smtp names no mail server".to_owned())?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Self { transport, patience: PATIENCE })
    }

    /// Hands a mail over; what the server answered.
    pub async fn send(&self, message: Message) -> Result<String, NotDelivered> {
        match tokio::time::timeout(self.patience, self.transport.send(message)).await {
            Ok(Ok(response)) => Ok(said(&response)),
            Ok(Err(error)) => Err(refused(&error)),
            Err(_) => Err(NotDelivered::Later("the mail server does not answer".to_owned())),
        }
    }
}

/// What will never be taken (5xx), and what may be later: 4xx, no connection, and a server that does not take us (53x) —
/// that is no fault of the mail's.
fn refused(error: &Error) -> NotDelivered {
    let is_of_sign_in = error.status().is_some_and(|code| code.category == Category::Unspecified3);
    if error.is_permanent() && !is_of_sign_in {
        NotDelivered::Never(error.to_string())
    } else {
        NotDelivered::Later(error.to_string())
    }
}

fn said(response: &Response) -> String {
    let text: Vec<_> = response.message().collect();
    format!("{} {}", response.code(), text.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::{TcpListener, TcpStream};

    /// A mail server that answers one command as told and takes everything else; what it heard.
    struct StandIn {
        port: u16,
        heard: Arc<Mutex<Vec<String>>>,
    }

    impl StandIn {
        async fn start(command: &'static str, answer: &'static str) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let port = listener.local_addr().expect("an address").port();
            let heard = Arc::new(Mutex::new(Vec::new()));
            let ears = Arc::clone(&heard);
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, command, answer, Arc::clone(&ears)));
                }
            });
            Self { port, heard }
        }

        fn smtp(&self, who: &str) -> Smtp {
            let server = MailServer::from(format!("smtp://{who}127.0.0.1:{}", self.port));
            Smtp::open(&server).expect("a way")
        }

        fn heard(&self) -> String {
            self.heard.lock().expect("a lock").join("\n")
        }
    }

    async fn serve(
        mut stream: TcpStream,
        command: &'static str,
        answer: &'static str,
        ears: Arc<Mutex<Vec<String>>>,
    ) {
        let (reader, mut writer) = stream.split();
        let mut lines = BufReader::new(reader).lines();
        let mut in_data = false;
        writer.write_all(b"220 stand-in\r\n").await.expect("greeted");
        while let Ok(Some(line)) = lines.next_line().await {
            ears.lock().expect("a lock").push(line.clone());
            let word = if line == "." { "." } else { line.split([' ', ':']).next().unwrap_or_default() };
            let said = match word {
                _ if in_data && word != "." => continue,
                _ if word == command => answer,
                "EHLO" => "250-stand-in\r\n250 AUTH PLAIN",
                "AUTH" => "235 welcome",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 taken",
            };
            in_data = word == "DATA" && said.starts_with("354");
            if !said.is_empty() && writer.write_all(format!("{said}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn message() -> Message {
        Message::builder()
            .from("Piaojia <no-reply@piaojia.invalid>".parse().expect("an address"))
            .to("wang@example.com".parse().expect("an address"))
            .subject("tickets")
            .body("the link".to_owned())
            .expect("a mail")
    }

    #[tokio::test]
    async fn a_mail_is_handed_over_and_the_answer_kept() {
        let server = StandIn::start(".", "250 queued as 7").await;
        let smtp = server.smtp("");
        for _ in 0..2 {
            assert_eq!(smtp.send(message()).await, Ok("250 queued as 7".to_owned()));
        }
        let heard = server.heard();
        for words in ["MAIL FROM:<no-reply@piaojia.invalid>", "RCPT TO:<wang@example.com>", "the link"] {
            assert_eq!(heard.matches(words).count(), 2, "{words} in {heard}");
        }
        assert!(!heard.contains("AUTH"), "nobody asked for a password");
    }

    #[tokio::test]
    async fn what_is_refused_for_now_is_tried_again_and_what_is_refused_is_not() {
        for (command, answer, is_over) in [
            ("RCPT", "451 try again", false),
            ("RCPT", "550 no such mailbox", true),
            ("MAIL", "421 too many", false),
            (".", "452 full", false),
            (".", "554 spam", true),
        ] {
            let server = StandIn::start(command, answer).await;
            let outcome = server.smtp("").send(message()).await;
            let (over, result) = match outcome.expect_err("refused") {
                NotDelivered::Never(result) => (true, result),
                NotDelivered::Later(result) => (false, result),
            };
            assert_eq!(over, is_over, "{answer}: {result}");
            assert!(result.contains(&answer[4..]), "{answer}: {result}");
        }
    }

    #[tokio::test]
    async fn a_server_that_does_not_know_us_is_no_fault_of_the_mail() {
        let server = StandIn::start("AUTH", "535 who are you").await;
        let smtp = server.smtp("piaojia:s3cret-word@");
        let outcome = smtp.send(message()).await;
        assert!(matches!(&outcome, Err(NotDelivered::Later(_))), "{outcome:?}");
        assert!(!format!("{outcome:?} {smtp:?}").contains("s3cret-word"));
        let known = StandIn::start("", "").await;
        assert!(known.smtp("piaojia:s3cret-word@").send(message()).await.is_ok());
        assert!(known.heard().contains("AUTH PLAIN"));
    }

    #[tokio::test]
    async fn a_server_that_is_silent_or_not_there_is_left() {
        let server = StandIn::start("RCPT", "").await;
        let smtp = Smtp { patience: Duration::from_millis(200), ..server.smtp("") };
        assert!(matches!(smtp.send(message()).await, Err(NotDelivered::Later(_))));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let nobody = Smtp::open(&MailServer::from(format!("smtp://127.0.0.1:{port}"))).expect("a way");
        assert!(matches!(nobody.send(message()).await, Err(NotDelivered::Later(_))));
    }

    // The ways to mail servers are closed by the runtime.
    #[tokio::test]
    async fn nothing_goes_out_of_the_machine_in_the_clear() {
        let open = |address: &str| Smtp::open(&MailServer::from(address.to_owned()));
        for address in [
            "smtps://user:s3cret-word@mail.example.com",
            "smtp://user:s3cret-word@mail.example.com:587?tls=required",
            "smtp://localhost:25",
            "smtp://[::1]:25",
        ] {
            assert!(open(address).is_ok(), "{address}");
        }
        for address in [
            "smtp://user:s3cret-word@mail.example.com",
            "smtp://user:s3cret-word@127.0.0.1.example.com",
            "smtp://user:s3cret-word@mail.example.com?tls=opportunistic",
            "http://user:s3cret-word@127.0.0.1",
            "s3cret-word",
            "",
        ] {
            let refused = open(address).expect_err(address);
            assert!(refused.contains("--smtp") && !refused.contains("s3cret-word"), "{refused}");
        }
        let server = MailServer::from("smtps://user:s3cret-word@mail.example.com".to_owned());
        assert!(!format!("{server:?}").contains("s3cret-word"));
    }
}
