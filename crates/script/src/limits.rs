//! What scripts are limited to, and why.

use std::time::Duration;

use connection::MAX_MESSAGE_BYTES;

/// The largest script, in bytes: room for what a recording has in it, and read within a second.
pub const MAX_SCRIPT_BYTES: usize = 16 * 1024 * 1024;

/// The most mistakes that are told of one script: more than fit on a screen help nobody.
pub const MAX_ERRORS: usize = 20;

/// How deep `repeat` may stand in `repeat`: deeper than a person follows. Reading a script recurses so deep.
pub const MAX_NESTING: usize = 8;

/// How often a step is carried out at most, with each `repeat` around it: what takes an hour at an unhurried server.
pub const MAX_ROUNDS: u64 = 1_000_000;

/// The longest that a step may be asked to wait: longer than a server is watched in a test.
pub const MAX_WAIT: Duration = Duration::from_secs(60 * 60);

/// How long an expectation waits unless it says otherwise: longer than a slow network or a busy server takes.
pub const EXPECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The longest text that variables make, in bytes: what one may receive, one may send.
pub const MAX_FILLED_BYTES: usize = MAX_MESSAGE_BYTES;

/// The longest name, in characters.
pub const MAX_NAME: usize = 64;

/// How much a connection of a script keeps that was not looked at yet, in bytes: the largest message, and the events beside it.
pub const LOG_BUDGET_BYTES: u64 = (MAX_MESSAGE_BYTES + 4 * 1024 * 1024) as u64;

/// The largest message that is read as JSON, in bytes: its values take some twenty times as much of memory.
pub const MAX_JSON_BYTES: usize = 8 * 1024 * 1024;

/// The longest text that a regular expression is applied to, in bytes: the worst one takes seconds for it.
pub const MAX_REGEX_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// How large a compiled regular expression may be, in bytes: as for the search in the log.
pub const MAX_REGEX_BYTES: usize = 1024 * 1024;

pub use session::json_path::{MAX_PATH_BYTES, MAX_PATH_NESTING, MAX_PATH_STEPS};

/// How many control frames wait for an expectation: the oldest are forgotten, because nobody has to expect them.
pub const MAX_CONTROL_FRAMES: usize = 1024;

/// How many messages can be expected in any order that are no texts without variables: each message that comes is compared with each of them.
pub const MAX_UNORDERED: usize = 1000;

/// How many messages are shown with a failure.
pub const SHOWN_MESSAGES: usize = 6;

/// How many lines of a comparison are shown.
pub const SHOWN_DIFFERENCES: usize = 40;

/// How many bytes of a line of a comparison are shown.
pub const SHOWN_LINE_BYTES: usize = 400;

/// How long two messages are compared at most.
pub const COMPARE_TIME: Duration = Duration::from_secs(1);

/// How long a step waits before it looks again whether there is room to send.
pub const BACKLOG_PAUSE: Duration = Duration::from_millis(2);
