//! The words of the permission to debit. They say how much, when and how it ends (Nacha Operating Rules, 2.3.2), of each policy as it stands today.

use crate::auth::HouseholdActor;
use crate::billing::methods::model::MethodLine;
use crate::billing::methods::view::named;
use crate::day::Day;
use crate::fetch_all;
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::texts::Lang;
use crate::ui::day_full;

crate::queries! {
    // Of each policy the unpaid bill that is due first.
    NEXT = "SELECT p.name, i.amount_cents - i.paid_cents AS left_cents, i.currency, i.due_on, COALESCE(t.installments, 12) AS installments
        FROM invoice i JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id LEFT JOIN term t ON t.id = i.term_id
        WHERE i.household_id = $1 AND i.state <> 'paid' AND i.ended_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM invoice e WHERE e.policy_id = i.policy_id AND e.state <> 'paid' AND e.ended_at IS NULL
                AND (e.due_on < i.due_on OR (e.due_on = i.due_on AND e.id < i.id)))
        ORDER BY i.due_on, i.number";
}

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    left_cents: i64,
    currency: Currency,
    due_on: Day,
    installments: i64,
}

/// What the policyholder agrees to, a paragraph each.
pub(super) async fn words(state: &AppState, actor: &HouseholdActor, method: &MethodLine, l: Lang) -> Result<Vec<String>, sqlx::Error> {
    let brand = &state.brand;
    let mut words = vec![l.autopay_words_allow(&brand.name, named(l, method))];
    for row in fetch_all!(state.store.read(), Row, NEXT, &actor.household)? {
        let amount = Money {
            cents: row.left_cents,
            currency: row.currency,
        };
        let day = day_full(l, row.due_on);
        words.push(match row.installments {
            1 => l.autopay_words_yearly(amount, day, row.name),
            4 => l.autopay_words_quarterly(amount, day, row.name),
            _ => l.autopay_words_monthly(amount, day, row.name),
        });
    }
    words.push(l.autopay_words_later().to_owned());
    words.push(l.autopay_words_retry().to_owned());
    words.push(l.autopay_words_end(&brand.email, &brand.phone));
    Ok(words)
}
