//! What the comparison of polling and WebSocket says, in every language.

use std::borrow::Cow;

use super::plan::Method;
use super::results::Summary;
use super::run_state::{Ending, MAX_QUIET};
use crate::kit::format::{count, countdown, counted, period, size};
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
    DelayMedian,
    DelayP95,
    DelayTooltip,
    MeasureBytes,
    MeasureRequests,
    MeasureEvents,
    MeasureDelay,
    Beginning,
    FirstEvent,
    Running {
        /// In microseconds.
        left: u64,
    },
    Ended(&'a Ending),
    BadServer {
        error: &'a str,
    },
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
    NothingToDraw,
    NoPicture {
        error: &'a str,
    },
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
        T::Open => "轮询与 WebSocket 对比".into(),
        T::OpenTooltip => "测量通过轮询获取与通过 WebSocket 推送相同事件的开销".into(),
        T::Title => "轮询与 WebSocket 对比".into(),
        T::Back => "返回消息列表".into(),
        T::BackTooltip => "停止对比；结果保留到下一次对比".into(),
        T::Start => "开始对比".into(),
        T::StartTooltip => "让服务器产生事件，并用两种方式获取".into(),
        T::Stop => "停止".into(),
        T::StopTooltip => "停止获取事件；结果保留".into(),
        T::Rate => "事件速率".into(),
        T::Size => "大小".into(),
        T::Method => "轮询".into(),
        T::AtIntervals => "定时轮询".into(),
        T::Interval => "间隔".into(),
        T::Long => "长轮询".into(),
        T::Server => "服务器".into(),
        T::Token => "令牌".into(),
        T::Hint => "服务器产生事件。轮询通过 HTTP 反复请求事件；WebSocket 由服务器推送相同的事件。字节数由服务器在套接字上统计。对比时长由服务器限制。".into(),
        T::Polling(Method::Interval) => "HTTP 轮询".into(),
        T::Polling(Method::LongPolling) => "HTTP 长轮询".into(),
        T::Push => "WebSocket".into(),
        T::PollingHow(Method::Interval) => "定时发送请求。每次请求都携带请求头和需要验证的令牌；如果没有新事件，响应为空。".into(),
        T::PollingHow(Method::LongPolling) => "服务器在有新事件时才响应请求；随后客户端再次请求，并再次携带全部请求头和令牌。".into(),
        T::Arrived => "收到的事件".into(),
        T::Missed => "错过的事件".into(),
        T::MissedTooltip => "服务器只保留最近的事件：轮询间隔过长时会错过其余事件".into(),
        T::Requests => "请求".into(),
        T::Connections => "TCP 连接".into(),
        T::ConnectionsTooltip => "桌面程序每次请求新建一个连接；浏览器会复用连接".into(),
        T::Empty => "空响应".into(),
        T::TokenChecks => "令牌验证".into(),
        T::HeadersUp => "发往服务器的头部".into(),
        T::HeadersDown => "发往客户端的头部".into(),
        T::HeadersTooltip => "网络上除事件以外的全部数据：请求行、HTTP 头部、帧头、ping".into(),
        T::Payload => "事件载荷".into(),
        T::Total => "总字节数".into(),
        T::DelayMedian => "延迟 p50".into(),
        T::DelayP95 => "延迟 p95".into(),
        T::DelayTooltip => "从事件发生到本机收到的时间：中位数和第 95 百分位数".into(),
        T::MeasureBytes => "字节".into(),
        T::MeasureRequests => "请求".into(),
        T::MeasureEvents => "事件".into(),
        T::MeasureDelay => "延迟".into(),
        T::Beginning => "正在请求服务器…".into(),
        T::FirstEvent => "正在等待第一个事件…".into(),
        T::Running { left } => format!("剩余 {}", countdown(left)).into(),
        T::Ended(ending) => ended_zh_cn(ending),
        T::BadServer { error } => format!("服务器地址：{error}").into(),
        T::FailedPolls(failed) => format!("{} 次请求失败", count(failed)).into(),
        T::ClockJumped => "时钟跳变（例如休眠之后）：该时刻的延迟不计入".into(),
        T::PushEnded => "WebSocket 已断开".into(),
        T::Summary(summary) => sum_up_zh_cn(summary).into(),
        T::SavePicture => "保存图片…".into(),
        T::SavePictureTooltip => "将当前显示的对比保存为 PNG 文件".into(),
        T::SaveTable => "保存表格…".into(),
        T::SaveTableTooltip => "将全部测量值随时间的变化保存为 CSV 文件".into(),
        T::ExplainProtocol => "协议详解".into(),
        T::ExplainProtocolTooltip => "逐行解释握手，逐位解释帧".into(),
        T::NothingYet => "没有可保存的内容".into(),
        T::NothingToDraw => "尚无数据".into(),
        T::NoPicture { error } => format!("无法生成图片：{error}").into(),
    }
}

