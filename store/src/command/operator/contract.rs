//! Merchants and their contracts (RULES §15): made, changed and ended by the platform only, each change in the history.

use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::table::set_up_change::{self, Author, SetUpChange};
use crate::{Store, StoreError};
use domain::calendar::Day;
use domain::change::{FieldChange, Subject, between};
use domain::code::redemption_code::IssuerCode;
use domain::contract::{Contract, opened_text};
use domain::identity::MerchantNumber;
use domain::refusal::Refusal;
use sqlx::AnyConnection;
use tokio::sync::oneshot;

/// The number before the first merchant's: numbers have seven digits (RULES §13).
const BEFORE_THE_FIRST: i64 = 1_000_000;

impl Store {
    /// A new merchant with its contract; its number is the next one. `AlreadyThere` names what another merchant has. The same
    /// form sent again finds the merchant that it made.
    pub async fn add_merchant(
        &self,
        session: &SessionToken,
        code: &IssuerCode,
        contract: Contract,
    ) -> Result<MerchantNumber, StoreError> {
        let operator = self.operating(session).await?;
        if let Some(made) = self.made_before(code, &contract).await? {
            return Ok(made);
        }
        let now = self.now();
        let (printed, folded) = (code.as_str().to_owned(), code.folded());
        let (told, number) = oneshot::channel();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let row = sqlx::query(
                        "INSERT INTO merchant (number, issuer_code, folded_issuer_code, name, responsible_person, tax_id,
                             address, service_phone, service_email, return_rights, guarantee_bank, guarantee_days,
                             issue_open, created_at)
                         SELECT COALESCE(MAX(number), $1) + 1, $2, $3, '', '', $4, '', '', '', '', '', 365, 0, $5
                         FROM merchant RETURNING number",
                    )
                    .bind(BEFORE_THE_FIRST)
                    .bind(printed)
                    .bind(folded)
                    .bind(contract.tax_id.clone())
                    .bind(now.0)
                    .fetch_one(&mut *connection)
                    .await?;
                    let number = Columns(&row).merchant("number")?;
                    write(connection, number, &contract).await?;
                    let change = SetUpChange {
                        merchant: i64::from(number.0),
                        subject: Subject::Contract,
                        key: String::new(),
                        author: Author::Operator(operator.id),
                        fields: between(&Vec::new(), &contract.fields()),
                        note: String::new(),
                    };
                    set_up_change::insert(connection, &change, now).await?;
                    let _ = told.send(number);
                    Ok(())
                })
            })
            .await?;
        number.await.map_err(|_| StoreError::Closing)
    }

    /// The merchant that this very form made, or what stands in its way.
    async fn made_before(
        &self,
        code: &IssuerCode,
        contract: &Contract,
    ) -> Result<Option<MerchantNumber>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, tax_id, folded_issuer_code FROM merchant WHERE tax_id = $1 OR folded_issuer_code = $2",
        )
        .bind(contract.tax_id.clone())
        .bind(code.folded())
        .fetch_all(self.engine.reader())
        .await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let columns = Columns(row);
        let same_tax_id = columns.text("tax_id")? == contract.tax_id;
        let same_code = columns.text("folded_issuer_code")? == code.folded();
        let number = columns.merchant("number")?;
        if same_tax_id && same_code && self.set_up_of(number).await?.contract == *contract {
            return Ok(Some(number));
        }
        let what = if same_tax_id { "tax_id" } else { "issuer_code" };
        Err(StoreError::AlreadyThere { what: what.to_owned() })
    }

    /// Changes a contract. `version` is that of the form; the same again changes nothing. Whether it was ended stays as it is.
    pub async fn change_contract(
        &self,
        session: &SessionToken,
        merchant: MerchantNumber,
        version: i64,
        wanted: Contract,
    ) -> Result<(), StoreError> {
        let operator = self.operating(session).await?;
        let present = self.set_up_of(merchant).await?;
        let wanted = Contract { ended_on: present.contract.ended_on, ..wanted };
        let taken = sqlx::query("SELECT 1 AS taken FROM merchant WHERE tax_id = $1 AND number <> $2")
            .bind(wanted.tax_id.clone())
            .bind(i64::from(merchant.0))
            .fetch_optional(self.engine.reader())
            .await?;
        if taken.is_some() {
            return Err(StoreError::AlreadyThere { what: "tax_id".to_owned() });
        }
        let fields = between(&present.contract.fields(), &wanted.fields());
        self.write_contract(operator.id, merchant, version, wanted, fields, String::new()).await
    }

    /// Ends a contract with this day, or takes that back. Nothing more is issued afterwards; tickets that were issued are
    /// redeemed, returned and paid out as long as they last.
    pub async fn end_contract(
        &self,
        session: &SessionToken,
        merchant: MerchantNumber,
        version: i64,
        last_day: Option<Day>,
        note: String,
    ) -> Result<(), StoreError> {
        let operator = self.operating(session).await?;
        let present = self.set_up_of(merchant).await?.contract;
        let wanted = Contract { ended_on: last_day, ..present.clone() };
        let fields = between(&present.fields(), &wanted.fields());
        self.write_contract(operator.id, merchant, version, wanted, fields, note).await
    }

    async fn write_contract(
        &self,
        operator: String,
        merchant: MerchantNumber,
        version: i64,
        wanted: Contract,
        fields: Vec<FieldChange>,
        note: String,
    ) -> Result<(), StoreError> {
        if fields.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let change = SetUpChange {
            merchant: i64::from(merchant.0),
            subject: Subject::Contract,
            key: String::new(),
            author: Author::Operator(operator),
            fields,
            note,
        };
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let changed = sqlx::query(
                        "UPDATE merchant SET contract_version = contract_version + 1
                         WHERE number = $1 AND contract_version = $2",
                    )
                    .bind(change.merchant)
                    .bind(version)
                    .execute(&mut *connection)
                    .await?;
                    if changed.rows_affected() != 1 {
                        return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
                    }
                    write(connection, merchant, &wanted).await?;
                    set_up_change::insert(connection, &change, now).await
                })
            })
            .await
    }
}

