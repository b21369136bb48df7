//! Dogs.

use super::face::{self, INK};
use super::looks::{Coat, Look};
use super::pen::{Ink, Pen, Shape};
use super::{dog_ears, dog_markings};

/// Draws a dog's head.
pub(super) fn draw(pen: &mut Pen, look: &Look, coat: Coat, collar: Ink, bandana: bool) {
    let head = head(look);
    let clip = Pen::clip(&head);
    body(pen, look, coat);
    face::collar(pen, collar, 1.0, bandana);
    if !hangs(look) {
        dog_ears::draw(pen, look, coat);
    }
    fur(pen, look, coat);
    pen.fill(&head, coat.base);
    dog_markings::draw(pen, look, coat, &clip);
    pen.glow(Some(&clip), 190.0, 150.0, 150.0, Ink(0xffffff).at(0.16));
    pen.glow(Some(&clip), 300.0, 430.0, 150.0, Ink(0x2a1f2b).at(0.16));
    if hangs(look) {
        dog_ears::draw(pen, look, coat);
    }
    if look.has("curly") {
        topknot(pen, coat);
    }
    muzzle(pen, look, coat);
    let (x, y) = eyes_at(look);
    let blue = look.name == "husky" || look.name == "aussie";
    face::dog_eyes(pen, x, y, if look.has("short") { 1.16 } else { 1.0 }, blue.then_some(Ink(0x6fb3dd)));
    brows(pen, look, coat);
    if look.name == "shihtzu" || look.name == "yorkie" {
        face::bow(pen, 138.0, collar);
    }
}

fn hangs(look: &Look) -> bool {
    ["drop", "long", "curly"].contains(&look.shape[0])
}

fn eyes_at(look: &Look) -> (f32, f32) {
    match look.shape[1] {
        "short" => (70.0, 248.0),
        "long" => (56.0, 232.0),
        _ => (60.0, 240.0),
    }
}

fn head(look: &Look) -> Shape {
    Shape::both_halves(match look.shape[1] {
        "short" => &[
            (256.0, 136.0),
            (324.0, 148.0),
            (380.0, 200.0),
            (394.0, 268.0),
            (378.0, 336.0),
            (326.0, 382.0),
            (256.0, 394.0),
        ],
        "long" => &[
            (256.0, 124.0),
            (314.0, 140.0),
            (360.0, 188.0),
            (370.0, 246.0),
            (344.0, 304.0),
            (312.0, 366.0),
            (256.0, 398.0),
        ],
        _ => &[
            (256.0, 128.0),
            (318.0, 142.0),
            (369.0, 192.0),
            (383.0, 258.0),
            (360.0, 322.0),
            (314.0, 374.0),
            (256.0, 390.0),
        ],
    })
}

fn body(pen: &mut Pen, look: &Look, coat: Coat) {
    let wide = if look.has("short") { 16.0 } else { 0.0 };
    let body = Shape::both_halves(&[
        (256.0, 330.0),
        (322.0, 346.0),
        (374.0 + wide, 400.0),
        (414.0 + wide, 470.0),
        (430.0 + wide, 560.0),
        (256.0, 580.0),
    ]);
    let clip = Pen::clip(&body);
    pen.fill(&body, coat.base.darker(0.08));
    let chest = Shape::both_halves(&[(256.0, 370.0), (318.0, 372.0), (334.0, 410.0), (306.0, 470.0), (284.0, 530.0), (256.0, 560.0)]);
    let bright = ["blaze", "maskblaze", "cheeks", "patch", "points", "beard"].contains(&look.marking);
    if bright {
        pen.fill_in(&clip, &chest, coat.light);
    }
    pen.glow(Some(&clip), 256.0, 396.0, 130.0, Ink(0x2a1f2b).at(0.28));
}

