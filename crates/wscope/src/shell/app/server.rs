//! The echo server of the program within the window: started and stopped.

use connection::Endpoint;

use crate::shell::app::App;
use crate::shell::built_in_server::{ServerFault, ServerSwitch};
use crate::shell::notice::Notice;
use crate::shell::start_options::StartOptions;
use crate::shell::texts::Text;

impl App {
    /// Starts the server if the program is to begin with it. Where something listens already, that is used.
    pub(super) fn start_with_server(options: StartOptions) -> (ServerSwitch, StartOptions) {
        let mut server = ServerSwitch::new(options.server_address.clone());
        let started = options.starts_server.then(|| server.start()).flatten();
        let started = started.transpose().unwrap_or_else(|why| {
            tracing::info!("no echo server of our own: {why:?}");
            None
        });
        let options = StartOptions {
            built_in_server: options.built_in_server.or(started),
            ..options
        };
        (server, options)
    }

    /// Whether the server would be at this address, and is not started.
    pub(super) fn lacks_server(&self, failed: &str) -> bool {
        let rest = failed.strip_prefix("ws://");
        let there = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
        there.is_some_and(|there| self.server.startable() == Some(there))
    }

    /// Starts the server, or stops it.
    pub(super) fn run_server(&mut self, starts: bool) {
        let (text, url) = if starts {
            let address = self.server.startable().map(str::to_owned);
            let (Some(address), Some(started)) = (address, self.server.start()) else {
                return;
            };
            match started {
                Ok(url) => (
                    Text::ServerStarted { url: &url }.say(self.language),
                    Some(url),
                ),
                Err(why) => {
                    let text = match &why {
                        ServerFault::InUse => Text::ServerInUse { address: &address },
                        ServerFault::Other(why) => Text::ServerNotStarted { why },
                    };
                    self.notice = Some(Notice::bad(text.say(self.language)));
                    return;
                }
            }
        } else {
            self.server.stop();
            (Text::ServerStopped.say(self.language), None)
        };
        self.notice = Some(Notice::good(text));
        for tab in self.tabs.iter_mut() {
            tab.scenarios.forget();
        }
        self.side.own_server = url.as_ref().and_then(|url| Endpoint::parse(url).ok());
        self.built_in_server = url;
    }
}
