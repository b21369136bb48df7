//! What was read from the invoice, offered with the piece of the picture that says so. Nothing read, nothing shown.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::HtmlInputElement;

use super::answering::Answering;
use crate::claims::intake::api;
use crate::claims::intake::model::Place;
use crate::claims::intake::questions::{date, lines};
use crate::claims::reading::model::{Cutting, Doubt, Offered, Picture, Piece, ReadLine, Spot};
use crate::documents::sending::use_uploads;
use crate::money::Money;
use crate::texts::{Lang, use_lang};
use crate::ui::{Icon, IconView, Notice, SummaryList, SummaryRow, TextArea, Tone, day_check, day_full};

/// How long to wait before asking again whether a file has been read.
const PAUSE: Duration = Duration::from_millis(1_500);

/// What the draft's files offer; follows what is read while the screen is open.
pub fn use_offered(form: Answering) -> RwSignal<Offered> {
    let (question, draft, offered) = form
        .screen
        .with_value(|screen| (screen.question, screen.draft.to_string(), screen.facts.offered.clone()));
    let (offered, uploads) = (RwSignal::new(offered), use_uploads(&draft));
    let ask = move || {
        spawn_local(async move {
            if let Ok(Place::Here(screen)) = api::look(question).await {
                form.screen.try_update_value(|shown| shown.facts.offered = screen.facts.offered.clone());
                offered.try_set(screen.facts.offered);
            }
        });
    };
    Effect::new(move |before: Option<u32>| {
        let now = uploads.received();
        if offered.with(|offered| offered.under_way) || before.is_some_and(|before| before != now) {
            set_timeout(ask, PAUSE);
        }
        now
    });
    offered
}

/// On the invoice's own screen: what was found so far.
#[component]
pub fn Found(form: Answering) -> impl IntoView {
    let l = use_lang();
    let offered = use_offered(form);
    view! { <div class="stack-tight" role="status">{move || offered.with(|offered| found(offered, form, l))}</div> }
}

fn found(offered: &Offered, form: Answering, l: Lang) -> AnyView {
    let day = offered
        .date
        .clone()
        .map(|piece| (l.reading_found_date(), day_check(l, piece.value), piece.cutting));
    let total = offered
        .total
        .clone()
        .map(|piece| (l.reading_found_total(), Money::usd(piece.value).to_string(), piece.cutting));
    let clinic = offered.clinic.clone().map(|piece| (l.reading_found_clinic(), piece.value, piece.cutting));
    let number = offered.number.clone().map(|piece| (l.reading_found_number(), piece.value, piece.cutting));
    let rows: Vec<_> = [day, total, clinic, number].into_iter().flatten().collect();
    let card = (!rows.is_empty()).then(|| {
        view! {
            <section class="card stack-tight" aria-labelledby="read">
                <h2 id="read">{l.reading_found_title()}</h2>
                <p class="soft">{l.reading_found_says()}</p>
                <SummaryList>
                    {rows
                        .into_iter()
                        .map(|(name, value, cutting)| {
                            let words = value.clone();
                            view! { <SummaryRow name=name>{value}<Cut cutting=cutting words=words/></SummaryRow> }
                        })
                        .collect_view()}
                </SummaryList>
            </section>
        }
    });
    view! {
        <UnderWay now=offered.under_way/>
        {doubt(offered, l)}
        {card}
        {other_day(offered, form, l)}
    }
    .into_any()
}

#[component]
fn UnderWay(now: bool) -> impl IntoView {
    let l = use_lang();
    now.then(|| view! { <p class="aside-note"><IconView icon=Icon::FileText/>{l.reading_under_way()}</p> })
}

/// Why nothing is filled in.
fn doubt(offered: &Offered, l: Lang) -> Option<AnyView> {
    let (title, says) = match offered.doubt.as_ref()? {
        Doubt::Nothing => (l.reading_nothing_title(), l.reading_nothing().to_owned()),
        Doubt::Several => (l.reading_several_title(), l.reading_several().to_owned()),
        Doubt::Foreign(sign) => (l.reading_foreign_title(), l.reading_foreign(sign)),
    };
    Some(view! { <Notice tone=Tone::Soon title=title>{says}</Notice> }.into_any())
}

