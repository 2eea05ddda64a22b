//! 连接上发生的事，用简体中文。

use std::borrow::Cow;

use connection::{
    CLOSE_CODES, Cause, CloseFault, CloseFrame, CloseFrameError, FrameFault, KeyLog,
    MAX_CLOSE_REASON_BYTES, MAX_CONTROL_PAYLOAD, MAX_UNREAD_PONGS, PAGE_CLOSE_CODES, RawFrameHead,
    Step, TakeOver,
};

use crate::IN_BROWSER;
use crate::kit::event_texts::fragments::{codes, declared, first_line, flags, list, tls_version};
use crate::kit::format::{count as number_of, duration, limit, size};
use crate::kit::os_reason::os_reason;
use payload::visible::visible;
use wire::close_code;

/// 连接中断时的说明。
pub(super) fn connection_lost(cause: &Cause) -> String {
    match cause {
        Cause::Dropped => "未收到关闭帧，连接中断（1006）。服务器是否仍在运行？".to_owned(),
        cause => format!("连接中断：{}", lost(cause)),
    }
}

pub(super) fn lost(cause: &Cause) -> Cow<'static, str> {
    match cause {
        Cause::CloseFrame { code, fault } => broken_close(*code, *fault).into(),
        Cause::Frame(fault) => broken_frame(*fault).into(),
        Cause::UnreadPongs => format!(
            "服务器不断发送 ping，但未读取 pong：等待发送的 pong 已达 {}，继续会占满内存",
            limit(MAX_UNREAD_PONGS)
        )
        .into(),
        cause => lost_otherwise(cause).into(),
    }
}

fn broken_close(code: Option<u16>, fault: CloseFault) -> String {
    let code = code.map(|code| format!("（{code}）")).unwrap_or_default();
    let section = fault.section();
    let fault = close_fault(fault);
    format!("服务器发送了无效的关闭帧{code}：{fault}（RFC 6455 第 {section} 节）")
}

/// What is wrong with a close frame.
pub(in crate::kit::event_texts) fn close_fault(fault: CloseFault) -> Cow<'static, str> {
    match fault {
        CloseFault::Code => "关闭帧中不允许使用此关闭码".into(),
        CloseFault::Reason => "关闭原因不是有效的 UTF-8".into(),
        CloseFault::OneByte => "载荷只有 1 字节，而关闭码占 2 字节".into(),
        CloseFault::Long => format!("载荷超过 {MAX_CONTROL_PAYLOAD} 字节").into(),
        CloseFault::Fragmented => "控制帧不允许分片".into(),
    }
}

fn broken_frame(fault: FrameFault) -> String {
    let section = fault.section();
    let fault = frame_fault(fault);
    format!("服务器发送的帧不符合协议：{fault}（RFC 6455 第 {section} 节）")
}

/// What is wrong with a frame.
pub(in crate::kit::event_texts) fn frame_fault(fault: FrameFault) -> Cow<'static, str> {
    match fault {
        FrameFault::ReservedBits => "设置了保留位，而协商的扩展不允许在此处设置".into(),
        FrameFault::Opcode(opcode) => format!("操作码 {opcode} 为保留值").into(),
        FrameFault::Masked => "带有掩码，而只有客户端可以使用掩码".into(),
        FrameFault::NotMasked => "没有掩码，而客户端必须使用掩码".into(),
        FrameFault::FragmentedControl => "控制帧（ping、pong 或关闭帧）不允许分片".into(),
        FrameFault::LongControl => {
            format!("控制帧（ping、pong 或关闭帧）超过 {MAX_CONTROL_PAYLOAD} 字节").into()
        }
        FrameFault::LongLength => "长度所用字节超过必要的数量".into(),
        FrameFault::HighLength => "64 位长度的最高位不为 0".into(),
        FrameFault::NothingToContinue => "延续帧之前没有未完成的消息".into(),
        FrameFault::Unfinished => "上一条消息尚未完成就开始了新消息".into(),
    }
}

