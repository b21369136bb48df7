//! Shrinks a picture before it is sent: a photo of four megabytes becomes half of one, upright, without where it was taken.

use js_sys::{Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlImageElement, Url};

use crate::documents::model::KEPT_SIDE;

/// JPEG quality of what is sent.
const QUALITY: f64 = 0.85;
/// Pictures that need no shrinking and are smaller than this are sent as they are, in bytes.
const SMALL: f64 = 1_000_000.0;

/// The picture, shrunk; `None` when it is no picture this browser can read, or is better sent as it is.
pub async fn shrunk(file: &File) -> Option<Blob> {
    if !file.type_().starts_with("image/") {
        return None;
    }
    let address = Url::create_object_url_with_blob(file).ok()?;
    let blob = redrawn(file, &address).await.ok().flatten();
    let _ = Url::revoke_object_url(&address);
    blob
}

async fn redrawn(file: &File, address: &str) -> Result<Option<Blob>, JsValue> {
    // An image element turns itself upright, in every browser; and Safari's reads HEIC.
    let picture = HtmlImageElement::new()?;
    picture.set_src(address);
    JsFuture::from(picture.decode()).await?;
    let (width, height) = (picture.natural_width(), picture.natural_height());
    let longer = width.max(height);
    let readable = matches!(file.type_().as_str(), "image/jpeg" | "image/png" | "image/webp");
    if longer == 0 || (longer <= KEPT_SIDE && readable && file.size() < SMALL) {
        return Ok(None);
    }
    let scaled = |length: u32| (length * KEPT_SIDE.min(longer) / longer).max(1);
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(scaled(width));
    canvas.set_height(scaled(height));
    let Some(drawing) = canvas.get_context("2d")? else { return Ok(None) };
    let drawing: CanvasRenderingContext2d = drawing.dyn_into()?;
    Reflect::set(&drawing, &"imageSmoothingQuality".into(), &"high".into())?;
    let (across, down) = (f64::from(canvas.width()), f64::from(canvas.height()));
    // Paper is white where a picture is transparent.
    drawing.set_fill_style_str("#fff");
    drawing.fill_rect(0.0, 0.0, across, down);
    drawing.draw_image_with_html_image_element_and_dw_and_dh(&picture, 0.0, 0.0, across, down)?;
    let written = Promise::new(&mut |resolve, reject| {
        if let Err(error) = canvas.to_blob_with_type_and_encoder_options(&resolve, "image/jpeg", &QUALITY.into()) {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    let blob: Option<Blob> = JsFuture::from(written).await?.dyn_into().ok();
    // The canvas of a large photo takes 16 MB until the browser tidies up.
    canvas.set_width(0);
    Ok(blob.filter(|blob| blob.size() < file.size() || !readable))
}
