//! 简体中文

use crate::kit::os_reason::os_reason;
use std::borrow::Cow;

use super::text::Text;
use crate::features::sequences::browser::Unsupported;

pub(super) fn say(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Title => "序列".into(),
        T::Open => "序列…".into(),
        T::OpenTooltip => "执行由消息和期望组成的脚本，可全部运行或单步执行".into(),
        T::Close => "关闭序列".into(),
        T::Run => "全部运行".into(),
        T::RunTooltip => "执行剩余的所有步骤".into(),
        T::Step => "单步".into(),
        T::StepTooltip => "执行下一步".into(),
        T::Stop => "停止".into(),
        T::StopTooltip => "不再执行后续步骤，并关闭连接".into(),
        T::Reset => "重置".into(),
        T::ResetTooltip => "清除结果，以便编辑脚本或重新开始".into(),
        T::New => "新建序列".into(),
        T::NewTooltip => "新建空脚本".into(),
        T::OpenFile => "打开序列…".into(),
        T::OpenFileTooltip => "打开测试脚本（*.wstest）".into(),
        T::Save => "保存序列".into(),
        T::SaveTooltip => "将脚本保存到其文件".into(),
        T::SaveAs => "序列另存为…".into(),
        T::SaveAsTooltip => "将脚本保存到另一个文件".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::StartServer => "启动回声服务器".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::StartServerTooltip => "脚本中用 {{server}} 表示它的地址".into(),
        T::SetVariable(name) => format!("设置 {name}…").into(),
        T::SetVariableTooltip => "在环境中设置该变量的值".into(),
        T::FromSession => "保存为测试…".into(),
        T::FromSessionTooltip => {
            "根据记录生成测试脚本：发送过的照样发送，收到过的作为期望".into()
        }
        T::Made { left_out: 0, variables: 0 } => {
            "已根据记录生成；请替换每次都会变化的内容".into()
        }
        T::Made { left_out, variables: 0 } => {
            format!("已根据记录生成；脚本无法表示的 {left_out} 行已省略").into()
        }
        T::Made { left_out: 0, .. } => {
            "已根据记录生成；被隐藏的内容成为变量，请在环境中设置".into()
        }
        T::Made { left_out, .. } => {
            format!("已根据记录生成；被隐藏的内容成为变量，另有 {left_out} 行已省略").into()
        }
        T::NothingToMake => "列表中没有可用于生成脚本的连接".into(),
        T::Added => "已添加到序列".into(),
        T::NotAdded => "序列正在执行：请先停止".into(),
        T::NothingToRun => "没有可运行的脚本，或有步骤正在执行".into(),
        T::NothingToReset => "没有结果".into(),
        T::NothingToSave => "脚本为空".into(),
        T::Untitled => "未命名".into(),
        T::Changed(name) => format!("{name} • 未保存").into(),
        T::Script => "脚本".into(),
        T::Messages => "序列的消息".into(),
        T::SentRow(text) => format!("发送 {text}").into(),
        T::ReceivedRow(text) => format!("接收 {text}").into(),
        T::Connection => "连接".into(),
        T::Unnamed => "（未命名）".into(),
        T::Hint => "全部运行，或逐行单步执行（空格键）。{{server}} 是本程序服务器的地址，{{host}} 是其主机和端口".into(),
        T::Examples => "示例".into(),
        T::Example => "示例序列".into(),
        T::Troubles(count) => format!("脚本中有 {count} 处错误").into(),
        T::GoToLine => "转到此行".into(),
        T::Expected => "期望".into(),
        T::Came => "接收".into(),
        T::FailedAt(line) => format!("第 {line} 行失败").into(),
        T::Passed(count) => format!("通过：{count} 行").into(),
        T::Skipped("") => "已跳过".into(),
        T::Skipped(reason) => format!("已跳过：{reason}").into(),
        T::Stopped(count) => format!("已停止，通过 {count} 行").into(),
        T::Running { passed, line } => format!("通过 {passed} 行，正在执行第 {line} 行").into(),
        T::Waiting { passed, line } => format!("通过 {passed} 行，下一步：第 {line} 行").into(),
        T::Basics => "消息与回复".into(),
        T::BasicsAbout => "向回声服务器发送文本、JSON 和二进制消息，并检查回复。".into(),
        T::Rooms => "房间中的两个客户端".into(),
        T::RoomsAbout => "一个客户端在房间中发送的消息，另一个会收到。".into(),
        T::Push => "服务器推送".into(),
        T::PushAbout => "服务器主动发送时间，无需请求。".into(),
        T::Network => "网络故障".into(),
        T::NetworkAbout => "延迟或重复的消息，以及以错误关闭的服务器。".into(),
        T::Protocol => "协议错误".into(),
        T::ProtocolAbout => "服务器和客户端违反 RFC 6455 规则的情况。".into(),
        T::NotOpened { name, why } => format!("未能打开 {name}：{}", os_reason(why)).into(),
        T::TooLong { name, limit } => {
            format!("{name} 超过 {limit} 个字符，无法编辑；可用 wsc test 运行").into()
        }
        T::NotUtf8 => "不是 UTF-8".into(),
        T::NoDialog => "系统没有文件对话框；请将文件拖到窗口中".into(),
        T::Replaced => "已打开另一个序列".into(),
        T::FilesOfPage => "网页无法读取脚本引用的文件".into(),
        T::Unsupported(what) => match what {
            Unsupported::Headers => "浏览器不允许网页添加请求头",
            Unsupported::Response => "浏览器不向网页提供握手响应",
            Unsupported::Compression => "浏览器不允许网页关闭压缩",
            Unsupported::Ping => "浏览器不允许网页发送 ping",
            Unsupported::ControlFrames => "浏览器不向网页提供 ping 和 pong",
            Unsupported::Frames => "浏览器不允许网页发送自定义帧",
            Unsupported::CloseCode => "浏览器只允许网页使用关闭码 1000 和 3000 到 4999",
        }
        .into(),
    }
}
