//! 商品管理: a merchant's products (RULES §7).

use crate::sentences::Sentence;
use domain::picture::NotTaken;
use domain::product::policy::{Clause, IssuerField, Rule};
use domain::product::{ProductField, TermsForm};
use domain::proof::{ProofLevel, ProofPolicy};

sentences! {
    TITLE = "商品管理", "Products";
    NEW = "新增商品", "New product";
    FILTER_CODE = "商品編號或廠商貨號", "Product code or own number";
    FILTER_NAME = "商品名稱（至少 4 個字）", "Name (4 characters or more)";
    FILTER_NAME_UNUSED = "這次沒有用名稱篩選。", "It was not used this time.";
    FILTER_SHELF = "上下架", "Shelf";
    FILTER_FROM = "建立日期（起）", "Created from";
    FILTER_TO = "建立日期（迄）", "Created to";
    ALL_OF = "全部", "All";
    LIST = "商品清單", "List of products";
    TOTALS = "共 {total} 項，已上架 {on} 項，未上架 {off} 項", "{total} in all, {on} on the shelf, {off} off it";
    EXPORT = "匯出 Excel", "Export to Excel";
    FILE = "商品", "products";
    EMPTY_AT_ALL = "建立第一個商品後就能發行票券。", "Make the first product, then tickets can be issued.";
    TOTAL = "共 {count} 項", "{count} in all";
    PAGE_OF = "第 {page} / {pages} 頁", "Page {page} of {pages}";
    PAGE_BEFORE = "上一頁", "Before";
    PAGE_NEXT = "下一頁", "Next";
    PICK = "選取 {name}", "Choose {name}";
    PICKED = "選取的商品", "The chosen ones";
    PUT_ON = "上架", "Put on the shelf";
    TAKE_OFF = "下架", "Take off the shelf";
    NONE_PICKED = "請先勾選商品。", "Choose products first.";
    NOT_SHELVED = "「{name}」沒有上架：", "“{name}” was not put on the shelf:";
    NOT_SHELVED_LOOK = "查看原因", "See why";
    ON_SHELF = "已上架", "On the shelf";
    OFF_SHELF = "未上架", "Off the shelf";
    LOCKED = "已發行", "Issued";
    LOCKED_NOTE = "這項商品已發行過票券，只能調整核銷分店、退貨分店、跨店名單、上下架與核銷台設定；調整對已發行的票券同樣有效。", "Tickets of this product were issued: only its branches, its partners, the shelf and what concerns the desk may change. A change holds for issued tickets, too.";
    EDIT = "編輯", "Edit";
    EDIT_LISTS = "調整分店與跨店名單", "Change branches and partners";
    COPY = "複製成新商品", "Copy into a new product";
    BACK = "回商品列表", "Back to the products";
    SAVE = "儲存", "Save";
    MAKE = "建立商品", "Make the product";
    COPY_NOTE = "櫃檯備註、離線核銷上限與商品圖片會一併複製。", "The desk note, the limits without network and the picture are copied, too.";
    MAKE_NOTE = "建立後先不上架；檢查通過再上架，就能發行。", "It is made off the shelf. Once it is checked and put on the shelf, it can be issued.";
    CODE = "商品編號", "Product code";
    OWN_NUMBER = "廠商貨號", "Own number";
    OWN_NUMBER_HINT = "最多 13 個英文字母或數字", "At most 13 letters and digits";
    NAME = "商品名稱", "Name";
    NAME_HINT = "4 到 20 個字", "4 to 20 characters";
    KIND = "支援類型", "Kind";
    KIND_PAID = "提貨券：有面額，款項信託保管，沒有使用期限", "Voucher: has a face value, the money lies in trust, never expires";
    KIND_GIFT = "贈品券：沒有面額，發行時設定到期日", "Gift voucher: no face value, ends on the day set when it is issued";
    FACE_VALUE = "面額（元）", "Face value (NT$)";
    FACE_VALUE_HINT = "提貨券必填；贈品券不用填", "Required for vouchers; none for gift vouchers";
    FACE_NONE = "無", "None";
    TERMS_ELECTRONIC = "電子票券使用說明", "Terms, electronic";
    TERMS_PAPER = "紙本票券使用說明", "Terms, paper";
    TERMS_STORE = "超商票券使用說明", "Terms, convenience store";
    TERMS_HINT = "一行一項；第 1 行必填，最多 {most} 行，每行 {least} 到 {longest} 個字", "One item a line; the first is required, at most {most} lines of {least} to {longest} characters";
    COPY_FROM_PAPER = "帶入紙本說明的前 6 行", "Copy the first 6 lines of the paper form";
    COPY_FROM_ELECTRONIC = "帶入電子說明", "Copy from the electronic form";
    CREATED = "建立時間", "Created";
    CHANGED = "最後編輯時間", "Last changed";
    CREATED_BEFORE = "開始記錄以前", "Before this history began";
    PROOF = "核銷方式", "How it may be redeemed";
    PROOF_NOTE = "每種出示方式要怎麼核銷。要確認手機末三碼的方式，沒有網路時不能核銷。", "What is asked for each way of showing the ticket. A way that asks for the phone's digits needs the network.";
    COUNTER = "核銷台設定", "At the counter";
    COUNTER_NOTE = "隨時可以調整，已發行的票券也適用：提醒從下一次掃描起顯示，離線額度從手機下次連線起生效。", "May change at any time, for issued tickets, too: the note from the next scan on, the limits from the next time a phone is online.";
    DESK_NOTE = "櫃檯備註", "What the staff is told";
    DESK_NOTE_HINT = "最多 100 個字，核銷前後顯示在核銷台，例如年齡限制或加購；不要寫客人的資料", "At most 100 characters, shown at the desk before and after redeeming: an age limit, an add-on. Nothing about customers";
    OFFLINE_LIMITS = "離線額度", "Limits without network";
    OFFLINE_UNITS = "離線可核銷數量", "Units without network";
    OFFLINE_UNITS_HINT = "每支手機尚未上傳的數量，0 表示沒有網路時不能核銷，最多 {most}", "Of each phone, waiting to be sent. 0: nothing without network. At most {most}";
    OFFLINE_MONEY = "離線可核銷金額（元）", "NT$ without network";
    OFFLINE_MONEY_HINT = "每支手機尚未上傳的面額合計，最多 {most}", "Face value of each phone, waiting to be sent, at most {most}";
    OFFLINE_MINUTES = "離線時間（分鐘）", "Minutes without network";
    OFFLINE_MINUTES_HINT = "手機上次連線後可離線核銷多久，720 為 12 小時，最多 {most}", "Since the phone was last online; 720 are 12 hours. At most {most}";
    OFFLINE_STATEMENT = "持有人手機未連線的上限（小時）", "Hours since the holder's phone was online";
    OFFLINE_STATEMENT_HINT = "超過就要連上網路才能核銷，最多 {most}", "Older ones need the network. At most {most}";
    REDEEMING = "核銷分店", "Branches that redeem";
    RETURNING = "退貨分店", "Branches that return";
    LIST_ALL = "不指定：所有分店", "All branches";
    LIST_NAMED = "指定分店", "Named branches";
    LIST_NO_BRANCHES = "還沒有分店。", "There are no branches yet.";
    PASSING_ON = "受贈人再轉贈", "Passing on by a recipient";
    PARTNERS = "跨店核銷", "Partners that may redeem";
    PARTNERS_NONE = "不開放", "Not open to anybody";
    OPENED = "開放", "Open";
    OPENED_TO = "開放 {count} 家", "Open to {count}";
    PARTNER = "可核銷商店", "Open to this shop";
    NAMED = "已指定", "Named";
    NAMED_NONE = "不指定", "All of them";
    NAMED_COUNT = "指定 {count} 間", "{count} named";
    REDEEMED_AT = "可於這間分店核銷", "Redeemed at this branch";
    RETURNED_AT = "可於這間分店退貨", "Returned at this branch";
    PARTNERS_EMPTY = "沒有開啟中的可核銷商店。", "There is no partner whose relation is open.";
    PICTURE = "商品圖片", "Picture";
    PICTURE_HINT = "JPG 或 PNG，5 MB 以內，寬度超過 400 像素，建議 800×800。顯示於電子票券與通知信的票券頁。", "JPG or PNG, up to 5 MB, wider than 400 pixels, 800×800 advised. Stands on electronic tickets.";
    PICTURE_NONE = "尚未設定圖片。", "No picture yet.";
    PICTURE_FILE = "選擇圖片", "Choose a picture";
    PICTURE_UPLOAD = "上傳", "Upload";
    PICTURE_REMOVE = "移除圖片", "Remove the picture";
    PICTURE_TOO_LARGE = "檔案超過 5 MB，請縮小後再上傳。", "The file is larger than 5 MB. Make it smaller and try again.";
    PICTURE_TOO_NARROW = "圖片寬度必須超過 400 像素。", "The picture must be wider than 400 pixels.";
    POLICY = "上架檢查", "Check before publishing";
    POLICY_GOOD = "沒有發現問題，可以上架。", "Nothing was found: it may be published.";
    POLICY_STOPS = "必須先修正", "To be corrected first";
    POLICY_SHOWN = "請再確認", "Please look at it";
    POLICY_READ = "我已確認以上文字符合規定，仍要上架", "I have looked at these words, they are lawful; publish it";
    POLICY_LINE = "{form}第 {line} 行，「{words}」", "{form}, line {line}, “{words}”";
    POLICY_PART = "{part}，「{words}」", "{part}, “{words}”";
    GUARANTEE_SHORT = "合約的價金保管只有 {days} 天。", "The contract keeps the money in trust for {days} days only.";
    FEE_HIGH = "合約的退貨手續費上限為 {fee}%。", "The contract lets {fee} % be kept of a refund.";
    ISSUER_MISSING = "發行單位資料缺少：{field}", "Missing about the issuer: {field}";
    HISTORY = "商品歷程", "History";
    HISTORY_EMPTY = "還沒有紀錄。", "Nothing yet.";
    SUMMARY = "請修正 {count} 處後再送出；沒有任何變更。", "Correct {count} place(s) and send again; nothing was changed.";
    WRONG_MISSING = "必填。", "Required.";
    WRONG_LENGTH = "須為 {least} 到 {most} 個字，目前 {has} 個字。", "{least} to {most} characters; there are {has}.";
    WRONG_CHARACTERS = "含有不能使用的字元。", "Holds characters that cannot stand there.";
    WRONG_OWN_NUMBER = "只能使用英文字母與數字。", "Letters and digits only.";
    WRONG_AMOUNT = "須為 1 到 1,000,000 的整數。", "A whole number from 1 to 1,000,000.";
    WRONG_LINES = "最多 {most} 行，目前 {has} 行。", "At most {most} lines; there are {has}.";
    WRONG_LINE = "第 {line} 行須為 {least} 到 {most} 個字，目前 {has} 個字。", "Line {line} needs {least} to {most} characters; it has {has}.";
    WRONG_NOTHING_NAMED = "選擇指定時，請至少勾選一間分店。", "Choose at least one branch, or all.";
}

