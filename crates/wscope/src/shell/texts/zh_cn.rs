//! 窗口框架，用简体中文。

use std::borrow::Cow;

use message_log::Counts;
use session::files::{Damage, FileError, LineFault, Report, WhyLeftOut};

use super::text::Text as T;
use crate::kit::format::count;
use crate::kit::os_reason::os_reason;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::unopened::Unopened;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::More => "更多".into(),
        T::MenuSession => "会话与录制".into(),
        T::MenuConnection => "当前连接".into(),
        T::MenuLearn => "学习与测量".into(),
        T::MenuView => "外观".into(),
        T::Commands => "命令".into(),
        T::CommandsTooltip => "搜索命令、连接和设置".into(),
        T::Present => "演示模式".into(),
        T::PresentTooltip => "大号字体，只显示地址、消息列表和输入框".into(),
        T::StopPresenting => "退出演示".into(),
        T::ZoomIn => "放大".into(),
        T::ZoomOut => "缩小".into(),
        T::ZoomReset => "重置缩放".into(),
        T::Zoom => "缩放".into(),
        T::Tabs => "标签页".into(),
        T::FocusAddress => "转到地址栏".into(),
        T::FocusAddressTooltip => "将光标移到地址栏".into(),
        T::NextPane => "下一个区域".into(),
        T::NextPaneTooltip => "依次切换地址栏、消息列表、检查器和输入框".into(),
        T::LastKey => "最近按键".into(),
        T::Undo => "撤销".into(),
        T::UndoTooltip => "恢复刚才移除的内容".into(),
        T::Cleared => "已清空列表".into(),
        T::AnswersNothing(why) => format!("无法自动应答：{}", os_reason(why)).into(),
        T::AddToken => "添加令牌…".into(),
        T::TrustCertificate => "选择受信任的 CA…".into(),
        T::Retry => "重试".into(),
        T::ShowDetails => "显示详情".into(),
        T::CloseBanner => "关闭提示".into(),
        T::ClosePage => "关闭此页".into(),
        T::TabClosed => "已关闭标签页".into(),
        T::CannotSendWhileConnecting => "请等待连接建立".into(),
        T::CannotSendUnconnected => "未连接：连接后即可发送".into(),
        T::CannotSendBacklogged => "服务器未读取数据，之前的消息仍在等待发送".into(),
        T::SentButHidden => "已发送，但被筛选条件隐藏".into(),
        T::SentWhilePaused => "已发送；列表已暂停，继续后显示".into(),
        T::SendsUnseen => "正在自动发送".into(),
        T::StopSending => "停止发送".into(),
        T::StopSendingTooltip => "停止延迟测试和重复发送".into(),
        T::PageRuns => "正在运行".into(),
        T::StopSendingOf(title) => format!("停止标签页 {title} 的发送").into(),
        T::Paused { held_back } => format!("已暂停 · 新增 {} 条", count(held_back)).into(),
        T::GoToRange { first, last } if last < first => "还没有消息".into(),
        T::GoToRange { first, last } => format!("消息编号，从 {first} 到 {last}").into(),
        T::WasDropped { number, first } => {
            format!("第 {number} 条已被丢弃或清空，最旧的是第 {first} 条").into()
        }
        T::NotThereYet { number, last } => {
            format!("还没有第 {number} 条，最新的是第 {last} 条").into()
        }
        T::Ping => "Ping".into(),
        T::PingTooltip => "发送 ping，并测量收到 pong 的用时".into(),
        T::PingNeedsDetails => "只有记录详情的连接才能发送 ping：请使用“重新连接并记录详情”".into(),
        T::CloseWithAsk => "指定关闭码断开…".into(),
        T::CloseWith => "以指定的关闭码和原因断开".into(),
        T::CloseWithTooltip => "以自选的关闭码和原因关闭连接".into(),
        T::CloseNeedsDetails => {
            "只有记录详情的连接才能指定关闭码：请使用“重新连接并记录详情”".into()
        }
        T::CloseCode => "关闭码".into(),
        T::CloseCodes => "常用关闭码".into(),
        T::CloseReason => "原因".into(),
        T::CloseConfirm => "关闭连接".into(),
        T::CloseCodeIsNoNumber => "关闭码必须是数字，例如 1000".into(),
        T::TooLargeToCopy { size, limit } => {
            format!("未复制：{size} 超过剪贴板的上限（{limit}）。请改为保存到文件").into()
        }
        T::Copied { size } => format!("已复制 {size}").into(),
        T::PasteRefused => "未粘贴：被浏览器阻止。请允许本页面读取剪贴板".into(),
        T::CopyRefused => "未复制：被浏览器阻止。请改用“保存…”".into(),
        T::SaveQuestion { size } => format!("将 {size} 保存到").into(),
        T::SaveFile => "文件".into(),
        T::SaveBrowse => "浏览…".into(),
        T::SaveBrowseTooltip => "在系统对话框中选择文件".into(),
        T::SaveConfirm => "保存".into(),
        T::SaveReplaces => "已有同名文件".into(),
        T::SaveReplaceConfirm => "替换".into(),
        T::Saving => "正在保存…".into(),
        T::Saved { path } => format!("已保存到 {path}").into(),
        T::SaveFailed { error } => format!("无法保存：{}", os_reason(error)).into(),
        T::StatusSent(sent) => with_control_frames("发送", sent).into(),
        T::StatusReceived(received) => with_control_frames("接收", received).into(),
        T::StatusBytes { kept, budget } => format!("{kept} / {budget}").into(),
        T::OpenSession => "打开会话…".into(),
        T::OpenQuestion => "系统没有文件对话框，请输入要打开的会话或脚本".into(),
        T::OpenConfirm => "打开".into(),
        T::OpenFailed { error } => format!("无法打开：{}", os_reason(error)).into(),
        T::OpenSessionTooltip => "在新标签页中打开 *.wscope.jsonl 或 HAR 文件".into(),
        T::CancelOpening => "停止打开".into(),
        T::CancelOpeningTooltip => "不再读取文件，已读取的内容留在列表中".into(),
        T::SaveSession => "保存会话…".into(),
        T::SaveSessionTooltip => {
            "保存此列表中的所有消息和事件：*.wscope.jsonl、.har 或 .csv，也可以加上 .gz 或 .zst"
                .into()
        }
        T::ShareSession => "保存（不含凭据）…".into(),
        T::ShareSessionTooltip => "保存会话，并替换请求头、地址和消息中的凭据".into(),
        T::Shared {
            values,
            places,
            unsearched,
        } => shared(values, places, unsearched).into(),
        T::ShareLeft { places } => format!("替换后仍在 {} 处找到凭据", count(places)).into(),
        T::FileTooLarge { name, limit } => format!(
            "未打开 {name}：网页最多打开 {limit}（压缩文件按解压后计算），因为内容要放入浏览器的内存。更大的文件请用桌面版打开"
        )
        .into(),
        T::NoZstd => "网页版不支持 Zstandard 压缩：请让文件名以 .gz 结尾，或不压缩".into(),
        T::NoOpenDialog => "系统无法显示文件对话框：请把文件拖放到窗口上".into(),
        T::AskRecord => "录制到文件…".into(),
        T::AskRecordTooltip => {
            "收到的一切立即写入 *.wscope.jsonl 文件，内存放不下的消息仍留在列表中".into()
        }
        T::StopRecording => "停止录制".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ShowsFile => "未连接：列表内容来自文件。连接后列表会继续，文件保持不变".into(),
        T::NotWritten { name } => format!("新的行不会写入 {name}").into(),
        T::NotWrittenTooltip { path } => format!(
            "新的行只在内存中，下次启动时只显示 {path} 中的内容。“录制到文件…”会把这些行和之后收到的一切写入另一个文件"
        )
        .into(),
        T::StopRecordingTooltip => "不再写入文件，列表保持不变".into(),
        T::RecordQuestion { elsewhere: 0 } => "将此列表以及之后收到的一切录制到".into(),
        T::RecordQuestion { elsewhere } => format!(
            "将此列表（已在其他文件中的 {} 行除外）以及之后收到的一切录制到",
            count(elsewhere)
        )
        .into(),
        T::RecordConfirm => "录制".into(),
        T::RecordFailed { error } => format!("无法录制：{}", os_reason(error)).into(),
        T::RecordingName => "录制的文件不压缩，文件名以 .wscope.jsonl 结尾".into(),
        T::ShownFromFile => "标签页正在显示此文件的内容，请选择其他文件".into(),
        T::AlreadyRecorded => "已在录制".into(),
        T::RecordWhileOpening => "文件打开完成后才能开始录制".into(),
        T::Recording { name, size } => format!("正在录制 {name} · {size}").into(),
        T::RecordingTooltip { path } => format!("收到的一切都写入 {path}").into(),
        T::Recorded { path, size } => format!("已录制到 {path}（{size}）").into(),
        T::RecordingFailed { path, size, why } => {
            let why = os_reason(why);
            format!("录制到 {path} 在写入 {size} 后中止：{why}。列表继续保存在内存中").into()
        }
        T::NotRecorded { path, why } => format!("未录制到 {path}：{}", os_reason(why)).into(),
        T::FileUnreadable { path, why: None } => {
            format!("{path} 被截断或修改：有些行已无法从中读取").into()
        }
        T::FileUnreadable {
            path,
            why: Some(why),
        } => format!("已无法读取 {path}：{}", os_reason(why)).into(),
        T::OpeningFile { name, percent } => format!("正在打开 {name}… {percent} %").into(),
        T::FileOpened { name, report } => opened(name, report).into(),
        T::SavedWithout { left_out, lost } => saved_without(left_out, lost).into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::NoList => "未能打开文件".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::NoListHint { path, why } => match why {
            Unopened::Fault(why) => format!("{path}：{}", not_opened(why)).into(),
            Unopened::NoSession => format!("{path}：文件中已没有此会话").into(),
        },
        T::FileNotOpened { name, why } => format!("未能打开 {name}：{}", not_opened(why)).into(),
        T::StatusDropped(dropped) => format!("已丢弃最旧的 {} 条", count(dropped)).into(),
        T::StatusDroppedTooltip => {
            "已达到内存上限，最旧的消息会先被丢弃。可在“设置”中修改上限".into()
        }
        T::StatusRate(rate) => format!("{} 条/秒", count(rate)).into(),
        T::BuiltInServer { url } => format!("内置回声服务器 {url}").into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::StopServer => "停止回声服务器".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::StopServerTooltip => "关闭其所有连接并停止监听".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ServerStarted { url } => format!("回声服务器已启动：{url}").into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ServerStopped => "回声服务器已停止".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ServerNotStarted { why } => {
            format!("回声服务器未能启动：{}", os_reason(why)).into()
        },
        #[cfg(not(target_arch = "wasm32"))]
        T::ServerInUse { address } => format!("回声服务器未启动：{address} 已有程序监听").into(),
        T::SelectRow => "请先在列表中选择一条消息".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::CompareMessages => "比较消息（diff）".into(),
        T::BuiltInServerTooltip => {
            "此地址无服务监听，因此 wscope 在此启动了自带的回声服务器".into()
        }
        T::KeysLogged => "TLS 密钥已记录".into(),
        T::KeysLoggedTooltip { file } => {
            format!("任何人拥有 {file} 都能解密此连接的抓包。这由环境变量 SSLKEYLOGFILE 指定")
                .into()
        }
        T::KeysNotLogged => "TLS 密钥未记录".into(),
        T::KeysNotLoggedTooltip { file, why } => {
            let why = os_reason(why);
            format!("无法写入 SSLKEYLOGFILE 指定的文件 {file}：{why}").into()
        }
        T::NewTab => "新标签页".into(),
        T::NewTabTooltip => "在新标签页中打开另一个连接".into(),
        T::NextTab => "下一个标签页".into(),
        T::PreviousTab => "上一个标签页".into(),
        T::CloseTab => "关闭标签页".into(),
        T::CloseTabTooltip => "关闭标签页及其连接".into(),
        T::TooManyTabs { limit } => format!(
            "无法打开更多标签页：已有 {} 个，每个都可能用满内存上限",
            count(limit as u64)
        )
        .into(),
        T::TabNamed(title) => format!("标签页 {title}").into(),
        T::Settings => "设置".into(),
        T::SettingsTooltip => "语言、主题、内存上限".into(),
        T::LanguageLabel => "语言".into(),
        T::Theme => "主题".into(),
        T::ThemeSystem => "跟随系统".into(),
        T::ThemeLight => "浅色".into(),
        T::ThemeDark => "深色".into(),
        T::MemoryBudget => "内存上限".into(),
        T::MemoryBudgetTooltip => "达到上限后，最旧的消息会被丢弃，状态栏显示丢弃的数量".into(),
        T::Done => "完成".into(),
        T::Quit => "退出".into(),
        T::UnsavedSequence => "序列尚未保存，退出后更改将丢失。".into(),
        T::SaveUnsaved => "保存…".into(),
        T::QuitUnsaved => "不保存并退出".into(),
        T::QuitTooltip => "关闭所有连接和窗口".into(),
        T::Cancel => "取消".into(),
    }
}

