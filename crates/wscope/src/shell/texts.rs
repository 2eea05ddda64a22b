//! What the shell says, in every language.

use std::borrow::Cow;

use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    More,
    Commands,
    CommandsTooltip,
    Present,
    PresentTooltip,
    StopPresenting,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    Zoom,
    Tabs,
    FocusAddress,
    FocusAddressTooltip,
    NextPane,
    NextPaneTooltip,
    LastKey,
    Undo,
    UndoTooltip,
    Cleared,
    TabClosed,
    AddToken,
    TrustCertificate,
    Retry,
    ShowDetails,
    CloseBanner,
    ClosePage,
}

impl Text {
    /// The text in this language.
    pub(crate) fn say(self, language: Language) -> Cow<'static, str> {
        let (zh_cn, en) = match self {
            Self::More => ("更多", "More"),
            Self::Commands => ("命令", "Commands"),
            Self::CommandsTooltip => (
                "搜索命令、连接和设置",
                "Search commands, connections and settings",
            ),
            Self::Present => ("演示模式", "Presentation"),
            Self::PresentTooltip => (
                "大号字体，只显示地址、消息列表和输入框",
                "Large text: only the address, the messages and the composer",
            ),
            Self::StopPresenting => ("退出演示", "Leave presentation"),
            Self::ZoomIn => ("放大", "Zoom in"),
            Self::ZoomOut => ("缩小", "Zoom out"),
            Self::ZoomReset => ("重置缩放", "Reset zoom"),
            Self::Zoom => ("缩放", "Zoom"),
            Self::Tabs => ("标签页", "Tabs"),
            Self::FocusAddress => ("地址栏", "Go to the address"),
            Self::FocusAddressTooltip => {
                ("将光标移到地址栏", "Put the cursor into the address field")
            }
            Self::NextPane => ("下一个区域", "Next pane"),
            Self::NextPaneTooltip => (
                "依次切换地址栏、消息列表、详情和输入框",
                "Go round the address, the messages, the inspector and the composer",
            ),
            Self::LastKey => ("最近按键", "Last key"),
            Self::Undo => ("撤销", "Undo"),
            Self::UndoTooltip => ("恢复刚才移除的内容", "Bring back what was removed"),
            Self::Cleared => ("已清空列表", "List cleared"),
            Self::AddToken => ("添加令牌…", "Add a token…"),
            Self::TrustCertificate => ("信任此证书…", "Trust this certificate…"),
            Self::Retry => ("重试", "Retry"),
            Self::ShowDetails => ("显示详情", "Show details"),
            Self::CloseBanner => ("关闭提示", "Close message"),
            Self::ClosePage => ("关闭此页", "Close page"),
            Self::TabClosed => ("已关闭标签页", "Tab closed"),
        };
        language.pick(zh_cn, en)
    }
}
