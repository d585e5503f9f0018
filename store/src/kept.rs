//! A connection that a task keeps between its turns. Giving one back to sqlx's pool costs a round trip to the database
//! each time (it asks whether the connection still lives), which the counter would pay for every group.

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool};

/// At most one connection of a pool. Whoever keeps it lets go of it when the pool closes: closing waits for that.
pub(crate) struct Kept {
    pool: AnyPool,
    connection: Option<PoolConnection<Any>>,
}

impl Kept {
    /// None yet.
    pub(crate) fn of(pool: AnyPool) -> Self {
        Self { pool, connection: None }
    }

    /// The connection, taken from the pool if there is none.
    pub(crate) async fn connection(&mut self) -> Result<&mut AnyConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.pool.acquire().await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Something went wrong: the pool finds out whether the connection is still good.
    pub(crate) fn let_go(&mut self) {
        self.connection = None;
    }
}
