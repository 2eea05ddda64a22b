//! 连接上发生的事，用简体中文。

use std::borrow::Cow;

use connection::{
    Cause, CloseFault, CloseFrame, CloseFrameError, FrameFault, MAX_CLOSE_REASON_BYTES, Step,
    TakeOver,
};

use crate::IN_BROWSER;
use crate::kit::format::duration;
use crate::texts::fragments::{first_line, list, tls_version};
use wire::close_code;

pub(super) fn lost(cause: &Cause) -> Cow<'static, str> {
    match cause {
        Cause::CloseFrame { code, fault } => broken_close(*code, *fault).into(),
        Cause::Frame(fault) => broken_frame(*fault).into(),
        cause => lost_otherwise(cause).into(),
    }
}

fn broken_close(code: Option<u16>, fault: CloseFault) -> String {
    let code = code.map(|code| format!("（{code}）")).unwrap_or_default();
    let fault = match fault {
        CloseFault::Code => "这个关闭码不允许出现在关闭帧中（RFC 6455 第 7.4 节）",
        CloseFault::Reason => "它的原因不是有效的 UTF-8（RFC 6455 第 5.5.1 节）",
        CloseFault::OneByte => "它只有一个字节，而关闭码有两个（RFC 6455 第 5.5.1 节）",
        CloseFault::Long => "它超过了 125 字节（RFC 6455 第 5.5 节）",
        CloseFault::Fragmented => "它被标记为片段（RFC 6455 第 5.5 节）",
    };
    format!("服务器发送的关闭帧{code}不符合协议：{fault}")
}

fn broken_frame(fault: FrameFault) -> String {
    let fault = match fault {
        FrameFault::ReservedBits => "设置了保留位，而双方没有约定任何扩展（RFC 6455 第 5.2 节）",
        FrameFault::Opcode(opcode) => {
            return format!(
                "服务器发送的帧不符合协议：操作码 {opcode} 是保留的（RFC 6455 第 5.2 节）"
            );
        }
        FrameFault::Masked => "它带有掩码，而只有客户端才能使用掩码（RFC 6455 第 5.1 节）",
        FrameFault::FragmentedControl => {
            "控制帧（ping、pong 或关闭帧）被标记为片段（RFC 6455 第 5.5 节）"
        }
        FrameFault::LongControl => {
            "控制帧（ping、pong 或关闭帧）超过了 125 字节（RFC 6455 第 5.5 节）"
        }
        FrameFault::NothingToContinue => "它是后续片段，但前面没有未完的消息（RFC 6455 第 5.4 节）",
        FrameFault::Unfinished => {
            "上一条消息的最后一个片段还没有到，它就开始了新的消息（RFC 6455 第 5.4 节）"
        }
    };
    format!("服务器发送的帧不符合协议：{fault}")
}

fn lost_otherwise(cause: &Cause) -> &'static str {
    match cause {
        Cause::Dropped => "对方没有道别就断开了。服务器还在运行吗？点击“连接”可以重试",
        Cause::MessageTooLarge => {
            "服务器发送的消息超过了这个连接的上限。请让它发送较小的消息，或在“选项”中提高上限"
        }
        Cause::UnreadPongs => {
            "服务器不断发送 ping，却没有读取应答的迹象，等待发送的 pong 已达 16 MiB。为了不占满内存，连接已断开"
        }
        Cause::InvalidText => "服务器发送的文本消息不是有效的 UTF-8。这样的内容应以二进制发送",
        Cause::InvalidUtf8 => {
            "服务器发送的文本消息，或者关闭帧中的原因，不是有效的 UTF-8。勾选“检视”后会显示是哪一个"
        }
        Cause::CloseFrame { .. } | Cause::Frame(_) | Cause::ProtocolViolation => {
            "服务器违反了 WebSocket 协议。选中此行可以看到详情"
        }
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
        Cause::Proxy(_) => "中间的代理不见了",
        Cause::HttpStatus(_)
        | Cause::Redirect { .. }
        | Cause::Reply(_)
        | Cause::HeadLimit(_)
        | Cause::Extension { .. }
        | Cause::NotWebSocket
        | Cause::WrongAccept
        | Cause::Subprotocol
        | Cause::SeveralSubprotocols
        | Cause::EmptySubprotocol
        | Cause::MalformedSubprotocol => "对方不是 WebSocket 服务器。端口对吗？",
        Cause::Insecure => "浏览器不允许来自 https 的页面使用未加密的连接",
        Cause::Untold => "浏览器不告诉页面原因。点击“连接”可以重试",
        Cause::File(_) | Cause::Other => "发生错误，选中此行可以看到程序库的原话",
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
        Step::Interim { head, micros } => {
            format!("临时应答：{}（{}）", first_line(head), duration(*micros))
        }
        Step::TakenOver { why } => taken_over(*why),
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

fn taken_over(why: TakeOver) -> String {
    let why = match why {
        TakeOver::InterimReply => "它把临时应答（1xx）当作最终应答",
        TakeOver::Redirect => "它不显示重定向的目标",
        TakeOver::Upgrade => "它没有找到 Upgrade: websocket，因为它不按列表读取",
        TakeOver::Connection => "它没有找到 Connection: Upgrade，因为它不按列表读取",
        TakeOver::Pieces => "它把分成许多小块的应答或过大的应答当作攻击",
        TakeOver::HeadLimit => "它读不了这么多头",
        TakeOver::Malformed => "它读不了 HTTP 允许的某些写法",
        TakeOver::SilentAddress => {
            return "一个地址没有应答，而另一个地址接受连接：已停止 ewebsock，由尝试所有地址的驱动发送第二个请求"
                .to_owned();
        }
    };
    format!("由显示全部详情的驱动发送第二个请求：已停止 ewebsock，因为{why}")
}
