//! Layers: published versions of all parcels. Written in one transaction, never changed; the last one is in force.
//!
//! PostgreSQL keeps shapes as real geometries with an index, for those who work with the database directly; SQLite as
//! well-known binary. The server reads a layer once, when it starts or when another is published, and then asks memory.

use dialogue::{AccountId, LayerId};
use jiff::{Timestamp, civil::Date};
use parcels::{Category, Code, LayerInfo, Parcel, Right, Texts, shape_from_wkb, shape_to_wkb};
use record::{EntryKind, NewEntry, Salt, SubjectKind};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{PgConnection, QueryBuilder, Sqlite, SqliteConnection};
use uuid::Uuid;

use crate::engine::{Connection, Engine, on_engine};
use crate::moment::{Day, Moment};
use crate::secrets::content_hash;
use crate::transaction::Unnumbered;
use crate::{Actor, StoreError, Transaction, acting, number, parsed};

/// A layer to be published.
#[derive(Debug)]
pub struct NewLayer<'a> {
    /// Its id.
    pub id: LayerId,
    /// Where it comes from.
    pub info: &'a LayerInfo,
    /// `parcels::Layer::digest`: what it consists of.
    pub digest: &'a str,
    /// What the import said, for people to look up later.
    pub report: Option<serde_json::Value>,
    /// Who publishes; `None` for the operator at the command line, who has no account.
    pub by: Option<Actor>,
    /// Now.
    pub at: Timestamp,
    /// Random.
    pub salt: Salt,
}

/// A layer as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Its id.
    pub id: LayerId,
    /// 1, 2, 3, … in the order of publication.
    pub sequence: u32,
    /// Its line in the record.
    pub entry: Option<u64>,
    /// What it consists of.
    pub digest: String,
    /// Where it comes from.
    pub info: LayerInfo,
    /// How many parcels it has.
    pub parcels: u64,
    /// When it was published.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<AccountId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    sequence: i64,
    entry_number: Option<i64>,
    digest: String,
    source: String,
    source_date: Option<Day>,
    licence: String,
    attribution: String,
    demonstration: bool,
    parcels: i64,
    published_at: Moment,
    published_by: Option<Uuid>,
}

impl TryFrom<Row> for Published {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Published {
            id: row.id.into(),
            sequence: number("layer", row.sequence)?,
            entry: row.entry_number.map(|entry| number("entry number", entry)).transpose()?,
            digest: row.digest,
            info: LayerInfo {
                source: row.source,
                source_date: row.source_date.map(|day| day.0),
                licence: row.licence,
                attribution: row.attribution,
                demonstration: row.demonstration,
            },
            parcels: number("parcels", row.parcels)?,
            at: row.published_at.0,
            by: row.published_by.map(AccountId::from),
        })
    }
}

macro_rules! select_layers {
    () => {
        "select id, sequence, entry_number, digest, source, source_date, licence, attribution, demonstration, parcels,
            published_at, published_by
        from layer "
    };
}

const IN_FORCE: &str = concat!(select_layers!(), "order by sequence desc limit 1");
/// The layer in force: the last one published.
pub async fn in_force(connection: &mut Connection) -> Result<Option<Published>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| sqlx::query_as(IN_FORCE).fetch_optional(c).await?);
    row.map(Published::try_from).transpose()
}

const FIND: &str = concat!(select_layers!(), "where id = $1");
/// The layer with this id.
pub async fn find(connection: &mut Connection, id: LayerId) -> Result<Option<Published>, StoreError> {
    let row: Option<Row> = on_engine!(connection, |c| sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Published::try_from).transpose()
}

const LIST: &str = concat!(select_layers!(), "where sequence < $1 order by sequence desc limit $2");
/// Layers, the last published first, before number `before` (`None` for the first page).
pub async fn list(connection: &mut Connection, before: Option<u32>, limit: u16) -> Result<Vec<Published>, StoreError> {
    let before = before.map_or(i64::MAX, i64::from);
    let rows: Vec<Row> =
        on_engine!(connection, |c| { sqlx::query_as(LIST).bind(before).bind(i64::from(limit)).fetch_all(c).await? });
    rows.into_iter().map(Published::try_from).collect()
}

