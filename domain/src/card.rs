//! What a gift is wrapped in (RULES §5): one of a few cards of ours.

stated_enum! {
    /// The picture above a giver's words.
    pub enum Card {
        /// No occasion.
        Plain = "plain",
        /// 生日快樂
        Birthday = "birthday",
        /// 謝謝你
        Thanks = "thanks",
        /// 恭喜
        Congratulations = "congratulations",
        /// 佳節愉快
        Festival = "festival",
    }
}
