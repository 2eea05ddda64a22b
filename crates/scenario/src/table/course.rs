//! The echo, the exercises of the course, and what the server knows about the connection.

use std::time::Duration;

use crate::act::{Act, EventRequest, HandshakeAnswer, Messages};
use crate::arguments::{flag, interval, room_name, subprotocol, text};
use crate::conversation::{Conversation, chat, course, pushes, room, whoami};
use crate::row::{Part, Row};
use crate::units::read_number;
use crate::words::{Group, Words};

pub(super) static ROWS: &[Row] = &[
    Row {
        name: "echo",
        aliases: &[],
        group: Group::Echo,
        words: &[Words {
            path: "/echo",
            example: "/echo",
            does: "Every message back, unchanged and in order",
            does_zh: "原样返回每条消息",
        }],
        part: Part::Act(|arguments| {
            arguments.allow_any_query();
            Ok(Act::echo())
        }),
    },
    Row {
        name: "course",
        aliases: &[],
        group: Group::Course,
        words: &[Words {
            path: "/course",
            example: "/course",
            does: "Answers helloworld with Hello World, closes on close, knows nothing else",
            does_zh: "对 helloworld 回答 Hello World，对 close 关闭连接，其他的都不认识",
        }],
        part: Part::Act(|_| Ok(Act::conversation(|_| course::answers()))),
    },
    Row {
        name: "numbers",
        aliases: &[],
        group: Group::Course,
        words: &[Words {
            path: "/numbers",
            example: "/numbers",
            does: "One binary message of 10,000 float32 for each message",
            does_zh: "每收到一条消息，返回一条含 10000 个 float32 的二进制消息",
        }],
        part: Part::Act(|_| Ok(Act::conversation(|_| course::numbers()))),
    },
    Row {
        name: "room",
        aliases: &[],
        group: Group::Course,
        words: &[Words {
            path: "/room/NAME?self=",
            example: "/room/lobby?self=true",
            does: "Each message to everyone else in the room; self=true includes the sender",
            does_zh: "把消息转发给同一房间的其他人；self=true 时也发给自己",
        }],
        part: Part::Act(|arguments| {
            let bounds = arguments.bounds();
            let name = arguments.next(|text| room_name(text, bounds))?;
            let includes_sender = arguments.query("self", flag)?.unwrap_or(false);
            Ok(Act::conversation(move |context| {
                room::member(&context.rooms, &name, includes_sender)
            }))
        }),
    },
    Row {
        name: "clock",
        aliases: &[],
        group: Group::Course,
        words: &[Words {
            path: "/clock?every=",
            example: "/clock?every=2s",
            does: "The server pushes the time, to all at the same moment",
            does_zh: "服务器同时向所有人推送时间",
        }],
        part: Part::Act(|arguments| {
            let every = arguments.query("every", interval)?;
            let every = every.unwrap_or(Duration::from_secs(10));
            Ok(Act::conversation(move |_| {
                Conversation::pushing(pushes::clock(every))
            }))
        }),
    },
    Row {
        name: "chat",
        aliases: &[],
        group: Group::Course,
        words: &[Words {
            path: "/chat",
            example: "/chat",
            does: "A chat with names: {\"join\":\"me\"}, {\"users\":true}, {\"say\":\"hi\"}, {\"say\":\"hi\",\"to\":\"you\"}",
            does_zh: "带名字的聊天：{\"join\":\"我\"}、{\"users\":true}、{\"say\":\"你好\"}、{\"say\":\"你好\",\"to\":\"某人\"}",
        }],
        part: Part::Act(|_| Ok(Act::conversation(|context| chat::member(&context.rooms)))),
    },
    Row {
        name: "private",
        aliases: &[],
        group: Group::Course,
        words: &[Words {
            path: "/private?token=",
            example: "/private?token=secret",
            does: "Checks a token once, at the handshake; without it 401",
            does_zh: "握手时检查一次令牌；没有令牌则回答 401",
        }],
        part: Part::Act(|arguments| {
            arguments.allow_token();
            Ok(Act::echo().answering(HandshakeAnswer::AcceptWithToken))
        }),
    },
    Row {
        name: "events",
        aliases: &[],
        group: Group::Course,
        words: &[Words {
            path: "/events?token=",
            example: "/events?token=secret",
            does: "An event a second; the same by HTTP at /events/poll and /events/wait",
            does_zh: "每秒一个事件；也可以用 HTTP 从 /events/poll 和 /events/wait 取得",
        }],
        part: Part::Act(|arguments| {
            arguments.allow_token();
            let run = arguments.query("run", text)?;
            let since = arguments.query("since", read_number)?;
            let events = Messages::Events(EventRequest { run, since });
            Ok(Act::messages(events).answering(HandshakeAnswer::AcceptWithToken))
        }),
    },
    Row {
        name: "whoami",
        aliases: &[],
        group: Group::Connection,
        words: &[Words {
            path: "/whoami",
            example: "/whoami",
            does: "The handshake as the server saw it, as JSON, but for secrets",
            does_zh: "以 JSON 返回服务器看到的握手请求，机密除外",
        }],
        part: Part::Act(|arguments| {
            arguments.allow_any_query();
            Ok(Act::conversation(|context| {
                whoami::conversation(&context.handshake)
            }))
        }),
    },
    Row {
        name: "subprotocol",
        aliases: &[],
        group: Group::Connection,
        words: &[Words {
            path: "/subprotocol/NAME",
            example: "/subprotocol/chat",
            does: "Speaks this subprotocol, and echoes",
            does_zh: "选用这个子协议，并原样返回消息",
        }],
        part: Part::Act(|arguments| {
            let bounds = arguments.bounds();
            let name = arguments.next(|text| subprotocol(text, bounds))?;
            Ok(Act::echo().answering(HandshakeAnswer::AcceptSubprotocol(name)))
        }),
    },
    Row {
        name: "count",
        aliases: &[],
        group: Group::Connection,
        words: &[Words {
            path: "/count",
            example: "/count",
            does: "How many messages and bytes have come so far",
            does_zh: "返回到目前为止收到的消息数和字节数",
        }],
        part: Part::Act(|_| Ok(Act::conversation(|_| whoami::counting()))),
    },
];
