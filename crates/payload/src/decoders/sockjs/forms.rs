//! A message.

use crate::decoders::{Field, FieldKind, Form, Tree, Words};
use crate::typed::Content;

pub(super) const FORMS: &[Form] = &[Form {
    id: "message",
    name: Words {
        en: "Message",
        zh: "消息",
    },
    fields: &[Field {
        id: "text",
        label: Words {
            en: "Text",
            zh: "文本",
        },
        kind: FieldKind::Text,
        default: "",
    }],
    encode: |values| {
        let text = values.text("text");
        let array = Tree::write(|tree| tree.array(None, |tree| tree.string(None, text)));
        Ok(vec![Content::Text(array)])
    },
}];
