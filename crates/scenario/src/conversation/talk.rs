//! A conversation: a function from what is received to what is answered, and a stream of what is sent by itself. Only text and binary messages
//! reach it; control frames are answered below.

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use tokio_tungstenite::tungstenite::Message;

use crate::reply::Reply;

/// What is answered to a message.
type Answers = Box<dyn FnMut(Message) -> Vec<Reply> + Send>;

/// What a scenario sends on one connection.
pub(crate) struct Conversation {
    /// What it answers.
    pub(crate) answers: Answers,
    /// What it sends by itself.
    pub(crate) pushes: BoxStream<'static, Reply>,
}

impl Conversation {
    pub(crate) fn new(
        answers: impl FnMut(Message) -> Vec<Reply> + Send + 'static,
        pushes: BoxStream<'static, Reply>,
    ) -> Self {
        Self {
            answers: Box::new(answers),
            pushes,
        }
    }

    /// Answers, and sends nothing by itself.
    pub(crate) fn answering(answers: impl FnMut(Message) -> Vec<Reply> + Send + 'static) -> Self {
        Self::new(answers, stream::pending().boxed())
    }

    /// Sends something by itself, and answers nothing.
    pub(crate) fn pushing(pushes: BoxStream<'static, Reply>) -> Self {
        Self::new(|_| Vec::new(), pushes)
    }
}
