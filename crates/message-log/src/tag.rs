use crate::{Direction, Kind};

/// A direction and a kind in one byte: the direction in the lower two bits, the kind above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag(u8);

impl Tag {
    pub(crate) const fn new(direction: Direction, kind: Kind) -> Self {
        Self(direction as u8 | (kind as u8) << 2)
    }

    pub(crate) const fn direction(self) -> Direction {
        match self.0 & 0b11 {
            0 => Direction::Sent,
            1 => Direction::Received,
            _ => Direction::Local,
        }
    }

    pub(crate) const fn kind(self) -> Kind {
        match self.0 >> 2 {
            0 => Kind::Text,
            1 => Kind::Binary,
            2 => Kind::Ping,
            3 => Kind::Pong,
            _ => Kind::Event,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_comes_back() {
        for direction in Direction::ALL {
            for kind in Kind::ALL {
                let tag = Tag::new(direction, kind);
                assert_eq!((tag.direction(), tag.kind()), (direction, kind));
            }
        }
    }
}
