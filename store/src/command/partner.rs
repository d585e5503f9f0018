//! Relations are opened, ended, left, and products opened to them (RULES §8). What is closed is closed for issued tickets,
//! too: the counter asks at each redemption.

use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::table::set_up_change::{self, Author, SetUpChange};
use crate::{Store, StoreError, error::breaks_a_key};
use domain::change::{FieldChange, Subject};
use domain::contract::RedemptionMode;
use domain::identity::{MerchantNumber, ProductNumber};
use domain::partner::{self, RelationAct, closes_products};
use domain::permission::Function;
use domain::redeem::RelationState;
use domain::refusal::Refusal;
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// Both sides of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// 發行單位
    pub issuer: MerchantNumber,
    /// 可核銷商店
    pub redeemer: MerchantNumber,
}

/// What is done to a relation.
#[derive(Debug, Clone)]
pub(crate) struct Doing {
    pub pair: Pair,
    pub act: RelationAct,
    /// Of the form; `None` where there was no relation yet.
    pub version: Option<i64>,
    pub note: String,
}

struct Present {
    state: RelationState,
    note: String,
    version: i64,
}

impl Store {
    /// The issuer opens a relation, for the first time (`version` = `None`) or again. Products are opened one by one.
    pub async fn open_relation(
        &self,
        session: &SessionToken,
        redeemer: MerchantNumber,
        version: Option<i64>,
        note: String,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        let pair = Pair { issuer: actor.merchant, redeemer };
        self.may_relate(pair).await?;
        let doing = Doing { pair, act: RelationAct::Open, version, note };
        self.do_to_relation(Author::Account(actor), doing).await
    }

    /// The issuer ends it.
    pub async fn end_relation(
        &self,
        session: &SessionToken,
        redeemer: MerchantNumber,
        version: i64,
        note: String,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        let pair = Pair { issuer: actor.merchant, redeemer };
        let doing = Doing { pair, act: RelationAct::End, version: Some(version), note };
        self.do_to_relation(Author::Account(actor), doing).await
    }

    /// The redeemer leaves: only the operator brings it back.
    pub async fn leave_relation(
        &self,
        session: &SessionToken,
        issuer: MerchantNumber,
        version: i64,
        note: String,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        let pair = Pair { issuer, redeemer: actor.merchant };
        let doing = Doing { pair, act: RelationAct::Leave, version: Some(version), note };
        self.do_to_relation(Author::Account(actor), doing).await
    }

    /// Which products are open to the redeemer from now on, issued tickets included.
    pub async fn open_products(
        &self,
        session: &SessionToken,
        redeemer: MerchantNumber,
        version: i64,
        wanted: BTreeSet<ProductNumber>,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        let pair = Pair { issuer: actor.merchant, redeemer };
        let present = self.relation(pair).await?.ok_or(StoreError::Refused(Refusal::MerchantUnknown))?;
        match present.state {
            RelationState::Open => {}
            RelationState::Ended => return Err(StoreError::Refused(Refusal::RelationEnded)),
            RelationState::Blocked => return Err(StoreError::Refused(Refusal::RelationBlocked)),
        }
        let products = self.products_for(pair.issuer, redeemer).await?;
        let codes = |is_open: &dyn Fn(&crate::query::partner::OpenableProduct) -> bool| {
            let open: Vec<_> = products
                .iter()
                .filter(|product| is_open(product))
                .map(|product| product.code.as_str())
                .collect();
            open.join(" ")
        };
        let fields = vec![FieldChange {
            field: "products".to_owned(),
            before: codes(&|product| product.is_open),
            after: codes(&|product| wanted.contains(&product.number)),
        }];
        if fields.iter().all(|change| change.before == change.after) {
            return Ok(());
        }
        let change = change_of(pair, Author::Account(actor), fields, String::new());
        let toggled: Vec<(i64, bool)> = products
            .iter()
            .map(|product| (product, wanted.contains(&product.number)))
            .filter(|(product, opens)| product.is_open != *opens)
            .map(|(product, opens)| (i64::from(product.number.0), opens))
            .collect();
        let now = self.now();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let (issuer, redeemer) = (i64::from(pair.issuer.0), i64::from(pair.redeemer.0));
                    let changed = sqlx::query(
                        "UPDATE relation SET version = version + 1, changed_at = $4
                         WHERE issuer = $1 AND redeemer = $2 AND version = $3 AND state = 'open'",
                    )
                    .bind(issuer)
                    .bind(redeemer)
                    .bind(version)
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await?;
                    if changed.rows_affected() != 1 {
                        return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
                    }
                    for (product, opens) in toggled {
                        toggle_product(connection, pair, product, opens).await?;
                    }
                    set_up_change::insert(connection, &change, now).await
                })
            })
            .await
    }

    async fn may_relate(&self, pair: Pair) -> Result<(), StoreError> {
        let mode = async |merchant: MerchantNumber| {
            let row = sqlx::query("SELECT redemption_mode FROM merchant WHERE number = $1")
                .bind(i64::from(merchant.0))
                .fetch_optional(self.engine.reader())
                .await?
                .ok_or(StoreError::Refused(Refusal::MerchantUnknown))?;
            Columns(&row).stated("redemption_mode", RedemptionMode::parse)
        };
        let (issuer, redeemer) = (mode(pair.issuer).await?, mode(pair.redeemer).await?);
        partner::may_relate(issuer, redeemer, pair.issuer == pair.redeemer).map_err(StoreError::Refused)
    }

    async fn relation(&self, pair: Pair) -> Result<Option<Present>, StoreError> {
        let row =
            sqlx::query("SELECT state, note, version FROM relation WHERE issuer = $1 AND redeemer = $2")
                .bind(i64::from(pair.issuer.0))
                .bind(i64::from(pair.redeemer.0))
                .fetch_optional(self.engine.reader())
                .await?;
        row.map(|row| {
            let columns = Columns(&row);
            Ok(Present {
                state: columns.stated("state", RelationState::parse)?,
                note: columns.text("note")?,
                version: columns.number("version")?,
            })
        })
        .transpose()
    }

    /// Decides and writes. The same again changes nothing.
    pub(crate) async fn do_to_relation(&self, author: Author, doing: Doing) -> Result<(), StoreError> {
        let Doing { pair, act, version, note } = doing;
        let present = self.relation(pair).await?;
        let after = partner::decide(present.as_ref().map(|present| present.state), act)
            .map_err(StoreError::Refused)?;
        if present.as_ref().is_some_and(|present| present.state == after && present.note == note) {
            return Ok(());
        }
        if present.as_ref().map(|present| present.version) != version {
            return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
        }
        let mut fields = Vec::new();
        let before = present.as_ref().map_or("", |present| present.state.as_str());
        if before != after.as_str() {
            let (before, after) = (before.to_owned(), after.as_str().to_owned());
            fields.push(FieldChange { field: "state".to_owned(), before, after });
        }
        if closes_products(after) {
            let products = self.products_for(pair.issuer, pair.redeemer).await?;
            let open: Vec<_> = products
                .iter()
                .filter(|product| product.is_open)
                .map(|product| product.code.as_str())
                .collect();
            if !open.is_empty() {
                let (before, after) = (open.join(" "), String::new());
                fields.push(FieldChange { field: "products".to_owned(), before, after });
            }
        }
        let change = change_of(pair, author, fields, note.clone());
        let now = self.now();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    write(connection, pair, version, after, &note, now.0).await?;
                    if closes_products(after) {
                        close_products(connection, pair).await?;
                    }
                    set_up_change::insert(connection, &change, now).await
                })
            })
            .await
    }
}

