//! Saved connections within the window: what becomes of what a person asks of them.

use connection::Endpoint;
use serde_json::{Map, Value};

use crate::command::Command;
use crate::features::connection_settings::form::OptionsForm;
use crate::features::connections::{self, Item, Kind, MAX_ITEMS, Removed, TOP, Use, View};
use crate::features::scenarios::Choice;
use crate::kit::field::composer_field;
use crate::kit::lenient;
use crate::kit::tab_id::TabId;
use crate::shell::app::App;
use crate::shell::notice::Notice;
use crate::shell::tab::Tab;
use crate::shell::tabs::Tabs;

/// What of the saved connections does not survive a restart.
#[derive(Default)]
pub(super) struct SavedState {
    pub(super) view: View,
    /// What was deleted last.
    removed: Option<Removed>,
}

impl SavedState {
    /// Whether something was deleted that can be put back.
    pub(super) fn can_undo(&self) -> bool {
        self.removed.is_some()
    }
}

impl App {
    pub(super) fn run_connections(&mut self, command: connections::Command) {
        use connections::Command as C;
        let saved = &mut self.settings.connections;
        match command {
            C::Save => self.save_connection(),
            C::NewFolder => {
                let language = self.language;
                let name = connections::Text::NewFolder.say(language).into_owned();
                let kind = Kind::Folder;
                self.add_item(Item {
                    name,
                    kind,
                    ..Item::default()
                });
            }
            C::Connect(id) => self.connect_saved(id),
            C::OpenInTab(id) => {
                let count = self.tabs.len();
                self.new_tab();
                if self.tabs.len() > count {
                    self.use_saved(id);
                }
            }
            C::Rename(id, name) => {
                if let Some(item) = saved.get_mut(id) {
                    item.name = name;
                }
            }
            C::SetColour(id, colour) => {
                if let Some(item) = saved.get_mut(id) {
                    item.colour = colour;
                }
            }
            C::Fold(id, is_folded) => {
                if let Some(item) = saved.get_mut(id) {
                    item.is_folded = is_folded;
                }
            }
            C::Move(id, place) => saved.move_to(id, place),
            C::Delete(id) => {
                let removed = saved.remove(id);
                let text = connections::Text::Deleted(removed.name()).say(self.language);
                let undo = Command::Connections(C::UndoDelete);
                self.notice = Some(Notice::good(text).with(undo));
                self.side.saved.removed = Some(removed);
            }
            C::UndoDelete => {
                if let Some(removed) = self.side.saved.removed.take() {
                    saved.put_back(removed);
                }
            }
        }
    }

    fn save_connection(&mut self) {
        let tab = self.tabs.current();
        let item = Item {
            name: tab.title(),
            colour: tab.colour,
            address: public_address(&tab.address),
            form: to_map(&tab.form),
            ..Item::default()
        };
        let id = self.add_item(item);
        self.tabs.current_mut().saved = id;
    }

    pub(super) fn save_scenario(&mut self, choice: Choice) {
        self.add_item(Item {
            name: choice.title,
            address: public_address(&choice.address),
            ..Item::default()
        });
    }

    /// Adds one, and lets the person name it.
    fn add_item(&mut self, item: Item) -> Option<u64> {
        let name = item.name.clone();
        let id = self.settings.connections.add(Item {
            parent: TOP,
            ..item
        });
        match id {
            Some(id) => self.side.saved.view.rename(id, &name),
            None => {
                let text = connections::Text::NoRoom { limit: MAX_ITEMS };
                self.notice = Some(Notice::bad(text.say(self.language)));
            }
        }
        id
    }

    /// Looks at the tab that has it, and connects that; else this tab.
    fn connect_saved(&mut self, id: u64) {
        let Some(item) = self.settings.connections.get(id) else {
            return;
        };
        match tab_with(&self.tabs, item) {
            Some(tab) => {
                self.tabs.select(tab);
                if self.phase() == connection::Phase::Idle {
                    self.connect();
                }
            }
            None => self.use_saved(id),
        }
    }

    fn use_saved(&mut self, id: u64) {
        let Some(item) = self.settings.connections.get(id).cloned() else {
            return;
        };
        let tab = self.tabs.current_mut();
        tab.session.disconnect();
        tab.name = item.name;
        tab.colour = item.colour;
        tab.address = item.address;
        tab.form = lenient::read::<OptionsForm>(&Value::Object(item.form)).within_bounds();
        tab.saved = Some(id);
        let field = composer_field(tab.id);
        self.connect();
        self.focus_on(field);
    }
}

/// The tab that has this connection, if one does.
fn tab_with(tabs: &Tabs, item: &Item) -> Option<TabId> {
    let has_it = |tab: &&Tab| is_at(tab, item);
    let current = Some(tabs.current()).filter(has_it);
    let tab = current.or_else(|| tabs.iter().find(has_it));
    tab.map(|tab| tab.id)
}

fn is_at(tab: &Tab, item: &Item) -> bool {
    let is_meant = tab.saved.is_none_or(|saved| saved == item.id);
    let same = |one: &str, other: &str| {
        let parsed = |text: &str| Endpoint::parse(text).ok();
        one == other || (parsed(one).is_some() && parsed(one) == parsed(other))
    };
    is_meant && item.kind == Kind::Connection && same(&tab.address, &item.address)
}

/// What the tabs make of a saved connection.
pub(super) fn use_of(tabs: &Tabs, item: &Item) -> Use {
    let is_open = |tab: &Tab| matches!(tab.phase(), connection::Phase::Open { .. });
    Use {
        is_open: tabs.iter().any(|tab| is_open(tab) && is_at(tab, item)),
        is_current: is_at(tabs.current(), item),
    }
}

/// How a tab connects, without secrets unless the person keeps them.
fn to_map(form: &OptionsForm) -> Map<String, Value> {
    match serde_json::to_value(form.to_stored()) {
        Ok(Value::Object(fields)) => fields,
        // A form has fields.
        _ => Map::new(),
    }
}

/// The address without the values of parameters that are credentials: a variable of the same name stands for each.
fn public_address(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else {
        return without_user(address);
    };
    let public = |pair: &str| {
        let probe = Endpoint::parse(&format!("ws://host/?{pair}"));
        let is_secret = probe.is_ok_and(|probe| probe.to_string() != probe.expose());
        match pair.split_once('=') {
            Some((name, value)) if is_secret && !value.starts_with("{{") => {
                format!("{name}={{{{{name}}}}}")
            }
            _ => pair.to_owned(),
        }
    };
    let pairs: Vec<_> = query.split('&').map(public).collect();
    format!("{}?{}", without_user(path), pairs.join("&"))
}

/// The address without a name and a password before the host.
fn without_user(address: &str) -> String {
    let Some((scheme, rest)) = connection::split_scheme(address) else {
        return address.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credential_is_saved_with_an_address() {
        #[track_caller]
        fn check(address: &str, expected: &str) {
            assert_eq!(public_address(address), expected);
        }
        check("ws://a/b", "ws://a/b");
        check("ws://a/b?x=1&room=2", "ws://a/b?x=1&room=2");
        check("ws://a/?token=secret&x=1", "ws://a/?token={{token}}&x=1");
        check("ws://a/?token={{key}}", "ws://a/?token={{key}}");
        check("ws://me:secret@a:1/b@c", "ws://a:1/b@c");
        check("{{host}}/b", "{{host}}/b");
    }
}
