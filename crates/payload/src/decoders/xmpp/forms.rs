//! What opens a stream, a message, a presence and a ping.

use std::borrow::Cow;

use quick_xml::escape::escape;

use super::element::FRAMING;
use super::heartbeats::PING;
use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Values, Words};
use crate::typed::Content;

const TO: Field = Field {
    id: "to",
    label: Words {
        en: "To",
        zh: "收件人",
    },
    kind: FieldKind::Line,
    default: "",
};

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "open",
        name: Words {
            en: "Open the stream",
            zh: "打开流",
        },
        fields: &[Field {
            id: "to",
            label: Words {
                en: "Domain",
                zh: "域名",
            },
            kind: FieldKind::Line,
            default: "",
        }],
        encode: |values| {
            let to = required(values, "to")?;
            text(format!(
                "<open xmlns=\"{FRAMING}\" to=\"{to}\" version=\"1.0\"/>"
            ))
        },
    },
    Form {
        id: "message",
        name: Words {
            en: "Message",
            zh: "消息",
        },
        fields: &[
            TO,
            Field {
                id: "body",
                label: Words {
                    en: "Body",
                    zh: "正文",
                },
                kind: FieldKind::Text,
                default: "",
            },
        ],
        encode: |values| {
            let (to, body) = (required(values, "to")?, escaped(values, "body")?);
            text(format!(
                "<message xmlns=\"jabber:client\" type=\"chat\" to=\"{to}\"><body>{body}</body></message>"
            ))
        },
    },
    Form {
        id: "presence",
        name: Words {
            en: "Presence",
            zh: "在线状态",
        },
        fields: &[],
        encode: |_| text("<presence xmlns=\"jabber:client\"/>".to_owned()),
    },
    Form {
        id: "ping",
        name: Words::same("Ping"),
        fields: &[
            TO,
            Field {
                id: "id",
                label: Words::same("ID"),
                kind: FieldKind::Line,
                default: "ping1",
            },
        ],
        encode: |values| {
            let (to, id) = (required(values, "to")?, required(values, "id")?);
            text(format!(
                "<iq xmlns=\"jabber:client\" type=\"get\" id=\"{id}\" to=\"{to}\"><ping xmlns=\"{PING}\"/></iq>"
            ))
        },
    },
];

fn required<'a>(values: &Values<'a>, field: &'static str) -> Result<Cow<'a, str>, FieldFault> {
    values.required(field)?;
    escaped(values, field)
}

fn escaped<'a>(values: &Values<'a>, field: &'static str) -> Result<Cow<'a, str>, FieldFault> {
    let text = values.text(field);
    // XML 1.0, section 2.2: these cannot stand in a document, escaped or not.
    let is_allowed = |it: char| !it.is_control() || matches!(it, '\t' | '\n' | '\r');
    match text.chars().find(|it| !is_allowed(*it)) {
        Some(other) => Err(FieldFault {
            field,
            problem: FieldProblem::NotAllowed(other),
        }),
        None => Ok(escape(text)),
    }
}

fn text(text: String) -> Result<Vec<Content>, FieldFault> {
    Ok(vec![Content::Text(text)])
}
