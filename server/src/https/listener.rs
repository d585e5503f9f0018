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
    use super::*;

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
