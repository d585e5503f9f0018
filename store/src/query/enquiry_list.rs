//! 持有人詢問 as a list (RULES §5): open and closed ones, found by ticket, order or holder. For whoever answers them; an account
//! of a branch has those about tickets that its branch issued. Holders are masked.

use crate::query::enquiry::{BESIDE, COLUMNS, Enquiry, enquiry};
use crate::query::found::{Found, Searched};
use crate::query::window::{Rows, Window};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Day;
use domain::enquiry::ANSWERED_BY;
use sqlx::any::AnyRow;

domain::stated_enum! {
    /// What the list can be ordered by.
    pub enum EnquirySort {
        /// When somebody wrote last, or it was closed.
        Changed = "changed",
        /// When it was opened.
        Opened = "opened",
    }
}

impl EnquirySort {
    const fn column(self) -> &'static str {
        match self {
            Self::Changed => "q.changed_at",
            Self::Opened => "q.opened_at",
        }
    }
}

domain::stated_enum! {
    /// How far it is.
    pub enum EnquiryStanding {
        /// Open, and the last word is the holder's.
        Waiting = "waiting",
        /// Open, and the last word is the issuer's.
        Answered = "answered",
        /// Closed.
        Closed = "closed",
    }
}

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnquirySearch {
    /// Serial, code or order of the ticket, or name, phone or e-mail of the holder.
    pub words: String,
    /// How far it is.
    pub standing: Option<EnquiryStanding>,
    /// First day of its last change.
    pub from: Option<Day>,
    /// Last day of it.
    pub until: Option<Day>,
}

/// A page of the list, and how many of all that was found are open.
#[derive(Debug, Clone)]
pub struct Enquiries {
    /// A page of it.
    pub found: Rows<Enquiry>,
    /// Not closed.
    pub open: u64,
}

/// From where the next rows are read.
#[derive(Debug, Clone, Copy)]
pub struct EnquiriesAfter<'l> {
    /// In which order the list is.
    pub sort: EnquirySort,
    /// The newest first.
    pub is_descending: bool,
    /// The row before them; `None`: the first ones.
    pub last: Option<&'l Enquiry>,
    /// So many at most.
    pub size: u32,
}

impl Store {
    /// A page of the list.
    pub async fn listed_enquiries(
        &self,
        actor: &Actor,
        search: &EnquirySearch,
        sort: EnquirySort,
        window: Window,
    ) -> Result<Enquiries, StoreError> {
        actor.may_change(ANSWERED_BY).map_err(StoreError::Refused)?;
        let Some(mut found) = self.found_enquiries(actor, search) else {
            return Ok(Enquiries { found: Rows { rows: Vec::new(), total: 0 }, open: 0 });
        };
        let text = format!(
            "SELECT COUNT(*) AS total, CAST(COALESCE(SUM(CASE WHEN q.state = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT) AS open
             {}",
            found.text()
        );
        let sums = found.parameters.ask(&text).fetch_one(self.engine.reader()).await?;
        let size = found.parameters.number(window.size.into());
        let offset = found.parameters.number(window.offset.into());
        let limit = format!("LIMIT {size} OFFSET {offset}");
        let rows = self.rows_of_enquiries(&found, sort, window.is_descending, &limit).await?;
        let total = u64::from(Columns(&sums).count("total")?);
        Ok(Enquiries { found: Rows { rows, total }, open: u64::from(Columns(&sums).count("open")?) })
    }

    /// The next rows of the same list, however many there are: for a file of all of them.
    pub async fn listed_enquiries_after(
        &self,
        actor: &Actor,
        search: &EnquirySearch,
        after: EnquiriesAfter<'_>,
    ) -> Result<Vec<Enquiry>, StoreError> {
        actor.may_change(ANSWERED_BY).map_err(StoreError::Refused)?;
        let EnquiriesAfter { sort, is_descending, last, size } = after;
        let Some(mut found) = self.found_enquiries(actor, search) else { return Ok(Vec::new()) };
        if let Some(last) = last {
            let (is, column) = (if is_descending { "<" } else { ">" }, sort.column());
            let at = match sort {
                EnquirySort::Changed => last.changed_at,
                EnquirySort::Opened => last.opened_at,
            };
            let (at, id) = (found.parameters.number(at.0), found.parameters.text(last.id.as_str()));
            found.and(&format!("({column} {is} {at} OR ({column} = {at} AND q.id {is} {id}))"));
        }
        let limit = format!("LIMIT {}", found.parameters.number(size.into()));
        self.rows_of_enquiries(&found, sort, is_descending, &limit).await
    }

