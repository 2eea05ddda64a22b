//! The mask of what a client sends.

/// Masks a payload, or takes the mask away, which is the same (RFC 6455, section 5.3).
///
/// `payload` must start at a multiple of four bytes into the payload of the frame.
#[inline]
pub fn apply_mask(payload: &mut [u8], key: [u8; 4]) {
    // Several times as wide as the registers of any processor, so that the compiler uses the widest.
    const WIDE: usize = 64;
    let mut wide_key = [0; WIDE];
    wide_key.as_chunks_mut().0.fill(key);
    let (wide, rest) = payload.as_chunks_mut::<WIDE>();
    for bytes in wide {
        for (byte, key) in bytes.iter_mut().zip(wide_key) {
            *byte ^= key;
        }
    }
    for (byte, key) in rest.iter_mut().zip(wide_key) {
        *byte ^= key;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::apply_mask;

    proptest! {
        #[test]
        fn each_byte_is_masked_with_its_byte_of_the_key(payload: Vec<u8>, key: [u8; 4]) {
            let mut masked = payload.clone();
            apply_mask(&mut masked, key);
            let expected = payload.iter().zip(key.iter().cycle());
            let expected: Vec<u8> = expected.map(|(byte, key)| byte ^ key).collect();
            prop_assert_eq!(&masked, &expected);
            apply_mask(&mut masked, key);
            prop_assert_eq!(masked, payload);
        }
    }
}
