#!/usr/bin/env bash
# A throw-away PostgreSQL cluster with PostGIS, for tests and benchmarks.
#
#   scripts/postgres.sh start FOLDER [--durable]   make a cluster in FOLDER, start it, print its URL
#   scripts/postgres.sh stop FOLDER                stop it and remove FOLDER
#   scripts/postgres.sh pause FOLDER               stop it at once and keep its data (the store is "away")
#   scripts/postgres.sh resume FOLDER              start it again on the same port, print its URL
#   scripts/postgres.sh run [--durable] COMMAND…   start one, run COMMAND with TILKE_TEST_POSTGRES_URL, stop it
#
# The cluster listens on 127.0.0.1 on a free port, with a password of its own, and without --durable it does not
# wait for the disk. PostgreSQL refuses to run as root: then its own user `postgres` runs it.
set -euo pipefail

die() { echo "postgres.sh: $*" >&2; exit 1; }

server_programs() {
    local folder
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(dirname "$(command -v initdb || echo /none)")"; do
        local share
        [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] || continue
        share=$("$folder/pg_config" --sharedir 2>/dev/null || echo "/usr/share/postgresql/$(basename "$(dirname "$folder")")")
        [ -f "$share/extension/postgis.control" ] && { echo "$folder"; return; }
    done
    die "no PostgreSQL server with PostGIS found; run scripts/install.sh"
}

# Runs a command as the user who may run PostgreSQL, from a folder that everybody can enter.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        (cd / && "$@")
    fi
}

free_port() {
    local port
    for _ in $(seq 200); do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
    die "no free port found"
}

launch() { # FOLDER
    as_server "$programs/pg_ctl" --pgdata="$1/data" --log="$1/log" --timeout=60 -w start >/dev/null 2>&1
}

start() { # FOLDER [--durable]
    local folder=$1 durable=${2:-} password port database
    [ ! -e "$folder/data" ] || die "$folder already holds a cluster"
    mkdir -p "$folder"
    folder=$(cd "$folder" && pwd)
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    chmod 700 "$folder"
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    (umask 077 && echo "$password" >"$folder/password")
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder/password"; fi
    as_server "$programs/initdb" --pgdata="$folder/data" --username=tilke --pwfile="$folder/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder.initdb" 2>&1 ||
        { cat "$folder.initdb" >&2; rm -f "$folder.initdb"; die "initdb failed in $folder"; }
    rm -f "$folder.initdb"

    for _ in 1 2 3 4 5; do
        port=$(free_port)
        as_server tee "$folder/data/postgresql.auto.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 300
shared_buffers = 256MB
max_wal_size = 2GB
log_min_messages = warning
$([ "$durable" = --durable ] || printf 'fsync = off\nfull_page_writes = off\n')
CONF
        launch "$folder" && break
        port=
    done
    [ -n "$port" ] || { cat "$folder/log" >&2; die "the cluster in $folder did not start"; }
    echo "postgres://tilke:$password@127.0.0.1:$port/postgres" | as_server tee "$folder/url" >/dev/null
    for database in template1 postgres; do
        PGPASSWORD=$password "$programs/psql" -h 127.0.0.1 -p "$port" -U tilke -d "$database" -q -v ON_ERROR_STOP=1 \
            -c 'create extension postgis' >/dev/null
    done
    cat "$folder/url"
}

halt() { # FOLDER
    [ -f "$1/data/postmaster.pid" ] || return 0
    as_server "$programs/pg_ctl" --pgdata="$(cd "$1" && pwd)/data" --mode=immediate --timeout=60 -w stop >/dev/null 2>&1 || true
}

stop() { # FOLDER
    [ -e "$1/data" ] || return 0
    halt "$1"
    rm -rf "$1"
}

run() { # [--durable] COMMAND…
    local durable=
    if [ "${1:-}" = --durable ]; then durable=--durable; shift; fi
    cluster=$(mktemp -d "${TMPDIR:-/tmp}/tilke-postgres.XXXXXX")
    trap 'stop "$cluster"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    TILKE_TEST_POSTGRES_URL=$(start "$cluster" $durable)
    export TILKE_TEST_POSTGRES_URL TILKE_TEST_POSTGRES_FOLDER=$cluster
    "$@"
}

programs=$(server_programs)
case "${1:-}" in
start) [ -n "${2:-}" ] || die "start needs a folder"; start "$2" "${3:-}" ;;
stop) [ -n "${2:-}" ] || die "stop needs a folder"; stop "$2" ;;
pause) [ -d "${2:-}/data" ] || die "pause needs the folder of a cluster"; halt "$2" ;;
resume) [ -d "${2:-}/data" ] || die "resume needs the folder of a cluster"; launch "$(cd "$2" && pwd)" || die "did not start, see $2/log"; cat "$2/url" ;;
run) shift; [ $# -gt 0 ] || die "run needs a command"; run "$@" ;;
*) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
esac
