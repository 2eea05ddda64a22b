//! What the palette says, in every language.

use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text {
    Field,
    Hint,
    Recent,
    Commands,
    Connections,
    Scenarios,
    Settings,
    Help,
    Nothing,
    Choose,
    Run,
    Languages,
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
        T::Field => "命令面板",
        T::Hint => "搜索命令、连接、示例场景和设置",
        T::Recent => "最近使用",
        T::Commands => "命令",
        T::Connections => "已保存的连接",
        T::Scenarios => "示例场景",
        T::Settings => "设置",
        T::Help => "帮助",
        T::Nothing => "没有匹配项",
        T::Choose => "选择",
        T::Run => "执行",
        T::Languages => "中文和 English 均可搜索",
    }
}

fn en(text: Text) -> &'static str {
    use Text as T;
    match text {
        T::Field => "Command palette",
        T::Hint => "Search commands, connections, scenarios and settings",
        T::Recent => "Recent",
        T::Commands => "Commands",
        T::Connections => "Connections",
        T::Scenarios => "Scenarios",
        T::Settings => "Settings",
        T::Help => "Help",
        T::Nothing => "No matches",
        T::Choose => "choose",
        T::Run => "run",
        T::Languages => "English and 中文 both match",
    }
}
