//! The real server on a free port, with real clients: WebSocket clients where the rules are kept,
//! raw TCP where they are broken.
//!
//! No test asserts how long something takes, only that it happens within [`harness::SOON`].

#[cfg(test)]
mod harness;

#[cfg(test)]
mod bind;
#[cfg(test)]
mod bounds;
#[cfg(test)]
mod closing;
mod compression;
#[cfg(test)]
mod echoing;
#[cfg(test)]
mod events;
#[cfg(test)]
mod fairness;
#[cfg(test)]
mod half_close;
#[cfg(test)]
mod handshake;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod liveness;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod origins;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod program;
#[cfg(test)]
mod raw;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod shutdown;
#[cfg(all(test, feature = "tls"))]
mod tls;
#[cfg(test)]
mod violations;
#[cfg(test)]
mod web_folder;
