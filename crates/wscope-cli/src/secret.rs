//! Secrets in arguments. Whoever may list processes sees those that stand there, so a file or the environment can hold them.

use std::borrow::Cow;
use std::env::{self, VarError};
use std::fs::File;
use std::io::{self, Read as _};

use connection::{Header, HeaderError};
use data_encoding::BASE64;

use crate::limits::MAX_SECRET_BYTES;

/// Where a login is looked for if none is given.
const BASIC_AUTH: &str = "WSC_BASIC_AUTH";
const BEARER: &str = "WSC_BEARER";

/// Why a secret cannot be read. What it is is not quoted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SecretError {
    #[error("{file}: the file cannot be read: {error}")]
    File { file: String, error: String },
    #[error("the environment variable {0} is not UTF-8")]
    Environment(&'static str),
}

/// Why a login cannot be sent.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LoginError {
    #[error("--basic-auth needs a user name, a colon and a password")]
    NoColon,
    #[error("the token is empty")]
    NoToken,
    #[error("a header Authorization is given as well")]
    Twice,
    #[error("both WSC_BASIC_AUTH and WSC_BEARER are set")]
    TwoVariables,
    #[error("{0}")]
    Secret(#[from] SecretError),
    #[error("{0}")]
    Header(#[from] HeaderError),
}

/// What an argument says: itself, or what stands in the file of `@FILE`, without the end of its last line.
pub(crate) fn read(argument: &str) -> Result<Cow<'_, str>, SecretError> {
    let Some(path) = argument.strip_prefix('@') else {
        return Ok(argument.into());
    };
    let text = read_file(path).map_err(|error| SecretError::File {
        file: path.to_owned(),
        error: error.to_string(),
    })?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned().into())
}

fn read_file(path: &str) -> io::Result<String> {
    let mut text = String::new();
    let file = File::open(path)?;
    file.take(MAX_SECRET_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_SECRET_BYTES {
        let words = format!("it is larger than {MAX_SECRET_BYTES} bytes");
        return Err(io::Error::other(words));
    }
    Ok(text)
}

/// What a variable of the environment says, if it says anything.
pub(crate) fn from_environment(name: &'static str) -> Result<Option<String>, SecretError> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(SecretError::Environment(name)),
    }
}

/// How to log in to the server.
pub(crate) enum Login {
    /// A user name, a colon and a password (RFC 7617).
    Basic(String),
    /// A token (RFC 6750).
    Bearer(String),
}

impl Login {
    /// The one that is given, or that of the environment.
    pub(crate) fn of(
        basic: Option<&str>,
        bearer: Option<&str>,
    ) -> Result<Option<Self>, LoginError> {
        if let Some(basic) = basic {
            return Ok(Some(Self::Basic(read(basic)?.into_owned())));
        }
        if let Some(bearer) = bearer {
            return Ok(Some(Self::Bearer(read(bearer)?.into_owned())));
        }
        Ok(
            match (from_environment(BASIC_AUTH)?, from_environment(BEARER)?) {
                (Some(_), Some(_)) => return Err(LoginError::TwoVariables),
                (basic, bearer) => basic.map(Self::Basic).or(bearer.map(Self::Bearer)),
            },
        )
    }

    /// The header that says it.
    pub(crate) fn header(&self) -> Result<Header, LoginError> {
        let value = match self {
            Self::Basic(login) if !login.contains(':') => return Err(LoginError::NoColon),
            Self::Basic(login) => format!("Basic {}", BASE64.encode(login.as_bytes())),
            Self::Bearer(token) if token.is_empty() => return Err(LoginError::NoToken),
            Self::Bearer(token) => format!("Bearer {token}"),
        };
        Ok(Header::new("Authorization", &value)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_stands_in_the_argument_or_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let argument = format!("@{}", path.display());
        for (content, expected) in [
            ("s3cret", "s3cret"),
            ("s3cret\n", "s3cret"),
            ("s3cret\r\n", "s3cret"),
            ("two\nlines\n", "two\nlines"),
            ("", ""),
        ] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(read(&argument).unwrap(), expected);
        }
        assert_eq!(read("s3cret@x").unwrap(), "s3cret@x");
        std::fs::write(&path, "x".repeat(70_000)).unwrap();
        let error = read(&argument).unwrap_err().to_string();
        assert!(error.ends_with("it is larger than 65536 bytes"), "{error}");
        std::fs::write(&path, b"\xff").unwrap();
        assert!(read(&argument).is_err());
        assert!(read("@/nowhere/secret").is_err());
    }

    #[test]
    fn a_login_is_a_header() {
        #[track_caller]
        fn check(login: &Login, expected: Result<&str, &str>) {
            let header = login.header().map_err(|error| error.to_string());
            let value = header.as_ref().map(Header::value);
            let error = value.map_err(String::as_str);
            assert_eq!(error, expected);
        }
        let basic = |login: &str| Login::Basic(login.to_owned());
        let bearer = |token: &str| Login::Bearer(token.to_owned());
        check(
            &basic("Aladdin:open sesame"),
            Ok("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        );
        check(&basic("me:"), Ok("Basic bWU6"));
        check(
            &basic("me"),
            Err("--basic-auth needs a user name, a colon and a password"),
        );
        check(&bearer("mF_9.B5f-4.1JqM"), Ok("Bearer mF_9.B5f-4.1JqM"));
        check(&bearer(""), Err("the token is empty"));
        check(
            &bearer("a\nEvil: b"),
            Err("the value of Authorization contains a line break or another control character"),
        );
    }
}
