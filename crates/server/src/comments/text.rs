//! The text of a comment as HTML, and what an edit changed in it.
//!
//! `dialogue` reads the text as blocks; here each piece is escaped and wrapped. Every block says `dir="auto"`, so that a
//! text in Arabic reads right and turns nothing around it (thr-07).

use std::fmt::Write;

use dialogue::{Block, CommentBody, Inline};

/// More words than this on either side, and an edit is shown as the whole earlier text: comparing is quadratic.
const MOST_WORDS: usize = 1_500;

/// The text as safe HTML.
pub fn html(body: &CommentBody) -> String {
    blocks(&body.blocks())
}

/// Any text that follows the same rules as safe HTML: a notice's.
pub fn blocks(blocks: &[Block]) -> String {
    let mut html = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(pieces) => {
                html.push_str("<p dir=\"auto\">");
                inlines(&mut html, pieces);
                html.push_str("</p>");
            }
            Block::Bullets(items) => list(&mut html, "<ul>", items, "</ul>"),
            Block::Numbers(1, items) => list(&mut html, "<ol>", items, "</ol>"),
            Block::Numbers(first, items) => list(&mut html, &format!("<ol start=\"{first}\">"), items, "</ol>"),
        }
    }
    html
}

fn list(html: &mut String, open: &str, items: &[Vec<Inline>], close: &str) {
    html.push_str(open);
    for item in items {
        html.push_str("<li dir=\"auto\">");
        inlines(html, item);
        html.push_str("</li>");
    }
    html.push_str(close);
}

fn inlines(html: &mut String, pieces: &[Inline]) {
    for piece in pieces {
        match piece {
            Inline::Text(text) => escape(html, text),
            // Somebody else's page: it learns nothing of ours and gets no credit for being named here.
            Inline::Link(address) => {
                html.push_str("<a rel=\"nofollow ugc noopener noreferrer\" href=\"");
                escape(html, address);
                html.push_str("\">");
                escape(html, address);
                html.push_str("</a>");
            }
            Inline::Break => html.push_str("<br>"),
        }
    }
}

fn escape(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

/// What changed from one text to the next, as safe HTML with `<del>` and `<ins>`.
pub fn changes(earlier: &str, later: &str) -> String {
    let (before, after) = (words(earlier), words(later));
    let mut html = String::from("<p dir=\"auto\">");
    if before.len() > MOST_WORDS || after.len() > MOST_WORDS {
        piece(&mut html, "del", &before);
    } else {
        for (tag, run) in runs(&before, &after) {
            piece(&mut html, tag, &run);
        }
    }
    html.push_str("</p>");
    html
}

fn piece(html: &mut String, tag: &str, words: &[&str]) {
    if words.is_empty() {
        return;
    }
    if !tag.is_empty() {
        write!(html, "<{tag}>").expect("writing to a string");
    }
    let mut text = String::new();
    escape(&mut text, &words.concat());
    html.push_str(&text.replace('\n', "<br>"));
    if !tag.is_empty() {
        write!(html, "</{tag}>").expect("writing to a string");
    }
}

/// Words with the blanks after them, so that putting them together gives the text.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive([' ', '\n']).collect()
}

/// Runs of words that stayed (`""`), went (`del`) or came (`ins`), by the longest common subsequence.
fn runs<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<(&'static str, Vec<&'a str>)> {
    // A word that only gained or lost the blank after it has not changed.
    let same = |one: &str, other: &str| one.trim_end() == other.trim_end();
    let width = after.len() + 1;
    let mut common = vec![0_u16; (before.len() + 1) * width];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            common[i * width + j] = if same(before[i], after[j]) {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let mut runs: Vec<(&'static str, Vec<&str>)> = Vec::new();
    let mut add = |tag, word| match runs.last_mut() {
        Some((last, words)) if *last == tag => words.push(word),
        _ => runs.push((tag, vec![word])),
    };
    let (mut i, mut j) = (0, 0);
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && same(before[i], after[j]) {
            add("", after[j]);
            i += 1;
            j += 1;
        } else if j == after.len() || (i < before.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            add("del", before[i]);
            i += 1;
        } else {
            add("ins", after[j]);
            j += 1;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> CommentBody {
        CommentBody::new(text).unwrap()
    }

    #[test]
    fn nothing_that_is_typed_becomes_markup() {
        assert_eq!(
            html(&body("<script>alert(1)</script>\n\"a\" & 'b'")),
            "<p dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;<br>&quot;a&quot; &amp; &#39;b&#39;</p>"
        );
        let link = html(&body("https://a.kg/?x=\"><b>"));
        assert!(!link.contains("<b>"), "{link}");
    }

    #[test]
    fn lists_and_links_are_drawn() {
        assert_eq!(
            html(&body("Караңыз:\n- жол\n- https://meria.kg/ky\n\n3. үч")),
            "<p dir=\"auto\">Караңыз:</p><ul><li dir=\"auto\">жол</li><li dir=\"auto\"><a rel=\"nofollow ugc noopener noreferrer\" \
             href=\"https://meria.kg/ky\">https://meria.kg/ky</a></li></ul><ol start=\"3\"><li dir=\"auto\">үч</li></ol>"
        );
    }

    #[test]
    fn an_edit_shows_what_went_and_what_came() {
        assert_eq!(
            changes("Въезд с Токтогула показан.", "Въезд со двора <не> показан."),
            "<p dir=\"auto\">Въезд <del>с Токтогула </del><ins>со двора &lt;не&gt; </ins>показан.</p>"
        );
        assert_eq!(changes("бир", "бир эки"), "<p dir=\"auto\">бир <ins>эки</ins></p>");
    }

    #[test]
    fn a_very_long_edit_is_shown_whole() {
        let long = "сөз ".repeat(MOST_WORDS + 1);
        assert!(changes(&long, "сөз").starts_with("<p dir=\"auto\"><del>"));
    }
}
