//! 跨店核銷 (RULES §8): 可核銷商店 and 聯合票券發行單位.

use crate::sentences::Sentence;
use domain::redeem::RelationState;

sentences! {
    REDEEMERS = "可核銷商店", "Shops that redeem ours";
    REDEEMERS_LEAD = "開啟關聯後，再逐項開放商品；對方才能核銷您發行的票券。", "Open a relation, then each product: only then does the other shop redeem your tickets.";
    ISSUERS = "聯合票券發行單位", "Issuers we redeem for";
    ISSUERS_LEAD = "將您設為可核銷商店的發行單位。", "Issuers that opened a relation with you.";
    LIST_REDEEMERS = "可核銷商店清單", "List of shops";
    LIST_ISSUERS = "發行單位清單", "List of issuers";
    EXPORT = "匯出 Excel", "Export to Excel";
    REDEEMERS_FILE = "可核銷商店", "redeeming_shops";
    ISSUERS_FILE = "聯合票券發行單位", "issuers";
    FIND = "新增跨店", "Add a shop";
    FIND_HINT = "以統一編號查詢；僅核銷方式同為「使用後核銷」的商店可以互相關聯。", "By tax ID; both must redeem after use.";
    FIND_DO = "查詢", "Search";
    FOUND_NONE = "查無這個統一編號的商店。", "No merchant has this tax ID.";
    FOUND_OPEN = "已經開啟關聯。", "The relation is open already.";
    FOUND_BLOCKED = "已封鎖；需由平台解除。", "Blocked: only the platform brings it back.";
    FOUND_OTHER_MODE = "核銷方式不同，無法關聯。", "It does not redeem after use.";
    MERCHANT = "商店代號", "Number";
    NAME = "商店名稱", "Name";
    TAX_ID = "統一編號", "Tax ID";
    WORDS = "商店名稱、代號或統一編號", "Name, number or tax ID";
    STATE = "關聯狀態", "State";
    ANY_STATE = "全部", "All";
    PRODUCTS = "可核銷商品", "Products";
    USES = "近90天核銷", "Redeemed in 90 days";
    NOTE = "備註", "Note";
    NOTE_HINT = "最多 30 個字", "At most 30 characters";
    CHANGED = "最後編輯時間", "Last changed";
    TOTALS = "總商店數 {total}，開啟 {open}，解除 {ended}，解除(已封鎖) {blocked}", "{total} in all: {open} open, {ended} ended, {blocked} blocked";
    OPEN = "開啟關聯", "Open the relation";
    OPEN_AGAIN_NOTE = "重新開啟不會恢復先前開放的商品，需逐項重新開放。", "Opening it again does not bring the products back: open each of them anew.";
    END = "解除關聯", "End the relation";
    END_NOTE = "解除後，這家商店不能再核銷任何您的票券，已發行的也一樣：目前有 {tickets} 張未用完的票券、{products} 項商品會受影響。持有人仍可到您的店使用。", "This shop then redeems none of your tickets, issued ones included: {tickets} tickets with something left, {products} products. Holders still use them at your own shops.";
    LEAVE = "解除關聯（由我方退出）", "Leave";
    LEAVE_NOTE = "退出後您不能再核銷這家發行單位的票券，已發行的也一樣；雙方都不能自行恢復，只能聯絡平台處理。目前有 {tickets} 張未用完的票券、{products} 項商品開放給您。", "You then redeem none of its tickets, issued ones included, and neither side can bring it back: only the platform. {tickets} tickets with something left and {products} products are open to you now.";
    LEAVE_REASON = "退出原因（必填）", "Why (needed)";
    CONFIRM = "我了解，確定解除", "I understand; end it";
    OPEN_PRODUCTS = "開放核銷的商品", "Products open to it";
    OPEN_PRODUCTS_NOTE = "勾選的商品由這家商店也可核銷；已發行的票券立即適用。", "This shop redeems the ticked ones, too; at once, issued tickets included.";
    PRODUCT_TICKETS = "取消勾選後，目前 {tickets} 張已發行且未用完的票券不能再到這家商店核銷。", "Unticked, {tickets} issued tickets with something left are no longer redeemed there.";
    NO_PRODUCTS = "還沒有任何商品。", "There are no products yet.";
    BLOCK_NOTE = "封鎖後，可核銷商店不能再核銷這家發行單位的票券，已發行的也一樣：目前有 {tickets} 張未用完的票券、{products} 項商品會受影響。", "The shop then redeems none of the issuer's tickets, issued ones included: {tickets} tickets with something left, {products} products.";
    FIELD_STATE = "關聯狀態", "State";
    FIELD_PRODUCTS = "開放商品", "Products";
}

/// 關聯狀態.
pub const fn state(state: RelationState) -> Sentence {
    match state {
        RelationState::Open => Sentence { chinese: "開啟", english: "Open" },
        RelationState::Ended => Sentence { chinese: "解除", english: "Ended" },
        RelationState::Blocked => Sentence { chinese: "解除(已封鎖)", english: "Ended (blocked)" },
    }
}
