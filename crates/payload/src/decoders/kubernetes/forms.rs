//! What is typed, and how large the terminal is.

use super::channels::{CHANNELS, CLOSE, RESIZE};
use crate::decoders::{Field, FieldFault, FieldKind, Form, Values, Words};
use crate::typed::Content;

/// Lines and columns have 16 bits.
const MAX_SIZE: u64 = u16::MAX as u64;

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "stdin",
        name: Words {
            en: "Input",
            zh: "输入",
        },
        fields: &[
            Field {
                id: "text",
                label: Words {
                    en: "Text",
                    zh: "文本",
                },
                kind: FieldKind::Text,
                default: "",
            },
            Field {
                id: "line_feed",
                label: Words {
                    en: "With a line feed",
                    zh: "附加换行",
                },
                kind: FieldKind::Switch,
                default: "true",
            },
        ],
        encode: |values| {
            let line_feed = if values.is_on("line_feed") { "\n" } else { "" };
            message(0, &[values.text("text"), line_feed].concat())
        },
    },
    Form {
        id: "resize",
        name: Words {
            en: "Size of the terminal",
            zh: "终端大小",
        },
        fields: &[
            Field {
                id: "width",
                label: Words {
                    en: "Columns",
                    zh: "列数",
                },
                kind: FieldKind::Number,
                default: "80",
            },
            Field {
                id: "height",
                label: Words {
                    en: "Lines",
                    zh: "行数",
                },
                kind: FieldKind::Number,
                default: "24",
            },
        ],
        encode: resize,
    },
    Form {
        id: "close",
        name: Words {
            en: "Close a channel",
            zh: "关闭通道",
        },
        fields: &[Field {
            id: "channel",
            label: Words {
                en: "Channel",
                zh: "通道",
            },
            kind: FieldKind::Choice(&CHANNELS),
            default: CHANNELS[0],
        }],
        encode: |values| {
            let channel = values.text("channel");
            let number = CHANNELS.iter().position(|name| *name == channel);
            // It is one of five.
            let number = number.unwrap_or_default() as u8;
            Ok(vec![Content::Binary(vec![CLOSE, number])])
        },
    },
];

fn resize(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let width = values.number("width", 1, MAX_SIZE)?;
    let height = values.number("height", 1, MAX_SIZE)?;
    message(RESIZE, &format!(r#"{{"Width":{width},"Height":{height}}}"#))
}

fn message(channel: u8, data: &str) -> Result<Vec<Content>, FieldFault> {
    let mut bytes = vec![channel];
    bytes.extend_from_slice(data.as_bytes());
    Ok(vec![Content::Binary(bytes)])
}
