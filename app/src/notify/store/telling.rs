//! Telling people: one notice for each of them, once, and a delivery for each way it goes, in the transaction of what happened.

use sqlx::types::Json;

use crate::auth::{Role, Roles};
use crate::claims::model::ClaimState;
use crate::day::Day;
use crate::db::Tx;
use crate::ids::{ClaimId, HouseholdId, PersonId, PolicyId};
use crate::money::{Currency, Money};
use crate::notify::model::{Cell, Channel};
use crate::notify::news::{HouseholdChange, News, SecurityChange};
use crate::notify::rules;
use crate::state::AppState;
use crate::workflow::model::{Owner, What};
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::queries! {
    CLAIM = "SELECT c.household_id, c.number, c.submitted_by, c.total_cents, c.currency, c.answer_by, c.state, p.name AS pet,
            d.sequence, d.payable_cents, o.arrives_by
        FROM claim c JOIN pet p ON p.id = c.pet_id
        LEFT JOIN decision d ON d.claim_id = c.id AND d.sequence = (SELECT MAX(x.sequence) FROM decision x WHERE x.claim_id = c.id)
        LEFT JOIN payout o ON o.id = (SELECT x.id FROM payout x WHERE x.claim_id = c.id AND x.state IN ('approved', 'sent') ORDER BY x.approved_at DESC, x.id DESC LIMIT 1)
        WHERE c.id = $1";
    REQUIREMENT = "SELECT subject_id, what, owner, due_on FROM requirement WHERE id = $1 AND subject_kind = 'claim'";
    PAYOUT = "SELECT claim_id, amount_cents, currency, arrives_by FROM payout WHERE id = $1";
    APPEAL = "SELECT claim_id, state FROM appeal WHERE id = $1";
    INVOICE = "SELECT i.household_id, i.policy_id, p.name, i.amount_cents, i.currency, i.due_on
        FROM invoice i JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id WHERE i.id = $1";
    PAYMENT = "SELECT i.household_id, i.policy_id, p.name, m.amount_cents, m.currency, i.due_on
        FROM payment m JOIN invoice i ON i.id = m.invoice_id JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id WHERE m.id = $1";
    // What is still to be paid of a bill.
    OWED = "SELECT i.household_id, i.policy_id, p.name, i.amount_cents - i.paid_cents, i.currency, i.due_on
        FROM invoice i JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id WHERE i.id = $1";
    NUMBER = "SELECT i.number FROM payment m JOIN invoice i ON i.id = m.invoice_id WHERE m.id = $1";
    CARD = "SELECT household_id, brand, last_four, expires_on FROM payment_method WHERE id = $1 AND state = 'ready'";
    MANDATE = "SELECT person_id, words FROM mandate WHERE id = $1";
    TERM = "SELECT y.household_id, y.id, p.name, t.premium_cents, t.currency, t.starts_on
        FROM term t JOIN policy y ON y.id = t.policy_id JOIN pet p ON p.id = y.pet_id WHERE t.id = $1";
    NAME = "SELECT given_name || ' ' || family_name FROM person WHERE id = $1";
    HOUSEHOLD = "SELECT person_id, role FROM \"grant\"
        WHERE scope_kind = 'household' AND scope_id = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2) ORDER BY person_id";
    NOTICE = "INSERT INTO notice (id, person_id, kind, detail, created_at, household_id, subject_kind, subject_id, occasion)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    CHOSEN = "SELECT channel, wanted FROM preference WHERE person_id = $1 AND topic = $2";
    REACH = "SELECT p.phone, (SELECT MIN(s.id) FROM subscription s WHERE s.person_id = p.id) FROM person p WHERE p.id = $1";
    DELIVERY = "INSERT INTO delivery (id, notice_id, channel, state, tries, next_at, created_at) VALUES ($1, $2, $3, 'waiting', 0, $4, $4) ON CONFLICT DO NOTHING";
}