    /// `None`: nothing has such a name.
    fn found_enquiries(&self, actor: &Actor, search: &EnquirySearch) -> Option<Found<Enquiry>> {
        let mut found = Found::<Enquiry>::by_words(actor.merchant, &search.words, &self.keyring)?;
        found.and_days("q.changed_at", search.from, search.until);
        match search.standing {
            None => {}
            Some(EnquiryStanding::Waiting) => found.and_last_word("holder"),
            Some(EnquiryStanding::Answered) => found.and_last_word("merchant"),
            Some(EnquiryStanding::Closed) => found.and("q.state = 'closed'"),
        }
        if let Some(branch) = actor.branch() {
            let branch = found.parameters.text(branch.as_str());
            found.and(&format!(
                "EXISTS (SELECT 1 FROM ticket t CROSS JOIN ticket_order o WHERE t.merchant = q.merchant
                   AND t.id = q.ticket AND o.merchant = t.merchant AND o.id = t.ticket_order
                   AND o.issued_branch = {branch})"
            ));
        }
        Some(found)
    }

    async fn rows_of_enquiries(
        &self,
        found: &Found<Enquiry>,
        sort: EnquirySort,
        is_descending: bool,
        limit: &str,
    ) -> Result<Vec<Enquiry>, StoreError> {
        let (column, direction) = (sort.column(), if is_descending { "DESC" } else { "ASC" });
        let text = format!(
            "SELECT {COLUMNS} FROM (SELECT q.id {} ORDER BY {column} {direction}, q.id {direction} {limit}) f
             JOIN enquiry q ON q.merchant = $1 AND q.id = f.id {BESIDE}
             ORDER BY {column} {direction}, q.id {direction}",
            found.text()
        );
        let rows = found.parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        rows.iter().map(masked).collect()
    }
}

fn masked(row: &AnyRow) -> Result<Enquiry, StoreError> {
    enquiry(row).map(Enquiry::masked)
}

impl Found<Enquiry> {
    fn and_last_word(&mut self, author: &'static str) {
        let author = self.parameters.text(author);
        self.and(&format!(
            "q.state = 'open' AND EXISTS (SELECT 1 FROM enquiry_message l WHERE l.merchant = q.merchant
               AND l.enquiry = q.id AND l.number = q.messages AND l.author = {author})"
        ));
    }
}

impl Searched for Enquiry {
    const FROM: &'static str = "enquiry q";
    const ROW: &'static str = "q";

    fn of_number(number: &str, capital: &str) -> String {
        let of_order = |which: String| {
            format!(
                "SELECT q.id FROM ticket_order o CROSS JOIN ticket t CROSS JOIN enquiry q
                 WHERE o.merchant = $1 AND {which} AND t.merchant = $1 AND t.ticket_order = o.id
                   AND q.merchant = $1 AND q.ticket = t.id"
            )
        };
        format!(
            "{} UNION {} UNION {} UNION {}",
            Self::of_ticket(&format!("t.serial = {capital}")),
            of_order(format!("o.number = {number}")),
            of_order(format!("o.merchant_order_no IN ({number}, {capital})")),
            of_order(format!("o.gift_order_no IN ({number}, {capital})"))
        )
    }

    fn of_ticket(which: &str) -> String {
        format!(
            "SELECT q.id FROM ticket t CROSS JOIN enquiry q
             WHERE t.merchant = $1 AND {which} AND q.merchant = $1 AND q.ticket = t.id"
        )
    }

    fn of_wallet(which: &str) -> String {
        format!(
            "SELECT q.id FROM wallet w CROSS JOIN enquiry q
             WHERE w.merchant = $1 AND {which} AND q.merchant = $1 AND q.wallet = w.id"
        )
    }
}
