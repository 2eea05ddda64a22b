use crate::tag::Tag;

/// What is recorded of a message, without padding: nine bytes instead of twelve.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed)]
pub(crate) struct Record {
    /// Where the message ends in the payload of the page. It starts where the one before it ends.
    pub(crate) end: u32,
    /// When it was appended, in microseconds after the base of the page.
    pub(crate) micros: u32,
    /// Its direction and its kind.
    pub(crate) tag: Tag,
}

/// What a message takes beside its payload, in bytes.
pub(crate) const RECORD_BYTES: u64 = size_of::<Record>() as u64;
