//! What a client begins with, a call, and a ping; in JSON.

use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Tree, Values, Words};
use crate::typed::Content;

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "handshake",
        name: Words {
            en: "Handshake",
            zh: "握手",
        },
        fields: &[Field {
            id: "protocol",
            label: Words {
                en: "Hub protocol",
                zh: "Hub 协议",
            },
            kind: FieldKind::Choice(&["json", "messagepack"]),
            default: "json",
        }],
        encode: |values| {
            let protocol = values.required("protocol")?;
            Ok(record(|tree| {
                tree.string("protocol", protocol);
                tree.number("version", 1);
            }))
        },
    },
    Form {
        id: "invoke",
        name: Words {
            en: "Invoke a method",
            zh: "调用方法",
        },
        fields: &[
            Field {
                id: "target",
                label: Words {
                    en: "Method",
                    zh: "方法",
                },
                kind: FieldKind::Line,
                default: "",
            },
            Field {
                id: "arguments",
                label: Words {
                    en: "Arguments (JSON array)",
                    zh: "参数（JSON 数组）",
                },
                kind: FieldKind::Json,
                default: "[]",
            },
            Field {
                id: "invocation",
                label: Words {
                    en: "Invocation ID (empty: no answer)",
                    zh: "调用 ID（留空则无应答）",
                },
                kind: FieldKind::Line,
                default: "1",
            },
            Field {
                id: "stream",
                label: Words {
                    en: "As a stream",
                    zh: "以流的形式",
                },
                kind: FieldKind::Switch,
                default: "false",
            },
        ],
        encode: invoke,
    },
    Form {
        id: "ping",
        name: Words::same("Ping"),
        fields: &[],
        encode: |_| Ok(record(|tree| tree.number("type", 6))),
    },
];

fn invoke(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let target = values.required("target")?;
    let arguments = values.json("arguments")?.unwrap_or("[]");
    if !arguments.starts_with('[') {
        return Err(FieldFault {
            field: "arguments",
            problem: FieldProblem::NotType(Words {
                en: "an array",
                zh: "数组",
            }),
        });
    }
    let is_stream = values.is_on("stream");
    // Items of a stream come under its id, so it has to have one.
    let invocation = match is_stream {
        true => values.required("invocation")?,
        false => values.text("invocation"),
    };
    Ok(record(|tree| {
        tree.number("type", if is_stream { 4 } else { 1 });
        if !invocation.is_empty() {
            tree.string("invocationId", invocation);
        }
        tree.string("target", target);
        tree.json("arguments", arguments);
    }))
}

/// A record with these members.
fn record(members: impl FnOnce(&mut Tree)) -> Vec<Content> {
    let mut text = Tree::write(|tree| tree.object(None, members));
    text.push(char::from(super::json::END));
    vec![Content::Text(text)]
}
