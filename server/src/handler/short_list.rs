//! The file of a list that is never long: read by places, as its pages are.

use crate::handler::list_file::{AT_ONCE, FileRows};
use crate::sheet::Cell;
use std::future::Future;
use store::StoreError;
use store::query::window::Window;

/// A list that is read by places.
pub trait ShortList: Send + Sync + 'static {
    /// One row.
    type Row: Clone + Send + Sync + 'static;

    /// The rows of this window.
    fn rows(&self, window: Window) -> impl Future<Output = Result<Vec<Self::Row>, StoreError>> + Send;

    /// The row's cells, one a heading.
    fn cells(&self, row: &Self::Row) -> Vec<Cell>;
}

/// The same list as its file reads it: each row knows how many stand before it.
pub struct Whole<L> {
    /// The list.
    pub list: L,
    /// The largest first.
    pub is_descending: bool,
}

impl<L: ShortList> FileRows for Whole<L> {
    type Row = (u32, L::Row);

    async fn after(&self, last: Option<&Self::Row>) -> Result<Vec<Self::Row>, StoreError> {
        let offset = last.map_or(0, |(before, _)| before.saturating_add(1));
        let window = Window { is_descending: self.is_descending, offset, size: AT_ONCE };
        Ok((offset..).zip(self.list.rows(window).await?).collect())
    }

    fn cells(&self, (_, row): &Self::Row) -> Vec<Cell> {
        self.list.cells(row)
    }
}
