use super::commands::of_conversation;
use super::*;

/// Commands for which something has to be chosen or filled in before, and those that another one in the list opens.
const NEED_A_CHOICE: &[(&str, &str)] = &[
    ("", "Follow"),
    ("", "UseAddress"),
    ("", "Clear"),
    ("", "LookFor"),
    ("", "CloseWith"),
    ("", "StopSending"),
    ("", "GoTo"),
    ("", "ShowDetail"),
    ("", "Browse"),
    ("", "Save"),
    ("", "SelectTab"),
    ("", "AskCloseTab"),
    ("", "CloseTab"),
    ("", "OpenPalette"),
    ("", "FoldBanner"),
    ("", "FocusRows"),
    ("", "ShowPage"),
    ("", "ClosePage"),
    ("", "CloseDialog"),
    ("", "SaveAndQuit"),
    ("", "QuitUnsaved"),
    ("ConnectionSettings", "Browse"),
    // Listed as a setting.
    ("ConnectionSettings", "AnswerHeartbeats"),
    ("ConnectionSettings", "Open"),
    ("ConnectionSettings", "Import"),
    // Buttons of a dialog.
    ("Share", "Save"),
    ("Share", "Stop"),
    ("Share", "Close"),
    ("MessageForm", "Send"),
    ("MessageForm", "Insert"),
    ("MessageForm", "Close"),
    // Listed once for each form.
    ("MessageForm", "Open"),
    ("Rules", "Close"),
    ("ProtoFiles", "Use"),
    ("ProtoFiles", "Close"),
    ("Watch", "Add"),
    ("Watch", "Remove"),
    ("Watch", "ShowRow"),
    ("FrameForm", "Send"),
    ("FrameForm", "Withhold"),
    ("FrameForm", "ReconnectWithDetails"),
    ("FrameForm", "Close"),
    ("Messages", "Compare"),
    ("Messages", "ToggleFold"),
    ("Conversation", "ChooseMethod"),
    ("Conversation", "ChooseGroup"),
    ("Conversation", "ShowRow"),
    ("Conversation", "SaveSchemas"),
    ("Composer", "Recall"),
    ("Composer", "ForgetDraft"),
    ("Composer", "ExplainProtocol"),
    ("Inspector", "ShowAs"),
    ("Inspector", "ShowDiff"),
    ("Inspector", "CompareBoth"),
    ("Inspector", "ShowHandshake"),
    ("Inspector", "ReconnectWithDetails"),
    ("Inspector", "ShowNewest"),
    ("Inspector", "Follow"),
    ("Inspector", "ShowFrames"),
    ("Inspector", "ShowRow"),
    // Listed as a setting.
    ("Inspector", "DecodeAs"),
    ("Inspector", "AnswerHeartbeats"),
    ("Frames", "Open"),
    ("Frames", "Show"),
    ("Frames", "ShowMessage"),
    ("Frames", "LookFor"),
    // As commands of the window.
    ("Frames", "Jump"),
    ("Frames", "ClearFilters"),
    ("Frames", "FocusRows"),
    // Listed as commands of the window, and as a setting.
    ("Frames", "ReconnectWithDetails"),
    ("Frames", "FollowNewest"),
    ("Frames", "Clear"),
    ("Frames", "Record"),
    ("Polling", "ExplainProtocol"),
    ("Connections", "Connect"),
    ("Connections", "OpenInTab"),
    ("Connections", "Rename"),
    ("Connections", "SetColour"),
    ("Connections", "Fold"),
    ("Connections", "Move"),
    ("Connections", "Delete"),
    ("Connections", "ChooseEnvironment"),
    ("Scenarios", "Choose"),
    ("Scenarios", "OpenInTab"),
    ("Scenarios", "Save"),
    ("Scenarios", "Ask"),
    ("Messages", "SetWidths"),
    ("Messages", "SetTimes"),
    ("Address", "UseAddress"),
    ("Sidebar", "Fold"),
    ("Sequences", "OpenRecent"),
    ("Sequences", "OpenExample"),
    // Listed as a command of the window.
    ("Sequences", "StartServer"),
    ("Sequences", "SetVariable"),
    ("Sequences", "GoTo"),
];

fn variants(source: &str) -> Vec<String> {
    let body = source
        .split("pub enum Command {")
        .nth(1)
        .unwrap_or_default();
    let body = body.split("\n}").next().unwrap_or_default();
    let is_variant = |line: &&str| {
        let name = line.strip_prefix("    ");
        name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    let name = |line: &str| {
        let name = line.trim().split(|c: char| !c.is_alphanumeric()).next();
        name.unwrap_or_default().to_owned()
    };
    body.lines().filter(is_variant).map(name).collect()
}

/// Each enum of commands, as it is wrapped.
fn enums() -> Vec<(String, Vec<String>)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).unwrap();
    let mut enums = vec![(String::new(), variants(&read("shell/command.rs")))];
    for folder in std::fs::read_dir(format!("{root}/features")).unwrap() {
        let name = folder.unwrap().file_name().into_string().unwrap();
        let path = format!("features/{name}/command.rs");
        if std::path::Path::new(&format!("{root}/{path}")).exists() {
            let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
            let wrapper: String = name.split('_').map(capital).collect();
            enums.push((wrapper, variants(&read(&path))));
        }
    }
    enums
}

#[test]
fn every_command_with_words_can_be_found() {
    let listed = commands().into_iter().chain(HELP).chain(of_row(0));
    let listed = listed.chain(of_conversation(true));
    let listed = listed.chain(commands::of_watched());
    let listed = listed.chain([commands::READ_AGAIN]);
    let listed = listed.chain(commands::SERVER);
    let listed: Vec<String> = listed.map(|(_, command)| format!("{command:?}")).collect();
    let of_settings = [
        "SetTheme",
        "SetLanguage",
        "SetBudgetMib",
        "RecordDetails",
        "Set",
    ];
    let enums = enums();
    let wrappers: Vec<&String> = enums.iter().map(|(wrapper, _)| wrapper).collect();
    let mut missing = Vec::new();
    for (wrapper, names) in &enums {
        assert!(!names.is_empty(), "{wrapper}");
        // What the row of the address asks for is a command of the window.
        for name in names.iter().filter(|name| !wrappers.contains(name)) {
            let whole = match wrapper.as_str() {
                "" | "Address" => name.clone(),
                _ => format!("{wrapper}({name}"),
            };
            let is_it = |shown: &String| {
                let rest = shown.strip_prefix(&whole);
                rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
            };
            let is_listed = listed.iter().any(is_it) || of_settings.contains(&&**name);
            let is_excused = NEED_A_CHOICE.contains(&(&**wrapper, &**name));
            if is_listed == is_excused {
                missing.push((wrapper.clone(), name.clone()));
            }
        }
    }
    assert_eq!(missing, [], "neither in the palette nor excused, or both");
}

#[test]
fn all_that_is_listed_has_words() {
    for (_, command) in commands().into_iter().chain(HELP) {
        assert!(command.about(Language::English).is_some(), "{command:?}");
    }
}
