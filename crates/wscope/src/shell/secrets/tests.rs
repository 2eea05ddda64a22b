use std::collections::BTreeMap;

use parking_lot::Mutex;

use super::*;

/// Long enough for a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A keyring in memory, which can be locked.
#[derive(Default)]
struct InMemory {
    entries: Mutex<BTreeMap<u64, String>>,
    fault: Mutex<Option<KeyringError>>,
    calls: Mutex<usize>,
}

impl InMemory {
    fn begin(&self) -> Result<(), KeyringError> {
        *self.calls.lock() += 1;
        self.fault.lock().clone().map_or(Ok(()), Err)
    }
}

impl Keyring for InMemory {
    fn read(&self, entry: u64) -> Result<String, KeyringError> {
        self.begin()?;
        let entries = self.entries.lock();
        entries.get(&entry).cloned().ok_or(KeyringError::Missing)
    }

    fn write(&self, entry: u64, text: &str) -> Result<(), KeyringError> {
        self.begin()?;
        let before = self.entries.lock().insert(entry, text.to_owned());
        assert_eq!(before, None, "an entry is never changed");
        Ok(())
    }

    fn delete(&self, entry: u64) -> Result<(), KeyringError> {
        self.begin()?;
        self.entries.lock().remove(&entry);
        Ok(())
    }
}

/// What has a secret.
#[derive(Clone, Default)]
struct Field {
    text: String,
    kept: Kept,
}

impl Field {
    fn typed(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            kept: Kept::with(Keep::Keyring),
        }
    }

    /// As it is read from the settings.
    fn stored(&self) -> Self {
        let kept = Kept {
            is_read: false,
            ..self.kept
        };
        Self {
            text: String::new(),
            kept,
        }
    }
}

impl SecretHolder for Field {
    fn keep(&self) -> Keep {
        self.kept.keep
    }

    fn kept(&mut self) -> &mut Kept {
        &mut self.kept
    }

    fn secret(&self) -> String {
        self.text.clone()
    }

    fn fill(&mut self, secret: &str) {
        if self.text.is_empty() {
            secret.clone_into(&mut self.text);
        }
    }
}

/// A window with its fields.
struct Window {
    secrets: Secrets,
    fields: Vec<Field>,
    errors: Vec<KeyringError>,
}

impl Window {
    fn open(keyring: &Arc<InMemory>, fields: Vec<Field>) -> Self {
        let stored = fields.iter().map(|field| field.kept.entry);
        let stored = stored.filter(|entry| *entry != 0).collect();
        Self {
            secrets: Secrets::new(Some(Arc::<InMemory>::clone(keyring)), stored),
            fields,
            errors: Vec::new(),
        }
    }

    /// Looks at all fields, and begins what they need.
    fn tend(&mut self) {
        self.secrets.begin_round();
        for field in &mut self.fields {
            self.secrets.tend(field);
        }
        self.secrets.begin(&Context::default());
    }

    /// Until nothing is left to do.
    fn settle(&mut self) {
        for round in 0.. {
            assert!(round < 10, "it goes on for ever");
            self.tend();
            match self.secrets.end(PATIENCE) {
                Some(ended) => self.errors.extend(ended.failed.map(|(_, error)| error)),
                None => return,
            }
        }
    }

    /// Writes the settings.
    fn store(&mut self) -> Vec<Field> {
        let entries = self.fields.iter().map(|field| field.kept.entry);
        let entries = entries.filter(|entry| *entry != 0).collect();
        self.secrets.set_stored(entries);
        self.fields.iter().map(Field::stored).collect()
    }
}

fn texts(keyring: &InMemory) -> Vec<String> {
    keyring.entries.lock().values().cloned().collect()
}

#[test]
fn a_secret_survives_a_restart_in_the_keyring_alone() {
    let keyring = Arc::new(InMemory::default());
    let mut window = Window::open(&keyring, vec![Field::typed("s3cret"), Field::typed("")]);
    window.settle();
    let stored = window.store();
    assert_eq!(texts(&keyring), ["s3cret"]);
    assert!(stored.iter().all(|field| field.text.is_empty()));

    let mut window = Window::open(&keyring, stored);
    window.settle();
    assert_eq!(window.fields[0].text, "s3cret");
    assert_eq!((window.fields[1].kept.entry, window.errors.len()), (0, 0));
    // Nothing is asked again.
    let calls = *keyring.calls.lock();
    window.settle();
    assert_eq!(*keyring.calls.lock(), calls);
}

#[test]
fn another_value_has_another_entry_and_the_old_one_goes_after_the_settings_were_written() {
    let keyring = Arc::new(InMemory::default());
    let mut window = Window::open(&keyring, vec![Field::typed("old")]);
    window.settle();
    window.store();
    "new".clone_into(&mut window.fields[0].text);
    window.settle();
    assert_eq!(texts(&keyring), ["old", "new"]);
    window.store();
    window.settle();
    assert_eq!(texts(&keyring), ["new"]);
}

