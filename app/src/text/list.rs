//! What every list of the console says.

sentences! {
    SEARCH = "查詢", "Search";
    ALL_ROWS = "清除條件", "Clear";
    NOTHING = "目前沒有資料。", "Nothing here yet.";
    NOTHING_FOUND = "沒有符合條件的資料。", "Nothing like that.";
    SHOWN = "第 {first}–{last} 筆，共 {total} 筆", "{first}–{last} of {total}";
    NONE_HERE = "這一頁沒有資料，共 {total} 筆", "Nothing on this page, {total} in all";
    PAGES = "頁次", "Pages";
    PAGE = "第 {page} / {pages} 頁", "Page {page} of {pages}";
    BEFORE = "上一頁", "Back";
    AFTER = "下一頁", "Next";
    COLUMNS = "選擇欄位", "Columns";
    COLUMNS_DO = "顯示勾選的欄位", "Show these";
    TOO_MANY = "超過 {most} 筆，列表只到這裡；請縮小條件，或匯出全部。", "More than {most} rows: the list ends there. Narrow it down, or export all of them.";
    COUNT_ALL = "計算全部的筆數與合計", "Count and add up all of them";
    SIZE = "每頁筆數", "Rows a page";
}
