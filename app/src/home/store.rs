//! The whole dashboard in one statement: it is the page that everyone opens, and one trip to the database is what it may cost.

use std::sync::LazyLock;

use super::model::Dashboard;
use super::rows::{self, Row};
use super::rules::{FEW, NEWS_DAYS};
use crate::auth::HouseholdActor;
use crate::day::Moment;
use crate::db::On;
use crate::error::{AppError, internal};
use crate::state::AppState;
use crate::texts::Lang;

crate::queries! {
    // Rows of seven kinds under one list of columns; what a column holds is said where the kind is read. Every part finds its rows by an index
    // of the household (a test asks SQLite). $1: household, $2: today, $3: person, $4: how many of a kind, $5: since when a decision is news.
    DASHBOARD = "
        SELECT 'pet' AS kind, p.id, p.id AS pet_id, p.name AS w1, p.species AS w2, p.photo_blob_id AS w3, CAST(NULL AS TEXT) AS w4, CAST(NULL AS TEXT) AS w5,
            CAST(NULL AS TEXT) AS w6, p.died_on AS d1, CAST(NULL AS TEXT) AS d2, CAST(NULL AS TEXT) AS d3, p.created_at AS n1, CAST(NULL AS BIGINT) AS n2,
            CAST(NULL AS BIGINT) AS n3, CAST(NULL AS BIGINT) AS n4, CAST(NULL AS BIGINT) AS n5, CAST(NULL AS BIGINT) AS n6, CAST(NULL AS TEXT) AS currency
        FROM pet p WHERE p.household_id = $1
        UNION ALL
        SELECT 'cover', y.id, y.pet_id, n.name,
            (SELECT string_agg(s.flag, ' ') FROM standing s WHERE s.policy_id = y.id AND s.from_on <= $2 AND (s.to_on IS NULL OR s.to_on >= $2)),
            i.state, NULL, NULL, NULL, t.starts_on, t.ends_on, i.due_on,
            t.annual_limit_cents, CAST(SUM(COALESCE(d.limit_cents, d.payable_cents)) AS BIGINT), t.deductible_cents, CAST(SUM(d.deductible_cents) AS BIGINT), i.amount_cents,
            (SELECT u.premium_cents FROM term u WHERE u.policy_id = y.id AND u.starts_on > t.starts_on ORDER BY u.starts_on LIMIT 1), t.currency
        FROM policy y
        JOIN term t ON t.id = (SELECT u.id FROM term u WHERE u.policy_id = y.id AND u.ends_on >= $2 ORDER BY u.starts_on LIMIT 1)
        JOIN plan_version v ON v.id = t.plan_version_id
        JOIN plan n ON n.id = v.plan_id
        LEFT JOIN invoice i ON i.id = (SELECT u.id FROM invoice u WHERE u.policy_id = y.id AND u.state <> 'paid' AND u.ended_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM payment m WHERE m.invoice_id = u.id AND m.state = 'pending') ORDER BY u.due_on LIMIT 1)
        LEFT JOIN claim c ON c.term_id = t.id AND c.state <> 'withdrawn'
        LEFT JOIN decision d ON d.claim_id = c.id AND d.sequence = (SELECT MAX(x.sequence) FROM decision x WHERE x.claim_id = c.id)
        WHERE y.household_id = $1 GROUP BY y.id, t.id, n.id, i.id
        UNION ALL
        SELECT 'draft', d.id, d.answers ->> 'pet', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, d.changed_at, NULL, NULL, NULL, NULL, NULL, NULL
        FROM draft d
        WHERE d.person_id = $3 AND d.household_id = $1 AND d.submitted_at IS NULL AND d.discarded_at IS NULL AND (CAST(d.answers AS TEXT) <> '{}'
            OR EXISTS (SELECT 1 FROM claim_page g WHERE g.draft_id = d.id AND g.removed_at IS NULL))
        UNION ALL
        SELECT 'new_device', MAX(n.id), NULL, n.detail ->> 'device', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, COUNT(*), NULL, NULL, NULL, NULL, NULL, NULL
        FROM notice n WHERE n.person_id = $3 AND n.kind = 'new_device' AND n.read_at IS NULL GROUP BY n.detail ->> 'device'
        UNION ALL
        SELECT 'claim', k.id, k.pet_id, k.number, k.condition_code, k.condition_text, k.state,
            (SELECT s.given_name FROM claim_event e JOIN person s ON s.id = e.actor_id
                WHERE e.claim_id = k.id AND e.kind = 'review_begun' AND e.actor_kind = 'staff' ORDER BY e.at DESC LIMIT 1),
            r.what, k.visit_on, k.answer_by, r.due_on, k.total_cents, k.submitted_at, CASE r.state WHEN 'to_confirm' THEN 1 ELSE 0 END,
            (SELECT COUNT(*) FROM thread t JOIN message m ON m.thread_id = t.id WHERE t.subject_kind = 'claim' AND t.subject_id = k.id AND t.audience = 'customer'
                AND m.author_kind = 'staff' AND NOT EXISTS (SELECT 1 FROM message_seen s WHERE s.message_id = m.id AND s.person_id = $3)), NULL, NULL, k.currency
        FROM (SELECT * FROM claim q
            WHERE q.household_id = $1 AND q.state IN ('received', 'in_review', 'waiting_for_you', 'waiting_for_vet') ORDER BY q.submitted_at DESC LIMIT $4) AS k
        LEFT JOIN requirement r ON r.id = (SELECT x.id FROM requirement x
            WHERE x.subject_kind = 'claim' AND x.subject_id = k.id AND x.state IN ('open', 'to_confirm', 'sent_back')
            ORDER BY CASE x.state WHEN 'to_confirm' THEN 0 ELSE 1 END, x.owner, x.due_on LIMIT 1)
        UNION ALL
        SELECT 'decided', c.id, c.pet_id, CASE WHEN o.state = 'approved' AND o.follows IS NOT NULL THEN 'returned' ELSE o.state END, NULL, NULL, NULL, NULL, NULL, o.arrives_by, NULL, NULL, d.payable_cents, NULL, NULL, NULL, NULL, NULL, c.currency
        FROM claim c
        JOIN decision d ON d.claim_id = c.id AND d.sequence = (SELECT MAX(x.sequence) FROM decision x WHERE x.claim_id = c.id)
        LEFT JOIN payout o ON o.id = (SELECT x.id FROM payout x WHERE x.claim_id = c.id ORDER BY x.approved_at DESC LIMIT 1)
        WHERE c.household_id = $1 AND c.state = 'decided' AND (d.decided_at > $5 OR o.state = 'returned' OR o.follows IS NOT NULL)
        UNION ALL
        SELECT h.kind, h.id, h.pet_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, h.cents, h.at, NULL, NULL, NULL, NULL, h.currency FROM (
            SELECT 'arrived' AS kind, c.id, c.pet_id, o.amount_cents AS cents, o.arrived_at AS at, o.currency
            FROM payout o JOIN claim c ON c.id = o.claim_id WHERE o.household_id = $1 AND o.arrived_at IS NOT NULL
            UNION ALL
            SELECT 'filed', c.id, c.pet_id, c.total_cents, c.submitted_at, c.currency FROM claim c WHERE c.household_id = $1
            UNION ALL
            SELECT 'settled', m.id, y.pet_id, m.amount_cents, m.settled_at, m.currency
            FROM payment m JOIN invoice i ON i.id = m.invoice_id JOIN policy y ON y.id = i.policy_id
            WHERE m.household_id = $1 AND m.settled_at IS NOT NULL AND m.state = 'settled'
            ORDER BY 5 DESC LIMIT $4) AS h";
}

