//! A list of 100,000 orders as a workbook, against writing the same rows with the library alone; and what the server's
//! memory came to meanwhile.

use crate::Fallible;
use crate::figure;
use crate::grow;
use crate::house::House;
use rust_xlsxwriter::{Format, Workbook};
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const ROWS: u32 = 100_000;
/// Tickets of an order: one, as most are, and ten, of which each row of the list is a sum.
const OF_AN_ORDER: [u32; 2] = [1, 10];
/// Megabytes that the server may take.
const MOST_MEMORY: f64 = 200.0;
const ROUNDS: usize = 3;

/// Both engines, one after the other.
pub async fn export(name: &str) -> Fallible<()> {
    for (engine, tickets) in
        ["sqlite", "postgres"].into_iter().flat_map(|engine| OF_AN_ORDER.map(|of| (engine, of)))
    {
        let house = grow::filled(engine, ROWS * tickets, tickets).await?;
        let (mut ours, mut alone) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(f64::from(ROWS) / loaded(&house).await?);
            alone.push(f64::from(ROWS) / written(tickets)?);
        }
        let words = format!("{} {ROWS}-rows of-{tickets}", house.engine());
        figure::print(name, &words, figure::median(ours), "rows/s", figure::median(alone));
        figure::print(name, &format!("{words} memory"), memory(house.server.id)?, "MB", MOST_MEMORY);
        house.remove().await?;
    }
    Ok(())
}

/// Seconds until the whole file was loaded. It comes in pieces without a length, on a connection that ends with it.
async fn loaded(house: &House) -> Fallible<f64> {
    let session = house.world.sign_in(&house.world.owner).await?;
    let began = Instant::now();
    let mut stream = TcpStream::connect(house.server.address).await?;
    let request = format!(
        "GET /office/orders/export HTTP/1.1\r\nhost: {}\r\ncookie: __Host-session={}\r\nconnection: close\r\n\r\n",
        house.server.address,
        session.as_str()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut file = Vec::new();
    stream.read_to_end(&mut file).await?;
    let (is_good, is_whole) = (file.starts_with(b"HTTP/1.1 200"), file.ends_with(b"0\r\n\r\n"));
    if !is_good || !is_whole || file.len() < ROWS as usize {
        return Err(format!("the file is none: {} bytes", file.len()).into());
    }
    Ok(began.elapsed().as_secs_f64())
}

/// Seconds for as many rows of the same cells with the library alone.
fn written(tickets: u32) -> Fallible<f64> {
    let (count, amount) = (f64::from(tickets), f64::from(tickets * 200));
    let products = format!("經典珍珠奶茶提貨券 × {tickets}");
    let began = Instant::now();
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    for column in 0..12 {
        sheet.write_string_with_format(0, column, "heading", &bold)?;
    }
    for row in 1..=ROWS {
        let (number, own) = (format!("{row:016}"), format!("FILL{row:08}"));
        let person = ["王○明", "09••••5678", "m•••@example.com"];
        let words = [
            number.as_str(),
            &own,
            "2026/11/06 14:00",
            person[0],
            person[1],
            person[2],
            &products,
            "平台序號",
        ];
        for (column, cell) in (0..).zip(words) {
            sheet.write_string(row, column, cell)?;
        }
        for (column, cell) in (8..).zip([count, count, (count * 0.7).round(), amount]) {
            sheet.write_number(row, column, cell)?;
        }
    }
    workbook.save_to_buffer()?;
    Ok(began.elapsed().as_secs_f64())
}

/// The most that the server had at once, in megabytes.
fn memory(id: u32) -> Fallible<f64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no VmHWM")?;
    let kilobytes = line.split_whitespace().nth(1).ok_or("no number")?.parse::<f64>()?;
    Ok(kilobytes / 1024.0)
}
