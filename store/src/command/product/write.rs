//! The rows of a product. Inside the transaction of whatever changes it.

use super::ProductLists;
use crate::StoreError;
use crate::command::change_picture::NewPicture;
use crate::table::attempt::Attempt;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{MerchantNumber, ProductNumber};
use domain::product::counter::Counter;
use domain::product::{ProductFacts, ProductField};
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// A batch that is staged longer was left behind by a server that was killed.
const STAGING_SECONDS: i64 = 15 * 60;

/// Of a product that was inserted just now.
pub(super) const FIRST_VERSION: i64 = 1;

/// A product as it will stand in its table.
pub(super) struct Row {
    pub code: String,
    pub facts: ProductFacts,
}

/// Who changes what, with its event.
pub(super) struct Change {
    merchant: i64,
    product: i64,
    event: Entry,
    fields: Vec<ProductField>,
    now: Instant,
}

impl Change {
    pub(super) fn new(
        actor: &Actor,
        number: ProductNumber,
        kind: EventKind,
        fields: Vec<ProductField>,
        now: Instant,
    ) -> Self {
        let merchant = i64::from(actor.merchant.0);
        let event = Entry { line: Some(number.to_string()), ..Entry::new(merchant, kind, now).by(actor) };
        Self { merchant, product: i64::from(number.0), event, fields, now }
    }

    pub(super) fn by(mut self, attempt: Attempt) -> Self {
        self.event.attempt = Some(attempt.id);
        self.event.content = Some(attempt.content);
        self
    }

