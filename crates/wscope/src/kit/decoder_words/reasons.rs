//! Why decoders refuse a message, by their English text, as in a catalogue of gettext. What varies is `{}` there, and `{1}`, `{2}` … here.

/// The reasons, with those first that others would match too.
pub(super) const REASONS: &[(&str, &str)] = &[
    // What several have.
    ("not UTF-8", "不是 UTF-8"),
    ("not a JSON array", "不是 JSON 数组"),
    ("not a JSON array of strings", "不是字符串的 JSON 数组"),
    ("not a JSON array or object", "不是 JSON 数组或对象"),
    ("not a JSON object", "不是 JSON 对象"),
    ("not a JSON object or array", "不是 JSON 对象或数组"),
    ("not valid JSON: {}", "不是 JSON：{1}"),
    ("not valid XML: {}", "不是 XML：{1}"),
    ("no \"{}\" to subscribe to", "缺少要订阅的“{1}”"),
    ("no \"{}\" in the header", "头部中缺少“{1}”"),
    ("no \"{}\"", "缺少“{1}”"),
    (
        "value {} is not valid JSON: {}",
        "第 {1} 个值不是 JSON：{2}",
    ),
    // Encodings.
    (
        "{} bytes are announced, and {} are left",
        "声明了 {1} 字节，但只剩 {2} 字节",
    ),
    (
        "{} bytes are needed, and {} are left",
        "需要 {1} 字节，但只剩 {2} 字节",
    ),
    (
        "{} items are announced, and {} bytes are left",
        "声明了 {1} 项，但只剩 {2} 字节",
    ),
    ("{} bytes follow the value", "值之后还有 {1} 字节"),
    ("values are nested deeper than {}", "嵌套超过 {1} 层"),
    ("the item is cut off", "数据项被截断"),
    (
        "no item begins so (RFC 8949, section 3)",
        "没有这样开头的数据项（RFC 8949 第 3 节）",
    ),
    (
        "a break outside of a value that it ends",
        "break 不在它所结束的值之内",
    ),
    (
        "a chunk of another type than its string",
        "分块的类型与其字符串不同",
    ),
    ("the byte 0xc1 begins no value", "没有以字节 0xc1 开头的值"),
    ("a number has more than 64 bits", "数字超过 64 位"),
    ("a number is cut off", "数字被截断"),
    ("no field has the number {}", "没有编号为 {1} 的字段"),
    ("no wire type {}", "没有 wire type {1}"),
    (
        "group {} ends, and none is open",
        "组 {1} 结束，但没有打开的组",
    ),
    (
        "group {} ends, and group {} is open",
        "组 {1} 结束，但打开的是组 {2}",
    ),
    ("group {} never ends", "组 {1} 没有结束"),
    (
        "Protobuf is sent in binary messages",
        "Protobuf 只用二进制消息传输",
    ),
    (
        "no type is chosen for what this side sends",
        "没有为这一方发送的消息选择类型",
    ),
    // Socket.IO over Engine.IO.
    ("an empty packet", "空的数据包"),
    ("the data is not valid JSON", "数据不是 JSON"),
    (
        "more attachments than {}, or no number",
        "附件数超过 {1}，或不是数字",
    ),
    ("no number of attachments", "缺少附件数"),
    (
        "not a packet type of Engine.IO: {}",
        "不是 Engine.IO 的包类型：{1}",
    ),
    ("not a packet type of Engine.IO", "不是 Engine.IO 的包类型"),
    (
        "not a packet type of Socket.IO: {}",
        "不是 Socket.IO 的包类型：{1}",
    ),
    ("not a packet type of Socket.IO", "不是 Socket.IO 的包类型"),
    // SockJS.
    (
        "a binary message, which SockJS does not have",
        "二进制消息，SockJS 没有这种消息",
    ),
    (
        "not one of the frames o, h, a, m and c",
        "不是 o、h、a、m、c 帧",
    ),
    ("a message that is not a string", "消息不是字符串"),
    // STOMP.
    ("not a command of STOMP", "不是 STOMP 的命令"),
    ("a header that is not UTF-8", "头部不是 UTF-8"),
    ("a header without a colon", "头部缺少冒号"),
    ("more headers than {}", "头部超过 {1} 个"),
    (
        "not a valid content-length: {}",
        "不是有效的 content-length：{1}",
    ),
    (
        "no NUL where content-length ends the body",
        "content-length 所指的正文末尾没有 NUL",
    ),
    ("NUL before the end of the headers", "头部结束之前出现 NUL"),
    // SignalR.
    ("a record that is not a JSON object", "记录不是 JSON 对象"),
    ("no 0x1E at the end", "末尾没有 0x1E"),
    ("it ends within a message", "在消息中间结束"),
    ("a length of more than {} bits", "长度超过 {1} 位"),
    ("a length that does not end", "长度没有结束"),
    ("not a type from {} to {}", "类型不是 {1} 到 {2}"),
    (
        "not an array of a type from 1 to 9",
        "不是类型为 1 到 9 的数组",
    ),
    // GraphQL.
    (
        "no message of GraphQL has this \"type\"",
        "GraphQL 没有“type”为此值的消息",
    ),
    ("{} has no message {}", "{1} 没有消息 {2}"),
    // Phoenix.
    (
        "an array of {} values instead of {}",
        "数组有 {1} 个值，而不是 {2} 个",
    ),
    (
        "no push (0), reply (1) or broadcast (2)",
        "不是 push（0）、reply（1）或 broadcast（2）",
    ),
    ("it ends within its texts", "在文本中间结束"),
    ("the event is not a string", "事件不是字符串"),
    ("the topic is not a string", "主题不是字符串"),
    // Action Cable.
    (
        "neither \"type\" nor \"message\"",
        "既没有“type”也没有“message”",
    ),
    (
        "no message of a server has this \"type\"",
        "服务器没有“type”为此值的消息",
    ),
    (
        "no command \"subscribe\", \"unsubscribe\" or \"message\"",
        "命令不是“subscribe”、“unsubscribe”或“message”",
    ),
    // JSON-RPC.
    (
        "an entry of the batch is no object",
        "批处理中的一项不是对象",
    ),
    (
        "neither \"method\" nor \"result\" nor \"error\"",
        "没有“method”、“result”或“error”",
    ),
    // OCPP.
    (
        "no message type from 2 to 6: {}",
        "消息类型不是 2 到 6：{1}",
    ),
    (
        "no {}: value {} is no object",
        "不是 {1}：第 {2} 个值不是对象",
    ),
    (
        "no {}: value {} is not a string",
        "不是 {1}：第 {2} 个值不是字符串",
    ),
    (
        "{} values, and a {} has {}",
        "有 {1} 个值，而 {2} 有 {3} 个",
    ),
    // WAMP.
    ("an empty array", "空数组"),
    ("an empty message", "空消息"),
    ("a message is not an array", "消息不是数组"),
    ("a length is cut off", "长度被截断"),
    (
        "neither an array nor the length of one",
        "既不是数组，也不是数组的长度",
    ),
    (
        "more than {} messages in a batch",
        "一批中的消息超过 {1} 条",
    ),
    (
        "no message type: {} (section {})",
        "不是消息类型：{1}（第 {2} 节）",
    ),
    (
        "the request of {} is not a number: {}",
        "{1} 的 request 不是数字：{2}",
    ),
    (
        "{} values, and {} has {} to {}",
        "有 {1} 个值，而 {2} 有 {3} 到 {4} 个",
    ),
    // MQTT.
    (
        "MQTT is sent in binary messages (section {})",
        "MQTT 只用二进制消息传输（第 {1} 节）",
    ),
    (
        "a string is not UTF-8 (section {})",
        "字符串不是 UTF-8（第 {1} 节）",
    ),
    (
        "a string has the character U+0000 (section {})",
        "字符串中含有字符 U+0000（第 {1} 节）",
    ),
    (
        "a number has more than four bytes (section {})",
        "数字超过 4 字节（第 {1} 节）",
    ),
    (
        "a reserved flag is set (section {})",
        "设置了保留的标志（第 {1} 节）",
    ),
    (
        "no packet has the type 0 (section {})",
        "没有类型为 0 的报文（第 {1} 节）",
    ),
    (
        "no packet has the identifier 0 (section {})",
        "没有标识符为 0 的报文（第 {1} 节）",
    ),
    (
        "no version of MQTT: {} (section {})",
        "没有此 MQTT 版本：{1}（第 {2} 节）",
    ),
    (
        "no property {} (section {})",
        "没有此属性：{1}（第 {2} 节）",
    ),
    (
        "no topic filter (section {})",
        "没有主题过滤器（第 {1} 节）",
    ),
    (
        "the name of a topic has no wildcard (section {})",
        "主题名不能含有通配符（第 {1} 节）",
    ),
    (
        "these options do not exist (section {})",
        "没有这样的选项（第 {1} 节）",
    ),
    ("AUTH is of MQTT 5", "AUTH 属于 MQTT 5"),
    (
        "{} has no flags {} (section {})",
        "{1} 没有标志 {2}（第 {3} 节）",
    ),
    (
        "{} is no property here (section {})",
        "{1} 不是此处的属性（第 {2} 节）",
    ),
    ("{} comes twice", "{1} 出现了两次"),
    ("{} bytes more than {} has", "比 {2} 多出 {1} 字节"),
    // Kubernetes.
    ("no number of a channel", "缺少通道编号"),
    ("a text does not begin with a digit", "文本不以数字开头"),
    (
        "a close has one byte: the channel",
        "close 只有一个字节：通道",
    ),
    ("not Base64", "不是 Base64"),
    // XMPP.
    (
        "a binary message, which XMPP does not have",
        "二进制消息，XMPP 没有这种消息",
    ),
    (
        "a comment, instruction or document type, which XMPP does not have",
        "注释、处理指令或文档类型，XMPP 没有这些",
    ),
    ("an XML declaration within the element", "标签中有 XML 声明"),
    (
        "an entity that XML does not have itself",
        "不是 XML 自带的实体",
    ),
    (
        "an iq that is no get, set, result or error",
        "iq 不是 get、set、result 或 error",
    ),
    ("an iq without an id", "iq 没有 id"),
    ("it does not begin with an element", "不以标签开头"),
    ("it ends within the element", "在标签中间结束"),
    ("something follows the element", "标签之后还有内容"),
    ("more attributes than {}", "属性超过 {1} 个"),
    // Jupyter.
    ("it ends within its offsets", "在偏移量中间结束"),
    (
        "offsets that are not in order or not within the message",
        "偏移量没有递增，或不在消息之内",
    ),
    ("no channel", "缺少通道"),
    ("no content", "缺少内容"),
    ("no header", "缺少头部"),
    ("no parts", "缺少各部分"),
    ("the {} is not valid JSON", "{1} 不是 JSON"),
    // What a library says of a compressed message follows; last, because it is like many.
    ("no {}: {}", "不是 {1}：{2}"),
];

/// The Chinese text of a reason, if there is one.
pub(super) fn in_chinese(reason: &str) -> Option<String> {
    let found = REASONS.iter().find_map(|(english, chinese)| {
        let varying = varying(reason, english)?;
        Some((*chinese, varying))
    });
    let (chinese, varying) = found?;
    let mut parts = chinese.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}')?;
        text += varying.get(number.parse::<usize>().ok()?.checked_sub(1)?)?;
        text += rest;
    }
    Some(text)
}

/// What stands in a text where a pattern has `{}`, if it has the rest of it.
fn varying<'a>(text: &'a str, pattern: &str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut varying = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        let end = match is_last {
            true => rest.strip_suffix(part)?.len(),
            false => rest.find(part)?,
        };
        varying.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(varying)
}

#[cfg(test)]
mod tests;
