//! What came of the jobs' runs, for the platform's people.

use crate::language::Language;
use crate::sentences::Sentence;
use domain::calendar::Day;
use domain::identity::MerchantNumber;
use domain::job_result::JobResult;
use domain::money::Dollars;
use store::query::platform_list::JobRow;

sentences! {
    BANK = "送銀行 {lines} 筆（{files} 個檔案），銀行確認 {confirmed} 筆、退件 {refused} 筆，不明回覆 {strange} 筆", "{lines} line(s) sent in {files} file(s), {confirmed} confirmed, {refused} refused, {strange} strange";
    OVERDUE = "{count} 張票券的保管價金已轉列應付", "Trust money of {count} ticket(s) released";
    LAPSE = "{count} 張票券逾期未收，回到贈送人", "{count} ticket(s) went back to their givers";
    GIFTS = "送出 {sent} 份贈禮，提醒 {reminded} 位受贈人", "{sent} gift(s) sent, {reminded} recipient(s) reminded";
    REMINDERS = "提醒 {reminders} 筆訂單，取消授權 {cancelled} 筆", "{reminders} reminder(s), {cancelled} order(s) cancelled";
    ENDINGS = "通知 {count} 個票夾即將到期", "{count} wallet(s) told of what ends";
    REPRINTS = "通知 {count} 家商店有多次列印", "{count} merchant(s) told of reprints";
    SEAL = "封存 {events} 筆紀錄，寄送 {heads} 份紀錄簽章", "{events} event(s) sealed, {heads} head(s) to be mailed";
    PROOF = "{count} 家商店相符", "{count} proof(s) hold";
    AS_OF = "補跑，以 {day} 的帳為準", "run later, as the books are on {day}";
    NOT_RELEASED = "保管期滿未轉列：{list}", "NOT RELEASED: {list}";
    WAITS = "{merchant} {amount}（{day} 期滿）", "{merchant} {amount} since {day}";
    BROKEN = "商店 {merchant} 的價金保管證明不符", "THE PROOF OF {merchant} DOES NOT HOLD";
    PAYOUT = "撥款：{list}", "Paid out: {list}";
    PAID = "{merchant} {amount}", "{merchant} {amount}";
    PAYOUT_NONE = "沒有可撥的款項", "Nothing to pay out";
    RETENTION = "刪除 {count} 個票夾的個人資料", "Data of {count} wallet(s) erased";
    NOTICES = "產生 {count} 則通知", "{count} notice(s) made";
    PUSHES = "推播全天進行", "Phones are told all day";
    FAILED = "失敗：{reason}", "Failed: {reason}";
}

/// What came of a run. What no job of this version says is shown as it was kept.
pub fn of(language: Language, run: &JobRow) -> String {
    let kept = run.result.as_deref().unwrap_or_default();
    JobResult::parse(run.job, kept).map_or_else(|| kept.to_owned(), |result| words(language, &result))
}

