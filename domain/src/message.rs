//! 訊息中心 (RULES §9): what the platform tells its merchants.

use crate::actor::Actor;
use crate::field::{self, Fault, Faults};
use crate::permission::{Access, Function};

stated_enum! {
    /// Which kind.
    pub enum MessageKind {
        /// 重要
        Important = "important",
        /// 公告
        Notice = "notice",
        /// 維護
        Maintenance = "maintenance",
    }
}

/// Whether this account reads what the platform tells its merchant: whoever has a first page in the console.
pub fn may_read(actor: &Actor) -> bool {
    const WAITS_THERE: [Function; 5] =
        [Function::Issue, Function::GiveBack, Function::Transfers, Function::Reports, Function::People];
    WAITS_THERE.iter().any(|function| actor.allows(*function, Access::Look))
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which kind.
    pub kind: MessageKind,
    /// One line.
    pub title: String,
    /// The rest.
    pub body: String,
}

/// The same as it was typed.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // the fields of Message, as text
pub struct TypedMessage {
    pub kind: String,
    pub title: String,
    pub body: String,
}

impl TypedMessage {
    /// The message, or every field that is wrong.
    pub fn read(&self) -> Result<Message, Faults> {
        let mut faults = Faults::default();
        let kind = MessageKind::parse(&self.kind);
        if kind.is_none() {
            faults.add("kind", Fault::Choice);
        }
        let title = faults.take("title", field::line(&self.title, 1, 60));
        let body = faults.take("body", field::lines(&self.body, 1, 1_000));
        match kind {
            Some(kind) => faults.or(Message { kind, title, body }),
            None => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_needed() {
        let faults = TypedMessage::default().read().expect_err("faults");
        assert_eq!(faults.iter().count(), 3);
        let typed =
            TypedMessage {
                kind: "notice".into(), title: "公告".into(), body: "第一行\r\n第二行".into()
            };
        assert_eq!(typed.read().expect("a message").body, "第一行\n第二行");
    }
}
