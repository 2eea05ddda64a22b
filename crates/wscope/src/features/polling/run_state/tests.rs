use super::*;

fn report(now_ms: u64) -> Report {
    Report {
        run: "a".to_owned(),
        now_us: now_ms * 1_000,
        end_us: Some(600_000_000),
        happened: now_ms / 100,
        poll: Cost::default(),
        wait: Cost::default(),
        push: Cost::default(),
    }
}

struct Run {
    state: RunState,
    start: Instant,
}

impl Run {
    fn begun() -> Self {
        let start = Instant::now();
        let mut state = RunState::new(Plan::default());
        state.begin(report(0), start, start);
        Self { state, start }
    }

    fn at(&self, ms: u64) -> Instant {
        self.start + Duration::from_millis(ms)
    }

    fn receive(&mut self, side: Side, text: &str, ms: u64) {
        self.state.observe(side, text, self.at(ms));
    }

    fn report(&mut self, ms: u64, server_ms: u64) {
        let at = self.at(ms);
        self.state.reported(&report(server_ms), at, at);
    }

    fn last(&self, side: Side) -> Figures {
        self.state.samples().last().unwrap().sides[side as usize]
    }
}

#[test]
fn delays_are_measured_once_the_clock_is_checked() {
    let mut run = Run::begun();
    run.receive(Side::Push, "1 100000....", 103);
    run.receive(Side::Push, "2 200000....", 203);
    run.receive(Side::Polling, "1 100000....", 250);
    run.receive(Side::Polling, "2 200000....", 250);
    assert_eq!(run.last(Side::Push).median, None);
    run.report(300, 300);
    let close_to = |micros: Option<u64>, ms: u64| {
        let micros = micros.unwrap();
        assert!(micros.abs_diff(ms * 1_000) <= ms * 10, "{micros}");
    };
    close_to(run.last(Side::Push).p95, 3);
    close_to(run.last(Side::Polling).median, 50);
    close_to(run.last(Side::Polling).p95, 150);
    // What comes again, late or from nowhere is no arrival.
    for text in [
        "2 200000",
        "1 100000",
        "0 0",
        "",
        "3",
        "3 ",
        "3 no",
        "no 3",
        "99999999999999999999 3",
    ] {
        run.receive(Side::Push, text, 310);
    }
    run.report(400, 400);
    assert_eq!(run.last(Side::Push).missed, 0);
    close_to(run.last(Side::Push).p95, 3);
}

#[test]
fn who_is_slower_than_the_events_are_kept_misses_some() {
    let mut run = Run::begun();
    run.receive(Side::Polling, "45 4500000", 30_000);
    run.receive(Side::Polling, "46 4600000", 30_000);
    run.report(30_000, 30_000);
    assert_eq!(run.last(Side::Polling).missed, 44);
    assert_eq!(run.last(Side::Push).missed, 0);
    assert_eq!(run.state.last(Side::Polling), 46);
}

#[test]
fn a_clock_that_jumps_spoils_no_delay() {
    let mut run = Run::begun();
    run.receive(Side::Push, "1 100000", 101);
    run.report(200, 200);
    // This machine slept for a minute.
    run.receive(Side::Push, "602 60200000", 210);
    run.report(300, 60_300);
    assert_eq!(run.state.clock_jumps(), 1);
    run.receive(Side::Push, "604 60400000", 401);
    run.report(500, 60_500);
    assert!(run.last(Side::Push).p95.unwrap() < 2_000);
    assert_eq!(run.state.clock_jumps(), 1);
}

#[test]
fn a_run_ends_once() {
    let mut run = Run::begun();
    run.state.report_failed("refused".to_owned());
    run.state.report_failed("refused".to_owned());
    run.report(1_000, 1_000);
    for _ in 0..3 {
        assert_eq!(*run.state.stage(), Stage::Running);
        run.state.report_failed("refused".to_owned());
    }
    let gone = Stage::Ended(Ending::Gone("refused".to_owned()));
    assert_eq!(*run.state.stage(), gone);
    let samples = run.state.samples().to_vec();
    run.state.end(Ending::Stopped);
    run.receive(Side::Push, "9 900000", 1_100);
    run.report(1_200, 1_200);
    assert_eq!(*run.state.stage(), gone);
    assert_eq!(run.state.samples(), samples);

    let mut run = Run::begun();
    run.report(600_000, 600_000);
    assert_eq!(*run.state.stage(), Stage::Ended(Ending::TimeUp));
}

#[test]
fn a_server_that_falls_silent_ends_the_run() {
    let start = Instant::now();
    let at = |ms| start + Duration::from_millis(ms);
    // One that does not even begin.
    let mut state = RunState::new(Plan::default());
    state.asks(start);
    assert_eq!(state.tick(at(9_000)), Some(Duration::from_secs(1)));
    assert_eq!(state.tick(at(10_000)), None);
    assert_eq!(*state.stage(), Stage::Ended(Ending::Silent));

    let mut run = Run::begun();
    run.report(8_000, 8_000);
    // Nobody has asked: this machine slept.
    let now = run.at(60_000);
    assert_eq!(run.state.tick(now), None);
    run.state.asks(now);
    run.report(60_500, 60_500);
    run.state.asks(now);
    let now = run.at(69_999);
    assert_eq!(run.state.tick(now), Some(Duration::from_millis(1)));
    let now = run.at(70_000);
    assert_eq!(run.state.tick(now), None);
    assert_eq!(*run.state.stage(), Stage::Ended(Ending::Silent));
}

#[test]
fn what_comes_after_a_stop_changes_nothing() {
    let start = Instant::now();
    let mut state = RunState::new(Plan::default());
    state.end(Ending::Stopped);
    state.begin(report(0), start, start);
    assert_eq!(*state.stage(), Stage::Ended(Ending::Stopped));
    assert!(state.run().is_none());
}
