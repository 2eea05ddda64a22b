//! A way through a SOCKS5 proxy (RFC 1928), which looks the name up: what is visited is not told to the network on this side.

use std::io;

use connection::{Failure, ProxyFault};
use tokio::net::TcpStream;
use tokio_socks::Error;
use tokio_socks::tcp::Socks5Stream;

use super::fault::{broken_off, failure};
use super::login::Login;

/// Asks for a connection. A proxy that is given a login may do without.
pub(super) async fn connect(
    tcp: TcpStream,
    host: &str,
    port: u16,
    login: Option<Login>,
) -> Result<TcpStream, Failure> {
    let server = (host, port);
    let connected = match &login {
        Some(Login { name, password }) => {
            Socks5Stream::connect_with_password_and_socket(tcp, server, name, password).await
        }
        None => Socks5Stream::connect_with_socket(tcp, server).await,
    };
    connected
        .map(Socks5Stream::into_inner)
        .map_err(|error| told(&error))
}

fn told(error: &Error) -> Failure {
    let fault = match error {
        Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => ProxyFault::Dropped,
        Error::Io(error) => return broken_off(error),
        Error::InvalidAuthValues(_) => ProxyFault::Credentials,
        Error::PasswordAuthFailure(_) => ProxyFault::LoginRefused,
        Error::NoAcceptableAuthMethods | Error::AuthorizationRequired => ProxyFault::Login,
        Error::InvalidResponseVersion
        | Error::UnknownAuthMethod
        | Error::InvalidReservedByte
        | Error::UnknownAddressType
        | Error::UnknownError => ProxyFault::Nonsense,
        other => reply(other).map_or(ProxyFault::Other, ProxyFault::Socks),
    };
    failure(fault, error.to_string())
}

/// The number of a refusal (RFC 1928, section 6).
fn reply(error: &Error) -> Option<u8> {
    Some(match error {
        Error::GeneralSocksServerFailure => 1,
        Error::ConnectionNotAllowedByRuleset => 2,
        Error::NetworkUnreachable => 3,
        Error::HostUnreachable => 4,
        Error::ConnectionRefused => 5,
        Error::TtlExpired => 6,
        Error::CommandNotSupported => 7,
        Error::AddressTypeNotSupported => 8,
        _ => return None,
    })
}
