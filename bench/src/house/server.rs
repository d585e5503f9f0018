//! The served product, as `cargo build` made it, in a process of its own on loopback.

use super::client::Client;
use super::folder::target;
use crate::Fallible;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// A running server.
pub struct Server {
    process: Child,
    /// Its number.
    pub id: u32,
    /// Where it listens.
    pub address: SocketAddr,
}

/// What the server says of an address that somebody else listens on.
const ADDRESS_TAKEN: &str = "Address already in use";
/// How often another address is tried when somebody took ours between looking and listening.
const ADDRESSES: u32 = 5;
/// Looks at whether it is ready, `PAUSE` apart: a minute, for a machine that has other things to do.
const LOOKS: u32 = 1_200;
const PAUSE: Duration = Duration::from_millis(50);

impl Server {
    /// Starts it and waits until it is ready. Its words go to `server.log` in the data folder.
    pub async fn start(data: &Path, database: &str) -> Fallible<Self> {
        let log = data.join("server.log");
        for _ in 0..ADDRESSES {
            let mut server = Self::spawn(data, database, &log)?;
            for _ in 0..LOOKS {
                if server.ready().await {
                    return Ok(server);
                }
                if server.process.try_wait()?.is_some() {
                    break;
                }
                tokio::time::sleep(PAUSE).await;
            }
            let words = std::fs::read_to_string(&log)?;
            if !words.contains(ADDRESS_TAKEN) {
                return Err(format!("the server does not get ready: {words}").into());
            }
        }
        Err(format!("{ADDRESSES} free addresses were taken before the server had them").into())
    }

    fn spawn(data: &Path, database: &str, log: &Path) -> Fallible<Self> {
        let (address, metrics) = (free_address()?, free_address()?);
        let binary = binary()?;
        let process = Command::new(&binary)
            .arg("serve")
            .env("PIAOJIA_DATA", data)
            .env("PIAOJIA_SITE", site()?)
            .env("PIAOJIA_LISTEN", address.to_string())
            .env("PIAOJIA_METRICS", metrics.to_string())
            .env("DATABASE_URL", database)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(log)?)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}; `cargo build -p server` makes it", binary.display()))?;
        let id = process.id().ok_or("the server ended at once")?;
        Ok(Self { process, id, address })
    }

    async fn ready(&self) -> bool {
        match Client::connect(self.address).await {
            Ok(mut client) => client.get("/readyz", "").await.is_ok_and(|answer| answer.status == 200),
            Err(_) => false,
        }
    }

    /// Stands still until [`Server::go_on`]: what it does beside must not be measured with something else.
    pub async fn stand_still(&self) -> Fallible<()> {
        self.signal("-STOP").await
    }

    /// Goes on where it stood.
    pub async fn go_on(&self) -> Fallible<()> {
        self.signal("-CONT").await
    }

    async fn signal(&self, signal: &str) -> Fallible<()> {
        match Command::new("kill").args([signal, &self.id.to_string()]).status().await?.success() {
            true => Ok(()),
            false => Err(format!("kill {signal}: no such server").into()),
        }
    }

    /// SIGKILL, and waits until it is dead.
    pub async fn kill(&mut self) -> Fallible<()> {
        Ok(self.process.kill().await?)
    }

    /// Ends it.
    pub async fn stop(mut self) -> Fallible<()> {
        Ok(self.process.kill().await?)
    }
}

/// The program, built as we are: it lies beside us.
pub fn binary() -> Fallible<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("piaojia"))
}

fn site() -> Fallible<PathBuf> {
    Ok(match std::env::var_os("PIAOJIA_SITE") {
        Some(site) => site.into(),
        None => target()?.join("site"),
    })
}

/// An address that nobody uses at this moment.
fn free_address() -> Fallible<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
