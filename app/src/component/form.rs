//! Fields of a form that is shown again when something in it was not taken: label, hint, what was typed, why not.

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::fault as text;
use domain::field::Faults;
use leptos::prelude::*;

/// One field with one line.
#[derive(Debug, Clone)]
pub struct Field {
    name: &'static str,
    label: Sentence,
    value: String,
    hint: Option<String>,
    kind: &'static str,
    most: Option<u32>,
    is_required: bool,
    lines: Option<u32>,
    autocomplete: &'static str,
    sent_as: &'static str,
    whole: Option<(i64, i64)>,
    input_mode: Option<&'static str>,
    id: Option<String>,
    is_as_typed: bool,
}

impl Field {
    /// A line of text.
    pub fn new(name: &'static str, label: Sentence, value: impl Into<String>) -> Self {
        Self {
            name,
            label,
            value: value.into(),
            hint: None,
            kind: "text",
            most: None,
            is_required: false,
            lines: None,
            autocomplete: "off",
            sent_as: name,
            whole: None,
            input_mode: None,
            id: None,
            is_as_typed: false,
        }
    }

    /// What is expected, under the label.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// `email`, `tel`, `url`, `date`, `number`, `password` …
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// At most so many characters.
    pub fn most(mut self, most: u32) -> Self {
        self.most = Some(most);
        self
    }

    /// Must not be empty.
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// Several lines, so many of them shown.
    pub fn lines(mut self, lines: u32) -> Self {
        self.lines = Some(lines);
        self
    }

    /// What the browser may fill in by itself.
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// Sent by another name than its faults have: where two forms of a page ask for the same.
    pub fn sent_as(mut self, name: &'static str) -> Self {
        self.sent_as = name;
        self
    }

    /// One of several of this name on the page, by what each is about. Nothing leads to it.
    pub fn among(mut self, which: &str) -> Self {
        self.id = Some(format!("{}-{which}", self.name));
        self
    }

    /// A whole number from one to the other.
    pub fn whole(mut self, least: i64, most: i64) -> Self {
        self.kind = "number";
        self.whole = Some((least, most));
        self.input_mode = Some("numeric");
        self
    }

    /// Which keys a phone shows: `decimal` …
    pub fn input_mode(mut self, mode: &'static str) -> Self {
        self.input_mode = Some(mode);
        self
    }

    /// A phone neither begins it with a capital nor corrects it.
    pub fn as_typed(mut self) -> Self {
        self.is_as_typed = true;
        self
    }

    /// The field as it stands in the form.
    pub fn view(self, language: Language, faults: &Faults) -> AnyView {
        let Self { name, label, value, hint, kind, most, is_required, lines, autocomplete, .. } = self;
        let (sent_as, input_mode) = (self.sent_as, self.input_mode);
        let (min, max) = self.whole.map(|(least, most)| (least.to_string(), most.to_string())).unzip();
        let fault = faults.of(name).map(|fault| text::of(fault, language));
        let is_wrong = fault.is_some();
        let (capitals, spelling) =
            if self.is_as_typed { (Some("none"), Some("false")) } else { (None, None) };
        let id = self.id.unwrap_or_else(|| name.to_owned());
        let described = described(&id, hint.is_some(), fault.is_some());
        let invalid = fault.as_ref().map(|_| "true");
        let mark = is_required.then(|| view! { <b class="needed" aria-hidden="true">"*"</b> });
        let most = most.map(|most| most.to_string());
        let input = match lines {
            None => view! {
                <input id=id.clone() name=sent_as type=kind value=value min=min max=max inputmode=input_mode maxlength=most autocomplete=autocomplete autocapitalize=capitals spellcheck=spelling required=is_required aria-invalid=invalid aria-describedby=described />
            }
            .into_any(),
            Some(lines) => view! {
                <textarea id=id.clone() name=sent_as rows=lines.to_string() maxlength=most required=is_required aria-invalid=invalid aria-describedby=described>{value}</textarea>
            }
            .into_any(),
        };
        view! {
            <div class="field" class:wrong=is_wrong>
                <label for=id.clone()><span>{label.of(language)}{mark}</span></label>
                {hint.map(|hint| view! { <small id=format!("{id}-hint")>{hint}</small> })}
                {input}
                {fault.map(|fault| view! { <p class="fault" id=format!("{id}-fault")>{fault}</p> })}
            </div>
        }
        .into_any()
    }
}

