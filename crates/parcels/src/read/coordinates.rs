//! Coordinates from JSON text straight into flat arrays.
//!
//! The text is known to be JSON. What is not known is whether it is a list of rings or of polygons (`type` may come later), or
//! anything sensible: so every list that is not a position leaves a mark of its depth, and the shape is made of the marks.
//! Numbers are rounded correctly, that is, a number that was written from an `f64` comes back bit by bit.

use geo_types::Coord;

/// The `coordinates` of one geometry.
#[derive(Debug, Default)]
pub(super) struct Coordinates {
    /// All positions, in the order of the file.
    positions: Vec<Coord<f64>>,
    /// Every list that holds lists and ended: its depth from outside (1 = `coordinates` itself) and how many positions came before.
    ends: Vec<(u32, usize)>,
    /// Depth of the lists that hold numbers, once one was met.
    position_depth: Option<u32>,
    /// Positions with three or more numbers.
    pub(crate) with_height: usize,
    /// What cannot be a position: the text of the first.
    pub(crate) malformed: Option<String>,
}

/// Rings of positions, polygon by polygon, as the file has them.
pub(super) type Rings = Vec<Vec<Vec<Coord<f64>>>>;

impl Coordinates {
    /// Reads `text`, which must be JSON; the arrays are reused from one feature to the next.
    pub(crate) fn read(&mut self, text: &str) {
        self.positions.clear();
        self.ends.clear();
        (self.position_depth, self.with_height, self.malformed) = (None, 0, None);
        let bytes = text.as_bytes();
        let (mut at, mut depth) = (0, 0_u32);
        let mut numbers = [0.0; 2];
        let mut count = 0_usize; // numbers in the innermost list
        let mut lists = false; // whether the innermost list has held a list
        while at < bytes.len() {
            match bytes[at] {
                b'[' => {
                    if count > 0 {
                        return self.give_up(text, at);
                    }
                    depth += 1;
                    lists = false;
                    at += 1;
                }
                b']' => {
                    if count > 0 {
                        if count < 2 || lists || *self.position_depth.get_or_insert(depth) != depth {
                            return self.give_up(text, at);
                        }
                        self.with_height += usize::from(count > 2);
                        self.positions.push(Coord { x: numbers[0], y: numbers[1] });
                    } else if self.position_depth.is_some_and(|position| position <= depth) {
                        return self.give_up(text, at); // an empty list where a position should be, or lists within one
                    } else {
                        self.ends.push((depth, self.positions.len()));
                    }
                    depth -= 1;
                    lists = true;
                    count = 0;
                    at += 1;
                }
                b',' | b' ' | b'\n' | b'\r' | b'\t' => at += 1,
                b'-' | b'0'..=b'9' => {
                    if depth == 0 || lists {
                        return self.give_up(text, at);
                    }
                    let (number, end) = number(text, at);
                    if count < 2 {
                        numbers[count] = number;
                    }
                    count += 1;
                    at = end;
                }
                _ => return self.give_up(text, at),
            }
        }
    }

    fn give_up(&mut self, text: &str, at: usize) {
        let before = text[..at].rfind('[').unwrap_or(at);
        self.malformed = Some(super::frames::shorten(&text[before..]));
    }

    /// Whether there is no position at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// The first position that is not finite, if there is one.
    pub(crate) fn non_finite(&self) -> bool {
        self.positions.iter().any(|position| !position.x.is_finite() || !position.y.is_finite())
    }

    /// The positions, to be changed in place (into another coordinate system).
    pub(crate) fn positions_mut(&mut self) -> &mut [Coord<f64>] {
        &mut self.positions
    }

    /// The positions.
    pub(crate) fn positions(&self) -> &[Coord<f64>] {
        &self.positions
    }

