//! How a message lies in the bytes.

use std::borrow::Cow;

use crate::decoders::Fault;
use crate::decoders::members::Members;
use crate::decoders::payload::Payload;

/// What a client asks for that wants parts with offsets instead of JSON.
pub(super) const SUBPROTOCOL: &str = "v1.kernel.websocket.jupyter.org";

/// What a message consists of, in the order of version 1, behind the channel.
const PARTS: [&str; 4] = ["header", "parent_header", "metadata", "content"];
/// An offset of version 1, and the number of them: little-endian.
const WIDE: usize = 8;
/// An offset of the layout without a subprotocol, and the number of them: big-endian.
const NARROW: usize = 4;

pub(super) struct Message<'a> {
    pub(super) channel: Option<Cow<'a, str>>,
    pub(super) message_type: Cow<'a, str>,
    pub(super) header: Members<'a>,
    /// The header of the message that it came of.
    pub(super) parent: Option<Members<'a>>,
    pub(super) content: Members<'a>,
    /// All of it that is JSON, as it stands in the message.
    pub(super) parts: Vec<(&'static str, &'a str)>,
    pub(super) buffers: Vec<&'a [u8]>,
}

impl<'a> Message<'a> {
    pub(super) fn read(payload: &Payload<'a>) -> Result<Self, Fault> {
        let bytes = payload.bytes;
        if payload.is_text {
            return Self::json(bytes, Vec::new());
        }
        if let Some(parts) = version_1(bytes) {
            return Self::version_1(&parts);
        }
        let parts = slices(bytes, &narrow_offsets(bytes)?)?;
        match parts.split_first() {
            Some((json, buffers)) => Self::json(json, buffers.to_vec()),
            None => Err(Fault::at(0, "no parts")),
        }
    }

    /// The layout without a subprotocol: one object, and buffers behind it if there are any.
    fn json(bytes: &'a [u8], buffers: Vec<&'a [u8]>) -> Result<Self, Fault> {
        let members = Members::read(bytes).ok_or(Fault::new("not a JSON object"))?;
        let parts = PARTS
            .iter()
            .filter_map(|name| Some((*name, members.get(name)?)))
            .collect();
        Self::new(members.string("channel"), parts, buffers)
    }

    fn version_1(parts: &[&'a [u8]]) -> Result<Self, Fault> {
        let text = |bytes| str::from_utf8(bytes).map_err(|_invalid| Fault::new("not UTF-8"));
        let (head, buffers) = parts.split_at(parts.len().min(1 + PARTS.len()));
        let (channel, json) = head.split_first().ok_or(Fault::new("no channel"))?;
        let mut named = Vec::new();
        for (name, bytes) in PARTS.into_iter().zip(json) {
            let json = text(bytes)?;
            serde_json::from_str::<serde::de::IgnoredAny>(json)
                .map_err(|_invalid| Fault::new(format!("the {name} is not valid JSON")))?;
            named.push((name, json));
        }
        Self::new(Some(text(channel)?.into()), named, buffers.to_vec())
    }

    fn new(
        channel: Option<Cow<'a, str>>,
        parts: Vec<(&'static str, &'a str)>,
        buffers: Vec<&'a [u8]>,
    ) -> Result<Self, Fault> {
        let part = |wanted| {
            let found = parts.iter().find(|(name, _)| *name == wanted);
            found.and_then(|(_, json)| Members::read(json.as_bytes()))
        };
        let header = part("header").ok_or(Fault::new("no header"))?;
        let message_type = header.string("msg_type");
        Ok(Self {
            channel,
            message_type: message_type.ok_or(Fault::new("no \"msg_type\" in the header"))?,
            header,
            parent: part("parent_header"),
            content: part("content").ok_or(Fault::new("no content"))?,
            parts,
            buffers,
        })
    }
}

/// The parts of the layout of version 1; `None` if it is another one. The offsets say where each part begins and where the last
/// one ends, and the first part begins behind them.
fn version_1(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let (count, rest) = bytes.split_first_chunk::<WIDE>()?;
    let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
    let all = rest.get(..count.checked_mul(WIDE)?)?;
    let (chunks, _) = all.as_chunks::<WIDE>();
    let offsets = chunks
        .iter()
        .map(|chunk| usize::try_from(u64::from_le_bytes(*chunk)).ok())
        .collect::<Option<Vec<usize>>>()?;
    let begins = WIDE + all.len();
    let is_whole = count > 1 + PARTS.len() && offsets.first() == Some(&begins);
    let (end, starts) = offsets.split_last()?;
    (is_whole && *end == bytes.len()).then_some(())?;
    slices(bytes, starts).ok()
}

/// Where each part begins in the layout without a subprotocol.
fn narrow_offsets(bytes: &[u8]) -> Result<Vec<usize>, Fault> {
    let short = Fault::at(bytes.len(), "it ends within its offsets");
    let (count, rest) = bytes.split_first_chunk::<NARROW>().ok_or(short.clone())?;
    let read = |chunk: &[u8; NARROW]| usize::try_from(u32::from_be_bytes(*chunk)).ok();
    let all = read(count)
        .and_then(|count| count.checked_mul(NARROW))
        .and_then(|length| rest.get(..length))
        .ok_or(short)?;
    Ok(all.as_chunks().0.iter().filter_map(read).collect())
}

/// The parts that begin at these offsets, each up to the next one.
fn slices<'a>(bytes: &'a [u8], offsets: &[usize]) -> Result<Vec<&'a [u8]>, Fault> {
    let ends = offsets.iter().skip(1).copied().chain([bytes.len()]);
    let parts = offsets.iter().copied().zip(ends);
    let parts = parts.map(|(start, end)| bytes.get(start..end));
    let parts = parts.collect::<Option<Vec<&[u8]>>>();
    parts.ok_or(Fault::at(
        0,
        "offsets that are not in order or not within the message",
    ))
}
