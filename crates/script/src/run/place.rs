//! Which step is next.

use crate::syntax::{Action, Script, Step};

/// Which step is next: an index for each `repeat` around it, and which round of it that is.
#[derive(Clone, Debug)]
pub(super) struct Place(Vec<Level>);

#[derive(Clone, Copy, Debug)]
struct Level {
    index: usize,
    /// From 1 on; of the steps themselves, for those of a script always 1.
    round: u64,
}

const FIRST: Level = Level { index: 0, round: 1 };

impl Place {
    /// The first step.
    pub(super) fn first(script: &Script) -> Self {
        let mut place = Self(vec![FIRST]);
        place.settle(script);
        place
    }

    /// The step; `None` after the last one.
    pub(super) fn step<'s>(&self, script: &'s Script) -> Option<&'s Step> {
        let (last, outer) = self.0.split_last()?;
        steps(script, outer)?.get(last.index)
    }

    /// Goes on to the next one.
    pub(super) fn advance(&mut self, script: &Script) {
        if let Some(level) = self.0.last_mut() {
            level.index += 1;
        }
        self.settle(script);
    }

    /// The number of each round, the outermost first.
    pub(super) fn rounds(&self) -> Vec<u64> {
        self.0.iter().skip(1).map(|level| level.round).collect()
    }

    /// Goes into `repeat` and out of it, until there is a step, or until the end.
    fn settle(&mut self, script: &Script) {
        loop {
            match self.step(script).map(|step| &step.action) {
                Some(Action::Repeat { .. }) => self.0.push(FIRST),
                Some(_) => return,
                None if self.0.len() <= 1 => return,
                None => self.end_round(script),
            }
        }
    }

    fn end_round(&mut self, script: &Script) {
        let Some(ended) = self.0.pop() else {
            return;
        };
        let times = match self.step(script).map(|step| &step.action) {
            Some(Action::Repeat { times, .. }) => *times,
            _ => 0,
        };
        if ended.round < times {
            self.0.push(Level {
                index: 0,
                round: ended.round + 1,
            });
        } else if let Some(level) = self.0.last_mut() {
            level.index += 1;
        }
    }
}

/// The steps within these.
fn steps<'s>(script: &'s Script, outer: &[Level]) -> Option<&'s [Step]> {
    let mut steps = &*script.steps;
    for level in outer {
        match &steps.get(level.index)?.action {
            Action::Repeat { steps: inner, .. } => steps = inner,
            _ => return None,
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_come_in_order_and_as_often_as_they_are_to() {
        let text = "repeat 2\n  wait 1ms\n  repeat 3 times\n    wait 2ms\n  wait 3ms\nwait 4ms\n";
        let script = Script::parse(text).unwrap();
        let mut place = Place::first(&script);
        let mut seen = Vec::new();
        while let Some(step) = place.step(&script) {
            seen.push((step.line, place.rounds()));
            place.advance(&script);
        }
        let round = |outer: u64| {
            let inner = (1..=3).map(move |inner| (4, vec![outer, inner]));
            let first = std::iter::once((2, vec![outer]));
            first.chain(inner).chain([(5, vec![outer])])
        };
        let expected: Vec<_> = round(1).chain(round(2)).chain([(6, vec![])]).collect();
        assert_eq!(seen, expected);
    }
}
