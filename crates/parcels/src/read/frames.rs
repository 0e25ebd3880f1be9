//! Cuts GeoJSON text into features, without looking into them.
//!
//! One pass over the bytes finds where each feature begins and ends by counting brackets outside strings; the feature's own bytes
//! are then parsed by others, also in parallel. So one feature that is odd never ends the reading, each knows its line, and the
//! memory needed is that of the largest feature. Three framings are read, also one after the other in one stream:
//! a `FeatureCollection` (its members in any order), features one after another (newline-delimited), and RFC 8142 records.
//!
//! Broken JSON is found either here (brackets, control characters, the end) or by the parser of the feature. Either way the error
//! gives line, column and byte, all counted from 1 in the text after decompression, a byte order mark included.

use std::io::Read;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::error::ReadError;

/// How deep arrays and objects may lie in each other. GeoJSON needs 8; what goes deeper is an attack or an accident.
pub const DEEPEST: u32 = 100;

/// The largest single feature that is read, in bytes of JSON: some 20 million vertices.
pub const LARGEST_FEATURE: usize = 1 << 29;

/// How much is asked from the input at once.
const CHUNK: usize = 1 << 20;

/// A batch is handed on when it holds this much: enough to keep two cores busy, little enough to stay in cache and memory.
const BATCH_BYTES: usize = 4 << 20;

/// Where something stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// Line, from 1.
    pub(crate) line: u64,
    /// Byte within the line, from 1.
    pub(crate) column: u64,
    /// Byte of the text, from 1.
    pub(crate) byte: u64,
}

/// One feature's text and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Number of the feature in the file, from 1.
    pub(crate) index: u64,
    /// Where its first byte stands.
    pub(crate) place: Position,
    /// Its bytes within [`Batch::text`].
    from: usize,
    to: usize,
}

/// Some features, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Batch {
    text: Vec<u8>,
    /// The features.
    pub(crate) frames: Vec<Frame>,
}

impl Batch {
    /// The text of one of its frames.
    pub(crate) fn text(&self, frame: &Frame) -> &[u8] {
        &self.text[frame.from..frame.to]
    }

    fn clear(&mut self) {
        self.text.clear();
        self.frames.clear();
    }

    fn is_full(&self) -> bool {
        self.text.len() >= BATCH_BYTES
    }
}

/// A `crs` member that a collection had.
#[derive(Debug, Clone)]
pub(super) struct CrsMember {
    /// Its JSON text.
    pub(crate) text: String,
    /// How many features had been read before it was seen.
    pub(crate) after: u64,
}

/// Which framings were met.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Met {
    pub(crate) byte_order_mark: bool,
    pub(crate) collection: bool,
    pub(crate) lines: bool,
    pub(crate) record_separators: bool,
}

/// Cuts the text that `input` gives.
#[derive(Debug)]
pub(super) struct Frames<R> {
    input: R,
    /// `buffer[..filled]` is text; what stands before `start` is no longer wanted, `at` is the next byte to look at.
    buffer: Vec<u8>,
    filled: usize,
    start: usize,
    at: usize,
    /// How much text lay before the buffer.
    before: u64,
    /// Newlines are counted up to `buffer[counted]`; the line there began at byte `line_start` (from 0).
    counted: usize,
    line: u64,
    line_start: u64,
    ended: bool,
    begun: bool,
    /// Inside the `features` of a collection; `first` until its first element was seen.
    inside: bool,
    first: bool,
    index: u64,
    /// What was met so far.
    pub(crate) met: Met,
    /// The `crs` members of the collections so far.
    pub(crate) crs_members: Vec<CrsMember>,
}

/// What a byte outside a string does: 1 opens, 2 closes, 3 begins a string, 0 nothing.
static OUTSIDE: [u8; 256] = {
    let mut table = [0; 256];
    table[b'{' as usize] = 1;
    table[b'[' as usize] = 1;
    table[b'}' as usize] = 2;
    table[b']' as usize] = 2;
    table[b'"' as usize] = 3;
    table
};

/// What a byte inside a string does: 1 ends it, 2 escapes the next, 3 must not stand there, 0 nothing.
static INSIDE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = 3;
        byte += 1;
    }
    table[b'"' as usize] = 1;
    table[b'\\' as usize] = 2;
    table
};