/// So many messages, and how many of these are control frames.
fn with_control_frames(way: &str, counts: Counts) -> String {
    let messages = count(counts.messages);
    match counts.control_frames {
        0 => format!("{way} {messages}"),
        some => format!("{way} {messages}，其中 {} 条是 ping 或 pong", count(some)),
    }
}

/// 从文件中读取了什么、省略了什么。
fn opened(name: &str, report: &Report) -> String {
    let mut text = format!("已从 {name} 打开 {} 行", count(report.entries));
    if let Some(bad) = &report.first_bad {
        let (lines, number, why) = (count(report.bad), bad.number, fault(&bad.why));
        text += &format!("；省略了 {lines} 行或消息，第一处的编号为 {number}：{why}");
    }
    if let Some(first) = &report.first_left_out {
        let (fields, line) = (count(report.left_out_fields), first.line);
        let why = match first.why {
            WhyLeftOut::TooLarge => "未知字段过大",
            WhyLeftOut::TooDeep => "列表和对象的嵌套过深",
            WhyLeftOut::Duplicate => "名称重复，已保留后一个值",
        };
        text += &format!(
            "；省略了 {fields} 个未知字段，第一个是第 {line} 行的“{}”：{why}",
            first.name
        );
    }
    if let Some(bytes) = report.truncated {
        text += &format!("；文件末尾的一行不完整（{} 字节）", count(bytes));
    }
    if let Some(why) = &report.damage {
        let wrong = match why {
            Damage::CutOff | Damage::Followed | Damage::TooMuchMemory { .. } => "",
            Damage::Corrupt(_) => "，其中可能有错误",
        };
        text += &format!("；{}，已读取此前的内容{wrong}", damage(why));
    }
    if report.mended_times > 0 {
        let times = count(report.mended_times);
        text += &format!("；{times} 条消息或连接没有有效的时间，已使用前后内容的时间");
    }
    if let Some(why) = &report.cut_har {
        text += &format!("；HAR 中有错误，省略了此后的内容：{why}");
    }
    if report.mended_heads > 0 {
        let heads = count(report.mended_heads);
        text += &format!("；省略了 {heads} 个连接中无法读取的请求或响应");
    }
    text
}

