//! The form of a product: read, kept after an error, and written once.

use super::{PATH, number_of};
use crate::handler::holder::{attempt_of, values};
use crate::handler::office::fault;
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::page::office::products::form::{Filled, Purpose, page, proof_name};
use app::text::product as text;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::{BranchNumber, MerchantNumber, ProductNumber};
use domain::permission::Function;
use domain::product::{self, ProductDraft, ProductFacts, ProductFault, ProductField, TermsForm, Wrong};
use domain::proof::{ProofLevel, ProofPolicies, ProofPolicy};
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use serde::Deserialize;
use store::command::product::ProductLists;
use store::query::product::ProductChoices;
use store::query::session::SignedIn;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

/// Terms that are far too long come through and are told; what is larger comes from no form of ours.
pub const LARGEST_FORM: usize = 256 * 1024;

type Fields = Vec<(String, String)>;

/// A product to copy from.
#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    copy: String,
}

/// `GET /office/products/new`
pub async fn new(State(state): State<AppState>, Query(from): Query<From>, headers: HeaderMap) -> Response {
    let (_, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let read = async {
        let choices = state.store.product_choices(&signed_in.actor).await?;
        let like = copied_from(&from.copy)?;
        let (draft, lists) = match like {
            None => (ProductDraft::default(), ProductLists::default()),
            Some(number) => {
                let product = state.store.product(&signed_in.actor, number).await?;
                (draft_of(&product.facts), product.lists)
            }
        };
        filled(&state, Purpose::Make { like }, draft, lists, choices)
    };
    let read = read.await;
    answer(&state, &headers, &signed_in, read)
}

/// The product to copy from, where there is one.
fn copied_from(text: &str) -> Result<Option<ProductNumber>, StoreError> {
    if text.is_empty() { Ok(None) } else { number_of(text).map(Some) }
}

/// `POST /office/products/new`
pub async fn make(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let (token, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let read = async {
        let choices = state.store.product_choices(&signed_in.actor).await?;
        let (draft, lists, mut faults) = typed(&form, &choices);
        let like = copied_from(&value(&form, "copy"))?;
        let mut shown = filled(&state, Purpose::Make { like }, draft, lists, choices)?;
        if copied(&form, &mut shown.draft) {
            return Ok(Done::Again(Box::new(shown)));
        }
        let facts = facts_of(&shown.draft, &mut faults);
        let Some(facts) = facts.filter(|_| faults.is_empty()) else {
            return Ok(Done::Again(Box::new(Filled { faults, ..shown })));
        };
        let attempt = attempt_of(&value(&form, "attempt"))?;
        match state.store.make_product_like(&token, &facts, &shown.lists, &attempt, like).await {
            Ok(number) => Ok(Done::Written(number)),
            Err(StoreError::Refused(refusal)) => {
                Ok(Done::Again(Box::new(Filled { refusal: Some(refusal), ..shown })))
            }
            Err(error) => Err(error),
        }
    };
    let read = read.await;
    done(&state, &headers, &signed_in, read)
}

/// `GET /office/products/{product}/edit`
pub async fn edit(
    State(state): State<AppState>,
    Path(product): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (_, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let read = async {
        let choices = state.store.product_choices(&signed_in.actor).await?;
        let now = state.store.product(&signed_in.actor, number_of(&product)?).await?;
        let purpose = Purpose::Change {
            number: now.number,
            name: now.facts.name.clone(),
            version: now.version,
            issued: now.issued,
        };
        filled(&state, purpose, draft_of(&now.facts), now.lists, choices)
    };
    let read = read.await;
    answer(&state, &headers, &signed_in, read)
}

/// `POST /office/products/{product}/edit`
pub async fn edited(
    State(state): State<AppState>,
    Path(product): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    let (token, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let read = change(&state, &signed_in, &token, &product, &form).await;
    done(&state, &headers, &signed_in, read)
}

async fn change(
    state: &AppState,
    signed_in: &SignedIn,
    token: &SessionToken,
    product: &str,
    form: &Fields,
) -> Result<Done, StoreError> {
    let choices = state.store.product_choices(&signed_in.actor).await?;
    let now = state.store.product(&signed_in.actor, number_of(product)?).await?;
    let (draft, lists, mut faults) = typed(form, &choices);
    let version = value(form, "version").parse().unwrap_or(0);
    let (number, issued) = (now.number, now.issued);
    let purpose = Purpose::Change { number, name: now.facts.name.clone(), version, issued };
    let mut shown = filled(state, purpose, draft, lists, choices)?;
    if !issued && copied(form, &mut shown.draft) {
        return Ok(Done::Again(Box::new(shown)));
    }
    // Of a locked product only the lists stand in the form.
    let facts = if issued { None } else { facts_of(&shown.draft, &mut faults) };
    if !faults.is_empty() {
        return Ok(Done::Again(Box::new(Filled { faults, ..shown })));
    }
    let attempt = attempt_of(&value(form, "attempt"))?;
    let lists = shown.lists.clone();
    match state.store.change_product(token, (number, version), facts.as_ref(), &lists, &attempt).await {
        Ok(()) => Ok(Done::Written(number)),
        Err(StoreError::Refused(refusal)) => {
            // What was typed stays; sent once more it is written over what the other wrote.
            let purpose = Purpose::Change { number, name: now.facts.name, version: now.version, issued };
            Ok(Done::Again(Box::new(Filled { refusal: Some(refusal), purpose, ..shown })))
        }
        Err(error) => Err(error),
    }
}

/// What became of a form that was sent.
enum Done {
    /// It is written.
    Written(ProductNumber),
    /// It is shown again.
    Again(Box<Filled>),
}

fn done(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    done: Result<Done, StoreError>,
) -> Response {
    match done {
        Ok(Done::Written(number)) => Redirect::to(&format!("{PATH}/{number}")).into_response(),
        Ok(Done::Again(filled)) => answer(state, headers, signed_in, Ok(*filled)),
        Err(error) => answer(state, headers, signed_in, Err(error)),
    }
}

fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    filled: Result<Filled, StoreError>,
) -> Response {
    let language = render::language(headers);
    match filled {
        Ok(filled) => {
            let frame = render::frame(state, language, text::TITLE.of(language), "", "console");
            let mut response = render::page(frame, page(language, signed_in, &filled));
            *response.status_mut() = match (&filled.refusal, filled.faults.is_empty()) {
                (Some(_), _) => StatusCode::CONFLICT,
                (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
                (None, true) => StatusCode::OK,
            };
            response
        }
        Err(StoreError::NotFound | StoreError::Refused(Refusal::PermissionMissing)) => {
            render::not_found(state, language)
        }
        Err(error) => fault(state, headers, &error),
    }
}

/// Whose products are not to be changed learns nothing.
pub(super) async fn allowed(
    state: &AppState,
    headers: &HeaderMap,
) -> Result<(SessionToken, SignedIn), Response> {
    let (token, signed_in) = sign_in::require(state, headers, PATH).await?;
    if signed_in.actor.may_change(Function::Products).is_ok() {
        Ok((token, signed_in))
    } else {
        Err(render::not_found(state, render::language(headers)))
    }
}

fn filled(
    state: &AppState,
    purpose: Purpose,
    draft: ProductDraft,
    lists: ProductLists,
    choices: ProductChoices,
) -> Result<Filled, StoreError> {
    let attempt = attempt_id(state.store.now())?;
    Ok(Filled { purpose, draft, lists, faults: Vec::new(), refusal: None, choices, attempt })
}

fn draft_of(facts: &ProductFacts) -> ProductDraft {
    ProductDraft {
        kind: Some(facts.kind),
        name: facts.name.clone(),
        own_number: facts.own_number.clone(),
        face_value: if facts.kind == TicketKind::Gift {
            String::new()
        } else {
            facts.face_value.0.to_string()
        },
        terms: facts.terms.join("\n"),
        paper_terms: facts.paper_terms.join("\n"),
        store_terms: facts.store_terms.join("\n"),
        proof: Some(facts.proof),
    }
}

fn value(form: &Fields, name: &str) -> String {
    values(form, name).last().copied().unwrap_or_default().to_owned()
}

/// The form as it was sent. Branches and partners that are none of the merchant's are not there.
fn typed(form: &Fields, choices: &ProductChoices) -> (ProductDraft, ProductLists, Vec<ProductFault>) {
    let draft = ProductDraft {
        kind: TicketKind::parse(&value(form, "kind")),
        name: value(form, "name"),
        own_number: value(form, "own_number"),
        face_value: value(form, "face_value"),
        terms: value(form, "terms"),
        paper_terms: value(form, "paper_terms"),
        store_terms: value(form, "store_terms"),
        proof: proof_of(form),
    };
    let mut faults = Vec::new();
    let mut branches = |field: ProductField, boxes: &str| {
        if value(form, field.as_str()) != "named" {
            return None;
        }
        let ticked = values(form, boxes);
        let known = choices.branches.iter().map(|(number, _)| number);
        let named: Vec<BranchNumber> =
            known.filter(|number| ticked.contains(&number.as_str())).cloned().collect();
        if named.is_empty() {
            faults.push(ProductFault { field, wrong: Wrong::NothingNamed });
        }
        Some(named)
    };
    let redeeming = branches(ProductField::RedeemingBranches, "redeeming_branch");
    let returning = branches(ProductField::ReturnBranches, "return_branch");
    let ticked: Vec<_> =
        values(form, "partner").iter().filter_map(|text| text.parse().ok().map(MerchantNumber)).collect();
    let known = choices.partners.iter().map(|(number, _)| *number);
    let partners = known.filter(|number| ticked.contains(number)).collect();
    (draft, ProductLists { redeeming, returning, partners }, faults)
}

fn proof_of(form: &Fields) -> Option<ProofPolicies> {
    let policy = |level| ProofPolicy::parse(&value(form, proof_name(level)));
    Some(ProofPolicies {
        living: policy(ProofLevel::Living)?,
        moment: policy(ProofLevel::Moment)?,
        printed: policy(ProofLevel::Printed)?,
        typed: policy(ProofLevel::Typed)?,
        look_up: policy(ProofLevel::LookUp)?,
    })
}

fn facts_of(draft: &ProductDraft, faults: &mut Vec<ProductFault>) -> Option<ProductFacts> {
    match product::check(draft) {
        Ok(facts) => Some(facts),
        Err(found) => {
            faults.splice(0..0, found);
            None
        }
    }
}

/// One of the buttons that copy one form's terms into another's; nothing is written then.
fn copied(form: &Fields, draft: &mut ProductDraft) -> bool {
    match value(form, "act").as_str() {
        "copy_from_paper" => draft.terms = product::first_lines(TermsForm::Electronic, &draft.paper_terms),
        "copy_from_electronic" => draft.paper_terms = product::first_lines(TermsForm::Paper, &draft.terms),
        _ => return false,
    }
    true
}
