//! Keys for wallet apps as an operator would have them, made and looked through by a program that is not ours: openssl
//! plays Apple's authority and reads what we signed.

use crate::house::House;
use server::config::DataConfig;
use server::pass::Passes;
use server::pass::config::PassConfig;
use server::state::AppState;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

pub const PASS_TYPE: &str = "pass.tw.piaojia.test";
pub const TEAM: &str = "TESTTEAM01";
pub const GOOGLE_ISSUER: &str = "3388000000012345678";
pub const GOOGLE_ACCOUNT: &str = "wallet@piaojia-test.iam.gserviceaccount.com";

/// One folder of keys for all tests of this run.
static KEYS: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pass-keys-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let issue = |name: &str, subject: &str, by: &str, extra: &str| {
        let (key, csr, pem) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        openssl(
            &folder,
            &["req", "-newkey", "rsa:2048", "-nodes", "-keyout", &key, "-subj", subject, "-out", &csr],
        );
        fs::write(folder.join("extra"), extra).expect("written");
        let (authority, its_key) = (format!("{by}.pem"), format!("{by}.key"));
        let by = ["-CA", &authority, "-CAkey", &its_key, "-CAcreateserial", "-days", "3650"];
        let request = ["x509", "-req", "-in", &csr, "-out", &pem, "-extfile", "extra"];
        openssl(&folder, &[&request[..], &by[..]].concat());
    };
    let root = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=Test Root"];
    openssl(&folder, &[&root[..], &["-keyout", "root.key", "-out", "root.pem"]].concat());
    issue("wwdr", "/CN=Test WWDR/OU=G4", "root", "basicConstraints=critical,CA:TRUE\n");
    let subject = format!("/UID={PASS_TYPE}/CN=Pass Type ID: {PASS_TYPE}/OU={TEAM}/O=Test/C=TW");
    issue("pass", &subject, "wwdr", "basicConstraints=CA:FALSE\n");
    issue("localhost", "/CN=localhost", "root", "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n");
    openssl(
        &folder,
        &["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "google.key"],
    );
    openssl(&folder, &["pkey", "-in", "google.key", "-pubout", "-out", "google.pub"]);
    let key = fs::read_to_string(folder.join("google.key")).expect("a key");
    let account = serde_json::json!({ "client_email": GOOGLE_ACCOUNT, "private_key": key });
    fs::write(folder.join("account.json"), account.to_string()).expect("written");
    folder
});

/// Runs openssl there; what it said, or a panic with it.
pub fn openssl(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output();
    let output = output.expect("openssl is installed (Debian: apt-get install openssl)");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments:?}: {told}");
    output.stdout
}

/// The folder with the keys.
pub fn folder() -> &'static Path {
    &KEYS
}

pub fn config() -> PassConfig {
    let file = |name: &str| Some(KEYS.join(name));
    PassConfig {
        apple_pass_certificate: file("pass.pem"),
        apple_pass_key: file("pass.key"),
        apple_wwdr: file("wwdr.pem"),
        google_wallet_issuer: Some(GOOGLE_ISSUER.to_owned()),
        google_wallet_account: file("account.json"),
    }
}

impl House {
    /// The same house with keys for wallet apps, reached by https.
    pub fn with_passes(&self) -> Self {
        let passes = Passes::load(&config()).expect("keys");
        let data = DataConfig { public_url: "https://tickets.example".to_owned(), ..self.state.data.clone() };
        let (store, serve) = (self.store.clone(), self.state.serve.clone());
        let state = AppState::with_passes(store, self.site(), serve, data, passes);
        Self { app: server::router::router(state.clone()), state, ..self.clone() }
    }
}
