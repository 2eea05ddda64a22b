//! 连接设置，用简体中文。

use std::borrow::Cow;

use connection::{FIRST_WAIT, HeaderError, LONGEST_WAIT, ProxyAddressError, SubprotocolError};

use super::super::form::{MAX_LINES, PairFault, Problem, Unsaved};
use super::super::import::Imported;
use super::text::MAX_UNUSED;
use super::text::Text as T;
use crate::IN_BROWSER;
use crate::kit::format::{count, period};
use crate::kit::theme::TabColour;
use payload::visible::shortened;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Title => "连接设置".into(),
        T::Tooltip => "参数、请求头、身份验证、TLS、代理、重连，以及标签页名称".into(),
        T::Hint => "更改将在下次连接时生效".into(),
        T::ConnectNow => "立即连接".into(),
        T::ReconnectNow => "立即重连".into(),
        T::ParametersTab => "参数".into(),
        T::HeadersTab => "请求头".into(),
        T::LoginTab => "身份验证".into(),
        T::TlsTab => "TLS".into(),
        T::ProxyTab => "代理".into(),
        T::AdvancedTab => "高级".into(),
        T::ParametersHint => "与地址栏中的相同。未编辑的部分按原样发送".into(),
        T::HeadersHint => "Authorization、Cookie 等凭据在此处和列表中均以掩码显示".into(),
        T::SubprotocolsHint => "按优先顺序排列，用逗号分隔".into(),
        T::PasteMany => "批量粘贴…".into(),
        T::PasteParametersHint => "整段查询字符串，或每行一个：名称=值 或 名称: 值".into(),
        T::PasteHeadersHint => "每行一个：名称: 值 或 名称=值".into(),
        T::PasteAdd => "添加".into(),
        T::PasteCancel => "取消".into(),
        T::PasteFault { line, fault } => match fault {
            PairFault::NoSeparator => format!("第 {line} 行：没有“:”或“=”").into(),
            PairFault::NoName => format!("第 {line} 行：“:”或“=”之前没有名称").into(),
            PairFault::NoRoom => format!("第 {line} 行：未添加，表格最多 {MAX_LINES} 行").into(),
        },
        T::PasteIsFull { limit } => {
            format!("此处最多 {} 个字符，其余已截去", count(limit as u64)).into()
        }
        T::AddHeader => "添加请求头".into(),
        T::UseLine(n) => format!("发送第 {n} 行").into(),
        T::RemoveLine(n) => format!("删除第 {n} 行").into(),
        T::ShowValue(n) => format!("显示值 {n}").into(),
        T::HideValue(n) => format!("隐藏值 {n}").into(),
        T::Automatic => "自动设置".into(),
        T::RandomKey => "随机".into(),
        T::KeyFileHint => "如果私钥与证书在同一文件中，请将私钥留空".into(),
        T::ProxyHint => {
            "http://、socks5:// 或 socks5h://；如代理要求身份验证，请在主机前加 用户名:密码@".into()
        }
        T::Imported(imported) => imported_words(imported).into(),
        T::PasteTooLong { address, command } => {
            let address = count(address as u64);
            format!("未粘贴：地址最多 {address} 个字符，命令行最多 {command}").into()
        }
        T::AddToken => "添加令牌…".into(),
        T::UndoImport => "撤销导入".into(),
        T::Browse => "浏览…".into(),
        T::NoFileDialog => "系统无法显示文件对话框：请直接输入路径".into(),
        T::Reset => "恢复默认".into(),
        T::UndoReset => "撤销恢复默认".into(),
        T::Details => "记录连接详情".into(),
        T::DetailsTooltip if IN_BROWSER => "记录握手用时和选定的子协议，并可指定关闭码".into(),
        T::DetailsTooltip => {
            "连接的每个步骤、握手的原始报文和关闭码；只有这样才能请求压缩、手动构造帧。连接设置需要时始终记录".into()
        }
        T::DetailsWhenNeeded => "按需".into(),
        T::DetailsAlways => "始终".into(),
        T::SettingsFile => "设置文件".into(),
        T::ReconnectWithDetails => "重新连接并记录详情".into(),
        T::ReconnectWithDetailsTooltip => "重新连接，并记录每个步骤、握手和关闭码".into(),
        T::NotExplained => "未记录关闭码和握手".into(),
        T::Unverified => "证书未经验证".into(),
        T::HiddenInBrowser => {
            "请求头、身份验证、证书、代理和 ping 由浏览器控制，页面无法设置".into()
        }
        T::Name => "标签页名称".into(),
        T::Colour => "颜色".into(),
        T::Connection => "连接".into(),
        T::Reconnect => "自动重连".into(),
        T::ReconnectTooltip => format!(
            "失败或断开后自动重试：首次在 {} 内，之后间隔逐次延长，最长 {}",
            period(FIRST_WAIT),
            period(LONGEST_WAIT)
        )
        .into(),
        T::Timeout => "连接超时".into(),
        T::Query => "查询参数".into(),
        T::QueryName => "名称".into(),
        T::QueryValue => "值".into(),
        T::AddParameter => "添加参数".into(),
        T::Subprotocols => "子协议".into(),
        T::Headers => "请求头".into(),
        T::Login => "身份验证".into(),
        T::LoginNone => "无".into(),
        T::LoginBasic => "用户名和密码（Basic）".into(),
        T::LoginBearer => "令牌（Bearer）".into(),
        T::User => "用户名".into(),
        T::Password => "密码".into(),
        T::Token => "令牌".into(),
        T::Secrets => "凭据".into(),
        T::KeepSecretsHint => "请求头、身份验证和代理密码的保存位置".into(),
        T::Trust => "证书".into(),
        T::TrustSystem => "系统信任库".into(),
        T::TrustAlso => "系统 + 自定义 CA".into(),
        T::TrustAnyone => "跳过证书验证（不安全）".into(),
        T::TrustAnyoneWarning => "网络路径上的任何人都能读取和修改全部数据".into(),
        T::AuthorityFile => "CA 证书（PEM 文件）".into(),
        T::CertificateFile => "客户端证书（PEM 文件）".into(),
        T::KeyFile => "私钥（PEM 文件）".into(),
        T::AnswerHeartbeats => "应答心跳".into(),
        T::AnswerHeartbeatsTooltip => "按协议发送保持连接的消息，例如 Socket.IO 的 pong 和 MQTT 的 PINGREQ。立即生效".into(),
        T::AnswerAndReconnect => "应答心跳并重新连接".into(),
        T::EditRules => "自动应答规则…".into(),
        T::EditRulesTooltip => "收到匹配的消息时自动发送一条消息".into(),
        T::Protocol => "消息协议".into(),
        T::Proxy => "代理".into(),
        T::ProxyNone => "无".into(),
        T::ProxyEnvironment => "使用环境变量".into(),
        T::ProxyAt => "手动设置".into(),
        T::ProxyAddress => "代理地址".into(),
        T::MaxMessage => "消息大小上限".into(),
        T::KeepAlive => "心跳间隔".into(),
        T::KeepAliveOff => "关闭".into(),
        T::Compression => "压缩".into(),
        T::RecordFrames => "记录帧".into(),
        T::RecordFramesTooltip => "按线路上的原样保留每个帧。对带详情的连接立即生效".into(),
        T::OfferCompression => "请求压缩（permessage-deflate）".into(),
        T::OfferCompressionTooltip => "与浏览器相同。服务器同意后，消息会被压缩（RFC 7692）".into(),
        T::ClientNoContext => "客户端单独压缩每条消息".into(),
        T::ServerNoContext => "服务器单独压缩每条消息".into(),
        T::NoContextTooltip => "no_context_takeover：占用内存较少，压缩率较低".into(),
        T::OfferedWithDetails => "只有记录详情的连接才会请求：使用“记录连接详情”，或更改此处的任何一项".into(),
        T::Bits => "位".into(),
        T::SmallWindow => "多数服务器不能用 8 位的窗口压缩，可能拒绝整个请求".into(),
        T::ClientWindow => "客户端窗口上限".into(),
        T::ServerWindow => "服务器窗口上限".into(),
        T::Offered(offer) => format!("请求：{offer}").into(),
        T::ColourNamed(colour) => colour_name(colour).into(),
        T::NotConnected(unsaved) => format!(
            "未连接。未保存：{}。请重新输入，再点击“连接”",
            names(unsaved)
        )
        .into(),
        T::ConnectedWithout(unsaved) => {
            format!("连接时缺少未保存的内容：{}", names(unsaved)).into()
        }
        T::Wrong(problem) => wrong(problem),
    }
}

