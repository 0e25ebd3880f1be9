//! What people type, and what they find.

use parcels::{LandUse, Layer, LayerInfo, Match, Parcel};

use crate::cities::{bishkek, code, lot};

fn city() -> Layer {
    let parcels = [
        ("1-04-12-0032-0375", "Чүй проспектиси, 128", "пр. Чуй, 128", "Chüy Avenue, 128"),
        ("1-04-12-0032-0376", "Чүй проспектиси, 12", "пр. Чуй, 12", "Chüy Avenue, 12"),
        ("1-04-12-0032-0377", "Чүй проспектиси, 130а", "пр. Чуй, 130а", "Chüy Avenue, 130a"),
        ("1-04-12-0040-0001", "Манас көчөсү, 12", "ул. Манаса, 12", "Manas Street, 12"),
        (
            "1-04-12-0040-0002",
            "Манас көчөсү, 7-чолок көчө, 12",
            "ул. Манаса, 7-й переулок, 12",
            "Manas Street, lane 7, 12",
        ),
        ("1-04-12-0050-0001", "Жибек Жолу проспектиси, 5", "пр. Жибек Жолу, 5", "Jibek Jolu Avenue, 5"),
        ("1-04-12-0060-0001", "Аламүдүн-1 кичирайону, 35", "мкр. Аламедин-1, 35", "Alamüdün-1 microdistrict, 35"),
        ("1-04-12-0070-0001", "Жаңы-Жер көчөсү, 3", "ул. Джаны-Джер, 3", "Jangy-Jer Street, 3"),
        ("1-04-12-0080-0001", "Өрүк көчөсү, 9", "ул. Орук, 9", "Örük Street, 9"),
        ("2-04-12-0080-0001", "Орук көчөсү, 9", "ул. Орука, 9", "Oruk Street, 9"),
    ];
    let parcels = parcels.into_iter().zip(0_u32..).map(|((name, ky, ru, en), place)| {
        let shape = lot(74.6 + f64::from(place) * 0.001, 42.87, 20.0, 30.0);
        let mut parcel = Parcel::new(code(name), shape, LandUse::IndividualHouses);
        parcel.address = parcels::Texts { ky: Some(ky.into()), ru: Some(ru.into()), en: Some(en.into()) };
        parcel
    });
    Layer::build(LayerInfo::default(), parcels.collect()).unwrap()
}

fn codes(layer: &Layer, typed: &str) -> Vec<String> {
    layer.search(typed, 20).iter().map(|hit| hit.parcel.code()[8..].to_owned()).collect()
}

#[test]
fn a_code_is_found_however_it_is_separated() {
    let city = city();
    for typed in [
        "1-04-12-0032-0375",
        "1 04 12 0032 0375",
        "1–04–12–0032–0375",
        "1.04.12.0032.0375",
        "104120032 0375",
        " 1-04-12-0032-0375 ",
    ] {
        let hits = city.search(typed, 5);
        assert_eq!((hits[0].parcel.code(), hits[0].by), ("1-04-12-0032-0375", Match::Code), "{typed}");
        assert_eq!(city.by_code(typed), Some(hits[0].parcel));
    }
    let begun = city.search("1-04-12-0032", 5);
    assert_eq!(begun.len(), 3);
    assert!(begun.iter().all(|hit| hit.by == Match::CodeBeginning));
    assert_eq!(city.by_code("1-04-12-0032"), None);
    assert_eq!(city.by_code("---"), None);
}

#[test]
fn codes_of_the_same_letters_are_told_apart_when_they_are_typed_as_they_are() {
    let parcel = |name: &str, x: f64| Parcel::new(code(name), lot(x, 42.87, 20.0, 30.0), LandUse::Trade);
    let city = Layer::build(LayerInfo::default(), vec![parcel("1-23", 74.6), parcel("12-3", 74.61)]).unwrap();
    assert_eq!(city.by_code("12-3").unwrap().code(), "12-3");
    assert_eq!(city.by_code("123"), None, "it could be either");
    assert_eq!(city.search("12-3", 5)[0].parcel.code(), "12-3");
    assert_eq!(city.search("123", 5).len(), 2);
}

