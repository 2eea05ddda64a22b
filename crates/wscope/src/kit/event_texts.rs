//! What happens to a connection, in words, in every language: the same in the list, over it and beside it.

mod en;
mod fragments;
#[cfg(test)]
mod tests;
mod zh_cn;

use std::borrow::Cow;

use connection::{CloseFault, CloseFrameError, FrameFault};
use session::RecordedEvent;

use crate::kit::language::Language;

/// The sentence for an event.
pub fn event(event: &RecordedEvent, language: Language) -> Cow<'static, str> {
    match language {
        Language::SimplifiedChinese => zh_cn::event(event),
        Language::English => en::event(event),
    }
}

/// What a close code is called.
pub fn close_name(code: u16, language: Language) -> &'static str {
    match language {
        Language::SimplifiedChinese => zh_cn::close_name(code),
        Language::English => en::close_name(code),
    }
}

/// What a close code from the server tells.
pub fn close_meaning(code: u16, language: Language) -> &'static str {
    match language {
        Language::SimplifiedChinese => zh_cn::close_meaning(code),
        Language::English => en::close_meaning(code),
    }
}

/// Why a close frame must not be sent.
pub fn refused_close(error: CloseFrameError, language: Language) -> String {
    match language {
        Language::SimplifiedChinese => zh_cn::refused(error),
        Language::English => en::refused(error),
    }
}

/// What is wrong with a frame: a part of a sentence.
pub fn frame_fault(fault: FrameFault, language: Language) -> Cow<'static, str> {
    match language {
        Language::SimplifiedChinese => zh_cn::frame_fault(fault),
        Language::English => fault.to_string().into(),
    }
}

/// What is wrong with a close frame: a part of a sentence.
pub fn close_fault(fault: CloseFault, language: Language) -> Cow<'static, str> {
    match language {
        Language::SimplifiedChinese => zh_cn::close_fault(fault),
        Language::English => fault.to_string().into(),
    }
}