/// 去除凭据后保存的文件中替换了什么。
fn shared(values: u64, places: u64, unsearched: u64) -> String {
    let (values, places) = (count(values), count(places));
    let mut text = format!("；在 {places} 处替换了 {values} 个凭据，再次搜索文件未发现凭据");
    if unsearched > 0 {
        let messages = count(unsearched);
        text += &format!("；省略了 {messages} 条无法去除机密的消息");
    }
    text
}

/// 保存的文件中缺少什么。
fn saved_without(left_out: u64, lost: u64) -> String {
    let mut text = String::new();
    if left_out > 0 {
        let events = count(left_out);
        text += &format!("；此格式无法保存 {events} 个事件或帧：*.wscope.jsonl 可保存全部内容");
    }
    if lost > 0 {
        let rows = count(lost);
        text += &format!("；{rows} 行的未知字段过大，未保留");
    }
    text
}

fn damage(why: &Damage) -> Cow<'static, str> {
    match why {
        Damage::CutOff => "压缩数据不完整".into(),
        Damage::Followed => "压缩数据之后还有其他数据".into(),
        Damage::Corrupt(why) => format!("压缩数据已损坏（{why}）").into(),
        Damage::TooMuchMemory { needed, allowed } => {
            let (needed, allowed) = (needed.div_ceil(1 << 20), allowed >> 20);
            format!("解压的窗口需要 {needed} MiB 内存，上限为 {allowed} MiB").into()
        }
    }
}

