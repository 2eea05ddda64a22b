//! What close codes are called, and which of them tell of a normal end (RFC 6455, section 7.4).

/// Whether a close code tells that the connection did what it was for (RFC 6455, section 7.4.1): 1000, 1001 as when a
/// server shuts down, and 1005, which stands for a close frame without a code. Every other one says that something was not
/// as it should be, or, from 3000 on, something that only the application knows and a person should read.
pub fn is_normal(code: Option<u16>) -> bool {
    matches!(code, None | Some(1000 | 1001 | 1005))
}

/// What a close code is called, in the registry that RFC 6455, section 11.7, set up. Names are not translated: a person
/// looks for them in a manual.
pub fn name(code: u16) -> &'static str {
    match code {
        1000 => "Normal Closure",
        1001 => "Going Away",
        1002 => "Protocol Error",
        1003 => "Unsupported Data",
        1007 => "Invalid Frame Payload Data",
        1008 => "Policy Violation",
        1009 => "Message Too Big",
        1010 => "Mandatory Extension",
        1011 => "Internal Error",
        1012 => "Service Restart",
        1013 => "Try Again Later",
        1014 => "Bad Gateway",
        3000 => "Unauthorized",
        3003 => "Forbidden",
        3008 => "Timeout",
        _ if (3000..4000).contains(&code) => "(registered)",
        _ if (4000..5000).contains(&code) => "(private)",
        _ => "(not allowed)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_ends_as_it_should_is_normal() {
        for code in [None, Some(1000), Some(1001), Some(1005)] {
            assert!(is_normal(code), "{code:?}");
        }
        let assigned = [1002, 1003, 1004].into_iter().chain(1006..=1015);
        let others = [0, 999, 1016, 2999, 3000, 3003, 4000, 4999, 5000, u16::MAX];
        for code in assigned.chain(others) {
            assert!(!is_normal(Some(code)), "{code}");
        }
    }
}
