//! What a client begins with, and an event.

use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Tree, Values, Words};
use crate::typed::Content;

const NAMESPACE: Field = Field {
    id: "namespace",
    label: Words {
        en: "Namespace",
        zh: "命名空间",
    },
    kind: FieldKind::Line,
    default: "/",
};

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "connect",
        name: Words {
            en: "Connect to a namespace",
            zh: "连接命名空间",
        },
        fields: &[
            NAMESPACE,
            Field {
                id: "auth",
                label: Words {
                    en: "Authentication",
                    zh: "身份验证数据",
                },
                kind: FieldKind::Json,
                default: "",
            },
        ],
        encode: connect,
    },
    Form {
        id: "emit",
        name: Words {
            en: "Emit an event",
            zh: "发送事件",
        },
        fields: &[
            NAMESPACE,
            Field {
                id: "event",
                label: Words {
                    en: "Event",
                    zh: "事件",
                },
                kind: FieldKind::Line,
                default: "message",
            },
            Field {
                id: "arguments",
                label: Words {
                    en: "Arguments (JSON, one or an array)",
                    zh: "参数（JSON，单个值或数组）",
                },
                kind: FieldKind::Json,
                default: "",
            },
            Field {
                id: "id",
                label: Words {
                    en: "Acknowledgement ID (optional)",
                    zh: "确认 ID（可选）",
                },
                kind: FieldKind::Line,
                default: "",
            },
        ],
        encode: emit,
    },
];

/// `40`, with the namespace unless it is the usual one, and with what it may be asked for.
fn connect(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let namespace = namespace(values)?;
    let data = values.json("auth")?.unwrap_or_default();
    Ok(vec![Content::Text(format!("40{namespace}{data}"))])
}

/// `42`, with the namespace, the id that an acknowledgement is asked for with, and an array of the event and its arguments.
fn emit(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let namespace = namespace(values)?;
    let event = values.required("event")?;
    let arguments = values.json("arguments")?;
    let id = match values.text("id").trim() {
        "" => String::new(),
        _ => values.number("id", 0, u64::MAX)?.to_string(),
    };
    let data = Tree::write(|tree| {
        tree.array(None, |tree| {
            tree.string(None, event);
            // The values of an array stand beside the event; white space at its ends is gone.
            let several = arguments.and_then(|json| json.strip_prefix('[')?.strip_suffix(']'));
            match (several.map(str::trim), arguments) {
                (Some(""), _) | (None, None) => {}
                (Some(several), _) => tree.json(None, several),
                (None, Some(one)) => tree.json(None, one),
            }
        });
    });
    Ok(vec![Content::Text(format!("42{namespace}{id}{data}"))])
}

/// A namespace as it stands in a packet: with its comma, and not at all if it is the usual one.
fn namespace(values: &Values<'_>) -> Result<String, FieldFault> {
    let namespace = values.text("namespace").trim();
    if namespace.is_empty() || namespace == "/" {
        return Ok(String::new());
    }
    // A comma would end it.
    if namespace.contains(',') {
        return Err(FieldFault {
            field: "namespace",
            problem: FieldProblem::NotAllowed(','),
        });
    }
    let slash = if namespace.starts_with('/') { "" } else { "/" };
    Ok(format!("{slash}{namespace},"))
}
