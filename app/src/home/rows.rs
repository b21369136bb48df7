//! Makes the dashboard of the rows of its one statement.

use super::model::{Alert, Cover, Dashboard, Event, Happened, HomePet, PartOfDay, Unfinished};
use super::rules;
use crate::auth::HouseholdActor;
use crate::billing::model::{BillStanding, InvoiceState, NextPayment, PayoutState};
use crate::billing::rules::standing;
use crate::claims::conditions;
use crate::claims::model::{ClaimState, ClaimSummary, Missing};
use crate::day::{Day, Moment};
use crate::ids::{BlobId, ClaimId, PetId, PolicyId};
use crate::money::{Currency, Money};
use crate::pets::model::Species;
use crate::policies::model::{Flag, YearMoney};
use crate::policies::rules::goes_on;
use crate::texts::Lang;
use crate::workflow::model::What;

/// A row of any kind, as an array. Columns that its kind does not use are null.
#[derive(serde::Deserialize)]
pub(super) struct Row {
    kind: String,
    id: String,
    pet_id: Option<PetId>,
    w1: Option<String>,
    w2: Option<String>,
    w3: Option<String>,
    w4: Option<String>,
    w5: Option<String>,
    w6: Option<String>,
    d1: Option<Day>,
    d2: Option<Day>,
    d3: Option<Day>,
    n1: Option<i64>,
    n2: Option<i64>,
    n3: Option<i64>,
    n4: Option<i64>,
    n5: Option<i64>,
    n6: Option<i64>,
    currency: Option<Currency>,
}

impl Row {
    fn money(&self, cents: Option<i64>) -> Money {
        Money {
            cents: cents.unwrap_or_default(),
            currency: self.currency.unwrap_or(Currency::Usd),
        }
    }

    /// What lists are sorted by: when a claim was filed or something happened.
    fn at(&self) -> Option<i64> {
        self.n2.filter(|_| self.kind != "cover")
    }

    fn is_of(&self, pet: &Pet) -> bool {
        self.pet_id.as_ref() == Some(&pet.id)
    }
}

/// A pet as its row has it; those that died have their say in claims and covers.
struct Pet {
    id: PetId,
    name: String,
    species: Species,
    photo: Option<BlobId>,
    alive: bool,
    since: i64,
}

/// Gathers what the rows say, in whatever order they come.
pub(super) fn dashboard(rows: Vec<Row>, actor: &HouseholdActor, now: Moment, l: Lang) -> Dashboard {
    let today = now.day;
    let (pet_rows, mut rows): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.kind == "pet");
    rows.sort_by_key(|row| std::cmp::Reverse(row.at()));
    let mut pets: Vec<Pet> = pet_rows.into_iter().filter_map(pet).collect();
    pets.sort_by(|a, b| (a.since, &a.id).cmp(&(b.since, &b.id)));
    let mut page = Dashboard {
        given_name: actor.given_name.clone(),
        part_of_day: PartOfDay::at(now.hour),
        pets: Vec::new(),
        alerts: Vec::new(),
        unfinished: None,
        claims: Vec::new(),
        covers: Vec::new(),
        happened: Vec::new(),
        today,
    };
    for owner in &pets {
        let own = || rows.iter().filter(|row| row.kind == "cover" && row.is_of(owner));
        let covered = own().filter(|row| goes_on(flags(row)));
        page.covers.extend(covered.clone().filter_map(|row| cover(row, owner, today)));
        if owner.alive {
            page.alerts.extend(covered.clone().flat_map(|row| about_cover(row, owner, today)));
            let lapsed = own().find(|row| flags(row).any(|flag| flag == Flag::Lapsed));
            if let Some(row) = lapsed.filter(|_| covered.clone().next().is_none()) {
                page.alerts.push(Alert::Lapsed {
                    policy: PolicyId(row.id.clone()),
                    pet_name: owner.name.clone(),
                });
            }
            page.pets.push(HomePet {
                id: owner.id.clone(),
                name: owner.name.clone(),
                species: owner.species,
                photo: owner.photo.clone(),
                uninsured: covered.clone().next().is_none(),
            });
        }
    }
    for row in rows {
        let owner = pets.iter().find(|pet| row.is_of(pet));
        let pet_name = owner.map(|pet| pet.name.clone()).unwrap_or_default();
        match row.kind.as_str() {
            "claim" => page.claims.extend(claim(row, pet_name, actor, l)),
            "decided" => page.alerts.push(decided(&row, pet_name)),
            "new_device" => page.alerts.push(Alert::NewDevice {
                notice: row.id,
                device: row.w1.unwrap_or_default(),
                times: row.n1.unwrap_or(1),
            }),
            "draft" => {
                let only = page.pets.first().filter(|_| page.pets.len() == 1).map(|pet| pet.name.clone());
                page.unfinished = Some(Unfinished {
                    pet_name: owner.map(|pet| pet.name.clone()).or(only),
                    changed_on: Moment::local(row.n1.unwrap_or_default(), &actor.zone).day,
                });
            }
            _ => page.happened.extend(happened(row, pet_name, actor)),
        }
    }
    page.alerts.extend(page.claims.iter().filter_map(missing));
    rules::by_urgency(&mut page.alerts);
    page
}

