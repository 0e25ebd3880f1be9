-- Which parcels did the city have, according to which published file, and which layer is in force?
--
-- A layer and its parcels are written in one transaction and never changed; the last one published is in force.
-- Older layers stay, so that a question about a past day can be answered.
create table layer (
    id blob not null primary key,
    sequence integer not null unique,
    entry_number integer references entry (number),
    digest text not null,
    source text not null,
    source_date text,
    licence text not null,
    attribution text not null,
    demonstration integer not null,
    parcels integer not null,
    report text,
    published_at text not null,
    published_by blob references account (id),
    salt blob not null
) strict;

create table parcel (
    layer_id blob not null references layer (id),
    position integer not null,
    code text not null,
    shape blob not null,
    land_use text not null,
    use_detail text,
    category text,
    owner_class text not null,
    right_held text,
    legal_area_m2 real,
    address_ky text,
    address_ru text,
    address_en text,
    district_ky text,
    district_ru text,
    district_en text,
    since text,
    contour text,
    primary key (layer_id, position)
) without rowid, strict;
create index parcel_code on parcel (code, layer_id);
