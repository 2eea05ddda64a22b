//! What a script is carried out with.

use std::sync::Arc;

use connection::{Options, Transport};

use crate::files::Files;
use crate::variables::Variables;

/// What a script is carried out with.
#[derive(Clone)]
pub struct Setup {
    /// What carries its connections.
    pub transport: Arc<dyn Transport>,
    /// Called when there is something new to look at, on the thread of a socket.
    pub wake: Arc<dyn Fn() + Send + Sync>,
    /// How to connect, beside what the script says.
    pub options: Options,
    /// What its variables stand for at the beginning.
    pub variables: Variables,
    /// The files that it names.
    pub files: Arc<dyn Files>,
}