/// Name of a field, as summaries and the history say it.
pub const fn field(field: ProductField) -> Sentence {
    match field {
        ProductField::Kind => KIND,
        ProductField::Name => NAME,
        ProductField::OwnNumber => OWN_NUMBER,
        ProductField::FaceValue => FACE_VALUE,
        ProductField::Terms => TERMS_ELECTRONIC,
        ProductField::PaperTerms => TERMS_PAPER,
        ProductField::StoreTerms => TERMS_STORE,
        ProductField::Proof => PROOF,
        ProductField::Picture => PICTURE,
        ProductField::RedeemingBranches => REDEEMING,
        ProductField::ReturnBranches => RETURNING,
        ProductField::Partners => PARTNERS,
        ProductField::PassingOn => PASSING_ON,
        ProductField::Shelf => TAKE_OFF,
        ProductField::DeskNote => DESK_NOTE,
        ProductField::OfflineLimits => OFFLINE_LIMITS,
    }
}

/// Name of a form's terms.
pub const fn terms(form: TermsForm) -> Sentence {
    field(ProductField::of_terms(form))
}

/// How a ticket is shown.
pub const fn proof_level(level: ProofLevel) -> Sentence {
    let (chinese, english) = match level {
        ProofLevel::Living => ("票夾簽署的動態碼", "Wallet code, signed by the phone"),
        ProofLevel::Moment => ("票夾的動態碼", "Wallet code of this half minute"),
        ProofLevel::Printed => ("紙本或手機錢包卡片的碼", "Code on paper or on a wallet card"),
        ProofLevel::Typed => ("輸入核銷代碼或一維條碼", "Typed code or barcode"),
        ProofLevel::LookUp => ("以姓名、手機或訂單查詢", "Looked up by name, phone or order"),
        ProofLevel::Operator => ("平台人員", "The platform's people"),
    };
    Sentence { chinese, english }
}

