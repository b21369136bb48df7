//! Guinea pigs, hamsters, rats, ferrets and chinchillas.

use super::face::{self, INK, PINK};
use super::looks::{Coat, Look};
use super::pen::{Clip, Ink, Pen, Shape};

/// Draws a small mammal's head.
pub(super) fn draw(pen: &mut Pen, look: &Look, coat: Coat) {
    let head = head(look);
    let clip = Pen::clip(&head);
    body(pen, look, coat);
    ears(pen, look, coat);
    pen.fill(&head, coat.base);
    markings(pen, look, coat, &clip);
    pen.glow(Some(&clip), 196.0, 190.0, 150.0, Ink(0xffffff).at(0.18));
    pen.glow(Some(&clip), 300.0, 440.0, 150.0, INK.at(0.12));
    muzzle(pen, look, coat);
    let (x, y) = if look.has("guinea") { (86.0, 268.0) } else { (72.0, 266.0) };
    face::dog_eyes(pen, x, y, 1.05, None);
    face::blush(pen, x + 24.0, y + 62.0);
    face::whiskers(pen, 326.0, if coat.base.is_dark() { Ink(0xffffff) } else { INK });
}

fn head(look: &Look) -> Shape {
    Shape::both_halves(match look.shape[0] {
        "guinea" => &[
            (256.0, 160.0),
            (328.0, 170.0),
            (384.0, 224.0),
            (402.0, 300.0),
            (372.0, 366.0),
            (310.0, 400.0),
            (256.0, 406.0),
        ],
        "hamster" => &[
            (256.0, 166.0),
            (324.0, 174.0),
            (376.0, 222.0),
            (410.0, 296.0),
            (392.0, 366.0),
            (322.0, 402.0),
            (256.0, 404.0),
        ],
        "rat" => &[
            (256.0, 166.0),
            (312.0, 176.0),
            (356.0, 224.0),
            (362.0, 284.0),
            (320.0, 342.0),
            (290.0, 384.0),
            (256.0, 396.0),
        ],
        "ferret" => &[
            (256.0, 164.0),
            (318.0, 170.0),
            (364.0, 212.0),
            (374.0, 272.0),
            (338.0, 330.0),
            (300.0, 372.0),
            (256.0, 384.0),
        ],
        _ => &[
            (256.0, 168.0),
            (318.0, 176.0),
            (366.0, 222.0),
            (384.0, 290.0),
            (352.0, 356.0),
            (304.0, 390.0),
            (256.0, 396.0),
        ],
    })
}

fn body(pen: &mut Pen, look: &Look, coat: Coat) {
    let body = Shape::both_halves(&[(256.0, 340.0), (336.0, 366.0), (392.0, 430.0), (418.0, 510.0), (420.0, 570.0), (256.0, 590.0)]);
    let clip = Pen::clip(&body);
    let color = if look.marking == "hood" { coat.light } else { coat.base };
    pen.fill(&body, color.darker(0.07));
    pen.fill_in(&clip, &Shape::ellipse(256.0, 490.0, 84.0, 84.0), coat.light);
    pen.glow(Some(&clip), 256.0, 412.0, 130.0, INK.at(0.22));
    if !look.has("guinea") {
        // Two paws held together.
        pen.fill_both(&Shape::ellipse(286.0, 462.0, 24.0, 19.0), PINK.toward(coat.light, 0.45));
        for x in [276.0, 288.0, 300.0] {
            pen.line_both(&Shape::curve((x, 470.0), &[[(x, 474.0), (x, 476.0), (x, 479.0)]]), INK.at(0.25), 3.0);
        }
    }
}

