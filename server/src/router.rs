//! Every route in one list, by who calls it.

use crate::edge::{headers, look, origin, preview, record};
use crate::handler::holder::{
    ask_return, device, enquiry, gift, give, given, keep, notices, paper, pass, push, renew, split, unlock,
};
use crate::handler::{
    account, code_link, desk, desk_phone, dev, enrol, find, health, home, look_up, my_tickets, office,
    offline, operator, pass_service, passkey, picture, practice, receipt, redemption, scan, second_half,
    several, shift, sign_in, wallet,
};
use crate::state::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use std::time::Duration;
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

/// Largest form anybody sends in this slice.
const LARGEST_BODY: usize = 16 * 1024;
/// Public pages rendered at once: a busy public site waits here and leaves the counter its share.
const PAGES_AT_ONCE: usize = 32;
/// Nothing here takes longer when it works.
const LONGEST_REQUEST: Duration = Duration::from_secs(20);

/// The whole server.
pub fn router(state: AppState) -> Router {
    let behind_links =
        holder().merge(proven_holder(&state)).layer(from_fn_with_state(state.clone(), preview::answer));
    let public = everybody().merge(behind_links).layer(GlobalConcurrencyLimitLayer::new(PAGES_AT_ONCE));
    let routes = public
        .merge(staff())
        .merge(the_office())
        .merge(own_account())
        .merge(people())
        .merge(the_platform())
        .merge(machines())
        .merge(wallet_apps())
        .fallback(home::nothing)
        .layer(from_fn_with_state(state.clone(), look::guard));
    around(routes).with_state(state)
}

/// What stands around every handler, the outermost first. One layer of the router, which boxes each of its layers anew for
/// every request.
pub fn around(routes: Router<AppState>) -> Router<AppState> {
    routes.layer(
        ServiceBuilder::new()
            .layer(from_fn(record::request))
            .layer(from_fn(headers::add))
            .layer(from_fn(origin::check))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
            .layer(CatchPanicLayer::new())
            .layer(DefaultBodyLimit::max(LARGEST_BODY)),
    )
}

/// Anybody at all.
fn everybody() -> Router<AppState> {
    Router::new()
        .route("/", get(home::page))
        .route("/language", post(home::choose_language))
        .route("/person", post(home::is_person))
        .route("/assets/{build}/{name}", get(home::asset))
        .route("/service_worker.js", get(offline::worker))
        .route("/offline/{language}", get(offline::shell))
        .route("/offline/{language}/desk", get(offline::desk_shell))
        .route("/picture/{name}", get(picture::show))
        .route("/R/{code}", get(code_link::open))
        .route("/t/{name}", get(code_link::public))
        .route("/find", get(find::form).post(find::send))
        .route("/find/code", get(find::code_form).post(find::enter_code))
        .route("/find/{merchant}", get(find::form_of).post(find::send_of))
        .route("/my", get(my_tickets::show))
        .route("/my/match", post(my_tickets::match_more))
        .route("/my/forget", post(my_tickets::forget))
        .route("/dev/mailbox", get(dev::mailbox))
        .route("/receipts", get(receipt::about).post(receipt::check_pasted))
        .route("/.well-known/piaojia-seal-key.txt", get(receipt::key))
}

