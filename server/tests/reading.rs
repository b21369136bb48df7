//! The engine itself, where `scripts/setup.sh reader` has fetched it: each bad picture ends in an offer that is right or in none, never in another
//! invoice's amount.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use app::claims::reading::fields;
use app::claims::reading::model::{DateOrder, Doubt, Fields, Offered, Reading};
use app::claims::reading::offer::together;
use app::claims::reading::ports::{InvoiceReader as _, ReadError, Sheet};
use app::day::Day;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops};
use server::adapters::ocr::ReaderProcess;
use server::trial::family_memory_kb;

const TODAY: &str = "2026-11-20";
const PROGRAM: &str = env!("CARGO_BIN_EXE_pawtal");

/// The reader, or none where it is not set up.
fn reader(idle: Duration) -> Option<ReaderProcess> {
    let parts = std::env::var_os("PAWTAL_READER_DIR").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../reader"), PathBuf::from);
    if !parts.join("read.onnx").is_file() {
        eprintln!("Not looked at: the reader of invoices is not set up (scripts/setup.sh reader)");
        return None;
    }
    Some(ReaderProcess::new(PROGRAM.into(), parts, idle))
}

/// The first `count` invoices of our own, one of each layout, with what is on them.
fn invoices(count: u16) -> Vec<(RgbImage, serde_json::Value)> {
    let folder = tempfile::tempdir().expect("a folder");
    let drawn = Command::new(PROGRAM)
        .args(["draw-invoices", "--seed", "5", "--as-of", TODAY, "--count", &count.to_string(), "--out"])
        .arg(folder.path())
        .status();
    assert!(drawn.expect("started").success());
    let one = |nth: u16| {
        let path = folder.path().join(format!("invoice-{nth}.jpg"));
        let label = std::fs::read(path.with_extension("json")).expect("a label");
        let picture = image::open(path).expect("a picture").into_rgb8();
        (picture, serde_json::from_slice(&label).expect("JSON"))
    };
    (1..=count).map(one).collect()
}

fn jpeg(picture: RgbImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Jpeg).expect("a JPEG");
    bytes.into_inner()
}

fn fields_of(sheets: &[Sheet]) -> Fields {
    fields::read(sheets, DateOrder::MonthFirst, Day::parse_iso(TODAY).expect("a day"))
}

async fn read(reader: &ReaderProcess, picture: RgbImage) -> Fields {
    fields_of(&reader.read(&jpeg(picture), "image/jpeg").await.expect("read"))
}

fn offer(fields: Fields) -> Offered {
    let pictures = Vec::new();
    together(&[Reading { fields, pictures }], false)
}

fn cents(label: &serde_json::Value) -> i64 {
    label["total"].as_str().expect("a total").replace('.', "").parse().expect("digits")
}

/// Nothing on it is print: a dark animal on a light floor.
fn cat() -> RgbImage {
    RgbImage::from_fn(1200, 900, |x, y| {
        let (x, y) = (i64::from(x), i64::from(y));
        let within = |cx: i64, cy: i64, w: i64, h: i64| (x - cx).pow(2) * h * h + (y - cy).pow(2) * w * w < w * w * h * h;
        let grain = u8::try_from((x * 31 + y * 17) % 13).expect("small");
        if within(520, 520, 330, 210) || within(830, 380, 130, 120) || within(300, 330, 40, 190) {
            Rgb([50 + grain, 40 + grain, 38 + grain])
        } else {
            Rgb([214 - grain, 200 - grain, 180 - grain])
        }
    })
}

#[tokio::test]
async fn an_invoice_is_read_whichever_way_up_it_lies() {
    let Some(reader) = reader(Duration::from_secs(60)) else { return };
    let (picture, label) = invoices(1).remove(0);
    let turned = [
        picture.clone(),
        imageops::rotate90(&picture),
        imageops::rotate180(&picture),
        imageops::rotate270(&picture),
    ];
    for (picture, degrees) in turned.into_iter().zip([0, 90, 180, 270]) {
        let fields = read(&reader, picture).await;
        assert_eq!(
            fields.total.as_ref().map(|total| total.value),
            Some(cents(&label)),
            "turned by {degrees} degrees"
        );
        assert_eq!(
            fields.date.as_ref().map(|date| date.value.to_string()).as_deref(),
            label["date"].as_str(),
            "turned by {degrees} degrees"
        );
        assert!(fields.adds_up(), "turned by {degrees} degrees");
    }
}

#[tokio::test]
async fn every_layouts_own_number_is_read() {
    let Some(reader) = reader(Duration::from_secs(60)) else { return };
    for (picture, label) in invoices(14) {
        let number = read(&reader, picture).await.number.map(|number| number.value);
        assert_eq!(number.as_deref(), label["number"].as_str(), "{}", label["layout"]);
    }
}

#[tokio::test]
async fn a_picture_of_a_cat_offers_nothing_and_says_so() {
    let Some(reader) = reader(Duration::from_secs(60)) else { return };
    let offered = offer(read(&reader, cat()).await);
    let said = Offered {
        doubt: Some(Doubt::Nothing),
        ..Offered::default()
    };
    assert_eq!(offered, said);
}

