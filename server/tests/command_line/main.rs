//! The program `piaojia` as a person at a terminal meets it: issuing from a file, keys, and what it refuses to serve.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says no by panicking")]

mod life;
mod metrics;
mod office;
mod operator;
mod receipt;
mod stop;

use batch::{Column, IssueRow, issue_file, read_sheet};
use office::{Office, mode, printed, told};
use std::os::unix::fs::PermissionsExt;

/// An order of two vouchers.
fn order(import: &str, number: &str, name: &str) -> IssueRow {
    IssueRow::new()
        .with(Column::ImportNumber, import)
        .with(Column::OrderNumber, number)
        .with(Column::PurchaserName, name)
        .with(Column::PurchaserPhone, "0912345678")
        .with(Column::PurchaserEmail, "hsu@example.com")
        .with(Column::ProductCode, "VAA00001")
        .with(Column::Tickets, "2")
}

#[test]
fn the_template_is_a_file_to_fill_in() {
    let office = Office::empty();
    let output = office.piaojia(&["issue", "--template", "-o", "mine.xlsx"]);
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(printed(&output), "mine.xlsx\n");
    let rows = read_sheet(&std::fs::read(office.0.join("mine.xlsx")).expect("the file")).expect("a sheet");
    assert_eq!(rows.len(), 1, "the header alone");
}

