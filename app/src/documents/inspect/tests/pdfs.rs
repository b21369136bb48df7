use std::io::Write as _;

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions, dictionary};

use super::*;

/// A PDF of these objects, numbered from 1, the first of them the catalog.
fn written(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend(format!("{} 0 obj\n", i + 1).bytes().chain(object.iter().copied()).chain(*b"\nendobj\n"));
    }
    let table = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).expect("memory");
    for offset in offsets {
        writeln!(file, "{offset:010} 00000 n ").expect("memory");
    }
    writeln!(file, "trailer <</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", objects.len() + 1).expect("memory");
    file
}

/// One page, and `extra` in its catalog; then more objects, numbered from 4.
fn with(extra: &str, more: &[&[u8]]) -> Vec<u8> {
    let mut objects = vec![
        format!("<</Type/Catalog/Pages 2 0 R{extra}>>").into_bytes(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>".to_vec(),
    ];
    objects.extend(more.iter().map(|object| object.to_vec()));
    written(&objects)
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut file = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    file.write_all(bytes).expect("memory");
    file.finish().expect("memory")
}

/// An object stream, as it stands behind `4 0 obj`.
fn object_stream(extra: &str, members: &[(u32, &str)]) -> Vec<u8> {
    let (mut head, mut body) = (String::new(), String::new());
    for (number, object) in members {
        head += &format!("{number} {} ", body.len());
        body += object;
        body += " ";
    }
    let packed = deflated(format!("{head}{body}").as_bytes());
    let start = format!(
        "<<{extra}/N {}/First {}/Filter/FlateDecode/Length {}>>stream\n",
        members.len(),
        head.len(),
        packed.len()
    );
    [start.as_bytes(), &packed, b"\nendstream"].concat()
}

fn document(pages: usize) -> Document {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let kids: Vec<Object> = (0..pages)
        .map(|_| {
            document
                .add_object(dictionary! { "Type" => "Page", "Parent" => tree, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] })
                .into()
        })
        .collect();
    document.objects.insert(
        tree,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => i64::try_from(pages).expect("few") }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document.trailer.set(
        "ID",
        vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")],
    );
    document
}

/// As an independent library writes it, with a table.
pub fn plain(pages: usize) -> Vec<u8> {
    let mut file = Vec::new();
    document(pages).save_to(&mut file).expect("memory");
    file
}

/// As the same library writes it with object streams.
pub fn packed(pages: usize) -> Vec<u8> {
    let mut file = Vec::new();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    document(pages).save_with_options(&mut file, options).expect("memory");
    file
}

#[test]
fn pages_are_counted_however_they_are_packed() {
    for pages in [1, 2, 20] {
        for file in [plain(pages), packed(pages)] {
            let judged = invoice(file.clone()).expect("kept");
            assert_eq!((judged.sheets, judged.content_type), (pages, "application/pdf"));
            assert_eq!(judged.bytes, file, "a PDF is kept as it came");
        }
    }
}

#[test]
fn a_tree_of_several_levels_is_walked() {
    let objects: [&[u8]; 6] = [
        b"<</Pages 2 0 R/Type/Catalog>>",
        b"<</Kids [ 3 0 R 6 0 R ]/Type/Pages/Count 3>>",
        b"<</Type /Pages /Parent 2 0 R /Kids [4 0 R\n5 0 R] /Count 2>>",
        b"<</Type/Page/Parent 3 0 R>>",
        b"<</Type/Page/Parent 3 0 R>>",
        b"<</Type/Page/Parent 2 0 R>>",
    ];
    assert_eq!(invoice(written(&objects.map(<[u8]>::to_vec))).map(|judged| judged.sheets), Ok(3));
}

#[test]
fn a_later_revision_replaces_an_earlier() {
    let mut file = plain(2);
    let update = b"\n2 0 obj\n<</Type/Page/Parent 1 0 R/Rotate 90>>\nendobj\nstartxref\n0\n%%EOF\n";
    file.extend(update);
    assert_eq!(invoice(file).map(|judged| judged.sheets), Ok(2));
}

