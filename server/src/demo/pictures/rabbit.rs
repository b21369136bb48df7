//! Rabbits.

use super::face::{self, INK, PINK};
use super::looks::{Coat, Look};
use super::pen::{Ink, Pen, Shape};

/// Draws a rabbit's head.
pub(super) fn draw(pen: &mut Pen, look: &Look, coat: Coat) {
    let head = Shape::both_halves(&[
        (256.0, 172.0),
        (312.0, 180.0),
        (356.0, 224.0),
        (374.0, 290.0),
        (352.0, 352.0),
        (306.0, 390.0),
        (256.0, 398.0),
    ]);
    let clip = Pen::clip(&head);
    body(pen, look, coat);
    let lop = look.has("lop");
    if !lop {
        ears(pen, look, coat);
    }
    if look.has("mane") {
        mane(pen, coat);
    }
    pen.fill(&head, coat.base);
    let blaze = Shape::both_halves(&[
        (256.0, 150.0),
        (272.0, 190.0),
        (270.0, 240.0),
        (304.0, 300.0),
        (332.0, 360.0),
        (300.0, 420.0),
        (256.0, 420.0),
    ]);
    match look.marking {
        "blaze" | "dutch" => pen.fill_in(&clip, &blaze, coat.light),
        _ => pen.fill_in(&clip, &Shape::ellipse(256.0, 372.0, 78.0, 66.0), coat.light.at(0.75)),
    }
    pen.glow(Some(&clip), 200.0, 190.0, 140.0, Ink(0xffffff).at(0.18));
    pen.glow(Some(&clip), 300.0, 440.0, 140.0, INK.at(0.12));
    if lop {
        lop_ears(pen, coat);
    }
    pen.fill_both(&Shape::ellipse(280.0, 342.0, 34.0, 28.0), coat.light.lighter(0.2));
    let teeth = Shape::both_halves(&[(256.0, 358.0), (268.0, 358.0), (268.0, 378.0), (256.0, 380.0)]);
    pen.fill(&teeth, Ink(0xffffff));
    pen.line(
        &Shape::curve((256.0, 362.0), &[[(256.0, 368.0), (256.0, 372.0), (256.0, 376.0)]]),
        INK.at(0.2),
        2.0,
    );
    let smile = Shape::curve((256.0, 344.0), &[[(262.0, 364.0), (284.0, 366.0), (294.0, 352.0)]]);
    pen.line_both(&smile, INK.at(0.75), 4.5);
    face::small_nose(pen, 328.0, PINK);
    eyes(pen);
    face::blush(pen, 88.0, 330.0);
    face::whiskers(pen, 336.0, if coat.base.is_dark() { Ink(0xffffff) } else { INK });
}

fn body(pen: &mut Pen, look: &Look, coat: Coat) {
    let body = Shape::both_halves(&[(256.0, 350.0), (318.0, 372.0), (366.0, 430.0), (392.0, 500.0), (396.0, 560.0), (256.0, 580.0)]);
    let clip = Pen::clip(&body);
    let color = if look.marking == "dutch" { coat.light } else { coat.base };
    pen.fill(&body, color.darker(0.07));
    pen.fill_in(&clip, &Shape::ellipse(256.0, 470.0, 62.0, 76.0), coat.light);
    pen.glow(Some(&clip), 256.0, 404.0, 110.0, INK.at(0.24));
}

fn ears(pen: &mut Pen, look: &Look, coat: Coat) {
    let tall = if look.name == "dwarf" { 0.82 } else { 1.0 };
    let ear = Shape::smooth(&[
        (272.0, 206.0),
        (276.0, 120.0),
        (306.0, 36.0),
        (336.0, 26.0),
        (352.0, 70.0),
        (346.0, 150.0),
        (322.0, 214.0),
    ])
    .scaled(tall, 300.0, 210.0);
    pen.fill_both(&ear, coat.base.darker(0.04));
    pen.fill_both(&ear.scaled(0.62, 314.0, 150.0), PINK.toward(coat.light, 0.4));
}

fn lop_ears(pen: &mut Pen, coat: Coat) {
    let ear = Shape::smooth(&[
        (286.0, 178.0),
        (330.0, 152.0),
        (382.0, 178.0),
        (416.0, 254.0),
        (424.0, 346.0),
        (400.0, 398.0),
        (368.0, 376.0),
        (354.0, 300.0),
        (340.0, 232.0),
    ]);
    pen.fill_both(&ear.moved(-6.0, 7.0), INK.at(0.14));
    pen.fill_both(&ear, coat.dark);
    for ear in [ear.clone(), ear.mirrored()] {
        let clip = Pen::clip(&ear);
        pen.glow(Some(&clip), 256.0, 160.0, 200.0, Ink(0xffffff).at(0.16));
        pen.glow(Some(&clip), 256.0, 430.0, 200.0, INK.at(0.18));
    }
}

/// The lion's.
fn mane(pen: &mut Pen, coat: Coat) {
    for (reach, ink) in [(1.0, coat.dark.toward(coat.base, 0.35)), (0.9, coat.light.darker(0.04))] {
        for turn in 0..19_u8 {
            let lock = Shape::smooth(&[(222.0, 196.0), (240.0, 152.0), (256.0, 126.0), (270.0, 150.0), (290.0, 196.0)]).scaled(reach, 256.0, 288.0);
            pen.fill(&lock.turned(-144.0 + 16.0 * f32::from(turn), 256.0, 288.0), ink);
        }
    }
}

fn eyes(pen: &mut Pen) {
    let (x, y) = (72.0, 282.0);
    pen.fill_both(&Shape::ellipse(256.0 + x, y, 23.0, 25.0), INK.at(0.18));
    pen.fill_both(&Shape::ellipse(256.0 + x, y, 20.0, 22.0), INK);
    pen.fill_both(&Shape::ellipse(256.0 + x, y + 6.0, 12.0, 11.0), Ink(0x6b4226).at(0.7));
    face::sparkle(pen, x, y, 1.05);
}
