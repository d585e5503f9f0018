//! Many rows with one statement, in one text for both engines. Blocks come in few sizes, so that each statement is
//! prepared once on a connection and used again.

/// Rows of one statement, largest first. The longest row has some twenty parameters: far below what either engine
/// takes, and few enough that looking through their names, as each is bound on SQLite, costs next to nothing.
const BLOCKS: [usize; 3] = [16, 4, 1];

/// All rows, cut into blocks.
pub(crate) fn blocks<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let size = BLOCKS.into_iter().find(|size| *size <= rest.len())?;
        let (block, after) = rest.split_at(size);
        rest = after;
        Some(block)
    })
}

/// `row` once for each of so many rows, with commas between. Each `?` in it becomes the next parameter behind the
/// `shared` first ones. Nothing but numbers of parameters is put into the text.
pub(crate) fn numbered(row: &str, shared: usize, rows: usize) -> String {
    let mut text = String::with_capacity((row.len() + 8) * rows);
    let mut parameter = shared;
    for at in 0..rows {
        if at > 0 {
            text.push_str(", ");
        }
        for character in row.chars() {
            if character == '?' {
                parameter += 1;
                text.push('$');
                text.push_str(&parameter.to_string());
            } else {
                text.push(character);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_every_row_once_and_in_order() {
        for count in [0, 1, 3, 4, 63, 64, 65, 150, 341] {
            let rows: Vec<usize> = (0..count).collect();
            let cut: Vec<&[usize]> = blocks(&rows).collect();
            assert_eq!(cut.concat(), rows);
            assert!(cut.iter().all(|block| BLOCKS.contains(&block.len())));
        }
    }

    #[test]
    fn parameters_go_on_behind_the_shared_ones() {
        assert_eq!(numbered("($1, ?, ?, $2)", 2, 2), "($1, $3, $4, $2), ($1, $5, $6, $2)");
        assert_eq!(numbered("?", 1, 3), "$2, $3, $4");
    }
}
