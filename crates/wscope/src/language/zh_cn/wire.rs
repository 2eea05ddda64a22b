//! 连接上发生的事，用简体中文。

use connection::{
    Cause, CertificateFault, CloseFrame, CloseFrameError, MAX_CLOSE_REASON_BYTES, Step,
};

use super::super::{first_line, list, tls_version};
use crate::IN_BROWSER;
use crate::close_code;
use crate::format::duration;

pub(super) fn failed(address: &str, cause: Cause) -> String {
    match cause {
        Cause::Refused => format!("连接被拒绝：{address} 无服务监听。服务器启动了吗？端口对吗？"),
        Cause::UnknownHost => format!("找不到主机：{address}。拼写正确吗？网络通吗？"),
        Cause::Unreachable => format!("主机不可达：{address}。网络通吗？"),
        Cause::TimedOut => format!("应答超时：{address}。端口对吗？是否被防火墙拦截？"),
        Cause::HttpStatus(status) => {
            let hint = status_hint(status);
            format!("HTTP 状态 {status}，而不是 WebSocket：{address}。{hint}")
        }
        Cause::NotWebSocket => format!("不是 WebSocket 服务器：{address}。端口对吗？"),
        Cause::WrongAccept => format!(
            "Sec-WebSocket-Accept 不对：{address} 没有读懂握手，或者中间有程序返回了旧的应答。是否有代理或缓存？"
        ),
        Cause::Subprotocol => format!(
            "服务器选择了我们没有提出的子协议，按 RFC 6455 必须拒绝：{address}。它可能只接受提出该子协议的客户端"
        ),
        Cause::Tls => {
            format!("TLS 失败，无法建立加密连接：{address}。服务器支持 TLS 吗？证书受信任吗？")
        }
        Cause::Certificate(fault) => {
            let (fault, hint) = certificate(fault);
            format!("{fault}：{address}。{hint}")
        }
        Cause::NoTls => {
            format!("这个端口不使用 TLS：{address}。应该用 ws:// 地址，还是另一个端口？")
        }
        Cause::OnlyTls => format!("这个端口要求加密连接：{address}。请把 ws:// 换成 wss:// 试试"),
        Cause::ClientCertificate => {
            format!("要求客户端证书，而我们没有它接受的证书：{address}。可以在“选项”中指定")
        }
        Cause::ProxyUnreachable => {
            format!("无法到达代理，目标是 {address}。代理启动了吗？它的地址对吗？")
        }
        Cause::ProxyRefused => {
            format!(
                "代理不肯通往 {address}。选中此行可以看到它的原话：也许要登录，也许禁止这个地址"
            )
        }
        Cause::File => "选项中指定的某个文件无法使用。选中此行可以看到原因".to_owned(),
        Cause::Insecure => format!(
            "浏览器不允许：这个页面来自 https，所以不能连接未加密的 {address}。请使用 wss:// 地址，或通过 http 打开页面"
        ),
        Cause::Untold => {
            format!("无法连接 {address}，浏览器不告诉页面原因。服务器启动了吗？地址对吗？")
        }
        Cause::MessageTooLarge
        | Cause::InvalidUtf8
        | Cause::ProtocolViolation
        | Cause::Dropped
        | Cause::NoPong
        | Cause::Other => format!("连接失败：{}（{address}）", lost(cause)),
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
            "如果证书是你自己的，请在“选项”中指定它的机构",
        ),
        CertificateFault::Other => ("证书未被接受", "选中此行可以看到原因"),
    }
}

fn status_hint(status: u16) -> &'static str {
    match status {
        200..=299 => "那里有网页服务器，但这个路径上没有 WebSocket",
        300..=399 => "它已经搬走，而 WebSocket 不会自己跟过去。请使用新地址",
        401 | 403 => "它要知道请求来自谁。地址里是否缺少令牌，选项里是否缺少登录？",
        407 => "中间的代理要求登录",
        426 => "它要求另一个协议版本，或者升级请求在途中丢失了",
        429 | 503 => "它太忙了，请稍后再试",
        500..=599 => "服务器内部或它身后出了问题",
        _ => "路径对吗？",
    }
}

pub(super) fn lost(cause: Cause) -> &'static str {
    match cause {
        Cause::Dropped => "对方没有道别就断开了。服务器还在运行吗？点击“连接”可以重试",
        Cause::MessageTooLarge => {
            "服务器发送的消息超过了这个连接的上限。请让它发送较小的消息，或在“选项”中提高上限"
        }
        Cause::InvalidUtf8 => "服务器发送的文本消息不是有效的 UTF-8。这样的内容应以二进制发送",
        Cause::ProtocolViolation => "服务器违反了 WebSocket 协议。选中此行可以看到详情",
        Cause::TimedOut => "服务器不再应答。它还在运行吗？点击“连接”可以重试",
        Cause::Unreachable | Cause::UnknownHost | Cause::Refused => {
            "再也无法到达服务器。网络通吗？"
        }
        Cause::NoPong => "服务器没有应答 ping。它还在运行吗？网络还通吗？",
        Cause::Tls
        | Cause::Certificate(_)
        | Cause::NoTls
        | Cause::OnlyTls
        | Cause::ClientCertificate => "加密失败。选中此行可以看到原因",
        Cause::ProxyUnreachable | Cause::ProxyRefused => "中间的代理不见了",
        Cause::HttpStatus(_) | Cause::NotWebSocket | Cause::WrongAccept | Cause::Subprotocol => {
            "对方不是 WebSocket 服务器。端口对吗？"
        }
        Cause::Insecure => "浏览器不允许来自 https 的页面使用未加密的连接",
        Cause::Untold => "浏览器不告诉页面原因。点击“连接”可以重试",
        Cause::File | Cause::Other => "发生错误，选中此行可以看到程序库的原话",
    }
}

