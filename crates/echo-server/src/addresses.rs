//! How many connections each address has, so that none has them all.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::limits;

/// The addresses of all connections that are counted by address.
#[derive(Debug)]
pub(crate) struct Addresses {
    /// `None` for the default, which leaves out this machine.
    max_connections: Option<usize>,
    connections: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection that is counted. Dropping it is the end of the connection.
#[derive(Debug)]
pub(crate) struct Counted {
    addresses: Arc<Addresses>,
    /// `None` if it is not counted by address.
    address: Option<IpAddr>,
}

/// The address has as many connections as it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    pub(crate) max_connections: usize,
}

impl Addresses {
    pub(crate) fn new(max_connections: Option<usize>) -> Arc<Self> {
        Arc::new(Self {
            max_connections,
            connections: Mutex::default(),
        })
    }

    /// Counts one more connection, unless it is one too many.
    pub(crate) fn admit(self: &Arc<Self>, ip: IpAddr) -> Result<Counted, TooMany> {
        let ip = ip.to_canonical();
        let is_counted = self.max_connections.is_some() || !ip.is_loopback();
        let address = is_counted.then(|| network_of(ip));
        if let Some(address) = address {
            self.add(address)?;
        }
        Ok(Counted {
            addresses: self.clone(),
            address,
        })
    }

    fn add(&self, address: IpAddr) -> Result<(), TooMany> {
        let max_connections = self
            .max_connections
            .unwrap_or(limits::MAX_CONNECTIONS_PER_ADDRESS);
        let mut connections = self.connections.lock();
        let count = connections.entry(address).or_default();
        if *count >= max_connections {
            return Err(TooMany { max_connections });
        }
        *count += 1;
        Ok(())
    }

    fn remove(&self, address: IpAddr) {
        let mut connections = self.connections.lock();
        if let Some(count) = connections.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                connections.remove(&address);
            }
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(address) = self.address {
            self.addresses.remove(address);
        }
    }
}

/// A host with one address of IPv6 can use the whole /64 network that it belongs to (RFC 4291, section 2.5.4).
fn network_of(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Connects from each address in turn, and stays; tells how many got in.
    fn check(max_connections: Option<usize>, ips: &[&str], expected: usize) {
        let addresses = Addresses::new(max_connections);
        let admit = |ip: &&str| addresses.admit(ip.parse().unwrap()).ok();
        let admitted: Vec<_> = ips.iter().filter_map(admit).collect();
        assert_eq!(admitted.len(), expected, "{ips:?}");
        drop(admitted);
        assert!(
            addresses.connections.lock().is_empty(),
            "nothing stays behind"
        );
    }

    #[test]
    fn each_address_has_its_own_places() {
        check(Some(2), &["192.0.2.1", "192.0.2.1", "192.0.2.1"], 2);
        check(Some(1), &["192.0.2.1", "192.0.2.2", "192.0.2.1"], 2);
        check(Some(1), &["192.0.2.1", "::ffff:192.0.2.1"], 1);
        check(Some(1), &["2001:db8::1", "2001:db8::2"], 1);
        check(Some(1), &["2001:db8::1", "2001:db8:0:1::1"], 2);
    }

    #[test]
    fn this_machine_is_counted_only_if_asked_for() {
        let more = limits::MAX_CONNECTIONS_PER_ADDRESS + 1;
        for ip in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            check(None, &vec![ip; more], more);
            check(Some(1), &[ip; 3], 1);
        }
        check(None, &vec!["192.0.2.1"; more], more - 1);
    }

    #[test]
    fn a_place_becomes_free_again() {
        let addresses = Addresses::new(Some(1));
        let ip = "192.0.2.1".parse().unwrap();
        let first = addresses.admit(ip).unwrap();
        assert_eq!(
            addresses.admit(ip).unwrap_err(),
            TooMany { max_connections: 1 }
        );
        drop(first);
        assert!(addresses.admit(ip).is_ok());
    }
}
