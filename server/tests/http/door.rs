//! Every door and everybody who may stand before it. A route that is not in the table fails the test.

use crate::browser::{Answer, Browser};
use crate::house::House;
use crate::knock::knock;
use crate::scene::{Actor, Scene};
use server::config::ServeConfig;
use server::state::AppState;
use std::collections::BTreeSet;
use store::fixture::{Goods, PURCHASER_EMAIL, PURCHASER_NAME, PURCHASER_PHONE};

on_both_engines!(
    every_door_lets_in_whom_it_must,
    limited_people_are_let_in_no_further,
    a_partner_redeems_what_was_opened_to_it,
    the_demos_doors_are_for_this_machine
);

/// Method and route, then what each of [`Actor::ALL`] gets: a status, the path that a redirect leads to (`in` = the
/// sign-in page), or the code of a verdict.
#[rustfmt::skip]
pub const DOORS: &[(&str, &str, [&str; 12])] = &[
    // nobody, holder, other holder | owner, manager, clerk 001, 002, 003 (disabled), accountant | partner ×2, stranger
    ("GET", "/", ["200"; 12]),
    ("POST", "/language", ["→ /"; 12]),
    ("POST", "/person", ["→ /"; 12]),
    ("GET", "/assets/{build}/{name}", ["200"; 12]),
    ("GET", "/service_worker.js", ["200"; 12]),
    ("GET", "/offline/{language}", ["200"; 12]),
    ("GET", "/offline/{language}/desk", ["200"; 12]),
    ("GET", "/R/{code}", staff("→ /t", ["→ /desk/ticket"; 9])),
    ("GET", "/t/{name}", ["200"; 12]),
    ("GET", "/picture/{name}", ["404"; 12]), // none of this name; `picture` looks at one
    ("GET", "/find", ["200"; 12]),
    ("POST", "/find", ["422"; 12]),
    ("GET", "/find/{merchant}", ["200"; 12]),
    ("POST", "/find/{merchant}", ["422"; 12]),
    ("GET", "/find/code", ["→ /find"; 12]), // a code that this browser did not ask for
    ("POST", "/find/code", ["→ /find"; 12]),
    ("GET", "/my", ["→ /find", "200", "200", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find"]),
    ("POST", "/my/match", ["→ /find", "422", "422", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find", "→ /find"]),
    ("POST", "/my/forget", ["→ /find"; 12]),
    ("GET", "/dev/mailbox", ["404"; 12]), // the demo's only
    ("GET", "/receipts", ["200"; 12]),
    ("POST", "/receipts", ["422"; 12]),
    ("GET", "/.well-known/piaojia-seal-key.txt", ["200"; 12]),
    ("GET", "/w/{link}", ["404", "200", "200", "404", "404", "404", "404", "404", "404", "404", "404", "404"]),
    ("GET", "/w/{link}/{serial}", HOLDER_ONLY),
    ("GET", "/w/{link}/{serial}/code", HOLDER_ONLY),
    ("POST", "/w/{link}/{serial}/number", HOLDER_ONLY),
    ("GET", "/w/{link}/{serial}/return", HOLDER_ONLY),
    ("POST", "/w/{link}/{serial}/return", holder("409")),
    ("GET", "/w/{link}/{serial}/paper", HOLDER_ONLY),
    ("POST", "/w/{link}/{serial}/paper", HOLDER_ONLY),
    ("GET", "/w/{link}/{serial}/calendar", HOLDER_ONLY),
    ("GET", "/w/{link}/{serial}/pass", ["404"; 12]), // no keys for wallet apps; `pass` has some
    ("POST", "/w/{link}/{serial}/pass", ["404"; 12]),
    ("GET", "/w/{link}/{serial}/pass.pkpass", ["404"; 12]),
    ("GET", "/passes/v1/devices/{phone}/registrations/{pass_type}", ["404"; 12]),
    ("POST", "/passes/v1/devices/{phone}/registrations/{pass_type}/{pass}", ["404"; 12]),
    ("DELETE", "/passes/v1/devices/{phone}/registrations/{pass_type}/{pass}", ["404"; 12]),
    ("GET", "/passes/v1/passes/{pass_type}/{pass}", ["404"; 12]),
    ("POST", "/passes/v1/log", ["404"; 12]),
    ("GET", "/w/{link}/{serial}/enquiry", HOLDER_ONLY),
    ("POST", "/w/{link}/{serial}/enquiry", holder("409")),
    ("GET", "/w/{link}/enquiry/{enquiry}", HOLDER_ONLY),
    ("POST", "/w/{link}/enquiry/{enquiry}", holder("409")),
    ("GET", "/w/{link}/{serial}/split", HOLDER_ONLY),
    ("POST", "/w/{link}/{serial}/split", holder("409")),
    ("POST", "/w/{link}/{serial}/merge", holder("409")),
    ("GET", "/w/{link}/{serial}/renew", HOLDER_ONLY),
    ("POST", "/w/{link}/{serial}/renew", holder("409")),
    ("GET", "/w/{link}/unlock", holders("→ /w")), // proven already
    ("POST", "/w/{link}/unlock", holders("→ /w")),
    ("GET", "/w/{link}/give", holders("200")),
    ("POST", "/w/{link}/give", holders("409")),
    ("GET", "/w/{link}/given/{transfer}", ["404"; 12]), // none that was given; `life` looks at one
    ("POST", "/w/{link}/opened", holders("204")),
    ("POST", "/w/{link}/take-back", holders("→ /w")),
    ("POST", "/w/{link}/remind", holders("→ /w")),
    ("GET", "/w/{link}/device", holders("200")),
    ("POST", "/w/{link}/device", holders("204")),
    ("POST", "/w/{link}/device/{device}/remove", holders("→ /w")),
    ("POST", "/w/{link}/statements", holders("409")), // a phone that has not joined
    ("GET", "/w/{link}/facts", holders("200")),
    ("GET", "/w/{link}/manifest.webmanifest", holders("200")),
    ("GET", "/w/{link}/notices", holders("200")),
    ("POST", "/w/{link}/notices", holders("→ /w")),
    ("POST", "/w/{link}/push", holders("409")), // a phone that has not joined
    ("POST", "/w/{link}/push/remove", holders("204")), // told nothing already
    ("POST", "/w/{link}/withdraw-return", holders("→ /w")),
    ("POST", "/w/{link}/accept", ["404"; 12]), // these links are no gifts; `gift` opens one
    ("POST", "/w/{link}/decline", ["404"; 12]),
    ("GET", "/w/{link}/{serial}/receipt/{use_id}", HOLDER_ONLY),
    ("GET", "/w/{link}/{serial}/receipt/{use_id}/file", HOLDER_ONLY),
    ("GET", "/desk/sign-in", ["200"; 12]),
    ("POST", "/desk/sign-in", ["422"; 12]),
    ("GET", "/desk/sign-in/code", ["in"; 12]), // no password was right; `own_account` has one
    ("POST", "/desk/sign-in/code", ["in"; 12]),
    ("POST", "/desk/passkey/ask", ["200"; 12]), // anybody may be asked who it is
    ("POST", "/desk/passkey/answer", ["422"; 12]),
    ("GET", "/account", staff("in", ["200"; 9])), // each the own one
    ("POST", "/account/passkey/ask", staff("401", ["200"; 9])),
    ("POST", "/account/passkey/answer", staff("401", ["422"; 9])),
    ("POST", "/account/passkey/{id}/remove", staff("in", ["→ /account"; 9])),
    ("GET", "/account/app", staff("in", ["200"; 9])),
    ("POST", "/account/app", staff("in", ["422"; 9])),
    ("POST", "/account/app/off", staff("in", ["422"; 9])),
    ("GET", "/account/recovery-codes", staff("in", ["200"; 9])),
    ("POST", "/account/recovery-codes", staff("in", ["422"; 9])),
    ("POST", "/account/password", staff("in", ["422"; 9])),
    ("POST", "/account/telling", staff("in", ["→ /account"; 9])),
    ("POST", "/account/session/{id}/end", staff("in", ["→ /account"; 9])),
    ("GET", "/enrol/{token}", ["200"; 12]), // whoever scans the code that a manager shows
    ("POST", "/enrol/{token}/ask", ["200"; 12]),
    ("POST", "/enrol/{token}/answer", ["422"; 12]), // no question was asked in this browser
    ("POST", "/desk/sign-out", ["in"; 12]),
    ("GET", "/desk", staff("in", ["200"; 9])),
    ("GET", "/desk/manifest.webmanifest", ["200"; 12]),
    ("GET", "/desk/today", staff("in", ["200"; 9])),
    ("GET", "/desk/ticket", staff("in", TICKET)),
    ("GET", "/desk/practice", staff("in", ["200"; 9])),
    ("GET", "/desk/practice/codes", staff("in", ["200"; 9])),
    ("POST", "/desk/practice/scan", staff("in", ["not_ours"; 9])),
    ("POST", "/desk/practice/redeem", staff("in", ["practice_real"; 9])),
    ("POST", "/desk/practice/undo", staff("in", ["undone"; 9])),
    ("GET", "/desk/find", staff("in", LOOKS_UP)),
    ("POST", "/desk/find", staff("in", LOOKS_UP)), // partner and stranger find nothing; `look_up` looks
    ("GET", "/desk/shift", staff("in", ["200"; 9])), // each the own
    ("POST", "/desk/scan", staff("signed_out", ["redeemed", "redeemed", "redeemed", "redeemed", "branch_disabled",
        "permission_missing", "product_not_open", "product_not_open", "other_merchant"])),
    ("POST", "/desk/look", staff("in", TICKET)),
    ("POST", "/desk/redeem", staff("in", ["→ /desk/use", "→ /desk/use", "→ /desk/use", "→ /desk/use", "branch_disabled",
        "permission_missing", "product_not_open", "product_not_open", "other_merchant"])),
    ("GET", "/desk/use/{merchant}/{use_id}", staff("in", SEES_THE_USE)),
    ("GET", "/desk/more/{merchant}/{use_id}", staff("in", ["404", "404", "200", "404", "404", "404", "404", "404",
        "404"])), // the clerk who redeemed the first, a moment ago
    ("POST", "/desk/more", staff("in", MORE)),
    ("GET", "/desk/receipt/{merchant}/{use_id}", staff("in", SEES_THE_USE)),
    ("GET", "/desk/receipt/{merchant}/{use_id}/file", staff("in", SEES_THE_USE)),
    ("POST", "/desk/cancel", staff("in", ["→ /desk/use", "→ /desk/use", "→ /desk/use", "not_yours_to_cancel",
        "branch_disabled", "permission_missing", "use_unknown", "use_unknown", "use_unknown"])),
    ("POST", "/desk/phone", staff("401", ["422"; 9])), // without a key; `desk_phone` has one
    ("POST", "/desk/phone/{phone}/news", staff("401", ["404", "404", "404", "404", "409", "409", "404", "404", "404"])), // nobody's
    // phone; a closed branch and whoever may not redeem have none
    ("POST", "/desk/phone/{merchant}/{phone}/scans", ["422"; 12]), // no list of scans; `desk_phone` sends some
    ("GET", "/office/offline", staff("in", ["200", "200", "404", "404", "404", "200", "200", "404", "200"])),
    ("GET", "/office/offline/conflicts", staff("in", ["200", "200", "404", "404", "404", "200", "200", "404", "200"])),
    ("GET", "/office/offline/conflicts/export", staff("in", ["200", "200", "404", "404", "404", "200", "200", "404", "200"])),
    ("GET", "/office/offline/phones", staff("in", ["200", "200", "404", "404", "404", "200", "200", "404", "200"])),
    ("GET", "/office/offline/phones/export", staff("in", ["200", "200", "404", "404", "404", "200", "200", "404", "200"])),
    ("POST", "/office/offline/settle", OFFICE_HOME), // no such conflict
    ("POST", "/office/offline/look-into", OFFICE_HOME), // no such phone
    ("POST", "/office/offline/revoke", OFFICE_HOME),
    ("GET", "/office", staff("in", ["200", "200", "404", "404", "404", "200", "200", "404", "200"])),
    ("GET", "/office/messages", staff("in", ["200", "200", "404", "404", "404", "200", "200", "404", "200"])), // as the first page
    ("GET", "/office/ticket", OFFICE_LOOK),
    ("POST", "/office/ticket/note", staff("in", ["422", "422", "404", "404", "404", "409", "404", "404", "404"])), // empty; the accountant only looks
    ("POST", "/office/return", OFFICE_ACT),
    ("POST", "/office/cancel-return", OFFICE_REFUSES),
    ("POST", "/office/renew-code", OFFICE_ACT),
    ("POST", "/office/resend", OFFICE_REFUSES),
    ("POST", "/office/change-purchaser", NOBODY_NAMED),
    ("GET", "/office/enquiries", OFFICE_MAKES), // the same people answer
    ("GET", "/office/enquiries/export", OFFICE_MAKES),
    ("GET", "/office/enquiry/{enquiry}", OFFICE_THREAD),
    ("POST", "/office/enquiry/{enquiry}", staff("in", ["→ /office/enquiry", "→ /office/enquiry", "404", "404", "404", "404",
        "404", "404", "404"])),
    ("POST", "/office/enquiry/{enquiry}/close", staff("in", ["422", "422", "404", "404", "404", "404", "404", "404",
        "404"])), // nothing was answered
    ("GET", "/office/pictures", staff("in", ["200", "200", "404", "404", "404", "404", "200", "404", "200"])),
    ("POST", "/office/pictures/{kind}", OFFICE_SETTINGS), // without a file
    ("POST", "/office/pictures/{kind}/remove", staff("in", ["→ /office/pictures", "404", "404", "404", "404", "404",
        "→ /office/pictures", "404", "→ /office/pictures"])), // each of the own merchant
    ("GET", "/office/products", OFFICE_PRODUCTS),
    ("GET", "/office/products/export", OFFICE_PRODUCTS),
    ("POST", "/office/products/shelf", staff("in", ["409", "409", "404", "404", "404", "404", "409", "404", "409"])), // none named
    ("GET", "/office/products/{product}", staff("in", ["200", "200", "404", "404", "404", "200", "404", "404", "404"])),
    ("GET", "/office/products/new", OFFICE_MAKES),
    ("POST", "/office/products/new", staff("in", ["422", "422", "404", "404", "404", "404", "422", "404", "422"])),
    ("GET", "/office/products/{product}/edit", staff("in", ["200", "200", "404", "404", "404", "404", "404", "404", "404"])),
    ("POST", "/office/products/{product}/edit", staff("in", ["409", "409", "404", "404", "404", "404", "404", "404", "404"])), // no version
    ("POST", "/office/products/{product}/counter", staff("in", ["422", "422", "404", "404", "404", "404", "404", "404", "404"])), // nothing typed
    ("POST", "/office/products/{product}/picture", staff("in", ["422", "422", "404", "404", "404", "404", "404", "404", "404"])), // no file
    ("POST", "/office/products/{product}/picture/remove", staff("in", ["409", "409", "404", "404", "404", "404", "404", "404",
        "404"])), // no version
    ("GET", "/office/issue", OFFICE_MAKES),
    ("POST", "/office/issue", staff("in", ["422", "422", "404", "404", "404", "404", "422", "404", "422"])), // no file
    ("GET", "/office/issue/template", OFFICE_MAKES),
    ("GET", "/office/issue/one", OFFICE_MAKES),
    ("POST", "/office/issue/one", staff("in", ["→ /office/issue", "→ /office/issue", "404", "404", "404", "404",
        "→ /office/issue", "404", "→ /office/issue"])), // a draft, each of the own merchant
    ("GET", "/office/issue/batches", OFFICE_MAKES),
    ("GET", "/office/issue/batches/export", OFFICE_MAKES),
    ("GET", "/office/issue/{draft}", OFFICE_NO_DRAFT),
    ("GET", "/office/issue/{draft}/faults", OFFICE_NO_DRAFT),
    ("POST", "/office/issue/{draft}/mend", OFFICE_NO_DRAFT),
    ("POST", "/office/issue/{draft}/serials", OFFICE_NO_DRAFT),
    ("POST", "/office/issue/{draft}/confirm", OFFICE_NO_DRAFT),
    ("POST", "/office/issue/{draft}/cancel", OFFICE_NO_DRAFT),
    ("GET", "/office/unissued", OFFICE_MAKES),
    ("GET", "/office/unissued/export", OFFICE_MAKES),
    ("POST", "/office/unissued/issue-file", OFFICE_MAKES), // nothing was paid; `unissued` has some
    ("GET", "/office/orders", OFFICE_PRODUCTS),
    ("GET", "/office/orders/export", OFFICE_PRODUCTS),
    ("GET", "/office/orders/{order}", OFFICE_LOOK),
    ("POST", "/office/orders/{order}/show", staff("in", ["→ /office/orders", "→ /office/orders", "404", "404", "404", "→ /office/orders", "404", "404", "404"])), // who looks, asks
    ("POST", "/office/orders/{order}/resend", staff("in", ["→ /office/orders", "→ /office/orders", "404", "404", "404", "409", "404", "404", "404"])),
    ("POST", "/office/orders/{order}/send-again", staff("in", ["404", "404", "404", "404", "404", "409", "404", "404", "404"])), // no such
    // message; the accountant only looks
    ("POST", "/office/orders/{order}/purchaser", NOBODY_NAMED),
    ("POST", "/office/orders/{order}/cancel-transfer", OFFICE_REFUSES), // none of this name
    ("POST", "/office/orders/{order}/note", staff("in", ["422", "422", "404", "404", "404", "422", "404", "404", "404"])), // empty
    ("GET", "/office/returns", OFFICE_MAKES), // the same people return
    ("GET", "/office/returns/export", OFFICE_MAKES),
    ("GET", "/office/returns/made", OFFICE_MAKES),
    ("GET", "/office/returns/made/export", OFFICE_MAKES),
    ("POST", "/office/returns/find", staff("in", ["404"; 9])), // no words; `returns` finds
    ("GET", "/office/transfers", OFFICE_PRODUCTS),
    ("GET", "/office/transfers/export", OFFICE_PRODUCTS),
    ("GET", "/office/transfers/{transfer}", OFFICE_NO_DRAFT), // none that was given; `transfers` looks at one
    ("POST", "/office/transfers/{transfer}/cancel", OFFICE_NO_DRAFT),
    ("GET", "/office/paper", OFFICE_PRODUCTS),
    ("GET", "/office/paper/export", OFFICE_PRODUCTS),
    ("POST", "/office/paper/choose", staff("in", ["409", "409", "404", "404", "404", "404", "409", "404", "409"])), // nothing is ticked
    ("POST", "/office/paper/print", staff("in", ["409", "409", "404", "404", "404", "404", "409", "404", "409"])),
    ("POST", "/office/paper/test", OFFICE_MAKES),
    ("GET", "/office/returns/counter", OFFICE_MAKES),
    ("POST", "/office/returns/counter", OFFICE_MAKES), // nothing is ticked
    ("GET", "/office/returns/{request}", OWN_REQUEST),
    ("POST", "/office/returns/{request}/approve", staff("in", ["422", "422", "404", "404", "404", "404", "404", "404", "404"])), // ten of two
    ("POST", "/office/returns/{request}/decline", staff("in", ["422", "422", "404", "404", "404", "404", "404", "404", "404"])), // without a reason
    ("GET", "/office/set-up", SEES_SETTINGS),
    ("POST", "/office/set-up", OFFICE_SETTINGS), // nothing filled in
    ("GET", "/office/contract", staff("in", ["200", "200", "404", "404", "404", "404", "200", "404", "200"])),
    ("GET", "/office/changes", SEES_SETTINGS),
    ("GET", "/office/changes/export", SEES_SETTINGS),
    ("GET", "/office/looks", SEES_SETTINGS),
    ("GET", "/office/looks/{look}", OFFICE_NO_DRAFT), // none of this name; `look` has some
    ("GET", "/office/branches", SEES_SETTINGS),
    ("GET", "/office/branches/export", SEES_SETTINGS),
    ("GET", "/office/branches/new", staff("in", ["200", "404", "404", "404", "404", "404", "200", "404", "200"])),
    ("POST", "/office/branches/new", OFFICE_SETTINGS),
    ("GET", "/office/branches/{number}", staff("in", ["200", "200", "404", "404", "404", "404", "200", "404", "404"])),
    ("POST", "/office/branches/{number}", staff("in", ["422", "404", "404", "404", "404", "404", "422", "404", "404"])),
    ("GET", "/office/redeemers", SEES_SETTINGS),
    ("GET", "/office/redeemers/export", SEES_SETTINGS),
    ("GET", "/office/redeemers/{merchant}", staff("in", ["200", "200", "404", "404", "404", "404", "404", "404", "404"])),
    ("POST", "/office/redeemers/{merchant}/open", staff("in", ["→ /office/redeemers", "404", "404", "404", "404", "404",
        "409", "404", "→ /office/redeemers"])), // the partner's is its own number; the stranger opens one
    ("POST", "/office/redeemers/{merchant}/end", staff("in", ["409", "404", "404", "404", "404", "404", "409", "404",
        "409"])), // without a version
    ("POST", "/office/redeemers/{merchant}/products", staff("in", ["409", "404", "404", "404", "404", "404", "409",
        "404", "→ /office/redeemers"])), // the relation it has just opened is as it was made
    ("GET", "/office/issuers", SEES_SETTINGS),
    ("GET", "/office/issuers/export", SEES_SETTINGS),
    ("GET", "/office/issuers/{merchant}", staff("in", ["404", "404", "404", "404", "404", "404", "200", "404", "404"])),
    ("POST", "/office/issuers/{merchant}/leave", staff("in", ["404", "404", "404", "404", "404", "404", "422", "404",
        "404"])), // without a reason
    ("GET", "/operator/sign-in", ["200"; 12]),
    ("POST", "/operator/sign-in", ["422"; 12]),
    ("POST", "/operator/sign-out", OPERATORS),
    ("GET", "/operator", OPERATORS),
    ("GET", "/operator/merchants/export", OPERATORS),
    ("GET", "/operator/merchants/new", OPERATORS),
    ("POST", "/operator/merchants/new", OPERATORS),
    ("GET", "/operator/merchant/{merchant}", OPERATORS),
    ("GET", "/operator/merchant/{merchant}/contract", OPERATORS),
    ("POST", "/operator/merchant/{merchant}/contract", OPERATORS),
    ("POST", "/operator/merchant/{merchant}/end", OPERATORS),
    ("POST", "/operator/merchant/{merchant}/invite", OPERATORS),
    ("GET", "/operator/merchant/{merchant}/changes", OPERATORS),
    ("GET", "/operator/merchant/{merchant}/changes/export", OPERATORS),
    ("GET", "/operator/merchant/{merchant}/redeemers", OPERATORS),
    ("GET", "/operator/merchant/{merchant}/redeemers/export", OPERATORS),
    ("GET", "/operator/merchant/{merchant}/issuers", OPERATORS),
    ("GET", "/operator/merchant/{merchant}/issuers/export", OPERATORS),
    ("POST", "/operator/merchant/{merchant}/relation", OPERATORS),
    ("POST", "/operator/merchant/{merchant}/look", OPERATORS),
    ("GET", "/operator/merchant/{merchant}/look", OPERATORS),
    ("GET", "/operator/merchant/{merchant}/looks/{look}", OPERATORS),
    ("POST", "/operator/look/leave", OPERATORS),
    ("GET", "/operator/messages", OPERATORS),
    ("POST", "/operator/messages", OPERATORS),
    ("GET", "/operator/messages/export", OPERATORS),
    ("POST", "/operator/messages/{id}/withdraw", OPERATORS),
    ("GET", "/operator/people", OPERATORS),
    ("POST", "/operator/people", OPERATORS),
    ("POST", "/operator/people/export", OPERATORS),
    ("POST", "/operator/people/erase", OPERATORS),
    ("GET", "/operator/jobs", OPERATORS),
    ("GET", "/operator/jobs/export", OPERATORS),
    ("GET", "/operator/deliveries", OPERATORS),
    ("GET", "/operator/deliveries/export", OPERATORS),
    ("GET", "/operator/proofs", OPERATORS),
    ("GET", "/operator/proofs/export", OPERATORS),
    ("GET", "/invitation/{link}", ["404"; 12]), // nobody was invited by it; `operator` invites somebody
    ("POST", "/invitation/{link}", ["404"; 12]),
    ("POST", "/office/give-up-order", OFFICE_HOME),
    ("POST", "/office/cancel-transfer", OFFICE_HOME),
    ("GET", "/office/people", MANAGES_PEOPLE),
    ("GET", "/office/people/export", MANAGES_PEOPLE),
    ("POST", "/office/people/bind", staff("in", ["409", "409", "404", "404", "404", "404", "409", "404", "409"])), // an empty form
    ("GET", "/office/people/deleted", MANAGES_PEOPLE),
    ("GET", "/office/people/deleted/export", MANAGES_PEOPLE),
    ("GET", "/office/people/new", MANAGES_PEOPLE),
    ("POST", "/office/people/new", staff("in", ["422", "422", "404", "404", "404", "404", "422", "404", "422"])), // an empty form
    ("GET", "/office/people/{account}", OWN_PEOPLE),
    ("GET", "/office/people/{account}/edit", OWN_PEOPLE),
    ("POST", "/office/people/{account}/edit", staff("in", ["422", "422", "404", "404", "404", "404", "404", "404", "404"])),
    ("POST", "/office/people/{account}/reset", OWN_PEOPLE),
    ("POST", "/office/people/{account}/enrol", OWN_PEOPLE),
    ("POST", "/office/people/{account}/sign-out", ACTS_ON_PEOPLE),
    ("POST", "/office/people/{account}/delete", ACTS_ON_PEOPLE),
    ("POST", "/office/people/{account}/phone/{id}/revoke", ACTS_ON_PEOPLE), // none of this name; `people` revokes one
    ("GET", "/healthz", ["200"; 12]),
    ("GET", "/readyz", ["200"; 12]),
];

const HOLDER_ONLY: [&str; 12] =
    ["404", "200", "404", "404", "404", "404", "404", "404", "404", "404", "404", "404"];
/// What the office answers about a ticket of another merchant, and to accounts without permission, is "not found".
const OFFICE_LOOK: [&str; 12] = staff("in", ["200", "200", "404", "404", "404", "200", "404", "404", "404"]);
/// Who looks at products and at issued orders, each at the own merchant's.
const OFFICE_PRODUCTS: [&str; 12] =
    staff("in", ["200", "200", "404", "404", "404", "200", "200", "404", "200"]);
/// A draft or a transfer that is nobody's; `issue` and `transfers` have some.
const OFFICE_NO_DRAFT: [&str; 12] =
    staff("in", ["404", "404", "404", "404", "404", "404", "404", "404", "404"]);
/// Who makes them, and issues.
const OFFICE_MAKES: [&str; 12] = staff("in", ["200", "200", "404", "404", "404", "404", "200", "404", "200"]);
/// Who changes settings: the owners.
const OFFICE_SETTINGS: [&str; 12] =
    staff("in", ["422", "404", "404", "404", "404", "404", "422", "404", "422"]);
/// Who looks at settings: owners and managers, each of the own merchant.
const SEES_SETTINGS: [&str; 12] =
    staff("in", ["200", "200", "404", "404", "404", "404", "200", "404", "200"]);
/// None of these twelve is one of the platform's people: they are sent to its sign-in, whatever stands behind the door.
/// `platform_door` is about whom it lets in.
const OPERATORS: [&str; 12] = ["→ /operator/sign-in"; 12];
/// What a holder wrote to the issuer.
const OFFICE_THREAD: [&str; 12] =
    staff("in", ["200", "200", "404", "404", "404", "404", "404", "404", "404"]);
/// Done by those who may; the accountant only looks.
const OFFICE_ACT: [&str; 12] =
    staff("in", ["→ /office/ticket", "→ /office/ticket", "404", "404", "404", "409", "404", "404", "404"]);
/// A return, an order or a person that is none.
const OFFICE_REFUSES: [&str; 12] =
    staff("in", ["409", "409", "404", "404", "404", "409", "404", "404", "404"]);
/// A purchaser without a name: who may not change it hears that first.
const NOBODY_NAMED: [&str; 12] = staff("in", ["422", "422", "404", "404", "404", "409", "404", "404", "404"]);
/// A request, an order or a transfer that is none, on the page of the lists.
const OFFICE_HOME: [&str; 12] = staff("in", ["409", "409", "404", "404", "404", "409", "409", "404", "409"]);
/// What a holder asked to be returned.
const OWN_REQUEST: [&str; 12] = staff("in", ["200", "200", "404", "404", "404", "404", "404", "404", "404"]);
/// Who manages accounts: owners and managers.
const MANAGES_PEOPLE: [&str; 12] =
    staff("in", ["200", "200", "404", "404", "404", "404", "200", "404", "200"]);
/// Those of the own merchant alone.
const OWN_PEOPLE: [&str; 12] = staff("in", ["200", "200", "404", "404", "404", "404", "404", "404", "404"]);
const ACTS_ON_PEOPLE: [&str; 12] =
    staff("in", ["→ /office/people", "→ /office/people", "404", "404", "404", "404", "404", "404", "404"]);
const SEES_THE_USE: [&str; 9] = ["200", "200", "200", "404", "404", "200", "404", "404", "404"];
/// Whoever redeems, among the own merchant's tickets.
const LOOKS_UP: [&str; 9] =
    ["200", "200", "200", "200", "branch_disabled", "permission_missing", "200", "200", "200"];
/// Nothing of a made-up seal is redeemed, and everybody hears it on the card.
const MORE: [&str; 9] = ["several"; 9];
const TICKET: [&str; 9] = [
    "confirm",
    "confirm",
    "confirm",
    "confirm",
    "branch_disabled",
    "permission_missing",
    "product_not_open",
    "product_not_open",
    "other_merchant",
];

/// Where clerks of branch 001 whose powers are limited stand otherwise than [`Actor::Clerk001`]: beyond the hours, and for
/// other products. A phone that was revoked stands everywhere where nobody stands.
const LIMITED: &[(&str, &str, [&str; 2])] = &[
    ("GET", "/desk/ticket", ["outside_hours", "product_not_yours"]),
    ("GET", "/desk/find", ["outside_hours", "200"]),
    ("POST", "/desk/find", ["outside_hours", "200"]), // nothing is found for other products
    ("POST", "/desk/scan", ["outside_hours", "product_not_yours"]),
    ("POST", "/desk/look", ["outside_hours", "product_not_yours"]),
    ("POST", "/desk/redeem", ["outside_hours", "product_not_yours"]),
    ("POST", "/desk/cancel", ["outside_hours", "product_not_yours"]),
    ("GET", "/desk/more/{merchant}/{use_id}", ["404"; 2]),
    ("POST", "/desk/phone/{phone}/news", ["409", "404"]),
];

/// The holder of the ticket gets this, everybody else nothing.
const fn holder(answer: &'static str) -> [&'static str; 12] {
    ["404", answer, "404", "404", "404", "404", "404", "404", "404", "404", "404", "404"]
}

/// Whoever holds a wallet gets this of the own one, everybody else nothing.
const fn holders(answer: &'static str) -> [&'static str; 12] {
    ["404", answer, answer, "404", "404", "404", "404", "404", "404", "404", "404", "404"]
}

/// The three who are not signed in get the same.
const fn staff(others: &'static str, staff: [&'static str; 9]) -> [&'static str; 12] {
    let [a, b, c, d, e, f, g, h, i] = staff;
    [others, others, others, a, b, c, d, e, f, g, h, i]
}

#[test]
fn the_table_names_every_route() {
    let routes = routes_of(include_str!("../../src/router.rs"));
    let named: BTreeSet<_> = DOORS.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(routes, named, "left: router.rs, right: the table of doors");
}

/// `METHOD /path` of every `.route("/path", get(…).post(…))`.
fn routes_of(source: &str) -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for piece in source.split(".route(").skip(1) {
        let (_, rest) = piece.split_once('"').expect("a path");
        let (path, handlers) = rest.split_once('"').expect("a path");
        let before = routes.len();
        for method in ["get", "post", "put", "patch", "delete", "any", "on"] {
            if handlers.contains(&format!(" {method}(")) || handlers.contains(&format!(".{method}(")) {
                routes.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
        assert!(routes.len() > before, "no method of {path} is understood");
    }
    for other in ["route_service", "nest(", "nest_service", "fallback_service"] {
        assert!(!source.contains(other), "{other}: teach this test to read it");
    }
    routes
}

async fn every_door_lets_in_whom_it_must(house: House) {
    let mut wrong = Vec::new();
    for (door, (method, path, expected)) in (0..).zip(DOORS) {
        let mut scene = Scene::set(&house).await;
        for (actor, expected) in Actor::ALL.into_iter().zip(expected) {
            // Whoever tries many links is slowed down: each door is another day.
            let mut browser = actor.browser(&house).await.at_address(door);
            let answer = knock(&house, &scene, &mut browser, actor, method, path).await;
            let got = told(&answer);
            if got != *expected {
                wrong.push(format!("{method} {path}, {actor:?}: {got} instead of {expected}"));
            }
            for secret in scene.secrets(actor, path) {
                if everything(&answer).contains(secret) {
                    wrong.push(format!("{method} {path}, {actor:?}: reads {secret}"));
                }
            }
            if ["redeemed", "→ /desk/use", "→ /office/ticket", "→ /office/enquiry", "→ /office/people"]
                .contains(&got.as_str())
            {
                scene = Scene::set(&house).await;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn limited_people_are_let_in_no_further(house: House) {
    let column = |actor| Actor::ALL.iter().position(|other| *other == actor).expect("a column");
    let (nobody, clerk) = (column(Actor::Nobody), column(Actor::Clerk001));
    let scene = Scene::set(&house).await;
    let mut wrong = Vec::new();
    for (door, (method, path, expected)) in (0..).zip(DOORS) {
        let exception =
            LIMITED.iter().find(|(by, to, _)| (by, to) == (method, path)).map(|(.., answers)| *answers);
        let [after_hours, other_products] = exception.unwrap_or([expected[clerk]; 2]);
        for (actor, expected) in [
            (Actor::AfterHours, after_hours),
            (Actor::OtherProducts, other_products),
            (Actor::RevokedPhone, expected[nobody]),
        ] {
            let mut browser = actor.browser(&house).await.at_address(door);
            let got = told(&knock(&house, &scene, &mut browser, actor, method, path).await);
            if got != expected {
                wrong.push(format!("{method} {path}, {actor:?}: {got} instead of {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Everything an answer says, head and body.
pub fn everything(answer: &Answer) -> String {
    format!("{:?} {}", answer.headers, answer.text)
}

/// What an answer comes down to.
pub fn told(answer: &Answer) -> String {
    if answer.status.is_redirection() {
        let path = answer.location().split('?').next().unwrap_or_default();
        let shortened = [
            "/desk/use",
            "/office/enquiry",
            "/office/issue",
            "/office/orders",
            "/office/people",
            "/office/redeemers",
            "/office/returns",
            "/t",
            "/w",
        ]
        .into_iter()
        .find(|start| path.starts_with(&format!("{start}/")));
        return match path {
            "/desk/sign-in" => "in".to_owned(),
            path => format!("→ {}", shortened.unwrap_or(path)),
        };
    }
    answer.verdict().map_or_else(|| answer.status.as_u16().to_string(), str::to_owned)
}

/// `/dev/*`: in the demo alone, and for nobody in the network, signed in or not.
async fn the_demos_doors_are_for_this_machine(house: House) {
    let doors: Vec<_> = DOORS.iter().filter(|(_, path, _)| path.starts_with("/dev/")).collect();
    assert!(!doors.is_empty());
    for demo in [true, false] {
        let serve = ServeConfig { demo, ..house.state.serve.clone() };
        let state = AppState::new(house.store.clone(), house.site(), serve, house.state.data.clone());
        let app = server::router::router(state);
        let session = house.world.sign_in(&house.world.owner).await.expect("signed in");
        let owner = Browser::new(app.clone()).with_cookie("__Host-session", session.as_str());
        for (method, path, _) in &doors {
            assert_eq!(*method, "GET");
            for browser in [Browser::new(app.clone()), owner.clone()] {
                assert_eq!(
                    browser.clone().get(path).await.status,
                    404,
                    "{path} from the network, demo: {demo}"
                );
                let expected = if demo { 200 } else { 404 };
                assert_eq!(
                    browser.on_this_machine().get(path).await.status,
                    expected,
                    "{path}, demo: {demo}"
                );
            }
        }
    }
}

async fn a_partner_redeems_what_was_opened_to_it(house: House) {
    let ticket = house.ticket(Goods::Shared, 1).await;
    let mut partner = house.desk_of(&house.world.partner_clerk).await;
    let answer = partner.scan(&house, &ticket).await;
    assert_eq!(answer.verdict(), Some("redeemed"));
    let redemption = answer.redemption();
    // Whose ticket it was is nothing of the partner's.
    let receipt = redemption.replace("/desk/use/", "/desk/receipt/");
    let mut pages = vec![answer];
    for path in [redemption.as_str(), &receipt, "/desk/today", "/desk", "/desk/shift"] {
        pages.push(partner.get(path).await);
    }
    for (place, page) in pages.iter().enumerate() {
        assert_eq!(page.status, 200, "page {place}");
        for theirs in [PURCHASER_NAME, PURCHASER_PHONE, PURCHASER_EMAIL, ticket.link.as_str()] {
            assert!(!page.text.contains(theirs), "page {place} shows {theirs}");
        }
    }
    for actor in Actor::ALL {
        let answer = actor.browser(&house).await.get(&redemption).await;
        let expected = match actor {
            Actor::Nobody | Actor::Holder | Actor::OtherHolder => "in",
            Actor::Clerk001 | Actor::Clerk002 | Actor::Clerk003 | Actor::StrangerOwner => "404",
            Actor::AfterHours | Actor::OtherProducts | Actor::RevokedPhone | Actor::Operator => continue,
            Actor::Owner | Actor::Manager | Actor::Accountant | Actor::PartnerOwner | Actor::PartnerClerk => {
                "200"
            }
        };
        assert_eq!(told(&answer), expected, "{actor:?}");
    }
}
