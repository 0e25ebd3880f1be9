#!/usr/bin/env python3
"""Check the demonstration city: geometry, facts, lineage and dialogue. Needs shapely 2.1 and numpy.

    python3.11 check_bishkek.py [folder]
"""
import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

import shapely

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
M2 = 111320.0 * 0.7329 * 111132.0  # square metres in a square degree here, near enough for limits
CODE = re.compile(r"^1-99-\d{2}-\d{4}-\d{4}$")


def layer(name):
    data = json.loads(gzip.decompress((FOLDER / name).read_bytes()))
    return {f["properties"]["code"]: f for f in data["features"]}, data


def check_layer(name):
    features, data = layer(name)
    assert len(features) == len(data["features"]), "repeated codes"
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features.values()]
    assert all(CODE.match(c) for c in features), "code form"
    assert all(shapely.is_valid(shapes)), "OGC validity"
    assert all(g.exterior.is_ccw and not any(r.is_ccw for r in g.interiors) for g in shapes), "RFC 7946 winding"
    tree = shapely.STRtree(shapes)
    overlap = worst = 0
    for a, b in tree.query(shapes, predicate="intersects").T:
        if a < b:
            m2 = shapes[a].intersection(shapes[b]).area * M2
            overlap, worst = overlap + (m2 > 0.01), max(worst, m2)
    assert overlap == 0, f"{overlap} overlaps, worst {worst} m2"
    assert shapely.coverage_is_valid(shapes), "borders shared point by point"
    sizes = [g.area * M2 for g in shapes]
    thin = sum(g.buffer(-2.4 / 111132).is_empty for g in shapes)
    props = [f["properties"] for f in features.values()]
    assert all(p["demo"] and p["not_cadastral"] for p in props)
    houses = sorted(p["area_m2"] for p in props if p["use_detail"] == "individual_house" and p["detail"] == "lot")
    print(f"{name}: {len(shapes)} parcels, valid, worst overlap {worst:.5f} m2, smallest {min(sizes):.0f} m2, "
          f"{thin} thinner than 4.8 m")
    print("  house lots: 5 % / median / 95 %:", *(houses[int(len(houses) * q)] for q in (0.05, 0.5, 0.95)), "m2")
    for key in ("land_use", "detail", "owner_class", "right", "category"):
        print(" ", key, dict(Counter(p[key] for p in props).most_common()))
    table = Counter((p["district_ru"], p["land_use"]) for p in props)
    for d in sorted({k[0] for k in table}):
        print("  ", d, {u: n for (e, u), n in sorted(table.items()) if e == d}, sum(n for (e, _), n in table.items() if e == d))
    off = [abs(p["area_m2"] / s - 1) for p, s in zip(props, sizes)]
    print("   legal area off by more than 1 %:", sum(o > 0.01 for o in off), "| repeated addresses:",
          sum(n > 1 for a, n in Counter(p["address_ru"] for p in props if p["use_detail"] not in ("river_bank", "railway")).items()))
    return features


def check_lineage(before, after):
    truth = json.loads((FOLDER / "lineage.json").read_text(encoding="utf-8"))
    assert truth["parcels_before"] == len(before) and truth["parcels_after"] == len(after)
    told_old, told_new = Counter(), Counter()
    for e in truth["events"]:
        assert all(c in before for c in e["old"]) and all(c in after for c in e["new"]), e["id"]
        told_old.update(e["old"])
        told_new.update(e["new"])
    silent = set(truth["unchanged_but_border_gained_a_point"])
    for code, f in before.items():
        if code in told_old or code in silent:
            continue
        assert after.get(code) == f, f"{code} differs and is not told"
    assert all(code in before or code in told_new for code in after), "a new code is not told"
    print("lineage:", truth["counts"], "sum", sum(truth["counts"].values()), "| noded only:", len(silent))


def moment(x):
    """Minutes from now, for ordering: minutes_ago, or days_from_now with a time."""
    if "minutes_ago" in x:
        return -x["minutes_ago"]
    hours, minutes = map(int, x.get("time", "12:00").split(":"))
    return (x["days_from_now"] - 1) * 1440 + hours * 60 + minutes


def check_dialogue(parcels):
    d = json.loads((FOLDER / "dialogue.json").read_text(encoding="utf-8"))
    notices = {n["key"]: n for n in d["notices"]}
    people = {a["key"] for a in d["accounts"]}
    departments = {x["key"] for x in d["departments"]}
    comments = {c["key"]: c for t in d["threads"] for c in t["comments"]}
    for n in notices.values():
        assert n["department"] in departments and n["title"]["ky"] and n["title"]["ru"] and n["text"]["ky"] and n["text"]["ru"]
        place = n["place"]
        assert place.get("parcels") or place.get("area") or place.get("whole_city"), n["key"]
        assert all(c in parcels for c in place.get("parcels", [])), n["key"]
        if place.get("parcels"):
            assert n["area_m2"] == sum(parcels[c]["properties"]["area_m2"] for c in place["parcels"]), n["key"]
        if "period" in n:
            p = n["period"]
            assert p["closes"]["days_from_now"] - p["opens"]["days_from_now"] == p["amount"], n["key"]
        assert "repeats" not in n or notices[n["repeats"]]["state"] == "not_held"
    for t in d["threads"]:
        subject = t["subject"]
        assert subject.get("parcel") in parcels or subject.get("notice") in notices, t["key"]
        for c in t["comments"]:
            assert c["author"] in people and c["body"], c["key"]
            if "reply_to" in c:
                assert moment(comments[c["reply_to"]]) < moment(c), c["key"]
            assert ("stance" not in c) or "notice" in subject, c["key"]
    for a in d["answers"]:
        assert a["department"] in departments and all(moment(comments[k]) < moment(a) for k in a["to"]), a["key"]
    for x in d["decisions"]:
        assert notices[x["notice"]]["decision"] == x["key"]
        assert all(k in comments for c in x["conditions"] for k in c["comments"])
    assert all(h["notice"] in notices and h["address_parcel"] in parcels for h in d["hearings"])
    assert all(m.get("comment") in comments for m in d["moderation"] if "comment" in m)
    assert all(e["parcel"] in parcels for e in d["errors_on_map"])
    print("dialogue:", len(notices), "notices of", len({n["kind"] for n in notices.values()}), "kinds,", len(d["threads"]),
          "threads,", len(comments), "comments", dict(Counter(c["language"] for c in comments.values())),
          len(d["answers"]), "answers", dict(Counter(a["kind"] for a in d["answers"])))


def main():
    before = check_layer("parcels.geojson.gz")
    after = check_layer("parcels_next.geojson.gz")
    check_lineage(before, after)
    check_dialogue(before)


if __name__ == "__main__":
    main()
