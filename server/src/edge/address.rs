//! Who is asking, as far as limits care: the peer, unless the peer is a proxy that we were told to believe.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

/// The client's address. Behind a believed proxy it is the last entry of `X-Forwarded-For` that is no proxy itself.
pub fn client(peer: SocketAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let peer = peer.ip().to_canonical();
    if !proxies.contains(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|entry| entry.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .rfind(|address| !proxies.contains(address))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_proxies_are_believed() {
        let peer: SocketAddr = "10.0.0.1:5000".parse().expect("peer");
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.2.3.4, 203.0.113.7".parse().expect("header"));
        assert_eq!(client(peer, &headers, &[]), peer.ip());
        assert_eq!(client(peer, &headers, &[peer.ip()]), "203.0.113.7".parse::<IpAddr>().expect("address"));
    }
}
