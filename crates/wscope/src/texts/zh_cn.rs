//! 简体中文

mod anatomy;
mod compose;
mod failure;
mod file_fault;
mod options;
mod wire;

use std::borrow::Cow;

use connection::{EndpointError, Phase};

use self::failure::failed;
use self::wire::{closed, fragments, hung_up, lost, refused, stepped};
use super::text::Text;
use crate::IN_BROWSER;
use crate::kit::format::count;
use payload::visible::shortened;
use session::SettingsFault;

/// How much of a scheme is quoted, in characters.
const MAX_SCHEME: usize = 20;

#[expect(clippy::too_many_lines, reason = "a table: one line a text")]
pub(super) fn say(text: Text<'_>) -> Cow<'static, str> {
    match text {
        Text::Address => "地址".into(),
        Text::AddressTooltip => "要连接的地址，例如 ws://localhost:4000".into(),
        Text::AddressIsExposed => {
            "浏览器会拒绝：这个页面来自 https，不能连接未加密的 ws:// 地址。请使用 wss://，或通过 http 打开页面".into()
        }
        Text::RecentAddresses => "最近的地址".into(),
        Text::Try => "试试…".into(),
        Text::TryTooltip => "可以让服务器做的事：变慢、丢消息、出错等等".into(),
        Text::NothingToTry => "这个服务器没有提供场景；本程序自带的回声服务器有".into(),
        Text::Connect => "连接".into(),
        Text::ConnectTooltip => "连接到这个地址".into(),
        Text::Disconnect => "断开".into(),
        Text::DisconnectTooltip => "关闭连接，列表内容保留".into(),
        Text::Cancel => "取消".into(),
        Text::CancelTooltip => "停止连接".into(),
        Text::Retry => "立即重连".into(),
        Text::RetryTooltip => "不再等待，马上重新连接".into(),
        Text::AgainIn { seconds } => format!("{seconds} 秒后重连").into(),
        Text::Why(error) => why(error),

        Text::State(Phase::Open { .. }) => "已连接".into(),
        Text::State(Phase::Connecting { .. }) => "正在连接…".into(),
        Text::State(Phase::Waiting { .. }) => "等待重连…".into(),
        Text::State(Phase::Idle) => "未连接".into(),

        Text::MessageToSend => "要发送的消息".into(),
        Text::Send => "点击请求".into(),
        Text::SendTooltip => "把这段文本作为一条消息发送".into(),
        Text::CannotSendWhileConnecting => "请等待连接建立".into(),
        Text::CannotSendUnconnected => "未连接：请先点击“连接”".into(),
        Text::CannotSendBacklogged => "服务器没有读取，之前发送的消息仍在等待".into(),
        Text::SentButHidden => "已发送，但被筛选隐藏，不在列表中".into(),
        Text::SentWhilePaused => "已发送，列表继续后显示".into(),
        Text::ComposerIsFull { limit } => format!("输入框已满：最多 {limit} 个字符").into(),

        Text::SendsUnseen => "正在自动发送".into(),
        Text::StopSending => "停止发送".into(),
        Text::StopSendingTooltip => "停止探测和重复发送".into(),
        Text::StopSendingOf(title) => format!("停止标签页 {title} 的发送").into(),

        Text::Messages => "消息列表".into(),
        Text::NoMessagesYet => "还没有消息".into(),
        Text::NoMessagesYetHint => "连接后点击“点击请求”，每条消息都会成为这里的一行".into(),
        Text::NothingMatches => "没有符合的消息".into(),
        Text::NothingMatchesHint => "消息是有的，但被上面的选择和输入隐藏了".into(),
        Text::Find => "查找".into(),
        Text::FindTooltip => "在每条消息的全部内容中查找".into(),
        Text::Regex => ".*".into(),
        Text::RegexTooltip => "正则表达式".into(),
        Text::PatternTooLarge => "表达式过大，已按普通文本查找".into(),
        Text::BrokenRegex => "不是有效的正则表达式，已按普通文本查找".into(),
        Text::OnlyHits => "只看结果".into(),
        Text::OnlyHitsTooltip => "隐藏不符合的消息，或者保留全部并在结果之间跳转".into(),
        Text::Hits(hits) => format!("{hits} 个结果").into(),
        Text::HitsSoFar { hits, percent } => format!("{hits} 个结果 · {percent}%").into(),
        Text::NothingToJumpTo => "没有结果".into(),
        Text::NextHit => "下一个".into(),
        Text::NextHitTooltip => "跳到下一个结果".into(),
        Text::PreviousHit => "上一个".into(),
        Text::PreviousHitTooltip => "跳到上一个结果".into(),
        Text::Filter => "筛选".into(),
        Text::FilterOn => "筛选 ●".into(),
        Text::FilterTooltip => "显示这类消息".into(),
        Text::FilterReset => "显示全部".into(),
        Text::AtLeast => "至少".into(),
        Text::AtMost => "至多".into(),
        Text::Pause => "暂停".into(),
        Text::PauseTooltip => "冻结列表，消息仍会全部记录".into(),
        Text::Continue => "继续".into(),
        Text::ContinueTooltip => "显示暂停以来的消息".into(),
        Text::Paused { held_back } => format!("暂停以来 {held_back} 条").into(),
        Text::GoTo => "转到…".into(),
        Text::GoToTooltip => "按编号转到一条消息".into(),
        Text::GoToRange { first, last } => format!("消息编号，从 {first} 到 {last}").into(),
        Text::WasDropped { number, first } => {
            format!("第 {number} 条已被丢弃或清空，最旧的是第 {first} 条").into()
        }
        Text::NotThereYet { number, last } => {
            format!("还没有第 {number} 条，最新的是第 {last} 条").into()
        }
        Text::Inspect => "检视".into(),
        Text::InspectTooltip if IN_BROWSER => "显示握手用时和选定的子协议，并可选择如何关闭".into(),
        Text::InspectTooltip => "记录连接的每一步、握手的原文，以及服务器关闭的原因".into(),
        Text::Ping => "Ping".into(),
        Text::PingTooltip => "发送 ping，并测量 pong 返回的时间".into(),
        Text::PingNeedsInspect => "勾选“检视”并连接后才能发送 ping".into(),
        Text::CloseWithAsk => "以…关闭".into(),
        Text::CloseWith => "以指定的关闭码和理由关闭".into(),
        Text::CloseWithTooltip => "用自己选择的关闭码和理由结束连接".into(),
        Text::CloseNeedsInspect => "勾选“检视”并连接后，可以选择如何关闭".into(),
        Text::CloseCode => "关闭码".into(),
        Text::CloseCodes => "选择关闭码".into(),
        Text::CloseReason => "理由".into(),
        Text::CloseConfirm => "关闭连接".into(),
        Text::CloseCodeIsNoNumber => "关闭码是一个数字，例如 1000".into(),
        Text::CloseRefused(error) => refused(error).into(),
        Text::InspectNext => "从下一次连接起生效".into(),
        Text::ReceivedOnly => "只看收到的".into(),
        Text::ReceivedOnlyTooltip => "隐藏已发送的消息和连接状态".into(),
        Text::NewBelow(new) => format!("{} 条新消息 ↓", count(new)).into(),
        Text::NewBelowTooltip => "回到最新消息并继续跟随".into(),
        Text::Clear => "清空".into(),
        Text::ClearTooltip => "移除列表中的所有消息".into(),
        Text::ClearQuestion { messages } => {
            format!("移除列表中的 {} 条消息？", count(messages)).into()
        }
        Text::ClearConfirm => "移除".into(),
        Text::Keep => "保留".into(),
        Text::RowSent {
            number,
            time,
            size,
            preview,
        } => format!("{number}，发送，{time}，{size}：{preview}").into(),
        Text::RowReceived {
            number,
            time,
            size,
            preview,
        } => format!("{number}，收到，{time}，{size}：{preview}").into(),
        Text::RowLocal {
            number,
            time,
            preview,
        } => format!("{number}，{time}：{preview}").into(),
        Text::EmptyMessage => "（空）".into(),

        Text::LifeConnecting { address } => format!("正在连接 {address}").into(),
        Text::LifeOpened => "已连接".into(),
        Text::LifeClosedByUs(frame) => hung_up(frame).into(),
        Text::LifeClosedByPeer(frame) => closed(frame).into(),
        Text::LifeGap { time } => format!("中断了 {time}：服务器在此期间发送的内容不在列表里").into(),
        Text::LifeRoundTrip { time } => format!("ping 在 {time} 后返回").into(),
        Text::LifeFragments { number, count } => fragments(number, count).into(),
        Text::LifeStep(step) => stepped(step).into(),
        Text::LifeFailed { address, cause } => failed(address, cause).into(),
        Text::LifeNothingThere { address } => format!(
            "{address} 还没有 WebSocket 服务器应答。请在那里启动一个（例如 echo-server），\
             或在上方输入其他地址后点击“连接”"
        )
        .into(),
        Text::LifeLost { cause } => format!("连接丢失：{}", lost(cause)).into(),
        Text::LifeOverBudget { size } => {
            format!("一条 {size} 的消息没有保留：它超过了内存预算。可以在设置中提高预算").into()
        }
        Text::LifeSettings(trouble) => settings_trouble(trouble).into(),

        Text::Detail => "选中的消息".into(),
        Text::CloseDetail => "关闭".into(),
        Text::Follow => "连接新地址".into(),
        Text::FollowTooltip => "把新地址放入地址栏并连接".into(),
        Text::FollowElsewhere { origin } => {
            format!("{origin} 是另一台服务器：选项中设置的头、登录和证书会发送给它").into()
        }
        Text::FollowUnencrypted => "新地址未加密，原地址是加密的".into(),
        Text::ShowText => "文本".into(),
        Text::ShowJson => "JSON".into(),
        Text::ShowHex => "十六进制".into(),
        Text::CopyText => "复制文本".into(),
        Text::CopyTextTooltip => "以文本形式复制整条消息".into(),
        Text::CopyHex => "复制十六进制".into(),
        Text::CopyHexTooltip => "以十六进制复制整条消息".into(),
        Text::CopyBase64 => "复制 Base64".into(),
        Text::CopyBase64Tooltip => "以 Base64 复制整条消息".into(),
        Text::TooLargeToCopy { size, limit } => {
            format!("未复制：{size} 超过剪贴板的上限 {limit}，请改为保存到文件").into()
        }
        Text::Copied { size } => format!("已复制 {size}").into(),
        Text::CopyRefused => "未复制：浏览器不允许。可改用“保存…”".into(),
        Text::FoldAll => "折叠".into(),
        Text::FoldAllTooltip => "除最外层以外全部折叠；点击某一行可单独折叠或展开".into(),
        Text::UnfoldAll => "展开".into(),
        Text::SaveAs => "保存…".into(),
        Text::SaveAsTooltip => "把整条消息原样保存到文件".into(),
        Text::SaveQuestion { size } => format!("把 {size} 保存到").into(),
        Text::SaveFile => "文件".into(),
        Text::SaveBrowse => "浏览…".into(),
        Text::SaveBrowseTooltip => "用系统的对话框选择文件".into(),
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
        Text::DirectionSent => "发送".into(),
        Text::DirectionReceived => "收到".into(),
        Text::DirectionLocal => "本机".into(),
        Text::SincePrevious(time) => format!("+{time}").into(),
        Text::Compare => "比较".into(),
        Text::CompareTooltip => "记住这条消息，再选择另一条进行比较".into(),
        Text::ComparedWith { number, apart } => format!("与第 {number} 条相差 {apart}").into(),
        Text::BytesEqual => "内容完全相同".into(),
        Text::BytesDifferFrom { offset } => format!("从偏移 {offset} 起内容不同").into(),
        Text::StopComparing => "停止比较".into(),
        Text::Number(number) => format!("第 {number} 条").into(),
        Text::OnTheWire => "线上的原文".into(),
        Text::TechnicalDetail => "程序库的原话".into(),
        Text::IndexingLines { percent } => format!("正在读取… {percent}%").into(),

        Text::StatusConnection { phase, address } => match phase {
            Phase::Open { .. } => format!("已连接 {address}").into(),
            Phase::Connecting { .. } => format!("正在连接 {address}").into(),
            Phase::Waiting { .. } => format!("等待重新连接 {address}").into(),
            Phase::Idle => "未连接".into(),
        },
        Text::StatusSent(count) => format!("发送 {count}").into(),
        Text::StatusReceived(count) => format!("收到 {count}").into(),
        Text::StatusKept { kept, dropped } => format!("= 保留 {kept} + 丢弃 {dropped}").into(),
        Text::StatusKeptTooltip => "自上次清空列表以来收到的消息".into(),
        Text::StatusBytes { kept, budget } => format!("{kept} / {budget}").into(),
        Text::StatusDropped(dropped) => format!("已丢弃最旧的 {} 条", count(dropped)).into(),
        Text::StatusDroppedTooltip => {
            "内存预算已用完，最旧的消息先被丢弃。预算可以在设置中修改".into()
        }
        Text::StatusRate(rate) => format!("{} 条/秒", count(rate)).into(),
        Text::ShowChart => "图表".into(),
        Text::HideChart => "隐藏图表".into(),
        Text::ChartTooltip => "最近一分钟每秒的消息数和字节数".into(),
        Text::ChartMessages => "条/秒".into(),
        Text::ChartBytes => "字节/秒".into(),
        Text::BuiltInServer { url } => format!("内置回声服务器：{url}").into(),
        Text::BuiltInServerTooltip => {
            "该地址没有服务器，所以本程序在那里启动了自己的回声服务器".into()
        }

        Text::NewTab => "新标签页".into(),
        Text::NewTabTooltip => "在旁边打开另一个连接".into(),
        Text::NextTab => "下一个标签页".into(),
        Text::PreviousTab => "上一个标签页".into(),
        Text::CloseTab => "关闭标签页".into(),
        Text::CloseTabTooltip => "关闭标签页和它的连接".into(),
        Text::CloseTabQuestion { messages } => {
            format!("关闭标签页，并忘记其中的 {} 行？", count(messages)).into()
        }
        Text::CloseTabConfirm => "关闭".into(),
        Text::TooManyTabs { limit } => format!("已经有 {limit} 个标签页，每个都可能用满内存预算").into(),
        Text::TabNamed(title) => format!("标签页 {title}").into(),
        Text::Compose(text) => compose::say(text),
        Text::Anatomy(text) => anatomy::say(text),
        Text::Options(text) => options::say(text),

        Text::Settings => "设置".into(),
        Text::SettingsTooltip => "语言、主题、内存预算".into(),
        Text::LanguageLabel => "语言".into(),
        Text::Theme => "主题".into(),
        Text::ThemeSystem => "跟随系统".into(),
        Text::ThemeLight => "浅色".into(),
        Text::ThemeDark => "深色".into(),
        Text::MemoryBudget => "消息可用的内存".into(),
        Text::MemoryBudgetTooltip => "存满之后，最旧的消息会被丢弃，状态栏会显示丢弃的数量".into(),
        Text::Done => "完成".into(),
        Text::Quit => "退出".into(),
        Text::QuitTooltip => "向服务器道别并关闭窗口".into(),
    }
}

fn why(error: &EndpointError) -> Cow<'static, str> {
    match error {
        EndpointError::Empty => "请输入地址，例如 ws://localhost:4000".into(),
        EndpointError::Scheme(scheme) => {
            let scheme = shortened(scheme, MAX_SCHEME);
            format!("“{scheme}”不是 WebSocket：地址应以 ws:// 开头（加密时为 wss://）").into()
        }
        EndpointError::Host => "主机名缺失或格式不对，正确的例子：ws://localhost:4000".into(),
        EndpointError::Port => "端口必须是 1 到 65535 之间的数字".into(),
        EndpointError::Fragment => "WebSocket 地址不能包含“#”（请写成 %23）".into(),
        EndpointError::Credentials => "地址中的用户名和密码不会被发送：请去掉“@”之前的部分".into(),
        EndpointError::Malformed(detail) => format!("这不是一个地址：{detail}").into(),
    }
}

fn settings_trouble(trouble: &SettingsFault) -> String {
    match trouble {
        SettingsFault::SetAside { place } => {
            format!("无法读取保存的设置。原设置已保留在 {place}，之后保存的是新设置")
        }
        SettingsFault::Newer => {
            "保存的设置来自更高版本的 wscope，已保持不变：在这里更改的设置不会保存".to_owned()
        }
        SettingsFault::NotSaved { why } => format!("无法保存设置：{why}"),
    }
}