#[test]
fn the_twenty_first_page_is_too_many() {
    assert_eq!(invoice(plain(21)), Err(Refusal::PdfTooLong));
    assert_eq!(invoice(packed(21)), Err(Refusal::PdfTooLong));
    // The same page twenty-one times, and a tree that leads to itself.
    let kids = "3 0 R ".repeat(21);
    let repeated = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]>>").into_bytes(),
        b"<</Type/Page>>".to_vec(),
    ];
    assert_eq!(invoice(written(&repeated)), Err(Refusal::PdfTooLong));
    let endless = [b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Kids[2 0 R 2 0 R]>>".to_vec()];
    assert_eq!(invoice(written(&endless)), Err(Refusal::PdfTooLong));
}

#[test]
fn a_password_is_refused() {
    for owner in ["owner", ""] {
        let mut document = document(1);
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: owner,
            user_password: "secret",
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).expect("a key");
        document.encrypt(&state).expect("encrypted");
        let mut file = Vec::new();
        document.save_to(&mut file).expect("memory");
        assert_eq!(invoice(file), Err(Refusal::PdfPassword));
    }
}

#[test]
fn a_script_is_found_wherever_it_hides() {
    let script = "<</S/JavaScript/JS(app.alert\\(1\\))>>";
    let hidden = object_stream("/Type/ObjStm", &[(9, script)]);
    let nameless = object_stream("", &[(9, script)]);
    let in_a_stream = format!("<</Length 60>>stream\n9 0 obj {script} endobj\nendstream");
    let in_a_string = b"(see 9 0 obj %) /S /JavaScript".to_vec();
    for (name, file) in [
        ("in the catalog", with(&format!("/OpenAction{script}"), &[])),
        ("an object", with("/OpenAction 4 0 R", &[script.as_bytes()])),
        ("an escaped name", with("", &[b"<</S/J#61va#53cript/JS 5 0 R>>"])),
        ("a list of names", with("/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", &[b"<<>>"])),
        ("an object stream", with("", &[&hidden])),
        ("an object stream without a type", with("", &[&nameless])),
        ("the body of a stream", with("", &[in_a_stream.as_bytes()])),
        (
            "behind a string that looks like an object",
            with("", &[&[b"<</A".to_vec(), in_a_string, b">>".to_vec()].concat()]),
        ),
        ("behind white space of all kinds", with("", &[b"<<>>endobj 9\0\x0c0\tobj<</S/JavaScript>>"])),
        ("a form that is a program", with("/AcroForm<</XFA 4 0 R>>", &[b"<<>>"])),
        (
            "a trailer in a comment's clothes",
            [with("", &[]), b"trailer<</Root<</OpenAction<</S/JavaScript>>>>>>".to_vec()].concat(),
        ),
    ] {
        assert_eq!(invoice(file), Err(Refusal::PdfScript), "{name}");
    }
}

#[test]
fn what_happens_by_itself_is_refused_but_turning_to_a_page_is_not() {
    for (extra, object) in [
        ("/OpenAction<</S/URI/URI(https://example.com)>>", &b"<<>>"[..]),
        ("/OpenAction 4 0 R", b"<</Type/Action/S/URI/URI(https://example.com)>>"),
        ("/OpenAction 4 0 R", b"<</S/Launch/F(cmd.exe)>>"),
        ("/AA<</WC 4 0 R>>", b"<</S/GoTo>>"),
        ("", b"<</S/SubmitForm>>"),
    ] {
        assert_eq!(invoice(with(extra, &[object])), Err(Refusal::PdfAction), "{extra}");
    }
    for (extra, object) in [
        ("/OpenAction[3 0 R/Fit]", &b"<<>>"[..]),
        ("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>", b"<<>>"),
        ("/OpenAction 4 0 R", b"<</S/GoTo/D[3 0 R/XYZ 0 0 1]>>"),
        // A link that a person may follow.
        ("", b"<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://clinic.example)>>>>"),
    ] {
        assert_eq!(invoice(with(extra, &[object])).map(|judged| judged.sheets), Ok(1), "{extra}");
    }
}

