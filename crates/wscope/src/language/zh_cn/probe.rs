//! 探测，用简体中文。

use std::borrow::Cow;

use super::super::ProbeText as T;
use session::Tally;

pub(super) fn say(text: T) -> Cow<'static, str> {
    match text {
        T::Title => "探测".into(),
        T::Open => "探测…".into(),
        T::OpenTooltip => "测量延迟和完整性：向会回声的服务器发送带编号的消息".into(),
        T::Close => "收起探测".into(),
        T::Start => "开始探测".into(),
        T::StartTooltip => "发送带编号的消息，并统计返回的情况".into(),
        T::Stop => "停止探测".into(),
        T::StopTooltip => "不再发送，途中的仍会统计".into(),
        T::Hint => "服务器必须原样返回消息，例如 /echo".into(),
        T::Rate => "速率".into(),
        T::Size => "大小".into(),
        T::Count => "总数".into(),
        T::Sent => "发送".into(),
        T::Back => "返回".into(),
        T::Pending => "途中".into(),
        T::Lost => "丢失".into(),
        T::Duplicated => "重复".into(),
        T::Reordered => "乱序".into(),
        T::Altered => "被改".into(),
        T::Latency => "延迟".into(),
        T::Result(Tally {
            sent,
            back,
            lost,
            duplicated,
            reordered,
            altered,
            ..
        }) => format!(
            "探测：发送 {sent}，返回 {back}，丢失 {lost}，重复 {duplicated}，乱序 {reordered}，被改 {altered}"
        )
        .into(),
    }
}
