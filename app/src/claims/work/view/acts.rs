//! What can be done about a claim, each a form of its own that names the version it was made on.

use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::claims::work::api::{ClearSign, Confirm, Decide, GiveBack, HandOver, NameInvoice, Reopen, SendBack, TakeUp, Uphold};
use crate::claims::work::model::{AppealShown, Proposal, Work};
use crate::error::AppError;
use crate::ids::ClaimId;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, FormErrors, Icon, IconView, Look, Notice, Tone, moment_long, use_form_errors};

use super::figures::Figures;

/// The actions of a claim's page, so that the page is fetched again after each.
#[derive(Clone, Copy, Default)]
pub struct Acts {
    pub decide: ServerAction<Decide>,
    pub take_up: ServerAction<TakeUp>,
    pub hand_over: ServerAction<HandOver>,
    pub give_back: ServerAction<GiveBack>,
    pub confirm: ServerAction<Confirm>,
    pub send_back: ServerAction<SendBack>,
    pub uphold: ServerAction<Uphold>,
    pub reopen: ServerAction<Reopen>,
    pub clear_sign: ServerAction<ClearSign>,
    pub name_invoice: ServerAction<NameInvoice>,
}

impl Acts {
    /// How often something was done here.
    pub fn version(self) -> usize {
        [
            self.decide.version().get(),
            self.take_up.version().get(),
            self.hand_over.version().get(),
            self.give_back.version().get(),
            self.confirm.version().get(),
            self.send_back.version().get(),
            self.uphold.version().get(),
            self.reopen.version().get(),
            self.clear_sign.version().get(),
            self.name_invoice.version().get(),
        ]
        .into_iter()
        .sum()
    }
}

/// The actions of this page; of its own where there is no such page around.
pub fn use_acts() -> Acts {
    use_context().unwrap_or_default()
}

/// What went wrong; when the claim changed in the meantime, how to see it as it is now. What was typed stays where it is.
#[component]
pub fn Refused(errors: FormErrors, claim: ClaimId) -> impl IntoView {
    let l = use_lang();
    let stale = move || errors.with(|error| *error == Some(AppError::Conflict));
    view! {
        <ErrorSummary errors=errors/>
        {move || {
            let href = format!("/desk/claims/{claim}");
            stale().then(|| view! {
                <p class="notice notice-soon"><IconView icon=Icon::TriangleAlert/><span>{l.desk_stale()}" "<a href=href rel="external">{l.desk_stale_look()}</a></span></p>
            })
        }}
    }
    .into_any()
}

/// The claim and the version that a form was made on.
#[component]
pub fn On(claim: ClaimId, version: i64) -> impl IntoView {
    view! {
        <input type="hidden" name="claim" value=claim.0/>
        <input type="hidden" name="version" value=version.to_string()/>
    }
    .into_any()
}

/// A reason, in a field that its label holds: the same form may stand on a page more than once.
#[component]
pub fn Why(label: &'static str) -> impl IntoView {
    view! { <label class="field why-field"><strong>{label}</strong><textarea class="input" name="why" rows="2" maxlength="2000" required=true></textarea></label> }.into_any()
}

/// Takes the claim up.
#[component]
pub fn TakeUpForm(claim: ClaimId, version: i64) -> impl IntoView {
    let l = use_lang();
    let action = use_acts().take_up;
    view! {
        <ActionForm action=action>
            <On claim=claim version=version/>
            <button type="submit" class="button button-second" data-key="t">{l.desk_take_up()}</button>
        </ActionForm>
    }
    .into_any()
}

