//! `piaojia issue`: a batch file into tickets and links. The mails are notices like all others.

use crate::config::DataConfig;
use crate::issue_file::{self, Plan};
use crate::notices::Mailer;
use crate::serve::open_store;
use clap::Args;
use domain::identity::MerchantNumber;
use domain::print::TicketForm;
use std::path::PathBuf;
use std::process::ExitCode;
use store::notice::Round;
use store::{Store, StoreError};

/// What to issue.
#[derive(Debug, Args)]
pub struct IssueArguments {
    /// The batch file (.xlsx).
    #[arg(required_unless_present = "template")]
    file: Option<PathBuf>,
    /// 商店代號 of the issuer.
    #[arg(long, required_unless_present = "template")]
    merchant: Option<u32>,
    /// 出券類型: `electronic`, or `paper` that the merchant prints.
    #[arg(long, default_value = "electronic", value_parser = form)]
    form: TicketForm,
    /// Issue the good orders and leave the bad ones out. What is wrong with the file as a whole, or with a row that does not
    /// say to which order it belongs, is left out by nobody.
    #[arg(long)]
    skip_bad: bool,
    /// Refuse a file with more tickets than this. A merchant's own upload has 1,000; whoever stands at this terminal
    /// knows what the machine can take.
    #[arg(long, default_value_t = batch::BATCH_TICKETS)]
    most_tickets: u32,
    /// Write an empty batch file with its columns explained.
    #[arg(long)]
    template: bool,
    /// Where the template goes.
    #[arg(long, short, default_value = "piaojia-issue.xlsx")]
    output: PathBuf,
}

fn form(text: &str) -> Result<TicketForm, String> {
    TicketForm::parse(text).ok_or_else(|| format!("{text} is none of electronic, paper, convenience_store"))
}

/// Exit code 0 = issued, 1 = refused with every bad cell named.
pub async fn run(data: &DataConfig, arguments: &IssueArguments) -> Result<ExitCode, String> {
    if arguments.template {
        let bytes = batch::template().map_err(|error| format!("{error:?}"))?;
        std::fs::write(&arguments.output, bytes).map_err(|error| error.to_string())?;
        println!("{}", arguments.output.display());
        return Ok(ExitCode::SUCCESS);
    }
    let (Some(file), Some(merchant)) = (&arguments.file, arguments.merchant) else {
        return Err("a file and --merchant are needed".to_owned());
    };
    let mailer = Mailer::new(data.clone())?;
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let store = open_store(data).await?;
    let merchant = MerchantNumber(merchant);
    let plan = issue_file::plan(&store, merchant, &bytes, arguments.form, arguments.most_tickets).await?;
    drop(bytes);
    for line in plan.notes() {
        eprintln!("{line}");
    }
    let whole = plan.good_orders_are_whole();
    let Plan { orders, faults, .. } = plan;
    if !whole {
        eprintln!("nothing was issued: {} bad cell(s), not all of them of one order", faults.len());
        return Ok(ExitCode::FAILURE);
    }
    if !faults.is_empty() && !arguments.skip_bad {
        eprintln!("nothing was issued: {} bad cell(s); --skip-bad leaves their orders out", faults.len());
        return Ok(ExitCode::FAILURE);
    }
    if orders.is_empty() {
        eprintln!("nothing was issued: no good order in the file");
        return Ok(ExitCode::FAILURE);
    }
    let source = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (_, issued) = match store.issue(merchant, &source, orders).await {
        Ok(issued) => issued,
        Err(StoreError::AlreadyThere { what }) => {
            eprintln!("nothing was issued: order {what} was issued before");
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => return Err(error.to_string()),
    };
    for order in &issued {
        let link = data.wallet_link(order.link.as_str());
        println!("{}\t{}\t{}\t{link}", order.number, order.tickets, order.purchaser_name);
    }
    eprintln!("{} order(s) issued; each purchaser gets a mail", issued.len());
    tell(&store, &mailer, merchant).await;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The mails (RULES §14) are the server's to send; where none runs, they go out from here. What fails is not lost: it
/// stands in the log, and the next server, or the next issue, sends it.
async fn tell(store: &Store, mailer: &Mailer, merchant: MerchantNumber) {
    match store.tell_at_once(merchant, mailer).await {
        Ok(None) => eprintln!("the mails go out by the server"),
        Ok(Some(Round { sent, failed: 0 })) => {
            eprintln!("{sent} notice(s) sent; {}", mailer.place());
        }
        Ok(Some(Round { sent, failed })) => {
            eprintln!(
                "{sent} notice(s) sent, {failed} failed; those that may go later are tried again by the server"
            );
        }
        Err(error) => eprintln!("the mails wait for the server: {error}"),
    }
}
