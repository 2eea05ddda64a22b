use flate2::{Compress, Compression, FlushCompress};
use proptest::prelude::*;

use super::*;

/// Decompresses a message that comes in these parts, into pieces of at most so many bytes.
fn inflate(
    inflater: &mut Inflater,
    parts: &[&[u8]],
    piece: usize,
) -> Result<Vec<u8>, InflateFault> {
    let mut message = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let mut rest = *part;
        loop {
            let mut output = Vec::with_capacity(piece);
            let inflated = inflater.inflate(rest, is_last, &mut output)?;
            let is_full = output.len() == output.capacity();
            message.append(&mut output);
            rest = &rest[inflated.read..];
            if inflated.is_done || !is_last && rest.is_empty() && !is_full {
                break;
            }
        }
    }
    Ok(message)
}

/// The parts of a payload, cut at these places.
fn parts<'a>(payload: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut cuts: Vec<_> = cuts.iter().map(|cut| cut % (payload.len() + 1)).collect();
    cuts.sort_unstable();
    let ends = cuts.iter().copied().chain([payload.len()]);
    let starts = [0].into_iter().chain(cuts.iter().copied());
    starts
        .zip(ends)
        .map(|(start, end)| &payload[start..end])
        .collect()
}

/// Something with much in common with itself, or nothing.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    let random = prop::collection::vec(any::<u8>(), 0..2_000);
    let alike = (prop::collection::vec(0..4_u8, 1..50), 0..2_000_usize)
        .prop_map(|(part, length)| part.into_iter().cycle().take(length).collect());
    let long = (any::<u8>(), 0..200_000_usize).prop_map(|(byte, length)| vec![byte; length]);
    prop_oneof![4 => random, 4 => alike, 1 => long]
}

/// RFC 7692, section 7.2.3: the same text in each way that the standard shows.
#[test]
fn the_examples_of_the_standard_are_read() {
    let hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
    let mut inflater = Inflater::new(15, true);
    for message in [
        &hello[..],
        // With the window of the message before.
        &[0xf2, 0x00, 0x11, 0x00, 0x00],
        // Not compressed.
        &[
            0x00, 0x05, 0x00, 0xfa, 0xff, b'H', b'e', b'l', b'l', b'o', 0x00,
        ],
        // In a block that ends the stream, with a stream after it.
        &[0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00],
        &[0xf2, 0x00, 0x11, 0x00, 0x00],
        // In two blocks.
        &[
            0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00,
        ],
    ] {
        let read = inflate(&mut inflater, &[message], 100);
        assert_eq!(read.as_deref(), Ok(&b"Hello"[..]), "{message:x?}");
    }
    let empty = inflate(&mut inflater, &[&[0]], 100);
    assert_eq!(empty.as_deref(), Ok(&b""[..]));
}

#[test]
fn an_empty_message_is_one_byte_each_time() {
    let mut deflater = Deflater::new(15, true).expect("zlib has this window");
    for _ in 0..3 {
        let mut output = Vec::new();
        deflater
            .deflate(b"", true, &mut output)
            .expect("zlib compresses");
        assert_eq!(output, [0]);
    }
}

#[test]
fn a_window_that_zlib_does_not_have_is_none() {
    for (bits, expected) in [(8, false), (9, true), (15, true), (16, false)] {
        assert_eq!(Deflater::new(bits, true).is_some(), expected, "{bits}");
    }
}

#[test]
fn what_is_not_deflate_is_told() {
    for message in [
        &[0x06][..],
        &[0xff; 8],
        // Refers to what was never said.
        &[0xf2, 0x00, 0x11, 0x00, 0x00],
        // The two lengths of a stored block do not agree.
        &[0x00, 0x05, 0x00, 0xfa, 0x00, b'H'],
    ] {
        let mut inflater = Inflater::new(15, true);
        let read = inflate(&mut inflater, &[message], 100);
        assert_eq!(read, Err(InflateFault), "{message:x?}");
    }
}

/// A message of 32 KiB that is 32 MiB long is handed over in the pieces that were asked for.
#[test]
fn a_message_that_inflates_enormously_comes_in_pieces() {
    let mut context = Compress::new(Compression::best(), false);
    let mut sent = Vec::with_capacity(64 * 1024);
    let zeros = vec![0; 32 * 1024 * 1024];
    context
        .compress_vec(&zeros, &mut sent, FlushCompress::Sync)
        .expect("zlib compresses");
    let mut inflater = Inflater::new(15, true);
    let (mut rest, mut total) = (&sent[..sent.len() - 4], 0);
    loop {
        let mut piece = Vec::with_capacity(1_000);
        let inflated = inflater
            .inflate(rest, true, &mut piece)
            .expect("it is DEFLATE");
        assert!(piece.len() <= 1_000 && inflater.window.len() <= 64 * 1024);
        rest = &rest[inflated.read..];
        total += piece.len();
        if inflated.is_done {
            break;
        }
    }
    assert_eq!(total, zeros.len());
}

