//! The lines of an imported record: which of them stand there already, and where in the file one stands.

use super::plan::{ImportColumns, RowPart};
use super::row::ImportRow;
use crate::actor::Actor;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Draft, Line, Name};
use crate::records::lines;

/// Lines that a record has already keep their numbers, and what the file says nothing of. A line is the same when all is the same that
/// the file says; else when its first column is.
pub(super) fn adopt(tx: &mut Tx<'_>, columns: &ImportColumns, id: RecordId, draft: &mut Draft) -> Result<()> {
    for (nth, set) in columns.sets.iter().enumerate() {
        let Some(wanted) = draft.lines_mut(&set.name) else { continue };
        let stands = lines::rows(tx.conn, &columns.object, set, id)?.iter().map(|row| lines::line(set, row)).collect();
        let mapped = |name: &Name| columns.mapped.iter().any(|column| column.part == RowPart::Lines(nth) && column.field.name == *name);
        let first = set.fields.iter().find(|field| mapped(&field.name)).map_or("", |field| field.short());
        same_lines(stands, wanted, first);
    }
    Ok(())
}

fn same_lines(mut stands: Vec<Line>, wanted: &mut [Line], first: &str) {
    let in_all = |line: &Line, former: &Line| line.values.iter().all(|(name, value)| former.get(name) == value);
    let in_first = |line: &Line, former: &Line| !line.get(first).is_null() && former.get(first) == line.get(first);
    for is_same in [&in_all as &dyn Fn(&Line, &Line) -> bool, &in_first] {
        for line in wanted.iter_mut().filter(|line| line.id.is_none()) {
            if let Some(at) = stands.iter().position(|former| is_same(line, former)) {
                line.id = stands.remove(at).id;
            }
        }
    }
}

/// The line of the file and the heading for `lines.3.quantity`, and for a set as a whole.
pub(super) fn place(columns: &ImportColumns, row: &ImportRow, field: &str, actor: &Actor) -> Option<(usize, String)> {
    let (set, rest) = field.split_once('.').unwrap_or((field, ""));
    let set = columns.sets.iter().position(|known| known.name == set)?;
    let Some((nth, name)) = rest.split_once('.') else {
        return Some((row.line, columns.object.line_set_label(&columns.sets[set], actor.language)));
    };
    let line = row.lines.iter().filter(|line| line.set == set).nth(nth.parse().ok()?)?;
    Some((line.line, columns.heading(RowPart::Lines(set), name, actor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: Option<i64>, product: &str, quantity: i64) -> Line {
        let mut line = Line { id: id.map(RecordId), ..Line::default() };
        line.put("product", product);
        line.put("quantity", quantity);
        line
    }

    #[test]
    fn a_line_is_known_by_all_that_is_said_of_it_before_it_is_known_by_its_first_column() {
        let stands = vec![line(Some(1), "水泵", 1), line(Some(2), "水泵", 2), line(Some(3), "阀门", 3)];
        let mut wanted = [line(None, "水泵", 9), line(None, "管件", 1), line(None, "水泵", 1), line(None, "阀门", 3)];
        same_lines(stands, &mut wanted, "product");
        assert_eq!(wanted.map(|line| line.id.map(|id| id.0)), [Some(2), None, Some(1), Some(3)]);
    }
}
