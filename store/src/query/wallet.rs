//! What a holder sees. Bound to the link: whoever holds the token sees this wallet and nothing else.

use super::issuer::issuer_data;
use super::product::product_picture;
use super::transfer::{GivenTicket, GivenTransfer};
use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::code::layout::{Claims, Locator};
use domain::code::step::Step;
use domain::identity::{MerchantNumber, ProductNumber, TicketId, TransferId, UseId};
use domain::picture::Picture;
use domain::proof::ProofPolicy;
use domain::ticket::{GiveBackState, Ticket, TicketKind, TicketState, UseState};
use domain::transfer::TransferState;

pub use super::issuer::IssuerData;

/// A wallet and everything in it.
#[derive(Debug, Clone)]
pub struct Wallet {
    /// Who holds it.
    pub holder_name: String,
    /// ECT訂單編號 of the order it came from; of a gift its 轉贈單號.
    pub order_number: String,
    /// When it was issued, or the gift accepted.
    pub issued_at: Instant,
    /// Sum of its 提貨券.
    pub amount: i64,
    /// Whether somebody looked at it; of one that was made before openings were noted, nobody is asked.
    pub is_opened: bool,
    /// The issuer.
    pub issuer: IssuerData,
    /// Whether the issuer takes return requests (RULES §8).
    pub requests_open: bool,
    /// The tickets, those that can be used now first.
    pub tickets: Vec<WalletTicket>,
    /// What its holder offered or gave away, newest first (RULES §5).
    pub given: Vec<GivenTransfer>,
}

/// To whom a ticket is offered that is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedTo {
    /// The transfer, for taking it back.
    pub transfer: TransferId,
    /// Who was asked.
    pub recipient_name: String,
    /// The last day on which the recipient may answer.
    pub last_day: Day,
    /// The day on which it is sent, while that has not come.
    pub planned_for: Option<Day>,
}

/// One ticket in a wallet.
#[derive(Debug, Clone)]
pub struct WalletTicket {
    /// The ticket.
    pub id: TicketId,
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product_name: String,
    /// Its number in codes.
    pub product: ProductNumber,
    /// 商品圖片
    pub picture: Option<Picture>,
    /// Terms, one line each.
    pub terms: Vec<String>,
    /// NT$ a unit.
    pub face_value: i64,
    /// State and dates.
    pub ticket: Ticket,
    /// First day of 價金保管.
    pub guarantee_from: Option<Day>,
    /// What people see.
    pub state: TicketState,
    /// Public random name in codes.
    pub locator: Locator,
    /// Whether the product takes typed codes at all; if not, no number is shown.
    pub takes_typed: bool,
    /// Whether the product takes codes on paper; if not, none is printed.
    pub takes_printed: bool,
    /// Uses, newest first.
    pub uses: Vec<WalletUse>,
    /// Returns, newest first, whoever asked for them.
    pub returns: Vec<WalletReturn>,
    /// The ticket that it was split off.
    pub origin: Option<TicketId>,
    /// Offered: nobody can use it until it is answered.
    pub offered_to: Option<OfferedTo>,
}

/// One return of units of a ticket, as its holder may see it.
#[derive(Debug, Clone)]
pub struct WalletReturn {
    /// When.
    pub at: Instant,
    /// Units.
    pub quantity: u32,
    /// State.
    pub state: GiveBackState,
}

/// One use of a ticket, as its holder may see it.
#[derive(Debug, Clone)]
pub struct WalletUse {
    /// The redemption.
    pub id: UseId,
    /// Whether it has a receipt: a part that was taken back has none of its own.
    pub has_receipt: bool,
    /// When.
    pub at: Instant,
    /// Units.
    pub quantity: u32,
    /// Its state now.
    pub state: UseState,
    /// Who redeemed.
    pub merchant_name: String,
}

