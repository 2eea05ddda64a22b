use std::ops::AddAssign;

use crate::Direction;

/// What went in and what is gone again, since the log was made or last cleared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Books {
    accounts: [Account; Direction::ALL.len()],
}

impl Books {
    /// The account of one direction.
    pub fn of(&self, direction: Direction) -> Account {
        self.accounts[direction as usize]
    }

    /// All directions together.
    pub fn total(&self) -> Account {
        let mut total = Account::default();
        self.accounts.iter().for_each(|&account| total += account);
        total
    }

    pub(crate) fn append(&mut self, direction: Direction, bytes: u64) {
        let account = &mut self.accounts[direction as usize];
        account.messages += 1;
        account.bytes += bytes;
    }

    pub(crate) fn drop_message(&mut self, direction: Direction, bytes: u64) {
        let account = &mut self.accounts[direction as usize];
        account.dropped_messages += 1;
        account.dropped_bytes += bytes;
    }

    /// Books as dropped what `page` says was appended to it.
    pub(crate) fn drop_all(&mut self, page: &Self) {
        for (account, gone) in self.accounts.iter_mut().zip(&page.accounts) {
            account.dropped_messages += gone.messages;
            account.dropped_bytes += gone.bytes;
        }
    }
}

/// The books of one direction. Bytes are bytes of payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// How many messages were appended: those that are kept and those that were dropped.
    pub messages: u64,
    /// How many bytes they had.
    pub bytes: u64,
    /// How many of the messages are gone: forgotten for the budget, or refused as too large.
    pub dropped_messages: u64,
    /// How many bytes they had.
    pub dropped_bytes: u64,
}

impl Account {
    /// How many messages are in the log.
    pub fn kept_messages(&self) -> u64 {
        self.messages - self.dropped_messages
    }

    /// How many bytes of payload are in the log.
    pub fn kept_bytes(&self) -> u64 {
        self.bytes - self.dropped_bytes
    }
}

impl AddAssign for Account {
    fn add_assign(&mut self, other: Self) {
        self.messages += other.messages;
        self.bytes += other.bytes;
        self.dropped_messages += other.dropped_messages;
        self.dropped_bytes += other.dropped_bytes;
    }
}
