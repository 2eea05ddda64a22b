use crate::decoders::Fault;

/// Reads the types of section 1.5 one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where its first byte is in the message.
    offset: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            offset: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// Where the next byte is in the message.
    pub(super) fn position(&self) -> usize {
        self.offset + self.at
    }

    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// A fault at the next byte.
    pub(super) fn fault(&self, reason: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
        Fault::at(self.position(), reason)
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let rest = &self.bytes[self.at..];
        let taken = rest.get(..length).ok_or_else(|| {
            let left = rest.len();
            self.fault(format!("{length} bytes are needed, and {left} are left"))
        })?;
        self.at += length;
        Ok(taken)
    }

    /// A reader of the next bytes alone.
    pub(super) fn part(&mut self, length: usize) -> Result<Self, Fault> {
        let offset = self.position();
        let bytes = self.take(length)?;
        Ok(Self {
            bytes,
            at: 0,
            offset,
        })
    }

    /// All that is left.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        self.at = self.bytes.len();
        rest
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        Ok(self.take(1)?[0])
    }

    /// Section 1.5.2.
    pub(super) fn two_bytes(&mut self) -> Result<u16, Fault> {
        let bytes = self.take(2)?;
        Ok(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    /// Section 1.5.3.
    pub(super) fn four_bytes(&mut self) -> Result<u32, Fault> {
        let high = self.two_bytes()?;
        let low = self.two_bytes()?;
        Ok(u32::from(high) << 16 | u32::from(low))
    }

    /// Section 1.5.5: up to four bytes of seven bits each.
    pub(super) fn variable(&mut self) -> Result<u32, Fault> {
        let mut value = 0;
        for index in 0..4 {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f) << (7 * index);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(self.fault("a number has more than four bytes (section 1.5.5)"))
    }

    /// Section 1.5.6.
    pub(super) fn binary(&mut self) -> Result<&'a [u8], Fault> {
        let length = self.two_bytes()?;
        self.take(length.into())
    }

    /// Section 1.5.4.
    pub(super) fn string(&mut self) -> Result<&'a str, Fault> {
        let start = self.position();
        let text = str::from_utf8(self.binary()?)
            .map_err(|_| Fault::at(start, "a string is not UTF-8 (section 1.5.4)"))?;
        if text.contains('\0') {
            return Err(Fault::at(
                start,
                "a string has the character U+0000 (section 1.5.4)",
            ));
        }
        Ok(text)
    }
}
