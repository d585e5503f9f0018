//! The words of a notice (RULES §14): what each kind says, filled in from what was looked up.

use crate::mail::{LastLine, Letter};
use app::language::Language;
use app::sentences::Sentence;
use app::text::mail as text;
use domain::look_up::without_links;
use domain::notice::NoticeKind;
use store::notice::{Delivery, Refund, Reprint};

/// The mail about it; `None` where nobody is to be told any more. `link` makes the address of a page of the wallet with this
/// token.
pub fn letter(delivery: &Delivery, link: impl Fn(&str, &str) -> String, key_address: &str) -> Option<Letter> {
    let (to, about) = (delivery.to.as_ref()?, &delivery.about);
    let language = Language::parse(&to.language).unwrap_or(Language::Chinese);
    let time = language.time(about.at);
    let count = about.quantity.unwrap_or(1).to_string();
    let message = about.message.as_deref().filter(|message| !message.is_empty());
    let message = message
        .map(|message| text::MESSAGE_OF_GIVER.with(language, &[("message", &without_links(message))]))
        .unwrap_or_default();
    let giver = without_links(about.giver_name.as_deref().unwrap_or_default());
    let recipient = without_links(about.recipient_name.as_deref().unwrap_or_default());
    let day = language.day(about.at.day());
    let last_day = about.last_day.map(|day| language.day(day)).unwrap_or_default();
    let answer_by = about.answer_by.map(|day| language.day(day)).unwrap_or_default();
    let ends_on = about.ends_on.map(|day| language.day(day)).unwrap_or_default();
    let answer = about.answer.as_deref().filter(|answer| !answer.is_empty());
    let answer =
        answer.map(|answer| text::ANSWER_OF_ISSUER.with(language, &[("answer", answer)])).unwrap_or_default();
    let refund = about.refund.map(|refund| refund_words(language, refund, &about.merchant_name));
    let refund = refund.unwrap_or_default();
    let request = about.request.as_ref();
    let tickets = request.map_or(1, |request| request.tickets);
    let tickets = (tickets > 1).then(|| tickets.to_string());
    let number = about.head.map_or_else(String::new, |head| head.head.number.to_string());
    let values = [
        ("issuer", about.merchant_name.as_str()),
        ("serial", about.serial.as_deref().unwrap_or_default()),
        ("product", about.product_name.as_deref().unwrap_or_default()),
        ("order", about.order_number.as_deref().unwrap_or_default()),
        ("transfer", about.transfer_number.as_deref().unwrap_or_default()),
        ("time", time.as_str()),
        ("count", count.as_str()),
        ("message", message.as_str()),
        ("giver", giver.as_str()),
        ("recipient", recipient.as_str()),
        ("answer_by", answer_by.as_str()),
        ("day", day.as_str()),
        ("last_day", last_day.as_str()),
        ("number", number.as_str()),
        ("bank", about.guarantee_bank.as_str()),
        ("where", about.used_where.as_deref().unwrap_or(&about.merchant_name)),
        ("ends_on", ends_on.as_str()),
        ("refund", refund.as_str()),
        ("answer", answer.as_str()),
        ("request", request.map(|request| request.number.as_str()).unwrap_or_default()),
        ("tickets", tickets.as_deref().unwrap_or_default()),
    ];
    let (subject, body) = match tickets {
        Some(_) => (text::RETURNS_ASKED_SUBJECT, text::RETURNS_ASKED),
        None => words(delivery.kind),
    };
    let last = delivery.kind.topic().map(|_| match &to.link {
        Some(token) => LastLine {
            words: text::SWITCHED_OFF_AT.of(language).to_owned(),
            link: Some(link(token.as_str(), "/notices")),
        },
        None => LastLine { words: text::SWITCHED_OFF_IN_WALLET.of(language).to_owned(), link: None },
    });
    let link = to.link.as_ref().map(|token| link(token.as_str(), ""));
    let mut after = Vec::new();
    if delivery.kind == NoticeKind::Issued {
        let order = about.order_number.as_deref().unwrap_or_default();
        after.push(text::ISSUED_ORDER.with(language, &[("number", order)]));
    }
    if link.is_some() {
        after.push(text::ISSUED_WARNING.of(language).to_owned());
    }
    after.extend(about.reprints.iter().map(|one| reprint_words(language, one)));
    if let Some(head) = about.head {
        after.push(head.text());
        after.push(text::DAILY_HEAD_CHECK.with(language, &[("address", key_address)]));
    }
    Some(Letter {
        language,
        subject: subject.with(language, &values),
        before: vec![
            text::ISSUED_GREETING.with(language, &[("name", &to.name)]),
            body.with(language, &values),
        ],
        link,
        after,
        last,
    })
}

