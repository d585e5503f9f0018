//! The table of `life_grid.rs`: what becomes of both units of a ticket, or the code of the refusal.
//!
//! A state names what happened on 2026/11/06; *inside* is the same evening, *after* the next morning, the guarantee
//! (or the gift) having ended with that day. `-` stands where the state cannot be. A request that is answered was asked
//! for both units before.

/// Every state a ticket can be in.
pub const STATES: [&str; 11] = [
    "unused",
    "offered",
    "transferred",
    "used",
    "settling",
    "settled",
    "redeemed overdue",
    "return pending",
    "return settling",
    "returned",
    "returned overdue",
];

/// Everything that can happen to it.
pub const COMMANDS: [&str; 21] = [
    "redeem",
    "cancel redemption",
    "return",
    "cancel return",
    "ask",
    "approve",
    "decline request",
    "withdraw request",
    "offer",
    "accept",
    "decline",
    "take back",
    "30 days pass",
    "cancel transfer",
    "split",
    "merge",
    "renew codes",
    "change purchaser",
    "bank sends",
    "bank accepts",
    "bank refuses",
];

/// State and command, and what comes of them.
pub const TABLE: &str = "
                                    | paid, inside                | paid, after           | gift, inside          | gift, after

unused, redeem                      | used                        | redeemed overdue      | settled               | expired
unused, cancel redemption           | use_unknown                 | use_unknown           | use_unknown           | use_unknown
unused, return                      | return pending              | returned              | returned              | expired
unused, cancel return               | return_unknown              | return_unknown        | return_unknown        | return_unknown
unused, ask                         | asked                       | asked                 | asked                 | expired
unused, approve                     | return pending              | returned              | returned              | expired
unused, decline request             | declined                    | declined              | declined              | declined
unused, withdraw request            | withdrawn                   | withdrawn             | withdrawn             | withdrawn
unused, offer                       | offered                     | offered               | gift_not_transferable | gift_not_transferable
unused, accept                      | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
unused, decline                     | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
unused, take back                   | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
unused, 30 days pass                | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
unused, cancel transfer             | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
unused, split                       | split                       | split                 | split                 | expired
unused, merge                       | merged                      | merged                | merged                | expired
unused, renew codes                 | new codes                   | new codes             | new codes             | expired
unused, change purchaser            | another's                   | another's             | another's             | another's
unused, bank sends                  | nothing                     | nothing               | nothing               | nothing
unused, bank accepts                | unexpected                  | unexpected            | unexpected            | unexpected
unused, bank refuses                | unexpected                  | unexpected            | unexpected            | unexpected

offered, redeem                     | offered                     | offered               | -                     | -
offered, cancel redemption          | use_unknown                 | use_unknown           | -                     | -
offered, return                     | offered                     | offered               | -                     | -
offered, cancel return              | return_unknown              | return_unknown        | -                     | -
offered, ask                        | offered                     | offered               | -                     | -
offered, approve                    | offered                     | offered               | -                     | -
offered, decline request            | declined                    | declined              | -                     | -
offered, withdraw request           | withdrawn                   | withdrawn             | -                     | -
offered, offer                      | offered                     | offered               | -                     | -
offered, accept                     | recipient's                 | recipient's           | -                     | -
offered, decline                    | giver's                     | giver's               | -                     | -
offered, take back                  | giver's                     | giver's               | -                     | -
offered, 30 days pass               | giver's                     | giver's               | -                     | -
offered, cancel transfer            | giver's                     | giver's               | -                     | -
offered, split                      | offered                     | offered               | -                     | -
offered, merge                      | offered                     | offered               | -                     | -
offered, renew codes                | offered                     | offered               | -                     | -
offered, change purchaser           | purchaser_locked            | purchaser_locked      | -                     | -
offered, bank sends                 | nothing                     | nothing               | -                     | -
offered, bank accepts               | unexpected                  | unexpected            | -                     | -
offered, bank refuses               | unexpected                  | unexpected            | -                     | -

