//! Notices: drafts, publication, revisions, endings, lists.

use dialogue::{
    Area, CommentRefused, Draft, DraftPeriod, Ending, Life, NoticeContent, NoticeId, NoticeKind, NoticeStatus,
    ParcelCode, Period, RuleId, Subject, Texts,
};
use jiff::Timestamp;
use jiff::civil::date;
use store::notices::{Filter, Key, Order};
use store::{Actor, notices, threads};

use crate::accounts::a_department;
use crate::harness::{SALT, TestStore, at, on_both};

fn content(kind: NoticeKind, parcels: &[&str]) -> NoticeContent {
    let mut content = NoticeContent::new(kind);
    content.title = Texts::new("Бала бакча", "Детский сад", "");
    content.text = Texts::new("Бала бакча сунушталат.", "Предлагается сад.", "");
    content.place.parcels = parcels.iter().map(|code| ParcelCode::new(code)).collect();
    content
}

fn until(day: i8) -> Period {
    let zone = jiff::tz::TimeZone::get("Asia/Bishkek").unwrap();
    Period::until_end_of(at(0), date(2026, 9, day), RuleId::named(), &zone).unwrap()
}

async fn publish(
    store: &TestStore,
    clerk: Actor,
    kind: NoticeKind,
    parcels: &[&str],
    period: Option<Period>,
    when: Timestamp,
) -> NoticeId {
    let new = notices::NewNotice {
        id: store.id(),
        thread: store.id(),
        department: clerk.department.unwrap(),
        content: content(kind, parcels),
        period,
        by: clerk,
        repeats: None,
        at: when,
        salt: SALT,
        demonstration: false,
    };
    let mut t = store.store.begin().await.unwrap();
    let published = notices::publish(&mut t, &new).await.unwrap();
    t.commit(published.entry).await.unwrap();
    published.id
}

async fn a_clerk(store: &TestStore) -> Actor {
    let department = a_department(store, "architect").await;
    store.somebody("Nurlan", dialogue::Role::Staff, Some(department)).await
}

async fn list(store: &TestStore, filter: &Filter, order: Order, limit: u16, now: Timestamp) -> Vec<NoticeId> {
    let mut reading = store.store.read().await.unwrap();
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = notices::page(&mut reading, filter, order, after.as_ref(), limit, now).await.unwrap();
        all.extend(page.notices.iter().map(|notice| notice.id));
        match page.next {
            Some(next) => after = Some(next.to_string().parse::<Key>().unwrap()),
            None => return all,
        }
    }
}

