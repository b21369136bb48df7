//! What the objects of a PDF say: which are pages, which object leads to them, and what else there is.

use std::collections::{HashMap, HashSet};

use super::pdf_tokens::{Token, Tokens};
use crate::documents::model::Refusal;

/// Deepest nesting of arrays and dictionaries. Readers go wrong before this.
const MAX_DEPTH: usize = 100;
/// Most page tree nodes and links that are remembered; far above what 20 pages and their revisions need.
const MAX_NODES: usize = 20_000;

/// What a sheet of paper does not have.
#[derive(Debug, Default)]
pub struct Found {
    password: bool,
    script: bool,
    action: bool,
    attachment: bool,
}

impl Found {
    fn notice(&mut self, name: &[u8]) {
        match name {
            b"Encrypt" => self.password = true,
            b"XFA" | b"Rendition" => self.script = true,
            b"AA" | b"Launch" | b"SubmitForm" | b"ImportData" | b"GoToE" | b"RichMedia" => self.action = true,
            b"EF" | b"EmbeddedFile" | b"EmbeddedFiles" | b"FileAttachment" => self.attachment = true,
            name if name.starts_with(b"JavaScript") => self.script = true,
            _ => {}
        }
    }

    /// The worst of it, as said to the person.
    pub fn refusal(&self) -> Option<Refusal> {
        let worst = [
            (self.password, Refusal::PdfPassword),
            (self.script, Refusal::PdfScript),
            (self.action, Refusal::PdfAction),
            (self.attachment, Refusal::PdfAttachment),
        ];
        worst.into_iter().find_map(|(found, refusal)| found.then_some(refusal))
    }
}

/// How the stream behind an object holds other objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// It holds none, or there is no stream.
    #[default]
    None,
    /// It does: deflated, as it is, or in a way we do not read.
    ObjectStream {
        /// Deflated.
        packed: bool,
        /// Neither deflated nor plain.
        unknown_filter: bool,
    },
}

