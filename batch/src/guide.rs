//! What the template's second sheet says of each column.

use crate::column::Column;

/// What to know about one column.
pub(crate) struct Guide {
    /// When it must be filled in: zh-TW, English.
    pub(crate) required: (&'static str, &'static str),
    /// How: zh-TW, English.
    pub(crate) how: (&'static str, &'static str),
    /// What two example orders have there: a paid one, a gift.
    pub(crate) examples: [&'static str; 2],
}

/// The guide to a column.
pub(crate) const fn of(column: Column) -> Guide {
    const ALWAYS: (&str, &str) = ("必填", "Required");
    const FREE: (&str, &str) = ("選填", "Optional");
    match column {
        Column::ImportNumber => Guide {
            required: ALWAYS,
            how: (
                "相同匯入單號的各列為同一筆訂單；未填寫的列不會匯入。英文字母及數字，20字以內。",
                "Rows with the same number form one order; rows without it are not imported. Letters and digits, at most 20.",
            ),
            examples: ["1", "2"],
        },
        Column::OrderNumber => Guide {
            required: ("含提貨券時必填", "Required with paid vouchers"),
            how: (
                "英文字母及數字，25字以內，不可重複發行。",
                "Letters and digits, at most 25, issued only once.",
            ),
            examples: ["EX20260801001", ""],
        },
        Column::GiftNumber => Guide {
            required: ("僅含贈品券時必填", "Required for gifts only"),
            how: (
                "英文字母及數字，20字以內，不可重複發行。",
                "Letters and digits, at most 20, issued only once.",
            ),
            examples: ["", "G0001"],
        },
        Column::PurchaserName => Guide {
            required: ALWAYS,
            how: (
                "60字以內。購買人資料可只填在訂單的第一列，各列不可互相矛盾。",
                "At most 60 characters. The purchaser may stand in the order's first row only; rows must not differ.",
            ),
            examples: ["王小明", "陳美玲"],
        },
        Column::PurchaserPhone => Guide {
            required: ("電子、超商必填", "Required unless paper"),
            how: ("09開頭共10碼。", "10 digits beginning with 09."),
            examples: ["0900000001", "0900000002"],
        },
        Column::PurchaserEmail => Guide {
            required: ("電子、超商必填", "Required unless paper"),
            how: ("一個電子郵件信箱。", "One e-mail address."),
            examples: ["ming@example.com", "mei@example.com"],
        },
        Column::PurchaserAddress => Guide {
            required: ("紙本必填", "Required for paper"),
            how: ("200字以內。", "At most 200 characters."),
            examples: ["台北市南港區三重路19號", ""],
        },
        Column::ProductCode => Guide {
            required: ALWAYS,
            how: ("已上架的商品編號；一列一項商品。", "A product on the shelf; one product a row."),
            examples: ["VAB12345", "CAB12345"],
        },
        Column::Tickets => Guide {
            required: ALWAYS,
            how: (
                "1以上的整數；超商票券每筆訂單最多8張。",
                "A whole number; at most 8 tickets a convenience-store order.",
            ),
            examples: ["2", "1"],
        },
        Column::UsableFrom => Guide {
            required: ("非即期票券必填", "Required for dated vouchers"),
            how: ("YYYY/MM/DD；空白為發行後即可使用。", "YYYY/MM/DD; empty = usable at once."),
            examples: ["", "2026/08/01"],
        },
        Column::ExpiresOn => Guide {
            required: ("僅含贈品券時必填", "Required for gifts only"),
            how: (
                "YYYY/MM/DD；只填在贈品券的列。與提貨券同一訂單時可空白，到期日為價金保管期間末日。",
                "YYYY/MM/DD; in rows of gifts only. May be empty beside paid vouchers: then the last day of the guarantee.",
            ),
            examples: ["", "2026/12/31"],
        },
        Column::Quantity => {
            Guide {
                required: FREE, how: ("1至255；空白為1次。", "1 to 255; empty = 1."), examples: ["", ""]
            }
        }
    }
}