impl WalletTicket {
    /// Whether there is anything to show a cashier today.
    pub fn is_showable(&self, today: Day) -> bool {
        self.state == TicketState::Unused && !self.ticket.offered && !self.ticket.is_early(today)
    }

    /// The day by which it is best used, for ordering: the last day of a 贈品券, the end of the guarantee of a 提貨券. What
    /// never ends comes last.
    pub fn soonest_end(&self) -> (bool, Option<Day>) {
        let end = self.ticket.usable_until.or(self.ticket.guarantee_until);
        (end.is_none(), end)
    }

    /// What a code made now states about it.
    pub(crate) fn claims(&self, key: u8, merchant: MerchantNumber) -> Claims {
        Claims {
            key,
            merchant,
            product: self.product,
            locator: self.locator,
            generation: self.ticket.generation,
            remaining: u8::try_from(self.ticket.remaining).unwrap_or(u8::MAX),
            usable_from: self.ticket.usable_from,
            usable_until: self.ticket.usable_until,
        }
    }
}

impl Store {
    /// The wallet behind a link; `NotFound` for links that never were and links that died.
    pub async fn wallet(&self, link: &LinkToken) -> Result<Wallet, StoreError> {
        let row = sqlx::query(
            "SELECT w.merchant, w.id, w.holder_name, w.opened_at, COALESCE(o.number, tr.number) AS number,
                    COALESCE(o.issued_at, w.created_at) AS issued_at, o.amount, m.name, m.responsible_person,
                    m.tax_id, m.address, m.service_phone, m.service_email, m.return_rights, m.guarantee_bank,
                    m.contract_until, m.contract_ended_on, m.requests_open, m.shop_site, m.shows_shop_site, m.line_link, m.facebook_link, m.twitter_link,
                    m.instagram_link,
                    lg.name AS logo, lg.width AS logo_width, lg.height AS logo_height,
                    lg.plate AS logo_plate
             FROM wallet w
             LEFT JOIN ticket_order o ON o.merchant = w.merchant AND o.wallet = w.id
             LEFT JOIN batch bt ON bt.merchant = o.merchant AND bt.id = o.batch
             LEFT JOIN transfer tr ON tr.merchant = w.merchant AND tr.id = w.id AND tr.recipient = w.id
             JOIN merchant m ON m.number = w.merchant
             LEFT JOIN merchant_picture lg ON lg.merchant = m.number AND lg.kind = 'logo'
             WHERE w.token_hash = $1 AND (bt.state = 'visible' OR tr.id IS NOT NULL)",
        )
        .bind(link.hash())
        .fetch_optional(self.engine.look_ups())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        let issuer = issuer_data(&columns, self.now().day())?;
        let wallet = columns.text("id")?;
        let given = self.given_by(issuer.number, &wallet).await?;
        let mut tickets = self.wallet_tickets(issuer.number, &wallet).await?;
        for ticket in &mut tickets {
            ticket.offered_to = offered_to(&given, &ticket.id);
        }
        Ok(Wallet {
            holder_name: columns.text("holder_name")?,
            order_number: columns.text("number")?,
            requests_open: columns.flag("requests_open")?,
            is_opened: columns.maybe_number("opened_at")?.is_some(),
            issued_at: columns.instant("issued_at")?,
            amount: columns.maybe_number("amount")?.unwrap_or_else(|| worth(&tickets)),
            issuer,
            tickets,
            given,
        })
    }

