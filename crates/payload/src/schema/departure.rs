use std::fmt;

/// Where a text departs from the texts before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// The place, as a JSONPath (RFC 9535); `[*]` stands for any item of an array.
    pub path: String,
    /// How it departs.
    pub difference: Difference,
}

/// How a text departs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A member that none before it had.
    New,
    /// A member that all before it had is missing.
    Missing,
    /// A value of a type that none before it had there.
    Type(JsonType),
}

/// The type of a JSON value, as JSON Schema tells types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any other number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    pub(super) const ALL: [Self; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Integer,
        Self::Number,
        Self::String,
        Self::Array,
        Self::Object,
    ];

    /// As it is called in JSON Schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

impl fmt::Display for Departure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match self.difference {
            Difference::New => write!(formatter, "{path} is new"),
            Difference::Missing => write!(formatter, "{path} is missing"),
            Difference::Type(type_) => {
                write!(formatter, "{path} has a different type: {}", type_.name())
            }
        }
    }
}
