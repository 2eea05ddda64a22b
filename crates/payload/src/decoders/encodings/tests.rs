use crate::decoders::as_protocol::AsProtocol;
use std::io::Write as _;

use super::*;
use crate::decoders::tests::{check_recognised, check_tree, check_units};
use crate::decoders::{Confidence, Evidence, MAX_DEPTH, Output, Payload, Reason, Sender};
use data_encoding::HEXLOWER_PERMISSIVE;

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE
        .decode(text.replace(' ', "").as_bytes())
        .expect("hex")
}

/// Decodes bytes, and compares the tree, or why there is none.
fn check(encoding: Encoding, bytes: &[u8], expected: &str) {
    let mut output = Output::with_tree();
    let text = match decode(encoding, bytes, output.tree()) {
        Ok(()) => output.into_parts().1,
        Err(fault) => {
            assert_eq!(output.into_parts().1, "", "nothing is written of {bytes:?}");
            format!("fault: {fault}")
        }
    };
    assert_eq!(text, expected, "{encoding:?} {bytes:x?}");
}

/// What is written into the tree of a message.
fn tree_of(write: impl FnOnce(&mut Tree)) -> String {
    let mut output = Output::with_tree();
    write(output.tree());
    output.into_parts().1
}

/// Writes bytes of which nothing is known.
fn check_value(bytes: &[u8], expected: &str) {
    let text = tree_of(|tree| value(tree, None, bytes));
    assert_eq!(text, expected, "{bytes:x?}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn message_pack_is_decoded() {
    let check = |text, expected| check(Encoding::MessagePack, &hex(text), expected);
    // The example of msgpack.org.
    check(
        "82 a7 636f6d70616374 c3 a6 736368656d61 00",
        r#"{"compact":true,"schema":0}"#,
    );
    check(
        "9c c0 c2 7f ff cc80 cdffff ceffffffff cfffffffffffffffff d080 d18000 d280000000 d38000000000000000",
        "[null,false,127,-1,128,65535,4294967295,18446744073709551615,-128,-32768,-2147483648,-9223372036854775808]",
    );
    check(
        "95 ca3dcccccd cb3fb999999999999a ca7f800000 cb7ff8000000000000 cb4340000000000000",
        r#"[0.1,0.1,{"float":"inf"},{"float":"NaN"},9007199254740992.0]"#,
    );
    check("93 d90161 da000161 db0000000161", r#"["a","a","a"]"#);
    check("a2 22 0a", r#""\"\n""#);
    check(
        "a1 ff",
        r#"{"string without UTF-8":{"bytes":1,"hex":"ff"}}"#,
    );
    check(
        "92 c403 0001ff c401 61",
        r#"[{"bytes":3,"hex":"0001ff"},{"bytes":1,"text":"a"}]"#,
    );
    check(
        "93 d6ff00000001 d7ff00000004 00000002 d40501",
        r#"[{"extension":-1,"seconds":1,"nanoseconds":0},{"extension":-1,"seconds":2,"nanoseconds":1},{"extension":5,"value":{"bytes":1,"hex":"01"}}]"#,
    );
    check(
        "c70cff 00000003 ffffffffffffffff",
        r#"{"extension":-1,"seconds":-1,"nanoseconds":3}"#,
    );
    check("de0001 a161 df00000000", r#"{"a":{}}"#);
    check("82 01 a161 a162 02", r#"{"map":[[1,"a"],["b",2]]}"#);
    check("82 a161 01 a161 02", r#"{"map":[["a",1],["a",2]]}"#);
    check("81 81 0102 c0", r#"{"map":[[{"map":[[1,2]]},null]]}"#);
    check("c1", "fault: the byte 0xc1 begins no value (byte 0)");
    check("", "fault: 1 bytes are announced, and 0 are left (byte 0)");
    check("0102", "fault: 1 bytes follow the value (byte 1)");
    check(
        "ddffffffff",
        "fault: 4294967295 items are announced, and 0 bytes are left (byte 5)",
    );
    check(
        "a361",
        "fault: 3 bytes are announced, and 1 are left (byte 1)",
    );
}

#[test]
fn json_becomes_message_pack() {
    for (json, expected) in [
        (
            r#"{"compact":true,"schema":0}"#,
            "82a7636f6d70616374c3a6736368656d6100",
        ),
        (
            "[ null, -1, 300, -300, 1.5, \"\\u00fc\", [] ]",
            "97c0ffcd012cd1fed4cb3ff8000000000000a2c3bc90",
        ),
        ("18446744073709551615", "cfffffffffffffffff"),
    ] {
        assert_eq!(message_pack::from_json(json), Ok(hex(expected)), "{json}");
    }
    assert!(message_pack::from_json("{").is_err());
    assert!(message_pack::from_json(&"[".repeat(1000)).is_err());
    let deep = "[".repeat(50_000) + &"]".repeat(50_000);
    assert!(message_pack::from_json(&deep).is_err());
}

/// RFC 8949, appendix A.
#[test]
fn cbor_is_decoded() {
    let check = |text, expected| check(Encoding::Cbor, &hex(text), expected);
    check("1903e8", "1000");
    check("1bffffffffffffffff", "18446744073709551615");
    check("3bffffffffffffffff", "-18446744073709551616");
    check("3903e7", "-1000");
    check("f93e00", "1.5");
    check("fb3ff199999999999a", "1.1");
    check("f97c00", r#"{"float":"inf"}"#);
    check("f97e00", r#"{"float":"NaN"}"#);
    check("f9fc00", r#"{"float":"-inf"}"#);
    check("f7", r#"{"simple":"undefined"}"#);
    check("f0", r#"{"simple":16}"#);
    check("f8ff", r#"{"simple":255}"#);
    check(
        "c249010000000000000000",
        r#"{"tag":2,"value":{"bytes":9,"hex":"010000000000000000"}}"#,
    );
    check(
        "c074323031332d30332d32315432303a30343a30305a",
        r#"{"tag":0,"value":"2013-03-21T20:04:00Z"}"#,
    );
    check("4401020304", r#"{"bytes":4,"hex":"01020304"}"#);
    check("62c3bc", r#""ü""#);
    check("8301820203820405", "[1,[2,3],[4,5]]");
    check("a201020304", r#"{"map":[[1,2],[3,4]]}"#);
    check("a26161016162820203", r#"{"a":1,"b":[2,3]}"#);
    check("5f42010243030405ff", r#"{"bytes":5,"hex":"0102030405"}"#);
    check("7f657374726561646d696e67ff", r#""streaming""#);
    check("9f018202039f0405ffff", "[1,[2,3],[4,5]]");
    check("83018202039f0405ff", "[1,[2,3],[4,5]]");
    check("bf61610161629f0203ffff", r#"{"a":1,"b":[2,3]}"#);
    check("9fff", "[]");
    check(
        "ff",
        "fault: a break outside of a value that it ends (byte 0)",
    );
    check("9f01", "fault: the item is cut off (byte 2)");
    check(
        "5f6161ff",
        "fault: a chunk of another type than its string (byte 1)",
    );
    check(
        "1c",
        "fault: no item begins so (RFC 8949, section 3) (byte 0)",
    );
    check(
        "4201",
        "fault: 2 bytes are announced, and 1 are left (byte 1)",
    );
}

/// <https://protobuf.dev/programming-guides/encoding/>
#[test]
fn protobuf_is_decoded_without_its_schema() {
    let check = |text, expected| check(Encoding::Protobuf, &hex(text), expected);
    check("08 9601", r#"[{"field":1,"varint":150}]"#);
    check(
        "12 07 74657374696e67",
        r#"[{"field":2,"string (guess)":"testing"}]"#,
    );
    check(
        "1a 03 089601",
        r#"[{"field":3,"message (guess)":[{"field":1,"varint":150}]}]"#,
    );
    check(
        "08 feffffffffffffffff01",
        r#"[{"field":1,"varint":18446744073709551614,"int64 (guess)":-2}]"#,
    );
    check(
        "0d 0000c03f 11 000000000000f83f",
        r#"[{"field":1,"fixed32":1069547520,"float (guess)":1.5},{"field":2,"fixed64":4609434218613702656,"double (guess)":1.5}]"#,
    );
    check(
        "0b 0801 0c",
        r#"[{"field":1,"group":"begin"},{"field":1,"varint":1},{"field":1,"group":"end"}]"#,
    );
    check("0a 00", r#"[{"field":1,"string (guess)":""}]"#);
    check(
        "0a 02 ffff",
        r#"[{"field":1,"bytes":{"bytes":2,"hex":"ffff"}}]"#,
    );
    check("", "[]");
    check("00", "fault: no field has the number 0 (byte 0)");
    check("0e", "fault: no wire type 6 (byte 0)");
    check("08", "fault: a number is cut off (byte 1)");
    check(
        "08 ffffffffffffffffffff",
        "fault: a number has more than 64 bits (byte 1)",
    );
    check(
        "0a 05 61",
        "fault: 5 bytes are announced, and 1 are left (byte 2)",
    );
}

#[test]
fn what_bytes_are_is_found_out_and_marked_where_it_is_a_guess() {
    check_value(b"hello", r#""hello""#);
    check_value(b" {\"a\": 1e2} ", r#"{"a": 1e2}"#);
    check_value(
        b"{\"a\":1}\n\n[2]\n",
        r#"{"encoding":"NDJSON","bytes":13,"content":[{"a":1},[2]]}"#,
    );
    check_value(
        &gzip(br#"{"a":1}"#),
        r#"{"encoding":"gzip","bytes":7,"content":{"a":1}}"#,
    );
    check_value(
        &zstd(b"abc"),
        r#"{"encoding":"Zstandard","bytes":3,"content":"abc"}"#,
    );
    check_value(
        &zlib(&hex("82a7636f6d70616374c3a6736368656d6100")),
        r#"{"encoding":"zlib","bytes":18,"content":{"encoding":"MessagePack (guess)","bytes":18,"content":{"compact":true,"schema":0}}}"#,
    );
    check_value(
        &hex("a26161016162820203"),
        r#"{"encoding":"CBOR (guess)","bytes":9,"content":{"a":1,"b":[2,3]}}"#,
    );
    check_value(
        &hex("0896011207 74657374696e67"),
        r#"{"encoding":"Protobuf (guess)","bytes":12,"content":[{"field":1,"varint":150},{"field":2,"string (guess)":"testing"}]}"#,
    );
    check_value(&[0xff, 0], r#"{"bytes":2,"hex":"ff00"}"#);
    // It begins as zlib does, and is none.
    check_value(&[0x78, 0x9c, 0xff], r#"{"bytes":3,"hex":"789cff"}"#);
    for (bytes, expected) in [
        (&b"[1]"[..], Some(Encoding::Json)),
        (b"[1]\n[2]", Some(Encoding::Ndjson)),
        (b"hello", None),
        (b"", None),
        (&[0x91, 1], None),
    ] {
        assert_eq!(detect(bytes), expected, "{bytes:?}");
    }
}

#[test]
fn what_is_compressed_is_decompressed_up_to_a_limit() {
    let bomb = gzip(&vec![b'a'; 20 << 20]);
    let text = tree_of(|tree| {
        tree.array(None, |tree| {
            value(tree, None, &bomb);
            value(tree, None, &bomb);
        });
    });
    assert!(text.len() < 17 << 20, "{}", text.len());
    assert!(text.contains("cut off after 16777216 B"));
    assert!(text.contains("cut off after 0 B"));
    // So many times, and the innermost is not looked at any more.
    let mut layers = b"text".to_vec();
    for _layer in 0..8 {
        layers = gzip(&layers);
    }
    let text = tree_of(|tree| value(tree, None, &layers));
    assert_eq!(text.matches("gzip").count(), 4, "{text}");
    assert!(text.contains(r#""hex":"1f8b08"#), "{text}");
    // It breaks off in the middle.
    let long: Vec<u8> = (0..100_000_u32)
        .flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    let whole = gzip(&long);
    let text = tree_of(|tree| value(tree, None, &whole[..whole.len() / 2]));
    assert!(text.contains(r#""incomplete":"broken after"#), "{text}");
    check(
        Encoding::Gzip,
        b"\x1f\x8b\x08",
        "fault: no gzip: unexpected end of file",
    );
}

#[test]
fn what_is_nested_too_deep_is_refused_or_cut_off() {
    let nested = |depth: usize, array: u8| [vec![array; depth], vec![array - 1]].concat();
    check(
        Encoding::MessagePack,
        &nested(1000, 0x91),
        &format!("fault: values are nested deeper than {MAX_DEPTH} (byte 65)"),
    );
    check(
        Encoding::Cbor,
        &nested(1000, 0x81),
        &format!("fault: values are nested deeper than {MAX_DEPTH} (byte 65)"),
    );
    let mut output = Output::with_tree();
    assert_eq!(
        decode(Encoding::MessagePack, &nested(63, 0x91), output.tree()),
        Ok(())
    );
    assert!(output.into_parts().1.contains("…"));
}

#[test]
fn a_tree_ends_where_it_is_too_long() {
    const ITEMS: usize = 40 << 20;
    let count = (ITEMS as u32).to_be_bytes();
    let bytes = [&[0xdd], &count[..], &vec![0xc0; ITEMS]].concat();
    let mut output = Output::with_tree();
    assert_eq!(decode(Encoding::MessagePack, &bytes, output.tree()), Ok(()));
    let text = output.into_parts().1;
    assert!(text.ends_with("null,\"…\"]"), "{}", text.len());
    assert!(text.len() < 65 << 20, "{}", text.len());
}

#[test]
fn a_connection_of_one_encoding_is_a_guess_from_two_messages_on() {
    let first = hex("82a7636f6d70616374c3a6736368656d6100");
    let message = Payload::binary(Sender::Client, &first);
    let text = Payload::text(Sender::Client, "{}");
    let check_first = |first: &[Payload<'_>], expected| {
        let evidence = Evidence {
            first,
            ..Evidence::default()
        };
        check_recognised(&evidence, expected);
    };
    let guess = Some(("msgpack", Confidence::Guess, Reason::Messages));
    check_first(&[message], None);
    check_first(&[message, text, message], guess);
    check_first(&[text, text], None);
    check_recognised(
        &Evidence {
            subprotocol: Some("cbor"),
            ..Evidence::default()
        },
        Some(("cbor", Confidence::Likely, Reason::Subprotocol)),
    );
    let protocol = AsProtocol(Encoding::MessagePack);
    check_units(
        &protocol,
        &[message],
        &[r#"Event: {"compact":true,"schema":0}"#],
    );
    check_tree(&protocol, &[message], r#"{"compact":true,"schema":0}"#);
    let long = [&[0xda, 1, 0][..], &[b'x'; 256]].concat();
    let long = Payload::binary(Sender::Client, &long);
    let expected = format!("Event: \"{}…", "x".repeat(159));
    check_units(&protocol, &[long], &[&expected]);
    let packed = gzip(br#"{"a":1}"#);
    check_units(
        &AsProtocol(Encoding::Gzip),
        &[Payload::binary(Sender::Server, &packed)],
        &[r#"Event: {"encoding":"gzip","bytes":7,"content":{"a":1}}"#],
    );
}

/// Writes a JSON text in which a string stands for bytes, and compares what stands in its place.
#[track_caller]
fn check_base64(content: &str, expected: &str) {
    let json = format!(r#"{{"id": 1.0, "a" : "{content}","b":["{content}"]}}"#);
    let shown = match expected {
        "" => format!(r#""{content}""#),
        holds => format!(r#"{{"base64":"{content}","holds":{holds}}}"#),
    };
    let expected = format!(r#"{{"id": 1.0, "a" : {shown},"b":[{shown}]}}"#);
    assert_eq!(tree_of(|tree| tree.json(None, &json)), expected);
}

#[test]
fn a_string_in_base64_shows_what_it_holds() {
    use data_encoding::{BASE64, BASE64URL_NOPAD};
    let check = |bytes: &[u8], expected| check_base64(&BASE64.encode(bytes), expected);
    check(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
        r#"{"format":"PNG image","bytes":18}"#,
    );
    check(
        b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0",
        r#"{"format":"WebP image","bytes":20}"#,
    );
    check(
        br#"{"name": "a", "n": 12345678901234567890}"#,
        r#"{"name": "a", "n": 12345678901234567890}"#,
    );
    check("汉字和 letters".as_bytes(), r#""汉字和 letters""#);
    check(
        &gzip(b"{\"a\":[1,2,3]}"),
        r#"{"encoding":"gzip","bytes":13,"content":{"a":[1,2,3]}}"#,
    );
    check(
        b"\x0a\x05hello\x10\x96\x01\x1a\x05world\x20\x01\x28\x02",
        r#"{"encoding":"Protobuf (guess)","bytes":21,"content":[{"field":1,"string (guess)":"hello"},{"field":2,"varint":150},{"field":3,"string (guess)":"world"},{"field":4,"varint":1},{"field":5,"varint":2}]}"#,
    );
    check(
        b"\x82\xa4name\xa5hello\xa6values\x93\x01\x02\xc3",
        r#"{"encoding":"MessagePack (guess)","bytes":23,"content":{"name":"hello","values":[1,2,true]}}"#,
    );
    let url = BASE64URL_NOPAD.encode("a text in letters of URLs: ÿþ?>".as_bytes());
    check_base64(&url, r#""a text in letters of URLs: ÿþ?>""#);
    let png = BASE64.encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0");
    check_base64(
        &format!("data:image/png;base64,{png}"),
        r#"{"format":"PNG image","bytes":18}"#,
    );
    // Some writers escape slashes.
    let slashes = BASE64
        .encode("???>>> and what follows".as_bytes())
        .replace('/', "\\/");
    check_base64(&slashes, r#""???>>> and what follows""#);
    // Base64 in Base64.
    let inner = BASE64.encode(br#"{"a":"inner"}  {}  {}"#);
    let inner = format!(r#"{{"in":"{inner}"}}"#);
    check(
        inner.as_bytes(),
        &inner.replace(
            r#""eyJhIjoiaW5uZXIifSAge30gIHt9""#,
            r#"{"base64":"eyJhIjoiaW5uZXIifSAge30gIHt9","holds":"{\"a\":\"inner\"}  {}  {}"}"#,
        ),
    );
}

#[test]
fn what_only_has_the_letters_of_base64_is_left_alone() {
    for content in [
        // Words, names and digests.
        "thisIsTheNameOfSomethingLong",
        "d41d8cd98f00b204e9800998ecf8427e",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "550e8400-e29b-41d4-a716-446655440000",
        "123456789012345678901234",
        "AAAAAAAAAAAAAAAAAAAAAAAA",
        // Too short, not whole, or of another alphabet.
        "aGVsbG8gd29ybGQ=",
        "aGVsbG8gd29ybGQgYW5kIG1vcmU_+",
        "aGVsbG8gd29ybGQgYW5kIG1vcm",
        "a text with several words in it",
        r"aGVsbG8gd29ybGQgYW5kIG1v\n",
    ] {
        check_base64(content, "");
    }
    // A name is no value, and a row is not changed.
    let name = r#"{"aGVsbG8gd29ybGQgYW5kIG1vcmU=" : 1}"#;
    assert_eq!(tree_of(|tree| tree.json(None, name)), name);
}

#[test]
fn ids_that_are_made_by_chance_are_hardly_ever_taken_for_base64() {
    const IDS: usize = 50_000;
    // Xorshift, of which the upper bits are the better ones.
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut byte = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[0]
    };
    let mut taken = Vec::new();
    for _ in 0..IDS {
        let bytes: Vec<u8> = (0..18 + 3 * (byte() % 8)).map(|_| byte()).collect();
        let id = data_encoding::BASE64URL.encode(&bytes);
        let json = format!("[\"{id}\"]");
        let tree = tree_of(|tree| tree.json(None, &json));
        taken.extend((tree != json).then_some(tree));
    }
    assert!(taken.len() <= IDS / 2000, "{}: {taken:?}", taken.len());
}
