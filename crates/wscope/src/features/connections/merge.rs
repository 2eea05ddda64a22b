//! What several windows have made of the environments, as one: variable by variable. What only one side has changed is taken
//! from that side; where both have, the one that writes later wins.
//!
//! Values that are not stored are known to one window alone, and stay in it: they are no change.

use super::environment::{Environment, MAX_ENVIRONMENTS, MAX_VARIABLES, Variable};
use crate::kit::secret::Keep;

/// The environments of both.
pub(super) fn merge_environments(
    base: &[Environment],
    mine: &[Environment],
    theirs: &[Environment],
) -> Vec<Environment> {
    let nothing = Environment::default();
    let mut merged = Vec::new();
    for own in mine {
        let before = find(base, own.id);
        match find(theirs, own.id) {
            Some(other) => merged.push(merge_one(before.unwrap_or(&nothing), own, other)),
            // It was removed there.
            None if before.is_some_and(|before| is_unchanged(before, own)) => {}
            None => merged.push(own.clone()),
        }
    }
    for other in theirs {
        let is_removed_here = find(base, other.id).is_some_and(|before| before == other);
        if find(mine, other.id).is_none() && !is_removed_here {
            merged.push(other.clone());
        }
    }
    merged.truncate(MAX_ENVIRONMENTS);
    merged
}

fn find(all: &[Environment], id: u64) -> Option<&Environment> {
    all.iter().find(|environment| environment.id == id)
}

/// Whether what is stored of it is the same.
fn is_unchanged(before: &Environment, own: &Environment) -> bool {
    before.to_stored() == own.to_stored()
}

fn merge_one(base: &Environment, mine: &Environment, theirs: &Environment) -> Environment {
    let name = if mine.name == base.name {
        &theirs.name
    } else {
        &mine.name
    };
    Environment {
        id: mine.id,
        name: name.clone(),
        variables: merge_variables(&base.variables, &mine.variables, &theirs.variables),
        more: theirs.more.clone(),
    }
}

fn merge_variables(base: &[Variable], mine: &[Variable], theirs: &[Variable]) -> Vec<Variable> {
    let mut merged = Vec::new();
    for (index, own) in mine.iter().enumerate() {
        let nth = nth(mine, index);
        let before = named(base, &own.name, nth);
        let is_unchanged = before.is_some_and(|before| before.to_stored() == own.to_stored());
        match named(theirs, &own.name, nth) {
            Some(other) if is_unchanged => merged.push(with_value(other, own)),
            // It was removed there.
            None if is_unchanged => {}
            // The window that removed it has deleted its entry: a value that is known here gets another one.
            None if !own.value.is_empty() => merged.push(Variable {
                kept: own.kept.without_entry(),
                ..own.clone()
            }),
            Some(_) | None => merged.push(own.clone()),
        }
    }
    for (index, other) in theirs.iter().enumerate() {
        let nth = nth(theirs, index);
        let is_removed_here = named(base, &other.name, nth)
            .is_some_and(|before| before.to_stored() == other.to_stored());
        if named(mine, &other.name, nth).is_none() && !is_removed_here {
            merged.push(other.clone());
        }
    }
    merged.truncate(MAX_VARIABLES);
    merged
}

/// How many before this one have the same name. While it is typed a name may be there twice.
fn nth(variables: &[Variable], index: usize) -> usize {
    let name = &variables[index].name;
    let before = variables[..index].iter();
    before.filter(|other| other.name == *name).count()
}

fn named<'a>(variables: &'a [Variable], name: &str, nth: usize) -> Option<&'a Variable> {
    let mut named = variables.iter().filter(|variable| variable.name == name);
    named.nth(nth)
}

