//! The measurement itself: every server has its turn at every load, round after round.

use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{Result, emit, say};
use crate::generator::{Generator, Measured};
use crate::load::{Load, Traffic};
use crate::options::EchoOptions;
use crate::report::{Turn, Verdict, round};
use crate::server::{Contender, Server, build_ours};
use crate::{idle, process, rest};

/// Before each turn: what is needed once is made, and every answer is compared with its question.
const WARM_UP: Duration = Duration::from_millis(100);

/// Between turns: the server notices that the connections of the last one are gone.
const PAUSE: Duration = Duration::from_millis(20);

/// Measures what was asked for, and shows it. That a goal is not met is a result, not an error.
pub(crate) fn run(options: &EchoOptions) -> Result<()> {
    if cfg!(debug_assertions) {
        return Err("only a release build is worth measuring: cargo run --release -p bench".into());
    }
    build_ours()?;
    process::raise_open_files();
    let loads = if options.loads.is_empty() {
        Load::standard(!options.rivals.is_empty())
    } else {
        options.loads.clone()
    };
    let traffics: Vec<Traffic> = loads.iter().filter_map(traffic_of).collect();
    if !traffics.is_empty() {
        measure_traffic(options, &traffics)?;
    }
    if loads.contains(&Load::Idle) {
        idle::measure()?;
        rest::measure()?;
    }
    Ok(())
}

fn traffic_of(load: &Load) -> Option<Traffic> {
    match load {
        Load::Traffic(traffic) => Some(*traffic),
        Load::Idle => None,
    }
}

fn measure_traffic(options: &EchoOptions, traffics: &[Traffic]) -> Result<()> {
    // All run throughout: one that nobody speaks to uses no processor time.
    let rivals = options.rivals.iter().cloned().map(Contender::Running);
    let mut servers = Contender::all()
        .into_iter()
        .chain(rivals)
        .map(Server::start)
        .collect::<Result<Vec<_>>>()?;
    let mut rounds = vec![Vec::new(); traffics.len()];
    for number in 1..=options.rounds {
        say(format_args!("round {number} of {} …", options.rounds));
        for (traffic, rounds) in traffics.iter().zip(&mut rounds) {
            let turns = servers
                .iter_mut()
                .filter(|server| server.contender().takes(*traffic))
                .map(|server| take_turn(server, *traffic, options.seconds, number));
            rounds.push(turns.collect::<Result<Vec<_>>>()?);
        }
    }
    let contenders: Vec<_> = servers.iter().map(Server::contender).collect();
    say(format_args!("\n{}", Verdict::heading(&contenders)));
    for (traffic, rounds) in traffics.iter().zip(&rounds) {
        if let Some(verdict) = Verdict::new(*traffic, &contenders, rounds) {
            emit(&verdict.to_json())?;
            say(verdict.to_line());
        }
    }
    Ok(())
}

fn take_turn(
    server: &mut Server,
    traffic: Traffic,
    duration: Duration,
    round: u32,
) -> Result<Turn> {
    std::thread::sleep(PAUSE);
    let cost = load(server, traffic, duration)
        .map_err(|error| server.explain(format_args!("{traffic}: {error}")))?;
    let contender = server.contender().clone();
    emit(&cost.to_json(&contender, traffic, round))?;
    Ok(Turn {
        contender,
        messages_per_second: cost.measured.messages_per_second(),
        messages_per_cpu_second: cost.messages_per_cpu_second(),
    })
}

/// A turn, and the processor time that it took, where the system tells.
struct Cost {
    measured: Measured,
    server: Option<Duration>,
    load: Option<Duration>,
}

fn load(server: &Server, traffic: Traffic, duration: Duration) -> Result<Cost> {
    let path = server.contender().path(traffic);
    let mut generator = Generator::connect(server.address(), path, traffic)?;
    generator.run(WARM_UP, true)?;
    let cpu_times = || {
        (
            server.id().and_then(process::cpu_time),
            process::cpu_time(std::process::id()),
        )
    };
    let (server_before, load_before) = cpu_times();
    let measured = generator.run(duration, false)?;
    let (server_after, load_after) = cpu_times();
    if measured.messages == 0 {
        return Err("no message came back".into());
    }
    let used =
        |before: Option<Duration>, after: Option<Duration>| Some(after?.saturating_sub(before?));
    Ok(Cost {
        measured,
        server: used(server_before, server_after),
        load: used(load_before, load_after),
    })
}

impl Cost {
    /// `None` too if the server used less than the system can tell.
    fn messages_per_cpu_second(&self) -> Option<f64> {
        let used = self.server?.as_secs_f64();
        (used > 0.0).then(|| self.measured.messages as f64 / used)
    }

    fn to_json(&self, contender: &Contender, traffic: Traffic, number: u32) -> Value {
        // Of one processor, over the time of the turn.
        let share = |used: Option<Duration>| {
            used.map(|used| round(used.as_secs_f64() / self.measured.took.as_secs_f64()))
        };
        json!({
            "load": traffic.to_string(),
            "round": number,
            "server": contender.name(),
            "messages_per_second": self.measured.messages_per_second().round(),
            "server_cpus": share(self.server),
            "load_cpus": share(self.load),
        })
    }
}
