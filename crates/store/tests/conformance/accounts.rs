//! Accounts, sessions, tokens, links, departments, letters.

use dialogue::{AccountId, Department, DisplayName, EmailAddress, Language, Role, Texts};
use store::one_time_links::{LinkRefused, Purpose};
use store::{accounts, departments, mails, one_time_links, sessions, tokens};

use crate::harness::{TestStore, at, on_both};

fn an_account(id: AccountId, email: &str, name: &str) -> accounts::NewAccount {
    accounts::NewAccount {
        id,
        email: EmailAddress::new(email).unwrap(),
        name: DisplayName::new(name).unwrap(),
        password_hash: Some("$argon2id$…".into()),
        role: Role::Resident,
        department: None,
        language: Language::Ru,
        made_at: at(0),
        confirmed_at: None,
        demonstration: false,
    }
}

fn a_session(account: AccountId) -> sessions::Session {
    sessions::Session { account, made_at: at(0), seen_at: at(0), expires_at: at(100), device: Some("Firefox".into()) }
}

on_both! {
    async fn an_address_has_one_account_however_it_is_cased(store: &TestStore) {
        let mut t = store.store.begin().await.unwrap();
        let first = an_account(store.id(), "Aigul@Example.org", "Aigul");
        accounts::add(&mut t, &first).await.unwrap().unwrap();
        let second = an_account(store.id(), "aigul@example.ORG", "Somebody");
        assert_eq!(accounts::add(&mut t, &second).await.unwrap(), Err(accounts::Taken::Email));
        // The transaction goes on after a refusal, on PostgreSQL too.
        let third = an_account(store.id(), "other@example.org", "AIGUL");
        assert_eq!(accounts::add(&mut t, &third).await.unwrap(), Err(accounts::Taken::Name));
        t.commit_private("accounts").await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        let address = EmailAddress::new("AIGUL@example.org").unwrap();
        let found = accounts::by_email(&mut reading, &address).await.unwrap().unwrap();
        assert_eq!((found.id, found.name.as_str(), found.language), (first.id, "Aigul", Language::Ru));
        assert_eq!(accounts::password_hash(&mut reading, first.id).await.unwrap().as_deref(), Some("$argon2id$…"));
        assert!(accounts::name_is_taken(&mut reading, &DisplayName::new("aigul").unwrap()).await.unwrap());
    }

    async fn an_account_changes_piece_by_piece(store: &TestStore) {
        let department = a_department(store, "property").await;
        let (id, other) = (store.id(), store.id());
        let mut t = store.store.begin().await.unwrap();
        accounts::add(&mut t, &an_account(id, "a@example.org", "Aigul")).await.unwrap().unwrap();
        accounts::add(&mut t, &an_account(other, "b@example.org", "Nurlan")).await.unwrap().unwrap();
        accounts::confirm(&mut t, id, at(5)).await.unwrap();
        accounts::confirm(&mut t, id, at(9)).await.unwrap();
        accounts::set_role(&mut t, id, Role::Staff, Some(department)).await.unwrap();
        accounts::set_language(&mut t, id, Language::En).await.unwrap();
        accounts::set_password(&mut t, id, "new").await.unwrap();
        accounts::block(&mut t, id, at(6), "burst").await.unwrap();
        assert_eq!(
            accounts::set_name(&mut t, id, &DisplayName::new("nurlan").unwrap()).await.unwrap(),
            Err(accounts::Taken::Name)
        );
        accounts::set_name(&mut t, id, &DisplayName::new("Aigul K.").unwrap()).await.unwrap().unwrap();
        assert_eq!(
            accounts::set_email(&mut t, id, &EmailAddress::new("B@example.org").unwrap()).await.unwrap(),
            Err(accounts::Taken::Email)
        );
        t.commit_private("changes").await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        let account = accounts::find(&mut reading, id).await.unwrap().unwrap();
        assert_eq!(account.confirmed_at, Some(at(5)));
        assert_eq!((account.role, account.department), (Role::Staff, Some(department)));
        assert_eq!((account.blocked_at, account.blocked_reason.as_deref()), (Some(at(6)), Some("burst")));
        assert_eq!(account.name.as_str(), "Aigul K.");
        let staff = accounts::page(&mut reading, Some(Role::Staff), "", 10).await.unwrap();
        assert_eq!(staff.iter().map(|account| account.id).collect::<Vec<_>>(), [id]);
        assert_eq!(accounts::page(&mut reading, None, "a@example.org", 10).await.unwrap()[0].id, other);
    }

    async fn a_session_lasts_until_it_ends_and_a_new_password_ends_the_others(store: &TestStore) {
        let aigul = store.person("Aigul").await;
        let mut t = store.store.begin().await.unwrap();
        for secret in ["desk", "phone", "library"] {
            sessions::begin(&mut t, secret, &a_session(aigul.account)).await.unwrap();
        }
        t.commit_private("sign in").await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        let (session, account) = sessions::find(&mut reading, "desk", at(99)).await.unwrap().unwrap();
        assert_eq!((session.device.as_deref(), account.id, account.made_at), (Some("Firefox"), aigul.account, at(0)));
        assert!(sessions::find(&mut reading, "desk", at(100)).await.unwrap().is_none());
        assert!(sessions::find(&mut reading, "guess", at(1)).await.unwrap().is_none());
        drop(reading);
        let mut t = store.store.begin().await.unwrap();
        sessions::touch(&mut t, "desk", at(50), at(150)).await.unwrap();
        assert_eq!(sessions::end_all_but(&mut t, aigul.account, Some("desk")).await.unwrap(), 2);
        t.commit_private("new password").await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        assert!(sessions::find(&mut reading, "phone", at(1)).await.unwrap().is_none());
        assert!(sessions::find(&mut reading, "desk", at(140)).await.unwrap().is_some());
        assert_eq!(sessions::of_account(&mut reading, aigul.account, at(1)).await.unwrap().len(), 1);
        drop(reading);
        let mut t = store.store.begin().await.unwrap();
        assert_eq!(sessions::forget_ended(&mut t, at(200)).await.unwrap(), 1);
        assert_eq!(sessions::end_all_but(&mut t, aigul.account, None).await.unwrap(), 0);
        t.commit_private("tidy").await.unwrap();
    }

    async fn a_token_works_until_it_is_taken_back(store: &TestStore) {
        let aigul = store.person("Aigul").await;
        let token = tokens::Token {
            id: store.id(),
            account: aigul.account,
            label: "QGIS".into(),
            made_at: at(0),
            expires_at: Some(at(100)),
            used_at: None,
            revoked_at: None,
        };
        let mut t = store.store.begin().await.unwrap();
        tokens::add(&mut t, "secret", &token).await.unwrap();
        tokens::used(&mut t, token.id, at(3)).await.unwrap();
        t.commit_private("token").await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        let (found, account) = tokens::find(&mut reading, "secret", at(4)).await.unwrap().unwrap();
        assert_eq!((found.label.as_str(), found.used_at, account.id), ("QGIS", Some(at(3)), aigul.account));
        assert!(tokens::find(&mut reading, "secret", at(100)).await.unwrap().is_none());
        drop(reading);
        let mut t = store.store.begin().await.unwrap();
        assert!(!tokens::revoke(&mut t, token.id, store.id(), at(5)).await.unwrap());
        assert!(tokens::revoke(&mut t, token.id, aigul.account, at(5)).await.unwrap());
        assert!(!tokens::revoke(&mut t, token.id, aigul.account, at(6)).await.unwrap());
        t.commit_private("revoke").await.unwrap();
        let mut reading = store.store.read().await.unwrap();
        assert!(tokens::find(&mut reading, "secret", at(4)).await.unwrap().is_none());
        assert_eq!(tokens::of_account(&mut reading, aigul.account).await.unwrap()[0].revoked_at, Some(at(5)));
    }

    async fn a_link_works_once_and_for_its_purpose_only(store: &TestStore) {
        let aigul = store.person("Aigul").await.account;
        let mut t = store.store.begin().await.unwrap();
        for secret in ["first", "second"] {
            one_time_links::add(&mut t, secret, aigul, Purpose::Reset, at(0), at(100)).await.unwrap();
        }
        t.commit_private("links").await.unwrap();
        let mut t = store.store.begin().await.unwrap();
        assert_eq!(
            one_time_links::spend(&mut t, "first", Purpose::Confirm, at(1)).await.unwrap(),
            Err(LinkRefused::Unknown)
        );
        assert_eq!(
            one_time_links::spend(&mut t, "first", Purpose::Reset, at(100)).await.unwrap(),
            Err(LinkRefused::Expired)
        );
        assert_eq!(one_time_links::spend(&mut t, "first", Purpose::Reset, at(1)).await.unwrap(), Ok(aigul));
        for secret in ["first", "second"] {
            assert_eq!(
                one_time_links::spend(&mut t, secret, Purpose::Reset, at(2)).await.unwrap(),
                Err(LinkRefused::Used(aigul))
            );
        }
        t.commit_private("spend").await.unwrap();
        let mut t = store.store.begin().await.unwrap();
        assert_eq!(one_time_links::forget_expired(&mut t, at(101)).await.unwrap(), 2);
        t.commit_private("tidy").await.unwrap();
    }

    async fn two_who_use_a_link_at_once_do_not_both_get_through(store: &TestStore) {
        let aigul = store.person("Aigul").await.account;
        let mut t = store.store.begin().await.unwrap();
        one_time_links::add(&mut t, "link", aigul, Purpose::Confirm, at(0), at(100)).await.unwrap();
        t.commit_private("link").await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let city = store.store.clone();
            tasks.spawn(async move {
                let mut t = city.begin().await.unwrap();
                let spent = one_time_links::spend(&mut t, "link", Purpose::Confirm, at(1)).await.unwrap();
                t.commit_private("spend").await.unwrap();
                spent.is_ok()
            });
        }
        let through = tasks.join_all().await.into_iter().filter(|through| *through).count();
        assert_eq!(through, 1);
    }

    async fn a_letter_is_queued_once_and_forgotten_when_it_has_gone(store: &TestStore) {
        let letter = mails::NewMail {
            id: store.id(),
            once: "confirm:1".into(),
            recipient: EmailAddress::new("a@example.org").unwrap(),
            subject: "Тастыктоо".into(),
            body: "https://…".into(),
            at: at(0),
        };
        let mut t = store.store.begin().await.unwrap();
        assert!(mails::queue(&mut t, &letter).await.unwrap());
        assert!(!mails::queue(&mut t, &mails::NewMail { id: store.id(), ..letter.clone() }).await.unwrap());
        t.commit_private("queue").await.unwrap();
        let mut t = store.store.begin().await.unwrap();
        let due = mails::due(&mut t, at(0), 10).await.unwrap();
        assert_eq!((due.len(), due[0].subject.as_str()), (1, "Тастыктоо"));
        assert!(mails::hold(&mut t, letter.id, at(0), at(60)).await.unwrap());
        assert!(!mails::hold(&mut t, letter.id, at(1), at(60)).await.unwrap());
        assert!(mails::due(&mut t, at(59), 10).await.unwrap().is_empty());
        assert_eq!(mails::due(&mut t, at(60), 10).await.unwrap()[0].attempts, 1);
        mails::retry(&mut t, letter.id, at(90), "no route").await.unwrap();
        assert!(mails::due(&mut t, at(60), 10).await.unwrap().is_empty());
        assert_eq!(mails::waiting(&mut t).await.unwrap(), 1);
        mails::sent(&mut t, letter.id, at(91)).await.unwrap();
        assert_eq!(mails::waiting(&mut t).await.unwrap(), 0);
        t.commit_private("sent").await.unwrap();
    }

    async fn a_department_is_brought_up_to_date_by_its_key(store: &TestStore) {
        let first = a_department(store, "property").await;
        let again = a_department(store, "property").await;
        assert_eq!(first, again);
        let mut reading = store.store.read().await.unwrap();
        let all = departments::all(&mut reading).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(departments::by_key(&mut reading, "property").await.unwrap().as_ref(), Some(&all[0]));
        assert_eq!(departments::find(&mut reading, first).await.unwrap().as_ref(), Some(&all[0]));
    }
}

pub(crate) async fn a_department(store: &TestStore, key: &str) -> dialogue::DepartmentId {
    let department = Department {
        id: store.id(),
        key: key.into(),
        name: Texts::new("Жер башкармалыгы", "Земельное управление", "Land department"),
        since: Some(jiff::civil::date(2020, 1, 1)),
        until: None,
    };
    let mut t = store.store.begin().await.unwrap();
    let id = departments::put(&mut t, &department).await.unwrap();
    t.commit_private("department").await.unwrap();
    id
}
