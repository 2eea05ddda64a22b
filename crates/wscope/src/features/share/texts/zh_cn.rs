//! 分享会话的对话框，简体中文。

use std::borrow::Cow;

use session::files::redact::Credential;

use super::super::survey::Known;
use super::text::Text as T;
use crate::kit::format::count;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Title => "保存（不含凭据）".into(),
        T::Kept => "保存的内容".into(),
        T::Events => "连接事件和请求头".into(),
        T::Sent => "发送".into(),
        T::Received => "接收".into(),
        T::Control => "ping 和 pong".into(),
        T::Binary => "二进制消息的载荷".into(),
        T::BinaryTooltip => "不勾选时只保存其大小".into(),
        T::NoFrames => "不保存帧".into(),
        T::Secrets => "找到的机密".into(),
        T::SecretsTooltip => {
            "每个值出现的所有位置都会被替换，包括 Base64 和压缩的载荷中；相同的值始终替换为相同的文本"
                .into()
        }
        T::LookedAtAll(rows) => format!("在 {} 行中", count(rows)).into(),
        T::LookedAt { rows, all } => format!(
            "在前 {} 行中（共 {} 行）；保存时搜索全部内容",
            count(rows),
            count(all)
        )
        .into(),
        T::Looking { percent } => format!("正在搜索… {percent}%").into(),
        T::Stop => "停止".into(),
        T::StopTooltip => "保存之前不再继续搜索".into(),
        T::NoSecrets => "无".into(),
        T::TooMuch => "表达式和字段匹配的值过多，无法替换：请减少".into(),
        T::Known(known) => match known {
            Known::Credential(Credential::Field) => "JSON 字段中的凭据".into(),
            Known::Credential(Credential::Protocol) => "解码后的消息中的凭据".into(),
            Known::Credential(Credential::Text) => "请求头和地址中的凭据".into(),
            Known::Credential(Credential::WebToken) => "JSON Web Token".into(),
            Known::Field(field) => format!("字段“{field}”").into(),
            Known::Pattern(pattern) => format!("表达式“{pattern}”").into(),
        },
        T::ValuesInPlaces { values, places } => {
            format!("{} 个值，{} 处", count(values), count(places)).into()
        }
        T::Unsearched(messages) => {
            format!("省略了 {} 条无法去除机密的消息", count(messages)).into()
        }
        T::Fields => "要替换的字段（JSON 和解码后的消息）".into(),
        T::NoFields => "JSON 和解码后的消息中都没有字段".into(),
        T::FieldCount(number) => format!("{} ×", count(number)).into(),
        T::MoreFields => "字段过多，无法全部列出：其余字段请用 JSONPath 指定".into(),
        T::Patterns => "同时替换匹配的内容（正则表达式）".into(),
        T::Pattern(number) => format!("正则表达式 {number}").into(),
        T::AddPattern => "添加正则表达式".into(),
        T::BadPattern(why) => format!("不是正则表达式：{why}").into(),
        T::Paths => "同时替换 JSON 值（JSONPath）".into(),
        T::Path(number) => format!("JSONPath {number}").into(),
        T::AddPath => "添加 JSONPath".into(),
        T::BadPath(why) => format!("不是 JSONPath：{why}").into(),
        T::Remove(number) => format!("移除第 {number} 行").into(),
        T::Format => "格式".into(),
        T::FormatSession => "会话".into(),
        T::Compression => "压缩".into(),
        T::Uncompressed => "无".into(),
        T::Preview => "预览".into(),
        T::FirstRows => "前几行".into(),
        T::ReplacedRows => "有替换的行".into(),
        T::NothingKept => "不保存任何行".into(),
        T::NothingReplaced => "已搜索的行中没有要替换的内容".into(),
        T::IsReplaced => "有内容被替换".into(),
        T::IsReplacedWithin => "编码或压缩的数据中有内容被替换".into(),
        T::Save => "保存到文件…".into(),
        T::SaveTooltip => "选择文件；写入后会再次搜索".into(),
        T::MendFirst { what, why } => format!("{what}：{why}").into(),
        T::LookFirst => "正在搜索会话".into(),
        T::Cancel => "取消".into(),
        T::Done => "完成".into(),
        T::Saved => "已保存（不含凭据）".into(),
        T::SavedRows(rows) => format!("已保存 {} 行", count(rows)).into(),
        T::NotReplaced => "没有需要替换的内容".into(),
        T::Short(values) => format!(
            "{} 个值过短或过于常见，无法在其他位置搜索，仅在字段或表达式所在处替换",
            count(values)
        )
        .into(),
        T::LeftOut(events) => format!(
            "此格式无法保存 {} 个事件：*.wscope.jsonl 可保存全部内容",
            count(events)
        )
        .into(),
        T::SearchedAgain => "已再次搜索文件：这些值均已不存在，规则也未再找到其他内容".into(),
    }
}
