//! All settings, from the command line or the environment, checked at the start. Secrets have no default.

use crate::pass::config::PassConfig;
use crate::push::service::PushService;
use crate::sms::SmsToken;
use crate::smtp::MailServer;
use crate::workers::BindWorkers;
use clap::{Args, ValueEnum};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use store::EngineKind;
use store::bank::{FileBank, Mood};
use store::secret::SessionToken;

/// Where data and keys live: what every command needs.
#[derive(Debug, Clone, Args)]
pub struct DataConfig {
    /// Folder of the embedded database, the master key and mail files.
    #[arg(long, env = "PIAOJIA_DATA", default_value = "data")]
    pub data: PathBuf,
    /// `postgres://…` or `sqlite://FILE`; without it an embedded database in the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// File with the 32-byte master key in hex; without it `master.key` in the data folder.
    #[arg(long, env = "PIAOJIA_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,
    /// Address that links in mails begin with.
    #[arg(long, env = "PIAOJIA_PUBLIC_URL", default_value = "http://localhost:3000")]
    pub public_url: String,
    /// Mail server: `smtps://USER:PASSWORD@HOST` or `smtp://…?tls=required`, better in the environment than on the
    /// command line, where others see it. Without it mails are `.eml` files in the data folder.
    #[arg(long, env = "PIAOJIA_SMTP", hide_env_values = true)]
    pub smtp: Option<MailServer>,
    /// Whom mails come from.
    #[arg(long, env = "PIAOJIA_MAIL_FROM", default_value = "Piaojia <no-reply@piaojia.invalid>")]
    pub mail_from: String,
    /// Gateway that texts are handed over to, `https://…`: one POST a text, JSON with `id`, `to` and `text`. Without it
    /// they are `.json` files in the data folder.
    #[arg(long, env = "PIAOJIA_SMS_GATEWAY", hide_env_values = true)]
    pub sms_gateway: Option<String>,
    /// What the gateway knows us by (`Authorization: Bearer`), better in the environment than on the command line.
    #[arg(long, env = "PIAOJIA_SMS_TOKEN", hide_env_values = true)]
    pub sms_token: Option<SmsToken>,
}

/// Which bank the nightly file goes to: what `serve` and `job` need.
#[derive(Debug, Clone, Args)]
pub struct BankConfig {
    /// `files`: the night's file is written into a folder, answers are read from another, nothing is accepted by itself.
    /// `simulated`: answers come by themselves. Without it `files`, with `--demo` `simulated`.
    #[arg(long, env = "PIAOJIA_BANK", value_enum)]
    pub bank: Option<BankChoice>,
    /// Folder for the files to the bank; without it `bank/to-bank` in the data folder.
    #[arg(long, env = "PIAOJIA_TO_BANK")]
    pub to_bank: Option<PathBuf>,
    /// Folder of the bank's answers, `.txt` files; without it `bank/from-bank` in the data folder.
    #[arg(long, env = "PIAOJIA_FROM_BANK")]
    pub from_bank: Option<PathBuf>,
    /// How the simulated bank answers: prompt, late, partial, repeated or refused.
    #[arg(long, env = "PIAOJIA_BANK_MOOD", default_value = "prompt", value_parser = mood)]
    pub bank_mood: Mood,
}

/// Which bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BankChoice {
    /// Two folders.
    Files,
    /// Two folders, and somebody who answers.
    Simulated,
}

fn mood(text: &str) -> Result<Mood, String> {
    Mood::parse(text).ok_or_else(|| format!("{text} is none of prompt, late, partial, repeated, refused"))
}

