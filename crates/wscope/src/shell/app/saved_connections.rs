//! Saved connections within the window: what becomes of what a person asks of them.

use std::task::Poll;

use connection::{Endpoint, Phase};
use serde_json::{Map, Value};

use crate::features::connection_settings::form::{OptionsForm, without_entry};
use crate::features::connections::{
    self, Item, Kind, MAX_IMPORT_BYTES, MAX_ITEMS, Saved, TOP, Use,
};
use crate::features::scenarios::Choice;
use crate::kit::attach::{AttachError, Attaching, largest};
use crate::kit::field::composer_field;
use crate::kit::format::size;
use crate::kit::lenient;
use crate::kit::secret::{Keep, Kept};
use crate::kit::tab_id::TabId;
use crate::kit::variables::{Variables, is_only_variables};
use crate::shell::app::App;
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::public_address::{public_address, without_credentials};
use crate::shell::tab::Tab;
use crate::shell::tabs::Tabs;

impl App {
    pub(super) fn run_connections(&mut self, command: connections::Command) {
        use connections::Command as C;
        let saved = &mut self.settings.connections;
        match command {
            C::Save => self.save_connection(),
            C::NewFolder => self.add_folder(),
            C::Connect(id) => self.connect_saved(id),
            C::OpenInTab(id) => self.open_saved_in_tab(id),
            C::Rename(id, name) => self.rename(id, &name),
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
            C::Delete(id) => self.delete_saved(id),
            C::UndoDelete => {
                if let Some(removed) = self.side.saved.removed.take() {
                    saved.put_back(removed);
                }
            }
            C::RetryKeyring => self.retry_keyring(),
            C::ChooseEnvironment(id) => saved.environment = id,
            C::EditEnvironments => self.side.saved.environments.open(),
            C::Import => self.side.saved.importing = Some(Attaching::browse(&self.context)),
            C::Export => self.export_connections(),
        }
    }

    fn add_folder(&mut self) {
        let name = connections::Text::NewFolder.say(self.language).into_owned();
        let kind = Kind::Folder;
        self.add_item(Item {
            name,
            kind,
            ..Item::default()
        });
    }

    fn open_saved_in_tab(&mut self, id: u64) {
        let count = self.tabs.len();
        self.new_tab();
        if self.tabs.len() > count {
            self.use_saved(id);
        }
    }

    fn rename(&mut self, id: u64, name: &str) {
        if let Some(item) = self.settings.connections.get_mut(id) {
            name.clone_into(&mut item.name);
            self.name_tabs(id, name);
        }
    }

    fn delete_saved(&mut self, id: u64) {
        let removed = self.settings.connections.remove(id);
        let text = connections::Text::Deleted(removed.name()).say(self.language);
        let undo = Command::Connections(connections::Command::UndoDelete);
        self.notice = Some(Notice::good(text).with(undo));
        self.side.saved.removed = Some(removed);
    }

    fn export_connections(&mut self) {
        let file = connections::to_file(&self.settings.connections, public_item);
        let name = connections::Text::ExportName.say(self.language);
        self.ask_save_results(&name, file.into_bytes());
    }

    /// Once a frame: adds what the chosen file has.
    pub(super) fn end_import(&mut self) {
        let importing = self.side.saved.importing.as_ref();
        let Some(Poll::Ready(outcome)) = importing.map(Attaching::poll) else {
            return;
        };
        self.side.saved.importing = None;
        match outcome {
            None => {}
            Some(Ok(file)) if file.bytes.len() > MAX_IMPORT_BYTES => {
                let largest = size(MAX_IMPORT_BYTES as u64);
                let text = connections::Text::TooLarge(&largest);
                self.notice = Some(Notice::bad(text.say(self.language)));
            }
            Some(Ok(file)) => self.import_connections(&file.bytes),
            Some(Err(error)) => {
                use connections::Text as T;
                let largest = largest();
                let text = match &error {
                    AttachError::Unreadable(why) => T::Unreadable(why),
                    AttachError::TooLarge { .. } => T::TooLarge(&largest),
                    AttachError::NoDialog => T::NoFileDialog,
                };
                self.notice = Some(Notice::bad(text.say(self.language)));
            }
        }
    }

    /// Adds the connections and environments of a file.
    pub fn import_connections(&mut self, file: &[u8]) {
        use connections::{ImportError as E, Text as T};
        let outcome = connections::import(&mut self.settings.connections, file, adopt);
        let language = self.language;
        self.notice = Some(match outcome {
            Ok(imported) => {
                let (items, left_out) = (imported.added, &*imported.left_out);
                let text = T::Imported { items, left_out }.say(language);
                if left_out.is_empty() {
                    Notice::good(text)
                } else {
                    Notice::bad(text)
                }
            }
            Err(error) => {
                let text = match error {
                    E::NotJson => T::NotJson,
                    E::NotOurs => T::NotOurs,
                    E::Newer => T::Newer,
                    E::NoRoom => T::NoRoom { limit: MAX_ITEMS },
                };
                Notice::bad(text.say(language))
            }
        });
        self.store_soon();
    }

