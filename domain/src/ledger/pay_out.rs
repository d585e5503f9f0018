//! 撥款: what is owed is paid to the issuer.

use super::{LedgerAccount, Movement, Posting, Unbookable};
use crate::money::Dollars;

/// The posting of paying `amount` out, before the platform's own fees, which are billed apart (RULES §10).
pub fn pay_out(amount: Dollars) -> Result<Posting, Unbookable> {
    Posting::new(Movement::PayOut, LedgerAccount::Payable, LedgerAccount::Issuer, amount)
}
