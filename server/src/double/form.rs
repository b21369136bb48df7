//! Stripe's way of sending parameters: forms whose names have brackets, `payment_intent_data[metadata][payment]=…`.

use serde_json::{Map, Value, json};

use super::refusal::Refusal;

/// What was sent along with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params(Map<String, Value>);

impl Params {
    /// Reads a query or a body.
    pub fn parse(form: &str) -> Params {
        let mut tree = json!({});
        // The URL parser of the HTTP client knows this encoding; the address before the question mark does not matter.
        if let Ok(url) = reqwest::Url::parse(&format!("http://form/?{form}")) {
            for (name, value) in url.query_pairs() {
                let path: Vec<&str> = name.split('[').map(|part| part.trim_end_matches(']')).collect();
                put(&mut tree, &path, &value);
            }
        }
        match listed(tree) {
            Value::Object(map) => Params(map),
            _ => Params(Map::new()),
        }
    }

    /// The same in one order, to compare two calls by.
    pub fn canonical(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    /// Refuses names that the call does not have.
    pub fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        match self.0.keys().find(|name| *name != "expand" && !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(Refusal::parameter("parameter_unknown", name, &format!("Received unknown parameter: {name}"))),
        }
    }

    fn at(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let first = self.0.get(parts.next()?)?;
        parts.try_fold(first, |value, part| match part.parse::<usize>() {
            Ok(n) => value.get(n),
            Err(_) => value.get(part),
        })
    }

    /// Whether something was sent under that name, be it empty.
    pub fn has(&self, path: &str) -> bool {
        self.at(path).is_some()
    }

    /// A text; an empty one is as none.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.at(path).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A text that the call cannot do without.
    pub fn required(&self, path: &str) -> Result<&str, Refusal> {
        let name = bracketed(path);
        self.text(path)
            .ok_or_else(|| Refusal::parameter("parameter_missing", &name, &format!("Missing required param: {name}.")))
    }

    /// A whole number.
    pub fn number(&self, path: &str) -> Result<Option<i64>, Refusal> {
        let name = bracketed(path);
        self.text(path)
            .map(|text| {
                text.parse()
                    .map_err(|_| Refusal::parameter("parameter_invalid_integer", &name, &format!("Invalid integer: {text}")))
            })
            .transpose()
    }

    /// Yes or no.
    pub fn flag(&self, path: &str) -> Result<Option<bool>, Refusal> {
        match self.text(path) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(Refusal::parameter("parameter_invalid", &bracketed(path), &format!("Invalid boolean: {other}"))),
        }
    }

    /// A list of texts.
    pub fn texts(&self, path: &str) -> Vec<&str> {
        let list = self.at(path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(Value::as_str).collect()
    }

    /// Metadata as it is after this call: what is sent empty goes.
    pub fn metadata(&self, path: &str, before: &Value) -> Result<Value, Refusal> {
        let mut after = before.as_object().cloned().unwrap_or_default();
        let sent = self.at(path).and_then(Value::as_object).cloned().unwrap_or_default();
        for (name, value) in sent {
            let text = value.as_str().unwrap_or_default().to_owned();
            if name.chars().count() > 40 || text.chars().count() > 500 {
                let words = "Metadata keys can have 40 characters and values 500.";
                return Err(Refusal::parameter("parameter_invalid", &bracketed(path), words));
            }
            if text.is_empty() {
                after.remove(&name);
            } else {
                after.insert(name, text.into());
            }
        }
        match after.len() {
            0..=50 => Ok(Value::Object(after)),
            _ => Err(Refusal::parameter("parameter_invalid", &bracketed(path), "Metadata can have 50 keys.")),
        }
    }
}

/// `a.b.c` as Stripe writes it: `a[b][c]`.
fn bracketed(path: &str) -> String {
    let mut parts = path.split('.');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        name.push_str(&format!("[{part}]"));
    }
    name
}

fn put(tree: &mut Value, path: &[&str], leaf: &str) {
    let Some((first, rest)) = path.split_first() else { return };
    if !tree.is_object() {
        *tree = json!({});
    }
    if let Value::Object(map) = tree {
        let name = if first.is_empty() { map.len().to_string() } else { (*first).to_owned() };
        if rest.is_empty() {
            map.insert(name, leaf.into());
        } else {
            put(map.entry(name).or_insert_with(|| json!({})), rest, leaf);
        }
    }
}

/// Objects whose names are 0, 1, 2… are lists.
fn listed(tree: Value) -> Value {
    let Value::Object(map) = tree else { return tree };
    let counted = !map.is_empty() && (0..map.len()).all(|n| map.contains_key(&n.to_string()));
    if counted {
        (0..map.len()).map(|n| listed(map[&n.to_string()].clone())).collect()
    } else {
        map.into_iter().map(|(name, value)| (name, listed(value))).collect::<Map<_, _>>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_become_a_tree() {
        let params = Params::parse("amount=1200&metadata[payment]=p%201&expand[]=a&expand[]=b&line_items[0][price_data][unit_amount]=7&empty=");
        assert_eq!(params.number("amount"), Ok(Some(1200)));
        assert_eq!(params.text("metadata.payment"), Some("p 1"));
        assert_eq!(params.texts("expand"), ["a", "b"]);
        assert_eq!(params.number("line_items.0.price_data.unit_amount"), Ok(Some(7)));
        assert_eq!((params.text("empty"), params.has("empty"), params.has("missing")), (None, true, false));
    }

    #[test]
    fn a_name_that_the_call_does_not_have_is_refused() {
        let refusal = Params::parse("amuont=1").only(&["amount"]).expect_err("a misspelt name");
        assert_eq!(refusal.message, "Received unknown parameter: amuont");
        assert_eq!(Params::parse("amount=1&expand[]=customer").only(&["amount"]), Ok(()));
    }

    #[test]
    fn metadata_keeps_what_is_not_named_and_loses_what_is_sent_empty() {
        let before = json!({"a": "1", "b": "2"});
        assert_eq!(
            Params::parse("metadata[b]=&metadata[c]=3").metadata("metadata", &before),
            Ok(json!({"a": "1", "c": "3"}))
        );
        let long = format!("metadata[a]={}", "x".repeat(501));
        assert!(Params::parse(&long).metadata("metadata", &before).is_err());
    }

    #[test]
    fn the_order_of_parameters_makes_no_other_call() {
        assert_eq!(Params::parse("a=1&b[c]=2").canonical(), Params::parse("b[c]=2&a=1").canonical());
    }
}
