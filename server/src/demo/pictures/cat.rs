//! Cats.

use super::face::{self, INK, PINK};
use super::looks::{Coat, Look};
use super::pen::{Clip, Ink, Pen, Shape};

/// Draws a cat's head.
pub(super) fn draw(pen: &mut Pen, look: &Look, coat: Coat, collar: Ink) {
    let head = head(look);
    let clip = Pen::clip(&head);
    body(pen, look, coat);
    face::collar(pen, collar, 0.78, false);
    ears(pen, look, coat);
    if look.has("long") || look.has("tufted") || look.has("flat") {
        ruff(pen, look, coat);
    }
    pen.fill(&head, coat.base);
    markings(pen, look, coat, &clip);
    pen.glow(Some(&clip), 190.0, 170.0, 150.0, Ink(0xffffff).at(0.16));
    pen.glow(Some(&clip), 300.0, 430.0, 140.0, INK.at(0.14));
    muzzle(pen, look, coat);
    eyes(pen, look, coat);
    face::blush(pen, 96.0, 306.0);
    let dark = coat.base.is_dark() || look.marking == "point" && coat.dark.is_dark();
    face::whiskers(pen, 306.0, if dark { Ink(0xffffff) } else { INK });
}

fn head(look: &Look) -> Shape {
    Shape::both_halves(match look.shape[0] {
        "slim" | "bald" => &[
            (256.0, 150.0),
            (320.0, 160.0),
            (368.0, 210.0),
            (374.0, 268.0),
            (332.0, 330.0),
            (294.0, 366.0),
            (256.0, 376.0),
        ],
        "round" | "flat" => &[
            (256.0, 146.0),
            (332.0, 156.0),
            (392.0, 212.0),
            (404.0, 282.0),
            (370.0, 348.0),
            (310.0, 382.0),
            (256.0, 388.0),
        ],
        _ => &[
            (256.0, 148.0),
            (326.0, 158.0),
            (382.0, 210.0),
            (394.0, 278.0),
            (352.0, 342.0),
            (304.0, 374.0),
            (256.0, 382.0),
        ],
    })
}

fn body(pen: &mut Pen, look: &Look, coat: Coat) {
    let body = Shape::both_halves(&[(256.0, 330.0), (312.0, 350.0), (352.0, 404.0), (388.0, 480.0), (400.0, 560.0), (256.0, 580.0)]);
    let clip = Pen::clip(&body);
    pen.fill(&body, coat.base.darker(0.07));
    if matches!(look.marking, "tuxedo" | "calico" | "tabby") {
        let bib = Shape::both_halves(&[(256.0, 370.0), (306.0, 376.0), (318.0, 410.0), (294.0, 470.0), (256.0, 520.0)]);
        pen.fill_in(&clip, &bib, coat.light);
    }
    if look.marking == "tabby" {
        for y in [440.0, 476.0] {
            let stripe = Shape::smooth(&[(330.0, y), (372.0, y - 16.0), (420.0, y), (372.0, y + 2.0)]);
            pen.fill_both_in(&clip, &stripe, coat.dark.at(0.7));
        }
    }
    pen.glow(Some(&clip), 256.0, 392.0, 120.0, INK.at(0.26));
}

