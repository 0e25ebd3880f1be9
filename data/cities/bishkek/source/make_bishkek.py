#!/usr/bin/env python3
"""Make the demonstration city of Tilke: parcels cut from real street-enclosed areas of Bishkek.

    python3.11 -m pip install shapely==2.1.2 numpy        (nothing else is needed)
    python3.11 make_bishkek.py [--base .] [--out ..] [--seed 2026]

NOT A CADASTRE. The boundary, the main streets and the rivers are real (OpenStreetMap, ODbL);
every parcel, code, use, owner class, right, area, address number and date is invented.

How a city is cut, from large to small:

1.  Street-enclosed areas, less the width of streets, water, river banks and a railway-like strip.
2.  An area above 28 ha gets collector streets: gently bent lines that run through, some pieces left
    out. What lies between is a *cell* (about 8 to 25 ha), the unit of everything below: it has a
    character (centre, low-rise, microdistrict, industry, market, arable, ...) and a number (the
    quarter in the code).
3.  A cell is laid flat in its own frame (turned to its long side, its bend taken out), cut by lanes
    into blocks and by lot lines into plots, then bent back: so rows follow a curve together.
4.  Cells inside a *detail zone* are cut to single plots. Elsewhere a whole block is one coarse plot,
    so that the total stays near 11,000 and the map has no holes.
5.  All borders are noded on the grid that is written (1e-7 degree), so that neighbours share their
    border point by point and nothing overlaps.

Every random choice comes from a generator seeded by (seed, what it is for), so one cell can be
changed without moving the others, and two runs write the same bytes.
"""
from __future__ import annotations

import argparse
import datetime
import gzip
import json
import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.polygon import orient
from shapely.ops import linemerge, split

ATTRIBUTION = "© OpenStreetMap contributors (ODbL 1.0)"
NOTE = ("Demonstration data, not a cadastre · Көрсөтмө маалымат, кадастр эмес · "
        "Демонстрационные данные, не кадастр")

# ------------------------------------------------------------------------- the plane
# A flat system of metres around the city, a pure scaling of longitude and latitude, so that a
# straight line here is a straight line in the file.
LON0, LAT0 = 74.6, 42.87
_phi = math.radians(LAT0)
M_LON = 111412.84 * math.cos(_phi) - 93.5 * math.cos(3 * _phi) + 0.118 * math.cos(5 * _phi)
M_LAT = 111132.954 - 559.822 * math.cos(2 * _phi) + 1.175 * math.cos(4 * _phi)
UNIT = 1e7  # the file's grid: ten-millionths of a degree (about a centimetre)


def metres(lon: float, lat: float) -> tuple[float, float]:
    return (lon - LON0) * M_LON, (lat - LAT0) * M_LAT


def to_metres(geometry):
    return shapely.transform(geometry, lambda c: (c - (LON0, LAT0)) * (M_LON, M_LAT))


def to_grid(geometry):
    return shapely.transform(geometry, lambda c: c / (M_LON, M_LAT) * UNIT)


def grid_to_metres(geometry):
    return shapely.transform(geometry, lambda c: c / UNIT * (M_LON, M_LAT))


def grid_to_degrees(coords: np.ndarray) -> np.ndarray:
    return np.round(np.round(coords) / UNIT + (LON0, LAT0), 7)


def ellipsoid_area(polygon_on_grid: Polygon) -> float:
    """Square metres on the WGS 84 ellipsoid, by the equal-area cylinder."""
    a, f = 6378137.0, 1 / 298.257223563
    e2 = f * (2 - f)
    e = math.sqrt(e2)

    def equal_area(c):
        deg = c / UNIT + (LON0, LAT0)
        s = np.sin(np.radians(deg[:, 1]))
        q = (1 - e2) * (s / (1 - e2 * s * s) + np.arctanh(e * s) / e)
        return np.column_stack([a * np.radians(deg[:, 0] - LON0), a * q / 2 - 4.3e6])

    return shapely.transform(polygon_on_grid, equal_area).area


# ------------------------------------------------------------------------- names
# slug in the base data -> ky, ru, en. The base data has transliterated slugs and a few Russian names;
# the Cyrillic forms were restored by hand. None: a street without a name in the source.
def _street(ky, ru, en, kind=("көчөсү", "ул.", "Street")):
    return f"{ky} {kind[0]}", f"{kind[1]} {ru}", f"{en} {kind[2]}"


_AV = ("проспектиси", "пр.", "Avenue")
STREETS = {
    "zhibek": _street("Жибек Жолу", "Жибек Жолу", "Jibek Jolu", _AV),
    "chuy": _street("Чүй", "Чуй", "Chüy", _AV),
    "aitmatov": _street("Айтматов", "Айтматова", "Aitmatov", _AV),
    "tokombaev": _street("Токомбаев", "Токомбаева", "Tokombaev", _AV),
    "manas": _street("Манас", "Манаса", "Manas"),
    "shabdan": _street("Шабдан Баатыр", "Шабдан Баатыра", "Shabdan Baatyr"),
    "ankara": _street("Анкара", "Анкара", "Ankara"),
    "akhunbaev": _street("Ахунбаев", "Ахунбаева", "Akhunbaev"),
    "abdrakhmanov": _street("Абдрахманов", "Абдрахманова", "Abdrakhmanov"),
    "s-kurmanjan-datka-kocosu": _street("Курманжан Датка", "Курманжан Датка", "Kurmanjan Datka"),
    "s-7-aprela": _street("7-апрель", "7 Апреля", "7 April"),
    "s-karagul-akmat-kocosu": _street("Карагул Акмат", "Карагул Акмата", "Karagul Akmat"),
    "s-ibraimov-kocosu": _street("Ибраимов", "Ибраимова", "Ibraimov"),
    "s-joomart-bokonbaev-kocosu": _street("Жоомарт Бөкөнбаев", "Жоомарта Боконбаева", "Joomart Bökönbaev"),
    "s-kiev-kocosu": _street("Киев", "Киевская", "Kiev"),
    "s-altymysev-kocosu": _street("Алтымышев", "Алтымышева", "Altymyshev"),
    "s-usongazy-asanaliev-kocosu": _street("Үсөнгазы Асаналиев", "Усенгазы Асаналиева", "Üsöngazy Asanaliev"),
    "s-anarbek-bakaev-kocosu": _street("Анарбек Бакаев", "Анарбека Бакаева", "Anarbek Bakaev"),
    "s-urij-gagarin-kocosu": _street("Юрий Гагарин", "Юрия Гагарина", "Yuriy Gagarin"),
    "s-gagarin-kocosu": _street("Гагарин", "Гагарина", "Gagarin"),
    "s-erkinbek-matyev-kocosu": _street("Эркинбек Матыев", "Эркинбека Матыева", "Erkinbek Matyev"),
    "s-sadyrbaeva-dooronbeka": _street("Дооронбек Садырбаев", "Дооронбека Садырбаева", "Dooronbek Sadyrbaev"),
    "s-dooronbek-sadyrbaev-kocosu": _street("Дооронбек Садырбаев", "Дооронбека Садырбаева", "Dooronbek Sadyrbaev"),
    "s-cokon-valihanov-kocosu": _street("Чокан Валиханов", "Чокана Валиханова", "Chokan Valikhanov"),
    "s-muhtar-abazov-kocosu": _street("Мухтар Абазов", "Мухтара Абазова", "Mukhtar Abazov"),
    "s-dostoevskij-kocosu": _street("Достоевский", "Достоевского", "Dostoevskiy"),
    "s-bolot-unusaliev-kocosu": _street("Болот Юнусалиев", "Болота Юнусалиева", "Bolot Yunusaliev"),
    "s-kulatov-kocosu": _street("Кулатов", "Кулатова", "Kulatov"),
    "s-sadygaliev-kocosu": _street("Садыгалиев", "Садыгалиева", "Sadygaliev"),
    "s-moskva-kocosu": _street("Москва", "Московская", "Moskva"),
    "s-pavlov-kocosu": _street("Павлов", "Павлова", "Pavlov"),
    "s-kulieva": _street("Кулиев", "Кулиева", "Kuliev"),
    "s-semetej-kocosu": _street("Семетей", "Семетей", "Semetey"),
    "s-ajyl-kocosu": _street("Айыл", "Айыл", "Aiyl"),
    "s-mederov-kocosu": _street("Медеров", "Медерова", "Mederov"),
    "s-mihail-frunze-kocosu": _street("Михаил Фрунзе", "Михаила Фрунзе", "Mikhail Frunze"),
    "s-timur-frunze-kocosu": _street("Тимур Фрунзе", "Тимура Фрунзе", "Timur Frunze"),
    "s-kasymaly-baalinov-kocosu": _street("Касымалы Баялинов", "Касымалы Баялинова", "Kasymaly Bayalinov"),
    "s-elebesov-kocosu": _street("Элебесов", "Элебесова", "Elebesov"),
    "s-toktogul-kocosu": _street("Токтогул", "Токтогула", "Toktogul"),
    "s-imanaly-ajdarbekov-kocosu": _street("Иманалы Айдарбеков", "Иманалы Айдарбекова", "Imanaly Aidarbekov"),
    "s-dimitrov-kocosu": _street("Димитров", "Димитрова", "Dimitrov"),
    "s-intergel-po-kocosu": _street("Интергельпо", "Интергельпо", "Intergelpo"),
    "s-tunduk-ajlanma-jolu": ("Түндүк айланма жолу", "Северная объездная дорога", "Northern Bypass"),
    "s-samarbek-kojobergenov-kocosu": _street("Самарбек Кожобергенов", "Самарбека Кожобергенова",
                                              "Samarbek Kojobergenov"),
    "s-togolok-moldo-kocosu": _street("Тоголок Молдо", "Тоголок Молдо", "Togolok Moldo"),
    "s-jukeev-pudovkin-kocosu": _street("Жукеев-Пудовкин", "Жукеева-Пудовкина", "Jukeev-Pudovkin"),
    "s-karybek-tynaliev-kocosu": _street("Карыбек Тыналиев", "Карыбека Тыналиева", "Karybek Tynaliev"),
    "s-kuttubaev-kocosu": _street("Куттубаев", "Куттубаева", "Kuttubaev"),
    "s-jeniske-50-jyl-kocosu": _street("Жеңишке 50 жыл", "50 лет Победы", "Jeñishke 50 Jyl"),
    "s-saadaev-kocosu": _street("Саадаев", "Саадаева", "Saadaev"),
    "s-saakbaj-karalaev-kocosu": _street("Саякбай Каралаев", "Саякбая Каралаева", "Sayakbay Karalaev"),
    "s-sujorkulov-kocosu": _street("Сүйөркулов", "Суеркулова", "Süyörkulov"),
    "s-osmonkul-kocosu": _street("Осмонкул", "Осмонкула", "Osmonkul"),
    "s-semen-budennyj-kocosu": _street("Семён Будённый", "Семёна Будённого", "Semyon Budyonnyi"),
    "s-kolbaev-kocosu": _street("Колбаев", "Колбаева", "Kolbaev"),
    "s-colpon-ata-kocosu": _street("Чолпон-Ата", "Чолпон-Атинская", "Cholpon-Ata"),
    "s-omurakunov-kocosu": _street("Омуракунов", "Омуракунова", "Omurakunov"),
    "s-ryskulov-kocosu": _street("Рыскулов", "Рыскулова", "Ryskulov"),
    "s-aliaskar-toktonaliev-kocosu": _street("Алиаскар Токтоналиев", "Алиаскара Токтоналиева",
                                             "Aliaskar Toktonaliev"),
    "s-suhe-bator-kocosu": _street("Сухэ-Батор", "Сухэ-Батора", "Sukhe-Bator"),
    "s-korsakovdor-kocosu": _street("Корсаковдор", "Корсаковых", "Korsakovdor"),
    "s-elmirbek-imanaliev-kocosu": _street("Элмирбек Иманалиев", "Эльмирбека Иманалиева", "Elmirbek Imanaliev"),
    "s-jajyl-baatyr-kocosu": _street("Жайыл Баатыр", "Жайыл Баатыра", "Jaiyl Baatyr"),
    "s-tajlak-baatyr-kocosu": _street("Тайлак Баатыр", "Тайлак Баатыра", "Tailak Baatyr"),
    "s-mahatma-gandi-kocosu": _street("Махатма Ганди", "Махатмы Ганди", "Mahatma Gandhi"),
    "s-urkua-salieva-kocosu": _street("Уркуя Салиева", "Уркуи Салиевой", "Urkuya Salieva"),
    "s-lermontov-kocosu": _street("Лермонтов", "Лермонтова", "Lermontov"),
    "s-murom-kocosu": _street("Муром", "Муромская", "Murom"),
    "s-barpy-alykulov-kocosu": _street("Барпы Алыкулов", "Барпы Алыкулова", "Barpy Alykulov"),
    "s-absamat-masaliev-kocosu": _street("Абсамат Масалиев", "Абсамата Масалиева", "Absamat Masaliev"),
    "s-povarinskaa": _street("Поваринская", "Поваринская", "Povarinskaya"),
    "s-kalinin-kocosu": _street("Калинин", "Калинина", "Kalinin"),
}
NEIGHBOURHOODS = {  # name_ru in the base data -> ky, ru, en
    "Центр": ("Борбор", "Центр", "Centre"), "Ак-Ордо": ("Ак-Ордо", "Ак-Ордо", "Ak-Ordo"),
    "Арча-Бешик": ("Арча-Бешик", "Арча-Бешик", "Archa-Beshik"), "Учкун": ("Учкун", "Учкун", "Uchkun"),
    "Аламедин-1": ("Аламүдүн-1", "Аламедин-1", "Alamüdün-1"), "Восток-5": ("Восток-5", "Восток-5", "Vostok-5"),
    "Тунгуч": ("Тунгуч", "Тунгуч", "Tunguch"), "Асанбай": ("Асанбай", "Асанбай", "Asanbay"),
    "Кок-Жар": ("Көк-Жар", "Кок-Жар", "Kök-Jar"), "Джал": ("Жал", "Джал", "Jal"),
    "Юг-2": ("Түштүк-2", "Юг-2", "Yug-2"), "Дордой": ("Дордой", "Дордой", "Dordoy"),
}
WATERS = {  # id -> ky, ru, en, width of water, width of each bank (metres)
    "alaarcha": ("Ала-Арча", "Ала-Арча", "Ala-Archa", 20, 24),
    "alamedin": ("Аламүдүн", "Аламедин", "Alamüdün", 22, 22),
    "bchk": ("Чоң Чүй каналы", "Большой Чуйский канал (БЧК)", "Great Chüy Canal", 13, 12),
}
DISTRICTS = {
    "lenin": ("Ленин району", "Ленинский район"), "october": ("Октябрь району", "Октябрьский район"),
    "may": ("Биринчи Май району", "Первомайский район"), "sverdlov": ("Свердлов району", "Свердловский район"),
}
WIDTH = {"trunk": 42, "primary": 34, "secondary": 25}  # red line to red line, metres
WIDTH_OF = {"chuy": 44, "zhibek": 40, "manas": 38, "aitmatov": 40, "other": 22, "s-pavlov-kocosu": 22}
AVENUES = {"chuy", "zhibek", "manas", "aitmatov", "abdrakhmanov", "akhunbaev", "shabdan"}