#[test]
fn an_entry_goes_with_the_choice_the_text_or_what_has_it() {
    let leave: [fn(&mut Vec<Field>); 4] = [
        |fields| fields[0].kept.keep = Keep::Memory,
        |fields| fields[0].kept.keep = Keep::Device,
        |fields| fields[0].text.clear(),
        |fields| drop(fields.remove(0)),
    ];
    for leave in leave {
        let keyring = Arc::new(InMemory::default());
        let mut window = Window::open(&keyring, vec![Field::typed("a"), Field::typed("b")]);
        window.settle();
        window.store();
        leave(&mut window.fields);
        window.settle();
        window.store();
        window.settle();
        assert_eq!(texts(&keyring), ["b"]);
        // It comes back: from an undo, with the entry that it had.
        let other = window.fields.pop();
        let back = Field::typed("a");
        window.fields = vec![back];
        window.fields.extend(other);
        window.settle();
        let mut all = texts(&keyring);
        all.sort();
        assert_eq!(all, ["a", "b"]);
    }
}

#[test]
fn one_entry_serves_all_that_have_the_same_secret() {
    let keyring = Arc::new(InMemory::default());
    let mut window = Window::open(&keyring, vec![Field::typed("a")]);
    window.settle();
    window.fields.push(window.fields[0].stored());
    window.fields.push(Field::typed("a"));
    window.settle();
    assert_eq!(window.fields[1].text, "a");
    assert_eq!(texts(&keyring), ["a"]);
    window.store();
    window.fields.truncate(1);
    window.store();
    window.settle();
    assert_eq!(texts(&keyring), ["a"]);
}

#[test]
fn a_secret_that_comes_back_while_its_entry_is_deleted_has_another() {
    let back: [fn(&Field) -> Field; 3] = [|_| Field::typed("a"), Field::clone, Field::stored];
    for back in back {
        let keyring = Arc::new(InMemory::default());
        let mut window = Window::open(&keyring, vec![Field::typed("a")]);
        window.settle();
        let field = window.fields.remove(0);
        window.store();
        window.tend();
        assert!(window.secrets.is_busy(), "it is being deleted");
        window.fields.push(back(&field));
        window.tend();
        // The settings may be stored now, and must not refer to it.
        assert_eq!(window.fields[0].kept.entry, 0);
        assert_eq!(window.secrets.entry_of("a"), None);
        window.settle();
        window.store();
        window.settle();
        let entry = window.fields[0].kept.entry;
        assert_ne!(entry, field.kept.entry);
        let entries = keyring.entries.lock().clone();
        assert_eq!(entries, BTreeMap::from([(entry, "a".to_owned())]));
    }
}

#[test]
fn what_a_locked_keyring_does_not_take_stays_and_is_tried_again_when_asked_for() {
    let keyring = Arc::new(InMemory::default());
    *keyring.fault.lock() = Some(KeyringError::Locked);
    let mut window = Window::open(&keyring, vec![Field::typed("a")]);
    window.settle();
    window.settle();
    assert_eq!(window.fields[0].text, "a");
    assert_eq!(window.fields[0].kept.entry, 0);
    assert_eq!(window.errors, [KeyringError::Locked]);
    assert_eq!(*keyring.calls.lock(), 1, "the person is asked once");
    *keyring.fault.lock() = None;
    window.secrets.retry();
    window.settle();
    assert_eq!(texts(&keyring), ["a"]);
    let stored = window.store();

    // Locked at the start: what was kept is not given up, whatever is typed or chosen meanwhile.
    *keyring.fault.lock() = Some(KeyringError::Locked);
    let mut window = Window::open(&keyring, stored);
    window.settle();
    let entry = window.fields[0].kept.entry;
    "b".clone_into(&mut window.fields[0].text);
    window.settle();
    window.fields[0].kept.keep = Keep::Memory;
    window.settle();
    window.store();
    window.settle();
    assert_eq!(window.fields[0].kept.entry, entry);
    *keyring.fault.lock() = None;
    window.secrets.retry();
    window.settle();
    assert_eq!(window.fields[0].text, "b", "what was typed stays");
    window.store();
    window.settle();
    assert_eq!(texts(&keyring), [""; 0]);
}

#[test]
fn an_entry_that_is_not_there_is_told_once_and_can_be_typed_again() {
    let keyring = Arc::new(InMemory::default());
    let gone = Kept {
        entry: 7,
        ..Kept::with(Keep::Keyring)
    };
    let field = Field {
        text: String::new(),
        kept: gone,
    };
    let mut window = Window::open(&keyring, vec![field]);
    window.settle();
    assert_eq!(window.errors, [KeyringError::Missing]);
    "a".clone_into(&mut window.fields[0].text);
    window.settle();
    assert_eq!(texts(&keyring), ["a"]);
    assert_eq!(window.errors.len(), 1);
}

#[test]
fn without_a_keyring_nothing_changes() {
    let mut secrets = Secrets::default();
    let mut field = Field::typed("a");
    field.kept.entry = 7;
    secrets.begin_round();
    secrets.tend(&mut field);
    secrets.begin(&Context::default());
    assert_eq!(field.kept.entry, 7);
    assert!(!secrets.is_busy());
}
