//! A call, an answer, and what a station begins with.

use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Tree, Values, Words};
use crate::typed::Content;

/// What a `BootNotification` has in it differs between these.
const VERSIONS: &[&str] = &["1.6", "2.0.1"];

const ID: Field = Field {
    id: "id",
    label: Words {
        en: "Message ID",
        zh: "消息 ID",
    },
    kind: FieldKind::Line,
    default: "1",
};
const PAYLOAD: Field = Field {
    id: "payload",
    label: Words {
        en: "Payload",
        zh: "消息内容",
    },
    kind: FieldKind::Json,
    default: "{}",
};

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "boot_notification",
        name: Words::same("BootNotification"),
        fields: &[
            ID,
            Field {
                id: "version",
                label: Words {
                    en: "Version",
                    zh: "版本",
                },
                kind: FieldKind::Choice(VERSIONS),
                default: VERSIONS[0],
            },
            Field {
                id: "vendor",
                label: Words {
                    en: "Vendor",
                    zh: "厂商",
                },
                kind: FieldKind::Line,
                default: "",
            },
            Field {
                id: "model",
                label: Words {
                    en: "Model",
                    zh: "型号",
                },
                kind: FieldKind::Line,
                default: "",
            },
        ],
        encode: boot_notification,
    },
    Form {
        id: "call",
        name: Words {
            en: "Call",
            zh: "调用",
        },
        fields: &[
            ID,
            Field {
                id: "action",
                label: Words {
                    en: "Action",
                    zh: "操作",
                },
                kind: FieldKind::Line,
                default: "Heartbeat",
            },
            PAYLOAD,
        ],
        encode: |values| {
            let action = values.required("action")?;
            let payload = payload(values)?;
            message(values, 2, |tree| {
                tree.string(None, action);
                tree.json(None, payload);
            })
        },
    },
    Form {
        id: "result",
        name: Words {
            en: "Result",
            zh: "结果",
        },
        fields: &[ID, PAYLOAD],
        encode: |values| {
            let payload = payload(values)?;
            message(values, 3, |tree| tree.json(None, payload))
        },
    },
];

fn boot_notification(values: &Values<'_>) -> Result<Vec<Content>, FieldFault> {
    let vendor = values.required("vendor")?;
    let model = values.required("model")?;
    let is_first = values.text("version") == VERSIONS[0];
    message(values, 2, |tree| {
        tree.string(None, "BootNotification");
        tree.object(None, |tree| {
            if is_first {
                tree.string("chargePointVendor", vendor);
                tree.string("chargePointModel", model);
            } else {
                tree.string("reason", "PowerUp");
                tree.object("chargingStation", |tree| {
                    tree.string("vendorName", vendor);
                    tree.string("model", model);
                });
            }
        });
    })
}

/// An object, which may be left out where it has no members.
fn payload<'a>(values: &Values<'a>) -> Result<&'a str, FieldFault> {
    match values.json("payload")? {
        None => Ok("{}"),
        Some(json) if json.starts_with('{') => Ok(json),
        Some(_) => Err(FieldFault {
            field: "payload",
            problem: FieldProblem::NotType(Words {
                en: "an object",
                zh: "对象",
            }),
        }),
    }
}

/// A message of a type with what follows its id.
fn message(
    values: &Values<'_>,
    number: u8,
    rest: impl FnOnce(&mut Tree),
) -> Result<Vec<Content>, FieldFault> {
    /// Section 4.1.4: as long as a UUID.
    const LONGEST_ID: usize = 36;
    let id = values.required("id")?;
    if id.len() > LONGEST_ID {
        return Err(FieldFault {
            field: "id",
            problem: FieldProblem::TooLong(LONGEST_ID),
        });
    }
    let text = Tree::write(|tree| {
        tree.array(None, |tree| {
            tree.number(None, number);
            tree.string(None, id);
            rest(tree);
        });
    });
    Ok(vec![Content::Text(text)])
}
