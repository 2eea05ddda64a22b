//! What the saved connections say, in every language.

use std::borrow::Cow;

use crate::kit::language::Language;
use crate::kit::theme::TabColour;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    Save,
    SaveTooltip,
    NewFolder,
    Connect,
    ConnectTooltip,
    OpenInTab,
    Rename,
    Name,
    Colour,
    ColourNamed(TabColour),
    Delete,
    DeleteTooltip,
    Deleted(&'a str),
    Undo,
    UndoTooltip,
    Import,
    ImportTooltip,
    Export,
    ExportTooltip,
    More,
    Empty,
    NoRoom { limit: usize },
}

impl Text<'_> {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn(self),
            Language::English => en(self),
        }
    }
}

fn zh_cn(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Save => "保存此连接".into(),
        T::SaveTooltip => "将此标签页的地址和连接设置保存到侧边栏".into(),
        T::NewFolder => "新建文件夹".into(),
        T::Connect => "连接".into(),
        T::ConnectTooltip => "连接到已保存的地址".into(),
        T::OpenInTab => "在新标签页中打开".into(),
        T::Rename => "重命名…".into(),
        T::Name => "名称".into(),
        T::Colour => "颜色".into(),
        T::ColourNamed(TabColour::None) => "无".into(),
        T::ColourNamed(TabColour::Blue) => "蓝色".into(),
        T::ColourNamed(TabColour::Green) => "绿色".into(),
        T::ColourNamed(TabColour::Amber) => "琥珀色".into(),
        T::ColourNamed(TabColour::Red) => "红色".into(),
        T::ColourNamed(TabColour::Violet) => "紫色".into(),
        T::Delete => "删除".into(),
        T::DeleteTooltip => "可以撤销".into(),
        T::Deleted(name) => format!("已删除“{name}”").into(),
        T::Undo => "撤销".into(),
        T::UndoTooltip => "恢复刚删除的连接或文件夹".into(),
        T::Import => "导入…".into(),
        T::ImportTooltip => "从 JSON 文件添加连接；现有的连接会保留".into(),
        T::Export => "导出…".into(),
        T::ExportTooltip => "将全部连接写入一个 JSON 文件，不含凭据".into(),
        T::More => "更多".into(),
        T::Empty => "点击 + 保存当前连接".into(),
        T::NoRoom { limit } => format!("最多保存 {limit} 个连接和文件夹").into(),
    }
}

fn en(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Save => "Save this connection".into(),
        T::SaveTooltip => "Save the address and the settings of this tab in the sidebar".into(),
        T::NewFolder => "New folder".into(),
        T::Connect => "Connect".into(),
        T::ConnectTooltip => "Connect to the saved address".into(),
        T::OpenInTab => "Open in new tab".into(),
        T::Rename => "Rename…".into(),
        T::Name => "Name".into(),
        T::Colour => "Colour".into(),
        T::ColourNamed(TabColour::None) => "None".into(),
        T::ColourNamed(TabColour::Blue) => "Blue".into(),
        T::ColourNamed(TabColour::Green) => "Green".into(),
        T::ColourNamed(TabColour::Amber) => "Amber".into(),
        T::ColourNamed(TabColour::Red) => "Red".into(),
        T::ColourNamed(TabColour::Violet) => "Violet".into(),
        T::Delete => "Delete".into(),
        T::DeleteTooltip => "Can be undone".into(),
        T::Deleted(name) => format!("Deleted “{name}”").into(),
        T::Undo => "Undo".into(),
        T::UndoTooltip => "Restore the connection or folder that was deleted last".into(),
        T::Import => "Import…".into(),
        T::ImportTooltip => "Add connections from a JSON file; those that are here stay".into(),
        T::Export => "Export…".into(),
        T::ExportTooltip => "Write all connections to one JSON file, without credentials".into(),
        T::More => "More".into(),
        T::Empty => "Press + to save the current connection".into(),
        T::NoRoom { limit } => {
            format!("At most {limit} connections and folders can be saved").into()
        }
    }
}
