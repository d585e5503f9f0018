//! An order by form (RULES §6): a sheet of its own, looked at like any other.

use super::{Fields, PATH, allowed_to_issue, hash_of, read_form, serial_start, value, written};
use crate::handler::holder::attempt_of;
use crate::handler::office::fault;
use crate::issue_file;
use crate::render;
use crate::state::AppState;
use app::page::office::issue::{LINE_NAMES, one as one_page};
use app::text::issue as text;
use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use batch::Column;
use store::command::issue_draft::NewDraft;
use store::{StoreError, attempt_id};

/// `GET /office/issue/one`
pub async fn one(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let (_, signed_in) = match allowed_to_issue(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let read = async {
        let catalog = state.store.catalog(signed_in.actor.merchant).await?;
        let missing = state.store.set_up_of(signed_in.actor.merchant).await?.missing();
        Ok::<_, StoreError>((catalog, missing, attempt_id(state.store.now())?))
    };
    match read.await {
        Ok((catalog, missing, attempt)) => {
            let forms = issue_file::forms_of(&catalog.opened);
            let on_shelf = catalog.products.into_iter().filter(|product| product.on_shelf);
            let products: Vec<_> = on_shelf
                .map(|product| (product.code.clone(), format!("{} {}", product.code, product.name)))
                .collect();
            let frame =
                render::frame(&state, language, text::TITLE.of(language), "/office/issue/one", "console");
            render::page(frame, one_page(language, &signed_in, &products, &forms, &missing, &attempt))
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `POST /office/issue/one`: an order by form is a sheet of its own, looked at like any other.
pub async fn send_one(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    let (token, _) = match allowed_to_issue(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let done = async {
        let attempt = attempt_of(&value(&form, "attempt"))?;
        let rows = batch::sheet_of(&rows_of(&form));
        let sheet = written(&rows)?;
        // The same sending again is the same draft; the same order typed anew is another.
        let of_form = read_form(&value(&form, "form"));
        let file_hash = hash_of(of_form, format!("{attempt}|{sheet}").as_bytes());
        let number = [value(&form, "order_number"), value(&form, "gift_number")].concat();
        let file_name = format!("{} {number}", text::ONE_NAME.of(language)).trim().to_owned();
        let serial_start = serial_start(&value(&form, "serials"), &value(&form, "serial_start"));
        let new = NewDraft { file_hash, file_name, form: of_form, sheet, serial_start };
        state.store.open_issue_draft(&token, new).await
    };
    match done.await {
        Ok(draft) => Redirect::to(&format!("{PATH}/{draft}")).into_response(),
        Err(StoreError::Refused(_)) => render::not_found(&state, language),
        Err(error) => fault(&state, &headers, &error),
    }
}

/// One row a product; the order's own data stand in the first.
fn rows_of(form: &Fields) -> Vec<Vec<(Column, String)>> {
    let mut rows = Vec::new();
    for [product, tickets, from, until, uses] in LINE_NAMES {
        let code = value(form, product);
        if code.trim().is_empty() && !rows.is_empty() {
            continue;
        }
        let mut row = vec![(Column::ImportNumber, "1".to_owned()), (Column::ProductCode, code)];
        for (column, name) in [
            (Column::Tickets, tickets),
            (Column::UsableFrom, from),
            (Column::ExpiresOn, until),
            (Column::Quantity, uses),
        ] {
            row.push((column, value(form, name)));
        }
        if rows.is_empty() {
            for (column, name) in [
                (Column::OrderNumber, "order_number"),
                (Column::GiftNumber, "gift_number"),
                (Column::PurchaserName, "name"),
                (Column::PurchaserPhone, "phone"),
                (Column::PurchaserEmail, "email"),
                (Column::PurchaserAddress, "address"),
            ] {
                row.push((column, value(form, name)));
            }
        }
        rows.push(row);
    }
    rows
}
