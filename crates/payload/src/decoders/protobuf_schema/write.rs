//! A message as a tree, with the names of its schema.

use protox::prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use crate::decoders::Tree;
use crate::decoders::encodings::protobuf::{Fields, Value, check, varint, write_fields};

/// So many fields of a message are put in the order of their names: each is remembered for that, and nobody looks at more.
const MAX_FIELDS: usize = 1 << 20;

/// The type that holds a message of any other type, with its name.
const ANY: &str = "google.protobuf.Any";
/// The field of it that has the message.
const ANY_VALUE: u32 = 2;

/// The fields of a message that are of one name, in the order in which they came.
struct Named<'a> {
    field: FieldDescriptor,
    values: Vec<Value<'a>>,
}

/// Writes a message, whose bytes are fields.
pub(super) fn write(
    tree: &mut Tree,
    name: Option<&str>,
    descriptor: &MessageDescriptor,
    bytes: &[u8],
) {
    if !tree.is_wanted() {
        return;
    }
    tree.object(name, |tree| {
        let mut known: Vec<Named<'_>> = Vec::new();
        let (mut unknown, mut misfits, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        let mut open_groups = 0_usize;
        let mut left_out = 0;
        for (index, field) in Fields::of(bytes).flatten().enumerate() {
            if index >= MAX_FIELDS {
                left_out += 1;
                continue;
            }
            let (number, value) = field;
            match value {
                Value::GroupBegin => open_groups += 1,
                Value::GroupEnd => open_groups = open_groups.saturating_sub(1),
                _ => {}
            }
            // Fields in a group are those of its own type.
            if open_groups > 0 || value == Value::GroupEnd {
                groups.push((number, value, ()));
                continue;
            }
            let place = known
                .iter()
                .position(|it| u64::from(it.field.number()) == number);
            let found = match place {
                Some(place) => Some(&mut known[place]),
                None => u32::try_from(number).ok().and_then(|number| {
                    let field = descriptor.get_field(number)?;
                    known.push(Named {
                        field,
                        values: Vec::new(),
                    });
                    known.last_mut()
                }),
            };
            match found {
                Some(found) => match misfit(&found.field, value) {
                    None => found.values.push(value),
                    Some(why) => misfits.push((number, value, (found.field.clone(), why))),
                },
                None => unknown.push((number, value, ())),
            }
        }
        let any = any(descriptor, bytes);
        for named in known.iter().filter(|named| !named.values.is_empty()) {
            if !tree.has_room(true) {
                return;
            }
            match &any {
                Some((descriptor, bytes)) if named.field.number() == ANY_VALUE => {
                    write(tree, Some(named.field.name()), descriptor, bytes);
                }
                _ => write_named(tree, named),
            }
        }
        if !unknown.is_empty() {
            tree.array("fields that are not of the schema", |tree| {
                write_fields(tree, &unknown, |_, ()| {});
            });
        }
        if !misfits.is_empty() {
            tree.array("fields that are not as the schema says", |tree| {
                write_fields(tree, &misfits, |tree, (field, why)| {
                    tree.string("name", field.name());
                    tree.string("fault", why);
                });
            });
        }
        if !groups.is_empty() {
            tree.array("groups, without the schema", |tree| {
                write_fields(tree, &groups, |_, ()| {});
            });
        }
        if left_out > 0 {
            tree.number("fields left out", left_out);
        }
    });
}

/// The message in an `Any`, if its type is known.
fn any<'a>(
    descriptor: &MessageDescriptor,
    bytes: &'a [u8],
) -> Option<(MessageDescriptor, &'a [u8])> {
    (descriptor.full_name() == ANY).then_some(())?;
    let (mut name, mut content) = (None, None);
    for field in Fields::of(bytes).flatten() {
        match field {
            (1, Value::Bytes(url)) => name = str::from_utf8(url).ok()?.rsplit('/').next(),
            (2, Value::Bytes(bytes)) => content = Some(bytes),
            _ => {}
        }
    }
    let descriptor = descriptor.parent_pool().get_message_by_name(name?)?;
    let content = content?;
    check(content).is_ok().then_some((descriptor, content))
}