fn ears(pen: &mut Pen, look: &Look, coat: Coat) {
    let ear = match look.shape[0] {
        "slim" | "bald" => Shape::smooth(&[
            (280.0, 176.0),
            (318.0, 112.0),
            (372.0, 62.0),
            (392.0, 74.0),
            (396.0, 158.0),
            (378.0, 232.0),
            (330.0, 220.0),
        ]),
        "round" | "flat" => Shape::smooth(&[
            (302.0, 176.0),
            (334.0, 128.0),
            (374.0, 98.0),
            (394.0, 106.0),
            (404.0, 168.0),
            (394.0, 226.0),
            (340.0, 220.0),
        ]),
        _ => Shape::smooth(&[
            (286.0, 176.0),
            (322.0, 116.0),
            (368.0, 70.0),
            (388.0, 78.0),
            (398.0, 158.0),
            (386.0, 228.0),
            (330.0, 220.0),
        ]),
    };
    let color = if look.marking == "point" { coat.dark } else { coat.base };
    pen.fill_both(&ear, color.darker(0.05));
    if look.marking == "calico" {
        pen.fill(&ear, coat.dark);
        pen.fill(&ear.mirrored(), Ink(0x4a4142));
    }
    let cup = ear.scaled(0.62, 364.0, 176.0);
    pen.fill_both(&cup, PINK.toward(color, 0.25));
    pen.fill_both(&cup.scaled(0.66, 372.0, 192.0), PINK.toward(color, 0.1));
    if look.has("tufted") {
        let tuft = Shape::smooth(&[(374.0, 84.0), (388.0, 44.0), (394.0, 84.0)]);
        pen.fill_both(&tuft, coat.dark);
    }
}

/// Long hair at the cheeks.
fn ruff(pen: &mut Pen, look: &Look, coat: Coat) {
    let wide = if look.has("flat") { 12.0 } else { 0.0 };
    let tuft = Shape::smooth(&[
        (350.0, 236.0),
        (404.0 + wide, 270.0),
        (432.0 + wide, 312.0),
        (398.0, 312.0),
        (416.0 + wide, 350.0),
        (378.0, 346.0),
        (382.0, 384.0),
        (330.0, 374.0),
        (290.0, 340.0),
    ]);
    let color = if look.marking == "tabby" {
        coat.light.toward(coat.base, 0.45)
    } else {
        coat.base.darker(0.04)
    };
    pen.fill_both(&tuft, color);
}

fn markings(pen: &mut Pen, look: &Look, coat: Coat, clip: &Clip) {
    let dark = coat.dark.at(0.85);
    match look.marking {
        "tabby" => {
            for (x, top, tilt) in [(256.0, 138.0, 0.0), (290.0, 142.0, 8.0), (322.0, 152.0, 16.0)] {
                let stripe =
                    Shape::smooth(&[(x - 9.0, top), (x + 9.0, top), (x + 5.0, top + 46.0), (x, top + 62.0), (x - 5.0, top + 46.0)]).turned(tilt, x, top);
                pen.fill_both_in(clip, &stripe, dark);
            }
            for (y, reach) in [(268.0, 330.0), (298.0, 336.0), (326.0, 334.0)] {
                let stripe = Shape::smooth(&[(reach, y + 4.0), (370.0, y - 8.0), (420.0, y - 12.0), (420.0, y + 6.0), (370.0, y + 5.0)]);
                pen.fill_both_in(clip, &stripe, dark);
            }
            let chin = Shape::both_halves(&[(256.0, 262.0), (276.0, 274.0), (330.0, 308.0), (316.0, 360.0), (256.0, 400.0)]);
            pen.fill_in(clip, &chin, coat.light);
        }
        "point" => {
            let mask = Shape::both_halves(&[(256.0, 190.0), (296.0, 216.0), (336.0, 268.0), (322.0, 340.0), (286.0, 390.0), (256.0, 400.0)]);
            pen.glow(Some(clip), 256.0, 292.0, 150.0, coat.dark.at(0.75));
            pen.fill_in(clip, &mask, coat.dark.at(0.55));
        }
        "tuxedo" => {
            let blaze = Shape::both_halves(&[
                (256.0, 196.0),
                (266.0, 226.0),
                (274.0, 262.0),
                (326.0, 306.0),
                (332.0, 350.0),
                (290.0, 400.0),
                (256.0, 400.0),
            ]);
            pen.fill_in(clip, &blaze, coat.light);
        }
        "calico" => {
            pen.fill_in(
                clip,
                &Shape::smooth(&[
                    (272.0, 130.0),
                    (340.0, 130.0),
                    (410.0, 190.0),
                    (404.0, 276.0),
                    (352.0, 282.0),
                    (318.0, 236.0),
                    (290.0, 204.0),
                ]),
                coat.dark,
            );
            pen.fill_in(
                clip,
                &Shape::smooth(&[
                    (236.0, 130.0),
                    (160.0, 140.0),
                    (104.0, 200.0),
                    (112.0, 266.0),
                    (166.0, 276.0),
                    (206.0, 226.0),
                    (230.0, 190.0),
                ]),
                Ink(0x4a4142),
            );
        }
        "spots" => {
            for (x, y, r) in [
                (290.0, 168.0, 12.0),
                (322.0, 184.0, 11.0),
                (352.0, 214.0, 11.0),
                (366.0, 262.0, 12.0),
                (346.0, 292.0, 9.0),
                (372.0, 300.0, 10.0),
                (262.0, 160.0, 9.0),
            ] {
                let spot = Shape::ellipse(x, y, r * 1.15, r * 0.8);
                pen.fill_both_in(clip, &spot, dark);
                pen.fill_both_in(clip, &spot.scaled(0.45, x, y), coat.base);
            }
            pen.fill_in(
                clip,
                &Shape::both_halves(&[(256.0, 262.0), (322.0, 306.0), (316.0, 360.0), (256.0, 400.0)]),
                coat.light,
            );
        }
        _ => {}
    }
    if look.has("bald") {
        for y in [176.0, 192.0, 208.0] {
            let fold = Shape::curve((222.0, y), &[[(240.0, y + 12.0), (272.0, y + 12.0), (290.0, y)]]);
            pen.line(&fold, coat.dark.at(0.8), 4.0);
        }
    }
}

