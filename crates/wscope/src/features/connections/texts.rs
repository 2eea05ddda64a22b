//! What the saved connections say, in every language.

use std::borrow::Cow;

use super::exchange::{LeftOut, Limit};
use crate::kit::language::Language;
use crate::kit::os_reason::os_reason;
use crate::kit::theme::TabColour;

/// How much of what was left out of an import is named: what a line has room for.
const MAX_TOLD: usize = 3;

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
    Empty,
    Manage,
    Environment,
    Environments,
    EnvironmentsHint,
    EditEnvironments,
    EditEnvironmentsTooltip,
    NoEnvironment,
    AddEnvironment,
    RemoveEnvironment,
    AddVariable,
    RemoveVariable(usize),
    VariableName(usize),
    VariableValue(usize),
    Secret,
    SecretTooltip,
    KeepVariable(usize),
    AwaitsKeyring,
    KeyringUnread,
    NotDeleted,
    RetryKeyring,
    RetryKeyringTooltip,
    UnknownVariable {
        name: &'a str,
        environment: Option<&'a str>,
    },
    Done,
    Imported {
        items: usize,
        left_out: &'a [LeftOut],
    },
    ExportName,
    NotJson,
    NotOurs,
    Newer,
    Unreadable(&'a str),
    TooLarge(&'a str),
    NoFileDialog,
    CredentialNamed {
        names: &'a str,
        environment: &'a str,
    },
    NoRoom {
        limit: usize,
    },
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
        T::Manage => "管理已保存的连接".into(),
        T::Environment => "环境".into(),
        T::Environments => "环境与变量".into(),
        T::EnvironmentsHint => {
            "地址和连接设置中的 {{host}} 会替换为所选环境中变量 host 的值".into()
        }
        T::EditEnvironments => "编辑环境与变量…".into(),
        T::EditEnvironmentsTooltip => "在地址和请求头中使用的变量，例如 {{host}}".into(),
        T::NoEnvironment => "无环境".into(),
        T::AddEnvironment => "添加环境".into(),
        T::RemoveEnvironment => "删除环境".into(),
        T::AddVariable => "添加变量".into(),
        T::RemoveVariable(number) => format!("删除第 {number} 个变量").into(),
        T::VariableName(number) => format!("变量名 {number}").into(),
        T::VariableValue(number) => format!("变量值 {number}").into(),
        T::Secret => "敏感".into(),
        T::SecretTooltip => "以掩码显示，不写入导出文件".into(),
        T::KeepVariable(number) => format!("变量 {number} 的保存位置").into(),
        T::AwaitsKeyring => "正在等待系统密钥环…".into(),
        T::KeyringUnread => "未连接：无法从系统密钥环读取所需的敏感信息".into(),
        T::NotDeleted => "未能从系统密钥环删除不再使用的敏感信息".into(),
        T::RetryKeyring => "重试密钥环".into(),
        T::RetryKeyringTooltip => "再次访问系统密钥环".into(),
        T::UnknownVariable {
            name,
            environment: Some(environment),
        } => format!("环境“{environment}”中没有变量 {name} 的值").into(),
        T::UnknownVariable {
            name,
            environment: None,
        } => format!("没有变量 {name} 的值：请先选择环境").into(),
        T::Done => "完成".into(),
        T::Imported {
            items,
            left_out: [],
        } => format!("已导入 {items} 项").into(),
        T::Imported { items, left_out } => {
            let told = left_out.iter().take(MAX_TOLD).map(|one| {
                let why = match one.limit {
                    Limit::Length => "过长".to_owned(),
                    Limit::Count(most) => format!("超过 {most} 个"),
                    Limit::Depth => "文件夹层级过深，已移至顶层".to_owned(),
                    Limit::Folder => "所在文件夹不存在，已移至顶层".to_owned(),
                    Limit::Id => "id 缺失或重复".to_owned(),
                    Limit::Kind => "不是对象".to_owned(),
                };
                let name = &one.name;
                let name = match name.is_empty() {
                    true => String::new(),
                    false => format!("“{name}”"),
                };
                format!("{name}（{}：{why}）", one.place)
            });
            let told: Vec<_> = told.collect();
            let more = match left_out.len().saturating_sub(MAX_TOLD) {
                0 => String::new(),
                more => format!("，另有 {more} 处"),
            };
            format!("已导入 {items} 项；未完整导入：{}{more}", told.join("、")).into()
        }
        T::ExportName => "wscope-connections.json".into(),
        T::NotJson => "无法导入：文件不是 JSON".into(),
        T::NotOurs => "无法导入：文件不是 wscope 导出的连接".into(),
        T::Newer => "无法导入：文件由更高版本的 wscope 写入".into(),
        T::Unreadable(why) => format!("无法读取文件：{}", os_reason(why)).into(),
        T::TooLarge(largest) => format!("无法导入：文件超过 {largest}").into(),
        T::NoFileDialog => "系统无法显示文件对话框".into(),
        T::CredentialNamed { names, environment } => {
            format!("地址中的凭据已存为环境“{environment}”中的变量 {names}").into()
        }
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
        T::UndoTooltip => "Restore the last deleted connection or folder".into(),
        T::Import => "Import…".into(),
        T::ImportTooltip => "Add connections from a JSON file; existing ones are kept".into(),
        T::Export => "Export…".into(),
        T::ExportTooltip => "Write all connections to one JSON file, without credentials".into(),
        T::Manage => "Manage saved connections".into(),
        T::Environment => "Environment".into(),
        T::Environments => "Environments and variables".into(),
        T::EnvironmentsHint => {
            "{{host}} in an address or in connection settings is replaced by the value of host in the chosen environment".into()
        }
        T::EditEnvironments => "Edit environments and variables…".into(),
        T::EditEnvironmentsTooltip => "Variables for addresses and headers, such as {{host}}".into(),
        T::NoEnvironment => "No environment".into(),
        T::AddEnvironment => "Add environment".into(),
        T::RemoveEnvironment => "Delete environment".into(),
        T::AddVariable => "Add variable".into(),
        T::RemoveVariable(number) => format!("Delete variable {number}").into(),
        T::VariableName(number) => format!("Variable name {number}").into(),
        T::VariableValue(number) => format!("Variable value {number}").into(),
        T::Secret => "Secret".into(),
        T::SecretTooltip => "Masked, and left out of exports".into(),
        T::KeepVariable(number) => format!("Where variable {number} is kept").into(),
        T::AwaitsKeyring => "Waiting for the system’s keyring…".into(),
        T::KeyringUnread => "Not connected: a secret could not be read from the system’s keyring".into(),
        T::NotDeleted => "A secret that is no longer used could not be deleted from the system’s keyring".into(),
        T::RetryKeyring => "Retry keyring".into(),
        T::RetryKeyringTooltip => "Access the system’s keyring again".into(),
        T::UnknownVariable { name, environment: Some(environment) } => {
            format!("Variable {name} has no value in environment “{environment}”").into()
        }
        T::UnknownVariable { name, environment: None } => {
            format!("Variable {name} has no value: choose an environment").into()
        }
        T::Done => "Done".into(),
        T::Imported { items, left_out: [] } => format!("{items} imported").into(),
        T::Imported { items, left_out } => {
            let told = left_out.iter().take(MAX_TOLD).map(|one| {
                let why = match one.limit {
                    Limit::Length => "too long".to_owned(),
                    Limit::Count(most) => format!("more than {most}"),
                    Limit::Depth => "too deep in folders, moved to the top".to_owned(),
                    Limit::Folder => "no such folder, moved to the top".to_owned(),
                    Limit::Id => "id missing or not unique".to_owned(),
                    Limit::Kind => "not an object".to_owned(),
                };
                let name = &one.name;
                let name = match name.is_empty() {
                    true => String::new(),
                    false => format!("“{name}” "),
                };
                format!("{name}({}: {why})", one.place)
            });
            let told: Vec<_> = told.collect();
            let more = match left_out.len().saturating_sub(MAX_TOLD) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            format!("{items} imported; not imported as it is: {}{more}", told.join(", ")).into()
        }
        T::ExportName => "wscope-connections.json".into(),
        T::NotJson => "Cannot import: the file is not JSON".into(),
        T::NotOurs => "Cannot import: the file is not an export of wscope connections".into(),
        T::Newer => "Cannot import: the file was written by a newer version of wscope".into(),
        T::Unreadable(why) => format!("Cannot read the file: {why}").into(),
        T::TooLarge(largest) => format!("Cannot import: the file is larger than {largest}").into(),
        T::NoFileDialog => "The system could not show a file dialog".into(),
        T::CredentialNamed { names, environment } => {
            format!("The credential in the address is now variable {names} of environment “{environment}”").into()
        }
        T::Empty => "Press + to save the current connection".into(),
        T::NoRoom { limit } => {
            format!("At most {limit} connections and folders can be saved").into()
        }
    }
}
