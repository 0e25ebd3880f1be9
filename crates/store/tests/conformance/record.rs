//! Entries, transactions, followers.

use std::collections::BTreeSet;

use store::{StoreError, comments, entries, followers, threads};

use crate::harness::{TestStore, a_comment, at, on_both};

on_both! {
    async fn a_dropped_transaction_leaves_nothing_and_takes_no_number(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let mut transaction = store.store.begin().await.unwrap();
        let new = a_comment(store.id(), thread, aigul, "Dropped.", at(1));
        let posted = comments::add(&mut transaction, &new).await.unwrap();
        drop(transaction);
        let (number, _) = store.posts(aigul, thread, None, "Kept.", at(2)).await;
        assert_eq!(number, 0);
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(comments::find(&mut reading, posted.id).await.unwrap(), None);
        assert_eq!(threads::find(&mut reading, thread).await.unwrap().unwrap().last_number, 1);
        assert_eq!(entries::count(&mut reading).await.unwrap(), 1);
    }

    async fn a_public_change_cannot_be_committed_without_its_entry(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let mut transaction = store.store.begin().await.unwrap();
        let posted = comments::add(&mut transaction, &a_comment(store.id(), thread, aigul, "x", at(1))).await.unwrap();
        assert!(matches!(transaction.commit_private("wrong").await, Err(StoreError::Unrecorded)));
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(comments::find(&mut reading, posted.id).await.unwrap(), None);
        assert_eq!(entries::count(&mut reading).await.unwrap(), 0);
    }

    async fn sixty_four_writers_make_entries_without_gaps(store: &TestStore) {
        const WRITERS: usize = 64;
        const EACH: usize = 10;
        let aigul = store.person("Aigul").await;
        let mut threads = Vec::new();
        for number in 0..4 {
            threads.push(store.thread(&format!("1-{number}")).await);
        }
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            let city = store.store.clone();
            let thread = threads[writer % threads.len()];
            let ids: Vec<_> = (0..EACH).map(|_| store.id()).collect();
            writers.spawn(async move {
                let mut kept = Vec::new();
                for (index, id) in ids.into_iter().enumerate() {
                    let mut transaction = city.begin().await?;
                    let new = a_comment(id, thread, aigul, "one of many", at(1));
                    let posted = comments::add(&mut transaction, &new).await?;
                    // Every fifth changes its mind.
                    if (writer + index) % 5 == 0 {
                        continue;
                    }
                    kept.push((transaction.commit(posted.entry).await?, id));
                }
                Ok::<_, StoreError>(kept)
            });
        }
        let mut numbers = BTreeSet::new();
        let mut posted = 0;
        while let Some(kept) = writers.join_next().await {
            // Ten seconds of patience are plenty for this: nobody is turned away, and nobody hears "locked".
            for (number, id) in kept.unwrap().unwrap() {
                assert!(numbers.insert(number), "{number} was given twice");
                posted += 1;
                let mut reading = store.store.read().await.unwrap();
                assert!(comments::find(&mut reading, id).await.unwrap().is_some());
            }
        }
        assert_eq!(posted, WRITERS * EACH * 4 / 5);
        assert_eq!(numbers, (0..posted as u64).collect());
        let mut reading = store.store.read().await.unwrap();
        let all = entries::from(&mut reading, 0, 10_000).await.unwrap();
        assert_eq!(all.iter().map(|entry| entry.number).collect::<Vec<_>>(), (0..posted as u64).collect::<Vec<_>>());
        for thread in threads {
            let thread = threads::find(&mut reading, thread).await.unwrap().unwrap();
            assert_eq!(thread.last_number, thread.shown);
        }
    }

    async fn a_revision_names_the_entry_that_made_it(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        store.posts(aigul, thread, None, "first", at(1)).await;
        let (number, id) = store.posts(aigul, thread, None, "second", at(2)).await;
        let mut reading = store.store.read().await.unwrap();
        let revisions = comments::revisions(&mut reading, id).await.unwrap();
        assert_eq!(revisions[0].entry, Some(number));
        let entry = &entries::from(&mut reading, number, 1).await.unwrap()[0];
        assert_eq!((entry.what.subject_id.clone(), entry.what.at), (id.to_string(), at(2)));
        assert_eq!(entry.what.kind, ::record::EntryKind::CommentPosted);
        assert!(entry.what.content_hash.is_some());
        assert_eq!(entries::of_subject(&mut reading, ::record::SubjectKind::Comment, &id.to_string()).await.unwrap().len(), 1);
    }

    async fn a_follower_moves_on_together_with_what_it_did(store: &TestStore) {
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(followers::position(&mut reading, "alerts").await.unwrap(), 0);
        drop(reading);
        let mut lost = store.store.begin().await.unwrap();
        assert_eq!(followers::hold(&mut lost, "alerts").await.unwrap(), 0);
        followers::move_to(&mut lost, "alerts", 5).await.unwrap();
        drop(lost);
        let mut kept = store.store.begin().await.unwrap();
        assert_eq!(followers::hold(&mut kept, "alerts").await.unwrap(), 0);
        followers::move_to(&mut kept, "alerts", 3).await.unwrap();
        kept.commit_private("follower").await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(followers::position(&mut reading, "alerts").await.unwrap(), 3);
    }

    async fn a_reader_sees_one_picture_however_long_it_looks(store: &TestStore) {
        let (aigul, thread) = (store.person("Aigul").await, store.thread("1-01").await);
        let mut reading = store.store.read().await.unwrap();
        assert_eq!(entries::count(&mut reading).await.unwrap(), 0);
        store.posts(aigul, thread, None, "meanwhile", at(1)).await;
        assert_eq!(entries::count(&mut reading).await.unwrap(), 0);
        assert_eq!(threads::find(&mut reading, thread).await.unwrap().unwrap().shown, 0);
        let mut later = store.store.read().await.unwrap();
        assert_eq!(entries::count(&mut later).await.unwrap(), 1);
    }

    async fn the_store_says_that_it_is_ready(store: &TestStore) {
        store.store.ready().await.unwrap();
    }
}
