//! The letters that the program wrote into its data folder.

use std::{fs, path::Path};

/// One letter.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Head and body as they would be sent.
    pub raw: String,
    /// The body as a person reads it.
    pub text: String,
}

impl Mail {
    /// All letters to an address, oldest first.
    pub(crate) fn to(data: &Path, email: &str) -> Vec<Mail> {
        let mut files: Vec<_> = fs::read_dir(data.join("mails"))
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        files.retain(|path: &std::path::PathBuf| path.extension().is_some_and(|extension| extension == "eml"));
        files.sort_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok());
        files
            .iter()
            .filter_map(|path| fs::read_to_string(path).ok())
            .filter(|raw| {
                raw.lines()
                    .take_while(|line| !line.is_empty())
                    .any(|line| line.starts_with("To:") && line.contains(email))
            })
            .map(|raw| Mail { text: readable(&raw), raw })
            .collect()
    }

    /// The first link of the letter whose address has this in it.
    #[track_caller]
    pub fn link(&self, part: &str) -> String {
        self.text
            .split_whitespace()
            .find(|word| word.starts_with("http") && word.contains(part))
            .unwrap_or_else(|| panic!("no link with {part} in:\n{}", self.text))
            .to_owned()
    }
}

/// Undoes quoted-printable and base64, as far as the program's own letters need it.
fn readable(raw: &str) -> String {
    let (head, body) = raw.split_once("\r\n\r\n").or_else(|| raw.split_once("\n\n")).unwrap_or((raw, ""));
    let head = head.to_lowercase();
    if head.contains("content-transfer-encoding: quoted-printable") {
        quoted_printable(body)
    } else if head.contains("content-transfer-encoding: base64") {
        base64(body)
    } else {
        body.to_owned()
    }
}

fn quoted_printable(body: &str) -> String {
    let joined = body.replace("=\r\n", "").replace("=\n", "");
    let mut bytes = Vec::with_capacity(joined.len());
    let mut rest = joined.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = (first == b'=').then(|| tail.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn base64(body: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut width) = (Vec::new(), 0_u32, 0_u32);
    for value in body.bytes().filter_map(|byte| LETTERS.iter().position(|letter| *letter == byte)) {
        bits = (bits << 6) | u32::try_from(value).expect("below 64");
        width += 6;
        if width >= 8 {
            width -= 8;
            bytes.push(u8::try_from((bits >> width) & 0xff).expect("eight bits"));
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_read_as_a_person_reads_it() {
        let raw =
            "To: a@b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nhttp://x/confir=\r\nmations/ab=3Dc =D0=90";
        assert_eq!(readable(raw), "http://x/confirmations/ab=c А");
        assert_eq!(readable("Content-Transfer-Encoding: base64\n\n0JDQsQ==\n"), "Аб");
    }
}
