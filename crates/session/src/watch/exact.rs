//! Numbers as they stand in a text. A JSON value has integers of 64 bits and floating-point numbers: of others, digits are lost.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json_path::{NormalizedPath, PathElement};

/// The way to a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Index(usize),
    Name(String),
}

/// What is looked for in a text: numbers, by the way to each. The text is walked through once for all of them.
#[derive(Debug, Default)]
pub(super) struct Wanted(Vec<(Vec<Step>, usize)>);

impl Wanted {
    /// Looks for a number too, of which this is the place among all that was selected.
    pub(super) fn push(&mut self, path: &NormalizedPath<'_>, place: usize) {
        let step = |element: &PathElement<'_>| match element {
            PathElement::Name(name) => Step::Name((*name).to_owned()),
            PathElement::Index(index) => Step::Index(*index),
        };
        self.0.push((path.iter().map(step).collect(), place));
    }

    /// The numbers as they stand in the text, with their places.
    pub(super) fn find(mut self, json: &[u8]) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        if self.0.is_empty() {
            return found;
        }
        self.0.sort();
        let seed = Walk {
            wanted: &self.0,
            depth: 0,
            found: &mut found,
        };
        let mut text = serde_json::Deserializer::from_slice(json);
        // It was read as a value before.
        if seed.deserialize(&mut text).is_err() {
            found.clear();
        }
        found
    }
}

/// A value of the text, and what is wanted that lies in it.
struct Walk<'w, 'f> {
    wanted: &'w [(Vec<Step>, usize)],
    depth: usize,
    found: &'f mut Vec<(usize, String)>,
}

impl Walk<'_, '_> {
    /// What is wanted of a part of it.
    fn part(&mut self, step: &Step) -> Option<Walk<'_, '_>> {
        let depth = self.depth;
        let from = self.wanted.partition_point(|(way, _)| way[depth] < *step);
        let to = self.wanted.partition_point(|(way, _)| way[depth] <= *step);
        (from < to).then(|| Walk {
            wanted: &self.wanted[from..to],
            depth: depth + 1,
            found: self.found,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.wanted.first() {
            Some((way, _)) if way.len() == self.depth => {
                let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
                let places = self.wanted.iter().map(|(_, place)| *place);
                self.found
                    .extend(places.map(|place| (place, raw.get().to_owned())));
                Ok(())
            }
            Some(_) => deserializer.deserialize_any(self),
            None => Err(D::Error::custom("nothing is wanted")),
        }
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object or an array")
    }

    // A name that occurs twice may have a value of another kind first.
    fn visit_bool<E: Error>(self, _value: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _value: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _value: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _value: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _value: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key()? {
            match self.part(&Step::Name(name)) {
                Some(part) => map.next_value_seed(part)?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        for index in 0.. {
            let is_there = match self.part(&Step::Index(index)) {
                Some(part) => items.next_element_seed(part)?.is_some(),
                None => items.next_element::<IgnoredAny>()?.is_some(),
            };
            if !is_there {
                break;
            }
        }
        Ok(())
    }
}
