#!/usr/bin/env bash
# `make city`: makes the demonstration city anew from data/cities/bishkek/source and checks it.
set -euo pipefail
cd "$(dirname "$0")/.."
python=target/tools/python/bin/python
if [ ! -x "$python" ]; then
    python3 -m venv target/tools/python
    target/tools/python/bin/pip install --quiet --disable-pip-version-check shapely==2.1.2 numpy==2.4.6
fi
"$python" data/cities/bishkek/source/make_bishkek.py
"$python" data/cities/bishkek/source/check_bishkek.py
