//! How connections began and ended.

use connection::{Cause, CloseFrame, Step};

use super::{Entry, Memory, compared, told};
use crate::comparison::Rules;
use crate::recorded_event::RecordedEvent;

fn connection(events: &[RecordedEvent]) -> Memory {
    let connecting = RecordedEvent::Connecting {
        address: "ws://localhost/".to_owned(),
    };
    let events = [connecting].into_iter().chain(events.iter().cloned());
    Memory(events.map(Entry::Event).collect())
}

fn closed_by_peer(code: u16) -> RecordedEvent {
    RecordedEvent::ClosedByPeer {
        frame: Some(CloseFrame {
            code: Some(code),
            reason: String::new(),
        }),
    }
}

#[test]
fn how_connections_went_is_compared_as_far_as_both_tell() {
    use RecordedEvent::{
        ClosedByPeer, ClosedByUs, Failed, Lost, NothingThere, Opened, Step as Told,
    };
    let check = |left: &[RecordedEvent], right: &[RecordedEvent], is_equal: bool, untold: u64| {
        for (left, right) in [(left, right), (right, left)] {
            let comparison = compared(&connection(left), &connection(right), &Rules::default());
            assert_eq!(comparison.is_equal(), is_equal, "{left:?} {right:?}");
            assert_eq!(comparison.untold_ends, untold, "{left:?} {right:?}");
        }
    };
    let failed = |cause| Failed {
        address: "ws://localhost/".to_owned(),
        cause,
        detail: String::new(),
    };
    let lost = |cause| Lost {
        cause,
        detail: "os error 104".to_owned(),
    };
    let agreed = |name: &str| {
        Told(Step::Agreed {
            subprotocol: Some(name.to_owned()),
        })
    };
    let answered = Told(Step::Answered {
        head: "HTTP/1.1 101 Switching Protocols\r\nsec-websocket-protocol: chat\r\n".to_owned(),
        micros: 7,
    });
    check(&[Opened], &[Opened], true, 0);
    check(&[Opened], &[], false, 0);
    check(
        &[Opened, closed_by_peer(1000)],
        &[Opened, closed_by_peer(1000)],
        true,
        0,
    );
    check(
        &[Opened, closed_by_peer(1000)],
        &[Opened, closed_by_peer(1011)],
        false,
        0,
    );
    check(&[Opened, closed_by_peer(1000)], &[Opened], true, 1);
    check(
        &[Opened, closed_by_peer(1000)],
        &[Opened, ClosedByPeer { frame: None }],
        true,
        0,
    );
    check(
        &[Opened, closed_by_peer(1000)],
        &[Opened, ClosedByUs { frame: None }],
        false,
        0,
    );
    check(
        &[Opened, lost(Cause::Dropped)],
        &[Opened, lost(Cause::NoPong)],
        false,
        0,
    );
    check(
        &[Opened, lost(Cause::Dropped)],
        &[Opened, lost(Cause::Untold)],
        true,
        0,
    );
    check(
        &[Opened, lost(Cause::Untold), lost(Cause::Untold)],
        &[Opened, lost(Cause::Untold)],
        true,
        0,
    );
    check(
        &[failed(Cause::Refused)],
        &[failed(Cause::HttpStatus(404))],
        false,
        0,
    );
    check(&[failed(Cause::Refused)], &[Opened], false, 0);
    check(&[agreed("chat"), Opened], &[answered, Opened], true, 0);
    check(&[agreed("chat"), Opened], &[agreed("v2"), Opened], false, 0);
    check(&[agreed("chat"), Opened], &[Opened], true, 0);
    let nothing_there = NothingThere {
        address: String::new(),
        detail: String::new(),
    };
    let connecting = RecordedEvent::Connecting {
        address: "ws://localhost:4000/".to_owned(),
    };
    check(
        &[nothing_there, connecting.clone(), Opened],
        &[Opened],
        true,
        0,
    );
    // An attempt more is one, and the others stand for each other.
    let failed_first = [
        failed(Cause::Refused),
        connecting,
        Opened,
        closed_by_peer(1000),
    ];
    let comparison = compared(
        &connection(&failed_first),
        &connection(&[Opened, closed_by_peer(1000)]),
        &Rules::default(),
    );
    assert_eq!(told(&comparison), ["connection 1|0"]);
}
