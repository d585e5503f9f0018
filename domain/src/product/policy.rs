//! What a product must and must not say before it is published (RULES §7, §4): Taiwan's rules for voucher contracts, as
//! far as a machine sees them. Words are only found, not understood: an expiry of a 提貨券 stops the publishing, other
//! clauses are shown, and whoever publishes says to have read them.

use super::TermsForm;
use crate::give_back::FeeCap;
use crate::money::Percent;
use crate::ticket::TicketKind;

/// Days that the money is in trust, at least.
pub const SHORTEST_GUARANTEE: u32 = 365;

stated_enum! {
    /// The rule that something breaks.
    pub enum Rule {
        /// A 提貨券 never expires for its holder.
        NoExpiry = "no_expiry",
        /// 履約保障 of a year or more.
        GuaranteeOfAYear = "guarantee_of_a_year",
        /// 退貨手續費 of 3 % or less.
        FeeCap = "fee_cap",
        /// What must stand on a voucher about its issuer.
        IssuerData = "issuer_data",
        /// 不得記載事項: what must not stand on a voucher.
        ForbiddenClause = "forbidden_clause",
    }
}

stated_enum! {
    /// What must be known of the issuer.
    pub enum IssuerField {
        /// 發行單位
        Name = "name",
        /// 負責人
        ResponsiblePerson = "responsible_person",
        /// 統一編號
        TaxId = "tax_id",
        /// 地址
        Address = "address",
        /// 客服電話
        ServicePhone = "service_phone",
        /// 客服信箱
        ServiceEmail = "service_email",
        /// 退貨權益: of 提貨券 only.
        ReturnRights = "return_rights",
        /// 價金保管機構: of 提貨券 only.
        GuaranteeBank = "guarantee_bank",
    }
}

stated_enum! {
    /// A clause that must not stand on a voucher.
    pub enum Clause {
        /// No refund.
        NoRefund = "no_refund",
        /// What is left is lost.
        BalanceLost = "balance_lost",
        /// More is charged on use.
        ExtraCharge = "extra_charge",
        /// 截角無效 and the like.
        UnfairLimit = "unfair_limit",
        /// The issuer alone changes or ends it.
        OneSided = "one_sided",
        /// The issuer is liable for nothing.
        NoLiability = "no_liability",
        /// What was advertised does not bind.
        AdvertisingOnly = "advertising_only",
    }
}

impl Clause {
    #[rustfmt::skip] // a table: one clause, one line
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::NoRefund => &["不得退", "不可退", "不能退", "恕不退", "概不退", "不予退", "無法退", "不接受退", "norefund", "non-refundable", "nonrefundable"],
            Self::BalanceLost => &["餘額不退", "餘額作廢", "餘額不得", "餘額視同", "餘額恕不", "餘額失效", "餘額歸"],
            Self::ExtraCharge => &["另加收", "另行加收", "加收服務費", "額外收費", "酌收", "另收"],
            Self::UnfairLimit => &["截角無效", "塗改無效", "污損無效", "汙損無效", "影印無效"],
            Self::OneSided => &["片面", "隨時終止", "有權終止", "有權取消", "保留變更", "保留修改", "隨時變更", "解釋權"],
            Self::NoLiability => &["概不負責", "不負責任", "不負任何責任", "不負賠償", "恕不負責"],
            Self::AdvertisingOnly => &["僅供參考"],
        }
    }
}

/// Words by which terms set an end.
const EXPIRY: &[&str] = &[
    "有效期",
    "使用期限",
    "兌換期限",
    "有效日期",
    "到期",
    "逾期",
    "期限內使用",
    "期限內兌換",
    "效期",
    "日前使用",
    "日前兌換",
    "底前使用",
    "底前兌換",
    "日止",
    "expires",
    "expirydate",
    "validuntil",
    "validfor",
];
/// Words that hold those and set none.
const NO_EXPIRY: &[&str] = &[
    "無使用期限",
    "無有效期限",
    "無兌換期限",
    "無效期",
    "沒有使用期限",
    "沒有有效期限",
    "不設使用期限",
    "不限使用期限",
    "沒有到期",
    "無到期",
    "不會到期",
    "永久有效",
    "逾期兌回",
    "保管逾期",
    "neverexpires",
    "noexpirydate",
    "保障到期",
    "保證到期",
    "保管到期",
    "保障期間到期",
    "保管期間到期",
];

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The contract's days in trust are fewer than [`SHORTEST_GUARANTEE`].
    GuaranteeTooShort {
        /// As they are.
        days: u32,
    },
    /// The contract lets more than 3 % be kept of a refund.
    FeeTooHigh {
        /// As it is.
        fee: Percent,
    },
    /// Something about the issuer is empty.
    IssuerDataMissing(IssuerField),
    /// The terms set an end.
    ExpiryOfPaid(Place),
    /// The terms name a fee above 3 %.
    FeeInTerms(Place),
    /// The terms hold what must not stand there.
    Forbidden(Clause, Place),
}