fn lost_otherwise(cause: &Cause) -> &'static str {
    match cause {
        Cause::Dropped => "未收到关闭帧，连接中断（1006）。服务器是否仍在运行？",
        Cause::MessageTooLarge => {
            "服务器发送的消息超过此连接的上限，即“连接设置”中的“消息大小上限”，最高为 64 MiB"
        }
        Cause::InvalidText => "服务器发送的文本消息不是有效的 UTF-8。此类数据应作为二进制消息发送",
        Cause::Inflate => "服务器发送的压缩消息无法解压（RFC 7692）",
        Cause::InvalidUtf8 => {
            "服务器发送的文本消息或关闭原因不是有效的 UTF-8。“重新连接并记录详情”可查看是哪一个"
        }
        Cause::CloseFrame { .. }
        | Cause::Frame(_)
        | Cause::UnreadPongs
        | Cause::ProtocolViolation => "服务器违反了 WebSocket 协议。请查看详情",
        Cause::TimedOut => "服务器停止响应。它是否仍在运行？",
        Cause::Unreachable | Cause::UnknownHost | Cause::NameLookup | Cause::Refused => {
            "服务器已不可达。网络是否正常？"
        }
        Cause::NoPong => "服务器未应答 ping。它是否仍在运行？网络是否正常？",
        Cause::Tls
        | Cause::Certificate(_)
        | Cause::NoTls
        | Cause::OnlyTls
        | Cause::ClientCertificate => "TLS 失败。请查看详情",
        Cause::Proxy(_) => "代理关闭了连接",
        Cause::HttpStatus(_)
        | Cause::Redirect { .. }
        | Cause::Reply(_)
        | Cause::HeadLimit(_)
        | Cause::Extension { .. }
        | Cause::CompressionAnswer
        | Cause::NotWebSocket
        | Cause::WrongAccept
        | Cause::Subprotocol
        | Cause::SeveralSubprotocols
        | Cause::EmptySubprotocol
        | Cause::MalformedSubprotocol => "不是 WebSocket 服务器。端口是否正确？",
        Cause::Insecure => "浏览器不允许通过 https 加载的页面使用未加密的连接",
        Cause::Untold => "浏览器不向页面提供原因",
        Cause::File(_) | Cause::RequestLimit(_) | Cause::Other => "发生错误。请查看技术细节",
    }
}

pub(super) fn closed(frame: Option<&CloseFrame>) -> String {
    let Some(frame) = frame else {
        return if !IN_BROWSER {
            "服务器关闭了连接。“重新连接并记录详情”可查看关闭码"
        } else {
            "服务器关闭了连接，关闭码未知"
        }
        .to_owned();
    };
    let Some(code) = frame.code else {
        return "服务器关闭了连接，未提供关闭码（1005）和原因".to_owned();
    };
    let name = close_name(code);
    let meaning = close_meaning(code);
    let reason = quoted(&frame.reason);
    format!("服务器关闭了连接：{code} {name}{reason}。{meaning}")
}

/// The name in the registry, which a person looks for in a manual, and what it says.
pub(in crate::kit::event_texts) fn close_name(code: u16) -> &'static str {
    match close_code::name(code) {
        close_code::Name::Known(name) => registered_name(code).unwrap_or(name),
        close_code::Name::Registered => "已注册",
        close_code::Name::Private => "私用",
        close_code::Name::NotAllowed => "不允许",
    }
}

fn registered_name(code: u16) -> Option<&'static str> {
    Some(match code {
        1000 => "Normal Closure（正常关闭）",
        1001 => "Going Away（端点下线）",
        1002 => "Protocol Error（协议错误）",
        1003 => "Unsupported Data（不支持的数据）",
        1007 => "Invalid Frame Payload Data（载荷数据无效）",
        1008 => "Policy Violation（违反策略）",
        1009 => "Message Too Big（消息过大）",
        1010 => "Mandatory Extension（缺少必需的扩展）",
        1011 => "Internal Error（内部错误）",
        1012 => "Service Restart（服务重启）",
        1013 => "Try Again Later（稍后重试）",
        1014 => "Bad Gateway（网关错误）",
        3000 => "Unauthorized（未授权）",
        3003 => "Forbidden（禁止访问）",
        3008 => "Timeout（超时）",
        _ => return None,
    })
}

