//! 连接为何未能建立，用简体中文。

use connection::{Cause, CertificateFault, HeadLimit, ProxyFault, ReplyFault};

use super::file_fault::file;
use super::wire::lost;
use crate::kit::format::{count, limit as size_limit};

/// 原因在前：一行放不下时，被截去的是地址。
pub(super) fn failed(address: &str, cause: &Cause) -> String {
    match cause {
        Cause::Refused => {
            format!("连接被拒绝：{address} 无服务监听。服务器是否已启动？端口是否正确？")
        }
        Cause::UnknownHost => format!("找不到主机：{address}。拼写是否正确？网络是否正常？"),
        Cause::NameLookup => {
            format!("暂时无法查找主机地址：{address}。网络是否正常？DNS 服务器是否有响应？")
        }
        Cause::Unreachable => format!("主机不可达：{address}。网络是否正常？"),
        Cause::TimedOut => format!("连接超时：{address} 无响应。端口是否正确？是否被防火墙拦截？"),
        Cause::HttpStatus(401) => format!(
            "401 未授权：缺少凭据或凭据无效：{address}。请在地址中加入令牌，或在“连接设置”中设置身份验证"
        ),
        Cause::HttpStatus(403) => format!(
            "403 禁止访问：服务器拒绝了请求：{address}。请检查凭据；如果服务器要求，请检查 Origin 头"
        ),
        Cause::HttpStatus(status) => {
            let hint = status_hint(*status);
            format!("HTTP 状态码 {status}，而非 101（切换协议）：{address}。{hint}")
        }
        Cause::Redirect { status, to } => format!(
            "已重定向到 {to}（HTTP 状态码 {status}）：{address}。不会自动跟随重定向，选择“连接新地址”可前往"
        ),
        Cause::Reply(fault) => format!("{}：{address}", reply(*fault)),
        Cause::HeadLimit(limit) => format!("{}：{address}", over_limit(*limit)),
        Cause::RequestLimit(_) => {
            format!("请求头部超过上限，未发送：{address}。上限见详情")
        }
        Cause::Extension { names } => format!(
            "服务器选择了未提供的扩展（{names}），不符合 RFC 6455：{address}。它是否对所有请求返回相同的响应？"
        ),
        Cause::CompressionAnswer => {
            format!("服务器对压缩请求的响应不符合 RFC 7692：{address}。请查看详情")
        }
        Cause::NotWebSocket => format!("不是 WebSocket 服务器：{address}。端口是否正确？"),
        Cause::WrongAccept => format!(
            "响应中的 Sec-WebSocket-Accept 错误：{address}。服务器未处理握手，或代理、缓存返回了旧的响应"
        ),
        Cause::Subprotocol => format!(
            "服务器选择了未提供的子协议，不符合 RFC 6455：{address}。它可能只接受提供该子协议的客户端"
        ),
        Cause::SeveralSubprotocols => {
            format!("服务器选择了多个子协议，而 RFC 6455 只允许一个：{address}。请查看详情")
        }
        Cause::EmptySubprotocol => format!(
            "响应中的 Sec-WebSocket-Protocol 为空：{address}。不选择子协议的服务器必须省略此头部（RFC 6455）"
        ),
        Cause::MalformedSubprotocol => {
            format!("响应中的 Sec-WebSocket-Protocol 不是有效的子协议名称：{address}。请查看详情")
        }
        Cause::Tls => {
            format!("TLS 失败，无法建立加密连接：{address}。服务器是否支持 TLS？证书是否受信任？")
        }
        Cause::Certificate(fault) => {
            let (fault, hint) = certificate(*fault);
            format!("{fault}：{address}。{hint}")
        }
        Cause::NoTls => {
            format!("此端口不使用 TLS：{address}。请将 wss:// 改为 ws://，或使用其他端口")
        }
        Cause::OnlyTls => format!("此端口要求 TLS：{address}。请将 ws:// 改为 wss://"),
        Cause::ClientCertificate => {
            format!("服务器要求客户端证书，但未接受任何证书：{address}。可在“连接设置”中指定")
        }
        Cause::Proxy(fault) => proxy(address, *fault),
        Cause::File(fault) => format!("连接设置中指定的文件无法使用：{}", file(*fault)),
        Cause::Insecure => format!(
            "被浏览器阻止：通过 https 加载的页面不能连接未加密的 {address}。请使用 wss:// 地址，或通过 http 打开页面"
        ),
        Cause::Untold if address.starts_with("wss:") => {
            let page = address.replacen("wss:", "https:", 1);
            format!(
                "无法连接 {address}，浏览器不向页面提供原因。服务器是否已启动？地址是否正确？浏览器是否信任其证书？\
                 可在标签页中打开 {page} 查看"
            )
        }
        Cause::Untold => {
            format!("无法连接 {address}，浏览器不向页面提供原因。服务器是否已启动？地址是否正确？")
        }
        Cause::MessageTooLarge
        | Cause::UnreadPongs
        | Cause::InvalidText
        | Cause::Inflate
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
        ReplyFault::Incomplete => "连接在响应完整之前关闭",
        ReplyFault::HttpVersion => "响应不是握手所需的 HTTP/1.1（RFC 9110 第 7.8 节）",
        ReplyFault::Malformed => "响应中有格式错误的 HTTP 头部（请查看技术细节）",
        ReplyFault::Upgrade => {
            "响应的状态码为 101，但没有 Upgrade: websocket，因此连接未切换到 WebSocket"
        }
        ReplyFault::Connection => {
            "响应的状态码为 101，但没有 RFC 6455 要求的 Connection: Upgrade（是否被代理删除？）"
        }
        ReplyFault::NoAccept => "响应的状态码为 101，但没有 RFC 6455 要求的 Sec-WebSocket-Accept",
        ReplyFault::SeveralAccepts => "响应中有多个 Sec-WebSocket-Accept，只允许一个",
    }
}

