use std::path::{Path, PathBuf};

use super::*;
use crate::decoders::{Output, Sender};

/// Two files, of which one imports the other.
const FILES: [(&str, &str); 2] = [
    (
        "chat.proto",
        r#"syntax = "proto3";
        package chat;
        import "common/user.proto";
        import "google/protobuf/any.proto";
        enum Mood { CALM = 0; GLAD = 1; }
        message Said {
            uint64 id = 1;
            common.User from = 2;
            string text = 3;
            repeated sint32 numbers = 4;
            map<string, Mood> moods = 5;
            oneof more { bytes picture = 6; double score = 7; }
            repeated string tags = 8 ;
            int32 below = 9;
            fixed32 color = 10;
            google.protobuf.Any any = 11;
        }"#,
    ),
    (
        "common/user.proto",
        r#"syntax = "proto3"; package common; message User { string name = 1; User friend = 2; bool here = 3; }"#,
    ),
];

fn schema() -> (tempfile::TempDir, Schema) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("common")).unwrap();
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let schema = Schema::read(&[folder.path().join("chat.proto")], &[]).unwrap();
    (folder, schema)
}

/// Decodes what a client sent, and compares the tree, or why there is none.
#[track_caller]
fn check(bytes: &[u8], expected: &str) {
    let (_folder, schema) = schema();
    let protocol = schema.protocol(&Types::both("chat.Said")).unwrap();
    let mut output = Output::with_tree();
    let tree = match protocol.decode(&[Payload::binary(Sender::Client, bytes)], &mut output) {
        Ok(()) => output.into_parts().1,
        Err(fault) => format!("fault: {fault}"),
    };
    assert_eq!(tree, expected);
}

#[test]
fn fields_have_the_names_of_the_schema() {
    check(b"", "{}");
    check(
        b"\x08\x96\x01\x12\x0b\x0a\x03Ada\x12\x02\x0a\x00\x18\x01\x1a\x05hello",
        r#"{"id":150,"from":{"name":"Ada","friend":{"name":""},"here":true},"text":"hello"}"#,
    );
    // Packed and one by one, a map, an enum of a name and of none, and a negative number.
    check(
        b"\x22\x03\x01\x02\x03\x20\x04\x2a\x05\x0a\x01a\x10\x01\x2a\x05\x0a\x01b\x10\x09\x48\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        r#"{"numbers":[-1,1,-2,2],"moods":{"a":"GLAD","b":9},"below":-1}"#,
    );
    check(
        b"\x39\x00\x00\x00\x00\x00\x00\xf8\x3f\x55\x04\x03\x02\x01\x32\x02\xff\x00\x39\x00\x00\x00\x00\x00\x00\xf8\x7f",
        r#"{"score":1.5,"score":{"float":"NaN"},"color":16909060,"picture":{"bytes":2,"hex":"ff00"}}"#,
    );
    // Strings that are not next to each other are one list.
    check(
        b"\x42\x01a\x08\x01\x42\x01b",
        r#"{"tags":["a","b"],"id":1}"#,
    );
    // A message of any type is one of its type, if that is known.
    check(
        b"\x5a\x21\x0a\x18type.example/common.User\x12\x05\x0a\x03Eve",
        r#"{"any":{"type_url":"type.example/common.User","value":{"name":"Eve"}}}"#,
    );
    check(
        b"\x5a\x1b\x0a\x12type.example/a.Eve\x12\x05\x0a\x03Eve",
        r#"{"any":{"type_url":"type.example/a.Eve","value":{"encoding":"Protobuf (guess)","bytes":5,"content":[{"field":1,"string (guess)":"Eve"}]}}}"#,
    );
}

