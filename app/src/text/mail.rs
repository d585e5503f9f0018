//! Mails.

sentences! {
    ISSUED_SUBJECT = "【{issuer}】電子票券發行通知", "[{issuer}] Your tickets are here";
    ISSUED_GREETING = "{name} 您好：", "Dear {name},";
    ISSUED_BODY = "{issuer} 已為您發行 {count} 張電子票券。請點下方連結開啟電子票夾，出示 QR 碼即可使用。", "{issuer} has issued {count} ticket(s) to you. Open your ticket wallet with the link below and show the QR code to use them.";
    ISSUED_BUTTON = "開啟電子票夾", "Open my tickets";
    ISSUED_ORDER = "訂單編號：{number}", "Order: {number}";
    ISSUED_WARNING = "連結就是票券，請勿轉傳給不認識的人。", "The link is the ticket: do not pass it to people you do not know.";
    TRANSFER_OFFERED_SUBJECT = "【{issuer}】有人送您電子票券", "[{issuer}] Somebody gives you tickets";
    TRANSFER_OFFERED = "有人透過 {issuer} 送您電子票券。{message}請點下方連結查看，接受後即可使用，也可以婉拒。", "Somebody gives you tickets of {issuer}. {message}Open the link to see them; accept them to use them, or decline.";
    MESSAGE_OF_GIVER = "「{message}」", "“{message}” ";
    TRANSFER_ACCEPTED_SUBJECT = "【{issuer}】對方已接受您的轉贈", "[{issuer}] Your gift was accepted";
    TRANSFER_ACCEPTED = "對方已接受轉贈單 {transfer}，票券已移到對方的電子票夾。", "Gift {transfer} was accepted; the tickets are in the recipient's wallet now.";
    TRANSFER_DECLINED_SUBJECT = "【{issuer}】對方婉拒了您的轉贈", "[{issuer}] Your gift was declined";
    TRANSFER_DECLINED = "對方婉拒了轉贈單 {transfer}，票券仍在您的電子票夾，可以使用。", "Gift {transfer} was declined; the tickets are still yours and can be used.";
    TRANSFER_LAPSED_SUBJECT = "【{issuer}】轉贈逾期未接受", "[{issuer}] Your gift was not claimed";
    TRANSFER_LAPSED = "轉贈單 {transfer} 逾期無人接受，票券已回到您的電子票夾。", "Nobody claimed gift {transfer} in time; the tickets are yours again.";
    TRANSFER_CANCELLED_SUBJECT = "【{issuer}】轉贈已取消", "[{issuer}] A gift was cancelled";
    TRANSFER_CANCELLED = "{issuer} 已取消轉贈單 {transfer}，未使用的票券已回到購買人的電子票夾。", "{issuer} cancelled gift {transfer}; unused tickets are back in the purchaser's wallet.";
    PURCHASER_IS_YOU_SUBJECT = "【{issuer}】電子票券購買人變更為您", "[{issuer}] These tickets are yours now";
    PURCHASER_IS_YOU = "訂單 {order} 的購買人已變更為您。請點下方連結開啟電子票夾。", "Order {order} is yours now. Open your ticket wallet with the link below.";
    PURCHASER_WAS_YOU_SUBJECT = "【{issuer}】電子票券購買人已變更", "[{issuer}] The purchaser of your order was changed";
    PURCHASER_WAS_YOU = "訂單 {order} 的購買人已變更，您原本的連結已失效。如非您本人要求，請聯絡 {issuer}。", "The purchaser of order {order} was changed; your link no longer works. If you did not ask for this, contact {issuer}.";
    ORDER_RESENT_SUBJECT = "【{issuer}】電子票券補發通知", "[{issuer}] Your tickets, sent again";
    ORDER_RESENT = "這是訂單 {order} 的電子票夾連結。", "This is the wallet link of order {order}.";
    CODE_RENEWED_SUBJECT = "【{issuer}】票券代碼已更新", "[{issuer}] Your ticket has a new code";
    CODE_RENEWED = "票券 {serial} 已換新代碼，舊代碼與截圖已失效。", "Ticket {serial} has a new code; old codes and screenshots no longer work.";
    REDEEMED_SUBJECT = "【{issuer}】票券已使用", "[{issuer}] A ticket was used";
    REDEEMED = "票券 {serial}（{product}）已於 {time} 使用 {count} 份。如有疑問，請聯絡 {issuer}。", "Ticket {serial} ({product}) was used {count} time(s) at {time}. Questions? Contact {issuer}.";
    REDEMPTION_CANCELLED_SUBJECT = "【{issuer}】核銷已取消", "[{issuer}] A redemption was taken back";
    REDEMPTION_CANCELLED = "票券 {serial}（{product}）的核銷已於 {time} 取消，恢復 {count} 份可使用。", "A redemption of ticket {serial} ({product}) was taken back at {time}; {count} can be used again.";
    GIVEN_BACK_SUBJECT = "【{issuer}】退貨通知", "[{issuer}] Your return";
    GIVEN_BACK = "票券 {serial}（{product}）已於 {time} 辦理退貨 {count} 份。信用卡退款約需 14 至 21 個工作天。", "{count} of ticket {serial} ({product}) was returned at {time}. A card refund takes 14 to 21 working days.";
    DAILY_HEAD_SUBJECT = "【票夾】{issuer} {day} 的紀錄簽章，請留存", "[Piaojia] Signed head of {day} for {issuer}: please keep";
    DAILY_HEAD = "這是 {issuer} 到 {day} 為止所有票券紀錄的電子簽章（第 {number} 號）。請把這封信留著：日後用下面這一行比對，就看得出在那之前的紀錄有沒有被更動、刪除或補寫。", "This is the signed head of all ticket records of {issuer} until {day} (number {number}). Please keep this mail: compared with the line below, any change, removal or insertion before it will show.";
    DAILY_HEAD_CHECK = "查驗用的公開金鑰：{address}", "The public key to check it with: {address}";
    ORDER_REMINDED_SUBJECT = "【票夾】待發行通知：訂單 {order}", "[Piaojia] An order waits for its issue: {order}";
    ORDER_REMINDED = "訂單 {order} 已付款，尚未發行票券。請於 {last_day} 前發行；逾期不得再發行，第 31 天系統會取消授權。", "Order {order} is paid and its tickets are not issued. Issue them by {last_day}; after that it is too late, and on day 31 the system cancels the authorisation.";
    RETURN_ASKED_SUBJECT = "【票夾】持有人申請退貨：{serial}", "[Piaojia] A holder asks for a return: {serial}";
    RETURN_ASKED = "持有人於 {time} 申請退貨票券 {serial}（{product}）{count} 份，請到後台處理。", "At {time} a holder asked to return {count} of ticket {serial} ({product}). Please decide.";
}
