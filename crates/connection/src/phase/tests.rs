//! The table.

use super::*;
use crate::frame::LentFrame;
use crate::limits::CONNECT_TIMEOUT;
use crate::message::LentMessage;
use crate::step::Step;

const THIS: Attempt = Attempt(7);
const EARLIER: Attempt = Attempt(6);
const ONCE: Terms = Terms {
    timeout: CONNECT_TIMEOUT,
    backoff: None,
};

fn failure() -> Failure {
    Failure {
        cause: Cause::Refused,
        detail: "refused".to_owned(),
    }
}

fn hello() -> LentMessage<'static> {
    LentMessage::Text("hello".into())
}

fn frame() -> LentFrame<'static> {
    LentFrame {
        is_sent: false,
        bytes: (&b"\x88\x00"[..]).into(),
        message: None,
    }
}

fn step() -> Step {
    Step::Requested {
        head: "GET / HTTP/1.1".to_owned(),
    }
}

fn close_frame() -> Option<CloseFrame> {
    Some(CloseFrame {
        code: Some(1011),
        reason: "out of coffee".to_owned(),
    })
}

fn endpoint() -> Endpoint {
    Endpoint::parse("localhost:4000").unwrap()
}

/// One row of the table: from a phase, an input leads to a phase and tells an event.
#[track_caller]
fn check(from: Phase, input: Input<'_>, now: Instant, to: Phase, told: Option<Event<'_>>) {
    assert_eq!(
        from.step(input.clone(), now),
        (to, told),
        "{from:?} × {input:?}"
    );
}

#[test]
fn the_whole_table() {
    let start = Instant::now();
    let soon = start + Duration::from_secs(1);
    let late = start + CONNECT_TIMEOUT;
    let idle = Phase::Idle;
    let connecting = Phase::Connecting {
        attempt: THIS,
        deadline: late,
        terms: ONCE,
    };
    let open = Phase::Open {
        attempt: THIS,
        since: soon,
        backoff: None,
    };
    let says = |signal| Input::Signal(THIS, signal);
    let connect = || Input::Connect(THIS, endpoint(), ONCE);
    let disconnect = || Input::Disconnect(close_frame());

    check(
        idle,
        connect(),
        start,
        connecting,
        Some(Event::Connecting(endpoint())),
    );
    check(idle, disconnect(), start, idle, None);
    check(idle, Input::Tick, late, idle, None);
    for signal in all_signals() {
        check(idle, says(signal), soon, idle, None);
    }
    // The closing handshake goes on when this side has ended.
    let told = Some(Event::Frame(frame()));
    check(idle, says(Signal::Frame(frame())), soon, idle, told);

    check(connecting, connect(), soon, connecting, None);
    check(
        connecting,
        disconnect(),
        soon,
        idle,
        Some(Event::Closed(ClosedBy::Us(None))),
    );
    check(connecting, Input::Tick, soon, connecting, None);
    check(
        connecting,
        Input::Tick,
        late,
        idle,
        Some(Event::Failed(no_answer(ONCE.timeout))),
    );
    check(
        connecting,
        says(Signal::Opened),
        soon,
        open,
        Some(Event::Opened),
    );
    check(
        connecting,
        says(Signal::Step(step())),
        soon,
        connecting,
        Some(Event::Step(step())),
    );
    check(
        connecting,
        says(Signal::Received(hello())),
        soon,
        connecting,
        None,
    );
    let told = says(Signal::Frame(frame()));
    check(connecting, told, soon, connecting, None);
    check(
        connecting,
        says(Signal::Error(failure())),
        soon,
        idle,
        Some(Event::Failed(failure())),
    );
    check(
        connecting,
        says(Signal::Closed(close_frame())),
        soon,
        idle,
        Some(Event::Failed(ended_unopened())),
    );
    check(
        connecting,
        says(Signal::Gone),
        soon,
        idle,
        Some(Event::Failed(ended_unopened())),
    );

    check(open, connect(), late, open, None);
    check(
        open,
        disconnect(),
        late,
        idle,
        Some(Event::Closed(ClosedBy::Us(close_frame()))),
    );
    check(open, Input::Tick, late, open, None);
    check(open, says(Signal::Opened), late, open, None);
    check(
        open,
        says(Signal::Step(step())),
        late,
        open,
        Some(Event::Step(step())),
    );
    check(
        open,
        says(Signal::Sent(hello())),
        late,
        open,
        Some(Event::Sent(hello())),
    );
    check(
        open,
        says(Signal::Received(hello())),
        late,
        open,
        Some(Event::Received(hello())),
    );
    let told = Some(Event::Frame(frame()));
    check(open, says(Signal::Frame(frame())), late, open, told);
    check(
        open,
        says(Signal::Closed(close_frame())),
        late,
        idle,
        Some(Event::Closed(ClosedBy::Peer(close_frame()))),
    );
    check(
        open,
        says(Signal::Error(failure())),
        late,
        idle,
        Some(Event::Lost(failure())),
    );
    check(
        open,
        says(Signal::Gone),
        late,
        idle,
        Some(Event::Lost(ended_without_close())),
    );

    for phase in [connecting, open] {
        let of_earlier = Input::Signal(EARLIER, Signal::Frame(frame()));
        check(phase, of_earlier, soon, phase, None);
        for signal in all_signals() {
            check(phase, Input::Signal(EARLIER, signal), soon, phase, None);
        }
    }
}