/// What happened. All else (names, amounts, dates, who hears of it) is looked up in the same transaction. Telling the same again tells nobody anything.
#[derive(Clone, Copy, Debug)]
pub enum Tidings<'a> {
    /// A claim came in and a person looks at it. What the rules decided at once is `ClaimDecided` alone.
    ClaimReceived(&'a ClaimId),
    /// A claim has a new decision, by whoever made it.
    ClaimDecided(&'a ClaimId),
    /// A claim was taken back.
    ClaimWithdrawn(&'a ClaimId),
    /// A payout (by its id) went to the bank.
    MoneySent(&'a str),
    /// It arrived.
    MoneyArrived(&'a str),
    /// It came back.
    MoneyReturned(&'a str),
    /// A requirement (by its id) was opened, or asked again by another day. What the clinic owes the household can have sent by a link.
    Asked(&'a str),
    /// It is still open, some days before its date; each day it is said on is an occasion.
    Reminder {
        /// The requirement.
        requirement: &'a str,
        /// The day it is said on.
        on: Day,
    },
    /// The clinic sent something for it, which waits for the household; `at`, in UTC milliseconds, tells one time from the next.
    VetSent {
        /// The requirement.
        requirement: &'a str,
        /// When.
        at: i64,
    },
    /// What came for it was sent back; `at`, in UTC milliseconds, tells one time from the next.
    SentBack {
        /// The requirement.
        requirement: &'a str,
        /// When.
        at: i64,
    },
    /// Somebody of ours wrote a message (by its id) about a claim.
    Message {
        /// The claim.
        claim: &'a ClaimId,
        /// The message.
        message: &'a str,
    },
    /// An appeal (by its id) has its answer, which is stored already.
    AppealAnswered(&'a str),
    /// Somebody signed in with a browser we had not seen.
    NewDevice {
        /// Whose account.
        person: &'a PersonId,
        /// The browser's row.
        device: &'a str,
        /// "Safari on iPhone".
        name: &'a str,
    },
    /// How somebody signs in was changed.
    Security {
        /// Whose account.
        person: &'a PersonId,
        /// What.
        change: &'a SecurityChange,
    },
    /// Who may act in a household was changed.
    Household {
        /// Where.
        household: &'a HouseholdId,
        /// Of whom.
        person: &'a PersonId,
        /// What.
        change: HouseholdChange,
    },
    /// A bill (by its id) comes up.
    PaymentDue(&'a str),
    /// A payment (by its id) did not go through.
    PaymentFailed(&'a str),
    /// A payment (by its id) is with us.
    PaymentReceived(&'a str),
    /// A payment (by its id) that was with us was taken back.
    PaymentReturned(&'a str),
    /// The day of a bill (by its id) has passed.
    PaymentLate(&'a str),
    /// Cover ends unless a bill is paid.
    CoverEnds {
        /// The bill.
        invoice: &'a str,
        /// The first day without cover.
        on: Day,
    },
    /// Cover has ended because a bill was not paid.
    Lapsed {
        /// The bill.
        invoice: &'a str,
        /// The last day on which paying brings cover back.
        until: Day,
    },
    /// Cover is there again because a bill (by its id) was paid.
    Reinstated(&'a str),
    /// A card that bills are paid with expires soon; said once for each number of days before.
    CardExpires {
        /// The method.
        method: &'a str,
        /// How many days before.
        days: i32,
    },
    /// A mandate (by its id) was given: its copy to whoever gave it.
    AutopayOn {
        /// Whoever gave it.
        person: &'a PersonId,
        /// The mandate.
        mandate: &'a str,
    },
    /// A new term (by its id) is near.
    Renewal(&'a str),
    /// Mail to somebody comes back.
    AddressRefused(&'a PersonId),
}

/// Whom it is told to.
enum Whom<'a> {
    /// One person.
    Person(&'a PersonId),
    /// Whoever of a household may see it; for a claim also who filed it.
    Household(HouseholdId, Option<PersonId>),
}

/// What is told: whom, about what, on which occasion.
struct Told<'a> {
    whom: Whom<'a>,
    subject: (&'static str, String),
    occasion: String,
    news: News,
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    household_id: HouseholdId,
    number: String,
    submitted_by: PersonId,
    total_cents: i64,
    currency: Currency,
    answer_by: Day,
    state: ClaimState,
    pet: String,
    sequence: Option<i64>,
    payable_cents: Option<i64>,
    arrives_by: Option<Day>,
}

/// Something of a policy: household, policy, pet, cents, currency, day.
type PolicyRow = (HouseholdId, PolicyId, String, i64, Currency, Day);

/// Tells everybody whom something concerns, in the transaction that does it. What is not there any more is told to nobody.
///
/// # Errors
/// What the database says.
pub async fn tell(tx: &mut Tx, state: &AppState, tidings: &Tidings<'_>) -> Result<(), sqlx::Error> {
    let Some(told) = gather(tx, state, tidings).await? else { return Ok(()) };
    let (household, people) = match &told.whom {
        Whom::Person(person) => (None, vec![(*person).clone()]),
        Whom::Household(household, filed_by) => (Some(household), hearers(tx, state, &told.news, household, filed_by.as_ref()).await?),
    };
    for person in &people {
        notice(tx, state, &told, household, person).await?;
    }
    Ok(())
}

async fn gather<'a>(tx: &mut Tx, state: &AppState, tidings: &Tidings<'a>) -> Result<Option<Told<'a>>, sqlx::Error> {
    let now = state.clock.now();
    let alone = |person: &'a PersonId, occasion: String, news| Told {
        whom: Whom::Person(person),
        subject: ("", String::new()),
        occasion,
        news,
    };
    Ok(match *tidings {
        Tidings::ClaimReceived(claim) => {
            about_claim(tx, claim, |c| {
                (
                    String::new(),
                    News::ClaimReceived {
                        pet: c.pet,
                        number: c.number,
                        answer_by: c.answer_by,
                    },
                )
            })
            .await?
        }
        Tidings::ClaimDecided(claim) => about_claim(tx, claim, decided).await?,
        Tidings::ClaimWithdrawn(claim) => about_claim(tx, claim, |c| (String::new(), News::ClaimWithdrawn { pet: c.pet, number: c.number })).await?,
        Tidings::Message { claim, message } => about_claim(tx, claim, |c| (message.to_owned(), News::Message { pet: c.pet, number: c.number })).await?,
        Tidings::MoneySent(payout) => about_payout(tx, payout, |pet, amount, arrives_by| News::MoneySent { pet, amount, arrives_by }).await?,
        Tidings::MoneyArrived(payout) => about_payout(tx, payout, |pet, amount, _| News::MoneyArrived { pet, amount }).await?,
        Tidings::MoneyReturned(payout) => about_payout(tx, payout, |pet, amount, _| News::MoneyReturned { pet, amount }).await?,
        Tidings::Asked(id) => about_requirement(tx, id, None, asked).await?,
        Tidings::Reminder { requirement, on } => {
            about_requirement(tx, requirement, Some(on.to_string()), |pet, what, _, due_on| News::Reminder {
                pet,
                what,
                due_on,
            })
            .await?
        }
        Tidings::SentBack { requirement, at } => {
            about_requirement(tx, requirement, Some(at.to_string()), |pet, what, _, due_on| News::SentBack {
                pet,
                what,
                due_on,
            })
            .await?
        }
        Tidings::VetSent { requirement, at } => {
            about_requirement(tx, requirement, Some(format!("vet {at}")), |pet, what, _, _| News::VetSent { pet, what }).await?
        }
        Tidings::AppealAnswered(appeal) => {
            let row: Option<(ClaimId, String)> = fetch_optional!(tx.run(), (ClaimId, String), APPEAL, appeal)?;
            let Some((claim, stands)) = row else { return Ok(None) };
            let changed = stands == "changed";
            about_claim(tx, &claim, |c| {
                (
                    appeal.to_owned(),
                    News::AppealAnswered {
                        pet: c.pet,
                        number: c.number,
                        changed,
                    },
                )
            })
            .await?
        }
        Tidings::NewDevice { person, device, name } => Some(alone(person, device.to_owned(), News::NewDevice { device: name.to_owned() })),
        Tidings::Security { person, change } => Some(alone(person, state.new_id(), News::Security(change.clone()))),
        Tidings::AddressRefused(person) => Some(alone(person, now.to_string(), News::AddressRefused {})),
        Tidings::Household { household, person, change } => {
            let (who,): (String,) = fetch_one!(tx.run(), (String,), NAME, person)?;
            Some(Told {
                whom: Whom::Household(household.clone(), None),
                subject: ("person", person.0.clone()),
                occasion: state.new_id(),
                news: News::Household { who, change },
            })
        }
        Tidings::PaymentDue(invoice) => {
            let row = fetch_optional!(tx.run(), PolicyRow, INVOICE, invoice)?;
            row.map(|row| of_policy(row, invoice, |pet, amount, due_on| News::PaymentDue { pet, amount, due_on }))
        }
        Tidings::PaymentFailed(payment) => {
            let row = fetch_optional!(tx.run(), PolicyRow, PAYMENT, payment)?;
            row.map(|row| of_policy(row, payment, |pet, amount, _| News::PaymentFailed { pet, amount }))
        }
        Tidings::PaymentReceived(payment) => {
            let row = fetch_optional!(tx.run(), PolicyRow, PAYMENT, payment)?;
            let (number,): (String,) = fetch_one!(tx.run(), (String,), NUMBER, payment)?;
            row.map(|row| of_policy(row, payment, |pet, amount, _| News::PaymentReceived { pet, amount, number }))
        }
        Tidings::PaymentReturned(payment) => {
            let row = fetch_optional!(tx.run(), PolicyRow, PAYMENT, payment)?;
            row.map(|row| of_policy(row, payment, |pet, amount, _| News::PaymentReturned { pet, amount }))
        }
        Tidings::PaymentLate(invoice) => {
            let row = fetch_optional!(tx.run(), PolicyRow, OWED, invoice)?;
            row.map(|row| of_policy(row, invoice, |pet, amount, due_on| News::PaymentLate { pet, amount, due_on }))
        }
        Tidings::CoverEnds { invoice, on } => {
            let row = fetch_optional!(tx.run(), PolicyRow, OWED, invoice)?;
            row.map(|row| of_policy(row, &format!("{invoice} {on}"), |pet, amount, _| News::CoverEnds { pet, amount, on }))
        }
        Tidings::Lapsed { invoice, until } => {
            let row = fetch_optional!(tx.run(), PolicyRow, OWED, invoice)?;
            row.map(|row| of_policy(row, &format!("{invoice} {until}"), |pet, amount, _| News::Lapsed { pet, amount, until }))
        }
        Tidings::Reinstated(invoice) => {
            let row = fetch_optional!(tx.run(), PolicyRow, INVOICE, invoice)?;
            row.map(|row| of_policy(row, &format!("{invoice} {now}"), |pet, _, _| News::Reinstated { pet }))
        }
        Tidings::CardExpires { method, days } => {
            let row = fetch_optional!(tx.run(), (HouseholdId, String, String, Option<Day>), CARD, method)?;
            let Some((household, brand, last_four, Some(on))) = row else {
                return Ok(None);
            };
            Some(Told {
                whom: Whom::Household(household, None),
                subject: ("payment_method", method.to_owned()),
                occasion: format!("{on} {days}"),
                news: News::CardExpires { brand, last_four, on },
            })
        }
        Tidings::AutopayOn { person, mandate } => {
            let row: Option<(PersonId, String)> = fetch_optional!(tx.run(), (PersonId, String), MANDATE, mandate)?;
            row.filter(|(giver, _)| giver == person)
                .map(|(_, words)| alone(person, mandate.to_owned(), News::AutopayOn { words }))
        }
        Tidings::Renewal(term) => {
            let row = fetch_optional!(tx.run(), PolicyRow, TERM, term)?;
            row.map(|row| of_policy(row, term, |pet, premium, on| News::Renewal { pet, on, premium }))
        }
    })
}

fn decided(claim: ClaimRow) -> (String, News) {
    let money = |cents| Money {
        cents,
        currency: claim.currency,
    };
    let news = News::ClaimDecided {
        pays: money(claim.payable_cents.unwrap_or_default()),
        total: money(claim.total_cents),
        arrives_by: claim.arrives_by.filter(|_| claim.state == ClaimState::Decided),
        pet: claim.pet,
        number: claim.number,
    };
    (claim.sequence.unwrap_or_default().to_string(), news)
}

async fn about_claim<'a>(tx: &mut Tx, claim: &ClaimId, news: impl FnOnce(ClaimRow) -> (String, News)) -> Result<Option<Told<'a>>, sqlx::Error> {
    let row = fetch_optional!(tx.run(), ClaimRow, CLAIM, claim)?;
    Ok(row.map(|row| {
        let whom = Whom::Household(row.household_id.clone(), Some(row.submitted_by.clone()));
        let (occasion, news) = news(row);
        Told {
            whom,
            subject: ("claim", claim.0.clone()),
            occasion,
            news,
        }
    }))
}

async fn about_payout<'a>(tx: &mut Tx, payout: &str, news: impl FnOnce(String, Money, Day) -> News) -> Result<Option<Told<'a>>, sqlx::Error> {
    let row: Option<(ClaimId, i64, Currency, Day)> = fetch_optional!(tx.run(), (ClaimId, i64, Currency, Day), PAYOUT, payout)?;
    let Some((claim, cents, currency, arrives_by)) = row else { return Ok(None) };
    about_claim(tx, &claim, |c| (payout.to_owned(), news(c.pet, Money { cents, currency }, arrives_by))).await
}

fn asked(pet: String, what: What, owner: Owner, due_on: Day) -> News {
    match owner {
        Owner::Policyholder => News::Asked { pet, what, due_on },
        Owner::Vet => News::AskedVet { pet, what, due_on },
    }
}

async fn about_requirement<'a>(
    tx: &mut Tx,
    id: &str,
    time: Option<String>,
    news: impl FnOnce(String, What, Owner, Day) -> News,
) -> Result<Option<Told<'a>>, sqlx::Error> {
    let row: Option<(ClaimId, What, Owner, Day)> = fetch_optional!(tx.run(), (ClaimId, What, Owner, Day), REQUIREMENT, id)?;
    let Some((claim, what, owner, due_on)) = row else { return Ok(None) };
    // Asked again by another day is another occasion.
    let occasion = format!("{id} {}", time.unwrap_or_else(|| due_on.to_string()));
    about_claim(tx, &claim, |c| (occasion, news(c.pet, what, owner, due_on))).await
}

fn of_policy<'a>(row: PolicyRow, occasion: &str, news: impl FnOnce(String, Money, Day) -> News) -> Told<'a> {
    let (household, policy, pet, cents, currency, day) = row;
    Told {
        whom: Whom::Household(household, None),
        subject: ("policy", policy.0),
        occasion: occasion.to_owned(),
        news: news(pet, Money { cents, currency }, day),
    }
}

/// Those of a household whom something concerns.
async fn hearers(tx: &mut Tx, state: &AppState, news: &News, household: &HouseholdId, filed_by: Option<&PersonId>) -> Result<Vec<PersonId>, sqlx::Error> {
    let rows: Vec<(PersonId, Role)> = fetch_all!(tx.run(), (PersonId, Role), HOUSEHOLD, household, state.clock.now())?;
    let people = rows.chunk_by(|one, next| one.0 == next.0).filter(|rows| {
        let roles: Roles = rows.iter().map(|(_, role)| *role).collect();
        rules::hears(news.kind(), &roles, filed_by == Some(&rows[0].0))
    });
    Ok(people.map(|rows| rows[0].0.clone()).collect())
}

/// A person's notice and its deliveries; nothing where they were told before.
async fn notice(tx: &mut Tx, state: &AppState, told: &Told<'_>, household: Option<&HouseholdId>, person: &PersonId) -> Result<(), sqlx::Error> {
    let (id, now, kind) = (state.new_id(), state.clock.now(), told.news.kind());
    let (subject_kind, subject_id) = &told.subject;
    let new = execute!(
        tx.run(),
        NOTICE,
        &id,
        person,
        kind,
        Json(&told.news),
        now,
        household,
        *subject_kind,
        subject_id,
        &told.occasion
    )?;
    if new == 0 {
        return Ok(());
    }
    let chosen: Vec<(Channel, bool)> = fetch_all!(tx.run(), (Channel, bool), CHOSEN, person, kind.topic())?;
    let (phone, browser): (Option<String>, Option<String>) = fetch_one!(tx.run(), (Option<String>, Option<String>), REACH, person)?;
    for channel in Channel::ALL.into_iter().filter(|channel| kind.goes_by(*channel)) {
        let reached = match channel {
            Channel::Email => true,
            Channel::Sms => phone.is_some() && state.sms.is_some(),
            Channel::Push => browser.is_some() && state.pusher.is_some(),
        };
        let choice = chosen.iter().find(|(of, _)| *of == channel).map(|(_, wanted)| *wanted);
        if reached && rules::cell(kind.topic(), channel, choice) != Cell::Off {
            execute!(tx.run(), DELIVERY, state.new_id(), &id, channel, now)?;
        }
    }
    Ok(())
}