/// Subject and body of each kind.
const fn words(kind: NoticeKind) -> (Sentence, Sentence) {
    match kind {
        NoticeKind::Issued => (text::ISSUED_SUBJECT, text::ISSUED_BODY),
        NoticeKind::TransferOffered => (text::TRANSFER_OFFERED_SUBJECT, text::TRANSFER_OFFERED),
        NoticeKind::TransferReminded => (text::TRANSFER_REMINDED_SUBJECT, text::TRANSFER_REMINDED),
        NoticeKind::TransferUnanswered => (text::TRANSFER_UNANSWERED_SUBJECT, text::TRANSFER_UNANSWERED),
        NoticeKind::TransferOpened => (text::TRANSFER_OPENED_SUBJECT, text::TRANSFER_OPENED),
        NoticeKind::GiftIsYours => (text::GIFT_IS_YOURS_SUBJECT, text::GIFT_IS_YOURS),
        NoticeKind::WalletLink => (text::WALLET_LINK_SUBJECT, text::WALLET_LINK),
        NoticeKind::GiftUsed => (text::GIFT_USED_SUBJECT, text::GIFT_USED),
        NoticeKind::TransferAccepted => (text::TRANSFER_ACCEPTED_SUBJECT, text::TRANSFER_ACCEPTED),
        NoticeKind::TransferDeclined => (text::TRANSFER_DECLINED_SUBJECT, text::TRANSFER_DECLINED),
        NoticeKind::TransferLapsed => (text::TRANSFER_LAPSED_SUBJECT, text::TRANSFER_LAPSED),
        NoticeKind::TransferCancelled => (text::TRANSFER_CANCELLED_SUBJECT, text::TRANSFER_CANCELLED),
        NoticeKind::PurchaserIsYou => (text::PURCHASER_IS_YOU_SUBJECT, text::PURCHASER_IS_YOU),
        NoticeKind::PurchaserWasYou => (text::PURCHASER_WAS_YOU_SUBJECT, text::PURCHASER_WAS_YOU),
        NoticeKind::OrderResent => (text::ORDER_RESENT_SUBJECT, text::ORDER_RESENT),
        NoticeKind::CodeRenewed => (text::CODE_RENEWED_SUBJECT, text::CODE_RENEWED),
        NoticeKind::GivenCodeRenewed | NoticeKind::PassedOnCodeRenewed => {
            (text::GIVEN_CODE_RENEWED_SUBJECT, text::GIVEN_CODE_RENEWED)
        }
        NoticeKind::Redeemed => (text::REDEEMED_SUBJECT, text::REDEEMED),
        NoticeKind::RedemptionCancelled => (text::REDEMPTION_CANCELLED_SUBJECT, text::REDEMPTION_CANCELLED),
        NoticeKind::GivenBack => (text::GIVEN_BACK_SUBJECT, text::GIVEN_BACK),
        NoticeKind::ReturnAsked => (text::RETURN_ASKED_SUBJECT, text::RETURN_ASKED),
        NoticeKind::EnquiryWritten => (text::ENQUIRY_WRITTEN_SUBJECT, text::ENQUIRY_WRITTEN),
        NoticeKind::EnquiryAnswered => (text::ENQUIRY_ANSWERED_SUBJECT, text::ENQUIRY_ANSWERED),
        NoticeKind::ReturnDeclined => (text::RETURN_DECLINED_SUBJECT, text::RETURN_DECLINED),
        NoticeKind::Refunded => (text::REFUNDED_SUBJECT, text::REFUNDED),
        NoticeKind::GuaranteeEnding => (text::GUARANTEE_ENDING_SUBJECT, text::GUARANTEE_ENDING),
        NoticeKind::ExpiryNear => (text::EXPIRY_NEAR_SUBJECT, text::EXPIRY_NEAR),
        NoticeKind::ReprintsTold => (text::REPRINTS_TOLD_SUBJECT, text::REPRINTS_TOLD),
        NoticeKind::OrderReminded => (text::ORDER_REMINDED_SUBJECT, text::ORDER_REMINDED),
        NoticeKind::DailyHead => (text::DAILY_HEAD_SUBJECT, text::DAILY_HEAD),
    }
}

