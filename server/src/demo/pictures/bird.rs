//! Birds.

use super::face::{self, INK};
use super::looks::{Coat, Look};
use super::pen::{Ink, Pen, Shape};

/// Draws a parrot of some kind, small or large. A bird's base is its face, light its body, dark its wings and marks.
pub(super) fn draw(pen: &mut Pen, look: &Look, coat: Coat) {
    let head = Shape::both_halves(&[
        (256.0, 118.0),
        (320.0, 132.0),
        (364.0, 190.0),
        (370.0, 258.0),
        (346.0, 318.0),
        (302.0, 356.0),
        (256.0, 364.0),
    ]);
    let clip = Pen::clip(&head);
    let parrot = look.has("parrot");
    let plumage = if parrot { coat.base } else { coat.light };
    body(pen, coat, plumage);
    if look.has("crest") {
        for (lean, height) in [(30.0, 0.8), (-14.0, 0.74), (18.0, 0.94), (2.0, 1.0)] {
            let feather = Shape::smooth(&[(238.0, 168.0), (238.0, 108.0), (262.0, 46.0), (286.0, 14.0), (280.0, 84.0), (276.0, 168.0)]);
            pen.fill(
                &feather.scaled(height, 256.0, 160.0).turned(lean, 256.0, 160.0),
                coat.base.darker(0.12 - height * 0.08),
            );
        }
    }
    pen.fill(&head, coat.base);
    match look.marking {
        "bars" => {
            pen.fill_in(
                &clip,
                &Shape::both_halves(&[(256.0, 348.0), (300.0, 330.0), (380.0, 330.0), (330.0, 400.0), (256.0, 410.0)]),
                plumage,
            );
            for (y, from) in [(160.0, 318.0), (186.0, 334.0), (214.0, 342.0), (242.0, 346.0), (270.0, 346.0)] {
                let bar = Shape::smooth(&[(from, y), (360.0, y - 10.0), (400.0, y - 6.0), (400.0, y + 2.0), (360.0, y)]);
                pen.fill_both_in(&clip, &bar, coat.dark.at(0.75));
            }
            for x in [276.0, 304.0] {
                pen.fill_both(&Shape::ellipse(x, 344.0, 8.0, 10.0), INK);
            }
            pen.fill_both(&Shape::ellipse(322.0, 322.0, 20.0, 14.0), Ink(0x7a6bc0));
        }
        "cheek" => pen.fill_both(&Shape::ellipse(336.0, 290.0, 30.0, 28.0), Ink(0xe9843c)),
        "facepatch" => pen.fill_both_in(&clip, &Shape::ellipse(316.0, 232.0, 56.0, 62.0), coat.light),
        "facemask" => pen.fill_in(
            &clip,
            &Shape::both_halves(&[(256.0, 110.0), (312.0, 140.0), (346.0, 210.0), (340.0, 300.0), (300.0, 370.0), (256.0, 380.0)]),
            coat.light,
        ),
        _ => pen.fill_in(
            &clip,
            &Shape::both_halves(&[(256.0, 110.0), (304.0, 130.0), (318.0, 176.0), (284.0, 204.0), (256.0, 210.0)]),
            coat.light,
        ),
    }
    pen.glow(Some(&clip), 196.0, 150.0, 140.0, Ink(0xffffff).at(0.22));
    pen.glow(Some(&clip), 300.0, 400.0, 130.0, INK.at(0.14));
    eyes(pen, look);
    beak(pen, look);
}

fn body(pen: &mut Pen, coat: Coat, plumage: Ink) {
    let body = Shape::both_halves(&[(256.0, 300.0), (330.0, 330.0), (374.0, 400.0), (392.0, 480.0), (384.0, 570.0), (256.0, 590.0)]);
    let clip = Pen::clip(&body);
    pen.fill(&body, plumage);
    let wing = Shape::smooth(&[(356.0, 366.0), (404.0, 416.0), (420.0, 500.0), (410.0, 580.0), (356.0, 580.0), (338.0, 470.0)]);
    pen.fill_both(&wing, coat.dark);
    for (x, y) in [(374.0, 430.0), (362.0, 462.0), (386.0, 470.0), (372.0, 500.0)] {
        let feather = Shape::curve((x - 14.0, y), &[[(x - 8.0, y + 16.0), (x + 8.0, y + 16.0), (x + 14.0, y)]]);
        pen.line_both(&feather, coat.dark.lighter(0.3), 4.0);
    }
    for (x, y) in [(256.0, 410.0), (226.0, 436.0), (286.0, 436.0), (256.0, 464.0), (214.0, 478.0), (298.0, 478.0)] {
        let feather = Shape::curve((x - 12.0, y), &[[(x - 7.0, y + 13.0), (x + 7.0, y + 13.0), (x + 12.0, y)]]);
        pen.line(&feather, plumage.darker(0.18), 4.0);
    }
    pen.glow(Some(&clip), 256.0, 366.0, 120.0, INK.at(0.22));
}

fn eyes(pen: &mut Pen, look: &Look) {
    let (x, y) = (62.0, 226.0);
    let ring = if look.has("parrot") { Ink(0xffffff).at(0.9) } else { INK.at(0.16) };
    pen.fill_both(&Shape::ellipse(256.0 + x, y, 25.0, 25.0), ring);
    let iris = if look.name == "grey" { Ink(0xf0d878) } else { INK };
    pen.fill_both(&Shape::ellipse(256.0 + x, y, 19.0, 19.0), iris);
    pen.fill_both(&Shape::ellipse(256.0 + x, y, 14.0, 14.0), INK);
    face::sparkle(pen, x, y, 0.9);
}

fn beak(pen: &mut Pen, look: &Look) {
    let ink = match look.name {
        "grey" => Ink(0x3d3a3f),
        "lovebird" => Ink(0xf3e3cf),
        "cockatiel" => Ink(0xb9aea6),
        _ => Ink(0xeab04a),
    };
    let lower = Shape::both_halves(&[(256.0, 292.0), (276.0, 296.0), (274.0, 322.0), (256.0, 334.0)]);
    let upper = Shape::both_halves(&[(256.0, 232.0), (284.0, 240.0), (300.0, 268.0), (286.0, 294.0), (268.0, 304.0), (256.0, 326.0)]);
    pen.fill(&upper.moved(0.0, 8.0), INK.at(0.16));
    pen.fill(&lower, ink.darker(0.24));
    pen.fill(&upper, ink);
    let cere = if look.name == "budgie" { Ink(0x7aa7d8) } else { ink };
    pen.fill(
        &Shape::both_halves(&[(256.0, 226.0), (280.0, 232.0), (288.0, 248.0), (270.0, 256.0), (256.0, 258.0)]),
        cere.lighter(0.12),
    );
    pen.fill_both(&Shape::ellipse(268.0, 244.0, 4.0, 4.0), INK.at(0.5));
    pen.fill(&Shape::ellipse(246.0, 272.0, 6.0, 14.0).turned(14.0, 246.0, 272.0), Ink(0xffffff).at(0.35));
}