/// Contexts go from one connection to another, whatever window it has.
#[test]
fn between_messages_that_do_not_refer_to_each_other_no_context_is_held() {
    let mut connections: Vec<_> = (9..=15)
        .chain(9..=15)
        .map(|bits| {
            let deflater = Deflater::new(bits, false).expect("zlib has this window");
            (deflater, Inflater::new(bits, false))
        })
        .collect();
    for round in 0..3 {
        for (index, (deflater, inflater)) in connections.iter_mut().enumerate() {
            let message = format!("{index} in {round}, ").repeat(5_000);
            let mut sent = Vec::new();
            let sending = deflater.deflate(message.as_bytes(), true, &mut sent);
            sending.expect("zlib compresses");
            let read = inflate(inflater, &[&sent], 1_000);
            assert_eq!(read.as_deref(), Ok(message.as_bytes()));
            assert!(deflater.context.is_none() && inflater.context.is_none());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_was_compressed_is_decompressed_whatever_it_is_cut_into(
        messages in prop::collection::vec((payload(), any::<[u8; 2]>()), 1..6),
        window_bits in 9..=15_u8,
        keeps_context: bool,
        sent_cuts in prop::collection::vec(any::<usize>(), 0..4),
        read_cuts in prop::collection::vec(any::<usize>(), 0..4),
        piece in prop_oneof![1..20_usize, Just(1_000), Just(64 * 1024)],
    ) {
        let mut deflater = Deflater::new(window_bits, keeps_context).expect("zlib has this window");
        let mut inflater = Inflater::new(window_bits, keeps_context);
        for (message, [rest_before, rest_after]) in messages {
            let mut sent = Vec::new();
            let parts_sent = parts(&message, &sent_cuts);
            for (index, part) in parts_sent.iter().enumerate() {
                let is_last = index + 1 == parts_sent.len();
                deflater.deflate(part, is_last, &mut sent).expect("zlib compresses");
            }
            prop_assert!(!sent.is_empty());
            // Sometimes a connection rests.
            if rest_before % 4 == 0 {
                deflater.release();
            }
            let read = inflate(&mut inflater, &parts(&sent, &read_cuts), piece);
            prop_assert_eq!(read.as_ref(), Ok(&message));
            if rest_after % 4 == 0 {
                inflater.release();
                let most = if keeps_context { 1 << window_bits } else { 0 };
                prop_assert!(inflater.context.is_none() && inflater.window.capacity() <= most);
            }
        }
    }

    #[test]
    fn bytes_that_are_no_compression_do_no_harm(
        parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 1..5),
        window_bits: u8,
        keeps_context: bool,
    ) {
        let parts: Vec<_> = parts.iter().map(Vec::as_slice).collect();
        let mut inflater = Inflater::new(window_bits, keeps_context);
        for _ in 0..2 {
            if inflate(&mut inflater, &parts, 1_000).is_err() {
                break;
            }
        }
    }
}

/// What ends within a block is refused, and not taken for what was left out at its end.
#[test]
fn a_message_that_ends_within_a_block_is_refused() {
    let mut sound = Vec::new();
    Deflater::new(15, true)
        .unwrap()
        .deflate(b"Hello, hello, hello, hello", true, &mut sound)
        .unwrap();
    let with_tail = [&sound[..], &TAIL].concat();
    let check = |payload: &[u8], is_sound: bool| {
        let mut inflater = Inflater::new(15, true);
        let mut output = Vec::with_capacity(1024);
        let result = inflater.inflate(payload, true, &mut output);
        assert_eq!(result.is_ok(), is_sound, "{payload:x?}: {output:x?}");
    };
    check(&sound, true);
    // An empty message is an empty block without its tail (section 7.2.3.6).
    check(&[0], true);
    check(&[], false);
    check(&with_tail, false);
    // Of a stored block of 100 bytes, three.
    check(b"\x00\x64\x00\x9b\xffabc", false);
    for length in 1..sound.len() {
        check(&sound[..length], false);
    }
}
