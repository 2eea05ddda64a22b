//! 简体中文

mod compose;

use std::borrow::Cow;

use connection::{EndpointError, Phase};

use super::text::Text;
use crate::IN_BROWSER;
use crate::kit::format::count;
use payload::visible::shortened;
use session::SECONDS;

/// How much of a scheme is quoted, in characters.
const MAX_SCHEME: usize = 20;

#[expect(clippy::too_many_lines, reason = "a table: one line a text")]
pub(super) fn say(text: Text<'_>) -> Cow<'static, str> {
    match text {
        Text::Address => "地址".into(),
        Text::AddressTooltip => "要连接的地址，例如 ws://localhost:4000".into(),
        Text::AddressIsExposed => {
            "浏览器会阻止连接：此页面通过 https 加载，不能连接未加密的 ws:// 地址。请使用 wss://，或通过 http 打开页面".into()
        }
        Text::RecentAddresses => "最近的地址".into(),
        Text::Connect => "连接".into(),
        Text::ConnectTooltip => "连接到此地址".into(),
        Text::Disconnect => "断开".into(),
        Text::DisconnectTooltip => "关闭连接，列表内容会保留".into(),
        Text::Cancel => "取消".into(),
        Text::CancelTooltip => "停止连接尝试".into(),
        Text::Retry => "立即重连".into(),
        Text::RetryTooltip => "不等待下一次尝试，立即重新连接".into(),
        Text::Why(error) => why(error),

        Text::State(Phase::Open { .. }) => "已连接".into(),
        Text::State(Phase::Connecting { .. }) => "正在连接…".into(),
        Text::State(Phase::Waiting { .. }) => "等待重连…".into(),
        Text::State(Phase::Idle) => "未连接".into(),

        Text::MessageToSend => "要发送的消息".into(),
        Text::Send => "点击请求".into(),
        Text::SendTooltip => "将文本作为一条消息发送".into(),
        Text::CannotSendWhileConnecting => "请等待连接建立".into(),
        Text::CannotSendUnconnected => "未连接：连接后即可发送".into(),
        Text::CannotSendBacklogged => "服务器未读取数据，之前的消息仍在等待发送".into(),
        Text::SentButHidden => "已发送，但被筛选条件隐藏".into(),
        Text::SentWhilePaused => "已发送；列表已暂停，继续后显示".into(),
        Text::ComposerIsFull { limit } => format!("输入框已满：最多 {} 个字符", count(limit as u64)).into(),

        Text::SendsUnseen => "正在自动发送".into(),
        Text::StopSending => "停止发送".into(),
        Text::StopSendingTooltip => "停止延迟测试和重复发送".into(),
        Text::StopSendingOf(title) => format!("停止标签页 {title} 的发送").into(),

        Text::Messages => "消息列表".into(),
        Text::NoMessagesYet => "还没有消息".into(),
        Text::NoMessagesYetHint => "连接后点击“点击请求”，每条消息在此显示为一行".into(),
        Text::NothingMatches => "没有匹配的消息".into(),
        Text::NothingMatchesHint => "已有消息，但被上方的查找和筛选条件隐藏".into(),
        Text::Find => "查找".into(),
        Text::FindTooltip => "在每条消息的完整内容中查找".into(),
        Text::RegexTooltip => "正则表达式".into(),
        Text::PatternTooLarge => "正则表达式过大，已按普通文本查找".into(),
        Text::BrokenRegex => "不是有效的正则表达式，已按普通文本查找".into(),
        Text::OnlyHits => "仅显示匹配项".into(),
        Text::OnlyHitsTooltip => "隐藏不匹配的行，或显示全部并在匹配项之间跳转".into(),
        Text::Hits(hits) => format!("{} 个匹配", count(hits)).into(),
        Text::HitsSoFar { hits, percent } => {
            format!("{} 个匹配 · {percent}%", count(hits)).into()
        }
        Text::NothingToJumpTo => "没有匹配项".into(),
        Text::NextHit => "下一个".into(),
        Text::NextHitTooltip => "跳到下一个匹配项".into(),
        Text::PreviousHit => "上一个".into(),
        Text::PreviousHitTooltip => "跳到上一个匹配项".into(),
        Text::Filter => "筛选".into(),
        Text::FilterOn => "筛选 ●".into(),
        Text::FilterTooltip => "选择要显示的消息".into(),
        Text::FilterReset => "显示全部".into(),
        Text::AtLeast => "至少".into(),
        Text::AtMost => "至多".into(),
        Text::Pause => "暂停".into(),
        Text::PauseTooltip => "冻结列表，消息仍会记录".into(),
        Text::Continue => "继续".into(),
        Text::ContinueTooltip => "显示暂停期间的消息".into(),
        Text::Paused { held_back } => format!("已暂停 · 新增 {} 条", count(held_back)).into(),
        Text::GoTo => "转到…".into(),
        Text::GoToTooltip => "按编号转到消息".into(),
        Text::GoToRange { first, last } if last < first => "还没有消息".into(),
        Text::GoToRange { first, last } => format!("消息编号，从 {first} 到 {last}").into(),
        Text::WasDropped { number, first } => {
            format!("第 {number} 条已被丢弃或清空，最旧的是第 {first} 条").into()
        }
        Text::NotThereYet { number, last } => {
            format!("还没有第 {number} 条，最新的是第 {last} 条").into()
        }
        Text::Inspect => "记录连接详情".into(),
        Text::InspectTooltip if IN_BROWSER => "记录握手用时和选定的子协议，并可指定关闭码".into(),
        Text::InspectTooltip => "记录连接的每个步骤、握手的原始报文和服务器的关闭码".into(),
        Text::Ping => "Ping".into(),
        Text::PingTooltip => "发送 ping，并测量收到 pong 的用时".into(),
        Text::PingNeedsInspect => "只有记录详情的连接才能发送 ping：请使用“重新连接并记录详情”".into(),
        Text::CloseWithAsk => "指定关闭码断开…".into(),
        Text::CloseWith => "以指定的关闭码和原因断开".into(),
        Text::CloseWithTooltip => "以自选的关闭码和原因关闭连接".into(),
        Text::CloseNeedsInspect => "只有记录详情的连接才能指定关闭码：请使用“重新连接并记录详情”".into(),
        Text::CloseCode => "关闭码".into(),
        Text::CloseCodes => "常用关闭码".into(),
        Text::CloseReason => "原因".into(),
        Text::CloseConfirm => "关闭连接".into(),
        Text::CloseCodeIsNoNumber => "关闭码必须是数字，例如 1000".into(),
        Text::InspectNext => "下次连接时生效".into(),
        Text::NewBelow(new) => format!("{} 条新消息 ↓", count(new)).into(),
        Text::NewBelowTooltip => "回到最新消息并继续跟随".into(),
        Text::Clear => "清空".into(),
        Text::ClearTooltip => "移除列表中的所有消息".into(),
        Text::TooLargeToCopy { size, limit } => {
            format!("未复制：{size} 超过剪贴板的上限（{limit}）。请改为保存到文件").into()
        }
        Text::Copied { size } => format!("已复制 {size}").into(),
        Text::CopyRefused => "未复制：被浏览器阻止。请改用“保存…”".into(),
        Text::SaveAs => "保存…".into(),
        Text::SaveAsTooltip => "将整条消息按字节原样保存到文件".into(),
        Text::SaveQuestion { size } => format!("将 {size} 保存到").into(),
        Text::SaveFile => "文件".into(),
        Text::SaveBrowse => "浏览…".into(),
        Text::SaveBrowseTooltip => "在系统对话框中选择文件".into(),
        Text::SaveConfirm => "保存".into(),
        Text::SaveReplaces => "已有同名文件".into(),
        Text::SaveReplaceConfirm => "替换".into(),
        Text::Saving => "正在保存…".into(),
        Text::Saved { path } => format!("已保存到 {path}").into(),
        Text::SaveFailed { error } => format!("无法保存：{error}").into(),
        Text::KindText => "文本".into(),
        Text::KindBinary => "二进制".into(),
        Text::KindPing => "ping".into(),
        Text::KindPong => "pong".into(),
        Text::KindEvent => "连接".into(),
        Text::StatusSent(sent) => format!("发送 {}", count(sent)).into(),
        Text::StatusReceived(received) => format!("接收 {}", count(received)).into(),
        Text::StatusBytes { kept, budget } => format!("{kept} / {budget}").into(),
        Text::StatusDropped(dropped) => format!("已丢弃最旧的 {} 条", count(dropped)).into(),
        Text::StatusDroppedTooltip => {
            "已达到内存上限，最旧的消息会先被丢弃。可在“设置”中修改上限".into()
        }
        Text::StatusRate(rate) => format!("{} 条/秒", count(rate)).into(),
        Text::ShowChart => "图表".into(),
        Text::HideChart => "隐藏图表".into(),
        Text::ChartTooltip => format!("最近 {SECONDS} 秒内每秒的消息数和字节数").into(),
        Text::ChartMessages => "条/秒".into(),
        Text::ChartBytes => "字节/秒".into(),
        Text::BuiltInServer { url } => format!("内置回声服务器 {url}").into(),
        Text::BuiltInServerTooltip => {
            "此地址无服务监听，因此 wscope 在此启动了自带的回声服务器".into()
        }

        Text::NewTab => "新标签页".into(),
        Text::NewTabTooltip => "在新标签页中打开另一个连接".into(),
        Text::NextTab => "下一个标签页".into(),
        Text::PreviousTab => "上一个标签页".into(),
        Text::CloseTab => "关闭标签页".into(),
        Text::CloseTabTooltip => "关闭标签页及其连接".into(),
        Text::TooManyTabs { limit } => format!(
            "无法打开更多标签页：已有 {} 个，每个都可能用满内存上限",
            count(limit as u64)
        ).into(),
        Text::TabNamed(title) => format!("标签页 {title}").into(),
        Text::Compose(text) => compose::say(text),

        Text::Settings => "设置".into(),
        Text::SettingsTooltip => "语言、主题、内存上限".into(),
        Text::LanguageLabel => "语言".into(),
        Text::Theme => "主题".into(),
        Text::ThemeSystem => "跟随系统".into(),
        Text::ThemeLight => "浅色".into(),
        Text::ThemeDark => "深色".into(),
        Text::MemoryBudget => "内存上限".into(),
        Text::MemoryBudgetTooltip => "达到上限后，最旧的消息会被丢弃，状态栏显示丢弃的数量".into(),
        Text::Done => "完成".into(),
        Text::Quit => "退出".into(),
        Text::QuitTooltip => "关闭所有连接和窗口".into(),
    }
}

fn why(error: &EndpointError) -> Cow<'static, str> {
    match error {
        EndpointError::Empty => "请输入地址，例如 ws://localhost:4000".into(),
        EndpointError::Scheme(scheme) => {
            let scheme = shortened(scheme, MAX_SCHEME);
            format!("“{scheme}”不是 WebSocket 协议：地址应以 ws:// 开头（加密时为 wss://）").into()
        }
        EndpointError::Host => "主机名缺失或格式错误，正确示例：ws://localhost:4000".into(),
        EndpointError::Port => format!("端口必须是 1 到 {} 之间的数字", u16::MAX).into(),
        EndpointError::Fragment => "WebSocket 地址不能包含“#”，请写成 %23".into(),
        EndpointError::Credentials => {
            "地址中的用户名和密码不会发送：请删除“@”之前的部分，并使用连接设置中的“身份验证”".into()
        }
        EndpointError::Malformed(detail) => format!("地址无效：{detail}").into(),
    }
}
