//! The echo, the exercises of the JavaScript course that the demonstration comes from, and what the
//! server knows about the connection.

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
            does: "Echoes every message, unchanged and in order",
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
            does: "Replies Hello World to helloworld and closes on close; does not know other messages",
            does_zh: "收到 helloworld 时回复 Hello World，收到 close 时关闭连接，不支持其他消息",
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
            does: "Replies to each message with a binary message of float32 numbers",
            does_zh: "每收到一条消息，返回一条由 float32 数值组成的二进制消息",
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
            does: "Forwards each message to all other members of the room; self=true includes the sender",
            does_zh: "将消息转发给同一房间的其他成员；self=true 时也发给发送者",
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
            does: "Pushes the time to all clients at the same moment",
            does_zh: "同时向所有客户端推送时间",
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
            does: "A chat with user names: {\"join\":\"me\"}, {\"users\":true}, {\"say\":\"hi\"}, {\"say\":\"hi\",\"to\":\"you\"}",
            does_zh: "带用户名的聊天：{\"join\":\"我\"}、{\"users\":true}、{\"say\":\"你好\"}、{\"say\":\"你好\",\"to\":\"某人\"}",
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
            does: "Checks a token once, in the handshake; without it, the response is 401",
            does_zh: "握手时验证一次令牌；没有令牌则返回 401",
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
            does: "Sends events at regular intervals; also available over HTTP at /events/poll and /events/wait",
            does_zh: "定时发送事件；也可通过 HTTP 从 /events/poll 和 /events/wait 获取",
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
            does: "Sends the handshake that the server received, as JSON without credentials",
            does_zh: "以 JSON 返回服务器收到的握手请求，不含凭据",
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
            does: "Selects this subprotocol and echoes",
            does_zh: "选择此子协议，并原样返回消息",
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
            does: "Sends the number of messages and bytes received so far",
            does_zh: "返回目前收到的消息数和字节数",
        }],
        part: Part::Act(|_| Ok(Act::conversation(|_| whoami::counting()))),
    },
];
