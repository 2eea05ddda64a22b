//! Which .proto files tell what binary messages say, as a person fills it in. A page has no files of this kind.

use std::path::{Path, PathBuf};
use std::task::Poll;

use egui::Context;
use payload::decoders::protobuf_schema::{Schema, SchemaError, Types};
use payload::visible::shortened;
use serde::{Deserialize, Serialize};

use crate::kit::language::Language;
use crate::kit::task::Task;

/// How much of what the compiler says is shown, in characters: four lines of the dialog.
const MAX_FAULT: usize = 300;

/// The files, and the types of messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProtoFiles {
    /// The paths of the files, a line each.
    pub files: String,
    /// The folders in which imports are looked for besides those of the files, a line each.
    pub folders: String,
    /// The full name of the type of sent messages; empty if they are not decoded.
    pub sent: String,
    /// The same of received messages.
    pub received: String,
}

impl ProtoFiles {
    /// Whether no file is named.
    pub fn is_empty(&self) -> bool {
        paths(&self.files).next().is_none()
    }

    /// How many files are named.
    pub fn len(&self) -> usize {
        paths(&self.files).count()
    }

    /// Of which types messages are.
    pub fn types(&self) -> Types {
        let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        Types {
            client: named(&self.sent),
            server: named(&self.received),
        }
    }

    /// Reads the files beside the window.
    pub fn read(&self, context: &Context) -> Task<Result<Schema, SchemaError>> {
        let files: Vec<PathBuf> = paths(&self.files).collect();
        let folders: Vec<PathBuf> = paths(&self.folders).collect();
        Task::spawn("wscope-proto", context, async move {
            Schema::read(&files, &folders)
        })
    }

    /// Its texts, and how they are called where they are stored.
    pub fn texts_mut(&mut self) -> [(&'static str, &mut String); 4] {
        [
            ("proto.files", &mut self.files),
            ("proto.folders", &mut self.folders),
            ("proto.sent", &mut self.sent),
            ("proto.received", &mut self.received),
        ]
    }
}

/// Why there is no schema.
#[derive(Clone, Debug)]
pub enum ProtoFault {
    /// The system has no thread to read the files.
    NoThread,
    /// Something is wrong with the files.
    Schema(SchemaError),
}

/// What reading the files came to, as soon as that is known. It ends without a result where the system has no thread for it.
pub fn poll_read(task: &Task<Result<Schema, SchemaError>>) -> Poll<Result<Schema, ProtoFault>> {
    let read = |read: Option<Result<Schema, SchemaError>>| {
        read.map_or(Err(ProtoFault::NoThread), |read| {
            read.map_err(ProtoFault::Schema)
        })
    };
    task.poll().map(read)
}

/// Whether a file is one by its name.
pub fn is_proto(path: &Path) -> bool {
    let extension = path.extension();
    extension.is_some_and(|it| it.eq_ignore_ascii_case("proto"))
}

/// What is wrong with a schema: what the compiler says, which is English, in a sentence of the window's language.
pub fn say_fault(fault: &ProtoFault, language: Language) -> String {
    let colon = language.pick("：", ": ");
    let fault = match fault {
        ProtoFault::NoThread => {
            let text = language.pick(
                "未读取 .proto 文件：系统没有可用的线程",
                "The .proto files were not read: the system has no thread left",
            );
            return text.into_owned();
        }
        ProtoFault::Schema(fault) => fault,
    };
    let (what, more) = match fault {
        SchemaError::Files(reason) => (
            language.pick("无法读取 .proto 文件", "The .proto files cannot be read"),
            reason,
        ),
        SchemaError::Type { name, .. } => (
            language.pick(
                ".proto 文件中没有消息类型",
                "Message type not in the .proto files",
            ),
            name,
        ),
    };
    format!("{what}{colon}{}", shortened(more, MAX_FAULT))
}

fn paths(lines: &str) -> impl Iterator<Item = PathBuf> {
    let lines = lines.lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_path() {
        #[track_caller]
        fn check(lines: &str, expected: &[&str]) {
            let found: Vec<PathBuf> = paths(lines).collect();
            let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
            assert_eq!(found, expected);
        }
        check("", &[]);
        check(" \n\n", &[]);
        check("/a/b c.proto", &["/a/b c.proto"]);
        check(" /a.proto \r\nb.proto\n", &["/a.proto", "b.proto"]);
    }

    #[test]
    fn faults_are_told_in_both_languages_and_not_at_any_length() {
        let long = SchemaError::Files("a.proto:2:1: ".to_owned() + &"x".repeat(10_000));
        let of_type = SchemaError::Type {
            name: "chat.Said".to_owned(),
            known: String::new(),
        };
        let (long, of_type) = (ProtoFault::Schema(long), ProtoFault::Schema(of_type));
        for language in Language::ALL {
            let told = say_fault(&long, language);
            assert!(told.contains("a.proto:2:1: "), "{told}");
            assert!(told.chars().count() < 400);
            assert!(say_fault(&of_type, language).ends_with("chat.Said"));
        }
    }
}
