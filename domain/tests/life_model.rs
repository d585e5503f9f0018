//! No unit and no dollar is ever lost or doubled, whatever happens in whatever order (RULES §2, §15): on each ticket
//! units left + used + returned = units at issue, and every account holds what the lines say it holds.
#![cfg(test)]

mod cast;
mod money_model;

use money_model::{Shop, Step, step};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn units_and_money_are_kept(
        gift in any::<bool>(), quantity in 1_u32..=9, steps in proptest::collection::vec(step(), 1..80),
    ) {
        let mut shop = Shop::new(gift, quantity);
        for step in steps {
            shop.act(&step);
            shop.check(quantity).map_err(|wrong| TestCaseError::fail(format!("after {step:?}: {wrong}")))?;
        }
        shop.finish();
        shop.check(quantity).map_err(|wrong| TestCaseError::fail(format!("at the end: {wrong}")))?;
    }
}

/// A scan of the guarantee's last evening that arrives when the trust money was released already.
#[test]
fn a_late_scan_takes_the_money_back_from_the_issuer() {
    let mut shop = Shop::new(false, 2);
    shop.act(&Step::Wait { minutes: 3 * 24 * 60 + 15 * 60 + 120 });
    shop.act(&Step::Release);
    shop.act(&Step::Redeem { ticket: 0, units: 1, minutes_late: 180 });
    shop.check(2).expect("kept");
    assert_eq!(shop.uses_in_bank(), 1);
    shop.act(&Step::CancelUse { ticket: 0, line: 0, units: None });
    shop.check(2).expect("kept");
    assert_eq!(shop.uses_in_bank(), 0);
}
