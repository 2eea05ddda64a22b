//! 关于轮询与 WebSocket 的一课，用简体中文。

use std::borrow::Cow;

use super::super::LessonText as T;
use crate::format::{count, size};
use crate::lesson::Method;
use crate::lesson::board::Ending;
use crate::lesson::results::Summary;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Open => "轮询与 WebSocket…".into(),
        T::OpenTooltip => "同样的事件，用轮询取得和用 WebSocket 推送，各要多少代价".into(),
        T::Title => "轮询与 WebSocket".into(),
        T::Back => "回到消息".into(),
        T::BackTooltip => "停止比较；数字保留到下一次".into(),
        T::Start => "开始比较".into(),
        T::StartTooltip => "让服务器产生事件，用两种方式取得".into(),
        T::Stop => "停止".into(),
        T::StopTooltip => "不再取事件，数字保留".into(),
        T::Rate => "事件".into(),
        T::Size => "大小".into(),
        T::Method => "轮询".into(),
        T::AtIntervals => "定时".into(),
        T::Interval => "每".into(),
        T::Long => "长轮询".into(),
        T::Server => "服务器".into(),
        T::Token => "令牌".into(),
        T::Hint => "服务器产生事件。左边通过 HTTP 一次次询问；右边由服务器通过 WebSocket 推送同样的事件。字节数由服务器在套接字上统计。一次比较最长十分钟。".into(),
        T::Polling(Method::Interval) => "HTTP 轮询".into(),
        T::Polling(Method::LongPolling) => "HTTP 长轮询".into(),
        T::Push => "WebSocket".into(),
        T::PollingHow(Method::Interval) => "每隔一段时间询问一次。每次都带着请求头和要检查的令牌，得到的回答多半没有新内容。".into(),
        T::PollingHow(Method::LongPolling) => "询问之后，服务器等到有新内容才回答；然后再次询问，又带上全部请求头和令牌。".into(),
        T::PushHow => "只握手一次，只出示一次令牌。之后每个事件就是一帧，帧头两个字节，发生时立即送出。".into(),
        T::Arrived => "送达的事件".into(),
        T::Missed => "错过的事件".into(),
        T::MissedTooltip => "服务器只保留最近 256 个事件：问得太少的人看不到其余的".into(),
        T::Requests => "请求".into(),
        T::Connections => "TCP 连接".into(),
        T::ConnectionsTooltip => "本程序每次请求新建一个连接；浏览器会重复使用同一个".into(),
        T::Empty => "空的回答".into(),
        T::TokenChecks => "检查令牌".into(),
        T::HeadersUp => "发往服务器的头部".into(),
        T::HeadersDown => "发往客户端的头部".into(),
        T::HeadersTooltip => "线路上除事件以外的一切：请求行、HTTP 头部、帧头、ping".into(),
        T::Payload => "事件本身".into(),
        T::Total => "线路上的字节".into(),
        T::Delay => "延迟：一半 / 95% 以内".into(),
        T::DelayTooltip => "从事件发生到在这里收到：一半在此以内，95% 在此以内".into(),
        T::MeasureBytes => "字节".into(),
        T::MeasureRequests => "请求".into(),
        T::MeasureEvents => "事件".into(),
        T::MeasureDelay => "延迟".into(),
        T::WithEvent => "有事件".into(),
        T::Median => "一半以内".into(),
        T::P95 => "95% 以内".into(),
        T::Beginning => "正在询问服务器…".into(),
        T::FirstEvent => "正在等待第一个事件…".into(),
        T::Running { left } => format!("还剩 {left}").into(),
        T::Ended(ending) => ended(ending),
        T::BadServer { error } => format!("服务器地址：{error}").into(),
        T::FailedPolls(failed) => format!("{} 次请求失败", count(failed)).into(),
        T::ClockJumped => "时钟跳变（例如休眠之后）：那一刻的延迟不计入".into(),
        T::PushEnded => "WebSocket 已结束".into(),
        T::Summary(summary) => sum_up(summary).into(),
        T::SavePicture => "保存图片…".into(),
        T::SavePictureTooltip => "把看到的比较存为 PNG 文件".into(),
        T::SaveTable => "保存表格…".into(),
        T::SaveTableTooltip => "把全部数字随时间的变化存为 CSV 文件".into(),
        T::NothingYet => "还没有可以保存的内容".into(),
        T::NoPicture { error } => format!("图片无法生成：{error}").into(),
    }
}

fn ended(ending: &Ending) -> Cow<'static, str> {
    match ending {
        Ending::Stopped => "已停止".into(),
        Ending::TimeUp => "十分钟到了".into(),
        Ending::Gone(_) => "服务器没有回答。它在运行吗？地址对吗？已经测得的数字仍然保留。".into(),
        Ending::Silent => "服务器十秒没有任何回答。已经测得的数字仍然保留。".into(),
        Ending::BadToken => "服务器不接受这个令牌：请输入启动它时所用的令牌".into(),
        Ending::NoEvents(status) => {
            format!("这个服务器没有事件（HTTP {status}）：比较需要本程序自己的服务器").into()
        }
    }
}

fn sum_up(summary: &Summary) -> String {
    let (polling, push) = (&summary.polling.cost, &summary.push.cost);
    let name = match summary.method {
        Method::Interval => "轮询",
        Method::LongPolling => "长轮询",
    };
    let mut text = format!(
        "为了送达 {} 个 {} 的事件，{name}用 {} 次请求传输了 {}，其中 {} 次得到空的回答；WebSocket 用 {} 个连接传输了 {}。",
        count(summary.events),
        size(summary.size.into()),
        count(polling.requests),
        size(polling.bytes()),
        count(polling.empty),
        count(push.connections),
        size(push.bytes()),
    );
    if let Some(ratio) = summary.ratio().filter(|ratio| *ratio >= 1.05) {
        text += &format!("前者是后者的 {ratio:.1} 倍。");
    }
    if summary.polling.missed > 0 {
        text += &format!("轮询错过了 {} 个事件。", count(summary.polling.missed));
    }
    text
}
