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
use crate::words::{Group, Words};

pub(super) static ROWS: &[Row] = &[
    Row {
        name: "close",
        aliases: &[],
        group: Group::Faults,
        words: &[
            Words {
                path: "/close/CODE?reason=&after=",
                example: "/close/1011?reason=out%20of%20coffee&after=1s",
                does: "A close frame with this code and reason, after this time",
                does_zh: "过一段时间后，以这个关闭码和原因关闭连接",
            },
            Words {
                path: "/close/none?after=",
                example: "/close/none?after=1s",
                does: "The stream ends without a close frame",
                does_zh: "不发关闭帧，直接结束数据流",
            },
        ],
        part: Part::Act(close),
    },
    Row {
        name: "reset",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/reset?after=",
            example: "/reset?after=1s",
            does: "TCP reset",
            does_zh: "TCP 重置",
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
        group: Group::Faults,
        words: &[Words {
            path: "/refuse/STATUS",
            example: "/refuse/401",
            does: "The handshake is answered with this HTTP status",
            does_zh: "用这个 HTTP 状态码回答握手",
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
        group: Group::Faults,
        words: &[Words {
            path: "/wrong-accept",
            example: "/wrong-accept",
            does: "The handshake is answered with a wrong Sec-WebSocket-Accept",
            does_zh: "握手回答中的 Sec-WebSocket-Accept 是错的",
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
        group: Group::Faults,
        words: &[Words {
            path: "/stall",
            example: "/stall",
            does: "Nothing you send is read",
            does_zh: "完全不读取你发送的内容",
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Stall))),
    },
    Row {
        name: "silent",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/silent",
            example: "/silent",
            does: "Everything is read and nothing is answered, not even a ping",
            does_zh: "读取一切，但什么也不回答，包括 ping",
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Silent))),
    },
    Row {
        name: "drop",
        aliases: &["lose"],
        group: Group::Faults,
        words: &[Words {
            path: "/drop/SHARE/…",
            example: "/drop/10%25/echo",
            does: "This share of the messages is not sent",
            does_zh: "按这个比例丢失消息",
        }],
        part: Part::Step(|arguments| Ok(Step::Drop(arguments.next(share)?.0))),
    },
    Row {
        name: "duplicate",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/duplicate/SHARE/…",
            example: "/duplicate/10%25/echo",
            does: "This share of the messages is sent twice",
            does_zh: "按这个比例把消息发送两次",
        }],
        part: Part::Step(|arguments| Ok(Step::Duplicate(arguments.next(share)?.0))),
    },
    Row {
        name: "reorder",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/reorder/SHARE/…",
            example: "/reorder/10%25/echo",
            does: "This share of the messages is sent after the next one",
            does_zh: "按这个比例把消息排到下一条之后",
        }],
        part: Part::Step(|arguments| Ok(Step::Reorder(arguments.next(share)?.0))),
    },
    Row {
        name: "fragment",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/fragment/BYTES/…",
            example: "/fragment/3/echo",
            does: "Each message in frames of so many bytes",
            does_zh: "把每条消息拆成这么多字节的帧",
        }],
        part: Part::Step(|arguments| Ok(Step::Fragment(arguments.next(parse_size)?))),
    },
    Row {
        name: "bad-utf8",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/bad-utf8",
            example: "/bad-utf8",
            does: "A text frame that is not UTF-8: 81 04 63 61 66 e9",
            does_zh: "不是 UTF-8 的文本帧：81 04 63 61 66 e9",
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Write(broken_frame::bad_utf8())))),
    },
    Row {
        name: "reserved-bits",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/reserved-bits",
            example: "/reserved-bits",
            does: "A frame with RSV1 set: c1 02 68 69",
            does_zh: "RSV1 置位的帧：c1 02 68 69",
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Write(broken_frame::reserved_bits())))),
    },
    Row {
        name: "masked",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/masked",
            example: "/masked",
            does: "A masked frame, as only clients may send: 81 82 01 02 03 04 69 6b",
            does_zh: "带掩码的帧，只有客户端可以这样发送：81 82 01 02 03 04 69 6b",
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Write(broken_frame::masked())))),
    },
    Row {
        name: "unknown-opcode",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/unknown-opcode",
            example: "/unknown-opcode",
            does: "A frame with opcode 3: 83 02 68 69",
            does_zh: "操作码为 3 的帧：83 02 68 69",
        }],
        part: Part::Act(|_| Ok(Act::bytes(ByteAct::Write(broken_frame::unknown_opcode())))),
    },
    Row {
        name: "oversized-control",
        aliases: &[],
        group: Group::Faults,
        words: &[Words {
            path: "/oversized-control",
            example: "/oversized-control",
            does: "A ping of 126 bytes: 89 7e 00 7e …",
            does_zh: "126 字节的 ping：89 7e 00 7e …",
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
        group: Group::Faults,
        words: &[Words {
            path: "/huge/SIZE",
            example: "/huge/64MiB",
            does: "One binary message of this size",
            does_zh: "一条这么大的二进制消息",
        }],
        part: Part::Act(|arguments| {
            let size = arguments.next(|text| size_up_to(text, limits::MAX_HUGE_SIZE))?;
            Ok(Act::conversation(move |_| {
                Conversation::pushing(pushes::zeros(size))
            }))
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
