//! Texts of statements that are put together while they run: whatever anybody typed goes in as a parameter.

use sqlx::AssertSqlSafe;

/// A parameter of a statement.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Number(i64),
    Text(String),
}

/// The parameters of a statement, `$1` the first of them.
#[derive(Debug, Clone)]
pub(crate) struct Parameters(Vec<Value>);

impl Parameters {
    /// None yet.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// `$1` is this number.
    pub(crate) fn beginning_with(number: i64) -> Self {
        Self(vec![Value::Number(number)])
    }

    fn value(&mut self, value: Value) -> String {
        self.0.push(value);
        format!("${}", self.0.len())
    }

    /// What stands for this number in the text.
    pub(crate) fn number(&mut self, number: i64) -> String {
        self.value(Value::Number(number))
    }

    /// What stands for these words in the text.
    pub(crate) fn text(&mut self, text: impl Into<String>) -> String {
        self.value(Value::Text(text.into()))
    }

    /// The text with all of them bound. It holds constants and the names of parameters, nothing else.
    pub(crate) fn ask(
        &self,
        text: &str,
    ) -> sqlx::query::Query<'static, sqlx::Any, <sqlx::Any as sqlx::Database>::Arguments> {
        self.0.iter().fold(sqlx::query(AssertSqlSafe(text.to_owned())), |query, value| match value {
            Value::Number(number) => query.bind(*number),
            Value::Text(text) => query.bind(text.clone()),
        })
    }
}
