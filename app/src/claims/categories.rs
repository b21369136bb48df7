//! What a line of an invoice is, by its words, in English and Spanish. A line whose words say nothing is unclear, and a person finds out.

use crate::claims::model::LineCategory;

/// Words and what they say. The first row of which a word stands in the description counts: what is told apart stands above what it could be taken for.
const WORDS: [(LineCategory, &[&str]); 18] = [
    (
        LineCategory::Cosmetic,
        &[
            "nail trim",
            "grooming",
            "bath",
            "ear crop",
            "tail dock",
            "dewclaw",
            "corte de uñas",
            "baño",
            "estética",
        ],
    ),
    (
        LineCategory::Food,
        &[
            "diet",
            "food",
            "kibble",
            "treats",
            "supplement",
            "boarding",
            "alimento",
            "dieta",
            "suplemento",
            "hospedaje",
        ],
    ),
    (
        LineCategory::Breeding,
        &["breeding", "pregnan", "c-section", "cesarean", "whelping", "gestación", "cesárea", "crianza"],
    ),
    (
        LineCategory::Vaccination,
        &["vaccin", "rabies", "bordetella", "booster", "dhpp", "fvrcp", "vacuna", "rabia"],
    ),
    (LineCategory::Microchip, &["microchip"]),
    (LineCategory::Neuter, &["spay", "neuter", "castrat", "esteriliz", "castración"]),
    (
        LineCategory::DentalCleaning,
        &["dental cleaning", "teeth cleaning", "prophylaxis", "limpieza dental"],
    ),
    (LineCategory::WellnessExam, &["wellness exam", "check-up", "checkup", "annual exam", "chequeo"]),
    (LineCategory::WellnessTest, &["heartworm test", "wellness panel", "prueba de gusano"]),
    (
        LineCategory::Prevention,
        &["heartworm prevent", "flea", "tick prevent", "dewormer", "deworming", "antipulgas", "desparasit"],
    ),
    (
        LineCategory::Exam,
        &["exam", "consult", "recheck", "office visit", "emergency fee", "revisión", "visita"],
    ),
    (LineCategory::Dental, &["extraction", "molar", "root canal", "extracción", "endodoncia"]),
    (
        LineCategory::Surgery,
        &[
            "surgery",
            "surgical",
            "anesthesia",
            "anaesthesia",
            "tplo",
            "otomy",
            "ectomy",
            "suture",
            "removal",
            "repair",
            "cirugía",
            "anestesia",
            "sutura",
        ],
    ),
    (
        LineCategory::Diagnostics,
        &[
            "x-ray",
            "xray",
            "radiograph",
            "ultrasound",
            "mri",
            "ct scan",
            "blood",
            "cytology",
            "urinalysis",
            "culture",
            "fecal",
            "test",
            "panel",
            "biopsy",
            "ecg",
            "echocardiogram",
            "otoscopy",
            "scraping",
            "aspirate",
            "stain",
            "laboratory",
            "histopathology",
            "titer",
            "radiografía",
            "ultrasonido",
            "sangre",
            "citología",
            "análisis",
            "cultivo",
            "prueba",
        ],
    ),
    (
        LineCategory::Medicine,
        &[
            "tablet",
            "capsule",
            "drops",
            "ointment",
            "injection",
            "antibiotic",
            "pain relief",
            "medicine",
            "medication",
            "mg",
            "ml",
            "inhaler",
            "insulin",
            "syringe",
            "anti-",
            "steroid",
            "cone",
            "collar",
            "bandage",
            "fluids",
            "probiotic",
            "shampoo",
            "tableta",
            "gotas",
            "pomada",
            "inyección",
            "antibiótico",
            "medicamento",
            "jarabe",
            "vendaje",
        ],
    ),
    (LineCategory::Tax, &["tax", "impuesto", "iva"]),
    (
        LineCategory::Treatment,
        &[
            "hospital",
            "stay",
            "intensive care",
            "sedation",
            "flush",
            "cleaning",
            "therapy",
            "observation",
            "oxygen",
            "catheter",
            "enema",
            "treatment",
            "drain",
            "tratamiento",
            "hospitaliz",
            "sedación",
            "terapia",
        ],
    ),
    (LineCategory::Unclear, &[]),
];

/// What the words of a line say it is.
pub fn of(description: &str) -> LineCategory {
    let words = description.to_lowercase();
    let found = WORDS.iter().find(|(_, signs)| signs.iter().any(|sign| has(&words, sign)));
    found.map_or(LineCategory::Unclear, |(category, _)| *category)
}

/// Whether a text has a sign in it: short ones only as a word of their own (`ml`, but not in `molar` or `10 mls`), longer ones at the begin of a word
/// or, of word ends such as `otomy`, anywhere.
fn has(words: &str, sign: &str) -> bool {
    if sign.len() <= 3 {
        return words.split(|c: char| !c.is_alphanumeric()).any(|word| word == sign);
    }
    let at_a_word = |at: usize| words[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    words.match_indices(sign).any(|(at, _)| at_a_word(at) || sign == "otomy" || sign == "ectomy")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_clinics_are_known_by_their_words() {
        use LineCategory::{
            Cosmetic, Dental, DentalCleaning, Diagnostics, Exam, Food, Medicine, Surgery, Tax, Treatment, Unclear, Vaccination, WellnessExam, WellnessTest,
        };
        for (description, category) in [
            ("Consultation", Exam),
            ("Exam, orthopedic", Exam),
            ("Wellness exam, exotic pet", WellnessExam),
            ("Heartworm test", WellnessTest),
            ("Core vaccines", Vaccination),
            ("Dental cleaning with anesthesia", DentalCleaning),
            ("X-rays x4", Diagnostics),
            ("Blood chemistry and count", Diagnostics),
            ("TPLO surgery", Surgery),
            ("Cystotomy", Surgery),
            ("Nail trim", Cosmetic),
            ("Nail removal under sedation", Surgery),
            ("Gastrointestinal diet, 12 cans", Food),
            ("Extractions x2", Dental),
            ("Ear drops, 10 ml", Medicine),
            ("Sales tax", Tax),
            ("Hospital stay, 2 nights", Treatment),
            ("Consulta de urgencia", Exam),
            ("Análisis de sangre", Diagnostics),
            ("Gotas para los oídos", Medicine),
            ("Misc. 4471", Unclear),
            ("", Unclear),
        ] {
            assert_eq!(of(description), category, "{description}");
        }
    }
}
