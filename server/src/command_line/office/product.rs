//! Products: what they tell the staff at the counter (RULES §7).

use super::Desk;
use clap::Args;
use domain::desk_note::DeskNote;
use store::StoreError;

/// Which product says what.
#[derive(Debug, Args)]
pub struct SetDeskNote {
    /// 商品編號
    product: String,
    /// At most 100 characters, e.g. 18 歲以上出示證件; empty takes it away.
    #[arg(value_parser = parsed_note)]
    note: DeskNote,
}

fn parsed_note(text: &str) -> Result<DeskNote, String> {
    DeskNote::parse(text).ok_or_else(|| format!("more than {} characters", DeskNote::LONGEST))
}

pub async fn desk_note(desk: &Desk<'_>, act: &SetDeskNote) -> Result<(), StoreError> {
    desk.store.change_desk_note(desk.session, &act.product, &act.note).await
}
