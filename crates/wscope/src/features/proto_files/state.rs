//! The files and types as they are filled in.

use std::task::Poll;
use std::time::Duration;

use egui::Context;
use payload::decoders::protobuf_schema::{Schema, SchemaError};

use crate::kit::file_dialog::{Picked, pick_folder, pick_several};
use crate::kit::proto_files::{ProtoFault, ProtoFiles, poll_read};
use crate::kit::task::Task;

/// After so long without a key a path is taken for a whole one, in seconds: slow typing has shorter gaps.
const PAUSE_S: f64 = 0.8;

/// What is filled in, and what the files say.
#[derive(Default)]
pub struct ProtoForm {
    pub(super) draft: ProtoFiles,
    pub(super) stage: Stage,
    /// What is typed to find a type: of sent messages, and of received ones.
    pub(super) filters: [String; 2],
    /// The system's dialog.
    picking: Option<(Picks, Task<Picked<Vec<String>>>)>,
    /// The system had none.
    pub(super) has_no_dialog: bool,
    /// When something was typed into a line that is not ended, in seconds of the window.
    typed_at_s: Option<f64>,
}

/// What is picked in the system's dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picks {
    Files,
    Folder,
}

/// How far the files are read.
#[derive(Default)]
pub(super) enum Stage {
    /// No file is named.
    #[default]
    Empty,
    Reading(ProtoFiles, Task<Result<Schema, SchemaError>>),
    /// The files that were read, and their message types.
    Read(ProtoFiles, Result<Vec<String>, ProtoFault>),
}

impl Stage {
    /// The files that are being read, or were read.
    fn files(&self) -> Option<&ProtoFiles> {
        match self {
            Self::Empty => None,
            Self::Reading(files, _) | Self::Read(files, _) => Some(files),
        }
    }
}

impl ProtoForm {
    /// Begins with what is chosen now.
    pub fn open(&mut self, chosen: &ProtoFiles) {
        *self = Self {
            draft: chosen.clone(),
            ..Self::default()
        };
    }

    /// Whether other files or types are filled in than these.
    pub fn differs_from(&self, chosen: &ProtoFiles) -> bool {
        self.draft != *chosen
    }

    /// Adds files to those that are named.
    pub fn add_files(&mut self, paths: impl IntoIterator<Item = String>) {
        add_lines(&mut self.draft.files, paths);
    }

    pub(super) fn pick(&mut self, picks: Picks, context: &Context) {
        self.has_no_dialog = false;
        let task = match picks {
            Picks::Files => pick_several(context, "Protocol Buffers", "proto"),
            Picks::Folder => pick_folder(context),
        };
        self.picking = Some((picks, task));
    }

    /// Something was typed; `is_line` if a line was ended by it.
    pub(super) fn note_typed(&mut self, now_s: f64, is_line: bool) {
        self.typed_at_s = (!is_line).then_some(now_s);
    }

    /// Whether a path may still be half of one.
    fn waits_for_typing(&mut self, context: &Context, is_typed: bool) -> bool {
        let now_s = context.input(|input| input.time);
        let typed_at_s = self.typed_at_s.filter(|_| is_typed);
        let left_s = typed_at_s.map(|at| at + PAUSE_S - now_s);
        let left_s = left_s.filter(|left_s| *left_s > 0.0);
        if let Some(left_s) = left_s {
            context.request_repaint_after(Duration::from_secs_f64(left_s));
        } else {
            self.typed_at_s = None;
        }
        left_s.is_some()
    }

    /// Once a frame: takes over what was picked and what was read. Half of a path is not read: that is done at the end of a line, when
    /// the field is left, or when nothing was typed for a while.
    pub(super) fn poll(&mut self, context: &Context, is_typed: bool) {
        if let Some((picks, task)) = &self.picking
            && let Poll::Ready(picked) = task.poll()
        {
            let lines = match picks {
                Picks::Files => &mut self.draft.files,
                Picks::Folder => &mut self.draft.folders,
            };
            match picked {
                Some(Picked::File(paths)) => add_lines(lines, paths),
                Some(Picked::Cancelled) => {}
                Some(Picked::NoDialog) | None => self.has_no_dialog = true,
            }
            self.picking = None;
        }
        if !self.waits_for_typing(context, is_typed) {
            self.begin_reading(context);
        }
        if let Stage::Reading(files, task) = &self.stage
            && let Poll::Ready(read) = poll_read(task)
        {
            let read = read.map(|schema| schema.messages());
            if let Ok(types) = &read {
                settle_types(&mut self.draft, types);
            }
            self.stage = Stage::Read(files.clone(), read);
        }
    }

    fn begin_reading(&mut self, context: &Context) {
        let draft = &self.draft;
        if draft.is_empty() {
            self.stage = Stage::Empty;
            return;
        }
        let is_same =
            |read: &ProtoFiles| (&read.files, &read.folders) == (&draft.files, &draft.folders);
        if !self.stage.files().is_some_and(is_same) {
            self.stage = Stage::Reading(draft.clone(), draft.read(context));
        }
    }

    /// How many files were read.
    pub(super) fn files_read(&self) -> usize {
        self.stage.files().map_or(0, ProtoFiles::len)
    }

    /// The message types of the files, if they could be read.
    pub(super) fn types(&self) -> Option<&[String]> {
        match &self.stage {
            Stage::Read(_, Ok(types)) => Some(types),
            _ => None,
        }
    }
}

/// Types that the files do not have are chosen no longer. The only one there is, is meant.
fn settle_types(draft: &mut ProtoFiles, types: &[String]) {
    for chosen in [&mut draft.sent, &mut draft.received] {
        if !types.contains(chosen) {
            chosen.clear();
        }
    }
    if let [only] = types
        && draft.sent.is_empty()
        && draft.received.is_empty()
    {
        draft.sent.clone_from(only);
        draft.received.clone_from(only);
    }
}

/// Adds lines to those that are there already, once each.
fn add_lines(lines: &mut String, more: impl IntoIterator<Item = String>) {
    for line in more {
        if lines.lines().any(|known| known.trim() == line) {
            continue;
        }
        if !lines.is_empty() && !lines.ends_with('\n') {
            lines.push('\n');
        }
        lines.push_str(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_added_once() {
        #[track_caller]
        fn check(before: &str, more: &[&str], after: &str) {
            let mut lines = before.to_owned();
            add_lines(&mut lines, more.iter().map(|line| (*line).to_owned()));
            assert_eq!(lines, after);
        }
        check("", &["/a"], "/a");
        check("/a", &["/b", "/a", "/b"], "/a\n/b");
        check("/a\n", &["/b"], "/a\n/b");
    }

    #[test]
    fn the_only_type_is_chosen_and_one_that_is_gone_is_not() {
        #[track_caller]
        fn check(chosen: [&str; 2], types: &[&str], expected: [&str; 2]) {
            let mut draft = ProtoFiles {
                sent: chosen[0].to_owned(),
                received: chosen[1].to_owned(),
                ..ProtoFiles::default()
            };
            let types: Vec<String> = types.iter().map(|name| (*name).to_owned()).collect();
            settle_types(&mut draft, &types);
            assert_eq!([draft.sent, draft.received], expected);
        }
        check(["", ""], &["a.B"], ["a.B", "a.B"]);
        check(["", "a.B"], &["a.B"], ["", "a.B"]);
        check(["", ""], &["a.B", "a.C"], ["", ""]);
        check(["a.B", "a.D"], &["a.B", "a.C"], ["a.B", ""]);
        check(["a.B", "a.D"], &[], ["", ""]);
    }
}