/// Why a value is not what its field says, if it is not; numbers in a list may come one by one, or packed.
fn misfit(field: &FieldDescriptor, value: Value<'_>) -> Option<String> {
    match (value, field.kind()) {
        (Value::Bytes(_), kind) if field.is_group() => Some(wrong_wire_type(value, &kind)),
        (Value::Bytes(bytes), Kind::Message(entry)) if field.is_map() => {
            check(bytes).err().map_or_else(
                || misfit_of_entry(&entry, bytes),
                |fault| Some(format!("no entry of a map: {fault}")),
            )
        }
        (Value::Bytes(bytes), Kind::Message(message)) => {
            let fault = check(bytes).err()?;
            Some(format!("no {}: {fault}", message.full_name()))
        }
        (Value::Bytes(bytes), Kind::String) => {
            let error = str::from_utf8(bytes).err()?;
            Some(format!(
                "a string that is not UTF-8 (byte {})",
                error.valid_up_to()
            ))
        }
        (Value::Bytes(_), Kind::Bytes) => None,
        (Value::Bytes(bytes), kind) if field.is_list() => {
            let is_whole = unpacked(&kind, bytes).all(|value| value.is_some());
            (!is_whole).then(|| {
                format!("a packed list of {kind:?} of which a number is cut off, or too long")
            })
        }
        (value, kind) => (!is_number_of(&kind, value)).then(|| wrong_wire_type(value, &kind)),
    }
}

/// Why an entry of a map is not of its types.
fn misfit_of_entry(entry: &MessageDescriptor, bytes: &[u8]) -> Option<String> {
    Fields::of(bytes).flatten().find_map(|(number, value)| {
        let (what, field) = match number {
            1 => ("key", entry.map_entry_key_field()),
            2 => ("value", entry.map_entry_value_field()),
            _ => return None,
        };
        misfit(&field, value).map(|why| format!("the {what}: {why}"))
    })
}

fn wrong_wire_type(value: Value<'_>, kind: &Kind) -> String {
    let wire_type = match value {
        Value::Varint(_) => "varint (0)",
        Value::Fixed64(_) => "64 bits (1)",
        Value::Bytes(_) => "length-delimited (2)",
        Value::GroupBegin => "group (3)",
        Value::GroupEnd => "group (4)",
        Value::Fixed32(_) => "32 bits (5)",
    };
    format!("the wire type is {wire_type}, which {kind:?} does not have")
}

fn is_number_of(kind: &Kind, value: Value<'_>) -> bool {
    let is_32_bits = matches!(kind, Kind::Float | Kind::Fixed32 | Kind::Sfixed32);
    let is_64_bits = matches!(kind, Kind::Double | Kind::Fixed64 | Kind::Sfixed64);
    let is_other = matches!(kind, Kind::Message(_) | Kind::String | Kind::Bytes);
    match value {
        Value::Fixed32(_) => is_32_bits,
        Value::Fixed64(_) => is_64_bits,
        Value::Varint(_) => !is_32_bits && !is_64_bits && !is_other,
        Value::Bytes(_) | Value::GroupBegin | Value::GroupEnd => false,
    }
}

/// The numbers of a packed list, one after the other: there may be as many as the message has bytes. The last is `None` if the bytes
/// are no such list.
fn unpacked<'a>(kind: &Kind, bytes: &'a [u8]) -> impl Iterator<Item = Option<Value<'a>>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let first = first_packed(kind, rest);
        rest = first.map_or(&[], |(_, after)| after);
        Some(first.map(|(value, _)| value))
    })
}

/// The number that a packed list begins with, and those after it.
fn first_packed<'a>(kind: &Kind, bytes: &'a [u8]) -> Option<(Value<'a>, &'a [u8])> {
    match kind {
        Kind::Message(_) | Kind::String | Kind::Bytes => None,
        Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => {
            let (first, after) = bytes.split_first_chunk()?;
            Some((Value::Fixed32(u32::from_le_bytes(*first)), after))
        }
        Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => {
            let (first, after) = bytes.split_first_chunk()?;
            Some((Value::Fixed64(u64::from_le_bytes(*first)), after))
        }
        _ => varint(bytes).map(|(value, after)| (Value::Varint(value), after)),
    }
}

