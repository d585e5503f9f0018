//! Enquiries (RULES §5, 詢問): a holder writes to the issuer about a ticket or one of its uses, the issuer answers, and
//! both keep the thread.

use crate::permission::Function;

stated_enum! {
    /// Whether the issuer still looks at it.
    pub enum EnquiryState {
        /// 處理中
        Open = "open",
        /// 已結案; it opens again when the holder writes.
        Closed = "closed",
    }
}

stated_enum! {
    /// Who wrote a message.
    pub enum Author {
        /// Whoever holds the wallet.
        Holder = "holder",
        /// One of the issuer's people.
        Merchant = "merchant",
    }
}

/// Who answers and closes: whoever answers return requests.
pub const ANSWERED_BY: Function = Function::GiveBack;

/// Most messages of a thread. The last of them is the issuer's, so that nobody writes the answer away.
pub const MOST_MESSAGES: u32 = 20;

/// Most open enquiries of a wallet.
pub const MOST_OPEN: u32 = 5;

/// Why a form about an enquiry changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotWritten {
    /// Nothing readable was written.
    Empty,
    /// More than [`Words::LONGEST`] characters.
    TooLong,
    /// The thread has as many messages as it may have.
    ThreadFull,
    /// The wallet has as many open enquiries as it may have.
    TooManyOpen,
    /// The last word is the holder's: it is answered before it is closed.
    NotAnswered,
}

/// What somebody wrote, without characters that change how other text reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(String);

impl Words {
    /// Most characters of a message.
    pub const LONGEST: usize = 500;

    /// Takes what came with a form.
    pub fn parse(text: &str) -> Result<Self, NotWritten> {
        let readable: String = text.chars().filter(|character| is_readable(*character)).collect();
        let readable = readable.trim();
        if readable.is_empty() {
            return Err(NotWritten::Empty);
        }
        if readable.chars().count() > Self::LONGEST {
            return Err(NotWritten::TooLong);
        }
        Ok(Self(readable.to_owned()))
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Line breaks are; other control characters, and those that turn the direction of what follows, are not.
fn is_readable(character: char) -> bool {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character == '\n' || !(character.is_control() || turns)
}

/// What a thread's next step is decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread {
    /// Open or closed.
    pub state: EnquiryState,
    /// Messages so far.
    pub messages: u32,
    /// Who wrote the last one.
    pub last: Author,
}

impl Thread {
    /// Whether the holder may write once more.
    pub fn takes_more_of_holder(self) -> bool {
        self.messages + 1 < MOST_MESSAGES
    }

    /// Whether the issuer may write once more.
    pub fn takes_more_of_merchant(self) -> bool {
        self.messages < MOST_MESSAGES
    }

    /// Whether it may be closed now.
    pub fn is_closable(self) -> bool {
        self.state == EnquiryState::Open && self.last == Author::Merchant
    }
}

/// The holder writes for the first time; `open` enquiries of the wallet are open.
pub fn open(open: u32) -> Result<EnquiryState, NotWritten> {
    if open < MOST_OPEN { Ok(EnquiryState::Open) } else { Err(NotWritten::TooManyOpen) }
}

/// The holder writes again, which opens a closed one; `others` of the wallet are open.
pub fn ask_again(thread: Thread, others: u32) -> Result<EnquiryState, NotWritten> {
    if !thread.takes_more_of_holder() {
        return Err(NotWritten::ThreadFull);
    }
    match thread.state {
        EnquiryState::Open => Ok(EnquiryState::Open),
        EnquiryState::Closed => open(others),
    }
}

/// The issuer answers. A word after the end does not open it again.
pub fn answer(thread: Thread) -> Result<EnquiryState, NotWritten> {
    if thread.takes_more_of_merchant() { Ok(thread.state) } else { Err(NotWritten::ThreadFull) }
}

/// The issuer closes, once the last word is its own: what the holder wrote meanwhile is not passed over.
pub fn close(thread: Thread) -> Result<EnquiryState, NotWritten> {
    match thread.last {
        Author::Merchant => Ok(EnquiryState::Closed),
        Author::Holder => Err(NotWritten::NotAnswered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn thread(state: EnquiryState, messages: u32, last: Author) -> Thread {
        Thread { state, messages, last }
    }

    #[test]
    fn a_message_has_one_to_500_characters() {
        assert_eq!(Words::parse(" \r\n\u{7} ").err(), Some(NotWritten::Empty));
        assert_eq!(Words::parse(&"票".repeat(501)).err(), Some(NotWritten::TooLong));
        assert_eq!(Words::parse(&"票".repeat(500)).map(|words| words.as_str().chars().count()), Ok(500));
        let read = |text| Words::parse(text).map(|words| words.as_str().to_owned());
        assert_eq!(read(" 不是我用的\0\r\n請查\u{202e} "), Ok("不是我用的\n請查".to_owned()));
    }

    #[test]
    fn a_wallet_has_at_most_five_open_ones() {
        assert_eq!(open(4), Ok(EnquiryState::Open));
        assert_eq!(open(5), Err(NotWritten::TooManyOpen));
        let closed = thread(EnquiryState::Closed, 2, Author::Merchant);
        assert_eq!(ask_again(closed, 4), Ok(EnquiryState::Open), "it opens again");
        assert_eq!(ask_again(closed, 5), Err(NotWritten::TooManyOpen));
        let open = thread(EnquiryState::Open, 2, Author::Merchant);
        assert_eq!(ask_again(open, 5), Ok(EnquiryState::Open), "it is one of the five");
    }

    #[test]
    fn the_last_word_is_the_issuers() {
        let full = thread(EnquiryState::Open, 19, Author::Holder);
        assert_eq!(ask_again(full, 1), Err(NotWritten::ThreadFull));
        assert_eq!(answer(full), Ok(EnquiryState::Open));
        assert_eq!(answer(Thread { messages: 20, ..full }), Err(NotWritten::ThreadFull));
        assert_eq!(close(full), Err(NotWritten::NotAnswered));
        assert_eq!(close(Thread { last: Author::Merchant, ..full }), Ok(EnquiryState::Closed));
    }

    proptest! {
        /// Whatever both do in whatever order, a thread never gets too long and is closed only after an answer.
        #[test]
        fn a_thread_keeps_its_bounds(steps in proptest::collection::vec(0..3_u8, 0..80)) {
            let mut now = thread(EnquiryState::Open, 1, Author::Holder);
            for step in steps {
                let (done, author) = match step {
                    0 => (ask_again(now, 0), Some(Author::Holder)),
                    1 => (answer(now), Some(Author::Merchant)),
                    _ => (close(now), None),
                };
                if let Ok(state) = done {
                    let messages = now.messages + u32::from(author.is_some());
                    now = thread(state, messages, author.unwrap_or(now.last));
                }
                prop_assert!(now.messages <= MOST_MESSAGES);
                prop_assert!(now.state == EnquiryState::Open || now.last == Author::Merchant);
                prop_assert!(now.last == Author::Merchant || now.takes_more_of_merchant());
            }
        }

        #[test]
        fn what_is_kept_is_readable(text in "\\PC{0,40}|.{0,600}") {
            if let Ok(words) = Words::parse(&text) {
                prop_assert!((1..=Words::LONGEST).contains(&words.as_str().chars().count()));
                prop_assert!(words.as_str().chars().all(is_readable));
            }
        }
    }
}
