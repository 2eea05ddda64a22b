use super::encodings::NESTED;
use super::limits::MAX_UNITS;
use super::tree::Tree;
use super::unit::Unit;

/// What a decoder says of a message.
#[derive(Debug)]
pub struct Output {
    units: Vec<Unit>,
    left_out: usize,
    secrets: Vec<String>,
    tree: Tree,
}

impl Output {
    /// For a row, for pairing and for groups: what the message says, without a tree.
    pub fn units_only() -> Self {
        Self::new(false)
    }

    /// With the tree.
    pub fn with_tree() -> Self {
        Self::new(true)
    }

    fn new(wants_tree: bool) -> Self {
        Self {
            units: Vec::new(),
            left_out: 0,
            secrets: Vec::new(),
            tree: Tree::new(wants_tree, NESTED),
        }
    }

    /// Adds one thing that the message says. Past [`MAX_UNITS`] they are counted only.
    pub fn unit(&mut self, unit: Unit) {
        self.unit_of(|| unit);
    }

    /// Adds one thing as [`Self::unit`] does, which is only made if there is room for it: a message may have millions.
    pub fn unit_of(&mut self, make: impl FnOnce() -> Unit) {
        if self.units.len() < MAX_UNITS {
            self.units.push(make());
        } else {
            self.left_out += 1;
        }
    }

    /// Says that this is a credential, where no name beside it in the tree tells that.
    pub fn secret(&mut self, value: String) {
        if self.tree.is_wanted() && !value.is_empty() {
            self.secrets.push(value);
        }
    }

    /// The credentials that no name in the tree tells, if a tree was wanted.
    pub fn secrets(&self) -> &[String] {
        &self.secrets
    }

    /// The tree. One value is to be written into it, without a name.
    pub fn tree(&mut self) -> &mut Tree {
        &mut self.tree
    }

    /// What the message says.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// How many units more there are.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The message in one line: what its first unit says, and how many there are beside it.
    pub fn summary(&self) -> Option<String> {
        let first = self.units.first()?;
        let others = self.units.len() - 1 + self.left_out;
        Some(match others {
            0 => first.summary.clone(),
            others => format!("{} (+{others})", first.summary),
        })
    }

    /// The tree as a JSON text, which is empty if none was wanted.
    pub fn tree_text(&self) -> &str {
        self.tree.text()
    }

    /// The units, and the tree as a JSON text, which is empty if none was wanted.
    pub fn into_parts(self) -> (Vec<Unit>, String) {
        (self.units, self.tree.into_text())
    }
}