# ------------------------------------------------------------------------- the plan of the city
CENTRE = box(*metres(74.5605, 42.8632), *metres(74.6345, 42.8862))
# circles (name of a neighbourhood or a place of our own, radius in metres) with one character
CHARACTER = [
    ("micro", "Асанбай", 900), ("micro", "Юг-2", 450), ("micro", "Восток-5", 600),
    ("micro", "Аламедин-1", 800), ("micro", "Тунгуч", 750), ("micro", "Джал", 800),
    ("micro", (74.6020, 42.8355), 700), ("micro", (74.6375, 42.8205), 650),
    ("lowrise", "Ак-Ордо", 2200), ("lowrise", "Арча-Бешик", 1100), ("lowrise", "Кок-Жар", 900),
    ("market", "Дордой", 800), ("market", (74.5705, 42.8945), 380),
    ("industry", (74.6560, 42.8625), 900), ("industry", (74.5960, 42.8985), 900),
    ("industry", (74.6260, 42.8975), 650), ("industry", (74.5330, 42.8790), 620),
    ("industry", (74.6180, 42.9200), 600),
    ("green", (74.6465, 42.8935), 420), ("green", (74.6120, 42.8120), 420), ("green", (74.5860, 42.8205), 300),
]
# cells inside these are cut to single plots; all others to whole blocks
DETAIL = [
    box(*metres(74.5632, 42.8652), *metres(74.6130, 42.8845)),
    ("Ак-Ордо", 380), ("Арча-Бешик", 330), ("Кок-Жар", 420), ("Джал", 520), ("Асанбай", 560),
    ("Тунгуч", 480), ("Аламедин-1", 480), ("Восток-5", 560), ("Дордой", 380), ("Юг-2", 480),
    ((74.5960, 42.8985), 380), ((74.5530, 42.8838), 420),
]
CEMETERIES = [(74.5760, 42.9330), (74.5250, 42.8585), (74.6370, 42.8065)]

USES = {  # detailed use -> class on the map (LOOK.md), ky, ru
    "individual_house": ("res1", "жеке турак жай", "индивидуальный жилой дом (ИЖС)"),
    "apartment_house": ("res2", "көп кабаттуу турак жай", "многоквартирный дом"),
    "office": ("com", "коомдук-ишкердик", "общественно-деловое"),
    "trade": ("com", "соода", "торговля"),
    "school": ("pub", "мектеп", "школа"),
    "kindergarten": ("pub", "бала бакча", "детский сад"),
    "institution": ("pub", "мамлекеттик же муниципалдык мекеме", "государственное или муниципальное учреждение"),
    "park": ("green", "сейил бак, жашыл зона", "парк, зелёная зона"),
    "river_bank": ("green", "суу жээги, жашыл зона", "берег, зелёная зона"),
    "cemetery": ("green", "көрүстөн", "кладбище"),
    "production": ("ind", "өндүрүш", "производство"),
    "utilities": ("eng", "инженердик тармак", "инженерные сети"),
    "railway": ("eng", "темир жол тилкеси", "полоса железной дороги"),
    "parking": ("eng", "унаа токтотуучу жай", "парковка"),
    "arable_irrigated": ("agri", "айдоо жер (сугат)", "пашня (орошаемая)"),
    "arable_rainfed": ("agri", "айдоо жер (кайрак)", "пашня (богарная)"),
    "vacant": ("reserve", "бош жер", "свободный участок"),
}


@dataclass
class Plot:
    shape: Polygon
    use: str
    detail: str  # "lot" or "block"
    cell: int = -1
    extra: dict = field(default_factory=dict)


# ------------------------------------------------------------------------- small geometry
def rng_for(*what) -> random.Random:
    return random.Random(":".join(map(str, what)))


def polygons(geometry) -> list[Polygon]:
    return [g for g in shapely.get_parts(geometry) if g.geom_type == "Polygon" and g.area > 1]


def in_order(shapes: list[Polygon]) -> list[Polygon]:
    """A fixed order, from north to south and west to east, whatever the library returns."""
    return sorted(shapes, key=lambda p: (-round(p.centroid.y / 40), round(p.centroid.x, 3), round(p.centroid.y, 3)))


def smooth(line: LineString, rounds: int) -> LineString:
    """Chaikin's corner cutting: the source thinned the rivers."""
    c = np.array(line.coords)
    for _ in range(rounds):
        inner = np.empty((2 * (len(c) - 1), 2))
        inner[0::2], inner[1::2] = 0.75 * c[:-1] + 0.25 * c[1:], 0.25 * c[:-1] + 0.75 * c[1:]
        c = np.vstack([c[:1], inner, c[-1:]])
    return LineString(c)


