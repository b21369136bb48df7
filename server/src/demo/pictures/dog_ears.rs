//! The ears of dogs.

use super::looks::{Coat, Look};
use super::pen::{Ink, Pen, Shape};

/// Draws both ears: hanging ones in front of the head, others behind it.
pub(super) fn draw(pen: &mut Pen, look: &Look, coat: Coat) {
    let dark = match look.marking {
        "plain" | "spots" if !look.has("curly") => coat.dark,
        "points" if look.name == "yorkie" => coat.light,
        _ => coat.dark,
    };
    let inner = Ink(0xe9a7a0);
    match look.shape[0] {
        "drop" => {
            let ear = Shape::smooth(&[
                (322.0, 150.0),
                (366.0, 152.0),
                (408.0, 196.0),
                (424.0, 262.0),
                (414.0, 314.0),
                (388.0, 326.0),
                (366.0, 292.0),
                (358.0, 236.0),
                (336.0, 190.0),
            ]);
            soft_ear(pen, &ear, dark);
        }
        "long" => {
            let ear = Shape::smooth(&[
                (316.0, 162.0),
                (360.0, 164.0),
                (400.0, 216.0),
                (424.0, 296.0),
                (424.0, 366.0),
                (396.0, 398.0),
                (366.0, 380.0),
                (352.0, 316.0),
                (350.0, 244.0),
                (330.0, 200.0),
            ]);
            soft_ear(pen, &ear, dark);
            if look.shape[2] == "long" {
                let wave = Shape::curve((388.0, 250.0), &[[(404.0, 290.0), (388.0, 320.0), (400.0, 366.0)]]);
                pen.line_both(&wave, dark.darker(0.18), 5.0);
            }
        }
        "curly" => {
            for (x, y, r) in [
                (366.0, 190.0, 34.0),
                (392.0, 232.0, 38.0),
                (402.0, 284.0, 38.0),
                (394.0, 332.0, 34.0),
                (376.0, 296.0, 30.0),
            ] {
                pen.fill_both(&Shape::ellipse(x, y, r, r), dark);
            }
            for (x, y, r) in [(386.0, 226.0, 22.0), (398.0, 282.0, 22.0), (390.0, 330.0, 18.0)] {
                pen.fill_both(&Shape::ellipse(x, y, r, r), dark.lighter(0.10));
            }
        }
        "fold" => {
            let ear = Shape::smooth(&[
                (296.0, 150.0),
                (322.0, 108.0),
                (362.0, 104.0),
                (402.0, 140.0),
                (412.0, 196.0),
                (398.0, 214.0),
                (372.0, 190.0),
                (344.0, 176.0),
            ]);
            let flap = Shape::smooth(&[
                (330.0, 110.0),
                (366.0, 104.0),
                (404.0, 142.0),
                (414.0, 200.0),
                (398.0, 216.0),
                (366.0, 184.0),
                (344.0, 146.0),
            ]);
            pen.fill_both(&ear, dark.darker(0.16));
            pen.fill_both(&flap, dark);
        }
        "rose" => {
            let ear = Shape::smooth(&[
                (310.0, 158.0),
                (346.0, 124.0),
                (396.0, 126.0),
                (428.0, 160.0),
                (414.0, 176.0),
                (392.0, 166.0),
                (384.0, 200.0),
                (352.0, 200.0),
            ]);
            let fold = Shape::smooth(&[(352.0, 140.0), (392.0, 136.0), (416.0, 162.0), (388.0, 158.0), (372.0, 182.0)]);
            pen.fill_both(&ear, dark);
            pen.fill_both(&fold, inner.at(0.75));
        }
        "bat" => {
            let ear = Shape::smooth(&[
                (300.0, 168.0),
                (322.0, 90.0),
                (364.0, 44.0),
                (398.0, 50.0),
                (412.0, 116.0),
                (396.0, 196.0),
                (360.0, 216.0),
            ]);
            pen.fill_both(&ear, dark);
            let cup = ear.scaled(0.66, 366.0, 150.0);
            pen.fill_both(&cup, inner);
            pen.fill_both(&cup.scaled(0.72, 372.0, 176.0), inner.darker(0.16));
        }
        _ => {
            let ear = Shape::smooth(&[
                (290.0, 168.0),
                (322.0, 106.0),
                (364.0, 46.0),
                (380.0, 46.0),
                (396.0, 120.0),
                (386.0, 206.0),
                (346.0, 216.0),
            ]);
            pen.fill_both(&ear, dark);
            let cup = ear.scaled(0.60, 358.0, 166.0);
            pen.fill_both(&cup, if coat.dark.is_dark() { inner.darker(0.18) } else { inner.into() });
        }
    }
}

/// A hanging ear with its shade on the head and a fold of light.
fn soft_ear(pen: &mut Pen, ear: &Shape, ink: Ink) {
    pen.fill_both(&ear.moved(-5.0, 7.0), Ink(0x2a1f2b).at(0.14));
    pen.fill_both(ear, ink);
    for ear in [ear.clone(), ear.mirrored()] {
        let clip = Pen::clip(&ear);
        pen.glow(Some(&clip), 256.0, 150.0, 190.0, Ink(0xffffff).at(0.14));
        pen.glow(Some(&clip), 256.0, 400.0, 190.0, Ink(0x2a1f2b).at(0.20));
    }
}
