//! 操作設定 (RULES §8): what a merchant sets up by itself, and what must be there before a voucher may be issued.

use crate::change::{self, Fields};
use crate::contract::LEAST_GUARANTEE_DAYS;
use crate::field::{self, Fault, Faults};
use crate::give_back::FeeCap;
use crate::money::Percent;
use crate::product::wording::breaches;

/// Most characters of 退貨權益.
pub const RETURN_RIGHTS: usize = 34;
/// Days that a recipient has to answer an offer: at least, at most ‡.
pub const ANSWER_DAYS: (i64, i64) = (1, 90);

/// Where each link must lead. The documents write the third one with and without `www`; its site has a new name, too.
const LINE: &str = "https://line.me/ti/p/";
const FACEBOOK: &str = "https://www.facebook.com/";
const TWITTER: &[&str] = &["https://twitter.com/", "https://www.twitter.com/", "https://x.com/"];
const INSTAGRAM: &str = "https://www.instagram.com/";

/// What a merchant sets up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// 客服電話
    pub service_phone: String,
    /// 客服信箱
    pub service_email: String,
    /// LINE
    pub line: Option<String>,
    /// Facebook
    pub facebook: Option<String>,
    /// Twitter
    pub twitter: Option<String>,
    /// Instagram
    pub instagram: Option<String>,
    /// Whether the contract's shop site is shown.
    pub shows_shop_site: bool,
    /// 退貨權益
    pub return_rights: String,
    /// 簡訊開關
    pub sms_open: bool,
    /// 電子票券申請退貨
    pub requests_open: bool,
    /// Holders who chose nothing else get a mail at each redemption and its cancel (RULES §14).
    pub tells_uses: bool,
    /// 退貨手續費 of what holders ask for (RULES §4).
    pub request_fee: Percent,
    /// Days to answer an offer (RULES §5).
    pub answer_days: u32,
}

impl Settings {
    /// For the history.
    pub fn fields(&self) -> Fields {
        let link = |link: &Option<String>| link.clone().unwrap_or_default();
        vec![
            ("service_phone", self.service_phone.clone()),
            ("service_email", self.service_email.clone()),
            ("line", link(&self.line)),
            ("facebook", link(&self.facebook)),
            ("twitter", link(&self.twitter)),
            ("instagram", link(&self.instagram)),
            ("shows_shop_site", change::flag(self.shows_shop_site)),
            ("return_rights", self.return_rights.clone()),
            ("sms_open", change::flag(self.sms_open)),
            ("requests_open", change::flag(self.requests_open)),
            ("tells_uses", change::flag(self.tells_uses)),
            ("request_fee", self.request_fee.text()),
            ("answer_days", self.answer_days.to_string()),
        ]
    }

    /// As a form shows them.
    pub fn typed(&self) -> TypedSettings {
        let link = |link: &Option<String>| link.clone().unwrap_or_default();
        TypedSettings {
            service_phone: self.service_phone.clone(),
            service_email: self.service_email.clone(),
            line: link(&self.line),
            facebook: link(&self.facebook),
            twitter: link(&self.twitter),
            instagram: link(&self.instagram),
            shows_shop_site: self.shows_shop_site,
            return_rights: self.return_rights.clone(),
            sms_open: self.sms_open,
            requests_open: self.requests_open,
            tells_uses: self.tells_uses,
            request_fee: self.request_fee.text(),
            answer_days: self.answer_days.to_string(),
        }
    }
}

/// The same as it was typed.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // the fields of Settings, as text
pub struct TypedSettings {
    pub service_phone: String,
    pub service_email: String,
    pub line: String,
    pub facebook: String,
    pub twitter: String,
    pub instagram: String,
    pub shows_shop_site: bool,
    pub return_rights: String,
    pub sms_open: bool,
    pub requests_open: bool,
    pub tells_uses: bool,
    pub request_fee: String,
    pub answer_days: String,
}

