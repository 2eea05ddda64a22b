//! ewebsock where it does what is wanted, and another transport where it does not, without a choice of the person.

use connection::{Endpoint, Failure, Link, Observer, Options, Transport};

#[cfg(not(target_arch = "wasm32"))]
use self::take_over::TakeOverLink;
#[cfg(target_arch = "wasm32")]
use crate::ewebsock::Ewebsock;
#[cfg(not(target_arch = "wasm32"))]
use crate::full::{Full as Detailed, logs_keys};
#[cfg(target_arch = "wasm32")]
use crate::web::Web as Detailed;

#[cfg(not(target_arch = "wasm32"))]
mod silent_address;
#[cfg(not(target_arch = "wasm32"))]
mod take_over;

/// Carries a connection over ewebsock, unless the options ask for what ewebsock does not do, or the environment does: the
/// secrets of TLS in a file (`SSLKEYLOGFILE`). On native `Full` also takes over
/// within an attempt where ewebsock gets no further; in the browser there is nothing to take over with, for the browser makes
/// the handshake in either case.
#[derive(Clone, Copy, Debug, Default)]
pub struct Automatic;

impl Transport for Automatic {
    fn connect(
        &self,
        endpoint: &Endpoint,
        options: &Options,
        observer: Observer,
    ) -> Result<Box<dyn Link>, Failure> {
        #[cfg(target_arch = "wasm32")]
        let logs_keys = false;
        #[cfg(not(target_arch = "wasm32"))]
        let logs_keys = logs_keys(endpoint);
        if options.shows_details() || logs_keys {
            return Detailed.connect(endpoint, options, observer);
        }
        #[cfg(target_arch = "wasm32")]
        return Ewebsock.connect(endpoint, options, observer);
        #[cfg(not(target_arch = "wasm32"))]
        Ok(Box::new(TakeOverLink::start(endpoint, options, observer)?))
    }
}
