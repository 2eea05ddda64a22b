//! What a client begins with, subscribes with, publishes and ends with.

use super::heartbeats::PINGREQ;
use super::packet_types;
use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Values, Words};
use crate::typed::Content;

/// The forms of a version, by its level (section 3.1.2.2).
pub(super) struct Forms<const LEVEL: u8>;

const PACKET_ID: Field = Field {
    id: "packet_identifier",
    label: Words {
        en: "Packet identifier",
        zh: "报文标识符",
    },
    kind: FieldKind::Number,
    default: "1",
};
const QUALITY: Field = Field {
    id: "qos",
    label: Words {
        en: "QoS",
        zh: "服务质量（QoS）",
    },
    kind: FieldKind::Choice(&["0", "1", "2"]),
    default: "0",
};

/// What the flag for a new session is called: MQTT 5 gave it another name.
const fn clean(level: u8) -> Words {
    match level {
        5.. => Words {
            en: "Clean start",
            zh: "全新会话",
        },
        _ => Words {
            en: "Clean session",
            zh: "清理会话",
        },
    }
}

impl<const LEVEL: u8> Forms<LEVEL> {
    pub(super) const ALL: &'static [Form] = &[
        Form {
            id: "connect",
            name: Words {
                en: "CONNECT",
                zh: "CONNECT（连接）",
            },
            fields: &[
                Field {
                    id: "client_identifier",
                    label: Words {
                        en: "Client identifier",
                        zh: "客户端标识符",
                    },
                    kind: FieldKind::Line,
                    default: "",
                },
                Field {
                    id: "clean_start",
                    label: clean(LEVEL),
                    kind: FieldKind::Switch,
                    default: "true",
                },
                Field {
                    id: "keep_alive",
                    label: Words {
                        en: "Keep alive (s)",
                        zh: "保持连接（秒）",
                    },
                    kind: FieldKind::Number,
                    default: "60",
                },
                Field {
                    id: "user_name",
                    label: Words {
                        en: "User name",
                        zh: "用户名",
                    },
                    kind: FieldKind::Line,
                    default: "",
                },
                Field {
                    id: "password",
                    label: Words {
                        en: "Password",
                        zh: "密码",
                    },
                    kind: FieldKind::Secret,
                    default: "",
                },
            ],
            encode: connect::<LEVEL>,
        },
        Form {
            id: "subscribe",
            name: Words {
                en: "SUBSCRIBE",
                zh: "SUBSCRIBE（订阅）",
            },
            fields: &[
                Field {
                    id: "topic_filter",
                    label: Words {
                        en: "Topic filter",
                        zh: "主题过滤器",
                    },
                    kind: FieldKind::Line,
                    default: "#",
                },
                QUALITY,
                PACKET_ID,
            ],
            encode: subscribe::<LEVEL>,
        },
        Form {
            id: "publish",
            name: Words {
                en: "PUBLISH",
                zh: "PUBLISH（发布）",
            },
            fields: &[
                Field {
                    id: "topic",
                    label: Words {
                        en: "Topic",
                        zh: "主题",
                    },
                    kind: FieldKind::Line,
                    default: "",
                },
                Field {
                    id: "payload",
                    label: Words {
                        en: "Payload",
                        zh: "有效载荷",
                    },
                    kind: FieldKind::Text,
                    default: "",
                },
                QUALITY,
                Field {
                    id: "retain",
                    label: Words {
                        en: "Retain",
                        zh: "保留消息",
                    },
                    kind: FieldKind::Switch,
                    default: "false",
                },
                PACKET_ID,
            ],
            encode: publish::<LEVEL>,
        },
        Form {
            id: "pingreq",
            name: Words {
                en: "PINGREQ",
                zh: "PINGREQ（心跳）",
            },
            fields: &[],
            encode: |_| Ok(vec![Content::Binary(PINGREQ.to_vec())]),
        },
        Form {
            id: "disconnect",
            name: Words {
                en: "DISCONNECT",
                zh: "DISCONNECT（断开）",
            },
            fields: &[],
            // Without a code it is a normal one (section 3.14.2.1).
            encode: |_| {
                Ok(vec![Content::Binary(vec![
                    packet_types::DISCONNECT << 4,
                    0,
                ])])
            },
        },
    ];
}

