//! PDFs: how many sheets, and whether they hold something that a sheet of paper does not.
//!
//! Not a PDF library but one pass over every object in the file, referenced or not, hidden in another object's stream or not: what a reader might
//! find, we find, and nothing is built that could grow. docs/decisions/0005 has the measurements (a library took 11 GB for a file of 3 kB).

use std::borrow::Cow;
use std::io::Read;

use super::pdf_tokens::{Tokens, is_regular, is_space};
use super::pdf_tree::{Object, Packing, Tree, read_object};
use crate::documents::model::{MAX_PDF_PAGES, Refusal};

/// The most that object streams may unpack to, all together, in bytes. Those of 20 pages take less than 2 MB.
const MAX_UNPACKED: u64 = 32 * 1024 * 1024;
/// How often the file may be read over, in lengths of the file: objects that overlap are read once each.
const MAX_READINGS: usize = 4;
/// Most objects in one object stream. Writers make a few hundred.
const MAX_MEMBERS: usize = 50_000;
/// How far from its end a whole file says where its table of objects begins, in bytes.
const TAIL: usize = 4096;

/// Number of sheets of a PDF that may be kept.
///
/// # Errors
/// Why it may not.
pub fn sheets(bytes: &[u8]) -> Result<usize, Refusal> {
    let mut scan = Scan {
        tree: Tree::default(),
        unpacked: 0,
        read: 0,
        may_read: bytes.len() * MAX_READINGS + 1024 * 1024,
        unreadable: false,
    };
    let mut at = 0;
    while let Some((keyword, after)) = next_keyword(bytes, at) {
        let (object, end) = scan.read(bytes, after, number_before(bytes, keyword))?;
        if let Packing::ObjectStream { .. } = object.packing {
            let body = stream_body(bytes, end);
            scan.charge(body.len())?;
            scan.object_stream(&object, body)?;
        }
        scan.tree.add(object)?;
        at = after;
    }
    if let Some(refusal) = scan.tree.found.refusal() {
        return Err(refusal);
    }
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    if scan.unreadable || scan.tree.starts_by_itself() || !tail.windows(9).any(|words| words == b"startxref") {
        return Err(if scan.tree.starts_by_itself() {
            Refusal::PdfAction
        } else {
            Refusal::PdfDamaged
        });
    }
    match scan.tree.sheets(MAX_PDF_PAGES) {
        0 => Err(Refusal::PdfDamaged),
        sheets if sheets > MAX_PDF_PAGES => Err(Refusal::PdfTooLong),
        sheets => Ok(sheets),
    }
}

struct Scan {
    tree: Tree,
    unpacked: u64,
    read: usize,
    may_read: usize,
    unreadable: bool,
}

impl Scan {
    /// Reads the one object at `at`; gives it and where it ends.
    fn read(&mut self, bytes: &[u8], at: usize, number: Option<u32>) -> Result<(Object, usize), Refusal> {
        let mut tokens = Tokens::new(bytes);
        tokens.go_to(at);
        let object = read_object(&mut tokens, number, &mut self.tree.found)?;
        self.charge(tokens.read_so_far() - at)?;
        Ok((object, tokens.read_so_far()))
    }

    /// Counts bytes that were looked at, so that objects that overlap cannot keep us busy.
    fn charge(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.read += bytes;
        if self.read > self.may_read { Err(Refusal::PdfTooComplex) } else { Ok(()) }
    }

    /// Reads the objects inside an object stream (ISO 32000-2, 7.5.7): by the places its head names, and one after the other.
    fn object_stream(&mut self, stream: &Object, body: &[u8]) -> Result<(), Refusal> {
        let content = match stream.packing {
            Packing::ObjectStream { packed: true, .. } => Cow::Owned(self.unpack(body)?),
            Packing::ObjectStream { unknown_filter: false, .. } => Cow::Borrowed(body),
            _ => {
                self.unreadable = true;
                return Ok(());
            }
        };
        let first = stream.first.unwrap_or(0).min(content.len());
        for (number, offset) in members(&content[..first])? {
            if let Some(at) = first.checked_add(offset).filter(|at| *at < content.len()) {
                let (object, _) = self.read(&content, at, Some(number))?;
                self.tree.add(object)?;
            }
        }
        let mut at = first;
        while at < content.len() {
            at = self.read(&content, at, None)?.1.max(at + 1);
        }
        Ok(())
    }

    fn unpack(&mut self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let room = MAX_UNPACKED - self.unpacked;
        let mut content = Vec::new();
        let whole = flate2::read::ZlibDecoder::new(body).take(room + 1).read_to_end(&mut content);
        self.unpacked += content.len() as u64;
        if self.unpacked > MAX_UNPACKED {
            return Err(Refusal::PdfTooComplex);
        }
        self.may_read += content.len() * MAX_READINGS;
        self.unreadable |= whole.is_err();
        Ok(content)
    }
}

/// Numbers and offsets in the head of an object stream.
fn members(head: &[u8]) -> Result<Vec<(u32, usize)>, Refusal> {
    let mut numbers = Tokens::new(head).map_while(|token| match token {
        super::pdf_tokens::Token::Number(number) => Some(number),
        _ => None,
    });
    let mut members = Vec::new();
    while let (Some(number), Some(offset)) = (numbers.next(), numbers.next()) {
        if members.len() == MAX_MEMBERS {
            return Err(Refusal::PdfTooComplex);
        }
        members.push((number, offset as usize));
    }
    Ok(members)
}

/// The next place where an object may begin: behind `obj` or `trailer`, wherever they stand. Gives where the word begins and ends.
fn next_keyword(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'o' | b't'))?;
        let word: &[u8] = if bytes[at] == b'o' { b"obj" } else { b"trailer" };
        // Readers take `0obj` for `0 obj`; `endobj` is another word.
        let begins = at == 0 || !is_regular(bytes[at - 1]) || bytes[at - 1].is_ascii_digit();
        if begins && bytes[at..].starts_with(word) {
            return Some((at, at + word.len()));
        }
        at += 1;
    }
}

/// The number of the object whose `obj` stands at `keyword`: `12` of `12 0 obj`.
fn number_before(bytes: &[u8], keyword: usize) -> Option<u32> {
    let trim = |rest: &'_ [u8], wanted: fn(u8) -> bool| rest.iter().rposition(|byte| !wanted(*byte)).map_or(0, |last| last + 1);
    let digit = |byte: u8| byte.is_ascii_digit();
    // Numbers have at most ten digits; looking further back would make a file of white space slow.
    let line = &bytes[keyword.saturating_sub(40)..keyword];
    let generation = &line[..trim(line, is_space)];
    let between = &generation[..trim(generation, digit)];
    let number = &between[..trim(between, is_space)];
    let begins = trim(number, digit);
    if begins == number.len() || number.len() == between.len() {
        return None;
    }
    std::str::from_utf8(&number[begins..]).ok()?.parse().ok()
}

/// The bytes of the stream whose dictionary ends at `end`, without trusting the length it states.
fn stream_body(bytes: &[u8], end: usize) -> &[u8] {
    let body = &bytes[end..];
    let body = body
        .strip_prefix(b"\r\n")
        .or(body.strip_prefix(b"\n"))
        .or(body.strip_prefix(b"\r"))
        .unwrap_or(body);
    let length = body.windows(9).position(|words| words == b"endstream").unwrap_or(body.len());
    &body[..length]
}