const REPORT: &str = "select report from layer where id = $1";
/// What the import of a layer said.
pub async fn report(connection: &mut Connection, id: LayerId) -> Result<Option<serde_json::Value>, StoreError> {
    let report: Option<Option<Json<serde_json::Value>>> =
        on_engine!(connection, |c| sqlx::query_scalar(REPORT).bind(id.uuid()).fetch_optional(c).await?);
    Ok(report.flatten().map(|report| report.0))
}

/// What an entry's hash covers: the digest stands for all parcels.
#[derive(Serialize)]
struct Hashed<'a> {
    layer: Uuid,
    digest: &'a str,
    parcels: i64,
    info: &'a LayerInfo,
}

const ADD: &str = "
    insert into layer (id, sequence, digest, source, source_date, licence, attribution, demonstration, parcels, report,
        published_at, published_by, salt)
    select $1, coalesce(max(sequence), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 from layer";
/// Publishes a layer with its parcels, in the order of their codes. Seconds for hundreds of thousands; if it fails or
/// is killed anywhere, the layer in force stays.
///
/// Two who publish at once: the second hears a unique [`StoreError::Conflict`] and may try again.
pub async fn publish(
    transaction: &mut Transaction,
    new: &NewLayer<'_>,
    parcels: &[Parcel],
) -> Result<NewEntry, StoreError> {
    let count = i64::try_from(parcels.len()).unwrap_or(i64::MAX);
    on_engine!(transaction, |c| {
        sqlx::query(ADD)
            .bind(new.id.uuid())
            .bind(new.digest)
            .bind(&new.info.source)
            .bind(new.info.source_date.map(Day))
            .bind(&new.info.licence)
            .bind(&new.info.attribution)
            .bind(new.info.demonstration)
            .bind(count)
            .bind(new.report.as_ref().map(Json))
            .bind(Moment::from(new.at))
            .bind(new.by.map(|by| by.account.uuid()))
            .bind(&new.salt.0[..])
            .execute(c)
            .await?
            .rows_affected()
    });
    match transaction.engine() {
        Engine::Sqlite(c) => add_to_sqlite(c, new.id, parcels).await?,
        Engine::Postgres(c) => add_to_postgres(c, new.id, parcels).await?,
    }
    transaction.made(Unnumbered::Layer { id: new.id.uuid() });
    let hashed = Hashed { layer: new.id.uuid(), digest: new.digest, parcels: count, info: new.info };
    Ok(NewEntry {
        kind: EntryKind::LayerPublished,
        subject_kind: SubjectKind::Layer,
        subject_id: new.id.to_string(),
        role: new.by.map_or(record::ActingRole::Administrator, |by| acting(by.role)),
        at: Moment::from(new.at).0,
        content_hash: content_hash(new.salt, &hashed),
    })
}

/// Rows in one statement of SQLite: each has eighteen values, and a statement takes 32,766.
const SQLITE_ROWS: usize = 500;

async fn add_to_sqlite(
    connection: &mut SqliteConnection,
    layer: LayerId,
    parcels: &[Parcel],
) -> Result<(), StoreError> {
    let mut position = 0_i64;
    for some in parcels.chunks(SQLITE_ROWS) {
        let mut insert: QueryBuilder<Sqlite> = QueryBuilder::new(
            "insert into parcel (layer_id, position, code, shape, land_use, use_detail, category, owner_class,
                right_held, legal_area_m2, address_ky, address_ru, address_en, district_ky, district_ru, district_en,
                since, contour) ",
        );
        insert.push_values(some, |mut row, parcel| {
            row.push_bind(layer.uuid())
                .push_bind(position)
                .push_bind(parcel.code.as_str())
                .push_bind(shape_to_wkb(&parcel.shape))
                .push_bind(parcel.land_use.key())
                .push_bind(parcel.use_detail.as_deref())
                .push_bind(parcel.category.map(Category::key))
                .push_bind(parcel.owner_class.key())
                .push_bind(parcel.right.map(Right::key))
                .push_bind(parcel.legal_area_m2)
                .push_bind(parcel.address.ky.as_deref())
                .push_bind(parcel.address.ru.as_deref())
                .push_bind(parcel.address.en.as_deref())
                .push_bind(parcel.district.ky.as_deref())
                .push_bind(parcel.district.ru.as_deref())
                .push_bind(parcel.district.en.as_deref())
                .push_bind(parcel.since.map(Day))
                .push_bind(parcel.contour.as_deref());
            position += 1;
        });
        insert.build().persistent(true).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Rows in one statement of PostgreSQL, as one array per column: bounds the memory that a statement takes.
const POSTGRES_ROWS: usize = 5_000;

const ADD_TO_POSTGRES: &str = "
    insert into parcel (layer_id, position, code, shape, land_use, use_detail, category, owner_class, right_held,
        legal_area_m2, address_ky, address_ru, address_en, district_ky, district_ru, district_en, since, contour)
    select $1, $2 + row.nth - 1, row.code, ST_SetSRID(ST_GeomFromWKB(row.shape), 4326), row.land_use, row.use_detail,
        row.category, row.owner_class, row.right_held, row.legal_area_m2, row.address_ky, row.address_ru,
        row.address_en, row.district_ky, row.district_ru, row.district_en, row.since, row.contour
    from unnest($3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::float8[],
        $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::date[], $18::text[])
        with ordinality as row (code, shape, land_use, use_detail, category, owner_class, right_held, legal_area_m2,
            address_ky, address_ru, address_en, district_ky, district_ru, district_en, since, contour, nth)";

async fn add_to_postgres(connection: &mut PgConnection, layer: LayerId, parcels: &[Parcel]) -> Result<(), StoreError> {
    // A request's patience is too short for a whole city.
    sqlx::query("set local statement_timeout = 0").execute(&mut *connection).await?;
    let mut position = 0_i64;
    for some in parcels.chunks(POSTGRES_ROWS) {
        fn column<'a, T>(some: &'a [Parcel], of: impl Fn(&'a Parcel) -> T) -> Vec<T> {
            some.iter().map(of).collect()
        }
        sqlx::query(ADD_TO_POSTGRES)
            .bind(layer.uuid())
            .bind(position)
            .bind(column(some, |parcel| parcel.code.as_str()))
            .bind(column(some, |parcel| shape_to_wkb(&parcel.shape)))
            .bind(column(some, |parcel| parcel.land_use.key()))
            .bind(column(some, |parcel| parcel.use_detail.as_deref()))
            .bind(column(some, |parcel| parcel.category.map(Category::key)))
            .bind(column(some, |parcel| parcel.owner_class.key()))
            .bind(column(some, |parcel| parcel.right.map(Right::key)))
            .bind(column(some, |parcel| parcel.legal_area_m2))
            .bind(column(some, |parcel| parcel.address.ky.as_deref()))
            .bind(column(some, |parcel| parcel.address.ru.as_deref()))
            .bind(column(some, |parcel| parcel.address.en.as_deref()))
            .bind(column(some, |parcel| parcel.district.ky.as_deref()))
            .bind(column(some, |parcel| parcel.district.ru.as_deref()))
            .bind(column(some, |parcel| parcel.district.en.as_deref()))
            .bind(column(some, |parcel| parcel.since.map(Day)))
            .bind(column(some, |parcel| parcel.contour.as_deref()))
            .execute(&mut *connection)
            .await?;
        position += i64::try_from(some.len()).unwrap_or_default();
    }
    Ok(())
}

/// A parcel in three columns: SQLite takes as long for each value of a row as for reading it, so sixteen of them made a start
/// wait for seconds. The legal area stands apart, because a number in JSON need not come back bit for bit.
#[derive(sqlx::FromRow)]
struct ParcelRow {
    shape: Vec<u8>,
    legal_area_m2: Option<f64>,
    facts: String,
}

/// The other columns, as the array that `select_parcels!` makes of them.
#[derive(Deserialize)]
struct Facts<'a> {
    code: String,
    land_use: &'a str,
    use_detail: Option<String>,
    category: Option<&'a str>,
    owner_class: &'a str,
    right_held: Option<&'a str>,
    address: [Option<String>; 3],
    district: [Option<String>; 3],
    since: Option<Date>,
    contour: Option<String>,
}

impl TryFrom<ParcelRow> for Parcel {
    type Error = StoreError;

    fn try_from(row: ParcelRow) -> Result<Self, StoreError> {
        let facts: Facts<'_> = serde_json::from_str(&row.facts)
            .map_err(|_| StoreError::Unreadable { what: "facts of a parcel", value: row.facts.clone() })?;
        let unreadable = |what| StoreError::Unreadable { what, value: facts.code.clone() };
        let texts = |[ky, ru, en]: [Option<String>; 3]| Texts {
            ky: ky.map(Into::into),
            ru: ru.map(Into::into),
            en: en.map(Into::into),
        };
        Ok(Parcel {
            code: Code::new(&facts.code).map_err(|_| unreadable("parcel code"))?,
            shape: shape_from_wkb(&row.shape).map_err(|_| unreadable("shape of a parcel"))?,
            land_use: parsed("land use", facts.land_use)?,
            use_detail: facts.use_detail.map(Into::into),
            category: facts.category.map(|category| parsed("category", category)).transpose()?,
            owner_class: parsed("class of owner", facts.owner_class)?,
            right: facts.right_held.map(|right| parsed("right", right)).transpose()?,
            legal_area_m2: row.legal_area_m2,
            address: texts(facts.address),
            district: texts(facts.district),
            since: facts.since,
            contour: facts.contour.map(Into::into),
        })
    }
}

macro_rules! select_parcels {
    ($shape:literal, $array:literal) => {
        concat!(
            "select ",
            $shape,
            " as shape, legal_area_m2, cast(",
            $array,
            "(code, land_use, use_detail, category, owner_class, right_held, ",
            $array,
            "(address_ky, address_ru, address_en), ",
            $array,
            "(district_ky, district_ru, district_en), since, contour) as text) as facts
            from parcel
            where layer_id = $1 and position >= $2 and position < $3
            order by position"
        )
    };
}

const PARCELS_OF_SQLITE: &str = select_parcels!("shape", "json_array");
const PARCELS_OF_POSTGRES: &str = select_parcels!("ST_AsBinary(shape)", "json_build_array");
/// Parcels read at a time: two copies of a city in memory would be one too many.
const READ_ROWS: i64 = 10_000;

/// All parcels of a layer, ready for `parcels::Layer::build`.
pub async fn load(connection: &mut Connection, layer: &Published) -> Result<Vec<Parcel>, StoreError> {
    let count = i64::try_from(layer.parcels).unwrap_or(i64::MAX);
    let mut parcels = Vec::with_capacity(usize::try_from(layer.parcels).unwrap_or_default());
    let sql = if connection.is_postgres() { PARCELS_OF_POSTGRES } else { PARCELS_OF_SQLITE };
    for first in (0..count).step_by(usize::try_from(READ_ROWS).unwrap_or(1)) {
        let rows: Vec<ParcelRow> = on_engine!(connection, |c| {
            sqlx::query_as(sql).bind(layer.id.uuid()).bind(first).bind(first + READ_ROWS).fetch_all(c).await?
        });
        for row in rows {
            parcels.push(row.try_into()?);
        }
    }
    Ok(parcels)
}

const LAYERS_WITH: &str = "
    select layer.id, layer.sequence, layer.entry_number, layer.digest, layer.source, layer.source_date, layer.licence,
        layer.attribution, layer.demonstration, layer.parcels, layer.published_at, layer.published_by
    from layer
    join parcel on parcel.layer_id = layer.id
    where parcel.code = $1
    order by layer.sequence desc
    limit 100";
/// The layers that have a parcel with this code, the last published first: where a code that is gone was last seen.
pub async fn with_parcel(connection: &mut Connection, code: &Code) -> Result<Vec<Published>, StoreError> {
    let rows: Vec<Row> =
        on_engine!(connection, |c| sqlx::query_as(LAYERS_WITH).bind(code.as_str()).fetch_all(c).await?);
    rows.into_iter().map(Published::try_from).collect()
}