transferred, redeem                 | used                        | redeemed overdue      | -                     | -
transferred, cancel redemption      | use_unknown                 | use_unknown           | -                     | -
transferred, return                 | return pending, purchaser's | returned, purchaser's | -                     | -
transferred, cancel return          | return_unknown              | return_unknown        | -                     | -
transferred, ask                    | asked                       | asked                 | -                     | -
transferred, approve                | return pending, purchaser's | returned, purchaser's | -                     | -
transferred, decline request        | declined                    | declined              | -                     | -
transferred, withdraw request       | withdrawn                   | withdrawn             | -                     | -
transferred, offer                  | offered                     | offered               | -                     | -
transferred, accept                 | transfer_closed             | transfer_closed       | -                     | -
transferred, decline                | transfer_closed             | transfer_closed       | -                     | -
transferred, take back              | transfer_closed             | transfer_closed       | -                     | -
transferred, 30 days pass           | nothing                     | nothing               | -                     | -
transferred, cancel transfer        | purchaser's                 | purchaser's           | -                     | -
transferred, split                  | split                       | split                 | -                     | -
transferred, merge                  | merged                      | merged                | -                     | -
transferred, renew codes            | new codes                   | new codes             | -                     | -
transferred, change purchaser       | purchaser_locked            | purchaser_locked      | -                     | -
transferred, bank sends             | nothing                     | nothing               | -                     | -
transferred, bank accepts           | unexpected                  | unexpected            | -                     | -
transferred, bank refuses           | unexpected                  | unexpected            | -                     | -

used, redeem                        | already_redeemed            | already_redeemed      | -                     | -
used, cancel redemption             | unused                      | cancel_too_late       | -                     | -
used, return                        | nothing_left                | nothing_left          | -                     | -
used, cancel return                 | return_unknown              | return_unknown        | -                     | -
used, ask                           | nothing_left                | nothing_left          | -                     | -
used, approve                       | nothing_left                | nothing_left          | -                     | -
used, decline request               | declined                    | declined              | -                     | -
used, withdraw request              | withdrawn                   | withdrawn             | -                     | -
used, offer                         | nothing_left                | nothing_left          | -                     | -
used, accept                        | transfer_unknown            | transfer_unknown      | -                     | -
used, decline                       | transfer_unknown            | transfer_unknown      | -                     | -
used, take back                     | transfer_unknown            | transfer_unknown      | -                     | -
used, 30 days pass                  | transfer_unknown            | transfer_unknown      | -                     | -
used, cancel transfer               | transfer_unknown            | transfer_unknown      | -                     | -
used, split                         | nothing_left                | nothing_left          | -                     | -
used, merge                         | nothing_left                | nothing_left          | -                     | -
used, renew codes                   | nothing_left                | nothing_left          | -                     | -
used, change purchaser              | another's                   | another's             | -                     | -
used, bank sends                    | settling                    | settling              | -                     | -
used, bank accepts                  | unexpected                  | unexpected            | -                     | -
used, bank refuses                  | unexpected                  | unexpected            | -                     | -

settling, redeem                    | already_redeemed            | already_redeemed      | -                     | -
settling, cancel redemption         | cancel_too_late             | cancel_too_late       | -                     | -
settling, return                    | nothing_left                | nothing_left          | -                     | -
settling, cancel return             | return_unknown              | return_unknown        | -                     | -
settling, ask                       | nothing_left                | nothing_left          | -                     | -
settling, approve                   | nothing_left                | nothing_left          | -                     | -
settling, decline request           | declined                    | declined              | -                     | -
settling, withdraw request          | withdrawn                   | withdrawn             | -                     | -
settling, offer                     | nothing_left                | nothing_left          | -                     | -
settling, accept                    | transfer_unknown            | transfer_unknown      | -                     | -
settling, decline                   | transfer_unknown            | transfer_unknown      | -                     | -
settling, take back                 | transfer_unknown            | transfer_unknown      | -                     | -
settling, 30 days pass              | transfer_unknown            | transfer_unknown      | -                     | -
settling, cancel transfer           | transfer_unknown            | transfer_unknown      | -                     | -
settling, split                     | nothing_left                | nothing_left          | -                     | -
settling, merge                     | nothing_left                | nothing_left          | -                     | -
settling, renew codes               | nothing_left                | nothing_left          | -                     | -
settling, change purchaser          | another's                   | another's             | -                     | -
settling, bank sends                | nothing                     | nothing               | -                     | -
settling, bank accepts              | settled                     | settled               | -                     | -
settling, bank refuses              | goes again                  | goes again            | -                     | -

