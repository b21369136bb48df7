use crate::pets::model::Species;
use crate::ui::Icon;
pub fn species_icon(species: Species) -> Icon {
    match species {
        Species::Dog => Icon::Dog,
        Species::Cat => Icon::Cat,
        Species::Rabbit => Icon::Rabbit,
        Species::Bird => Icon::Bird,
        Species::SmallMammal => Icon::Rat,
    }
}
