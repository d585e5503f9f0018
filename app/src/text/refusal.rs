//! What a refusal says: a short word, the reason, and what to do next (RULES §3). `docs/REFUSALS.md` is made of these.

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{common, contract, desk, paper, set_up};
use domain::refusal::{EarlierUse, Refusal, RefusalCode};

/// The three sentences of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Read from a metre away.
    pub word: Sentence,
    /// Why.
    pub reason: Sentence,
    /// What the staff does next.
    pub next: Sentence,
}

const fn words(
    word: (&'static str, &'static str),
    reason: (&'static str, &'static str),
    next: (&'static str, &'static str),
) -> Words {
    Words {
        word: Sentence { chinese: word.0, english: word.1 },
        reason: Sentence { chinese: reason.0, english: reason.1 },
        next: Sentence { chinese: next.0, english: next.1 },
    }
}

/// The sentences of a refusal code.
#[rustfmt::skip] // a table: one refusal, three lines
pub const fn of(code: RefusalCode) -> Words {
    match code {
        RefusalCode::NotOurs => words(("不是票夾的碼", "Not our code"),
            ("這不是票夾票券的 QR 碼或代碼。", "This is not a Piaojia code."),
            ("請持有人開啟電子票夾再出示；輸入時請核對 18 碼。", "Ask for the ticket wallet; when typing, check all 18 characters.")),
        RefusalCode::KeyUnknown => words(("無法辨識", "Unknown key"),
            ("這個碼使用的金鑰不明或已停用。", "The key of this code is unknown or revoked."),
            ("請持有人重新整理票券頁面後再掃一次。", "Ask the holder to reload the ticket, then scan again.")),
        RefusalCode::Forged => words(("偽造的碼", "Forged code"),
            ("簽章不正確，這個碼不是平台發出的。", "The signature is wrong: the platform did not make this code."),
            ("不要核銷，請通知主管。", "Do not redeem. Tell your manager.")),
        RefusalCode::SlowDown => words(("請稍候", "Slow down"),
            ("短時間內嘗試次數過多。", "Too many tries in a short time."),
            ("一分鐘後再試，或改用掃描。", "Wait a minute, or scan instead.")),
        RefusalCode::SignedOut => words(("請重新登入", "Signed out"),
            ("登入已逾時或已被登出。", "The sign-in is over."),
            ("重新登入後再掃一次；這次沒有核銷。", "Sign in and scan again; nothing was redeemed.")),
        RefusalCode::PermissionMissing => words(("沒有權限", "No permission"),
            ("這個帳號沒有這項權限。", "This account may not do that."),
            ("請主管開通權限或由其他同仁操作。", "Ask your manager, or let a colleague do it.")),
        RefusalCode::OutsideHours => words(("不在可操作時段", "Outside its hours"),
            ("這個帳號現在不在可操作的時段。", "This account may not do that at this hour."),
            ("等時段開始再操作，或請主管調整時段、由其他同仁操作。", "Wait for the hours to begin, or ask your manager to change them, or let a colleague do it.")),
        RefusalCode::BranchDisabled => words(("分店已停用", "Branch disabled"),
            ("您的分店目前停用，只能查看報表。", "Your branch is disabled; only its reports are open."),
            ("請聯絡總店。", "Call the head office.")),
        RefusalCode::AttemptReused => words(("重複送出", "Attempt reused"),
            ("同一次掃描先前送出的內容不同。", "The same scan was sent before with other content."),
            ("請重新掃描。", "Scan again.")),
        RefusalCode::OtherMerchant => words(("別家的票券", "Another shop's ticket"),
            ("這張票券由其他商店發行，與貴店沒有合作關係。", "Another merchant issued this ticket; it does not work here."),
            ("請持有人到票券上的發行單位使用。", "Send the holder to the issuer named on the ticket.")),
        RefusalCode::RelationEnded => words(("合作已解除", "Relation ended"),
            ("與發行單位的跨店核銷關係已解除。", "The issuer's relation with your shop has ended."),
            ("請持有人到發行單位使用，或聯絡總店。", "Send the holder to the issuer, or call the head office.")),
        RefusalCode::ProductNotOpen => words(("商品未開放", "Product not open here"),
            ("發行單位沒有開放這項商品給貴店核銷。", "The issuer has not opened this product to your shop."),
            ("請持有人到發行單位使用。", "Send the holder to the issuer.")),
        RefusalCode::BranchNotListed => words(("不在指定分店", "Not at this branch"),
            ("這項商品只能在指定分店核銷，不含本店。", "This product works at named branches only, and not at this one."),
            ("請告知持有人可使用的分店。", "Tell the holder which branches take it.")),
        RefusalCode::ProductNotYours => words(("不是您負責的商品", "Not your product"),
            ("這個帳號只能處理指定的商品，不含這一項。", "This account is for certain products, and not for this one."),
            ("請其他同仁處理，或請主管把這項商品加入您的帳號。", "Let a colleague do it, or ask your manager to add the product to your account.")),
        RefusalCode::NotYoursToReturn => words(("無法退貨", "Not yours to return"),
            ("只有發行單位的總店或指定的退貨分店可以退貨。", "Only the issuer's head office or a branch named for returns may return it."),
            ("請持有人洽發行單位總店或退貨分店。", "Send the holder to the issuer's head office or to one of those branches.")),
        RefusalCode::NotTheGiver => words(("不是您的票券", "Not your ticket"),
            ("這張票券不在這個票夾，或不是由您轉贈。", "This wallet does not hold the ticket, or did not give it away."),
            ("請開啟持有這張票券的票夾再操作。", "Open the wallet that holds the ticket and try there.")),
        RefusalCode::TransferUnknown => words(("查無轉贈", "No such transfer"),
            ("沒有這筆轉贈紀錄。", "There is no such transfer."),
            ("核對轉贈單號，或請贈送人補發通知。", "Check the transfer number, or ask the giver to send the notice again.")),
        RefusalCode::TransferClosed => words(("轉贈已結束", "Transfer is over"),
            ("這筆轉贈已接受、婉拒、收回、逾期或取消。", "It was accepted, declined, taken back, cancelled, or nobody answered in time."),
            ("重新整理頁面查看目前狀態；需要時由持有人重新轉贈。", "Reload to see its state; if needed the holder offers the ticket again.")),
        RefusalCode::TransferNotYet => words(("還沒到這一天", "Not yet"),
            ("這份禮物要到贈送的日子才能打開。", "This gift opens on the day for which it was made."),
            ("到了那一天，再用同一個連結打開。", "Open the same link again on that day.")),
        RefusalCode::RequestsNotOpen => words(("未開放申請退貨", "No requests here"),
            ("這家商店未開放在票夾申請退貨。", "This merchant takes no return requests from the wallet."),
            ("請直接聯絡發行單位辦理退貨。", "Call the issuer to return the ticket.")),
        RefusalCode::RequestUnknown => words(("查無申請", "No such request"),
            ("沒有這筆退貨申請。", "There is no such return request."),
            ("核對申請退貨單號，或回清單重新選取。", "Check the number of the request, or choose it from the list.")),
        RefusalCode::RequestClosed => words(("申請已結案", "Request is closed"),
            ("這筆退貨申請已同意、拒絕或撤回。", "The request was approved, declined or withdrawn."),
            ("重新整理頁面查看結果；仍要退貨請重新申請。", "Reload to see the answer; to return the ticket after all, ask again.")),
        RefusalCode::AlreadyRequested => words(("已申請退貨", "Already asked for"),
            ("這張票券已有一筆等待回覆的退貨申請。", "A return of this ticket is waiting for its answer."),
            ("等候商店回覆，或先撤回原申請再重新申請。", "Wait for the answer, or withdraw that request and ask again.")),
        RefusalCode::HolderSignatureWrong => words(("手機簽章錯誤", "Phone signature wrong"),
            ("持有人手機的簽章不正確。", "The signature of the holder's phone is wrong."),
            ("請持有人重新開啟票夾；仍失敗請改輸入代碼。", "Ask the holder to reopen the wallet; otherwise type the number.")),
        RefusalCode::CodeTooOld => words(("碼已過期", "Code out of date"),
            ("這個 QR 碼超過有效時間，可能是截圖。", "This code is too old; it may be a screenshot."),
            ("請持有人開啟票夾顯示新的碼再掃。", "Ask for the live code in the wallet and scan again.")),
        RefusalCode::CodeFromFuture => words(("手機時間不對", "Clock is wrong"),
            ("碼的時間比現在早到。", "The code's time has not come yet."),
            ("請持有人檢查手機的日期與時間。", "Ask the holder to check the phone's date and time.")),
        RefusalCode::TicketUnknown => words(("查無票券", "No such ticket"),
            ("沒有這個代碼的票券。", "There is no ticket with this code."),
            ("核對代碼後再輸入一次；持有人也可補發通知。", "Check the characters and try again.")),
        RefusalCode::CodeRenewed => words(("碼已更換", "Code was renewed"),
            ("這張票券的碼已更換，舊碼失效。", "The ticket has a new code; this one is dead."),
            ("請持有人開啟最新的票夾連結。", "Ask the holder to open the newest wallet link.")),
        RefusalCode::Offered => words(("轉贈中", "Being given away"),
            ("這張票券已轉贈，等待對方接受。", "It was offered to somebody who has not answered."),
            ("請對方先接受，或由贈送人收回。", "The recipient accepts it first, or the giver takes it back.")),
        RefusalCode::Returned => words(("已退貨", "Returned"),
            ("這張票券已辦理退貨。", "This ticket was returned."),
            ("不可使用；持有人可在票夾查看退貨進度。", "It cannot be used; the wallet shows the return.")),
        RefusalCode::AlreadyRedeemed => words(("已核銷過", "Already redeemed"),
            ("這張票券已經用完。", "Nothing is left on this ticket."),
            ("請持有人查看票夾的使用紀錄；有疑問請洽發行單位。", "The wallet shows when and where; in doubt call the issuer.")),
        RefusalCode::NothingLeft => words(("沒有剩餘", "Nothing left"),
            ("這張票券已全部使用或退貨。", "All of this ticket was used or returned."),
            ("查看票券紀錄；使用或退貨若有誤，請先取消該筆。", "See its history; if a use or return was wrong, cancel that first.")),
        RefusalCode::Expired => words(("已失效", "Expired"),
            ("這張贈品券已過到期日。", "This gift voucher is past its last day."),
            ("不可使用。", "It cannot be used.")),
        RefusalCode::NotYetUsable => words(("尚未可用", "Not usable yet"),
            ("還沒到可使用日期。", "Its first day has not come."),
            ("請持有人於可使用日期後再來。", "Ask the holder to come back then.")),
        RefusalCode::NotEnoughLeft => words(("數量不足", "Not enough left"),
            ("剩餘數量少於要核銷的數量。", "Fewer are left than asked for."),
            ("改小數量再核銷。", "Choose fewer.")),
        RefusalCode::DeviceRemoved => words(("手機已移除", "Phone was removed"),
            ("出示的手機已從這個票夾移除，它的碼不再有效。", "The phone that shows this code was removed from the wallet; its codes no longer count."),
            ("請持有人用票夾連結重新開啟票券，出示新的碼。", "Ask the holder to open the ticket anew by the wallet's link and show the new code.")),
        RefusalCode::TooManyDevices => words(("手機已滿", "No more phones"),
            ("這個票夾已有 3 支手機可簽署。", "Three phones sign for this wallet already."),
            ("在「可出示的手機」移除一支，再重新開啟票券；這支手機仍可出示由平台更新的碼。", "Remove one under “Phones that show tickets” and open the ticket again; until then this phone shows the code that we renew.")),
        RefusalCode::ProofRefused => words(("不接受這種出示方式", "Not accepted this way"),
            ("這項商品不接受以這種方式出示。", "This product does not take tickets shown this way."),
            ("請持有人開啟票夾出示 QR 碼。", "Ask for the QR code in the wallet.")),
        RefusalCode::HeadOfficeOnly => words(("限總店核銷", "Head office only"),
            ("以這種方式出示時，只有總店可以核銷。", "Shown this way, only the head office may redeem it."),
            ("請持有人出示票夾 QR 碼，或聯絡總店。", "Ask for the wallet's code, or call the head office.")),
        RefusalCode::CodeAlreadyPresented => words(("這個碼剛用過", "Code just used"),
            ("畫面上這個碼剛才已經核銷一次。", "This very code has redeemed a moment ago."),
            ("還要再核銷時，等 30 秒出現新碼再掃。", "To redeem once more, wait up to 30 seconds for the next code.")),
        RefusalCode::PhoneEndWrong => words(("手機末三碼不符", "Another phone"),
            ("這三碼與持有人登記的手機不符。", "These are not the last three digits of the holder's phone."),
            ("請持有人再說一次手機末三碼；仍不符請洽發行單位。", "Ask the holder for the digits once more; otherwise call the issuer.")),
        RefusalCode::FeeNotAllowed => words(("不可收手續費", "No fee here"),
            ("贈品券、價金保管到期後或負數金額不可收退貨手續費。", "No fee on gifts, after the guarantee, or below zero."),
            ("手續費改為 0 後再送出。", "Set the fee to 0 and send again.")),
        RefusalCode::FeeTooHigh => words(("手續費過高", "Fee too high"),
            ("退貨手續費超過上限。", "The fee is above the limit."),
            ("改為上限以內的金額後再送出。", "Enter an amount within the limit and send again.")),
        RefusalCode::UseUnknown => words(("查無紀錄", "No such redemption"),
            ("沒有這筆核銷紀錄。", "There is no such redemption."),
            ("回核銷台查看今日核銷。", "Look at today's list.")),
        RefusalCode::NotYoursToCancel => words(("無法取消", "Not yours to cancel"),
            ("只有核銷的分店或發行單位總店可以取消。", "Only the branch that redeemed it or the issuer's head office may cancel."),
            ("請聯絡核銷的分店或總店。", "Call that branch or the head office.")),
        RefusalCode::AlreadyCancelled => words(("已取消過", "Already cancelled"),
            ("這筆核銷先前已取消。", "This redemption was cancelled before."),
            ("不需要再做任何事。", "Nothing is left to do.")),
        RefusalCode::GiftFinal => words(("贈品券不可取消", "Gifts are final"),
            ("贈品券核銷後即結案，不能取消。", "A gift voucher's redemption is final."),
            ("請向持有人說明，或由店家另行補償。", "Explain it to the holder, or make it good yourself.")),
        RefusalCode::CancelTooLate => words(("已過取消時間", "Too late to cancel"),
            ("只能在核銷當日 23:59:59 前取消。", "Only possible until 23:59:59 of the day of redemption."),
            ("請聯絡發行單位總店處理。", "Call the issuer's head office.")),
        RefusalCode::ReturnUnknown => words(("查無退貨", "No such return"),
            ("沒有這筆退貨紀錄。", "There is no such return."),
            ("回退貨頁面重新查詢。", "Search again on the page of returns.")),
        RefusalCode::NotYoursToCancelReturn => words(("無法取消退貨", "Not your return"),
            ("只有辦理退貨的分店或發行單位總店可以取消。", "Only the branch that returned it or the issuer's head office may cancel."),
            ("請聯絡該分店或總店。", "Call that branch or the head office.")),
        RefusalCode::GiveBackAlreadyCancelled => words(("退貨已取消過", "Return was cancelled"),
            ("這筆退貨先前已取消。", "This return was cancelled before."),
            ("不需要再做任何事。", "Nothing is left to do.")),
        RefusalCode::GiveBackFinal => words(("贈品退貨不可取消", "Gift return is final"),
            ("贈品券退貨後即結案，不能取消。", "A gift voucher's return is final."),
            ("請向持有人說明，或由店家另行補發。", "Explain it to the holder, or issue a new gift.")),
        RefusalCode::GiveBackTooLate => words(("已過退貨取消時間", "Too late for that"),
            ("只能在退貨當日 23:59:59 前取消。", "Only possible until 23:59:59 of the day of the return."),
            ("退款會照常進行；持有人仍需要票券時請重新購買。", "The refund goes on; whoever still wants the ticket buys a new one.")),
        RefusalCode::GiftNotTransferable => words(("贈品券不可轉贈", "Gifts not transferable"),
            ("只有提貨券可以轉贈。", "Only paid vouchers can be given away."),
            ("請由持有人本人使用。", "The holder uses it in person.")),
        RefusalCode::TransferForbidden => words(("不可轉贈", "Cannot be given away"),
            ("這張票券的出券類型或商品不開放轉贈。", "The form of this ticket, or its product, does not allow it."),
            ("請由持有人本人使用，或洽發行單位。", "The holder uses it in person, or calls the issuer.")),
        RefusalCode::NotSplittable => words(("無法分票", "Cannot be split"),
            ("至少要留下一份，而且不能分出零份。", "At least one unit goes, and at least one stays."),
            ("改小分票數量後再送出。", "Choose fewer and send again.")),
        RefusalCode::NotMergeable => words(("無法合併", "Cannot be merged"),
            ("只有同一張票券分出、同一持有人且未使用的票券可以合併。", "Only unused tickets split off one ticket, of one holder, can be merged."),
            ("重新選取可以合併的票券。", "Choose tickets that belong together.")),
        RefusalCode::PurchaserLocked => words(("購買人不可變更", "Purchaser is fixed"),
            ("這筆訂單已有轉贈，不能再變更購買人。", "Tickets of this order were given away; the purchaser can no longer change."),
            ("需要變更時，請先取消轉贈。", "To change it, cancel the transfer first.")),
        RefusalCode::OrderUnknown => words(("查無訂單", "No such order"),
            ("沒有這筆訂單。", "There is no such order."),
            ("核對訂單編號後再查詢。", "Check the order number and search again.")),
        RefusalCode::OrderNotIssuable => words(("訂單不可發行", "Not to be issued"),
            ("這筆訂單已發行、已取消，或超過 21 天發行期限。", "It was issued or cancelled, or its 21 days are over."),
            ("查看訂單狀態；逾期者請放棄授權，並請消費者重新付款。", "See its state; if it is late, give up the authorisation and ask for a new payment.")),
        RefusalCode::AmountNotPaid => words(("金額不符", "Amount differs"),
            ("票券面額合計與已付款金額不同。", "The tickets are not worth what was paid for the order."),
            ("核對商品明細後重新匯入。", "Check the order's products and issue it again.")),
        RefusalCode::ReasonTooLong => words(("原因太長", "Reason too long"),
            ("原因最多 50 個字。", "A reason has at most 50 characters."),
            ("縮短後再送出。", "Shorten it and send again.")),
        RefusalCode::MessageTooLong => words(("留言太長", "Message too long"),
            ("留言最多 100 個字。", "A message has at most 100 characters."),
            ("縮短後再送出。", "Shorten it and send again.")),
        RefusalCode::NameWrong => words(("姓名有誤", "Name"),
            ("姓名必須是 1 到 50 個字。", "A name has 1 to 50 characters."),
            ("請修正後再送出；沒有任何變更。", "Correct it and send again; nothing was changed.")),
        RefusalCode::PhoneWrong => words(("手機號碼有誤", "Phone number"),
            ("手機號碼必須是 09 開頭的 10 位數字。", "A mobile number begins with 09 and has ten digits."),
            ("請修正後再送出；沒有任何變更。", "Correct it and send again; nothing was changed.")),
        RefusalCode::EmailWrong => words(("電子信箱有誤", "E-mail address"),
            ("這不是一個電子信箱地址。", "This is not one e-mail address."),
            ("請修正後再送出；沒有任何變更。", "Correct it and send again; nothing was changed.")),
        RefusalCode::SignInAgain => words(("登入已久", "Signed in too long ago"),
            ("這項設定要在登入後 15 分鐘內操作。", "This is only changed within 15 minutes of signing in."),
            ("登出後重新登入，再操作一次。", "Sign out, sign in and do it again.")),
        RefusalCode::PasswordWrong => words(("密碼不正確", "Wrong password"),
            ("目前的密碼不正確。", "That is not the present password."),
            ("重新輸入；沒有任何變更。", "Enter it again; nothing was changed.")),
        RefusalCode::PasswordWeak => words(("密碼太弱", "Weak password"),
            ("密碼須為 10 到 200 個字，且不可與帳號相同。", "A password has 10 to 200 characters and is not the account's name."),
            ("改用幾個不相干的詞組成，容易記也難猜。", "Take a few words that have nothing to do with each other.")),
        RefusalCode::AppCodeWrong => words(("驗證碼不正確", "Wrong code"),
            ("驗證碼不正確、已過期或已用過。", "The code is wrong, too old, or was used already."),
            ("等 App 顯示下一組驗證碼再輸入；手機時間須正確。", "Wait for the next code in the app; the phone's clock must be right.")),
        RefusalCode::PasskeyRefused => words(("通行密鑰未通過", "Passkey not accepted"),
            ("無法確認這把通行密鑰，或等待太久。", "The passkey could not be confirmed, or it took too long."),
            ("再試一次，或改用密碼登入。", "Try again, or use the password.")),
        RefusalCode::TooManyPasskeys => words(("通行密鑰已達上限", "Too many passkeys"),
            ("每個帳號最多 10 把通行密鑰。", "An account has ten passkeys at most."),
            ("先移除不用的通行密鑰。", "Remove one that is no longer used.")),
        RefusalCode::ProductLocked => words(("商品已鎖定", "Product is locked"),
            ("這項商品已發行過，只能調整分店、跨店名單與上下架。", "Tickets of it were issued: only its lists and the shelf may change."),
            ("需要其他內容時，請複製成新商品。", "Copy it into a new product for anything else.")),
        RefusalCode::AccountNameWrong => words(("帳號名稱不符", "Name of the account"),
            ("帳號須為 6 到 20 個英文字母與數字，兩者都要有。", "A name has 6 to 20 letters and digits, and both of them."),
            ("改一個名稱再儲存；沒有任何變更。", "Choose another and save again; nothing was changed.")),
        RefusalCode::AccountNameTaken => words(("帳號名稱已使用", "Name is taken"),
            ("這個名稱已經有帳號使用，或曾經使用過。", "Another account has this name, or had it before it was deleted."),
            ("改一個名稱再儲存；沒有任何變更。", "Choose another and save again; nothing was changed.")),
        RefusalCode::NoteTooLong => words(("備註太長", "Note too long"),
            ("備註最多 20 個字。", "A note has at most 20 characters."),
            ("縮短後再儲存；沒有任何變更。", "Make it shorter and save again; nothing was changed.")),
        RefusalCode::BranchUnknown => words(("查無分店", "No such branch"),
            ("沒有這家分店，或您的帳號只能選自己的分店。", "There is no such branch, or your account has one of its own."),
            ("回上一頁重新選擇分店。", "Go back and choose the branch again.")),
        RefusalCode::HoursWrong => words(("時段有誤", "Hours"),
            ("每個時段都要選星期，並填開始與結束時間。", "Each window needs its days, a beginning and an end."),
            ("補齊後再儲存；整列空白表示不使用。", "Fill them in and save again; a row left empty is not used.")),
        RefusalCode::ProductsWrong => words(("商品範圍有誤", "Products"),
            ("限定商品時要至少選一項，且須是貴店可處理的商品。", "Limited to products, an account needs at least one that your shop has."),
            ("重新選擇商品再儲存。", "Choose the products again and save.")),
        RefusalCode::PowersMissing => words(("沒有任何權限", "No permission chosen"),
            ("這個帳號沒有勾選任何權限。", "Not one permission was chosen for this account."),
            ("至少選一項權限再儲存。", "Choose at least one and save again.")),
        RefusalCode::PowersTooGreat => words(("超出您的權限", "More than you may"),
            ("不能給出或管理比自己更大的權限。", "You cannot give or manage more than you may do yourself."),
            ("減少權限，或請負責人操作。", "Give less, or ask the owner.")),
        RefusalCode::OwnAccount => words(("不能管理自己的帳號", "Your own account"),
            ("自己的權限須由其他同仁變更。", "What you may do is changed by somebody else."),
            ("密碼與通行密鑰請到「帳號安全」；權限請其他主管調整。", "Password and passkeys are in Account security; ask a colleague about permissions.")),
        RefusalCode::LastOwner => words(("最後一位負責人", "The last owner"),
            ("至少要保留一個負責人帳號。", "A merchant keeps at least one owner."),
            ("先建立或指定另一位負責人。", "Make another owner first.")),
        RefusalCode::EnrolmentOver => words(("登記碼已失效", "Phone code is over"),
            ("這個登記碼已使用、已過期或已撤回。", "This code was used, withdrawn, or is too old."),
            ("請主管再開一個登記碼，用這支手機掃描。", "Ask your manager for a new one, and scan it with this phone.")),
        RefusalCode::SendDayWrong => words(("送出日期有誤", "Day to send it"),
            ("禮物可以現在送出，或預約一年內的某一天。", "A gift is sent at once, or on a day within a year."),
            ("改選日期後再送出；沒有任何變更。", "Choose another day and send again; nothing was changed.")),
        RefusalCode::RelationBlocked => words(("關聯已封鎖", "Blocked"),
            ("可核銷商店已自行解除，或由平台封鎖；發行單位不能再開啟。", "The shop left by itself, or the platform blocked it; the issuer cannot open it again."),
            ("取得對方同意後，請聯絡平台解除封鎖。", "Ask the shop, then the platform.")),
        RefusalCode::NotAfterUse => words(("核銷方式不符", "Not after use"),
            ("只有核銷方式同為「使用後核銷」的商店可以互相關聯。", "Only merchants that both redeem after use can work together."),
            ("請與平台確認雙方合約的核銷方式。", "Ask the platform about both contracts.")),
        RefusalCode::MerchantUnknown => words(("查無商店", "No such merchant"),
            ("沒有這家商店，或與這家商店沒有關聯。", "There is no such merchant, or no relation with it."),
            ("核對統一編號或商店代號後再查詢。", "Check the tax ID or the number and search again.")),
        RefusalCode::IssueNotOpen => words(("發行服務未開通", "Issue not open"),
            ("ECT 發行服務尚未開通，或合約尚未開始。", "The issue service is not open, or the contract has not begun."),
            ("請聯絡平台開通。", "Ask the platform to open it.")),
        RefusalCode::ContractOver => words(("合約已終止", "Contract is over"),
            ("與平台的合約已終止，不能再發行票券；已發行的票券仍可核銷與退貨。", "The contract with the platform is over: nothing more is issued, and issued tickets are redeemed and returned as before."),
            ("需要繼續發行時請與平台續約。", "To issue again, renew the contract.")),
        RefusalCode::NotContracted => words(("合約未開通", "Not in the contract"),
            ("合約沒有開通這批票券的類型或發行方式。", "The contract has not opened a kind or a way of what is to be issued."),
            ("改用已開通的方式發行，或請平台開通。", "Issue what is opened, or ask the platform to open it.")),
        RefusalCode::SetUpIncomplete => words(("設定未完成", "Set-up incomplete"),
            ("票券上依法必須記載的資料還沒有填完。", "Something that the law wants on a voucher is missing."),
            ("到「操作設定」補齊後再發行。", "Fill it in under “Set-up”, then issue again.")),
        RefusalCode::SerialStartWrong => words(("起始值有誤", "Start value"),
            ("自訂序號的起始值須為 1 到 11 位數字、大於 0，且號碼足夠這批票券使用。", "The start value of own serials has 1 to 11 digits, is above 0, and leaves numbers enough for all tickets."),
            ("改填起始值，或改用平台序號。", "Enter another start value, or take the platform's serials.")),
        RefusalCode::SerialsTaken => words(("序號已使用", "Serials are taken"),
            ("從這個起始值算起的序號，有些已經發出或保留。", "Some of the serials from this start value on were given or reserved already."),
            ("改用較大的起始值，或改用平台序號。", "Enter a higher start value, or take the platform's serials.")),
        RefusalCode::PersonUnknown => words(("查無資料", "Nothing is kept"),
            ("沒有留存這個信箱或手機的個人資料。", "Nothing is kept about whoever has this mail address or phone."),
            ("核對信箱或手機後再查詢。", "Check the address or the phone and search again.")),
        RefusalCode::PersonStillOpen => words(("仍有未結束的事項", "Something is still open"),
            ("這個人還有未結束的票券、轉贈、退貨申請或詢問，個人資料仍需使用。", "A ticket, a transfer, a return request or an enquiry of theirs is still open, so their data are needed."),
            ("等這些事項結束後再刪除；沒有刪除任何資料。", "Erase once these have ended; nothing was erased.")),
        RefusalCode::ChangedMeanwhile => words(("資料已被他人修改", "Changed meanwhile"),
            ("您開啟這一頁之後，已經有人修改並儲存同一筆資料；您的變更沒有儲存。", "Somebody changed this after you opened the page; your change was not saved."),
            ("核對下方目前的內容，需要時再修改一次並儲存。", "Look at what it is now; if needed, change it and save again.")),
        RefusalCode::InvitationOver => words(("邀請已失效", "Invitation is over"),
            ("這個邀請連結已使用過、已更換，或已逾期。", "This invitation was used, replaced, or is too old."),
            ("請平台人員重新產生邀請連結。", "Ask the platform for a new one.")),
        RefusalCode::NeedsNetwork => words(("需要網路", "Needs network"),
            ("沒有網路時無法確認這張票券。", "This ticket cannot be checked without network."),
            ("請持有人開啟票夾出示動態 QR 碼，或等網路恢復再掃。", "Ask for the moving code in the wallet, or scan again with network.")),
        RefusalCode::ClockWrong => words(("時間不一致", "Clocks differ"),
            ("兩支手機的時間相差太多，離線時無法核銷。", "The clocks of the two phones are too far apart to decide without network."),
            ("檢查兩支手機的日期與時間設定。", "Check the phone's clock: date and time set by the network.")),
        RefusalCode::StatementTooOld => words(("太久沒連線", "Too long offline"),
            ("持有人的手機太久沒有連線，離線時無法核銷。", "The holder's phone was not online for too long to decide without network."),
            ("請持有人連上網路、重新開啟票券後再掃。", "Ask the holder to open the ticket once with network, then scan again.")),
        RefusalCode::SpentAsListed => words(("已不能使用", "No longer usable"),
            ("依上次同步的清單，這張票券已使用、已退貨或轉贈中。", "By the last list it was used, returned, or offered to somebody."),
            ("不要核銷；網路恢復後可再掃一次查看原因。", "Do not redeem. With network, scan again to see why.")),
        RefusalCode::AlreadyQueued => words(("這支手機已收", "Taken already"),
            ("這支手機離線時已收過這張票券，等待送出。", "This phone has taken it without network; the scan waits to be sent."),
            ("不要重複給付。", "Do not hand anything over again.")),
        RefusalCode::OfflineBudgetSpent => words(("離線額度已滿", "Offline limit reached"),
            ("離線可收的數量、金額或時間已到上限。", "As much was taken, or as much time has passed, as is allowed without network."),
            ("連上網路送出後再繼續。", "Connect and send what waits, then go on.")),
        RefusalCode::UnsentScans => words(("還有未送出的核銷", "Scans not sent yet"),
            ("這支手機離線時收的核銷還沒送出，現在不能登出。", "This phone took scans that are not sent yet, so nobody signs out here now."),
            ("連上網路並開啟核銷台，送出後再登出。", "Open the desk with network; sign out once they are sent.")),
        RefusalCode::DeskPhoneRevoked => words(("手機已停用", "Phone revoked"),
            ("這支手機的離線核銷已被停用。", "This phone may no longer redeem without network."),
            ("請主管確認；由主管決定這筆核銷。", "Ask the manager, who decides about this scan.")),
        RefusalCode::ConflictUnknown => words(("查無此筆", "No such conflict"),
            ("沒有這筆離線核銷衝突，或不能這樣處理。", "There is no such conflict here, or it cannot be settled this way."),
            ("回清單重新選取。", "Choose it from the list.")),
        RefusalCode::ConflictClosed => words(("已處理", "Settled already"),
            ("這筆離線核銷衝突已處理過。", "This conflict was settled before."),
            ("重新整理查看結果。", "Reload to see the decision.")),
        RefusalCode::PostingNotCorrectable => words(("不能沖正", "Not corrected"),
            ("這筆分錄已沖正過，或沖正後帳目會與票券不符。", "This posting was corrected before, or the books would no longer agree with the tickets."),
            ("重新核對分錄與價金保管證明，找出真正有誤的一筆。", "Look at postings and escrow proof again, and find the one that is wrong.")),
        RefusalCode::NotOnPaper => words(("不是廠商列印的票券", "Not printed by you"),
            ("只有紙本票券、發行方式為廠商列印的訂單可以列印。", "Only orders issued on paper, printed by the merchant, are printed here."),
            ("電子票券請由持有人從票夾列印。", "Holders print electronic tickets from their wallets.")),
        RefusalCode::NotPrintable => words(("不是未使用的票券", "Not unused"),
            ("只有未使用的票券可以列印。", "Only unused tickets are printed."),
            ("重新整理清單後再勾選。", "Reload the list and choose again.")),
        RefusalCode::PrintCount => words(("張數不符", "Not that many"),
            ("沒有勾選票券，或超過單次列印的張數。", "No ticket is chosen, or more than one print takes."),
            ("分成幾次列印。", "Print them in several goes.")),
        RefusalCode::AlreadyPrinted => words(("票券已列印", "Already printed"),
            ("這筆訂單的票券已列印，不能再變更購買人。", "A ticket of this order was printed; its purchaser is fixed."),
            ("需要時請退貨後重新發行。", "If need be, return it and issue anew.")),
        RefusalCode::PaperNotTold => words(("紙本票券不發通知", "Nobody is told of paper"),
            ("紙本票券發行時不寄通知，也不能補發通知。", "No mail goes out for tickets of paper, and none is sent again."),
            ("請自行通知購買人，或在紙本票券列印重新列印。", "Tell the purchaser yourself, or print the ticket again.")),
        RefusalCode::CharacterMissing => words(("有無法列印的字", "A character cannot be printed"),
            ("列印字型沒有其中一個字，這次沒有列印。", "The font of the sheets lacks a character; nothing was printed."),
            ("改用其他字後再列印，或請平台更換字型。", "Use another character, or ask the platform for another font.")),
        RefusalCode::SheetTooFull => words(("內容超出票面", "Too much for a sheet"),
            ("這項商品的內容在票券紙上放不下，這次沒有列印。", "The words of this product do not fit on a sheet; nothing was printed."),
            ("縮短使用說明或商品名稱；已發行的商品請洽平台。", "Shorten its terms or its name; of a product that was issued, ask the platform.")),
        RefusalCode::FontMissing => words(("沒有列印字型", "No font for printing"),
            ("伺服器沒有可用的中文字型，這次沒有列印。", "The server has no usable Chinese font; nothing was printed."),
            ("請平台安裝字型或設定 PIAOJIA_PRINT_FONT。", "The platform installs one, or sets PIAOJIA_PRINT_FONT.")),
        RefusalCode::Unavailable => words(("系統忙線", "Not possible now"),
            ("系統暫時無法處理，這次沒有核銷。", "The system could not decide; nothing was redeemed."),
            ("再試一次；同一次掃描不會重複核銷。", "Try again: the same scan never redeems twice.")),
    }
}

