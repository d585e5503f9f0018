//! One day's work at the counter.

sentences! {
    TITLE = "當班紀錄", "Shift";
    LINK = "當班紀錄", "My shift";
    MINE = "我的", "Mine";
    BRANCH = "全店", "Whole branch";
    HEAD_OFFICE = "所有分店", "All branches";
    WHOSE = "看誰的紀錄", "Whose work";
    SUMS = "{day} 合計", "{day} in total";
    PRODUCT = "商品", "Product";
    UNITS = "次數", "Units";
    AMOUNT = "面額", "Face value";
    TOTAL = "合計", "Total";
    NOTHING = "今天還沒有核銷。", "Nothing redeemed yet today.";
    USES = "核銷明細", "Redemptions";
    CANCELS = "取消", "Taken back";
    NO_CANCELS = "今天沒有取消。", "Nothing was taken back today.";
    UNDONE = "立即復原", "Undone at once";
    UNSENT = "這支手機還有 {count} 筆離線核銷未送出，不在合計內。", "{count} offline scan(s) of this phone are not sent yet and not in the sums.";
    NO_REASON = "未填原因", "No reason given";
}