fn ended_zh_cn(ending: &Ending) -> Cow<'static, str> {
    match ending {
        Ending::Stopped => "已停止".into(),
        Ending::TimeUp => "已达到服务器的时长上限".into(),
        Ending::Gone(_) => {
            "服务器无响应。服务器是否在运行？地址是否正确？已测得的结果会保留。".into()
        }
        Ending::NoThread => "系统线程不足，无法进行对比。已测得的结果会保留。".into(),
        Ending::Silent => format!(
            "服务器在 {} 内无响应。已测得的结果会保留。",
            period(MAX_QUIET)
        )
        .into(),
        Ending::BadToken => "服务器拒绝了令牌：请输入启动服务器时设置的令牌".into(),
        Ending::NoEvents(status) => {
            format!("此服务器不提供事件（HTTP {status}）：对比需要本程序自带的回声服务器").into()
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
        "传递 {} 个 {} 的事件时，{name}用 {} 次请求传输了 {}，其中 {} 次为空响应；WebSocket 用 {} 个连接传输了 {}。",
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
        T::Open => "Polling vs. WebSocket".into(),
        T::OpenTooltip => "Measure the cost of the same events, fetched by polling and pushed over a WebSocket".into(),
        T::Title => "Polling vs. WebSocket".into(),
        T::Back => "Back to messages".into(),
        T::BackTooltip => "Stop the comparison; its results are kept until the next one".into(),
        T::Start => "Compare".into(),
        T::StartTooltip => "Let the server generate events, and receive them both ways".into(),
        T::Stop => "Stop".into(),
        T::StopTooltip => "Stop receiving events; the results are kept".into(),
        T::Rate => "Event rate".into(),
        T::Size => "Size".into(),
        T::Method => "Polling".into(),
        T::AtIntervals => "At intervals".into(),
        T::Interval => "Interval".into(),
        T::Long => "Long polling".into(),
        T::Server => "Server".into(),
        T::Token => "Token".into(),
        T::Hint => "The server generates events. Polling requests them repeatedly over HTTP; over a WebSocket, the server pushes the same events. The server counts the bytes on its sockets, and limits how long a comparison runs.".into(),
        T::Polling(Method::Interval) => "HTTP polling".into(),
        T::Polling(Method::LongPolling) => "HTTP long polling".into(),
        T::Push => "WebSocket".into(),
        T::PollingHow(Method::Interval) => "Sends requests at intervals. Each carries headers and a token to be checked; without a new event the response is empty.".into(),
        T::PollingHow(Method::LongPolling) => "The server answers a request when there is a new event. Then the client sends the next one, again with all headers and the token.".into(),
        T::Arrived => "Events received".into(),
        T::Missed => "Events missed".into(),
        T::MissedTooltip => "The server keeps only the latest events: if requests are too rare, the others are missed".into(),
        T::Requests => "Requests".into(),
        T::Connections => "TCP connections".into(),
        T::ConnectionsTooltip => "The desktop program opens one for each request; browsers reuse connections".into(),
        T::Empty => "Empty responses".into(),
        T::TokenChecks => "Token checks".into(),
        T::HeadersUp => "Headers to the server".into(),
        T::HeadersDown => "Headers to the client".into(),
        T::HeadersTooltip => "All data except the events: request lines, HTTP headers, frame headers, pings".into(),
        T::Payload => "Event payload".into(),
        T::Total => "Total bytes".into(),
        T::DelayMedian => "Latency p50".into(),
        T::DelayP95 => "Latency p95".into(),
        T::DelayTooltip => "Time from an event to its arrival here: median and 95th percentile".into(),
        T::MeasureBytes => "Bytes".into(),
        T::MeasureRequests => "Requests".into(),
        T::MeasureEvents => "Events".into(),
        T::MeasureDelay => "Latency".into(),
        T::Beginning => "Requesting events…".into(),
        T::FirstEvent => "Waiting for the first event…".into(),
        T::Running { left } => format!("{} left", countdown(left)).into(),
        T::Ended(ending) => ended_en(ending),
        T::BadServer { error } => format!("Server address: {error}").into(),
        T::FailedPolls(failed) => format!("{} failed", counted(failed, "request", "requests")).into(),
        T::ClockJumped => "Clock jump detected, such as after sleep: latencies at that time are not counted".into(),
        T::PushEnded => "The WebSocket was closed".into(),
        T::Summary(summary) => sum_up_en(summary).into(),
        T::SavePicture => "Save picture…".into(),
        T::SavePictureTooltip => "Save the comparison as shown, as a PNG file".into(),
        T::SaveTable => "Save table…".into(),
        T::SaveTableTooltip => "Save all measurements over time, as a CSV file".into(),
        T::ExplainProtocol => "How it works".into(),
        T::ExplainProtocolTooltip => "The handshake line by line and a frame bit by bit".into(),
        T::NothingYet => "Nothing to save yet".into(),
        T::NothingToDraw => "No data yet".into(),
        T::NoPicture { error } => format!("The picture could not be created: {error}").into(),
    }
}

fn ended_en(ending: &Ending) -> Cow<'static, str> {
    match ending {
        Ending::Stopped => "Stopped".into(),
        Ending::TimeUp => "The time limit of the server is reached".into(),
        Ending::Gone(_) => "The server does not respond. Is it running? Is the address correct? The results so far are kept.".into(),
        Ending::NoThread => "The system has no thread left for the comparison. The results so far are kept.".into(),
        Ending::Silent => format!(
            "No response from the server for {}. The results so far are kept.",
            period(MAX_QUIET)
        )
        .into(),
        Ending::BadToken => "The server rejected the token: enter the one that the server was started with".into(),
        Ending::NoEvents(status) => format!("This server provides no events (HTTP {status}): the comparison requires the echo server of this program").into(),
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
        "To deliver {} of {of_each}, {name} transferred {} in {}, {} of them empty; WebSocket transferred {} over {}.",
        counted(summary.events, "event", "events"),
        size(polling.bytes()),
        counted(polling.requests, "request", "requests"),
        count(polling.empty),
        size(push.bytes()),
        counted(push.connections, "connection", "connections"),
    );
    if let Some(ratio) = summary.ratio().filter(|ratio| *ratio >= 1.05) {
        text += &format!(" That is {ratio:.1} times as much.");
    }
    if summary.polling.missed > 0 {
        text += &format!(
            " Polling missed {}.",
            counted(summary.polling.missed, "event", "events")
        );
    }
    text
}
