//! One person's data on request (RULES §15): counted, handed out, erased. Each act is kept with its reason, and without whom
//! it was about.

use super::Operator;
use crate::query::person::{GIFTS, MINE, Whom, held_about};
use crate::query::window::{Rows, Window};
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::table::erase;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::retention::Held;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe};

domain::stated_enum! {
    /// What was done with a person's data.
    pub enum PersonActKind {
        /// A file of everything.
        Export = "export",
        /// Everything gone.
        Erase = "erase",
    }
}

/// One of the acts, for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of table person_act
pub struct PersonAct {
    pub at: Instant,
    pub operator_name: String,
    /// `None` = at all merchants.
    pub merchant: Option<i64>,
    pub kind: PersonActKind,
    pub reason: String,
    pub wallets: u32,
    pub orders: u32,
}

/// What lies about somebody beside their wallets; `$1` mail address, `$2` phone, `$3` merchant or 0.
const BESIDE: &[&str] = &[
    "UPDATE former_holder SET name = '', phone = '', email = ''
     WHERE (lower(email) = $1 OR phone = $2) AND ($3 = 0 OR merchant = $3)",
    "UPDATE paid_order SET holder_name = '', holder_phone = '', holder_email = '', description = ''
     WHERE (lower(holder_email) = $1 OR holder_phone = $2) AND ($3 = 0 OR merchant = $3) AND outcome IS NOT NULL",
    "DELETE FROM proven_address WHERE (address = $1 OR address = $2) AND $3 = 0",
];

impl Store {
    /// How much is kept about somebody.
    pub async fn person_held(&self, session: &SessionToken, whom: &Whom) -> Result<Held, StoreError> {
        self.operating(session).await?;
        self.held_by(whom).await
    }

    async fn held_by(&self, whom: &Whom) -> Result<Held, StoreError> {
        let mut connection = self.engine.reader().acquire().await?;
        held_about(&mut connection, whom, self.now().day()).await
    }

    /// Everything that is kept about somebody, as JSON; that it was handed out is kept.
    pub async fn export_person(
        &self,
        session: &SessionToken,
        whom: &Whom,
        reason: &str,
    ) -> Result<String, StoreError> {
        let operator = self.operating(session).await?;
        let held = self.held_by(whom).await?;
        if held.is_empty() {
            return Err(StoreError::Refused(domain::refusal::Refusal::PersonUnknown));
        }
        let kept = self.kept_about(whom).await?;
        let act = self.act(&operator, whom, PersonActKind::Export, reason, held);
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(async move { act.write(connection).await }))
            .await?;
        serde_json::to_string_pretty(&kept).map_err(|_| StoreError::Corrupt("a person's data"))
    }

    /// Erases everything about somebody: refused while anything of theirs is open.
    pub async fn erase_person(
        &self,
        session: &SessionToken,
        whom: &Whom,
        reason: &str,
    ) -> Result<Held, StoreError> {
        let operator = self.operating(session).await?;
        let held = self.held_by(whom).await?;
        held.may_erase().map_err(StoreError::Refused)?;
        let act = self.act(&operator, whom, PersonActKind::Erase, reason, held);
        let (whom, now) = (whom.clone(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    // Once more: what was issued since is open.
                    let held = held_about(&mut *connection, &whom, now.day()).await?;
                    held.may_erase().map_err(StoreError::Refused)?;
                    erase_all(&mut *connection, &whom.values(), now).await?;
                    act.write(connection).await
                })
            })
            .await?;
        Ok(held)
    }

    /// A page of what was done, by its time.
    pub async fn person_acts(
        &self,
        session: &SessionToken,
        window: Window,
    ) -> Result<Rows<PersonAct>, StoreError> {
        self.operating(session).await?;
        let total =
            sqlx::query("SELECT COUNT(*) AS total FROM person_act").fetch_one(self.engine.reader()).await?;
        let direction = window.direction();
        let text = format!(
            "SELECT a.at, o.name AS operator_name, a.merchant, a.kind, a.reason, a.wallets, a.orders
             FROM person_act a JOIN operator_account o ON o.id = a.operator
             ORDER BY a.at {direction}, a.id {direction} LIMIT $1 OFFSET $2"
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(i64::from(window.size))
            .bind(i64::from(window.offset))
            .fetch_all(self.engine.reader())
            .await?;
        let rows = rows.iter().map(past).collect::<Result<_, _>>()?;
        Ok(Rows { rows, total: u64::from(Columns(&total).count("total")?) })
    }

    fn act(&self, operator: &Operator, whom: &Whom, kind: PersonActKind, reason: &str, held: Held) -> NewAct {
        NewAct {
            id: self.new_identity(),
            operator: operator.id.clone(),
            merchant: whom.merchant.map(|merchant| i64::from(merchant.0)),
            kind,
            at: self.now(),
            reason: reason.to_owned(),
            held,
        }
    }
}

fn past(row: &AnyRow) -> Result<PersonAct, StoreError> {
    let columns = Columns(row);
    Ok(PersonAct {
        at: columns.instant("at")?,
        operator_name: columns.text("operator_name")?,
        merchant: columns.maybe_number("merchant")?,
        kind: columns.stated("kind", PersonActKind::parse)?,
        reason: columns.text("reason")?,
        wallets: columns.count("wallets")?,
        orders: columns.count("orders")?,
    })
}

struct NewAct {
    id: String,
    operator: String,
    merchant: Option<i64>,
    kind: PersonActKind,
    at: Instant,
    reason: String,
    held: Held,
}

impl NewAct {
    async fn write(self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO person_act (id, operator, merchant, kind, at, reason, wallets, orders)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(self.id)
        .bind(self.operator)
        .bind(self.merchant)
        .bind(self.kind.as_str())
        .bind(self.at.0)
        .bind(self.reason)
        .bind(i64::from(self.held.wallets))
        .bind(i64::from(self.held.orders))
        .execute(connection)
        .await?;
        Ok(())
    }
}

async fn erase_all(
    connection: &mut AnyConnection,
    (mail, phone, merchant): &(String, String, i64),
    now: Instant,
) -> Result<(), StoreError> {
    let wallets = format!("WITH {MINE} SELECT merchant, id FROM mine");
    let wallets = sqlx::query(AssertSqlSafe(wallets))
        .bind(mail.clone())
        .bind(phone.clone())
        .bind(*merchant)
        .fetch_all(&mut *connection)
        .await?;
    for row in &wallets {
        let columns = Columns(row);
        erase::wallet(&mut *connection, columns.number("merchant")?, &columns.text("id")?, now).await?;
    }
    let gifts = format!(
        "UPDATE transfer SET recipient_name = '', recipient_phone = '', recipient_email = '', message = ''
         WHERE (merchant, id) IN (SELECT tr.merchant, tr.id FROM transfer tr WHERE {GIFTS})"
    );
    for text in BESIDE.iter().map(|text| (*text).to_owned()).chain([gifts]) {
        sqlx::query(AssertSqlSafe(text))
            .bind(mail.clone())
            .bind(phone.clone())
            .bind(*merchant)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
