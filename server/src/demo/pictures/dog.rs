//! Dogs.

use super::face::{self, INK};
use super::looks::{Coat, Look};
use super::pen::{Clip, Ink, Pen, Shape};

/// Draws a dog's head.
pub(super) fn draw(pen: &mut Pen, look: &Look, coat: Coat, collar: Ink, bandana: bool) {
    let head = head(look);
    let clip = Pen::clip(&head);
    body(pen, look, coat);
    face::collar(pen, collar, 1.0, bandana);
    if !hangs(look) {
        ears(pen, look, coat);
    }
    fur(pen, look, coat);
    pen.fill(&head, coat.base);
    markings(pen, look, coat, &clip);
    pen.glow(Some(&clip), 190.0, 150.0, 150.0, Ink(0xffffff).at(0.16));
    pen.glow(Some(&clip), 300.0, 430.0, 150.0, Ink(0x2a1f2b).at(0.16));
    if hangs(look) {
        ears(pen, look, coat);
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

fn ears(pen: &mut Pen, look: &Look, coat: Coat) {
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

fn topknot(pen: &mut Pen, coat: Coat) {
    for (x, y, r) in [(256.0, 130.0, 46.0), (300.0, 142.0, 40.0), (338.0, 168.0, 32.0), (278.0, 166.0, 34.0)] {
        pen.fill_both(&Shape::ellipse(x, y, r, r), coat.base);
    }
    for (x, y, r) in [(276.0, 122.0, 24.0), (314.0, 144.0, 20.0)] {
        pen.fill_both(&Shape::ellipse(x, y, r, r), coat.light);
    }
}

fn markings(pen: &mut Pen, look: &Look, coat: Coat, clip: &Clip) {
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
