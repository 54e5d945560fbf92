//! Photos as their hashes show them. Selfies of one face resemble each other and are never equal.

use super::draw::hex;
use crate::dice::Dice;

/// What faces have in common: eyes above, a mouth below.
const COMMON: u64 = 0x00ff_c3a5_8181_3c18;

/// What stands before the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Selfie {
    /// The face of that person.
    Face(usize),
    /// The same picture file of that person again.
    File(usize),
    /// A printed picture of that person, taken anew.
    Print(usize),
}

/// The hash of a face in even light: about 29 of 64 bits differ between two people.
pub(super) fn face(dice: &mut Dice) -> u64 {
    flipped(COMMON, 0.35, dice)
}

/// A photo: its hash, which is always new, and its perceptual hash.
pub(super) fn taken(what: Selfie, face: u64, seed: u64, dice: &mut Dice) -> (String, String) {
    let (sha, likeness) = match what {
        // Two selfies differ in 4 to 18 bits.
        Selfie::Face(_) => (hex(dice, 64), some_flipped(face, dice.range(2, 9), dice)),
        Selfie::File(person) => {
            let file = &mut super::draw::draw(seed, super::draw::For::Person, person as u64, 7);
            let sha = hex(file, 64);
            (sha, some_flipped(face, 5, file))
        }
        Selfie::Print(person) => {
            let file = &mut super::draw::draw(seed, super::draw::For::Person, person as u64, 8);
            let print = some_flipped(face, 5, file);
            (hex(dice, 64), some_flipped(print, dice.range(0, 2), dice))
        }
    };
    (sha, format!("{likeness:016x}"))
}

fn flipped(bits: u64, chance: f64, dice: &mut Dice) -> u64 {
    (0..64).fold(bits, |bits, place| if dice.chance(chance) { bits ^ 1 << place } else { bits })
}

/// So many different bits flipped.
fn some_flipped(bits: u64, count: i64, dice: &mut Dice) -> u64 {
    let mut mask = 0_u64;
    while i64::from(mask.count_ones()) < count {
        mask |= 1 << dice.range(0, 63);
    }
    bits ^ mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::draw::{For, draw};

    fn likeness(what: Selfie, face: u64, dice: &mut Dice) -> u64 {
        u64::from_str_radix(&taken(what, face, 1, dice).1, 16).unwrap()
    }

    #[test]
    fn selfies_of_one_face_are_near_each_other_and_rarely_equal() {
        let dice = &mut draw(1, For::Person, 0, 9);
        let face = face(dice);
        let mut equal = 0;
        for _ in 0..2_000 {
            let (one, other) = (likeness(Selfie::Face(1), face, dice), likeness(Selfie::Face(1), face, dice));
            assert!((one ^ other).count_ones() <= 18);
            equal += usize::from((one ^ other).count_ones() < 3);
        }
        assert!(equal < 20, "{equal}");
    }

    #[test]
    fn a_print_is_nearer_to_itself_than_a_face_and_a_file_is_the_same_file() {
        let dice = &mut draw(1, For::Person, 1, 9);
        let face = face(dice);
        for _ in 0..100 {
            let (one, other) = (likeness(Selfie::Print(1), face, dice), likeness(Selfie::Print(1), face, dice));
            assert!((one ^ other).count_ones() <= 4);
        }
        assert_eq!(taken(Selfie::File(1), face, 1, dice), taken(Selfie::File(1), face, 1, dice));
    }

    #[test]
    fn two_people_differ_by_many_bits() {
        let dice = &mut draw(1, For::Person, 2, 9);
        let sum: u32 = (0..1_000).map(|_| (face(dice) ^ face(dice)).count_ones()).sum();

        assert!((27_000..31_000).contains(&sum), "{sum}");
    }
}