def strip(line, width: float):
    return line.buffer(width / 2, cap_style="flat", join_style="mitre", mitre_limit=2)


def cut(shape: Polygon, line: LineString, gap: float = 0) -> list[Polygon]:
    """Cut by a line; with a gap, a lane of that width is left free."""
    if gap:
        return polygons(shape.difference(strip(line, gap)))
    return polygons(split(shape, line))


def long_axis(shape: Polygon) -> tuple[float, float, float]:
    """Angle of the long side of the smallest box, its length, the other length."""
    c = np.array(shape.minimum_rotated_rectangle.exterior.coords)
    a, b = c[1] - c[0], c[2] - c[1]
    la, lb = math.hypot(*a), math.hypot(*b)
    if la < lb:
        a, la, lb = b, lb, la
    angle = math.atan2(a[1], a[0])
    return (angle + math.pi / 2) % math.pi - math.pi / 2, la, lb


def across(shape: Polygon, at: float, rng: random.Random, vertical: bool, tilt: float = 0.012) -> LineString:
    """A line through a flat cell: at x (vertical) or y, tilted a little."""
    x0, y0, x1, y1 = shape.bounds
    slope = rng.gauss(0, tilt)
    if vertical:
        h, m = y1 - y0 + 40, (y0 + y1) / 2
        return LineString([(at - slope * h / 2, m - h / 2), (at + slope * h / 2, m + h / 2)])
    w, m = x1 - x0 + 40, (x0 + x1) / 2
    return LineString([(m - w / 2, at - slope * w / 2), (m + w / 2, at + slope * w / 2)])


def jogged(x0: float, x1: float, y: float, rng: random.Random, step: float, jog: float) -> LineString:
    """A back fence: level, with a small step here and there."""
    points, x, now = [(x0 - 20, y)], x0, 0.0
    while x < x1:
        x += rng.uniform(0.7, 1.6) * step
        if rng.random() < 0.35:
            points.append((x, y + now))
            now = rng.uniform(-jog, jog)
            points.append((x + 0.4, y + now))
    points.append((max(x, x1) + 20, y + now))
    return LineString(points)


def narrow(shape: Polygon, width: float) -> bool:
    return shape.buffer(-width / 2).is_empty


def absorb(parts: list[Polygon], least: float, width: float) -> list[Polygon]:
    """Plots that are too small or too thin go to the neighbour with the longest common border."""
    parts = list(parts)
    todo = sorted((p for p in parts if p.area < least or narrow(p, width)), key=lambda p: p.area)
    for small in todo:
        if small not in parts:
            continue
        rest = [p for p in parts if p is not small]
        near = [(small.buffer(0.1).intersection(p).area, i) for i, p in enumerate(rest) if p.distance(small) < 0.05]
        for shared, i in sorted(near, reverse=True):
            both = shapely.union(rest[i], small, grid_size=0.001)
            if shared > 0.2 and both.geom_type == "Polygon":
                rest[i] = both
                parts = rest
                break
    return parts


def cover(parts: list[Polygon], grid: float) -> list[tuple[Polygon, int]]:
    """Node all borders on a grid; every face goes to the one part that it lies in."""
    array = np.array(parts, dtype=object)
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(shapely.boundary(array), grid_size=grid)]))
    tree, owners = STRtree(array), defaultdict(list)
    for face_no, part_no in sorted(map(tuple, tree.query(shapely.point_on_surface(faces), predicate="within").T)):
        owners[face_no].append(part_no)
    of_part = defaultdict(list)
    for face_no, who in owners.items():
        of_part[min(who)].append(faces[face_no])
    out = []
    for part_no in sorted(of_part):
        got = of_part[part_no]
        whole = got[0] if len(got) == 1 else shapely.union_all(got, grid_size=grid)
        out += [(p, part_no) for p in in_order(shapely.get_parts(whole)) if p.geom_type == "Polygon"]
    return out


class Flat:
    """A cell laid flat: turned to its long side, its gentle bend taken out."""

    def __init__(self, shape: Polygon, rng: random.Random, bend: float):
        self.angle, self.length, self.depth = long_axis(shape)
        self.centre = np.array(shape.centroid.coords[0])
        self.bend = rng.uniform(0.2, 1) * bend * min(1.0, self.length / 350)
        self.wave, self.phase = rng.uniform(1.3, 2.4) * max(self.length, 200), rng.uniform(0, 2 * math.pi)
        c, s = math.cos(self.angle), math.sin(self.angle)
        self.turn = np.array([[c, -s], [s, c]])

    def _rise(self, x):
        return self.bend * np.sin(2 * math.pi * x / self.wave + self.phase)

    def lay(self, shape):
        def f(c):
            c = (c - self.centre) @ self.turn
            return np.column_stack([c[:, 0], c[:, 1] - self._rise(c[:, 0])])
        return shapely.transform(shapely.segmentize(shape, 15), f).buffer(0)

    def back(self, shapes):
        def f(c):
            return np.column_stack([c[:, 0], c[:, 1] + self._rise(c[:, 0])]) @ self.turn.T + self.centre
        return shapely.transform(shapely.segmentize(shapes, 15), f)


# ------------------------------------------------------------------------- cutting a flat cell
def halve(shape: Polygon, target: float, rng: random.Random, gap: float = 0, uneven: float = 0.16,
          tilt: float = 0.012) -> list[Polygon]:
    """Cut the longer side again and again until the parts are near the target area."""
    if shape.area < target * rng.uniform(0.85, 1.55):
        return [shape]
    x0, y0, x1, y1 = shape.bounds
    wide = x1 - x0 > y1 - y0
    t = 0.5 + rng.uniform(-uneven, uneven)
    n = max(2, round(max(x1 - x0, y1 - y0) / max(30.0, math.sqrt(target) * 1.5)))
    if n > 2:
        t = (rng.randrange(1, n) + rng.uniform(-0.12, 0.12)) / n
    at = x0 + t * (x1 - x0) if wide else y0 + t * (y1 - y0)
    parts = cut(shape, across(shape, at, rng, wide, tilt), gap)
    if len(parts) < 2:
        return [shape]
    return [q for p in in_order(parts) for q in halve(p, target, rng, gap, uneven, tilt)]


def house_lots(block: Polygon, rng: random.Random, width: float, depth: float) -> list[Polygon]:
    """A low-rise block: two rows back to back; at an end the lots may turn to the side street."""
    x0, y0, x1, y1 = block.bounds
    rest, lots = [block], []
    for end in (0, 1):
        if x1 - x0 > 4 * depth and rng.random() < 0.55:
            turn = depth * rng.uniform(0.85, 1.1)
            at = x0 + turn if end == 0 else x1 - turn
            kept = []
            for part in rest:
                for p in cut(part, across(block, at, rng, True, 0.008)):
                    outside = p.centroid.x < at if end == 0 else p.centroid.x > at
                    if not outside:
                        kept.append(p)
                        continue
                    b = p.bounds
                    n = max(1, round((b[3] - b[1]) / (width * 1.05)))
                    pieces = [p]
                    for k in range(1, n):
                        line = across(p, b[1] + (b[3] - b[1]) * k / n + rng.uniform(-1.5, 1.5), rng, False)
                        pieces = [q for piece in pieces for q in cut(piece, line)]
                    lots += pieces
            rest = kept
    rows = []
    for part in rest:
        b = part.bounds
        if b[3] - b[1] > 1.5 * depth:
            rows += cut(part, jogged(b[0], b[2], (b[1] + b[3]) / 2 + rng.uniform(-1.5, 1.5), rng, 2 * width, 1.6))
        else:
            rows.append(part)
    for row in in_order(rows):
        b = row.bounds
        x, pieces = b[0] + max(width * 0.8, rng.gauss(width * 1.1, 2)), [row]
        while x < b[2] - 0.6 * width:
            line = across(row, x, rng, True, 0.022)
            pieces = [q for piece in pieces for q in cut(piece, line)]
            x += max(0.62 * width, rng.gauss(width, 0.2 * width))
        pieces.sort(key=lambda p: p.centroid.x)
        i = 0
        while i < len(pieces):
            luck = rng.random()
            if luck < 0.07 and i + 1 < len(pieces):  # two lots held as one
                both = shapely.union(pieces[i], pieces[i + 1], grid_size=0.001)
                if both.geom_type == "Polygon":
                    lots.append(both)
                    i += 2
                    continue
            if luck > 0.955 and pieces[i].area > 520:  # a lot shared by two heirs
                p = pieces[i]
                lots += cut(p, across(p, (p.bounds[1] + p.bounds[3]) / 2 + rng.uniform(-2, 2), rng, False))
                i += 1
                continue
            lots.append(pieces[i])
            i += 1
    return absorb(lots, 170, 7.5)


def house_blocks(cell: Polygon, rng: random.Random, width: float, depth: float, lane: float) -> list[Polygon]:
    """Lanes along the cell at twice the depth of a lot, cross lanes every 170 to 260 m."""
    x0, y0, x1, y1 = cell.bounds
    n = max(1, round((y1 - y0 + lane) / (2 * depth + lane)))
    bands = [cell]
    for k in range(1, n):
        line = across(cell, y0 + (y1 - y0) * k / n + rng.uniform(-2, 2), rng, False, 0.004)
        bands = [q for band in bands for q in cut(band, line, lane + rng.choice([-1, 0, 0, 1]))]
    m = max(1, round((x1 - x0) / rng.uniform(170, 260)))
    crossings = [(x0 + (x1 - x0) * k / m + rng.uniform(-12, 12), rng.gauss(0, 0.02)) for k in range(1, m)]
    blocks = []
    for band in in_order(bands):
        parts = [band]
        for x, slope in crossings:
            if rng.random() < 0.16:
                continue
            b = band.bounds
            mid = (b[1] + b[3]) / 2
            line = LineString([(x + slope * (y - (y0 + y1) / 2), y) for y in (mid - 80, mid + 80)])
            parts = [q for part in parts for q in cut(part, line, lane)]
        blocks += parts
    return [b for b in in_order(blocks) if b.area > 160]


