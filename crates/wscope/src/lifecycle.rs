//! Lines of the list about the connection itself. The log holds them as data; the window finds the
//! words when it shows them, so a change of language changes old lines too.

use std::borrow::Cow;

use connection::{Cause, CloseFrame, ClosedBy, Event, Step};
use serde::{Deserialize, Serialize};

use crate::close_code;
use crate::format::{duration, size};
use crate::language::{Language, ProbeText, Text};
use crate::probe::Tally;
use crate::trouble::Trouble;

/// Something that happened to the connection or to the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lifecycle {
    /// An attempt to connect began.
    Connecting {
        /// Where to.
        address: String,
    },
    /// The attempt got one step further.
    Step(Step),
    /// A message came in more than one frame.
    Fragments {
        /// Its number in the list; `None` if it was not kept.
        number: Option<u64>,
        /// In so many.
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
        /// Why, for words.
        cause: Cause,
        /// What the library said.
        detail: String,
    },
    /// There was no server where the program looked for one without being asked.
    NothingThere {
        /// Where it looked.
        address: String,
        /// What the library said.
        detail: String,
    },
    /// The open connection broke.
    Lost {
        /// Why, for words.
        cause: Cause,
        /// What the library said.
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
    /// The settings could not be read, or are not saved.
    Settings(Trouble),
}

impl Lifecycle {
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
            Event::Sent(_) | Event::Received(_) => return None,
        })
    }

    /// As the log holds it.
    pub fn to_payload(&self) -> Vec<u8> {
        // Strings, numbers and unit variants always have a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// From what the log holds. `None` if it is of a kind that this version does not know.
    pub fn from_payload(payload: &[u8]) -> Option<Self> {
        serde_json::from_slice(payload).ok()
    }

    /// The sentence that a person reads.
    pub fn say(&self, language: Language) -> Cow<'static, str> {
        language.say(match self {
            Self::Connecting { address } => Text::LifeConnecting { address },
            Self::Step(step) => Text::LifeStep(step),
            Self::Fragments { number, count } => Text::LifeFragments {
                number: *number,
                count: *count,
            },
            Self::Opened => Text::LifeOpened,
            Self::ClosedByUs { frame } => Text::LifeClosedByUs(frame.as_ref()),
            Self::ClosedByPeer { frame } => Text::LifeClosedByPeer(frame.as_ref()),
            Self::Failed { address, cause, .. } => Text::LifeFailed { address, cause },
            Self::NothingThere { address, .. } => Text::LifeNothingThere { address },
            Self::Lost { cause, .. } => Text::LifeLost { cause },
            Self::RoundTrip { micros } => {
                return language.say(Text::LifeRoundTrip {
                    time: &duration(*micros),
                });
            }
            Self::Probed(tally) => Text::Probe(ProbeText::Result(*tally)),
            Self::Gap { micros } => {
                return language.say(Text::LifeGap {
                    time: &duration(*micros),
                });
            }
            Self::OverBudget { bytes } => {
                return language.say(Text::LifeOverBudget {
                    size: &size(*bytes),
                });
            }
            Self::Settings(trouble) => Text::LifeSettings(trouble),
        })
    }

    /// What the library said, or what was on the wire, where there is more than the sentence.
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
    pub fn redirect(&self) -> Option<(&str, &str)> {
        match self {
            Self::Failed {
                address,
                cause: Cause::Redirect { to, .. },
                ..
            } => Some((address, to.shown())),
            _ => None,
        }
    }

    /// How the line is to be taken.
    pub fn tone(&self) -> Tone {
        match self {
            Self::Failed { .. }
            | Self::Lost { .. }
            | Self::OverBudget { .. }
            | Self::Settings(_)
            | Self::Step(Step::Secured {
                is_verified: false, ..
            }) => Tone::Bad,
            Self::Probed(tally)
                if tally.lost + tally.duplicated + tally.reordered + tally.altered > 0 =>
            {
                Tone::Bad
            }
            Self::ClosedByUs { frame: Some(frame) } | Self::ClosedByPeer { frame: Some(frame) }
                if !close_code::is_normal(frame.code) =>
            {
                Tone::Warning
            }
            Self::Opened => Tone::Good,
            // An address that does not answer is no harm if the next one does, and if none does, the line that ends the
            // attempt says so.
            Self::Connecting { .. }
            | Self::NothingThere { .. }
            | Self::Step(_)
            | Self::Fragments { .. }
            | Self::ClosedByUs { .. }
            | Self::ClosedByPeer { .. }
            | Self::RoundTrip { .. }
            | Self::Probed(_)
            | Self::Gap { .. } => Tone::Quiet,
        }
    }
}

