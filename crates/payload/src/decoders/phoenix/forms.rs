//! To join a channel, to push into one, and a heartbeat; in version 2.

use crate::decoders::{Field, FieldFault, FieldKind, Form, Tree, Values, Words};
use crate::typed::Content;

const TOPIC: Field = Field {
    id: "topic",
    label: Words {
        en: "Topic",
        zh: "主题",
    },
    kind: FieldKind::Line,
    default: "",
};
const PAYLOAD: Field = Field {
    id: "payload",
    label: Words {
        en: "Payload",
        zh: "附带数据",
    },
    kind: FieldKind::Json,
    default: "{}",
};

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "join",
        name: Words {
            en: "Join a channel",
            zh: "加入频道",
        },
        fields: &[TOPIC, PAYLOAD, reference("1")],
        encode: |values| {
            let reference = values.required("ref")?;
            push(values, reference, reference, "phx_join")
        },
    },
    Form {
        id: "push",
        name: Words {
            en: "Push an event",
            zh: "推送事件",
        },
        fields: &[
            TOPIC,
            Field {
                id: "event",
                label: Words {
                    en: "Event",
                    zh: "事件",
                },
                kind: FieldKind::Line,
                default: "",
            },
            PAYLOAD,
            reference("2"),
            Field {
                id: "join_ref",
                label: Words {
                    en: "Reference of the join",
                    zh: "加入时的引用号",
                },
                kind: FieldKind::Line,
                default: "1",
            },
        ],
        encode: |values| {
            let event = values.required("event")?;
            let join_reference = values.required("join_ref")?;
            push(values, join_reference, values.required("ref")?, event)
        },
    },
    Form {
        id: "heartbeat",
        name: Words {
            en: "Heartbeat",
            zh: "心跳",
        },
        fields: &[reference("1")],
        encode: |values| Ok(vec![heartbeat(values.required("ref")?, false)]),
    },
];

const fn reference(default: &'static str) -> Field {
    Field {
        id: "ref",
        label: Words {
            en: "Reference",
            zh: "引用号",
        },
        kind: FieldKind::Line,
        default,
    }
}

fn push(
    values: &Values<'_>,
    join_reference: &str,
    reference: &str,
    event: &str,
) -> Result<Vec<Content>, FieldFault> {
    let topic = values.required("topic")?;
    let payload = values.json("payload")?.unwrap_or("{}");
    let text = Tree::write(|tree| {
        tree.array(None, |tree| {
            for text in [join_reference, reference, topic, event] {
                tree.string(None, text);
            }
            tree.json(None, payload);
        });
    });
    Ok(vec![Content::Text(text)])
}

/// What keeps a socket open (section "Heartbeat"), as an object in version 1.
pub(super) fn heartbeat(reference: &str, is_object: bool) -> Content {
    Content::Text(Tree::write(|tree| {
        if is_object {
            tree.object(None, |tree| {
                tree.string("topic", "phoenix");
                tree.string("event", "heartbeat");
                tree.json("payload", "{}");
                tree.string("ref", reference);
            });
            return;
        }
        tree.array(None, |tree| {
            tree.null(None);
            for text in [reference, "phoenix", "heartbeat"] {
                tree.string(None, text);
            }
            tree.json(None, "{}");
        });
    }))
}