impl TypedSettings {
    /// The settings, or every field that is wrong. `sms` = 簡訊發送服務 is part of the contract: otherwise it stays off.
    pub fn read(&self, sms: bool) -> Result<Settings, Faults> {
        let mut faults = Faults::default();
        let link = |text: &str, beginning| field::maybe(text, |text| field::web_address(text, beginning));
        let twitter = TWITTER.iter().map(|beginning| link(&self.twitter, beginning)).reduce(Result::or);
        let days = field::number(&self.answer_days, ANSWER_DAYS.0, ANSWER_DAYS.1);
        let settings = Settings {
            service_phone: faults.take("service_phone", field::phone(&self.service_phone)),
            service_email: faults.take("service_email", field::email(&self.service_email)),
            line: faults.take("line", link(&self.line, LINE)),
            facebook: faults.take("facebook", link(&self.facebook, FACEBOOK)),
            twitter: faults.take("twitter", twitter.unwrap_or(Ok(None))),
            instagram: faults.take("instagram", link(&self.instagram, INSTAGRAM)),
            shows_shop_site: self.shows_shop_site,
            return_rights: faults.take("return_rights", return_rights(&self.return_rights)),
            sms_open: self.sms_open && sms,
            requests_open: self.requests_open,
            tells_uses: self.tells_uses,
            request_fee: faults.take("request_fee", field::percent(&self.request_fee, FeeCap::TAIWAN.0)),
            answer_days: u32::try_from(faults.take("answer_days", days)).unwrap_or_default(),
        };
        faults.or(settings)
    }
}

/// 退貨權益: it stands on every 提貨券, and says nothing that must not stand there (RULES §7).
fn return_rights(text: &str) -> Result<String, Fault> {
    let text = field::line(text, 1, RETURN_RIGHTS)?;
    match breaches(&text, None).first() {
        Some(found) => Err(Fault::Unlawful(found.breach)),
        None => Ok(text),
    }
}

stated_enum! {
    /// What the law wants on a voucher, or about it ‡ (零售業商品(服務)禮券定型化契約應記載事項).
    pub enum Required {
        /// 發行單位
        Name = "name",
        /// 負責人
        ResponsiblePerson = "responsible_person",
        /// 統一編號
        TaxId = "tax_id",
        /// Address.
        Address = "address",
        /// 客服電話
        ServicePhone = "service_phone",
        /// 客服信箱
        ServiceEmail = "service_email",
        /// 退貨權益
        ReturnRights = "return_rights",
        /// 價金保管機構
        GuaranteeBank = "guarantee_bank",
        /// The money is kept for a year at least.
        GuaranteeYear = "guarantee_year",
    }
}

impl Required {
    /// Whether the merchant fills it in by itself; the rest stands in the contract.
    pub const fn is_the_merchants(self) -> bool {
        match self {
            Self::ServicePhone | Self::ServiceEmail | Self::ReturnRights => true,
            Self::Name
            | Self::ResponsiblePerson
            | Self::TaxId
            | Self::Address
            | Self::GuaranteeBank
            | Self::GuaranteeYear => false,
        }
    }
}

/// What stands on every voucher of a merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // see Required
pub struct VoucherFacts {
    pub name: String,
    pub responsible_person: String,
    pub tax_id: String,
    pub address: String,
    pub service_phone: String,
    pub service_email: String,
    pub return_rights: String,
    pub guarantee_bank: String,
    pub guarantee_days: u32,
}