#[test]
fn a_good_file_becomes_links_and_mails() {
    let office = Office::in_town();
    let output = office.issue(&[order("1", "A001", "許先生"), order("2", "A002", "何小姐")], &[]);
    assert!(output.status.success(), "{}", told(&output));
    let lines: Vec<_> = printed(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    for (line, name) in lines.iter().zip(["許先生", "何小姐"]) {
        let cells: Vec<_> = line.split('\t').collect();
        assert_eq!(cells[1..3], ["2", name], "{line}");
        assert!(cells[3].ends_with("?openExternalBrowser=1"), "{line}");
        let (status, page) = office.open(cells[3]);
        assert_eq!(status, 200);
        assert!(page.contains(name) && page.contains("水果茶一杯"), "{page}");
    }
    let mails = office.mails();
    assert_eq!(mails.len(), 2);
    for mail in mails {
        assert!(mail.contains("To: hsu@example.com") && mail.contains("multipart/alternative"), "{mail}");
        assert!(mail.contains("text/plain") && mail.contains("text/html"), "{mail}");
    }
}

#[test]
fn bad_rows_are_named_and_nothing_is_issued() {
    let office = Office::in_town();
    let bad = order("2", "A002", "何小姐")
        .with(Column::ProductCode, "NOSUCH")
        .with(Column::PurchaserEmail, "no mail");
    let rows = [order("1", "A001", "許先生"), bad];
    let output = office.issue(&rows, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(printed(&output), "");
    let told = told(&output);
    for words in ["商品編號", "購買人email", "Product code", "Purchaser's e-mail", "3", "nothing was issued"]
    {
        assert!(told.contains(words), "{words} in {told}");
    }
    assert!(office.mails().is_empty());
    let output = office.issue(&rows[..1], &[]);
    assert!(output.status.success(), "the good order is still free: {}", self::told(&output));
}

#[test]
fn bad_orders_can_be_left_out() {
    let office = Office::in_town();
    let bad = order("2", "A002", "何小姐").with(Column::Tickets, "x");
    let output = office.issue(&[order("1", "A001", "許先生"), bad], &["--skip-bad"]);
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(printed(&output).lines().count(), 1);
    assert!(printed(&output).contains("許先生") && told(&output).contains("張數"));
    let only_bad = [order("3", "A003", "林").with(Column::Tickets, "x")];
    let output = office.issue(&only_bad, &["--skip-bad"]);
    assert_eq!(output.status.code(), Some(1), "nothing good is left: {}", told(&output));
}

/// An order is issued once, as a whole: a row that may be a part of any of them stops all of them.
#[test]
fn no_part_of_an_order_is_left_out() {
    let office = Office::in_town();
    let lost = order("A-1", "A001", "許先生");
    let output = office.issue(&[order("1", "A001", "許先生"), lost], &["--skip-bad"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert_eq!(printed(&output), "");
    let many = ["1", "2", "3"].map(|number| order(number, &format!("B00{number}"), "許先生"));
    let output = office.issue(&many, &["--skip-bad", "--most-tickets", "1"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(office.mails().is_empty());
}

#[test]
fn more_tickets_than_a_merchant_may_upload_are_issued_when_asked_for() {
    let office = Office::in_town();
    let rows = [order("1", "A001", "許先生").with(Column::Tickets, "1001")];
    let refused = office.issue(&rows, &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(told(&refused).contains("1000"), "{}", told(&refused));
    let issued = office.issue(&rows, &["--most-tickets", "1001"]);
    assert!(issued.status.success(), "{}", told(&issued));
    assert!(printed(&issued).contains("\t1001\t"), "{}", printed(&issued));
}

#[test]
fn the_same_file_is_not_issued_twice() {
    let office = Office::in_town();
    let rows = [order("1", "A001", "許先生")];
    assert!(office.issue(&rows, &[]).status.success());
    let again = office.issue(&rows, &[]);
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(printed(&again), "");
    assert!(told(&again).contains("nothing was issued"), "{}", told(&again));
    assert_eq!(office.mails().len(), 1);
}

#[test]
fn what_is_no_file_or_no_merchant_is_said() {
    let office = Office::in_town();
    std::fs::write(office.0.join("text.xlsx"), "not a workbook").expect("written");
    for arguments in [
        &["issue", "text.xlsx", "--merchant", "1000001"][..],
        &["issue", "missing.xlsx", "--merchant", "1000001"],
        &["issue", "text.xlsx"],
    ] {
        let output = office.piaojia(arguments);
        assert!(
            !output.status.success() && !told(&output).contains("panicked"),
            "{arguments:?}: {}",
            told(&output)
        );
    }
    std::fs::write(office.0.join("orders.xlsx"), issue_file(&[order("1", "A", "許")]).expect("xlsx"))
        .expect("written");
    let output = office.piaojia(&["issue", "orders.xlsx", "--merchant", "7777777"]);
    assert!(!output.status.success() && told(&output).contains("not found"), "{}", told(&output));
}

#[test]
fn nothing_starts_without_a_key() {
    let office = Office::empty();
    for arguments in [&["serve"][..], &["issue", "orders.xlsx", "--merchant", "1000001"]] {
        std::fs::write(office.0.join("orders.xlsx"), "").expect("written");
        let output = office.piaojia(arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(told(&output).contains("no master key at"), "{}", told(&output));
        assert!(!office.data().join("piaojia.sqlite").exists(), "no database without a key");
    }
}

#[test]
fn a_key_is_its_owners_alone_and_never_overwritten() {
    let office = Office::empty();
    assert!(office.piaojia(&["key", "make"]).status.success());
    assert_eq!(mode(&office.data()), 0o700);
    let path = office.data().join("master.key");
    let key = std::fs::read_to_string(&path).expect("a key");
    assert_eq!((key.trim().len(), mode(&path)), (64, 0o600));
    let again = office.piaojia(&["key", "make"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(!printed(&again).contains(key.trim()) && !told(&again).contains(key.trim()));
    assert_eq!(std::fs::read_to_string(&path).expect("a key"), key);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("changed");
    let open = office.piaojia(&["serve"]);
    assert_eq!(open.status.code(), Some(1));
    assert!(told(&open).contains("may be read by others"), "{}", told(&open));
    for broken in ["", "short", &"g".repeat(64), &"票".repeat(32)] {
        std::fs::write(&path, broken).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("changed");
        assert!(told(&office.piaojia(&["serve"])).contains("is not 64 hex digits"), "{broken}");
    }
}

#[test]
fn the_demo_and_the_metrics_stay_at_home() {
    let office = Office::empty();
    for arguments in [
        &["serve", "--demo", "--listen", "0.0.0.0:0"][..],
        &["serve", "--demo", "--listen", "[::]:0"],
        &["serve", "--demo", "--listen", "192.0.2.1:80"],
        &["serve", "--metrics", "0.0.0.0:0"],
    ] {
        let output = office.piaojia(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(told(&output).contains("loopback only"), "{}", told(&output));
    }
    assert!(!office.data().join("master.key").exists(), "nothing was made");
}

#[test]
fn links_and_mails_are_for_the_owners_eyes() {
    let office = Office::in_town();
    assert!(office.issue(&[order("1", "A001", "許先生")], &[]).status.success());
    for folder in [office.data(), office.data().join("mail")] {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
    }
}

/// 票券序號 of the first ticket that a fresh town issues.
const FIRST: &str = "A63OV00000000001";
const SECOND: &str = "A63OV00000000002";

#[test]
fn a_ticket_is_returned_taken_back_and_its_history_shown() {
    let office = Office::in_town();
    assert!(office.issue(&[order("1", "A001", "許先生")], &[]).status.success());
    let returned =
        office.piaojia(&["return", "--merchant", "1000001", FIRST, SECOND, "--fee-percent", "2.5"]);
    assert!(returned.status.success(), "{}", told(&returned));
    let lines: Vec<_> = printed(&returned).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| line.contains("fee 5") && line.ends_with("pending")), "{lines:?}");
    let again = office.piaojia(&["return", "--merchant", "1000001", FIRST]);
    assert_eq!(again.status.code(), Some(1));
    assert!(told(&again).contains("nothing_left"), "{}", told(&again));
    let id = lines[0].split('\t').nth(1).expect("an id").to_owned();
    let back = office.piaojia(&["cancel-return", "--merchant", "1000001", &id]);
    assert!(back.status.success(), "{}", told(&back));
    let shown = printed(&office.piaojia(&["ticket", "--merchant", "1000001", FIRST]));
    for words in ["1 of 1 unit(s) left", "given_back", "give_back_cancelled", "owner"] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    let foreign = office.piaojia(&["ticket", "--merchant", "1000002", FIRST]);
    assert!(told(&foreign).contains("ticket_unknown"), "{}", told(&foreign));
}

#[test]
fn the_books_are_proven_and_one_dollar_off_fails() {
    let office = Office::in_town();
    assert!(office.issue(&[order("1", "A001", "許先生")], &[]).status.success());
    let proof = office.piaojia(&["prove"]);
    assert!(proof.status.success(), "{}", told(&proof));
    assert!(printed(&proof).contains("1000001\ttrust\tbooks 400\tcounted 400\tok"), "{}", printed(&proof));
    office.with_store(async |store| {
        store::fixture::take_a_dollar(&store).await.expect("taken");
        store.close().await;
    });
    let broken = office.piaojia(&["prove"]);
    assert_eq!(broken.status.code(), Some(1), "{}", printed(&broken));
    assert!(
        printed(&broken).contains("1000001\ttrust\tbooks 399\tcounted 400\tDIFFERS"),
        "{}",
        printed(&broken)
    );
    // The job of the night by hand fails as loudly, and so does reading again what it found.
    let yesterday = store::Clock::now(&store::SystemClock).day().minus_days(1).to_string();
    for _ in 0..2 {
        let job = office.piaojia(&["job", "proof", "--date", &yesterday]);
        assert_eq!(job.status.code(), Some(1), "{}", printed(&job));
        assert!(printed(&job).contains("DOES NOT HOLD"), "{}", printed(&job));
    }
}

#[test]
fn a_wrong_posting_is_corrected_by_the_platform_only() {
    let office = Office::in_town();
    assert!(office.issue(&[order("1", "A001", "許先生")], &[]).status.success());
    office.with_store(async |store| {
        store::fixture::take_a_dollar(&store).await.expect("taken");
        store.create_operator("operator", "hash").await.expect("made");
        store.close().await;
    });
    let listed = printed(&office.piaojia(&["postings", "--merchant", "1000001", "--account", "payable"]));
    assert!(listed.starts_with("stolen\t") && listed.contains("trust → payable\t1\t"), "{listed}");
    let correct = |more: &[&str]| {
        let mut arguments = vec!["correct", "--merchant", "1000001", "stolen"];
        arguments.extend_from_slice(more);
        office.piaojia(&arguments)
    };
    assert!(
        !correct(&[]).status.success() && !correct(&["--reason", " "]).status.success(),
        "a reason is needed"
    );
    assert!(told(&correct(&["--reason", "重複", "--as", "owner"])).contains("no account owner"));
    let done = correct(&["--reason", "重複"]);
    assert!(done.status.success(), "{}", told(&done));
    assert!(printed(&done).contains("payable → trust\t1"), "{}", printed(&done));
    assert!(office.piaojia(&["prove"]).status.success());
    assert!(told(&correct(&["--reason", "重複"])).contains("posting_not_correctable"));
    let listed = printed(&office.piaojia(&["postings", "--merchant", "1000001", "--account", "payable"]));
    assert!(
        listed.lines().any(|line| line.starts_with("stolen\t") && line.ends_with("corrected")),
        "{listed}"
    );
}

#[test]
fn a_restored_database_whose_books_are_off_is_refused_loudly() {
    let office = Office::in_town();
    assert!(office.issue(&[order("1", "A001", "許先生")], &[]).status.success());
    office.with_store(async |store| {
        store::fixture::take_a_dollar(&store).await.expect("taken");
        store.close().await;
    });
    assert!(office.piaojia(&["backup", "all.sqlite"]).status.success());
    for file in ["piaojia.sqlite", "piaojia.sqlite-wal", "piaojia.sqlite-shm"] {
        let _ = std::fs::remove_file(office.data().join(file));
    }
    let restored = office.piaojia(&["restore", "all.sqlite"]);
    assert_eq!(restored.status.code(), Some(1));
    assert!(told(&restored).contains("DO NOT SERVE"), "{}", told(&restored));
    assert!(printed(&restored).contains("books 399\tcounted 400\tDIFFERS"), "{}", printed(&restored));
}

#[test]
fn a_job_runs_once_a_day_and_never_for_a_day_to_come() {
    let office = Office::in_town();
    let once = office.piaojia(&["job", "lapse"]);
    assert!(printed(&once).contains("0 ticket(s)"), "{}{}", printed(&once), told(&once));
    assert!(printed(&office.piaojia(&["job", "lapse"])).contains("done before"));
    let early = office.piaojia(&["job", "bank", "--date", "2999-01-01"]);
    assert_eq!(early.status.code(), Some(1));
    assert!(told(&early).contains("not due yet"), "{}", told(&early));
    assert!(!office.piaojia(&["job", "cleaning"]).status.success());
}

#[test]
fn the_log_is_sealed_verified_backed_up_and_restored() {
    let office = Office::in_town();
    assert!(office.issue(&[order("1", "A001", "許先生")], &[]).status.success());
    office.with_store(async |store| {
        store.seal_every_log(store.now()).await.expect("sealed");
        store.close().await;
    });
    let verified = office.piaojia(&["verify", "--merchant", "1000001"]);
    assert!(verified.status.success(), "{}", told(&verified));
    let text = printed(&verified);
    assert!(text.contains("1 event(s) sealed, 0 waiting"), "{text}");
    let head = text.lines().find_map(|line| line.strip_prefix("head\t")).expect("a head").to_owned();
    let against = office.piaojia(&["verify", "--merchant", "1000001", "--against", &head]);
    assert!(against.status.success(), "{}", told(&against));
    assert!(office.piaojia(&["backup", "all.sqlite"]).status.success());
    assert!(!office.piaojia(&["backup", "all.sqlite"]).status.success(), "never overwritten");
    let there = office.piaojia(&["restore", "all.sqlite"]);
    assert!(!there.status.success(), "the database is there already");
    std::fs::remove_file(office.data().join("piaojia.sqlite")).expect("lost");
    for rest in ["piaojia.sqlite-wal", "piaojia.sqlite-shm"] {
        let _ = std::fs::remove_file(office.data().join(rest));
    }
    let restored = office.piaojia(&["restore", "all.sqlite"]);
    assert!(restored.status.success(), "{}", told(&restored));
    assert!(printed(&restored).contains("ticket\t2"), "{}", printed(&restored));
    assert!(printed(&office.piaojia(&["ticket", "--merchant", "1000001", FIRST])).contains("1 of 1"));
}
