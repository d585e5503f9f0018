//! Metrics have a port of their own, which the one for everybody knows nothing of.

use crate::office::Office;
use crate::stop::serve;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

fn get(address: SocketAddr, path: &str) -> String {
    let mut line = TcpStream::connect(address).expect("connected");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    line.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    line.read_to_string(&mut answer).expect("answered");
    answer
}

#[test]
fn what_was_served_is_counted_where_only_this_machine_can_ask() {
    let office = Office::empty();
    assert!(office.piaojia(&["key", "make"]).status.success());
    let (mut server, address, metrics) = serve(&office);
    assert!(metrics.ip().is_loopback());
    assert!(get(address, "/readyz").starts_with("HTTP/1.1 200"));
    let nothing = get(address, "/w/0123456789ABCDEFGHJKMNPQRS");
    let counted = get(metrics, "/metrics");
    let public = get(address, "/metrics");
    server.kill().expect("ended");
    server.wait().expect("a process");

    assert!(counted.starts_with("HTTP/1.1 200"), "{counted}");
    for series in [
        "http_requests_total{route=\"/readyz\",status=\"200\"} 1",
        "http_request_seconds_count{route=\"/readyz\"} 1",
        "route=\"/w/{link}\"",
    ] {
        assert!(counted.contains(series), "{series} in {counted}");
    }
    assert!(!counted.contains("0123456789ABCDEF") && !nothing.is_empty(), "{counted}");
    assert!(public.starts_with("HTTP/1.1 404"), "{public}");
}
