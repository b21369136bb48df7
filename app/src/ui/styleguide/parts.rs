use leptos::prelude::*;

use super::Group;
use crate::day::{Day, Moment};
use crate::texts::use_lang;
use crate::ui::*;

/// Everything that is no field of a form.
#[component]
pub fn Parts() -> impl IntoView {
    view! {
        <Colours/>
        <Words/>
        <Buttons/>
        <Cards/>
        <Notices/>
        <Progress/>
        <Lists/>
        <Waiting/>
        <Icons/>
    }
}

#[component]
fn Colours() -> impl IntoView {
    let swatches = [
        ("swatch bg-ground", "ground"),
        ("swatch bg-surface", "surface"),
        ("swatch bg-sunk", "sunk"),
        ("swatch bg-ink", "ink"),
        ("swatch bg-soft", "soft"),
        ("swatch bg-line", "line"),
        ("swatch bg-pine", "pine"),
        ("swatch bg-mint", "mint"),
        ("swatch bg-coral", "coral"),
        ("swatch bg-blush", "blush"),
        ("swatch bg-amber", "amber"),
        ("swatch bg-honey", "honey"),
    ];
    view! {
        <Group title="Colors">
            <ul class="swatches">{swatches.into_iter().map(|(class, name)| view! { <li><span class=class></span><span class="small">{name}</span></li> }).collect_view()}</ul>
        </Group>
    }
}

#[component]
fn Words() -> impl IntoView {
    let l = use_lang();
    let days = Day::new(2026, 11, 20).zip(Day::new(2026, 11, 19)).map(|(today, day)| {
        let moment = Moment { day, hour: 9, minute: 41 };
        [
            ("day_full", day_full(l, day)),
            ("day_long", day_long(l, day)),
            ("day_medium", day_medium(l, day)),
            ("day_short", day_short(l, day)),
            ("relative_day", relative_day(l, day, today)),
            ("moment_long", moment_long(l, moment, today)),
        ]
    });
    view! {
        <Group title="Words">
            <h3>"Heading of the third level"</h3>
            <p>"Text is 17 px on phones and follows the person's own setting. "<a href="/styleguide">"A link"</a>" stands in it."</p>
            <p class="soft">"Soft text says what may be passed over."</p>
            <p class="small soft">"Small text stands below things."</p>
            <p><Sentence words="We sent [[$412.60]] to your bank. It arrives by [[Tuesday, November 24]]."/></p>
            <div class="card"><SummaryList>{days.map(|days| days.map(|(name, words)| view! { <SummaryRow name=name>{words}</SummaryRow> }).collect_view())}</SummaryList></div>
        </Group>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let busy = Signal::stored(true);
    view! {
        <Group title="Button, ButtonLink">
            <div class="flex flex-wrap gap-2">
                <Button>"Primary"</Button>
                <Button look=Look::Second>"Second"</Button>
                <Button look=Look::Plain>"Plain"</Button>
                <Button look=Look::Danger>"Danger"</Button>
            </div>
            <div class="flex flex-wrap gap-2">
                <Button icon=Icon::Camera>"With an icon"</Button>
                <Button look=Look::Second icon=Icon::Image>"With an icon"</Button>
                <Button pending=busy>"Busy"</Button>
            </div>
            <Button wide=true>"As wide as its column"</Button>
            <ButtonLink href="/styleguide" look=Look::Second wide=true icon=Icon::ArrowRight>"A link that looks like a button"</ButtonLink>
            <ConfirmDialog open="Discard" question="Discard this claim? What you filled in is lost.">
                <Button look=Look::Danger>"Discard it"</Button>
            </ConfirmDialog>
        </Group>
    }
}

#[component]
fn Cards() -> impl IntoView {
    view! {
        <Group title="Card, Badge">
            <Card><strong>"A card"</strong><p class="soft">"holds one thing."</p></Card>
            <Card href="/styleguide"><strong>"A card that is a link"</strong><p class="soft">"as a whole."</p></Card>
            <div class="card card-mint">"Mint: something good"</div>
            <div class="card card-sunk">"Sunk: something beside the matter"</div>
            <div class="flex flex-wrap gap-2">
                <Badge>"Calm"</Badge>
                <Badge tone=Tone::Now>"Now"</Badge>
                <Badge tone=Tone::Soon>"Soon"</Badge>
                <Badge tone=Tone::Quiet>"Quiet"</Badge>
                <Badge icon=Icon::Check>"With an icon"</Badge>
            </div>
        </Group>
    }
}

#[component]
fn Notices() -> impl IntoView {
    view! {
        <Group title="Notice, Empty, HelpBlock">
            <Notice tone=Tone::Now title="One page of Mochi's invoice is missing" href="/styleguide">"Add page 2 by Friday and we can decide the same day."</Notice>
            <Notice tone=Tone::Soon title="Your next payment is due soon">"$42.10 on December 1."</Notice>
            <Notice tone=Tone::Calm title="Nothing is missing"/>
            <div class="card">
                <Empty icon=Icon::FileHeart title="No claims yet"><p class="soft">"What will stand here, and the first step."</p><Button>"File a claim"</Button></Empty>
            </div>
            <HelpBlock title="Why do you ask?"><p>"An answer that opens in place."</p></HelpBlock>
        </Group>
    }
}

#[component]
fn Progress() -> impl IntoView {
    view! {
        <Group title="Meter, Steps">
            <Meter value=0 of=100 label="Nothing used"/>
            <Meter value=35 of=100 label="35 of 100 used"/>
            <Meter value=120 of=100 label="All used"/>
            <Steps done=0 of=7/>
            <Steps done=3 of=7/>
            <Steps done=7 of=7/>
        </Group>
    }
}

#[component]
fn Lists() -> impl IntoView {
    view! {
        <Group title="TopBar, SummaryList, rows, timeline">
            <TopBar back=("/styleguide".to_owned(), "Back".to_owned())><span class="soft number">"2 of 7"</span></TopBar>
            <div class="card">
                <SummaryList>
                    <SummaryRow name="Pet" change=("/styleguide".to_owned(), "Change".to_owned())>"Biscuit"</SummaryRow>
                    <SummaryRow name="Total"><span class="number">"$486.40"</span></SummaryRow>
                </SummaryList>
            </div>
            <div class="card rows">
                <a class="line" href="/styleguide"><IconView icon=Icon::Files/><strong>"A line that is a link"</strong><span class="go"><IconView icon=Icon::ChevronRight/></span></a>
                <div class="line"><IconView icon=Icon::Clock/>"A line that is none"</div>
            </div>
            <ol class="timeline"><li>"Submitted"</li><li>"In review"</li><li class="ahead">"Decided"</li></ol>
        </Group>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <Group title="Skeleton, DeadEnd">
            <Skeleton/>
            <p>"A dead end is a page of its own: "<a href="/offline">"offline"</a>", "<a href="/no/such/page">"nothing here"</a>"."</p>
        </Group>
    }
}

#[component]
fn Icons() -> impl IntoView {
    view! {
        <Group title="Icon">
            <ul class="icons">{Icon::ALL.iter().map(|icon| view! { <li><IconView icon=*icon/><span class="small soft">{format!("{icon:?}")}</span></li> }).collect_view()}</ul>
        </Group>
    }
}