/// Says when the invoice's day is another than the one that was answered.
pub fn other_day(offered: &Offered, form: Answering, l: Lang) -> Option<AnyView> {
    let read = offered.date.as_ref()?.value;
    let (_, given) = form.screen.with_value(|screen| date::day(&screen.answers, l)).ok()?;
    (read != given).then(|| {
        let says = l.reading_date_differs(day_full(l, given), day_full(l, read));
        view! { <Notice tone=Tone::Soon title=says href="/claims/new/date">{l.reading_date_change()}</Notice> }.into_any()
    })
}

/// At the total: the piece that says it. The field holds it where nothing was answered before.
#[component]
pub fn OfferedTotal(form: Answering, offered: RwSignal<Offered>) -> impl IntoView {
    let l = use_lang();
    Effect::new(move || {
        if let Some(cents) = offered.with(|offered| offered.total.as_ref().map(|total| total.value)) {
            fill("total", &typed(cents));
        }
    });
    view! {
        <div class="stack-tight" role="status">
            {move || {
                offered
                    .with(|offered| {
                        let piece = offered.total.clone();
                        view! {
                            <UnderWay now=offered.under_way/>
                            {doubt(offered, l)}
                            {piece
                                .map(|piece| {
                                    view! {
                                        <div class="card stack-tight">
                                            <p>{l.reading_total()}</p>
                                            <Cut cutting=piece.cutting words=Money::usd(piece.value).to_string()/>
                                        </div>
                                    }
                                })}
                            {offered
                                .lines_differ()
                                .map(|cents| {
                                    view! { <Notice tone=Tone::Soon title=l.reading_differ_title()>{l.reading_differ(Money::usd(cents).to_string())}</Notice> }
                                })}
                            {other_day(offered, form, l)}
                        }
                    })
            }}
        </div>
    }
}

/// At the total: the lines, to be confirmed all together or corrected.
#[component]
pub fn OfferedLines(form: Answering, offered: RwSignal<Offered>) -> impl IntoView {
    let l = use_lang();
    let given = form.screen.with_value(|screen| screen.answers.clone());
    move || {
        let offered = offered.get();
        (!offered.lines.is_empty()).then(|| {
            let checked = given.lines.as_deref() == Some(offered.mark.as_str());
            let (corrected, read) = (lines::is_corrected(&given, &offered), lines::as_typed(&offered));
            let typed = given.lines_typed.clone().filter(|_| corrected).unwrap_or(read);
            view! {
                <section class="card stack-tight" aria-labelledby="read-lines">
                    <h2 id="read-lines">{l.reading_lines_title()}</h2>
                    <p class="soft">{l.reading_lines_says()}</p>
                    <ReadLines lines=offered.lines/>
                    <label class="choice">
                        <input type="checkbox" id="lines" name="lines" value=offered.mark checked=checked/>
                        {l.reading_lines_confirm()}
                    </label>
                    <details class="details" open=corrected>
                        <summary>{l.reading_typed_title()}<IconView icon=Icon::ChevronRight/></summary>
                        <TextArea
                            name="lines_typed"
                            label=l.reading_typed_label()
                            hint=l.reading_typed_hint()
                            value=typed
                            maxlength=6000
                            errors=form.errors()
                        />
                    </details>
                </section>
            }
        })
    }
}

/// Lines as they were read, each with its piece, and what they come to.
#[component]
pub fn ReadLines(
    /// In order.
    lines: Vec<Piece<ReadLine>>,
) -> impl IntoView {
    let l = use_lang();
    let sum = Money::usd(lines.iter().map(|line| line.value.cents).sum());
    view! {
        <ol class="read-lines">
            {lines
                .into_iter()
                .map(|line| {
                    let amount = Money::usd(line.value.cents).to_string();
                    let words = (line.value.description.clone(), amount.clone());
                    view! {
                        <li>
                            <span>{line.value.description}</span>
                            <span class="number">{amount}</span>
                            {line.cutting.map(|cutting| cut_line(cutting, words))}
                        </li>
                    }
                })
                .collect_view()}
            <li class="sum"><span>{l.reading_lines_sum()}</span><span class="number">{sum.to_string()}</span></li>
        </ol>
    }
}

