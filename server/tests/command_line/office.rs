//! A merchant's office with the program in it.

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::Request;
use batch::{IssueRow, issue_file};
use clap::Parser;
use server::config::{DataConfig, ServeConfig};
use server::master_key;
use server::serve::open_store;
use server::site::Site;
use server::state::AppState;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::fixture::World;
use store::{Clock, SetClock, Store, SystemClock};
use tower::ServiceExt;

/// A folder to work in, its data folder with a key and, once asked for, the fixture's town; gone at the end.
pub struct Office(pub PathBuf);

#[derive(Parser)]
pub struct Settings {
    #[command(flatten)]
    pub data: DataConfig,
    #[command(flatten)]
    pub serve: ServeConfig,
}

impl Office {
    pub fn empty() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("piaojia_cli_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    pub fn in_town() -> Self {
        let office = Self::empty();
        let made = office.piaojia(&["key", "make"]);
        assert!(made.status.success(), "{}", told(&made));
        office.with_store(async |store| {
            World::new(&store).await.expect("a town");
            store.close().await;
        });
        office
    }

    pub fn settings(&self) -> Settings {
        Settings::parse_from(["piaojia", "--data", &self.data().display().to_string()])
    }

    pub fn with_store<T>(&self, act: impl AsyncFnOnce(store::Store) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let store = open_store(&self.settings().data).await.expect("a store");
            act(store).await
        })
    }

    /// The same with a clock that stands at this time of an earlier day.
    pub fn days_ago<T>(&self, days: i64, act: impl AsyncFnOnce(Store) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let data = self.settings().data;
            let keyring = master_key::read(&data.master_key()).expect("a key");
            let clock = SetClock::new(SystemClock.now().plus_seconds(-86_400 * days));
            let store = Store::open(&data.database(), keyring, Arc::new(clock)).await.expect("a store");
            act(store).await
        })
    }

    /// Runs the program on this data, without anything from outside.
    pub fn piaojia(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_piaojia"))
            .args(arguments)
            .env_clear()
            .env("PIAOJIA_DATA", self.data())
            .current_dir(&self.0)
            .output()
            .expect("the program runs")
    }

    pub fn issue(&self, rows: &[IssueRow], more: &[&str]) -> Output {
        let file = self.0.join("orders.xlsx");
        std::fs::write(&file, issue_file(rows).expect("an xlsx")).expect("written");
        let mut arguments = vec!["issue", "orders.xlsx", "--merchant", "1000001"];
        arguments.extend_from_slice(more);
        self.piaojia(&arguments)
    }

    /// The page behind a printed link.
    pub fn open(&self, link: &str) -> (u16, String) {
        let path = link.split_once("localhost:3000").expect("the public address").1.to_owned();
        let site = self.0.join("site");
        std::fs::create_dir_all(&site).expect("a folder");
        let Settings { data, serve } = self.settings();
        self.with_store(async |store| {
            let state = AppState::new(store.clone(), Site::load(&site).expect("a site"), serve, data);
            // As a person's browser asks: others see no wallet.
            let request =
                Request::get(path).header("user-agent", "Mozilla/5.0").header("accept", "text/html");
            let request = request.header("accept-language", "zh-TW");
            let mut request = request.body(Body::empty()).expect("a request");
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
            let response = server::router::router(state).oneshot(request).await.expect("an answer");
            let status = response.status().as_u16();
            let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
            store.close().await;
            (status, String::from_utf8_lossy(&body).into_owned())
        })
    }

    pub fn mails(&self) -> Vec<String> {
        let Ok(folder) = std::fs::read_dir(self.data().join("mail")) else { return Vec::new() };
        let paths = folder.map(|entry| entry.expect("an entry").path());
        paths.map(|path| std::fs::read_to_string(path).expect("a mail")).collect()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("a file").permissions().mode() & 0o777
}
