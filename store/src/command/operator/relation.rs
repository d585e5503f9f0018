//! The platform blocks a relation, or lets its issuer open it again.

use crate::command::partner::{Doing, Pair};
use crate::secret::SessionToken;
use crate::table::set_up_change::Author;
use crate::{Store, StoreError};
use domain::partner::RelationAct;

impl Store {
    /// 封鎖: nothing is redeemed, and neither side opens it.
    pub async fn block_relation(
        &self,
        session: &SessionToken,
        pair: Pair,
        version: i64,
        note: String,
    ) -> Result<(), StoreError> {
        let operator = self.operating(session).await?;
        let doing = Doing { pair, act: RelationAct::Block, version: Some(version), note };
        self.do_to_relation(Author::Operator(operator.id), doing).await
    }

    /// 解除封鎖: the issuer may open it again.
    pub async fn unblock_relation(
        &self,
        session: &SessionToken,
        pair: Pair,
        version: i64,
        note: String,
    ) -> Result<(), StoreError> {
        let operator = self.operating(session).await?;
        let doing = Doing { pair, act: RelationAct::Unblock, version: Some(version), note };
        self.do_to_relation(Author::Operator(operator.id), doing).await
    }
}
