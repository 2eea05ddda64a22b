//! What the sidebar says, in every language.

use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text {
    Show,
    Hide,
    Back,
    Search,
    SearchTooltip,
    ClearSearch,
    Connections,
    SavedConnections,
    Scenarios,
    ScenariosTooltip,
    Sequences,
    SequencesTooltip,
    Learn,
    LearnTooltip,
    NothingFound,
}

impl Text {
    /// The text in this language.
    pub fn say(self, language: Language) -> &'static str {
        match language {
            Language::SimplifiedChinese => zh_cn(self),
            Language::English => en(self),
        }
    }
}

fn zh_cn(text: Text) -> &'static str {
    use Text as T;
    match text {
        T::Show => "显示侧边栏",
        T::Hide => "隐藏侧边栏",
        T::Back => "返回",
        T::Search => "搜索",
        T::SearchTooltip => "搜索已保存的连接、示例场景、序列和学习内容",
        T::ClearSearch => "清除搜索",
        T::Connections => "连接",
        T::SavedConnections => "已保存的连接",
        T::Scenarios => "示例场景",
        T::ScenariosTooltip => "服务器可以演示的行为：推送、网络故障、协议错误",
        T::Sequences => "序列",
        T::SequencesTooltip => "由消息和期望组成的脚本，可全部运行或单步执行",
        T::Learn => "学习",
        T::LearnTooltip => "协议详解、轮询与 WebSocket 对比、延迟测试",
        T::NothingFound => "没有匹配项",
    }
}

fn en(text: Text) -> &'static str {
    use Text as T;
    match text {
        T::Show => "Show sidebar",
        T::Hide => "Hide sidebar",
        T::Back => "Back",
        T::Search => "Search",
        T::SearchTooltip => "Search saved connections, scenarios, sequences and learning pages",
        T::ClearSearch => "Clear search",
        T::Connections => "Connections",
        T::SavedConnections => "Saved connections",
        T::Scenarios => "Scenarios",
        T::ScenariosTooltip => {
            "What a server can demonstrate: push, network faults, protocol errors"
        }
        T::Sequences => "Sequences",
        T::SequencesTooltip => "Scripts of messages and expectations, run at once or step by step",
        T::Learn => "Learn",
        T::LearnTooltip => "How it works, polling vs. WebSocket, latency test",
        T::NothingFound => "No matches",
    }
}
