//! A connection that a task keeps between its turns. Giving one back to sqlx's pool costs a round trip to the database
//! each time (it asks whether the connection still lives), which the counter would pay for every group.

use sqlx::pool::PoolConnection;
use sqlx::{Any, Database, Pool};

/// At most one connection of a pool. Whoever keeps it lets go of it when the pool closes: closing waits for that.
pub(crate) struct Kept<DB: Database = Any> {
    pool: Pool<DB>,
    connection: Option<PoolConnection<DB>>,
}

impl<DB: Database> Kept<DB> {
    /// None yet.
    pub(crate) fn of(pool: Pool<DB>) -> Self {
        Self { pool, connection: None }
    }

    /// The connection, taken from the pool if there is none.
    pub(crate) async fn connection(&mut self) -> Result<&mut DB::Connection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.pool.acquire().await?,
        };
        Ok(&mut *self.connection.insert(connection))
    }

    /// Something went wrong: the pool finds out whether the connection is still good.
    pub(crate) fn let_go(&mut self) {
        self.connection = None;
    }

    /// The pool it is from.
    pub(crate) fn pool(&self) -> &Pool<DB> {
        &self.pool
    }
}