    async fn wallet_tickets(
        &self,
        merchant: MerchantNumber,
        wallet: &str,
    ) -> Result<Vec<WalletTicket>, StoreError> {
        let rows = sqlx::query(
            "SELECT t.id, t.serial, t.product, t.kind, t.face_value, t.quantity, t.remaining, t.version, t.usable_from,
                    t.usable_until, t.guarantee_from, t.guarantee_until, t.offered, t.locator, t.generation, t.origin,
                    p.name, p.terms, p.proof_typed,
                    p.proof_printed, pp.name AS picture, pp.width AS picture_width, pp.height AS picture_height,
                    pp.plate AS picture_plate
             FROM ticket t JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             LEFT JOIN product_picture pp ON pp.merchant = p.merchant AND pp.product = p.number
             JOIN batch bt ON bt.merchant = t.merchant AND bt.id = t.batch AND bt.state = 'visible'
             WHERE t.merchant = $1 AND t.wallet = $2 AND t.quantity > 0 ORDER BY t.serial",
        )
        .bind(i64::from(merchant.0))
        .bind(wallet.to_owned())
        .fetch_all(self.engine.look_ups())
        .await?;
        let mut lines = self.wallet_lines(merchant, wallet).await?;
        let today = self.now().day();
        let mut tickets = Vec::with_capacity(rows.len());
        for row in &rows {
            let columns = Columns(row);
            let id = columns.text("id")?;
            let (mine, others) = lines.into_iter().partition(|line| line.ticket == id);
            lines = others;
            tickets.push(wallet_ticket(&columns, &id, mine, today)?);
        }
        tickets
            .sort_by_key(|ticket| (!ticket.is_showable(today), ticket.soonest_end(), ticket.serial.clone()));
        Ok(tickets)
    }

    /// Uses and returns of all tickets of a wallet, newest first: two queries however many tickets.
    async fn wallet_lines(&self, merchant: MerchantNumber, wallet: &str) -> Result<Vec<LineRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.ticket, u.scanned_at AS at, u.quantity, u.state, m.name AS merchant_name, 'use' AS line,
                    u.id, COALESCE(e.id, '') AS event
             FROM use_line u JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
             JOIN merchant m ON m.number = u.redeemer
             LEFT JOIN event e ON e.merchant = u.merchant AND e.ticket = u.ticket AND e.line = u.id
                  AND e.kind = 'redeemed'
             WHERE t.merchant = $1 AND t.wallet = $2
             UNION ALL
             SELECT g.ticket, g.recorded_at AS at, g.quantity, g.state, '' AS merchant_name, 'give_back' AS line,
                    g.id, '' AS event
             FROM give_back g JOIN ticket t ON t.merchant = g.merchant AND t.id = g.ticket
             WHERE t.merchant = $1 AND t.wallet = $2
             ORDER BY at DESC",
        )
        .bind(i64::from(merchant.0))
        .bind(wallet.to_owned())
        .fetch_all(self.engine.look_ups())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                let what = if columns.text("line")? == "use" {
                    What::Use(UsedWhere {
                        id: UseId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("use"))?,
                        has_receipt: !columns.text("event")?.is_empty(),
                        state: columns.stated("state", UseState::parse)?,
                        merchant_name: columns.text("merchant_name")?,
                    })
                } else {
                    What::GiveBack(columns.stated("state", GiveBackState::parse)?)
                };
                Ok(LineRow {
                    ticket: columns.text("ticket")?,
                    at: columns.instant("at")?,
                    quantity: columns.count("quantity")?,
                    what,
                })
            })
            .collect()
    }

    /// Today's code of a ticket, signed for this half minute. `None` if there is nothing to show.
    pub fn moment_code(&self, merchant: MerchantNumber, ticket: &WalletTicket) -> Option<(String, Step)> {
        let now = self.now();
        if !ticket.is_showable(now.day()) {
            return None;
        }
        let step = Step::at(now);
        let signing = self.issuer_keys.signing();
        Some((signing.moment(&ticket.claims(signing.id(), merchant), step), step))
    }
}

/// What a gift is worth to its holder: a wallet that no order came with.
fn worth(tickets: &[WalletTicket]) -> i64 {
    tickets.iter().map(|ticket| ticket.face_value * i64::from(ticket.ticket.quantity)).sum()
}