fn reprint_words(language: Language, one: &Reprint) -> String {
    let (number, time) = (one.number.to_string(), language.time(one.at));
    let values = [
        ("serial", one.serial.as_str()),
        ("product", &one.product_name),
        ("number", &number),
        ("time", &time),
        ("operator", &one.operator),
        ("reason", one.reason.as_deref().unwrap_or_default()),
    ];
    text::REPRINT.with(language, &values).trim_end().to_owned()
}

fn refund_words(language: Language, refund: Refund, issuer: &str) -> String {
    let words = if refund.by_hand { text::REFUND_BY_HAND } else { text::REFUND_BY_BANK };
    words.with(language, &[("amount", &language.money(refund.amount)), ("issuer", issuer)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{compose, mailbox};
    use domain::calendar::{Day, Instant};
    use domain::identity::{MerchantNumber, WalletId};
    use domain::money::Dollars;
    use domain::notice::{Channel, Recipient};
    use domain::seal::{Head, SignedHead};
    use lettre::message::Mailbox;
    use store::notice::{About, Addressee, NoticeId, ReturnAsked};
    use store::secret::Keyring;

    fn from() -> Mailbox {
        mailbox("Piaojia <no-reply@piaojia.invalid>").expect("an address")
    }

    fn head() -> SignedHead {
        Head { number: 42, ..Head::empty(MerchantNumber(1_000_001), Instant(1_790_000_000_000)) }
            .sign(&[7; 32])
    }

    fn delivery(kind: NoticeKind, language: &str) -> Delivery {
        Delivery {
            notice: NoticeId { merchant: MerchantNumber(1_000_001), id: "n".to_owned() },
            kind,
            channel: Channel::Mail,
            attempts: 0,
            to: Some(Addressee {
                recipient: Recipient::Holder,
                name: "王小明".to_owned(),
                address: "wang@example.com".to_owned(),
                language: language.to_owned(),
                link: None,
            }),
            about: About {
                merchant_name: "幸福果茶".to_owned(),
                event: "e".to_owned(),
                event_kind: kind.as_str().to_owned(),
                at: Instant(1_790_000_000_000),
                serial: Some("A63OV00000000001".to_owned()),
                product_name: Some("水果茶".to_owned()),
                quantity: Some(2),
                last_day: None,
                order_number: Some("2026112114050001".to_owned()),
                transfer_number: Some("2026112114050001001".to_owned()),
                message: Some("生日快樂".to_owned()),
                giver_name: Some("王小明".to_owned()),
                recipient_name: Some("林小美".to_owned()),
                answer_by: None,
                enquiry: None,
                guarantee_bank: "第一銀行".to_owned(),
                used_where: Some("幸福果茶 忠孝店".to_owned()),
                ends_on: Day::parse("2026-12-22"),
                refund: Some(Refund { amount: Dollars(400), by_hand: false }),
                request: None,
                answer: Some("已超過期限".to_owned()),
                reprints: Vec::new(),
                head: (kind == NoticeKind::DailyHead).then(head),
            },
        }
    }

    fn address(token: &str, page: &str) -> String {
        format!("https://p.tw/w/{token}{page}")
    }

    fn linked(mut delivery: Delivery) -> Delivery {
        let wallet = WalletId::parse("w").expect("a wallet");
        if let Some(to) = &mut delivery.to {
            to.link = Some(Keyring::new(1, &[7; 32]).expect("a keyring").link_token(&wallet, 1));
        }
        delivery
    }

    #[test]
    fn what_can_be_switched_off_says_where() {
        for kind in NoticeKind::ALL {
            let mail = |delivery: &Delivery| letter(delivery, address, "").expect("a letter").paragraphs();
            let (with, without) = (mail(&linked(delivery(*kind, "zh-TW"))), mail(&delivery(*kind, "zh-TW")));
            let is_named = with.last().is_some_and(|last| last.ends_with("/notices"));
            assert_eq!(is_named, kind.topic().is_some(), "{}", kind.as_str());
            let is_said = without.last().is_some_and(|last| last.contains("「通知設定」"));
            assert_eq!(is_said, kind.topic().is_some(), "{}", kind.as_str());
            assert!(!without.iter().any(|line| line.contains("/w/")), "{}", kind.as_str());
        }
        let letter = letter(&linked(delivery(NoticeKind::Refunded, "en")), address, "").expect("a letter");
        let message = compose(&letter, &from(), "wang@example.com", Instant(0), None).expect("a mail");
        let page = letter.last.and_then(|last| last.link).expect("a page");
        let text = String::from_utf8(message.formatted()).expect("utf-8").replace("=\r\n", "");
        assert!(text.contains(&format!("\"{page}\">{page}</a>")) || text.contains("base64"), "{text}");
    }

    #[test]
    fn the_end_of_a_guarantee_says_until_when_where_and_what_then() {
        let letter = letter(&delivery(NoticeKind::GuaranteeEnding, "zh-TW"), address, "").expect("a letter");
        for words in ["還有 2 份", "由第一銀行保管到 2026/12/22", "照樣可以使用"] {
            assert!(letter.before[1].contains(words), "{words}: {}", letter.before[1]);
        }
    }

    #[test]
    fn every_kind_fills_every_blank_in_both_languages() {
        for kind in NoticeKind::ALL {
            for language in ["zh-TW", "en"] {
                let letter =
                    letter(&delivery(*kind, language), address, "https://p.tw/key").expect("a letter");
                let all = format!("{} {}", letter.subject, letter.before.join(" "));
                assert!(!all.contains('{'), "{}: {all}", kind.as_str());
                compose(&letter, &from(), "wang@example.com", Instant(0), None).expect("a mail");
            }
        }
    }

    #[test]
    fn one_mail_for_several_tickets_says_how_many_and_names_none() {
        for (tag, words) in [("zh-TW", "3 張票券"), ("en", "3 tickets")] {
            let mut asked = delivery(NoticeKind::ReturnAsked, tag);
            asked.about.request = Some(ReturnAsked { number: "Q2026112114050001001".to_owned(), tickets: 3 });
            let letter = letter(&asked, address, "").expect("a letter");
            let all = format!("{} {}", letter.subject, letter.before.join(" "));
            assert!(all.contains(words) && all.contains("Q2026112114050001001"), "{all}");
            assert!(!all.contains("A63OV00000000001") && !all.contains('{'), "{all}");
        }
    }

    #[test]
    fn the_mail_of_an_issue_says_what_it_always_said() {
        let mut issued = delivery(NoticeKind::Issued, "zh-Hant-TW");
        let link = issued.to.as_mut().map(|to| {
            let wallet = WalletId::parse("w").expect("a wallet");
            to.link = Some(Keyring::new(1, &[7; 32]).expect("a keyring").link_token(&wallet, 1));
            to.name = "<b>王</b>".to_owned();
            "https://p.tw/w/abc?openExternalBrowser=1"
        });
        let letter = letter(&issued, |_, _| link.unwrap_or_default().to_owned(), "").expect("a letter");
        assert_eq!(letter.subject, "【幸福果茶】電子票券發行通知");
        let body = "幸福果茶 已為您發行 2 張電子票券。請點下方連結開啟電子票夾，出示 QR 碼即可使用。";
        assert_eq!(letter.before, ["<b>王</b> 您好：", body]);
        assert_eq!(letter.link.as_deref(), link);
        assert_eq!(letter.after, ["訂單編號：2026112114050001", "連結就是票券，請勿轉傳給不認識的人。"]);
        let message = compose(&letter, &from(), "wang@example.com", Instant(0), None).expect("a mail");
        let text = String::from_utf8(message.formatted()).expect("utf-8");
        assert!(text.contains("multipart/alternative"));
        assert!(text.contains("To: wang@example.com"));
        assert!(!text.contains("<b>"), "a name cannot become markup");
    }

    #[test]
    fn the_days_head_stands_in_its_mail_whole() {
        let letter = letter(&delivery(NoticeKind::DailyHead, "zh-TW"), address, "https://p.tw/key");
        let letter = letter.expect("a letter");
        assert_eq!(letter.after, [head().text(), "查驗用的公開金鑰：https://p.tw/key".to_owned()]);
        assert!(letter.subject.contains("2026/09/21") && letter.before[1].contains("第 42 號"));
    }
}
