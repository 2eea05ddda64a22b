//! Which messages there are, and what stands in them (sections 3.4 and 3.5).

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Hello,
    Welcome,
    Abort,
    Control,
    Call,
    /// It is answered only if its options say so.
    Publish,
    Event,
    Acknowledgement,
    Answer,
    /// An answer that others may follow.
    Progress,
    Error,
}

/// What is known of a type of messages.
pub(super) struct MessageType {
    number: u16,
    pub(super) name: &'static str,
    pub(super) role: Role,
    /// How many values must follow the number.
    pub(super) required: usize,
    /// What they are called.
    pub(super) fields: &'static [&'static str],
}

/// So many values has the longest message, with the number of its type.
pub(super) const LONGEST: usize = 7;

impl MessageType {
    /// The type with a number.
    pub(super) fn find(number: &str) -> Option<&'static Self> {
        let number: u16 = number.parse().ok()?;
        TYPES.iter().find(|one| one.number == number)
    }

    /// Where the URI stands that it is about.
    pub(super) fn uri(&self) -> Option<usize> {
        const URIS: [&str; 5] = ["realm", "reason", "error", "topic", "procedure"];
        self.fields.iter().position(|field| URIS.contains(field))
    }
}

const fn message_type(
    number: u16,
    name: &'static str,
    role: Role,
    required: usize,
    fields: &'static [&'static str],
) -> MessageType {
    MessageType {
        number,
        name,
        role,
        required,
        fields,
    }
}

const ARGUMENTS: &str = "arguments";
const KEYWORDS: &str = "keyword arguments";

const TYPES: &[MessageType] = &[
    message_type(1, "HELLO", Role::Hello, 2, &["realm", "details"]),
    message_type(2, "WELCOME", Role::Welcome, 2, &["session", "details"]),
    message_type(
        3,
        "ABORT",
        Role::Abort,
        2,
        &["details", "reason", ARGUMENTS, KEYWORDS],
    ),
    message_type(4, "CHALLENGE", Role::Control, 2, &["auth method", "extra"]),
    message_type(5, "AUTHENTICATE", Role::Control, 2, &["signature", "extra"]),
    message_type(6, "GOODBYE", Role::Control, 2, &["details", "reason"]),
    message_type(
        8,
        "ERROR",
        Role::Error,
        4,
        &[
            "request type",
            "request",
            "details",
            "error",
            ARGUMENTS,
            KEYWORDS,
        ],
    ),
    message_type(
        16,
        "PUBLISH",
        Role::Publish,
        3,
        &["request", "options", "topic", ARGUMENTS, KEYWORDS],
    ),
    message_type(
        17,
        "PUBLISHED",
        Role::Acknowledgement,
        2,
        &["request", "publication"],
    ),
    message_type(
        32,
        "SUBSCRIBE",
        Role::Call,
        3,
        &["request", "options", "topic"],
    ),
    message_type(
        33,
        "SUBSCRIBED",
        Role::Answer,
        2,
        &["request", "subscription"],
    ),
    message_type(
        34,
        "UNSUBSCRIBE",
        Role::Call,
        2,
        &["request", "subscription", "options"],
    ),
    message_type(35, "UNSUBSCRIBED", Role::Answer, 1, &["request", "details"]),
    message_type(
        36,
        "EVENT",
        Role::Event,
        3,
        &[
            "subscription",
            "publication",
            "details",
            ARGUMENTS,
            KEYWORDS,
        ],
    ),
    message_type(
        48,
        "CALL",
        Role::Call,
        3,
        &["request", "options", "procedure", ARGUMENTS, KEYWORDS],
    ),
    message_type(49, "CANCEL", Role::Control, 2, &["request", "options"]),
    message_type(
        50,
        "RESULT",
        Role::Progress,
        2,
        &["request", "details", ARGUMENTS, KEYWORDS],
    ),
    message_type(
        64,
        "REGISTER",
        Role::Call,
        3,
        &["request", "options", "procedure"],
    ),
    message_type(
        65,
        "REGISTERED",
        Role::Answer,
        2,
        &["request", "registration"],
    ),
    message_type(
        66,
        "UNREGISTER",
        Role::Call,
        2,
        &["request", "registration", "options"],
    ),
    message_type(67, "UNREGISTERED", Role::Answer, 1, &["request", "details"]),
    message_type(
        68,
        "INVOCATION",
        Role::Call,
        3,
        &["request", "registration", "details", ARGUMENTS, KEYWORDS],
    ),
    message_type(69, "INTERRUPT", Role::Control, 2, &["request", "options"]),
    message_type(
        70,
        "YIELD",
        Role::Progress,
        2,
        &["request", "options", ARGUMENTS, KEYWORDS],
    ),
];
