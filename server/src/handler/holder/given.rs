//! A gift as its giver sees it: the link to pass on, and what became of it (RULES §5).

use super::Visit;
use super::give::{TOLD, TOLD_BEFORE};
use crate::handler::wallet::open;
use app::page::holder::given::{Shared, page, words_to_share};
use app::symbol;
use app::text::gift as text;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use domain::identity::TransferId;
use store::StoreError;
use url::form_urlencoded::byte_serialize;

/// `GET /w/{link}/given/{transfer}`
pub async fn show(
    visit: Visit,
    Path((_, transfer)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let read = async {
        let wallet = open(&visit.state, &visit.link).await?;
        let transfer = TransferId::parse(&transfer).map_err(|_| StoreError::NotFound)?;
        let (given, share) = visit.state.store.given_transfer(&visit.token()?, &transfer).await?;
        Ok::<_, StoreError>((wallet, given, share, visit.fresh_attempt()?))
    };
    let (wallet, given, share, attempt) = match read.await {
        Ok(read) => read,
        Err(error) => return visit.failed(&error),
    };
    let (language, address) = (visit.language, visit.address());
    let link = share.map(|share| visit.state.data.wallet_link(share.as_str()));
    let line = link.as_deref().map(|link| line(&words_to_share(language, &given, link))).unwrap_or_default();
    let shared = link.as_deref().map(|link| Shared { link, line: &line, qr: symbol::screen_qr(link) });
    let told = match query.as_deref() {
        Some(TOLD) => Some(text::TOLD_AGAIN),
        Some(TOLD_BEFORE) => Some(text::TOLD_BEFORE),
        Some(_) | None => None,
    };
    let view = page(language, &given, &wallet.holder_name, shared.as_ref(), &address, &attempt, told);
    let path = format!("{address}/given/{}", given.transfer);
    visit.page_with(text::READY.of(language), &path, &["share.js"], view)
}

/// Opens LINE with these words, on a phone and elsewhere.
fn line(words: &str) -> String {
    // A form's space is a plus; LINE shows it as one.
    let words = byte_serialize(words.as_bytes()).collect::<String>().replace('+', "%20");
    format!("https://line.me/R/share?text={words}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn line_gets_the_words_as_they_are() {
        let address = super::line("生日 +1 https://p.tw/w/a?b=1");
        let words = "%E7%94%9F%E6%97%A5%20%2B1%20https%3A%2F%2Fp.tw%2Fw%2Fa%3Fb%3D1";
        assert_eq!(address, format!("https://line.me/R/share?text={words}"));
    }
}
