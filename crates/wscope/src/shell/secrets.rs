//! Secrets on their way into the system's keyring and out of it.
//!
//! What holds a secret says which entry of the keyring has it. A change of a secret is made in the holder alone; `tend`
//! finds out what that means for the keyring. An entry is written before anything refers to it, and deleted when neither this
//! window nor the stored settings refer to it, so nothing is lost whenever the program ends.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use egui::Context;

use crate::kit::keyring::{Keyring, KeyringError};
use crate::kit::secret::{Keep, Kept};
use crate::kit::task::Task;

/// What has a secret that may be kept in the keyring.
pub(super) trait SecretHolder {
    /// Where it is to be kept.
    fn keep(&self) -> Keep;
    /// Which entry has it.
    fn kept(&mut self) -> &mut Kept;
    /// The secret as a text; empty for none.
    fn secret(&self) -> String;
    /// Takes on what [`Self::secret`] said before. What was typed meanwhile stays.
    fn fill(&mut self, secret: &str);
}

/// What is to be done with an entry.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Job {
    Read(u64),
    Write(String),
    Delete(u64),
}

/// What became of it.
struct Done {
    job: Job,
    entry: u64,
    outcome: Result<String, KeyringError>,
}

/// What came of all that was under way.
#[derive(Default)]
pub(super) struct Ended {
    /// Whether holders may refer to other entries now.
    pub(super) is_changed: bool,
    /// What went wrong first, and what it was about.
    pub(super) failed: Option<(Job, KeyringError)>,
}

/// What this window knows of the keyring.
#[derive(Default)]
pub(super) struct Secrets {
    keyring: Option<Arc<dyn Keyring>>,
    /// What is in the entries that were read or written.
    texts: HashMap<u64, String>,
    /// Entries that holders refer to, or referred to since the start.
    seen: HashSet<u64>,
    /// Those that they refer to now.
    used: HashSet<u64>,
    /// Those that the stored settings refer to, which other windows may use.
    stored: HashSet<u64>,
    /// Whether the stored settings were read since the last look at everything.
    is_stored_fresh: bool,
    /// Whether they have to be read: something may be deleted, unless another window uses it.
    wants_stored: bool,
    /// Those that the keyring does not have.
    missing: HashSet<u64>,
    /// What is to be done next.
    wanted: Vec<Job>,
    /// What is being done.
    running: Vec<Job>,
    work: Option<Task<Vec<Done>>>,
    /// What went wrong, and is not tried again by itself: the keyring would ask the person again and again.
    failed: HashMap<Job, KeyringError>,
    /// Saved connections whose credentials are being written.
    pub(super) unwritten: Vec<(u64, String)>,
}

impl Secrets {
    /// With this keyring, if there is one, and the entries to which the settings refer.
    pub(super) fn new(keyring: Option<Arc<dyn Keyring>>, stored: HashSet<u64>) -> Self {
        Self {
            keyring,
            stored,
            is_stored_fresh: false,
            wants_stored: false,
            ..Self::default()
        }
    }

    /// Whether a keyring can be chosen.
    pub(super) fn has_keyring(&self) -> bool {
        self.keyring.is_some()
    }

    /// Begins to look at every holder.
    pub(super) fn begin_round(&mut self) {
        self.wanted.clear();
        self.used.clear();
    }

    /// Something refers to this entry that is looked at when it is used.
    pub(super) fn note(&mut self, entry: u64) {
        if entry != 0 {
            self.seen.insert(entry);
            self.used.insert(entry);
        }
    }

    /// Finds out what a holder needs of the keyring, and gives it what is there.
    pub(super) fn tend(&mut self, holder: &mut impl SecretHolder) {
        if self.keyring.is_none() {
            return;
        }
        self.take_on(holder);
        let wants = holder.keep() == Keep::Keyring;
        let secret = holder.secret();
        let kept = holder.kept();
        if kept.is_unread() {
            // What is still to be read is not given up, whatever was typed or chosen meanwhile.
        } else if secret.is_empty() || !wants {
            *kept = kept.without_entry();
        } else if self.has(kept.entry, &secret) {
            kept.is_read = true;
        } else if let Some(entry) = self.entry_of(&secret) {
            kept.entry = entry;
            kept.is_read = true;
        } else {
            if self.is_deleting(kept.entry) {
                *kept = kept.without_entry();
            }
            self.want(Job::Write(secret));
        }
        let entry = holder.kept().entry;
        self.note(entry);
    }

    /// Gives it what its entry has.
    fn take_on(&mut self, holder: &mut impl SecretHolder) {
        let kept = *holder.kept();
        if !kept.is_unread() {
            return;
        }
        if let Some(text) = self.texts.get(&kept.entry) {
            holder.fill(text);
            holder.kept().is_read = true;
        } else if self.missing.contains(&kept.entry) {
            *holder.kept() = kept.without_entry();
        } else {
            self.want(Job::Read(kept.entry));
        }
    }

    /// The entry that has this text, if one does, and will have it still when what is under way has ended.
    pub(super) fn entry_of(&self, text: &str) -> Option<u64> {
        let mut entries = self.texts.keys().copied();
        entries.find(|entry| self.has(*entry, text))
    }

    fn has(&self, entry: u64, text: &str) -> bool {
        self.texts.get(&entry).is_some_and(|other| other == text) && !self.is_deleting(entry)
    }

    fn is_deleting(&self, entry: u64) -> bool {
        self.running.contains(&Job::Delete(entry))
    }