impl VoucherFacts {
    /// What is missing before anything may be issued, in the order of the page.
    pub fn missing(&self) -> Vec<Required> {
        let is_missing = |required: &Required| match required {
            Required::Name => self.name.trim().is_empty(),
            Required::ResponsiblePerson => self.responsible_person.trim().is_empty(),
            Required::TaxId => self.tax_id.trim().is_empty(),
            Required::Address => self.address.trim().is_empty(),
            Required::ServicePhone => self.service_phone.trim().is_empty(),
            Required::ServiceEmail => self.service_email.trim().is_empty(),
            Required::ReturnRights => field::line(&self.return_rights, 1, RETURN_RIGHTS).is_err(),
            Required::GuaranteeBank => self.guarantee_bank.trim().is_empty(),
            Required::GuaranteeYear => self.guarantee_days < LEAST_GUARANTEE_DAYS,
        };
        Required::ALL.iter().copied().filter(is_missing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::wording::{Breach, Clause};

    fn typed() -> TypedSettings {
        TypedSettings {
            service_phone: "02-2345-6789".into(),
            service_email: "service@example.com".into(),
            return_rights: "字".repeat(34),
            answer_days: "30".into(),
            request_fee: "2.5".into(),
            sms_open: true,
            ..TypedSettings::default()
        }
    }

    #[test]
    fn text_messages_are_switched_on_only_where_the_contract_has_them() {
        assert!(typed().read(true).expect("settings").sms_open);
        assert!(!typed().read(false).expect("settings").sms_open);
    }

    #[test]
    fn links_lead_where_they_say() {
        let good = TypedSettings {
            line: "https://line.me/ti/p/@tea".into(),
            facebook: "https://www.facebook.com/tea".into(),
            twitter: "https://x.com/tea".into(),
            instagram: "https://www.instagram.com/tea".into(),
            ..typed()
        };
        assert!(good.read(false).is_ok());
        let bad = TypedSettings {
            line: "@tea".into(),
            facebook: "https://facebook.example/".into(),
            twitter: "https://example.com/".into(),
            instagram: "javascript:alert(1)".into(),
            ..typed()
        };
        let faults = bad.read(false).expect_err("faults");
        for field in ["line", "facebook", "twitter", "instagram"] {
            assert!(matches!(faults.of(field), Some(Fault::WebAddress(_))), "{field}");
        }
    }

    #[test]
    fn what_is_kept_of_a_request_is_a_percentage_the_law_allows() {
        assert_eq!(typed().read(true).expect("settings").request_fee, Percent(250));
        for fee in ["3.01", "-1", "", "a lot"] {
            let faults =
                TypedSettings { request_fee: fee.into(), ..typed() }.read(true).expect_err("a fault");
            assert_eq!(faults.of("request_fee"), Some(Fault::AboveLaw(Percent(300))), "{fee}");
        }
    }

    #[test]
    fn return_rights_have_34_characters_at_most() {
        let faults =
            TypedSettings { return_rights: "字".repeat(35), ..typed() }.read(false).expect_err("a fault");
        assert_eq!(faults.of("return_rights"), Some(Fault::TooLong(34)));
    }

    #[test]
    fn return_rights_refuse_what_must_not_stand_on_a_voucher() {
        for (text, breach) in [
            ("恕不退換", Breach::Clause(Clause::NoRefund)),
            ("購買後一年內使用完畢", Breach::Expiry),
            ("退貨手續費５％", Breach::Fee),
        ] {
            let faults =
                TypedSettings { return_rights: text.into(), ..typed() }.read(true).expect_err("a fault");
            assert_eq!(faults.of("return_rights"), Some(Fault::Unlawful(breach)), "{text}");
        }
        for text in ["未使用可全額退貨，請洽客服電話。", "退貨酌收 3% 手續費", "已使用部分恕不退費"]
        {
            assert!(TypedSettings { return_rights: text.into(), ..typed() }.read(true).is_ok(), "{text}");
        }
    }

    #[test]
    fn every_datum_the_law_wants_is_missed() {
        let full = VoucherFacts {
            name: "日日好茶".into(),
            responsible_person: "林美惠".into(),
            tax_id: "12345675".into(),
            address: "臺北市".into(),
            service_phone: "02-2345-6789".into(),
            service_email: "service@example.com".into(),
            return_rights: "未使用可全額退貨".into(),
            guarantee_bank: "華南商業銀行".into(),
            guarantee_days: 365,
        };
        assert_eq!(full.missing(), []);
        let empty = VoucherFacts {
            name: String::new(),
            responsible_person: " ".into(),
            tax_id: String::new(),
            address: String::new(),
            service_phone: String::new(),
            service_email: String::new(),
            return_rights: String::new(),
            guarantee_bank: String::new(),
            guarantee_days: 364,
        };
        assert_eq!(empty.missing(), Required::ALL);
        let own: Vec<_> =
            empty.missing().into_iter().filter(|required| required.is_the_merchants()).collect();
        assert_eq!(own, [Required::ServicePhone, Required::ServiceEmail, Required::ReturnRights]);
    }
}
