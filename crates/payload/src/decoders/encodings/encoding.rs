/// How bytes can be encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// One JSON value (RFC 8259).
    Json,
    /// A JSON value in each line.
    Ndjson,
    /// One value of `MessagePack`.
    MessagePack,
    /// One data item of CBOR (RFC 8949).
    Cbor,
    /// A message of Protocol Buffers, without its schema.
    Protobuf,
    /// gzip (RFC 1952).
    Gzip,
    /// zlib (RFC 1950).
    Zlib,
    /// Zstandard (RFC 8878).
    Zstd,
}

impl Encoding {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Json,
        Self::Ndjson,
        Self::MessagePack,
        Self::Cbor,
        Self::Protobuf,
        Self::Gzip,
        Self::Zlib,
        Self::Zstd,
    ];

    /// What it is called where it is stored and typed. Never changed later.
    pub fn id(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::MessagePack => "msgpack",
            Self::Cbor => "cbor",
            Self::Protobuf => "protobuf",
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Zstd => "zstd",
        }
    }

    /// What it is called where it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Ndjson => "NDJSON",
            Self::MessagePack => "MessagePack",
            Self::Cbor => "CBOR",
            Self::Protobuf => "Protobuf",
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Zstd => "Zstandard",
        }
    }

    /// Whether bytes that are so could as well be something else.
    pub(in crate::decoders) fn is_guess(self) -> bool {
        matches!(self, Self::MessagePack | Self::Cbor | Self::Protobuf)
    }
}