/// Whoever holds a wallet's link.
fn holder() -> Router<AppState> {
    Router::new()
        .route("/w/{link}", get(wallet::list))
        .route("/w/{link}/unlock", get(unlock::form).post(unlock::send))
        .route("/w/{link}/opened", post(wallet::opened))
        .route("/w/{link}/take-back", post(give::take_back))
        .route("/w/{link}/remind", post(give::remind))
        .route("/w/{link}/accept", post(gift::accept))
        .route("/w/{link}/decline", post(gift::decline))
        .route("/w/{link}/device", get(device::list).post(device::register))
        .route("/w/{link}/device/{device}/remove", post(device::remove))
        .route("/w/{link}/statements", post(device::statements))
        .route("/w/{link}/facts", get(keep::show))
        .route("/w/{link}/manifest.webmanifest", get(keep::manifest))
        .route("/w/{link}/notices", get(notices::form).post(notices::save))
        .route("/w/{link}/push", post(push::tell))
        .route("/w/{link}/push/remove", post(push::tell_nothing))
        .route("/w/{link}/withdraw-return", post(ask_return::withdraw))
        .route("/w/{link}/enquiry/{enquiry}", get(enquiry::thread).post(enquiry::write_again))
        .route("/w/{link}/{serial}", get(wallet::ticket))
        .route("/w/{link}/{serial}/enquiry", get(enquiry::form).post(enquiry::open))
        .route("/w/{link}/{serial}/code", get(wallet::fresh_code))
        .route("/w/{link}/{serial}/number", post(wallet::number))
        .route("/w/{link}/{serial}/paper", get(paper::form).post(paper::print))
        .route("/w/{link}/{serial}/calendar", get(paper::calendar))
        .route("/w/{link}/{serial}/pass", get(pass::form).post(pass::make))
        .route("/w/{link}/{serial}/pass.pkpass", get(pass::file))
        .route("/w/{link}/{serial}/split", get(split::form).post(split::split))
        .route("/w/{link}/{serial}/merge", post(split::merge))
        .route("/w/{link}/{serial}/receipt/{use_id}", get(receipt::held))
        .route("/w/{link}/{serial}/receipt/{use_id}/file", get(receipt::held_file))
}

/// Whoever holds a wallet's link and has proven its address: what gives power over tickets away.
fn proven_holder(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/w/{link}/give", get(give::form).post(give::offer))
        .route("/w/{link}/given/{transfer}", get(given::show))
        .route("/w/{link}/{serial}/return", get(ask_return::form).post(ask_return::ask))
        .route("/w/{link}/{serial}/renew", get(renew::form).post(renew::renew))
        .route_layer(from_fn_with_state(state.clone(), unlock::require))
}

/// Signed-in staff.
fn staff() -> Router<AppState> {
    Router::new()
        .route("/desk/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/desk/sign-in/code", get(second_half::form).post(second_half::enter))
        .route("/desk/passkey/ask", post(passkey::ask_who))
        .route("/desk/passkey/answer", post(passkey::enter))
        .route("/enrol/{token}", get(enrol::show))
        .route("/enrol/{token}/ask", post(enrol::ask))
        .route("/enrol/{token}/answer", post(enrol::answer))
        .route("/desk/sign-out", post(sign_in::sign_out))
        .route("/desk", get(desk::desk))
        .route("/desk/manifest.webmanifest", get(desk::manifest))
        .route("/desk/today", get(desk::today))
        .route("/desk/ticket", get(desk::ticket))
        .route("/desk/practice", get(practice::desk))
        .route("/desk/practice/codes", get(practice::samples))
        .route("/desk/practice/scan", post(practice::scan))
        .route("/desk/practice/redeem", post(practice::confirm))
        .route("/desk/practice/undo", post(practice::undo))
        .route("/desk/find", get(look_up::form).post(look_up::search))
        .route("/desk/shift", get(shift::show))
        .route("/desk/scan", post(scan::scan))
        .route("/desk/look", post(scan::look_page))
        .route("/desk/redeem", post(scan::confirm))
        .route("/desk/use/{merchant}/{use_id}", get(redemption::show))
        .route("/desk/more/{merchant}/{use_id}", get(several::show))
        .route("/desk/more", post(several::redeem))
        .route("/desk/receipt/{merchant}/{use_id}", get(receipt::redeemed))
        .route("/desk/receipt/{merchant}/{use_id}/file", get(receipt::redeemed_file))
        .route("/desk/cancel", post(redemption::cancel))
        .route("/desk/phone", post(desk_phone::register))
        .route("/desk/phone/{phone}/news", post(desk_phone::news))
        .route("/desk/phone/{merchant}/{phone}/scans", post(desk_phone::scans))
}

