//! Bytes, as a script writes them.

use payload::typed::{Flaw, Form};

use crate::syntax::Encoding;

/// The form in which bytes are written, unless it is a text or a file.
pub(crate) fn form(encoding: Encoding) -> Option<Form> {
    match encoding {
        Encoding::Hex => Some(Form::Hex),
        Encoding::Base64 => Some(Form::Base64),
        Encoding::Text | Encoding::File => None,
    }
}

/// What is wrong with a text that stands for bytes or JSON.
pub(crate) fn words(flaw: &Flaw) -> String {
    let quoted = |c: &char| payload::visible::visible(&c.to_string());
    match flaw {
        Flaw::Json(why) => why.clone(),
        Flaw::NotHex(c) => format!("“{}” is no hexadecimal digit", quoted(c)),
        Flaw::HalfByte(c) => format!("a byte has two digits, and “{}” is alone", quoted(c)),
        Flaw::NotBase64(c) => format!("“{}” is no character of Base64", quoted(c)),
        Flaw::Base64End => "the Base64 ends within a byte".to_owned(),
    }
}