/// Which texts beside the field say more about it.
fn described(name: &str, hint: bool, fault: bool) -> Option<String> {
    let parts = [fault.then(|| format!("{name}-fault")), hint.then(|| format!("{name}-hint"))];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// One of several, all of them in sight. Each is its value and its words.
pub fn choices(
    language: Language,
    faults: &Faults,
    name: &'static str,
    label: Sentence,
    hint: Option<String>,
    chosen: &str,
    all: Vec<(&'static str, Sentence)>,
) -> AnyView {
    let fault = faults.of(name).map(|fault| text::of(fault, language));
    let is_wrong = fault.is_some();
    let described = described(name, hint.is_some(), fault.is_some());
    let first = all.first().map(|(value, _)| *value);
    let options = all
        .into_iter()
        .map(|(value, words)| {
            // What the summary of faults leads to.
            let id = (Some(value) == first).then_some(name);
            view! {
                <label class="choice">
                    <input type="radio" id=id name=name value=value checked=value == chosen />
                    <span>{words.of(language)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" class:wrong=is_wrong aria-describedby=described>
            <legend>{label.of(language)}</legend>
            {hint.map(|hint| view! { <small id=format!("{name}-hint")>{hint}</small> })}
            {options}
            {fault.map(|fault| view! { <p class="fault" id=format!("{name}-fault")>{fault}</p> })}
        </fieldset>
    }
    .into_any()
}

/// One of several in a closed box: for filters.
pub fn select(
    language: Language,
    name: &'static str,
    label: Sentence,
    chosen: &str,
    all: Vec<(&'static str, Sentence)>,
) -> AnyView {
    let all = all.into_iter().map(|(value, words)| (value.to_owned(), words.of(language).to_owned()));
    select_one(language, name, label, chosen, all)
}

/// The same of what the merchant has: its branches, its partners.
pub fn select_one(
    language: Language,
    name: &'static str,
    label: Sentence,
    chosen: &str,
    all: impl IntoIterator<Item = (String, String)>,
) -> AnyView {
    let option = |(value, words): (String, String)| {
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen>{words}</option> }
    };
    let options = all.into_iter().map(option).collect_view();
    view! {
        <div class="field">
            <label for=name><span>{label.of(language)}</span></label>
            <select id=name name=name>{options}</select>
        </div>
    }
    .into_any()
}

/// A tick: sent as `1`, or not at all.
pub fn tick(
    language: Language,
    name: &'static str,
    label: Sentence,
    hint: Option<Sentence>,
    is_on: bool,
) -> AnyView {
    let hint = hint.map(|hint| view! { <small>{hint.of(language)}</small> });
    view! {
        <label class="choice">
            <input type="checkbox" id=name name=name value="1" checked=is_on />
            <span>{label.of(language)}{hint}</span>
        </label>
    }
    .into_any()
}

/// Above the form: what is wrong, each with the way to its field.
pub fn summary(
    language: Language,
    faults: &Faults,
    labels: &[(&'static str, Sentence)],
) -> impl IntoView + use<> {
    let lines: Vec<_> = faults
        .iter()
        .map(|(name, fault)| {
            let label = labels.iter().find(|(field, _)| *field == name);
            let label = label.map_or("", |(_, label)| label.of(language));
            let sentence = text::of(fault, language);
            view! { <li><a href=format!("#{name}")>{label}</a>" "{sentence}</li> }.into_any()
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <div class="error" role="alert">
                <div><p>{text::SUMMARY.of(language)}</p><ul>{lines}</ul></div>
            </div>
        }
    })
}
