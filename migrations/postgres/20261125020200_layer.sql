-- Which parcels did the city have, according to which published file, and which layer is in force?
--
-- A layer and its parcels are written in one transaction and never changed; the last one published is in force.
-- Older layers stay, so that a question about a past day can be answered.
create extension if not exists postgis;
create table layer (
    id uuid not null primary key,
    sequence bigint not null unique,
    entry_number bigint references entry (number),
    digest text not null,
    source text not null,
    source_date date,
    licence text not null,
    attribution text not null,
    demonstration boolean not null,
    parcels bigint not null,
    report jsonb,
    published_at timestamptz not null,
    published_by uuid references account (id),
    salt bytea not null
);

create table parcel (
    layer_id uuid not null references layer (id),
    position bigint not null,
    code text not null,
    shape geometry(MultiPolygon, 4326) not null,
    land_use text not null,
    use_detail text,
    category text,
    owner_class text not null,
    right_held text,
    legal_area_m2 double precision,
    address_ky text,
    address_ru text,
    address_en text,
    district_ky text,
    district_ru text,
    district_en text,
    since date,
    contour text,
    primary key (layer_id, position)
);
create index parcel_code on parcel (code, layer_id);
-- For GIS staff who use the database directly; the server itself asks its layer in memory.
create index parcel_shape on parcel using gist (shape);
