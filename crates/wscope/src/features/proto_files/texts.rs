//! What the dialog says, in every language.

use std::borrow::Cow;

use crate::kit::format::counted;
use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text {
    Title,
    Hint,
    Files,
    AddFiles,
    Folders,
    FoldersHint,
    AddFolder,
    NoDialog,
    NoFiles,
    Reading,
    Types { files: usize, types: usize },
    Sent,
    Received,
    NoType,
    Filter,
    Use,
    Cancel,
    AddFirst,
    ChooseFirst,
}

impl Text {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        let pick = |zh_cn, en| language.pick(zh_cn, en);
        match self {
            Self::Title => pick("Protobuf（.proto 文件）", "Protobuf with .proto files"),
            Self::Hint => pick(
                "消息不含自身的类型，因此需为每个方向选择类型",
                "A message does not say of which type it is, so choose one for each direction",
            ),
            Self::Files => pick(
                ".proto 文件（每行一个路径）",
                ".proto files (a path per line)",
            ),
            Self::AddFiles => pick("添加文件…", "Add files…"),
            Self::Folders => pick(
                "导入的文件夹（每行一个路径）",
                "Folders for imports (a path per line)",
            ),
            Self::FoldersHint => pick("除文件所在的文件夹外", "Besides the folder of each file"),
            Self::AddFolder => pick("添加文件夹…", "Add a folder…"),
            Self::NoDialog => pick(
                "系统无法显示文件对话框，请输入路径",
                "The system has no file dialog here; type the path",
            ),
            Self::NoFiles => pick(
                "请添加文件，或将文件拖到窗口",
                "Add a file, or drop one onto the window",
            ),
            Self::Reading => pick("正在读取…", "Reading…"),
            Self::Types { files, types } => match language {
                Language::SimplifiedChinese => {
                    format!("已读取 {files} 个文件：{types} 个消息类型").into()
                }
                Language::English => format!(
                    "Read {}: {}",
                    counted(files as u64, "file", "files"),
                    counted(types as u64, "message type", "message types")
                )
                .into(),
            },
            Self::Sent => pick("发送的消息", "Sent messages"),
            Self::Received => pick("接收的消息", "Received messages"),
            Self::NoType => pick("不解码", "Not decoded"),
            Self::Filter => pick("筛选类型", "Filter types"),
            Self::Use => pick("解码", "Decode"),
            Self::Cancel => pick("取消", "Cancel"),
            Self::AddFirst => pick(
                "请先添加可读取的 .proto 文件",
                "First add .proto files that can be read",
            ),
            Self::ChooseFirst => pick("请先选择消息类型", "Choose a message type first"),
        }
    }
}