sentences! {
    EXPIRED_ON = "到期日 {day}", "Last day {day}";
    USABLE_ON = "{day} 起可使用", "Usable from {day}";
    OPENS_AT = "下一個時段 {time} 開始", "They begin at {time}";
    LEFT = "剩餘 {remaining}", "{remaining} left";
    FEE_CAP = "上限 NT$ {cap}", "At most NT$ {cap}";
    PAID_AMOUNT = "已付款 NT$ {paid}", "NT$ {paid} was paid";
    ISSUABLE_UNTIL = "發行期限 {day}", "To be issued by {day}";
    CONTRACT_UNTIL = "合約最後一日 {day}", "Its last day was {day}";
    PRINT_MOST = "單次最多 {most} 張", "At most {most} at once";
    CHARACTER = "{product}／{field}：{character}", "{product}, {field}: {character}";
    MISSING = "缺少：{names}", "Missing: {names}";
}

/// The facts of a refusal in one line, where it has any: who, when and where; which day; how many.
pub fn facts(refusal: &Refusal, language: Language) -> Option<String> {
    match refusal {
        Refusal::AlreadyRedeemed { earlier: Some(earlier) } => Some(who_when_where(earlier, language)),
        Refusal::Expired { last_day: Some(day) } => {
            Some(EXPIRED_ON.with(language, &[("day", &language.day(*day))]))
        }
        Refusal::NotYetUsable { first_day: Some(day) } => {
            Some(USABLE_ON.with(language, &[("day", &language.day(*day))]))
        }
        Refusal::OutsideHours { opens: Some(opens) } => {
            Some(OPENS_AT.with(language, &[("time", &language.time(*opens))]))
        }
        Refusal::NotEnoughLeft { remaining } => {
            Some(LEFT.with(language, &[("remaining", &remaining.to_string())]))
        }
        Refusal::FeeTooHigh { cap } => Some(FEE_CAP.with(language, &[("cap", &cap.grouped())])),
        Refusal::AmountNotPaid { paid } => Some(PAID_AMOUNT.with(language, &[("paid", &paid.grouped())])),
        Refusal::OrderNotIssuable { last_day, .. } => {
            Some(ISSUABLE_UNTIL.with(language, &[("day", &language.day(*last_day))]))
        }
        Refusal::ContractOver { last_day: Some(day) } => {
            Some(CONTRACT_UNTIL.with(language, &[("day", &language.day(*day))]))
        }
        Refusal::NotContracted { missing } => {
            let names: Vec<_> =
                missing.iter().map(|one| contract::opening(*one).of(language).to_owned()).collect();
            (!names.is_empty()).then(|| MISSING.with(language, &[("names", &language.facts(&names))]))
        }
        Refusal::SetUpIncomplete { missing } => {
            let names: Vec<_> =
                missing.iter().map(|one| set_up::required(*one).of(language).to_owned()).collect();
            (!names.is_empty()).then(|| MISSING.with(language, &[("names", &language.facts(&names))]))
        }
        Refusal::PrintCount { most } => Some(PRINT_MOST.with(language, &[("most", &most.to_string())])),
        Refusal::CharacterMissing { product, field, character } => {
            let field = field.map(|field| paper::field(field).of(language)).unwrap_or_default();
            let character =
                character.map(|letter| format!("{letter} (U+{:04X})", u32::from(letter))).unwrap_or_default();
            let values = [("product", product.as_str()), ("field", field), ("character", &character)];
            Some(CHARACTER.with(language, &values))
        }
        Refusal::SheetTooFull { product } => (!product.is_empty()).then(|| product.clone()),
        Refusal::AlreadyRedeemed { earlier: None }
        | Refusal::Expired { last_day: None }
        | Refusal::NotYetUsable { first_day: None }
        | Refusal::NotOurs
        | Refusal::KeyUnknown
        | Refusal::Forged
        | Refusal::SlowDown
        | Refusal::SignedOut
        | Refusal::PermissionMissing
        | Refusal::OutsideHours { opens: None }
        | Refusal::BranchDisabled
        | Refusal::AttemptReused
        | Refusal::OtherMerchant
        | Refusal::RelationEnded
        | Refusal::ProductNotOpen
        | Refusal::BranchNotListed
        | Refusal::ProductNotYours
        | Refusal::NotYoursToReturn
        | Refusal::NotTheGiver
        | Refusal::TransferUnknown
        | Refusal::TransferClosed
        | Refusal::TransferNotYet
        | Refusal::RequestsNotOpen
        | Refusal::RequestUnknown
        | Refusal::RequestClosed
        | Refusal::AlreadyRequested
        | Refusal::HolderSignatureWrong
        | Refusal::CodeTooOld
        | Refusal::CodeFromFuture
        | Refusal::TicketUnknown
        | Refusal::CodeRenewed
        | Refusal::DeviceRemoved
        | Refusal::TooManyDevices
        | Refusal::Offered
        | Refusal::Returned
        | Refusal::NothingLeft
        | Refusal::ProofRefused
        | Refusal::HeadOfficeOnly
        | Refusal::CodeAlreadyPresented
        | Refusal::PhoneEndWrong
        | Refusal::FeeNotAllowed
        | Refusal::UseUnknown
        | Refusal::NotYoursToCancel
        | Refusal::AlreadyCancelled
        | Refusal::GiftFinal
        | Refusal::CancelTooLate
        | Refusal::ReturnUnknown
        | Refusal::NotYoursToCancelReturn
        | Refusal::GiveBackAlreadyCancelled
        | Refusal::GiveBackFinal
        | Refusal::GiveBackTooLate
        | Refusal::GiftNotTransferable
        | Refusal::TransferForbidden
        | Refusal::NotSplittable
        | Refusal::NotMergeable
        | Refusal::PurchaserLocked
        | Refusal::OrderUnknown
        | Refusal::ReasonTooLong
        | Refusal::MessageTooLong
        | Refusal::NameWrong
        | Refusal::PhoneWrong
        | Refusal::EmailWrong
        | Refusal::SignInAgain
        | Refusal::PasswordWrong
        | Refusal::PasswordWeak
        | Refusal::AppCodeWrong
        | Refusal::PasskeyRefused
        | Refusal::TooManyPasskeys
        | Refusal::ProductLocked
        | Refusal::AccountNameWrong
        | Refusal::AccountNameTaken
        | Refusal::NoteTooLong
        | Refusal::BranchUnknown
        | Refusal::HoursWrong
        | Refusal::ProductsWrong
        | Refusal::PowersMissing
        | Refusal::PowersTooGreat
        | Refusal::OwnAccount
        | Refusal::LastOwner
        | Refusal::EnrolmentOver
        | Refusal::SendDayWrong
        | Refusal::RelationBlocked
        | Refusal::NotAfterUse
        | Refusal::MerchantUnknown
        | Refusal::IssueNotOpen
        | Refusal::SerialStartWrong
        | Refusal::SerialsTaken
        | Refusal::PersonUnknown
        | Refusal::PersonStillOpen
        | Refusal::ChangedMeanwhile
        | Refusal::InvitationOver
        | Refusal::ContractOver { last_day: None }
        | Refusal::NeedsNetwork
        | Refusal::ClockWrong
        | Refusal::StatementTooOld
        | Refusal::SpentAsListed
        | Refusal::AlreadyQueued
        | Refusal::OfflineBudgetSpent
        | Refusal::UnsentScans
        | Refusal::DeskPhoneRevoked
        | Refusal::ConflictUnknown
        | Refusal::ConflictClosed
        | Refusal::PostingNotCorrectable
        | Refusal::NotOnPaper
        | Refusal::NotPrintable
        | Refusal::AlreadyPrinted
        | Refusal::PaperNotTold
        | Refusal::FontMissing
        | Refusal::Unavailable => None,
    }
}

