//! Forms as they are filled in.

use std::collections::BTreeMap;

use payload::decoders::{
    FieldFault, FieldKind, FieldProblem, Form, PROTOCOLS, Protocol, Values, protocol_named,
};
use payload::typed::Content;

/// Which form of which protocol, by the ids that both have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormId {
    /// The protocol.
    pub protocol: &'static str,
    /// The form.
    pub form: &'static str,
}

impl FormId {
    /// All forms of a protocol, in the order in which they are offered.
    pub fn of(protocol: &'static dyn Protocol) -> impl Iterator<Item = Self> {
        let forms = protocol.forms().iter();
        forms.map(|form| Self {
            protocol: protocol.id(),
            form: form.id,
        })
    }

    /// All forms of all protocols.
    pub fn all() -> impl Iterator<Item = Self> {
        PROTOCOLS
            .iter()
            .flat_map(|protocol: &&dyn Protocol| Self::of(*protocol))
    }

    /// The protocol and the form.
    pub(super) fn find(self) -> Option<(&'static dyn Protocol, &'static Form)> {
        let protocol = protocol_named(self.protocol)?;
        let mut forms = protocol.forms().iter();
        Some((protocol, forms.find(|form| form.id == self.form)?))
    }
}

/// Forms as they are filled in, as long as the program runs.
#[derive(Default)]
pub struct MessageForms {
    /// The one that is shown.
    pub(super) open: Option<FormId>,
    filled: BTreeMap<FormId, Vec<FilledField>>,
}

/// A field as it is filled in.
pub(super) struct FilledField {
    pub(super) text: String,
    /// Whether it was left, or handed in: only then it is told what is wrong with it.
    pub(super) is_left: bool,
    /// Whether the characters of a secret are shown.
    pub(super) is_shown: bool,
}

impl MessageForms {
    /// Shows a form as it was filled in last.
    pub fn open(&mut self, id: FormId) {
        self.open = Some(id);
        let Some((_, form)) = id.find() else {
            return;
        };
        let fields = self.filled.entry(id).or_insert_with(|| {
            let fields = form.fields.iter();
            let text = |field: &payload::decoders::Field| FilledField {
                text: field.default.to_owned(),
                is_left: false,
                is_shown: false,
            };
            fields.map(text).collect()
        });
        for field in fields {
            field.is_left = false;
            field.is_shown = false;
        }
    }

    /// The form that is shown, and how it is filled in.
    pub(super) fn shown(&mut self) -> Option<(FormId, &'static Form, &mut Vec<FilledField>)> {
        let id = self.open?;
        let (_, form) = id.find()?;
        Some((id, form, self.filled.get_mut(&id)?))
    }

    /// What the shown form makes. What is wrong is told from now on.
    pub fn hand_in(&mut self) -> Option<Vec<Content>> {
        let (_, form, fields) = self.shown()?;
        for field in fields.iter_mut() {
            field.is_left = true;
        }
        encode(form, fields).ok()
    }
}

/// What a form makes.
pub(super) fn encode(form: &Form, filled: &[FilledField]) -> Result<Vec<Content>, FieldFault> {
    let values: Vec<(&str, &str)> = form
        .fields
        .iter()
        .zip(filled)
        .map(|(field, filled)| (field.id, &*filled.text))
        .collect();
    (form.encode)(&Values(&values))
}

/// What is wrong with each field: of those that are no JSON or no number with each, of all else with the first.
pub(super) fn problems(form: &Form, filled: &[FilledField]) -> Vec<Option<FieldProblem>> {
    let fault = encode(form, filled).err();
    let fields = form.fields.iter().zip(filled);
    fields
        .map(|(field, filled)| {
            let values = [(field.id, &*filled.text)];
            let own = match field.kind {
                FieldKind::Json => Values(&values).json(field.id).err(),
                _ => None,
            };
            let of_form = fault.clone().filter(|fault| fault.field == field.id);
            own.or(of_form).map(|fault| fault.problem)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_can_be_opened_and_names_its_fields_once() {
        let mut forms = MessageForms::default();
        let mut count = 0;
        for id in FormId::all() {
            forms.open(id);
            let (_, form, fields) = forms.shown().unwrap();
            assert_eq!(form.fields.len(), fields.len(), "{id:?}");
            let mut names: Vec<_> = form.fields.iter().map(|field| field.label.en).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), form.fields.len(), "{id:?}");
            for field in form.fields {
                if let FieldKind::Choice(offered) = field.kind {
                    assert!(offered.contains(&field.default), "{id:?} {}", field.id);
                }
            }
            count += 1;
        }
        assert!(count > 30, "{count}");
    }

    #[test]
    fn what_is_wrong_is_told_of_each_field() {
        let emit = FormId {
            protocol: "socket.io",
            form: "emit",
        };
        #[track_caller]
        fn check(id: FormId, values: &[&str], expected: &[Option<&str>]) {
            let mut forms = MessageForms::default();
            forms.open(id);
            let (_, form, fields) = forms.shown().unwrap();
            for (field, value) in fields.iter_mut().zip(values) {
                (*value).clone_into(&mut field.text);
            }
            let problems = problems(form, fields);
            let names: Vec<_> = problems
                .iter()
                .map(|problem| problem.as_ref().map(|problem| format!("{problem:?}")))
                .collect();
            let starts = |found: &Option<String>, expected: &Option<&str>| match (found, expected) {
                (Some(found), Some(expected)) => found.starts_with(expected),
                (found, expected) => found.is_none() && expected.is_none(),
            };
            assert!(
                names.iter().zip(expected).all(|(a, b)| starts(a, b)),
                "{names:?}"
            );
        }
        check(emit, &["/", "chat", "1", ""], &[None, None, None, None]);
        check(
            emit,
            &["/", "", "{", ""],
            &[None, Some("Missing"), Some("NotJson"), None],
        );
        check(
            emit,
            &["/a,b", "chat", "", "x"],
            &[Some("NotAllowed"), None, None, None],
        );
    }
}
