//! What the pages are made of.

/// Text as HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

const STYLE: &str = "
  :root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 26rem; padding: 1.5rem 1rem; }
  a { color: inherit; }
  label { display: block; margin: 0 0 1rem; }
  input, select, button { box-sizing: border-box; display: block; font: inherit; min-height: 48px; padding: 0 .75rem; width: 100%; }
  button { margin-top: 1rem; }
  .pair { display: grid; gap: 1rem; grid-template-columns: 1fr 1fr; }
  .test { font-size: .85rem; opacity: .8; }
  [role=alert] { border-left: 4px solid #c8472b; padding-left: .75rem; }
";

/// A whole page.
pub fn document(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style></head><body><main aria-label=\"{title}\"><h1>{title}</h1>{body}\
         <p class=\"test\">A stand-in for Stripe, for tests: no real card or bank account works here.</p></main></body></html>"
    )
}

/// What went wrong, if anything did.
pub fn alert(words: Option<&str>) -> String {
    words.map_or_else(String::new, |words| format!("<p role=\"alert\">{}</p>", escape(words)))
}

/// One question.
pub fn field(label: &str, name: &str, more: &str) -> String {
    format!("<label>{label} <input name=\"{name}\" {more}></label>")
}

/// Something that goes along unseen.
pub fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
}

/// The questions for a card.
pub fn card_fields() -> String {
    let number = field("Card number", "number", "inputmode=\"numeric\" autocomplete=\"cc-number\" required");
    let expiry = field(
        "Expiry (MM / YY)",
        "expiry",
        "inputmode=\"numeric\" autocomplete=\"cc-exp\" placeholder=\"12 / 34\" required",
    );
    let cvc = field("CVC", "cvc", "inputmode=\"numeric\" autocomplete=\"cc-csc\" maxlength=\"4\" required");
    format!("{number}<div class=\"pair\">{expiry}{cvc}</div>")
}

/// The questions for an account at a bank.
pub fn bank_fields() -> String {
    let digits = "inputmode=\"numeric\" autocomplete=\"off\" required";
    field("Routing number", "routing", digits) + &field("Account number", "account", digits)
}

/// How the account is shown to be theirs.
pub fn verification_field() -> &'static str {
    "<label>How to confirm that the account is yours <select name=\"verify\">\
     <option value=\"microdeposits\">By two small deposits, in 1 to 2 business days</option>\
     <option value=\"instant\">At once, by signing in to the bank</option></select></label>"
}