settled, redeem                     | already_redeemed            | already_redeemed      | already_redeemed      | already_redeemed
settled, cancel redemption          | cancel_too_late             | cancel_too_late       | gift_final            | gift_final
settled, return                     | nothing_left                | nothing_left          | nothing_left          | nothing_left
settled, cancel return              | return_unknown              | return_unknown        | return_unknown        | return_unknown
settled, ask                        | nothing_left                | nothing_left          | nothing_left          | nothing_left
settled, approve                    | nothing_left                | nothing_left          | nothing_left          | nothing_left
settled, decline request            | declined                    | declined              | declined              | declined
settled, withdraw request           | withdrawn                   | withdrawn             | withdrawn             | withdrawn
settled, offer                      | nothing_left                | nothing_left          | nothing_left          | nothing_left
settled, accept                     | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
settled, decline                    | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
settled, take back                  | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
settled, 30 days pass               | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
settled, cancel transfer            | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
settled, split                      | nothing_left                | nothing_left          | nothing_left          | nothing_left
settled, merge                      | nothing_left                | nothing_left          | nothing_left          | nothing_left
settled, renew codes                | nothing_left                | nothing_left          | nothing_left          | nothing_left
settled, change purchaser           | another's                   | another's             | another's             | another's
settled, bank sends                 | nothing                     | nothing               | nothing               | nothing
settled, bank accepts               | nothing                     | nothing               | nothing               | nothing
settled, bank refuses               | unexpected                  | unexpected            | unexpected            | unexpected

redeemed overdue, redeem            | -                           | already_redeemed      | -                     | -
redeemed overdue, cancel redemption | -                           | unused                | -                     | -
redeemed overdue, return            | -                           | nothing_left          | -                     | -
redeemed overdue, cancel return     | -                           | return_unknown        | -                     | -
redeemed overdue, ask               | -                           | nothing_left          | -                     | -
redeemed overdue, approve           | -                           | nothing_left          | -                     | -
redeemed overdue, decline request   | -                           | declined              | -                     | -
redeemed overdue, withdraw request  | -                           | withdrawn             | -                     | -
redeemed overdue, offer             | -                           | nothing_left          | -                     | -
redeemed overdue, accept            | -                           | transfer_unknown      | -                     | -
redeemed overdue, decline           | -                           | transfer_unknown      | -                     | -
redeemed overdue, take back         | -                           | transfer_unknown      | -                     | -
redeemed overdue, 30 days pass      | -                           | transfer_unknown      | -                     | -
redeemed overdue, cancel transfer   | -                           | transfer_unknown      | -                     | -
redeemed overdue, split             | -                           | nothing_left          | -                     | -
redeemed overdue, merge             | -                           | nothing_left          | -                     | -
redeemed overdue, renew codes       | -                           | nothing_left          | -                     | -
redeemed overdue, change purchaser  | -                           | another's             | -                     | -
redeemed overdue, bank sends        | -                           | nothing               | -                     | -
redeemed overdue, bank accepts      | -                           | unexpected            | -                     | -
redeemed overdue, bank refuses      | -                           | unexpected            | -                     | -

return pending, redeem              | returned                    | returned              | -                     | -
return pending, cancel redemption   | use_unknown                 | use_unknown           | -                     | -
return pending, return              | nothing_left                | nothing_left          | -                     | -
return pending, cancel return       | unused                      | give_back_too_late    | -                     | -
return pending, ask                 | nothing_left                | nothing_left          | -                     | -
return pending, approve             | nothing_left                | nothing_left          | -                     | -
return pending, decline request     | declined                    | declined              | -                     | -
return pending, withdraw request    | withdrawn                   | withdrawn             | -                     | -
return pending, offer               | nothing_left                | nothing_left          | -                     | -
return pending, accept              | transfer_unknown            | transfer_unknown      | -                     | -
return pending, decline             | transfer_unknown            | transfer_unknown      | -                     | -
return pending, take back           | transfer_unknown            | transfer_unknown      | -                     | -
return pending, 30 days pass        | transfer_unknown            | transfer_unknown      | -                     | -
return pending, cancel transfer     | transfer_unknown            | transfer_unknown      | -                     | -
return pending, split               | nothing_left                | nothing_left          | -                     | -
return pending, merge               | nothing_left                | nothing_left          | -                     | -
return pending, renew codes         | nothing_left                | nothing_left          | -                     | -
return pending, change purchaser    | another's                   | another's             | -                     | -
return pending, bank sends          | return settling             | return settling       | -                     | -
return pending, bank accepts        | unexpected                  | unexpected            | -                     | -
return pending, bank refuses        | unexpected                  | unexpected            | -                     | -

