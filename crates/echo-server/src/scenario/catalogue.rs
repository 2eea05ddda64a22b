//! All scenarios, as they are told to a person: `GET /`, `GET /scenarios`, and the menu of wscope.

use serde::Serialize;

/// What scenarios are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Every message back.
    Echo,
    /// The exercises of the course.
    Course,
    /// What the server knows about the connection.
    Connection,
    /// Slow, uneven, fast.
    Timing,
    /// What a client must survive.
    Faults,
}

/// A scenario, as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What it is about.
    pub group: Group,
    /// How its path is written, with what may be chosen in capitals.
    pub path: &'static str,
    /// A path to try, ready to be put after `ws://localhost:4000`.
    pub example: &'static str,
    /// What the server does, in one sentence.
    pub does: &'static str,
    /// The same in 中文.
    pub does_zh: &'static str,
    /// Whether another part follows it, which it changes.
    pub is_step: bool,
}

/// All scenarios, in the order in which they are told.
pub fn catalogue() -> &'static [Entry] {
    &ENTRIES
}

macro_rules! entries {
    ($($group:ident $path:literal $example:literal $does:literal $does_zh:literal;)*) => {
        [$(Entry {
            group: Group::$group,
            path: $path,
            example: $example,
            does: $does,
            does_zh: $does_zh,
            is_step: ends_with_more($path),
        }),*]
    };
}

/// Whether a path ends with `/…`.
const fn ends_with_more(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.len() > 3 && bytes[bytes.len() - 1] == 0xa6
}