/// What is asked for.
pub const fn proof_policy(policy: ProofPolicy) -> Sentence {
    let (chinese, english) = match policy {
        ProofPolicy::Accept => ("直接核銷", "Redeem at once"),
        ProofPolicy::Confirm => ("確認後核銷", "Confirm first"),
        ProofPolicy::ConfirmByPhone => ("確認手機末三碼後核銷", "Confirm with the phone's last three digits"),
        ProofPolicy::HeadOfficeOnly => ("僅總店可核銷", "Head office only"),
        ProofPolicy::Refuse => ("不接受", "Refuse"),
    };
    Sentence { chinese, english }
}

/// A rule of the check, in one sentence.
pub const fn rule(rule: Rule) -> Sentence {
    let (chinese, english) = match rule {
        Rule::NoExpiry => ("提貨券不得記載使用期限。", "A voucher must not name an expiry."),
        Rule::GuaranteeOfAYear => ("履約保障期間至少一年。", "The money is in trust for a year at least."),
        Rule::FeeCap => ("退貨手續費不得超過 3%。", "A return costs 3 % at most."),
        Rule::IssuerData => ("票券必須載明發行單位資料。", "A voucher names its issuer in full."),
        Rule::ForbiddenClause => {
            ("定型化契約不得記載事項。", "Clauses that a voucher's contract must not hold.")
        }
    };
    Sentence { chinese, english }
}

