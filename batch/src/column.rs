//! The columns of the issue file (RULES §6).

/// One column. The printed manual breaks off after 商品編號; what follows stands as the rules have it, and
/// [`Column::Quantity`] is our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// 匯入單號: rows with the same one form one order.
    ImportNumber,
    /// 廠商訂單編號: the merchant's number of an order with 提貨券.
    OrderNumber,
    /// 贈品單號: the merchant's number of an order of gifts only.
    GiftNumber,
    /// 購買人姓名.
    PurchaserName,
    /// 購買人手機.
    PurchaserPhone,
    /// 購買人email.
    PurchaserEmail,
    /// 購買人地址, required for paper.
    PurchaserAddress,
    /// 商品編號.
    ProductCode,
    /// 張數: how many tickets.
    Tickets,
    /// 可使用日期: empty = usable at once.
    UsableFrom,
    /// 贈品券到期日.
    ExpiresOn,
    /// 每張可用次數: how often one ticket redeems; empty = 1.
    Quantity,
}

impl Column {
    /// All columns, in the order in which the template has them.
    pub const ALL: [Self; 12] = [
        Self::ImportNumber,
        Self::OrderNumber,
        Self::GiftNumber,
        Self::PurchaserName,
        Self::PurchaserPhone,
        Self::PurchaserEmail,
        Self::PurchaserAddress,
        Self::ProductCode,
        Self::Tickets,
        Self::UsableFrom,
        Self::ExpiresOn,
        Self::Quantity,
    ];

    /// The header as the template writes it.
    pub const fn header(self) -> &'static str {
        match self {
            Self::ImportNumber => "匯入單號",
            Self::OrderNumber => "廠商訂單編號",
            Self::GiftNumber => "贈品單號",
            Self::PurchaserName => "購買人姓名",
            Self::PurchaserPhone => "購買人手機",
            Self::PurchaserEmail => "購買人email",
            Self::PurchaserAddress => "購買人地址(紙本票券必填)",
            Self::ProductCode => "商品編號",
            Self::Tickets => "張數",
            Self::UsableFrom => "可使用日期",
            Self::ExpiresOn => "贈品券到期日",
            Self::Quantity => "每張可用次數",
        }
    }

    /// The column's name in English.
    pub const fn english(self) -> &'static str {
        match self {
            Self::ImportNumber => "Import number",
            Self::OrderNumber => "Merchant order number",
            Self::GiftNumber => "Gift order number",
            Self::PurchaserName => "Purchaser's name",
            Self::PurchaserPhone => "Purchaser's mobile phone",
            Self::PurchaserEmail => "Purchaser's e-mail",
            Self::PurchaserAddress => "Purchaser's address",
            Self::ProductCode => "Product code",
            Self::Tickets => "Number of tickets",
            Self::UsableFrom => "Usable from",
            Self::ExpiresOn => "Gift voucher expiry",
            Self::Quantity => "Uses per ticket",
        }
    }

    /// Whether a file without this column is refused. Its cells may still be empty.
    pub const fn is_required(self) -> bool {
        match self {
            Self::ImportNumber
            | Self::OrderNumber
            | Self::GiftNumber
            | Self::PurchaserName
            | Self::PurchaserPhone
            | Self::PurchaserEmail
            | Self::PurchaserAddress
            | Self::ProductCode
            | Self::Tickets
            | Self::UsableFrom
            | Self::ExpiresOn => true,
            Self::Quantity => false,
        }
    }

    /// The column a header cell names. Spaces, letter case, full-width letters, a leading `*` and a remark in
    /// brackets make no difference.
    pub fn of_header(text: &str) -> Option<Self> {
        let wanted = bare(text);
        Self::ALL.into_iter().find(|column| bare(column.header()) == wanted)
    }
}

fn bare(header: &str) -> String {
    let plain = crate::normal::ascii(header);
    let name = plain.split('(').next().unwrap_or_default();
    name.trim_start_matches('*')
        .chars()
        .filter(|letter| *letter != ' ')
        .collect::<String>()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_however_they_are_spaced() {
        for (text, expected) in [
            ("匯入單號", Some(Column::ImportNumber)),
            (" * 匯入 單號\n", Some(Column::ImportNumber)),
            ("購買人Ｅｍａｉｌ", Some(Column::PurchaserEmail)),
            ("購買人地址", Some(Column::PurchaserAddress)),
            ("購買人地址（紙本票券必填）", Some(Column::PurchaserAddress)),
            ("備註", None),
            ("", None),
        ] {
            assert_eq!(Column::of_header(text), expected, "{text}");
        }
        for column in Column::ALL {
            assert_eq!(Column::of_header(column.header()), Some(column));
        }
    }
}
