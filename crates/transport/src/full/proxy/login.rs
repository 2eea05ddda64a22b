//! Who this side is for a proxy.

use connection::ProxyAddress;
use percent_encoding::percent_decode_str;

/// The name and the password for a proxy, with their escapes resolved.
pub(super) struct Login {
    pub(super) name: String,
    pub(super) password: String,
}

impl Login {
    pub(super) fn of(proxy: &ProxyAddress) -> Option<Self> {
        let url = proxy.url();
        let is_there = !url.username().is_empty() || url.password().is_some();
        let plain = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
        is_there.then(|| Self {
            name: plain(url.username()),
            password: plain(url.password().unwrap_or_default()),
        })
    }
}