async fn write(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    contract: &Contract,
) -> Result<(), StoreError> {
    let number = i64::from(merchant.0);
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    sqlx::query(
        "UPDATE merchant SET name = $2, responsible_person = $3, tax_id = $4, address = $5, shop_site = $6,
                contract_from = $7, contract_until = $8, contract_ended_on = $9, redemption_mode = $10, opened = $11,
                guarantee_bank = $12, guarantee_days = $13, payout_days = $14, issue_open = $15, sms_contracted = $16,
                sms_open = CASE WHEN $16 = 1 THEN sms_open ELSE 0 END, rates_with_tax = $17,
                fee_cap = $18, retention_months = $19
         WHERE number = $1",
    )
    .bind(number)
    .bind(contract.name.clone())
    .bind(contract.responsible_person.clone())
    .bind(contract.tax_id.clone())
    .bind(contract.address.clone())
    .bind(contract.shop_site.clone())
    .bind(day(contract.from))
    .bind(day(contract.until))
    .bind(day(contract.ended_on))
    .bind(contract.mode.as_str())
    .bind(opened_text(&contract.opened))
    .bind(contract.guarantee_bank.clone())
    .bind(i64::from(contract.guarantee_days))
    .bind(i64::from(contract.payout_days))
    .bind(i64::from(contract.issue_open))
    .bind(i64::from(contract.sms))
    .bind(i64::from(contract.rates_with_tax))
    .bind(i64::from(contract.fee_cap.0.0))
    .bind(i64::from(contract.retention_months))
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM contract_rate WHERE merchant = $1")
        .bind(number)
        .execute(&mut *connection)
        .await?;
    for (fee, rate) in &contract.rates {
        sqlx::query("INSERT INTO contract_rate (merchant, fee, rate) VALUES ($1, $2, $3)")
            .bind(number)
            .bind(fee.as_str())
            .bind(*rate)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
