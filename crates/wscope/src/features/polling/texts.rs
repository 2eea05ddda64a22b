//! What the comparison of polling and WebSocket says, in every language.

use std::borrow::Cow;

use super::plan::Method;
use super::results::Summary;
use super::run_state::Ending;
use crate::kit::format::{count, size};
use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    Open,
    OpenTooltip,
    Title,
    Back,
    BackTooltip,
    Start,
    StartTooltip,
    Stop,
    StopTooltip,
    Rate,
    Size,
    Method,
    AtIntervals,
    Long,
    Interval,
    Server,
    Token,
    Hint,
    Polling(Method),
    PollingHow(Method),
    Push,
    PushHow,
    Arrived,
    Missed,
    MissedTooltip,
    Requests,
    Connections,
    ConnectionsTooltip,
    Empty,
    TokenChecks,
    HeadersUp,
    HeadersDown,
    HeadersTooltip,
    Payload,
    Total,
    Delay,
    DelayTooltip,
    MeasureBytes,
    MeasureRequests,
    MeasureEvents,
    MeasureDelay,
    WithEvent,
    Median,
    P95,
    Beginning,
    FirstEvent,
    Running { left: &'a str },
    Ended(&'a Ending),
    BadServer { error: &'a str },
    FailedPolls(u64),
    ClockJumped,
    PushEnded,
    Summary(&'a Summary),
    SavePicture,
    SavePictureTooltip,
    SaveTable,
    SaveTableTooltip,
    ExplainProtocol,
    ExplainProtocolTooltip,
    NothingYet,
    NoPicture { error: &'a str },
}

impl Text<'_> {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn(self),
            Language::English => en(self),
        }
    }
}

fn zh_cn(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
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
        T::Ended(ending) => ended_zh_cn(ending),
        T::BadServer { error } => format!("服务器地址：{error}").into(),
        T::FailedPolls(failed) => format!("{} 次请求失败", count(failed)).into(),
        T::ClockJumped => "时钟跳变（例如休眠之后）：那一刻的延迟不计入".into(),
        T::PushEnded => "WebSocket 已结束".into(),
        T::Summary(summary) => sum_up_zh_cn(summary).into(),
        T::SavePicture => "保存图片…".into(),
        T::SavePictureTooltip => "把看到的比较存为 PNG 文件".into(),
        T::SaveTable => "保存表格…".into(),
        T::SaveTableTooltip => "把全部数字随时间的变化存为 CSV 文件".into(),
        T::ExplainProtocol => "发生了什么？".into(),
        T::ExplainProtocolTooltip => "逐行解释握手，逐位画出一帧".into(),
        T::NothingYet => "还没有可以保存的内容".into(),
        T::NoPicture { error } => format!("图片无法生成：{error}").into(),
    }
}

fn ended_zh_cn(ending: &Ending) -> Cow<'static, str> {
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

