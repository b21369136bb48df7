//! Entries of the audit log in words. What was recorded under a name that is not known here keeps that name.

use serde_json::Value;

use crate::auth::factors::model::Kind;
use crate::auth::roles::Roles;
use crate::people::model::Circle;
use crate::people::view::role_words;
use crate::texts::Lang;

/// What was done.
pub fn act(l: Lang, action: &str) -> String {
    if let Some((circle, words)) = in_circle(l, action) {
        return format!("{words} ({circle})");
    }
    let words = match action {
        "sign_in" => l.audit_sign_in(),
        "sign_in.refuse" => l.audit_sign_in_refuse(),
        "sign_out" => l.audit_sign_out(),
        "prove" => l.audit_prove(),
        "prove.refuse" => l.audit_prove_refuse(),
        "session.end" => l.audit_session_end(),
        "factor.add" => l.audit_factor_add(),
        "factor.rename" => l.audit_factor_rename(),
        "factor.remove" => l.audit_factor_remove(),
        "factor.renew_codes" => l.audit_factor_renew_codes(),
        "email.ask" => l.audit_email_ask(),
        "email.change" => l.audit_email_change(),
        "phone.change" => l.audit_phone_change(),
        "password.change" => l.audit_password_change(),
        "reset" => l.audit_password_reset(),
        "register.ask" => l.audit_register_ask(),
        "register.refuse" => l.audit_register_refuse(),
        "register" => l.audit_register(),
        "reset.ask" => l.audit_reset_ask(),
        "desk.find_customer" => l.audit_find(),
        "desk.view_customer" => l.audit_view(),
        "desk.view_claim" => l.audit_view_claim(),
        "desk.view_page" => l.audit_view_page(),
        "claim.take_up" => l.audit_claim_take_up(),
        "claim.hand_over" => l.audit_claim_hand_over(),
        "claim.give_back" => l.audit_claim_give_back(),
        "claim.change_line" => l.audit_claim_change_line(),
        "claim.name_invoice" => l.audit_claim_name_invoice(),
        "claim.add_record" => l.audit_claim_add_record(),
        "claim.clear_sign" => l.audit_claim_clear_sign(),
        "claim.decide" => l.audit_claim_decide(),
        "claim.propose" => l.audit_claim_propose(),
        "claim.confirm" => l.audit_claim_confirm(),
        "claim.send_back" => l.audit_claim_send_back(),
        "claim.uphold" => l.audit_claim_uphold(),
        "claim.reopen" => l.audit_claim_reopen(),
        "desk.view_conversation" => l.audit_view_conversation(),
        "desk.view_file" => l.audit_view_file(),
        "desk.view_deliveries" => l.audit_view_deliveries(),
        "notices.choose" => l.audit_notices_choose(),
        "method.add" => l.audit_method_add(),
        "method.choose" => l.audit_method_choose(),
        "method.remove" => l.audit_method_remove(),
        "autopay.on" => l.audit_autopay_on(),
        "autopay.off" => l.audit_autopay_off(),
        "bill.plan" => l.audit_bill_plan(),
        "bill.move_due" => l.audit_bill_move_due(),
        "desk.send_pay_link" => l.audit_send_pay_link(),
        "audit.export" => l.audit_export(),
        "book.create" => l.audit_book_create(),
        other => other,
    };
    words.to_owned()
}

/// What was done about the people of a circle: `household.invite`.
fn in_circle(l: Lang, action: &str) -> Option<(&'static str, &'static str)> {
    let (circle, act) = action.split_once('.')?;
    let circle = match Circle::parse(circle)? {
        Circle::Household => l.audit_in_household(),
        Circle::Agency => l.audit_in_agency(),
        Circle::Book => l.audit_in_book(),
    };
    let words = match act {
        "invite" => l.audit_invite(),
        "accept" => l.audit_accept(),
        "change" => l.audit_change(),
        "remove" => l.audit_remove(),
        "withdraw_invitation" => l.audit_withdraw(),
        "restore_invitation" => l.audit_restore(),
        _ => return None,
    };
    Some((circle, words))
}

/// Who did it, when it was nobody with a name.
pub fn nobody(l: Lang, actor_kind: &str) -> &'static str {
    if actor_kind == "system" { l.audit_system() } else { l.audit_nobody() }
}

