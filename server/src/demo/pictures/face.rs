//! Eyes, noses and mouths.

use super::pen::{Ink, Pen, Shape};

/// What lines are drawn in: a warm black.
pub(super) const INK: Ink = Ink(0x2b2228);
/// Tongues and inner ears.
pub(super) const PINK: Ink = Ink(0xe98f92);

/// Round, dark eyes that look at you, `x` to each side of the middle; a colored iris where there is one.
pub(super) fn dog_eyes(pen: &mut Pen, x: f32, y: f32, size: f32, iris: Option<Ink>) {
    let eye = Shape::ellipse(256.0 + x, y, 19.0 * size, 21.0 * size);
    pen.fill_both(&eye.scaled(1.16, 256.0 + x, y), INK.at(0.16));
    pen.fill_both(&eye, INK);
    match iris {
        Some(ink) => {
            pen.fill_both(&eye.scaled(0.84, 256.0 + x, y), ink);
            pen.fill_both(&eye.scaled(0.46, 256.0 + x, y), INK);
        }
        None => pen.fill_both(&Shape::ellipse(256.0 + x, y + 5.0 * size, 12.0 * size, 11.0 * size), Ink(0x6b4226).at(0.75)),
    }
    sparkle(pen, x, y, size);
}

/// The light in both eyes, from the upper left.
pub(super) fn sparkle(pen: &mut Pen, x: f32, y: f32, size: f32) {
    for side in [x, -x] {
        pen.fill(
            &Shape::ellipse(256.0 + side - 6.0 * size, y - 8.0 * size, 6.5 * size, 6.5 * size),
            Ink(0xffffff),
        );
        pen.fill(
            &Shape::ellipse(256.0 + side + 6.5 * size, y + 7.0 * size, 2.8 * size, 2.8 * size),
            Ink(0xffffff).at(0.8),
        );
    }
}

/// A dog's nose.
pub(super) fn dog_nose(pen: &mut Pen, y: f32, size: f32) {
    let nose = Shape::both_halves(&[(256.0, y - 17.0), (276.0, y - 15.0), (287.0, y - 2.0), (276.0, y + 13.0), (256.0, y + 21.0)]).scaled(size, 256.0, y);
    pen.fill(&nose, INK);
    pen.fill(&Shape::ellipse(248.0, y - 8.0, 11.0, 5.0), Ink(0xffffff).at(0.32));
}

/// The line from the nose, and a smile to each side.
pub(super) fn mouth(pen: &mut Pen, y: f32, size: f32, on_dark: bool) {
    let ink = if on_dark { Ink(0x15100f) } else { INK };
    let down = Shape::curve((256.0, y + 8.0), &[[(256.0, y + 16.0), (256.0, y + 24.0), (256.0, y + 34.0)]]);
    let smile = Shape::curve((256.0, y + 34.0), &[[(262.0, y + 50.0), (288.0, y + 52.0), (298.0, y + 34.0)]]).scaled(size, 256.0, y + 34.0);
    pen.line(&down, ink.at(0.85), 5.0);
    pen.line_both(&smile, ink.at(0.85), 5.0);
}

/// A tongue that hangs out a little.
pub(super) fn tongue(pen: &mut Pen, y: f32) {
    let tongue = Shape::both_halves(&[(256.0, y - 6.0), (272.0, y - 2.0), (277.0, y + 20.0), (268.0, y + 38.0), (256.0, y + 42.0)]);
    pen.fill(&tongue, PINK);
    let crease = Shape::curve((256.0, y + 4.0), &[[(256.0, y + 12.0), (256.0, y + 18.0), (256.0, y + 24.0)]]);
    pen.line(&crease, PINK.darker(0.22), 3.5);
}

/// A small triangle of a nose, for cats and rabbits.
pub(super) fn small_nose(pen: &mut Pen, y: f32, ink: Ink) {
    let nose = Shape::both_halves(&[(256.0, y - 9.0), (271.0, y - 8.0), (268.0, y + 3.0), (256.0, y + 12.0)]);
    pen.fill(&nose, ink);
    pen.fill(&Shape::ellipse(251.0, y - 4.0, 6.0, 2.6), Ink(0xffffff).at(0.4));
}

/// Whiskers to both sides.
pub(super) fn whiskers(pen: &mut Pen, y: f32, ink: Ink) {
    for (rise, length) in [(-14.0, 118.0), (2.0, 126.0), (18.0, 112.0)] {
        let hair = Shape::curve(
            (314.0, y + rise * 0.5),
            &[[
                (314.0 + length * 0.4, y + rise),
                (314.0 + length * 0.7, y + rise * 1.6),
                (314.0 + length, y + rise * 2.4),
            ]],
        );
        pen.line_both(&hair, ink.at(0.55), 2.6);
    }
}

/// Cheeks that blush a little.
pub(super) fn blush(pen: &mut Pen, x: f32, y: f32) {
    pen.glow(None, 256.0 + x, y, 34.0, PINK.at(0.35));
    pen.glow(None, 256.0 - x, y, 34.0, PINK.at(0.35));
}

/// Sits on the head: a small bow.
pub(super) fn bow(pen: &mut Pen, y: f32, ink: Ink) {
    let loop_ = Shape::smooth(&[(260.0, y), (292.0, y - 26.0), (308.0, y - 18.0), (308.0, y + 18.0), (292.0, y + 26.0)]);
    pen.fill_both(&loop_, ink);
    pen.fill_both(&loop_.scaled(0.5, 286.0, y), ink.darker(0.16));
    pen.fill(&Shape::ellipse(256.0, y, 12.0, 13.0), ink.lighter(0.2));
}

/// A collar with its tag, or a bandana; its size is 1 for a dog: behind the chin, in front of the chest.
pub(super) fn collar(pen: &mut Pen, ink: Ink, size: f32, bandana: bool) {
    let band = Shape::both_halves(&[(256.0, 386.0), (318.0, 376.0), (360.0, 350.0), (368.0, 376.0), (322.0, 406.0), (256.0, 416.0)]).scaled(size, 256.0, 400.0);
    if bandana {
        let cloth = Shape::curve(
            (152.0, 384.0),
            &[
                [(190.0, 410.0), (322.0, 410.0), (360.0, 384.0)],
                [(340.0, 440.0), (296.0, 474.0), (262.0, 490.0)],
                [(258.0, 492.0), (254.0, 492.0), (250.0, 490.0)],
                [(216.0, 474.0), (172.0, 440.0), (152.0, 384.0)],
            ],
        );
        pen.fill(&cloth.moved(0.0, 7.0), INK.at(0.14));
        pen.fill(&cloth, ink);
        for (x, y) in [(214.0, 428.0), (256.0, 424.0), (298.0, 428.0), (236.0, 452.0), (276.0, 452.0)] {
            pen.fill(&Shape::ellipse(x, y, 5.0, 5.0), Ink(0xffffff).at(0.75));
        }
        pen.fill(&band, ink.darker(0.14));
    } else {
        pen.fill(&band.moved(0.0, 6.0), INK.at(0.14));
        pen.fill(&band, ink);
        pen.fill(&Shape::ellipse(256.0, 428.0, 17.0, 17.0), INK.at(0.16));
        pen.fill(&Shape::ellipse(256.0, 424.0, 17.0, 17.0), Ink(0xf0c65a));
        pen.fill(&Shape::ellipse(252.0, 419.0, 6.0, 5.0), Ink(0xffffff).at(0.6));
    }
}
