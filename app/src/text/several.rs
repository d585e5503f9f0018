//! Several tickets in one scan.

sentences! {
    TITLE = "同訂單的其他票券", "More tickets of this order";
    OFFER = "同訂單還有 {count} 張可用", "{count} more of this order";
    HOW_MANY = "再核銷幾張", "How many more";
    REDEEM = "一併核銷", "Redeem these, too";
    LINK = "同訂單還有 {count} 張", "{count} more of this order";
    ALL_DONE = "全部核銷成功", "All redeemed";
    SOME_DONE = "只核銷了一部分", "Only some redeemed";
    NONE_DONE = "沒有核銷", "None redeemed";
    DONE_OF = "{all} 張中核銷了 {done} 張", "{done} of {all} redeemed";
    SOME_NEXT = "沒有核銷的票券請持有人一張一張出示。", "Let the holder show the others one by one.";
    NONE_LEFT = "同訂單沒有其他可以一併核銷的票券，或已超過五分鐘。", "Nothing else of this order can go with it, or five minutes have passed.";
}