fn ears(pen: &mut Pen, look: &Look, coat: Coat) {
    let pink = PINK.toward(coat.base, 0.3);
    match look.shape[0] {
        "guinea" => {
            let ear = Shape::smooth(&[(334.0, 178.0), (378.0, 168.0), (420.0, 204.0), (424.0, 252.0), (394.0, 262.0), (356.0, 230.0)]);
            pen.fill_both(&ear, coat.dark);
            pen.fill_both(&ear.scaled(0.6, 390.0, 222.0), pink);
        }
        "rat" => ring(pen, 346.0, 160.0, 62.0, coat.base, pink),
        "chinchilla" => ring(pen, 358.0, 146.0, 72.0, coat.base, pink),
        "hamster" => ring(pen, 352.0, 172.0, 40.0, coat.dark, pink),
        _ => ring(pen, 352.0, 184.0, 36.0, coat.base, pink),
    }
}

fn ring(pen: &mut Pen, x: f32, y: f32, radius: f32, outer: Ink, inner: tiny_skia::Color) {
    let ear = Shape::ellipse(x, y, radius, radius * 1.06);
    pen.fill_both(&ear, outer.darker(0.06));
    pen.fill_both(&ear.scaled(0.7, x - 2.0, y + 6.0), inner);
}

fn markings(pen: &mut Pen, look: &Look, coat: Coat, clip: &Clip) {
    let blaze = Shape::both_halves(&[
        (256.0, 150.0),
        (276.0, 200.0),
        (276.0, 250.0),
        (320.0, 310.0),
        (350.0, 370.0),
        (310.0, 420.0),
        (256.0, 430.0),
    ]);
    match look.marking {
        "patches" => {
            pen.fill_in(
                clip,
                &Shape::smooth(&[
                    (264.0, 150.0),
                    (350.0, 150.0),
                    (420.0, 220.0),
                    (416.0, 320.0),
                    (352.0, 330.0),
                    (312.0, 270.0),
                    (280.0, 220.0),
                ]),
                coat.dark,
            );
            pen.fill_in(clip, &blaze, coat.light);
            // A whorl of hair on the forehead.
            for (lean, reach) in [(-34.0, 30.0), (0.0, 36.0), (34.0, 30.0)] {
                let tuft = Shape::smooth(&[(244.0, 180.0), (256.0, 180.0 - reach), (268.0, 180.0)]).turned(lean, 256.0, 182.0);
                pen.fill(&tuft, coat.light);
            }
        }
        "hood" => pen.fill_in(
            clip,
            &Shape::both_halves(&[(256.0, 200.0), (264.0, 240.0), (290.0, 320.0), (300.0, 400.0), (256.0, 420.0)]),
            coat.light.at(0.5),
        ),
        "mask" => {
            pen.fill_in(
                clip,
                &Shape::both_halves(&[(256.0, 262.0), (300.0, 300.0), (330.0, 350.0), (300.0, 400.0), (256.0, 410.0)]),
                coat.light,
            );
            pen.fill_both_in(clip, &Shape::ellipse(322.0, 266.0, 52.0, 32.0).turned(12.0, 322.0, 266.0), coat.dark.at(0.85));
        }
        "blaze" => pen.fill_in(clip, &blaze, coat.light),
        _ => pen.fill_in(clip, &Shape::ellipse(256.0, 384.0, 86.0, 64.0), coat.light.at(0.8)),
    }
}

fn muzzle(pen: &mut Pen, look: &Look, coat: Coat) {
    let y = if look.has("guinea") || look.has("hamster") { 330.0 } else { 336.0 };
    pen.fill_both(&Shape::ellipse(278.0, y + 14.0, 32.0, 26.0), coat.light.lighter(0.2));
    let teeth = Shape::both_halves(&[(256.0, y + 28.0), (265.0, y + 28.0), (265.0, y + 44.0), (256.0, y + 46.0)]);
    if look.shape[0] != "ferret" {
        pen.fill(&teeth, Ink(0xffffff));
    }
    let smile = Shape::curve((256.0, y + 14.0), &[[(262.0, y + 32.0), (280.0, y + 34.0), (290.0, y + 22.0)]]);
    pen.line_both(&smile, INK.at(0.75), 4.5);
    face::small_nose(pen, y - 2.0, if look.has("ferret") { Ink(0xa86a66) } else { PINK });
}