pub(in crate::kit::event_texts) fn refused(error: CloseFrameError) -> String {
    match error {
        CloseFrameError::NeverSent(code) => {
            format!("{code} 不允许发送：它保留用于没有关闭码的断开（RFC 6455 第 7.4.1 节）")
        }
        CloseFrameError::Unassigned(code) => format!(
            "{code} 不允许发送；允许 {}（RFC 6455 第 7.4.2 节）",
            codes(&CLOSE_CODES, "–", "、", "、")
        ),
        CloseFrameError::NotFromPage(code) => {
            let allowed = codes(&PAGE_CLOSE_CODES, "–", "、", "、");
            format!("浏览器只允许页面发送 {allowed}，不允许 {code}")
        }
        CloseFrameError::LongReason(bytes) => {
            let length = number_of(bytes as u64);
            format!("原因有 {length} 字节，关闭帧最多容纳 {MAX_CLOSE_REASON_BYTES} 字节")
        }
        CloseFrameError::ReasonAlone => "填写原因时必须填写关闭码".to_owned(),
    }
}

pub(super) fn hung_up(frame: Option<&CloseFrame>) -> String {
    let Some((code, frame)) = frame.and_then(|frame| Some((frame.code?, frame))) else {
        return "已断开".to_owned();
    };
    format!(
        "已断开：{code} {}{}",
        close_name(code),
        quoted(&frame.reason)
    )
}

fn quoted(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => format!("，“{reason}”"),
    }
}

pub(in crate::kit::event_texts) fn close_meaning(code: u16) -> &'static str {
    match code {
        1000 => "连接正常结束",
        1001 => "服务器正在关闭",
        1002 => "服务器报告收到的数据违反协议",
        1003 => "服务器不接受此类型的消息：可能需要二进制而非文本，或相反",
        1007 => "服务器收到的数据与类型不符，例如文本不是有效的 UTF-8",
        1008 => "违反服务器策略：检查令牌、Origin 或限额，以及是否应答 ping",
        1009 => "消息超过服务器的大小上限",
        1010 => "未协商所需的扩展",
        1011 => "服务器内部错误，请查看其日志",
        1012 => "服务器正在重启，请稍后重试",
        1013 => "服务器过载，请稍后重试",
        1014 => "服务器作为网关，从上游服务器收到无效响应",
        3000 => "缺少凭据或凭据无效",
        3003 => "客户端没有权限",
        3008 => "服务器等待客户端超时",
        _ if (3000..4000).contains(&code) => "由程序库或框架注册，请查看其文档",
        _ if (4000..5000).contains(&code) => "由应用自行定义，请查看服务器的文档",
        _ => "不允许发送此关闭码（RFC 6455 第 7.4 节）",
    }
}

