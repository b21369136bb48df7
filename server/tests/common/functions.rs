//! Every server function, who may call it, and a call that names somebody's things. A function without a row here fails the guard's test.

use super::book::Book;

/// Who may call a function, and what it may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone, signed in or not.
    Anyone,
    /// Somebody signed in, with or without a household; it is about themselves alone.
    Person,
    /// Somebody signed in; it names nothing and answers from the caller's own household.
    Own,
    /// Somebody signed in; it names a thing, which must be of the caller's household.
    Named,
}

/// A server function and the fields of one call that is right in form.
pub struct Function {
    /// Address.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// Names and values; `{pet}`, `{policy}`, `{claim}`, `{draft}`, `{page}` and `{blob}` stand for ids of a household's own.
    pub fields: &'static [(&'static str, &'static str)],
}

const fn function(path: &'static str, access: Access, fields: &'static [(&'static str, &'static str)]) -> Function {
    Function { path, access, fields }
}

/// All of them, slice by slice.
pub const FUNCTIONS: &[Function] = &[
    function(
        "/api/auth/sign_in",
        Access::Anyone,
        &[("email", "nobody@test.example"), ("password", "not the password"), ("next", "/")],
    ),
    function("/api/auth/sign_out", Access::Anyone, &[]),
    function(
        "/api/auth/choose_appearance",
        Access::Anyone,
        &[("lang", "es"), ("theme", "dark"), ("next", "/")],
    ),
    function("/api/auth/me", Access::Person, &[]),
    function("/api/account/profile", Access::Person, &[]),
    function("/api/account/change_email", Access::Person, &[("email", "new@test.example")]),
    function("/api/account/new_email", Access::Person, &[("token", "none")]),
    function("/api/account/confirm_email", Access::Person, &[("token", "none")]),
    function("/api/account/change_phone", Access::Person, &[("phone", "(518) 555-0134")]),
    function("/api/account/confirm_phone", Access::Person, &[("token", "none"), ("code", "123456")]),
    function(
        "/api/account/change_password",
        Access::Person,
        &[("current", "not the password"), ("password", "plinth gravel otter")],
    ),
    function("/api/factors/prove_by_code", Access::Person, &[("code", "000000"), ("next", "/")]),
    function("/api/factors/second_step", Access::Anyone, &[]),
    function("/api/factors/answer_code", Access::Anyone, &[("code", "000000")]),
    function("/api/factors/answer_recovery", Access::Anyone, &[("code", "AAAA-AAAA-AAAA-AAAA")]),
    function("/api/factors/send_code", Access::Anyone, &[]),
    function("/api/factors/begin_passkey", Access::Anyone, &[]),
    function("/api/factors/finish_passkey", Access::Anyone, &[("credential", "{}"), ("next", "/")]),
    function("/api/factors/not_now", Access::Person, &[("to", "/")]),
    function("/api/factors/list", Access::Person, &[]),
    function("/api/factors/offer", Access::Person, &[]),
    function("/api/factors/begin_app", Access::Person, &[]),
    function("/api/factors/app", Access::Person, &[]),
    function(
        "/api/factors/confirm_app",
        Access::Person,
        &[("set_up", "none"), ("name", ""), ("code", "000000")],
    ),
    function("/api/factors/begin_phone", Access::Person, &[("phone", "212 555 0123")]),
    function("/api/factors/phone", Access::Person, &[]),
    function("/api/factors/confirm_phone", Access::Person, &[("set_up", "none"), ("code", "000000")]),
    function("/api/factors/begin_new_passkey", Access::Person, &[]),
    function("/api/factors/finish_new_passkey", Access::Person, &[("credential", "{}"), ("name", "")]),
    function("/api/factors/renew_codes", Access::Person, &[]),
    function("/api/factors/codes", Access::Person, &[]),
    function("/api/factors/codes_kept", Access::Person, &[("to", "/")]),
    function("/api/factors/rename", Access::Person, &[("factor", "none"), ("name", "Mine")]),
    function("/api/factors/remove", Access::Person, &[("factor", "none")]),
    function("/api/factors/ways", Access::Person, &[]),
    function(
        "/api/factors/prove_by_password",
        Access::Person,
        &[("password", "not the password"), ("next", "/")],
    ),
    function("/api/register/begin", Access::Anyone, &[]),
    function(
        "/api/register/ask",
        Access::Anyone,
        &[("policy_number", "P-204 817-3"), ("birth_on", "1980-01-31"), ("postcode", "12207")],
    ),
    function("/api/register/look", Access::Anyone, &[("token", "none")]),
    function(
        "/api/register/finish",
        Access::Anyone,
        &[("token", "none"), ("password", "plinth gravel otter")],
    ),
    function("/api/register/finish_with_passkey", Access::Anyone, &[("token", "none")]),
    function("/api/reset/begin", Access::Anyone, &[]),
    function("/api/reset/ask", Access::Anyone, &[("email", "nobody@test.example")]),
    function("/api/reset/look", Access::Anyone, &[("token", "none")]),
    function("/api/reset/finish", Access::Anyone, &[("token", "none"), ("password", "plinth gravel otter")]),
    function("/api/oidc/begin", Access::Anyone, &[]),
    function(
        "/api/oidc/check",
        Access::Anyone,
        &[("policy_number", "P-204 817-3"), ("birth_on", "1980-01-31"), ("postcode", "12207")],
    ),
    function("/api/oidc/link", Access::Person, &[]),
    function("/api/oidc/prove", Access::Person, &[("next", "/pets")]),
    function("/api/sessions/list", Access::Person, &[]),
    function("/api/sessions/end", Access::Person, &[("session", "01980000-0000-7000-8000-000000000001")]),
    function("/api/sessions/end_others", Access::Person, &[]),
    function(
        "/api/sessions/that_was_me",
        Access::Person,
        &[("notice", "01980000-0000-7000-8000-000000000001"), ("next", "/")],
    ),
    function("/api/sessions/stay", Access::Person, &[]),
    function("/api/sessions/time_left", Access::Person, &[]),
    function("/api/sessions/keep_typed", Access::Anyone, &[("page", "/pets"), ("typed", "name=Juno")]),
    function("/api/notices/list", Access::Person, &[]),
    function("/api/notices/unread", Access::Person, &[]),
    function(
        "/api/notices/read",
        Access::Person,
        &[("notice", "01980000-0000-7000-8000-000000000001"), ("next", "/notices")],
    ),
    function("/api/notices/read_all", Access::Person, &[]),
    function("/api/notices/preferences", Access::Person, &[]),
    function(
        "/api/notices/choose",
        Access::Person,
        &[("topic", "messages"), ("channel", "email"), ("wanted", "true")],
    ),
    function("/api/notices/quiet", Access::Person, &[("quiet", "on"), ("from", "21"), ("to", "8")]),
    function("/api/notices/language", Access::Person, &[("language", "en")]),
    function("/api/notices/email_works", Access::Person, &[]),
    function(
        "/api/notices/listen",
        Access::Person,
        &[("endpoint", "https://evil.example/"), ("p256dh", "none"), ("auth", "none")],
    ),
    function("/api/notices/push_key", Access::Person, &[]),
    function("/api/notices/forget", Access::Person, &[("device", "01980000-0000-7000-8000-000000000001")]),
    function("/api/notices/look_at_link", Access::Anyone, &[("token", "none")]),
    function("/api/notices/unsubscribe", Access::Anyone, &[("token", "none"), ("wanted", "false")]),
    function("/api/desk/deliveries", Access::Own, &[("household", "{household}")]),
    function("/api/desk/delivery_counts", Access::Own, &[]),
    function("/api/agency/profile", Access::Own, &[]),
    function("/api/desk/search", Access::Own, &[("typed", "")]),
    function("/api/desk/customer", Access::Own, &[("household", "{household}")]),
    function("/api/desk/audit", Access::Own, &[]),
    function("/api/desk/alerts", Access::Own, &[]),
    function("/api/desk/clocks", Access::Own, &[]),
    function(
        "/api/desk/claims/list",
        Access::Own,
        &[("filter[whose]", "mine"), ("filter[q]", "bis"), ("filter[after]", "{claim}")],
    ),
    function("/api/desk/claims/find", Access::Own, &[("claim", "{claim}")]),
    function("/api/desk/claims/pulse", Access::Own, &[("claim", "{claim}")]),
    function("/api/desk/claims/take_up", Access::Own, &[("claim", "{claim}"), ("version", "0")]),
    function(
        "/api/desk/claims/hand_over",
        Access::Own,
        &[("claim", "{claim}"), ("version", "0"), ("to", "{member}")],
    ),
    function("/api/desk/claims/give_back", Access::Own, &[("claim", "{claim}"), ("version", "0")]),
    function(
        "/api/desk/claims/decide",
        Access::Own,
        &[
            ("claim", "{claim}"),
            ("version", "0"),
            ("form[lines][0][way]", "part"),
            ("form[lines][0][amount]", "10.00"),
            ("form[lines][0][reason]", "other"),
            ("form[lines][0][why]", "As the record says."),
            ("form[lines][0][evidence]", "page:{claim_page}"),
            ("form[answer]", ""),
            ("form[then]", "send"),
        ],
    ),
    function(
        "/api/desk/claims/confirm",
        Access::Own,
        &[("claim", "{claim}"), ("version", "0"), ("proposal", "none")],
    ),
    function(
        "/api/desk/claims/send_back",
        Access::Own,
        &[("claim", "{claim}"), ("version", "0"), ("proposal", "none"), ("why", "Look again.")],
    ),
    function(
        "/api/desk/claims/uphold",
        Access::Own,
        &[("claim", "{claim}"), ("version", "0"), ("appeal", "none"), ("why", "It stands.")],
    ),
    function(
        "/api/desk/claims/reopen",
        Access::Own,
        &[("claim", "{claim}"), ("version", "0"), ("why", "A page came.")],
    ),
    function("/api/desk/claims/line", Access::Own, &[("claim", "{claim}"), ("line", "{line}")]),
    function(
        "/api/desk/claims/change_line",
        Access::Own,
        &[
            ("claim", "{claim}"),
            ("version", "0"),
            ("line", "{line}"),
            ("description", "Ear drops"),
            ("amount", "512.00"),
            ("category", "medicine"),
            ("condition", ""),
            ("side", ""),
            ("why", "As on the picture."),
        ],
    ),
    function(
        "/api/desk/claims/name_invoice",
        Access::Own,
        &[("claim", "{claim}"), ("version", "0"), ("clinic", "Harbour"), ("number", "88213")],
    ),
    function("/api/desk/claims/record", Access::Own, &[("claim", "{claim}")]),
    function(
        "/api/desk/claims/add_record",
        Access::Own,
        &[
            ("claim", "{claim}"),
            ("version", "0"),
            ("condition", "ear-otitis-externa"),
            ("side", ""),
            ("noted_on", "2024-05-02"),
            ("source", "Harbour Animal Hospital"),
            ("page", ""),
        ],
    ),
    function(
        "/api/desk/claims/clear_sign",
        Access::Own,
        &[("claim", "{claim}"), ("version", "0"), ("sign", "none"), ("why", "Two dogs.")],
    ),
    function("/api/people/circle", Access::Own, &[("of", "household")]),
    function(
        "/api/people/invite",
        Access::Own,
        &[
            ("of", "household"),
            ("name", "Kim"),
            ("email", "kim@else.example"),
            ("roles[]", "member_file"),
            ("until", ""),
        ],
    ),
    function(
        "/api/people/change",
        Access::Named,
        &[("of", "household"), ("person", "{member}"), ("roles[]", "member_view"), ("until", "")],
    ),
    function("/api/people/remove", Access::Named, &[("of", "household"), ("person", "{member}")]),
    function(
        "/api/people/withdraw_invitation",
        Access::Named,
        &[("of", "household"), ("invitation", "{invitation}")],
    ),
    function(
        "/api/people/restore_invitation",
        Access::Named,
        &[("of", "household"), ("invitation", "{invitation}")],
    ),
    function("/api/people/homes", Access::Person, &[]),
    function("/api/people/choose_home", Access::Person, &[("household", "{household}")]),
    function("/api/people/invitation", Access::Anyone, &[("token", "no such token")]),
    function("/api/people/accept", Access::Person, &[("token", "no such token")]),
    function(
        "/api/people/join",
        Access::Anyone,
        &[
            ("token", "no such token"),
            ("given_name", "Kim"),
            ("family_name", "Test"),
            ("password", "seven small otters"),
        ],
    ),
    function("/api/home/read", Access::Own, &[]),
    function("/api/help/contact", Access::Anyone, &[]),
    function("/api/pets/list", Access::Own, &[]),
    function("/api/pets/profile", Access::Named, &[("pet", "{pet}")]),
    function("/api/pets/to_change", Access::Named, &[("pet", "{pet}")]),
    function(
        "/api/pets/change",
        Access::Named,
        &[
            ("pet", "{pet}"),
            ("changed_at", "0"),
            ("name", "Taken"),
            ("breed", "Mixed"),
            ("birth_on", "2020-01-01"),
            ("sex", "female"),
            ("neutered", "unknown"),
            ("microchip", ""),
        ],
    ),
    function("/api/pets/new", Access::Own, &[]),
    function(
        "/api/pets/add",
        Access::Own,
        &[
            ("pet", "01980000-0000-7000-8000-000000000001"),
            ("species", "cat"),
            ("name", "Juno"),
            ("breed", "Mixed"),
            ("birth_on", "2020-01-01"),
            ("sex", "female"),
            ("neutered", "unknown"),
            ("microchip", ""),
        ],
    ),
    function("/api/pets/ask_for_cover", Access::Named, &[("pet", "{pet}")]),
    function("/api/policies/policy", Access::Named, &[("policy", "{policy}")]),
    function("/api/billing/payments", Access::Own, &[("before", ""), ("search", "Biscuit")]),
    function("/api/bill/find", Access::Named, &[("invoice", "{invoice}")]),
    function(
        "/api/bill/pay",
        Access::Named,
        &[("invoice", "{invoice}"), ("amount", "10.00"), ("method", "{method}")],
    ),
    function("/api/bill/begin", Access::Named, &[("invoice", "{invoice}"), ("amount", "10.00")]),
    function("/api/bill/pay_there", Access::Named, &[("invoice", "{invoice}"), ("amount", "10.00")]),
    function("/api/bill/plan", Access::Named, &[("invoice", "{invoice}"), ("day", "2026-11-25")]),
    function("/api/bill/move_due", Access::Named, &[("invoice", "{invoice}"), ("due", "2026-12-03")]),
    function("/api/bill/done", Access::Named, &[("payment", "{payment}")]),
    function("/api/bill/receipt", Access::Named, &[("payment", "{payment}")]),
    function("/api/methods/list", Access::Own, &[]),
    function("/api/methods/begin", Access::Named, &[("replaces", "{method}"), ("default", "false")]),
    function("/api/methods/add", Access::Named, &[("replaces", "{method}"), ("default", "false")]),
    function("/api/methods/added", Access::Own, &[]),
    function("/api/methods/choose", Access::Named, &[("method", "{method}")]),
    function("/api/methods/remove", Access::Named, &[("method", "{method}")]),
    function("/api/autopay/look", Access::Own, &[]),
    function("/api/autopay/on", Access::Own, &[("agreed", "yes"), ("seal", "not the words")]),
    function("/api/autopay/off", Access::Own, &[]),
    function("/api/payouts/account", Access::Own, &[]),
    function("/api/payouts/begin", Access::Own, &[]),
    function("/api/payouts/back", Access::Own, &[]),
    function("/api/refunds/list", Access::Own, &[]),
    function("/api/disputes/list", Access::Own, &[]),
    function("/api/desk/disputes/list", Access::Own, &[]),
    function("/api/links/look", Access::Anyone, &[("token", "no such token")]),
    function("/api/links/begin", Access::Anyone, &[("token", "no such token")]),
    function("/api/links/pay_there", Access::Anyone, &[("token", "no such token")]),
    function("/api/links/done", Access::Anyone, &[("payment", "{payment}")]),
    function(
        "/api/desk/send_pay_link",
        Access::Own,
        &[("household", "{household}"), ("invoice", "{invoice}")],
    ),
    function("/api/desk/refunds/find", Access::Own, &[("payment", "{payment}")]),
    function("/api/desk/refunds/waiting", Access::Own, &[]),
    function(
        "/api/desk/refunds/propose",
        Access::Own,
        &[("payment", "{payment}"), ("amount", "1.00"), ("reason", "goodwill"), ("why", "A long wait.")],
    ),
    function("/api/desk/refunds/answer", Access::Own, &[("refund", "none"), ("approve", "true")]),
    function("/api/desk/gateway/unknown", Access::Own, &[]),
    function("/api/desk/gateway/differences", Access::Own, &[]),
    function("/api/desk/gateway/reconcile", Access::Own, &[]),
    function("/api/documents/list", Access::Own, &[]),
    function("/api/documents/id_card", Access::Named, &[("pet", "{pet}")]),
    // Behind somebody else's claim is the caller's own list.
    function("/api/claims/list", Access::Own, &[("after", "{claim}")]),
    function("/api/claims/find", Access::Named, &[("claim", "{claim}")]),
    function("/api/claims/estimate", Access::Named, &[("pet", "{pet}")]),
    function("/api/claims/explain", Access::Named, &[("claim", "{claim}")]),
    function("/api/claims/withdraw", Access::Named, &[("claim", "{claim}")]),
    function(
        "/api/claims/confirm_reading",
        Access::Named,
        &[("claim", "{claim}"), ("mark", "what was seen"), ("said", "wrong")],
    ),
    function("/api/asked/confirm", Access::Named, &[("requirement", "{requirement}"), ("theirs", "true")]),
    function("/api/asked/remove_file", Access::Named, &[("file", "{attachment}"), ("next", "/claims")]),
    function("/api/messages/read", Access::Named, &[("claim", "{claim}")]),
    function(
        "/api/messages/write",
        Access::Named,
        &[("claim", "{claim}"), ("key", "one form"), ("words", "Is there any news?")],
    ),
    function("/api/appeal/line", Access::Named, &[("claim", "{claim}"), ("line", "1")]),
    function("/api/appeal/list", Access::Named, &[("claim", "{claim}")]),
    function(
        "/api/appeal/make",
        Access::Named,
        &[("claim", "{claim}"), ("line", "1"), ("words", "The record says otherwise.")],
    ),
    function("/api/appeal/take_back", Access::Named, &[("appeal", "{appeal}")]),
    function("/api/vet/share", Access::Named, &[("kind", "claim"), ("subject", "{claim}")]),
    function(
        "/api/vet/make",
        Access::Named,
        &[("kind", "pet"), ("subject", "{pet}"), ("wanted[]", "medical_record")],
    ),
    function("/api/vet/withdraw", Access::Named, &[("link", "{vet_link}")]),
    function("/api/vet/use_files", Access::Named, &[("requirement", "{requirement}")]),
    function("/api/vet/visit", Access::Anyone, &[("token", "no such token")]),
    function("/api/desk/conversation", Access::Own, &[("claim", "{claim}")]),
    function(
        "/api/desk/ask",
        Access::Own,
        &[
            ("claim", "{claim}"),
            ("what", "medical_record"),
            ("owner", "vet"),
            ("due_on", "2026-12-01"),
            ("reason", "When did it begin?"),
        ],
    ),
    function(
        "/api/desk/answer_asked",
        Access::Own,
        &[("requirement", "{requirement}"), ("verdict", "waive"), ("why", "We have it.")],
    ),
    function(
        "/api/desk/write_message",
        Access::Own,
        &[("claim", "{claim}"), ("key", "one form"), ("words", "We are reading it.")],
    ),
    function(
        "/api/desk/write_note",
        Access::Own,
        &[("claim", "{claim}"), ("key", "one note"), ("note", "Compare with last year.")],
    ),
    function("/api/claims/start", Access::Own, &[]),
    function("/api/claims/look", Access::Own, &[("question", "check")]),
    function(
        "/api/claims/answer",
        Access::Named,
        &[("draft", "{draft}"), ("question", "notes"), ("then", "continue"), ("notes", "She is well.")],
    ),
    function("/api/claims/search_conditions", Access::Own, &[("typed", "ear")]),
    function("/api/claims/pages", Access::Own, &[]),
    function("/api/claims/remove_page", Access::Named, &[("page", "{page}")]),
    function("/api/claims/restore_page", Access::Named, &[("page", "{page}")]),
    function("/api/claims/submit", Access::Named, &[("draft", "{draft}")]),
    function("/api/claims/start_over", Access::Named, &[("draft", "{draft}")]),
    function("/api/claims/take_up_again", Access::Named, &[("draft", "{draft}")]),
];

