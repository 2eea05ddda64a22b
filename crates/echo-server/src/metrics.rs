//! What the server has done and does, counted for Prometheus: `GET /metrics`.

use std::borrow::Cow;
use std::fmt;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use scenario::{Rooms, Scenario};

use crate::echo::Tally;

/// The media type of [`Metrics::text`].
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// One label with its value. Every label has a small number of values, whatever clients do.
type Label = [(&'static str, Cow<'static, str>); 1];

/// All counters. Each may be counted from any thread.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    connections: Gauge,
    accepted: Counter,
    web_sockets: Gauge,
    refusals: Family<Label, Counter>,
    closes: Family<Label, Counter>,
    rooms: Gauge,
    room_bytes: Gauge,
    scenarios: Family<Label, Counter>,
    received: Flow,
    sent: Flow,
}

/// Messages in one direction.
#[derive(Debug)]
struct Flow {
    messages: Counter,
    bytes: Counter,
}

/// Messages of one connection that are not in the counters yet: counting each of them there would make the processors
/// wait for each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub(crate) received: Tally,
    pub(crate) sent: Tally,
}

/// One that is counted in a gauge, until this is dropped.
#[derive(Debug)]
pub(crate) struct GaugeGuard(Gauge);

impl GaugeGuard {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for GaugeGuard {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let messages = Family::<Label, Counter>::default();
        let bytes = Family::<Label, Counter>::default();
        let flow = |direction| Flow {
            messages: messages.get_or_create_owned(&label("direction", direction)),
            bytes: bytes.get_or_create_owned(&label("direction", direction)),
        };
        let (received, sent) = (flow("received"), flow("sent"));
        let mut metrics = Self {
            registry: Registry::with_prefix("echo_server"),
            connections: Gauge::default(),
            accepted: Counter::default(),
            web_sockets: Gauge::default(),
            refusals: Family::default(),
            closes: Family::default(),
            rooms: Gauge::default(),
            room_bytes: Gauge::default(),
            scenarios: Family::default(),
            received,
            sent,
        };
        metrics.register(messages, bytes);
        metrics
    }

    fn register(&mut self, messages: Family<Label, Counter>, bytes: Family<Label, Counter>) {
        let registry = &mut self.registry;
        let open = self.connections.clone();
        registry.register("open_connections", "TCP connections that are served", open);
        let accepted = self.accepted.clone();
        registry.register("connections", "TCP connections that were served", accepted);
        let open = self.web_sockets.clone();
        registry.register("open_web_sockets", "WebSockets that are open", open);
        let refusals = self.refusals.clone();
        registry.register("refusals", "Connections and requests refused", refusals);
        let closes = self.closes.clone();
        registry.register("closes", "WebSockets that ended, by close code", closes);
        registry.register("messages", "Text and binary messages", messages);
        registry.register("payload_bytes", "Their payloads", bytes);
        let rooms = self.rooms.clone();
        registry.register("rooms", "Rooms that somebody is in", rooms);
        let bytes = self.room_bytes.clone();
        let help = "Payload bytes that wait in rooms for members who read slowly";
        registry.register("room_bytes", help, bytes);
        let scenarios = self.scenarios.clone();
        registry.register("scenario_parts", "Uses of each part of a path", scenarios);
    }

    /// Counts a connection that is served, until what is returned is dropped.
    pub(crate) fn connection(&self) -> GaugeGuard {
        self.accepted.inc();
        GaugeGuard::new(&self.connections)
    }

    /// Counts a WebSocket that begins, until what is returned is dropped.
    pub(crate) fn web_socket(&self, scenario: &Scenario) -> GaugeGuard {
        for part in scenario.names() {
            self.scenarios.get_or_create(&label("part", part)).inc();
        }
        GaugeGuard::new(&self.web_sockets)
    }

    /// Counts a connection or a request that was refused.
    pub(crate) fn refused(&self, reason: &'static str) {
        self.refusals.get_or_create(&label("reason", reason)).inc();
    }

    /// Counts a WebSocket that has ended with this close code. Codes of applications are counted as one.
    pub(crate) fn closed(&self, code: u16) {
        let code = match code {
            1000..=1015 => code.to_string().into(),
            _ => Cow::Borrowed("other"),
        };
        self.closes.get_or_create(&[("code", code)]).inc();
    }

    /// Adds what a connection has carried.
    pub(crate) fn add(&self, traffic: Traffic) {
        self.received.add(traffic.received);
        self.sent.add(traffic.sent);
    }

    /// All of it, as Prometheus reads it.
    pub(crate) fn text(&self, rooms: &Rooms) -> Result<String, fmt::Error> {
        let number = |count| i64::try_from(count).unwrap_or(i64::MAX);
        self.rooms.set(number(rooms.count()));
        self.room_bytes.set(number(rooms.waiting_bytes()));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Flow {
    fn add(&self, tally: Tally) {
        if tally.messages > 0 || tally.bytes > 0 {
            self.messages.inc_by(tally.messages);
            self.bytes.inc_by(tally.bytes);
        }
    }
}

fn label(name: &'static str, value: &'static str) -> Label {
    [(name, Cow::Borrowed(value))]
}

#[cfg(test)]
mod tests {

    use super::*;
    use scenario::Bounds;

    #[test]
    fn what_is_counted_is_in_the_text() {
        let metrics = Metrics::new();
        let here = metrics.connection();
        drop(metrics.connection());
        metrics.refused("address");
        for code in [1000, 1000, 1009, 4242, 0, u16::MAX] {
            metrics.closed(code);
        }
        let scenario = Scenario::parse("/delay/1ms/drop/1%25/echo", "").unwrap();
        let _open = metrics.web_socket(&scenario);
        metrics.add(Traffic {
            received: Tally {
                messages: 2,
                bytes: 10,
            },
            sent: Tally::default(),
        });
        let rooms = Rooms::new(Bounds::default());
        let text = metrics.text(&rooms).unwrap();
        for line in [
            "echo_server_open_connections 1",
            "echo_server_connections_total 2",
            "echo_server_open_web_sockets 1",
            "echo_server_refusals_total{reason=\"address\"} 1",
            "echo_server_closes_total{code=\"1000\"} 2",
            "echo_server_closes_total{code=\"1009\"} 1",
            "echo_server_closes_total{code=\"other\"} 3",
            "echo_server_messages_total{direction=\"received\"} 2",
            "echo_server_payload_bytes_total{direction=\"received\"} 10",
            "echo_server_messages_total{direction=\"sent\"} 0",
            "echo_server_rooms 0",
            "echo_server_room_bytes 0",
            "echo_server_scenario_parts_total{part=\"delay\"} 1",
            "echo_server_scenario_parts_total{part=\"drop\"} 1",
            "echo_server_scenario_parts_total{part=\"echo\"} 1",
            "# EOF",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        drop(here);
        assert!(
            metrics
                .text(&rooms)
                .unwrap()
                .contains("echo_server_open_connections 0\n")
        );
    }
}
