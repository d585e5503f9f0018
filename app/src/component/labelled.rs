//! A field of a form: its label, a hint, and what was wrong with what stood there, at the field itself.

use leptos::prelude::*;

/// What stands around a control.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The control's name, and the field's anchor.
    pub name: &'static str,
    /// What it is.
    pub label: String,
    /// What may stand there.
    pub hint: Option<String>,
    /// What is wrong with what stands there.
    pub wrong: Option<String>,
}

impl Around {
    /// A field without a hint in which nothing is wrong.
    pub fn new(name: &'static str, label: &str) -> Self {
        Self { name, label: label.to_owned(), ..Self::default() }
    }

    /// With a hint.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With what is wrong, if anything is.
    #[must_use]
    pub fn wrong(self, wrong: Option<String>) -> Self {
        Self { wrong, ..self }
    }

    /// What describes the control to whoever does not see it.
    fn described(&self) -> Option<String> {
        let wrong = self.wrong.as_ref().map(|_| format!("{}-wrong", self.name));
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let both: Vec<_> = [wrong, hint].into_iter().flatten().collect();
        (!both.is_empty()).then(|| both.join(" "))
    }
}

/// One line of text.
pub fn line(
    around: Around,
    kind: &'static str,
    mode: Option<&'static str>,
    value: &str,
) -> impl IntoView + use<> {
    let (described, invalid) = (around.described(), around.wrong.as_ref().map(|_| "true"));
    let control = view! {
        <input
            id=around.name
            name=around.name
            type=kind
            inputmode=mode
            autocomplete="off"
            aria-describedby=described
            aria-invalid=invalid
            value=value.to_owned()
        />
    };
    field(around, control.into_any())
}

/// Several lines of text.
pub fn lines(around: Around, rows: usize, value: &str) -> impl IntoView + use<> {
    let (described, invalid) = (around.described(), around.wrong.as_ref().map(|_| "true"));
    let control = view! {
        <textarea
            id=around.name
            name=around.name
            rows=rows.to_string()
            autocomplete="off"
            aria-describedby=described
            aria-invalid=invalid
        >
            {value.to_owned()}
        </textarea>
    };
    field(around, control.into_any())
}

/// One of several, as a list that opens.
pub fn choice(around: Around, options: Vec<(String, String)>, chosen: &str) -> impl IntoView + use<> {
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }.into_any()
        })
        .collect();
    let described = around.described();
    let control = view! {
        <select id=around.name name=around.name aria-describedby=described>{options}</select>
    };
    field(around, control.into_any())
}

fn field(around: Around, control: AnyView) -> impl IntoView + use<> {
    let Around { name, label, hint, wrong } = around;
    let wrong = wrong.map(|words| view! { <p class="wrong" id=format!("{name}-wrong")>{words}</p> });
    let hint =
        hint.map(|words| view! { <small class="field-hint" id=format!("{name}-hint")>{words}</small> });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {control}
            {wrong}
            {hint}
        </div>
    }
}