#[test]
fn files_inside_are_refused() {
    let file = with(
        "/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>",
        &[b"<</Type/Filespec/EF<</F 5 0 R>>>>", b"<</Type/EmbeddedFile>>stream\nMZ\nendstream"],
    );
    assert_eq!(invoice(file), Err(Refusal::PdfAttachment));
}

#[test]
fn words_in_text_and_pictures_do_not_count() {
    let file = with(
        "/Lang(/JavaScript)",
        &[b"<</Length 30>>stream\n/JavaScript /Launch /Encrypt\nendstream", b"(/EmbeddedFile)"],
    );
    assert_eq!(invoice(file).map(|judged| judged.sheets), Ok(1));
}

#[test]
fn a_pdf_that_is_not_whole_is_refused() {
    let file = plain(3);
    for part in [file.len() / 3, file.len() / 2, file.len() - 40] {
        assert_eq!(invoice(&file[..part]), Err(Refusal::PdfDamaged), "cut at {part}");
    }
    assert_eq!(invoice(written(&[b"<</Type/Catalog>>".to_vec()])), Err(Refusal::PdfDamaged), "no pages");
    let mut spoilt = object_stream("/Type/ObjStm", &[(9, "<</A/B>>")]);
    let body = spoilt.len() - 20;
    spoilt[body] ^= 0xff;
    assert_eq!(invoice(with("", &[&spoilt])), Err(Refusal::PdfDamaged), "an object stream that cannot be read");
}

/// Bombs: each would take a reader of PDFs gigabytes or hours. The test fails by taking them too.
#[test]
fn bombs_do_not_go_off() {
    let started = std::time::Instant::now();
    let zeros = object_stream("/Type/ObjStm", &[(9, &"[".repeat(20)), (10, &format!("[{}]", "0 ".repeat(20_000_000)))]);
    assert_eq!(invoice(with("", &[&zeros])), Err(Refusal::PdfTooComplex), "unpacks to 40 MB");

    let array = format!("[{}]", "0 ".repeat(100_000));
    let many = object_stream("/Type/ObjStm", &[(9, array.as_str())]);
    let streams: Vec<&[u8]> = (0..2000).map(|_| many.as_slice()).collect();
    assert_eq!(invoice(with("", &streams)), Err(Refusal::PdfTooComplex), "many streams of 200 kB");

    let head: String = (0..10_000).map(|number| format!("{number} 0 ")).collect();
    let body = deflated(format!("{head}{array}").as_bytes());
    let start = format!("<</Type/ObjStm/N 10000/First {}/Filter/FlateDecode>>stream\n", head.len());
    let overlapping = [start.as_bytes(), &body, b"\nendstream"].concat();
    assert_eq!(invoice(with("", &[&overlapping])), Err(Refusal::PdfTooComplex), "10,000 objects in one place");

    let unclosed = b"1 0 obj[".repeat(200_000);
    assert_eq!(
        invoice([b"%PDF-1.7\n", &unclosed[..]].concat()),
        Err(Refusal::PdfTooComplex),
        "200,000 objects, each open to the end"
    );

    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    assert_eq!(invoice(with("", &[&deep])), Err(Refusal::PdfTooComplex), "nested 100,000 times");

    let endless = b"<</Type/ObjStm/First 0/N 1>>stream\n".repeat(50_000);
    let endless: Vec<u8> = endless.chunks(35).flat_map(|chunk| [b"1 0 obj", chunk].concat()).collect();
    assert_eq!(
        invoice([b"%PDF-1.7\n", &endless[..]].concat()),
        Err(Refusal::PdfTooComplex),
        "streams without an end"
    );

    let pages: Vec<u8> = (0..30_000).flat_map(|number| format!("{number} 0 obj<</Type/Page>>").into_bytes()).collect();
    assert_eq!(invoice([b"%PDF-1.7\n", &pages[..]].concat()), Err(Refusal::PdfTooLong), "30,000 pages");
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "took {:?}", started.elapsed());
}
