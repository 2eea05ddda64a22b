//! The status and the body of a reply.

/// What an HTTP server answered.
#[derive(Debug, Default)]
pub struct Answer {
    /// 200 if all is well.
    pub status: u16,
    /// The body.
    pub bytes: Vec<u8>,
}
