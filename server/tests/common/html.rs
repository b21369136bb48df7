//! Just enough of an HTML reader to judge what a page may load and run.

/// An opening tag.
#[derive(Debug)]
pub struct Tag {
    /// Its name, in lower case.
    pub name: String,
    /// Its attributes; the value as it stands between the quotes.
    pub attributes: Vec<(String, String)>,
    /// What stands between a `<script>` and its end.
    pub script: Option<String>,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The opening tags of a page as a browser sees them: nothing in comments, and what is in a script is not read as tags.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let mut tag = read_tag(&mut rest);
            if tag.name == "script" {
                let end = rest.to_ascii_lowercase().find("</script").unwrap_or(rest.len());
                tag.script = Some(rest[..end].to_owned());
                rest = &rest[end..];
            }
            tags.push(tag);
        }
    }
    tags
}

fn read_tag(rest: &mut &str) -> Tag {
    let name = take_while(rest, |c| !c.is_ascii_whitespace() && c != '>' && c != '/').to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        take_while(rest, |c| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            break;
        }
        let key = take_while(rest, |c| !c.is_ascii_whitespace() && !"=>/".contains(c)).to_ascii_lowercase();
        let value = match rest.strip_prefix('=') {
            Some(after) => {
                *rest = after;
                read_value(rest)
            }
            None => String::new(),
        };
        attributes.push((key, value));
    }
    Tag {
        name,
        attributes,
        script: None,
    }
}

fn read_value(rest: &mut &str) -> String {
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            *rest = &rest[1..];
            let value = take_while(rest, |c| c != quote).to_owned();
            *rest = rest.strip_prefix(quote).unwrap_or("");
            value
        }
        _ => take_while(rest, |c| !c.is_ascii_whitespace() && c != '>').to_owned(),
    }
}

fn take_while<'a>(rest: &mut &'a str, wanted: impl Fn(char) -> bool) -> &'a str {
    let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    let (taken, left) = rest.split_at(end);
    *rest = left;
    taken
}

/// Why a page with this nonce would load or run something it must not; empty when it is in order.
pub fn complaints(page: &str, nonce: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let links = ["href", "src", "action", "formaction", "poster", "srcset", "data", "xlink:href"];
    for tag in tags(page) {
        let mut complain = |why: &str| complaints.push(format!("{why}: {tag:?}"));
        if matches!(tag.name.as_str(), "style" | "iframe" | "object" | "embed" | "base") {
            complain("this element has no place here");
        }
        if tag.name == "script" && tag.get("nonce") != Some(nonce) {
            complain("a script without the nonce");
        }
        for (name, value) in &tag.attributes {
            if name == "style" || name.starts_with("on") {
                complain("an inline style or script");
            }
            let own = value.is_empty()
                || (value.starts_with('/') && !value.starts_with("//"))
                || ["#", "?", "mailto:", "tel:"].iter().any(|own| value.starts_with(own));
            if links.contains(&name.as_str()) && !own {
                complain("an address that is not ours");
            }
        }
    }
    complaints
}