return settling, redeem             | returned                    | returned              | -                     | -
return settling, cancel redemption  | use_unknown                 | use_unknown           | -                     | -
return settling, return             | nothing_left                | nothing_left          | -                     | -
return settling, cancel return      | give_back_too_late          | give_back_too_late    | -                     | -
return settling, ask                | nothing_left                | nothing_left          | -                     | -
return settling, approve            | nothing_left                | nothing_left          | -                     | -
return settling, decline request    | declined                    | declined              | -                     | -
return settling, withdraw request   | withdrawn                   | withdrawn             | -                     | -
return settling, offer              | nothing_left                | nothing_left          | -                     | -
return settling, accept             | transfer_unknown            | transfer_unknown      | -                     | -
return settling, decline            | transfer_unknown            | transfer_unknown      | -                     | -
return settling, take back          | transfer_unknown            | transfer_unknown      | -                     | -
return settling, 30 days pass       | transfer_unknown            | transfer_unknown      | -                     | -
return settling, cancel transfer    | transfer_unknown            | transfer_unknown      | -                     | -
return settling, split              | nothing_left                | nothing_left          | -                     | -
return settling, merge              | nothing_left                | nothing_left          | -                     | -
return settling, renew codes        | nothing_left                | nothing_left          | -                     | -
return settling, change purchaser   | another's                   | another's             | -                     | -
return settling, bank sends         | nothing                     | nothing               | -                     | -
return settling, bank accepts       | returned                    | returned              | -                     | -
return settling, bank refuses       | goes again                  | goes again            | -                     | -

returned, redeem                    | returned                    | returned              | returned              | returned
returned, cancel redemption         | use_unknown                 | use_unknown           | use_unknown           | use_unknown
returned, return                    | nothing_left                | nothing_left          | nothing_left          | nothing_left
returned, cancel return             | give_back_too_late          | give_back_too_late    | give_back_final       | give_back_final
returned, ask                       | nothing_left                | nothing_left          | nothing_left          | nothing_left
returned, approve                   | nothing_left                | nothing_left          | nothing_left          | nothing_left
returned, decline request           | declined                    | declined              | declined              | declined
returned, withdraw request          | withdrawn                   | withdrawn             | withdrawn             | withdrawn
returned, offer                     | nothing_left                | nothing_left          | nothing_left          | nothing_left
returned, accept                    | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
returned, decline                   | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
returned, take back                 | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
returned, 30 days pass              | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
returned, cancel transfer           | transfer_unknown            | transfer_unknown      | transfer_unknown      | transfer_unknown
returned, split                     | nothing_left                | nothing_left          | nothing_left          | nothing_left
returned, merge                     | nothing_left                | nothing_left          | nothing_left          | nothing_left
returned, renew codes               | nothing_left                | nothing_left          | nothing_left          | nothing_left
returned, change purchaser          | another's                   | another's             | another's             | another's
returned, bank sends                | nothing                     | nothing               | nothing               | nothing
returned, bank accepts              | nothing                     | nothing               | nothing               | nothing
returned, bank refuses              | unexpected                  | unexpected            | unexpected            | unexpected

returned overdue, redeem            | -                           | returned              | -                     | -
returned overdue, cancel redemption | -                           | use_unknown           | -                     | -
returned overdue, return            | -                           | nothing_left          | -                     | -
returned overdue, cancel return     | -                           | unused                | -                     | -
returned overdue, ask               | -                           | nothing_left          | -                     | -
returned overdue, approve           | -                           | nothing_left          | -                     | -
returned overdue, decline request   | -                           | declined              | -                     | -
returned overdue, withdraw request  | -                           | withdrawn             | -                     | -
returned overdue, offer             | -                           | nothing_left          | -                     | -
returned overdue, accept            | -                           | transfer_unknown      | -                     | -
returned overdue, decline           | -                           | transfer_unknown      | -                     | -
returned overdue, take back         | -                           | transfer_unknown      | -                     | -
returned overdue, 30 days pass      | -                           | transfer_unknown      | -                     | -
returned overdue, cancel transfer   | -                           | transfer_unknown      | -                     | -
returned overdue, split             | -                           | nothing_left          | -                     | -
returned overdue, merge             | -                           | nothing_left          | -                     | -
returned overdue, renew codes       | -                           | nothing_left          | -                     | -
returned overdue, change purchaser  | -                           | another's             | -                     | -
returned overdue, bank sends        | -                           | nothing               | -                     | -
returned overdue, bank accepts      | -                           | nothing               | -                     | -
returned overdue, bank refuses      | -                           | unexpected            | -                     | -
";
