//! What holders and offices do from the command line: gifts, returns asked for, splitting, new codes, orders to issue.

use crate::office::{Office, printed, told};
use crate::order;
use domain::identity::MerchantNumber;
use std::process::Output;
use store::fixture::{Goods, World};
use store::secret::LinkToken;
use store::{Clock, SystemClock};

const MERCHANT: [&str; 2] = ["--merchant", "1000001"];
const HER: [&str; 6] = ["--name", "林小美", "--phone", "0912-345-678", "--email", "mei@example.com"];

/// Does it and says what it printed.
fn done(output: Output) -> String {
    assert!(output.status.success(), "{}", told(&output));
    printed(&output)
}

/// What it was refused for.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", told(output));
    told(output)
}

fn word(line: &str, number: usize) -> String {
    line.split('\t').nth(number).unwrap_or_default().trim().to_owned()
}

/// An office with one order, and the link of its wallet.
fn with_an_order() -> (Office, String) {
    let office = Office::in_town();
    let issued = done(office.issue(&[order("1", "A001", "許先生")], &[]));
    let link = word(issued.lines().next().unwrap_or_default(), 3);
    (office, link)
}

fn serials(office: &Office, link: &str) -> Vec<String> {
    let shown = done(office.piaojia(&["holder", link, "show"]));
    shown.lines().filter(|line| line.contains("\tunused\t")).map(|line| word(line, 0)).collect()
}

/// The link that was mailed to her.
fn her_link(office: &Office) -> String {
    office.with_store(async |store| {
        store.seal(MerchantNumber(1_000_001), domain::calendar::Instant(i64::MAX / 2)).await.expect("sealed");
        store.make_notices().await.expect("notices");
        let due = store.due_notices(100).await.expect("due");
        let mut links =
            due.into_iter().filter_map(|mail| mail.to).filter(|to| to.address == "mei@example.com");
        let link: LinkToken = links.next_back().and_then(|to| to.link).expect("a link");
        store.close().await;
        link.as_str().to_owned()
    })
}

#[test]
fn a_gift_goes_out_and_is_accepted_or_comes_back() {
    let (office, link) = with_an_order();
    let serials = serials(&office, &link);
    let give = |serial: &str, more: &[&str]| {
        let mut arguments = vec!["holder", &link, "give", serial];
        arguments.extend_from_slice(more);
        office.piaojia(&arguments)
    };
    let wrong = ["--name", "林小美", "--phone", "02-1234-5678", "--email", "mei@example.com"];
    assert!(refused(&give(&serials[0], &wrong)).contains("phone_wrong"));
    let transfer = word(&done(give(&serials[0], &HER)), 0);
    assert!(refused(&give(&serials[0], &HER)).contains("offered"));
    // Told a moment ago.
    assert!(refused(&office.piaojia(&["holder", &link, "remind", &transfer])).contains("slow_down"));
    assert!(done(office.piaojia(&["holder", &link, "take-back", &transfer])).contains("1 ticket(s)"));
    done(give(&serials[1], &HER)); // of one ticket the second mail waits for the first
    let hers = her_link(&office);
    assert!(done(office.piaojia(&["holder", &hers, "show"])).contains("許先生"));
    assert!(done(office.piaojia(&["holder", &hers, "accept"])).contains("1 ticket(s) are yours"));
    assert!(done(office.piaojia(&["holder", &hers, "show"])).contains(&serials[1]));
    let list = done(office.piaojia(&["transfers", MERCHANT[0], MERCHANT[1], "--recipient", "林小美"]));
    assert_eq!(list.lines().count(), 2, "{list}");
    let accepted = list.lines().find(|line| line.contains("accepted")).expect("one was accepted");
    let id = word(accepted, 0);
    let history = done(office.piaojia(&["transfers", MERCHANT[0], MERCHANT[1], "--history", &id]));
    assert!(history.contains("transfer_offered") && history.contains("transfer_accepted"), "{history}");
    assert!(
        done(office.piaojia(&["cancel-transfer", MERCHANT[0], MERCHANT[1], &id])).contains("1 ticket(s)")
    );
    assert!(done(office.piaojia(&["holder", &link, "show"])).contains(&serials[1]), "the giver has it again");
}