/// What matters of one object.
#[derive(Debug, Default)]
pub struct Object {
    number: Option<u32>,
    kind: Option<Kind>,
    pages: Option<u32>,
    root: Option<u32>,
    kids: Vec<u32>,
    filters: Filters,
    starts: Option<Starts>,
    /// `/S` of an action that does more than turn to a page.
    acts: bool,
    n: bool,
    /// Where the first object of an object stream begins.
    pub first: Option<usize>,
    /// Whether and how its stream holds objects.
    pub packing: Packing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Catalog,
    Pages,
    Page,
    ObjectStream,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Filters {
    #[default]
    None,
    Deflate,
    Unknown,
}

/// What happens when the document is opened.
#[derive(Clone, Copy, Debug)]
enum Starts {
    Acts,
    AsObject(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Type,
    Subtype,
    Kids,
    Pages,
    Root,
    First,
    N,
    Filter,
    Parameters,
    OpenAction,
    Other,
}

impl Key {
    fn of(name: &[u8]) -> Key {
        match name {
            b"Type" => Key::Type,
            b"S" => Key::Subtype,
            b"Kids" => Key::Kids,
            b"Pages" => Key::Pages,
            b"Root" => Key::Root,
            b"First" => Key::First,
            b"N" => Key::N,
            b"Filter" | b"F" => Key::Filter,
            b"DecodeParms" | b"DP" => Key::Parameters,
            b"OpenAction" => Key::OpenAction,
            _ => Key::Other,
        }
    }
}

/// An open array or dictionary.
struct Frame {
    dictionary: bool,
    /// The key whose value comes next, in a dictionary.
    key: Option<Key>,
    /// Numbers seen since, the last two: they may turn out to be a reference.
    numbers: [Option<u32>; 2],
}

enum Value<'a> {
    Name(&'a [u8]),
    Number(u32),
    Reference(u32),
    Opened { dictionary: bool },
}

/// Reads one object to its end; stops behind `stream` when one follows.
///
/// # Errors
/// `PdfTooComplex` when it nests too deep.
pub fn read_object(tokens: &mut Tokens<'_>, number: Option<u32>, found: &mut Found) -> Result<Object, Refusal> {
    let mut object = Object { number, ..Object::default() };
    let mut frames: Vec<Frame> = Vec::new();
    for token in tokens.by_ref() {
        if let Token::Name(name) = &token {
            found.notice(name);
        }
        match token {
            Token::DictionaryOpen | Token::ArrayOpen => {
                let dictionary = token == Token::DictionaryOpen;
                settle_number(&mut frames, &mut object);
                object.learn(&frames, &Value::Opened { dictionary });
                frames.push(Frame {
                    dictionary,
                    key: None,
                    numbers: [None; 2],
                });
                if frames.len() > MAX_DEPTH {
                    return Err(Refusal::PdfTooComplex);
                }
            }
            Token::DictionaryClose | Token::ArrayClose => {
                let dictionary = token == Token::DictionaryClose;
                if frames.last().is_some_and(|frame| frame.dictionary == dictionary) {
                    settle_number(&mut frames, &mut object);
                    frames.pop();
                    value_done(&mut frames);
                }
            }
            Token::Name(name) => {
                settle_number(&mut frames, &mut object);
                match frames.last_mut() {
                    Some(frame) if frame.dictionary && frame.key.is_none() => frame.key = Some(Key::of(&name)),
                    _ => {
                        object.learn(&frames, &Value::Name(&name));
                        value_done(&mut frames);
                    }
                }
            }
            Token::Number(number) => {
                if let Some(frame) = frames.last_mut() {
                    frame.numbers = [frame.numbers[1], Some(number)];
                }
            }
            Token::Word(b"R") => {
                if let Some(Frame {
                    numbers: [Some(target), Some(_)],
                    ..
                }) = frames.last()
                {
                    let value = Value::Reference(*target);
                    object.learn(&frames, &value);
                }
                value_done(&mut frames);
            }
            Token::Word(b"endobj" | b"endstream") => break,
            Token::String | Token::Word(_) => value_done(&mut frames),
        }
        if frames.is_empty() {
            break;
        }
    }
    let end = tokens.read_so_far();
    if tokens.next() == Some(Token::Word(b"stream")) {
        object.packing = object.how_packed();
    } else {
        tokens.go_to(end);
    }
    Ok(object)
}

/// Numbers that were no reference are a value of their own.
fn settle_number(frames: &mut [Frame], object: &mut Object) {
    if let Some(number) = frames.last().and_then(|frame| frame.numbers[1]) {
        object.learn(frames, &Value::Number(number));
        value_done(frames);
    }
}

fn value_done(frames: &mut [Frame]) {
    if let Some(frame) = frames.last_mut() {
        frame.key = None;
        frame.numbers = [None; 2];
    }
}

impl Object {
    /// Takes notice of a value under the keys that lead to it.
    fn learn(&mut self, frames: &[Frame], value: &Value<'_>) {
        let inside = match frames {
            [frame] => {
                if let Some(key) = frame.key {
                    self.learn_own(key, value);
                }
                return;
            }
            [frame, inner] => (frame.key, inner.dictionary, inner.key),
            _ => return,
        };
        match (inside, value) {
            ((Some(Key::Kids), false, _), Value::Reference(kid)) => self.kids.push(*kid),
            // A page written into the list itself: it has no number, and counts.
            ((Some(Key::Kids), false, _), Value::Opened { dictionary: true }) => self.kids.push(u32::MAX),
            ((Some(Key::Filter), false, _), Value::Name(name)) => self.filters.add(name),
            ((Some(Key::OpenAction), true, Some(Key::Subtype)), Value::Name(name)) if *name != b"GoTo" => self.starts = Some(Starts::Acts),
            _ => {}
        }
    }

