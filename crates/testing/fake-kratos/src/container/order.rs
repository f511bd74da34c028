//! An order: the two sorts of Go's library, step by step.
//!
//! Kratos sorts nodes twice with them. The first does not keep equal nodes in their order, and the second is given a
//! comparison that is no order, so which result comes out depends on how these sorts go about it.

/// Up to this length, neighbours are exchanged until all is in order.
const SHORT: usize = 12;

/// `sort.Slice`: pattern-defeating quicksort, which may exchange equal items.
pub(super) fn unstable<T>(items: &mut [T], less: &impl Fn(&T, &T) -> bool) {
    let end = items.len();
    Quick { items, less }.sort(0, end);
}

/// `sort.SliceStable`, for as many items as a form has: neighbours are exchanged.
pub(super) fn stable<T>(items: &mut [T], less: &impl Fn(&T, &T) -> bool) {
    let end = items.len();
    Quick { items, less }.insertion(0, end);
}

struct Quick<'a, T, F> {
    items: &'a mut [T],
    less: &'a F,
}

impl<T, F: Fn(&T, &T) -> bool> Quick<'_, T, F> {
    fn less(&self, a: usize, b: usize) -> bool {
        match (self.items.get(a), self.items.get(b)) {
            (Some(a), Some(b)) => (self.less)(a, b),
            _ => false,
        }
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.items.swap(a, b);
    }

    fn insertion(&mut self, start: usize, end: usize) {
        for item in start + 1..end {
            let mut at = item;
            while at > start && self.less(at, at - 1) {
                self.swap(at, at - 1);
                at -= 1;
            }
        }
    }

    fn sort(&mut self, mut start: usize, mut end: usize) {
        let (mut balanced, mut partitioned) = (true, true);
        loop {
            let length = end - start;
            if length <= SHORT {
                return self.insertion(start, end);
            }
            if !balanced {
                self.break_patterns(start, end);
            }
            let (mut pivot, swaps) = self.choose_pivot(start, end);
            let mut increasing = swaps == 0;
            if swaps == SWAPS {
                self.items.get_mut(start..end).unwrap_or_default().reverse();
                pivot = (end - 1) - (pivot - start);
                increasing = true;
            }
            if balanced && partitioned && increasing && self.nearly_sorted(start, end) {
                return;
            }
            if start > 0 && !self.less(start - 1, pivot) {
                start = self.partition_equal(start, end, pivot);
                continue;
            }
            let (middle, already) = self.partition(start, end, pivot);
            partitioned = already;
            let (left, right) = (middle - start, end - middle);
            balanced = left.min(right) >= length / 8;
            if left < right {
                self.sort(start, middle);
                start = middle + 1;
            } else {
                self.sort(middle + 1, end);
                end = middle;
            }
        }
    }

    /// The pivot, and how many exchanges it took to find it.
    fn choose_pivot(&self, start: usize, end: usize) -> (usize, usize) {
        let length = end - start;
        let mut swaps = 0;
        let quarter = length / 4;
        let (mut i, mut j, mut k) = (start + quarter, start + quarter * 2, start + quarter * 3);
        if length >= 50 {
            i = self.median(i - 1, i, i + 1, &mut swaps);
            j = self.median(j - 1, j, j + 1, &mut swaps);
            k = self.median(k - 1, k, k + 1, &mut swaps);
        }
        (self.median(i, j, k, &mut swaps), swaps)
    }

    fn median(&self, mut a: usize, mut b: usize, mut c: usize, swaps: &mut usize) -> usize {
        let mut ordered = |a: &mut usize, b: &mut usize| {
            if self.less(*b, *a) {
                *swaps += 1;
                std::mem::swap(a, b);
            }
        };
        ordered(&mut a, &mut b);
        ordered(&mut b, &mut c);
        ordered(&mut a, &mut b);
        b
    }

    /// Tries to finish with a few exchanges.
    fn nearly_sorted(&mut self, start: usize, end: usize) -> bool {
        let mut at = start + 1;
        for _ in 0..5 {
            while at < end && !self.less(at, at - 1) {
                at += 1;
            }
            if at == end {
                return true;
            }
            if end - start < 50 {
                return false;
            }
            self.swap(at, at - 1);
            let mut down = at - 1;
            while down > start && self.less(down, down - 1) {
                self.swap(down, down - 1);
                down -= 1;
            }
            let mut up = at + 1;
            while up < end && self.less(up, up - 1) {
                self.swap(up, up - 1);
                up += 1;
            }
        }
        false
    }

    fn partition(&mut self, start: usize, end: usize, pivot: usize) -> (usize, bool) {
        self.swap(start, pivot);
        let (mut i, mut j) = (start + 1, end - 1);
        while i <= j && self.less(i, start) {
            i += 1;
        }
        while i <= j && !self.less(j, start) {
            j -= 1;
        }
        if i > j {
            self.swap(j, start);
            return (j, true);
        }
        self.swap(i, j);
        i += 1;
        j -= 1;
        loop {
            while i <= j && self.less(i, start) {
                i += 1;
            }
            while i <= j && !self.less(j, start) {
                j -= 1;
            }
            if i > j {
                break;
            }
            self.swap(i, j);
            i += 1;
            j -= 1;
        }
        self.swap(j, start);
        (j, false)
    }

    /// Moves what equals the pivot to the front.
    fn partition_equal(&mut self, start: usize, end: usize, pivot: usize) -> usize {
        self.swap(start, pivot);
        let (mut i, mut j) = (start + 1, end - 1);
        loop {
            while i <= j && !self.less(start, i) {
                i += 1;
            }
            while i <= j && self.less(start, j) {
                j -= 1;
            }
            if i > j {
                return i;
            }
            self.swap(i, j);
            i += 1;
            j -= 1;
        }
    }

    /// Scatters three items, from a seed that is the length.
    fn break_patterns(&mut self, start: usize, end: usize) {
        let length = end - start;
        let mask = length.next_power_of_two() - 1;
        // The smallest power of two that is larger than the length.
        let mask = if length.is_power_of_two() {
            mask * 2 + 1
        } else {
            mask
        };
        let mut random = length;
        let middle = start + (length / 4) * 2 - 1;
        for offset in 0..3 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let mut other = random & mask;
            if other >= length {
                other -= length;
            }
            self.swap(middle - 1 + offset, start + other);
        }
    }
}

/// So many exchanges on the way to a pivot mean that the items stand the wrong way round.
const SWAPS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_into_order() {
        for length in 0..80_usize {
            let mut items: Vec<usize> = (0..length).map(|index| index * 7919 % 31).collect();
            let mut expected = items.clone();
            expected.sort_unstable();
            unstable(&mut items, &|a, b| a < b);
            assert_eq!(items, expected);
        }
    }

    #[test]
    fn the_stable_sort_keeps_equal_items() {
        let mut items = [(2, 'a'), (1, 'a'), (2, 'b'), (1, 'b')];
        stable(&mut items, &|a, b| a.0 < b.0);
        assert_eq!(items, [(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')]);
    }
}