#[tokio::test]
async fn of_four_invoices_in_one_picture_no_amount_is_offered() {
    let Some(reader) = reader(Duration::from_secs(60)) else { return };
    let sheets: Vec<RgbImage> = invoices(4)
        .into_iter()
        .map(|(picture, _)| imageops::resize(&picture, 1000, 1300, imageops::FilterType::Triangle))
        .collect();
    // In two rows of two, and as they fall on a table: each a little lower than the one before it.
    for steps in [[0, 0, 1300, 1300], [0, 170, 1320, 1480]] {
        let mut table = RgbImage::from_pixel(2040, 2800, Rgb([96, 80, 66]));
        for (nth, (sheet, y)) in sheets.iter().zip(steps).enumerate() {
            let x = if nth % 2 == 0 { 10 } else { 1030 };
            imageops::overlay(&mut table, sheet, x, y);
        }
        let offered = offer(read(&reader, table).await);
        assert_eq!(
            (offered.doubt, offered.total, offered.lines.len()),
            (Some(Doubt::Several), None, 0),
            "at {steps:?}"
        );
    }
}

#[tokio::test]
async fn a_pdf_is_read_by_its_text_and_a_scan_in_it_by_its_picture() {
    let Some(reader) = reader(Duration::from_secs(60)) else { return };
    let text = "BT /F1 24 Tf 60 740 Td (Harbor Animal Hospital) Tj /F1 12 Tf 0 -40 Td (Date of service: 11/18/2026) Tj 0 -30 Td (X-rays x4) Tj \
        400 0 Td (600.00) Tj -400 -20 Td (Ear drops, 10 ml) Tj 400 0 Td (54.00) Tj -400 -20 Td (Total) Tj 400 0 Td ($654.00) Tj ET";
    let font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
    let typed = pdf(font, text.as_bytes(), None);
    let sheets = reader.read(&typed, "application/pdf").await.expect("read");
    let fields = fields_of(&sheets);
    assert_eq!(fields.total.as_ref().map(|total| total.value), Some(65_400));
    assert_eq!(fields.date.as_ref().map(|date| date.value.to_string()).as_deref(), Some("2026-11-18"));
    assert!(fields.adds_up(), "{:?}", fields.lines);
    let drawn = sheets.first().and_then(|sheet| sheet.drawn.as_deref()).expect("a picture to show pieces of");
    assert!(image::load_from_memory(drawn).is_ok());

    let (picture, label) = invoices(1).remove(0);
    let (width, height) = picture.dimensions();
    let scan = pdf(
        "/XObject << /Im 5 0 R >>",
        b"q 595 0 0 842 0 0 cm /Im Do Q",
        Some((width, height, jpeg(picture))),
    );
    let fields = fields_of(&reader.read(&scan, "application/pdf").await.expect("read"));
    assert_eq!(fields.total.map(|total| total.value), Some(cents(&label)));
}

#[tokio::test]
async fn what_is_no_picture_ends_its_own_reading_and_no_other() {
    let Some(reader) = reader(Duration::from_secs(60)) else { return };
    let (picture, label) = invoices(1).remove(0);
    let whole = jpeg(picture.clone());
    let broken: [(&[u8], &str); 5] = [
        (b"", "image/jpeg"),
        (b"not a picture", "image/png"),
        (&whole[..whole.len() / 3], "image/webp"),
        (b"%PDF-1.7\n%%EOF", "application/pdf"),
        (&whole, "application/pdf"),
    ];
    for (bytes, kind) in broken {
        match reader.read(bytes, kind).await {
            Ok(sheets) => assert_eq!(fields_of(&sheets).total.filter(|total| total.value != cents(&label)), None, "{kind}"),
            Err(error) => assert!(matches!(error, ReadError::Unreadable(_)), "{kind}: {error}"),
        }
    }
    assert_eq!(read(&reader, picture).await.total.map(|total| total.value), Some(cents(&label)));
}

#[tokio::test]
async fn an_idle_engine_gives_its_memory_back_and_comes_again() {
    let idle = Duration::from_millis(500);
    let Some(reader) = reader(idle) else { return };
    let (picture, label) = invoices(1).remove(0);
    let before = family_memory_kb().expect("memory");
    for _ in 0..2 {
        assert_eq!(read(&reader, picture.clone()).await.total.map(|total| total.value), Some(cents(&label)));
        assert!(family_memory_kb().expect("memory") > before + 100 * 1024, "the engine is loaded");
        tokio::time::sleep(idle * 4).await;
        assert!(family_memory_kb().expect("memory") < before + 100 * 1024, "the engine is gone");
    }
}

#[tokio::test]
async fn without_its_parts_the_reader_says_that_it_is_not_set_up() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let reader = ReaderProcess::new(PROGRAM.into(), nowhere.path().into(), Duration::from_secs(60));
    let answer = reader.read(&jpeg(cat()), "image/jpeg").await;
    assert!(matches!(answer, Err(ReadError::NotSetUp(_))), "{answer:?}");
}

/// A PDF of one A4 sheet: what it uses, how it is drawn, and its picture (width, height, JPEG) as object 5.
fn pdf(uses: &str, content: &[u8], picture: Option<(u32, u32, Vec<u8>)>) -> Vec<u8> {
    let page = format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {uses} >> /Contents 4 0 R >>");
    let stream = |dictionary: String, bytes: &[u8]| [format!("{dictionary}\nstream\n").as_bytes(), bytes, b"\nendstream"].concat();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into_bytes(),
        stream(format!("<< /Length {} >>", content.len()), content),
    ];
    if let Some((width, height, jpeg)) = picture {
        let dictionary = format!(
            "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length {} >>",
            jpeg.len()
        );
        objects.push(stream(dictionary, &jpeg));
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (nth, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", nth + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let table: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let size = objects.len() + 1;
    let end = format!("xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    file.extend_from_slice(end.as_bytes());
    file
}
