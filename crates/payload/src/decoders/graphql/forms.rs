//! What a client begins with, an operation, and its end.

use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Tree, Values, Words};
use crate::typed::Content;

const ID: Field = Field {
    id: "id",
    label: Words::same("ID"),
    kind: FieldKind::Line,
    default: "1",
};
const OPERATION: &[Field] = &[
    ID,
    Field {
        id: "query",
        label: Words {
            en: "Query, mutation or subscription",
            zh: "查询、变更或订阅",
        },
        kind: FieldKind::Text,
        default: "",
    },
    Field {
        id: "variables",
        label: Words {
            en: "Variables (optional)",
            zh: "变量（可选）",
        },
        kind: FieldKind::Json,
        default: "",
    },
    Field {
        id: "operation",
        label: Words {
            en: "Operation name (optional)",
            zh: "操作名称（可选）",
        },
        kind: FieldKind::Line,
        default: "",
    },
];
const CONNECTION_INIT: Form = Form {
    id: "connection-init",
    name: Words::same("connection_init"),
    fields: &[Field {
        id: "payload",
        label: Words {
            en: "Payload (optional)",
            zh: "附带数据（可选）",
        },
        kind: FieldKind::Json,
        default: "",
    }],
    encode: |values| {
        let payload = object(values, "payload")?;
        Ok(message("connection_init", |tree| {
            if let Some(payload) = payload {
                tree.json("payload", payload);
            }
        }))
    },
};

pub(super) const CURRENT: &[Form] = &[
    CONNECTION_INIT,
    Form {
        id: "subscribe",
        name: Words::same("subscribe"),
        fields: OPERATION,
        encode: |values| operation("subscribe", values),
    },
    Form {
        id: "complete",
        name: Words::same("complete"),
        fields: &[ID],
        encode: |values| end("complete", values),
    },
    Form {
        id: "ping",
        name: Words::same("ping"),
        fields: &[],
        encode: |_| Ok(message("ping", |_| {})),
    },
];

pub(super) const LEGACY: &[Form] = &[
    CONNECTION_INIT,
    Form {
        id: "start",
        name: Words::same("start"),
        fields: OPERATION,
        encode: |values| operation("start", values),
    },
    Form {
        id: "stop",
        name: Words::same("stop"),
        fields: &[ID],
        encode: |values| end("stop", values),
    },
];

fn operation(message_type: &str, values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let id = values.required("id")?;
    let query = values.required("query")?;
    let variables = object(values, "variables")?;
    let operation = values.text("operation");
    Ok(message(message_type, |tree| {
        tree.string("id", id);
        tree.object("payload", |tree| {
            if !operation.is_empty() {
                tree.string("operationName", operation);
            }
            tree.string("query", query);
            if let Some(variables) = variables {
                tree.json("variables", variables);
            }
        });
    }))
}

fn end(message_type: &str, values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let id = values.required("id")?;
    Ok(message(message_type, |tree| tree.string("id", id)))
}

/// A JSON object; `None` if the field is empty.
fn object<'a>(values: &Values<'a>, field: &'static str) -> Result<Option<&'a str>, FieldFault> {
    let json = values.json(field)?;
    if json.is_some_and(|json| !json.starts_with('{')) {
        return Err(FieldFault {
            field,
            problem: FieldProblem::NotType(Words {
                en: "an object",
                zh: "对象",
            }),
        });
    }
    Ok(json)
}

fn message(message_type: &str, members: impl FnOnce(&mut Tree)) -> Vec<Content> {
    let text = Tree::write(|tree| {
        tree.object(None, |tree| {
            tree.string("type", message_type);
            members(tree);
        });
    });
    vec![Content::Text(text)]
}