#[test]
fn a_return_is_quoted_asked_for_and_answered() {
    let (office, link) = with_an_order();
    let serials = serials(&office, &link);
    assert!(
        done(office.piaojia(&["holder", &link, "ask-return", &serials[0], "--quote"])).contains("refund")
    );
    let ask =
        |serial: &str| done(office.piaojia(&["holder", &link, "ask-return", serial, "--reason", "買錯了"]));
    let (first, second) = (word(&ask(&serials[0]), 0), word(&ask(&serials[1]), 0));
    let list = done(office.piaojia(&["return-requests", MERCHANT[0], MERCHANT[1], "--state", "asked"]));
    assert_eq!(list.lines().count(), 2, "{list}");
    let approve = ["approve-return", MERCHANT[0], MERCHANT[1], &first];
    assert!(done(office.piaojia(&approve)).contains("pending"));
    assert!(refused(&office.piaojia(&approve)).contains("request_closed"));
    let decline = ["decline-return", MERCHANT[0], MERCHANT[1], &second, "--answer", "已過鑑賞期"];
    assert!(done(office.piaojia(&decline)).contains("declined"));
    let third = word(&ask(&serials[1]), 0);
    assert!(done(office.piaojia(&["holder", &link, "withdraw-return", &third])).contains("withdrawn"));
}

#[test]
fn codes_are_renewed_and_the_purchaser_changes() {
    let (office, link) = with_an_order();
    let serial = serials(&office, &link).remove(0);
    assert!(done(office.piaojia(&["holder", &link, "renew-code", &serial])).contains("generation 2"));
    assert!(
        done(office.piaojia(&["renew-code", MERCHANT[0], MERCHANT[1], &serial])).contains("generation 3")
    );
    assert!(refused(&office.piaojia(&["holder", &link, "split", &serial, "1"])).contains("not_splittable"));
    let number = word(&done(office.piaojia(&["holder", &link, "show"])), 0);
    done(office.piaojia(&["resend", MERCHANT[0], MERCHANT[1], &number]));
    let mut change = vec!["change-purchaser", MERCHANT[0], MERCHANT[1], &number];
    change.extend(HER);
    assert!(done(office.piaojia(&change)).contains("mei@example.com"));
    assert!(!office.piaojia(&["holder", &link, "show"]).status.success(), "the old link is dead");
    assert!(done(office.piaojia(&["holder", &her_link(&office), "show"])).contains("林小美"));
}

#[test]
fn an_order_that_was_paid_waits_and_is_given_up() {
    let office = Office::in_town();
    let mut note = vec!["note-payment", MERCHANT[0], MERCHANT[1], "P1", "--amount", "400"];
    note.extend(HER);
    assert!(done(office.piaojia(&note)).contains("noted"));
    assert!(done(office.piaojia(&note)).contains("before"));
    let waiting = done(office.piaojia(&["waiting-orders", MERCHANT[0], MERCHANT[1]]));
    assert!(waiting.contains("P1") && waiting.contains("issuable"), "{waiting}");
    done(office.piaojia(&["give-up-order", MERCHANT[0], MERCHANT[1], "P1"]));
    let unknown = office.piaojia(&["give-up-order", MERCHANT[0], MERCHANT[1], "P2"]);
    assert!(refused(&unknown).contains("order_unknown"));
    let clerk = ["waiting-orders", MERCHANT[0], MERCHANT[1], "--as", "clerk001"];
    assert!(!office.piaojia(&clerk).status.success(), "a clerk has no office");
}

#[test]
fn a_notice_that_came_back_is_noted_and_sent_again() {
    let (office, _) = with_an_order();
    let list = |more: &[&str]| {
        let mut arguments = vec!["notices", MERCHANT[0], MERCHANT[1]];
        arguments.extend_from_slice(more);
        done(office.piaojia(&arguments))
    };
    let sent = list(&["--state", "sent"]);
    assert_eq!(sent.lines().count(), 1, "{sent}");
    assert!(sent.contains("\tissued\tmail\tsent\t") && !sent.contains('@'), "{sent}");
    let id = word(&sent, 0);
    let act = |command: &str, more: &[&str]| {
        let mut arguments = vec![command, MERCHANT[0], MERCHANT[1], id.as_str()];
        arguments.extend_from_slice(more);
        office.piaojia(&arguments)
    };
    assert!(refused(&act("retry-notice", &[])).contains("no notice"), "it did not fail");
    assert!(refused(&act("bounce-notice", &["--as", "clerk001"])).contains("permission_missing"));
    done(act("bounce-notice", &["--result", "550 <hsu@example.com> no such mailbox"]));
    let bounced = list(&["--state", "bounced"]);
    assert!(bounced.contains("550 … no such mailbox"), "{bounced}");
    assert!(refused(&act("bounce-notice", &[])).contains("no notice"), "it came back already");
    done(act("retry-notice", &[]));
    assert!(list(&["--state", "waiting"]).contains(&id));
    assert!(list(&["--state", "failed"]).is_empty());
    let foreign = office.piaojia(&["retry-notice", "--merchant", "1000002", &id]);
    assert!(refused(&foreign).contains("no notice"), "another merchant's");
    assert!(!office.piaojia(&["notices", MERCHANT[0], MERCHANT[1], "--state", "lost"]).status.success());
}