/// What another window stored, with the value that is known here, unless it has another.
fn with_value(other: &Variable, own: &Variable) -> Variable {
    let is_elsewhere = other.keep() != Keep::Device && other.value.is_empty();
    if !is_elsewhere || other.kept != own.kept {
        return other.clone();
    }
    Variable {
        value: own.value.clone(),
        kept: own.kept,
        ..other.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::secret::Kept;

    /// `name=value`; with `!` behind the name a secret in memory, with `!7` one in entry 7 of the keyring.
    fn variable(text: &str) -> Variable {
        let (name, value) = text.split_once('=').unwrap();
        let (name, entry) = match name.split_once('!') {
            Some((name, entry)) => (name, Some(entry.parse().unwrap_or(0))),
            None => (name, None),
        };
        let keep = match entry {
            Some(0) | None => Keep::Memory,
            Some(_) => Keep::Keyring,
        };
        Variable {
            name: name.to_owned(),
            value: value.to_owned(),
            is_secret: entry.is_some(),
            kept: Kept {
                entry: entry.unwrap_or_default(),
                ..Kept::with(keep)
            },
            ..Variable::default()
        }
    }

    fn environment(variables: &str) -> Environment {
        Environment {
            id: 1,
            name: "dev".to_owned(),
            variables: variables.split_whitespace().map(variable).collect(),
            ..Environment::default()
        }
    }

    fn shown(environment: &Environment) -> String {
        let one = |variable: &Variable| {
            let secret = match (variable.is_secret, variable.kept.entry) {
                (false, _) => String::new(),
                (true, 0) => "!".to_owned(),
                (true, entry) => format!("!{entry}"),
            };
            format!("{}{secret}={}", variable.name, variable.value)
        };
        let all: Vec<_> = environment.variables.iter().map(one).collect();
        all.join(" ")
    }

    #[test]
    fn two_windows_change_variables_of_one_environment() {
        #[track_caller]
        fn check(base: &str, mine: &str, theirs: &str, expected: &str) {
            let [base, mine, theirs] = [base, mine, theirs].map(environment);
            let merged = merge_environments(&[base], &[mine], &[theirs]);
            assert_eq!(shown(&merged[0]), expected);
        }
        // Each side changed another one, added one, removed one.
        check("a=1 b=1", "a=2 b=1", "a=1 b=2", "a=2 b=2");
        check("a=1", "a=1 b=2", "a=1 c=3", "a=1 b=2 c=3");
        check("a=1 b=1 c=1", "b=1 c=1", "a=1 b=1", "b=1");
        // Both changed the same one; one changed it and the other removed it.
        check("a=1", "a=2", "a=3", "a=2");
        check("a=1", "a=2", "", "a=2");
        check("a=1", "", "a=3", "a=3");
        // Renamed here, another one changed there.
        check("a=1 b=1", "aa=1 b=1", "a=1 b=2", "aa=1 b=2");
        // A value that is in memory only is in no file, and stays.
        check("t!=", "t!=secret", "t!=", "t!=secret");
        check("t!= a=1", "t!=secret a=1", "t!= a=2", "t!=secret a=2");
        check("t!=", "t!=secret", "", "");
        // One in the keyring too, unless another window has written another.
        check("t!7=", "t!7=secret", "t!7=", "t!7=secret");
        check("t!7=", "t!7=old", "t!8=", "t!8=");
        check("t!7=", "t!8=new", "t!7=", "t!8=new");
        // It was deleted there with its entry, and changed here.
        check("t!7=", "t!8=new", "", "t!=new");
        // Names while they are typed.
        check("=", "= =", "=x", "=x =");
    }

    #[test]
    fn environments_are_added_removed_and_renamed() {
        let with = |id, name: &str| Environment {
            id,
            name: name.to_owned(),
            ..environment("a=1")
        };
        let names = |all: &[Environment]| {
            let names: Vec<_> = all.iter().map(|one| one.name.clone()).collect();
            names.join(" ")
        };
        let check =
            |base: &[Environment], mine: &[Environment], theirs: &[Environment], expected: &str| {
                assert_eq!(names(&merge_environments(base, mine, theirs)), expected);
            };
        let (a, b, c) = (with(1, "a"), with(2, "b"), with(3, "c"));
        check(
            &[],
            std::slice::from_ref(&a),
            std::slice::from_ref(&b),
            "a b",
        );
        check(
            &[a.clone(), b.clone()],
            &[a.clone(), c.clone()],
            &[a.clone(), b.clone()],
            "a c",
        );
        check(
            &[a.clone(), b.clone()],
            &[a.clone(), b.clone()],
            std::slice::from_ref(&b),
            "b",
        );
        // Renamed on one side, changed on the other.
        let mut changed = a.clone();
        changed.variables.clear();
        let merged = merge_environments(&[a], &[with(1, "new")], &[changed]);
        assert_eq!(
            (names(&merged), merged[0].variables.len()),
            ("new".to_owned(), 0)
        );
    }
}
