//! 自訂圖片: a merchant's logo and banner (RULES §8).

use crate::sentences::Sentence;
use domain::picture::{NotTaken, PictureKind};

sentences! {
    TITLE = "自訂圖片", "Your pictures";
    LOGO = "Logo", "Logo";
    BANNER = "橫幅圖片", "Banner";
    LOGO_WHERE = "顯示於電子票夾、轉贈頁與紙本票券。建議 166×36 像素，或等比例放大。", "Stands in wallets, on gifts and on paper tickets. 166×36 pixels advised, or larger in that shape.";
    BANNER_WHERE = "只顯示於店員掃描貴店票券後的登入頁。建議 800×400 像素。", "Stands only where staff sign in after scanning one of your tickets. 800×400 pixels advised.";
    FORMATS = "JPG 或 PNG，2 MB 以內，上傳後立即生效。", "JPG or PNG, up to 2 MB, effective at once.";
    FILE = "選擇圖片", "Choose a picture";
    UPLOAD = "上傳", "Upload";
    NONE_LOGO = "目前使用預設：顯示商店名稱。", "None yet: your name is shown.";
    NONE_BANNER = "目前使用預設：不顯示橫幅。", "None yet: no banner is shown.";
    REMOVE = "恢復預設", "Back to the default";
    MISSING = "請先選擇圖片檔。", "Choose a file first.";
    TOO_LARGE = "檔案超過 2 MB，請縮小後再上傳。", "The file is larger than 2 MB. Make it smaller and try again.";
    NO_PICTURE = "無法讀取這個檔案，請使用 JPG 或 PNG 圖片。", "This file cannot be read. Use a JPG or PNG picture.";
    TOO_MANY_PIXELS = "圖片的邊長超過 6000 像素，請縮小後再上傳。", "The picture is longer than 6,000 pixels on one side. Make it smaller and try again.";
    TOO_NARROW = "圖片寬度不足，請換一張更寬的圖片。", "The picture is too narrow. Choose a wider one.";
    UNCHANGED = "圖片未變更。", "Nothing was changed.";
    WAS_ADDED = "{picture}：新增", "{picture}: added";
    WAS_REPLACED = "{picture}：更換", "{picture}: replaced";
    WAS_REMOVED = "{picture}：恢復預設", "{picture}: back to the default";
}

/// Name of the picture.
pub const fn name(kind: PictureKind) -> Sentence {
    match kind {
        PictureKind::Logo => LOGO,
        PictureKind::Banner => BANNER,
    }
}

/// Where it is seen.
pub const fn place(kind: PictureKind) -> Sentence {
    match kind {
        PictureKind::Logo => LOGO_WHERE,
        PictureKind::Banner => BANNER_WHERE,
    }
}

/// What is shown without one.
pub const fn none(kind: PictureKind) -> Sentence {
    match kind {
        PictureKind::Logo => NONE_LOGO,
        PictureKind::Banner => NONE_BANNER,
    }
}

/// Why a file was not taken, and what to do.
pub const fn not_taken(why: NotTaken) -> Sentence {
    match why {
        NotTaken::Missing => MISSING,
        NotTaken::TooLarge => TOO_LARGE,
        NotTaken::NoPicture => NO_PICTURE,
        NotTaken::TooManyPixels => TOO_MANY_PIXELS,
        NotTaken::TooNarrow => TOO_NARROW,
    }
}