/// What a clause does.
pub const fn clause(clause: Clause) -> Sentence {
    let (chinese, english) = match clause {
        Clause::NoRefund => ("拒絕退費", "Refuses refunds"),
        Clause::BalanceLost => ("餘額不得使用或作廢", "What is left is lost"),
        Clause::ExtraCharge => ("另行加收費用", "Charges more on use"),
        Clause::UnfairLimit => ("截角、塗改無效等限制", "Unfair limits"),
        Clause::OneSided => ("發行單位得片面變更或解約", "Changed or ended by the issuer alone"),
        Clause::NoLiability => ("免除發行單位責任", "Frees the issuer of liability"),
        Clause::AdvertisingOnly => ("廣告僅供參考", "Advertising that does not bind"),
    };
    Sentence { chinese, english }
}

/// What is missing about the issuer.
pub const fn issuer_field(field: IssuerField) -> Sentence {
    use crate::text::common;
    match field {
        IssuerField::Name => common::ISSUER,
        IssuerField::ResponsiblePerson => common::RESPONSIBLE_PERSON,
        IssuerField::TaxId => common::TAX_ID,
        IssuerField::Address => common::ADDRESS,
        IssuerField::ServicePhone => common::SERVICE_PHONE,
        IssuerField::ServiceEmail => common::SERVICE_EMAIL,
        IssuerField::ReturnRights => common::RETURN_RIGHTS,
        IssuerField::GuaranteeBank => common::GUARANTEE_BANK,
    }
}

/// Why a picture was not taken.
pub const fn not_taken(why: NotTaken) -> Sentence {
    match why {
        NotTaken::TooLarge => PICTURE_TOO_LARGE,
        NotTaken::TooNarrow => PICTURE_TOO_NARROW,
        NotTaken::Missing | NotTaken::NoPicture | NotTaken::TooManyPixels => {
            crate::text::picture::not_taken(why)
        }
    }
}