/// A line of the terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Of which form.
    pub form: TermsForm,
    /// Which line, from 1.
    pub line: usize,
    /// The words that were found.
    pub words: &'static str,
}

impl Finding {
    /// The rule that it breaks.
    pub const fn rule(&self) -> Rule {
        match self {
            Self::GuaranteeTooShort { .. } => Rule::GuaranteeOfAYear,
            Self::FeeTooHigh { .. } | Self::FeeInTerms(_) => Rule::FeeCap,
            Self::IssuerDataMissing(_) => Rule::IssuerData,
            Self::ExpiryOfPaid(_) => Rule::NoExpiry,
            Self::Forbidden(..) => Rule::ForbiddenClause,
        }
    }

    /// Whether nothing is published with it. The others are confirmed by whoever publishes.
    pub const fn stops(&self) -> bool {
        match self {
            Self::GuaranteeTooShort { .. }
            | Self::FeeTooHigh { .. }
            | Self::FeeInTerms(_)
            | Self::IssuerDataMissing(_)
            | Self::ExpiryOfPaid(_) => true,
            Self::Forbidden(..) => false,
        }
    }
}

/// What is looked at.
#[derive(Debug, Clone)]
pub struct Publishing<'p> {
    /// 提貨券 or 贈品券: a gift sets an end by itself and has no money in trust.
    pub kind: TicketKind,
    /// Lines of each form.
    pub terms: [(TermsForm, &'p [String]); 3],
    /// Days in trust by contract.
    pub guarantee_days: u32,
    /// The most that the merchant keeps of a refund.
    pub fee_cap: FeeCap,
    /// What is known of the issuer.
    pub issuer: &'p [(IssuerField, String)],
}

/// Everything that was found, the contract first, then line by line.
pub fn findings(publishing: &Publishing<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let paid = publishing.kind == TicketKind::Paid;
    if paid && publishing.guarantee_days < SHORTEST_GUARANTEE {
        found.push(Finding::GuaranteeTooShort { days: publishing.guarantee_days });
    }
    if paid && publishing.fee_cap.0 > FeeCap::TAIWAN.0 {
        found.push(Finding::FeeTooHigh { fee: publishing.fee_cap.0 });
    }
    for &field in IssuerField::ALL {
        let only_paid = matches!(field, IssuerField::ReturnRights | IssuerField::GuaranteeBank);
        let known = publishing.issuer.iter().any(|(of, text)| *of == field && !text.trim().is_empty());
        if !known && (paid || !only_paid) {
            found.push(Finding::IssuerDataMissing(field));
        }
    }
    if paid {
        for (form, lines) in publishing.terms {
            for (line, text) in (1..).zip(lines) {
                look_at(form, line, text, &mut found);
            }
        }
    }
    found
}

/// Whether it may be published: nothing stops it, and what is left was read.
pub fn may_publish(findings: &[Finding], read: bool) -> bool {
    !findings.iter().any(Finding::stops) && (read || findings.is_empty())
}

fn look_at(form: TermsForm, line: usize, text: &str, found: &mut Vec<Finding>) {
    let plain: String =
        text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
    let of_ends = NO_EXPIRY.iter().fold(plain.clone(), |text, words| text.replace(words, ""));
    if let Some(words) = first_of(EXPIRY, &of_ends) {
        found.push(Finding::ExpiryOfPaid(Place { form, line, words }));
    }
    if names_too_high_a_fee(&plain) {
        found.push(Finding::FeeInTerms(Place { form, line, words: "%" }));
    }
    for &clause in Clause::ALL {
        if let Some(words) = first_of(clause.words(), &plain) {
            found.push(Finding::Forbidden(clause, Place { form, line, words }));
        }
    }
}

fn first_of(all: &[&'static str], text: &str) -> Option<&'static str> {
    all.iter().find(|words| text.contains(**words)).copied()
}

/// A percentage above 3 in a line about a fee (手續費).
fn names_too_high_a_fee(text: &str) -> bool {
    let about_a_fee = text.contains("手續費") || text.contains("退貨費") || text.contains("fee");
    let percents = text.replace('％', "%");
    about_a_fee
        && percents.split('%').rev().skip(1).any(|before| {
            let digits: String = before
                .chars()
                .rev()
                .take_while(|letter| letter.is_ascii_digit() || *letter == '.')
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            digits.parse::<f64>().is_ok_and(|percent| percent > 3.0)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer() -> Vec<(IssuerField, String)> {
        IssuerField::ALL.iter().map(|&field| (field, "known".to_owned())).collect()
    }

    fn of_line(kind: TicketKind, line: &str) -> Vec<Finding> {
        let (issuer, lines) = (issuer(), vec![line.to_owned()]);
        findings(&Publishing {
            kind,
            terms: [
                (TermsForm::Electronic, &lines),
                (TermsForm::Paper, &[]),
                (TermsForm::ConvenienceStore, &[]),
            ],
            guarantee_days: 365,
            fee_cap: FeeCap::TAIWAN,
            issuer: &issuer,
        })
    }

    /// What terms say, the rule they break, and whether that stops the publishing.
    #[test]
    fn terms_and_the_rules_they_break() {
        let table: &[(&str, Option<(Rule, bool)>)] = &[
            ("限門市現場兌換，不找零、不兌換現金。", None),
            ("請於結帳前出示 QR 碼，由店員掃描核銷。", None),
            ("本券無使用期限，價金保管到期後仍可使用。", None),
            ("本券永久有效", None),
            ("Never expires.", None),
            ("退貨手續費 3%，未使用可退", None),
            ("每週一公休，平日可享 9% 回饋", None),
            ("使用期限：2027/12/31", Some((Rule::NoExpiry, true))),
            ("有 效 期 限 一年", Some((Rule::NoExpiry, true))),
            ("請於 12 月 31 日前使用完畢", Some((Rule::NoExpiry, true))),
            ("逾期視同放棄", Some((Rule::NoExpiry, true))),
            ("Valid until the end of the year", Some((Rule::NoExpiry, true))),
            ("退貨酌予收取手續費 5％", Some((Rule::FeeCap, true))),
            ("退貨收取手續費 3.5%", Some((Rule::FeeCap, true))),
            ("售出後恕不退換", Some((Rule::ForbiddenClause, false))),
            ("未用完之餘額作廢", Some((Rule::ForbiddenClause, false))),
            ("假日使用另加收一成服務費", Some((Rule::ForbiddenClause, false))),
            ("本券截角無效", Some((Rule::ForbiddenClause, false))),
            ("本店保留變更活動之權利", Some((Rule::ForbiddenClause, false))),
            ("遺失本店概不負責", Some((Rule::ForbiddenClause, false))),
            ("圖片僅供參考", Some((Rule::ForbiddenClause, false))),
        ];
        for (line, expected) in table {
            let found = of_line(TicketKind::Paid, line);
            let told = found.first().map(|finding| (finding.rule(), finding.stops()));
            assert_eq!(told, *expected, "{line}: {found:?}");
            assert_eq!(of_line(TicketKind::Gift, line), [], "a gift sets its own end: {line}");
        }
    }

    #[test]
    fn the_contract_and_the_issuers_data() {
        let mut issuer = issuer();
        let look = |kind, guarantee_days, fee, issuer: &[(IssuerField, String)]| {
            findings(&Publishing {
                kind,
                terms: [
                    (TermsForm::Electronic, &[]),
                    (TermsForm::Paper, &[]),
                    (TermsForm::ConvenienceStore, &[]),
                ],
                guarantee_days,
                fee_cap: FeeCap(Percent(fee)),
                issuer,
            })
        };
        assert_eq!(look(TicketKind::Paid, 365, 300, &issuer), []);
        assert_eq!(look(TicketKind::Paid, 364, 300, &issuer), [Finding::GuaranteeTooShort { days: 364 }]);
        assert_eq!(look(TicketKind::Paid, 365, 301, &issuer), [Finding::FeeTooHigh { fee: Percent(301) }]);
        assert_eq!(look(TicketKind::Gift, 1, 9_999, &issuer), []);
        for (_, text) in &mut issuer {
            *text = " ".to_owned();
        }
        let missing = look(TicketKind::Paid, 365, 300, &issuer);
        assert_eq!(missing.len(), IssuerField::ALL.len());
        assert_eq!(look(TicketKind::Gift, 365, 300, &issuer).len(), IssuerField::ALL.len() - 2);
        assert!(missing.iter().all(|finding| finding.rule() == Rule::IssuerData));
    }

    #[test]
    fn what_stops_stops_and_what_is_shown_is_read() {
        let stops = [Finding::IssuerDataMissing(IssuerField::Address)];
        let shown = of_line(TicketKind::Paid, "售出後恕不退換");
        for (findings, read, may) in [
            (&[][..], false, true),
            (&stops[..], true, false),
            (&shown[..], false, false),
            (&shown[..], true, true),
        ] {
            assert_eq!(may_publish(findings, read), may, "{findings:?} {read}");
        }
    }
}
