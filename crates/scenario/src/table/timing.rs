//! Slow, uneven, fast.

use wire::deflate::{MAX_WINDOW_BITS, MIN_AGREED_WINDOW_BITS, MIN_WINDOW_BITS, Wishes};

use crate::act::Act;
use crate::arguments::{Arguments, interval, rate, text, time, times, window_bits};
use crate::conversation::{Conversation, Flood, pushes};
use crate::limits;
use crate::path::{PathError, malformed};
use crate::row::{Part, Row};
use crate::step::Step;
use crate::units::{parse_size, read_number};
use crate::words::{Example, Group, Words};

pub(super) static ROWS: &[Row] = &[
    Row {
        name: "delay",
        aliases: &[],
        group: Group::Network,
        words: &[Words {
            title: "High latency",
            title_zh: "高延迟",
            path: "/delay/TIME/…",
            example: "/delay/200ms/echo",
            does: "Delays everything by this time",
            does_zh: "将所有消息延迟指定的时间",
            examples: &[],
        }],
        part: Part::Step(|arguments| Ok(Step::Delay(arguments.next(time)?))),
    },
    Row {
        name: "jitter",
        aliases: &[],
        group: Group::Network,
        words: &[Words {
            title: "Jitter",
            title_zh: "延迟抖动",
            path: "/jitter/TIME-TIME/…",
            example: "/jitter/0-500ms/echo",
            does: "Delays everything by a random time, in order",
            does_zh: "将所有消息延迟随机的时间，顺序不变",
            examples: &[],
        }],
        part: Part::Step(|arguments| {
            let (from, to) = arguments.next(times)?;
            Ok(Step::Jitter(from, to))
        }),
    },
    Row {
        name: "drip",
        aliases: &[],
        group: Group::Network,
        words: &[Words {
            title: "Slow network",
            title_zh: "慢速网络",
            path: "/drip/RATE/…",
            example: "/drip/1KBps/echo",
            does: "Sends everything slowly, byte by byte",
            does_zh: "按指定速率逐字节缓慢发送",
            examples: &[],
        }],
        part: Part::Step(|arguments| Ok(Step::Drip(arguments.next(rate)?.0))),
    },
    Row {
        name: "deflate",
        aliases: &[],
        group: Group::Basics,
        words: &[Words {
            title: "Compressed messages",
            title_zh: "压缩消息",
            path: "/deflate/…",
            example: "/deflate/echo?server_no_context_takeover&client_max_window_bits=10",
            does: "Compresses messages (permessage-deflate) if the client offers it",
            does_zh: "客户端提议时，压缩消息（permessage-deflate）",
            examples: &[Example {
                text: "hello hello hello hello hello hello",
                text_zh: "你好 你好 你好 你好 你好 你好",
                note: "Takes fewer bytes on the wire than the text has",
                note_zh: "线路上的字节数少于文本的字节数",
            }],
        }],
        part: Part::Step(|arguments| Ok(Step::Deflate(wishes(arguments)?))),
    },
    Row {
        name: "repeat",
        aliases: &[],
        group: Group::Push,
        words: &[Words {
            title: "Repeated text",
            title_zh: "定时重复推送",
            path: "/repeat/TEXT/TIME",
            example: "/repeat/hello/1s",
            does: "Sends the same text repeatedly",
            does_zh: "定时重复发送相同的文本",
            examples: &[],
        }],
        part: Part::Act(|arguments| {
            let (text, every) = (arguments.next(text)?, arguments.next(interval)?);
            Ok(Act::conversation(move |_| {
                Conversation::pushing(pushes::repeat(text.clone(), every))
            }))
        }),
    },
    Row {
        name: "flood",
        aliases: &[],
        group: Group::Push,
        words: &[Words {
            title: "Flood",
            title_zh: "高速推送",
            path: "/flood?rate=&size=&count=",
            example: "/flood?rate=10000&size=16&count=100000",
            does: "Sends numbered messages; rate=0: as fast as the client reads",
            does_zh: "发送带编号的消息；rate=0 表示与客户端的读取速度相同",
            examples: &[],
        }],
        part: Part::Act(|arguments| {
            let flood = flood(arguments)?;
            Ok(Act::conversation(move |_| {
                Conversation::pushing(pushes::flood(flood))
            }))
        }),
    },
];

fn flood(arguments: &mut Arguments<'_, '_>) -> Result<Flood, PathError> {
    let max_rate_of_server = arguments.bounds().max_flood_rate;
    let max_rate = max_rate_of_server.unwrap_or(limits::MAX_FLOOD_RATE);
    let rate = arguments.query("rate", read_number)?;
    let rate = rate.unwrap_or(limits::FLOOD_RATE.min(max_rate).into());
    let size = arguments
        .query("size", parse_size)?
        .unwrap_or(limits::FLOOD_SIZE);
    let count = arguments.query("count", read_number)?.unwrap_or(0);
    if size > limits::MAX_FLOOD_SIZE {
        let why = format!("at most {} bytes", limits::MAX_FLOOD_SIZE);
        return Err(malformed("size", why));
    }
    let rate = u32::try_from(rate).ok().filter(|rate| *rate <= max_rate);
    let Some(rate) = rate else {
        let why = format!("at most {max_rate} in a second; 0 is as fast as the client may read");
        return Err(malformed("rate", why));
    };
    // As fast as may be is no faster than the server allows.
    let rate = if rate == 0 {
        max_rate_of_server.unwrap_or(0)
    } else {
        rate
    };
    Ok(Flood { rate, size, count })
}

/// What is asked for beyond what the client offers (RFC 7692, section 7.1).
fn wishes(arguments: &mut Arguments<'_, '_>) -> Result<Wishes, PathError> {
    let server_no_context_takeover = arguments.switch("server_no_context_takeover")?;
    let client_no_context_takeover = arguments.switch("client_no_context_takeover")?;
    // zlib cannot compress with a window of 8 bits, but can read what is compressed so.
    let server = arguments.query("server_max_window_bits", |text| {
        window_bits(text, MIN_WINDOW_BITS)
    })?;
    let client = arguments.query("client_max_window_bits", |text| {
        window_bits(text, MIN_AGREED_WINDOW_BITS)
    })?;
    Ok(Wishes {
        server_no_context_takeover,
        client_no_context_takeover,
        server_max_window_bits: server.unwrap_or(MAX_WINDOW_BITS),
        client_max_window_bits: client.unwrap_or(MAX_WINDOW_BITS),
    })
}
