//! The frame of the console: who is signed in, the ways to its pages (a column on a desk, a fold on a phone), one page.

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{
    console as text, desk, enquiry_list, issue, issued_order, look, offline_desk, paper, people, product,
    returns, transfer_list, unissued,
};
use domain::offline::conflict::may_see;
use domain::permission::{Access, Function};
use leptos::prelude::*;
use store::query::look::Look;
use store::query::session::SignedIn;

/// A page of the merchant's console that the menu leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// 首頁
    Home,
    /// 操作設定
    SetUp,
    /// 自訂圖片
    Pictures,
    /// 商品管理
    Products,
    /// 票券發行
    Issue,
    /// 未發行訂單
    Unissued,
    /// 已發行訂單管理
    Orders,
    /// 電子票券轉贈紀錄
    Transfers,
    /// 持有人詢問
    Enquiries,
    /// 紙本票券列印
    Paper,
    /// 票券退貨
    Returns,
    /// 子帳號管理
    People,
    /// 離線核銷
    Offline,
    /// 票券分店
    Branches,
    /// 可核銷商店
    Redeemers,
    /// 聯合票券發行單位
    Issuers,
}

impl Place {
    /// In the order of the menu.
    pub const ALL: [Self; 16] = [
        Self::Home,
        Self::Products,
        Self::Issue,
        Self::Unissued,
        Self::Orders,
        Self::Transfers,
        Self::Paper,
        Self::Returns,
        Self::Enquiries,
        Self::SetUp,
        Self::Pictures,
        Self::Branches,
        Self::People,
        Self::Offline,
        Self::Redeemers,
        Self::Issuers,
    ];

    /// Where it is.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Home => "/office",
            Self::SetUp => "/office/set-up",
            Self::Pictures => "/office/pictures",
            Self::Products => "/office/products",
            Self::Issue => "/office/issue",
            Self::Unissued => "/office/unissued",
            Self::Orders => "/office/orders",
            Self::Transfers => "/office/transfers",
            Self::Enquiries => "/office/enquiries",
            Self::Paper => "/office/paper",
            Self::Returns => "/office/returns",
            Self::People => "/office/people",
            Self::Offline => "/office/offline",
            Self::Branches => "/office/branches",
            Self::Redeemers => "/office/redeemers",
            Self::Issuers => "/office/issuers",
        }
    }

    /// The place that a route's pattern stands under: the one with the longest address.
    pub fn of(route: &str) -> Option<Self> {
        let is_under = |place: &Self| {
            let rest = route.strip_prefix(place.address());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        Self::ALL.into_iter().filter(is_under).max_by_key(|place| place.address().len())
    }

    /// What it is called.
    pub const fn words(self) -> Sentence {
        match self {
            Self::Home => text::HOME,
            Self::SetUp => text::SET_UP,
            Self::Pictures => text::PICTURES,
            Self::Products => product::TITLE,
            Self::Issue => issue::TITLE,
            Self::Unissued => unissued::TITLE,
            Self::Orders => issued_order::TITLE,
            Self::Transfers => transfer_list::TITLE,
            Self::Enquiries => enquiry_list::TITLE,
            Self::Paper => paper::TITLE,
            Self::Returns => returns::TITLE,
            Self::People => people::TITLE,
            Self::Offline => offline_desk::TITLE,
            Self::Branches => text::BRANCHES,
            Self::Redeemers => text::REDEEMERS,
            Self::Issuers => text::ISSUERS,
        }
    }

    /// What an account must be allowed to look at; `None` = whoever may do anything in the console.
    const fn needs(self) -> Option<Function> {
        match self {
            Self::Home => None,
            Self::SetUp | Self::Pictures | Self::Branches | Self::Redeemers | Self::Issuers => {
                Some(Function::Settings)
            }
            Self::Products => Some(Function::Products),
            Self::Issue | Self::Unissued => Some(Function::Issue),
            Self::Orders => Some(Function::IssuedOrders),
            Self::Transfers => Some(Function::Transfers),
            Self::Paper => Some(Function::Paper),
            Self::Returns | Self::Enquiries => Some(Function::GiveBack),
            Self::People => Some(Function::People),
            Self::Offline => Some(Function::Reports),
        }
    }

    /// Where it begins for whoever looks on: what is there to be filled in is no part of a look.
    fn address_for(self, signed_in: &SignedIn) -> &'static str {
        if self == Self::Issue && signed_in.look.is_some() { "/office/issue/batches" } else { self.address() }
    }

    fn is_open_to(self, signed_in: &SignedIn) -> bool {
        match self {
            // What holders write is between them and the merchant.
            Self::Enquiries if signed_in.look.is_some() => false,
            Self::Offline => may_see(&signed_in.actor),
            Self::Unissued => {
                signed_in.actor.branch().is_none() && signed_in.actor.allows(Function::Issue, Access::Look)
            }
            Self::Home
            | Self::Products
            | Self::Issue
            | Self::Orders
            | Self::Transfers
            | Self::Enquiries
            | Self::Paper
            | Self::Returns
            | Self::SetUp
            | Self::Pictures
            | Self::Branches
            | Self::People
            | Self::Redeemers
            | Self::Issuers => {
                self.needs().is_none_or(|function| signed_in.actor.allows(function, Access::Look))
            }
        }
    }
}