fn muzzle(pen: &mut Pen, look: &Look, coat: Coat) {
    let flat = look.has("flat");
    let y = if flat { 300.0 } else { 312.0 };
    let color = match look.marking {
        "point" => coat.dark.lighter(0.18),
        "solid" if coat.base.is_dark() => coat.base.lighter(0.14),
        _ => coat.light.lighter(0.15),
    };
    pen.fill_both(&Shape::ellipse(282.0, y + 14.0, 36.0, 28.0), color);
    pen.fill(&Shape::ellipse(256.0, y + 32.0, 26.0, 18.0), color);
    let nose = if look.marking == "point" || coat.base.is_dark() {
        Ink(0x8a5a5c)
    } else {
        Ink(0xe2848a)
    };
    let down = Shape::curve((256.0, y + 8.0), &[[(256.0, y + 12.0), (256.0, y + 16.0), (256.0, y + 20.0)]]);
    let smile = Shape::curve((256.0, y + 20.0), &[[(262.0, y + 36.0), (284.0, y + 38.0), (294.0, y + 24.0)]]);
    pen.line(&down, INK.at(0.8), 4.5);
    pen.line_both(&smile, INK.at(0.8), 4.5);
    face::small_nose(pen, y - 2.0, nose);
}

fn eyes(pen: &mut Pen, look: &Look, coat: Coat) {
    let (x, y) = if look.has("flat") { (72.0, 256.0) } else { (64.0, 256.0) };
    let eye = Shape::smooth(&[
        (256.0 + x - 29.0, y + 6.0),
        (256.0 + x - 10.0, y - 23.0),
        (256.0 + x + 18.0, y - 22.0),
        (256.0 + x + 31.0, y - 4.0),
        (256.0 + x + 14.0, y + 24.0),
        (256.0 + x - 12.0, y + 24.0),
    ]);
    pen.fill_both(&eye.scaled(1.13, 256.0 + x, y), INK);
    pen.fill_both(&eye, coat.eyes);
    for shape in [eye.clone(), eye.mirrored()] {
        let clip = Pen::clip(&shape);
        pen.glow(Some(&clip), 256.0, y + 40.0, 110.0, Ink(0xffffff).at(0.35));
    }
    pen.fill_both(&Shape::ellipse(256.0 + x, y, 11.0, 20.0), INK);
    face::sparkle(pen, x, y, 1.0);
}
