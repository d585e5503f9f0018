//! Finding tickets, and proving an address.

sentences! {
    TITLE = "找回我的票券", "Find my tickets";
    TITLE_OF = "{merchant} 電子票券訂單查詢", "Find tickets of {merchant}";
    LEAD = "輸入購買或收禮時留下的電子信箱或手機號碼，我們會寄出驗證碼。", "Enter the e-mail address or mobile number that the tickets were sent to. We will send a code.";
    REACH = "電子信箱或手機號碼", "E-mail or mobile number";
    ASK = "寄送驗證碼", "Send me a code";
    PRIVACY = "不論是否查到票券，畫面都相同；他人無法藉此得知您是否有票券。", "This page looks the same whether or not there are tickets, so nobody can find out about yours.";
    REACH_WRONG = "請輸入完整的電子信箱，或 09 開頭的手機號碼。", "Please enter a whole e-mail address, or a mobile number that begins with 09.";
    SLOW = "寄送次數太多，請過幾分鐘再試。", "Too many codes were asked for. Please wait some minutes.";
    CODE_TITLE = "輸入驗證碼", "Enter the code";
    CODE_SENT = "如果 {reach} 有票券，六位數驗證碼會在幾秒內送達。", "If there are tickets for {reach}, a code of six digits arrives within seconds.";
    CODE = "驗證碼（六位數）", "Code of six digits";
    CODE_ENTER = "確認", "Continue";
    CODE_NOTE = "驗證碼 10 分鐘內有效，請勿告訴任何人。沒收到？請看看垃圾郵件匣，或確認是不是用了別的信箱。", "The code works for 10 minutes; tell it to nobody. Nothing arrived? Look into the spam folder, or try another address of yours.";
    CODE_WRONG = "驗證碼不正確，還可以再試 {left} 次。", "That is not the code. Tries left: {left}.";
    CODE_FORM = "驗證碼是六位數字。", "The code has six digits.";
    CODE_ENDED = "這組驗證碼已失效，請重新寄送。", "This code does not work any more. Please ask for a new one.";
    CODE_AGAIN = "重新寄送", "Ask for a new code";
    UNLOCK_TITLE = "先確認是您本人", "First, is it you?";
    UNLOCK_WHY = "轉贈、退貨、更換票券碼，或加入第二支手機之前，這個瀏覽器要驗證一次。連結可能被轉傳，信箱不會。", "Before tickets are given away, returned or renewed, or a second phone joins, this browser proves once that it is you. A link may have been passed on; your mailbox was not.";
    UNLOCK_TO = "驗證碼會寄到 {reach}", "The code goes to {reach}";
    MINE = "我的票券", "My tickets";
    MINE_OF = "已驗證：{reaches}", "Proven: {reaches}";
    NONE = "這裡還沒有票券。", "There are no tickets here.";
    NONE_HINT = "您可能用了別的信箱或手機號碼購買，換一個試試看。", "Perhaps they were bought with another address or number: try that one.";
    ANOTHER = "加入另一個信箱或手機", "Add another address or number";
    WAITING = "還不能用：尚未開始或轉贈中", "Not usable yet, or offered to somebody";
    HISTORY = "使用、退貨與轉贈紀錄", "Used, returned and given";
    OPEN_WALLET = "開啟 {merchant} 的票夾", "Open the wallet of {merchant}";
    MASKED_TITLE = "還有 {count} 筆訂單", "Orders still hidden: {count}";
    MASKED_WHY = "手機號碼可能換過主人。請輸入訂單編號，或購買時的電子信箱，就會顯示。", "A mobile number may have had another owner. Enter the order number or the e-mail address of the purchase to see them.";
    MASKED_ORDER = "{merchant}，{day}", "{merchant}, {day}";
    MATCH = "訂單編號或電子信箱", "Order number or e-mail address";
    MATCH_DO = "顯示訂單", "Show the order";
    MATCH_NONE = "沒有相符的訂單。", "No order matches.";
    FORGET = "從這個瀏覽器登出", "Sign out of this browser";
    FORGET_NOTE = "登出後要再驗證一次才看得到。票券不會消失。", "You will have to prove your address again. No ticket is lost.";
    GIVEN_TO = "轉贈給 {name}", "Given to {name}";
    MAIL_SUBJECT = "票夾驗證碼 {code}", "Your Piaojia code: {code}";
    MAIL_BODY = "您的驗證碼是 {code}，10 分鐘內有效。", "Your code is {code}. It works for 10 minutes.";
    MAIL_WARNING = "請勿告訴任何人，店員也不會詢問。如果不是您本人操作，請忽略這封信。", "Tell it to nobody; shop staff never ask for it. If it was not you, ignore this mail.";
}