macro_rules! bound {
    ($sql:expr, $actor:expr, $now:expr, $few:expr, $news:expr) => {
        sqlx::query_scalar($sql)
            .bind(&$actor.household)
            .bind($now.day)
            .bind(&$actor.person)
            .bind($few)
            .bind($news)
    };
}

/// The rows of [`DASHBOARD`] as one JSON text: each row that sqlx hands over costs about as much as finding it. Each engine has its own word for this.
static SQLITE: LazyLock<String> = LazyLock::new(|| format!("SELECT json_group_array(json_array({COLUMNS})) FROM ({DASHBOARD}) AS part"));
static POSTGRES: LazyLock<String> =
    LazyLock::new(|| format!("SELECT CAST(COALESCE(json_agg(json_build_array({COLUMNS})), '[]') AS TEXT) FROM ({DASHBOARD}) AS part"));
/// The columns of [`DASHBOARD`], in the order of [`Row`].
const COLUMNS: &str = "kind, id, pet_id, w1, w2, w3, w4, w5, w6, d1, d2, d3, n1, n2, n3, n4, n5, n6, currency";

/// The dashboard of the person's household.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn dashboard(state: &AppState, actor: &HouseholdActor, l: Lang) -> Result<Dashboard, AppError> {
    let now = Moment::local(state.clock.now(), &actor.zone);
    let news = state.clock.now() - i64::from(NEWS_DAYS) * 24 * 60 * 60 * 1000;
    let few = i64::try_from(FEW).unwrap_or(i64::MAX);
    let (sqlite, postgres): (&'static str, &'static str) = (SQLITE.as_str(), POSTGRES.as_str());
    let json: String = match state.store.read() {
        On::Sqlite(db) => bound!(sqlite, actor, now, few, news).fetch_one(db).await?,
        On::Postgres(db) => bound!(postgres, actor, now, few, news).fetch_one(db).await?,
    };
    let rows: Vec<Row> = serde_json::from_str(&json).map_err(|e| internal(&e))?;
    Ok(rows::dashboard(rows, actor, now, l))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::model::{InvoiceState, PaymentState, PayoutState};
    use crate::claims::model::ClaimState;
    use crate::db::On;
    use crate::home::model::{Alert, Event};
    use crate::policies::model::Flag;
    use crate::testing::book::{bill, decide, file_claim, pay, pay_out, raise, set_claim_state};
    use crate::testing::{Home, home};
    use crate::{insert, on_both_engines};

    /// The dashboard, with pets and covers by name: pets of one millisecond have no order.
    async fn look(state: &AppState, home: &Home) -> Dashboard {
        let mut page = dashboard(state, &home.actor, Lang::En).await.expect("a dashboard");
        page.pets.sort_by(|a, b| a.name.cmp(&b.name));
        page.covers.sort_by(|a, b| a.pet_name.cmp(&b.pet_name));
        page
    }

    async fn ask(state: &AppState, home: &Home, claim: &crate::ids::ClaimId, due_on: crate::day::Day) {
        insert!(
            state,
            "INSERT INTO requirement (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at)
             VALUES ($1, 'claim', $2, $3, 'invoice_page', 'policyholder', $4, 'open', $5)",
            state.new_id(),
            claim,
            &home.actor.household,
            due_on,
            state.clock.now()
        );
        set_claim_state(state, claim, ClaimState::WaitingForYou).await;
    }

    on_both_engines! {
        async fn each_policy_says_what_is_left_and_what_is_next(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
            let today = state.clock.today(&home.actor.zone);
            let claim = file_claim(&state, &home, 0, 50_000).await;
            decide(&state, &claim, 25_000, 1_000).await;
            decide(&state, &claim, 13_000, 18_600).await;
            let paid = bill(&state, &home, 0, 4_210, today.plus_days(-20), InvoiceState::Paid).await;
            pay(&state, &home, &paid, 4_210, PaymentState::Settled).await;
            let on_its_way = bill(&state, &home, 0, 4_210, today.plus_days(-1), InvoiceState::Open).await;
            pay(&state, &home, &on_its_way, 4_210, PaymentState::Pending).await;
            bill(&state, &home, 0, 4_211, today.plus_days(11), InvoiceState::Open).await;
            let page = look(&state, &home).await;
            assert_eq!(page.pets.iter().map(|pet| pet.name.as_str()).collect::<Vec<_>>(), ["Biscuit", "Mochi"]);
            assert_eq!(page.covers.iter().map(|cover| cover.pet_name.as_str()).collect::<Vec<_>>(), ["Biscuit", "Mochi"]);
            let cover = &page.covers[0];
            assert_eq!((cover.plan.as_str(), cover.begins_on), ("Complete", None));
            assert_eq!((cover.money.left().cents, cover.money.deductible_left().cents), (1_000_000 - 18_600, 25_000 - 13_000));
            let next = cover.next_payment.expect("a bill");
            assert_eq!((next.amount.cents, next.due_on, next.late), (4_211, today.plus_days(11), false));
            assert_eq!((page.covers[1].money.left().cents, page.covers[1].next_payment), (1_000_000, None));
        }

        async fn nothing_of_another_household_is_seen(state: AppState) {
            let (robin, sam) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &["Mochi"]).await);
            let today = state.clock.today(&sam.actor.zone);
            let claim = file_claim(&state, &sam, 0, 50_000).await;
            ask(&state, &sam, &claim, today).await;
            let decided = file_claim(&state, &sam, 0, 50_000).await;
            decide(&state, &decided, 0, 100).await;
            pay_out(&state, &sam, &decided, 100, PayoutState::Arrived).await;
            bill(&state, &sam, 0, 4_210, today.plus_days(-3), InvoiceState::PastDue).await;
            let page = look(&state, &robin).await;
            assert!(page.pets.is_empty() && page.covers.is_empty() && page.claims.is_empty() && page.alerts.is_empty() && page.happened.is_empty());
            assert_eq!(page.given_name, "Robin");
            let own = look(&state, &sam).await;
            assert_eq!((own.covers.len(), own.claims.len(), own.alerts.len(), own.happened.len()), (1, 1, 3, 3));
        }

        async fn what_needs_the_person_comes_first(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
            let today = state.clock.today(&home.actor.zone);
            let decided = file_claim(&state, &home, 0, 50_000).await;
            decide(&state, &decided, 25_000, 20_000).await;
            pay_out(&state, &home, &decided, 20_000, PayoutState::Sent).await;
            bill(&state, &home, 0, 4_210, today.plus_days(-3), InvoiceState::Open).await;
            let claim = file_claim(&state, &home, 1, 8_640).await;
            ask(&state, &home, &claim, today.plus_days(7)).await;
            let page = look(&state, &home).await;
            let (biscuit, mochi) = ("Biscuit".to_owned(), "Mochi".to_owned());
            assert!(matches!(&page.alerts[0], Alert::Missing { pet_name, due_on, .. } if *pet_name == mochi && *due_on == today.plus_days(7)));
            assert!(matches!(&page.alerts[1], Alert::PastDue { pet_name, amount, .. } if *pet_name == biscuit && amount.cents == 4_210));
            assert!(matches!(&page.alerts[2], Alert::Decided { pays, arrives_by, .. } if pays.cents == 20_000 && *arrives_by == Some(today.plus_days(3))));
            assert_eq!(page.alerts.len(), 3);
            assert_eq!(page.claims.len(), 1, "a decided claim is no open one");
            assert_eq!((page.claims[0].what.as_str(), page.claims[0].total.cents), ("a cough", 8_640));
        }

        async fn a_decision_is_news_for_two_weeks_and_money_that_came_back_until_it_is_sent_again(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let claim = file_claim(&state, &home, 0, 50_000).await;
            decide(&state, &claim, 25_000, 20_000).await;
            assert!(matches!(look(&state, &home).await.alerts[..], [Alert::Decided { .. }]));
            state.clock.advance(15 * 24 * 60 * 60 * 1000);
            assert!(look(&state, &home).await.alerts.is_empty());
            pay_out(&state, &home, &claim, 20_000, PayoutState::Returned).await;
            assert!(matches!(look(&state, &home).await.alerts[..], [Alert::CameBack { .. }]));
        }

        async fn a_new_year_is_announced_unless_the_policy_ends(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            assert!(look(&state, &home).await.alerts.is_empty());
            // 20 November 2026 to 15 April 2027.
            state.clock.advance(146 * 24 * 60 * 60 * 1000);
            let page = look(&state, &home).await;
            assert!(matches!(&page.alerts[..], [Alert::Renews { on, premium: None, .. }] if on.to_string() == "2027-05-01"));
            raise(&state, &home, 0, Flag::CancelPending).await;
            assert!(look(&state, &home).await.alerts.is_empty());
        }

        async fn cover_that_lapsed_is_an_alert_and_no_card(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
            let today = state.clock.today(&home.actor.zone);
            bill(&state, &home, 0, 4_210, today.plus_days(-40), InvoiceState::PastDue).await;
            raise(&state, &home, 0, Flag::Lapsed).await;
            let page = look(&state, &home).await;
            assert_eq!(page.covers.iter().map(|cover| cover.pet_name.as_str()).collect::<Vec<_>>(), ["Mochi"]);
            assert!(matches!(&page.alerts[..], [Alert::Lapsed { pet_name, .. }] if pet_name == "Biscuit"));
            assert!(page.pets[0].uninsured && !page.pets[1].uninsured);
        }

        async fn a_pet_that_died_is_not_greeted_and_asks_for_no_money(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
            let today = state.clock.today(&home.actor.zone);
            bill(&state, &home, 0, 4_210, today.plus_days(-3), InvoiceState::PastDue).await;
            file_claim(&state, &home, 0, 50_000).await;
            insert!(state, "UPDATE pet SET died_on = $1 WHERE id = $2", today.plus_days(-2), &home.pets[0].id);
            let page = look(&state, &home).await;
            assert_eq!(page.pets.iter().map(|pet| pet.name.as_str()).collect::<Vec<_>>(), ["Mochi"]);
            assert!(page.alerts.is_empty());
            assert_eq!((page.claims[0].pet_name.as_str(), page.covers[0].next_payment), ("Biscuit", None), "its last claims go on");
        }

        async fn only_a_few_claims_and_events_are_read_and_they_are_the_newest(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let paid = bill(&state, &home, 0, 1, state.clock.today(&home.actor.zone), InvoiceState::Paid).await;
            let claim = file_claim(&state, &home, 0, 1).await;
            for cents in 2..=8 {
                state.clock.advance(1_000);
                file_claim(&state, &home, 0, cents).await;
                state.clock.advance(1_000);
                pay(&state, &home, &paid, cents, PaymentState::Settled).await;
            }
            state.clock.advance(1_000);
            pay_out(&state, &home, &claim, 9, PayoutState::Arrived).await;
            pay(&state, &home, &paid, 10, PaymentState::Failed).await;
            let page = look(&state, &home).await;
            assert_eq!(page.claims.iter().map(|claim| claim.total.cents).collect::<Vec<_>>(), [8, 7, 6, 5, 4]);
            assert_eq!(page.happened.iter().map(|event| event.amount.cents).collect::<Vec<_>>(), [9, 8, 8, 7, 7]);
            assert!(matches!(page.happened[0].what, Event::PayoutArrived(_)));
            assert!(matches!(page.happened[1].what, Event::PaymentSettled));
        }

        async fn a_claim_that_was_begun_is_offered_once_something_is_in_it(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit", "Mochi"]).await;
            let sql = "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)";
            let empty = sqlx::types::Json(serde_json::json!({}));
            insert!(state, sql, "draft", &home.actor.household, &home.actor.person, empty, state.clock.now());
            assert_eq!(look(&state, &home).await.unfinished, None);
            let answers = sqlx::types::Json(serde_json::json!({ "pet": home.pets[1].id, "date": "2026-11-19" }));
            insert!(state, "UPDATE draft SET answers = $1 WHERE id = 'draft'", answers);
            let unfinished = look(&state, &home).await.unfinished.expect("a draft");
            assert_eq!((unfinished.pet_name.as_deref(), unfinished.changed_on.to_string().as_str()), (Some("Mochi"), crate::testing::TODAY));
            insert!(state, "UPDATE draft SET submitted_at = $1 WHERE id = 'draft'", state.clock.now());
            assert_eq!(look(&state, &home).await.unfinished, None);
        }

        async fn cover_that_begins_later_is_shown_with_its_first_day(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            state.clock.advance(-3 * 365 * 24 * 60 * 60 * 1000);
            assert_eq!(look(&state, &home).await.covers[0].begins_on, Some(crate::testing::cover_from()));
        }
    }

    on_both_engines! {
        // server/src/page_cache.rs keeps the page until the household's revision changes.
        async fn every_table_that_the_dashboard_reads_counts_its_changes(state: AppState) {
            // What is no household's own.
            const SHARED: [&str; 3] = ["plan", "plan_version", "person"];
            let words: Vec<&str> = DASHBOARD.split_whitespace().collect();
            let tables: std::collections::BTreeSet<&str> = words
                .windows(2)
                .filter(|pair| ["FROM", "JOIN"].contains(&pair[0]) && !pair[1].starts_with('('))
                .map(|pair| pair[1])
                .filter(|table| !SHARED.contains(table))
                .collect();
            assert!(tables.len() > 10, "{tables:?}");
            let counting = match state.store.read() {
                On::Sqlite(_) => "SELECT tbl_name, COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_counts' ESCAPE '\\' GROUP BY tbl_name",
                // INSERT, DELETE and UPDATE are bits 2, 3 and 4 of tgtype.
                On::Postgres(_) => "SELECT CAST(c.relname AS TEXT), CAST(SUM((t.tgtype >> 2) % 2 + (t.tgtype >> 3) % 2 + (t.tgtype >> 4) % 2) AS BIGINT)
                    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE '%\\_counts' GROUP BY c.relname",
            };
            let found: Vec<(String, i64)> = crate::fetch_all!(state.store.read(), (String, i64), counting).expect("triggers");
            for table in tables {
                let events = found.iter().find(|(name, _)| name == table).map_or(0, |(_, events)| *events);
                // Events of a claim are never changed.
                assert_eq!(events, if table == "claim_event" { 1 } else { 3 }, "{table}: {found:?}");
            }
        }
    }

    #[tokio::test]
    async fn sqlite_finds_every_row_by_an_index() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = crate::testing::state(&format!("sqlite://{}", folder.path().join("t.db").display())).await;
        let On::Sqlite(db) = state.store.read() else { panic!("this is SQLite") };
        let explain = format!("EXPLAIN QUERY PLAN {DASHBOARD}");
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(explain))
            .bind("household")
            .bind("2026-11-20")
            .bind("person")
            .bind(5_i64)
            .bind(0_i64)
            .fetch_all(db)
            .await
            .expect("a plan");
        let searches = plan.iter().filter(|(.., step)| step.starts_with("SEARCH")).count();
        assert!(searches > 20, "{plan:#?}");
        for (.., step) in &plan {
            // `k` and `h` are the few rows that a part has already found.
            assert!(!step.starts_with("SCAN") || step == "SCAN k" || step == "SCAN h", "{step}");
            assert!(!step.starts_with("SEARCH") || step.contains("INDEX"), "{step}");
        }
    }
}
