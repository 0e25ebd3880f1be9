//! The collections for people: what there is, and the list of parcels without a map.

use askama::Template;
use parcels::ParcelRef;

use super::Collection;
use crate::page::Page;

/// What there is to ask for.
#[derive(Template)]
#[template(path = "collections/collections.html")]
pub(super) struct CollectionsPage<'a> {
    pub page: Page,
    pub collections: Vec<&'a Collection>,
}

/// One collection.
#[derive(Template)]
#[template(path = "collections/collection.html")]
pub(super) struct CollectionPage<'a> {
    pub page: Page,
    pub collection: &'a Collection,
}

/// A page of parcels as a table.
#[derive(Template)]
#[template(path = "collections/items.html")]
pub(super) struct ItemsPage {
    pub page: Page,
    pub matched: u64,
    pub rows: Vec<Row>,
    pub next: Option<String>,
    pub as_json: String,
}

/// One parcel in the table.
pub(super) struct Row {
    pub code: String,
    pub land_use: String,
    pub owner: String,
    pub area: String,
    pub address: String,
}

impl ItemsPage {
    pub(super) fn new(
        page: Page,
        parcels: &[ParcelRef<'_>],
        matched: usize,
        next: Option<String>,
        as_json: String,
    ) -> Self {
        let say = page.say;
        let rows = parcels
            .iter()
            .map(|parcel| Row {
                code: parcel.code().to_owned(),
                land_use: say.text(&format!("land-use-{}", parcel.land_use().key())),
                owner: say.text(&format!("land-owner-{}", parcel.owner_class().key())),
                area: say.area(parcel.legal_area_m2().unwrap_or_else(|| parcel.area_m2())),
                address: parcel.address().in_language(say.tag()).unwrap_or_default().to_owned(),
            })
            .collect();
        Self { page, matched: matched as u64, rows, next, as_json }
    }
}
