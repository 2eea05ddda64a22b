//! Other words for commands, by which people who do not know their names find them.

use crate::features::connection_settings::Section;
use crate::features::{
    composer, connection_settings, connections, inspector, latency, polling, sequences,
};
use crate::kit::list_mode::ListMode;
use crate::shell::command::{Command, Zoom};

/// Those of what sets the theme.
pub(super) const THEME: &str = "mode night colours 模式 颜色";

/// Other words for a command in both languages, in small letters, with a space between them.
pub(super) fn keywords(command: &Command) -> &'static str {
    use composer::Command as Composer;
    use connection_settings::Command as Settings;
    use sequences::Command as Sequence;
    match command {
        Command::Composer(Composer::Send) => "send request 发送",
        Command::Composer(Composer::Attach) => "upload 上传",
        Command::Composer(Composer::Repeat) => "loop interval timer 定时",
        Command::Disconnect => "close stop 关闭",
        Command::NewTab => "add connection 新连接",
        Command::Find => "search filter 搜索 过滤",
        Command::Present(_) => "fullscreen full screen projector 全屏",
        Command::AskClear => "delete empty 删除 清除",
        Command::Pause(true) => "freeze stop scrolling 冻结",
        Command::AskRecord => "save log capture 保存 抓取",
        Command::SaveSession => "export har csv 导出",
        Command::OpenSession => "import load har 导入 加载",
        Command::ShareSession => "redact secrets anonymize 分享",
        Command::OpenSettings => "preferences options memory 偏好 选项 内存",
        Command::OpenOptions => "options 选项",
        Command::Zoom(Zoom::In | Zoom::Out) => "font size 字号",
        Command::Undo => "restore 恢复",
        Command::Quit => "exit close 关闭",
        Command::Ping => "heartbeat keepalive 心跳",
        Command::Frames(crate::features::frames::Command::Switch(ListMode::Flow)) => {
            "diagram sequence chart 时序图"
        }
        Command::Inspector(inspector::Command::Compare(true)) => "difference 差异",
        Command::Connections(connections::Command::EditEnvironments) => "variables 变量",
        Command::Sequences(Sequence::Show(true)) => "script test automation 脚本 测试 自动化",
        Command::Latency(latency::Command::Show(true) | latency::Command::Start) => {
            "rtt delay benchmark 时延"
        }
        Command::Polling(polling::Command::Show(true)) => "compare http 比较",
        Command::ExplainProtocol => "learn help handshake 学习 帮助 握手",
        Command::ConnectionSettings(Settings::EditRules) => "mock reply automatic 自动回复 模拟",
        Command::ConnectionSettings(Settings::Open(section)) => of_section(*section),
        _ => "",
    }
}

fn of_section(section: Section) -> &'static str {
    match section {
        Section::Parameters => "query 查询",
        Section::Headers => "cookie origin subprotocol 请求头 子协议",
        Section::Login => "authorization authentication bearer basic password login 认证 密码",
        Section::Tls => "certificate ca mtls ssl 证书",
        Section::Proxy => "socks http",
        Section::Advanced => "timeout ping keepalive reconnect limit 超时 心跳 重连",
    }
}