fn over_limit(limit: HeadLimit) -> String {
    match limit {
        HeadLimit::Bytes(limit) => format!("响应的头部超过 {} 的上限", size_limit(limit as u64)),
        HeadLimit::Headers(limit) => format!("响应超过 {} 个头部的上限", count(limit as u64)),
        HeadLimit::InterimReplies(limit) => format!(
            "服务器在最终响应之前超过 {} 个临时响应（1xx）的上限",
            count(limit as u64)
        ),
    }
}

fn proxy(address: &str, fault: ProxyFault) -> String {
    let way = format!("目标是 {address}");
    match fault {
        ProxyFault::Address => "环境变量中的代理地址无效。变量名称见详情".to_owned(),
        ProxyFault::Scheme => {
            "环境变量中的代理使用了不支持的协议；支持 http://、socks5:// 和 socks5h://。变量名称见详情"
                .to_owned()
        }
        ProxyFault::UnknownHost => format!("找不到代理主机（{way}）。拼写是否正确？"),
        ProxyFault::Refused => {
            format!("代理连接被拒绝：无服务监听（{way}）。代理是否已启动？端口是否正确？")
        }
        ProxyFault::Unreachable => format!("代理不可达（{way}）。网络是否正常？"),
        ProxyFault::TimedOut => {
            format!("代理超时（{way}）。代理地址是否正确？它能否到达服务器？")
        }
        ProxyFault::Login => {
            format!("代理要求身份验证，或要求其他验证方式（{way}）。请在代理地址中加入用户名和密码")
        }
        ProxyFault::LoginRefused => format!("代理拒绝了凭据（{way}）。用户名和密码是否正确？"),
        // 长度各占一个字节。
        ProxyFault::Credentials => format!(
            "无法发送凭据：SOCKS5 的用户名和密码必须各为 1 到 {} 字节（RFC 1929）",
            u8::MAX
        ),
        ProxyFault::Status(status) => {
            let hint = proxy_status_hint(status);
            format!("代理返回 HTTP 状态码 {status}（{way}）。{hint}")
        }
        ProxyFault::Socks(code) => format!(
            "SOCKS5 代理：{}（应答码 {code}，{way}）",
            socks_reply(code)
        ),
        ProxyFault::Nonsense => {
            format!("不是代理的响应（{way}）。代理的端口和类型是否正确？")
        }
        ProxyFault::Head => {
            format!("代理的响应超过头部上限（{way}）。上限见详情")
        }
        ProxyFault::Dropped => format!("代理未响应就关闭了连接（{way}）。代理类型是否正确？"),
        ProxyFault::Other => format!("代理未连接到 {address}。请查看详情"),
    }
}

fn proxy_status_hint(status: u16) -> &'static str {
    match status {
        400 | 405 | 501 => "代理可能不支持隧道（CONNECT）",
        403 => "代理禁止此地址或端口",
        502..=504 => "代理无法到达服务器",
        _ => "请查看详情",
    }
}

/// RFC 1928 第 6 节。
fn socks_reply(code: u8) -> &'static str {
    match code {
        2 => "规则不允许此连接",
        3 => "网络不可达",
        4 => "主机不可达",
        5 => "服务器拒绝了连接",
        6 => "TTL 已过期",
        7 => "不支持此命令",
        8 => "不支持此地址类型",
        _ => "一般性失败",
    }
}

/// 证书有什么问题，以及可以做什么。
fn certificate(fault: CertificateFault) -> (&'static str, &'static str) {
    match fault {
        CertificateFault::Expired => ("证书已过期", "需要服务器管理员更新。本机时钟是否正确？"),
        CertificateFault::NotYetValid => ("证书尚未生效", "本机时钟是否正确？"),
        CertificateFault::WrongName => ("证书属于其他主机名", "地址中的主机名是否正确？"),
        CertificateFault::UnknownIssuer => (
            "颁发者不受信任（自签名或未知 CA）",
            "如果信任此证书，请在“连接设置”中添加它或其 CA",
        ),
        CertificateFault::Other => ("证书未被接受", "请查看详情"),
    }
}

fn status_hint(status: u16) -> &'static str {
    match status {
        200..=299 => "有 HTTP 服务器，但此路径上没有 WebSocket",
        304 => "服务器将此请求视为对已缓存页面的请求",
        300..=399 => "重定向，但未提供 WebSocket 服务器的地址",
        407 => "代理要求身份验证",
        426 => "服务器要求其他协议版本，或代理删除了 Upgrade 头",
        429 | 503 => "服务器过载或限制了请求，请稍后重试",
        500..=599 => "服务器或其上游服务器出错",
        _ => "路径是否正确？",
    }
}
