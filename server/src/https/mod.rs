//! `piaojia serve --demo --https`: the demo for phones on the same network. Camera and keys need a safe line, so the
//! house makes an authority of its own, which a phone is told to trust once, and a certificate for this machine.

mod authority;
mod listener;

use crate::config::{DataConfig, ServeConfig};
use axum::Router;
use axum::http::header;
use axum::routing::any;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::process::Command;
use tokio::net::TcpListener;

pub use authority::Authority;
pub use listener::{Listener, Peer};

/// What a browser takes as a certificate to trust.
const CERTIFICATE: &str = "application/x-x509-ca-cert";

/// Where phones find this machine.
#[derive(Debug, Clone)]
pub struct Place {
    /// A name: passkeys belong to one, never to a number.
    pub name: String,
    /// The address in a private network; nothing where there is none. The authority may speak for no other.
    pub address: Option<IpAddr>,
}

impl Place {
    /// This machine's: the name that was asked for, or its own with `.local`, as phones look it up by mDNS.
    pub fn here(name: Option<&str>) -> Self {
        Self { name: name.map_or_else(own_name, str::to_lowercase), address: own_address() }
    }

    /// Every name and number that the certificate is for.
    pub fn names(&self) -> Vec<String> {
        let mut names = vec![self.name.clone(), "localhost".to_owned(), "127.0.0.1".to_owned()];
        names.extend(self.address.map(|address| address.to_string()));
        names
    }
}

/// The same settings, so that phones get in: on all addresses, under the machine's name.
pub fn settle(data: &mut DataConfig, config: &mut ServeConfig, place: &Place) {
    if config.listen.ip().is_loopback() {
        config.listen.set_ip(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    }
    if !data.public_url.starts_with("https://") {
        data.public_url = format!("https://{}:{}", place.name, config.listen.port());
    }
}

/// Says what to do on a phone.
pub fn explain(place: &Place, port: u16, certificates: SocketAddr) {
    let number = place.address.map_or_else(|| place.name.clone(), |address| address.to_string());
    let name = &place.name;
    println!("On a phone in the same network:");
    println!("  1. trust this machine once: http://{number}:{}/piaojia-ca.crt", certificates.port());
    println!("     iPhone: allow the download; Settings → General → VPN & Device Management → install it;");
    println!("       then Settings → General → About → Certificate Trust Settings → switch it on");
    println!(
        "     Android: Settings → Security → Encryption & credentials → Install a certificate → CA certificate"
    );
    println!("  2. open https://{name}:{port} for everything, passkeys too (they belong to a name)");
    println!(
        "     or https://{number}:{port} where the name is not found: camera and wallet work, passkeys do not"
    );
    println!("     (another name that leads here: --https-name NAME)\n");
}

/// Hands out the authority's certificate, and nothing else, to phones that cannot trust it yet.
pub async fn hand_out(authority: &Authority, address: SocketAddr) -> Result<(), String> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    let certificate = authority.certificate().to_vec();
    let answer = move || async move { ([(header::CONTENT_TYPE, CERTIFICATE)], certificate.clone()) };
    let routes = Router::new().route("/piaojia-ca.crt", any(answer));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(%error, "the certificate is no longer handed out");
        }
    });
    Ok(())
}

fn own_name() -> String {
    let told =
        Command::new("hostname").output().map(|told| String::from_utf8_lossy(&told.stdout).into_owned());
    let name = told.unwrap_or_default().trim().split('.').next().unwrap_or_default().to_lowercase();
    if name.is_empty() || name == "localhost" { "piaojia.local".to_owned() } else { format!("{name}.local") }
}

/// The address that a packet to elsewhere would leave from; none is sent.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|address| listener::is_near(*address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Settings {
        #[command(flatten)]
        data: DataConfig,
        #[command(flatten)]
        serve: ServeConfig,
    }

    #[test]
    fn phones_get_in_under_a_name() {
        let Settings { mut data, mut serve } = Settings::parse_from(["piaojia", "--demo", "--https"]);
        let place = Place::here(Some("Till.Local"));
        settle(&mut data, &mut serve, &place);
        assert_eq!(data.public_url, "https://till.local:3000");
        assert_eq!(serve.listen.to_string(), "0.0.0.0:3000");
        assert!(serve.check().is_ok());
        assert!(crate::passkey::Passkeys::of(&data.public_url).are_open());
    }

    #[test]
    fn a_machine_has_a_name_that_phones_can_look_up() {
        assert!(Place::here(None).name.ends_with(".local"));
    }
}
