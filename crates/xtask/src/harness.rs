//! What the end-to-end tests of the window and of the page have in common: a table of tests, of which some or all are run,
//! one after the other, each from a fresh start.

use crate::{Result, say};

/// One test: what it shows, in a sentence, and the function that fails where the program does.
pub(crate) struct Test<F> {
    pub(crate) title: &'static str,
    pub(crate) run: fn(&F) -> Result<()>,
}

/// What one test works with. It is made for the test and dropped after it.
pub(crate) trait Fixture {
    /// Takes a screenshot of all that is open, under names that begin with `name`.
    ///
    /// # Errors
    /// When what is open does not answer any more.
    fn take_screenshots(&self, name: &str) -> Result<()>;

    /// What must hold after each test.
    ///
    /// # Errors
    /// When it does not.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// Runs every test whose title has `only` in it, each with a fixture of its own, and fails if one of them fails or if there is
/// none. Of a test that fails there are screenshots, `failed-` with its place in the table.
///
/// # Errors
/// When a test fails, or no title has `only` in it.
pub(crate) fn run<F: Fixture>(
    tests: &[Test<F>],
    only: &str,
    set_up: impl Fn() -> Result<F>,
) -> Result<()> {
    let (mut passed, mut failed) = (0, 0);
    let chosen = tests.iter().enumerate();
    for (index, test) in chosen.filter(|(_, test)| test.title.contains(only)) {
        let done = set_up().and_then(|fixture| attempt(test, &fixture, &format!("failed-{index}")));
        match done {
            Ok(()) => {
                passed += 1;
                say(format_args!("ok      {}", test.title));
            }
            Err(error) => {
                failed += 1;
                say(format_args!("FAILED  {}: {error}", test.title));
            }
        }
    }
    say(format_args!("{passed} passed, {failed} failed"));
    match (passed, failed) {
        (0, 0) => Err(format!("no title of a test has “{only}” in it").into()),
        (_, 0) => Ok(()),
        _ => Err("the end-to-end tests failed".into()),
    }
}

fn attempt<F: Fixture>(test: &Test<F>, fixture: &F, name: &str) -> Result<()> {
    let Err(error) = (test.run)(fixture).and_then(|()| fixture.check()) else {
        return Ok(());
    };
    // Why the test failed is what counts.
    match fixture.take_screenshots(name) {
        Ok(()) => Err(error),
        Err(second) => Err(format!("{error} (and there are no screenshots: {second})").into()),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::{Fixture, Result, Test, run};

    #[derive(Default)]
    struct Log<'a>(Option<&'a RefCell<Vec<String>>>);

    impl Log<'_> {
        fn note(&self, what: &str) {
            if let Some(log) = self.0 {
                log.borrow_mut().push(what.to_owned());
            }
        }
    }

    impl Fixture for Log<'_> {
        fn take_screenshots(&self, name: &str) -> Result<()> {
            self.note(name);
            Err("no screen".into())
        }
    }

    impl Drop for Log<'_> {
        fn drop(&mut self) {
            self.note("dropped");
        }
    }

    fn check(only: &str, expected: &[&str], expected_error: Option<&str>) {
        let log = RefCell::default();
        let tests = [
            Test {
                title: "first passes",
                run: |log: &Log<'_>| {
                    log.note("first");
                    Ok(())
                },
            },
            Test {
                title: "second fails",
                run: |_| Err("as it should".into()),
            },
        ];
        let done = run(&tests, only, || Ok(Log(Some(&log))));
        let error = done.err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), expected_error, "{only}");
        assert_eq!(*log.borrow(), expected, "{only}");
    }

    #[test]
    fn tests_are_chosen_by_their_titles_and_each_has_a_fixture() {
        let failed = Some("the end-to-end tests failed");
        check("passes", &["first", "dropped"], None);
        check("", &["first", "dropped", "failed-1", "dropped"], failed);
        check("second", &["failed-1", "dropped"], failed);
        check("third", &[], Some("no title of a test has “third” in it"));
    }
}
