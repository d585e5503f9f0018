//! 操作設定 (RULES §8).

use crate::sentences::Sentence;
use domain::set_up::Required;

sentences! {
    TITLE = "操作設定", "Set-up";
    INCOMPLETE = "補齊下列資料後才能發行票券：", "Nothing can be issued until this is filled in:";
    COMPLETE = "票券上依法必須記載的資料都已齊全。", "Everything that the law wants on a voucher is there.";
    IN_THE_CONTRACT = "合約資料，請洽平台", "in the contract: ask the platform";
    CONTRACT = "發行商資訊與合約", "Issuer and contract";
    CONTRACT_NOTE = "由合約帶入，顯示於票券與通知信；如需調整請聯絡平台。", "From the contract; it stands on tickets and in mails. To change it, ask the platform.";
    CONTRACT_WAY = "合約及費率", "Contract and rates";
    SERVICE = "客服資訊", "Service";
    SERVICE_PHONE = "客服電話", "Service phone";
    SERVICE_PHONE_HINT = "市話或手機；特殊符號僅接受「-」。", "Digits and “-” only.";
    SERVICE_EMAIL = "客服信箱", "Service e-mail";
    LINE = "LINE", "LINE";
    FACEBOOK = "Facebook", "Facebook";
    TWITTER = "Twitter", "Twitter";
    INSTAGRAM = "Instagram", "Instagram";
    LINK_HINT = "以 {beginning} 開頭的完整網址", "A whole address that begins with {beginning}";
    SHOWS_SHOP_SITE = "在票券上顯示商店網站", "Show the shop site on tickets";
    RIGHTS = "權益說明", "Rights";
    RETURN_RIGHTS = "退貨權益", "Return rights";
    RETURN_RIGHTS_HINT = "最多 34 個字，顯示於提貨券；須符合消費者保護法。", "At most 34 characters, on paid vouchers.";
    BASIC = "基本設定", "Switches";
    SMS_OPEN = "簡訊通知", "Text messages";
    SMS_OPEN_HINT = "發行、變更購買人、補發時另發簡訊，費用次月結算。", "At issue, a new purchaser and a resent notice; billed monthly.";
    SMS_NONE = "並未開通此服務；如需開通請聯絡平台。", "Not part of the contract; ask the platform.";
    REQUESTS_OPEN = "電子票券申請退貨", "Return requests";
    REQUESTS_OPEN_HINT = "持有人可在電子票夾線上申請退貨。", "Holders may ask for a return in the wallet.";
    TELLS_USES = "核銷通知", "Mail at each use";
    TELLS_USES_HINT = "票券使用或取消核銷時寄信告訴持有人；持有人可在票夾自行開關。", "Holders get a mail when a ticket is used or a use is taken back. Each holder can switch it in the wallet.";
    REQUEST_FEE = "線上申請的退貨手續費（%）", "Fee of return requests (%)";
    REQUEST_FEE_HINT = "持有人申請時即顯示並照此退款；最高 3%，0 為不收。價金保管到期後一律不收。", "Told to the holder before asking, and kept when you agree. At most 3 %; 0 is none. Nothing is kept after the trust period.";
    ANSWER_DAYS = "轉贈回覆天數", "Days to answer a transfer";
    ANSWER_DAYS_HINT = "受贈人逾期未接受，票券自動回到贈送人。", "Whoever does not answer in time leaves the ticket with its giver.";
    PICTURES_WAY = "LOGO 與橫幅請到「自訂圖片」設定。", "Logo and banner are under “Pictures”.";
}

/// What must be filled in.
pub const fn required(required: Required) -> Sentence {
    let (chinese, english) = match required {
        Required::Name => ("發行單位", "Issuer"),
        Required::ResponsiblePerson => ("負責人", "Responsible person"),
        Required::TaxId => ("統一編號", "Tax ID"),
        Required::Address => ("地址", "Address"),
        Required::ServicePhone => ("客服電話", "Service phone"),
        Required::ServiceEmail => ("客服信箱", "Service e-mail"),
        Required::ReturnRights => ("退貨權益", "Return rights"),
        Required::GuaranteeBank => ("價金保管機構", "Trust bank"),
        Required::GuaranteeYear => ("價金保管至少一年", "A year of trust at least"),
    };
    Sentence { chinese, english }
}
