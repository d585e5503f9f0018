//! The charts of the first page (RULES §9), drawn on the server: four bars a week, once in units, once by face value, each with the
//! same numbers as a table below it.

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::numbers as text;
use domain::money::Dollars;
use leptos::prelude::*;
use store::query::home::{Sum, Week};

/// Of the drawing: all in its own units, so that it is as wide as there is room.
const HEIGHT: i64 = 120;
const WEEK_WIDTH: i64 = 40;
const BAR: i64 = 8;

/// What the bars are as high as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 數量
    Units,
    /// 面額
    Amount,
}

impl Measure {
    const fn title(self) -> Sentence {
        match self {
            Self::Units => text::CHART,
            Self::Amount => text::CHART_AMOUNT,
        }
    }

    const fn of(self, sum: Sum) -> i64 {
        match self {
            Self::Units => sum.units,
            Self::Amount => sum.amount.0,
        }
    }

    fn words(self, language: Language, sum: Sum) -> String {
        match self {
            Self::Units => Dollars(sum.units).grouped(),
            Self::Amount => language.money(sum.amount),
        }
    }
}

/// A bar: its colour, its name, what it is of.
type Bar = (&'static str, Sentence, fn(&Week) -> Sum);

const BARS: [Bar; 4] = [
    ("issued", text::ISSUED, |week| week.issued),
    ("redeemed", text::REDEEMED, |week| week.redeemed),
    ("returned", text::RETURNED, |week| week.returned),
    ("unused", text::UNUSED, |week| week.unused),
];

/// One chart with its legend and its table.
pub fn chart(language: Language, weeks: &[Week], measure: Measure) -> impl IntoView + use<> {
    let all = weeks.iter().flat_map(|week| BARS.map(|(_, _, of)| measure.of(of(week))));
    let most = all.max().unwrap_or(0).max(1);
    let width = WEEK_WIDTH * i64::try_from(weeks.len()).unwrap_or(1).max(1);
    let drawn: Vec<_> =
        (0_i64..).zip(weeks).map(|(place, week)| bars(language, place, week, most, measure)).collect();
    let legend = BARS
        .map(|(class, name, _)| view! { <li class=class>{name.of(language)}</li> }.into_any())
        .into_iter()
        .collect_view();
    let title = measure.title().of(language);
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {width} {}", HEIGHT + 16) role="img" aria-label=title>
                <path class="axis" d=format!("M0 {HEIGHT}h{width}") />
                {drawn}
            </svg>
            <figcaption>{title}<ul>{legend}</ul></figcaption>
            <details>
                <summary>{text::CHART_TABLE.of(language)}</summary>
                {table(language, weeks, measure)}
            </details>
        </figure>
    }
}

fn table(language: Language, weeks: &[Week], measure: Measure) -> impl IntoView + use<> {
    let heads = BARS
        .map(|(_, name, _)| {
            view! { <th scope="col" role="columnheader" class="figures">{name.of(language)}</th> }.into_any()
        })
        .into_iter()
        .collect_view();
    let lines = weeks
        .iter()
        .map(|week| {
            let cells = BARS
                .map(|(_, name, of)| {
                    let words = measure.words(language, of(week));
                    view! { <td role="cell" class="figures" data-name=name.of(language)>{words}</td> }
                        .into_any()
                })
                .into_iter()
                .collect_view();
            view! {
                <tr role="row"><th scope="row" role="rowheader">{language.day(week.first)}</th>{cells}</tr>
            }
        })
        .collect_view();
    view! {
        <div class="table"><table role="table">
            <caption>{measure.title().of(language)}</caption>
            <thead role="rowgroup"><tr role="row">
                <th scope="col" role="columnheader">{text::WEEK.of(language)}</th>
                {heads}
            </tr></thead>
            <tbody role="rowgroup">{lines}</tbody>
        </table></div>
    }
}

fn bars(language: Language, place: i64, week: &Week, most: i64, measure: Measure) -> AnyView {
    let left = place * WEEK_WIDTH + 2;
    let drawn: Vec<_> = (0_i64..)
        .zip(BARS)
        .map(|(number, (class, _, of))| {
            let value = measure.of(of(week));
            // What is not nothing is seen.
            let height = if value == 0 { 0 } else { (value.saturating_mul(HEIGHT) / most).max(2) };
            let (x, y) = (left + number * (BAR + 1), HEIGHT - height);
            view! { <rect class=class x=x.to_string() y=y.to_string() width=BAR.to_string() height=height.to_string() /> }
                .into_any()
        })
        .collect();
    let words = |sum| measure.words(language, sum);
    let date = language.day(week.first);
    let values = [
        ("day", &*date),
        ("issued", &*words(week.issued)),
        ("redeemed", &*words(week.redeemed)),
        ("returned", &*words(week.returned)),
        ("unused", &*words(week.unused)),
    ];
    let title = text::CHART_WEEK.with(language, &values);
    let label = date.get(5..).unwrap_or_default().to_owned();
    // Every other week, so that they do not run into each other.
    let label = (place % 2 == 0)
        .then(|| view! { <text x=left.to_string() y=(HEIGHT + 13).to_string()>{label}</text> });
    view! { <g><title>{title}</title>{drawn}{label}</g> }.into_any()
}