/// How a line is to be taken, and so in which colour it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
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
    use connection::TakeOver;

    use super::*;

    #[test]
    fn a_token_in_the_address_is_not_recorded() {
        let address = "wss://example.org/chat?token=s3cret&room=1";
        let shown = "wss://example.org/chat?token=•••&room=1";
        let endpoint = connection::Endpoint::parse(address).unwrap();
        let failure = connection::Failure {
            cause: Cause::Refused,
            detail: String::new(),
        };
        for event in [Event::Connecting(endpoint.clone()), Event::Failed(failure)] {
            let line = Lifecycle::from_event(&event, &endpoint.to_string()).unwrap();
            let said = line.say(Language::English);
            assert!(said.contains(shown) && !said.contains("s3cret"), "{said}");
        }
    }

    #[test]
    fn an_abnormal_end_is_a_warning() {
        #[track_caller]
        fn check(code: Option<u16>, expected: Tone) {
            let frame = CloseFrame {
                code,
                reason: "why".to_owned(),
            };
            let (by_peer, by_us) = (Some(frame.clone()), Some(frame));
            assert_eq!(Lifecycle::ClosedByPeer { frame: by_peer }.tone(), expected);
            assert_eq!(Lifecycle::ClosedByUs { frame: by_us }.tone(), expected);
        }
        check(Some(1000), Tone::Quiet);
        check(Some(1001), Tone::Quiet);
        check(None, Tone::Quiet);
        for code in [1002, 1006, 1008, 1011, 1013, 2999, 3000, 4321] {
            check(Some(code), Tone::Warning);
        }
        // Where the library does not tell the code, nothing is known to be wrong.
        assert_eq!(Lifecycle::ClosedByPeer { frame: None }.tone(), Tone::Quiet);
    }

    #[test]
    fn survives_the_log() {
        let lines = [
            Lifecycle::Opened,
            Lifecycle::ClosedByPeer {
                frame: Some(CloseFrame {
                    code: Some(1011),
                    reason: "再见 \"".to_owned(),
                }),
            },
            Lifecycle::Step(Step::Answered {
                head: "HTTP/1.1 101\r\nA: b".to_owned(),
                micros: 7,
            }),
            Lifecycle::Failed {
                address: "ws://localhost:4000/".to_owned(),
                cause: Cause::HttpStatus(404),
                detail: "HTTP error: 404 \"Not\u{202e} Found\"".to_owned(),
            },
            Lifecycle::Failed {
                address: "ws://localhost:4000/".to_owned(),
                cause: Cause::Redirect {
                    status: 307,
                    to: connection::SecretAddress::new("wss://example.org/"),
                },
                detail: String::new(),
            },
            Lifecycle::Step(Step::TakenOver {
                why: TakeOver::InterimReply,
            }),
            Lifecycle::OverBudget { bytes: u64::MAX },
        ];
        for line in lines {
            assert_eq!(Lifecycle::from_payload(&line.to_payload()), Some(line));
        }
        assert_eq!(Lifecycle::from_payload(b"{\"from-the-future\":1}"), None);
    }
}
