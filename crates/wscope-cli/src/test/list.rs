//! What would be carried out, and is not.

use std::io::{self, Write};

use serde_json::{Value, json};
use session::files::PROGRAM;

use super::run::Job;
use crate::telling::for_people;

/// The scripts with their outermost steps, for people.
pub(super) fn human(out: &mut impl Write, jobs: &[Job]) -> io::Result<()> {
    for job in jobs {
        writeln!(out, "{}", for_people(&job.name))?;
        for step in job.steps() {
            writeln!(out, "{:>6}  {}", step.line, for_people(&step.text))?;
        }
    }
    Ok(())
}

/// The same as one JSON object.
pub(super) fn json(out: &mut impl Write, jobs: &[Job]) -> io::Result<()> {
    let object = json!({
        "program": PROGRAM,
        "scripts": jobs.iter().map(script).collect::<Vec<_>>(),
    });
    writeln!(out, "{object}")
}

fn script(job: &Job) -> Value {
    let steps = job.steps().into_iter();
    let steps = steps.map(|step| json!({ "line": step.line, "text": step.text }));
    json!({
        "file": job.name,
        "steps": steps.collect::<Vec<_>>(),
    })
}
