//! The console's lists with very many tickets against few: the same pages of two houses, asked by turns, so that whatever
//! else the machine does meets both.

use crate::Fallible;
use crate::figure;
use crate::grow;
use crate::house::House;
use crate::house::client::Client;
use sqlx::Row;
use std::time::Instant;

/// Tickets of the two houses.
const FEW: u32 = 10_000;
const MANY: u32 = 1_000_000;
/// Looks at each page; the median is printed. The first ones warm caches and plans.
const LOOKS: usize = 40;
const WARM: usize = 5;

/// Both engines, one after the other.
pub async fn console(name: &str) -> Fallible<()> {
    for engine in ["sqlite", "postgres"] {
        let small = grow::filled(engine, FEW, grow::OF_AN_ORDER).await?;
        let large = grow::filled(engine, MANY, grow::OF_AN_ORDER).await?;
        for (page, path) in [
            ("orders", "/office/orders"),
            ("order-by-its-own-number", "/office/orders?words=FILL00000007"),
            ("orders-with-something-left", "/office/orders?rest=left&product=VAA00001"),
            ("tickets-of-an-order", ""),
            ("returns", "/office/returns/made"),
            ("home", "/office"),
        ] {
            let (few, many) = (asked(&small, path).await?, asked(&large, path).await?);
            let words = format!("{} {MANY}-tickets {page}", small.engine());
            figure::print(name, &words, many, "ms", few);
        }
        small.remove().await?;
        large.remove().await?;
    }
    Ok(())
}

/// Milliseconds of a look at the page, the median; an empty path is the page of an order in the middle.
async fn asked(house: &House, path: &str) -> Fallible<f64> {
    let path = if path.is_empty() { order_of(house).await? } else { path.to_owned() };
    let session = house.world.sign_in(&house.world.owner).await?;
    let cookie = format!("cookie: __Host-session={}\r\n", session.as_str());
    let mut client = Client::connect(house.server.address).await?;
    let mut looks = Vec::with_capacity(LOOKS);
    for look in 0..LOOKS + WARM {
        let began = Instant::now();
        let status = client.get(&path, &cookie).await?.status;
        if status != 200 {
            return Err(format!("{path} answers {status}").into());
        }
        if look >= WARM {
            looks.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    Ok(figure::median(looks))
}

async fn order_of(house: &House) -> Fallible<String> {
    let rows = house.connection().await?;
    let half = "SELECT number FROM ticket_order ORDER BY number LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM ticket_order)";
    let row = sqlx::query(half).fetch_one(&rows).await?;
    rows.close().await;
    Ok(format!("/office/orders/{}", row.try_get::<String, _>(0)?))
}
