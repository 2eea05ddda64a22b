//! The native program: reads the command line, and opens the window.

mod arguments;
mod display;

use std::cell::Cell;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::shell::store::{Place, Store, WINDOW_KEY};
use crate::{App, StartOptions};
use arguments::{Arguments, Target};
use egui_winit::WindowSettings;

/// Exit code for what the person can mend: a wrong argument (clap's own), a missing screen.
const EXIT_USAGE: u8 = 2;

/// Under this name the system knows the program, and keeps a folder for it.
const APP_ID: &str = "wscope";
/// In that folder; eframe chose the name.
const SETTINGS_FILE: &str = "app.ron";

/// Where the course's server listens, and so the one that the program brings with it.
const SERVER_ADDRESS: &str = "localhost:4000";

/// Runs the program to its end.
pub fn run() -> ExitCode {
    if arguments::is_verb(std::env::args_os().nth(1)) {
        return wscope_cli::run(std::env::args_os());
    }
    tracing_subscriber::fmt()
        .with_env_filter(log_filter())
        .with_writer(std::io::stderr)
        .init();
    let arguments = arguments::parse();
    if let Err(reason) = display::check() {
        return complain(&reason);
    }
    match open_window(start_options(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&display::explain(&error)),
    }
}

fn start_options(arguments: &Arguments) -> StartOptions {
    let defaults = StartOptions::default();
    StartOptions {
        address: match &arguments.target {
            Some(Target::Address(address)) => address.clone(),
            Some(Target::File(_)) | None => defaults.address.clone(),
        },
        is_default_address: !matches!(arguments.target, Some(Target::Address(_))),
        file: match &arguments.target {
            Some(Target::File(path)) => Some(path.clone()),
            Some(Target::Address(_)) | None => None,
        },
        record: arguments.record.clone(),
        text: arguments
            .send
            .clone()
            .unwrap_or_else(|| defaults.text.clone()),
        language: arguments.language.map(Into::into),
        server_address: Some(SERVER_ADDRESS.to_owned()),
        starts_server: arguments.wants_server(),
        keyring: Some(crate::kit::keyring::system()),
        ..defaults
    }
}

fn open_window(options: StartOptions) -> Result<(), eframe::Error> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("wscope")
        .with_app_id(APP_ID)
        .with_inner_size([1120.0, 720.0])
        .with_min_inner_size([360.0, 320.0]);
    let native = eframe::NativeOptions {
        viewport,
        // It would write the file in place, where a program that is killed leaves half of it.
        persist_window: false,
        persistence_path: persistence_path(),
        ..eframe::NativeOptions::default()
    };
    connection::window_goes_first();
    eframe::run_native(
        APP_ID,
        native,
        Box::new(|creation| {
            if let Some(bytes) = display::copy_limit() {
                crate::kit::copy_limit::set(&creation.egui_ctx, bytes);
            }
            let app = App::new(&creation.egui_ctx, store(creation), options);
            Ok(Box::new(app))
        }),
    )
}

/// Where the settings lie: in the file that eframe reads to open the window where it was.
fn place() -> Option<Place> {
    let folder = eframe::storage_dir(APP_ID)?;
    Some(Place::new(folder.join(SETTINGS_FILE)))
}

/// From where eframe reads, if not from that file: it reads whatever is there to its end, before there is a window. What is
/// wrong with the file is told when the settings are read.
fn persistence_path() -> Option<PathBuf> {
    let can_be_read = place().is_none_or(|place| place.can_be_read());
    // No file has an empty name.
    (!can_be_read).then(PathBuf::new)
}

/// The settings, and where the window is.
fn store(creation: &eframe::CreationContext<'_>) -> Option<Store> {
    let store = Store::at(place()?);
    let Some(window) = creation.winit_window().cloned() else {
        return Some(store);
    };
    let stored = creation.storage;
    let stored = stored.and_then(|storage| storage.get_string(WINDOW_KEY));
    let stored: Option<WindowSettings> = stored.and_then(|text| ron::from_str(&text).ok());
    // Where it is when it does not fill the screen.
    let normal = Cell::new(stored.map(|stored| stored.normal_geometry()));
    Some(store.with_window(Box::new(move || {
        // eframe opens the window before any zoom is set.
        let settings = WindowSettings::from_window(1.0, &window, normal.get());
        normal.set(Some(settings.normal_geometry()));
        ron::to_string(&settings).ok()
    })))
}

/// Warnings, unless `RUST_LOG` says otherwise.
fn log_filter() -> tracing_subscriber::EnvFilter {
    tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_unset| tracing_subscriber::EnvFilter::new("warn"))
}

#[expect(
    clippy::print_stderr,
    reason = "this is the program's last word to a terminal"
)]
fn complain(reason: &str) -> ExitCode {
    eprintln!("wscope: {reason}");
    ExitCode::from(EXIT_USAGE)
}
