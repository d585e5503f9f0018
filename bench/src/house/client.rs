//! A small HTTP/1.1 client over one kept-alive connection: it must cost little, since it runs beside the server.

use crate::Fallible;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection.
pub struct Client {
    stream: TcpStream,
    address: SocketAddr,
    buffer: Vec<u8>,
}

/// One answer.
pub struct Answer<'c> {
    /// The status code.
    pub status: u16,
    /// The body as sent.
    pub body: &'c [u8],
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Fallible<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, address, buffer: vec![0; 64 * 1024] })
    }

    /// Asks for a path; `headers` are whole lines, each with its CR LF.
    pub async fn get(&mut self, path: &str, headers: &str) -> Fallible<Answer<'_>> {
        // As a person's browser asks: others see no wallet.
        let signs = "user-agent: Mozilla/5.0\r\naccept: text/html\r\naccept-language: zh-TW\r\n";
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{signs}{headers}\r\n", self.address);
        self.send(request.as_bytes()).await
    }

    /// Sends a request that was put together before and reads its answer.
    pub async fn send(&mut self, request: &[u8]) -> Fallible<Answer<'_>> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        let (status, start, end) = loop {
            if filled == self.buffer.len() {
                self.buffer.resize(filled * 2, 0);
            }
            let free = self.buffer.get_mut(filled..).ok_or("no room")?;
            let read = self.stream.read(free).await?;
            if read == 0 {
                return Err("the server hung up".into());
            }
            filled += read;
            let so_far = self.buffer.get(..filled).ok_or("no room")?;
            if let Some((status, start, length)) = head(so_far)?
                && filled >= start + length
            {
                break (status, start, start + length);
            }
        };
        Ok(Answer { status, body: self.buffer.get(start..end).ok_or("a short answer")? })
    }
}

/// Status, start of the body and its length, once the head is complete.
fn head(bytes: &[u8]) -> Fallible<Option<(u16, usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = std::str::from_utf8(bytes.get(..end).unwrap_or_default())?;
    let status = text.get(9..12).ok_or("no status")?.parse()?;
    let length = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(Ok(0), |(_, value)| value.trim().parse())?;
    Ok(Some((status, end + 4, length)))
}
