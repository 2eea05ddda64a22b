/// The version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mqtt {
    /// 3.1.1, and 3.1, whose packets are the same.
    Three,
    /// 5.
    Five,
}
