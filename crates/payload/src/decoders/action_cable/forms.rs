//! A subscription, and a message to a channel.

use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Tree, Values, Words};
use crate::typed::Content;

const CHANNEL: Field = Field {
    id: "channel",
    label: Words {
        en: "Channel (class)",
        zh: "频道（类名）",
    },
    kind: FieldKind::Line,
    default: "",
};
const PARAMETERS: Field = Field {
    id: "parameters",
    label: Words {
        en: "Parameters (JSON object)",
        zh: "参数（JSON 对象）",
    },
    kind: FieldKind::Json,
    default: "",
};

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "subscribe",
        name: Words {
            en: "Subscribe to a channel",
            zh: "订阅频道",
        },
        fields: &[CHANNEL, PARAMETERS],
        encode: |values| command("subscribe", &identifier(values)?, None),
    },
    Form {
        id: "message",
        name: Words {
            en: "Perform an action",
            zh: "执行操作",
        },
        fields: &[
            CHANNEL,
            PARAMETERS,
            Field {
                id: "action",
                label: Words {
                    en: "Action (method)",
                    zh: "操作（方法）",
                },
                kind: FieldKind::Line,
                default: "",
            },
            Field {
                id: "data",
                label: Words {
                    en: "Data (JSON object)",
                    zh: "数据（JSON 对象）",
                },
                kind: FieldKind::Json,
                default: "",
            },
        ],
        encode: |values| {
            let action = values.required("action")?;
            let data = with_member("action", action, values, "data")?;
            command("message", &identifier(values)?, Some(&data))
        },
    },
];

/// A JSON text; the server finds a subscription by it, character by character.
fn identifier(values: &Values<'_>) -> Result<String, FieldFault> {
    let channel = values.required("channel")?;
    with_member("channel", channel, values, "parameters")
}

/// An object with one member and with those of an object that was filled in.
fn with_member(
    name: &str,
    text: &str,
    values: &Values<'_>,
    field: &'static str,
) -> Result<String, FieldFault> {
    let json = values.json(field)?.unwrap_or("{}");
    let others = json.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let others = others.ok_or(FieldFault {
        field,
        problem: FieldProblem::NotType(Words {
            en: "an object",
            zh: "对象",
        }),
    })?;
    let first = Tree::write(|tree| tree.object(None, |tree| tree.string(name, text)));
    let first = first.trim_end_matches('}');
    Ok(match others.trim() {
        "" => format!("{first}}}"),
        others => format!("{first},{others}}}"),
    })
}

fn command(name: &str, identifier: &str, data: Option<&str>) -> Result<Vec<Content>, FieldFault> {
    let text = Tree::write(|tree| {
        tree.object(None, |tree| {
            tree.string("command", name);
            tree.string("identifier", identifier);
            if let Some(data) = data {
                tree.string("data", data);
            }
        });
    });
    Ok(vec![Content::Text(text)])
}
