//! What a product must and must not say before it is published (RULES §7, §4): Taiwan's rules for voucher contracts, as
//! far as a machine sees them. Words are only found, not understood ([`super::wording`]): an expiry of a 提貨券 stops the
//! publishing, other clauses are shown, and whoever publishes says to have read them.

use super::TermsForm;
use super::wording::breaches;
use crate::give_back::FeeCap;
use crate::money::{Dollars, Percent};
use crate::ticket::TicketKind;

pub use super::wording::{Breach, Clause};

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
    /// Words that break a rule.
    Words(Breach, Place),
}

/// Which of the texts that stand on a voucher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The product's name.
    Name,
    /// The terms of a form.
    Terms(TermsForm),
    /// 退貨權益, which the merchant sets up for all of them.
    ReturnRights,
}

/// Where words were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// In which text.
    pub part: Part,
    /// Which line of it, from 1.
    pub line: usize,
    /// The words that were found.
    pub words: String,
}

impl Finding {
    /// The rule that it breaks.
    pub const fn rule(&self) -> Rule {
        match self {
            Self::GuaranteeTooShort { .. } => Rule::GuaranteeOfAYear,
            Self::FeeTooHigh { .. } => Rule::FeeCap,
            Self::IssuerDataMissing(_) => Rule::IssuerData,
            Self::Words(breach, _) => breach.rule(),
        }
    }

    /// Whether nothing is published with it. The others are confirmed by whoever publishes. What stands in 退貨權益 is never
    /// confirmed: it stands on all vouchers, and the settings do not take it any more.
    pub const fn stops(&self) -> bool {
        match self {
            Self::GuaranteeTooShort { .. }
            | Self::FeeTooHigh { .. }
            | Self::IssuerDataMissing(_)
            | Self::Words(Breach::Expiry | Breach::Fee, _) => true,
            Self::Words(Breach::Clause(_), place) => matches!(place.part, Part::ReturnRights),
        }
    }
}

/// What is looked at.
#[derive(Debug, Clone)]
pub struct Publishing<'p> {
    /// 提貨券 or 贈品券: a gift sets an end by itself and has no money in trust.
    pub kind: TicketKind,
    /// What it is called.
    pub name: &'p str,
    /// Of one ticket; a fee in dollars is measured by it.
    pub face_value: Dollars,
    /// Lines of each form.
    pub terms: [(TermsForm, &'p [String]); 3],
    /// Days in trust by contract.
    pub guarantee_days: u32,
    /// The most that the merchant keeps of a refund.
    pub fee_cap: FeeCap,
    /// What is known of the issuer.
    pub issuer: &'p [(IssuerField, String)],
}

/// Everything that was found, the contract first, then the name, the terms line by line, and 退貨權益.
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
        let mut look_at = |part: Part, line: usize, text: &str| {
            let words = breaches(text, Some(publishing.face_value)).into_iter();
            found.extend(words.map(|of| Finding::Words(of.breach, Place { part, line, words: of.words })));
        };
        look_at(Part::Name, 1, publishing.name);
        for (form, lines) in publishing.terms {
            for (line, text) in (1..).zip(lines) {
                look_at(Part::Terms(form), line, text);
            }
        }
        for (_, rights) in publishing.issuer.iter().filter(|(field, _)| *field == IssuerField::ReturnRights) {
            look_at(Part::ReturnRights, 1, rights);
        }
    }
    found
}

/// Whether it may be published: nothing stops it, and what is left was read.
pub fn may_publish(findings: &[Finding], read: bool) -> bool {
    !findings.iter().any(Finding::stops) && (read || findings.is_empty())
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
            name: "經典奶茶",
            face_value: Dollars(500),
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
            ("QR 碼逾期請重新整理畫面。", None),
            ("動態條碼三十秒到期，會自動更新", None),
            ("退貨手續費 3%，未使用可退", None),
            ("每週一公休，平日可享 9% 回饋", None),
            ("使用期限：2027/12/31", Some((Rule::NoExpiry, true))),
            ("有 效 期 限 一年", Some((Rule::NoExpiry, true))),
            ("請於 12 月 31 日前使用完畢", Some((Rule::NoExpiry, true))),
            ("逾期視同放棄", Some((Rule::NoExpiry, true))),
            ("QR 碼逾期作廢，請重新購買", Some((Rule::NoExpiry, true))),
            ("條碼逾期作廢", Some((Rule::NoExpiry, true))),
            ("請重新整理 QR 碼。逾期作廢", Some((Rule::NoExpiry, true))),
            ("QR 碼請重新整理，使用期限至年底", Some((Rule::NoExpiry, true))),
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

    /// The name and 退貨權益 stand on the voucher as the terms do.
    #[test]
    fn name_and_return_rights_are_read_too() {
        let mut issuer = issuer();
        for (field, text) in &mut issuer {
            if *field == IssuerField::ReturnRights {
                *text = "恕不退換".to_owned();
            }
        }
        let look = |kind| {
            findings(&Publishing {
                kind,
                name: "九十天內使用券",
                face_value: Dollars(500),
                terms: [
                    (TermsForm::Electronic, &[]),
                    (TermsForm::Paper, &[]),
                    (TermsForm::ConvenienceStore, &[]),
                ],
                guarantee_days: 365,
                fee_cap: FeeCap::TAIWAN,
                issuer: &issuer,
            })
        };
        let place = |part, words: &str| Place { part, line: 1, words: words.to_owned() };
        let found = look(TicketKind::Paid);
        let expected = [
            Finding::Words(Breach::Expiry, place(Part::Name, "九十天內使用券")),
            Finding::Words(Breach::Clause(Clause::NoRefund), place(Part::ReturnRights, "恕不退")),
        ];
        assert_eq!(found, expected);
        assert!(found.iter().all(Finding::stops), "neither is confirmed");
        assert_eq!(look(TicketKind::Gift), []);
    }

    #[test]
    fn the_contract_and_the_issuers_data() {
        let mut issuer = issuer();
        let look = |kind, guarantee_days, fee, issuer: &[(IssuerField, String)]| {
            findings(&Publishing {
                kind,
                name: "經典奶茶",
                face_value: Dollars(500),
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