fn imported_words(imported: &Imported) -> String {
    let program = imported.program;
    let parts = [
        ("不支持", &imported.unused),
        ("请求头已设置，未使用", &imported.overridden),
        ("按原文使用，未经 shell 替换", &imported.unexpanded),
    ];
    let told = parts.iter().filter(|(_, what)| !what.is_empty());
    let told: Vec<_> = told
        .map(|(title, what)| format!("。{title}：{}", shortened(&what.join("、"), MAX_UNUSED)))
        .collect();
    if told.is_empty() {
        return format!("已从 {program} 命令导入地址和连接设置");
    }
    format!("已从 {program} 命令导入{}", told.concat())
}

fn names(unsaved: &[Unsaved]) -> String {
    let name = |unsaved: &Unsaved| match unsaved {
        Unsaved::Query => "地址中的参数",
        Unsaved::Login => "身份验证",
        Unsaved::Headers => "请求头",
        Unsaved::Subprotocols => "子协议",
        Unsaved::Proxy => "代理凭据",
    };
    let names: Vec<_> = unsaved.iter().map(name).collect();
    names.join("、")
}

fn colour_name(colour: TabColour) -> &'static str {
    match colour {
        TabColour::None => "无颜色",
        TabColour::Blue => "蓝色",
        TabColour::Green => "绿色",
        TabColour::Amber => "琥珀色",
        TabColour::Red => "红色",
        TabColour::Violet => "紫色",
    }
}