/// Who has the claim: taken, handed over, given back.
#[component]
pub fn Holder(work: Work) -> impl IntoView {
    let l = use_lang();
    let acts = use_acts();
    let (taken, handed, given) = (use_form_errors(acts.take_up), use_form_errors(acts.hand_over), use_form_errors(acts.give_back));
    let errors = Signal::derive(move || taken.get().or_else(|| handed.get()).or_else(|| given.get()));
    let says = match (&work.holder, work.mine) {
        (_, true) => l.desk_holder_is_you().to_owned(),
        (Some(holder), _) => l.desk_holder_is(&holder.name),
        (None, _) => l.desk_holder_is_nobody().to_owned(),
    };
    let (claim, version) = (work.id.clone(), work.version);
    let colleagues = work.colleagues.clone();
    view! {
        <section class="card stack-tight" aria-labelledby="holder">
            <h2 id="holder">{l.desk_holder()}</h2>
            <p>{says}</p>
            <Refused errors=errors claim=claim.clone()/>
            {work.may_act.then(|| {
                let (one, other) = (claim.clone(), claim.clone());
                view! {
                    <div class="form-actions">
                        {(!work.mine).then(|| view! { <TakeUpForm claim=claim.clone() version=version/> })}
                        {work.holder.is_some().then(|| view! {
                            <ActionForm action=acts.give_back>
                                <On claim=one version=version/>
                                <Button look=Look::Plain pending=acts.give_back.pending()>{l.desk_give_back()}</Button>
                            </ActionForm>
                        })}
                    </div>
                    {(!colleagues.is_empty()).then(|| view! {
                        <ActionForm action=acts.hand_over attr:class="inline-form">
                            <On claim=other version=version/>
                            <label class="visually-hidden" for="to">{l.desk_hand_over_to()}</label>
                            <select class="input" id="to" name="to">
                                {colleagues.into_iter().map(|one| view! { <option value=one.id.0>{one.name}</option> }).collect_view()}
                            </select>
                            <Button look=Look::Second pending=acts.hand_over.pending()>{l.desk_hand_over()}</Button>
                        </ActionForm>
                    })}
                }
            })}
        </section>
    }
    .into_any()
}

/// A decision that waits for a second person, with its figures, and for that person what can be done about it.
#[component]
pub fn Waiting(proposal: Proposal, work: Work) -> impl IntoView {
    let l = use_lang();
    let acts = use_acts();
    let (confirmed, sent) = (use_form_errors(acts.confirm), use_form_errors(acts.send_back));
    let errors = Signal::derive(move || confirmed.get().or_else(|| sent.get()));
    let when = moment_long(l, proposal.at, work.today);
    let says = if proposal.own {
        l.desk_second_own(when)
    } else {
        l.desk_second_by(proposal.by.clone(), when)
    };
    let reasons: Vec<(String, String)> = work
        .lines
        .iter()
        .zip(&proposal.verdict.lines)
        .filter_map(|(line, said)| Some((line.description.clone(), said.why.clone()?)))
        .collect();
    let pays = work.money(proposal.outcome.payable_cents);
    let (one, other, version) = (work.id.clone(), work.id.clone(), work.version);
    let (id, back) = (proposal.id.clone(), proposal.id);
    view! {
        <section class="card card-mint stack-tight" aria-labelledby="second">
            <h2 id="second">{l.desk_second_title(pays)}</h2>
            <p>{says}</p>
            <Refused errors=errors claim=work.id.clone()/>
            <Figures outcome=proposal.outcome currency=work.currency/>
            {(!reasons.is_empty()).then(|| view! {
                <ul class="ticks">{reasons.into_iter().map(|(line, why)| view! { <li><IconView icon=Icon::Pencil/><span><strong>{line}</strong>": "{why}</span></li> }).collect_view()}</ul>
            })}
            {(work.may_act && !proposal.own).then(|| view! {
                <ActionForm action=acts.confirm>
                    <On claim=one version=version/>
                    <input type="hidden" name="proposal" value=id/>
                    <Button pending=acts.confirm.pending()>{l.desk_second_confirm(pays)}</Button>
                </ActionForm>
                <details class="details">
                    <summary>{l.desk_second_back()}<IconView icon=Icon::ChevronRight/></summary>
                    <ActionForm action=acts.send_back attr:class="stack-tight">
                        <On claim=other version=version/>
                        <input type="hidden" name="proposal" value=back/>
                        <Why label=l.desk_second_back_why()/>
                        <div><Button look=Look::Second pending=acts.send_back.pending()>{l.desk_second_back()}</Button></div>
                    </ActionForm>
                </details>
            })}
        </section>
    }
    .into_any()
}

