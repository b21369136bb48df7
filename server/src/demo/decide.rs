//! The arithmetic of a decision: what is covered, less what is left of the deductible, at the plan's rate, up to what is left of the limit.

/// What a claim meets in its term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    /// What is left of the annual limit, in cents.
    pub limit: i64,
    /// What is left of the annual deductible, in cents.
    pub deductible: i64,
    /// What the plan pays, in percent.
    pub rate: i64,
}

/// What a claim gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Sum of the covered lines, in cents.
    pub eligible: i64,
    /// How much of the deductible it uses up.
    pub deductible: i64,
    /// What is paid.
    pub payable: i64,
    /// What is paid for each line; together `payable`.
    pub lines: Vec<i64>,
}

/// Decides over the covered amounts of a claim's lines (0: not covered).
pub(super) fn decide(covered: &[i64], left: Left) -> Outcome {
    let eligible: i64 = covered.iter().sum();
    let deductible = eligible.min(left.deductible);
    let payable = (((eligible - deductible) * left.rate + 50) / 100).min(left.limit);
    Outcome {
        eligible,
        deductible,
        payable,
        lines: allot(payable, covered),
    }
}

/// Splits `total` in proportion to `weights` by largest remainder, ties in line order. Nothing is split when all weights are zero.
fn allot(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i64 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut parts: Vec<i64> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    // A stable sort: equal remainders stay in line order.
    order.sort_by_key(|line| std::cmp::Reverse(total * weights[*line] % sum));
    let missing = total - parts.iter().sum::<i64>();
    for line in order.into_iter().take(usize::try_from(missing).unwrap_or_default()) {
        parts[line] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_product_comes_out_to_the_cent() {
        let left = Left {
            limit: 1_000_000,
            deductible: 12_000,
            rate: 80,
        };
        let outcome = decide(&[6_800, 9_240, 11_800, 5_400, 15_400], left);
        assert_eq!((outcome.eligible, outcome.deductible, outcome.payable), (48_640, 12_000, 29_312));
    }

    #[test]
    fn half_a_cent_is_rounded_up_once() {
        let left = Left {
            limit: 1_000_000,
            deductible: 0,
            rate: 90,
        };
        assert_eq!(decide(&[5, 0], left).payable, 5);
        assert_eq!(decide(&[1, 1, 1], left).lines, [1, 1, 1]);
    }

    #[test]
    fn equal_remainders_are_served_in_line_order() {
        assert_eq!(allot(2, &[1, 1, 1]), [1, 1, 0]);
    }

    proptest! {
        #[test]
        fn the_lines_add_up_and_none_gets_more_than_was_covered(
            covered in prop::collection::vec(0_i64..1_000_000, 0..12), limit in 0_i64..3_000_000, deductible in 0_i64..100_000, rate in 0_i64..=100,
        ) {
            let outcome = decide(&covered, Left { limit, deductible, rate });
            prop_assert_eq!(outcome.lines.iter().sum::<i64>(), outcome.payable);
            prop_assert!(outcome.lines.iter().zip(&covered).all(|(part, covered)| part <= covered && *part >= 0));
            prop_assert!(outcome.payable <= limit && outcome.deductible <= deductible);
        }

        #[test]
        fn a_part_is_within_a_cent_of_its_share(total in 0_i64..1_000_000, weights in prop::collection::vec(1_i64..1_000_000, 1..12)) {
            let sum: i64 = weights.iter().sum();
            for (part, weight) in allot(total, &weights).iter().zip(&weights) {
                prop_assert!((part * sum - total * weight).abs() < sum);
            }
        }
    }
}