#[test]
fn two_words_find_a_parcel_in_any_order_finished_or_not() {
    let city = city();
    for typed in [
        "Чүй 128",
        "128 Чүй",
        "чуй 128",
        "пр. Чуй, 128",
        "Чүй проспектиси 128",
        "проспект Чуй 128",
        "Chuy 128",
        "chui 128",
        "Chüy Avenue 128",
        "ЧҮЙ 128",
        "Чүй пр-т 128",
    ] {
        assert_eq!(codes(&city, typed)[0], "0032-0375", "{typed}");
    }
    assert_eq!(codes(&city, "жиб жол"), ["0050-0001"]);
    assert_eq!(codes(&city, "Манас 12"), ["0040-0001", "0040-0002"], "the shorter address first");
    assert_eq!(codes(&city, "Чүй 12"), ["0032-0376", "0032-0375"], "the whole number first");
    assert_eq!(codes(&city, "Чуй 130 а"), ["0032-0377"]);
    assert_eq!(codes(&city, "чуй 130А"), ["0032-0377"]);
    assert!(codes(&city, "Чүй Манас").is_empty());
}

#[test]
fn a_street_is_found_by_the_kind_that_either_language_calls_it() {
    let city = city();
    for typed in
        ["улица Манас 12", "ул. Манаса 12", "Манас көчөсү 12", "Манас көч. 12", "көчө Манас 12", "Manas street 12"]
    {
        assert_eq!(codes(&city, typed)[0], "0040-0001", "{typed}");
    }
    for typed in
        ["мкр Аламедин", "микрорайон Аламүдүн", "кичи район Аламудун", "кичирайон аламүдүн", "Alamudun microdistrict"]
    {
        assert_eq!(codes(&city, typed), ["0060-0001"], "{typed}");
    }
    assert_eq!(codes(&city, "Манас проспект 12")[0], "0040-0001", "a wrong kind gets in nobody's way");
    assert!(codes(&city, "проспект").len() >= 4);
}

#[test]
fn letters_that_a_keyboard_lacks_get_in_nobodys_way() {
    let city = city();
    for typed in [
        "Жаны жер",
        "жаңы-жер",
        "Жаӊы-Жер",
        "Жаӈы Жер",
        "Жангы Жер",
        "zhany zher",
        "jany jer",
        "Жaңы Жep",
        "жаны джер",
        "Джаны-Джер",
    ] {
        assert_eq!(codes(&city, typed)[0], "0070-0001", "{typed}");
    }
    // Exact before folded.
    assert_eq!(codes(&city, "Өрүк")[0], "0080-0001");
    assert_eq!(city.search("Орука", 1)[0].parcel.code(), "2-04-12-0080-0001");
    assert_eq!(codes(&city, "Ѳрvк").len(), 2);
    for typed in ["vfyfc 12", "Vfyfc rjxjce 12"] {
        let hits = city.search(typed, 5);
        assert_eq!((&hits[0].parcel.code()[8..], hits[0].by), ("0040-0001", Match::OtherSpelling), "{typed}");
    }
    assert_eq!(codes(&city, "Ьфтфы 12")[0], "0040-0001", "Manas on a Russian keyboard");
}

#[test]
fn nothing_typed_finds_nothing() {
    let city = city();
    for typed in ["", " ", "-", "...", "нет такой улицы", &"жокмундай ".repeat(5000)] {
        assert!(city.search(typed, 5).is_empty(), "{}", typed.len());
    }
    assert!(city.search("Чүй", 0).is_empty());
    assert!(Layer::build(LayerInfo::default(), vec![]).unwrap().search("Чүй 1", 5).is_empty());
}

#[test]
fn in_the_demonstration_city_two_words_find_a_parcel() {
    let city = bishkek();
    for (typed, address) in [
        ("Фрунзе 64", "Михаил Фрунзе көчөсү, 64"),
        ("михаила фрунзе 64", "Михаил Фрунзе көчөсү, 64"),
        ("frunze 64", "Михаил Фрунзе көчөсү, 64"),
        ("тайлак 11", "Тайлак Баатыр көчөсү, 11"),
        ("баялинова 2", "Касымалы Баялинов көчөсү, 2"),
        ("rfcsvfks ,fzkbyjd 2", "Касымалы Баялинов көчөсү, 2"),
    ] {
        let hits = city.search(typed, 5);
        assert_eq!(hits.first().and_then(|hit| hit.parcel.address().ky), Some(address), "{typed}");
    }
}
