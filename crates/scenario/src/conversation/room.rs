//! Rooms: what one member sends, the others receive.

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use tokio_tungstenite::tungstenite::Message;

use super::talk::Conversation;
use crate::backlog::{Missed, Subscriber};
use crate::reply::Reply;
use crate::room_message::RoomMessage;
use crate::rooms::{Full, Rooms};

/// A member of a room. If it includes the sender, each member also receives what it sends itself.
pub(crate) fn member(rooms: &Rooms, name: &str, includes_sender: bool) -> Conversation {
    let (membership, subscriber) = match rooms.join(name) {
        Ok(joined) => joined,
        Err(full) => return refused(full),
    };
    let pushes = received(subscriber, membership.number(), includes_sender);
    let max_message_size = rooms.bounds().max_room_message_size;
    let answers = move |message: Message| {
        if message.len() > max_message_size {
            return vec![too_long(max_message_size)];
        }
        membership.publish(message, None);
        Vec::new()
    };
    Conversation::new(answers, pushes)
}

/// Tells that there is no room.
pub(super) fn refused(why: Full) -> Conversation {
    let reply = Reply::close(1013, why.to_string());
    Conversation::pushing(stream::iter([reply]).boxed())
}

pub(super) fn too_long(max_message_size: usize) -> Reply {
    let reason = format!("a room takes messages of up to {max_message_size} bytes");
    Reply::close(1009, reason)
}

/// What a member with this number receives.
pub(super) fn received(
    subscriber: Subscriber,
    number: u64,
    includes_sender: bool,
) -> BoxStream<'static, Reply> {
    let is_for_member = move |message: &RoomMessage| {
        (message.from != number || includes_sender) && message.to.is_none_or(|to| to == number)
    };
    stream::unfold(subscriber, move |mut subscriber| async move {
        loop {
            match subscriber.recv().await {
                Ok(received) if is_for_member(&received) => {
                    return Some((Reply::Message(received.message), subscriber));
                }
                Ok(_) => {}
                Err(Missed(missed)) => {
                    let reason = format!("client reads too slowly; messages missed: {missed}");
                    return Some((Reply::close(1013, reason), subscriber));
                }
            }
        }
    })
    .boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::Backlog;

    #[tokio::test]
    async fn a_member_who_reads_too_slowly_is_told_so() {
        let backlog = Backlog::new(2, 100);
        let mut pushes = received(backlog.subscribe(), 1, false);
        for number in 0..5 {
            let message = Message::text(number.to_string());
            backlog.push(RoomMessage {
                from: 2,
                to: None,
                message,
            });
        }
        assert!(
            matches!(pushes.next().await, Some(Reply::Close(frame)) if u16::from(frame.code) == 1013)
        );
    }
}
