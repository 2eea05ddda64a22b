//! What the log keeps beside messages. It is data; a window finds the words when it shows it, so a change of language
//! changes old rows too.

use connection::{Cause, CloseFrame, ClosedBy, Event, SecretAddress, Step};
use serde::{Deserialize, Serialize};

use wire::close_code;

use crate::probe::Tally;

/// Something that happened to the connection or to the list.
///
/// Written as JSON, each is an object with its name as `type`, and what is told of it beside that; a [`Step`] has its name as
/// `step`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum RecordedEvent {
    /// An attempt to connect began.
    Connecting {
        /// Where to.
        address: String,
    },
    /// The attempt got one step further.
    Step(Step),
    /// A message came in more than one frame.
    Fragments {
        /// Its place in the record; `None` if it was not kept.
        number: Option<u64>,
        /// Its number among the messages, which a window shows.
        #[serde(skip)]
        message: Option<u64>,
        /// The number of frames.
        count: u32,
    },
    /// The handshake was done.
    Opened,
    /// This side hung up.
    ClosedByUs {
        /// What it said, if it chose to say something.
        frame: Option<CloseFrame>,
    },
    /// The other side hung up.
    ClosedByPeer {
        /// What it said, where that is known.
        frame: Option<CloseFrame>,
    },
    /// The attempt failed.
    Failed {
        /// Where to.
        address: String,
        /// The cause, as data: a window has the words for it.
        cause: Cause,
        /// The technical text of the library.
        detail: String,
    },
    /// There was no server where the program looked for one without being asked.
    NothingThere {
        /// Where it looked.
        address: String,
        /// The technical text of the library.
        detail: String,
    },
    /// The open connection broke.
    Lost {
        /// The cause, as data: a window has the words for it.
        cause: Cause,
        /// The technical text of the library.
        detail: String,
    },
    /// The pong to a ping of ours came.
    RoundTrip {
        /// After this time, in microseconds.
        micros: u64,
    },
    /// A probe came to its end.
    Probed(Tally),
    /// There is a connection again, after one was lost.
    Gap {
        /// So long there was none, in microseconds.
        micros: u64,
    },
    /// A message was not kept because it alone is larger than the budget of the list.
    OverBudget {
        /// Its size.
        bytes: u64,
    },
    /// What stood here lies in a file, and cannot be read from it any more.
    Unreadable,
    /// The settings could not be read, or are not saved.
    Settings(SettingsFault),
    /// What another version of the program has recorded, as it stands in its file.
    #[serde(untagged)]
    Unknown(UnknownEvent),
}

/// An event that this version does not know: an object in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnknownEvent(serde_json::Map<String, serde_json::Value>);

impl UnknownEvent {
    /// What it calls itself.
    pub fn name(&self) -> &str {
        let text = |field| self.0.get(field).and_then(serde_json::Value::as_str);
        text("step").or_else(|| text("type")).unwrap_or_default()
    }

    /// About what it takes of memory: an object of JSON is small, and rarely deep.
    fn bytes(&self) -> usize {
        serde_json::to_string(&self.0).map_or(0, |json| 2 * json.len())
    }
}

impl RecordedEvent {
    /// The line for an event of the connection; `None` for messages, which are lines themselves.
    pub fn from_event(event: &Event<'_>, address: &str) -> Option<Self> {
        Some(match event {
            Event::Connecting(endpoint) => Self::Connecting {
                address: endpoint.to_string(),
            },
            Event::Step(step) => Self::Step(step.clone()),
            Event::Opened => Self::Opened,
            Event::Closed(ClosedBy::Us(frame)) => Self::ClosedByUs {
                frame: frame.clone(),
            },
            Event::Closed(ClosedBy::Peer(frame)) => Self::ClosedByPeer {
                frame: frame.clone(),
            },
            Event::Failed(failure) => Self::Failed {
                address: address.to_owned(),
                cause: failure.cause.clone(),
                detail: failure.detail.clone(),
            },
            Event::Lost(failure) => Self::Lost {
                cause: failure.cause.clone(),
                detail: failure.detail.clone(),
            },
            Event::Sent(_) | Event::Received(_) | Event::Frame(_) => return None,
        })
    }

