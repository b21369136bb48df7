//! A field that suggests while one types: the combobox pattern of the ARIA Authoring Practices, with a list. Until WebAssembly is there it is a
//! plain field with a button beside it.

use std::time::Duration;

use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::KeyboardEvent;

use crate::claims::intake::api::search_conditions;
use crate::claims::intake::model::Listed;
use crate::texts::use_lang;
use crate::ui::{Field, FormErrors, Icon, IconView, described_by, is_unfit};

/// How long a person pauses before we search.
const PAUSE: Duration = Duration::from_millis(150);

/// What the list shows, and which line of it the keyboard is on.
#[derive(Clone, Copy)]
struct List {
    input: NodeRef<html::Input>,
    options: RwSignal<Vec<Listed>>,
    active: RwSignal<Option<usize>>,
    open: RwSignal<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
    found: Callback<Vec<Listed>>,
    pick: Callback<Listed>,
}

impl List {
    /// The line of an option, as `aria-activedescendant` names it.
    fn line(i: usize) -> String {
        format!("condition-option-{i}")
    }

    fn text(self) -> String {
        self.input.get_untracked().map(|input| input.value()).unwrap_or_default()
    }

    /// Searches once the person has paused.
    fn search_soon(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        let timer = set_timeout_with_handle(move || spawn_local(self.search()), PAUSE);
        self.timer.set_value(timer.ok());
    }

    async fn search(self) {
        let typed = self.text();
        let found = if typed.trim().is_empty() {
            Ok(None)
        } else {
            search_conditions(typed.clone()).await.map(Some)
        };
        // An answer that comes after the next letter was typed is for nobody.
        if let (Ok(found), true) = (found, self.text() == typed) {
            self.active.set(None);
            self.open.set(found.is_some());
            let found = found.unwrap_or_default();
            self.found.run(found.clone());
            self.options.set(found);
        }
    }

    fn choose(self, i: usize) {
        let Some(option) = self.options.with_untracked(|options| options.get(i).cloned()) else {
            return;
        };
        if let Some(input) = self.input.get_untracked() {
            input.set_value(&option.name);
        }
        self.close();
        self.pick.run(option);
    }

    fn close(self) {
        self.open.set(false);
        self.active.set(None);
    }

    /// Moves by one line, from the last to the first and back.
    fn step(self, down: bool) {
        let count = self.options.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        self.open.set(true);
        self.active.update(|active| {
            *active = Some(match (*active, down) {
                (None, true) => 0,
                (None, false) | (Some(0), false) => count - 1,
                (Some(i), true) => (i + 1) % count,
                (Some(i), false) => i - 1,
            });
        });
    }

    fn key(self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "ArrowDown" => self.step(true),
            "ArrowUp" => self.step(false),
            // "Enter" chooses here; it never sends the form before something is chosen.
            "Enter" => {
                if let Some(i) = self.active.get_untracked() {
                    self.choose(i);
                }
            }
            "Escape" if self.open.get_untracked() => self.close(),
            "Tab" => return self.close(),
            _ => return,
        }
        event.prevent_default();
    }
}

/// The field with its list. `children` is the button that searches without WebAssembly.
#[component]
pub fn Combobox(
    /// `name` and `id` of the input.
    name: &'static str,
    /// Its label.
    label: &'static str,
    /// A sentence of help.
    hint: &'static str,
    /// What stands in it at first.
    value: String,
    /// What went wrong with the form.
    errors: FormErrors,
    /// What the browser itself suggests until WebAssembly is there.
    common: Vec<Listed>,
    /// Called with what a search found.
    found: Callback<Vec<Listed>>,
    /// Called with what is chosen.
    pick: Callback<Listed>,
    /// The button.
    children: ChildrenFn,
) -> impl IntoView {
    let l = use_lang();
    let list = List {
        input: NodeRef::new(),
        options: RwSignal::new(Vec::new()),
        active: RwSignal::new(None),
        open: RwSignal::new(false),
        timer: StoredValue::new(None),
        found,
        pick,
    };
    let live = RwSignal::new(false);
    Effect::new(move || live.set(true));
    let when_live = move |value: &'static str| move || live.get().then_some(value);
    let shown = move || list.open.get() && list.options.with(|options| !options.is_empty());
    let count = move || list.options.with(|options| i64::try_from(options.len()).unwrap_or_default());
    let says = move || match (list.open.get(), count()) {
        (false, _) => String::new(),
        (true, 0) => l.intake_condition_none().to_owned(),
        (true, count) => l.intake_condition_results(count),
    };
    view! {
        <Field name=name label=label hint=Some(hint.to_owned()) errors=errors>
            <div class="combobox">
                <IconView icon=Icon::Search/>
                <input
                    class="input"
                    id=name
                    name=name
                    type="text"
                    value=value
                    maxlength="80"
                    autocomplete="off"
                    list=move || (!live.get()).then_some("condition-common")
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="search"
                    node_ref=list.input
                    role=when_live("combobox")
                    aria-autocomplete=when_live("list")
                    aria-controls=when_live("condition-list")
                    aria-expanded=move || live.get().then(|| shown().to_string())
                    aria-activedescendant=move || list.active.get().map(List::line)
                    aria-describedby=described_by(name, true, errors)
                    aria-invalid=is_unfit(name, errors)
                    on:input=move |_| list.search_soon()
                    on:keydown=move |event| list.key(&event)
                    on:blur=move |_| list.close()
                />
                <datalist id="condition-common">{common.into_iter().map(|condition| view! { <option value=condition.name></option> }).collect_view()}</datalist>
                // Once it is not needed it must be gone: "Enter" in any field presses a form's first button.
                {move || (!live.get()).then(|| children())}
                <ul class="combobox-list" id="condition-list" role="listbox" aria-label=label hidden=move || !shown()>
                    {move || {
                        let options = list.options.get();
                        options
                            .into_iter()
                            .enumerate()
                            .map(|(i, option)| {
                                view! {
                                    <li
                                        id=List::line(i)
                                        role="option"
                                        aria-selected=move || (list.active.get() == Some(i)).to_string()
                                        // The field keeps the focus: the list must not close before it is pressed.
                                        on:mousedown=|event| event.prevent_default()
                                        on:click=move |_| list.choose(i)
                                    >
                                        {option.name}
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </div>
        </Field>
        <p class=move || if list.open.get() && count() == 0 { "soft" } else { "visually-hidden" } role="status">{says}</p>
    }
}