/// The own account of whoever is signed in.
fn own_account() -> Router<AppState> {
    Router::new()
        .route("/account", get(account::show))
        .route("/account/passkey/ask", post(passkey::ask_to_make))
        .route("/account/passkey/answer", post(passkey::make))
        .route("/account/passkey/{id}/remove", post(account::remove_passkey))
        .route("/account/app", get(account::app::form).post(account::app::switch_on))
        .route("/account/app/off", post(account::app::switch_off))
        .route("/account/recovery-codes", get(account::app::recovery).post(account::app::renew))
        .route("/account/password", post(account::change_password))
        .route("/account/telling", post(account::tell))
        .route("/account/session/{id}/end", post(account::end_session))
}

/// Signed-in people of a merchant, each as far as the account may.
fn the_office() -> Router<AppState> {
    Router::new()
        .route("/office", get(office::home))
        .route("/office/ticket", get(office::ticket::show))
        .route("/office/ticket/note", post(office::ticket::note))
        .route("/office/return", post(office::ticket::give_back))
        .route("/office/cancel-return", post(office::ticket::cancel_return))
        .route("/office/renew-code", post(office::ticket::renew_code))
        .route("/office/resend", post(office::ticket::resend))
        .route("/office/change-purchaser", post(office::ticket::change_purchaser))
        .route("/office/enquiries", get(office::enquiries::list))
        .route("/office/enquiries/export", get(office::enquiries::export))
        .route("/office/enquiry/{enquiry}", get(office::enquiry::show).post(office::enquiry::answer))
        .route("/office/enquiry/{enquiry}/close", post(office::enquiry::close))
        .route("/office/pictures", get(office::pictures::form))
        .merge(
            Router::new()
                .route("/office/pictures/{kind}", post(office::pictures::change))
                .layer(DefaultBodyLimit::max(office::pictures::LARGEST_FORM)),
        )
        .route("/office/pictures/{kind}/remove", post(office::pictures::remove))
        .route("/office/products", get(office::products::list))
        .route("/office/products/export", get(office::products::export))
        .route("/office/products/shelf", post(office::products::shelve))
        .route("/office/products/{product}", get(office::products::show))
        .route("/office/products/{product}/counter", post(office::products::change_counter))
        .route("/office/products/{product}/picture/remove", post(office::products::remove_picture))
        .merge(
            Router::new()
                .route("/office/products/new", get(office::products::new).post(office::products::make))
                .route(
                    "/office/products/{product}/edit",
                    get(office::products::edit).post(office::products::edited),
                )
                .layer(DefaultBodyLimit::max(office::products::LARGEST_FORM)),
        )
        .merge(
            Router::new()
                .route("/office/products/{product}/picture", post(office::products::change_picture))
                .layer(DefaultBodyLimit::max(office::products::LARGEST_PICTURE_FORM)),
        )
        .route("/office/issue/template", get(office::issue::template))
        .route("/office/issue/one", get(office::issue::one).post(office::issue::send_one))
        .route("/office/issue/batches", get(office::issue::batches))
        .route("/office/issue/batches/export", get(office::issue::batches_file))
        .route("/office/issue/{draft}", get(office::issue::show))
        .route("/office/issue/{draft}/faults", get(office::issue::faults_file))
        .route("/office/issue/{draft}/confirm", post(office::issue::confirm))
        .route("/office/issue/{draft}/serials", post(office::issue::choose_serials))
        .route("/office/issue/{draft}/cancel", post(office::issue::cancel))
        .merge(
            Router::new()
                .route("/office/issue/{draft}/mend", post(office::issue::mend))
                .layer(DefaultBodyLimit::max(office::issue::LARGEST_FORM)),
        )
        .merge(
            Router::new()
                .route("/office/issue", get(office::issue::form).post(office::issue::upload))
                .layer(DefaultBodyLimit::max(office::issue::LARGEST_UPLOAD)),
        )
        .route("/office/unissued", get(office::unissued::list))
        .route("/office/unissued/export", get(office::unissued::export))
        .route("/office/unissued/issue-file", post(office::unissued::issue_file))
        .route("/office/orders", get(office::orders::list))
        .route("/office/orders/export", get(office::orders::export))
        .route("/office/orders/{order}", get(office::orders::one))
        .route("/office/orders/{order}/show", post(office::orders::show_people))
        .route("/office/orders/{order}/resend", post(office::orders::resend))
        .route("/office/orders/{order}/send-again", post(office::orders::send_again))
        .route("/office/orders/{order}/purchaser", post(office::orders::change_purchaser))
        .route("/office/orders/{order}/cancel-transfer", post(office::orders::cancel_transfer))
        .route("/office/orders/{order}/note", post(office::orders::note))
        .route("/office/transfers", get(office::transfers::list))
        .route("/office/transfers/export", get(office::transfers::export))
        .route("/office/transfers/{transfer}", get(office::transfers::one))
        .route("/office/transfers/{transfer}/cancel", post(office::transfers::cancel))
        .route("/office/paper", get(office::paper::list))
        .route("/office/paper/export", get(office::paper::export))
        .route("/office/paper/test", post(office::paper::test))
        .merge(
            Router::new()
                .route("/office/paper/choose", post(office::paper::choose))
                .route("/office/paper/print", post(office::paper::print))
                .layer(DefaultBodyLimit::max(office::paper::LARGEST_FORM)),
        )
        .route("/office/returns", get(office::returns::asked::list))
        .route("/office/returns/export", get(office::returns::asked::export))
        .route("/office/returns/made", get(office::returns::made::list))
        .route("/office/returns/made/export", get(office::returns::made::export))
        .route("/office/returns/find", post(office::returns::counter::find))
        .route("/office/returns/{request}", get(office::returns::asked::one))
        .route("/office/returns/{request}/approve", post(office::returns::asked::approve))
        .route("/office/returns/{request}/decline", post(office::returns::asked::decline))
        .merge(
            Router::new()
                .route(
                    "/office/returns/counter",
                    get(office::returns::counter::form).post(office::returns::counter::send),
                )
                .layer(DefaultBodyLimit::max(office::returns::counter::LARGEST_FORM)),
        )
        .route("/office/set-up", get(office::set_up::form).post(office::set_up::change))
        .route("/office/contract", get(office::set_up::contract))
        .route("/office/changes", get(office::changes::list))
        .route("/office/changes/export", get(office::changes::export))
        .route("/office/looks", get(office::looks::list))
        .route("/office/looks/{look}", get(office::looks::one))
        .route("/office/branches", get(office::branches::list))
        .route("/office/branches/export", get(office::branches::export))
        .route("/office/branches/new", get(office::branches::form).post(office::branches::add))
        .route("/office/branches/{number}", get(office::branches::one).post(office::branches::change))
        .route("/office/redeemers", get(office::partners::redeemers))
        .route("/office/redeemers/export", get(office::partners::export::redeemers))
        .route("/office/redeemers/{merchant}", get(office::partners::redeemer))
        .route("/office/redeemers/{merchant}/open", post(office::partners::open))
        .route("/office/redeemers/{merchant}/end", post(office::partners::end))
        .route("/office/redeemers/{merchant}/products", post(office::partners::products))
        .route("/office/issuers", get(office::partners::issuers))
        .route("/office/issuers/export", get(office::partners::export::issuers))
        .route("/office/issuers/{merchant}", get(office::partners::issuer))
        .route("/office/issuers/{merchant}/leave", post(office::partners::leave))
        .route("/office/messages", get(office::messages::list))
        .route("/office/offline", get(office::offline::show))
        .route("/office/offline/conflicts", get(office::offline_list::conflicts))
        .route("/office/offline/conflicts/export", get(office::offline_list::conflicts_file))
        .route("/office/offline/phones", get(office::offline_list::phones))
        .route("/office/offline/phones/export", get(office::offline_list::phones_file))
        .route("/office/offline/settle", post(office::offline::settle))
        .route("/office/offline/look-into", post(office::offline::look_into))
        .route("/office/offline/revoke", post(office::offline::revoke))
        .route("/office/give-up-order", post(office::give_up))
        .route("/office/cancel-transfer", post(office::cancel_transfer))
}

