//! What names a layer and its parcels for ever: hashes of what they hold.

use std::fmt::Write as _;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::layer::LayerInfo;
use crate::parcel::{Category, Parcel, Right};

/// The numeric ids that tiles carry: 53 bits of the code's hash, so that a parcel has the same one in every tile, at
/// every zoom, after a restart and in the next layer. Should two codes of a layer meet in one number (odds of 1 in
/// 200,000 with 300,000 parcels), the later code takes the next free hash.
pub(crate) fn ids(parcels: &[Parcel]) -> Vec<u64> {
    let of = |code: &str, again: u8| -> u64 {
        let mut hasher = Sha256::new_with_prefix(code);
        if again > 0 {
            hasher.update([0, again]);
        }
        let hash = hasher.finalize();
        let first = u64::from_be_bytes(hash[..8].try_into().expect("a hash has 32 bytes"));
        (first >> 11).max(1)
    };
    let mut ids: Vec<u64> = parcels.par_iter().map(|parcel| of(parcel.code.as_str(), 0)).collect();
    for again in 1..=u8::MAX {
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.par_sort_unstable_by_key(|index| (ids[*index], *index));
        let meets: Vec<usize> =
            order.windows(2).filter(|pair| ids[pair[0]] == ids[pair[1]]).map(|pair| pair[1]).collect();
        if meets.is_empty() {
            break;
        }
        for index in meets {
            ids[index] = of(parcels[index].code.as_str(), again);
        }
    }
    ids
}

/// SHA-256 over the info and the parcels in the order of their codes; every text with its length before it, so that
/// no two layers write the same bytes. Parcels are hashed side by side, and the hash of their hashes is the digest.
pub(crate) fn digest(info: &LayerInfo, parcels: &[Parcel]) -> String {
    let hashes: Vec<[u8; 32]> = parcels
        .par_iter()
        .map_init(Vec::new, |bytes, parcel| {
            bytes.clear();
            write_parcel(bytes, parcel);
            Sha256::digest(&bytes).into()
        })
        .collect();
    let mut hasher = Sha256::new_with_prefix(b"tilke layer 1\n");
    let mut bytes = Vec::new();
    for text in [&info.source, &info.licence, &info.attribution] {
        write_text(&mut bytes, Some(text));
    }
    write_text(&mut bytes, info.source_date.map(|date| date.to_string()).as_deref());
    bytes.push(info.demonstration.into());
    hasher.update(&bytes);
    for hash in &hashes {
        hasher.update(hash);
    }
    hex(&hasher.finalize())
}

/// Names the tiles of the layer with a digest, without having the layer: see [`crate::Layer::tiles_digest`].
#[must_use]
pub fn tiles_digest(digest: &str) -> String {
    hex(&Sha256::digest(format!("{digest} tiles {}", crate::tile::RULES)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("text grows");
        text
    })
}

fn write_parcel(bytes: &mut Vec<u8>, parcel: &Parcel) {
    for text in [Some(parcel.code.as_str()), parcel.use_detail.as_deref(), parcel.contour.as_deref()] {
        write_text(bytes, text);
    }
    for texts in [&parcel.address, &parcel.district] {
        for text in [&texts.ky, &texts.ru, &texts.en] {
            write_text(bytes, text.as_deref());
        }
    }
    write_text(bytes, Some(parcel.land_use.key()));
    write_text(bytes, parcel.category.map(Category::key));
    write_text(bytes, Some(parcel.owner_class.key()));
    write_text(bytes, parcel.right.map(Right::key));
    match parcel.since {
        Some(since) => bytes.extend_from_slice(&[
            1,
            since.year().to_be_bytes()[0],
            since.year().to_be_bytes()[1],
            since.month().to_be_bytes()[0],
            since.day().to_be_bytes()[0],
        ]),
        None => bytes.push(0),
    }
    match parcel.legal_area_m2 {
        Some(area) => {
            bytes.push(1);
            bytes.extend_from_slice(&area.to_be_bytes());
        }
        None => bytes.push(0),
    }
    write_length(bytes, parcel.shape.0.len());
    for polygon in &parcel.shape {
        write_length(bytes, 1 + polygon.interiors().len());
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            write_length(bytes, ring.0.len());
            for point in &ring.0 {
                // Zero has two signs and one meaning.
                bytes.extend_from_slice(&(point.x + 0.0).to_be_bytes());
                bytes.extend_from_slice(&(point.y + 0.0).to_be_bytes());
            }
        }
    }
}

fn write_length(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend_from_slice(&u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes());
}

fn write_text(bytes: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => {
            write_length(bytes, text.len());
            bytes.extend_from_slice(text.as_bytes());
        }
        None => bytes.extend_from_slice(&u64::MAX.to_be_bytes()),
    }
}