    /// What it takes of memory beyond its own size, about: the texts in it.
    pub(crate) fn bytes(&self) -> u64 {
        let bytes = match self {
            Self::Connecting { address } => address.len(),
            Self::Step(
                Step::Requested { head } | Step::Interim { head, .. } | Step::Answered { head, .. },
            ) => head.len(),
            Self::Step(Step::Unreached { detail, .. }) => detail.len(),
            Self::Failed {
                address, detail, ..
            }
            | Self::NothingThere { address, detail } => address.len() + detail.len(),
            Self::Lost { detail, .. } => detail.len(),
            Self::ClosedByUs { frame: Some(frame) }
            | Self::ClosedByPeer { frame: Some(frame) }
            | Self::Step(Step::CloseUnanswered { frame }) => frame.reason.len(),
            Self::Unknown(event) => event.bytes(),
            _ => 0,
        };
        bytes as u64
    }

    /// The technical text of the library, or the raw head, where there is more than the sentence.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Step(
                Step::Requested { head } | Step::Interim { head, .. } | Step::Answered { head, .. },
            ) => Some(head),
            Self::Failed { detail, .. }
            | Self::NothingThere { detail, .. }
            | Self::Lost { detail, .. } => Some(detail),
            _ => None,
        }
    }

    /// Where the server asks to go instead: from where, and the new address.
    pub fn redirect(&self) -> Option<(&str, &SecretAddress)> {
        match self {
            Self::Failed {
                address,
                cause: Cause::Redirect { to, .. },
                ..
            } => Some((address, to)),
            _ => None,
        }
    }

    /// How serious it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Failed { .. }
            | Self::OverBudget { .. }
            | Self::Unreadable
            | Self::Settings(_)
            | Self::Step(Step::Secured {
                is_verified: false, ..
            }) => Severity::Bad,
            Self::Probed(tally)
                if tally.lost + tally.duplicated + tally.reordered + tally.altered > 0 =>
            {
                Severity::Bad
            }
            // Closed, but not as it should be (RFC 6455, section 7.1.5: 1006).
            Self::Lost { .. }
            | Self::Step(
                Step::Unfinished { .. }
                | Step::Secured {
                    key_log: Some(_), ..
                },
            ) => Severity::Warning,
            Self::ClosedByPeer { frame: Some(frame) } if !close_code::is_normal(frame.code) => {
                Severity::Warning
            }
            Self::Opened => Severity::Good,
            // An address that does not answer is no harm if the next one does, and if none does, the line that ends the
            // attempt says so.
            Self::Connecting { .. }
            | Self::NothingThere { .. }
            | Self::Step(_)
            | Self::Fragments { .. }
            // With whatever code: the person chose it.
            | Self::ClosedByUs { .. }
            | Self::ClosedByPeer { .. }
            | Self::RoundTrip { .. }
            | Self::Probed(_)
            | Self::Gap { .. }
            | Self::Unknown(_) => Severity::Quiet,
        }
    }
}

/// What a person must know about the settings of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum SettingsFault {
    /// What was stored could not be read, and is kept under another name.
    SetAside {
        /// The path or the key under which it is kept.
        place: String,
    },
    /// What is stored is of a later version, and is left alone.
    Newer,
    /// Nothing can be stored.
    NotSaved {
        /// In the system's words.
        why: String,
    },
}

