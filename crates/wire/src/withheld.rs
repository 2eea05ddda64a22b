//! Control frames that are held back.

/// Control frames that are held back, to see what the peer does about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case")
)]
pub struct Withheld {
    /// Pings of the peer are not answered.
    pub pongs: bool,
    /// No close frame goes out.
    pub closes: bool,
}
