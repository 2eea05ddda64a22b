//! Close codes by name.

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
