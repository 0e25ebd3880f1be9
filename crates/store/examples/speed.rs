//! How fast is the store? Parcels published and loaded, comments posted by 64 writers, pages of a long thread.
//!
//! ```sh
//! cargo run --release -p store --example speed -- sqlite:///tmp/speed.db 300000
//! ```
//! The store must be new. Prints one line for each figure.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program stops where it fails"
)]

use std::time::{Duration, Instant};

use dialogue::{
    AccountId, CommentBody, CommentId, DisplayName, EmailAddress, Language, ParcelCode, Role, SortOrder, Subject,
    ThreadId,
};
use geo::polygon;
use jiff::Timestamp;
use parcels::{Code, LandUse, Layer, LayerInfo, Parcel};
use store::comments::{self, NewComment, Start};
use store::{Actor, Salt, Store, accounts, layers, threads};
use uuid::Uuid;

const WRITERS: usize = 64;
const SECONDS: u64 = 5;
const SALT: Salt = Salt([7; 32]);

fn parcels(count: usize) -> Vec<Parcel> {
    (0..count)
        .map(|number| {
            let (west, south) = (74.5 + (number % 1000) as f64 * 2e-4, 42.8 + (number / 1000) as f64 * 8e-4);
            let (east, north) = (west + 1.6e-4, south + 6.6e-4);
            let shape = polygon![
                (x: west, y: south), (x: east, y: south), (x: east + 1e-6, y: (south + north) / 2.0),
                (x: east, y: north), (x: (west + east) / 2.0, y: north + 1e-6), (x: west, y: north), (x: west, y: south),
            ];
            let code = Code::new(&format!("1-99-{:04}-{:04}", number / 1000, number % 1000)).unwrap();
            let mut parcel = Parcel::new(code, shape.into(), LandUse::IndividualHouses);
            parcel.legal_area_m2 = Some(949.0);
            parcel.address.ky = Some(format!("Токтогул көчөсү, {number}").into());
            parcel.address.ru = Some(format!("ул. Токтогула, {number}").into());
            parcel
        })
        .collect()
}

/// What this process has used of the processors, in hundredths of a second; on a busy machine the better figure.
fn processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks: u64 = after_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + number as u128)
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().expect("the address of a new store");
    let count: usize = arguments.next().map_or(300_000, |count| count.parse().expect("how many parcels"));
    let now = Timestamp::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let store = Store::open(&url).await.unwrap();

    let parcels = parcels(count);
    let (begun, used) = (Instant::now(), processor());
    let layer = Layer::build(LayerInfo::default(), parcels.clone()).unwrap();
    println!("layer built from {count} parcels: {:.2?}, processor {:.2?}", begun.elapsed(), processor() - used);
    let (begun, used) = (Instant::now(), processor());
    let new = layers::NewLayer {
        id: id(1).into(),
        info: layer.info(),
        digest: layer.digest(),
        report: None,
        by: None,
        at: now,
        salt: SALT,
    };
    let mut transaction = store.begin().await.unwrap();
    let entry = layers::publish(&mut transaction, &new, &parcels).await.unwrap();
    transaction.commit(entry).await.unwrap();
    println!("layer published: {:.2?}, processor {:.2?}", begun.elapsed(), processor() - used);
    let (begun, used) = (Instant::now(), processor());
    let mut reading = store.read().await.unwrap();
    let published = layers::in_force(&mut reading).await.unwrap().unwrap();
    let back = layers::load(&mut reading, &published).await.unwrap();
    println!("{} parcels loaded: {:.2?}, processor {:.2?}", back.len(), begun.elapsed(), processor() - used);
    drop(reading);

    let author = a_person(&store, now).await;
    let thread = a_thread(&store, 2, now).await;
    let mut writers = tokio::task::JoinSet::new();
    let (begun, used) = (Instant::now(), processor());
    for writer in 0..WRITERS {
        let store = store.clone();
        writers.spawn(async move {
            let mut waits = Vec::new();
            while begun.elapsed() < Duration::from_secs(SECONDS) {
                let sent = Instant::now();
                let comment = id(1_000_000 + writer * 1_000_000 + waits.len());
                post(&store, author, thread, comment.into(), now).await;
                waits.push(sent.elapsed());
            }
            waits
        });
    }
    let mut waits: Vec<Duration> = writers.join_all().await.into_iter().flatten().collect();
    let elapsed = begun.elapsed();
    waits.sort();
    println!(
        "{WRITERS} writers: {:.0} comments/s, median {:.1?}, p99 {:.1?}, {:.0} µs of processor each",
        waits.len() as f64 / elapsed.as_secs_f64(),
        waits[waits.len() / 2],
        waits[waits.len() * 99 / 100],
        (processor() - used).as_micros() as f64 / waits.len() as f64
    );
    let begun = Instant::now();
    let mut alone = 0;
    while begun.elapsed() < Duration::from_secs(2) {
        post(&store, author, thread, id(900_000_000 + alone).into(), now).await;
        alone += 1;
    }
    println!("one writer: {:.0} comments/s", alone as f64 / begun.elapsed().as_secs_f64());

    for order in SortOrder::ALL {
        let begun = Instant::now();
        let mut pages = 0;
        while begun.elapsed() < Duration::from_secs(1) {
            let mut reading = store.read().await.unwrap();
            comments::page(&mut reading, thread, order, &Start::Top, 50).await.unwrap();
            pages += 1;
        }
        println!("first page, {order}: {:.0} a second", f64::from(pages) / begun.elapsed().as_secs_f64());
    }
    store.close().await;
}

async fn a_person(store: &Store, now: Timestamp) -> Actor {
    let account: AccountId = id(3).into();
    let new = accounts::NewAccount {
        id: account,
        email: EmailAddress::new("aigul@example.org").unwrap(),
        name: DisplayName::new("Aigul").unwrap(),
        password_hash: None,
        role: Role::Resident,
        department: None,
        language: Language::Ky,
        made_at: now,
        confirmed_at: Some(now),
        demonstration: true,
    };
    let mut transaction = store.begin().await.unwrap();
    accounts::add(&mut transaction, &new).await.unwrap().unwrap();
    transaction.commit_private("measuring").await.unwrap();
    Actor { account, role: Role::Resident, department: None }
}

async fn a_thread(store: &Store, number: usize, now: Timestamp) -> ThreadId {
    let mut transaction = store.begin().await.unwrap();
    let subject = Subject::Parcel(ParcelCode::new("1-99-0000-0000"));
    let thread = threads::open(&mut transaction, &subject, id(number).into(), now).await.unwrap();
    transaction.commit_private("measuring").await.unwrap();
    thread.id
}

async fn post(store: &Store, author: Actor, thread: ThreadId, id: CommentId, at: Timestamp) {
    let mut transaction = store.begin().await.unwrap();
    threads::hold(&mut transaction, thread).await.unwrap().unwrap();
    let new = NewComment {
        id,
        thread,
        reply_to: None,
        author,
        body: CommentBody::new("Бала бакча абдан керек. Биздин үйдө эле үч бала кезек күтүп жүрөт.").unwrap(),
        stance: None,
        language: Some(Language::Ky),
        position: None,
        at,
        salt: SALT,
    };
    let posted = comments::add(&mut transaction, &new).await.unwrap();
    transaction.commit(posted.entry).await.unwrap();
}