/// How serious an event is, and so in which colour it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It is good to know.
    Quiet,
    /// All is well.
    Good,
    /// Something was not as it should be.
    Warning,
    /// Something went wrong.
    Bad,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_an_address_is_not_recorded() {
        let address = "wss://example.org/chat?token=s3cret&room=1";
        let shown = "wss://example.org/chat?token=•••&room=1";
        let endpoint = connection::Endpoint::parse(address).unwrap();
        let failure = connection::Failure {
            cause: Cause::Refused,
            detail: String::new(),
        };
        for event in [Event::Connecting(endpoint.clone()), Event::Failed(failure)] {
            let event = RecordedEvent::from_event(&event, &endpoint.to_string()).unwrap();
            for written in [serde_json::to_string(&event).unwrap(), format!("{event:?}")] {
                assert!(
                    written.contains(shown) && !written.contains("s3cret"),
                    "{written}"
                );
            }
        }
    }

    #[test]
    fn what_is_written_as_json_is_read_back() {
        let events = [
            RecordedEvent::Opened,
            RecordedEvent::ClosedByPeer {
                frame: Some(CloseFrame {
                    code: Some(1011),
                    reason: "再见 \"".to_owned(),
                }),
            },
            RecordedEvent::Step(Step::Answered {
                head: "HTTP/1.1 101\r\nA: b".to_owned(),
                micros: 7,
            }),
            RecordedEvent::Failed {
                address: "ws://localhost:4000/".to_owned(),
                cause: Cause::HttpStatus(404),
                detail: "HTTP error: 404 \"Not\u{202e} Found\"".to_owned(),
            },
            RecordedEvent::Failed {
                address: "ws://localhost:4000/".to_owned(),
                cause: Cause::Redirect {
                    status: 307,
                    to: SecretAddress::new("wss://example.org/"),
                },
                detail: String::new(),
            },
            RecordedEvent::Step(Step::TakenOver {
                why: connection::TakeOver::InterimReply,
            }),
            RecordedEvent::OverBudget { bytes: u64::MAX },
            RecordedEvent::Step(Step::RawFrame((&wire::Preset::DeclaredHuge.frame()).into())),
            RecordedEvent::Step(Step::Withheld(wire::Withheld {
                pongs: true,
                closes: false,
            })),
            RecordedEvent::Step(Step::CloseUnanswered {
                frame: CloseFrame {
                    code: None,
                    reason: String::new(),
                },
            }),
            RecordedEvent::Step(Step::Reached {
                address: ([127, 0, 0, 1], 4000).into(),
                micros: 7,
            }),
            RecordedEvent::Settings(SettingsFault::Newer),
            RecordedEvent::Probed(Tally::default()),
        ];
        for event in events {
            let json = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<RecordedEvent>(&json).unwrap(), event);
        }
    }

    #[test]
    fn every_event_is_an_object_that_names_itself() {
        #[track_caller]
        fn check(event: &RecordedEvent, expected: &str) {
            assert_eq!(serde_json::to_string(event).unwrap(), expected);
        }
        check(&RecordedEvent::Opened, r#"{"type":"opened"}"#);
        check(
            &RecordedEvent::ClosedByPeer {
                frame: Some(CloseFrame {
                    code: Some(1011),
                    reason: String::new(),
                }),
            },
            r#"{"type":"closed-by-peer","frame":{"code":1011,"reason":""}}"#,
        );
        check(
            &RecordedEvent::Step(Step::Hidden { micros: 7 }),
            r#"{"type":"step","step":"hidden","micros":7}"#,
        );
        check(
            &RecordedEvent::Step(Step::RawFrame((&wire::Preset::LongPing.frame()).into())),
            r#"{"type":"step","step":"raw-frame","fin":true,"rsv":0,"opcode":9,"masked":true,"length":126,"payload":126}"#,
        );
        check(
            &RecordedEvent::Settings(SettingsFault::Newer),
            r#"{"type":"settings","fault":"newer"}"#,
        );
    }

    #[test]
    fn an_abnormal_end_is_a_warning() {
        #[track_caller]
        fn check(code: Option<u16>, expected: Severity) {
            let frame = CloseFrame {
                code,
                reason: "why".to_owned(),
            };
            let (by_peer, by_us) = (Some(frame.clone()), Some(frame));
            assert_eq!(
                RecordedEvent::ClosedByPeer { frame: by_peer }.severity(),
                expected
            );
            assert_eq!(
                RecordedEvent::ClosedByUs { frame: by_us }.severity(),
                Severity::Quiet
            );
        }
        check(Some(1000), Severity::Quiet);
        check(Some(1001), Severity::Quiet);
        check(None, Severity::Quiet);
        for code in [1002, 1006, 1008, 1011, 1013, 2999, 3000, 4321] {
            check(Some(code), Severity::Warning);
        }
        // Where the library does not tell the code, nothing is known to be wrong.
        assert_eq!(
            RecordedEvent::ClosedByPeer { frame: None }.severity(),
            Severity::Quiet
        );
    }
}
