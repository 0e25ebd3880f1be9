//! Threads and their comments: pages, places, tombstones, supports, reports, forms sent twice.

use std::collections::HashSet;

use dialogue::{
    Comment, CommentBody, CommentId, Content, HideReason, Language, NoticeId, PageKey, ParcelCode, Position,
    ReportReason, SortOrder, Stance, Subject, ThreadId, TombstoneActor,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use store::comments::{Act, Start};
use store::kept_texts::{KeptContent, KeptText};
use store::submissions::Claim;
use store::{Actor, Store, activity, comments, kept_texts, reports, submissions, supports, threads};

use crate::harness::{SALT, TestStore, a_comment, at, on_both};

async fn read_all(store: &Store, thread: ThreadId, order: SortOrder, limit: u16) -> Vec<Comment> {
    let mut reading = store.read().await.unwrap();
    let mut all = Vec::new();
    let mut start = Start::Top;
    loop {
        let page = comments::page(&mut reading, thread, order, &start, limit).await.unwrap();
        assert!(page.comments.len() <= usize::from(limit));
        all.extend(page.comments);
        match page.next {
            Some(next) => start = Start::After(next),
            None => return all,
        }
    }
}

fn bodies(comments: &[Comment]) -> Vec<&str> {
    comments.iter().map(|comment| comment.body().map_or("†", CommentBody::as_str)).collect()
}

/// a ← b ← c, a ← d; e; f ← g
async fn a_tree(store: &TestStore, author: Actor, thread: ThreadId) -> Vec<CommentId> {
    let mut ids: Vec<CommentId> = Vec::new();
    let tree = [("a", None), ("b", Some(0)), ("c", Some(1)), ("e", None), ("d", Some(0)), ("f", None), ("g", Some(5))];
    for (seconds, (body, parent)) in (1..).zip(tree) {
        let parent = parent.map(|index: usize| ids[index]);
        ids.push(store.posts(author, thread, parent, body, at(seconds)).await.1);
    }
    ids
}

async fn support(store: &TestStore, comment: CommentId, times: usize) {
    for number in 0..times {
        let friend = store.person(&format!("Friend {number} {}", &comment.to_string()[24..])).await;
        let mut t = store.store.begin().await.unwrap();
        assert!(supports::give(&mut t, comment, friend.account, at(50)).await.unwrap());
        t.commit_private("support").await.unwrap();
    }
}

on_both! {
    async fn all_who_open_a_thread_at_once_get_the_same(store: &TestStore) {
        let mut opening = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let (city, id) = (store.store.clone(), store.id());
            opening.spawn(async move {
                let mut t = city.begin().await.unwrap();
                let subject = Subject::Parcel(ParcelCode::new("1-04-12"));
                let thread = threads::open(&mut t, &subject, id, at(0)).await.unwrap();
                t.commit_private("open").await.unwrap();
                thread.id
            });
        }
        let ids: HashSet<ThreadId> = opening.join_all().await.into_iter().collect();
        assert_eq!(ids.len(), 1);
        let mut reading = store.store.read().await.unwrap();
        let found = threads::of(&mut reading, &Subject::Parcel(ParcelCode::new("1-04-12"))).await.unwrap().unwrap();
        assert!(ids.contains(&found.id));
        assert!(threads::lively(&mut reading, 5).await.unwrap().is_empty());
    }

    async fn a_thread_is_read_oldest_newest_or_most_supported_first(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let ids = a_tree(store, aigul, thread).await;
        support(store, ids[3], 2).await;
        support(store, ids[5], 1).await;
        support(store, ids[2], 3).await;
        for limit in [1, 2, 3, 7, 50] {
            let read = async |order| bodies(&read_all(&store.store, thread, order, limit).await).join("");
            assert_eq!(read(SortOrder::Oldest).await, "abcdefg");
            assert_eq!(read(SortOrder::Newest).await, "fgeabcd");
            assert_eq!(read(SortOrder::MostSupported).await, "efgabcd");
        }
        let mut reading = store.store.read().await.unwrap();
        let a = comments::find(&mut reading, ids[0]).await.unwrap().unwrap();
        assert_eq!((a.replies, a.support, a.author.name.as_ref().map(dialogue::DisplayName::as_str)), (2, 0, Some("Aigul")));
        let since = comments::since(&mut reading, thread, 5, 10).await.unwrap();
        assert_eq!(bodies(&since), ["f", "g"]);
    }

    async fn pages_neither_skip_nor_repeat_while_others_write(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let mut ids = Vec::new();
        for number in 1..=20 {
            // All in the same instant: the order is still one.
            ids.push(store.posts(aigul, thread, None, &number.to_string(), at(1)).await.1);
        }
        let mut reading = store.store.read().await.unwrap();
        let first = comments::page(&mut reading, thread, SortOrder::Newest, &Start::Top, 10).await.unwrap();
        assert_eq!(bodies(&first.comments), ["20", "19", "18", "17", "16", "15", "14", "13", "12", "11"]);
        drop(reading);
        store.posts(aigul, thread, None, "21", at(2)).await;
        store.posts(aigul, thread, None, "22", at(2)).await;
        let mut t = store.store.begin().await.unwrap();
        let fifteen = comments::find(&mut t, ids[14]).await.unwrap().unwrap();
        let entry = comments::delete(&mut t, &fifteen, aigul, at(3), SALT).await.unwrap();
        t.commit(entry).await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        let start = Start::After(first.next.unwrap());
        let second = comments::page(&mut reading, thread, SortOrder::Newest, &start, 10).await.unwrap();
        assert_eq!(bodies(&second.comments), ["10", "9", "8", "7", "6", "5", "4", "3", "2", "1"]);
        assert_eq!(second.next, None);
        let newer = comments::since(&mut reading, thread, first.comments[0].path.number(), 10).await.unwrap();
        assert_eq!(bodies(&newer), ["21", "22"]);
    }

    async fn one_comment_is_found_in_its_place_however_deep(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        store.posts(aigul, thread, None, "before", at(1)).await;
        let mut above = Vec::new();
        for depth in 0..9 {
            above.push(store.posts(aigul, thread, above.last().copied(), &format!("d{depth}"), at(2)).await.1);
        }
        store.posts(aigul, thread, None, "after", at(3)).await;
        let mut reading = store.store.read().await.unwrap();
        for order in SortOrder::ALL {
            let near = comments::around(&mut reading, above[8], order, 50).await.unwrap().unwrap();
            assert_eq!(bodies(&near.ancestors), ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7"]);
            assert_eq!(near.page.comments[0].id, above[0]);
            assert!(near.page.comments.iter().any(|comment| comment.id == above[8]));
            let far = comments::around(&mut reading, above[8], order, 5).await.unwrap().unwrap();
            assert_eq!(far.page.comments[0].id, above[8]);
            assert_eq!(far.comment.path.depth(), 8);
        }
        let second = comments::find(&mut reading, above[2]).await.unwrap().unwrap();
        assert_eq!(bodies(&comments::ancestors(&mut reading, &second).await.unwrap()), ["d0", "d1"]);
        assert!(comments::around(&mut reading, store.id(), SortOrder::Oldest, 5).await.unwrap().is_none());
    }

    async fn what_is_taken_away_leaves_a_tombstone_and_its_replies(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let moderator = store.somebody("Moderator", dialogue::Role::Moderator, None).await;
        let ids = a_tree(store, aigul, thread).await;
        let mut t = store.store.begin().await.unwrap();
        threads::hold(&mut t, thread).await.unwrap();
        let a = comments::find(&mut t, ids[0]).await.unwrap().unwrap();
        let entry = comments::delete(&mut t, &a, aigul, at(20), SALT).await.unwrap();
        t.commit(entry).await.unwrap();
        let mut t = store.store.begin().await.unwrap();
        threads::hold(&mut t, thread).await.unwrap();
        let b = comments::find(&mut t, ids[1]).await.unwrap().unwrap();
        let entry = comments::hide(&mut t, &b, moderator, HideReason::Insult, at(21), SALT).await.unwrap();
        assert_eq!(entry.role, record::ActingRole::Moderator);
        t.commit(entry).await.unwrap();
        assert_eq!(bodies(&read_all(&store.store, thread, SortOrder::Oldest, 3).await).join(""), "††cdefg");
        let mut reading = store.store.read().await.unwrap();
        let Content::Gone(deleted) = comments::find(&mut reading, ids[0]).await.unwrap().unwrap().content else { panic!() };
        assert_eq!((deleted.by, deleted.at, deleted.reason), (TombstoneActor::Author, at(20), None));
        let hidden = comments::find(&mut reading, ids[1]).await.unwrap().unwrap();
        let Content::Gone(tombstone) = &hidden.content else { panic!() };
        assert_eq!((tombstone.by, tombstone.reason), (TombstoneActor::Moderator, Some(HideReason::Insult)));
        let counted = threads::find(&mut reading, thread).await.unwrap().unwrap();
        assert_eq!((counted.shown, counted.last_number), (5, 7));
        drop(reading);
        let mut t = store.store.begin().await.unwrap();
        let entry = comments::restore(&mut t, &hidden, moderator, at(22), SALT).await.unwrap().unwrap();
        t.commit(entry).await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(comments::find(&mut reading, ids[1]).await.unwrap().unwrap().body().unwrap().as_str(), "b");
        assert_eq!(threads::find(&mut reading, thread).await.unwrap().unwrap().shown, 6);
        let acts: Vec<Act> =
            comments::revisions(&mut reading, ids[1]).await.unwrap().into_iter().map(|revision| revision.act).collect();
        assert_eq!(acts, [Act::Posted, Act::Hidden, Act::Restored]);
    }

    async fn an_edit_keeps_what_was_written_before(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let mut t = store.store.begin().await.unwrap();
        let place = Position::new(74.6, 42.87).unwrap();
        let mut new = a_comment(store.id(), thread, aigul, "Кудук орток.", at(1));
        (new.stance, new.position, new.language) = (Some(Stance::For), Some(place), Some(Language::Ky));
        let posted = comments::add(&mut t, &new).await.unwrap();
        t.commit(posted.entry).await.unwrap();
        let mut t = store.store.begin().await.unwrap();
        let comment = comments::find(&mut t, new.id).await.unwrap().unwrap();
        assert_eq!((comment.stance, comment.position, comment.language), (Some(Stance::For), Some(place), Some(Language::Ky)));
        assert_eq!((comment.posted_at, comment.edited_at), (at(1), None));
        let body = CommentBody::new("Кудук бизге да орток.").unwrap();
        let entry = comments::edit(&mut t, &comment, aigul, &body, Some(Stance::Against), None, None, at(2), SALT).await.unwrap();
        t.commit(entry).await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        let edited = comments::find(&mut reading, new.id).await.unwrap().unwrap();
        assert_eq!((edited.body(), edited.edited_at, edited.stance), (Some(&body), Some(at(2)), Some(Stance::Against)));
        let revisions = comments::revisions(&mut reading, new.id).await.unwrap();
        assert_eq!(revisions.len(), 2);
        assert_eq!(revisions[0].body.as_ref().unwrap().as_str(), "Кудук орток.");
        assert_eq!((revisions[1].revision, revisions[1].entry), (2, Some(1)));
        assert_eq!(comments::stances(&mut reading, thread).await.unwrap().against, 1);
        assert_eq!(bodies(&comments::of_author(&mut reading, aigul.account, None, 10).await.unwrap()).len(), 1);
    }

    async fn support_counts_once_for_each_account(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let (_, id) = store.posts(aigul, thread, None, "a", at(1)).await;
        let nurlan = store.person("Nurlan").await.account;
        let mut giving = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let city = store.store.clone();
            giving.spawn(async move {
                let mut t = city.begin().await.unwrap();
                let given = supports::give(&mut t, id, nurlan, at(2)).await.unwrap();
                t.commit_private("support").await.unwrap();
                given
            });
        }
        assert_eq!(giving.join_all().await.into_iter().filter(|given| *given).count(), 1);
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(comments::find(&mut reading, id).await.unwrap().unwrap().support, 1);
        assert_eq!(supports::in_thread(&mut reading, nurlan, thread).await.unwrap(), HashSet::from([id]));
        drop(reading);
        let mut t = store.store.begin().await.unwrap();
        assert!(supports::take_back(&mut t, id, nurlan).await.unwrap());
        assert!(!supports::take_back(&mut t, id, nurlan).await.unwrap());
        t.commit_private("support").await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(comments::find(&mut reading, id).await.unwrap().unwrap().support, 0);
    }

    async fn a_form_sent_many_times_makes_one_comment(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let mut sending = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (city, id) = (store.store.clone(), store.id::<CommentId>());
            sending.spawn(async move {
                let mut t = city.begin().await.unwrap();
                match submissions::claim(&mut t, aigul.account, "form-1", b"same", id.uuid(), at(1)).await.unwrap() {
                    Claim::First => {
                        threads::hold(&mut t, thread).await.unwrap();
                        let posted = comments::add(&mut t, &a_comment(id, thread, aigul, "same", at(1))).await.unwrap();
                        t.commit(posted.entry).await.unwrap();
                        id
                    }
                    Claim::Again(made) => made.into(),
                    Claim::Another(_) => panic!("the same content"),
                }
            });
        }
        let made: HashSet<CommentId> = sending.join_all().await.into_iter().collect();
        assert_eq!(made.len(), 1);
        assert_eq!(read_all(&store.store, thread, SortOrder::Oldest, 50).await.len(), 1);
        let nurlan = store.person("Nurlan").await.account;
        let mut t = store.store.begin().await.unwrap();
        let other = submissions::claim(&mut t, aigul.account, "form-1", b"other", store.id(), at(2)).await.unwrap();
        assert_eq!(other, Claim::Another(made.into_iter().next().unwrap().uuid()));
        assert_eq!(submissions::claim(&mut t, nurlan, "form-1", b"same", store.id(), at(2)).await.unwrap(), Claim::First);
        assert_eq!(submissions::forget(&mut t, at(2)).await.unwrap(), 1);
        t.commit_private("tidy").await.unwrap();
    }

    async fn a_comment_is_reported_once_by_each_and_settled_for_all(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let (_, id) = store.posts(aigul, thread, None, "a", at(1)).await;
        let mut t = store.store.begin().await.unwrap();
        let report = reports::Report {
            id: store.id(),
            comment: id,
            by: aigul.account,
            reason: ReportReason::Insult,
            note: Some("…".into()),
            at: at(2),
        };
        assert!(reports::add(&mut t, &report).await.unwrap());
        assert!(!reports::add(&mut t, &reports::Report { id: store.id(), ..report.clone() }).await.unwrap());
        assert_eq!(reports::waiting(&mut t, None, 10).await.unwrap(), std::slice::from_ref(&report));
        assert!(reports::waiting(&mut t, Some(report.id), 10).await.unwrap().is_empty());
        assert_eq!(reports::settle(&mut t, id, at(3)).await.unwrap(), 1);
        assert_eq!(reports::count_waiting(&mut t).await.unwrap(), 0);
        t.commit_private("reports").await.unwrap();
    }

    async fn what_was_written_before_signing_in_is_kept(store: &TestStore) {
        let aigul = store.person("Aigul").await.account;
        let subject = Subject::Parcel(ParcelCode::new("1-04-12"));
        let content = KeptContent {
            body: "Кудук орток.".into(),
            reply_to: None,
            stance: Some(Stance::For),
            position: Some([74.6, 42.87]),
            language: Some(Language::Ky),
            submission: Some("form-1".into()),
        };
        let text = KeptText { subject: subject.clone(), content, kept_at: at(0) };
        let mut t = store.store.begin().await.unwrap();
        kept_texts::keep(&mut t, "browser", &text, at(100)).await.unwrap();
        kept_texts::give_to(&mut t, "browser", aigul).await.unwrap();
        t.commit_private("keep").await.unwrap();
        let mut t = store.store.begin().await.unwrap();
        assert_eq!(kept_texts::by_secret(&mut t, "browser", at(1)).await.unwrap().as_ref(), Some(&text));
        assert_eq!(kept_texts::by_secret(&mut t, "browser", at(100)).await.unwrap(), None);
        assert_eq!(kept_texts::of_account(&mut t, aigul, at(1)).await.unwrap(), [text]);
        kept_texts::drop_of_account(&mut t, aigul, &subject).await.unwrap();
        assert!(kept_texts::of_account(&mut t, aigul, at(1)).await.unwrap().is_empty());
        t.commit_private("posted").await.unwrap();
    }

    async fn activity_follows_what_is_shown(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let (_, id) = store.posts(aigul, thread, None, "a", at(1)).await;
        store.posts(aigul, thread, Some(id), "b", at(2)).await;
        for _ in 0..2 {
            let mut t = store.store.begin().await.unwrap();
            activity::refresh(&mut t, id).await.unwrap();
            t.commit_private("follow").await.unwrap();
        }
        let mut reading = store.store.read().await.unwrap();
        let all = activity::all(&mut reading).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].comments, all[0].last_comment_at), (2, Some(at(2))));
        assert_eq!(activity::comments(&mut reading, &all[0].subject).await.unwrap(), 2);
    }

    async fn counts_of_many_notices_come_in_one_query(store: &TestStore) {
        let aigul = store.person("Aigul").await;
        let notices: Vec<NoticeId> = (1..=3).map(|number| NoticeId::new(uuid::Uuid::from_u128(number))).collect();
        for (index, notice) in notices.iter().enumerate().skip(1) {
            let mut t = store.store.begin().await.unwrap();
            let thread = threads::open(&mut t, &Subject::Notice(*notice), store.id(), at(1)).await.unwrap().id;
            t.commit_private("open").await.unwrap();
            for _ in 0..index {
                store.posts(aigul, thread, None, "a", at(1)).await;
            }
        }
        let mut reading = store.store.read().await.unwrap();
        let counts = activity::of_notices(&mut reading, &notices).await.unwrap();
        assert_eq!(counts, [(notices[1], 1), (notices[2], 2)].into());
        assert!(activity::of_notices(&mut reading, &[]).await.unwrap().is_empty());
    }

    async fn every_page_of_any_tree_is_in_the_order_that_the_rules_say(store: &TestStore) {
        let aigul = store.person("Aigul").await;
        // Trees as lists of parents: comment n answers one of those before it, or nothing.
        let trees = prop::collection::vec(prop::collection::vec(prop::option::of(any::<prop::sample::Index>()), 1..25), 6);
        let mut runner = TestRunner::new_with_rng(Config::default(), proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ));
        let trees = trees.new_tree(&mut runner).unwrap().current();
        for (number, tree) in trees.iter().enumerate() {
            let thread = store.thread(&format!("tree-{number}")).await;
            let mut ids: Vec<CommentId> = Vec::new();
            for parent in tree {
                let parent = parent.filter(|_| !ids.is_empty()).map(|index| ids[index.index(ids.len())]);
                ids.push(store.posts(aigul, thread, parent, "x", at(1)).await.1);
            }
            for (index, id) in ids.iter().enumerate() {
                if index % 3 == 1 {
                    support(store, *id, index % 4).await;
                }
            }
            for order in SortOrder::ALL {
                for limit in [1, 4] {
                    let all = read_all(&store.store, thread, order, limit).await;
                    assert_eq!(all.len(), ids.len());
                    let support = |comment: &Comment| {
                        let top = all.iter().find(|top| top.path.number() == comment.path.top_number()).unwrap();
                        if order == SortOrder::MostSupported { top.support } else { 0 }
                    };
                    for pair in all.windows(2) {
                        let key = |comment: &Comment| PageKey { support: support(comment), path: comment.path.clone() };
                        assert!(key(&pair[0]).is_before(&key(&pair[1]), order));
                    }
                }
            }
        }
    }
}