pub(super) fn stepped(step: &Step) -> String {
    match step {
        Step::Resolved { addresses, micros } => {
            format!("DNS 查询：{}（{}）", list(addresses), duration(*micros))
        }
        Step::Unreached {
            address,
            detail,
            micros,
        } => format!(
            "TCP：{}：{address}（{}）",
            os_reason(detail),
            duration(*micros)
        ),
        Step::Reached { address, micros } => {
            format!("TCP：已连接 {address}（{}）", duration(*micros))
        }
        Step::Tunnelled { proxy, micros } => {
            format!(
                "代理 {proxy}：已建立到服务器的隧道（{}）",
                duration(*micros)
            )
        }
        Step::Secured {
            version,
            is_verified,
            key_log,
            micros,
        } => format!(
            "TLS：{}，{}（{}）{}",
            tls_version(version),
            if *is_verified {
                "证书受信任"
            } else {
                "证书未经验证：网络路径上的任何人都能读取和修改全部数据"
            },
            duration(*micros),
            key_log.as_ref().map_or_else(String::new, key_logged)
        ),
        Step::Requested { head } => format!("请求：{}", first_line(head)),
        Step::Interim { head, micros } => {
            format!("临时响应：{}（{}）", first_line(head), duration(*micros))
        }
        Step::TakenOver { why } => taken_over(*why),
        Step::Answered { head, micros: 0 } => format!("响应：{}", first_line(head)),
        Step::Answered { head, micros } => {
            format!("响应：{}（{}）", first_line(head), duration(*micros))
        }
        Step::Hidden { micros } => format!(
            "DNS、TCP、TLS 和握手共用 {}；浏览器不向页面提供各步骤和 ping 的信息",
            duration(*micros)
        ),
        Step::Agreed {
            subprotocol: Some(name),
        } => format!("服务器选择了子协议 {name}"),
        Step::Agreed { subprotocol: None } => "服务器未选择所提供的任何子协议".to_owned(),
        Step::Compression { agreed } => format!("消息经过压缩：{agreed}"),
        Step::Fragments { count } => fragments(None, *count),
        Step::Unfinished { frames, bytes } => {
            format!(
                "连接在一条消息中途结束：已收到 {frames} 帧，共 {}",
                size(*bytes)
            )
        }
        Step::RawFrame(head) => raw_frame(head),
        Step::Withheld(withheld) => match (withheld.pongs, withheld.closes) {
            (true, true) => "暂不应答 ping，也不发送关闭帧",
            (true, false) => "暂不应答 ping",
            (false, true) => "暂不发送关闭帧",
            (false, false) => "恢复应答 ping 和发送关闭帧",
        }
        .to_owned(),
        Step::CloseUnanswered { frame } => {
            let code = frame
                .code
                .map_or_else(|| "（无关闭码）".to_owned(), |code| format!(" {code}"));
            format!("↓ 收到关闭帧{code}，未应答：连接保持打开，直到服务器结束连接")
        }
    }
}

fn key_logged(KeyLog { file, fault }: &KeyLog) -> String {
    let file = visible(file);
    match fault {
        None => format!("；TLS 密钥已记录到 {file}"),
        Some(why) => format!("；TLS 密钥未能记录到 {file}：{}", visible(why)),
    }
}

/// 手工构造的帧，按实际发送的内容。
fn raw_frame(head: &RawFrameHead) -> String {
    let name = match head.opcode {
        0x0 => "延续".to_owned(),
        0x1 => "文本".to_owned(),
        0x2 => "二进制".to_owned(),
        0x8 => "关闭".to_owned(),
        0x9 => "ping".to_owned(),
        0xa => "pong".to_owned(),
        other => format!("保留操作码 {other}"),
    };
    let mask = if head.is_masked {
        "有掩码"
    } else {
        "无掩码"
    };
    let bytes = head.payload;
    let declared = declared(head, |length| format!("（声明为 {length}）"));
    format!(
        "↑ 手动构造的帧：{}{name}，{bytes} 字节{declared}，{mask}",
        flags(head)
    )
}

pub(super) fn fragments(number: Option<u64>, count: u32) -> String {
    match number {
        Some(number) => format!("第 {number} 条消息分 {count} 个分片到达"),
        None => format!("一条消息分 {count} 个分片到达"),
    }
}

fn taken_over(why: TakeOver) -> String {
    let why = match why {
        TakeOver::InterimReply => "它将临时响应（1xx）视为最终响应",
        TakeOver::Redirect => "它不提供重定向的目标",
        TakeOver::Upgrade => "它不按列表读取此头部，因而未找到 Upgrade: websocket",
        TakeOver::Connection => "它不按列表读取此头部，因而未找到 Connection: Upgrade",
        TakeOver::Pieces => "它将分成许多小块的响应或过大的响应视为攻击",
        TakeOver::HeadLimit => "它不接受这么多头部",
        TakeOver::Malformed => "它不接受 HTTP 允许的某些头部写法",
        TakeOver::SilentAddress => {
            return "发送第二个请求，并尝试所有地址：一个地址无响应，而另一个接受连接；等待前者的 ewebsock 已停止"
                .to_owned();
        }
    };
    format!("发送第二个请求，并记录连接详情：已停止 ewebsock，因为{why}")
}
