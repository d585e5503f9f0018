//! Connections that have shaken hands. Each shakes hands in a task of its own, so that one that is slow holds up nobody;
//! whoever is not in a private network is not spoken to.

use axum::extract::ConnectInfo;
use axum::extract::connect_info::Connected;
use axum::http::Request;
use axum::serve::{IncomingStream, Listener as Listens};
use rustls::ServerConfig;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Nobody shakes hands longer.
const LONGEST_HANDSHAKE: Duration = Duration::from_secs(10);
/// Connections that wait to be taken.
const WAITING: usize = 64;

type Shaken = (TlsStream<TcpStream>, SocketAddr);

/// Takes connections.
pub struct Listener {
    shaken: mpsc::Receiver<Shaken>,
    address: SocketAddr,
}

/// Who is at the other end.
#[derive(Debug, Clone, Copy)]
pub struct Peer(SocketAddr);

impl Listener {
    /// Listens at this address with this certificate.
    pub async fn bind(address: SocketAddr, config: Arc<ServerConfig>) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (sender, shaken) = mpsc::channel(WAITING);
        tokio::spawn(take(listener, TlsAcceptor::from(config), sender));
        Ok(Self { shaken, address })
    }
}

async fn take(listener: TcpListener, acceptor: TlsAcceptor, sender: mpsc::Sender<Shaken>) {
    while !sender.is_closed() {
        match listener.accept().await {
            Ok((stream, peer)) if is_near(peer.ip()) => {
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    if let Ok(Ok(stream)) = timeout(LONGEST_HANDSHAKE, acceptor.accept(stream)).await {
                        let _ = sender.send((stream, peer)).await;
                    }
                });
            }
            Ok((_, peer)) => tracing::warn!(%peer, "not of this network"),
            Err(error) => {
                tracing::warn!(%error, "a connection was not taken");
                sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

/// The demo has printed passwords: it is for this machine and for the network it is in.
pub(super) fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

impl Listens for Listener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Shaken {
        match self.shaken.recv().await {
            Some(shaken) => shaken,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Peer {
    /// Handlers know the other end as they do without the safe line.
    pub fn tell<B>(mut request: Request<B>) -> Request<B> {
        if let Some(ConnectInfo(Self(address))) = request.extensions().get::<ConnectInfo<Self>>().copied() {
            request.extensions_mut().insert(ConnectInfo(address));
        }
        request
    }
}

#[cfg(test)]
mod tests {
    use super::super::Authority;
    use super::*;
    use axum::Router;
    use axum::middleware::map_request;
    use axum::routing::get;
    use rustls::{ClientConfig, RootCertStore};
    use rustls_pki_types::{CertificateDer, ServerName};
    use std::path::Path;
    use store::{Clock, SystemClock};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::TlsConnector;

    /// A house with an authority of its own that answers `/` with the caller's address; where it listens.
    async fn house(folder: &Path) -> (SocketAddr, Authority) {
        let today = SystemClock.now().day();
        let authority = Authority::open(folder, "till.local", today).expect("an authority");
        let names = ["till.local", "localhost", "127.0.0.1"].map(str::to_owned);
        let certificate = authority.server(&names, today).expect("a certificate");
        let here = "127.0.0.1:0".parse().expect("an address");
        let listener = Listener::bind(here, certificate).await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let caller = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
        let routes = Router::new()
            .route("/", get(caller))
            .layer(map_request(async |request: axum::extract::Request| Peer::tell(request)));
        tokio::spawn(async move {
            axum::serve(listener, routes.into_make_service_with_connect_info::<Peer>()).await
        });
        (address, authority)
    }

    /// What a phone that trusts these certificates gets of `/` under this name.
    async fn asks(address: SocketAddr, name: &str, trusted: &[u8]) -> io::Result<String> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(trusted.to_vec())).expect("a certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(name.to_owned()).expect("a name");
        let stream = TcpStream::connect(address).await?;
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        stream.write_all(b"GET / HTTP/1.1\r\nhost: till.local\r\nconnection: close\r\n\r\n").await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    #[tokio::test]
    async fn a_phone_that_trusts_the_authority_is_spoken_to_and_nothing_else_ends_it() {
        let folder = std::env::temp_dir().join(format!("piaojia-listener-{}", std::process::id()));
        let (address, authority) = house(&folder).await;
        for name in ["till.local", "localhost", "127.0.0.1"] {
            let answer = asks(address, name, authority.certificate()).await.expect("an answer");
            assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("127.0.0.1"), "{answer}");
        }
        asks(address, "other.example", authority.certificate())
            .await
            .expect_err("not the name of this house");
        let stranger = Authority::open(&folder.join("stranger"), "till.local", SystemClock.now().day())
            .expect("another");
        asks(address, "till.local", stranger.certificate()).await.expect_err("another authority");
        // Without the safe line, with nonsense, and gone at once.
        for words in [&b"GET / HTTP/1.1\r\nhost: till.local\r\n\r\n"[..], b"\x16\x03\x01\xff\xff", b""] {
            let mut stream = TcpStream::connect(address).await.expect("a connection");
            stream.write_all(words).await.expect("sent");
            stream.shutdown().await.expect("ended");
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            assert!(!answer.starts_with(b"HTTP"), "an answer in the clear");
        }
        let again = asks(address, "till.local", authority.certificate()).await.expect("an answer");
        assert!(again.starts_with("HTTP/1.1 200"));
        std::fs::remove_dir_all(&folder).expect("removed");
    }

    #[test]
    fn only_the_own_network_is_spoken_to() {
        for (address, near) in [
            ("127.0.0.1", true),
            ("192.168.1.7", true),
            ("10.0.0.7", true),
            ("::1", true),
            ("fe80::1", true),
            ("::ffff:192.168.1.7", true),
            ("203.0.113.7", false),
            ("2001:db8::7", false),
            ("::ffff:203.0.113.7", false),
        ] {
            assert_eq!(is_near(address.parse().expect("an address")), near, "{address}");
        }
    }
}
