//! What it means to listen where other machines can connect.

use std::net::SocketAddr;

use echo_server::Config;

/// A warning, unless only this machine can connect.
pub(crate) fn warning(addresses: &[SocketAddr], config: &Config) -> Option<String> {
    let address = addresses
        .iter()
        .find(|address| !address.ip().to_canonical().is_loopback())?;
    let folder = config.web.as_ref().map_or(String::new(), |folder| {
        format!(" read every file in {},", folder.display())
    });
    Some(format!(
        "{address} can be reached from other machines: without a password, anyone who reaches it can{folder} \
         hold up to {} connections, and have messages of up to {} bytes echoed, each kept in memory; \
         localhost:{} is for this machine alone",
        config.max_connections,
        config.max_message_size,
        address.port(),
    ))
}

#[cfg(test)]
mod tests {
    use super::{Config, warning};

    fn check(address: &str, is_exposed: bool) {
        let addresses = [address.parse().expect("an address")];
        let text = warning(&addresses, &Config::default());
        assert_eq!(text.is_some(), is_exposed, "{address}");
    }

    #[test]
    fn only_this_machine_is_no_exposure() {
        check("127.0.0.1:4000", false);
        check("127.1.2.3:4000", false);
        check("[::1]:4000", false);
        check("[::ffff:127.0.0.1]:4000", false);
        check("0.0.0.0:4000", true);
        check("[::]:4000", true);
        check("192.168.1.2:4000", true);
    }

    #[test]
    fn the_folder_is_named() {
        let config = Config {
            web: Some("my/folder".into()),
            ..Config::default()
        };
        let addresses = ["0.0.0.0:4000".parse().expect("an address")];
        let text = warning(&addresses, &config).expect("a warning");
        assert!(text.contains("every file in my/folder,"), "{text}");
        assert!(text.contains("10000 connections"), "{text}");
    }
}