fn wrong(problem: &Problem) -> Cow<'static, str> {
    match problem {
        Problem::Header(HeaderError::NoColon) => {
            "请求头由名称、半角冒号和值组成，例如 Origin: https://example.org".into()
        }
        Problem::Header(HeaderError::Name(name)) => {
            format!("“{name}”不是有效的请求头名称：请使用字母、数字和连字符，不含空格").into()
        }
        Problem::Header(HeaderError::Value(name)) => {
            format!("{name} 的值包含换行或其他控制字符").into()
        }
        Problem::Header(HeaderError::Reserved(name)) => {
            format!("{name} 由 WebSocket 握手设置").into()
        }
        Problem::Subprotocols(SubprotocolError::Name(name)) => {
            format!("“{name}”不是有效的子协议名称：请使用字母、数字、点和连字符").into()
        }
        Problem::Subprotocols(SubprotocolError::Twice(name)) => format!("{name} 重复").into(),
        Problem::User => "用户名不能包含冒号，冒号用于分隔密码".into(),
        Problem::NoUser => "请输入用户名和密码".into(),
        Problem::TwoLogins => "“请求头”中已有 Authorization：请删除它，或将此处改为“无”".into(),
        Problem::NoToken => "请输入令牌".into(),
        Problem::Token => "令牌由字母、数字和符号组成，不含空格".into(),
        Problem::AuthorityFile => "请指定 CA 证书文件".into(),
        Problem::CertificateFile => "私钥需要客户端证书：请同时指定证书文件".into(),
        Problem::Proxy(ProxyAddressError::Empty) => {
            "请输入代理地址，例如 http://localhost:8080".into()
        }
        Problem::Proxy(ProxyAddressError::Scheme) => {
            "代理地址应以 http://、socks5:// 或 socks5h:// 开头".into()
        }
        Problem::Proxy(ProxyAddressError::Malformed) => {
            "代理地址无效，正确示例：http://localhost:8080".into()
        }
    }
}
