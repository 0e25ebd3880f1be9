#!/usr/bin/env bash
# `make run`: build, load the sample city once, serve it.
#
# The sample is made beside the data folder and moved into place when it is whole, so that an interrupted first run
# leaves nothing half made; later runs keep whatever was written.
set -euo pipefail
cd "$(dirname "$0")/.."

city=${CITY:-bishkek}
[ -f "data/cities/$city/city.toml" ] || { echo "run: there is no data/cities/$city; cities: $(ls -d data/cities/*/ | xargs -n1 basename | xargs)" >&2; exit 1; }
for tool in cargo node npm; do
    command -v "$tool" >/dev/null || { echo "run: $tool is not installed (README.md, \"What it needs\")" >&2; exit 1; }
done

export TILKE_CITY=$PWD/data/cities/$city
export TILKE_LISTEN=${TILKE_LISTEN:-127.0.0.1:8080}
if [ -z "${TILKE_DATA_DIR:-}" ]; then
    if [ "$city" = bishkek ]; then TILKE_DATA_DIR=$PWD/var; else TILKE_DATA_DIR=$PWD/var-$city; fi
fi
data=$(realpath -m "$TILKE_DATA_DIR")

scripts/ui.sh
[ -f "${CARGO_TARGET_DIR:-target}/release/tilke" ] || echo "Building the program; the first time takes some minutes ..."
cargo build --quiet --release --package server --bin tilke
tilke=${CARGO_TARGET_DIR:-target}/release/tilke

make_sample() { # FOLDER
    local password
    export TILKE_DATA_DIR=$1
    password="tilke-$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')"
    "$tilke" import
    if grep -q '^dialogue' "$TILKE_CITY/city.toml"; then "$tilke" sample; fi
    "$tilke" department put property --ky "Жер башкармалыгы" --ru "Земельное управление" --en "Land department" >/dev/null
    "$tilke" user add resident@tilke.example --role resident --name "Айгүл (sample)" <<<"$password"
    "$tilke" user add clerk@tilke.example --role staff --department property --name "Нурлан (sample)" <<<"$password"
    "$tilke" user add moderator@tilke.example --role moderator --name "Бермет (sample)" <<<"$password"
    echo "$city" >"$1/sample-city"
    (umask 077 && cat >"$1/sample-accounts" <<ACCOUNTS
  resident   resident@tilke.example    $password
  clerk      clerk@tilke.example       $password
  moderator  moderator@tilke.example   $password
ACCOUNTS
    )
}

if [ -f "$data/sample-city" ]; then
    made=$(cat "$data/sample-city")
    [ "$made" = "$city" ] || { echo "run: $data holds the city $made; choose another TILKE_DATA_DIR for $city" >&2; exit 1; }
elif [ -d "$data" ] && [ -n "$(ls -A "$data")" ]; then
    echo "run: $data holds something that is not a sample city; it is served as it is" >&2
elif [ -n "${TILKE_DATABASE_URL:-}" ]; then
    mkdir -p "$data"
    make_sample "$data"
else
    making=$data.making
    rm -rf "$making"
    mkdir -p "$making"
    echo "Loading the sample city $city ..."
    make_sample "$making"
    if [ -d "$data" ]; then rmdir "$data"; fi
    mv "$making" "$data"
fi

export TILKE_DATA_DIR=$data
echo
echo "  Tilke: http://$TILKE_LISTEN/   (stop with Ctrl-C)"
if [ -f "$data/sample-accounts" ]; then
    echo "  Sign in at http://$TILKE_LISTEN/session as"
    cat "$data/sample-accounts"
fi
echo
exec "$tilke" serve