fn write_named(tree: &mut Tree, Named { field, values }: &Named<'_>) {
    let name = Some(field.name());
    if field.is_map() {
        tree.object(name, |tree| write_entries(tree, field, values));
    } else if field.is_list() {
        tree.array(name, |tree| {
            for value in values {
                if !tree.has_room(false) {
                    return;
                }
                match (value, field.kind()) {
                    (Value::Bytes(_), Kind::Message(_) | Kind::String | Kind::Bytes) => {
                        write_value(tree, None, &field.kind(), *value);
                    }
                    (Value::Bytes(bytes), kind) => {
                        tree.each(unpacked(&kind, bytes).flatten(), |tree, value| {
                            write_value(tree, None, &kind, value);
                        });
                    }
                    (value, kind) => write_value(tree, None, &kind, *value),
                }
            }
        });
    } else {
        // A field that comes twice is shown twice, as it came; the last one counts.
        for value in values {
            write_value(tree, name, &field.kind(), *value);
        }
    }
}

/// The entries of a map: messages of a key and a value, each of which may be missing if it is nothing.
fn write_entries(tree: &mut Tree, field: &FieldDescriptor, values: &[Value<'_>]) {
    let Kind::Message(entry) = field.kind() else {
        return;
    };
    let (key_kind, value_field) = (
        entry.map_entry_key_field().kind(),
        entry.map_entry_value_field(),
    );
    for value in values {
        let Value::Bytes(bytes) = value else {
            continue;
        };
        if !tree.has_room(true) {
            return;
        }
        let (mut key, mut content) = (None, None);
        for field in Fields::of(bytes).flatten() {
            match field {
                (1, value) => key = Some(value),
                (2, value) => content = Some(value),
                _ => {}
            }
        }
        let key = key.map_or_else(String::new, |key| key_text(&key_kind, key));
        match content {
            Some(content) => write_value(tree, Some(&key), &value_field.kind(), content),
            None => tree.null(&*key),
        }
    }
}

/// The name of an entry of a map.
fn key_text(kind: &Kind, value: Value<'_>) -> String {
    match (kind, value) {
        (Kind::Bool, Value::Varint(value)) => (value != 0).to_string(),
        (_, Value::Bytes(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        (kind, value) => integer(kind, value).map_or_else(String::new, |it| it.to_string()),
    }
}

/// A whole number, as its type reads the bits.
fn integer(kind: &Kind, value: Value<'_>) -> Option<i128> {
    /// Section "Signed Integers" of the encoding.
    fn zigzag(value: u64) -> i64 {
        (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
    }
    Some(match (kind, value) {
        // Of a number of 32 bits, the upper ones are left out (section "Integer types").
        (Kind::Int32 | Kind::Enum(_), Value::Varint(value)) => (value as u32).cast_signed().into(),
        (Kind::Uint32, Value::Varint(value)) => (value as u32).into(),
        (Kind::Int64, Value::Varint(value)) => value.cast_signed().into(),
        (Kind::Sint32 | Kind::Sint64, Value::Varint(value)) => zigzag(value).into(),
        (Kind::Sfixed32, Value::Fixed32(bits)) => bits.cast_signed().into(),
        (Kind::Sfixed64, Value::Fixed64(bits)) => bits.cast_signed().into(),
        (_, Value::Varint(value) | Value::Fixed64(value)) => value.into(),
        (_, Value::Fixed32(value)) => value.into(),
        _ => return None,
    })
}

fn write_value(tree: &mut Tree, name: Option<&str>, kind: &Kind, value: Value<'_>) {
    match (kind, value) {
        (Kind::Message(descriptor), Value::Bytes(bytes)) => write(tree, name, descriptor, bytes),
        // It was seen to be UTF-8.
        (Kind::String, Value::Bytes(bytes)) => tree.string(name, &String::from_utf8_lossy(bytes)),
        (_, Value::Bytes(bytes)) => tree.nested_bytes(name, bytes),
        (Kind::Bool, Value::Varint(value)) => tree.boolean(name, value != 0),
        (Kind::Float, Value::Fixed32(bits)) => {
            let value = f32::from_bits(bits);
            tree.float(name, value.is_finite(), format_args!("{value:?}"));
        }
        (Kind::Double, Value::Fixed64(bits)) => {
            let value = f64::from_bits(bits);
            tree.float(name, value.is_finite(), format_args!("{value:?}"));
        }
        (kind, value) => {
            let Some(number) = integer(kind, value) else {
                return;
            };
            let named = match (kind, i32::try_from(number)) {
                (Kind::Enum(kind), Ok(number)) => kind.get_value(number),
                _ => None,
            };
            match named {
                Some(named) => tree.string(name, named.name()),
                None => tree.number(name, number),
            }
        }
    }
}