/// 行或消息无法读取的原因。
fn fault(why: &LineFault) -> String {
    match why {
        LineFault::Json(text) => format!("不是有效的 JSON（{text}）"),
        LineFault::Type(text) => format!("字段的类型不正确（{text}）"),
        LineFault::Field(field, why) => format!("无法读取字段“{field}”：{why}"),
        LineFault::Cut(text) => format!("JSON 不完整（{text}）"),
        LineFault::TooDeep => "列表和对象的嵌套过深".to_owned(),
        LineFault::Header => {
            "这是另一会话的文件头，而一个文件只能有一个；其后的内容作为同一会话读取".to_owned()
        }
        LineFault::Missing(field) => format!("缺少字段“{field}”"),
        LineFault::Direction(name) => {
            format!("“{name}”不是消息或帧的方向：应为 sent 或 received")
        }
        LineFault::Kind(name) => {
            format!("“{name}”不是消息类型：应为 text、binary、ping、pong、event 或 frame")
        }
        LineFault::Duplicate(field) => format!("字段“{field}”重复"),
        LineFault::TwoPayloads => "同时以文本和 Base64 给出了载荷".to_owned(),
        LineFault::Base64 => "载荷不是有效的 Base64（RFC 4648 第 4 节）".to_owned(),
        LineFault::Frame => "这些字节不是一个帧（RFC 6455 第 5.2 节），或过多".to_owned(),
        LineFault::TooLarge => format!("载荷超过 {} MiB", connection::MAX_MESSAGE_BYTES >> 20),
        LineFault::TooLong => "行过长".to_owned(),
        LineFault::TooManyFields => "事件、文件头或载荷之外的字段过大".to_owned(),
        LineFault::HarType(name) => {
            format!("“{name}”不是消息类型：应为 send、receive 或 error")
        }
        LineFault::Opcode(opcode) => {
            format!("操作码 {opcode} 不是 1（文本）、2（二进制）、9（ping）或 10（pong）")
        }
        LineFault::TooManySockets => "HAR 中的连接数超过可读取的上限".to_owned(),
    }
}

