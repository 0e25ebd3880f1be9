//! What building, asking and drawing a layer costs: `cargo bench -p parcels`.

#![expect(clippy::unwrap_used, reason = "a benchmark stops where it fails")]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use geo::{Coord, Rect};
use parcels::tile::{self, TileId};
use parcels::{Layer, LayerInfo, Parcel, ParcelRef};

#[path = "../tests/layers/cities.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod cities;

fn benches(criterion: &mut Criterion) {
    // 115 × 115 blocks of 24 lots: 317,400 parcels.
    let layer = cities::dense_city(115);
    let parcels: Vec<Parcel> = layer.parcels().map(ParcelRef::to_parcel).collect();
    let bytes = layer.bytes() / layer.len();
    println!("{} parcels, {bytes} bytes each", layer.len());

    let mut slow = criterion.benchmark_group("layer");
    slow.sample_size(10);
    slow.bench_function("build 317,400 parcels", |bencher| {
        bencher.iter_batched(
            || parcels.clone(),
            |parcels| Layer::build(LayerInfo::default(), parcels).unwrap(),
            BatchSize::PerIteration,
        );
    });
    for z in [10, 11, 12, 13] {
        let tile = TileId::at(z, layer.bounds().unwrap().center());
        slow.bench_function(format!("tile of zoom {z}"), |bencher| bencher.iter(|| tile::cut(&layer, tile)));
    }
    slow.finish();

    let mut chance = 88_172_645_463_325_252_u64;
    let bounds = layer.bounds().unwrap();
    let mut point = || {
        let mut next = || {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            f64::from(u32::try_from(chance >> 32).unwrap()) / f64::from(u32::MAX)
        };
        Coord { x: bounds.min().x + bounds.width() * next(), y: bounds.min().y + bounds.height() * next() }
    };
    criterion.bench_function("at a point", |bencher| {
        bencher.iter_batched(&mut point, |point| layer.at(point).len(), BatchSize::SmallInput);
    });
    criterion.bench_function("nearest within 100 m", |bencher| {
        bencher.iter_batched(&mut point, |point| layer.nearest(point, 100.0).is_some(), BatchSize::SmallInput);
    });
    criterion.bench_function("in a box of 200 m", |bencher| {
        bencher.iter_batched(
            || {
                let point = point();
                Rect::new(point, point + Coord { x: 200.0 / cities::METRES.x, y: 200.0 / cities::METRES.y })
            },
            |area| layer.in_box(area).len(),
            BatchSize::SmallInput,
        );
    });
    criterion.bench_function("search for a street and a number", |bencher| {
        bencher.iter(|| layer.search("манас 12", 20).len());
    });
    criterion
        .bench_function("search for a code", |bencher| bencher.iter(|| layer.search("1 0057 0057 0011", 20).len()));
    for z in [14, 15, 16, 17] {
        let tile = TileId::at(z, bounds.center());
        criterion.bench_function(&format!("tile of zoom {z}"), |bencher| bencher.iter(|| tile::cut(&layer, tile)));
    }
}

criterion_group!(group, benches);
criterion_main!(group);
