//! The markings of dogs.

use super::looks::{Coat, Look};
use super::pen::{Clip, Pen, Shape};

/// Draws what is of another color than the coat, within the head.
pub(super) fn draw(pen: &mut Pen, look: &Look, coat: Coat, clip: &Clip) {
    let blaze = Shape::both_halves(&[
        (256.0, 120.0),
        (272.0, 150.0),
        (268.0, 200.0),
        (276.0, 250.0),
        (322.0, 300.0),
        (334.0, 350.0),
        (300.0, 410.0),
        (256.0, 420.0),
    ]);
    let mask = Shape::both_halves(&[(256.0, 236.0), (288.0, 244.0), (330.0, 290.0), (346.0, 330.0), (322.0, 400.0), (256.0, 420.0)]);
    match look.marking {
        "blaze" => pen.fill_in(clip, &blaze, coat.light),
        "maskblaze" => {
            pen.fill_in(clip, &mask, coat.dark);
            pen.fill_in(
                clip,
                &Shape::both_halves(&[(256.0, 120.0), (270.0, 150.0), (266.0, 220.0), (276.0, 270.0), (262.0, 300.0), (256.0, 300.0)]),
                coat.light,
            );
        }
        "mask" => {
            pen.fill_in(clip, &mask, coat.dark.at(0.92));
            pen.glow(Some(clip), 256.0, 310.0, 150.0, coat.dark.at(0.5));
        }
        "cheeks" => {
            let cheek = Shape::smooth(&[
                (268.0, 262.0),
                (300.0, 262.0),
                (330.0, 226.0),
                (372.0, 250.0),
                (420.0, 300.0),
                (360.0, 400.0),
                (256.0, 430.0),
                (250.0, 330.0),
            ]);
            pen.fill_both_in(clip, &cheek, coat.light);
            pen.fill_in(
                clip,
                &Shape::both_halves(&[(256.0, 170.0), (268.0, 210.0), (274.0, 270.0), (300.0, 330.0), (256.0, 420.0)]),
                coat.light,
            );
            pen.fill_both_in(clip, &Shape::ellipse(312.0, 206.0, 17.0, 12.0).turned(24.0, 312.0, 206.0), coat.light);
        }
        "points" => {
            let cheek = Shape::smooth(&[(262.0, 292.0), (310.0, 286.0), (360.0, 300.0), (372.0, 350.0), (310.0, 400.0), (256.0, 400.0)]);
            pen.fill_both_in(clip, &cheek, coat.light);
            pen.fill_both_in(clip, &Shape::ellipse(306.0, 204.0, 17.0, 13.0).turned(24.0, 306.0, 204.0), coat.light);
        }
        "beard" => {
            let beard = Shape::both_halves(&[(256.0, 276.0), (312.0, 278.0), (352.0, 316.0), (346.0, 380.0), (300.0, 424.0), (256.0, 432.0)]);
            pen.fill(&beard, coat.light);
            pen.fill_both_in(clip, &Shape::ellipse(306.0, 206.0, 36.0, 17.0).turned(16.0, 306.0, 206.0), coat.light);
        }
        "patch" => {
            pen.fill_in(clip, &blaze, coat.light);
            pen.fill_in(clip, &Shape::ellipse(322.0, 226.0, 58.0, 66.0).turned(14.0, 322.0, 226.0), coat.dark);
        }
        "spots" => {
            for (x, y, r) in [
                (186.0, 190.0, 20.0),
                (228.0, 164.0, 13.0),
                (330.0, 184.0, 22.0),
                (356.0, 262.0, 15.0),
                (290.0, 152.0, 10.0),
                (160.0, 274.0, 17.0),
                (186.0, 330.0, 12.0),
                (340.0, 334.0, 16.0),
                (262.0, 206.0, 9.0),
            ] {
                pen.fill_in(clip, &Shape::ellipse(x, y, r, r * 0.86), coat.dark);
            }
        }
        _ => {}
    }
}
