//! Forms: a field with its hint and its fault, the faults at a form's head, the form that writes a comment.

use askama::Template;
use dialogue::Stance;

use crate::{language::Say, picture::MapPart};

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// An address of mail.
    Email,
    /// A password: never filled in again.
    Password,
    /// A civil day.
    Date,
    /// An hour.
    Time,
    /// A number.
    Number,
    /// Several lines; how many are shown.
    Area(u8),
    /// One of several: value and words.
    Choice(Vec<(String, String)>),
    /// Yes or no; the label stands behind the box.
    Check,
}

/// A labelled field.
#[derive(Debug, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    /// The reader's language.
    pub say: Say,
    /// Unique on the page; the fault is `{id}-fault`, the hint `{id}-hint`.
    pub id: String,
    /// The name it is sent under.
    pub name: String,
    /// What it asks for.
    pub label: String,
    /// What it takes.
    pub kind: FieldKind,
    /// What was typed: it stays, always. "yes" checks a box.
    pub value: String,
    /// What helps to fill it in.
    pub hint: Option<String>,
    /// What is wrong, with the right value proposed.
    pub fault: Option<String>,
    /// A token of HTML's `autocomplete`.
    pub autocomplete: Option<&'static str>,
    /// Whether it must be filled in; an optional one says so.
    pub required: bool,
    /// The most characters that are taken.
    pub longest: Option<usize>,
    /// The language that is written in it.
    pub language: Option<&'static str>,
}

impl Field {
    /// A required line of text without hint or fault; the rest is set with struct update or field by field.
    pub fn new(say: Say, name: &str, label: String, kind: FieldKind) -> Self {
        Self {
            say,
            id: name.replace('_', "-"),
            name: name.to_owned(),
            label,
            kind,
            value: String::new(),
            hint: None,
            fault: None,
            autocomplete: None,
            required: true,
            longest: None,
            language: None,
        }
    }

    /// What was typed before.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// What helps to fill it in.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if anything is.
    #[must_use]
    pub fn with_fault(mut self, fault: Option<String>) -> Self {
        self.fault = fault;
        self
    }

    /// A token of HTML's `autocomplete`.
    #[must_use]
    pub fn with_autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Need not be filled in.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    fn described_by(&self) -> Option<String> {
        let parts: Vec<String> = [(self.fault.is_some(), "fault"), (self.hint.is_some(), "hint")]
            .into_iter()
            .filter(|(there, _)| *there)
            .map(|(_, part)| format!("{}-{part}", self.id))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    fn input_type(&self) -> &'static str {
        match self.kind {
            FieldKind::Email => "email",
            FieldKind::Password => "password",
            FieldKind::Date => "date",
            FieldKind::Time => "time",
            _ => "text",
        }
    }
}

/// One fault of a form, with a link to its field.
#[derive(Debug)]
pub struct Wrong {
    /// The id of the field; empty: the form as a whole.
    pub field: String,
    /// What is wrong.
    pub text: String,
}

/// The faults at a form's head: it takes the focus, and each fault leads to its field.
#[derive(Debug, Template)]
#[template(path = "parts/wrongs.html")]
pub struct Wrongs {
    /// The reader's language.
    pub say: Say,
    /// The faults, in the order of the fields.
    pub faults: Vec<Wrong>,
}

/// Whether and how the writer is asked for a stance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StanceChoice {
    /// Not asked: a reply, a parcel's thread.
    None,
    /// Asked; this one is chosen.
    Chosen(Stance),
}

/// The form that writes, answers or changes a comment.
///
/// Posted in place it expects the new comment's `<li>` (status 201), put into `target`; a refusal answers this form with
/// `HX-Retarget: #{id}-box` and `HX-Reswap: outerHTML`. The `<tilke-compose>` around it keeps a draft under `draft`.
#[derive(Debug, Template)]
#[template(path = "parts/write_form.html")]
pub struct WriteForm {
    /// The reader's language.
    pub say: Say,
    /// Unique on the page: "write", "reply-{id}", "edit-{id}".
    pub id: String,
    /// Where it is sent.
    pub action: String,
    /// "Your comment", "Your answer to …".
    pub title: String,
    /// The label of its button.
    pub button: String,
    /// Asks what the text is about; stands in the empty field.
    pub placeholder: String,
    /// Limits and the window to change it, under the field.
    pub hint: String,
    /// What was typed.
    pub body: String,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// The key that makes one comment of a form sent twice.
    pub submission: String,
    /// Further hidden fields: `reply_to`, …
    pub hidden: Vec<(&'static str, String)>,
    /// Whether a stance is asked for.
    pub stance: StanceChoice,
    /// Where the new comment goes in place, as a CSS selector; none: the whole page is loaded.
    pub target: Option<String>,
    /// How it goes there: "afterbegin", "beforeend", "outerHTML".
    pub swap: &'static str,
    /// The most characters that are taken.
    pub longest: usize,
    /// Under which name the draft is kept in this browser: the subject's address.
    pub draft: String,
    /// Where "cancel" leads; none for the form that is always there.
    pub cancel: Option<String>,
    /// A map to point at a place inside the parcel, which fills `longitude` and `latitude`.
    pub place: Option<MapPart>,
}

impl WriteForm {
    /// The ids of the two fields that the map fills.
    pub fn place_fields(id: &str) -> (String, String) {
        (format!("{id}-longitude"), format!("{id}-latitude"))
    }

    fn chose(&self, stance: Stance) -> bool {
        self.stance == StanceChoice::Chosen(stance)
    }

    fn asks_stance(&self) -> bool {
        self.stance != StanceChoice::None
    }
}