    /// The rings of a polygon (`depth` 3) or a multipolygon (4); none if the lists do not lie so.
    pub(crate) fn rings(&self, depth: u32) -> Option<Rings> {
        if self.position_depth.is_some_and(|position| position != depth) {
            return None;
        }
        if self.ends.iter().any(|(end, _)| *end >= depth) {
            return None;
        }
        let mut polygons = Vec::new();
        let mut rings = Vec::new();
        let mut begun = 0;
        for &(end, count) in &self.ends {
            if end == depth - 1 {
                rings.push(self.positions[begun..count].to_vec());
                begun = count;
            } else if end == depth - 2 {
                polygons.push(std::mem::take(&mut rings));
            }
        }
        Some(polygons)
    }
}

/// The number that begins at `from` and where it ends.
///
/// Up to 19 digits and a small exponent are exact in integers; whatever is left goes to the standard library, which rounds correctly.
fn number(text: &str, from: usize) -> (f64, usize) {
    const POWERS: [f64; 23] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ];
    let bytes = text.as_bytes();
    let negative = bytes[from] == b'-';
    let mut at = from + usize::from(negative);
    let (mut digits, mut count, mut fraction) = (0_u64, 0_usize, None);
    while at < bytes.len() {
        match bytes[at] {
            digit @ b'0'..=b'9' => {
                digits = digits.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
                count += 1;
            }
            b'.' if fraction.is_none() => fraction = Some(count),
            _ => break,
        }
        at += 1;
    }
    let plain = !matches!(bytes.get(at), Some(b'e' | b'E'));
    let behind = fraction.map_or(0, |whole| count - whole);
    if plain && count <= 19 && digits < 1 << 53 && behind < POWERS.len() {
        // Both are exact, so their quotient is rounded once: correctly.
        let value = digits as f64 / POWERS[behind];
        return (if negative { -value } else { value }, at);
    }
    while at < bytes.len() && matches!(bytes[at], b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-') {
        at += 1;
    }
    (text[from..at].parse().unwrap_or(f64::NAN), at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Coordinates {
        let mut coordinates = Coordinates::default();
        coordinates.read(text);
        coordinates
    }

    #[test]
    fn a_polygon_and_a_multipolygon_are_told_apart_by_their_depth() {
        let polygon = read("[[[1,2],[3,4],[5,6],[1,2]],[ [7.5, -8e1, 100] ]]");
        assert_eq!(polygon.with_height, 1);
        assert_eq!(polygon.malformed, None);
        let rings = polygon.rings(3).unwrap();
        assert_eq!(rings.len(), 1);
        assert_eq!(rings[0][1], [Coord { x: 7.5, y: -80.0 }]);
        assert!(polygon.rings(4).is_none());
        let several = read("[[[[1,2]]],[[[3,4]],[[5,6]]]]").rings(4).unwrap();
        assert_eq!(several.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
        for empty in ["[]", "[[]]", "[[],[]]"] {
            assert!(read(empty).is_empty(), "{empty}");
            assert!(read(empty).rings(3).is_some(), "{empty}");
        }
    }

    #[test]
    fn what_is_no_position_is_named() {
        for wrong in [
            "[[[1],[2]]]",
            "[[1,[2,3]]]",
            "[[[1,2],3]]",
            "\"a\"",
            "{}",
            "5",
            "null",
            "[[[\"1\",\"2\"]]]",
            "[[[1,null]]]",
            "[[[1,2],[]]]",
        ] {
            let coordinates = read(wrong);
            assert!(coordinates.malformed.is_some() || coordinates.rings(3).is_none(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_number_comes_back_bit_by_bit(number in proptest::num::f64::NORMAL | proptest::num::f64::ZERO) {
            for text in [format!("[{number:?},0]"), format!("[{number},0]"), format!("[{number:e},0]")] {
                let coordinates = read(&text);
                prop_assert_eq!(coordinates.positions()[0].x.to_bits(), number.to_bits(), "{}", text);
            }
        }

        #[test]
        fn a_short_number_is_what_the_standard_library_reads(whole in -180_i32..180, fraction in 0_u64..1_000_000_000_000) {
            let text = format!("{whole}.{fraction:012}");
            let expected: f64 = text.parse().unwrap();
            prop_assert_eq!(number(&text, 0), (expected, text.len()));
        }
    }
}