/// w1: name, w2: species, w3: photo, d1: the day it died, n1: since when it is known.
fn pet(row: Row) -> Option<Pet> {
    Some(Pet {
        id: PetId(row.id),
        name: row.w1?,
        species: Species::parse(&row.w2?)?,
        photo: row.w3.map(BlobId),
        alive: row.d1.is_none(),
        since: row.n1?,
    })
}

/// The flags that are up today: w2 of a cover.
fn flags(row: &Row) -> impl Iterator<Item = Flag> {
    row.w2.iter().flat_map(|words| words.split(' ')).filter_map(Flag::parse)
}

/// w1: plan, w2: flags, w3: state of the next bill, d1 and d2: first and last day of the year, d3: when the bill is due, n1: limit, n2: paid back,
/// n3: deductible, n4: met, n5: amount of the bill, n6: premium of the year after.
fn cover(row: &Row, pet: &Pet, today: Day) -> Option<Cover> {
    Some(Cover {
        policy: PolicyId(row.id.clone()),
        pet_name: pet.name.clone(),
        plan: row.w1.clone()?,
        money: YearMoney {
            limit: row.money(row.n1),
            paid: row.money(row.n2),
            deductible: row.money(row.n3),
            met: row.money(row.n4),
        },
        begins_on: row.d1.filter(|begins| *begins > today),
        next_payment: next_payment(row, today).filter(|_| pet.alive),
    })
}

fn next_payment(row: &Row, today: Day) -> Option<NextPayment> {
    let (state, due_on) = (InvoiceState::parse(row.w3.as_deref()?)?, row.d3?);
    Some(NextPayment {
        amount: row.money(row.n5),
        due_on,
        // Bills with a payment under way are left out by the statement.
        late: standing(state, due_on, false, today) == BillStanding::Late,
    })
}

/// What a cover has to tell: a late payment, a new year that is near.
fn about_cover(row: &Row, pet: &Pet, today: Day) -> impl Iterator<Item = Alert> {
    let past_due = next_payment(row, today).filter(|next| next.late).map(|next| Alert::PastDue {
        pet_name: pet.name.clone(),
        amount: next.amount,
        due_on: next.due_on,
    });
    let stays = !flags(row).any(|flag| flag == Flag::CancelPending);
    let renews = row
        .d2
        .filter(|ends_on| stays && rules::renews_soon(*ends_on, today))
        .map(|ends_on| Alert::Renews {
            policy: PolicyId(row.id.clone()),
            pet_name: pet.name.clone(),
            on: ends_on.plus_days(1),
            premium: row.n6.map(|_| row.money(row.n6)),
        });
    past_due.into_iter().chain(renews)
}

/// w1: number, w2: code of the condition, w3: the condition as typed, w4: state, w5: who reads it, w6: what is missing, d1: visit, d2: answer by,
/// d3: when the missing is due, n1: total, n2: when it was filed, n3: whether the missing only has to be confirmed, n4: messages not seen.
fn claim(row: Row, pet_name: String, actor: &HouseholdActor, l: Lang) -> Option<ClaimSummary> {
    Some(ClaimSummary {
        what: conditions::words(row.w2.as_deref(), row.w3.as_deref(), l),
        total: row.money(row.n1),
        pet_name,
        visit_on: row.d1?,
        state: ClaimState::parse(&row.w4?)?,
        answer_by: row.d2?,
        submitted_on: Moment::local(row.n2?, &actor.zone).day,
        decided_on: None,
        payable: None,
        payout: None,
        reader: row.w5,
        missing: row.w6.as_deref().and_then(What::parse).zip(row.d3).map(|(what, due_on)| Missing {
            what,
            due_on,
            confirm: row.n3 == Some(1),
        }),
        unread: row.n4.unwrap_or(0),
        id: ClaimId(row.id),
        number: row.w1?,
        pet_id: row.pet_id?,
    })
}

/// What an open claim wants of the policyholder.
fn missing(claim: &ClaimSummary) -> Option<Alert> {
    let missing = claim.missing.filter(|_| claim.state == ClaimState::WaitingForYou)?;
    Some(Alert::Missing {
        claim: claim.id.clone(),
        pet_name: claim.pet_name.clone(),
        what: missing.what,
        due_on: missing.due_on,
        confirm: missing.confirm,
    })
}

/// w1: state of the payout, d1: when it arrives, n1: what is paid.
fn decided(row: &Row, pet_name: String) -> Alert {
    let (claim, pays) = (ClaimId(row.id.clone()), row.money(row.n1));
    if row.w1.as_deref().and_then(PayoutState::parse) == Some(PayoutState::Returned) {
        Alert::CameBack { claim, pet_name, amount: pays }
    } else {
        Alert::Decided {
            claim,
            pet_name,
            pays,
            arrives_by: row.d1,
        }
    }
}

/// n1: how much, n2: when. The id is the claim's, except of a payment.
fn happened(row: Row, pet_name: String, actor: &HouseholdActor) -> Option<Happened> {
    let what = match row.kind.as_str() {
        "arrived" => |id| Event::PayoutArrived(ClaimId(id)),
        "filed" => |id| Event::ClaimFiled(ClaimId(id)),
        "settled" => |_| Event::PaymentSettled,
        _ => return None,
    };
    Some(Happened {
        pet_name,
        amount: row.money(row.n1),
        on: Moment::local(row.n2?, &actor.zone).day,
        what: what(row.id),
    })
}