/// A line of a menu.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it leads.
    pub address: String,
    /// What it says.
    pub words: &'static str,
    /// Whether this page is it, or under it.
    pub is_here: bool,
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub struct Menu {
    /// Whose console it is; leads to its first page.
    pub title: String,
    /// Address of that first page.
    pub home: &'static str,
    /// Who is signed in.
    pub who: String,
    /// Leads to the own account, where there is a page of it.
    pub own: Option<&'static str>,
    /// Where signing out is sent, where somebody is signed in.
    pub sign_out: Option<&'static str>,
    /// Beside the title: the way to the desk.
    pub beside: Option<Entry>,
    /// The pages.
    pub entries: Vec<Entry>,
}

/// A page of the merchant's console.
pub fn console<C: IntoView + 'static>(
    language: Language,
    signed_in: &SignedIn,
    here: Place,
    content: C,
) -> impl IntoView + use<C> {
    let place = signed_in.branch_name.clone().unwrap_or_else(|| desk::HEAD_OFFICE.of(language).to_owned());
    let entries = Place::ALL.into_iter().filter(|place| place.is_open_to(signed_in)).map(|place| Entry {
        address: place.address_for(signed_in).to_owned(),
        words: place.words().of(language),
        is_here: place == here,
    });
    let desk = Entry { address: "/desk".to_owned(), words: desk::TITLE.of(language), is_here: false };
    let menu = Menu {
        title: signed_in.merchant_name.clone(),
        home: "/office",
        who: match &signed_in.look {
            Some(_) => {
                language.facts(&[text::BY_OPERATOR.of(language).to_owned(), signed_in.account_name.clone()])
            }
            None => language.facts(&[place, signed_in.account_name.clone()]),
        },
        // Whoever looks on has neither desk nor account here, and leaves by the banner.
        own: signed_in.look.is_none().then_some("/account"),
        sign_out: signed_in.look.is_none().then_some("/desk/sign-out"),
        beside: signed_in.look.is_none().then_some(desk),
        entries: entries.collect(),
    };
    let banner = signed_in.look.as_ref().map(|one| banner(language, &signed_in.merchant_name, one));
    view! {
        {banner}
        {around(language, menu, content)}
    }
}

/// On every page of a look: whose console it is, until when, why, and the way out.
fn banner(language: Language, merchant: &str, one: &Look) -> impl IntoView + use<> {
    let until = language.time(one.ends_at);
    let words = look::BANNER.with(language, &[("merchant", merchant), ("until", &until)]);
    view! {
        <aside class="heads-up heading" aria-label=look::BANNER_NAME.of(language)>
            <div>
                <p>{words}</p>
                <p class="small">{look::BANNER_WHY.with(language, &[("reason", &one.reason)])}</p>
            </div>
            <form method="post" action="/operator/look/leave"><button class="button quiet">{look::LEAVE.of(language)}</button></form>
        </aside>
    }
}

/// A page with a menu.
pub fn around<C: IntoView + 'static>(language: Language, menu: Menu, content: C) -> impl IntoView + use<C> {
    let Menu { title, home, who, own, sign_out, beside, entries } = menu;
    let here = entries.iter().find(|entry| entry.is_here).map(|entry| entry.words);
    let name = text::MENU.of(language);
    // Twice, for two widths; only one of them is ever there for anybody.
    let (narrow, wide) = (list(&entries), list(&entries));
    let who = match own {
        Some(own) => view! { <a href=own>{who}</a> }.into_any(),
        None => who.into_any(),
    };
    let sign_out = sign_out.map(|action| {
        view! { <form method="post" action=action><button class="quiet">{desk::SIGN_OUT.of(language)}</button></form> }
    });
    let beside = beside.map(|entry| view! { <p><a href=entry.address>{entry.words}</a></p> });
    view! {
        <header class="top slim">
            <p class="whose"><a href=home>{title}</a></p>
            {beside}
            <p class="who">{who}</p>
            {sign_out}
        </header>
        <div class="board">
            <nav class="menu wide" aria-label=name>{wide}</nav>
            <nav class="menu narrow" aria-label=name>
                <details>
                    <summary><span>{name}</span>" "<b>{here}</b></summary>
                    {narrow}
                </details>
            </nav>
            <main id="main">{content}</main>
        </div>
    }
}

fn list(entries: &[Entry]) -> impl IntoView + use<> {
    let lines = entries
        .iter()
        .map(|entry| {
            let here = entry.is_here.then_some("page");
            view! { <li><a href=entry.address.clone() aria-current=here>{entry.words}</a></li> }
        })
        .collect_view();
    view! { <ul>{lines}</ul> }
}