#[test]
fn an_ending_that_was_not_asked_for_is_followed_by_a_wait() {
    let start = Instant::now();
    let first = Backoff::new(3);
    let (second, wait) = first.fail();
    let (third, longer) = second.fail();
    let terms = |backoff| Terms {
        backoff: Some(backoff),
        ..ONCE
    };
    let connecting = Phase::Connecting {
        attempt: THIS,
        deadline: start + CONNECT_TIMEOUT,
        terms: terms(second),
    };
    let open = |since| Phase::Open {
        attempt: THIS,
        since,
        backoff: Some(second),
    };
    let waiting = |until, backoff| Phase::Waiting { until, backoff };
    let says = |signal| Input::Signal(THIS, signal);
    let failed = says(Signal::Error(failure()));
    let again = waiting(start + longer, third);

    check(
        connecting,
        failed.clone(),
        start,
        again,
        Some(Event::Failed(failure())),
    );
    check(
        connecting,
        says(Signal::Gone),
        start,
        again,
        Some(Event::Failed(ended_unopened())),
    );
    check(
        connecting,
        says(Signal::Opened),
        start,
        open(start),
        Some(Event::Opened),
    );
    // It did not last, so the waits go on growing.
    check(
        open(start),
        failed.clone(),
        start,
        again,
        Some(Event::Lost(failure())),
    );
    // It lasted: they begin anew.
    let later = start + STEADY;
    check(
        open(start),
        says(Signal::Closed(close_frame())),
        later,
        waiting(later + wait, second),
        Some(Event::Closed(ClosedBy::Peer(close_frame()))),
    );
    check(
        open(start),
        Input::Disconnect(None),
        later,
        Phase::Idle,
        Some(Event::Closed(ClosedBy::Us(None))),
    );
    // The machine slept for a day: what is over is over once.
    let morning = start + Duration::from_secs(86_400);
    check(
        connecting,
        Input::Tick,
        morning,
        waiting(morning + longer, third),
        Some(Event::Failed(no_answer(CONNECT_TIMEOUT))),
    );

    check(again, Input::Disconnect(None), start, Phase::Idle, None);
    check(again, Input::Tick, start + longer, again, None);
    check(again, failed, start, again, None);
    let connect = Input::Connect(THIS, endpoint(), terms(second));
    check(
        again,
        connect,
        start,
        connecting,
        Some(Event::Connecting(endpoint())),
    );
    assert_eq!(again.deadline(), Some(start + longer));
}

fn all_signals() -> [Signal<'static>; 7] {
    [
        Signal::Sent(hello()),
        Signal::Step(step()),
        Signal::Opened,
        Signal::Received(hello()),
        Signal::Closed(None),
        Signal::Error(failure()),
        Signal::Gone,
    ]
}
