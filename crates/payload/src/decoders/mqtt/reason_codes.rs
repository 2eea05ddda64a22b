//! What the codes of answers mean.

use super::packet_types::{CONNACK, DISCONNECT, SUBACK};
use super::version::Mqtt;

/// From here on, a code of version 5 says that something failed (section 2.4).
const FAILURE: u8 = 0x80;

/// Whether a code says that something failed.
pub(super) fn is_failure(code: u8, packet_type: u8, version: Mqtt) -> bool {
    match (version, packet_type) {
        // Version 3.1.1, section 3.2.2.3.
        (Mqtt::Three, CONNACK) => code != 0,
        _ => code >= FAILURE,
    }
}

/// What a code means.
pub(super) fn name(code: u8, packet_type: u8, version: Mqtt) -> &'static str {
    match (version, packet_type, code) {
        (Mqtt::Three, CONNACK, code) => RETURN_CODES
            .get(usize::from(code))
            .copied()
            .unwrap_or("reserved"),
        (_, SUBACK, 0) => "Granted QoS 0",
        // Version 3.1.1, section 3.9.3.
        (Mqtt::Three, SUBACK, FAILURE) => "Failure",
        (_, DISCONNECT, 0) => "Normal disconnection",
        _ => {
            let found = REASON_CODES.iter().find(|(known, _)| *known == code);
            found.map_or("reserved", |(_, name)| name)
        }
    }
}

/// Version 3.1.1, section 3.2.2.3, table 3.1.
const RETURN_CODES: [&str; 6] = [
    "Connection Accepted",
    "unacceptable protocol version",
    "identifier rejected",
    "Server unavailable",
    "bad user name or password",
    "not authorized",
];

/// Section 2.4, table 2-6.
const REASON_CODES: &[(u8, &str)] = &[
    (0x00, "Success"),
    (0x01, "Granted QoS 1"),
    (0x02, "Granted QoS 2"),
    (0x04, "Disconnect with Will Message"),
    (0x10, "No matching subscribers"),
    (0x11, "No subscription existed"),
    (0x18, "Continue authentication"),
    (0x19, "Re-authenticate"),
    (0x80, "Unspecified error"),
    (0x81, "Malformed Packet"),
    (0x82, "Protocol Error"),
    (0x83, "Implementation specific error"),
    (0x84, "Unsupported Protocol Version"),
    (0x85, "Client Identifier not valid"),
    (0x86, "Bad User Name or Password"),
    (0x87, "Not authorized"),
    (0x88, "Server unavailable"),
    (0x89, "Server busy"),
    (0x8a, "Banned"),
    (0x8b, "Server shutting down"),
    (0x8c, "Bad authentication method"),
    (0x8d, "Keep Alive timeout"),
    (0x8e, "Session taken over"),
    (0x8f, "Topic Filter invalid"),
    (0x90, "Topic Name invalid"),
    (0x91, "Packet Identifier in use"),
    (0x92, "Packet Identifier not found"),
    (0x93, "Receive Maximum exceeded"),
    (0x94, "Topic Alias invalid"),
    (0x95, "Packet too large"),
    (0x96, "Message rate too high"),
    (0x97, "Quota exceeded"),
    (0x98, "Administrative action"),
    (0x99, "Payload format invalid"),
    (0x9a, "Retain not supported"),
    (0x9b, "QoS not supported"),
    (0x9c, "Use another server"),
    (0x9d, "Server moved"),
    (0x9e, "Shared Subscriptions not supported"),
    (0x9f, "Connection rate exceeded"),
    (0xa0, "Maximum connect time"),
    (0xa1, "Subscription Identifiers not supported"),
    (0xa2, "Wildcard Subscriptions not supported"),
];
