//! What logs and metrics do not say: no link, no code, no session, nobody's name, phone or mail.

use crate::door::DOORS;
use crate::house::House;
use crate::knock::{ENDPOINT, knock};
use crate::push::{PUBLIC, SECRET};
use crate::scene::{ASKED, Actor, EMAIL, NAME, PHONE, Scene};
use metrics_exporter_prometheus::PrometheusBuilder;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use tracing_subscriber::fmt::MakeWriter;

on_both_engines!(nothing_secret_is_written_down);

/// Everything that was logged.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

/// Logs of this process at their most talkative, and its metrics.
pub fn listen() -> &'static (Log, metrics_exporter_prometheus::PrometheusHandle) {
    static HEARD: std::sync::OnceLock<(Log, metrics_exporter_prometheus::PrometheusHandle)> =
        std::sync::OnceLock::new();
    HEARD.get_or_init(|| {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(log.clone())
            .with_ansi(false);
        subscriber.try_init().expect("the only subscriber");
        (log, PrometheusBuilder::new().install_recorder().expect("the only recorder"))
    })
}

async fn nothing_secret_is_written_down(house: House) {
    let (log, metrics) = listen();
    let mut secrets: Vec<String> = [NAME, PHONE, EMAIL, ASKED, "guessed", "別人"].map(str::to_owned).to_vec();
    for actor in Actor::ALL {
        let scene = Scene::set(&house).await;
        let mut browser = actor.browser(&house).await;
        secrets.extend(browser.cookie("__Host-session").map(str::to_owned));
        secrets.extend([scene.presentation.clone(), scene.shown.clone(), house.code_of(&scene.ticket)]);
        for ticket in [&scene.ticket, &scene.other] {
            secrets.extend([ticket.code.clone(), ticket.link.as_str().to_owned(), ticket.serial.clone()]);
        }
        for (method, path, _) in DOORS.iter().filter(|(_, path, _)| *path != "/desk/sign-out") {
            knock(&house, &scene, &mut browser, actor, method, path).await;
        }
        browser.look(&scene.other.code).await;
        browser.get("/w/not-a-link-of-anybodys").await;
        browser.cancel(&house, &scene.redemption, "", "geheimer Grund").await;
    }
    secrets.extend(["not-a-link-of-anybodys".to_owned(), "geheimer".to_owned()]);
    secrets.extend([ENDPOINT, PUBLIC, SECRET].map(str::to_owned));
    let heard = log.text();
    let counted = metrics.render();
    assert!(heard.contains("/w/{link}/{serial}") && heard.contains("/R/{code}"), "routes are logged");
    assert!(
        counted.contains("redemptions_total") && counted.contains("/w/{link}"),
        "acts are counted: {counted}"
    );
    for secret in secrets {
        for (what, text) in [("log", &heard), ("metrics", &counted)] {
            let line = text.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "{secret} stands in the {what}");
        }
    }
}