fn who_when_where(earlier: &EarlierUse, language: Language) -> String {
    let merchant = earlier.merchant_name.as_str();
    let who = match &earlier.branch_name {
        Some(branch) => desk::WHO_BRANCH.with(language, &[("merchant", merchant), ("branch", branch)]),
        None => desk::WHO_HEAD_OFFICE.with(language, &[("merchant", merchant)]),
    };
    let state = common::use_state(earlier.state).of(language);
    let values = [("time", language.time(earlier.at)), ("who", who), ("state", state.to_owned())];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    desk::WHO_WHEN_WHERE.with(language, &values)
}

/// `docs/REFUSALS.md`, made of the enum and these sentences; a test compares the file with it.
pub fn document() -> String {
    let mut lines = vec![
        "# Refusals".to_owned(),
        String::new(),
        "Every \"no\" there is, in order of precedence: where several apply, the first one is given. Codes are never"
            .to_owned(),
        "reused. Made by `piaojia refusals`; a test compares this page with the code. *Retry* = the same attempt, sent"
            .to_owned(),
        "again unchanged, may be answered otherwise.".to_owned(),
        String::new(),
        "| Code | zh-TW | English | Next step | Retry |".to_owned(),
        "|---|---|---|---|---|".to_owned(),
    ];
    for &code in RefusalCode::ALL {
        let Words { word, reason, next } = of(code);
        let retry = if code.is_transient() { "yes" } else { "no" };
        lines.push(format!(
            "| `{}` | **{}** {} | **{}** {} | {} · {} | {retry} |",
            code.as_str(),
            word.chinese,
            reason.chinese,
            word.english,
            reason.english,
            next.chinese,
            next.english,
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_of_refusals_is_current() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/REFUSALS.md");
        let written = std::fs::read_to_string(page).unwrap_or_default();
        assert!(
            written == super::document(),
            "docs/REFUSALS.md is old: `piaojia refusals > docs/REFUSALS.md`"
        );
    }
}