pub(super) fn closed(frame: Option<&CloseFrame>) -> String {
    let Some(frame) = frame else {
        return if !IN_BROWSER {
            "服务器关闭了连接。点击“连接”可以重新打开；勾选“检视”后会显示关闭码"
        } else {
            "服务器关闭了连接。点击“连接”可以重新打开"
        }
        .to_owned();
    };
    let Some(code) = frame.code else {
        return "服务器关闭了连接，没有关闭码（1005）：它没有说明原因".to_owned();
    };
    let name = close_code::name(code);
    let meaning = close_meaning(code);
    let reason = quoted(&frame.reason);
    format!("服务器关闭了连接：{code} {name}{reason}。{meaning}")
}

pub(super) fn refused(error: CloseFrameError) -> String {
    match error {
        CloseFrameError::NeverSent(code) => {
            format!("{code} 从不发送：它表示没有关闭帧的结束（RFC 6455 第 7.4.1 节）")
        }
        CloseFrameError::Unassigned(code) => format!(
            "{code} 不允许发送；允许的是 1000 到 1003、1007 到 1014、3000 到 4999（RFC 6455 第 7.4.2 节）"
        ),
        CloseFrameError::NotFromPage(code) => {
            format!("浏览器只允许页面发送 1000 和 3000 到 4999，不允许 {code}")
        }
        CloseFrameError::LongReason(bytes) => {
            format!("理由有 {bytes} 字节，关闭帧只能放 {MAX_CLOSE_REASON_BYTES} 字节")
        }
        CloseFrameError::ReasonAlone => "理由之前必须有关闭码".to_owned(),
    }
}

pub(super) fn hung_up(frame: Option<&CloseFrame>) -> String {
    let Some((code, frame)) = frame.and_then(|frame| Some((frame.code?, frame))) else {
        return "已断开".to_owned();
    };
    format!(
        "已断开：{code} {}{}",
        close_code::name(code),
        quoted(&frame.reason)
    )
}

fn quoted(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => format!("，“{reason}”"),
    }
}

fn close_meaning(code: u16) -> &'static str {
    match code {
        1000 => "一切正常完成",
        1001 => "服务器正在关闭或离开",
        1002 => "它发现我们发送的内容违反了协议",
        1003 => "它不接受这种消息：也许它要二进制而收到文本，或者相反",
        1007 => "收到的内容与声明不符，例如文本不是有效的 UTF-8",
        1008 => "违反了它的规定：令牌、来源、限额，或者没有应答 ping",
        1009 => "消息超过了它的上限",
        1010 => "期望它同意某个扩展，而它没有",
        1011 => "服务器内部出错，它的日志里有更多信息",
        1012 => "它正在重启，稍后点击“连接”",
        1013 => "它太忙了，过一会再点击“连接”",
        1014 => "它身后的另一台服务器没有正常应答",
        3000 => "它要知道请求来自谁：令牌或登录缺失或不对",
        3003 => "请求者没有权限",
        3008 => "它等待某事太久",
        _ if (3000..4000).contains(&code) => "这个码由某个程序库或框架登记，请看它的文档",
        _ if (4000..5000).contains(&code) => "这个码由应用自己规定，请询问服务器的作者",
        _ => "这样的码不允许发送（RFC 6455 第 7.4 节）",
    }
}

pub(super) fn stepped(step: &Step) -> String {
    match step {
        Step::Resolved { addresses, micros } => {
            format!("解析名称：{}（{}）", list(addresses), duration(*micros))
        }
        Step::Unreached {
            address,
            detail,
            micros,
        } => format!("TCP：{detail}：{address}（{}）", duration(*micros)),
        Step::Reached { address, micros } => {
            format!("TCP：已连接 {address}（{}）", duration(*micros))
        }
        Step::Tunnelled { proxy, micros } => {
            format!("代理 {proxy} 已通往服务器（{}）", duration(*micros))
        }
        Step::Secured {
            version,
            is_verified,
            micros,
        } => format!(
            "TLS：{}，{}（{}）",
            tls_version(version),
            if *is_verified {
                "证书受信任"
            } else {
                "证书未经检查：中间的任何人都能读取和修改全部内容"
            },
            duration(*micros)
        ),
        Step::Requested { head } => format!("请求：{}", first_line(head)),
        Step::Answered { head, micros } => {
            format!("应答：{}（{}）", first_line(head), duration(*micros))
        }
        Step::Hidden { micros } => format!(
            "名称、TCP、TLS、请求和应答共用 {}；浏览器对页面隐藏了其中每一步，也隐藏 ping",
            duration(*micros)
        ),
        Step::Agreed {
            subprotocol: Some(name),
        } => format!("服务器选择了子协议 {name}"),
        Step::Agreed { subprotocol: None } => "服务器没有选择我们提出的任何子协议".to_owned(),
        Step::Fragments { count } => fragments(None, *count),
    }
}

pub(super) fn fragments(number: Option<u64>, count: u32) -> String {
    match number {
        Some(number) => format!("第 {number} 条消息分 {count} 个片段到达"),
        None => format!("一条消息分 {count} 个片段到达"),
    }
}