/// What was said against a decision, and for an adjuster the answer that it stands. A new decision answers it as well.
#[component]
pub fn Appeals(work: Work) -> impl IntoView {
    let l = use_lang();
    let acts = use_acts();
    let errors = use_form_errors(acts.uphold);
    let (claim, version, today, may_act) = (work.id.clone(), work.version, work.today, work.may_act);
    let appeals = work.appeals.into_iter().map(move |appeal: AppealShown| {
        let claim = claim.clone();
        let (open, when) = (appeal.open, moment_long(l, appeal.at, today));
        view! {
            <li class="stack-tight">
                <p><strong>{l.desk_appeal_of(appeal.line)}</strong><span class="block soft small">{when}</span></p>
                <blockquote class="whitespace-pre-line">{appeal.words}</blockquote>
                {appeal.answer.map(|(answer, by)| view! { <p class="soft">{l.desk_appeal_answered(answer, by)}</p> })}
                {(open && may_act).then(|| view! {
                    <details class="details">
                        <summary>{l.desk_uphold()}<IconView icon=Icon::ChevronRight/></summary>
                        <ActionForm action=acts.uphold attr:class="stack-tight">
                            <On claim=claim version=version/>
                            <input type="hidden" name="appeal" value=appeal.id/>
                            <Why label=l.desk_uphold_why()/>
                            <div><Button look=Look::Second pending=acts.uphold.pending()>{l.desk_uphold()}</Button></div>
                        </ActionForm>
                    </details>
                })}
            </li>
        }
    });
    view! {
        <section class="card stack-tight" aria-labelledby="appeals">
            <h2 id="appeals">{l.desk_appeals()}</h2>
            <Refused errors=errors claim=work.id/>
            <ul class="rows">{appeals.collect_view()}</ul>
            <p class="soft small">{l.desk_appeals_says()}</p>
        </section>
    }
    .into_any()
}

/// Takes a decided claim up again.
#[component]
pub fn ReopenForm(claim: ClaimId, version: i64) -> impl IntoView {
    let l = use_lang();
    let action = use_acts().reopen;
    let errors = use_form_errors(action);
    view! {
        <Refused errors=errors claim=claim.clone()/>
        <details class="details confirm">
            <summary class="button button-second">{l.desk_reopen()}</summary>
            <ActionForm action=action attr:class="card card-sunk stack-tight">
                <On claim=claim version=version/>
                <Why label=l.desk_reopen_why()/>
                <div><Button pending=action.pending()>{l.desk_reopen()}</Button></div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// Says that a sign means nothing.
#[component]
pub fn ClearForm(claim: ClaimId, version: i64, sign: String) -> impl IntoView {
    let l = use_lang();
    let action = use_acts().clear_sign;
    view! {
        <details class="details small">
            <summary>{l.desk_sign_clear()}<IconView icon=Icon::ChevronRight/></summary>
            <ActionForm action=action attr:class="stack-tight">
                <On claim=claim version=version/>
                <input type="hidden" name="sign" value=sign/>
                <Why label=l.desk_sign_clear_why()/>
                <div><Button look=Look::Second pending=action.pending()>{l.desk_sign_clear()}</Button></div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// What the invoice calls itself.
#[component]
pub fn NameForm(work: Work) -> impl IntoView {
    let l = use_lang();
    let action = use_acts().name_invoice;
    let errors = use_form_errors(action);
    view! {
        <details class="details small">
            <summary>{l.desk_name_invoice()}<IconView icon=Icon::ChevronRight/></summary>
            <Refused errors=errors claim=work.id.clone()/>
            <ActionForm action=action attr:class="stack-tight">
                <On claim=work.id version=work.version/>
                <label class="field"><strong>{l.desk_name_clinic()}</strong><input class="input" name="clinic" maxlength="100" autocomplete="off" value=work.clinic.unwrap_or_default()/></label>
                <label class="field"><strong>{l.desk_name_number()}</strong><input class="input" name="number" maxlength="100" autocomplete="off" value=work.invoice_number.unwrap_or_default()/></label>
                <p class="soft">{l.desk_name_says()}</p>
                <div><Button look=Look::Second pending=action.pending()>{l.desk_save()}</Button></div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// Who else has the claim open, and whether it has changed since it was shown.
#[component]
pub fn Others(work: Work) -> impl IntoView {
    let l = use_lang();
    let (first, version, today) = (work.others, work.version, work.today);
    let heard = super::case::heartbeat(work.id.clone(), work.may_act);
    let href = format!("/desk/claims/{}", work.id);
    let others = move || {
        heard
            .with(|pulse| pulse.as_ref().map(|pulse| pulse.others.clone()))
            .unwrap_or_else(|| first.clone())
    };
    let changed = move || heard.with(|pulse| pulse.as_ref().is_some_and(|pulse| pulse.version != version));
    view! {
        <div role="status" class="stack-tight">
            {move || others().into_iter().map(|one| view! {
                <Notice tone=Tone::Soon title=l.desk_present(one.name, moment_long(l, one.since, today))>{l.desk_present_says()}</Notice>
            }).collect_view()}
            {move || changed().then(|| view! {
                <p class="notice notice-soon"><IconView icon=Icon::RefreshCw/><span>{l.desk_changed()}" "<a href=href.clone() rel="external">{l.desk_stale_look()}</a></span></p>
            })}
        </div>
    }
    .into_any()
}