def front_and_court(block: Polygon, rng: random.Random, front: float, width: float, court: float):
    """A block of the centre: plots of one row along its two long streets, courts between them."""
    x0, y0, x1, y1 = block.bounds
    wide = x1 - x0 >= y1 - y0
    low, high = (y0, y1) if wide else (x0, x1)
    if high - low < 2.3 * front:
        return halve(block, court * 0.7, rng), []
    parts = [block]
    for at in (low + front * rng.uniform(0.85, 1.15), high - front * rng.uniform(0.85, 1.15)):
        parts = [q for p in parts for q in cut(p, across(block, at, rng, not wide, 0.006))]
    fronts, courts = [], []
    for p in in_order(parts):
        c = p.centroid.y if wide else p.centroid.x
        if low + front * 1.2 < c < high - front * 1.2:
            courts += halve(p, court, rng)
            continue
        lo, hi = (p.bounds[0], p.bounds[2]) if wide else (p.bounds[1], p.bounds[3])
        at, pieces = lo + max(22.0, rng.gauss(width, width * 0.3)), [p]
        while at < hi - 0.55 * width:
            pieces = [q for piece in pieces for q in cut(piece, across(p, at, rng, wide, 0.012))]
            at += max(20.0, rng.gauss(width, width * 0.34))
        fronts += pieces
    both = absorb(fronts + courts, 320, 11)
    middle = shapely.union_all(courts) if courts else Polygon()
    is_court = [p.intersection(middle).area > 0.6 * p.area for p in both]
    return [p for p, c in zip(both, is_court) if not c], [p for p, c in zip(both, is_court) if c]


# A plan takes a flat cell and returns (shape, detailed use, "lot" or "block").
def choose(rng, **weights) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def plan_lowrise(cell, rng, detailed):
    width, depth = rng.choice([15.5, 16.5, 18, 19.5]), rng.choice([29, 31, 33, 36])
    lane = rng.choice([8.5, 9.5, 10.5, 12])
    if not detailed:
        return coarse(cell, rng, 36000, dict(individual_house=0.86, apartment_house=0.05, park=0.04, vacant=0.05))
    out = []
    blocks = house_blocks(cell, rng, width, depth, lane)
    big = [i for i, b in enumerate(blocks) if b.area > 4500]
    school = rng.choice(big) if big and cell.area > 60000 else None
    green = rng.choice(big) if len(big) > 7 and rng.random() < 0.5 else None
    for i, block in enumerate(blocks):
        if i == school:
            n = 2 if block.area > 11000 else 1
            parts = halve(block, block.area / n, rng) if n > 1 else [block]
            out += [(p, rng.choice(["school", "kindergarten"]) if k == 0 else "kindergarten", "lot")
                    for k, p in enumerate(parts)]
        elif i == green:
            out += [(p, "park", "lot") for p in halve(block, 9000, rng)]
        elif block.area < 900:
            out.append((block, choose(rng, trade=0.5, park=0.3, utilities=0.2), "lot"))
        else:
            for lot in house_lots(block, rng, width, depth):
                use = choose(rng, individual_house=0.955, trade=0.018, vacant=0.019, utilities=0.004, park=0.004)
                if lot.area > 2600 and use == "individual_house":
                    use = choose(rng, park=0.5, vacant=0.5)
                out.append((lot, use, "lot"))
    return out


def plan_centre(cell, rng, detailed):
    if not detailed:
        return coarse(cell, rng, 30000, dict(apartment_house=0.46, individual_house=0.2, office=0.1, trade=0.08,
                                             institution=0.08, park=0.08))
    out = []
    for block in halve(cell, rng.choice([17000, 23000, 30000]), rng, rng.choice([10, 12, 14]), 0.1):
        if block.area < 1600:
            out.append((block, choose(rng, trade=0.45, park=0.35, parking=0.2), "lot"))
            continue
        kind = choose(rng, court=0.56, old=0.21, public=0.09, park=0.08, trade=0.06)
        if kind == "court":
            fronts, courts = front_and_court(block, rng, rng.uniform(32, 48), rng.uniform(46, 78), 5400)
            out += [(p, choose(rng, apartment_house=0.74, trade=0.08, office=0.08, institution=0.06, vacant=0.02,
                               parking=0.02), "lot") for p in fronts]
            for k, p in enumerate(courts):
                use = "kindergarten" if k == 0 and p.area > 2600 and rng.random() < 0.4 else choose(
                    rng, apartment_house=0.62, park=0.2, parking=0.08, utilities=0.05, institution=0.05)
                out.append((p, use, "lot"))
        elif kind == "old":
            for lot in house_lots(block, rng, 17, 31) if block.area < 9000 else [
                    q for b in house_blocks(block, rng, 17, 31, 8) for q in house_lots(b, rng, 17, 31)]:
                use = choose(rng, individual_house=0.9, trade=0.055, vacant=0.03, office=0.015)
                out.append((lot, "park" if lot.area > 3000 else use, "lot"))
        elif kind == "public":
            for k, p in enumerate(halve(block, block.area * 0.45, rng)):
                out.append((p, rng.choice(["school", "institution"]) if k == 0 else choose(
                    rng, institution=0.5, apartment_house=0.3, park=0.2), "lot"))
        elif kind == "park":
            parts = halve(block, max(block.area * 0.6, 9000), rng, 0, 0.3)
            out += [(p, "park" if k < 2 else "trade", "lot") for k, p in enumerate(sorted(parts, key=lambda p: -p.area))]
        else:
            out += [(p, choose(rng, trade=0.5, office=0.3, parking=0.1, apartment_house=0.1), "lot")
                    for p in absorb(halve(block, rng.choice([2400, 3600, 5200]), rng, 0, 0.22), 500, 14)]
    return out


