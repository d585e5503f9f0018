//! Products: what they tell the staff at the counter, and whether recipients may pass them on (RULES §5, §7).

use super::Desk;
use clap::{Args, ValueEnum};
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

/// Which product, and which way.
#[derive(Debug, Args)]
pub struct PassingOn {
    /// 商品編號
    product: String,
    /// forbid or allow; locked once a ticket of it was issued.
    #[arg(value_enum)]
    rule: PassingOnRule,
}

/// What a recipient may.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum PassingOnRule {
    /// A recipient keeps it.
    Forbid,
    /// A recipient may give it away again.
    Allow,
}

pub async fn passing_on(desk: &Desk<'_>, act: &PassingOn) -> Result<(), StoreError> {
    let forbids = match act.rule {
        PassingOnRule::Forbid => true,
        PassingOnRule::Allow => false,
    };
    desk.store.forbid_passing_on(desk.session, &act.product, forbids).await
}