#[test]
fn a_product_forbids_passing_on_before_its_first_issue() {
    let office = Office::in_town();
    let say = |rule: &str| office.piaojia(&["passing-on", MERCHANT[0], MERCHANT[1], "VAA00001", rule]);
    done(say("forbid"));
    assert!(!say("perhaps").status.success());
    let issued = done(office.issue(&[order("1", "A001", "許先生")], &[]));
    let link = word(issued.lines().next().unwrap_or_default(), 3);
    let serial = serials(&office, &link).remove(0);
    let mut give = vec!["holder", &link, "give", &serial];
    give.extend(HER);
    done(office.piaojia(&give));
    let hers = her_link(&office);
    done(office.piaojia(&["holder", &hers, "accept"]));
    let mut again = vec!["holder", &hers, "give", &serial];
    again.extend(HER);
    assert!(refused(&office.piaojia(&again)).contains("transfer_forbidden"));
    assert!(refused(&say("allow")).contains("product_locked"));
}

/// An office in which a ticket was redeemed the day before yesterday.
fn with_an_old_use() -> Office {
    let office = Office::empty();
    done(office.piaojia(&["key", "make"]));
    office.days_ago(2, async |store| {
        let world = World::new(&store).await.expect("a town");
        let ticket = world.issue_one(Goods::Paid).await.expect("a ticket");
        let scan = world.scan(&ticket).expect("a scan");
        store.redeem(&world.clerk_001.session, &scan).await.expect("redeemed");
        store.close().await;
    });
    office
}

/// Yesterday's run is due at every hour; today's only from one o'clock on.
#[test]
fn the_night_accepts_nothing_by_itself_unless_the_bank_is_simulated() {
    let yesterday = SystemClock.now().day().minus_days(1).to_string();
    let office = with_an_old_use();
    let job = |office: &Office, more: &[&str]| {
        let mut arguments = vec!["job", "bank", "--date", yesterday.as_str()];
        arguments.extend_from_slice(more);
        office.piaojia(&arguments)
    };
    assert!(!job(&office, &["--bank", "generous"]).status.success());
    assert!(!job(&office, &["--bank-mood", "sunny"]).status.success());
    let night = done(job(&office, &["--to-bank", "out", "--from-bank", "in"]));
    assert!(night.contains("1 line(s) in 1 file(s), 0 confirmed, 0 refused, 0 strange"), "{night}");
    let files = std::fs::read_dir(office.0.join("out")).expect("a folder").count();
    assert_eq!((files, office.0.join("in").exists()), (1, false));
    assert!(done(office.piaojia(&["prove"])).contains("settling\tbooks 200\tcounted 200\tok"));

    let office = with_an_old_use();
    let night = done(job(&office, &["--bank", "simulated"]));
    assert!(night.contains("1 confirmed"), "{night}");
}

/// A guarantee that ended yesterday, and no job has run: nothing is wrong, and it is said what waits.
#[test]
fn the_proof_holds_before_the_job_of_the_night() {
    let office = Office::empty();
    done(office.piaojia(&["key", "make"]));
    office.days_ago(365, async |store| {
        let world = World::new(&store).await.expect("a town");
        world.issue_one(Goods::Paid).await.expect("a ticket");
        store.close().await;
    });
    let proven = done(office.piaojia(&["prove"]));
    assert!(proven.contains("trust\tbooks 200\tcounted 200\tok"), "{proven}");
    assert!(proven.contains("to release\t200\tof guarantees that ended, the first on"), "{proven}");
    let yesterday = SystemClock.now().day().minus_days(1).to_string();
    assert!(done(office.piaojia(&["job", "overdue", "--date", &yesterday])).contains("0 ticket(s)"));
    assert!(
        done(office.piaojia(&["job", "proof", "--date", &yesterday])).contains("NOT RELEASED: 1000001: 200")
    );
}
