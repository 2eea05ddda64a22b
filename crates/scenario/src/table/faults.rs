//! What a client must survive.

use crate::act::{Act, HandshakeAnswer};
use crate::arguments::{Arguments, CloseCode, close_code, close_reason, share, size_up_to, status};
use crate::broken_frame;
use crate::bytes::ByteAct;
use crate::conversation::{Conversation, pushes};
use crate::limits;
use crate::path::PathError;
use crate::reply::Reply;
use crate::row::{Part, Row};
use crate::step::Step;
use crate::units::parse_size;
use crate::words::{Example, Group, Words};

pub(super) static ROWS: &[Row] = &[
    Row {
        name: "close",
        aliases: &[],
        group: Group::Network,
        words: &[
            Words {
                title: "Close with an error code",
                title_zh: "以错误码关闭",
                path: "/close/CODE?reason=&after=",
                example: "/close/1011?reason=out%20of%20coffee&after=1s",
                does: "Closes with this code and reason, after this time",
                does_zh: "在指定时间后，以此关闭码和原因关闭连接",
                examples: &[],
            },
            Words {
                title: "End without a close frame",
                title_zh: "没有关闭帧就断开",
                path: "/close/none?after=",
                example: "/close/none?after=1s",
                does: "Ends the TCP stream without a close frame",
                does_zh: "不发送关闭帧，直接结束 TCP 流",
                examples: &[],
            },
        ],
        part: Part::Act(close),
    },
    Row {
        name: "reset",
        aliases: &[],
        group: Group::Network,
        words: &[Words {
            title: "TCP reset",
            title_zh: "TCP 重置",
            path: "/reset?after=",
            example: "/reset?after=1s",
            does: "Resets the TCP connection",
            does_zh: "重置 TCP 连接",
            examples: &[],
        }],
        part: Part::Act(|arguments| {
            Ok(Act::bytes(ByteAct::Reset {
                after: arguments.after()?,
            }))
        }),
    },
    Row {
        name: "refuse",
        aliases: &[],
        group: Group::Network,
        words: &[Words {
            title: "Refuse with 401",
            title_zh: "以 401 拒绝握手",
            path: "/refuse/STATUS",
            example: "/refuse/401",
            does: "Responds to the handshake with this HTTP status",
            does_zh: "以此 HTTP 状态码响应握手",
            examples: &[],
        }],
        part: Part::Act(|arguments| {
            Ok(Act::only_handshake(HandshakeAnswer::Refuse(
                arguments.next(status)?,
            )))
        }),
    },
    Row {
        name: "wrong-accept",
        aliases: &[],
        group: Group::Protocol,
        words: &[Words {
            title: "Wrong Sec-WebSocket-Accept",
            title_zh: "Sec-WebSocket-Accept 错误",
            path: "/wrong-accept",
            example: "/wrong-accept",
            does: "Responds to the handshake with a wrong Sec-WebSocket-Accept",
            does_zh: "握手响应中的 Sec-WebSocket-Accept 错误",
            examples: &[],
        }],
        part: Part::Act(|_| {
            // The answer to an empty key, which no client sends.
            let accept = wire::handshake::accept_key(b"");
            Ok(Act::only_handshake(HandshakeAnswer::AcceptAs(accept)))
        }),
    },
    Row {
        name: "stall",
        aliases: &[],
        group: Group::Network,
        words: &[Words {
            title: "Server stops reading",
            title_zh: "服务器停止读取",
            path: "/stall",
            example: "/stall",
            does: "Reads nothing that the client sends",
            does_zh: "不读取客户端发送的任何数据",
            examples: &[],
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Stall))),
    },
    Row {
        name: "silent",
        aliases: &[],
        group: Group::Network,
        words: &[Words {
            title: "No answer at all",
            title_zh: "服务器无应答",
            path: "/silent",
            example: "/silent",
            does: "Reads everything and answers nothing, not even pings",
            does_zh: "读取全部数据，但不作任何应答，包括 ping",
            examples: &[],
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Silent))),
    },
    Row {
        name: "drop",
        aliases: &["lose"],
        group: Group::Network,
        words: &[Words {
            title: "Lost messages",
            title_zh: "丢失消息",
            path: "/drop/SHARE/…",
            example: "/drop/10%25/echo",
            does: "Drops this share of the messages",
            does_zh: "按此比例丢弃消息",
            examples: &[],
        }],
        part: Part::Step(|arguments| Ok(Step::Drop(arguments.next(share)?.0))),
    },
    Row {
        name: "duplicate",
        aliases: &[],
        group: Group::Network,
        words: &[Words {
            title: "Duplicated messages",
            title_zh: "重复消息",
            path: "/duplicate/SHARE/…",
            example: "/duplicate/10%25/echo",
            does: "Sends this share of the messages twice",
            does_zh: "按此比例重复发送消息",
            examples: &[],
        }],
        part: Part::Step(|arguments| Ok(Step::Duplicate(arguments.next(share)?.0))),
    },
    Row {
        name: "reorder",
        aliases: &[],
        group: Group::Network,
        words: &[Words {
            title: "Reordered messages",
            title_zh: "消息乱序",
            path: "/reorder/SHARE/…",
            example: "/reorder/10%25/echo",
            does: "Sends this share of the messages after the next one",
            does_zh: "按此比例将消息排到下一条之后",
            examples: &[],
        }],
        part: Part::Step(|arguments| Ok(Step::Reorder(arguments.next(share)?.0))),
    },
    Row {
        name: "fragment",
        aliases: &[],
        group: Group::Basics,
        words: &[Words {
            title: "Fragmented messages",
            title_zh: "分片消息",
            path: "/fragment/BYTES/…",
            example: "/fragment/3/echo",
            does: "Splits each message into frames of this many bytes",
            does_zh: "将每条消息拆分为指定字节数的帧",
            examples: &[Example {
                text: "helloworld",
                text_zh: "helloworld",
                note: "Comes back in four frames",
                note_zh: "分为四帧返回",
            }],
        }],
        part: Part::Step(|arguments| Ok(Step::Fragment(arguments.next(parse_size)?))),
    },
    Row {
        name: "bad-utf8",
        aliases: &[],
        group: Group::Protocol,
        words: &[Words {
            title: "Invalid UTF-8",
            title_zh: "无效的 UTF-8",
            path: "/bad-utf8",
            example: "/bad-utf8",
            does: "Sends a text frame that is not UTF-8: 81 04 63 61 66 e9",
            does_zh: "发送不是 UTF-8 的文本帧：81 04 63 61 66 e9",
            examples: &[],
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Write(broken_frame::bad_utf8())))),
    },
    Row {
        name: "reserved-bits",
        aliases: &[],
        group: Group::Protocol,
        words: &[Words {
            title: "Reserved bit set",
            title_zh: "保留位置位",
            path: "/reserved-bits",
            example: "/reserved-bits",
            does: "Sends a frame with the reserved bit RSV1 set: c1 02 68 69",
            does_zh: "发送保留位 RSV1 置位的帧：c1 02 68 69",
            examples: &[],
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Write(broken_frame::reserved_bits())))),
    },
    Row {
        name: "masked",
        aliases: &[],
        group: Group::Protocol,
        words: &[Words {
            title: "Masked frame from the server",
            title_zh: "服务器帧带掩码",
            path: "/masked",
            example: "/masked",
            does: "Sends a masked frame, which only clients may send: 81 82 01 02 03 04 69 6b",
            does_zh: "发送带掩码的帧，只有客户端可以这样发送：81 82 01 02 03 04 69 6b",
            examples: &[],
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Write(broken_frame::masked())))),
    },
    Row {
        name: "unknown-opcode",
        aliases: &[],
        group: Group::Protocol,
        words: &[Words {
            title: "Reserved opcode",
            title_zh: "保留操作码",
            path: "/unknown-opcode",
            example: "/unknown-opcode",
            does: "Sends a frame with a reserved opcode: 83 02 68 69",
            does_zh: "发送操作码为保留值的帧：83 02 68 69",
            examples: &[],
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Write(broken_frame::unknown_opcode())))),
    },
    Row {
        name: "oversized-control",
        aliases: &[],
        group: Group::Protocol,
        words: &[Words {
            title: "Oversized ping",
            title_zh: "过长的 ping",
            path: "/oversized-control",
            example: "/oversized-control",
            does: "Sends a ping that is longer than control frames may be: 89 7e 00 7e …",
            does_zh: "发送超过控制帧长度上限的 ping：89 7e 00 7e …",
            examples: &[],
        }],
        part: Part::Act(|_| {
            Ok(Act::bytes(
                ByteAct::Write(broken_frame::oversized_control()),
            ))
        }),
    },
    Row {
        name: "huge",
        aliases: &[],
        group: Group::Push,
        words: &[Words {
            title: "Very large message",
            title_zh: "超大消息",
            path: "/huge/SIZE",
            example: "/huge/64MiB",
            does: "Sends one binary message of this size",
            does_zh: "发送一条指定大小的二进制消息",
            examples: &[],
        }],
        part: Part::Act(|arguments| {
            let size = arguments.next(|text| size_up_to(text, limits::MAX_HUGE_SIZE))?;
            Ok(Act::conversation(move |_| {
                Conversation::pushing(pushes::zeros(size))
            }))
        }),
    },
    Row {
        name: "bomb",
        aliases: &[],
        group: Group::Protocol,
        words: &[Words {
            title: "Decompression bomb",
            title_zh: "解压炸弹",
            path: "/bomb/SIZE",
            example: "/bomb/1GiB",
            does: "Sends a small compressed message that inflates to this size",
            does_zh: "发送一条很小的压缩消息，解压后达到指定大小",
            examples: &[],
        }],
        part: Part::Act(|arguments| {
            let size = arguments.next(|text| size_up_to(text, limits::MAX_HUGE_SIZE))?;
            let act = Act::conversation(move |_| Conversation::pushing(pushes::bomb(size)));
            Ok(act.compressed())
        }),
    },
];

/// `/close/none` ends the stream without a close frame.
fn close(arguments: &mut Arguments<'_, '_>) -> Result<Act, PathError> {
    let CloseCode(code) = arguments.next(close_code)?;
    let Some(code) = code else {
        let after = arguments.after()?;
        return Ok(Act::bytes(ByteAct::End { after }));
    };
    let reason = arguments.query("reason", close_reason)?.unwrap_or_default();
    let after = arguments.after()?;
    Ok(Act::conversation(move |_| {
        let close = Reply::close(code, reason.clone());
        Conversation::pushing(pushes::once(close, after))
    }))
}
