//! Which answer belongs to which call.

use connection::sorted;
use std::collections::{HashMap, VecDeque};

use message_log::{Seq, Timestamp};
use payload::decoders::{Kind, Pair, Unit};

use super::methods::{Counted, Method};

/// So many calls wait for an answer at most: the oldest is then taken for unanswered.
const MAX_OPEN: usize = 100_000;
/// Of so many answers it is known what they answer; sixteen bytes each.
const MAX_ANSWERED: usize = 1_000_000;
/// So many names of calls are told apart: names that are made up for each call tell nothing together.
const MAX_METHODS: usize = 500;
/// So many answers are looked at for that to a call: as many as may be on their way at once.
const MAX_SOUGHT: usize = 20_000;
/// The name of calls past [`MAX_METHODS`].
const OTHERS: &str = "…";

/// The other half of a call or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The message with it.
    pub seq: Seq,
    /// Whether that is the answer, or else the call.
    pub is_answer: bool,
    /// From the call to the answer, in microseconds.
    pub micros: u64,
}

/// The calls of a session and their answers.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    open: HashMap<Pair, Open>,
    /// The same in the order of the calls; some of them are answered already.
    order: VecDeque<(Pair, Seq)>,
    /// In the order of the answers.
    answered: VecDeque<Answered>,
    methods: Vec<Counted>,
    named: HashMap<Box<str>, usize>,
}

#[derive(Debug)]
struct Open {
    call: Seq,
    at: Timestamp,
    method: usize,
}

#[derive(Clone, Copy, Debug)]
struct Answered {
    answer: Seq,
    /// How many rows before it the call is.
    back: u32,
    micros: u32,
}

impl Pairs {
    /// Notes what a message says. Returns the method that is called in it, or that it answers.
    pub(crate) fn note(&mut self, unit: &Unit, seq: Seq, at: Timestamp) -> Option<usize> {
        let pair = unit.pair.as_ref()?;
        match unit.kind {
            // What keeps a connection open is of one kind in both directions.
            Kind::Heartbeat if self.open.contains_key(pair) => {
                self.answer(pair, seq, at, unit, false)
            }
            Kind::Call | Kind::Heartbeat | Kind::Control | Kind::Event => {
                Some(self.call(pair.clone(), unit.name.as_deref(), seq, at))
            }
            Kind::Result | Kind::Acknowledgement => self.answer(pair, seq, at, unit, false),
            Kind::Error => self.answer(pair, seq, at, unit, true),
        }
    }

    /// What a method is called.
    pub(crate) fn name(&self, method: usize) -> &str {
        &self.methods[method].name
    }

    /// The connection ended: what waits for an answer waits in vain.
    pub(crate) fn end(&mut self) {
        for open in self.open.drain().map(|(_, open)| open) {
            let method = &mut self.methods[open.method];
            method.open = method.open.saturating_sub(1);
            method.unanswered += 1;
        }
        self.order.clear();
    }

    /// Forgets answers before this row.
    pub(super) fn drop_before(&mut self, oldest: Seq) {
        while self
            .answered
            .front()
            .is_some_and(|first| first.answer < oldest)
        {
            self.answered.pop_front();
        }
    }

    pub(super) fn partner(&self, seq: Seq) -> Option<Partner> {
        let from = self.answered.partition_point(|pair| pair.answer < seq);
        if let Some(pair) = self.answered.get(from).filter(|pair| pair.answer == seq) {
            return Some(Partner {
                seq: pair.call(),
                is_answer: false,
                micros: u64::from(pair.micros),
            });
        }
        let later = self.answered.iter().skip(from).take(MAX_SOUGHT);
        let answer = later.into_iter().find(|pair| pair.call() == seq)?;
        Some(Partner {
            seq: answer.answer,
            is_answer: true,
            micros: u64::from(answer.micros),
        })
    }

    pub(super) fn methods(&self) -> Vec<Method> {
        let methods = self.methods.iter().map(Counted::method).collect();
        sorted(methods, |one: &Method, other| {
            other.calls.cmp(&one.calls).then(one.name.cmp(&other.name))
        })
    }

    fn call(&mut self, pair: Pair, name: Option<&str>, seq: Seq, at: Timestamp) -> usize {
        let method = self.method(name.unwrap_or(OTHERS));
        self.methods[method].calls += 1;
        self.methods[method].open += 1;
        let open = Open {
            call: seq,
            at,
            method,
        };
        self.order.push_back((pair.clone(), seq));
        // An id that is used again: the call before has no answer.
        if let Some(before) = self.open.insert(pair, open) {
            self.give_up(&before);
        }
        while self.open.len() > MAX_OPEN || self.order.len() > 2 * MAX_OPEN {
            let Some((pair, call)) = self.order.pop_front() else {
                break;
            };
            if self.open.get(&pair).is_some_and(|open| open.call == call)
                && let Some(open) = self.open.remove(&pair)
            {
                self.give_up(&open);
            }
        }
        method
    }

    fn give_up(&mut self, open: &Open) {
        let method = &mut self.methods[open.method];
        method.open = method.open.saturating_sub(1);
        method.unanswered += 1;
    }

    /// Returns the method that it answers.
    fn answer(
        &mut self,
        pair: &Pair,
        seq: Seq,
        at: Timestamp,
        unit: &Unit,
        is_error: bool,
    ) -> Option<usize> {
        let open = self.open.get(pair)?;
        let micros = at.as_micros().saturating_sub(open.at.as_micros());
        let (call, method) = (open.call, open.method);
        self.note_answer(call, seq, micros);
        // More may follow, which are told from the same call.
        if unit.is_partial {
            return Some(method);
        }
        self.open.remove(pair);
        self.methods[method].answered(micros, call, is_error);
        while self
            .order
            .front()
            .is_some_and(|(pair, call)| self.open.get(pair).is_none_or(|open| open.call != *call))
        {
            self.order.pop_front();
        }
        Some(method)
    }

    fn note_answer(&mut self, call: Seq, answer: Seq, micros: u64) {
        // A message with several answers is shown with the first.
        if self
            .answered
            .back()
            .is_some_and(|last| last.answer >= answer)
        {
            return;
        }
        let Ok(back) = u32::try_from(answer.get().saturating_sub(call.get())) else {
            return;
        };
        self.answered.push_back(Answered {
            answer,
            back,
            micros: u32::try_from(micros).unwrap_or(u32::MAX),
        });
        if self.answered.len() > MAX_ANSWERED {
            self.answered.pop_front();
        }
    }

    fn method(&mut self, name: &str) -> usize {
        if let Some(index) = self.named.get(name) {
            return *index;
        }
        if self.methods.len() >= MAX_METHODS && name != OTHERS {
            return self.method(OTHERS);
        }
        let index = self.methods.len();
        self.methods.push(Counted::new(name));
        self.named.insert(name.into(), index);
        index
    }
}

impl Answered {
    fn call(&self) -> Seq {
        Seq::new(self.answer.get() - u64::from(self.back))
    }
}
