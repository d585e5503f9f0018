//! What the platform's own people look at: merchants. All of it is read only; `platform_list` has what the house keeps,
//! `message_sent` what they told, `look` their looks.

use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::contract::{self, RedemptionMode, Standing};
use domain::identity::MerchantNumber;
use sqlx::AssertSqlSafe;

domain::stated_enum! {
    /// What the list of merchants can be ordered by.
    pub enum MerchantSort {
        /// 商店代號
        Number = "number",
        /// 商店名稱
        Name = "name",
        /// 統一編號
        TaxId = "tax_id",
        /// When it was made.
        Made = "made",
    }
}

/// A merchant in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMerchant {
    /// 商店代號
    pub number: MerchantNumber,
    /// Name.
    pub name: String,
    /// 統一編號
    pub tax_id: String,
    /// 負責人
    pub responsible_person: String,
    /// Its address.
    pub address: String,
    /// 客服電話
    pub service_phone: String,
    /// 客服信箱
    pub service_email: String,
    /// 核銷方式
    pub mode: RedemptionMode,
    /// First day of its contract.
    pub from: Option<Day>,
    /// Last day as agreed; `None` = until further notice.
    pub until: Option<Day>,
    /// Ended early: its last day.
    pub ended_on: Option<Day>,
    /// How its contract stands today.
    pub standing: Standing,
    /// ECT 發行服務
    pub issue_open: bool,
    /// Accounts that can sign in.
    pub accounts: u32,
    /// When it was made.
    pub made_at: Instant,
}

const MERCHANTS: &str =
    "FROM merchant m WHERE ($1 = '%%' OR LOWER(m.name) LIKE $1 ESCAPE '!' OR m.tax_id LIKE $1 ESCAPE '!'
    OR CAST(m.number AS TEXT) LIKE $1 ESCAPE '!')";

impl Store {
    /// The merchants.
    pub async fn merchants(
        &self,
        words: &str,
        sort: MerchantSort,
        window: Window,
    ) -> Result<Rows<ListedMerchant>, StoreError> {
        let column = match sort {
            MerchantSort::Number => "m.number",
            MerchantSort::Name => "m.name",
            MerchantSort::TaxId => "m.tax_id",
            MerchantSort::Made => "m.created_at",
        };
        let text = format!(
            "SELECT m.number, m.name, m.tax_id, m.responsible_person, m.address, m.service_phone, m.service_email,
                    m.redemption_mode, m.contract_from, m.contract_until, m.contract_ended_on, m.issue_open, m.created_at,
                    (SELECT COUNT(*) FROM account a WHERE a.merchant = m.number AND a.disabled = 0) AS accounts
             {MERCHANTS} ORDER BY {column} {}, m.number LIMIT $2 OFFSET $3",
            window.direction()
        );
        let words = part(words.trim());
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(words.clone())
            .bind(i64::from(window.size))
            .bind(i64::from(window.offset))
            .fetch_all(self.engine.reader())
            .await?;
        let total = sqlx::query(AssertSqlSafe(format!("SELECT COUNT(*) AS total {MERCHANTS}")))
            .bind(words)
            .fetch_one(self.engine.reader())
            .await?;
        let today = self.now().day();
        let listed = rows.iter().map(|row| {
            let columns = Columns(row);
            let day = |column| columns.maybe_day(column);
            let (from, until) = (day("contract_from")?, day("contract_until")?);
            let ended_on = day("contract_ended_on")?;
            Ok(ListedMerchant {
                number: columns.merchant("number")?,
                name: columns.text("name")?,
                tax_id: columns.text("tax_id")?,
                responsible_person: columns.text("responsible_person")?,
                address: columns.text("address")?,
                service_phone: columns.text("service_phone")?,
                service_email: columns.text("service_email")?,
                mode: columns.stated("redemption_mode", RedemptionMode::parse)?,
                from,
                until,
                ended_on,
                standing: contract::standing(from, until, ended_on, today),
                issue_open: columns.flag("issue_open")?,
                accounts: columns.count("accounts")?,
                made_at: columns.instant("created_at")?,
            })
        });
        Ok(Rows {
            rows: listed.collect::<Result<_, StoreError>>()?,
            total: u64::from(Columns(&total).count("total")?),
        })
    }
}
