//! The words of a PDF (ISO 32000-2, 7.2 and 7.3): enough to see what a file holds, in one pass, holding nothing.

use std::borrow::Cow;

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// `<<`
    DictionaryOpen,
    /// `>>`
    DictionaryClose,
    /// `[`
    ArrayOpen,
    /// `]`
    ArrayClose,
    /// `/Name`, its `#xx` resolved: a script may not hide as `/Java#53cript`.
    Name(Cow<'a, [u8]>),
    /// A whole number that is not negative and fits.
    Number(u32),
    /// A string in either notation; what it says does not matter.
    String,
    /// `obj`, `R`, `stream`, `true`, `-1.5` and everything else.
    Word(&'a [u8]),
}

/// White space, the six characters of table 1.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// What ends a word without being white space, table 2.
fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Whether a word may go on with this byte.
pub fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte)
}

/// The words of some bytes, one after the other. Every byte is looked at once.
pub struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// From the first byte on.
    pub fn new(bytes: &'a [u8]) -> Tokens<'a> {
        Tokens { bytes, at: 0 }
    }

    /// How many bytes were read.
    pub fn read_so_far(&self) -> usize {
        self.at
    }

    /// Goes on at another place.
    pub fn go_to(&mut self, position: usize) {
        self.at = position.min(self.bytes.len());
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn skip_space_and_comments(&mut self) {
        loop {
            self.skip_while(is_space);
            if self.peek() != Some(b'%') {
                return;
            }
            self.skip_while(|byte| byte != b'\r' && byte != b'\n');
        }
    }

    /// Parentheses nest; a backslash takes the next byte along.
    fn skip_literal(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at = (self.at + 1).min(self.bytes.len()),
                b'(' => depth += 1,
                b')' if depth <= 1 => return,
                b')' => depth -= 1,
                _ => {}
            }
        }
    }

    fn name(&mut self) -> Token<'a> {
        self.at += 1;
        Token::Name(resolved(self.skip_while(is_regular)))
    }

    fn word(&mut self) -> Token<'a> {
        let word = self.skip_while(is_regular);
        let number = word
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| std::str::from_utf8(word).ok()?.parse().ok())
            .flatten();
        number.map_or(Token::Word(word), Token::Number)
    }
}

/// `#xx` in a name is the byte of that number.
fn resolved(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let digit = |at: usize| {
        name.get(at)
            .and_then(|byte| char::from(*byte).to_digit(16))
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let mut plain = Vec::with_capacity(name.len());
    let mut at = 0;
    while let Some(byte) = name.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'#', Some(high), Some(low)) => {
                plain.push(high * 16 + low);
                at += 3;
            }
            _ => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(plain)
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_space_and_comments();
        let doubled = |byte| self.bytes.get(self.at + 1) == Some(&byte);
        let (token, length) = match self.peek()? {
            b'<' if doubled(b'<') => (Token::DictionaryOpen, 2),
            b'>' if doubled(b'>') => (Token::DictionaryClose, 2),
            b'[' => (Token::ArrayOpen, 1),
            b']' => (Token::ArrayClose, 1),
            b'(' => {
                self.skip_literal();
                return Some(Token::String);
            }
            b'<' => {
                self.skip_while(|byte| byte != b'>');
                (Token::String, 1)
            }
            b'/' => return Some(self.name()),
            byte if is_regular(byte) => return Some(self.word()),
            _ => (Token::Word(&self.bytes[self.at..self.at + 1]), 1),
        };
        self.at = (self.at + length).min(self.bytes.len());
        Some(token)
    }
}
