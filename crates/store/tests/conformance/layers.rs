//! Layers and their parcels.

use geo::{LineString, MultiPolygon, Polygon};
use parcels::{Category, Code, LandUse, Layer, LayerInfo, OwnerClass, Parcel, Right};
use store::{StoreError, entries, layers};

use crate::harness::{SALT, TestStore, at, on_both};

fn a_square(west: f64, south: f64, size: f64) -> LineString<f64> {
    LineString::from(vec![
        (west, south),
        (west + size, south),
        (west + size, south + size),
        (west, south + size),
        (west, south),
    ])
}

/// Squares side by side, the third with a hole and everything that a parcel can have.
pub(crate) fn some_parcels(count: usize) -> Vec<Parcel> {
    (0..count)
        .map(|number| {
            let west = 74.5 + number as f64 * 1e-4;
            let hole = if number == 2 { vec![a_square(west + 2e-5, 42.87002, 3e-5)] } else { vec![] };
            let shape = MultiPolygon::from(Polygon::new(a_square(west, 42.87, 1e-4), hole));
            let mut parcel = Parcel::new(Code::new(&format!("1-99-{number:06}")).unwrap(), shape, LandUse::Arable);
            if number == 2 {
                parcel.use_detail = Some("arable_irrigated".into());
                parcel.category = Some(Category::Agricultural);
                parcel.owner_class = OwnerClass::Municipal;
                parcel.right = Some(Right::Lease);
                parcel.legal_area_m2 = Some(6543.2);
                parcel.address.ky = Some("Чүй проспектиси, 128".into());
                parcel.address.ru = Some("проспект Чуй, 128".into());
                parcel.district.en = Some("Pervomaisky".into());
                parcel.since = Some(jiff::civil::date(2019, 5, 1));
                parcel.contour = Some("172".into());
            }
            parcel
        })
        .collect()
}

fn info() -> LayerInfo {
    LayerInfo {
        source: "Demonstration".into(),
        source_date: Some(jiff::civil::date(2026, 8, 1)),
        licence: "CC0-1.0".into(),
        attribution: "Tilke".into(),
        demonstration: true,
    }
}

on_both! {
    async fn a_layer_comes_back_as_it_was_published(store: &TestStore) {
        let parcels = some_parcels(1203);
        let layer = Layer::build(info(), parcels.clone()).unwrap();
        let administrator = store.somebody("Nurlan", dialogue::Role::Administrator, None).await;
        let new = layers::NewLayer {
            id: store.id(),
            info: layer.info(),
            digest: layer.digest(),
            report: Some(serde_json::json!({"accepted": 1203})),
            by: Some(administrator),
            at: at(1),
            salt: SALT,
        };
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(layers::in_force(&mut reading).await.unwrap(), None);
        drop(reading);
        let mut t = store.store.begin().await.unwrap();
        let entry = layers::publish(&mut t, &new, &parcels).await.unwrap();
        let number = t.commit(entry).await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        let published = layers::in_force(&mut reading).await.unwrap().unwrap();
        assert_eq!((published.id, published.sequence, published.entry), (new.id, 1, Some(number)));
        assert_eq!((&published.info, published.at, published.by), (layer.info(), at(1), Some(administrator.account)));
        let back = layers::load(&mut reading, &published).await.unwrap();
        assert_eq!(back, parcels);
        assert_eq!(Layer::build(published.info.clone(), back).unwrap().digest(), published.digest);
        assert_eq!(layers::report(&mut reading, new.id).await.unwrap(), new.report);
        assert_eq!(layers::with_parcel(&mut reading, &Code::new("1-99-000007").unwrap()).await.unwrap(), [published]);
        assert!(layers::with_parcel(&mut reading, &Code::new("1-99-999999").unwrap()).await.unwrap().is_empty());
        let entry = &entries::from(&mut reading, number, 1).await.unwrap()[0];
        assert_eq!(entry.what.kind, record::EntryKind::LayerPublished);
    }

    async fn an_interrupted_publication_leaves_the_layer_in_force(store: &TestStore) {
        let layer = Layer::build(info(), some_parcels(700)).unwrap();
        let publish = async |keep: bool| {
            let id = store.id();
            let new = layers::NewLayer {
                id, info: layer.info(), digest: layer.digest(), report: None, by: None, at: at(1), salt: SALT,
            };
            let mut t = store.store.begin().await.unwrap();
            let entry = layers::publish(&mut t, &new, &some_parcels(700)).await.unwrap();
            if keep {
                t.commit(entry).await.unwrap();
            }
            id
        };
        let first = publish(true).await;
        publish(false).await;
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(layers::in_force(&mut reading).await.unwrap().unwrap().id, first);
        drop(reading);
        let third = publish(true).await;
        let mut reading = store.store.read().await.unwrap();
        let list = layers::list(&mut reading, None, 10).await.unwrap();
        assert_eq!(list.iter().map(|layer| (layer.id, layer.sequence)).collect::<Vec<_>>(), [(third, 2), (first, 1)]);
        assert_eq!(layers::list(&mut reading, Some(2), 10).await.unwrap().len(), 1);
    }

    async fn a_repeated_place_is_a_conflict_by_its_kind(store: &TestStore) {
        let layer = Layer::build(info(), some_parcels(3)).unwrap();
        let new = layers::NewLayer {
            id: store.id(), info: layer.info(), digest: layer.digest(), report: None, by: None, at: at(1), salt: SALT,
        };
        let mut t = store.store.begin().await.unwrap();
        let _ = layers::publish(&mut t, &new, &some_parcels(3)).await.unwrap();
        let again = layers::publish(&mut t, &new, &some_parcels(3)).await;
        assert!(again.as_ref().is_err_and(StoreError::is_unique_conflict), "{again:?}");
    }
}
