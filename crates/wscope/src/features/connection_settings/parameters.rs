//! The parameters of the address as lines of a table. Those that are switched off are not in the address.

use connection::{Parameters, Part, ShownPart};

use super::form::{PairFault, split_pair};

/// Parameters that are left out of the address, as they are written, each with the number of parameters in the address
/// that stand before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OffParameters(Vec<(usize, String)>);

/// The parameters of an address, with those that are switched off.
pub(super) struct ParameterLines<'a> {
    address: &'a mut String,
    parameters: Parameters,
    off: &'a mut OffParameters,
}

/// Where a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the address.
    On(usize),
    /// Among those that are left out.
    Off(usize),
}

impl<'a> ParameterLines<'a> {
    pub(super) fn of(address: &'a mut String, off: &'a mut OffParameters) -> Self {
        Self {
            parameters: Parameters::of(address),
            address,
            off,
        }
    }

    /// Whether each line is on, and its name and its value, from the first to the last.
    pub(super) fn lines(&self) -> Vec<(bool, ShownPart, ShownPart)> {
        let places = self.places();
        let line = |place| match place {
            Place::On(index) => (true, shown(&self.parameters, index)),
            Place::Off(index) => (false, shown(&self.alone(index), 0)),
        };
        let lines = places.into_iter().map(line);
        lines
            .map(|(is_on, (name, value))| (is_on, name, value))
            .collect()
    }

    /// Writes one part of a line anew.
    pub(super) fn edit(&mut self, line: usize, part: Part, text: &ShownPart) {
        match self.place(line) {
            Some(Place::On(index)) => self.parameters.edit(index, part, text),
            Some(Place::Off(index)) => {
                let mut alone = self.alone(index);
                alone.edit(0, part, text);
                self.off.0[index].1 = alone.remove(0).unwrap_or_default();
            }
            None => {}
        }
        self.write();
    }

    /// Appends a line.
    pub(super) fn add(&mut self, part: Part, text: &str) {
        match part {
            Part::Name => self.parameters.add(text, ""),
            Part::Value => self.parameters.add("", text),
        }
        self.write();
    }

    /// Leaves a line out of the address, or puts it back where it was.
    pub(super) fn switch(&mut self, line: usize) {
        match self.place(line) {
            Some(Place::On(index)) => {
                if let Some(written) = self.parameters.remove(index) {
                    let others = self.off.0.iter().take_while(|(at, _)| *at <= index).count();
                    self.shift(others, -1);
                    self.off.0.insert(others, (index, written));
                }
            }
            Some(Place::Off(index)) => {
                let (at, written) = self.off.0.remove(index);
                self.parameters.insert(at, &written);
                self.shift(index, 1);
            }
            None => {}
        }
        self.write();
    }

    /// Removes a line.
    pub(super) fn remove(&mut self, line: usize) {
        match self.place(line) {
            Some(Place::On(index)) => {
                self.parameters.remove(index);
                let others = self.off.0.iter().take_while(|(at, _)| *at <= index).count();
                self.shift(others, -1);
            }
            Some(Place::Off(index)) => drop(self.off.0.remove(index)),
            None => {}
        }
        self.write();
    }

    /// Appends what was pasted: a query as it is written, or a `k=v` or `k: v` a line. Returns the lines that are neither.
    pub(super) fn paste(&mut self, text: &str) -> Vec<String> {
        let mut others = Vec::new();
        for line in text.lines().map(str::trim) {
            if line.is_empty() {
                continue;
            }
            if let Some(query) = query_in(line) {
                self.parameters.insert(usize::MAX, query);
            } else if let Ok((name, value)) = split_pair(line) {
                self.parameters.add(name, value);
            } else {
                others.push(line.to_owned());
            }
        }
        self.write();
        others
    }

    fn write(&mut self) {
        *self.address = self.parameters.to_string();
    }

    /// One that is left out, as the only one of an address.
    fn alone(&self, index: usize) -> Parameters {
        let written = self.off.0.get(index).map_or("", |(_, written)| written);
        Parameters::of(&format!("?{written}"))
    }

    /// Those that are left out, from this one on, have more or fewer before them.
    fn shift(&mut self, from: usize, by: isize) {
        for (at, _) in self.off.0.iter_mut().skip(from) {
            *at = at.saturating_add_signed(by);
        }
    }

