//! Objects of JSON that are put together.

use serde_json::{Map, Value};

/// An object of these members. (Collecting them would sort them first, by a function of 3 KB for each kind of iterator.)
pub fn object(members: impl Iterator<Item = (String, Value)>) -> Map<String, Value> {
    let mut object = Map::new();
    object.extend(members);
    object
}