    /// The text of an entry is to be written for something that is no holder.
    pub(super) fn want_entry(&mut self, text: &str) {
        self.want(Job::Write(text.to_owned()));
    }

    fn want(&mut self, job: Job) {
        let is_known = [&self.wanted, &self.running]
            .iter()
            .any(|jobs| jobs.contains(&job));
        if !is_known && !self.failed.contains_key(&job) {
            self.wanted.push(job);
        }
    }

    /// Begins what is wanted, when nothing else is under way. Once all is written, what nothing refers to is deleted.
    pub(super) fn begin(&mut self, context: &Context) {
        let Some(keyring) = self.keyring.clone() else {
            return;
        };
        if self.work.is_some() {
            return;
        }
        let writes = |job: &Job| matches!(job, Job::Write(_));
        if !self.wanted.iter().chain(self.failed.keys()).any(writes) {
            let unused = self.seen.iter().copied();
            let unused = unused.filter(|id| !self.used.contains(id) && !self.stored.contains(id));
            let unused: Vec<_> = unused.collect();
            self.wants_stored = !unused.is_empty() && !self.is_stored_fresh;
            // What another window has stored meanwhile may refer to it.
            if self.is_stored_fresh {
                let deletes = unused.into_iter().map(Job::Delete);
                deletes.for_each(|job| self.want(job));
            }
        }
        self.is_stored_fresh = false;
        if self.wanted.is_empty() {
            return;
        }
        self.running = std::mem::take(&mut self.wanted);
        let jobs = self.number(&self.running);
        let work = async move {
            let run = |(job, entry)| run(&*keyring, job, entry);
            jobs.into_iter().map(run).collect()
        };
        self.work = Some(Task::spawn("wscope-keyring", context, work));
    }

    /// Each job with its entry: a new one has the time for a number, so that no other window has the same.
    fn number(&self, jobs: &[Job]) -> Vec<(Job, u64)> {
        let mut next = session::now().as_micros();
        let mut entry = |job: &Job| match job {
            Job::Read(entry) | Job::Delete(entry) => *entry,
            Job::Write(_) => {
                while self.seen.contains(&next) {
                    next += 1;
                }
                next += 1;
                next - 1
            }
        };
        let jobs = jobs.iter();
        jobs.map(|job| (job.clone(), entry(job))).collect()
    }

    /// What came of what was under way, once it has ended; after waiting for it for so long.
    pub(super) fn end(&mut self, time_limit: Duration) -> Option<Ended> {
        let Poll::Ready(done) = self.work.as_ref()?.wait(time_limit) else {
            return None;
        };
        self.work = None;
        let running = std::mem::take(&mut self.running);
        let Some(done) = done else {
            let why = KeyringError::NoThread;
            let failed = running.first().map(|job| (job.clone(), why.clone()));
            let all = running.into_iter().map(|job| (job, why.clone()));
            self.failed.extend(all);
            return Some(Ended {
                is_changed: false,
                failed,
            });
        };
        let mut ended = Ended::default();
        for Done {
            job,
            entry,
            outcome,
        } in done
        {
            ended.is_changed = true;
            match (&job, outcome) {
                (Job::Read(_), Ok(text)) => {
                    self.texts.insert(entry, text);
                }
                (Job::Write(text), Ok(_)) => {
                    self.seen.insert(entry);
                    self.texts.insert(entry, text.clone());
                }
                (Job::Delete(_), Ok(_)) => {
                    self.seen.remove(&entry);
                    self.texts.remove(&entry);
                }
                (_, Err(error)) => {
                    if error == KeyringError::Missing {
                        self.missing.insert(entry);
                    } else {
                        self.failed.insert(job.clone(), error.clone());
                    }
                    ended.failed.get_or_insert((job, error));
                }
            }
        }
        Some(ended)
    }

    /// Whether this entry is being read, or about to be.
    pub(super) fn is_reading(&self, entry: u64) -> bool {
        let mut jobs = self.wanted.iter().chain(&self.running);
        jobs.any(|job| *job == Job::Read(entry))
    }

    /// Whether anything is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.work.is_some()
    }

    /// Whether the keyring was asked for this entry, and does not have it.
    pub(super) fn is_missing(&self, entry: u64) -> bool {
        self.missing.contains(&entry)
    }

    /// Whether something went wrong that may succeed when it is tried again.
    pub(super) fn can_retry(&self) -> bool {
        self.failed.values().any(KeyringError::can_be_retried)
    }

    /// Tries that again.
    pub(super) fn retry(&mut self) {
        self.failed.retain(|_, error| !error.can_be_retried());
    }

    /// To these entries the stored settings refer.
    pub(super) fn set_stored(&mut self, stored: HashSet<u64>) {
        self.stored = stored;
        self.is_stored_fresh = true;
        self.wants_stored = false;
    }

    /// Whether the stored settings have to be read before anything is deleted.
    pub(super) fn wants_stored(&self) -> bool {
        self.wants_stored
    }
}

fn run(keyring: &dyn Keyring, job: Job, entry: u64) -> Done {
    let nothing = |()| String::new();
    let outcome = match &job {
        Job::Read(_) => keyring.read(entry),
        Job::Write(text) => keyring.write(entry, text).map(nothing),
        Job::Delete(_) => keyring.delete(entry).map(nothing),
    };
    Done {
        job,
        entry,
        outcome,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
