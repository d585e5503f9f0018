//! Batches as a list (RULES §6): every file and form that was ever on its way to being issued, with what came of it.

use crate::query::issue_draft::{COLUMNS, DraftState, FROM, IssueDraft, may_look, read};
use crate::query::parameters::Parameters;
use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Day;
use domain::money::Dollars;

domain::stated_enum! {
    /// What the list can be ordered by.
    pub enum DraftSort {
        /// When it was uploaded or typed.
        Made = "made",
        /// Tickets.
        Tickets = "tickets",
        /// Amount.
        Amount = "amount",
    }
}

impl DraftSort {
    const fn column(self) -> &'static str {
        match self {
            Self::Made => "d.made_at",
            Self::Tickets => "d.tickets",
            Self::Amount => "d.amount",
        }
    }
}

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftSearch {
    /// Part of the file's name, or of the name of who sent it.
    pub words: String,
    /// In this state alone.
    pub state: Option<DraftState>,
    /// First day on which it was made.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

/// A page of the list, and what was issued of all that was found.
#[derive(Debug, Clone)]
pub struct Drafts {
    /// A page of it, without what stands in them.
    pub found: Rows<IssueDraft>,
    /// Tickets that were issued.
    pub issued_tickets: i64,
    /// What they come to.
    pub issued_amount: Dollars,
}

/// From where the next rows are read.
#[derive(Debug, Clone, Copy)]
pub struct DraftsAfter<'l> {
    /// In which order the list is.
    pub sort: DraftSort,
    /// The largest first.
    pub is_descending: bool,
    /// The row before them; `None`: the first ones.
    pub last: Option<&'l IssueDraft>,
    /// So many at most.
    pub size: u32,
}

/// The batch knows better: it becomes visible in one moment, and the draft hears of it afterwards.
const STATE: &str = "CASE WHEN b.state = 'visible' THEN 'issued' ELSE d.state END";

impl Store {
    /// A page of the list, for whoever may look at what is issued.
    pub async fn listed_drafts(
        &self,
        actor: &Actor,
        search: &DraftSearch,
        sort: DraftSort,
        window: Window,
    ) -> Result<Drafts, StoreError> {
        may_look(actor)?;
        let mut found = Found::new(actor, search);
        let text = format!(
            "SELECT COUNT(*) AS total, CAST(COALESCE(SUM(CASE WHEN b.state = 'visible' THEN d.tickets ELSE 0 END), 0) AS BIGINT) AS tickets,
                    CAST(COALESCE(SUM(CASE WHEN b.state = 'visible' THEN d.amount ELSE 0 END), 0) AS BIGINT) AS amount {}",
            found.text
        );
        let sums = found.parameters.ask(&text).fetch_one(self.engine.reader()).await?;
        let sums = Columns(&sums);
        let size = found.parameters.number(window.size.into());
        let offset = found.parameters.number(window.offset.into());
        let limit = format!("LIMIT {size} OFFSET {offset}");
        let rows = found.rows(self, sort, window.is_descending, &limit).await?;
        Ok(Drafts {
            found: Rows { rows, total: u64::from(sums.count("total")?) },
            issued_tickets: sums.number("tickets")?,
            issued_amount: Dollars(sums.number("amount")?),
        })
    }

    /// The next rows of the same list, however many there are: for a file of all of them.
    pub async fn listed_drafts_after(
        &self,
        actor: &Actor,
        search: &DraftSearch,
        after: DraftsAfter<'_>,
    ) -> Result<Vec<IssueDraft>, StoreError> {
        may_look(actor)?;
        let DraftsAfter { sort, is_descending, last, size } = after;
        let mut found = Found::new(actor, search);
        if let Some(last) = last {
            let (is, column) = (if is_descending { "<" } else { ">" }, sort.column());
            let value = match sort {
                DraftSort::Made => last.made_at.0,
                DraftSort::Tickets => i64::try_from(last.tickets).unwrap_or(i64::MAX),
                DraftSort::Amount => last.amount,
            };
            let (value, id) = (found.parameters.number(value), found.parameters.text(last.id.to_string()));
            found.and(&format!("({column} {is} {value} OR ({column} = {value} AND d.id {is} {id}))"));
        }
        let limit = format!("LIMIT {}", found.parameters.number(size.into()));
        found.rows(self, sort, is_descending, &limit).await
    }
}

/// Which batches. `$1` is the merchant.
struct Found {
    parameters: Parameters,
    text: String,
}

impl Found {
    fn new(actor: &Actor, search: &DraftSearch) -> Self {
        let parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let mut found = Self { parameters, text: format!("{FROM} WHERE d.merchant = $1") };
        let words = search.words.trim();
        if !words.is_empty() {
            let words = found.parameters.text(part(words));
            found.and(&format!(
                "(LOWER(d.file_name) LIKE {words} ESCAPE '!' OR LOWER(a.name) LIKE {words} ESCAPE '!')"
            ));
        }
        if let Some(state) = search.state {
            let state = found.parameters.text(state.as_str());
            found.and(&format!("{STATE} = {state}"));
        }
        if let Some(from) = search.from {
            let first = found.parameters.number(from.start().0);
            found.and(&format!("d.made_at >= {first}"));
        }
        if let Some(until) = search.until {
            let after = found.parameters.number(until.plus_days(1).start().0);
            found.and(&format!("d.made_at < {after}"));
        }
        found
    }

    fn and(&mut self, condition: &str) {
        self.text.push_str(" AND ");
        self.text.push_str(condition);
    }

    async fn rows(
        &self,
        store: &Store,
        sort: DraftSort,
        is_descending: bool,
        limit: &str,
    ) -> Result<Vec<IssueDraft>, StoreError> {
        let direction = if is_descending { "DESC" } else { "ASC" };
        let text = format!(
            "SELECT {COLUMNS} {} ORDER BY {} {direction}, d.id {direction} {limit}",
            self.text,
            sort.column()
        );
        let rows = self.parameters.ask(&text).fetch_all(store.engine.reader()).await?;
        rows.iter().map(read).collect()
    }
}
