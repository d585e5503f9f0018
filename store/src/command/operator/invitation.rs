//! The first account of a merchant: its owner opens a link once and chooses a password. The link is shown to the platform
//! once and only its hash is kept; a new one kills the one before.

use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::table::set_up_change::{self, Author, SetUpChange};
use crate::{Store, StoreError, error::breaks_a_key};
use domain::change::{FieldChange, Subject};
use domain::identity::{AccountId, MerchantNumber};
use domain::permission::Role;
use domain::refusal::Refusal;

/// Days that an invitation lasts.
pub const INVITATION_DAYS: i64 = 7;

/// Who is invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// To which merchant.
    pub merchant: MerchantNumber,
    /// Its name.
    pub merchant_name: String,
    /// The sign-in name that the account will have.
    pub name: String,
}

impl Store {
    /// A new link for the owner of a merchant, which stands in the history of its contract: the merchant reads who was
    /// invited, when, and by whom. `AlreadyThere` where the name is an account's.
    pub async fn invite_owner(
        &self,
        session: &SessionToken,
        merchant: MerchantNumber,
        name: &str,
    ) -> Result<SessionToken, StoreError> {
        let operator = self.operating(session).await?;
        let taken = sqlx::query("SELECT 1 AS taken FROM account WHERE merchant = $1 AND name = $2")
            .bind(i64::from(merchant.0))
            .bind(name.to_owned())
            .fetch_optional(self.engine.reader())
            .await?;
        if taken.is_some() {
            return Err(StoreError::AlreadyThere { what: "name".to_owned() });
        }
        let token = SessionToken::new()?;
        let (hash, name, now) = (token.hash(), name.to_owned(), self.now());
        let change = SetUpChange {
            merchant: i64::from(merchant.0),
            subject: Subject::Contract,
            key: String::new(),
            author: Author::Operator(operator.id.clone()),
            fields: vec![FieldChange {
                field: "owner".to_owned(),
                before: String::new(),
                after: name.clone(),
            }],
            note: String::new(),
        };
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let number = i64::from(merchant.0);
                    sqlx::query("DELETE FROM invitation WHERE merchant = $1 AND used_at IS NULL")
                        .bind(number)
                        .execute(&mut *connection)
                        .await?;
                    sqlx::query(
                        "INSERT INTO invitation (token_hash, merchant, name, operator, made_at, expires_at)
                         VALUES ($1, $2, $3, $4, $5, $6)",
                    )
                    .bind(hash)
                    .bind(number)
                    .bind(name)
                    .bind(operator.id)
                    .bind(now.0)
                    .bind(now.plus_seconds(INVITATION_DAYS * 86_400).0)
                    .execute(&mut *connection)
                    .await?;
                    set_up_change::insert(connection, &change, now).await
                })
            })
            .await?;
        Ok(token)
    }

    /// Who a link invites, while it does.
    pub async fn invited(&self, token: &SessionToken) -> Result<Invited, StoreError> {
        let row = sqlx::query(
            "SELECT i.merchant, m.name AS merchant_name, i.name FROM invitation i JOIN merchant m ON m.number = i.merchant
             WHERE i.token_hash = $1 AND i.used_at IS NULL AND i.expires_at > $2",
        )
        .bind(token.hash())
        .bind(self.now().0)
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::Refused(Refusal::InvitationOver))?;
        let columns = Columns(&row);
        Ok(Invited {
            merchant: columns.merchant("merchant")?,
            merchant_name: columns.text("merchant_name")?,
            name: columns.text("name")?,
        })
    }

    /// Makes the owner's account with the password that was chosen; the link is dead afterwards.
    pub async fn accept_invitation(
        &self,
        token: &SessionToken,
        password_hash: String,
    ) -> Result<(MerchantNumber, AccountId), StoreError> {
        let invited = self.invited(token).await?;
        let account = self.new_identity();
        let id = AccountId::parse(&account).map_err(|_| StoreError::Corrupt("account"))?;
        let (hash, now) = (token.hash(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let used = sqlx::query(
                        "UPDATE invitation SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
                    )
                    .bind(hash)
                    .bind(now.0)
                    .execute(&mut *connection)
                    .await?;
                    if used.rows_affected() != 1 {
                        return Err(StoreError::Refused(Refusal::InvitationOver));
                    }
                    let made = sqlx::query(
                        "INSERT INTO account (merchant, id, name, password_hash, branch, role, disabled, created_at)
                         VALUES ($1, $2, $3, $4, NULL, $5, 0, $6)",
                    )
                    .bind(i64::from(invited.merchant.0))
                    .bind(account)
                    .bind(invited.name)
                    .bind(password_hash)
                    .bind(Role::Owner.as_str())
                    .bind(now.0)
                    .execute(connection)
                    .await;
                    match made {
                        Err(error) if breaks_a_key(&error) => Err(StoreError::Refused(Refusal::InvitationOver)),
                        other => other.map(|_| ()).map_err(StoreError::from),
                    }
                })
            })
            .await?;
        Ok((invited.merchant, id))
    }
}