def plan_micro(cell, rng, detailed):
    if not detailed:
        return coarse(cell, rng, 38000, dict(apartment_house=0.78, park=0.08, trade=0.06, institution=0.05, parking=0.03))
    out, blocks = [], halve(cell, rng.choice([26000, 34000, 44000]), rng, rng.choice([7, 8, 10]), 0.18, 0.03)
    for i, block in enumerate(blocks):
        if block.area < 1500:
            out.append((block, choose(rng, park=0.5, trade=0.3, parking=0.2), "lot"))
            continue
        plots = absorb(halve(block, rng.choice([2900, 3800, 5200]), rng, 0, 0.22, 0.035), 650, 16)
        for _ in range(len(plots) // 5):  # some courts are L-shaped
            a = rng.randrange(len(plots))
            near = [k for k, p in enumerate(plots) if k != a and p.buffer(0.1).intersection(plots[a]).area > 2]
            if near:
                b = rng.choice(near)
                both = shapely.union(plots[a], plots[b], grid_size=0.001)
                if both.geom_type == "Polygon" and both.area < 9500:
                    plots = [p for k, p in enumerate(plots) if k not in (a, b)] + [both]
        order = in_order(plots)
        special = max(range(len(order)), key=lambda k: order[k].area)
        for k, p in enumerate(order):
            if k == special and i % 2 == 0 and p.area > 3500:
                use = "school" if p.area > 7500 else "kindergarten"
            else:
                use = choose(rng, apartment_house=0.7, park=0.12, trade=0.07, parking=0.06, utilities=0.03, vacant=0.02)
            out.append((p, use, "lot"))
    return out


def plan_industry(cell, rng, detailed):
    size = rng.choice([7000, 11000, 16000]) if detailed else 52000
    out = []
    for block in halve(cell, 60000, rng, 12, 0.2):
        for p in absorb(halve(block, size, rng, 0, 0.26, 0.02), size * 0.12, 18):
            use = choose(rng, production=0.72, utilities=0.11, trade=0.1, parking=0.03, vacant=0.04)
            out.append((p, use, "lot" if detailed else "block"))
    return out


def plan_market(cell, rng, detailed):
    out = []
    for block in halve(cell, 34000, rng, 11, 0.16):
        for p in absorb(halve(block, 3200 if detailed else 30000, rng, 0, 0.2), 700, 14):
            use = choose(rng, trade=0.72, parking=0.12, production=0.08, utilities=0.04, vacant=0.04)
            out.append((p, use, "lot" if detailed else "block"))
    return out


def plan_arable(cell, rng, detailed):
    """Level strips, some with a farm lane between."""
    x0, y0, x1, y1 = cell.bounds
    kind, parts, y = rng.choice(["arable_irrigated", "arable_irrigated", "arable_rainfed"]), [cell], y0
    while True:
        y += rng.uniform(75, 150)
        if y > y1 - 45:
            break
        parts = [q for p in parts for q in cut(p, across(cell, y, rng, False, 0.006), rng.choice([0, 0, 5]))]
    parts = [q for p in parts for q in (halve(p, 60000, rng, 0, 0.1) if p.area > 75000 else [p])]
    return [(p, choose(rng, **{kind: 0.93, "vacant": 0.07}), "block") for p in absorb(parts, 2500, 20)]


def plan_green(cell, rng, detailed):
    return [(p, choose(rng, park=0.92, trade=0.02, institution=0.03, utilities=0.03), "block")
            for p in halve(cell, 75000, rng, 8, 0.2, 0.05)]


def plan_vacant(cell, rng, detailed):
    return [(p, choose(rng, vacant=0.8, arable_rainfed=0.2), "block") for p in halve(cell, 50000, rng, 8, 0.2)]


def plan_cemetery(cell, rng, detailed):
    return [(p, "cemetery", "block") for p in halve(cell, 90000, rng, 7, 0.15)]


def coarse(cell, rng, target, mix):
    """Whole blocks as one plot; one school or kindergarten and one piece of trade in a cell."""
    out, blocks = [], halve(cell, target, rng, rng.choice([10, 11, 13]), 0.14)
    school = rng.randrange(len(blocks)) if cell.area > 50000 and rng.random() < 0.62 else None
    for i, block in enumerate(blocks):
        use = choose(rng, **mix)
        if block.area < 3500:
            use = choose(rng, trade=0.5, park=0.35, parking=0.15)
        if i == school and block.area > 12000:
            x0, y0, x1, y1 = block.bounds
            wide, t = x1 - x0 > y1 - y0, rng.uniform(0.33, 0.5)
            line = across(block, x0 + t * (x1 - x0) if wide else y0 + t * (y1 - y0), rng, wide)
            parts = sorted(cut(block, line), key=lambda p: p.area)
            out.append((parts[0], "school" if parts[0].area > 9000 else "kindergarten", "block"))
            out += [(p, "individual_house" if "individual_house" in mix and mix["individual_house"] > 0.5
                     else "apartment_house", "block") for p in parts[1:]]
        else:
            out.append((block, use, "block"))
    return out


PLANS = dict(lowrise=(plan_lowrise, 9), centre=(plan_centre, 2.5), micro=(plan_micro, 14), industry=(plan_industry, 6),
             market=(plan_market, 4), arable=(plan_arable, 16), green=(plan_green, 12), vacant=(plan_vacant, 10),
             cemetery=(plan_cemetery, 6))


# ------------------------------------------------------------------------- the city
class City:
    def __init__(self, base: Path, seed: int):
        self.seed = seed
        self.plots: list[Plot] = []
        self.cells: list[dict] = []
        self._noise: dict = {}
        read = lambda name: json.loads(gzip.decompress((base / f"{name}.geojson.gz").read_bytes()))["features"]
        self.boundary = to_metres(shapely.union_all(
            [shapely.from_geojson(json.dumps(f["geometry"])) for f in read("bishkek_city_boundary")]))
        self.streets = []
        for f in read("bishkek_main_streets"):
            p, slug = f["properties"], f["properties"]["street_slug"]
            self.streets.append(dict(slug=slug, cls=p["highway"], line=to_metres(LineString(f["geometry"]["coordinates"])),
                                     width=WIDTH_OF.get(slug, WIDTH[p["highway"]]), names=STREETS.get(slug)))
        self.waters = []
        for f in read("bishkek_rivers_canals"):
            line = smooth(to_metres(LineString(f["geometry"]["coordinates"])), 2)
            self.waters.append(dict(id=f["properties"]["id"], kind=f["properties"]["kind"], line=line))
        self.places = {f["properties"]["name_ru"]: metres(*f["geometry"]["coordinates"])
                       for f in read("bishkek_neighbourhood_points")}
        self.areas = sorted(((f["properties"]["block_no"], to_metres(shapely.from_geojson(json.dumps(f["geometry"]))))
                             for f in read("bishkek_arterial_blocks_DERIVED")), key=lambda a: a[0])
        self._ground()

    # -- what stays public
    def _ground(self):
        self.roads = shapely.union_all([strip(s["line"], s["width"]) for s in self.streets])
        self.water = shapely.union_all([w["line"].buffer(WATERS[w["id"]][3] / 2) for w in self.waters])
        self.banks = shapely.union_all([w["line"].buffer(WATERS[w["id"]][3] / 2 + WATERS[w["id"]][4])
                                        for w in self.waters])
        # An invented strip along the north side of one long street.
        merged = linemerge([s["line"] for s in self.streets if s["slug"] == "shabdan"])
        line = max(shapely.get_parts(merged), key=lambda g: g.length)
        if line.coords[0][0] > line.coords[-1][0]:
            line = line.reverse()
        self.rail = smooth(line.simplify(12), 2).offset_curve(WIDTH["primary"] / 2 + 26)
        self.rail_strip = self.rail.buffer(19, cap_style="flat")
        self.street_tree = STRtree([s["line"] for s in self.streets])
        ends = Counter()
        nodes = shapely.union_all([s["line"] for s in self.streets])
        for g in shapely.get_parts(nodes):
            for c in (g.coords[0], g.coords[-1]):
                ends[round(c[0]), round(c[1])] += 1
        self.crossings = STRtree([Point(c) for c, n in sorted(ends.items()) if n > 2])

    def noise(self, x, y, scale, salt):
        """Smooth noise between 0 and 1, so that uses come in districts and not as salt and pepper."""
        def corner(i, j):
            key = salt, i, j
            if key not in self._noise:
                self._noise[key] = rng_for(self.seed, "noise", *key).random()
            return self._noise[key]
        i, j = math.floor(x / scale), math.floor(y / scale)
        u, v = x / scale - i, y / scale - j
        u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
        top = corner(i, j) * (1 - u) + corner(i + 1, j) * u
        bottom = corner(i, j + 1) * (1 - u) + corner(i + 1, j + 1) * u
        return top * (1 - v) + bottom * v

    def _spot(self, where):
        return Point(self.places[where] if isinstance(where, str) else metres(*where))

    def character(self, p: Point) -> str:
        if CENTRE.contains(p):
            return "centre"
        for character, where, radius in CHARACTER:
            if self._spot(where).distance(p) < radius:
                return character
        far = p.distance(CENTRE)
        edge = p.distance(self.boundary.boundary)
        a, b = self.noise(p.x, p.y, 900, "a"), self.noise(p.x, p.y, 620, "b")
        if far > 2300 and edge < 800 and a < 0.47:
            return "arable"
        if far > 2600 and edge < 700 and b > 0.7:
            return "vacant"
        if p.y > metres(0, 42.888)[1] and b < 0.36:
            return "industry"
        if b > 0.84:
            return "green"
        if far < 2600 and a > 0.6:
            return "micro"
        if far < 900 and b > 0.55:
            return "centre"
        return "lowrise"

    def detailed(self, p: Point) -> bool:
        return any(z.contains(p) if isinstance(z, Polygon) else self._spot(z[0]).distance(p) < z[1] for z in DETAIL)

    # -- cutting
    def collectors(self, area: Polygon, rng: random.Random) -> list[Polygon]:
        """Through streets of an area: two families of bent lines, some pieces left out."""
        angle, length, depth = long_axis(area)
        if area.area < 280000:
            return [area]
        flat = Flat(area, rng, 22)
        lying = flat.lay(area)
        x0, y0, x1, y1 = lying.bounds
        lines = []
        for vertical, lo, hi, other in ((True, x0, x1, (y0, y1)), (False, y0, y1, (x0, x1))):
            n = max(1, round((hi - lo) / rng.uniform(380, 470)))
            for k in range(1, n):
                at, slope, drift = lo + (hi - lo) * k / n + rng.uniform(-35, 35), rng.gauss(0, 0.02), 0.0
                points = []
                steps = max(2, round((other[1] - other[0]) / 260))
                for i in range(-1, steps + 2):
                    along = other[0] + (other[1] - other[0]) * i / steps
                    drift = 0.6 * drift + rng.gauss(0, 9)
                    off = at + slope * (along - (other[0] + other[1]) / 2) + drift
                    points.append((off, along) if vertical else (along, off))
                lines.append(smooth(LineString(points), 2))
        pieces = [g for g in shapely.get_parts(shapely.union_all(lines)).tolist() if g.length > 5]
        pieces.sort(key=lambda g: (round(g.centroid.y, 2), round(g.centroid.x, 2)))
        kept = [g for g in pieces if rng.random() > 0.13 or g.length > 900]
        free = lying.difference(shapely.union_all([g.buffer(rng.choice([7.5, 8.5, 10]), cap_style="square")
                                                   for g in kept]))
        return [p for p in polygons(shapely.union_all(shapely.make_valid(flat.back(np.array(polygons(free))))))]

    def build(self):
        taken = shapely.union_all([self.roads, self.banks.buffer(5), self.rail_strip.buffer(4)])
        cells = []
        for number, area in self.areas:
            inner = area.buffer(-5, join_style="mitre").difference(taken)
            inner = inner.buffer(-7, join_style="mitre").buffer(7, join_style="bevel")
            for i, part in enumerate(in_order(polygons(inner))):
                rng = rng_for(self.seed, "collectors", number, i)
                for cell in in_order(self.collectors(part, rng)):
                    cell = cell.buffer(-6, join_style="mitre").buffer(6, join_style="bevel")
                    cells += [(number, p) for p in in_order(polygons(cell)) if p.area > 250]
        spots = [Point(metres(*c)) for c in CEMETERIES]
        burial = {min(range(len(cells)), key=lambda k: cells[k][1].centroid.distance(s)
                      if cells[k][1].area > 60000 else 1e9) for s in spots}
        for k, (number, shape) in enumerate(cells):
            p = shape.representative_point()
            kind = "cemetery" if k in burial else self.character(p)
            self.cells.append(dict(area_no=number, shape=shape, kind=kind, detailed=self.detailed(p)))
            self._cut_cell(k, shape, kind, self.detailed(p))
        self._strips()
        self._noded()
        self._trade()

    def _cut_cell(self, k: int, shape: Polygon, kind: str, detailed: bool):
        c = shape.centroid
        rng = rng_for(self.seed, "cell", round(c.x), round(c.y))
        if shape.area < 2600:
            use = choose(rng, trade=0.4, park=0.3, parking=0.15, vacant=0.15)
            self.plots.append(Plot(shape, use, "lot", k))
            return
        plan, bend = PLANS[kind]
        flat = Flat(shape, rng, bend)
        cut_up = []
        for lying in in_order(polygons(flat.lay(shape))):
            cut_up += plan(lying, rng, detailed)
        cut_up = [t for t in cut_up if t[0].area > 45]
        faces = cover([t[0] for t in cut_up], 0.001)
        bent = shapely.coverage_simplify(flat.back(np.array([f for f, _ in faces])), 0.22)
        for g, (_, i) in zip(bent, faces):
            for q in polygons(g if g.is_valid else shapely.make_valid(g)):
                if q.area > 40 and not narrow(q, 6.5):  # thinner leftovers stay public ground
                    self.plots.append(Plot(q, cut_up[i][1], cut_up[i][2], k))

    def _strips(self):
        """River banks and the railway-like strip: long plots, cut across their course."""
        inside = self.boundary.buffer(-5)
        for name in WATERS:
            line = linemerge([w["line"] for w in self.waters if w["id"] == name])
            lines = [line] if line.geom_type == "LineString" else list(line.geoms)
            wide = WATERS[name][3] / 2 + WATERS[name][4]
            # One course before another: a later bank gives way to an earlier one.
            for j, course in enumerate(sorted(lines, key=lambda g: round(g.bounds[1]))):
                rng = rng_for(self.seed, "bank", name, j)
                free = course.buffer(wide).difference(shapely.union_all([self.roads.buffer(1), self.water.buffer(1.5)]))
                self._along(free.intersection(inside), course, wide, rng, (140, 330),
                            lambda r: choose(r, river_bank=0.86, vacant=0.07, utilities=0.04, institution=0.03))
        rng = rng_for(self.seed, "rail")
        free = self.rail_strip.difference(shapely.union_all([self.roads, self.banks])).intersection(inside)
        self._along(free, self.rail, 19, rng, (350, 700), lambda r: "railway")

    def _along(self, free, course, half, rng, spacing, use):
        knives, s = [], rng.uniform(*spacing)
        while s < course.length:
            a, b = np.array(course.interpolate(s - 4).coords[0]), np.array(course.interpolate(s + 4).coords[0])
            d = (b - a) / np.hypot(*(b - a))
            n, m = np.array([-d[1], d[0]]) * (half + 8), (a + b) / 2
            knives.append(LineString([m - n, m + n]))
            s += rng.uniform(*spacing)
        if self.plots:
            near = STRtree([p.shape for p in self.plots])
            hit = sorted(set(near.query(free, predicate="intersects").tolist()))
            free = free.difference(shapely.union_all([self.plots[i].shape for i in hit]).buffer(0.5)) if hit else free
        for part in in_order(polygons(free)):
            pieces = [part]
            for knife in knives:
                if knife.intersects(part):
                    pieces = [q for p in pieces for q in (cut(p, knife) if knife.crosses(p) else [p])]
            for p in in_order(pieces):
                p = p.simplify(0.25)
                if p.area > 260 and not narrow(p, 6):
                    self.plots.append(Plot(p, use(rng), "lot"))

    def _noded(self):
        """All borders on the grid of the file; from here on shapes are in grid units."""
        faces = cover([to_grid(p.shape) for p in self.plots], 1.0)
        square_metre = (UNIT / M_LON) * (UNIT / M_LAT)
        plots = []
        for face, i in faces:
            old = self.plots[i]
            if face.area > 40 * square_metre:
                plots.append(Plot(orient(face), old.use, old.detail, old.cell))
        self.plots = plots

    def _trade(self):
        """Shops and offices come to avenues and crossings."""
        for plot in self.plots:
            if plot.use not in ("individual_house", "apartment_house") or plot.detail != "lot":
                continue
            here = grid_to_metres(plot.shape)
            c = here.centroid
            street = self.streets[self.street_tree.nearest(c)]
            gap = street["line"].distance(here) - street["width"] / 2
            if gap > 8:
                continue
            crossing = self.crossings.geometries[self.crossings.nearest(c)].distance(c) < 95
            chance = 0.03 + 0.14 * (street["slug"] in AVENUES) + 0.05 * (street["cls"] == "primary") + 0.2 * crossing
            rng = rng_for(self.seed, "trade", round(c.x), round(c.y))
            if rng.random() < chance:
                plot.use = choose(rng, trade=0.7, office=0.3)

    # -- facts
    def district(self, p: Point) -> str:
        """A simple partition by a river and two streets. NOT the official districts."""
        def x_at(lines, y):
            cuts = [g.intersection(LineString([(-1e5, y), (1e5, y)])) for g in lines]
            xs = [g.centroid.x for g in cuts if not g.is_empty]
            if xs:
                return sum(xs) / len(xs)
            ends = sorted(((abs(c[1] - y), c[0]) for g in lines for c in (g.coords[0], g.coords[-1])))
            return ends[0][1]
        if p.x < x_at([w["line"] for w in self.waters if w["id"] == "alaarcha"], p.y):
            return "lenin"
        if p.x < x_at([s["line"] for s in self.streets if s["slug"] == "abdrakhmanov"], p.y):
            return "may"
        shabdan = [s["line"] for s in self.streets if s["slug"] == "shabdan"]
        nearest = min(shabdan, key=lambda g: g.distance(p))
        return "sverdlov" if p.y > nearest.interpolate(nearest.project(p)).y else "october"

    def describe(self):
        here = [grid_to_metres(p.shape) for p in self.plots]
        inside = [g.representative_point() for g in here]
        # quarter: a cell; strips get quarters of their own by place
        quarter = {}
        for i, plot in enumerate(self.plots):
            area_no = self.cells[plot.cell]["area_no"] if plot.cell >= 0 else None
            if area_no is None:
                near = min(self.areas, key=lambda a: a[1].distance(inside[i]))
                quarter[i] = (1 + (near[0] - 1) // 11, 10 ** 6 + near[0])
            else:
                quarter[i] = (1 + (area_no - 1) // 11, plot.cell)
        numbers, next_number = {}, Counter()
        for key in sorted(set(quarter.values())):
            next_number[key[0]] += 1
            numbers[key] = next_number[key[0]]
        members = defaultdict(list)
        for i in range(len(self.plots)):
            members[quarter[i]].append(i)
        for key, who in sorted(members.items()):
            who.sort(key=lambda i: (-round(inside[i].y / 55), round(inside[i].x, 2)))
            for n, i in enumerate(who, 1):
                self.plots[i].extra["code"] = f"1-99-{key[0]:02d}-{numbers[key]:04d}-{n:04d}"
        self._addresses(here, inside)
        contour = 8000  # invented contour numbers start here
        for i, plot in enumerate(self.plots):
            x = plot.extra
            x["district"] = self.district(inside[i])
            rng = rng_for(self.seed, "facts", x["code"])
            cls = USES[plot.use][0]
            x["owner"], x["right"] = self._owner(plot.use, cls, rng)
            x["category"] = self._category(plot, cls, rng)
            area = ellipsoid_area(plot.shape)
            x["area_geometry"] = area
            luck = rng.random()
            if luck < 0.12:
                area *= 1 + rng.gauss(0, 0.006)
            elif luck < 0.15:
                area *= 1 + rng.choice([-1, 1]) * rng.uniform(0.015, 0.05)
            if cls == "res1" and plot.detail == "lot" and rng.random() < 0.08:
                near_hundred = round(area / 100) * 100
                if abs(near_hundred - area) < 0.03 * area:
                    area = near_hundred
            x["area"] = max(1, round(area))
            lo, hi = dict(res1=(1996, 2024), res2=(1999, 2025), com=(2000, 2025), agri=(1996, 2012)).get(cls, (1997, 2023))
            day = datetime.date(lo, 1, 1) + datetime.timedelta(days=rng.randrange((hi - lo + 1) * 365))
            while day.weekday() > 4:
                day += datetime.timedelta(days=1)
            x["since"] = day.isoformat()
            if cls == "agri":
                contour += 1
                x["contour"] = contour
                x["address_ky"], x["address_ru"] = f"№ {contour} контур", f"контур № {contour}"

    @staticmethod
    def _owner(use, cls, rng):
        table = dict(
            res1=[("private", "ownership", 90), ("municipal", "temporary_use", 3), ("unknown", None, 4),
                  ("state", "ownership", 1), ("private", "lease", 2)],
            res2=[("private", "ownership", 56), ("municipal", "perpetual_use", 28), ("other", "ownership", 9),
                  ("state", "perpetual_use", 7)],
            com=[("private", "ownership", 66), ("municipal", "lease", 24), ("municipal", "temporary_use", 5),
                 ("state", "lease", 5)],
            pub=[("municipal", "perpetual_use", 66), ("state", "perpetual_use", 24), ("private", "ownership", 7),
                 ("other", "trust_management", 3)],
            green=[("municipal", "perpetual_use", 80), ("state", "perpetual_use", 13), ("private", "lease", 4),
                   ("municipal", "trust_management", 3)],
            ind=[("private", "ownership", 62), ("state", "perpetual_use", 16), ("municipal", "lease", 20),
                 ("other", "ownership", 2)],
            eng=[("municipal", "perpetual_use", 60), ("state", "perpetual_use", 30), ("municipal", "lease", 6),
                 ("private", "servitude", 4)],
            agri=[("private", "ownership", 44), ("state", "lease", 34), ("municipal", "lease", 22)],
            reserve=[("municipal", "ownership", 82), ("state", "ownership", 10), ("unknown", None, 8)],
        )[cls]
        if use == "railway":
            return "state", "perpetual_use"
        row = rng.choices(table, [t[2] for t in table])[0]
        return row[0], row[1]

    @staticmethod
    def _category(plot, cls, rng):
        if cls == "agri":
            return "agricultural"
        if plot.use == "railway":
            return "industry_transport"
        if plot.use == "river_bank":
            return "water" if rng.random() < 0.55 else "settlement"
        if plot.use == "park" and plot.detail == "block" and plot.shape.area > 2.5e8:
            return choose(rng, settlement=0.6, forest=0.25, protected=0.15)
        if cls == "reserve" and plot.detail == "block":
            return choose(rng, reserve=0.7, agricultural=0.3)
        if cls == "ind" and rng.random() < 0.2 or cls == "eng" and rng.random() < 0.15:
            return "industry_transport"
        return "settlement"

    def _addresses(self, here, inside):
        """Plots at a main street are numbered along it, odd and even; others by a lane of their quarter."""
        fronts, lanes = defaultdict(list), defaultdict(list)
        named = [s for s in self.streets if s["names"]]
        tree = STRtree([s["line"] for s in named])
        courses = defaultdict(list)
        for s in named:
            courses[s["names"]].append(s["line"])
        axis = {}
        for names, lines in courses.items():
            whole = shapely.union_all(lines)
            x0, y0, x1, y1 = whole.bounds
            axis[names] = (whole, x1 - x0 > y1 - y0)
        spots = sorted(self.places.items())
        for i, plot in enumerate(self.plots):
            if plot.use in ("river_bank", "railway"):
                continue
            s = named[tree.nearest(here[i])]
            gap = s["line"].distance(here[i]) - s["width"] / 2
            if gap < 9 and USES[plot.use][0] != "agri":
                whole, east = axis[s["names"]]
                p = inside[i]
                q = shapely.shortest_line(p, s["line"]).coords[-1]
                side = (p.y > q[1]) if east else (p.x > q[0])
                fronts[s["names"], side].append((p.x if east else -p.y, i))
            else:
                lanes[plot.cell].append(i)
        for (names, side), found in sorted(fronts.items()):
            for n, (_, i) in enumerate(sorted(found)):
                number = 2 * n + (1 if side else 2)
                self._say(i, f"{names[0]}, {number}", f"{names[1]}, {number}", f"{names[2]}, {number}")
        lane_of = Counter()
        for cell, members in sorted(lanes.items()):
            kind = self.cells[cell]["kind"] if cell >= 0 else "lowrise"
            c = self.cells[cell]["shape"].centroid if cell >= 0 else inside[members[0]]
            place = min(spots, key=lambda t: math.hypot(t[1][0] - c.x, t[1][1] - c.y))[0]
            ky, ru, en = NEIGHBOURHOODS[place]
            s = named[tree.nearest(c)]["names"]
            members.sort(key=lambda i: self.plots[i].extra["code"])
            if kind == "centre":
                lane_of[s] += 1
                k = lane_of[s]
                for n, i in enumerate(members, 1):
                    self._say(i, f"{s[0]}, {k}-чолок көчө, {n}", f"{s[1]}, {k}-й переулок, {n}", f"{s[2]}, lane {k}, {n}")
            elif kind == "micro":
                start = lane_of[place, "micro"]
                lane_of[place, "micro"] += len(members)
                for n, i in enumerate(members, start + 1):
                    self._say(i, f"{ky} кичирайону, {n}", f"мкр. {ru}, {n}", f"{en} microdistrict, {n}")
            else:
                # one lane for about 24 plots
                for j in range(0, len(members), 24):
                    lane_of[place] += 1
                    k = lane_of[place]
                    for n, i in enumerate(members[j:j + 24], 1):
                        self._say(i, f"{ky}, {k}-көчө, {n}", f"{ru}, {k}-я улица, {n}", f"{en}, {k} Street, {n}")
        for i, plot in enumerate(self.plots):
            if plot.use == "river_bank":
                w = min(self.waters, key=lambda w: w["line"].distance(inside[i]))
                ky, ru, en = WATERS[w["id"]][:3]
                self._say(i, f"{ky} жээги", f"берег: {ru}", f"{en} bank")
            elif plot.use == "railway":
                self._say(i, "темир жол тилкеси", "полоса железной дороги", "railway strip")
            elif "address_ky" not in plot.extra:
                self._say(i, None, None, None)

    def _say(self, i, ky, ru, en):
        self.plots[i].extra.update(address_ky=ky, address_ru=ru, address_en=en)


# ------------------------------------------------------------------------- the next year
class NextYear:
    """The same city a year later, with changes whose truth is known because they are made here."""

    HOW_MANY = dict(new=12, gone=8, split=25, merge=20, renumber=20, reshape=25, use=20, owner=20)

    def __init__(self, city: City):
        self.rng = rng_for(city.seed, "next year")
        self.square_metre = (UNIT / M_LON) * (UNIT / M_LAT)
        self.events, self.noded, self.busy = [], set(), set()
        plots = sorted(city.plots, key=lambda p: p.extra["code"])
        self.last = Counter()
        for p in plots:
            self.last[p.extra["code"][:-5]] = max(self.last[p.extra["code"][:-5]], int(p.extra["code"][-4:]))
        held = self._pick(plots, self.HOW_MANY["new"], lambda p: p.detail == "lot" and 180 < self._m2(p) < 1500
                          and USES[p.use][0] in ("reserve", "green", "eng", "com"))
        self.before = [p for p in plots if p not in held]
        self.after = [Plot(p.shape, p.use, p.detail, p.cell, dict(p.extra)) for p in self.before]
        self._index()
        for plot in held:
            new = Plot(plot.shape, plot.use, plot.detail, plot.cell, dict(plot.extra))
            self._renew(new, self._next_code(new))
            self.after.append(new)
            self._tell("new", [], [new])
        self._index()
        self.busy |= {len(self.after) - 1 - i for i in range(len(held))}
        self._gone()
        self._split()
        self._merge()
        self._renumber()
        self._reshape()
        self._use()
        self._owner()
        self.after = [p for p in self.after if p is not None]

    # -- tools
    def _m2(self, plot):
        return plot.shape.area / self.square_metre

    def _pick(self, plots, n, wanted):
        found = [p for p in plots if wanted(p)]
        return self.rng.sample(found, n)

    def _index(self):
        self.tree = STRtree([p.shape for p in self.after])

    def _neighbours(self, i):
        return [j for j in sorted(self.tree.query(self.after[i].shape, predicate="intersects").tolist())
                if j != i and self.after[j] is not None]

    def _free(self, n, wanted, apart=True):
        """n plots that nothing has happened to yet; with apart, nor to their neighbours."""
        out = []
        order = list(range(len(self.after)))
        self.rng.shuffle(order)
        for i in order:
            p = self.after[i]
            if len(out) == n:
                break
            if p is None or i in self.busy or not wanted(p):
                continue
            near = self._neighbours(i)
            if apart and any(j in self.busy for j in near):
                continue
            out.append(i)
            self.busy.add(i)
            if apart:
                self.busy.update(near)
        return out

    def _next_code(self, plot):
        prefix = plot.extra["code"][:-5]
        self.last[prefix] += 1
        return f"{prefix}-{self.last[prefix]:04d}"

    def _day(self):
        day = datetime.date(2025, 11, 10) + datetime.timedelta(days=self.rng.randrange(340))
        while day.weekday() > 4:
            day += datetime.timedelta(days=1)
        return day.isoformat()

    def _renew(self, plot, code):
        plot.extra.update(code=code, since=self._day())

    def _tell(self, kind, old, new, **more):
        code = lambda p: p if isinstance(p, str) else p.extra["code"]
        self.events.append(dict(id=f"{kind}-{sum(e['kind'] == kind for e in self.events) + 1:02d}", kind=kind,
                                old=[code(p) for p in old], new=[code(p) for p in new], **more))

    # -- events
    def _gone(self):
        for i in self._free(self.HOW_MANY["gone"], lambda p: p.detail == "lot" and 150 < self._m2(p) < 900):
            self._tell("gone", [self.after[i]], [], note="taken into the street")
            self.after[i] = None

    def _split(self):
        wanted = lambda p: p.detail == "lot" and p.use in ("individual_house", "trade", "production", "vacant") \
            and 650 < self._m2(p) < 20000
        for i in self._free(self.HOW_MANY["split"], wanted):
            old, near = self.after[i], self._neighbours(i)
            ring = np.array(old.shape.minimum_rotated_rectangle.exterior.coords)
            a, b = ring[1] - ring[0], ring[2] - ring[1]
            side, far = (a, b) if np.hypot(*a) >= np.hypot(*b) else (b, a)
            middle = ring[0] + (ring[2] - ring[0]) / 2 + side * self.rng.uniform(-0.08, 0.08)
            halves = polygons(split(old.shape, LineString([middle - far, middle + far])))
            if len(halves) != 2 or min(h.area for h in halves) < 0.25 * old.shape.area:
                continue
            parts = halves + [self.after[j].shape for j in near]
            fresh = {k: [f for f, n in cover(parts, 1.0) if n == k] for k in range(len(parts))}
            if any(len(f) != 1 or not f[0].is_valid for f in fresh.values()):
                continue
            for k, j in enumerate(near, 2):
                shape = orient(fresh[k][0])
                if not shape.equals_exact(self.after[j].shape, 0.1, normalize=True):
                    self.noded.add(self.after[j].extra["code"])
                    self.after[j].shape = shape
            new = []
            keeps = self.rng.random() < 0.4  # the larger part keeps the old code
            total = sum(fresh[k][0].area for k in (0, 1))
            for n, k in enumerate(sorted((0, 1), key=lambda k: -fresh[k][0].area)):
                plot = Plot(orient(fresh[k][0]), old.use, old.detail, old.cell, dict(old.extra))
                self._renew(plot, old.extra["code"] if keeps and n == 0 else self._next_code(old))
                plot.extra["area"] = round(old.extra["area"] * fresh[k][0].area / total)
                if n and old.extra["address_ky"]:
                    plot.extra.update(address_ky=old.extra["address_ky"] + "а", address_ru=old.extra["address_ru"] + "а",
                                      address_en=old.extra["address_en"] + "a")
                new.append(plot)
            new[1].extra["area"] = max(1, old.extra["area"] - new[0].extra["area"])
            self._tell("split", [old], new, old_code_kept=keeps)
            self.after[i] = new[0]
            self.after.append(new[1])

    def _merge(self):
        done = 0
        wanted = lambda p: p.detail == "lot" and self._m2(p) < 6000 and p.use not in ("river_bank", "railway")
        for i in self._free(4 * self.HOW_MANY["merge"], wanted):
            if done == self.HOW_MANY["merge"]:
                break
            first = self.after[i]
            same = [j for j in self._neighbours(i) if self.after[j].use == first.use and self.after[j].detail == "lot"
                    and self.after[j].shape.intersection(first.shape).length > 900]
            if not same:
                continue
            chosen, three = [i, same[0]], self.rng.random() < 0.25
            if three and len(same) > 1 and self.after[same[0]].shape.touches(self.after[same[1]].shape):
                chosen.append(same[1])
            old = [self.after[j] for j in chosen]
            whole = shapely.union_all([p.shape for p in old], grid_size=1.0)
            if whole.geom_type != "Polygon" or whole.interiors or not whole.is_valid:
                continue
            # keep the points where neighbours meet the new border
            plot = Plot(orient(whole), first.use, "lot", first.cell, dict(first.extra))
            keeps = self.rng.random() < 0.4
            self._renew(plot, first.extra["code"] if keeps else self._next_code(first))
            plot.extra["area"] = sum(p.extra["area"] for p in old)
            self._tell("merge", old, [plot], old_code_kept=keeps)
            self.after[i] = plot
            for j in chosen[1:]:
                self.after[j] = None
            done += 1

    def _renumber(self):
        for i in self._free(self.HOW_MANY["renumber"], lambda p: True, apart=False):
            old = self.after[i].extra["code"]
            self.after[i].extra["code"] = self._next_code(self.after[i])
            self._tell("renumber", [old], [self.after[i]])

    def _reshape(self):
        """One shared corner moves by 1 to 15 cm, in every plot that has it."""
        done = 0
        for i in self._free(3 * self.HOW_MANY["reshape"], lambda p: p.detail == "lot" and self._m2(p) < 3000):
            if done == self.HOW_MANY["reshape"]:
                break
            plot, near = self.after[i], self._neighbours(i)
            corners = sorted({tuple(c) for c in plot.shape.exterior.coords})
            shared = [c for c in corners if sum(c in set(self.after[j].shape.exterior.coords) for j in near)]
            if not shared:
                continue
            x, y = self.rng.choice(shared)
            centimetres, turn = self.rng.randint(1, 15), self.rng.uniform(0, 2 * math.pi)
            dx = round(centimetres / 100 * math.cos(turn) / M_LON * UNIT)
            dy = round(centimetres / 100 * math.sin(turn) / M_LAT * UNIT)
            if not dx and not dy:
                dx = 1
            move = lambda c: np.where((c == (x, y)).all(axis=1)[:, None], c + (dx, dy), c)
            who = [j for j in [i, *near] if (x, y) in set(self.after[j].shape.exterior.coords)]
            moved = {j: shapely.transform(self.after[j].shape, move) for j in who}
            others = [self.after[j].shape for j in near if j not in who]
            if not all(g.is_valid for g in moved.values()) or any(
                    g.intersection(o).area > 0 for g in moved.values() for o in others):
                continue
            for j in who:
                self.after[j].shape = moved[j]
            codes = [self.after[j] for j in who]
            self._tell("reshape", codes, codes, shift_cm=round(math.hypot(dx * M_LON, dy * M_LAT) / UNIT * 100, 1))
            done += 1

    def _use(self):
        change = dict(individual_house="trade", vacant="kindergarten", production="apartment_house",
                      park="apartment_house", arable_irrigated="individual_house", parking="trade", trade="office")
        kinds = ["individual_house"] * 7 + ["vacant"] * 4 + ["production"] * 3 + ["park"] * 2 + ["arable_irrigated"] * 2 \
            + ["parking", "trade"]
        for kind in kinds:
            for i in self._free(1, lambda p: p.use == kind, apart=False):
                plot = self.after[i]
                was = dict(land_use=USES[plot.use][0], use_detail=plot.use, category=plot.extra["category"])
                plot.use = change[kind]
                if kind == "arable_irrigated":
                    plot.extra["category"] = "settlement"
                plot.extra["since"] = self._day()
                self._tell("use", [plot], [plot], was=was, now=dict(
                    land_use=USES[plot.use][0], use_detail=plot.use, category=plot.extra["category"]))

    def _owner(self):
        for old, new, n in ((("municipal", "ownership"), ("private", "ownership"), 6),
                            (("municipal", "lease"), ("private", "ownership"), 5),
                            (("unknown", None), ("private", "ownership"), 4),
                            (("private", "ownership"), ("municipal", "perpetual_use"), 3),
                            (("state", "perpetual_use"), ("municipal", "perpetual_use"), 2)):
            for i in self._free(n, lambda p: (p.extra["owner"], p.extra["right"]) == old, apart=False):
                plot = self.after[i]
                plot.extra.update(owner=new[0], right=new[1], since=self._day())
                self._tell("owner", [plot], [plot], was=dict(owner_class=old[0], right=old[1]),
                           now=dict(owner_class=new[0], right=new[1]))

    def truth(self) -> dict:
        changed = {c for e in self.events for c in e["old"]}
        return dict(
            note=NOTE, attribution=ATTRIBUTION, layer_before="parcels", layer_after="parcels_next",
            parcels_before=len(self.before), parcels_after=len(self.after),
            counts=dict(Counter(e["kind"] for e in self.events)),
            unchanged=len({p.extra["code"] for p in self.before} - changed),
            unchanged_but_border_gained_a_point=sorted(self.noded - changed),
            kinds=dict(new="no plot lay here before", gone="no plot lies here now", split="one became two",
                       merge="two or three became one", renumber="same shape and facts, other code",
                       reshape="one shared corner moved by shift_cm; area changes a little, code stays",
                       use="use changed, shape and code stay", owner="owner class or right changed"),
            events=self.events)


# ------------------------------------------------------------------------- writing
def feature(plot: Plot) -> dict:
    x, (cls, _, _) = plot.extra, USES[plot.use]
    d = DISTRICTS[x["district"]]
    props = dict(code=x["code"], land_use=cls, use_detail=plot.use, category=x["category"], owner_class=x["owner"],
                 right=x["right"], area_m2=x["area"], address_ky=x["address_ky"], address_ru=x["address_ru"],
                 address_en=x["address_en"], district_ky=d[0], district_ru=d[1], since=x["since"], detail=plot.detail,
                 demo=True, not_cadastral=True)
    if "contour" in x:
        props["address_en"] = f"contour No. {x['contour']}"
        props["contour"] = str(x["contour"])
    return dict(type="Feature", properties=props, rings=[
        grid_to_degrees(np.array(r.coords)) for r in (plot.shape.exterior, *plot.shape.interiors)])


def dump_parcels(path: Path, plots: list[Plot], name: str, as_of: str):
    head = dict(type="FeatureCollection", name=name, as_of=as_of, attribution=ATTRIBUTION, licence="ODbL-1.0",
                note=NOTE, demo=True, not_cadastral=True)
    lines = []
    for plot in sorted(plots, key=lambda p: p.extra["code"]):
        f = feature(plot)
        rings = ",".join("[" + ",".join(f"[{a:.7f},{b:.7f}]" for a, b in ring) + "]" for ring in f["rings"])
        props = json.dumps(f["properties"], ensure_ascii=False, separators=(",", ":"))
        lines.append(f'{{"type":"Feature","properties":{props},"geometry":{{"type":"Polygon","coordinates":[{rings}]}}}}')
    text = json.dumps(head, ensure_ascii=False)[:-1] + ',"features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def dump_base(path: Path, name: str, features: list[tuple[dict, object]]):
    """Small layers: one feature per line, metres to degrees with 6 decimals, counterclockwise outer rings."""
    lines = []
    for props, shape in features:
        g = shapely.transform(shape, lambda c: np.round(c / (M_LON, M_LAT) + (LON0, LAT0), 6))
        if g.geom_type in ("Polygon", "MultiPolygon"):
            g = shapely.orient_polygons(shapely.make_valid(g))
        lines.append(json.dumps(dict(type="Feature", properties=props, geometry=json.loads(shapely.to_geojson(g))),
                                ensure_ascii=False, separators=(",", ":")))
    head = dict(type="FeatureCollection", name=name, attribution=ATTRIBUTION, licence="ODbL-1.0")
    path.write_text(json.dumps(head, ensure_ascii=False)[:-1] + ',"features":[\n' + ",\n".join(lines) + "\n]}\n",
                    encoding="utf-8")


def write_base(city: City, out: Path):
    names = lambda n: dict(name_ky=n[0], name_ru=n[1], name_en=n[2]) if n else dict(name_ky=None, name_ru=None, name_en=None)
    dump_base(out / "boundary.geojson", "boundary", [(dict(name_ky="Бишкек шаары", name_ru="Город Бишкек",
              name_en="City of Bishkek", source="OSM relation 8493930, 2025"), city.boundary.simplify(1.5))])
    dump_base(out / "streets.geojson", "streets", [
        ({**names(s["names"]), "class": s["cls"], "width": s["width"]}, s["line"]) for s in city.streets])
    features = []
    near = city.boundary.buffer(700)
    for w in WATERS:
        lines = [x["line"] for x in city.waters if x["id"] == w]
        kind = next(x["kind"] for x in city.waters if x["id"] == w)
        ky, ru, en, width, _ = WATERS[w]
        props = dict(name_ky=ky, name_ru=ru, name_en=en, kind=kind, width=width)
        area = shapely.union_all([g.buffer(width / 2) for g in lines]).intersection(near).simplify(0.6)
        features.append(({**props, "role": "area"}, area))
        merged = linemerge(lines)
        for g in shapely.get_parts(merged):
            clipped = g.intersection(near)
            for part in shapely.get_parts(clipped):
                if part.length > 300:
                    features.append(({**props, "role": "label_line"}, part.simplify(1.5)))
    dump_base(out / "water.geojson", "water", features)
    dump_base(out / "neighbourhoods.geojson", "neighbourhoods", [
        (dict(name_ky=NEIGHBOURHOODS[n][0], name_ru=NEIGHBOURHOODS[n][1], name_en=NEIGHBOURHOODS[n][2]), Point(c))
        for n, c in sorted(city.places.items())])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    here = Path(__file__).resolve().parent
    parser.add_argument("--base", type=Path, default=here)
    parser.add_argument("--out", type=Path, default=here.parent)
    parser.add_argument("--seed", type=int, default=2026)
    args = parser.parse_args()
    city = City(args.base, args.seed)
    city.build()
    city.describe()
    write_base(city, args.out)
    years = NextYear(city)
    dump_parcels(args.out / "parcels.geojson.gz", years.before, "parcels", "2025-11-01")
    dump_parcels(args.out / "parcels_next.geojson.gz", years.after, "parcels_next", "2026-11-01")
    (args.out / "lineage.json").write_text(
        json.dumps(years.truth(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(len(years.before), "parcels;", dict(Counter(USES[p.use][0] for p in years.before).most_common()))
    print(len(years.after), "parcels a year later;", dict(Counter(e["kind"] for e in years.events)))


if __name__ == "__main__":
    main()
