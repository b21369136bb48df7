//! One page of US Letter with lines of text: words on the left, amounts on the right. Its fonts are those that every reader of PDFs has.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

/// US Letter, in points.
const SIZE: (i16, i16) = (612, 792);
/// Left and right margin, in points.
const MARGIN: i16 = 60;

/// What stands on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// What the page is, large.
    Title(String),
    /// A name, and what it is, below each other on the left and right.
    Pair(String, String),
    /// As [`Line::Pair`], in bold and below a rule.
    Sum(String, String),
    /// Words.
    Words(String),
    /// Room.
    Gap,
}

/// The characters of the fonts' encoding (Windows code page 1252, as far as we write it); what it does not have becomes a question mark.
fn encoded(words: &str) -> Vec<u8> {
    let one = |c: char| match c {
        '\u{2212}' | '\u{2010}'..='\u{2012}' => b'-',
        '\u{2013}' => 0x96,
        '\u{2014}' => 0x97,
        '\u{2018}' => 0x91,
        '\u{2019}' => 0x92,
        '\u{201c}' => 0x93,
        '\u{201d}' => 0x94,
        '\u{2026}' => 0x85,
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        _ => b'?',
    };
    words.chars().map(one).collect()
}

/// How wide a word is in thousandths of its size: exact for what amounts and dates are written with, near for the rest (Helvetica's own metrics).
fn width(words: &[u8]) -> i32 {
    let one = |c: &u8| match c {
        b'.' | b',' | b' ' | b'i' | b'j' | b'l' | b'I' | b'/' | b':' | b'|' | b'\'' | 0xa0 => 278,
        b'f' | b't' | b'r' | b'-' | b'(' | b')' => 333,
        b'm' | b'M' => 833,
        b'w' | b'A'..=b'Z' | 0xc0..=0xde => 700,
        _ => 556,
    };
    words.iter().map(one).sum()
}

/// Cuts words into lines that fit.
fn wrapped(words: &str, size: i32, most: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let longer = lines.last().map_or(word.to_owned(), |line| format!("{line} {word}"));
        match lines.last_mut() {
            Some(line) if width(&encoded(&longer)) * size <= most * 1000 => *line = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The file. `title` and `language` are for those who have it read to them.
pub(super) fn written(title: &str, language: &str, lines: &[Line]) -> Vec<u8> {
    let [catalog, pages, page, plain, bold, content, info] = [1, 2, 3, 4, 5, 6, 7].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages).lang(TextStr(language));
    pdf.document_info(info).title(TextStr(title));
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, f32::from(SIZE.0), f32::from(SIZE.1)));
    sheet.parent(pages).contents(content);
    sheet.resources().fonts().pair(Name(b"P"), plain).pair(Name(b"B"), bold);
    sheet.finish();
    for (font, face) in [(plain, &b"Helvetica"[..]), (bold, b"Helvetica-Bold")] {
        pdf.type1_font(font).base_font(Name(face)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.stream(content, &drawn(lines));
    pdf.finish()
}

fn drawn(lines: &[Line]) -> Vec<u8> {
    let mut content = Content::new();
    let mut y = SIZE.1 - 80;
    let right = SIZE.0 - MARGIN;
    let put = |content: &mut Content, font: &[u8], size: i16, x: i16, y: i16, words: &[u8]| {
        content.begin_text().set_font(Name(font), f32::from(size));
        content.next_line(f32::from(x), f32::from(y)).show(Str(words));
        content.end_text();
    };
    // Where words begin that end at the right margin.
    let from = |words: &[u8], size: i16| right - i16::try_from(width(words) * i32::from(size) / 1000).unwrap_or(0);
    for line in lines {
        match line {
            Line::Title(words) => {
                put(&mut content, b"B", 20, MARGIN, y, &encoded(words));
                y -= 34;
            }
            Line::Pair(name, value) | Line::Sum(name, value) => {
                let sum = matches!(line, Line::Sum(..));
                let font: &[u8] = if sum { b"B" } else { b"P" };
                if sum {
                    content.set_line_width(1.0).move_to(f32::from(MARGIN), f32::from(y + 14));
                    content.line_to(f32::from(right), f32::from(y + 14)).stroke();
                }
                let value = encoded(value);
                put(&mut content, font, 11, MARGIN, y, &encoded(name));
                put(&mut content, font, 11, from(&value, 11), y, &value);
                y -= 20;
            }
            Line::Words(words) => {
                for line in wrapped(words, 10, i32::from(right - MARGIN)) {
                    put(&mut content, b"P", 10, MARGIN, y, &encoded(&line));
                    y -= 15;
                }
            }
            Line::Gap => y -= 14,
        }
    }
    content.finish().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_was_given_in_one_page() {
        let lines = [
            Line::Title("Bill N-310 001-5".into()),
            Line::Pair("Premium".into(), "$42.10".into()),
            Line::Sum("Together".into(), "$42.10".into()),
        ];
        let file = written("Bill", "es-US", &lines);
        let read = lopdf::Document::load_mem(&file).expect("a PDF");
        assert_eq!(read.get_pages().len(), 1);
        let text = read.extract_text(&[1]).expect("text");
        for words in ["Bill N-310 001-5", "Premium", "$42.10", "Together"] {
            assert!(text.contains(words), "{words} in {text}");
        }
        assert!(String::from_utf8_lossy(&file).contains("es-US"));
    }

    #[test]
    fn what_spanish_needs_is_there_and_the_rest_does_no_harm() {
        assert_eq!(encoded("año\u{2212}5 …✓"), [b'a', 0xf1, b'o', b'-', b'5', b' ', 0x85, b'?']);
        assert_eq!(wrapped("one two three", 10, 40), ["one two", "three"]);
        assert!(wrapped("", 10, 40).is_empty());
    }
}