impl Function {
    /// The fields of a call that names things of this household.
    pub fn naming(&self, book: &Book) -> Vec<(&'static str, String)> {
        self.fields.iter().map(|(name, value)| (*name, fill(value, book))).collect()
    }
}

/// A text with the ids of a household in place of `{pet}` and the like.
pub fn fill(text: &str, book: &Book) -> String {
    let pet = &book.home.pets[0];
    text.replace("{pet}", pet.id.as_str())
        .replace("{policy}", pet.policy.as_str())
        .replace("{claim}", book.claim.as_str())
        .replace("{draft}", book.draft.as_str())
        .replace("{page}", book.page.as_str())
        .replace("{claim_page}", book.claim_page.as_str())
        .replace("{line}", &book.line)
        .replace("{blob}", book.blob.as_str())
        .replace("{household}", book.home.actor.household.as_str())
        .replace("{member}", book.member.as_str())
        .replace("{invitation}", book.invitation.as_str())
        .replace("{requirement}", book.requirement.as_str())
        .replace("{attachment}", book.talk.attachment.as_str())
        .replace("{vet_link}", book.talk.vet_link.as_str())
        .replace("{invoice}", book.money.invoice.as_str())
        .replace("{payment}", book.money.payment.as_str())
        .replace("{method}", book.money.method.as_str())
        .replace("{appeal}", book.talk.appeal.as_str())
        .replace("{line}", "1")
}

/// Fields as [`super::TestApp`] takes them.
pub fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
