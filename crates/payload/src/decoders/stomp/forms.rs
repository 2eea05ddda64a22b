//! What a client begins with, a subscription, and a message.

use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Values, Words};
use crate::typed::Content;

const DESTINATION: Field = Field {
    id: "destination",
    label: Words {
        en: "Destination",
        zh: "目的地",
    },
    kind: FieldKind::Line,
    default: "",
};
const RECEIPT: Field = Field {
    id: "receipt",
    label: Words {
        en: "Receipt ID (optional)",
        zh: "回执 ID（可选）",
    },
    kind: FieldKind::Line,
    default: "",
};

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "connect",
        name: Words::same("CONNECT"),
        fields: &[
            Field {
                id: "host",
                label: Words {
                    en: "Virtual host",
                    zh: "虚拟主机",
                },
                kind: FieldKind::Line,
                default: "/",
            },
            Field {
                id: "login",
                label: Words {
                    en: "Login (optional)",
                    zh: "用户名（可选）",
                },
                kind: FieldKind::Line,
                default: "",
            },
            Field {
                id: "passcode",
                label: Words {
                    en: "Passcode (optional)",
                    zh: "密码（可选）",
                },
                kind: FieldKind::Secret,
                default: "",
            },
            Field {
                id: "heart-beat",
                label: Words {
                    en: "Heart-beats sent and wanted (ms)",
                    zh: "发送与期望的心跳间隔（毫秒）",
                },
                kind: FieldKind::Line,
                default: "0,0",
            },
        ],
        encode: connect,
    },
    Form {
        id: "subscribe",
        name: Words::same("SUBSCRIBE"),
        fields: &[
            DESTINATION,
            Field {
                id: "id",
                label: Words::same("ID"),
                kind: FieldKind::Line,
                default: "0",
            },
            Field {
                id: "ack",
                label: Words {
                    en: "Acknowledgement",
                    zh: "确认方式",
                },
                kind: FieldKind::Choice(&["auto", "client", "client-individual"]),
                default: "auto",
            },
            RECEIPT,
        ],
        encode: subscribe,
    },
    Form {
        id: "send",
        name: Words::same("SEND"),
        fields: &[
            DESTINATION,
            Field {
                id: "content-type",
                label: Words {
                    en: "Content type",
                    zh: "内容类型",
                },
                kind: FieldKind::Line,
                default: "text/plain",
            },
            Field {
                id: "body",
                label: Words {
                    en: "Body",
                    zh: "正文",
                },
                kind: FieldKind::Text,
                default: "",
            },
            RECEIPT,
        ],
        encode: send,
    },
];

fn connect(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let mut frame = "CONNECT\naccept-version:1.0,1.1,1.2\n".to_owned();
    for name in ["host", "login", "passcode", "heart-beat"] {
        let value = values.text(name);
        // Nothing is escaped in this frame, so an end of line cannot stand in it.
        if let Some(end) = value.chars().find(|it| matches!(it, '\r' | '\n' | '\0')) {
            return Err(FieldFault {
                field: name,
                problem: FieldProblem::NotAllowed(end),
            });
        }
        if !value.is_empty() {
            frame.push_str(&format!("{name}:{value}\n"));
        }
    }
    frame.push_str("\n\0");
    Ok(vec![Content::Text(frame)])
}

fn subscribe(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    values.required("destination")?;
    values.required("id")?;
    frame(
        "SUBSCRIBE",
        &["destination", "id", "ack", "receipt"],
        values,
        "",
    )
}

fn send(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    values.required("destination")?;
    frame(
        "SEND",
        &["destination", "content-type", "receipt"],
        values,
        values.text("body"),
    )
}

/// A frame with the headers that are filled in.
fn frame(
    command: &str,
    headers: &[&'static str],
    values: &Values<'_>,
    body: &str,
) -> Result<Vec<Content>, FieldFault> {
    let mut frame = format!("{command}\n");
    for name in headers.iter().copied() {
        let value = values.text(name);
        // It ends a frame, and has no escape.
        if value.contains('\0') {
            return Err(FieldFault {
                field: name,
                problem: FieldProblem::NotAllowed('\0'),
            });
        }
        if !value.is_empty() {
            frame.push_str(&format!("{name}:{}\n", escaped(value)));
        }
    }
    if !body.is_empty() {
        frame.push_str(&format!("content-length:{}\n", body.len()));
    }
    frame.push_str(&format!("\n{body}\0"));
    Ok(vec![Content::Text(frame)])
}

/// A value as it stands in a header (section "Value Encoding").
fn escaped(value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('\r', "\\r");
    value.replace('\n', "\\n").replace(':', "\\c")
}
