//! To run code, and to ask what a kernel is.

use super::layout::SUBPROTOCOL;
use crate::decoders::{Field, FieldFault, FieldKind, Form, Tree, Values, Words};
use crate::typed::Content;

/// The version of the messages (section "Versioning").
const VERSION: &str = "5.3";
const JSON: &str = "JSON";

const LAYOUT: Field = Field {
    id: "layout",
    label: Words {
        en: "Layout (of the subprotocol)",
        zh: "布局（取决于子协议）",
    },
    kind: FieldKind::Choice(&[JSON, SUBPROTOCOL]),
    default: JSON,
};
const SESSION: Field = Field {
    id: "session",
    label: Words {
        en: "Session",
        zh: "会话",
    },
    kind: FieldKind::Line,
    default: "wscope",
};
const ID: Field = Field {
    id: "id",
    label: Words {
        en: "Message ID",
        zh: "消息 ID",
    },
    kind: FieldKind::Line,
    default: "1",
};

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "execute",
        name: Words {
            en: "Run code",
            zh: "运行代码",
        },
        fields: &[
            Field {
                id: "code",
                label: Words {
                    en: "Code",
                    zh: "代码",
                },
                kind: FieldKind::Text,
                default: "",
            },
            ID,
            SESSION,
            LAYOUT,
        ],
        encode: |values| {
            let code = values.required("code")?;
            let content = Tree::write(|tree| {
                tree.object(None, |tree| {
                    tree.string("code", code);
                    tree.boolean("silent", false);
                    tree.boolean("store_history", true);
                    tree.json("user_expressions", "{}");
                    tree.boolean("allow_stdin", false);
                    tree.boolean("stop_on_error", true);
                });
            });
            message("execute_request", &content, values)
        },
    },
    Form {
        id: "kernel-info",
        name: Words {
            en: "Ask what the kernel is",
            zh: "查询内核信息",
        },
        fields: &[ID, SESSION, LAYOUT],
        encode: |values| message("kernel_info_request", "{}", values),
    },
];

fn message(
    message_type: &str,
    content: &str,
    values: &Values<'_>,
) -> Result<Vec<Content>, FieldFault> {
    let (id, session) = (values.required("id")?, values.required("session")?);
    let header = Tree::write(|tree| {
        tree.object(None, |tree| {
            tree.string("msg_id", id);
            tree.string("msg_type", message_type);
            tree.string("username", "");
            tree.string("session", session);
            tree.string("date", "");
            tree.string("version", VERSION);
        });
    });
    if values.text("layout") != JSON {
        let parts = ["shell", &header, "{}", "{}", content];
        return Ok(vec![Content::Binary(version_1(&parts))]);
    }
    let text = Tree::write(|tree| {
        tree.object(None, |tree| {
            tree.string("channel", "shell");
            tree.json("header", &header);
            tree.json("parent_header", "{}");
            tree.json("metadata", "{}");
            tree.json("content", content);
            tree.json("buffers", "[]");
        });
    });
    Ok(vec![Content::Text(text)])
}

/// The number of offsets, the offsets of the parts and of their end, and the parts.
pub(super) fn version_1(parts: &[&str]) -> Vec<u8> {
    let count = parts.len() + 1;
    let mut bytes = (count as u64).to_le_bytes().to_vec();
    let mut offset = size_of::<u64>() * (1 + count);
    bytes.extend((offset as u64).to_le_bytes());
    for part in parts {
        offset += part.len();
        bytes.extend((offset as u64).to_le_bytes());
    }
    bytes.extend(parts.iter().flat_map(|part| part.bytes()));
    bytes
}