#[test]
fn a_packed_list_is_shown_to_its_end() {
    // The field, the length of its bytes, and a zero in each of them: more than a message may have fields.
    const COUNT: usize = (1 << 20) + 5;
    let mut message = vec![0x22, 0x85, 0x80, 0x40];
    message.resize(message.len() + COUNT, 0);
    let zeros = vec!["0"; COUNT].join(",");
    check(&message, &format!(r#"{{"numbers":[{zeros}]}}"#));
}

#[test]
fn what_is_not_as_the_schema_says_is_shown_without_it() {
    check(
        b"\xa0\x06\x01\x0a\x01a\x1a\x01\xff",
        r#"{"fields that are not of the schema":[{"field":100,"varint":1}],"fields that are not as the schema says":[{"field":1,"name":"id","fault":"the wire type is length-delimited (2), which uint64 does not have","string (guess)":"a"},{"field":3,"name":"text","fault":"a string that is not UTF-8 (byte 0)","bytes":{"bytes":1,"hex":"ff"}}]}"#,
    );
    // A packed list that is cut off, and an entry of a map with a value of another type.
    check(
        b"\x22\x02\x01\x80\x2a\x06\x0a\x01a\x12\x01b",
        r#"{"fields that are not as the schema says":[{"field":4,"name":"numbers","fault":"a packed list of sint32 of which a number is cut off, or too long","bytes":{"bytes":2,"hex":"0180"}},{"field":5,"name":"moods","fault":"the value: the wire type is length-delimited (2), which chat.Mood does not have","message (guess)":[{"field":1,"string (guess)":"a"},{"field":2,"string (guess)":"b"}]}]}"#,
    );
    // The fields of a group are not those of the message around it.
    check(
        b"\x0b\x08\x01\x0c\x08\x02",
        r#"{"id":2,"groups, without the schema":[{"field":1,"group":"begin"},{"field":1,"varint":1},{"field":1,"group":"end"}]}"#,
    );
    check(b"\x0b", "fault: group 1 never ends (byte 0)");
    check(
        b"\x0b\x14",
        "fault: group 2 ends, and group 1 is open (byte 1)",
    );
    check(b"\x0c", "fault: group 1 ends, and none is open (byte 0)");
    let deep = [0x0b; 101];
    check(&deep, "fault: groups are nested deeper than 100 (byte 100)");
    check(b"\x08", "fault: a number is cut off (byte 1)");
}

#[test]
fn a_row_has_the_type_and_the_beginning_and_each_side_its_own() {
    let (_folder, schema) = schema();
    assert_eq!(schema.messages(), ["chat.Said"]);
    let types = Types {
        client: None,
        server: Some("common.User".to_owned()),
    };
    let protocol = schema.protocol(&types).unwrap();
    let decode = |payload: Payload<'_>| {
        let mut output = Output::units_only();
        protocol
            .decode(&[payload], &mut output)
            .map(|()| output.units()[0].clone())
    };
    let unit = decode(Payload::binary(Sender::Server, b"\x0a\x03Ada")).unwrap();
    assert_eq!(unit.name.as_deref(), Some("common.User"));
    assert_eq!(unit.summary, r#"User {"name":"Ada"}"#);
    let fault = decode(Payload::binary(Sender::Client, b"")).unwrap_err();
    assert_eq!(fault.reason, "no type is chosen for what this side sends");
    let fault = decode(Payload::text(Sender::Server, "")).unwrap_err();
    assert_eq!(fault.reason, "Protobuf is sent in binary messages");
}

#[test]
fn what_is_wrong_with_a_schema_is_told() {
    let (folder, schema) = schema();
    let error = schema.protocol(&Types::both("chat.Sayed")).err().unwrap();
    assert_eq!(
        error.to_string(),
        "there is no message type chat.Sayed; there are chat.Said"
    );
    #[track_caller]
    fn check(file: &Path, folders: &[PathBuf], expected: &str) {
        let error = Schema::read(&[file.to_owned()], folders).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    let folder = folder.path();
    check(Path::new("nowhere/a.proto"), &[], "nowhere/a.proto: ");
    check(folder, &[], "not a file");
    let write = |name: &str, text: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let broken = write(
        "type.proto",
        b"syntax = \"proto3\"; message A { strin a = 1; }",
    );
    check(&broken, &[], "type.proto");
    check(&broken, &[], "strin");
    let broken = write("line.proto", b"syntax = \"proto3\";\n  message { }");
    check(&broken, &[], "line.proto:2:11: ");
    let broken = write("import.proto", b"import \"nowhere/b.proto\";");
    check(&broken, &[], "nowhere/b.proto");
    let itself = write("itself.proto", b"import \"itself.proto\";");
    check(&itself, &[], "cycle");
    check(&write("bytes.proto", b"\xff\0"), &[], "UTF-8");
    check(&write("utf16.proto", b"\xff\xfes\0"), &[], "UTF-16");
    let marked = write("marked.proto", b"\xef\xbb\xbfmessage A {}");
    assert!(Schema::read(&[marked], &[]).is_ok());
    for name in ["/abs/x.proto", "../x.proto", "a/./x.proto"] {
        let text = format!("syntax = \"proto3\";\nimport \"{name}\";");
        let told = "group.proto:2:8: an import is a relative path";
        check(&write("group.proto", text.as_bytes()), &[], told);
    }
    let group = write("group.proto", b"message A { optional group x = 1 {} }");
    check(&group, &[], "invalid group name");
    let edition = write("edition.proto", b"// Of these years.\nedition = \"2023\";");
    check(
        &edition,
        &[],
        "edition.proto:2:1: editions are not supported",
    );
    let raw = "import \"\u{1b}]0;x\u{7}\u{202e}.proto\";";
    check(
        &write("raw.proto", raw.as_bytes()),
        &[],
        r"\u{1b}]0;x\u{7}\u{202e}",
    );
    let error = schema.protocol(&Types::both("\u{1b}")).err().unwrap();
    assert!(!error.to_string().contains('\u{1b}'), "{error}");
    let deep = "message A {".repeat(100_000);
    check(&write("deep.proto", deep.as_bytes()), &[], "limit");
    let large = write("large.proto", b"");
    let file = std::fs::File::options().write(true).open(&large).unwrap();
    file.set_len(MAX_SCHEMA_BYTES + 1).unwrap();
    check(&large, &[], "2 MiB");
    for index in 0..MAX_SCHEMA_FILES {
        let next = format!("import \"chain{}.proto\";", index + 1);
        write(&format!("chain{index}.proto"), next.as_bytes());
    }
    write(&format!("chain{MAX_SCHEMA_FILES}.proto"), b"");
    check(&folder.join("chain0.proto"), &[], "500 files");
    assert!(Schema::read(&[folder.join("chain1.proto")], &[]).is_ok());
}

#[test]
fn imports_are_looked_for_in_the_folders_and_beside_the_file() {
    let (first, _) = schema();
    let other = tempfile::tempdir().unwrap();
    let file = other.path().join("more.proto");
    let text = r#"import "common/user.proto"; import "own.proto"; message More { optional common.User user = 1; }"#;
    std::fs::write(&file, text).unwrap();
    std::fs::write(other.path().join("own.proto"), "message Own {}").unwrap();
    let schema = Schema::read(&[file], &[first.path().to_owned()]).unwrap();
    assert_eq!(schema.messages(), ["More"]);
}

#[test]
fn messages_within_messages_end() {
    // A user whose friend is a user, and so on.
    let mut bytes = Vec::new();
    for _ in 0..2000 {
        let mut outer = vec![0x12];
        let mut length = bytes.len();
        while length > 0x7f {
            outer.push((length & 0x7f) as u8 | 0x80);
            length >>= 7;
        }
        outer.push(length as u8);
        outer.extend_from_slice(&bytes);
        bytes = outer;
    }
    let (_folder, schema) = schema();
    let protocol = schema.protocol(&Types::both("common.User")).unwrap();
    let mut output = Output::with_tree();
    let payload = Payload::binary(Sender::Client, &bytes);
    protocol.decode(&[payload], &mut output).unwrap();
    let tree = output.into_parts().1;
    assert_eq!(tree.matches("friend").count(), crate::decoders::MAX_DEPTH);
    assert!(serde_json::from_str::<serde_json::Value>(&tree).is_ok());
}
