//! 连接为何未能建立，用简体中文。

use connection::{Cause, CertificateFault, HeadLimit, ProxyFault, ReplyFault};

use super::file_fault::file;
use super::wire::lost;
use crate::kit::format::{count, size};

/// 原因在前：一行放不下时，被截去的是地址。
pub(super) fn failed(address: &str, cause: &Cause) -> String {
    match cause {
        Cause::Refused => format!("连接被拒绝：{address} 无服务监听。服务器启动了吗？端口对吗？"),
        Cause::UnknownHost => format!("找不到主机：{address}。拼写正确吗？网络通吗？"),
        Cause::Unreachable => format!("主机不可达：{address}。网络通吗？"),
        Cause::TimedOut => format!("应答超时：{address}。端口对吗？是否被防火墙拦截？"),
        Cause::HttpStatus(status) => {
            let hint = status_hint(*status);
            format!("HTTP 状态 {status}，而不是 WebSocket：{address}。{hint}")
        }
        Cause::Redirect { status, to } => format!(
            "已重定向到 {to}（HTTP 状态 {status}）：{address}。WebSocket 不会自动跟随，选中此行可以连接新地址"
        ),
        Cause::Reply(fault) => format!("{}：{address}", reply(*fault)),
        Cause::HeadLimit(limit) => format!("{}：{address}", over_limit(*limit)),
        Cause::Extension { names } => format!(
            "服务器启用了我们没有提出的扩展 {names}，按 RFC 6455 必须拒绝：{address}。它是否对所有请求返回同样的应答？"
        ),
        Cause::NotWebSocket => format!("不是 WebSocket 服务器：{address}。端口对吗？"),
        Cause::WrongAccept => format!(
            "Sec-WebSocket-Accept 不对：{address} 没有读懂握手，或者中间有程序返回了旧的应答。是否有代理或缓存？"
        ),
        Cause::Subprotocol => format!(
            "服务器选择了我们没有提出的子协议，按 RFC 6455 必须拒绝：{address}。它可能只接受提出该子协议的客户端"
        ),
        Cause::SeveralSubprotocols => format!(
            "服务器选择了多个子协议，而 RFC 6455 只允许一个：{address}。选中此行可以看到是哪些"
        ),
        Cause::EmptySubprotocol => format!(
            "应答中的 Sec-WebSocket-Protocol 是空的：{address}。不选择子协议的服务器不应发送它（RFC 6455）"
        ),
        Cause::MalformedSubprotocol => format!(
            "应答中的 Sec-WebSocket-Protocol 不可能是子协议的名称：{address}。选中此行可以看到它"
        ),
        Cause::Tls => {
            format!("TLS 失败，无法建立加密连接：{address}。服务器支持 TLS 吗？证书受信任吗？")
        }
        Cause::Certificate(fault) => {
            let (fault, hint) = certificate(*fault);
            format!("{fault}：{address}。{hint}")
        }
        Cause::NoTls => {
            format!("这个端口不使用 TLS：{address}。应该用 ws:// 地址，还是另一个端口？")
        }
        Cause::OnlyTls => format!("这个端口要求加密连接：{address}。请把 ws:// 换成 wss:// 试试"),
        Cause::ClientCertificate => {
            format!("要求客户端证书，而我们没有它接受的证书：{address}。可以在“选项”中指定")
        }
        Cause::Proxy(fault) => proxy(address, *fault),
        Cause::File(fault) => format!("选项中指定的某个文件无法使用：{}", file(*fault)),
        Cause::Insecure => format!(
            "浏览器不允许：这个页面来自 https，所以不能连接未加密的 {address}。请使用 wss:// 地址，或通过 http 打开页面"
        ),
        Cause::Untold if address.starts_with("wss:") => {
            let page = address.replacen("wss:", "https:", 1);
            format!(
                "无法连接 {address}，浏览器不告诉页面原因。服务器启动了吗？地址对吗？浏览器接受它的证书吗？\
                 可以在标签页中打开 {page} 查看"
            )
        }
        Cause::Untold => {
            format!("无法连接 {address}，浏览器不告诉页面原因。服务器启动了吗？地址对吗？")
        }
        Cause::MessageTooLarge
        | Cause::UnreadPongs
        | Cause::InvalidText
        | Cause::InvalidUtf8
        | Cause::CloseFrame { .. }
        | Cause::Frame(_)
        | Cause::ProtocolViolation
        | Cause::Dropped
        | Cause::NoPong
        | Cause::Other => format!("连接失败：{}（{address}）", lost(cause)),
    }
}

fn reply(fault: ReplyFault) -> &'static str {
    match fault {
        ReplyFault::Incomplete => "应答完整之前连接就关闭了",
        ReplyFault::HttpVersion => "应答不是 HTTP/1.1，而这种握手需要它（RFC 9110 第 7.8 节）",
        ReplyFault::Malformed => "应答中有一个格式不对的 HTTP 头（选中此行可以看到详情）",
        ReplyFault::Upgrade => {
            "应答的状态是 101，但没有 Upgrade: websocket，所以协议没有切换到 WebSocket"
        }
        ReplyFault::Connection => {
            "应答的状态是 101，但没有 RFC 6455 要求的 Connection: Upgrade（是否被代理删除了？）"
        }
        ReplyFault::NoAccept => {
            "应答的状态是 101，但没有 Sec-WebSocket-Accept，无法证明服务器读懂了握手"
        }
        ReplyFault::SeveralAccepts => "应答中有多个 Sec-WebSocket-Accept，只允许有一个",
    }
}

