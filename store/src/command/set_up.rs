//! Making merchants, branches, products, relations and accounts: what the operator's command line and the demo need
//! before there are screens for it.

use crate::{Store, StoreError};
use domain::code::redemption_code::IssuerCode;
use domain::contract::{Opening, opened_text};
use domain::identity::{AccountId, BranchNumber, MerchantNumber, ProductNumber};
use domain::permission::Role;
use domain::proof::ProofPolicies;
use domain::redeem::RelationState;
use domain::ticket::TicketKind;

/// A merchant with its contract data (RULES §8, §15).
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of table merchant
pub struct NewMerchant {
    pub number: MerchantNumber,
    pub issuer_code: IssuerCode,
    pub name: String,
    pub responsible_person: String,
    pub tax_id: String,
    pub address: String,
    pub service_phone: String,
    pub service_email: String,
    pub return_rights: String,
    pub guarantee_bank: String,
    pub guarantee_days: u32,
    pub opened: Vec<Opening>,
}

/// A product (RULES §7).
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of table product
pub struct NewProduct {
    pub merchant: MerchantNumber,
    pub number: ProductNumber,
    pub code: String,
    pub own_number: String,
    pub kind: TicketKind,
    pub name: String,
    pub face_value: i64,
    pub terms: Vec<String>,
    pub on_shelf: bool,
    /// 核銷分店 指定; `None` = 不指定.
    pub redeeming_branches: Option<Vec<BranchNumber>>,
    /// Partners it is 開放 to.
    pub open_to: Vec<MerchantNumber>,
    pub policies: ProofPolicies,
}

/// One insert with its parameters: set-up is rare, so each is a transaction of its own.
macro_rules! insert {
    ($store:expr, $sql:expr, $($value:expr),+ $(,)?) => {
        $store.engine.writer().transaction(move |transaction| {
            Box::pin(async move {
                sqlx::query($sql)$(.bind($value))+.execute(transaction).await?;
                Ok(())
            })
        }).await
    };
}

impl Store {
    /// Adds a merchant whose issue service is open.
    pub async fn create_merchant(&self, new: NewMerchant) -> Result<(), StoreError> {
        let now = self.now().0;
        insert!(
            self,
            "INSERT INTO merchant (number, issuer_code, folded_issuer_code, name, responsible_person, tax_id, address,
                                   service_phone, service_email, return_rights, guarantee_bank, guarantee_days,
                                   issue_open, created_at, opened)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14)",
            i64::from(new.number.0),
            new.issuer_code.as_str().to_owned(),
            new.issuer_code.folded(),
            new.name,
            new.responsible_person,
            new.tax_id,
            new.address,
            new.service_phone,
            new.service_email,
            new.return_rights,
            new.guarantee_bank,
            i64::from(new.guarantee_days),
            now,
            opened_text(&new.opened),
        )
    }

    /// Adds a branch.
    pub async fn create_branch(
        &self,
        merchant: MerchantNumber,
        number: &BranchNumber,
        name: &str,
        enabled: bool,
    ) -> Result<(), StoreError> {
        let (number, name) = (number.as_str().to_owned(), name.to_owned());
        insert!(
            self,
            "INSERT INTO branch (merchant, number, name, phone, address, enabled) VALUES ($1, $2, $3, '', '', $4)",
            i64::from(merchant.0),
            number,
            name,
            i64::from(enabled),
        )
    }

    /// 啟用 / 停用 a branch.
    pub async fn set_branch_enabled(
        &self,
        merchant: MerchantNumber,
        number: &BranchNumber,
        enabled: bool,
    ) -> Result<(), StoreError> {
        let number = number.as_str().to_owned();
        insert!(
            self,
            "UPDATE branch SET enabled = $3 WHERE merchant = $1 AND number = $2",
            i64::from(merchant.0),
            number,
            i64::from(enabled),
        )
    }

    /// Opens, ends or blocks a relation (可核銷商店).
    pub async fn set_relation(
        &self,
        issuer: MerchantNumber,
        redeemer: MerchantNumber,
        state: RelationState,
    ) -> Result<(), StoreError> {
        insert!(
            self,
            "INSERT INTO relation (issuer, redeemer, state) VALUES ($1, $2, $3)
             ON CONFLICT (issuer, redeemer) DO UPDATE SET state = excluded.state",
            i64::from(issuer.0),
            i64::from(redeemer.0),
            state.as_str(),
        )
    }

    /// Adds an account; `password_hash` is a PHC string.
    pub async fn create_account(
        &self,
        merchant: MerchantNumber,
        name: &str,
        password_hash: &str,
        branch: Option<&BranchNumber>,
        role: Role,
    ) -> Result<AccountId, StoreError> {
        let id = self.new_identity();
        let account = AccountId::parse(&id).map_err(|_| StoreError::Corrupt("account"))?;
        let (name, password_hash, now) = (name.to_owned(), password_hash.to_owned(), self.now().0);
        let branch = branch.map(|branch| branch.as_str().to_owned());
        insert!(
            self,
            "INSERT INTO account (merchant, id, name, password_hash, branch, role, disabled, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
            i64::from(merchant.0),
            id,
            name,
            password_hash,
            branch,
            role.as_str(),
            now,
        )?;
        Ok(account)
    }

    /// Adds a product with its lists, all or nothing.
    pub async fn create_product(&self, new: NewProduct) -> Result<(), StoreError> {
        let now = self.now().0;
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let merchant = i64::from(new.merchant.0);
                    let number = i64::from(new.number.0);
                    sqlx::query(
                        "INSERT INTO product (merchant, number, code, own_number, kind, name, face_value, terms,
                                              on_shelf, names_redeeming_branches, names_return_branches,
                                              proof_living, proof_moment, proof_printed, proof_typed, proof_look_up,
                                              created_at)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, $14, $15, $16)",
                    )
                    .bind(merchant)
                    .bind(number)
                    .bind(new.code)
                    .bind(new.own_number)
                    .bind(new.kind.as_str())
                    .bind(new.name)
                    .bind(new.face_value)
                    .bind(new.terms.join("\n"))
                    .bind(i64::from(new.on_shelf))
                    .bind(i64::from(new.redeeming_branches.is_some()))
                    .bind(new.policies.living.as_str())
                    .bind(new.policies.moment.as_str())
                    .bind(new.policies.printed.as_str())
                    .bind(new.policies.typed.as_str())
                    .bind(new.policies.look_up.as_str())
                    .bind(now)
                    .execute(&mut *transaction)
                    .await?;
                    for branch in new.redeeming_branches.unwrap_or_default() {
                        sqlx::query(
                            "INSERT INTO product_branch (merchant, product, purpose, branch)
                             VALUES ($1, $2, 'redeem', $3)",
                        )
                        .bind(merchant)
                        .bind(number)
                        .bind(branch.as_str().to_owned())
                        .execute(&mut *transaction)
                        .await?;
                    }
                    for redeemer in new.open_to {
                        sqlx::query("INSERT INTO product_opening (merchant, product, redeemer) VALUES ($1, $2, $3)")
                            .bind(merchant)
                            .bind(number)
                            .bind(i64::from(redeemer.0))
                            .execute(&mut *transaction)
                            .await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
