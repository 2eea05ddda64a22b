//! What the address row says, in every language.

use std::borrow::Cow;

use connection::{EndpointError, Phase};
use payload::visible::shortened;

use crate::kit::language::Language;
use crate::kit::standing::Standing;

/// How much of a scheme is quoted, in characters.
const MAX_SCHEME: usize = 20;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    Address,
    AddressTooltip,
    AddressIsExposed,
    RecentAddresses,
    Connect,
    ConnectTooltip,
    Disconnect,
    DisconnectTooltip,
    Cancel,
    CancelTooltip,
    Retry,
    RetryTooltip,
    Why(&'a EndpointError),
    State(Phase),
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
        Standing::AwaitsKeyring => ("等待密钥环", "Awaits keyring"),
        Standing::Connecting => ("正在连接…", "Connecting…"),
        Standing::Open => ("已连接", "Connected"),
        Standing::Waiting { .. } => ("等待重试", "Waiting"),
        Standing::Failed => ("连接失败", "Failed"),
        Standing::Closed => ("已关闭", "Closed"),
        Standing::ClosedAbnormally { .. } => ("异常关闭", "Closed"),
    };
    language.pick(zh_cn, en)
}

fn zh_cn(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Address => "地址".into(),
        T::AddressTooltip => "要连接的地址，例如 ws://localhost:4000".into(),
        T::AddressIsExposed => {
            "浏览器会阻止连接：此页面通过 https 加载，不能连接未加密的 ws:// 地址。请使用 wss://，或通过 http 打开页面".into()
        }
        T::RecentAddresses => "最近的地址".into(),
        T::Connect => "连接".into(),
        T::ConnectTooltip => "连接到此地址".into(),
        T::Disconnect => "断开".into(),
        T::DisconnectTooltip => "关闭连接，消息会保留".into(),
        T::Cancel => "取消".into(),
        T::CancelTooltip => "停止连接尝试".into(),
        T::Retry => "立即重连".into(),
        T::RetryTooltip => "不等待下一次尝试，立即重新连接".into(),
        T::Why(error) => why_zh_cn(error),
        T::State(Phase::Open { .. }) => "已连接".into(),
        T::State(Phase::Connecting { .. }) => "正在连接…".into(),
        T::State(Phase::Waiting { .. }) => "等待重连…".into(),
        T::State(Phase::Idle) => "未连接".into(),
    }
}

fn why_zh_cn(error: &EndpointError) -> Cow<'static, str> {
    match error {
        EndpointError::Empty => "请输入地址，例如 ws://localhost:4000".into(),
        EndpointError::Scheme(scheme) => {
            let scheme = shortened(scheme, MAX_SCHEME);
            format!("“{scheme}”不是 WebSocket 协议：地址应以 ws:// 开头（加密时为 wss://）").into()
        }
        EndpointError::Host => "主机名缺失或格式错误，正确示例：ws://localhost:4000".into(),
        EndpointError::Port => format!("端口必须是 1 到 {} 之间的数字", u16::MAX).into(),
        EndpointError::Fragment => "WebSocket 地址不能包含“#”，请写成 %23".into(),
        EndpointError::Credentials => {
            "地址中的用户名和密码不会发送：请删除“@”之前的部分，并使用连接设置中的“身份验证”".into()
        }
        EndpointError::Malformed(detail) => format!("地址无效：{detail}").into(),
    }
}

fn en(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Address => "Address".into(),
        T::AddressTooltip => "Address to connect to, such as ws://localhost:4000".into(),
        T::AddressIsExposed => {
            "Blocked by the browser: this page was loaded over https, so it may not connect unencrypted. Use wss://, or \
             open the page over http"
                .into()
        }
        T::RecentAddresses => "Recent addresses".into(),
        T::Connect => "Connect".into(),
        T::ConnectTooltip => "Connect to this address".into(),
        T::Disconnect => "Disconnect".into(),
        T::DisconnectTooltip => "Close the connection; the messages are kept".into(),
        T::Cancel => "Cancel".into(),
        T::CancelTooltip => "Stop trying to connect".into(),
        T::Retry => "Reconnect now".into(),
        T::RetryTooltip => "Connect without waiting for the next attempt".into(),
        T::Why(error) => why_en(error),
        T::State(Phase::Open { .. }) => "Connected".into(),
        T::State(Phase::Connecting { .. }) => "Connecting…".into(),
        T::State(Phase::Waiting { .. }) => "Waiting…".into(),
        T::State(Phase::Idle) => "Not connected".into(),
    }
}

fn why_en(error: &EndpointError) -> Cow<'static, str> {
    match error {
        EndpointError::Empty => "Enter an address, such as ws://localhost:4000".into(),
        EndpointError::Scheme(scheme) => format!(
            "“{}” is not a WebSocket scheme: the address must begin with ws:// (encrypted: wss://)",
            shortened(scheme, MAX_SCHEME)
        )
        .into(),
        EndpointError::Host => {
            "The host name is missing or malformed; a correct address is ws://localhost:4000".into()
        }
        EndpointError::Port => format!("The port must be a number from 1 to {}", u16::MAX).into(),
        EndpointError::Fragment => "A WebSocket address must not contain “#”; write %23 instead".into(),
        EndpointError::Credentials => {
            "A user name and password in the address are not sent: remove the part before “@”, and use Authentication in \
             the connection settings"
                .into()
        }
        EndpointError::Malformed(detail) => format!("Not a valid address: {detail}").into(),
    }
}
