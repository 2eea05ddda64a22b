//! The echo, the exercises of the JavaScript course that the demonstration comes from, and what the
//! server knows about the connection.

use std::time::Duration;

use crate::act::{Act, EventRequest, HandshakeAnswer, Messages};
use crate::arguments::{flag, interval, room_name, subprotocol, text};
use crate::conversation::{Conversation, chat, course, pushes, room, whoami};
use crate::row::{Part, Row};
use crate::units::read_number;
use crate::words::{Example, Group, Words};

pub(super) static ROWS: &[Row] = &[
    Row {
        name: "echo",
        aliases: &[],
        group: Group::Basics,
        words: &[Words {
            title: "Echo",
            title_zh: "原样返回",
            path: "/echo",
            example: "/echo",
            does: "Echoes every message, unchanged and in order",
            does_zh: "原样返回每条消息",
            examples: &[],
        }],
        part: Part::Act(|arguments| {
            arguments.allow_any_query();
            Ok(Act::echo())
        }),
    },
    Row {
        name: "course",
        aliases: &[],
        group: Group::Basics,
        words: &[Words {
            title: "Course: question, answer",
            title_zh: "课程示例：问答",
            path: "/course",
            example: "/course",
            does: "Replies Hello World to helloworld and closes on close; does not know other messages",
            does_zh: "收到 helloworld 时回复 Hello World，收到 close 时关闭连接，不支持其他消息",
            examples: &[
                Example {
                    text: "helloworld",
                    text_zh: "helloworld",
                    note: "The server replies Hello World",
                    note_zh: "服务器回复 Hello World",
                },
                Example {
                    text: "close",
                    text_zh: "close",
                    note: "The server closes the connection",
                    note_zh: "服务器关闭连接",
                },
            ],
        }],
        part: Part::Act(|_| Ok(Act::conversation(|_| course::answers()))),
    },
    Row {
        name: "numbers",
        aliases: &[],
        group: Group::Basics,
        words: &[Words {
            title: "Course: binary numbers",
            title_zh: "课程示例：二进制数值",
            path: "/numbers",
            example: "/numbers",
            does: "Replies to each message with a binary message of float32 numbers",
            does_zh: "每收到一条消息，返回一条由 float32 数值组成的二进制消息",
            examples: &[Example {
                text: "helloworld",
                text_zh: "helloworld",
                note: "Any message is answered with 10,000 numbers",
                note_zh: "任意消息都会得到 10,000 个数值",
            }],
        }],
        part: Part::Act(|_| Ok(Act::conversation(|_| course::numbers()))),
    },
    Row {
        name: "room",
        aliases: &[],
        group: Group::Basics,
        words: &[Words {
            title: "Room broadcast",
            title_zh: "房间广播",
            path: "/room/NAME?self=",
            example: "/room/lobby?self=true",
            does: "Forwards each message to all other members of the room; self=true includes the sender",
            does_zh: "将消息转发给同一房间的其他成员；self=true 时也发给发送者",
            examples: &[Example {
                text: "Hello, everyone",
                text_zh: "大家好",
                note: "All members of the room receive it",
                note_zh: "房间里的所有成员都会收到",
            }],
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
        group: Group::Push,
        words: &[Words {
            title: "Clock",
            title_zh: "时钟推送",
            path: "/clock?every=",
            example: "/clock?every=2s",
            does: "Pushes the time to all clients at the same moment",
            does_zh: "同时向所有客户端推送时间",
            examples: &[],
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
        group: Group::Basics,
        words: &[Words {
            title: "Chat with names",
            title_zh: "带名字的聊天",
            path: "/chat",
            example: "/chat",
            does: "Join under a name, then say something; with to, only that user receives it, and users lists who is there",
            does_zh: "先发送 join 加入聊天，再用 say 发言；带上 to 则只发给一个人，users 返回在线名单",
            examples: &[
                Example {
                    text: "{\"join\":\"Grace\"}",
                    text_zh: "{\"join\":\"小明\"}",
                    note: "Join the chat under a name",
                    note_zh: "以此名字加入聊天",
                },
                Example {
                    text: "{\"say\":\"Hello\"}",
                    text_zh: "{\"say\":\"你好\"}",
                    note: "Everyone in the chat receives it",
                    note_zh: "聊天中的所有人都会收到",
                },
                Example {
                    text: "{\"say\":\"Hello\",\"to\":\"Ada\"}",
                    text_zh: "{\"say\":\"你好\",\"to\":\"Ada\"}",
                    note: "Only Ada receives it",
                    note_zh: "只发给 Ada，其他人收不到",
                },
                Example {
                    text: "{\"users\":true}",
                    text_zh: "{\"users\":true}",
                    note: "Lists who is in the chat",
                    note_zh: "返回在线名单",
                },
            ],
        }],
        part: Part::Act(|_| Ok(Act::conversation(|context| chat::member(&context.rooms)))),
    },
    Row {
        name: "private",
        aliases: &[],
        group: Group::Basics,
        words: &[Words {
            title: "Token authentication",
            title_zh: "令牌验证",
            path: "/private?token=",
            example: "/private?token=secret",
            does: "Checks a token once, in the handshake; without it, the response is 401",
            does_zh: "握手时验证一次令牌；没有令牌则返回 401",
            examples: &[],
        }],
        part: Part::Act(|arguments| {
            arguments.allow_token();
            Ok(Act::echo().answering(HandshakeAnswer::AcceptWithToken))
        }),
    },
    Row {
        name: "events",
        aliases: &[],
        group: Group::Push,
        words: &[Words {
            title: "Events",
            title_zh: "事件推送",
            path: "/events?token=",
            example: "/events?token=secret",
            does: "Sends events at regular intervals; also available over HTTP at /events/poll and /events/wait",
            does_zh: "定时发送事件；也可通过 HTTP 从 /events/poll 和 /events/wait 获取",
            examples: &[],
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
        group: Group::Basics,
        words: &[Words {
            title: "Handshake received",
            title_zh: "服务器收到的握手",
            path: "/whoami",
            example: "/whoami",
            does: "Sends the handshake that the server received, as JSON without credentials",
            does_zh: "以 JSON 返回服务器收到的握手请求，不含凭据",
            examples: &[],
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
        group: Group::Basics,
        words: &[Words {
            title: "Subprotocol",
            title_zh: "子协议协商",
            path: "/subprotocol/NAME",
            example: "/subprotocol/chat",
            does: "Selects this subprotocol and echoes",
            does_zh: "选择此子协议，并原样返回消息",
            examples: &[],
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
        group: Group::Basics,
        words: &[Words {
            title: "Message counter",
            title_zh: "消息计数",
            path: "/count",
            example: "/count",
            does: "Sends the number of messages and bytes received so far",
            does_zh: "返回目前收到的消息数和字节数",
            examples: &[],
        }],
        part: Part::Act(|_| Ok(Act::conversation(|_| whoami::counting()))),
    },
];
