//! Reads tables of outcomes as people write them, walks them, and sets the scenes they name.
//!
//! The first line of a table names its columns, every other line is one row: a label, then one outcome for each
//! column, divided by `|`. Label and column together are a list of words, divided by commas; each word sets one
//! thing of the scene.

use crate::cast::ISSUER;
use domain::actor::{Actor, Post};
use domain::hours::Hours;
use domain::identity::{BranchNumber, MerchantNumber};
use domain::permission::Role;
use domain::powers::{Powers, Products};
use domain::refusal::RefusalCode;

/// Another merchant, to which the issuer may have a relation.
pub const PARTNER: MerchantNumber = MerchantNumber(2_000_002);
/// A merchant that has nothing to do with either.
pub const STRANGER: MerchantNumber = MerchantNumber(3_000_003);

/// Walks every cell of a table and names all that are wrong at once.
pub fn check(table: &str, outcome: impl Fn(&[&str]) -> String) {
    let mut wrong = String::new();
    for (words, expected) in cells(table) {
        let actual = outcome(&words);
        if actual != expected {
            wrong.push_str(&format!("\n  {}: the table says {expected}, it is {actual}", words.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every cell: its words, and the outcome that the table names.
pub fn cells(table: &str) -> Vec<(Vec<&str>, &str)> {
    let mut lines = table.lines().filter(|line| !line.trim().is_empty());
    let columns: Vec<_> = lines.next().unwrap_or_default().split('|').skip(1).map(words).collect();
    let mut cells = Vec::new();
    for line in lines {
        let mut fields = line.split('|');
        let row = words(fields.next().unwrap_or_default());
        let outcomes: Vec<_> = fields.map(str::trim).collect();
        assert_eq!(outcomes.len(), columns.len(), "outcomes in the row {line}");
        cells.extend(
            columns.iter().zip(outcomes).map(|(column, outcome)| ([&row[..], column].concat(), outcome)),
        );
    }
    cells
}

/// The words of one label.
pub fn words(label: &str) -> Vec<&str> {
    label.split(',').map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// One thing that may be right or wrong: its ways of being, each with the refusal that it earns.
pub type Axis<'a> = &'a [(&'a str, Option<RefusalCode>)];

/// Walks all combinations of all axes: the outcome is always the smallest refusal among those that apply, and
/// `all_well` where none does.
pub fn check_precedence(axes: &[Axis<'_>], all_well: &str, outcome: impl Fn(&[&str]) -> String) {
    let mut combinations: Vec<(Vec<&str>, Option<RefusalCode>)> = vec![(Vec::new(), None)];
    for axis in axes {
        let longer = |(said, first): &(Vec<_>, Option<RefusalCode>)| {
            let (said, first) = (said.clone(), *first);
            axis.iter().map(move |&(label, code)| {
                ([said.clone(), words(label)].concat(), first.into_iter().chain(code).min())
            })
        };
        combinations = combinations.iter().flat_map(longer).collect();
    }
    for (said, first) in combinations {
        let expected = first.map_or(all_well, |code| code.as_str());
        assert_eq!(outcome(&said), expected, "{}", said.join(", "));
    }
}

/// Sets what one word says about the actor; answers whether it said anything.
pub fn say(actor: &mut Actor, word: &str) -> bool {
    let branch = |number, enabled| {
        let number = BranchNumber::parse(number).expect("a branch");
        Post::Branch { number, enabled }
    };
    if let Some(role) = Role::parse(word) {
        actor.powers = Powers::of(role);
        return true;
    }
    match word {
        "issuer" => actor.merchant = ISSUER,
        "partner" => actor.merchant = PARTNER,
        "stranger" => actor.merchant = STRANGER,
        "head office" => actor.post = Post::HeadOffice,
        "branch 001" => actor.post = branch("001", true),
        "branch 002" => actor.post = branch("002", true),
        "branch 001 off" => actor.post = branch("001", false),
        // The actors act on a Friday at 14:00.
        "in hours" => actor.powers.hours = Hours::parse("5 09:00-22:00").expect("hours"),
        "outside hours" => actor.powers.hours = Hours::parse("5 15:00-22:00").expect("hours"),
        "for this product" => actor.powers.products = Products::parse("1000001-12").expect("a list"),
        "for other products" => actor.powers.products = Products::parse("1000001-13").expect("a list"),
        _ => return false,
    }
    true
}
