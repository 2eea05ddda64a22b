//! What close codes are called, and which of them tell of a normal end (RFC 6455, section 7.4).

/// Whether a close code tells that the connection did what it was for (RFC 6455, section 7.4.1): 1000, 1001 as when a
/// server shuts down, and 1005, which stands for a close frame without a code. Every other one says that something was not
/// as it should be, or, from 3000 on, something that only the application knows and a person should read.
pub fn is_normal(code: Option<u16>) -> bool {
    matches!(code, None | Some(1000 | 1001 | 1005))
}

/// What a close code is called (RFC 6455, sections 7.4.2 and 11.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Its name in the registry.
    Known(&'static str),
    /// It belongs to the registry, which may have named it since.
    Registered,
    /// Applications agree on its meaning.
    Private,
    /// It is never sent.
    NotAllowed,
}

/// What a close code is called, in the registry that RFC 6455, section 11.7, set up. Names are not translated: a person
/// looks for them in a manual.
pub fn name(code: u16) -> Name {
    match code {
        1000 => Name::Known("Normal Closure"),
        1001 => Name::Known("Going Away"),
        1002 => Name::Known("Protocol Error"),
        1003 => Name::Known("Unsupported Data"),
        1007 => Name::Known("Invalid Frame Payload Data"),
        1008 => Name::Known("Policy Violation"),
        1009 => Name::Known("Message Too Big"),
        1010 => Name::Known("Mandatory Extension"),
        1011 => Name::Known("Internal Error"),
        1012 => Name::Known("Service Restart"),
        1013 => Name::Known("Try Again Later"),
        1014 => Name::Known("Bad Gateway"),
        3000 => Name::Known("Unauthorized"),
        3003 => Name::Known("Forbidden"),
        3008 => Name::Known("Timeout"),
        _ if (3000..4000).contains(&code) => Name::Registered,
        _ if (4000..5000).contains(&code) => Name::Private,
        _ => Name::NotAllowed,
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