fn change_of(pair: Pair, author: Author, fields: Vec<FieldChange>, note: String) -> SetUpChange {
    SetUpChange {
        merchant: i64::from(pair.issuer.0),
        subject: Subject::Relation,
        key: pair.redeemer.to_string(),
        author,
        fields,
        note,
    }
}

async fn write(
    connection: &mut AnyConnection,
    pair: Pair,
    version: Option<i64>,
    state: RelationState,
    note: &str,
    now: i64,
) -> Result<(), StoreError> {
    let meanwhile = StoreError::Refused(Refusal::ChangedMeanwhile);
    let text = match version {
        None => {
            "INSERT INTO relation (issuer, redeemer, state, version, note, changed_at) VALUES ($1, $2, $4, 1 + $3, $5, $6)"
        }
        Some(_) => {
            "UPDATE relation SET state = $4, version = version + 1, note = $5, changed_at = $6
             WHERE issuer = $1 AND redeemer = $2 AND version = $3"
        }
    };
    let written = sqlx::query(text)
        .bind(i64::from(pair.issuer.0))
        .bind(i64::from(pair.redeemer.0))
        .bind(version.unwrap_or(0))
        .bind(state.as_str())
        .bind(note.to_owned())
        .bind(now)
        .execute(connection)
        .await;
    match written {
        Ok(written) if written.rows_affected() == 1 => Ok(()),
        Ok(_) => Err(meanwhile),
        Err(error) if breaks_a_key(&error) => Err(meanwhile),
        Err(error) => Err(error.into()),
    }
}

/// A product's own form that was opened before is told (`ChangedMeanwhile`).
async fn toggle_product(
    connection: &mut AnyConnection,
    pair: Pair,
    product: i64,
    opens: bool,
) -> Result<(), StoreError> {
    let (issuer, redeemer) = (i64::from(pair.issuer.0), i64::from(pair.redeemer.0));
    sqlx::query("UPDATE product SET version = version + 1 WHERE merchant = $1 AND number = $2")
        .bind(issuer)
        .bind(product)
        .execute(&mut *connection)
        .await?;
    let text = if opens {
        "INSERT INTO product_opening (merchant, product, redeemer) VALUES ($1, $2, $3)"
    } else {
        "DELETE FROM product_opening WHERE merchant = $1 AND product = $2 AND redeemer = $3"
    };
    sqlx::query(text).bind(issuer).bind(product).bind(redeemer).execute(connection).await?;
    Ok(())
}

async fn close_products(connection: &mut AnyConnection, pair: Pair) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE product SET version = version + 1
         WHERE merchant = $1 AND number IN (
             SELECT o.product FROM product_opening o WHERE o.merchant = $1 AND o.redeemer = $2)",
    )
    .bind(i64::from(pair.issuer.0))
    .bind(i64::from(pair.redeemer.0))
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM product_opening WHERE merchant = $1 AND redeemer = $2")
        .bind(i64::from(pair.issuer.0))
        .bind(i64::from(pair.redeemer.0))
        .execute(connection)
        .await?;
    Ok(())
}
