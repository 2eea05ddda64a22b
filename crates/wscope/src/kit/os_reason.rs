//! Why the system refused something, in 中文: it says so in English.

use std::borrow::Cow;
use std::io;

use crate::IN_BROWSER;

/// The same reason in 中文, with what stands before it; as a number where it is a rare one, and as it is where it is none of
/// the system.
pub fn os_reason(why: &str) -> Cow<'_, str> {
    // A browser has no numbers for them.
    if IN_BROWSER {
        return Cow::Borrowed(why);
    }
    let chinese = || {
        let number = why.rsplit_once("(os error ")?.1.strip_suffix(')')?;
        let number = number.parse().ok()?;
        let error = io::Error::from_raw_os_error(number);
        let before = why.strip_suffix(&error.to_string())?;
        Some(match of_kind(error.kind()) {
            Some(reason) => format!("{before}{reason}"),
            None => format!("{before}系统错误 {number}"),
        })
    };
    chinese().map_or(Cow::Borrowed(why), Cow::Owned)
}

fn of_kind(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as K;
    Some(match kind {
        K::NotFound => "文件或文件夹不存在",
        K::PermissionDenied => "没有权限",
        K::AlreadyExists => "已有同名文件",
        K::IsADirectory => "这是文件夹，不是文件",
        K::NotADirectory => "路径中有一部分不是文件夹",
        K::ReadOnlyFilesystem => "文件系统为只读",
        K::StorageFull => "空间不足",
        K::QuotaExceeded => "超出配额",
        K::FileTooLarge => "文件过大",
        K::InvalidFilename => "文件名无效或过长",
        K::ResourceBusy | K::ExecutableFileBusy => "文件正被占用",
        K::OutOfMemory => "内存不足",
        K::AddrInUse => "地址已被占用",
        K::AddrNotAvailable => "本机没有此地址",
        K::ConnectionRefused => "连接被拒绝",
        K::ConnectionReset => "连接被重置",
        K::ConnectionAborted => "连接被中止",
        K::NotConnected => "未连接",
        K::BrokenPipe => "对方已关闭连接",
        K::TimedOut => "超时",
        K::HostUnreachable => "主机不可达",
        K::NetworkUnreachable => "网络不可达",
        K::NetworkDown => "网络已断开",
        K::InvalidInput => "参数无效",
        K::Unsupported => "系统不支持此操作",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_of_the_system_are_told_in_chinese_and_others_as_they_are() {
        #[track_caller]
        fn check(why: &str, expected: &str) {
            assert_eq!(os_reason(why), expected);
        }
        let missing = std::fs::File::open("/none/at/all").unwrap_err().to_string();
        check(&missing, "文件或文件夹不存在");
        check(&format!("a.json: {missing}"), "a.json: 文件或文件夹不存在");
        let folder = std::fs::read("/").unwrap_err().to_string();
        check(&folder, "这是文件夹，不是文件");
        // Where the system has a rare reason, the number remains.
        #[cfg(target_os = "linux")]
        for (number, words) in [
            (111, "连接被拒绝"),
            (113, "主机不可达"),
            (24, "系统错误 24"),
        ] {
            let error = io::Error::from_raw_os_error(number);
            check(&format!("TCP: {error}"), &format!("TCP: {words}"));
        }
        for other in ["", "not valid", "no (os error 2)", "x (os error y)"] {
            check(other, other);
        }
    }
}