fn offered_to(given: &[GivenTransfer], ticket: &TicketId) -> Option<OfferedTo> {
    let is_open = |line: &GivenTicket| line.id == *ticket && line.state == TransferState::Offered;
    let transfer = given.iter().find(|transfer| transfer.tickets.iter().any(is_open))?;
    Some(OfferedTo {
        transfer: transfer.transfer.clone(),
        recipient_name: transfer.recipient_name.clone(),
        last_day: transfer.last_day,
        planned_for: transfer.sent_at.is_none().then_some(transfer.sent_on),
    })
}

struct LineRow {
    ticket: String,
    at: Instant,
    quantity: u32,
    what: What,
}

enum What {
    Use(UsedWhere),
    GiveBack(GiveBackState),
}

struct UsedWhere {
    id: UseId,
    has_receipt: bool,
    state: UseState,
    merchant_name: String,
}

fn wallet_ticket(
    columns: &Columns<'_>,
    id: &str,
    lines: Vec<LineRow>,
    today: Day,
) -> Result<WalletTicket, StoreError> {
    let ticket = Ticket {
        kind: columns.stated("kind", TicketKind::parse)?,
        quantity: columns.count("quantity")?,
        remaining: columns.count("remaining")?,
        version: columns.number("version")?,
        generation: u8::try_from(columns.number("generation")?)
            .map_err(|_| StoreError::Corrupt("generation"))?,
        usable_from: columns.maybe_day("usable_from")?,
        usable_until: columns.maybe_day("usable_until")?,
        guarantee_until: columns.maybe_day("guarantee_until")?,
        offered: columns.flag("offered")?,
    };
    let standing = |line: &&LineRow| match &line.what {
        What::Use(used) => used.state.is_standing(),
        What::GiveBack(state) => *state != GiveBackState::Cancelled,
    };
    let newest_is_use = lines.iter().find(standing).is_some_and(|line| matches!(line.what, What::Use(_)));
    let latest_use = lines.iter().filter(standing).find_map(|line| match &line.what {
        What::Use(used) => Some(used.state),
        What::GiveBack(_) => None,
    });
    let latest_give_back = lines.iter().filter(standing).find_map(|line| match &line.what {
        What::Use(_) => None,
        What::GiveBack(state) => Some(*state),
    });
    let uses = lines
        .iter()
        .filter_map(|line| match &line.what {
            What::Use(used) => Some(WalletUse {
                id: used.id.clone(),
                has_receipt: used.has_receipt,
                at: line.at,
                quantity: line.quantity,
                state: used.state,
                merchant_name: used.merchant_name.clone(),
            }),
            What::GiveBack(_) => None,
        })
        .collect();
    let returns = lines
        .iter()
        .filter_map(|line| match &line.what {
            What::Use(_) => None,
            What::GiveBack(state) => {
                Some(WalletReturn { at: line.at, quantity: line.quantity, state: *state })
            }
        })
        .collect();
    Ok(WalletTicket {
        id: TicketId::parse(id).map_err(|_| StoreError::Corrupt("ticket"))?,
        serial: columns.text("serial")?,
        product_name: columns.text("name")?,
        product: columns.product("product")?,
        picture: product_picture(columns)?,
        terms: columns.text("terms")?.lines().map(str::to_owned).collect(),
        face_value: columns.number("face_value")?,
        state: ticket.shown_state(today, latest_use, latest_give_back, newest_is_use),
        guarantee_from: columns.maybe_day("guarantee_from")?,
        locator: Locator::from_integer(columns.number("locator")?),
        takes_typed: columns.stated("proof_typed", ProofPolicy::parse)? != ProofPolicy::Refuse,
        takes_printed: columns.stated("proof_printed", ProofPolicy::parse)? != ProofPolicy::Refuse,
        ticket,
        uses,
        returns,
        origin: columns.maybe_text("origin")?.and_then(|origin| TicketId::parse(&origin).ok()),
        offered_to: None,
    })
}
