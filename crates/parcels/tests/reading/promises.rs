//! What holds for every file, tried with many.

use geo::Validation;
use proptest::prelude::*;

use super::*;

/// A ring that may be good, open, crossing itself, too short or nonsense.
fn ring() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0..30_u32, 0..30_u32).prop_map(|(x, y)| square(74.4 + f64::from(x) / 100.0, 42.7 + f64::from(y) / 100.0)),
        4 => prop::collection::vec((0..12_u32, 0..12_u32), 0..9).prop_map(|at| {
            let at: Vec<String> = at.iter().map(|(x, y)| format!("[{:.4},{:.4}]", 74.5 + f64::from(*x) / 1000.0, 42.8 + f64::from(*y) / 1000.0)).collect();
            format!("[{}]", at.join(","))
        }),
        1 => Just("[[500000,4700000],[500010,4700000],[500010,4700010],[500000,4700000]]".to_owned()),
        1 => Just("null".to_owned()),
        1 => Just("[[1e400,1],[2,2],[3,4],[1e400,1]]".to_owned()),
    ]
}

fn some_feature() -> impl Strategy<Value = String> {
    let code = prop_oneof![
        4 => (0..30_u32).prop_map(|code| format!("\"{code:04}\"")),
        1 => (0..2000_u32).prop_map(|code| code.to_string()),
        1 => prop_oneof![Just("null"), Just("[1]"), Just("\" 0007 \""), Just("true")].prop_map(ToOwned::to_owned),
    ];
    let attribute = prop_oneof![
        Just(""),
        Just(",\"area\":600"),
        Just(",\"use\":\"castle\",\"owner\":\"x\""),
        Just(",\"area\":\"x\"")
    ];
    (code, prop::collection::vec(ring(), 1..3), attribute).prop_map(|(code, rings, attribute)| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":{code}{attribute}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{}]}}}}",
            rings.join(",")
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_counts_add_up_and_what_goes_in_is_valid(features in prop::collection::vec(some_feature(), 0..12)) {
        // That the counts add up is asserted in `read_with`, for every file of every test.
        if let Ok((parcels, report)) = read(collection(&features)) {
            prop_assert_eq!(report.counts.read, features.len() as u64);
            for parcel in &parcels {
                prop_assert!(parcel.shape.is_valid(), "{:?}", parcel.shape);
                prop_assert!(geo::Area::unsigned_area(&parcel.shape) > 0.0);
            }
            let mut codes = codes(&parcels);
            codes.sort_unstable();
            codes.dedup();
            prop_assert_eq!(codes.len(), parcels.len());
            prop_assert!(!report.text(3).to_string().is_empty());
        }
    }

    #[test]
    fn the_order_of_members_and_features_changes_nothing(features in prop::collection::vec(some_feature(), 1..8), turn in 0..8_usize) {
        let shuffled = |feature: &String| {
            let value: serde_json::Map<String, serde_json::Value> = match serde_json::from_str(feature) {
                Ok(value) => value,
                Err(_) => return feature.clone(), // 1e400 is no number to serde_json
            };
            let mut members: Vec<String> = value.iter().map(|(name, value)| {
                let text = match value {
                    serde_json::Value::Object(inner) => {
                        let mut inner: Vec<String> = inner.iter().map(|(name, value)| format!("\"{name}\" : {value}")).collect();
                        inner.reverse();
                        format!("{{ {} }}", inner.join(" , "))
                    }
                    value => value.to_string(),
                };
                format!("\"{name}\":{text}")
            }).collect();
            let count = members.len();
            members.rotate_left(turn % count);
            format!("{{{}}}", members.join(","))
        };
        let sorted = |result: Read| result.map(|(mut parcels, report)| {
            parcels.sort_by(|a, b| a.code.cmp(&b.code));
            // Of two equal parcels the first is taken, with its own remarks.
            (parcels, parcels::report::Counts { accepted_with_remark: 0, ..report.counts }, report.findings)
        });
        let other: Vec<String> = features.iter().rev().map(shuffled).collect();
        match (sorted(read(collection(&features))), sorted(read(other.join("\n")))) {
            (Ok(one), Ok(two)) => {
                prop_assert_eq!(one.0, two.0);
                prop_assert_eq!(one.1, two.1);
                prop_assert_eq!(one.2, two.2);
            }
            (Err(one), Err(two)) => prop_assert_eq!(one.code(), two.code()),
            (one, two) => prop_assert!(false, "{:?} and {:?}", one.map(|one| one.1), two.map(|two| two.1)),
        }
    }

    #[test]
    fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_file_with_a_few_wrong_bytes_never_panics(
        features in prop::collection::vec(some_feature(), 1..4),
        wrong in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = collection(&features).into_bytes();
        for (at, byte) in wrong {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Err(error) = read(&bytes) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn json_of_any_form_is_taken_or_refused_and_never_panics(text in json(4)) {
        let _ = read(&text);
        let _ = read(format!("{{\"type\":\"FeatureCollection\",\"features\":[{text}]}}"));
        let _ = read(with_geometry("0001", &text));
        let _ = read(with_geometry("0001", &format!("{{\"type\":\"MultiPolygon\",\"coordinates\":{text}}}")));
        let _ = read(format!("{{\"type\":\"Feature\",\"properties\":{text},\"geometry\":null}}"));
        let _ = read(format!("{{\"type\":\"FeatureCollection\",\"crs\":{text},\"features\":[]}}"));
    }

    #[test]
    fn a_shape_is_mended_exactly_when_geo_calls_it_invalid(
        outer in prop::collection::vec((0..6_u32, 0..6_u32), 3..6),
        inner in prop::collection::vec((0..6_u32, 0..6_u32), 3..5),
        far in prop::collection::vec((4..9_u32, 0..6_u32), 3..5),
        form in 0..3,
    ) {
        let ring = |at: &[(u32, u32)]| -> Vec<geo::Coord> {
            at.iter().chain(&at[..1]).map(|(x, y)| geo::Coord { x: 74.5 + f64::from(*x) / 1000.0, y: 42.8 + f64::from(*y) / 1000.0 }).collect()
        };
        let polygons = match form {
            0 => vec![vec![ring(&outer)]],
            1 => vec![vec![ring(&outer), ring(&inner)]],
            _ => vec![vec![ring(&outer)], vec![ring(&far)]],
        };
        let shape: geo::MultiPolygon = polygons.iter().map(|rings| {
            let mut lines = rings.iter().map(|ring| geo::LineString::new(ring.clone()));
            geo::Polygon::new(lines.next().unwrap(), lines.collect())
        }).collect();
        // What geo does not see: a flat triangle, and an edge that comes back along itself.
        let turns_back = shape.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors())).any(|line| {
            let open = &line.0[..line.0.len() - 1];
            (0..open.len()).any(|at| {
                let (a, b, c) = (open[at], open[(at + 1) % open.len()], open[(at + 2) % open.len()]);
                (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0.0
                    && <geo::kernels::RobustKernel as geo::Kernel<f64>>::orient2d(a, b, c) == geo::Orientation::Collinear
            })
        });
        match parcels::check::check(polygons) {
            Ok(checked) => {
                prop_assert_eq!(checked.repairs.is_empty(), shape.is_valid() && !turns_back, "{:?} {:?}", shape, checked.repairs);
                prop_assert!(checked.shape.is_valid());
            }
            Err(_) => prop_assert!(!shape.is_valid() || turns_back, "{:?}", shape),
        }
    }

    #[test]
    fn the_mended_shape_covers_what_an_odd_number_of_rings_surrounds(at in prop::collection::vec((0..20_u32, 0..20_u32), 4..12)) {
        let positions: Vec<(f64, f64)> = at.iter().map(|(x, y)| (74.5 + f64::from(*x) / 1000.0, 42.8 + f64::from(*y) / 1000.0)).collect();
        let text: Vec<String> = positions.iter().map(|(x, y)| format!("[{x},{y}]")).collect();
        let file = collection(&[feature("0001", &format!("[{}]", text.join(",")))]);
        let Ok((parcels, report)) = read(file) else { return Ok(()) };
        // Points between the lines of the grid, so that none lies on an edge by accident; the rule by its definition, by a ray.
        let inside = |x: f64, y: f64| {
            let ends = positions.iter().zip(positions.iter().cycle().skip(1));
            ends.filter(|((ax, ay), (bx, by))| (*ay > y) != (*by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax).count() % 2 == 1
        };
        for column in 0..20 {
            for row in 0..20 {
                let (x, y) = (74.5 + (f64::from(column) + 0.513) / 1000.0, 42.8 + (f64::from(row) + 0.487) / 1000.0);
                let point = geo::Point::new(x, y);
                let covered = parcels.first().is_some_and(|parcel| geo::Contains::contains(&parcel.shape, &point));
                let near = positions.iter().zip(positions.iter().cycle().skip(1)).any(|((ax, ay), (bx, by))| {
                    let line = geo::Line::new(geo::Coord { x: *ax, y: *ay }, geo::Coord { x: *bx, y: *by });
                    geo::Distance::distance(&geo::Euclidean, &point, &line) < 1e-9
                });
                prop_assert!(near || covered == inside(x, y), "{:?} at {}, {}: {}", positions, x, y, report.text(9));
            }
        }
    }
}

/// A collection of features without end, but for `left`: each has a property of 100 kB that nobody wants.
struct Endless {
    left: u32,
    now: Vec<u8>,
    at: usize,
}

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.now.len() {
            if self.left == 0 {
                return Ok(0);
            }
            self.left -= 1;
            let property = format!("\"note\":\"{}\",\"code\":\"{:04}\"", "x".repeat(100_000), self.left);
            let feature = feature(
                "",
                &square(74.4 + f64::from(self.left % 30) / 100.0, 42.7 + f64::from(self.left / 30) / 10_000.0),
            );
            self.now = (feature.replace("\"code\":\"\"", &property) + "\n").into_bytes();
            self.at = 0;
        }
        let count = buffer.len().min(self.now.len() - self.at);
        buffer[..count].copy_from_slice(&self.now[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[test]
#[cfg(target_os = "linux")]
fn memory_grows_with_the_parcels_and_not_with_the_file() {
    let peak_kb = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap().to_owned();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    let before = peak_kb();
    let input = std::io::BufReader::new(Endless { left: 3000, now: Vec::new(), at: 0 });
    let mapping: Mapping = MAPPING.parse().unwrap();
    let (parcels, report) = parcels::read::read(input, &mapping, &ReadOptions::default(), &mut |_| {}).unwrap();
    assert_eq!(parcels.len(), 3000);
    assert!(report.format.bytes > 300_000_000);
    let grown = peak_kb() - before;
    assert!(grown < 60_000, "{grown} kB for {} bytes", report.format.bytes);
}

#[test]
fn a_file_that_uses_names_as_values_is_read_in_good_time() {
    let features: Vec<String> = (0..20_000)
        .map(|number| {
            let names: Vec<String> = (0..10).map(|at| format!("\"p{number}-{at}\":1")).collect();
            format!("{{\"type\":\"Feature\",\"properties\":{{{}}},\"geometry\":null}}", names.join(","))
        })
        .collect();
    let (_, report) = read(collection(&features)).unwrap();
    let told: u64 = report.dropped_properties.iter().map(|dropped| dropped.features).sum();
    assert_eq!(report.dropped_properties.len(), 1000);
    assert_eq!(told + report.more_dropped, 200_000);
}

#[test]
fn a_code_that_all_features_share_is_told_without_a_flood() {
    let features: Vec<String> =
        (0..5000).map(|at| feature("0001", &square(74.0 + f64::from(at) / 5000.0, 42.0))).collect();
    let (parcels, report) = read(collection(&features)).unwrap();
    assert!(parcels.is_empty());
    let Finding::CodeConflict { with, others } = &told(&report, 5000).unwrap().findings[0] else { panic!() };
    assert_eq!((with.len(), *others), (5, 4999));
}

/// JSON of any form, a few levels deep.
fn json(depth: u32) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("\"Feature\"".to_owned()),
        Just("\"a\\u0000\\ud800\"".to_owned()),
        any::<f64>().prop_filter("a number of JSON", |number| number.is_finite()).prop_map(|number| number.to_string()),
        (-200..200_i32).prop_map(|number| number.to_string()),
    ];
    leaf.prop_recursive(depth, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec(
                (
                    prop_oneof![
                        Just("type"),
                        Just("geometry"),
                        Just("properties"),
                        Just("code"),
                        Just("coordinates"),
                        Just("features")
                    ],
                    inner
                ),
                0..4
            )
            .prop_map(|members| {
                let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}
