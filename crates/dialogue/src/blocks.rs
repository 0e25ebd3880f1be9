//! The text of a comment as a small tree: paragraphs, lists, line breaks, links. Never HTML.
//!
//! What the writer typed is taken as plain text by three rules, and nothing else has a meaning:
//! an empty line ends a paragraph; lines that begin with `- `, `* `, `• ` or with a number and `.` or `)` are a list;
//! an address that begins with `http://` or `https://` is a link, shown as it was typed. The server draws the tree and
//! escapes every piece of it.

use linkify::{LinkFinder, LinkKind};

/// A block of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list with dots.
    Bullets(Vec<Vec<Inline>>),
    /// A numbered list and the number that it begins with.
    Numbers(u32, Vec<Vec<Inline>>),
}

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// An address: shown as typed, followed as it is.
    Link(String),
    /// A line break inside a paragraph.
    Break,
}

/// Longest address that becomes a link; a longer one stays text.
const MAX_LINK_BYTES: usize = 2_000;

/// The blocks of a text that [`crate::writing::in_order`] has put in order.
#[must_use]
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut continues = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            continues = false;
            continue;
        }
        match (marker(line), blocks.last_mut().filter(|_| continues)) {
            (Some(Marker::Bullet(rest)), Some(Block::Bullets(items))) => items.push(inlines(rest)),
            (Some(Marker::Bullet(rest)), _) => blocks.push(Block::Bullets(vec![inlines(rest)])),
            (Some(Marker::Number(_, rest)), Some(Block::Numbers(_, items))) => items.push(inlines(rest)),
            (Some(Marker::Number(number, rest)), _) => blocks.push(Block::Numbers(number, vec![inlines(rest)])),
            (None, Some(Block::Paragraph(paragraph))) => {
                paragraph.push(Inline::Break);
                paragraph.extend(inlines(line.trim()));
            }
            // A line below an item that begins with a blank goes on with that item.
            (None, Some(Block::Bullets(items) | Block::Numbers(_, items))) if line.starts_with([' ', '\t']) => {
                if let Some(item) = items.last_mut() {
                    item.push(Inline::Break);
                    item.extend(inlines(line.trim()));
                }
            }
            (None, _) => blocks.push(Block::Paragraph(inlines(line.trim()))),
        }
        continues = true;
    }
    blocks
}

enum Marker<'a> {
    Bullet(&'a str),
    Number(u32, &'a str),
}

fn marker(line: &str) -> Option<Marker<'_>> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix(['-', '*', '•', '–', '—']) {
        return rest.strip_prefix(' ').map(|rest| Marker::Bullet(rest.trim()));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let rest = line[digits..].strip_prefix(['.', ')'])?.strip_prefix(' ')?;
    Some(Marker::Number(line[..digits].parse().ok()?, rest.trim()))
}

fn inlines(line: &str) -> Vec<Inline> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(true);
    finder
        .spans(line)
        .map(|span| {
            let text = span.as_str();
            let is_web = text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"))
                || text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
            if span.kind().is_some() && is_web && text.len() <= MAX_LINK_BYTES {
                Inline::Link(text.to_owned())
            } else {
                Inline::Text(text.to_owned())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.into())
    }

    #[test]
    fn paragraphs_end_at_empty_lines_and_lines_break_inside() {
        assert_eq!(
            parse("Биринчи\nсап\n\nЭкинчи"),
            [
                Block::Paragraph(vec![text("Биринчи"), Inline::Break, text("сап")]),
                Block::Paragraph(vec![text("Экинчи")])
            ]
        );
    }

    #[test]
    fn lists_are_read_by_their_markers() {
        assert_eq!(
            parse("Суроолор:\n- жол\n• суу\n  жана канал\n\n3) үч\n4) төрт\nаягы"),
            [
                Block::Paragraph(vec![text("Суроолор:")]),
                Block::Bullets(vec![vec![text("жол")], vec![text("суу"), Inline::Break, text("жана канал")]]),
                Block::Numbers(3, vec![vec![text("үч")], vec![text("төрт")]]),
                Block::Paragraph(vec![text("аягы")]),
            ]
        );
        assert_eq!(parse("-5 градус"), [Block::Paragraph(vec![text("-5 градус")])]);
        assert_eq!(parse("2026. жыл"), [Block::Paragraph(vec![text("2026. жыл")])]);
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(
            parse("Караңыз: https://meria.kg/ky?a=1&b=2, анан javascript:alert(1) жана a@b.kg."),
            [Block::Paragraph(vec![
                text("Караңыз: "),
                Inline::Link("https://meria.kg/ky?a=1&b=2".into()),
                text(", анан javascript:alert(1) жана a@b.kg."),
            ])]
        );
        let ftp = parse("ftp://example.kg/x");
        assert!(matches!(&ftp[..], [Block::Paragraph(pieces)] if pieces.iter().all(|p| matches!(p, Inline::Text(_)))));
    }

    #[test]
    fn markup_stays_the_text_that_it_is() {
        assert_eq!(parse("<b>x</b> **y** [z](u)"), [Block::Paragraph(vec![text("<b>x</b> **y** [z](u)")])]);
    }

    proptest::proptest! {
        /// Nothing that was typed gets lost, but for markers of lists and blanks.
        #[test]
        fn every_word_stays(words in proptest::collection::vec("[a-zа-яё]{1,8}", 1..40), breaks in proptest::collection::vec(0..3usize, 40)) {
            let typed: String = words.iter().zip(&breaks).map(|(word, &n)| format!("{word}{}", [" ", "\n", "\n\n"][n])).collect();
            let drawn: String = parse(&typed).iter().map(|block| match block {
                Block::Paragraph(pieces) => plain(pieces),
                Block::Bullets(items) | Block::Numbers(_, items) => items.iter().map(|item| plain(item)).collect(),
            }).collect();
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            proptest::prop_assert_eq!(bare(&drawn), bare(&typed));
        }
    }

    fn plain(pieces: &[Inline]) -> String {
        pieces
            .iter()
            .map(|piece| match piece {
                Inline::Text(text) | Inline::Link(text) => text.as_str(),
                Inline::Break => "\n",
            })
            .collect()
    }
}