/// Whoever manages sub-accounts.
fn people() -> Router<AppState> {
    use office::people;
    Router::new()
        .route("/office/people", get(people::home))
        .route("/office/people/export", get(people::export))
        .route("/office/people/bind", post(people::bind))
        .route("/office/people/deleted", get(people::deleted))
        .route("/office/people/deleted/export", get(people::export_deleted))
        .route("/office/people/new", get(people::form).post(people::create))
        .route("/office/people/{account}", get(people::show))
        .route("/office/people/{account}/edit", get(people::edit).post(people::change))
        .route("/office/people/{account}/reset", post(people::reset))
        .route("/office/people/{account}/sign-out", post(people::sign_out))
        .route("/office/people/{account}/delete", post(people::delete))
        .route("/office/people/{account}/enrol", post(people::enrol))
        .route("/office/people/{account}/phone/{id}/revoke", post(people::revoke))
}

/// The platform's own people, and whom they invite.
fn the_platform() -> Router<AppState> {
    Router::new()
        .route("/operator/sign-in", get(operator::form).post(operator::sign_in))
        .route("/operator/sign-out", post(operator::sign_out))
        .route("/operator", get(operator::merchants))
        .route("/operator/merchants/export", get(operator::list_file::merchants))
        .route("/operator/merchants/new", get(operator::contract::form).post(operator::contract::add))
        .route("/operator/merchant/{merchant}", get(operator::merchant::one))
        .route(
            "/operator/merchant/{merchant}/contract",
            get(operator::contract::edit).post(operator::contract::change),
        )
        .route("/operator/merchant/{merchant}/end", post(operator::merchant::end))
        .route("/operator/merchant/{merchant}/invite", post(operator::merchant::invite))
        .route("/operator/merchant/{merchant}/changes", get(operator::changes::list))
        .route("/operator/merchant/{merchant}/changes/export", get(operator::changes::export))
        .route("/operator/merchant/{merchant}/redeemers", get(operator::relations::redeemers))
        .route("/operator/merchant/{merchant}/redeemers/export", get(operator::relations::redeemers_file))
        .route("/operator/merchant/{merchant}/issuers", get(operator::relations::issuers))
        .route("/operator/merchant/{merchant}/issuers/export", get(operator::relations::issuers_file))
        .route("/operator/merchant/{merchant}/relation", post(operator::relations::relation))
        .route("/operator/merchant/{merchant}/look", get(operator::look::look).post(operator::look::begin))
        .route("/operator/merchant/{merchant}/looks/{look}", get(operator::look::past))
        .route("/operator/look/leave", post(operator::look::leave))
        .route("/operator/messages", get(operator::messages::list).post(operator::messages::send))
        .route("/operator/messages/export", get(operator::list_file::messages))
        .route("/operator/messages/{id}/withdraw", post(operator::messages::withdraw))
        .route("/operator/people", get(operator::person::form).post(operator::person::find))
        .route("/operator/people/export", post(operator::person::export))
        .route("/operator/people/erase", post(operator::person::erase))
        .route("/operator/jobs", get(operator::lists::jobs))
        .route("/operator/jobs/export", get(operator::list_file::jobs))
        .route("/operator/deliveries", get(operator::lists::deliveries))
        .route("/operator/deliveries/export", get(operator::list_file::deliveries))
        .route("/operator/proofs", get(operator::lists::proofs))
        .route("/operator/proofs/export", get(operator::list_file::proofs))
        .route("/invitation/{link}", get(operator::invitation::form).post(operator::invitation::accept))
}

/// Watchdogs and load balancers.
fn machines() -> Router<AppState> {
    Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready))
}

/// Apple's phones, about the cards in them; paths as Apple has them.
fn wallet_apps() -> Router<AppState> {
    Router::new()
        .route("/passes/v1/devices/{phone}/registrations/{pass_type}", get(pass_service::changed))
        .route(
            "/passes/v1/devices/{phone}/registrations/{pass_type}/{pass}",
            post(pass_service::register).delete(pass_service::unregister),
        )
        .route("/passes/v1/passes/{pass_type}/{pass}", get(pass_service::card))
        .route("/passes/v1/log", post(pass_service::log))
        .layer(GlobalConcurrencyLimitLayer::new(PAGES_AT_ONCE))
}
