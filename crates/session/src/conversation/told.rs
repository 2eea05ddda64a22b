//! What a message says, as it is written beside it.

use payload::decoders::{Fault, Joined, Output, Tree, Unit};

use crate::files::Decoded;
use crate::listener::Heard;

impl Heard {
    /// What it says, to be written into a file or an output.
    pub fn told(&self) -> Decoded {
        Decoded {
            protocol: self.spoken.protocol.id(),
            words: match self.fault() {
                Some(fault) => format!("cannot be decoded: {fault}"),
                None => self.words().unwrap_or_default(),
            },
            json: Tree::write(|tree| tree.object(None, |tree| self.write(tree))),
        }
    }

    /// What it says in one line: what it is for, and it in words. `None` if it says nothing by itself, or cannot be decoded.
    pub fn words(&self) -> Option<String> {
        let Some(Ok(output)) = &self.said else {
            return None;
        };
        let first = output.units().first()?;
        let id = first.pair.as_ref().map(|pair| format!(" (id {})", pair.id));
        let (id, summary) = (id.unwrap_or_default(), output.summary()?);
        let kind = first.kind.id();
        Some(match begins_with_word(&summary, kind) {
            true => format!("{summary}{id}"),
            false => format!("{kind} {summary}{id}"),
        })
    }

    /// Why it cannot be decoded.
    pub fn fault(&self) -> Option<&Fault> {
        self.said.as_ref()?.as_ref().err()
    }

    fn write(&self, tree: &mut Tree) {
        tree.string("protocol", self.spoken.protocol.id());
        if let Some((confidence, reason)) = self.spoken.because {
            tree.string("because", reason.id());
            tree.string("confidence", confidence.id());
        }
        match self.joined {
            Joined::Alone => {}
            Joined::Begins => tree.string("joined", "begins"),
            Joined::Continues => tree.string("joined", "continues"),
            Joined::Ends => tree.string("joined", "ends"),
        }
        match &self.said {
            Some(Ok(output)) => write_output(output, tree),
            Some(Err(fault)) => {
                tree.string("fault", &fault.reason);
                if let Some(at) = fault.at {
                    tree.number("at", at);
                }
            }
            None => {}
        }
    }
}

/// Whether this word is the first one of a text: "error 3" is no "error error 3".
fn begins_with_word(text: &str, word: &str) -> bool {
    let rest = text.strip_prefix(word);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn write_output(output: &Output, tree: &mut Tree) {
    if let Some(summary) = output.summary() {
        tree.string("summary", &summary);
    }
    tree.array("units", |tree| {
        output
            .units()
            .iter()
            .for_each(|unit| write_unit(unit, tree));
    });
    if output.left_out() > 0 {
        tree.number("left_out", output.left_out());
    }
    if !output.tree_text().is_empty() {
        tree.json("tree", output.tree_text());
    }
}

fn write_unit(unit: &Unit, tree: &mut Tree) {
    tree.object(None, |tree| {
        tree.string("kind", unit.kind.id());
        if let Some(name) = &unit.name {
            tree.string("name", name);
        }
        if let Some(pair) = &unit.pair {
            tree.string("caller", pair.caller.id());
            tree.string("id", &pair.id);
        }
        if unit.is_partial {
            tree.boolean("partial", true);
        }
        tree.string("summary", &unit.summary);
    });
}
