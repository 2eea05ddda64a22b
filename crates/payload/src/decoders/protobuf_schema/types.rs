/// Of which types the messages of a connection are, by their full names (`package.Type`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Types {
    /// What the client sends; `None` if that is not decoded.
    pub client: Option<String>,
    /// What the server sends.
    pub server: Option<String>,
}

impl Types {
    /// The same in both directions.
    pub fn both(name: &str) -> Self {
        Self {
            client: Some(name.to_owned()),
            server: Some(name.to_owned()),
        }
    }
}