/// A piece of a picture, cut out by the browser and upright; the picture itself is the one that the person sent.
#[component]
pub fn Cut(
    /// Which piece.
    cutting: Option<Cutting>,
    /// What it says.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    let l = use_lang();
    cutting.map(|Cutting { picture, spot }| {
        let part = format!("{} {} {} {}", spot.x, spot.y, spot.width, spot.height);
        let turn = upright(&picture);
        let href = format!("/files/{}", picture.blob);
        view! {
            <svg class="cutting" viewBox=part role="img" aria-label=l.reading_piece(words)>
                <image href=href width=picture.width.to_string() height=picture.height.to_string() transform=turn/>
            </svg>
        }
    })
}

/// A line of the invoice, with what its two ends say: where it is too long to be legible on a phone, the ends alone.
fn cut_line(cutting: Cutting, (left, right): (String, String)) -> AnyView {
    let Some(ends) = ends(cutting.spot) else {
        return view! { <Cut cutting=Some(cutting) words=format!("{left} {right}")/> }.into_any();
    };
    let [first, last] = ends.map(|spot| Some(Cutting { spot, ..cutting.clone() }));
    view! {
        <div class="cut-ends">
            <Cut cutting=first words=left/>
            <Cut cutting=last words=right/>
        </div>
    }
    .into_any()
}

/// The ends of a piece that is more than [`LONG`] times as wide as high: twice as much of its words as of its amount.
fn ends(spot: Spot) -> Option<[Spot; 2]> {
    let part = spot.height * LONG / 3;
    let end = |x, width| Spot { x, width, ..spot };
    (spot.width > spot.height * LONG).then(|| [end(spot.x, 2 * part), end(spot.x + spot.width - part, part)])
}

/// How many times its height a line may be wide and still be legible on a phone.
const LONG: i32 = 12;

/// Turns a picture as it is kept so that its print stands upright.
fn upright(picture: &Picture) -> Option<String> {
    let (width, height) = (picture.width, picture.height);
    match picture.turned {
        90 => Some(format!("matrix(0 -1 1 0 0 {width})")),
        180 => Some(format!("matrix(-1 0 0 -1 {width} {height})")),
        270 => Some(format!("matrix(0 1 -1 0 {height} 0)")),
        _ => None,
    }
}

/// An amount as a person would type it.
pub fn typed(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Fills a field in that is still empty.
fn fill(id: &str, value: &str) {
    let field = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field.filter(|field| field.value().is_empty()) {
        field.set_value(value);
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ids::BlobId;

    /// Where a point of the picture as it is kept comes to stand.
    fn moved(picture: &Picture, x: i32, y: i32) -> (i32, i32) {
        let Some(matrix) = upright(picture) else { return (x, y) };
        let numbers: Vec<i32> = matrix
            .trim_start_matches("matrix(")
            .trim_end_matches(')')
            .split(' ')
            .map(|n| n.parse().expect("a number"))
            .collect();
        let [a, b, c, d, e, f] = numbers[..] else { panic!("six numbers") };
        (a * x + c * y + e, b * x + d * y + f)
    }

    #[test]
    fn a_turned_picture_is_shown_upright() {
        let picture = |turned| Picture {
            blob: BlobId("b".into()),
            width: 300,
            height: 200,
            turned,
        };
        // The upper left corner of the upright sheet, as it lies on the picture that is kept.
        for (turned, corner) in [(0, (0, 0)), (90, (300, 0)), (180, (300, 200)), (270, (0, 200))] {
            assert_eq!(moved(&picture(turned), corner.0, corner.1), (0, 0), "{turned}");
        }
    }

    #[test]
    fn a_long_line_shows_its_two_ends() {
        let spot = |width| Spot {
            sheet: 1,
            x: 100,
            y: 50,
            width,
            height: 30,
        };
        assert_eq!(ends(spot(360)), None);
        let shown = ends(spot(1_000)).expect("ends").map(|end| (end.sheet, end.x, end.y, end.width, end.height));
        assert_eq!(shown, [(1, 100, 50, 240, 30), (1, 980, 50, 120, 30)]);
    }

    #[test]
    fn an_amount_is_filled_in_as_people_type_it() {
        assert_eq!(crate::money::parse_amount(&typed(48_605)), Ok(48_605));
        assert_eq!(typed(5), "0.05");
    }
}