    /// Names the tabs with a saved connection as it is now, unless they have a name of their own.
    fn name_tabs(&mut self, id: u64, name: &str) {
        for tab in self.tabs.iter_mut().filter(|tab| tab.saved == Some(id)) {
            if tab.name.trim().is_empty() || tab.name == tab.saved_name {
                name.clone_into(&mut tab.name);
                name.clone_into(&mut tab.saved_name);
            }
        }
    }

    fn save_connection(&mut self) {
        let address = self.tabs.current().address.clone();
        let address = self.without_credentials(&address);
        let tab = self.tabs.current();
        let item = Item {
            name: tab.title_to_save(),
            colour: tab.colour,
            address,
            form: to_map(&tab.form),
            ..Item::default()
        };
        let is_in_keyring = tab.form.credentials.keep == Keep::Keyring;
        let secret = Some(tab.form.secret()).filter(|text| is_in_keyring && !text.is_empty());
        let id = self.add_item(item);
        self.tabs.current_mut().saved = id;
        // The keyring may not have these credentials yet.
        self.secrets.unwritten.extend(id.zip(secret));
    }

    pub(super) fn save_scenario(&mut self, choice: Choice) {
        let form = self.tabs.current().form_for(&choice.address);
        let address = self.without_credentials(&choice.address);
        self.add_item(Item {
            name: choice.title,
            address,
            form: form.as_ref().map(to_map).unwrap_or_default(),
            ..Item::default()
        });
    }

    /// An address to be saved. What is a credential in it becomes a secret variable, so that it can be connected to.
    fn without_credentials(&mut self, address: &str) -> String {
        use connections::Text as T;
        let saved = &mut self.settings.connections;
        if !saved.has_room() {
            return public_address(address);
        }
        let new = format!("{} 1", T::Environment.say(self.language));
        let mut names: Vec<String> = Vec::new();
        let address = without_credentials(address, |name, value| {
            let kept = saved.keep_secret(name, value, &new);
            names.extend(kept.clone());
            // Without room it is told as a variable without a value.
            kept.unwrap_or_else(|| name.to_owned())
        });
        if let Some(environment) = saved.chosen().filter(|_| !names.is_empty()) {
            let text = T::CredentialNamed {
                names: &names.join(", "),
                environment: &environment.name,
            };
            let edit = Command::Connections(connections::Command::EditEnvironments);
            self.notice = Some(Notice::good(text.say(self.language)).with(edit));
        }
        address
    }

