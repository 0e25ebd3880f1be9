//! What is said of a parcel, in the reader's words. The same on its page, in the map's panel and in lists.

use parcels::{Layer, ParcelRef};

use crate::{
    language::Say,
    parts::{Plot, Swatch},
    picture,
};

/// A parcel's facts, ready to show.
#[derive(Debug)]
pub struct Facts {
    /// The code.
    pub code: String,
    /// Its page.
    pub href: String,
    /// Its place on the map.
    pub map: String,
    /// Its outline.
    pub plot: Plot,
    /// A sample of its use.
    pub swatch: Swatch,
    /// Its use: the class of the map.
    pub land_use: String,
    /// The finer use, where it is known and says more.
    pub use_detail: Option<String>,
    /// Category of land.
    pub category: Option<String>,
    /// Class of owner.
    pub owner: String,
    /// By which right it is held.
    pub right: Option<String>,
    /// What the papers say.
    pub legal_area: Option<String>,
    /// What the drawing says.
    pub drawn_area: String,
    /// Legal, else drawn.
    pub area: String,
    /// The two differ by more than drawing explains.
    pub areas_differ: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// The district.
    pub district: Option<String>,
    /// Since when the register has it like this.
    pub since: Option<String>,
    /// Number of a field's contour.
    pub contour: Option<String>,
    /// As of which day the layer speaks.
    pub as_of: Option<String>,
    /// Where the layer is from.
    pub source: String,
}

/// Beyond this share of the larger, legal and drawn area are called different: a drawing at 1:500 is not off by more.
const AREAS_AGREE: f64 = 0.02;

impl Facts {
    /// Of a parcel of a layer. `size` is the side of the outline's square in px.
    pub fn of(say: Say, layer: &Layer, parcel: ParcelRef<'_>, size: u16, proposed: bool) -> Self {
        let (legal, drawn) = (parcel.legal_area_m2(), parcel.area_m2());
        let land_use = parcel.land_use().key();
        let detail = parcel.use_detail().map(|detail| format!("land-detail-{detail}")).filter(|key| say.knows(key));
        let class = say.text(&format!("land-use-short-{land_use}"));
        let differ = legal.filter(|legal| (legal - drawn).abs() > AREAS_AGREE * legal.max(drawn)).map(|legal| {
            let difference = drawn - legal;
            let sign = if difference > 0.0 { "+" } else { "−" };
            format!(
                "{sign}{} ({sign}{} %)",
                say.area_m2(difference.abs()),
                say.decimal(difference.abs() / legal * 100.0, 1)
            )
        });
        Self {
            code: parcel.code().to_owned(),
            href: format!("/parcels/{}", in_address(parcel.code())),
            map: on_map(parcel),
            plot: Plot { size, path: picture::plot(&parcel.shape(), size), land_use, proposed },
            swatch: Swatch { land_use },
            use_detail: detail.map(|key| say.text(&key)).filter(|detail| detail.to_lowercase() != class.to_lowercase()),
            land_use: class,
            category: parcel.category().map(|category| say.text(&format!("land-category-{}", category.key()))),
            owner: say.text(&format!("land-owner-{}", parcel.owner_class().key())),
            right: parcel.right().map(|right| say.text(&format!("land-right-{}", right.key()))),
            legal_area: legal.map(|legal| say.area(legal)),
            drawn_area: say.area_m2(drawn),
            area: say.area(legal.unwrap_or(drawn)),
            areas_differ: differ,
            address: parcel.address().in_language(say.tag()).map(str::to_owned),
            district: parcel.district().in_language(say.tag()).map(str::to_owned),
            since: parcel.since().map(|day| say.date(day)),
            contour: parcel.contour().map(str::to_owned),
            as_of: layer.info().source_date.map(|day| say.date(day)),
            source: layer.info().source.clone(),
        }
    }

    /// Address and district in one line.
    pub fn place(&self) -> String {
        [self.address.as_deref(), self.district.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// The map with a parcel chosen and in view.
pub fn on_map(parcel: ParcelRef<'_>) -> String {
    let point = parcel.label_point();
    format!("/?parcel={}&view=17,{:.5},{:.5}", in_query(parcel.code()), point.x, point.y)
}

/// A code as part of a path.
pub fn in_address(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    for byte in code.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A code as the value of a parameter.
pub fn in_query(code: &str) -> String {
    form_urlencoded::byte_serialize(code.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_in_an_address_whole() {
        assert_eq!(in_address("1-04-12-0032-0375"), "1-04-12-0032-0375");
        assert_eq!(in_address("12/7 а"), "12%2F7%20%D0%B0");
        assert_eq!(in_query("12/7 а"), "12%2F7+%D0%B0");
    }
}
