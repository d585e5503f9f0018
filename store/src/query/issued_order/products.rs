//! What orders are of: read beside their list, in one query for a page, in one or two for a piece of a file.

use super::{ListedOrder, may_look};
use crate::engine::EngineKind;
use crate::query::parameters::Parameters;
use crate::table::bundle::{bundled, typed, unbundled};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Day;
use domain::contract::{Opening, way_of};
use domain::identity::MerchantNumber;
use std::collections::HashMap;

/// A page of a list has no more orders, and is read in as many queries however long the list.
const MOST_OF_A_PAGE: usize = 100;

/// Tickets of one product in an order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ProductOfOrder {
    pub name: String,
    pub tickets: u32,
    pub units: u32,
    pub remaining: u32,
    /// The latest first day of them, where one was set.
    pub usable_from: Option<Day>,
}

impl ListedOrder {
    /// 發行方式, once [`Store::with_products`] has read what it is of.
    pub fn way(&self) -> Opening {
        let usable_from = self.products.iter().filter_map(|product| product.usable_from).max();
        way_of(self.form, usable_from, self.issued_at.day())
    }
}

impl Store {
    /// The same orders of the actor's merchant with what each is of, in one query.
    pub async fn with_products(
        &self,
        actor: &Actor,
        mut orders: Vec<ListedOrder>,
    ) -> Result<Vec<ListedOrder>, StoreError> {
        may_look(actor)?;
        if !orders.is_empty() {
            let mut products = self.products_of_orders(actor.merchant, &orders).await?;
            for order in &mut orders {
                order.products = products.remove(&order.id).unwrap_or_default();
            }
        }
        Ok(orders)
    }

    async fn products_of_orders(
        &self,
        merchant: MerchantNumber,
        orders: &[ListedOrder],
    ) -> Result<HashMap<String, Vec<ProductOfOrder>>, StoreError> {
        let mut tickets = Parameters::beginning_with(i64::from(merchant.0));
        let of_orders = match self.span_of(merchant, orders).await? {
            Some([first, last]) => of_span(&tickets.text(first), &tickets.text(last)),
            None => {
                let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
                let ids = serde_json::to_string(&ids).map_err(|_| StoreError::Corrupt("ids of orders"))?;
                of_orders(self.engine.kind(), &tickets.text(ids))
            }
        };
        let columns = format!(
            "s.ticket_order, s.product, {}, s.tickets, s.units, s.remaining, COALESCE(s.usable_from, '')",
            typed("p.name")
        );
        let text = format!(
            "SELECT {} FROM ({of_orders}) s CROSS JOIN product p WHERE p.merchant = $1 AND p.number = s.product",
            bundled(&columns),
        );
        let row = tickets.ask(&text).fetch_one(self.engine.reader()).await?;
        let mut lines = unbundled(&row, |[order, product, name, tickets, units, remaining, usable_from]| {
            let (tickets, units) = (tickets.parse().ok()?, units.parse().ok()?);
            let line = ProductOfOrder {
                name: name.to_owned(),
                tickets,
                units,
                remaining: remaining.parse().ok()?,
                usable_from: Day::parse(usable_from),
            };
            Some((product.parse::<u32>().ok()?, order.to_owned(), line))
        })?;
        lines.sort_by_key(|(product, ..)| *product);
        let mut products: HashMap<String, Vec<ProductOfOrder>> = HashMap::new();
        for (_, order, line) in lines {
            products.entry(order).or_default().push(line);
        }
        Ok(products)
    }

    /// From which identity to which, where a piece of a file on PostgreSQL has most of the orders between its first and its last.
    async fn span_of(
        &self,
        merchant: MerchantNumber,
        orders: &[ListedOrder],
    ) -> Result<Option<[String; 2]>, StoreError> {
        let ids = || orders.iter().map(|order| order.id.as_str());
        let (Some(first), Some(last)) = (ids().min(), ids().max()) else {
            return Ok(None);
        };
        if self.engine.kind() == EngineKind::Sqlite || orders.len() <= MOST_OF_A_PAGE {
            return Ok(None);
        }
        let most = i64::try_from(orders.len() * 2).unwrap_or(i64::MAX);
        let row = sqlx::query(
            "SELECT COUNT(*) AS orders FROM (SELECT 1 FROM ticket_order o
                 WHERE o.merchant = $1 AND o.id >= $2 AND o.id <= $3 LIMIT $4) n",
        )
        .bind(i64::from(merchant.0))
        .bind(first.to_owned())
        .bind(last.to_owned())
        .bind(most + 1)
        .fetch_one(self.engine.reader())
        .await?;
        let found = Columns(&row).number("orders")?;
        Ok((found <= most).then(|| [first.to_owned(), last.to_owned()]))
    }
}

/// The same columns as [`of_orders`] of all orders between two, on PostgreSQL: their tickets are read in one go.
fn of_span(first: &str, last: &str) -> String {
    format!(
        "SELECT t.ticket_order, t.product, COUNT(*) AS tickets, SUM(CAST(t.quantity AS INTEGER)) AS units,
                SUM(CAST(t.remaining AS INTEGER)) AS remaining, MAX(t.usable_from) AS usable_from
         FROM ticket t WHERE t.merchant = $1 AND t.ticket_order >= {first} AND t.ticket_order <= {last}
           AND t.quantity > 0
         GROUP BY t.ticket_order, t.product"
    )
}

/// The tickets of these orders by product, without those that were merged into others (RULES §19): `ticket_order, product, tickets, units, remaining, usable_from`. `ids` is the parameter with
/// a JSON array of the orders' ids. PostgreSQL adds each order up by itself, in whole numbers: two thirds of the time that one
/// sum over all of them takes (19 against 27 ms for 2,000 orders of ten).
fn of_orders(engine: EngineKind, ids: &str) -> String {
    match engine {
        EngineKind::Sqlite => format!(
            "SELECT t.ticket_order, t.product, COUNT(*) AS tickets, SUM(t.quantity) AS units,
                    SUM(t.remaining) AS remaining, MAX(t.usable_from) AS usable_from
             FROM ticket t WHERE t.merchant = $1 AND t.ticket_order IN (SELECT value FROM json_each({ids}))
               AND t.quantity > 0
             GROUP BY t.ticket_order, t.product"
        ),
        EngineKind::Postgres => format!(
            "SELECT o.id AS ticket_order, of_order.*
             FROM json_array_elements_text({ids}::json) AS o (id)
             CROSS JOIN LATERAL (
                 SELECT t.product, COUNT(*) AS tickets, SUM(CAST(t.quantity AS INTEGER)) AS units,
                        SUM(CAST(t.remaining AS INTEGER)) AS remaining, MAX(t.usable_from) AS usable_from
                 FROM ticket t WHERE t.merchant = $1 AND t.ticket_order = o.id AND t.quantity > 0 GROUP BY t.product) AS of_order"
        ),
    }
}
