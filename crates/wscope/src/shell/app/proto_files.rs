//! What is asked of the dialog for .proto files, and files that are dropped for it.

use egui::DroppedFileHandle;

use crate::features::connection_settings::Setting;
use crate::features::proto_files::Command;
use crate::kit::proto_files::is_proto;
use crate::kit::protocol_choice::ProtocolChoice;
use crate::shell::app::App;
use crate::shell::dialogs::Dialog;

impl App {
    /// Does what was asked of the dialog.
    pub(super) fn run_proto_files(&mut self, command: Command) {
        if let Command::Use(files) = command {
            let tab = self.tabs.current_mut();
            tab.form.proto = files;
            Setting::Protocol(ProtocolChoice::ProtoFiles).apply(&mut tab.form);
            tab.read_schema_again();
        }
        self.dialogs.close();
    }

    /// Asks which files tell what messages say.
    pub(super) fn ask_proto_files(&mut self) {
        if self.dialogs.current() != Some(Dialog::ProtoFiles) {
            self.dialogs
                .proto_files
                .open(&self.tabs.current().form.proto);
            self.dialogs.open(Dialog::ProtoFiles);
        }
    }

    /// Takes the .proto files among those that were dropped; gives the others.
    pub(super) fn open_dropped_proto_files(
        &mut self,
        dropped: Vec<DroppedFileHandle>,
    ) -> Vec<DroppedFileHandle> {
        let is_meant = |file: &DroppedFileHandle| is_proto(file.path());
        let (files, others) = dropped.into_iter().partition::<Vec<_>, _>(is_meant);
        if !files.is_empty() {
            self.ask_proto_files();
            let paths = files.iter().map(|file| file.path().display().to_string());
            self.dialogs.proto_files.add_files(paths);
        }
        others
    }
}