/// What else matters about it: by what, as what, how many.
pub fn detail(l: Lang, json: &str) -> String {
    let Ok(Value::Object(detail)) = serde_json::from_str(json) else {
        return String::new();
    };
    let text = |name: &str| detail.get(name).and_then(Value::as_str);
    let number = |name: &str| detail.get(name).and_then(Value::as_i64);
    let parts = [
        text("by").map(|by| l.audit_by(by.split(" and ").map(|way| way_words(l, way)).collect::<Vec<_>>().join(" + "))),
        text("kind").and_then(Kind::parse).map(|kind| kind_words(l, kind).to_owned()),
        text("as").or(text("roles")).map(|roles| l.audit_as(roles_words(l, roles))),
        number("ended")
            .or(number("sessions_ended"))
            .filter(|ended| *ended > 0)
            .map(|ended| l.audit_ended(ended)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn way_words(l: Lang, way: &str) -> &str {
    match way {
        "password" => l.audit_way_password(),
        "totp" => l.audit_way_totp(),
        "sms" => l.audit_way_sms(),
        "recovery" => l.audit_way_recovery(),
        "code" => l.audit_way_code(),
        "passkey" => l.audit_way_passkey(),
        "oidc" => l.audit_way_oidc(),
        "register" => l.audit_way_register(),
        "invitation" => l.audit_way_invitation(),
        other => other,
    }
}

fn kind_words(l: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Passkey => l.audit_way_passkey(),
        Kind::Totp => l.audit_way_totp(),
        Kind::Sms => l.audit_way_sms(),
        Kind::Recovery => l.audit_way_recovery(),
        Kind::Oidc => l.audit_way_oidc(),
    }
}

fn roles_words(l: Lang, roles: &str) -> String {
    Roles::parse(roles).iter().map(|role| role_words(l, role).0).collect::<Vec<_>>().join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTS: [&str; 46] = [
        "sign_in",
        "sign_in.refuse",
        "sign_out",
        "prove",
        "prove.refuse",
        "session.end",
        "factor.add",
        "factor.rename",
        "factor.remove",
        "factor.renew_codes",
        "email.ask",
        "email.change",
        "phone.change",
        "password.change",
        "reset",
        "register.ask",
        "register.refuse",
        "register",
        "reset.ask",
        "desk.find_customer",
        "desk.view_customer",
        "desk.view_claim",
        "desk.view_page",
        "claim.take_up",
        "claim.hand_over",
        "claim.give_back",
        "claim.change_line",
        "claim.name_invoice",
        "claim.add_record",
        "claim.clear_sign",
        "claim.decide",
        "claim.propose",
        "claim.confirm",
        "claim.send_back",
        "claim.uphold",
        "claim.reopen",
        "desk.view_conversation",
        "desk.view_file",
        "audit.export",
        "book.create",
        "household.invite",
        "household.accept",
        "household.change",
        "household.remove",
        "household.withdraw_invitation",
        "household.restore_invitation",
    ];

    #[test]
    fn every_act_has_its_words_in_each_language() {
        for action in ACTS {
            assert_ne!(act(Lang::En, action), act(Lang::Es, action), "{action}");
            assert_ne!(act(Lang::En, action), action);
        }
        assert_eq!(act(Lang::En, "agency.invite"), "Invited somebody (agency)");
        assert_eq!(act(Lang::En, "claim.unheard_of"), "claim.unheard_of", "what is not known keeps its name");
    }

    #[test]
    fn what_matters_is_said_in_words() {
        for (json, words) in [
            (r#"{"by":"password and totp","strength":"two"}"#, "by password + app code"),
            (r#"{"by":"oidc","strength":"one"}"#, "by sign-in service"),
            (r#"{"kind":"passkey"}"#, "passkey"),
            (r#"{"as":"support ops"}"#, "as Support + Ops"),
            (r#"{"scope":"0198","roles":null}"#, ""),
            (r#"{"which":"others","ended":2}"#, "2 sessions ended"),
            (r#"{"sessions_ended":1}"#, "1 session ended"),
            ("{}", ""),
            ("nonsense", ""),
        ] {
            assert_eq!(detail(Lang::En, json), words, "{json}");
        }
    }
}