#[rustfmt::skip]
static ENTRIES: [Entry; 36] = entries![
    Echo "/echo" "/echo" "Every message back, unchanged and in order" "原样返回每条消息";

    Course "/course" "/course" "Answers helloworld with Hello World, closes on close, knows nothing else" "对 helloworld 回答 Hello World，对 close 关闭连接，其他的都不认识";
    Course "/numbers" "/numbers" "One binary message of 10,000 float32 for each message" "每收到一条消息，返回一条含 10000 个 float32 的二进制消息";
    Course "/room/NAME?self=" "/room/lobby?self=true" "Each message to everyone else in the room; self=true includes the sender" "把消息转发给同一房间的其他人；self=true 时也发给自己";
    Course "/clock?every=" "/clock?every=2s" "The server pushes the time, to all at the same moment" "服务器同时向所有人推送时间";
    Course "/chat" "/chat" "A chat with names: {\"join\":\"me\"}, {\"users\":true}, {\"say\":\"hi\"}, {\"say\":\"hi\",\"to\":\"you\"}" "带名字的聊天：{\"join\":\"我\"}、{\"users\":true}、{\"say\":\"你好\"}、{\"say\":\"你好\",\"to\":\"某人\"}";
    Course "/private?token=" "/private?token=secret" "Checks a token once, at the handshake; without it 401" "握手时检查一次令牌；没有令牌则回答 401";

    Course "/events?token=" "/events?token=secret" "An event a second; the same by HTTP at /events/poll and /events/wait" "每秒一个事件；也可以用 HTTP 从 /events/poll 和 /events/wait 取得";

    Connection "/whoami" "/whoami" "The handshake as the server saw it, as JSON, but for secrets" "以 JSON 返回服务器看到的握手请求，机密除外";
    Connection "/subprotocol/NAME" "/subprotocol/chat" "Speaks this subprotocol, and echoes" "选用这个子协议，并原样返回消息";
    Connection "/count" "/count" "How many messages and bytes have come so far" "返回到目前为止收到的消息数和字节数";

    Timing "/delay/TIME/…" "/delay/200ms/echo" "Everything later by this time" "所有消息延迟这么久才发出";
    Timing "/jitter/TIME-TIME/…" "/jitter/0-500ms/echo" "Everything later by an uncertain time, in order" "所有消息延迟不确定的时间，顺序不变";
    Timing "/drip/RATE/…" "/drip/1KBps/echo" "Everything slowly, byte by byte" "所有内容按这个速率慢慢发出";
    Timing "/repeat/TEXT/TIME" "/repeat/hello/1s" "The same text again and again" "每隔一段时间发送同一段文字";
    Timing "/flood?rate=&size=&count=" "/flood?rate=10000&size=16&count=100000" "Numbered messages; rate=0 is as fast as you read" "带编号的消息；rate=0 表示你读多快就发多快";

    Faults "/close/CODE?reason=&after=" "/close/1011?reason=out%20of%20coffee&after=1s" "A close frame with this code and reason, after this time" "过一段时间后，以这个关闭码和原因关闭连接";
    Faults "/close/none?after=" "/close/none?after=1s" "The stream ends without a close frame" "不发关闭帧，直接结束数据流";
    Faults "/reset?after=" "/reset?after=1s" "TCP reset" "TCP 重置";
    Faults "/refuse/STATUS" "/refuse/401" "The handshake is answered with this HTTP status" "用这个 HTTP 状态码回答握手";
    Faults "/wrong-accept" "/wrong-accept" "The handshake is answered with a wrong Sec-WebSocket-Accept" "握手回答中的 Sec-WebSocket-Accept 是错的";
    Faults "/stall" "/stall" "Nothing you send is read" "完全不读取你发送的内容";
    Faults "/silent" "/silent" "Everything is read and nothing is answered, not even a ping" "读取一切，但什么也不回答，包括 ping";
    Faults "/lose/SHARE/…" "/lose/10%25/echo" "This share of the messages is not sent" "按这个比例丢失消息";
    Faults "/duplicate/SHARE/…" "/duplicate/10%25/echo" "This share of the messages is sent twice" "按这个比例把消息发送两次";
    Faults "/reorder/SHARE/…" "/reorder/10%25/echo" "This share of the messages is sent after the next one" "按这个比例把消息排到下一条之后";
    Faults "/fragment/BYTES/…" "/fragment/3/echo" "Each message in frames of so many bytes" "把每条消息拆成这么多字节的帧";
    Faults "/bad-utf8" "/bad-utf8" "A text frame that is not UTF-8: 81 04 63 61 66 e9" "不是 UTF-8 的文本帧：81 04 63 61 66 e9";
    Faults "/reserved-bits" "/reserved-bits" "A frame with RSV1 set: c1 02 68 69" "RSV1 置位的帧：c1 02 68 69";
    Faults "/masked" "/masked" "A masked frame, as only clients may send: 81 82 01 02 03 04 69 6b" "带掩码的帧，只有客户端可以这样发送：81 82 01 02 03 04 69 6b";
    Faults "/unknown-opcode" "/unknown-opcode" "A frame with opcode 3: 83 02 68 69" "操作码为 3 的帧：83 02 68 69";
    Faults "/oversized-control" "/oversized-control" "A ping of 126 bytes: 89 7e 00 7e …" "126 字节的 ping：89 7e 00 7e …";
    Faults "/huge/SIZE" "/huge/64MiB" "One binary message of this size" "一条这么大的二进制消息";

    Faults "/delay/TIME/close/CODE" "/delay/2s/close/1013" "Parts chain: steps first, one act last" "各部分可以串联：前面是步骤，最后是动作";
    Faults "/lose/SHARE/delay/TIME/…?seed=" "/lose/20%25/delay/100ms/echo?seed=7" "The same seed loses the same messages again" "相同的 seed 每次丢失相同的消息";
    Timing "/jitter/TIME-TIME/flood?rate=" "/jitter/0-200ms/flood?rate=100&count=1000" "Numbered messages that come unevenly" "时快时慢的带编号消息";
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn every_example_is_a_scenario() {
        for entry in catalogue() {
            let (path, query) = entry.example.split_once('?').unwrap_or((entry.example, ""));
            let scenario = Scenario::parse(path, query);
            let scenario = scenario.unwrap_or_else(|error| panic!("{}: {error}", entry.example));
            for name in scenario.names() {
                assert!(path.contains(name), "{name}: {path}");
            }
            assert_eq!(entry.is_step, entry.path.ends_with("/…"));
        }
    }
}
