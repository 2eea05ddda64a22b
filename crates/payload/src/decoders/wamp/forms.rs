//! What a client begins with, and what it asks a router for.

use crate::decoders::encodings::message_pack;
use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Tree, Values, Words};
use crate::typed::Content;

/// How the message is encoded, which was agreed on by the subprotocol.
const SERIALIZATIONS: &[&str] = &["json", "msgpack"];
/// Ids are at most 2 to the power of 53 (section 2.1.2).
const MAX_ID: u64 = 1 << 53;
/// Roles of a client that can do everything (section 4.1.1).
const DETAILS: &str = r#"{"roles":{"caller":{},"callee":{},"publisher":{},"subscriber":{}}}"#;

const SERIALIZATION: Field = Field {
    id: "serialization",
    label: Words {
        en: "Serialization",
        zh: "序列化格式",
    },
    kind: FieldKind::Choice(SERIALIZATIONS),
    default: SERIALIZATIONS[0],
};
const REQUEST: Field = Field {
    id: "request",
    label: Words {
        en: "Request ID",
        zh: "请求 ID",
    },
    kind: FieldKind::Number,
    default: "1",
};
const OPTIONS: Field = Field {
    id: "options",
    label: Words {
        en: "Options",
        zh: "选项",
    },
    kind: FieldKind::Json,
    default: "{}",
};
const TOPIC: Field = Field {
    id: "topic",
    label: Words {
        en: "Topic (URI)",
        zh: "主题（URI）",
    },
    kind: FieldKind::Line,
    default: "",
};
const ARGUMENTS: Field = Field {
    id: "arguments",
    label: Words {
        en: "Arguments (array)",
        zh: "参数（数组）",
    },
    kind: FieldKind::Json,
    default: "",
};
const KEYWORD_ARGUMENTS: Field = Field {
    id: "keyword_arguments",
    label: Words {
        en: "Keyword arguments (object)",
        zh: "关键字参数（对象）",
    },
    kind: FieldKind::Json,
    default: "",
};

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "hello",
        name: Words::same("HELLO"),
        fields: &[
            Field {
                id: "realm",
                label: Words {
                    en: "Realm",
                    zh: "域（realm）",
                },
                kind: FieldKind::Line,
                default: "realm1",
            },
            Field {
                id: "details",
                label: Words {
                    en: "Details",
                    zh: "详情",
                },
                kind: FieldKind::Json,
                default: DETAILS,
            },
            SERIALIZATION,
        ],
        encode: hello,
    },
    Form {
        id: "subscribe",
        name: Words {
            en: "SUBSCRIBE",
            zh: "SUBSCRIBE（订阅）",
        },
        fields: &[REQUEST, OPTIONS, TOPIC, SERIALIZATION],
        encode: |values| request(values, 32, "topic", false),
    },
    Form {
        id: "call",
        name: Words {
            en: "CALL",
            zh: "CALL（调用）",
        },
        fields: &[
            REQUEST,
            OPTIONS,
            Field {
                id: "procedure",
                label: Words {
                    en: "Procedure (URI)",
                    zh: "过程（URI）",
                },
                kind: FieldKind::Line,
                default: "",
            },
            ARGUMENTS,
            KEYWORD_ARGUMENTS,
            SERIALIZATION,
        ],
        encode: |values| request(values, 48, "procedure", true),
    },
    Form {
        id: "publish",
        name: Words {
            en: "PUBLISH",
            zh: "PUBLISH（发布）",
        },
        fields: &[
            REQUEST,
            OPTIONS,
            TOPIC,
            ARGUMENTS,
            KEYWORD_ARGUMENTS,
            SERIALIZATION,
        ],
        encode: |values| request(values, 16, "topic", true),
    },
];

/// `[HELLO, Realm|uri, Details|dict]`
fn hello(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let realm = values.required("realm")?;
    let details = object(values, "details")?.unwrap_or(DETAILS);
    message(values, |tree| {
        tree.number(None, 1);
        tree.string(None, realm);
        tree.json(None, details);
    })
}

/// `[type, Request|id, Options|dict, URI, Arguments|list, ArgumentsKw|dict]`
fn request(
    values: &Values<'_>,
    number: u16,
    uri: &'static str,
    has_arguments: bool,
) -> Result<Vec<Content>, FieldFault> {
    let request = values.number("request", 1, MAX_ID)?;
    let options = object(values, "options")?.unwrap_or("{}");
    let uri = values.required(uri)?;
    let (arguments, keywords) = if has_arguments {
        let wanted = Words {
            en: "an array",
            zh: "数组",
        };
        (
            json(values, "arguments", '[', wanted)?,
            object(values, "keyword_arguments")?,
        )
    } else {
        (None, None)
    };
    message(values, |tree| {
        tree.number(None, number);
        tree.number(None, request);
        tree.json(None, options);
        tree.string(None, uri);
        match (arguments, keywords) {
            (None, None) => {}
            // The array has to be there when the object is.
            (arguments, None) => tree.json(None, arguments.unwrap_or("[]")),
            (arguments, Some(keywords)) => {
                tree.json(None, arguments.unwrap_or("[]"));
                tree.json(None, keywords);
            }
        }
    })
}

fn object<'a>(values: &Values<'a>, field: &'static str) -> Result<Option<&'a str>, FieldFault> {
    let wanted = Words {
        en: "an object",
        zh: "对象",
    };
    json(values, field, '{', wanted)
}

/// JSON that begins with a bracket; `None` if the field is empty.
fn json<'a>(
    values: &Values<'a>,
    field: &'static str,
    bracket: char,
    wanted: Words,
) -> Result<Option<&'a str>, FieldFault> {
    let json = values.json(field)?;
    match json.is_none_or(|json| json.starts_with(bracket)) {
        true => Ok(json),
        false => Err(FieldFault {
            field,
            problem: FieldProblem::NotType(wanted),
        }),
    }
}

fn message(values: &Values<'_>, items: impl FnOnce(&mut Tree)) -> Result<Vec<Content>, FieldFault> {
    let text = Tree::write(|tree| tree.array(None, items));
    if values.text("serialization") != "msgpack" {
        return Ok(vec![Content::Text(text)]);
    }
    let bytes = message_pack::from_json(&text).map_err(|fault| FieldFault {
        field: "serialization",
        problem: FieldProblem::NotJson(fault.to_string()),
    })?;
    Ok(vec![Content::Binary(bytes)])
}