/// What a collection says besides its features.
#[derive(serde::Deserialize)]
struct Members<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow, default)]
    crs: Option<&'a RawValue>,
    #[serde(default, rename = "features")]
    _features: Option<IgnoredAny>,
}

impl<R: Read> Frames<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            buffer: vec![0; 2 * CHUNK],
            filled: 0,
            start: 0,
            at: 0,
            before: 0,
            counted: 0,
            line: 1,
            line_start: 0,
            ended: false,
            begun: false,
            inside: false,
            first: false,
            index: 0,
            met: Met::default(),
            crs_members: Vec::new(),
        }
    }

    /// Fills `batch` with the next features; `false` once the text has ended. After an error the batch holds what stood before it.
    pub(crate) fn next_batch(&mut self, batch: &mut Batch) -> Result<bool, ReadError> {
        batch.clear();
        while !batch.is_full() {
            if !self.next_frame(batch)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn next_frame(&mut self, batch: &mut Batch) -> Result<bool, ReadError> {
        if !self.begun {
            self.begin()?;
        }
        loop {
            if self.inside {
                if self.next_element(batch)? {
                    return Ok(true);
                }
                continue;
            }
            self.skip_space(true)?;
            self.start = self.at;
            match self.peek()? {
                None if self.index == 0 && !self.met.collection => return Err(ReadError::Empty),
                None => return Ok(false),
                Some(b'{') => {
                    if self.open_object()? {
                        self.met.lines = true;
                        self.push(batch);
                        return Ok(true);
                    }
                }
                Some(b'[') if self.index == 0 => {
                    return Err(ReadError::NotGeoJson { found: "an array, not an object".into() });
                }
                Some(_) if self.index == 0 && !self.met.collection => return Err(self.not_json()),
                Some(_) => return Err(self.fault(self.at, "a feature")),
            }
        }
    }

    /// The mark that some Windows programs write first, and the marks of files that are something else.
    fn begin(&mut self) -> Result<(), ReadError> {
        self.begun = true;
        while self.filled < 16 && self.fill()? {}
        if self.buffer[..self.filled].starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.met.byte_order_mark = true;
            self.at = 3;
            self.start = 3;
        }
        Ok(())
    }

    fn not_json(&mut self) -> ReadError {
        const KNOWN: [(&[u8], &str); 12] = [
            (b"PK\x03\x04", "a zip archive"),
            (b"\x00\x00\x27\x0a", "a shapefile"),
            (b"SQLite format 3", "a GeoPackage or another SQLite database"),
            (b"\x28\xb5\x2f\xfd", "a file compressed with zstd"),
            (b"\xfd7zXZ", "a file compressed with xz"),
            (b"BZh", "a file compressed with bzip2"),
            (b"\xff\xfe", "text in UTF-16, not UTF-8"),
            (b"\xfe\xff", "text in UTF-16, not UTF-8"),
            (b"%PDF", "a PDF"),
            (b"fgb", "a FlatGeobuf file"),
            (b"PAR1", "a Parquet file"),
            (b"<", "XML or HTML"),
        ];
        let text = &self.buffer[self.at..self.filled];
        match KNOWN.iter().find(|(mark, _)| text.starts_with(mark)) {
            Some((_, name)) => ReadError::NotGeoJson { found: (*name).into() },
            None => self.fault(self.at, "`{`"),
        }
    }

    /// An object at the top of the text: `true` if it is a whole object (a feature by itself, `start..at`), `false` if it turned out
    /// to be a collection, whose features come next.
    fn open_object(&mut self) -> Result<bool, ReadError> {
        self.at += 1;
        loop {
            self.skip_space(false)?;
            match self.peek()? {
                Some(b'}') => {
                    self.at += 1;
                    return Ok(true);
                }
                Some(b',') => {
                    self.at += 1;
                    continue; // a comma too many is found when the whole text is parsed
                }
                Some(b'"') => {}
                _ => return Err(self.broken("")),
            }
            let key = self.at - self.start;
            if !self.skip_value()? {
                return Err(self.broken(""));
            }
            let is_features = &self.buffer[self.start + key..self.at] == b"\"features\"";
            self.skip_space(false)?;
            if self.peek()? != Some(b':') {
                return Err(self.broken(""));
            }
            self.at += 1;
            self.skip_space(false)?;
            if is_features && self.peek()? == Some(b'[') {
                self.at += 1;
                self.members("", "]}")?;
                (self.inside, self.first, self.met.collection) = (true, true, true);
                return Ok(false);
            }
            if !self.skip_value()? {
                return Err(self.broken(""));
            }
        }
    }

    /// The next element of `features`, or, at their end, the rest of the collection.
    fn next_element(&mut self, batch: &mut Batch) -> Result<bool, ReadError> {
        self.skip_space(false)?;
        let mut byte = self.peek()?;
        if byte == Some(b']') {
            self.at += 1;
            self.inside = false;
            self.rest_of_collection()?;
            return Ok(false);
        }
        if !self.first {
            match byte {
                Some(b',') => {
                    self.at += 1;
                    self.skip_space(false)?;
                    byte = self.peek()?;
                }
                None => return Err(self.truncated()),
                Some(_) => return Err(self.fault(self.at, "`,` or `]` after a feature")),
            }
        }
        self.first = false;
        self.start = self.at;
        match byte {
            None => return Err(self.truncated()),
            Some(b',' | b']' | b'}' | b':') => return Err(self.fault(self.at, "a feature")),
            Some(_) => {}
        }
        if !self.skip_value()? {
            return Err(self.broken(""));
        }
        self.push(batch);
        Ok(true)
    }

    /// The members after `features`, up to the brace that closes the collection.
    fn rest_of_collection(&mut self) -> Result<(), ReadError> {
        const OPENED: &str = "{\"features\":[]";
        self.start = self.at;
        loop {
            self.skip_space(false)?;
            match self.peek()? {
                Some(b'}') => {
                    self.at += 1;
                    return self.members(OPENED, "");
                }
                Some(b',' | b':') => self.at += 1,
                None => return Err(self.truncated()),
                Some(b']') => return Err(self.broken(OPENED)),
                Some(_) => {
                    if !self.skip_value()? {
                        return Err(self.broken(OPENED));
                    }
                }
            }
        }
    }

    /// Parses what a collection says before or after its features: `start..at`, made whole by what is put before and after it.
    fn members(&mut self, before: &str, after: &str) -> Result<(), ReadError> {
        let text = [before.as_bytes(), &self.buffer[self.start..self.at], after.as_bytes()].concat();
        let members: Members = match serde_json::from_slice(&text) {
            Ok(members) => members,
            Err(_) if serde_json::from_slice::<IgnoredAny>(&text).is_ok() => {
                return Err(ReadError::NotGeoJson {
                    found: "a collection that names `type`, `features` or `crs` twice".into(),
                });
            }
            Err(_) => return Err(self.broken(before)),
        };
        if let Some(kind) = members.kind
            && kind.get() != "\"FeatureCollection\""
        {
            return Err(ReadError::NotGeoJson { found: format!("an object of type {}", shorten(kind.get())) });
        }
        if let Some(crs) = members.crs.filter(|crs| crs.get() != "null") {
            let member = CrsMember { text: crs.get().to_owned(), after: self.index };
            self.crs_members.push(member);
        }
        self.start = self.at;
        Ok(())
    }

    fn push(&mut self, batch: &mut Batch) {
        self.index += 1;
        let place = self.position(self.start);
        let from = batch.text.len();
        batch.text.extend_from_slice(&self.buffer[self.start..self.at]);
        batch.frames.push(Frame { index: self.index, place, from, to: batch.text.len() });
        self.start = self.at;
    }

    /// Moves past the value at `at`; `false` if it is broken somewhere before `at`.
    fn skip_value(&mut self) -> Result<bool, ReadError> {
        match self.peek()? {
            Some(b'"') => {
                self.at += 1;
                self.skip_string()
            }
            Some(b'{' | b'[') => self.skip_nested(),
            Some(_) => {
                while let Some(byte) = self.peek()? {
                    if matches!(byte, b',' | b']' | b'}' | b':' | b'"' | b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n') {
                        break;
                    }
                    self.at += 1;
                }
                Ok(true)
            }
            None => Ok(false),
        }
    }

    fn skip_nested(&mut self) -> Result<bool, ReadError> {
        let mut braces: u128 = 0; // one bit for each open bracket: 1 is a brace
        let mut depth = 0;
        loop {
            let ahead = &self.buffer[self.at..self.filled];
            let Some(offset) = ahead.iter().position(|byte| OUTSIDE[usize::from(*byte)] != 0) else {
                self.at = self.filled;
                if !self.fill()? {
                    return Ok(false);
                }
                continue;
            };
            let byte = ahead[offset];
            self.at += offset;
            match OUTSIDE[usize::from(byte)] {
                1 => {
                    depth += 1;
                    if depth > DEEPEST {
                        let Position { line, byte, .. } = self.position(self.at);
                        return Err(ReadError::TooDeep { line, byte, limit: DEEPEST });
                    }
                    braces = braces << 1 | u128::from(byte == b'{');
                    self.at += 1;
                }
                2 => {
                    if (braces & 1 == 1) != (byte == b'}') {
                        return Ok(false);
                    }
                    braces >>= 1;
                    depth -= 1;
                    self.at += 1;
                    if depth == 0 {
                        return Ok(true);
                    }
                }
                _ => {
                    self.at += 1;
                    if !self.skip_string()? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    /// From behind the opening quote to behind the closing one.
    fn skip_string(&mut self) -> Result<bool, ReadError> {
        loop {
            let ahead = &self.buffer[self.at..self.filled];
            let Some(offset) = ahead.iter().position(|byte| INSIDE[usize::from(*byte)] != 0) else {
                self.at = self.filled;
                if !self.fill()? {
                    return Ok(false);
                }
                continue;
            };
            let what = INSIDE[usize::from(ahead[offset])];
            self.at += offset;
            match what {
                1 => {
                    self.at += 1;
                    return Ok(true);
                }
                2 => {
                    self.at += 1;
                    if self.peek()?.is_none() {
                        return Ok(false);
                    }
                    self.at += 1;
                }
                _ => return Ok(false),
            }
        }
    }

    fn skip_space(&mut self, between_records: bool) -> Result<(), ReadError> {
        while let Some(byte) = self.peek()? {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                0x1E if between_records => self.met.record_separators = true,
                _ => break,
            }
            self.at += 1;
        }
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        if self.at == self.filled && !self.fill()? {
            return Ok(None);
        }
        Ok(Some(self.buffer[self.at]))
    }

    /// Reads more; `false` at the end. Keeps everything from `start` on.
    fn fill(&mut self) -> Result<bool, ReadError> {
        if self.ended {
            return Ok(false);
        }
        if self.buffer.len() - self.filled < CHUNK {
            self.count_lines(self.start);
            self.buffer.copy_within(self.start..self.filled, 0);
            self.before += self.start as u64;
            self.filled -= self.start;
            self.at -= self.start;
            self.counted -= self.start;
            self.start = 0;
            if self.filled > LARGEST_FEATURE {
                let Position { line, byte, .. } = self.position(0);
                return Err(ReadError::FeatureTooLarge { line, byte, limit: LARGEST_FEATURE as u64 });
            }
            if self.buffer.len() - self.filled < CHUNK {
                self.buffer.resize(2 * self.buffer.len(), 0);
            }
        }
        loop {
            match self.input.read(&mut self.buffer[self.filled..]) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(count) => {
                    self.filled += count;
                    return Ok(true);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let Position { line, byte, .. } = self.position(self.filled);
                    return Err(ReadError::from_input(&error, line, byte));
                }
            }
        }
    }

    fn count_lines(&mut self, to: usize) {
        if to > self.counted {
            let text = &self.buffer[self.counted..to];
            self.line += text.iter().filter(|byte| **byte == b'\n').count() as u64;
            if let Some(last) = text.iter().rposition(|byte| *byte == b'\n') {
                self.line_start = self.before + (self.counted + last) as u64 + 1;
            }
            self.counted = to;
        }
    }

    /// Where `buffer[index]` stands. Asked in rising order only.
    fn position(&mut self, index: usize) -> Position {
        self.count_lines(index);
        let byte = self.before + index as u64;
        Position { line: self.line, column: byte - self.line_start + 1, byte: byte + 1 }
    }

    fn fault(&mut self, index: usize, expected: &str) -> ReadError {
        let found = what_stands(&self.buffer[index..self.filled]);
        let place = self.position(index);
        ReadError::syntax(place, found, format!("expected {expected}"))
    }

    fn truncated(&mut self) -> ReadError {
        let Position { line, byte, .. } = self.position(self.filled);
        ReadError::Truncated { line, byte: byte - 1 }
    }

    /// The error of a text that is known to be broken between `start` and a little behind `at`.
    fn broken(&mut self, before: &str) -> ReadError {
        let _ = self.at + 32 <= self.filled || self.fill().is_err();
        let ahead = (self.at + 32).min(self.filled);
        let place = self.position(self.start);
        let text = [before.as_bytes(), &self.buffer[self.start..ahead]].concat();
        let at_end = self.ended && ahead == self.filled;
        match syntax_error(&text, place, before.len()) {
            Some(ReadError::Truncated { .. }) if at_end => self.truncated(),
            Some(error) if !matches!(error, ReadError::Truncated { .. }) => error,
            _ => self.fault(self.at.min(self.filled), "something else"),
        }
    }
}

/// The syntax error of a text that begins at `place`, its first `unread` bytes not counted; none if it is JSON.
pub(super) fn syntax_error(text: &[u8], place: Position, unread: usize) -> Option<ReadError> {
    let error = serde_json::from_slice::<IgnoredAny>(text).err()?;
    let line_begins = match error.line() {
        0 | 1 => 0,
        line => text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(line - 2).map_or(0, |(at, _)| at + 1),
    };
    let message = error.to_string();
    let mut index = (line_begins + error.column()).saturating_sub(1).min(text.len());
    if message.starts_with("control character") {
        // The parser says at which byte of the string it gave up, which is not always the one that it means.
        index += text[index..].iter().position(|byte| *byte < 0x20).unwrap_or(0);
    }
    let read = &text[unread.min(index)..index];
    let line = place.line + read.iter().filter(|byte| **byte == b'\n').count() as u64;
    let byte = place.byte + read.len() as u64;
    // A number that stops after its sign, point or `e` is broken to the parser; at the very end of the text it is cut off.
    let half_number = index + 1 >= text.len() && matches!(text.last(), Some(b'-' | b'+' | b'.' | b'e' | b'E'));
    if error.is_eof() || half_number {
        let end = place.byte + (text.len() - unread.min(text.len())) as u64;
        return Some(ReadError::Truncated { line, byte: end - 1 });
    }
    let column = match read.iter().rposition(|byte| *byte == b'\n') {
        Some(last) => (read.len() - last) as u64,
        None => place.column + read.len() as u64,
    };
    // serde_json ends its messages with the position within the fragment, which would only mislead here.
    let expected = message.split(" at line ").next().unwrap_or(&message).to_owned();
    Some(ReadError::syntax(Position { line, column, byte }, what_stands(&text[index..]), expected))
}

/// The word or sign at the beginning of a text, for a message.
pub(super) fn what_stands(text: &[u8]) -> String {
    let word = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_'))
        .take(24);
    let length = word.count();
    match text.first() {
        None => "the end of the file".into(),
        Some(_) if length > 0 => format!("`{}`", String::from_utf8_lossy(&text[..length])),
        Some(byte) if byte.is_ascii_graphic() => format!("`{}`", char::from(*byte)),
        Some(b'\n' | b'\r') => "the end of the line".into(),
        Some(b' ' | b'\t') => "a space".into(),
        Some(byte) if *byte < 0x80 => format!("the control character {byte:#04x}"),
        Some(_) => match String::from_utf8_lossy(&text[..text.len().min(4)]).chars().next() {
            Some(char::REPLACEMENT_CHARACTER) | None => format!("the byte {:#04x}", text[0]),
            Some(letter) => format!("`{letter}`"),
        },
    }
}

/// A value as it stands in the file, cut to a length that fits into a message.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
