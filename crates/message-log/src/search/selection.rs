use std::marker::PhantomData;

use crate::{Direction, Kind};

/// Some of the directions.
pub type Directions = Selection<Direction>;

/// Some of the kinds.
pub type Kinds = Selection<Kind>;

/// What a [`Selection`] can select from: at most eight values.
pub trait Member: Copy + 'static {
    /// Every value.
    const ALL: &'static [Self];

    /// A byte with one bit set, another one for each value.
    fn bit(self) -> u8;
}

impl Member for Direction {
    const ALL: &'static [Self] = &Self::ALL;

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Member for Kind {
    const ALL: &'static [Self] = &Self::ALL;

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Some of the values of a small type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection<T> {
    bits: u8,
    member: PhantomData<T>,
}

impl<T: Member> Selection<T> {
    /// Nothing.
    pub const fn none() -> Self {
        let member = PhantomData;
        Self { bits: 0, member }
    }

    /// Everything.
    pub fn all() -> Self {
        T::ALL.iter().copied().collect()
    }

    /// Whether everything is selected.
    pub fn is_all(self) -> bool {
        self.bits == Self::all().bits
    }

    /// Whether this value is selected.
    pub fn contains(self, member: T) -> bool {
        self.bits & member.bit() != 0
    }

    /// Selects a value or no longer does.
    pub fn set(&mut self, member: T, is_selected: bool) {
        if is_selected {
            self.bits |= member.bit();
        } else {
            self.bits &= !member.bit();
        }
    }
}

impl<T: Member> FromIterator<T> for Selection<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        let mut selection = Self::none();
        members
            .into_iter()
            .for_each(|member| selection.set(member, true));
        selection
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_selected_alone() {
        for one in Kind::ALL {
            let mut selection = Kinds::from_iter([one]);
            for other in Kind::ALL {
                assert_eq!(selection.contains(other), one == other);
            }
            selection.set(one, false);
            assert_eq!(selection, Kinds::none());
        }
    }

    #[test]
    fn all_is_every_value() {
        assert!(Directions::from_iter(Direction::ALL).is_all());
        assert!(!Directions::from_iter([Direction::Sent]).is_all());
    }
}