/// Section 3.1, without a will and without properties.
fn connect<const LEVEL: u8>(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let (user, password) = (values.text("user_name"), values.text("password"));
    // Version 3.1.1, section 3.1.2.9: no password without a user name.
    if LEVEL < 5 && user.is_empty() && !password.is_empty() {
        return Err(FieldFault {
            field: "user_name",
            problem: FieldProblem::Missing,
        });
    }
    let mut flags = 0;
    for (is_set, flag) in [
        (values.is_on("clean_start"), 0x02),
        (!password.is_empty(), 0x40),
        (!user.is_empty(), 0x80),
    ] {
        if is_set {
            flags |= flag;
        }
    }
    let mut body = b"\0\x04MQTT".to_vec();
    body.extend([LEVEL, flags]);
    body.extend(two_bytes(values, "keep_alive", 0)?);
    push_no_properties::<LEVEL>(&mut body);
    push_string(
        &mut body,
        "client_identifier",
        values.text("client_identifier"),
    )?;
    if !user.is_empty() {
        push_string(&mut body, "user_name", user)?;
    }
    if !password.is_empty() {
        push_string(&mut body, "password", password)?;
    }
    message(packet_types::CONNECT << 4, &body, "client_identifier")
}

/// Section 3.8.
fn subscribe<const LEVEL: u8>(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let filter = values.required("topic_filter")?;
    let mut body = two_bytes(values, "packet_identifier", 1)?.to_vec();
    push_no_properties::<LEVEL>(&mut body);
    push_string(&mut body, "topic_filter", filter)?;
    body.push(quality(values)?);
    message(packet_types::SUBSCRIBE << 4 | 2, &body, "topic_filter")
}

/// Section 3.3.
fn publish<const LEVEL: u8>(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let topic = values.required("topic")?;
    if let Some(wildcard) = topic.chars().find(|c| matches!(c, '+' | '#')) {
        return Err(FieldFault {
            field: "topic",
            problem: FieldProblem::NotAllowed(wildcard),
        });
    }
    let quality = quality(values)?;
    let mut body = Vec::new();
    push_string(&mut body, "topic", topic)?;
    if quality > 0 {
        body.extend(two_bytes(values, "packet_identifier", 1)?);
    }
    push_no_properties::<LEVEL>(&mut body);
    body.extend_from_slice(values.text("payload").as_bytes());
    let first = packet_types::PUBLISH << 4 | quality << 1 | u8::from(values.is_on("retain"));
    message(first, &body, "payload")
}

fn quality(values: &Values<'_>) -> Result<u8, FieldFault> {
    // It is one of three.
    values.number("qos", 0, 2).map(|quality| quality as u8)
}

fn two_bytes(values: &Values<'_>, field: &'static str, least: u64) -> Result<[u8; 2], FieldFault> {
    let number = values.number(field, least, u16::MAX.into())?;
    Ok((number as u16).to_be_bytes())
}

/// The length of no properties, in version 5.
fn push_no_properties<const LEVEL: u8>(body: &mut Vec<u8>) {
    if LEVEL >= 5 {
        body.push(0);
    }
}

/// Section 1.5.4.
fn push_string(body: &mut Vec<u8>, field: &'static str, text: &str) -> Result<(), FieldFault> {
    let fault = |problem| FieldFault { field, problem };
    if text.contains('\0') {
        return Err(fault(FieldProblem::NotAllowed('\0')));
    }
    let length =
        u16::try_from(text.len()).map_err(|_| fault(FieldProblem::TooLong(u16::MAX.into())))?;
    body.extend(length.to_be_bytes());
    body.extend_from_slice(text.as_bytes());
    Ok(())
}

/// A packet with its length (section 2.1.4). `longest` is the field that makes it too long, if one does.
fn message(first: u8, body: &[u8], longest: &'static str) -> Result<Vec<Content>, FieldFault> {
    /// Four bytes of seven bits each.
    const MAX_LENGTH: usize = (1 << 28) - 1;
    if body.len() > MAX_LENGTH {
        return Err(FieldFault {
            field: longest,
            problem: FieldProblem::TooLong(MAX_LENGTH),
        });
    }
    let mut packet = vec![first];
    let mut length = body.len();
    loop {
        let byte = (length & 0x7f) as u8;
        length >>= 7;
        if length == 0 {
            packet.push(byte);
            break;
        }
        packet.push(byte | 0x80);
    }
    packet.extend_from_slice(body);
    Ok(vec![Content::Binary(packet)])
}
