//! The file of everything that is wrong with a batch: which row and column, what stands there, and why it is not taken.

use super::allowed;
use super::preview::{id_of, looked_at};
use crate::handler::list_file::{self, Head};
use crate::handler::office::fault;
use crate::handler::short_list::{ShortList, Whole};
use crate::issue_file;
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::sentences::Sentence;
use app::text::issue as text;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use batch::Fault;
use store::StoreError;
use store::query::issue_draft::DraftState;
use store::query::window::Window;

/// `GET /office/issue/{draft}/faults`
pub async fn faults_file(
    State(state): State<AppState>,
    Path(draft): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (_, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let read = async {
        let draft = state.store.issue_draft_of(&signed_in.actor, &id_of(&draft)?).await?;
        if draft.state != DraftState::Open {
            return Err(StoreError::NotFound);
        }
        let (found, _) = looked_at(&state, &signed_in, &draft).await?;
        let mut faults = found.batch.faults;
        // As the sheet is read; what is wrong with the batch as a whole comes first.
        faults.sort_by_key(|fault| fault.row);
        let head = Head::of(language, text::BAD_FILE_NAME, text::BAD_TITLE, &HEADINGS);
        let list = Whole { list: Faults { faults, language }, is_descending: false };
        list_file::answer(list, head, state.store.now().day()).await
    };
    match read.await {
        Ok(response) => response,
        Err(StoreError::NotFound | StoreError::Refused(_)) => render::not_found(&state, language),
        Err(error) => fault(&state, &headers, &error),
    }
}

struct Faults {
    faults: Vec<Fault>,
    language: Language,
}

impl ShortList for Faults {
    type Row = Fault;

    async fn rows(&self, window: Window) -> Result<Vec<Fault>, StoreError> {
        let rows = self.faults.iter().skip(window.offset as usize).take(window.size as usize);
        Ok(rows.cloned().collect())
    }

    fn cells(&self, row: &Fault) -> Vec<Cell> {
        let number = |number: Option<u32>| match number {
            Some(number) => Cell::Number(number.into()),
            None => Cell::Text(String::new()),
        };
        let column = row.column.map(|column| match self.language {
            Language::Chinese => column.header().to_owned(),
            Language::English => column.english().to_owned(),
        });
        vec![
            number(row.row),
            number(row.order_position),
            Cell::Text(column.unwrap_or_default()),
            Cell::Text(row.shown.clone()),
            Cell::Text(row.reason.sentence(issue_file::spoken(self.language))),
        ]
    }
}

const HEADINGS: [Sentence; 5] =
    [text::BAD_SHEET_ROW, text::BAD_ORDER, text::BAD_COLUMN, text::BAD_CELL, text::BAD_REASON];
