//! Files that are no parcel files, and files that break in the middle.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use parcels::report::Framing;

use super::*;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn three() -> [String; 3] {
    [
        feature("0001", &square(74.60, 42.87)),
        feature("0002", &square(74.62, 42.87)),
        feature("0003", &square(74.64, 42.87)),
    ]
}

#[test]
fn what_is_no_geojson_is_told_by_what_it_is() {
    let cases: [(&[u8], &str, &str); 17] = [
        (b"", "empty", "empty"),
        (b" \n\t\r\n", "empty", "empty"),
        (b"\xEF\xBB\xBF", "empty", "empty"),
        (b"PK\x03\x04rest", "not-geo-json", "zip"),
        (b"SQLite format 3\0", "not-geo-json", "GeoPackage"),
        (b"<html>", "not-geo-json", "HTML"),
        (b"\xFF\xFE{\0", "not-geo-json", "UTF-16"),
        (b"[1,2]", "not-geo-json", "array"),
        (b"{}", "not-geo-json", "without a type"),
        (br#"{"type":"Topology","objects":{}}"#, "not-geo-json", "Topology"),
        (br#"{"type":"Polygon","coordinates":[]}"#, "not-geo-json", "Polygon"),
        (br#"{"type":"FeatureCollection","features":null}"#, "not-geo-json", "no list"),
        (br#"{"type":"Topology","features":[]}"#, "not-geo-json", "Topology"),
        (br#"{"type":"FeatureCollection","features":[],"features":[]}"#, "not-geo-json", "twice"),
        (b"code,area\n1,2\n", "syntax", "line 1, column 1"),
        (b"\0\0\0", "syntax", "control character"),
        (b"{'type':'FeatureCollection'}", "syntax", "line 1, column 2"),
    ];
    for (text, code, word) in cases {
        let error = read(text).unwrap_err();
        let message = error.to_string();
        assert_eq!(error.code(), code, "{message}");
        assert!(message.contains(word), "{word}: {message}");
        let json = serde_json::to_value(&error).unwrap();
        assert_eq!(json["code"], code);
    }
}

#[test]
fn an_empty_collection_is_read_and_holds_nothing() {
    let (parcels, report) = read(r#"{"type":"FeatureCollection","features":[]}"#).unwrap();
    assert!(parcels.is_empty());
    assert_eq!(report.counts.read, 0);
}

#[test]
fn broken_json_is_named_by_line_and_byte_wherever_it_breaks() {
    let whole = collection(&three());
    let cases = [
        // (what is replaced, by what, the byte of the fault counted from the start of what replaces it)
        ("\"0002\"", "\"0002", None),
        ("\"0002\"", "0002", Some(1)),
        ("\"0002\"", "\"00\n02\"", Some(3)),
        ("\"0002\"", "\"00\\x02\"", Some(4)),
        ("\"0002\"}", "\"0002\"]", Some(6)),
        ("\"0002\"}", "\"0002\",}", Some(7)),
        ("74.6200,", "74.62.5,", Some(5)),
        ("74.6200,", "+74.62,", Some(0)),
        ("74.6200,", "'74.62',", Some(0)),
        ("74.6200,", "None,", Some(0)),
    ];
    for (old, new, fault) in cases {
        let at = whole.find(old).unwrap();
        let file = [&whole[..at], new, &whole[at + old.len()..]].concat();
        let error = read(&file).unwrap_err();
        let ReadError::Syntax { line, byte, .. } = error else { panic!("{new}: {error}") };
        match fault {
            Some(offset) => assert_eq!((line, byte), (3, (at + offset) as u64 + 1), "{new}: {error}"),
            None => assert_eq!(line, 3, "{new}: {error}"),
        }
    }
    for (file, line) in [
        (whole.replace("},\n{", "}\n{"), 3),
        (whole.replace("},\n{", "},,\n{"), 2),
        (whole.replace("\n]}", ",\n]}"), 5),
        (whole.replace("\n]}", "\n]]}"), 5),
        (format!("{whole}x"), 6),
        (format!("{whole}]"), 6),
        (whole.replacen("\"features\"", "features", 1), 1),
        (whole.replacen("\"type\":\"FeatureCollection\",", "\"type\":\"FeatureCollection\",,", 1), 1),
        (whole.replacen("\"type\":\"FeatureCollection\",", "\"type\" \"FeatureCollection\",", 1), 1),
        (whole.replace("\n]}", "\n],\"name\":tru}"), 5),
        (whole.replace("\n]}", "\n],\"name\":[}"), 5),
    ] {
        let error = read(&file).unwrap_err();
        let ReadError::Syntax { line: found, .. } = error else { panic!("{error}\n{file}") };
        assert_eq!(found, line, "{error}\n{file}");
    }
}

#[test]
fn a_file_cut_anywhere_is_an_error_and_never_a_smaller_city() {
    let whole = collection(&three());
    let text = whole.trim_end();
    for end in 1..text.len() {
        let error = read(&text[..end]).unwrap_err();
        let ReadError::Truncated { byte, line } = error else { panic!("{end}: {error}") };
        assert_eq!(byte, end as u64, "{error}");
        assert_eq!(line, text[..end].matches('\n').count() as u64 + 1);
    }
    // Line by line a cut between two features cannot be seen; within one it can.
    let lines = three().join("\n");
    let second = lines.find('\n').unwrap();
    assert!(read(&lines[..second]).is_ok());
    assert_eq!(read(&lines[..second + 20]).unwrap_err().code(), "truncated");
}

#[test]
fn gzip_is_told_by_its_first_bytes_whole_cut_damaged_or_in_several_members() {
    let (plain, expected) = (collection(&three()), read(collection(&three())).unwrap());
    let packed = gzip(plain.as_bytes());
    let (parcels, report) = read(&packed).unwrap();
    assert_eq!(parcels, expected.0);
    assert!(report.format.gzip);
    assert_eq!(report.format.bytes, packed.len() as u64);
    // A member may end anywhere, even within a feature.
    let half = plain.len() / 2;
    let members = [gzip(&plain.as_bytes()[..half]), gzip(&plain.as_bytes()[half..])].concat();
    assert_eq!(read(members).unwrap().0, expected.0);
    for cut in [2, 10, 15, packed.len() / 2, packed.len() - 9, packed.len() - 1] {
        let error = read(&packed[..cut]).unwrap_err();
        assert_eq!(error.code(), "gzip-truncated", "{cut}: {error}");
    }
    let mut damaged = packed.clone();
    let end = damaged.len() - 6;
    damaged[end] ^= 0xFF; // the checksum
    assert_eq!(read(damaged).unwrap_err().code(), "gzip-broken");
    assert_eq!(read(gzip(b"")).unwrap_err().code(), "empty");
    assert_eq!(read(gzip(b"PK\x03\x04")).unwrap_err().code(), "not-geo-json");
}

#[test]
fn brackets_without_end_are_refused_without_a_crash() {
    for deep in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        let file = collection(&[feature("0001", &square(74.6, 42.8)), feature("0002", &deep)]);
        let ReadError::TooDeep { line: 3, .. } = read(file).unwrap_err() else { panic!() };
        assert!(read(&deep).is_err());
    }
}

#[test]
fn features_are_read_in_every_framing() {
    let expected = read(collection(&three())).unwrap().0;
    let records: String = three().iter().map(|feature| format!("\u{1E}{feature}\n")).collect();
    let pretty: String = three()
        .iter()
        .map(|feature| {
            serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(feature).unwrap()).unwrap() + "\n"
        })
        .collect();
    let [first, rest @ ..] = three();
    for (text, framing) in [
        (three().join("\n"), Framing::Lines),
        (three().join("\r\n") + "\r\n\r\n", Framing::Lines),
        (records, Framing::Records),
        (pretty, Framing::Lines),
        (format!("{{\"features\":[{}],\"type\":\"FeatureCollection\"}}", three().join(",")), Framing::Collection),
        (
            format!(
                "{{\"bbox\":[0,0,1,1],\"features\":[{}],\"name\":\"a\\\"]}}\",\"type\":\"FeatureCollection\"}}",
                three().join(" , ")
            ),
            Framing::Collection,
        ),
        (collection(&[first]) + &collection(&rest), Framing::Collection),
    ] {
        let (parcels, report) = read(&text).unwrap();
        assert_eq!(parcels, expected, "{text}");
        assert_eq!(report.format.framing, framing, "{text}");
    }
}

#[test]
fn a_line_number_is_where_the_feature_begins() {
    let text = format!("\n\n{}\n\n\n{}", feature("0001", "[]"), feature("0002", "[]"));
    let (_, report) = read(text).unwrap();
    assert_eq!((summary(&report, 1).1, summary(&report, 2).1), (3, 6));
}

#[test]
fn text_that_is_not_utf_8_spoils_its_feature_alone() {
    let mut file =
        collection(&[feature("0001", &square(74.6, 42.8)), feature("00Ж2", &square(74.7, 42.8))]).into_bytes();
    let at = file.windows(2).position(|bytes| bytes == "Ж".as_bytes()).unwrap();
    file.splice(at..at + 2, [0xC6]); // Ж in windows-1251
    let (parcels, report) = read(file).unwrap();
    assert_eq!(codes(&parcels), ["0001"]);
    assert_eq!(summary(&report, 2).3, ["unreadable"]);
}

#[test]
fn a_mapping_with_a_slip_names_its_line_and_field() {
    for (mapping, line, word) in [
        ("[code]\nproperty = \"a\"\n[land_use]\ndefault = \"vacant\"\nvalue = {}\n", 5, "value"),
        ("[code]\nproperty = \"a\"\n[land_use]\ndefault = \"wacant\"\n", 4, "individual_houses"),
        ("[code]\nproperty = \"a\"\n[land_use]\nproperty = \"b\"\n", 3, "default"),
        ("[code]\n[land_use]\ndefault = \"vacant\"\n", 1, "feature_id"),
        ("[land_use]\ndefault = \"vacant\"\n", 1, "code"),
        (
            "[code]\nproperty = \"a\"\n[land_use]\ndefault = \"vacant\"\n[legal_area]\nproperty = \"b\"\nunit = \"foot\"\n",
            7,
            "square_foot",
        ),
        (
            "[code]\nproperty = \"a\"\n[land_use]\ndefault = \"vacant\"\n[address]\nru = { template = \"x {a\" }\n",
            6,
            "template",
        ),
        (
            "[code]\nproperty = \"a\"\n[land_use]\ndefault = \"vacant\"\n[since]\nproperty = \"b\"\nformat = \"%Q\"\n",
            7,
            "since",
        ),
        ("crs = \"EPSG:1\"\n[code]\nproperty = \"a\"\n[land_use]\ndefault = \"vacant\"\n", 1, "crs"),
        ("[code]\nproperty = \"a\"\n[land_use]\ndefault = \"vacant\"\n[owner]\nproperty = \"b\"\n", 5, "owner"),
        ("[code\n", 1, ""),
    ] {
        let error = mapping.parse::<Mapping>().unwrap_err();
        assert_eq!(error.line, line, "{error}\n{mapping}");
        assert!(error.to_string().contains(word), "{error}\n{mapping}");
    }
}