/// What `serve` needs beside the data.
#[derive(Debug, Clone, Args)]
pub struct ServeConfig {
    /// Where pages are served.
    #[arg(long, env = "PIAOJIA_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Where metrics are served; loopback only.
    #[arg(long, env = "PIAOJIA_METRICS", default_value = "127.0.0.1:9464")]
    pub metrics: SocketAddr,
    /// Folder of the browser's files, as `./dev assets` makes it.
    #[arg(long, env = "PIAOJIA_SITE", default_value = "target/site")]
    pub site: PathBuf,
    /// Beginning of the links in QR codes, as short as possible; without it the public address.
    #[arg(long, env = "PIAOJIA_CODE_URL")]
    pub code_url: Option<String>,
    /// Addresses of reverse proxies whose `X-Forwarded-For` is believed.
    #[arg(long, env = "PIAOJIA_PROXIES", value_delimiter = ',')]
    pub proxies: Vec<IpAddr>,
    /// Push services beside those of the known browsers: `https://HOST`. On this machine only also `http://localhost`, at
    /// any port.
    #[arg(long = "push-service", env = "PIAOJIA_PUSH_SERVICES", value_delimiter = ',')]
    pub push_services: Vec<PushService>,
    /// Demo data, demo accounts with printed passwords, a key made on the spot. Loopback only, unless with `--https`.
    #[arg(long)]
    pub demo: bool,
    /// The demo for phones on the same network: an authority and a certificate of its own, kept in the data folder.
    #[arg(long, requires = "demo")]
    pub https: bool,
    /// A name by which phones find this machine; without it its own with `.local`.
    #[arg(long, env = "PIAOJIA_HTTPS_NAME")]
    pub https_name: Option<String>,
    /// Where the nightly file goes.
    #[command(flatten)]
    pub bank: BankConfig,
    /// Font of printed tickets, with traditional Chinese: OpenType, or a collection that has a face for Taiwan.
    #[arg(long, env = "PIAOJIA_PRINT_FONT", default_value = crate::print_font::USUAL)]
    pub print_font: PathBuf,
    /// Keys for wallet apps.
    #[command(flatten)]
    pub passes: PassConfig,
    /// Whether each worker thread keeps to a core of its own.
    #[arg(long, env = "PIAOJIA_BIND_WORKERS", value_enum, default_value_t = BindWorkers::Auto)]
    pub bind_workers: BindWorkers,
    /// Logs as JSON lines.
    #[arg(long, env = "PIAOJIA_LOG_JSON")]
    pub log_json: bool,
}

impl DataConfig {
    /// The database to open.
    pub fn database(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data.join("piaojia.sqlite").display()))
    }

    /// Which engine it is opened with.
    pub fn engine(&self) -> EngineKind {
        EngineKind::of(&self.database())
    }

    /// The file with the master key.
    pub fn master_key(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.data.join("master.key"))
    }

    /// Where everybody finds the key that receipts are checked with.
    pub fn key_address(&self) -> String {
        format!("{}{}", self.public_url.trim_end_matches('/'), app::page::receipt::KEY_PATH)
    }

    /// A link into a wallet, as it is printed and mailed. The parameter makes LINE open it in the phone's own browser.
    pub fn wallet_link(&self, token: &str) -> String {
        self.wallet_page(token, "")
    }

    /// A link to a page of a wallet, e.g. `/notices`, likewise.
    pub fn wallet_page(&self, token: &str, page: &str) -> String {
        format!("{}/w/{token}{page}?openExternalBrowser=1", self.public_url.trim_end_matches('/'))
    }

    /// Where staff look after their account.
    pub fn account_page(&self) -> String {
        format!("{}/account", self.public_url.trim_end_matches('/'))
    }

    /// Where a phone is enrolled, for a QR.
    pub fn enrol_link(&self, token: &SessionToken) -> String {
        format!("{}/enrol/{}", self.public_url.trim_end_matches('/'), token.as_str())
    }

    /// The same to what its holder asked.
    pub fn enquiry_link(&self, token: &str, enquiry: &str) -> String {
        let house = self.public_url.trim_end_matches('/');
        format!("{house}/w/{token}/enquiry/{enquiry}?openExternalBrowser=1")
    }

    /// Where the issuer's people answer it.
    pub fn office_enquiry(&self, enquiry: &str) -> String {
        format!("{}/office/enquiry/{enquiry}", self.public_url.trim_end_matches('/'))
    }
}

impl BankConfig {
    /// The two folders.
    pub fn files(&self, data: &DataConfig) -> FileBank {
        let folder =
            |named: &Option<PathBuf>, own| named.clone().unwrap_or_else(|| data.data.join("bank").join(own));
        FileBank::between(&folder(&self.to_bank, "to-bank"), &folder(&self.from_bank, "from-bank"))
    }

    /// How answers come by themselves, if they do.
    pub fn simulated(&self, demo: bool) -> Option<Mood> {
        match self.bank {
            Some(BankChoice::Simulated) => Some(self.bank_mood),
            None if demo => Some(self.bank_mood),
            Some(BankChoice::Files) | None => None,
        }
    }
}

impl ServeConfig {
    /// Says what must not be served like this.
    pub fn check(&self) -> Result<(), String> {
        if !self.metrics.ip().is_loopback() {
            return Err("metrics are served on loopback only (--metrics)".to_owned());
        }
        if self.demo && !self.https && !self.listen.ip().is_loopback() {
            return Err("the demo is served on loopback only: it has printed passwords (--listen)".to_owned());
        }
        Ok(())
    }
}
