//! What the rounds come to.

use serde_json::{Map, Value, json};

use crate::load::Traffic;
use crate::server::Contender;

/// What one server did in one round.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    pub contender: Contender,
    pub messages_per_second: f64,
    /// Messages for each second of processor time that the server used, where the system tells it. Other programs on the
    /// machine disturb it less than the figure above.
    pub messages_per_cpu_second: Option<f64>,
}

/// What one load came to.
#[derive(Debug)]
pub(crate) struct Verdict {
    traffic: Traffic,
    /// Messages a second, the median of the rounds.
    medians: Vec<(Contender, Option<f64>)>,
    /// Messages for a second of the server's processor time, the median of the rounds.
    cpu_medians: Vec<(Contender, Option<f64>)>,
    /// Ours to the best of the others: taken in each round, then the median of the rounds.
    ratio: f64,
}

impl Verdict {
    /// `None` without a round in which ours and another had their turn.
    pub(crate) fn new(
        traffic: Traffic,
        contenders: &[&Contender],
        rounds: &[Vec<Turn>],
    ) -> Option<Self> {
        Some(Self {
            traffic,
            medians: medians(contenders, rounds, |turn| Some(turn.messages_per_second)),
            cpu_medians: medians(contenders, rounds, |turn| turn.messages_per_cpu_second),
            ratio: median(rounds.iter().filter_map(|turns| ratio(turns)))?,
        })
    }

    /// Whether ours is as fast as it should be; a load without a goal is neither.
    fn is_met(&self) -> Option<bool> {
        Some(self.ratio >= self.traffic.goal()?)
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "load": self.traffic.to_string(),
            "median_messages_per_second": by_name(&self.medians),
            "median_messages_per_server_cpu_second": by_name(&self.cpu_medians),
            "median_ratio_to_best": round(self.ratio),
            "goal": self.traffic.goal(),
            "met": self.is_met(),
        })
    }

    /// A line of the table, under [`Verdict::heading`].
    pub(crate) fn to_line(&self) -> String {
        let name = self.traffic.to_string();
        let mut line = format!("{name:<18}");
        for (_, rate) in &self.medians {
            line += &format!("{:>18}", rate.map_or("–".to_owned(), grouped));
        }
        line += &format!("{:>9.2} ×", self.ratio);
        line + &goal(
            self.traffic.goal().map(|goal| format!("≥ {goal} ×")),
            self.is_met(),
        )
    }

    pub(crate) fn heading(contenders: &[&Contender]) -> String {
        let mut line = format!("{:<18}", "messages/s");
        for contender in contenders {
            line += &format!("{:>18}", contender.name());
        }
        line + &format!("{:>11}", "ratio")
    }
}

/// The last column of a table.
pub(crate) fn goal(goal: Option<String>, is_met: Option<bool>) -> String {
    match (goal, is_met) {
        (Some(goal), Some(true)) => format!("   {goal}: met"),
        (Some(goal), Some(false)) => format!("   {goal}: NOT MET"),
        _ => String::new(),
    }
}

/// The median of a figure for every server, if it has one.
fn medians(
    contenders: &[&Contender],
    rounds: &[Vec<Turn>],
    figure: impl Fn(&Turn) -> Option<f64>,
) -> Vec<(Contender, Option<f64>)> {
    let of = |contender: &&Contender| {
        let turns = rounds.iter().flatten();
        let own = turns.filter(|turn| turn.contender == **contender);
        ((*contender).clone(), median(own.filter_map(&figure)))
    };
    contenders.iter().map(of).collect()
}

fn by_name(figures: &[(Contender, Option<f64>)]) -> Map<String, Value> {
    let named = figures.iter().filter_map(|(contender, figure)| {
        Some((contender.name().to_owned(), json!((*figure)?.round())))
    });
    named.collect()
}

/// Ours to the best of the others, within one round.
fn ratio(turns: &[Turn]) -> Option<f64> {
    let ours = turns
        .iter()
        .find(|turn| turn.contender == Contender::Ours)?
        .messages_per_second;
    let others = turns
        .iter()
        .filter(|turn| turn.contender != Contender::Ours);
    let best = others
        .map(|turn| turn.messages_per_second)
        .max_by(f64::total_cmp)?;
    (best > 0.0).then_some(ours / best)
}

/// The middle one, or the mean of the two in the middle.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(values.len() / 2 - 1)?;
    Some((lower + upper) / 2.0)
}

/// Three digits after the point are more than a measurement knows.
pub(crate) fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// `1234567.8` as `1 234 568`.
pub(crate) fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Contender, Turn, Verdict, grouped, median};
    use crate::load::Load;
    use crate::rivals::Rival;

    #[test]
    fn medians_are_in_the_middle() {
        assert_eq!(median([].into_iter()), None);
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), Some(2.5));
    }

    #[test]
    fn digits_stand_in_groups() {
        assert_eq!(grouped(0.4), "0");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(grouped(1_234_567.8), "1 234 568");
    }

    fn round(ours: f64, tungstenite: f64, fastwebsockets: f64) -> Vec<Turn> {
        let turn = |contender, messages_per_second| Turn {
            contender,
            messages_per_second,
            messages_per_cpu_second: Some(messages_per_second * 2.0),
        };
        vec![
            turn(Contender::Ours, ours),
            turn(Contender::Other(Rival::Tungstenite), tungstenite),
            turn(Contender::Other(Rival::FastWebSockets), fastwebsockets),
        ]
    }

    #[test]
    fn the_ratio_is_to_the_best_of_each_round() {
        let Ok(Load::Traffic(traffic)) = "8x64x16B".parse() else {
            panic!("a load");
        };
        let rounds = [
            round(100.0, 10.0, 5.0),
            round(100.0, 4.0, 20.0),
            round(200.0, 10.0, 10.0),
        ];
        let contenders = Contender::all();
        let contenders: Vec<_> = contenders.iter().collect();
        let verdict = Verdict::new(traffic, &contenders, &rounds).expect("a verdict");
        let json = verdict.to_json();
        assert_eq!(json["median_ratio_to_best"], 10.0);
        assert_eq!(json["met"], true);
        assert_eq!(json["median_messages_per_second"]["fastwebsockets"], 10.0);
        assert_eq!(json["median_messages_per_server_cpu_second"]["ours"], 200.0);
        assert!(verdict.to_line().ends_with("≥ 10 ×: met"));
        assert!(Verdict::new(traffic, &contenders, &[]).is_none());
    }
}
