//! With which words the row says how the connection stands, in every language.

use std::borrow::Cow;

use crate::kit::language::Language;
use crate::kit::standing::Standing;

/// The word for a standing. It fits into its place: nothing beside it moves.
pub(super) fn word(standing: Standing, seconds: u64, language: Language) -> Cow<'static, str> {
    match (standing, language) {
        (Standing::ClosedAbnormally { code }, Language::English) => {
            return format!("Closed: {code}").into();
        }
        (Standing::Waiting { .. }, Language::English) => {
            return format!("Retry in {seconds} s").into();
        }
        (Standing::Waiting { .. }, Language::SimplifiedChinese) => {
            return format!("{seconds} 秒后重试").into();
        }
        _ => {}
    }
    let (zh_cn, en) = match standing {
        Standing::Idle => ("未连接", "Not connected"),
        Standing::Connecting => ("正在连接…", "Connecting…"),
        Standing::Open => ("已连接", "Connected"),
        Standing::Waiting { .. } => ("等待重试", "Waiting"),
        Standing::Failed => ("连接失败", "Failed"),
        Standing::Closed => ("已关闭", "Closed"),
        Standing::ClosedAbnormally { .. } => ("异常关闭", "Closed"),
    };
    language.pick(zh_cn, en)
}
