#!/usr/bin/env bash
# `make bench`: measures on a synthetic city and writes docs/benchmarks.md.
#
#   PARCELS=300000 make bench   how large the city is
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh bench
scripts/ui.sh
cargo build --quiet --release --package server --package city-tests --bins

parcels=${PARCELS:-300000}
city=target/bench/city-$parcels.geojson
mkdir -p target/bench
if [ ! -f "$city" ]; then
    python3 bench/make_city.py --parcels "$parcels" --out "$city.part"
    mv "$city.part" "$city"
fi
export TILKE_BINARY=$PWD/target/release/tilke
# The cluster waits for the disk, as a city's would: "durable" is measured, not assumed.
scripts/postgres.sh run --durable target/release/tilke-bench "$city"
