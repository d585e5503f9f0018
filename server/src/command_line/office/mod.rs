//! What an office does from the command line. Whoever may run this on the server acts as one of the merchant's accounts,
//! and every event says so.

mod notice;
mod order;
mod product;
mod request;
mod ticket;
mod transfer;

use super::{answered, refused};
use crate::config::DataConfig;
use crate::serve::open_store;
use clap::{Args, Subcommand};
use domain::identity::MerchantNumber;
use std::process::ExitCode;
use store::query::session::SignedIn;
use store::secret::SessionToken;
use store::{Store, StoreError};

/// As whom.
#[derive(Debug, Args)]
pub struct Acting {
    #[command(flatten)]
    pub(super) data: DataConfig,
    /// 商店代號
    #[arg(long)]
    pub(super) merchant: u32,
    /// Sign-in name of the account that acts.
    #[arg(long = "as", default_value = "owner")]
    account: String,
}

/// One thing that an account does.
#[derive(Debug, Args)]
pub struct As<Act: Args> {
    #[command(flatten)]
    acting: Acting,
    #[command(flatten)]
    act: Act,
}

/// What the office does.
#[derive(Debug, Subcommand)]
pub enum Office {
    /// Show a ticket with its history.
    Ticket(As<ticket::Show>),
    /// Return tickets (退貨), all of them or none.
    Return(As<ticket::Return>),
    /// Take a return back (取消退貨).
    CancelReturn(As<ticket::CancelReturn>),
    /// Give a ticket new codes; the old ones are dead.
    RenewCode(As<ticket::RenewCode>),
    /// Make somebody else the purchaser of an order (變更購買人).
    ChangePurchaser(As<order::ChangePurchaser>),
    /// Tell the purchaser of an order again (補發通知).
    Resend(As<order::Resend>),
    /// List orders that were paid and wait for their issue (未發行訂單).
    WaitingOrders(As<order::WaitingOrders>),
    /// Note that an order was paid and waits for its issue.
    NotePayment(As<order::NotePayment>),
    /// Give up an order that was paid and not issued (放棄發行).
    GiveUpOrder(As<order::GiveUpOrder>),
    /// List transfers of this merchant's tickets (轉贈紀錄), or show the history of one.
    Transfers(As<transfer::Transfers>),
    /// Cancel a transfer: unused tickets go back to the giver (取消轉贈).
    CancelTransfer(As<transfer::CancelTransfer>),
    /// List what holders ask to be returned (申請退貨).
    ReturnRequests(As<request::ReturnRequests>),
    /// Approve a request: the holder gets what the holder was told.
    ApproveReturn(As<request::ApproveReturn>),
    /// Decline a request.
    DeclineReturn(As<request::DeclineReturn>),
    /// List what people were told, and what became of it.
    Notices(As<notice::Notices>),
    /// Send a notice again that failed or came back.
    RetryNotice(As<notice::RetryNotice>),
    /// Note that a notice came back after it was sent.
    BounceNotice(As<notice::BounceNotice>),
    /// Say what a product tells the staff who redeem it (櫃檯備註).
    DeskNote(As<product::SetDeskNote>),
    /// Say whether a recipient may give a product's tickets away again; before its first issue.
    PassingOn(As<product::PassingOn>),
}

/// Exit code 0 = done, 1 = refused, with the refusal's code.
pub async fn run(office: &Office) -> Result<ExitCode, String> {
    match office {
        Office::Ticket(one) => one.run(ticket::show).await,
        Office::Return(one) => one.run(ticket::give_back).await,
        Office::CancelReturn(one) => one.run(ticket::cancel_return).await,
        Office::RenewCode(one) => one.run(ticket::renew_code).await,
        Office::ChangePurchaser(one) => one.run(order::change_purchaser).await,
        Office::Resend(one) => one.run(order::resend).await,
        Office::WaitingOrders(one) => one.run(order::waiting_orders).await,
        Office::NotePayment(one) => one.run(order::note_payment).await,
        Office::GiveUpOrder(one) => one.run(order::give_up).await,
        Office::Transfers(one) => one.run(transfer::list).await,
        Office::CancelTransfer(one) => one.run(transfer::cancel).await,
        Office::ReturnRequests(one) => one.run(request::list).await,
        Office::ApproveReturn(one) => one.run(request::approve).await,
        Office::DeclineReturn(one) => one.run(request::decline).await,
        Office::Notices(one) => one.run(notice::list).await,
        Office::RetryNotice(one) => one.run(notice::retry).await,
        Office::BounceNotice(one) => one.run(notice::bounce).await,
        Office::DeskNote(one) => one.run(product::desk_note).await,
        Office::PassingOn(one) => one.run(product::passing_on).await,
    }
}

impl<Act: Args> As<Act> {
    async fn run(
        &self,
        act: impl AsyncFnOnce(&Desk<'_>, &Act) -> Result<(), StoreError>,
    ) -> Result<ExitCode, String> {
        let store = open_store(&self.acting.data).await?;
        let (session, signed_in) = act_as(&store, &self.acting).await?;
        let outcome = act(&Desk { store: &store, session: &session, signed_in: &signed_in }, &self.act).await;
        store.end_session(&session).await.map_err(|error| error.to_string())?;
        store.close().await;
        answered(outcome)
    }
}

/// Where an account of the merchant acts.
struct Desk<'a> {
    store: &'a Store,
    session: &'a SessionToken,
    signed_in: &'a SignedIn,
}

/// A session of the account, ended when the command is.
pub(super) async fn act_as(store: &Store, acting: &Acting) -> Result<(SessionToken, SignedIn), String> {
    let merchant = MerchantNumber(acting.merchant);
    let account =
        store.account_for_sign_in(merchant, &acting.account).await.map_err(|error| error.to_string())?;
    let account = account.ok_or_else(|| format!("merchant {merchant} has no account {}", acting.account))?;
    let session = store.start_session(merchant, &account.id).await.map_err(|error| error.to_string())?;
    let signed_in = store.signed_in(&session).await.map_err(|error| error.to_string())?;
    let signed_in = signed_in.ok_or_else(|| refused(&domain::refusal::Refusal::SignedOut))?;
    Ok((session, signed_in))
}