    /// Lets the person give a variable a value, in the environment that is chosen or in a new one.
    pub(super) fn ask_variable(&mut self, name: &str) {
        let environment = format!("{} 1", connections::Text::Environment.say(self.language));
        let saved = &mut self.settings.connections;
        let (index, made) = saved.place_of_variable(name, &environment).unzip();
        self.side.saved.environments.open_at(index, made.flatten());
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
        let variables = self.settings.connections.variables();
        match tab_with(&self.tabs, &self.settings.connections, item.id) {
            Some(tab) => {
                self.tabs.select(tab);
                let tab = self.tabs.current_mut();
                if !is_dialled(tab, &variables) {
                    tab.disconnect();
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
        tab.disconnect();
        tab.saved_name.clone_from(&item.name);
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
fn tab_with(tabs: &Tabs, saved: &Saved, item: u64) -> Option<TabId> {
    let shown = Shown::new(saved);
    let has_it = |tab: &&Tab| shown.item_at(tab) == Some(item);
    let current = Some(tabs.current()).filter(has_it);
    let tab = current.or_else(|| tabs.iter().find(has_it));
    tab.map(|tab| tab.id)
}

/// The saved connections, to look for those at which tabs are.
struct Shown<'a> {
    saved: &'a Saved,
    variables: Variables,
    /// Where each leads to.
    places: Vec<(&'a Item, Option<Endpoint>)>,
}

impl<'a> Shown<'a> {
    fn new(saved: &'a Saved) -> Self {
        let variables = saved.variables();
        let place = |item: &'a Item| (item, meant(&item.address, &variables));
        let items = saved.items.iter();
        let connections = items.filter(|item| item.kind == Kind::Connection);
        Self {
            places: connections.map(place).collect(),
            saved,
            variables,
        }
    }

    /// The one at which a tab is: that from which it came, or else the first with its address.
    fn item_at(&self, tab: &Tab) -> Option<u64> {
        let origin = tab.saved.filter(|id| self.saved.get(*id).is_some());
        let endpoint = meant(&tab.address, &self.variables);
        let is_there = |(item, place): &&(&Item, Option<Endpoint>)| {
            let is_meant = origin.is_none_or(|origin| origin == item.id);
            let is_same = item.address == tab.address || (place.is_some() && *place == endpoint);
            is_meant && is_same
        };
        self.places.iter().find(is_there).map(|(item, _)| item.id)
    }
}

/// Where an address leads to, with its variables filled in.
fn meant(address: &str, variables: &Variables) -> Option<Endpoint> {
    Endpoint::parse(&variables.fill_or_name(address)).ok()
}

/// Whether a tab is connected to what is in its field, or about to be.
fn is_dialled(tab: &Tab, variables: &Variables) -> bool {
    let dialled = tab.dialled.as_ref().map(|(endpoint, _)| endpoint);
    tab.phase() != Phase::Idle && dialled == meant(&tab.address, variables).as_ref()
}

/// What the tabs make of the saved connections.
pub(super) struct Uses {
    /// The one at which the tab is that is looked at.
    current: Option<u64>,
    /// Those that are open in a tab.
    open: Vec<u64>,
}

impl Uses {
    pub(super) fn new(tabs: &Tabs, saved: &Saved) -> Self {
        let shown = Shown::new(saved);
        let is_open = |tab: &&Tab| {
            matches!(tab.phase(), Phase::Open { .. }) && is_dialled(tab, &shown.variables)
        };
        let open = tabs.iter().filter(is_open);
        Self {
            current: shown.item_at(tabs.current()),
            open: open.filter_map(|tab| shown.item_at(tab)).collect(),
        }
    }

    /// What they make of this one.
    pub(super) fn of(&self, item: &Item) -> Use {
        Use {
            is_open: self.open.contains(&item.id),
            is_current: self.current == Some(item.id),
        }
    }
}

/// The same without what may be secret, whatever the person keeps on this device.
fn public_item(item: &Item) -> Item {
    let form: OptionsForm = lenient::read(&Value::Object(item.form.clone()));
    let mut public = OptionsForm {
        credentials: Kept::default(),
        ..form
    };
    // A header of any name may hold a credential, and others read the file.
    public.headers.retain(|line| is_only_variables(&line.value));
    let mut fields = item.form.clone();
    if !fields.is_empty() {
        let known = to_map(&public);
        // What a later version says comes along, but for what is called as a secret is.
        fields.retain(|name, _| !known.contains_key(name));
        connections::without_secret_names(&mut fields);
        fields.extend(known);
    }
    Item {
        address: public_address(&item.address),
        form: fields,
        ..item.clone()
    }
}

/// Makes the settings of a connection from a file those of one that was saved here. Says what of them is too long.
fn adopt(item: &mut Item) -> Vec<&'static str> {
    if item.form.is_empty() {
        return Vec::new();
    }
    without_entry(&mut item.form);
    let form: OptionsForm = lenient::read(&Value::Object(item.form.clone()));
    let too_long = form.too_long();
    if !too_long.is_empty() {
        item.form.extend(to_fields(&form.within_bounds()));
    }
    too_long
}

/// How a tab connects, without secrets unless the person keeps them.
fn to_map(form: &OptionsForm) -> Map<String, Value> {
    to_fields(&form.to_stored())
}

fn to_fields(form: &OptionsForm) -> Map<String, Value> {
    match serde_json::to_value(form) {
        Ok(Value::Object(fields)) => fields,
        // A form has fields.
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_is_exported_under_a_name_that_is_not_known_here() {
        let form = serde_json::json!({
            "token": "s3cret",
            "later": 1,
            "stores_credentials": {"entry": 7, "value": "s3cret"},
            "credentials": {"keep": "device", "token": "s3cret", "more": "s3cret"},
            "headers": [{"name": "X-A", "value": "s3cret", "more": "s3cret"}],
            "api_key": "s3cret",
            "nested": {"kept": true, "password": "s3cret"},
        });
        let item = Item {
            form: form.as_object().cloned().unwrap_or_default(),
            ..Item::default()
        };
        let public = public_item(&item).form;
        let text = serde_json::to_string(&public).unwrap();
        assert!(!text.contains("s3cret"), "{text}");
        assert_eq!(public["later"], 1);
        assert_eq!(public["nested"], serde_json::json!({"kept": true}));
        // What is exported can be exported again, and is the same.
        let again = Item {
            form: public.clone(),
            ..Item::default()
        };
        assert_eq!(public_item(&again).form, public);
    }
}
