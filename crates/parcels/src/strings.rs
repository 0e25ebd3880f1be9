//! Many short texts in one block of memory, equal ones once.

use std::collections::HashMap;

/// Texts by number; number 0 is "no text".
#[derive(Debug, Default)]
pub(crate) struct Strings {
    bytes: String,
    /// Where text `n` ends; it begins where text `n - 1` ends.
    ends: Vec<u32>,
}

impl Strings {
    pub(crate) fn get(&self, number: u32) -> Option<&str> {
        let number = (number as usize).checked_sub(1)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.bytes.get(start..self.ends[number] as usize)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * 4
    }
}

/// Collects texts, each once.
#[derive(Debug, Default)]
pub(crate) struct StringsBuilder {
    strings: Strings,
    numbers: HashMap<Box<str>, u32>,
}

/// More text than 4 GiB: no register of a city comes near.
#[derive(Debug)]
pub(crate) struct TooMuchText;

impl StringsBuilder {
    pub(crate) fn number(&mut self, text: Option<&str>) -> Result<u32, TooMuchText> {
        let Some(text) = text else { return Ok(0) };
        if let Some(number) = self.numbers.get(text) {
            return Ok(*number);
        }
        self.strings.bytes.push_str(text);
        self.strings.ends.push(u32::try_from(self.strings.bytes.len()).map_err(|_| TooMuchText)?);
        let number = u32::try_from(self.strings.ends.len()).map_err(|_| TooMuchText)?;
        self.numbers.insert(text.into(), number);
        Ok(number)
    }

    pub(crate) fn done(mut self) -> Strings {
        self.strings.bytes.shrink_to_fit();
        self.strings.ends.shrink_to_fit();
        self.strings
    }
}