fn not_opened(why: &FileError) -> Cow<'static, str> {
    match why {
        FileError::Io(error) => format!("无法读取文件：{}", os_reason(&error.to_string())).into(),
        FileError::Damaged(why) => format!("无法读取文件中的任何内容：{}", damage(why)).into(),
        FileError::Header(why) => format!(
            "文件是会话（*.wscope.jsonl），但无法读取第一行的文件头：{}",
            fault(why)
        )
        .into(),
        FileError::Unknown => {
            "既不是会话（*.wscope.jsonl），也不是含有 WebSocket 消息的 HAR".into()
        }
        FileError::Empty => "文件为空".into(),
        FileError::Version(version) => format!("文件的格式版本为 {version}，此程序无法读取").into(),
        FileError::Har(why) => format!("无法读取 HAR：{why}").into(),
        FileError::TooDeep => "列表和对象的嵌套过深".into(),
        FileError::NoSocket => "此 HAR 中没有记录 WebSocket".into(),
        FileError::Zstd => {
            "文件使用 Zstandard 压缩，网页版无法读取：请先解压，或改用 gzip 压缩".into()
        }
        FileError::CompressedTwice => "文件经过两次压缩：请先解压一次，再打开".into(),
        FileError::Cancelled => "已取消".into(),
    }
}