/// A result in words.
pub fn words(language: Language, result: &JobResult) -> String {
    let one = |sentence: Sentence, count: u64| sentence.with(language, &[("count", &count.to_string())]);
    let two = |sentence: Sentence, [first, second]: [(&str, u64); 2]| {
        let values = [(first.0, &*first.1.to_string()), (second.0, &second.1.to_string())];
        sentence.with(language, &values)
    };
    match result {
        JobResult::Bank { lines, files, confirmed, refused, strange } => {
            let values = [
                ("lines", &*lines.to_string()),
                ("files", &files.to_string()),
                ("confirmed", &confirmed.to_string()),
                ("refused", &refused.to_string()),
                ("strange", &strange.to_string()),
            ];
            BANK.with(language, &values)
        }
        JobResult::Overdue(tickets) => one(OVERDUE, *tickets),
        JobResult::Lapse(tickets) => one(LAPSE, *tickets),
        JobResult::Gifts { sent, reminded } => two(GIFTS, [("sent", *sent), ("reminded", *reminded)]),
        JobResult::Reminders { reminders, cancelled } => {
            two(REMINDERS, [("reminders", *reminders), ("cancelled", *cancelled)])
        }
        JobResult::Endings(wallets) => one(ENDINGS, *wallets),
        JobResult::Reprints(merchants) => one(REPRINTS, *merchants),
        JobResult::Seal { events, heads } => two(SEAL, [("events", *events), ("heads", *heads)]),
        JobResult::Proof { proofs, as_of, not_released } => {
            let as_of = as_of.map(|day| AS_OF.with(language, &[("day", &language.day(day))]));
            let waits = (!not_released.is_empty()).then(|| waiting(language, not_released));
            let facts: Vec<_> = [Some(one(PROOF, *proofs)), as_of, waits].into_iter().flatten().collect();
            language.facts(&facts)
        }
        JobResult::Broken { merchant, .. } => BROKEN.with(language, &[("merchant", &merchant.to_string())]),
        JobResult::Payout(paid) if paid.is_empty() => PAYOUT_NONE.of(language).to_owned(),
        JobResult::Payout(paid) => payout(language, paid),
        JobResult::Retention(wallets) => one(RETENTION, *wallets),
        JobResult::Notices(notices) => one(NOTICES, *notices),
        JobResult::Pushes => PUSHES.of(language).to_owned(),
        JobResult::Failed(reason) => FAILED.with(language, &[("reason", reason)]),
    }
}

fn payout(language: Language, paid: &[(MerchantNumber, Dollars)]) -> String {
    let line = |(merchant, amount): &(MerchantNumber, Dollars)| {
        let values = [("merchant", &*merchant.to_string()), ("amount", &language.money(*amount))];
        PAID.with(language, &values)
    };
    let lines: Vec<_> = paid.iter().map(line).collect();
    PAYOUT.with(language, &[("list", &lines.join(language.between_words()))])
}

fn waiting(language: Language, waits: &[(MerchantNumber, Dollars, Day)]) -> String {
    let line = |(merchant, amount, since): &(MerchantNumber, Dollars, Day)| {
        let values = [
            ("merchant", &*merchant.to_string()),
            ("amount", &language.money(*amount)),
            ("day", &language.day(*since)),
        ];
        WAITS.with(language, &values)
    };
    let lines: Vec<_> = waits.iter().map(line).collect();
    NOT_RELEASED.with(language, &[("list", &lines.join(language.between_words()))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::Instant;
    use domain::job::Job;

    fn said(language: Language, job: Job, kept: &str) -> String {
        let day = Day::parse("2026-11-06").expect("a day");
        let run = JobRow {
            job,
            day,
            owner: "server".to_owned(),
            started_at: Instant(0),
            finished_at: None,
            result: Some(kept.to_owned()),
        };
        of(language, &run)
    }

    #[test]
    fn what_was_kept_is_said_in_both_languages() {
        let cases = [
            (
                Job::Overdue,
                "4 ticket(s) released",
                "4 張票券的保管價金已轉列應付",
                "Trust money of 4 ticket(s) released",
            ),
            (Job::Payout, "paid out ", "沒有可撥的款項", "Nothing to pay out"),
            (
                Job::Payout,
                "paid out 1000001: 1,234, 1000002: 5",
                "撥款：1000001 1,234 元、1000002 5 元",
                "Paid out: 1000001 NT$ 1,234, 1000002 NT$ 5",
            ),
            (
                Job::Proof,
                "1 proof(s) hold; NOT RELEASED: 1000001: 200 since 2026-11-05",
                "1 家商店相符・保管期滿未轉列：1000001 200 元（2026/11/05 期滿）",
                "1 proof(s) hold · NOT RELEASED: 1000001 NT$ 200 since 2026/11/05",
            ),
            (Job::Seal, "failed: corrupt: a line", "失敗：corrupt: a line", "Failed: corrupt: a line"),
            (Job::Bank, "of tomorrow", "of tomorrow", "of tomorrow"),
        ];
        for (job, kept, chinese, english) in cases {
            assert_eq!(said(Language::Chinese, job, kept), chinese);
            assert_eq!(said(Language::English, job, kept), english);
        }
    }
}
