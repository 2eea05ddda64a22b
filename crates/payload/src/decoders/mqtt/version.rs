/// The version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mqtt {
    /// 3.1.1, and 3.1, whose packets are the same.
    Three,
    /// 5.
    Five,
}

impl Mqtt {
    /// The version with this name and this level (section 3.1.2). A bridge sets the highest bit of the level, which the specification does not
    /// have, so that its peer does not send back what it has sent.
    pub(super) fn of_level(name: &[u8], level: u8) -> Option<Self> {
        match (name, level & 0x7f) {
            (b"MQTT", 5) => Some(Self::Five),
            (b"MQTT", 4) | (b"MQIsdp", 3) => Some(Self::Three),
            _ => None,
        }
    }
}