fn sum_up_zh_cn(summary: &Summary) -> String {
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

fn en(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Open => "Polling or WebSocket…".into(),
        T::OpenTooltip => "Measure what the same events cost, fetched by polling and pushed over a WebSocket".into(),
        T::Title => "Polling or WebSocket".into(),
        T::Back => "Back to the messages".into(),
        T::BackTooltip => "Stops the comparison; its figures stay until the next".into(),
        T::Start => "Compare".into(),
        T::StartTooltip => "Let the server make events, and fetch them both ways".into(),
        T::Stop => "Stop".into(),
        T::StopTooltip => "Stop fetching; the figures stay".into(),
        T::Rate => "Events".into(),
        T::Size => "of".into(),
        T::Method => "Polling".into(),
        T::AtIntervals => "at intervals".into(),
        T::Interval => "every".into(),
        T::Long => "long polling".into(),
        T::Server => "Server".into(),
        T::Token => "Token".into(),
        T::Hint => "The server makes events. The left side asks for them over HTTP, again and again; on the right the server pushes the same events over a WebSocket. The server counts the bytes on its sockets. A comparison lasts ten minutes at most.".into(),
        T::Polling(Method::Interval) => "HTTP polling".into(),
        T::Polling(Method::LongPolling) => "HTTP long polling".into(),
        T::Push => "WebSocket".into(),
        T::PollingHow(Method::Interval) => "Asks every so often. Each time headers, a token to check, and an answer, most often with nothing new.".into(),
        T::PollingHow(Method::LongPolling) => "Asks, and the server answers when there is something new. Then it asks again, with all headers and the token.".into(),
        T::PushHow => "Shakes hands and shows its token once. Then each event is a frame with two bytes of header, sent when it happens.".into(),
        T::Arrived => "Events delivered".into(),
        T::Missed => "Events missed".into(),
        T::MissedTooltip => "The server keeps the last 256 events: whoever asks too seldom never sees the others".into(),
        T::Requests => "Requests".into(),
        T::Connections => "TCP connections".into(),
        T::ConnectionsTooltip => "This program opens one for each request; a browser uses the same one again".into(),
        T::Empty => "Empty answers".into(),
        T::TokenChecks => "Token checks".into(),
        T::HeadersUp => "Headers to the server".into(),
        T::HeadersDown => "Headers to the client".into(),
        T::HeadersTooltip => "Everything on the wire that is no event: request lines, headers, frame headers, pings".into(),
        T::Payload => "Events themselves".into(),
        T::Total => "Bytes on the wire".into(),
        T::Delay => "Delay: half / 95% within".into(),
        T::DelayTooltip => "From the event to its arrival here; half of them were faster, and 19 of 20".into(),
        T::MeasureBytes => "Bytes".into(),
        T::MeasureRequests => "Requests".into(),
        T::MeasureEvents => "Events".into(),
        T::MeasureDelay => "Delay".into(),
        T::WithEvent => "With events".into(),
        T::Median => "Half within".into(),
        T::P95 => "95% within".into(),
        T::Beginning => "Asking the server…".into(),
        T::FirstEvent => "Waiting for the first event…".into(),
        T::Running { left } => format!("{left} left").into(),
        T::Ended(ending) => ended_en(ending),
        T::BadServer { error } => format!("The address of the server: {error}").into(),
        T::FailedPolls(failed) => format!("{} requests failed", count(failed)).into(),
        T::ClockJumped => "A clock jumped, as after sleep: the delays of that moment are left out".into(),
        T::PushEnded => "The WebSocket has ended".into(),
        T::Summary(summary) => sum_up_en(summary).into(),
        T::SavePicture => "Save picture…".into(),
        T::SavePictureTooltip => "The comparison as it is seen, as a PNG file".into(),
        T::SaveTable => "Save table…".into(),
        T::SaveTableTooltip => "All figures over time, as a CSV file".into(),
        T::ExplainProtocol => "What happens here?".into(),
        T::ExplainProtocolTooltip => "The handshake line by line, and a frame bit by bit".into(),
        T::NothingYet => "There is nothing to save yet".into(),
        T::NoPicture { error } => format!("The picture could not be made: {error}").into(),
    }
}

fn ended_en(ending: &Ending) -> Cow<'static, str> {
    match ending {
        Ending::Stopped => "Stopped".into(),
        Ending::TimeUp => "Ten minutes are over".into(),
        Ending::Gone(_) => "The server does not answer. Is it running, and is this its address? What was measured so far stays.".into(),
        Ending::Silent => "The server has said nothing for ten seconds. What was measured so far stays.".into(),
        Ending::BadToken => "The server does not accept the token: type the one that it was started with".into(),
        Ending::NoEvents(status) => format!("This server has no events to tell (HTTP {status}): the comparison needs this program's own").into(),
    }
}

fn sum_up_en(summary: &Summary) -> String {
    let (polling, push) = (&summary.polling.cost, &summary.push.cost);
    let of_each = size(summary.size.into());
    let name = match summary.method {
        Method::Interval => "polling",
        Method::LongPolling => "long polling",
    };
    let mut text = format!(
        "To deliver {} of {of_each}, {name} moved {} in {}, {} of them empty; WebSocket moved {} over {}.",
        many_en(summary.events, "event"),
        size(polling.bytes()),
        many_en(polling.requests, "request"),
        count(polling.empty),
        size(push.bytes()),
        many_en(push.connections, "connection"),
    );
    if let Some(ratio) = summary.ratio().filter(|ratio| *ratio >= 1.05) {
        text += &format!(" That is {ratio:.1} times as much.");
    }
    if summary.polling.missed > 0 {
        text += &format!(
            " Polling missed {}.",
            many_en(summary.polling.missed, "event")
        );
    }
    text
}

fn many_en(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}