on_both! {
    async fn a_draft_becomes_a_notice_under_the_same_id(store: &TestStore) {
        let clerk = a_clerk(store).await;
        let mut draft = Draft {
            id: store.id(),
            department: clerk.department.unwrap(),
            written_by: clerk.account,
            content: content(NoticeKind::PurposeChange, &["1-01", "1-02"]),
            period: DraftPeriod::Rule,
            repeats: None,
            created_at: at(0),
            saved_at: at(0),
        };
        draft.content.place.area = Some(Area(vec![vec![vec![[74.0, 42.0], [75.0, 42.0], [75.0, 43.0], [74.0, 42.0]]]]));
        let mut t = store.store.begin().await.unwrap();
        notices::save_draft(&mut t, &draft).await.unwrap();
        draft.saved_at = at(5);
        draft.period = DraftPeriod::Named { last_day: date(2026, 9, 30), hour: None };
        notices::save_draft(&mut t, &draft).await.unwrap();
        t.commit_private("draft").await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(notices::find_draft(&mut reading, draft.id).await.unwrap().as_ref(), Some(&draft));
        assert_eq!(notices::drafts(&mut reading, clerk.department).await.unwrap().len(), 1);
        assert!(notices::drafts(&mut reading, Some(store.id())).await.unwrap().is_empty());
        assert_eq!(notices::find(&mut reading, draft.id).await.unwrap(), None);
        drop(reading);
        let new = notices::NewNotice {
            id: draft.id,
            thread: store.id(),
            department: draft.department,
            content: draft.content.clone(),
            period: Some(until(30)),
            by: clerk,
            repeats: None,
            at: at(10),
            salt: SALT,
            demonstration: false,
        };
        let mut t = store.store.begin().await.unwrap();
        let published = notices::publish(&mut t, &new).await.unwrap();
        assert_eq!(published.entry.kind, record::EntryKind::NoticePublished);
        let number = t.commit(published.entry).await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(notices::find_draft(&mut reading, draft.id).await.unwrap(), None);
        let notice = notices::find(&mut reading, draft.id).await.unwrap().unwrap();
        assert_eq!((&notice.content, &notice.period, notice.published_at), (&draft.content, &new.period, at(10)));
        assert_eq!((notice.revision, &notice.revised, &notice.life), (1, &None, &Life::Published));
        assert_eq!(notice.thread, published.thread);
        let thread = threads::of(&mut reading, &Subject::Notice(notice.id)).await.unwrap().unwrap();
        assert_eq!(thread.id, notice.thread);
        let revisions = notices::revisions(&mut reading, notice.id).await.unwrap();
        assert_eq!((revisions.len(), revisions[0].1), (1, Some(number)));
        for code in ["1-01", "1-02"] {
            let of_parcel = notices::of_parcel(&mut reading, &ParcelCode::new(code)).await.unwrap();
            assert_eq!(of_parcel.len(), 1);
        }
    }

    async fn a_revision_says_why_and_keeps_the_earlier(store: &TestStore) {
        let clerk = a_clerk(store).await;
        let id = publish(store, clerk, NoticeKind::PurposeChange, &["1-01"], Some(until(20)), at(1)).await;
        let why = Texts::new("Участок башка", "Другой участок", "");
        let mut t = store.store.begin().await.unwrap();
        let notice = notices::hold(&mut t, id).await.unwrap().unwrap();
        let revised = content(NoticeKind::PurposeChange, &["1-02"]);
        let entry = notices::revise(&mut t, &notice, &revised, Some(&until(25)), &why, clerk, at(2), SALT).await.unwrap();
        assert_eq!(entry.kind, record::EntryKind::NoticeRevised);
        t.commit(entry).await.unwrap();
        let mut t = store.store.begin().await.unwrap();
        let notice = notices::hold(&mut t, id).await.unwrap().unwrap();
        assert_eq!(notice.revised, Some((at(2), why.clone())));
        let entry = notices::revise(&mut t, &notice, &revised, Some(&until(28)), &why, clerk, at(3), SALT).await.unwrap();
        assert_eq!(entry.kind, record::EntryKind::PeriodMoved);
        t.commit(entry).await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        let revisions = notices::revisions(&mut reading, id).await.unwrap();
        assert_eq!(revisions.iter().map(|(revision, entry)| (revision.number, *entry)).collect::<Vec<_>>(), [(1, Some(0)), (2, Some(1)), (3, Some(2))]);
        assert_eq!(revisions[0].0.content.place.parcels, [ParcelCode::new("1-01")]);
        assert!(notices::of_parcel(&mut reading, &ParcelCode::new("1-01")).await.unwrap().is_empty());
        assert_eq!(notices::find(&mut reading, id).await.unwrap().unwrap().period, Some(until(28)));
    }

    async fn revisions_made_at_once_come_one_after_the_other(store: &TestStore) {
        let clerk = a_clerk(store).await;
        let id = publish(store, clerk, NoticeKind::PurposeChange, &["1-01"], Some(until(20)), at(1)).await;
        let mut revising = tokio::task::JoinSet::new();
        for number in 0..8 {
            let city = store.store.clone();
            revising.spawn(async move {
                let mut t = city.begin().await.unwrap();
                let notice = notices::hold(&mut t, id).await.unwrap().expect("it does not vanish while another is revising");
                let revised = content(NoticeKind::PurposeChange, &[&format!("1-{number}")]);
                let why = Texts::new("x", "", "");
                let entry = notices::revise(&mut t, &notice, &revised, Some(&until(20)), &why, clerk, at(2), SALT).await.unwrap();
                t.commit(entry).await.unwrap();
                notice.revision
            });
        }
        let mut before = revising.join_all().await;
        before.sort_unstable();
        assert_eq!(before, [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    async fn a_notice_that_ended_stays_and_says_why(store: &TestStore) {
        let clerk = a_clerk(store).await;
        let id = publish(store, clerk, NoticeKind::AuctionSale, &["1-01"], Some(until(20)), at(1)).await;
        let why = Texts::new("Катчылык", "", "");
        let mut t = store.store.begin().await.unwrap();
        let notice = notices::hold(&mut t, id).await.unwrap().unwrap();
        let entry = notices::end(&mut t, &notice, Ending::Withdrawn, &why, clerk, at(9), SALT).await.unwrap();
        assert_eq!(entry.kind, record::EntryKind::NoticeWithdrawn);
        t.commit(entry).await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        let notice = notices::find(&mut reading, id).await.unwrap().unwrap();
        assert_eq!(notice.life, Life::Ended { ending: Ending::Withdrawn, at: at(9), reason: why });
        assert_eq!(notice.takes_comment(at(10)), Err(CommentRefused::NoticeEnded));
        assert_eq!(notices::of_parcel(&mut reading, &ParcelCode::new("1-01")).await.unwrap().len(), 1);
        assert!(notices::not_over(&mut reading, at(10)).await.unwrap().is_empty());
    }

    async fn lists_are_by_deadline_and_status_is_what_the_clock_says(store: &TestStore) {
        let clerk = a_clerk(store).await;
        let late = publish(store, clerk, NoticeKind::PurposeChange, &["1-01"], Some(until(30)), at(1)).await;
        let soon = publish(store, clerk, NoticeKind::AuctionSale, &["1-01", "1-02"], Some(until(3)), at(2)).await;
        let same = publish(store, clerk, NoticeKind::AuctionSale, &["1-03"], Some(until(30)), at(3)).await;
        let none = publish(store, clerk, NoticeKind::SplitMerge, &["1-04"], None, at(4)).await;
        let any = Filter::default();
        for limit in [1, 2, 50] {
            assert_eq!(list(store, &any, Order::Deadline, limit, at(5)).await, [soon, late, same, none]);
            assert_eq!(list(store, &any, Order::DeadlineLast, limit, at(5)).await, [none, same, late, soon]);
            assert_eq!(list(store, &any, Order::Newest, limit, at(5)).await, [none, same, soon, late]);
        }
        let kind = Filter { kind: Some(NoticeKind::AuctionSale), ..any.clone() };
        assert_eq!(list(store, &kind, Order::Deadline, 1, at(5)).await, [soon, same]);
        let parcel = Filter { parcel: Some(ParcelCode::new("1-01")), ..any.clone() };
        assert_eq!(list(store, &parcel, Order::Deadline, 9, at(5)).await, [soon, late]);
        let department = Filter { department: Some(store.id()), ..any.clone() };
        assert!(list(store, &department, Order::Deadline, 9, at(5)).await.is_empty());
        // The third of September ends in Bishkek at 18:00 UTC.
        let (before, after): (Timestamp, Timestamp) =
            ("2026-09-03T17:59:59Z".parse().unwrap(), "2026-09-03T18:00:00Z".parse().unwrap());
        let open = Filter { status: Some(NoticeStatus::Open), ..any.clone() };
        let closed = Filter { status: Some(NoticeStatus::CommentsClosed), ..any.clone() };
        let published = Filter { status: Some(NoticeStatus::Published), ..any.clone() };
        assert_eq!(list(store, &open, Order::Deadline, 9, before).await, [soon, late, same]);
        assert_eq!(list(store, &open, Order::Deadline, 9, after).await, [late, same]);
        assert_eq!(list(store, &closed, Order::DeadlineLast, 9, after).await, [soon]);
        assert_eq!(list(store, &published, Order::Deadline, 9, after).await, [none]);
        let mut reading = store.store.read().await.unwrap();
        let counts = notices::counts(&mut reading, after).await.unwrap();
        assert_eq!(counts[&NoticeStatus::Open], 2);
        assert_eq!(counts[&NoticeStatus::CommentsClosed], 1);
        assert_eq!(notices::not_over(&mut reading, after).await.unwrap().len(), 3);
        let not_yet = notices::counts(&mut reading, at(-1)).await.unwrap();
        assert_eq!(not_yet[&NoticeStatus::Scheduled], 3);
    }
}
