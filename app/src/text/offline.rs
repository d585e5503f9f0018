//! The wallet that a phone keeps: without network, inside other apps, and gone again.

sentences! {
    AWAY = "目前無法連線", "No connection right now";
    AS_OF = "資料更新於 {time}", "As of {time}";
    AWAY_NOTE = "可以照常出示票券；連線恢復後會自動更新。", "Tickets can be shown as usual; everything renews by itself once you are connected.";
    NEEDS_NETWORK = "這一頁需要網路，連線恢復後會自動開啟。", "This page needs the network. It opens by itself once you are connected.";
    NOT_KEPT = "這支手機還沒有存下這個票夾。請在有網路時開啟一次，之後沒有網路也能出示。", "This phone does not keep this wallet yet. Open it once while you are connected; after that it works without network too.";
    UNSIGNED = "這張票券目前只能在有網路時出示。", "This ticket can be shown only with network right now.";
    APP_NAME = "{issuer} 票夾", "{issuer} wallet";
    APP_SHORT = "票夾", "Wallet";
    TICKET_TITLE = "票券", "Ticket";
    REMOVE = "從這支手機移除", "Remove from this phone";
    REMOVE_NOTE = "刪除這支手機裡的票券資料與簽署金鑰。票券不會消失，開啟通知信的連結就能再看到。", "Erases the tickets' data and the signing key from this phone. The tickets stay yours: the link in your mail shows them again.";
    REMOVED = "已從這支手機移除", "Removed from this phone";
    REMOVED_NOTE = "這支手機裡的票券資料、簽署金鑰與離線頁面都已刪除。瀏覽紀錄和訊息裡的連結仍能開啟票夾，把手機交給他人前請一併刪除。", "The tickets' data, the signing key and the offline pages are gone from this phone. Links in its history and messages still open the wallet; delete them too before somebody else uses the phone.";
    REMOVED_ONLY_HERE = "目前無法連線，平台還不知道：請在有網路時，到「可出示的手機」把它移除。", "There is no connection, so the platform does not know yet: remove the phone under “Phones that show tickets” once there is one.";
    REMOVE_FAILED = "沒有刪完。請關閉其他分頁再試一次。", "Not everything could be erased. Close other tabs and try again.";
    IN_LINE = "您正在 LINE 裡開啟。要加到主畫面、沒有網路也能出示，請", "You are inside LINE. To keep the wallet and show tickets without network, ";
    IN_LINE_LINK = "用 Safari 或 Chrome 開啟", "open it in Safari or Chrome";
    IN_OTHER_APP = "您正在其他 App 裡開啟。要沒有網路也能出示，請從右上角選單選「在瀏覽器開啟」，或", "You are inside another app. To show tickets without network, choose “Open in browser” from its menu, or ";
    IN_OTHER_APP_LINK = "複製這個連結到 Safari 或 Chrome", "copy this link to Safari or Chrome";
    PREVIEW = "電子票券", "E-voucher";
    PREVIEW_OPEN = "開啟這個連結", "Open this link";
    PREVIEW_WHY = "信箱的安全檢查也會打開連結，所以先請您按一下。這台裝置之後不會再問。", "Mail scanners open links too, so please tap once. This device is not asked again.";
    PREVIEW_HINT = "請用手機瀏覽器開啟這個連結。", "Open this link in your phone's browser.";
}