    pub(super) async fn insert_product(
        &self,
        connection: &mut AnyConnection,
        row: &Row,
    ) -> Result<(), StoreError> {
        let facts = &row.facts;
        sqlx::query(
            "INSERT INTO product (merchant, number, code, own_number, kind, name, face_value, terms, paper_terms,
                                  store_terms, on_shelf, names_redeeming_branches, names_return_branches,
                                  proof_living, proof_moment, proof_printed, proof_typed, proof_look_up, version,
                                  created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, $11, $12, $13, $14, $15, 1, $16)",
        )
        .bind(self.merchant)
        .bind(self.product)
        .bind(row.code.as_str())
        .bind(facts.own_number.as_str())
        .bind(facts.kind.as_str())
        .bind(facts.name.as_str())
        .bind(facts.face_value.0)
        .bind(facts.terms.join("\n"))
        .bind(facts.paper_terms.join("\n"))
        .bind(facts.store_terms.join("\n"))
        .bind(facts.proof.living.as_str())
        .bind(facts.proof.moment.as_str())
        .bind(facts.proof.printed.as_str())
        .bind(facts.proof.typed.as_str())
        .bind(facts.proof.look_up.as_str())
        .bind(self.now.0)
        .execute(connection)
        .await?;
        Ok(())
    }

    /// Not while its tickets are on their way: they carry its face value. `issued` as it was decided on.
    pub(super) async fn update_product(
        &self,
        connection: &mut AnyConnection,
        row: &Row,
        (version, issued, on_shelf): (i64, bool, bool),
    ) -> Result<(), StoreError> {
        let facts = &row.facts;
        let done = sqlx::query(
            "UPDATE product SET code = $3, own_number = $4, kind = $5, name = $6, face_value = $7, terms = $8,
                    paper_terms = $9, store_terms = $10, on_shelf = $11, proof_living = $12, proof_moment = $13,
                    proof_printed = $14, proof_typed = $15, proof_look_up = $16, version = version + 1
             WHERE merchant = $1 AND number = $2 AND version = $17
               AND ($18 = 1 OR (issued_at IS NULL AND NOT EXISTS (
                   SELECT 1 FROM batch b WHERE b.merchant = $1 AND b.state = 'staging' AND b.created_at > $19)))",
        )
        .bind(self.merchant)
        .bind(self.product)
        .bind(row.code.as_str())
        .bind(facts.own_number.as_str())
        .bind(facts.kind.as_str())
        .bind(facts.name.as_str())
        .bind(facts.face_value.0)
        .bind(facts.terms.join("\n"))
        .bind(facts.paper_terms.join("\n"))
        .bind(facts.store_terms.join("\n"))
        .bind(i64::from(on_shelf))
        .bind(facts.proof.living.as_str())
        .bind(facts.proof.moment.as_str())
        .bind(facts.proof.printed.as_str())
        .bind(facts.proof.typed.as_str())
        .bind(facts.proof.look_up.as_str())
        .bind(version)
        .bind(i64::from(issued))
        .bind(self.now.plus_seconds(-STAGING_SECONDS).0)
        .execute(connection)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::RaceLost) }
    }

    pub(super) async fn raise_version(
        &self,
        connection: &mut AnyConnection,
        version: i64,
    ) -> Result<(), StoreError> {
        let done = sqlx::query(
            "UPDATE product SET version = version + 1
             WHERE merchant = $1 AND number = $2 AND version = $3 AND issued_at IS NULL",
        )
        .bind(self.merchant)
        .bind(self.product)
        .bind(version)
        .execute(connection)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::RaceLost) }
    }

    /// Whether it was on the other side of the shelf.
    pub(super) async fn shelve(
        &self,
        connection: &mut AnyConnection,
        version: i64,
        on: bool,
    ) -> Result<(), StoreError> {
        let done = sqlx::query(
            "UPDATE product SET on_shelf = $4, version = version + 1
             WHERE merchant = $1 AND number = $2 AND version = $3",
        )
        .bind(self.merchant)
        .bind(self.product)
        .bind(version)
        .bind(i64::from(on))
        .execute(connection)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::RaceLost) }
    }

    /// What stands at the counter; no lock holds it.
    pub(super) async fn update_counter(
        &self,
        connection: &mut AnyConnection,
        version: i64,
        counter: &Counter,
    ) -> Result<(), StoreError> {
        let Counter { note, limits } = counter;
        let done = sqlx::query(
            "UPDATE product SET desk_note = $4, offline_units = $5, offline_money = $6, offline_minutes = $7,
                    offline_statement_hours = $8, version = version + 1
             WHERE merchant = $1 AND number = $2 AND version = $3",
        )
        .bind(self.merchant)
        .bind(self.product)
        .bind(version)
        .bind(note.as_str())
        .bind(i64::from(limits.units))
        .bind(limits.money)
        .bind(i64::from(limits.minutes))
        .bind(i64::from(limits.statement_hours))
        .execute(connection)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::RaceLost) }
    }

    /// Branches and partners that the merchant does not have are left out.
    pub(super) async fn write_lists(
        &self,
        connection: &mut AnyConnection,
        lists: &ProductLists,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM product_branch WHERE merchant = $1 AND product = $2")
            .bind(self.merchant)
            .bind(self.product)
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "UPDATE product SET names_redeeming_branches = $3, names_return_branches = $4
             WHERE merchant = $1 AND number = $2",
        )
        .bind(self.merchant)
        .bind(self.product)
        .bind(i64::from(lists.redeeming.is_some()))
        .bind(i64::from(lists.returning.is_some()))
        .execute(&mut *connection)
        .await?;
        for (purpose, branches) in [("redeem", &lists.redeeming), ("give_back", &lists.returning)] {
            for branch in branches.iter().flatten() {
                sqlx::query(
                    "INSERT INTO product_branch (merchant, product, purpose, branch)
                     SELECT b.merchant, $2, $3, b.number FROM branch b WHERE b.merchant = $1 AND b.number = $4
                     ON CONFLICT DO NOTHING",
                )
                .bind(self.merchant)
                .bind(self.product)
                .bind(purpose)
                .bind(branch.as_str())
                .execute(&mut *connection)
                .await?;
            }
        }
        self.write_openings(connection, &lists.partners).await
    }

    /// Only what changes, each under its relation: a list of the partner's products that was opened before is told
    /// (`ChangedMeanwhile`), and a relation that ends at the same time closes this product, too.
    async fn write_openings(
        &self,
        connection: &mut AnyConnection,
        partners: &[MerchantNumber],
    ) -> Result<(), StoreError> {
        let wanted: BTreeSet<_> = partners.iter().copied().collect();
        let rows = sqlx::query("SELECT redeemer FROM product_opening WHERE merchant = $1 AND product = $2")
            .bind(self.merchant)
            .bind(self.product)
            .fetch_all(&mut *connection)
            .await?;
        let present = rows.iter().map(|row| Columns(row).merchant("redeemer"));
        let present = present.collect::<Result<BTreeSet<_>, _>>()?;
        for partner in present.symmetric_difference(&wanted) {
            let partner_number = i64::from(partner.0);
            let held = sqlx::query(
                "UPDATE relation SET version = version + 1
                 WHERE issuer = $1 AND redeemer = $2 AND state = 'open'",
            )
            .bind(self.merchant)
            .bind(partner_number)
            .execute(&mut *connection)
            .await?;
            let text = if present.contains(partner) {
                "DELETE FROM product_opening WHERE merchant = $1 AND product = $2 AND redeemer = $3"
            } else if held.rows_affected() == 1 {
                "INSERT INTO product_opening (merchant, product, redeemer) VALUES ($1, $2, $3)"
            } else {
                continue;
            };
            sqlx::query(text)
                .bind(self.merchant)
                .bind(self.product)
                .bind(partner_number)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }

    pub(super) async fn write_passing_on(
        &self,
        connection: &mut AnyConnection,
        forbids: bool,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE product SET forbids_passing_on = $3 WHERE merchant = $1 AND number = $2")
            .bind(self.merchant)
            .bind(self.product)
            .bind(i64::from(forbids))
            .execute(connection)
            .await?;
        Ok(())
    }

    pub(super) async fn write_picture(
        &self,
        connection: &mut AnyConnection,
        picture: Option<NewPicture>,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM product_picture WHERE merchant = $1 AND product = $2")
            .bind(self.merchant)
            .bind(self.product)
            .execute(&mut *connection)
            .await?;
        let Some(picture) = picture else { return Ok(()) };
        sqlx::query(
            "INSERT INTO product_picture (merchant, product, name, media_type, width, height, plate, bytes, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(self.merchant)
        .bind(self.product)
        .bind(picture.picture().name.to_string())
        .bind(picture.media_type)
        .bind(i64::from(picture.size.width))
        .bind(i64::from(picture.size.height))
        .bind(picture.plate.as_str())
        .bind(picture.bytes)
        .bind(self.now.0)
        .execute(connection)
        .await?;
        Ok(())
    }

    /// The picture of another product of the merchant's, where it has one.
    pub(super) async fn copy_picture(
        &self,
        connection: &mut AnyConnection,
        other: ProductNumber,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO product_picture (merchant, product, name, media_type, width, height, plate, bytes, changed_at)
             SELECT p.merchant, $2, p.name, p.media_type, p.width, p.height, p.plate, p.bytes, $4
             FROM product_picture p WHERE p.merchant = $1 AND p.product = $3",
        )
        .bind(self.merchant)
        .bind(self.product)
        .bind(i64::from(other.0))
        .bind(self.now.0)
        .execute(connection)
        .await?;
        Ok(())
    }

    /// The event and its line of 商品歷程.
    pub(super) async fn note(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        entry::insert(connection, &self.event).await?;
        let fields: Vec<_> = self.fields.iter().map(|field| field.as_str()).collect();
        sqlx::query("INSERT INTO product_change (merchant, id, product, fields) VALUES ($1, $2, $3, $4)")
            .bind(self.merchant)
            .bind(self.event.id.as_str())
            .bind(self.product)
            .bind(fields.join(" "))
            .execute(connection)
            .await?;
        Ok(())
    }
}
