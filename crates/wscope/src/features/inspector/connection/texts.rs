//! What the page of the connection says, in every language.

use message_log::Timestamp;

use crate::kit::format::{count, counted, short_duration, time_of_day};
use crate::kit::language::Language;
use crate::kit::os_reason::os_reason;

/// A text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'a> {
    Open,
    Connecting,
    Lost,
    Failed,
    Disconnected,
    ClosedByPeer {
        code: u16,
        name: &'a str,
    },
    ClosedByUs {
        code: u16,
        name: &'a str,
    },
    ClosedByPeerWithoutCode,
    /// The person closed it, with whatever code.
    ClosedHere,
    Counts {
        /// In microseconds, if it is over.
        open_for: Option<u64>,
        since: Option<Timestamp>,
        sent: u64,
        received: u64,
    },
    /// It is not the newest one; when it began.
    Earlier(Timestamp),
    NotRecorded,
    SelectedEvent,
    Timing,
    Whole,
    Between,
    BetweenTooltip,
    Negotiated,
    Peer,
    Proxy,
    Encryption,
    Verified,
    NotVerified,
    Keys,
    KeysLogged,
    KeysNotLogged(&'a str),
    Subprotocol,
    Extensions,
    OfOffered(usize),
    NoneChosen,
    Compression,
    NotOffered,
    NotByEwebsock,
    SwitchedOff,
    AgreedOf {
        offered: &'a str,
    },
    Declined {
        offered: &'a str,
    },
    /// No connection came about.
    NotAgreed {
        offered: &'a str,
    },
    AgreedInBrowser,
    DeclinedInBrowser,
    CompressedSent,
    CompressedReceived,
    /// With the size of the window.
    WithContext(&'a str),
    WithoutContext(&'a str),
    WithRepetitions,
    Alone,
    Handshake,
    Annotated,
    Raw,
    Request,
    Response,
    NoResponse,
    Statistics,
    Sent,
    Received,
    Messages(u64),
    ControlFrames(u64),
    /// So many percent are done.
    ComparingParameters(u32),
    ComparisonFailed,
    /// What the table of parameters shows.
    ParametersShown,
    Window,
    AgreedUnderlined,
    /// With how much of each direction was compared.
    FirstCompared(&'a str),
    RoundTrip,
    RoundTrips {
        count: u64,
        shortest: &'a str,
        longest: &'a str,
    },
}

impl Text<'_> {
    /// The text in this language.
    pub(super) fn say(self, language: Language) -> String {
        match language {
            Language::SimplifiedChinese => zh_cn(self),
            Language::English => en(self),
        }
    }
}

fn zh_cn(text: Text<'_>) -> String {
    use Text as T;
    match text {
        T::Open => "已连接".into(),
        T::Connecting => "正在连接…".into(),
        T::Lost => "连接中断".into(),
        T::Failed => "连接失败".into(),
        T::Disconnected => "已断开".into(),
        T::ClosedByPeer { code, name } => format!("服务器已关闭：{code} {name}"),
        T::ClosedByUs { code, name } => format!("已断开：{code} {name}"),
        T::ClosedByPeerWithoutCode => "服务器已关闭，无关闭码".into(),
        T::ClosedHere => "连接由客户端关闭".into(),
        T::Counts {
            open_for,
            since,
            sent,
            received,
        } => {
            let time = match (open_for, since) {
                (Some(micros), _) => format!("连接持续 {}", short_duration(micros)),
                (None, Some(since)) => format!("自 {} 起保持连接", time_of_day(since)),
                (None, None) => String::new(),
            };
            format!(
                "{time}，已发送 {} 条消息，已接收 {} 条",
                count(sent),
                count(received)
            )
        }
        T::Earlier(began) => format!("此前的连接，开始于 {}", time_of_day(began)),
        T::NotRecorded => "未记录此连接的耗时、握手、压缩和关闭码".into(),
        T::SelectedEvent => "选中的事件".into(),
        T::Timing => "耗时".into(),
        T::Whole => "合计".into(),
        T::Between => "其他".into(),
        T::BetweenTooltip => "各步骤之外的时间，例如在第一步之前读取受信任的证书".into(),
        T::Negotiated => "协商结果".into(),
        T::Peer => "对端".into(),
        T::Proxy => "代理".into(),
        T::Encryption => "加密".into(),
        T::Verified => "证书受信任".into(),
        T::NotVerified => "证书未经验证".into(),
        T::Keys => "TLS 密钥".into(),
        T::KeysLogged => "已记录到此文件（SSLKEYLOGFILE），可用它解密此连接的抓包".into(),
        T::KeysNotLogged(why) => {
            let why = os_reason(why);
            format!("未记录，无法写入此文件（SSLKEYLOGFILE）：{why}")
        }
        T::Subprotocol => "子协议".into(),
        T::Extensions => "扩展".into(),
        T::OfOffered(offered) => format!("客户端提供了 {offered} 项"),
        T::NoneChosen => "无".into(),
        T::Compression => "压缩".into(),
        T::NotOffered => "未请求".into(),
        T::NotByEwebsock => "只有记录详情的连接才请求压缩".into(),
        T::SwitchedOff => "压缩已在连接设置中关闭".into(),
        T::AgreedOf { offered } => format!("已协商；客户端请求：{offered}"),
        T::Declined { offered } => format!("客户端请求：{offered}；服务器未接受"),
        T::NotAgreed { offered: "" } => "客户端未请求".into(),
        T::NotAgreed { offered } => format!("客户端请求：{offered}；未达成一致"),
        T::AgreedInBrowser => "已协商；浏览器不向页面说明请求了什么".into(),
        T::DeclinedInBrowser => "浏览器未报告任何扩展：服务器未接受压缩，或浏览器未请求".into(),
        T::CompressedSent => "· 发送".into(),
        T::CompressedReceived => "· 接收".into(),
        T::WithContext(window) => format!("保留上下文，窗口 {window}"),
        T::WithoutContext(window) => format!("不保留上下文，窗口 {window}"),
        T::WithRepetitions => "窗口之内，与先前消息重复的内容只需引用".into(),
        T::Alone => "每条消息单独压缩".into(),
        T::Handshake => "握手".into(),
        T::Annotated => "注释".into(),
        T::Raw => "原始报文".into(),
        T::Request => "请求".into(),
        T::Response => "响应".into(),
        T::NoResponse => "无响应".into(),
        T::Statistics => "统计".into(),
        T::Sent => "已发送".into(),
        T::Received => "已接收".into(),
        T::Messages(messages) => format!("{} 条消息", count(messages)),
        T::ControlFrames(frames) => format!("其中 {} 条是 ping 或 pong", count(frames)),
        T::ComparingParameters(percent) => format!("正在比较压缩参数… {percent} %"),
        T::ComparisonFailed => "无法比较".into(),
        T::ParametersShown => {
            "同样的消息使用其他参数时，线路上的字节数占载荷的比例：保留上下文 / 不保留".into()
        }
        T::Window => "窗口".into(),
        T::AgreedUnderlined => "带下划线：已协商的参数".into(),
        T::FirstCompared(limit) => format!("每个方向只比较前 {limit}"),
        T::RoundTrip => "往返时间".into(),
        T::RoundTrips {
            count: pings,
            shortest,
            longest,
        } => format!("最近一次；共 {} 次，{shortest} 至 {longest}", count(pings)),
    }
}

fn en(text: Text<'_>) -> String {
    use Text as T;
    match text {
        T::Open => "Open".into(),
        T::Connecting => "Connecting…".into(),
        T::Lost => "Connection lost".into(),
        T::Failed => "Connection failed".into(),
        T::Disconnected => "Disconnected".into(),
        T::ClosedByPeer { code, name } => format!("Closed by the server: {code} {name}"),
        T::ClosedByUs { code, name } => format!("Disconnected: {code} {name}"),
        T::ClosedByPeerWithoutCode => "Closed by the server, without a code".into(),
        T::ClosedHere => "Closed by the client".into(),
        T::Counts {
            open_for,
            since,
            sent,
            received,
        } => {
            let time = match (open_for, since) {
                (Some(micros), _) => format!("Open for {}", short_duration(micros)),
                (None, Some(since)) => format!("Open since {}", time_of_day(since)),
                (None, None) => String::new(),
            };
            let sent = counted(sent, "message", "messages");
            format!("{time}, {sent} sent, {} received", count(received))
        }
        T::Earlier(began) => format!("An earlier connection, begun at {}", time_of_day(began)),
        T::NotRecorded => {
            "Timing, handshake, compression and close code of this connection were not recorded".into()
        }
        T::SelectedEvent => "Selected event".into(),
        T::Timing => "Timing".into(),
        T::Whole => "Total".into(),
        T::Between => "Other".into(),
        T::BetweenTooltip => "Time outside the steps, as for reading the trusted certificates before the first one".into(),
        T::Negotiated => "Negotiated".into(),
        T::Peer => "Peer".into(),
        T::Proxy => "Proxy".into(),
        T::Encryption => "Encryption".into(),
        T::Verified => "certificate trusted".into(),
        T::NotVerified => "certificate not verified".into(),
        T::Keys => "TLS keys".into(),
        T::KeysLogged => {
            "logged to this file (SSLKEYLOGFILE); it decrypts a capture of this connection".into()
        }
        T::KeysNotLogged(why) => {
            format!("not logged, since this file (SSLKEYLOGFILE) cannot be written: {why}")
        }
        T::Subprotocol => "Subprotocol".into(),
        T::Extensions => "Extensions".into(),
        T::OfOffered(offered) => format!("of {offered} offered"),
        T::NoneChosen => "none".into(),
        T::Compression => "Compression".into(),
        T::NotOffered => "not offered".into(),
        T::NotByEwebsock => "only connections with details offer compression".into(),
        T::SwitchedOff => "compression is switched off in the connection settings".into(),
        T::AgreedOf { offered } => format!("agreed; offered: {offered}"),
        T::Declined { offered } => format!("offered: {offered}; the server did not agree"),
        T::NotAgreed { offered: "" } => "not offered".into(),
        T::NotAgreed { offered } => format!("offered: {offered}; there was no agreement"),
        T::AgreedInBrowser => "agreed; browsers do not tell pages what they offer".into(),
        T::DeclinedInBrowser => {
            "the browser reports no extension: the server did not agree to compression, or it was not offered"
                .into()
        }
        T::CompressedSent => "· sent".into(),
        T::CompressedReceived => "· received".into(),
        T::WithContext(window) => format!("context kept, window {window}"),
        T::WithoutContext(window) => format!("no context, window {window}"),
        T::WithRepetitions => {
            "what repeats earlier messages within the window is only referred to".into()
        }
        T::Alone => "each message is compressed on its own".into(),
        T::Handshake => "Handshake".into(),
        T::Annotated => "Annotated".into(),
        T::Raw => "Raw".into(),
        T::Request => "Request".into(),
        T::Response => "Response".into(),
        T::NoResponse => "No response".into(),
        T::Statistics => "Statistics".into(),
        T::Sent => "Sent".into(),
        T::Received => "Received".into(),
        T::Messages(messages) => counted(messages, "message", "messages"),
        T::ControlFrames(1) => "1 of them a ping or pong".to_owned(),
        T::ControlFrames(frames) => format!("{} of them pings or pongs", count(frames)),
        T::ComparingParameters(percent) => format!("Comparing parameters… {percent} %"),
        T::ComparisonFailed => "The comparison failed".into(),
        T::ParametersShown => {
            "The same messages with other parameters, as a share of their payloads: with context takeover / without"
                .into()
        }
        T::Window => "Window".into(),
        T::AgreedUnderlined => "Underlined: what was agreed on".into(),
        T::FirstCompared(limit) => {
            format!("Of each direction, the first {limit} were compared")
        }
        T::RoundTrip => "Round trip".into(),
        T::RoundTrips {
            count: pings,
            shortest,
            longest,
        } => format!("last of {}, {shortest} to {longest}", count(pings)),
    }
}
