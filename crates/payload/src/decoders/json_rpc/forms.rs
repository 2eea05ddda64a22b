//! A call and a notification, to be filled in.

use crate::decoders::{Field, FieldFault, FieldKind, FieldProblem, Form, Tree, Values, Words};
use crate::typed::Content;

const METHOD: Field = Field {
    id: "method",
    label: Words {
        en: "Method",
        zh: "方法",
    },
    kind: FieldKind::Line,
    default: "",
};
const PARAMETERS: Field = Field {
    id: "params",
    label: Words {
        en: "Parameters",
        zh: "参数",
    },
    kind: FieldKind::Json,
    default: "",
};

pub(super) const FORMS: &[Form] = &[
    Form {
        id: "call",
        name: Words {
            en: "Call",
            zh: "调用",
        },
        fields: &[
            METHOD,
            PARAMETERS,
            Field {
                id: "id",
                label: Words::same("ID"),
                kind: FieldKind::Line,
                default: "1",
            },
        ],
        encode: |values| message(values, true),
    },
    Form {
        id: "notification",
        name: Words {
            en: "Notification",
            zh: "通知",
        },
        fields: &[METHOD, PARAMETERS],
        encode: |values| message(values, false),
    },
];

/// A request object (section 4); an id that is no number is a string.
fn message(values: &Values<'_>, has_id: bool) -> Result<Vec<Content>, FieldFault> {
    let method = values.required("method")?;
    let parameters = values.json("params")?;
    // Section 4.2: an array or an object.
    if parameters.is_some_and(|json| !json.starts_with(['{', '['])) {
        return Err(FieldFault {
            field: "params",
            problem: FieldProblem::NotType(Words {
                en: "an object or an array",
                zh: "对象或数组",
            }),
        });
    }
    let id = if has_id {
        Some(values.required("id")?)
    } else {
        None
    };
    let text = Tree::write(|tree| {
        tree.object(None, |tree| {
            tree.string("jsonrpc", "2.0");
            match id.map(|id| (id, id.parse::<i64>())) {
                Some((_, Ok(number))) => tree.number("id", number),
                Some((text, Err(_))) => tree.string("id", text),
                None => {}
            }
            tree.string("method", method);
            if let Some(parameters) = parameters {
                tree.json("params", parameters);
            }
        });
    });
    Ok(vec![Content::Text(text)])
}
