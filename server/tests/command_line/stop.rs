//! A server that is told to stop: whoever it has begun to answer gets the whole answer, and what was answered is there.

use crate::office::Office;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use store::command::redeem::{Brought, RedeemAnswer, RedeemRequest};
use store::fixture::{Goods, World};

/// How often another address is tried, when somebody takes one before the server has it.
const ADDRESSES: u32 = 5;

/// `piaojia serve` on the office's data: where it serves, and where its metrics are.
pub fn serve(office: &Office) -> (Child, SocketAddr, SocketAddr) {
    let site = office.0.join("site");
    std::fs::create_dir_all(&site).expect("a folder");
    for _ in 0..ADDRESSES {
        let free =
            || TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("free");
        let (address, metrics) = (free(), free());
        let mut server = Command::new(env!("CARGO_BIN_EXE_piaojia"))
            .args(["serve", "--listen", &address.to_string(), "--metrics", &metrics.to_string()])
            .env_clear()
            .env("PIAOJIA_DATA", office.data())
            .env("PIAOJIA_SITE", &site)
            .env("PIAOJIA_LOG_JSON", "true")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        while server.try_wait().expect("a process").is_none() {
            if TcpStream::connect(address).is_ok() {
                return (server, address, metrics);
            }
            std::thread::yield_now();
        }
    }
    panic!("{ADDRESSES} free addresses were taken before the server had them");
}

#[test]
fn what_was_begun_when_the_server_is_told_to_stop_is_finished() {
    let office = Office::empty();
    assert!(office.piaojia(&["key", "make"]).status.success());
    let (request, session) = office.with_store(async |store| {
        let world = World::new(&store).await.expect("a town");
        let ticket = world.issue_one(Goods::Paid).await.expect("a ticket");
        store.close().await;
        let scan = world.scan(&ticket).expect("a scan");
        (RedeemRequest { quantity: None, ..scan }, world.clerk_001.session)
    });
    let (Brought::Scanned(code), Some(attempt)) = (&request.brought, &request.attempt) else {
        panic!("no scan");
    };
    let body = format!("code={}&attempt={attempt}", code.replace(':', "%3A").replace('/', "%2F"));
    let (mut server, address, _) = serve(&office);
    // A cashier whose line has brought half of the scan, and one who has asked nothing.
    let mut begun = TcpStream::connect(address).expect("connected");
    let idle = TcpStream::connect(address).expect("connected");
    let (first, second) = body.split_at(body.len() / 2);
    let head = format!(
        "POST /desk/scan HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\ncookie: __Host-session={}\r\nsec-fetch-site: same-origin\r\n\
         x-fragment: 1\r\nexpect: 100-continue\r\n\r\n",
        body.len(),
        session.as_str()
    );
    begun.write_all(head.as_bytes()).expect("sent");
    // The server says that it waits for the body: it has begun.
    let mut answer = BufReader::new(begun.try_clone().expect("the same line"));
    let mut line = String::new();
    answer.read_line(&mut line).expect("told to go on");
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    begun.write_all(first.as_bytes()).expect("sent");

    let stopped = Command::new("kill").args(["-TERM", &server.id().to_string()]).status();
    assert!(stopped.expect("kill").success());
    while TcpStream::connect(address).is_ok() {
        std::thread::yield_now();
    }
    begun.write_all(second.as_bytes()).expect("still listened to");
    let mut whole = String::new();
    answer.read_to_string(&mut whole).expect("a whole answer");
    assert!(whole.contains(r#"data-code="redeemed""#), "{whole}");
    drop(idle);
    assert!(server.wait().expect("a process").success());

    let answer = office.with_store(async |store| {
        let answer = store.redeem(&session, &request).await.expect("an answer");
        store.close().await;
        answer
    });
    let RedeemAnswer::Redeemed { receipt, .. } = answer else { panic!("not written") };
    assert!(receipt.repeated, "the scan that was answered is there");
}
