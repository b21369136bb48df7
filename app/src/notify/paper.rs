//! The sheet every letter is written on: plain text, and HTML without remote pictures that reads well in the light and in the dark.

use super::ports::Mail;
use crate::brand::Brand;
use crate::texts::Lang;

/// Words and the address they lead to.
pub(super) type Link = (String, String);

/// What stands in a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    /// Subject line, and the heading of the sheet.
    pub subject: String,
    /// What it says.
    pub paragraphs: Vec<String>,
    /// The one thing to do.
    pub button: Option<Link>,
    /// The way to no more of these, where there is one: it is also what mail programs show as their own button.
    pub unsubscribe: Option<Link>,
}

const FACE: &str = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
/// Programs that follow the device turn the colours themselves; these are ours for those that ask.
const DARK: &str = ":root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){\
    .ground{background:#0f1613!important}.sheet{background:#18211d!important;border-color:#2a3731!important}.ink{color:#ecefe9!important}\
    .soft{color:#a3b0a9!important}.mark{color:#7fd4b8!important}.go{background:#7fd4b8!important;color:#07251d!important}}";

impl Sheet {
    /// The letter as it is sent to an address. `id`: see [`Mail::id`].
    pub fn mail(self, to: &str, id: String, l: Lang, brand: &Brand) -> Mail {
        Mail {
            to: to.to_owned(),
            text: self.text(l, brand),
            html: self.html(l, brand),
            unsubscribe: self.unsubscribe.map(|(_, link)| link),
            subject: self.subject,
            id,
        }
    }

    fn text(&self, l: Lang, brand: &Brand) -> String {
        let end = self.unsubscribe.iter().map(|(words, link)| format!("{words}\n{link}\n"));
        let parts = self.paragraphs.iter().cloned().chain(self.button.iter().map(|(_, link)| link.clone()));
        parts
            .map(|part| format!("{part}\n\n"))
            .chain([format!("-- \n{}\n{}\n", l.mail_foot(&brand.name, &brand.phone), brand.postal)])
            .chain(end)
            .collect()
    }

    fn html(&self, l: Lang, brand: &Brand) -> String {
        let p = |class: &str, style: &str, words: &str| format!("<p class=\"{class}\" style=\"margin:0 0 16px;{style}\">{}</p>", escaped(words));
        let body: String = self.paragraphs.iter().map(|words| p("ink", "color:#1d2a25", words)).collect();
        let button = self.button.as_ref().map_or(String::new(), |(words, link)| {
            format!(
                "<p style=\"margin:24px 0 0\"><a class=\"go\" href=\"{}\" style=\"display:inline-block;padding:14px 22px;border-radius:14px;background:#0e5b4c;color:#ffffff;font-weight:600;text-decoration:none\">{}</a></p>",
                escaped(link),
                escaped(words)
            )
        });
        let end = self.unsubscribe.as_ref().map_or(String::new(), |(words, link)| {
            format!(
                "<br><a class=\"soft\" href=\"{}\" style=\"color:#5b6963\">{}</a>",
                escaped(link),
                escaped(words)
            )
        });
        format!(
            "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"supported-color-schemes\" content=\"light dark\"><title>{subject}</title><style>{DARK}</style></head>\
             <body class=\"ground\" style=\"margin:0;padding:0;background:#faf7f1\">\
             <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" class=\"ground\" style=\"background:#faf7f1;font:16px/1.5 {FACE}\"><tr><td align=\"center\" style=\"padding:28px 14px\">\
             <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width:560px;text-align:left\">\
             <tr><td class=\"mark\" style=\"padding:0 6px 14px;font-size:17px;font-weight:700;color:#0e5b4c\">{name}</td></tr>\
             <tr><td class=\"sheet\" style=\"padding:28px 26px;border:1px solid #e6dfd2;border-radius:18px;background:#ffffff\">\
             <h1 class=\"ink\" style=\"margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:700;color:#1d2a25\">{subject}</h1>{body}{button}</td></tr>\
             <tr><td class=\"soft\" style=\"padding:18px 6px 0;font-size:14px;color:#5b6963\">{foot}<br>{postal}{end}</td></tr>\
             </table></td></tr></table></body></html>",
            lang = l.as_str(),
            subject = escaped(&self.subject),
            name = escaped(&brand.name),
            foot = escaped(&l.mail_foot(&brand.name, &brand.phone)),
            postal = escaped(&brand.postal),
        )
    }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::brand;

    #[test]
    fn nothing_in_a_letter_can_become_markup_and_nothing_is_fetched() {
        let sheet = Sheet {
            subject: "<b>Subject</b>".into(),
            paragraphs: vec!["<script>\"x\"</script>".into()],
            button: Some(("Go".into(), "https://portal.example/account\"onclick=".into())),
            unsubscribe: Some(("No more of these".into(), "https://portal.example/unsubscribe/00".into())),
        };
        for l in Lang::ALL {
            let mail = sheet.clone().mail("robin@example.com", "id".into(), l, &brand());
            assert!(!mail.html.contains("<script>") && !mail.html.contains("\"onclick=") && !mail.html.contains("<b>"));
            assert!(
                !["<img", "src=", "url(", "@import", "<link"].iter().any(|remote| mail.html.contains(remote)),
                "{}",
                mail.html
            );
            assert!(mail.text.contains("<script>"), "plain text says it as it is");
            assert!(mail.text.contains("https://portal.example/account"));
            for postal in [&mail.text, &mail.html] {
                assert!(
                    postal.contains(&brand().postal) && postal.contains("https://portal.example/unsubscribe/00"),
                    "{postal}"
                );
            }
            assert_eq!(mail.unsubscribe.as_deref(), Some("https://portal.example/unsubscribe/00"));
        }
    }
}
