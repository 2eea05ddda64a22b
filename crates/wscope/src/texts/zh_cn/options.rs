//! 连接的选项，用简体中文。

use std::borrow::Cow;

use connection::{HeaderError, ProxyAddressError, SubprotocolError};

use crate::kit::theme::TabColour;
use crate::options_form::Problem;
use crate::texts::parts::OptionsText as T;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Title => "选项".into(),
        T::Tooltip => "如何连接：请求头、登录、加密、代理、重连，以及标签页的名称".into(),
        T::Hint => "修改从下一次连接起生效".into(),
        T::ConnectNow => "立即连接".into(),
        T::Reset => "恢复默认".into(),
        T::UndoReset => "撤销恢复".into(),
        T::InspectIsNeeded => "已打开“检视”：这些选项需要它".into(),
        T::Unverified => "证书未经检查".into(),
        T::HiddenInBrowser => {
            "请求头、登录、证书、代理和 ping 由浏览器自己掌管，页面无法设置".into()
        }
        T::Name => "标签页名称".into(),
        T::Colour => "颜色".into(),
        T::Connection => "连接".into(),
        T::Reconnect => "自动重连".into(),
        T::ReconnectTooltip => "失败或断开后自动重试：约 1 秒之后，然后逐次延长，最多 30 秒".into(),
        T::Timeout => "放弃等待的时间".into(),
        T::Query => "参数".into(),
        T::QueryName => "名称".into(),
        T::QueryValue => "值".into(),
        T::AddParameter => "添加参数".into(),
        T::RemoveParameter => "删除参数".into(),
        T::Subprotocols => "子协议".into(),
        T::Headers => "请求头".into(),
        T::Login => "登录".into(),
        T::LoginNone => "无".into(),
        T::LoginBasic => "用户名和密码（Basic）".into(),
        T::LoginBearer => "令牌（Bearer）".into(),
        T::User => "用户名".into(),
        T::Password => "密码".into(),
        T::Token => "令牌".into(),
        T::Secrets => "机密".into(),
        T::KeepSecrets => "保存在设置中".into(),
        T::KeepSecretsTooltip => {
            "把请求头、登录和代理密码不加密地存在本机；否则退出后即忘记".into()
        }
        T::Trust => "证书".into(),
        T::TrustSystem => "系统信任的".into(),
        T::TrustAlso => "另外信任自己的机构".into(),
        T::TrustAnyone => "任何证书，不检查".into(),
        T::TrustAnyoneWarning => "中间的任何人都能读取和修改全部内容".into(),
        T::AuthorityFile => "机构证书（PEM 文件）".into(),
        T::CertificateFile => "自己的证书（PEM 文件）".into(),
        T::KeyFile => "它的私钥（PEM 文件）".into(),
        T::Proxy => "代理".into(),
        T::ProxyNone => "无".into(),
        T::ProxyEnvironment => "按环境变量".into(),
        T::ProxyAt => "使用这个".into(),
        T::ProxyAddress => "代理地址".into(),
        T::MaxMessage => "最大的消息".into(),
        T::KeepAlive => "静默多久后 ping".into(),
        T::KeepAliveOff => "从不".into(),
        T::ColourNamed(colour) => colour_name(colour).into(),
        T::Wrong(problem) => wrong(problem),
    }
}

fn colour_name(colour: TabColour) -> &'static str {
    match colour {
        TabColour::None => "无颜色",
        TabColour::Blue => "蓝色",
        TabColour::Green => "绿色",
        TabColour::Amber => "琥珀色",
        TabColour::Red => "红色",
        TabColour::Violet => "紫色",
    }
}

fn wrong(problem: &Problem) -> Cow<'static, str> {
    match problem {
        Problem::Header(HeaderError::NoColon) => {
            "请求头由名称、冒号和值组成，例如 Origin: https://example.org".into()
        }
        Problem::Header(HeaderError::Name(name)) => {
            format!("“{name}”不能作请求头的名称：只能用字母、数字和连字符，不能有空格").into()
        }
        Problem::Header(HeaderError::Value(name)) => {
            format!("{name} 的值里有换行或其他控制字符").into()
        }
        Problem::Header(HeaderError::Reserved(name)) => format!("{name} 由握手自己设置").into(),
        Problem::Subprotocols(SubprotocolError::Name(name)) => {
            format!("“{name}”不能作子协议的名称：只能用字母、数字、点和连字符").into()
        }
        Problem::Subprotocols(SubprotocolError::Twice(name)) => format!("{name} 提出了两次").into(),
        Problem::User => "用户名不能包含冒号：冒号之后是密码".into(),
        Problem::Token => "令牌是一个由字母、数字和符号组成的词，不能有空格".into(),
        Problem::AuthorityFile => "请指定机构证书的文件".into(),
        Problem::CertificateFile => "私钥需要证书：请也指定证书文件".into(),
        Problem::Proxy(ProxyAddressError::Empty) => {
            "请输入代理地址，例如 http://localhost:8080".into()
        }
        Problem::Proxy(ProxyAddressError::Scheme) => {
            "代理地址应以 http://、socks5:// 或 socks5h:// 开头".into()
        }
        Problem::Proxy(ProxyAddressError::Malformed) => {
            "这不是代理地址，正确的例子：http://localhost:8080".into()
        }
    }
}