fn over_limit(limit: HeadLimit) -> String {
    match limit {
        HeadLimit::Bytes(limit) => format!("应答的头部超过了 {} 的上限", size(limit as u64)),
        HeadLimit::Headers(limit) => format!("应答的头超过了 {} 个的上限", count(limit as u64)),
        HeadLimit::InterimReplies(limit) => format!(
            "应答之前的临时应答（1xx）超过了 {} 个的上限",
            count(limit as u64)
        ),
    }
}

fn proxy(address: &str, fault: ProxyFault) -> String {
    let way = format!("目标是 {address}");
    match fault {
        ProxyFault::Address => "环境变量中的代理地址无效。选中此行可以看到是哪个变量".to_owned(),
        ProxyFault::Scheme => {
            "不支持环境变量中的这种代理；支持 http://、socks5:// 和 socks5h://。选中此行可以看到是哪个变量"
                .to_owned()
        }
        ProxyFault::UnknownHost => format!("找不到代理的主机名（{way}）。拼写正确吗？"),
        ProxyFault::Refused => {
            format!("代理连接被拒绝：那里无服务监听（{way}）。它启动了吗？端口对吗？")
        }
        ProxyFault::Unreachable => format!("代理不可达（{way}）。网络通吗？"),
        ProxyFault::TimedOut => {
            format!("代理应答超时（{way}）。它的地址对吗？它能到达服务器吗？")
        }
        ProxyFault::Login => {
            format!("代理要求登录，或者要求另一种登录（{way}）。请在代理地址中加上用户名和密码")
        }
        ProxyFault::LoginRefused => format!("代理不接受这个登录（{way}）。用户名和密码对吗？"),
        ProxyFault::Credentials => {
            "无法发送这个登录：SOCKS5 代理的用户名和密码各为 1 到 255 字节（RFC 1929）".to_owned()
        }
        ProxyFault::Status(status) => {
            let hint = proxy_status_hint(status);
            format!("代理以 HTTP 状态 {status} 应答（{way}）。{hint}")
        }
        ProxyFault::Socks(code) => format!(
            "SOCKS5 代理没有连接成功：{}（应答码 {code}，{way}）",
            socks_reply(code)
        ),
        ProxyFault::Nonsense => {
            format!("应答的不像是代理（{way}）。端口对吗？代理类型对吗？")
        }
        ProxyFault::Head => {
            format!("代理的应答头部超过了读取的上限（{way}）。选中此行可以看到上限")
        }
        ProxyFault::Dropped => format!("代理没有应答就断开了连接（{way}）。代理类型对吗？"),
        ProxyFault::Other => format!("代理没有连接到 {address}。选中此行可以看到原因"),
    }
}

fn proxy_status_hint(status: u16) -> &'static str {
    match status {
        400 | 405 | 501 => "它可能不支持隧道（CONNECT）",
        403 => "它禁止这个地址或这个端口",
        502..=504 => "它无法到达服务器",
        _ => "选中此行可以看到它的原话",
    }
}

/// RFC 1928 第 6 节。
fn socks_reply(code: u8) -> &'static str {
    match code {
        2 => "它的规则禁止这样做",
        3 => "无法到达那个网络",
        4 => "无法到达那台主机",
        5 => "服务器拒绝了连接",
        6 => "服务器没有及时应答它（TTL 过期）",
        7 => "它不支持这种请求",
        8 => "它不支持这种地址",
        _ => "它失败了，没有说明原因",
    }
}

/// 证书有什么问题，以及可以做什么。
fn certificate(fault: CertificateFault) -> (&'static str, &'static str) {
    match fault {
        CertificateFault::Expired => ("证书已过期", "需要服务器的管理者更新。本机的时钟对吗？"),
        CertificateFault::NotYetValid => ("证书尚未生效", "本机的时钟对吗？"),
        CertificateFault::WrongName => ("证书属于另一个名称", "服务器真的叫这个名字吗？"),
        CertificateFault::UnknownIssuer => (
            "证书颁发者不受信任（自签名或未知 CA）",
            "如果证书是你自己的，请在“选项”中指定它或其 CA 的文件",
        ),
        CertificateFault::Other => ("证书未被接受", "选中此行可以看到原因"),
    }
}

fn status_hint(status: u16) -> &'static str {
    match status {
        200..=299 => "那里有网页服务器，但这个路径上没有 WebSocket",
        304 => "它把这个请求当作已知页面的请求",
        300..=399 => "这是重定向，但没有指出 WebSocket 服务器的地址",
        401 | 403 => "它要知道请求来自谁。地址里是否缺少令牌，选项里是否缺少登录？",
        407 => "中间的代理要求登录",
        426 => "它要求另一个协议版本，或者升级请求在途中丢失了",
        429 | 503 => "它太忙了，请稍后再试",
        500..=599 => "服务器内部或它身后出了问题",
        _ => "路径对吗？",
    }
}