/// Cheek tufts of long coats and curls of curly ones, behind the head.
fn fur(pen: &mut Pen, look: &Look, coat: Coat) {
    if look.has("curly") {
        for (x, y, r) in [
            (372.0, 300.0, 30.0),
            (352.0, 344.0, 30.0),
            (318.0, 376.0, 28.0),
            (280.0, 390.0, 26.0),
            (378.0, 250.0, 26.0),
        ] {
            pen.fill_both(&Shape::ellipse(x, y, r, r), coat.base);
        }
    }
    // The second "long" of three words: the first may be ears or muzzle.
    if look.shape[2] == "long" {
        let light = ["cheeks", "blaze"].contains(&look.marking) && !hangs(look);
        let color = if light { coat.light } else { coat.base };
        let tuft = Shape::smooth(&[
            (340.0, 262.0),
            (392.0, 286.0),
            (416.0, 318.0),
            (386.0, 320.0),
            (396.0, 352.0),
            (362.0, 346.0),
            (360.0, 378.0),
            (318.0, 372.0),
            (286.0, 340.0),
        ]);
        pen.fill_both(&tuft, color.darker(0.04));
    }
}

fn topknot(pen: &mut Pen, coat: Coat) {
    for (x, y, r) in [(256.0, 130.0, 46.0), (300.0, 142.0, 40.0), (338.0, 168.0, 32.0), (278.0, 166.0, 34.0)] {
        pen.fill_both(&Shape::ellipse(x, y, r, r), coat.base);
    }
    for (x, y, r) in [(276.0, 122.0, 24.0), (314.0, 144.0, 20.0)] {
        pen.fill_both(&Shape::ellipse(x, y, r, r), coat.light);
    }
}

fn muzzle(pen: &mut Pen, look: &Look, coat: Coat) {
    let (y, rx, ry) = match look.shape[1] {
        "short" => (326.0, 84.0, 54.0),
        "long" => (322.0, 58.0, 60.0),
        _ => (318.0, 66.0, 54.0),
    };
    let color = match look.marking {
        "mask" | "maskblaze" => coat.dark.lighter(0.06),
        "plain" | "spots" => coat.light.into(),
        _ => coat.light.lighter(0.12),
    };
    let shape = Shape::both_halves(&[
        (256.0, y - ry),
        (256.0 + rx * 0.62, y - ry * 0.66),
        (256.0 + rx, y + ry * 0.12),
        (256.0 + rx * 0.74, y + ry * 0.78),
        (256.0, y + ry),
    ]);
    pen.fill(&shape, color);
    let dark_mouth = matches!(look.marking, "mask" | "maskblaze");
    face::mouth(pen, y - ry * 0.34, 1.0 + (rx - 66.0) / 120.0, dark_mouth);
    if !look.has("short") && look.marking != "beard" {
        face::tongue(pen, y + ry * 0.36);
        face::mouth(pen, y - ry * 0.34, 1.0, dark_mouth);
    }
    face::dog_nose(pen, y - ry * 0.58, if look.has("short") { 1.15 } else { 1.0 });
}

fn brows(pen: &mut Pen, look: &Look, coat: Coat) {
    if matches!(look.marking, "points" | "cheeks" | "beard") {
        return;
    }
    let (x, y) = eyes_at(look);
    let brow = Shape::curve(
        (256.0 + x - 16.0, y - 40.0),
        &[[(256.0 + x - 4.0, y - 50.0), (256.0 + x + 12.0, y - 48.0), (256.0 + x + 22.0, y - 36.0)]],
    );
    let color = if coat.base.is_dark() {
        coat.base.lighter(0.22)
    } else {
        coat.base.darker(0.22)
    };
    pen.line_both(&brow, color, 5.0);
    if look.has("short") && look.name != "boxer" {
        for (reach, height) in [(24.0, 196.0), (16.0, 178.0)] {
            let fold = Shape::curve(
                (256.0 - reach, height),
                &[[(248.0, height + 10.0), (264.0, height + 10.0), (256.0 + reach, height)]],
            );
            pen.line(&fold, INK.at(0.16), 5.0);
        }
    }
}
