#!/usr/bin/env bash
# Installs what the tests need and this machine lacks (Debian 12 and its kin), and nothing else.
#
#   scripts/install.sh          PostgreSQL with PostGIS, Chromium
#   scripts/install.sh bench    also GDAL, that the benchmarks compare with
#
# As root, or with sudo; where everything is there already neither is needed.
set -euo pipefail

say() { echo "install: $*" >&2; }

lacks_postgis() {
    local control
    for control in /usr/share/postgresql/*/extension/postgis.control "$(pg_config --sharedir 2>/dev/null || true)/extension/postgis.control"; do
        [ -f "$control" ] && return 1
    done
    return 0
}

lacks_chromium() { [ -z "${TILKE_CHROMIUM:-}" ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; }

missing_tool() { ! command -v "$1" >/dev/null; }

# What apt cannot give us is told, not installed.
for tool in cargo node npm cc; do
    case $tool in
    cargo) advice="Rust 1.95 or newer, https://rustup.rs" ;;
    node | npm) advice="Node 20.19 or newer with npm" ;;
    cc) advice="a C compiler: apt-get install build-essential" ;;
    esac
    if missing_tool "$tool"; then say "$tool is not installed: $advice"; exit 1; fi
done

packages=()
if lacks_postgis; then packages+=(postgresql postgresql-postgis); fi
if missing_tool psql; then packages+=(postgresql-client); fi
if lacks_chromium; then packages+=(chromium); fi
if [ "${1:-}" = bench ] && missing_tool ogr2ogr; then packages+=(gdal-bin); fi
[ ${#packages[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    say "please install: ${packages[*]} (there is no apt-get here to do it with)"
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=(env)
elif command -v sudo >/dev/null; then
    as_root=(sudo)
else
    say "please install: ${packages[*]} (you are not root and there is no sudo)"
    exit 1
fi

say "installing ${packages[*]}"
"${as_root[@]}" apt-get update -qq
# A package that starts its own cluster would leave something running: the tests start theirs.
if printf '%s\n' "${packages[@]}" | grep -q '^postgresql' && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    "${as_root[@]}" mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >&2