    fn learn_own(&mut self, key: Key, value: &Value<'_>) {
        match (key, value) {
            (Key::Type, Value::Name(name)) => {
                self.kind = match *name {
                    b"Catalog" => Some(Kind::Catalog),
                    b"Pages" => Some(Kind::Pages),
                    b"Page" => Some(Kind::Page),
                    b"ObjStm" => Some(Kind::ObjectStream),
                    _ => None,
                }
            }
            (Key::Subtype, Value::Name(name)) => self.acts = matches!(*name, b"URI" | b"GoToR" | b"Thread" | b"Sound" | b"Movie" | b"Hide" | b"Named"),
            (Key::Pages, Value::Reference(target)) => self.pages = Some(*target),
            (Key::Root, Value::Reference(target)) => self.root = Some(*target),
            (Key::First, Value::Number(number)) => self.first = Some(*number as usize),
            // Where it begins stands in another object: we do not go there.
            (Key::First, Value::Reference(_)) => self.filters = Filters::Unknown,
            (Key::N, _) => self.n = true,
            (Key::Filter, Value::Name(name)) => self.filters.add(name),
            (Key::Filter | Key::Parameters, Value::Reference(_)) | (Key::Parameters, Value::Opened { .. }) => self.filters = Filters::Unknown,
            (Key::OpenAction, Value::Reference(target)) => self.starts = Some(Starts::AsObject(*target)),
            _ => {}
        }
    }

    /// Some readers take any stream with `/First` and `/N` for an object stream, whatever it calls itself.
    fn how_packed(&self) -> Packing {
        if self.kind != Some(Kind::ObjectStream) && !(self.first.is_some() && self.n) {
            return Packing::None;
        }
        Packing::ObjectStream {
            packed: self.filters == Filters::Deflate,
            unknown_filter: self.filters == Filters::Unknown,
        }
    }
}

impl Filters {
    fn add(&mut self, name: &[u8]) {
        *self = match (*self, name) {
            (Filters::None, b"FlateDecode" | b"Fl") => Filters::Deflate,
            _ => Filters::Unknown,
        };
    }
}

/// The page tree of a document, gathered object by object; a later one of the same number replaces an earlier, as updates of a file do.
#[derive(Debug, Default)]
pub struct Tree {
    /// What a sheet of paper does not have.
    pub found: Found,
    root: Option<u32>,
    catalogs: HashMap<u32, u32>,
    /// Kids of the nodes; `None` is a page.
    nodes: HashMap<u32, Option<Vec<u32>>>,
    links: usize,
    starts: Vec<Starts>,
    acting: HashSet<u32>,
}

impl Tree {
    /// Takes in an object.
    ///
    /// # Errors
    /// `PdfTooLong` when there are more pages than anyone sends.
    pub fn add(&mut self, object: Object) -> Result<(), Refusal> {
        self.root = object.root.or(self.root);
        self.starts.extend(object.starts);
        if let Some(number) = object.number {
            if object.acts {
                self.acting.insert(number);
            }
            match (object.kind, object.pages) {
                (Some(Kind::Page), _) => drop(self.nodes.insert(number, None)),
                (Some(Kind::Pages), _) => {
                    self.links += object.kids.len();
                    self.nodes.insert(number, Some(object.kids));
                }
                (_, Some(pages)) => drop(self.catalogs.insert(number, pages)),
                _ => {}
            }
        }
        let nodes = self.nodes.len() + self.links + self.catalogs.len();
        if nodes > MAX_NODES { Err(Refusal::PdfTooLong) } else { Ok(()) }
    }

    /// Whether opening the document does more than turn to a page.
    pub fn starts_by_itself(&self) -> bool {
        self.starts.iter().any(|starts| match starts {
            Starts::Acts => true,
            Starts::AsObject(number) => self.acting.contains(number),
        })
    }

    /// Sheets a reader would show, counted to one more than `most`.
    pub fn sheets(&self, most: usize) -> usize {
        let start = self
            .root
            .and_then(|root| self.catalogs.get(&root))
            .filter(|pages| self.nodes.contains_key(pages));
        let Some(start) = start else {
            return self.nodes.values().filter(|kids| kids.is_none()).count();
        };
        let (mut sheets, mut steps, mut ahead) = (0, 0, vec![*start]);
        while let Some(number) = ahead.pop() {
            steps += 1;
            match self.nodes.get(&number) {
                Some(Some(kids)) if steps <= MAX_NODES => ahead.extend(kids.iter().take(MAX_NODES)),
                // A page, or a number that leads nowhere we know: a reader may still show something there.
                _ => sheets += 1,
            }
            if sheets > most || ahead.len() > MAX_NODES {
                return most + 1;
            }
        }
        sheets
    }
}