    fn place(&self, line: usize) -> Option<Place> {
        self.places().get(line).copied()
    }

    fn places(&self) -> Vec<Place> {
        let count = self.parameters.count();
        let mut off = self.off.0.iter().enumerate().peekable();
        let mut places = Vec::new();
        for index in 0..=count {
            while let Some((number, _)) = off.next_if(|(_, (at, _))| *at <= index || index == count)
            {
                places.push(Place::Off(number));
            }
            if index < count {
                places.push(Place::On(index));
            }
        }
        places
    }
}

/// The query that a pasted line is, or that the address in it has.
fn query_in(line: &str) -> Option<&str> {
    let query = line.split_once('?').map(|(_, query)| query);
    query.or(line.contains('&').then_some(line))
}

/// Why [`ParameterLines::paste`] returns a line, if it does.
pub(super) fn fault_of(line: &str) -> Option<PairFault> {
    match query_in(line) {
        Some(_) => None,
        None => split_pair(line).err(),
    }
}

fn shown(parameters: &Parameters, index: usize) -> (ShownPart, ShownPart) {
    let part = |part| parameters.shown(index, part);
    (part(Part::Name), part(Part::Value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_switched_off_and_on_is_where_and_as_it_was() {
        let whole = "ws://h/p?a=%ff&b=1&&c=x%20y&flag#f";
        let count = Parameters::of(whole).count();
        for first in 0..count {
            for second in 0..count {
                let mut address = whole.to_owned();
                let mut off = OffParameters::default();
                let mut lines = ParameterLines::of(&mut address, &mut off);
                let before = lines.lines();
                lines.switch(first);
                lines.switch(second);
                let names = |lines: &ParameterLines<'_>| {
                    let lines = lines.lines().into_iter();
                    lines
                        .map(|(_, name, value)| (name, value))
                        .collect::<Vec<_>>()
                };
                let all: Vec<_> = before.iter().cloned().map(|(_, n, v)| (n, v)).collect();
                assert_eq!(names(&lines), all, "{first} {second}");
                for line in 0..count {
                    if !lines.lines()[line].0 {
                        lines.switch(line);
                    }
                }
                assert_eq!(lines.lines(), before, "{first} {second}");
                assert_eq!(off, OffParameters::default());
                // What stands between two `&` without a name is no parameter, and may end up elsewhere.
                let plain = |text: &str| text.replace("&&", "&").replace("?&", "?");
                assert_eq!(plain(&address), plain(whole));
            }
        }
    }

    #[test]
    fn lines_that_are_off_are_edited_and_removed_without_the_address() {
        let mut address = "h?a=1&b=2&c=3".to_owned();
        let mut off = OffParameters::default();
        let mut lines = ParameterLines::of(&mut address, &mut off);
        lines.switch(1);
        lines.edit(1, Part::Value, &ShownPart::text("x&y"));
        assert_eq!(*lines.address, "h?a=1&c=3");
        lines.remove(0);
        assert_eq!(*lines.address, "h?c=3");
        lines.switch(0);
        assert_eq!(*lines.address, "h?b=x%26y&c=3");
        lines.switch(1);
        lines.remove(1);
        assert_eq!(lines.lines().len(), 1);
        assert_eq!(*lines.address, "h?b=x%26y");
    }

    #[test]
    fn what_is_pasted_is_a_query_or_a_pair_a_line() {
        #[track_caller]
        fn check(text: &str, expected: &str, others: &[&str]) {
            let mut address = "h?x=1".to_owned();
            let mut off = OffParameters::default();
            let left = ParameterLines::of(&mut address, &mut off).paste(text);
            assert_eq!(address, expected, "{text}");
            assert_eq!(left, others, "{text}");
        }
        check("a=1\nb: 2 3\n\n", "h?x=1&a=1&b=2%203", &[]);
        check("a=%20&b=%ff", "h?x=1&a=%20&b=%ff", &[]);
        check("wss://other/?t=%41", "h?x=1&t=%41", &[]);
        check("nonsense\nk=v", "h?x=1&k=v", &["nonsense"]);
        check("", "h?x=1", &[]);
    }
}
