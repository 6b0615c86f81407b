//! From the cells of a row to what its record shall hold. Nothing is looked up here: names of people and records wait.

use std::collections::HashMap;

use super::error_budget::{ErrorBudget, LeftOut};
use super::issues::may_lack;
use super::plan::{ImportColumn, ImportColumns, RowPart};
use super::told::{RowError, RowFate};
use crate::clock::from_millis;
use crate::error::Reason;
use crate::i18n;
use crate::model::{Context, Draft, Field, Line, Name, Refers, Value};
use crate::sheet::{CellError, SheetError, SheetRow, cell_name};
use crate::text::normal::means_nothing;
use crate::text::phone::{self, Phone, PhoneLine};

/// Bytes of a cell that is worth remembering.
const LONGEST_WORD: usize = 100;

/// Words that are remembered: a file may have another one in every cell.
const MOST_WORDS: usize = 10_000;

/// A row as far as it can be understood by itself; or several that are one record with its lines.
#[derive(Clone)]
pub(super) struct ImportRow {
    pub line: usize,
    /// The lines of the file that belong to it besides.
    pub further: Vec<usize>,
    /// Skipped without a word.
    pub blank: bool,
    pub draft: Draft,
    /// One for each child of the columns; empty where the row has nothing for it.
    pub children: Vec<Draft>,
    /// The record's lines, in the order of the file; no more of a set than a record can have.
    pub lines: Vec<ImportLine>,
    /// How many of each set the file has, those that are too many among them.
    counts: Vec<usize>,
    pub named: Vec<Named>,
    pub wrong: Vec<RowError>,
    /// What is told of the row although it is taken in.
    pub told: Vec<RowError>,
    /// What is wrong besides.
    pub left_out: LeftOut,
}

/// Somebody or something that is meant by its name.
#[derive(Clone)]
pub(super) struct Named {
    /// Index among the mapped columns.
    pub column: usize,
    /// Its line in the file.
    pub line: usize,
    pub text: String,
}

/// A line of the record, and in which line of the file it stands.
#[derive(Clone)]
pub(super) struct ImportLine {
    /// Index among the columns' sets.
    pub set: usize,
    pub line: usize,
    pub values: Line,
}

/// What the words of a choice were found to mean: a column has few, and each stands in many rows.
#[derive(Default)]
pub(super) struct Understood(HashMap<(usize, String), Result<Value, Reason>>);

impl Understood {
    fn read(&mut self, columns: &ImportColumns, column: usize, text: &str, context: &Context) -> Result<Value, Reason> {
        let field = &columns.mapped[column].field;
        if field.options.is_empty() || text.len() > LONGEST_WORD {
            return field.kind.read_in(field, text, columns.mapped[column].power, context);
        }
        if self.0.len() >= MOST_WORDS {
            self.0.clear();
        }
        self.0.entry((column, text.to_owned())).or_insert_with(|| field.kind.read(field, text, context)).clone()
    }
}

impl ImportRow {
    fn new(line: usize, columns: &ImportColumns) -> Self {
        let children = columns.children.iter().map(|_| Draft::new()).collect();
        Self {
            line,
            further: Vec::new(),
            blank: false,
            draft: Draft::new(),
            children,
            lines: Vec::new(),
            counts: vec![0; columns.sets.len()],
            named: Vec::new(),
            wrong: Vec::new(),
            told: Vec::new(),
            left_out: LeftOut::default(),
        }
    }

    /// Empty cells say nothing, and neither does a word for nothing where it can be no value: a new record takes the default, one that is
    /// updated keeps what it has.
    pub fn read(row: &SheetRow, columns: &ImportColumns, context: &Context, words: &mut Understood) -> Self {
        let mut understood = Self { blank: row.is_blank(), ..Self::new(row.line, columns) };
        if row.surplus {
            // A delimiter in a cell without quotes has moved everything behind it.
            let reason = Reason::new("import.surplus");
            understood.wrong.push(RowError::new(row.line, "", &reason, context.language));
            return understood;
        }
        let mut further = Vec::new();
        let then = happened(row, columns, context, words);
        for (i, column) in columns.mapped.iter().enumerate() {
            let text = row.cells.get(column.at).map(String::as_str).unwrap_or_default();
            if text.trim().is_empty() || means_nothing(text) && !column.field.kind.can_mean(&column.field, text) {
                continue;
            }
            if let RowPart::Lines(set) = column.part
                && understood.lines.iter().all(|line| line.set != set)
            {
                understood.lines.push(ImportLine { set, line: row.line, values: Line::default() });
                understood.counts[set] = 1;
            }
            if column.field.kind.refers() != Refers::Nothing {
                understood.named.push(Named { column: i, line: row.line, text: text.trim().to_owned() });
                continue;
            }
            match words.read(columns, i, text, context) {
                Ok(Value::Null) => {}
                Ok(value) => match doubt(&column.field, text, &value, &then) {
                    Some(reason) if !column.rules.confirmed => understood.complain(column, row.line, &reason, context),
                    _ => understood.put(columns, i, row.line, value),
                },
                Err(reason) if reason.code == "phone.several" && column.rules.spread && !column.is_of_lines() => further.push((i, text)),
                Err(reason) => understood.complain(column, row.line, &reason, context),
            }
        }
        for (i, text) in further {
            understood.spread(columns, i, row.line, text, context);
        }
        row.errors.iter().for_each(|error| understood.take_error(error, columns, context));
        understood
    }

    /// A cell that a spreadsheet could not work out is empty, and told; one without which there is nothing to take in refuses the row.
    fn take_error(&mut self, error: &CellError, columns: &ImportColumns, context: &Context) {
        let Some((i, column)) = columns.mapped.iter().enumerate().find(|(_, column)| column.at == error.column) else { return };
        let is_begun = match column.part {
            RowPart::Record => true,
            RowPart::Child(child) => {
                let is_of_child = |named: &Named| columns.mapped[named.column].part == column.part && named.column != i;
                !self.children[child].is_empty() || self.named.iter().any(is_of_child)
            }
            RowPart::Lines(set) => self.lines.iter().any(|line| line.set == set),
        };
        let is_needed = column.field.required && is_begun;
        let code = if is_needed { "cell.error" } else { "cell.error_left_out" };
        let reason = Reason::new(code).with("cell", cell_name(error.column, self.line)).typed(&error.text);
        let told = RowError::new(self.line, &column.heading, &reason, context.language);
        if is_needed { self.wrong.push(told) } else { self.told.push(told.with_fate(RowFate::Taken)) }
    }

    /// A cell that cannot be taken refuses the row, unless it was decided to go without it.
    pub fn complain(&mut self, column: &ImportColumn, line: usize, reason: &Reason, context: &Context) {
        let wrong = RowError::new(line, &column.heading, reason, context.language);
        if column.rules.leave_out && may_lack(column) {
            let message = i18n::fill(context.language, "import.left_out", &[("reason", wrong.message)]);
            self.told.push(RowError { message, ..wrong }.with_fate(RowFate::Taken));
        } else {
            self.wrong.push(wrong);
        }
    }

    /// Several numbers of one cell: the first stays in its field, the others go where the record has room for them; that of a mobile phone
    /// where those belong.
    fn spread(&mut self, columns: &ImportColumns, i: usize, line: usize, text: &str, context: &Context) {
        let column = &columns.mapped[i];
        let numbers = phone::several(text).unwrap_or_default();
        let is_free = |field: &&Field| {
            let by_other =
                columns.mapped.iter().any(|other| other.part == column.part && other.field.name == field.name && other.at != column.at);
            let given = match column.part {
                RowPart::Record => self.draft.given(&field.name),
                RowPart::Child(child) => self.children[child].given(&field.name),
                RowPart::Lines(_) => None,
            };
            // A field that nobody mapped may be closed to whoever imports: the write door would refuse the row for it.
            field.kind.name() == column.field.kind.name()
                && given.is_none()
                && (field.name == column.field.name || by_other || !field.readonly)
        };
        let mut free: Vec<&Field> = columns.fields(column.part).iter().filter(is_free).collect();
        free.sort_by_key(|field| field.name != column.field.name);
        let Some(placed) = place(&numbers, free) else {
            return self.complain(column, line, &Reason::new("phone.no_room").typed(text), context);
        };
        for (name, number) in placed {
            let number = match &context.area_code {
                Some(area) => number.clone().in_area(area),
                None => number.clone(),
            };
            self.put_field(column.part, line, &name, Value::Text(number.to_string()));
        }
    }

    /// A row that the file's reader could not deliver.
    pub fn unreadable(line: usize, error: &SheetError, columns: &ImportColumns, context: &Context) -> Self {
        let mut row = Self::new(line, columns);
        row.wrong.push(RowError::new(line, "", &error.reason(), context.language));
        row
    }

    pub fn put(&mut self, columns: &ImportColumns, column: usize, line: usize, value: Value) {
        let column = &columns.mapped[column];
        self.put_field(column.part, line, &column.field.name, value);
    }

    fn put_field(&mut self, part: RowPart, line: usize, name: &Name, value: Value) {
        match part {
            RowPart::Record => self.draft.put(name.clone(), value),
            RowPart::Child(child) => self.children[child].put(name.clone(), value),
            RowPart::Lines(set) => {
                let own = self.lines.iter_mut().find(|own| own.set == set && own.line == line);
                let short = name.rsplit('.').next().unwrap_or(name).to_owned();
                own.into_iter().for_each(|own| own.values.put(short.clone(), value.clone()));
            }
        }
    }

    /// Takes in a further row of the same record: its lines, and what it says of the record itself where nothing was said yet. A row
    /// that says something else than those before it makes the record wrong.
    pub fn absorb(&mut self, mut other: Self, columns: &ImportColumns, context: &Context, budget: &mut ErrorBudget) {
        self.further.push(other.line);
        // Lines beyond what a record can have refuse it; they are counted, and not carried along.
        let mut kept = vec![true; columns.sets.len()];
        for line in other.lines {
            self.counts[line.set] += 1;
            kept[line.set] = self.counts[line.set] <= columns.sets[line.set].max;
            if kept[line.set] {
                self.lines.push(line);
            }
        }
        let mut differs = |column: Option<&ImportColumn>, first: usize| {
            let heading = column.map_or("", |column| &column.heading);
            let reason = Reason::new("import.differs").with("line", first);
            other.wrong.push(RowError::new(other.line, heading, &reason, context.language));
        };
        let drafts = [&mut self.draft].into_iter().chain(&mut self.children);
        let parts = [RowPart::Record].into_iter().chain((0..columns.children.len()).map(RowPart::Child));
        for ((draft, said), part) in drafts.zip([other.draft].into_iter().chain(other.children)).zip(parts) {
            for (name, value) in said.iter() {
                match draft.get(name) {
                    Some(known) if known != value => {
                        differs(columns.mapped.iter().find(|column| column.part == part && column.field.name == *name), self.line);
                    }
                    _ => draft.put(name.clone(), value.clone()),
                }
            }
        }
        for named in other.named {
            let part = columns.mapped[named.column].part;
            if matches!(part, RowPart::Lines(set) if !kept[set]) {
                continue;
            }
            let is_of_line = matches!(part, RowPart::Lines(_));
            match self.named.iter().find(|known| known.column == named.column).filter(|_| !is_of_line) {
                None => self.named.push(named),
                Some(known) if known.text == named.text => {}
                Some(_) => differs(Some(&columns.mapped[named.column]), self.line),
            }
        }
        self.take_told(other.wrong, other.told, budget);
    }

    /// Of a record that goes on for many rows no more is kept than of as many records: it waits here until its last row is read.
    pub fn bounded(mut self, budget: &mut ErrorBudget) -> Self {
        let (wrong, told) = (std::mem::take(&mut self.wrong), std::mem::take(&mut self.told));
        self.take_told(wrong, told, budget);
        self
    }

    fn take_told(&mut self, wrong: Vec<RowError>, told: Vec<RowError>, budget: &mut ErrorBudget) {
        self.wrong.extend(budget.cut(wrong));
        self.told.extend(budget.cut(told));
        if !budget.left_out.is_empty() {
            self.left_out.add(&std::mem::take(&mut budget.left_out));
        }
    }

    /// Refuses sets with more lines than a record can have, once all of the record has been read.
    pub fn bound(&mut self, columns: &ImportColumns, context: &Context) {
        for (set, count) in columns.sets.iter().zip(&self.counts).filter(|(set, count)| **count > set.max) {
            let reason = Reason::new("lines.limit").with("max", set.max).with("count", *count);
            let heading = columns.object.line_set_label(set, context.language);
            self.wrong.push(RowError::new(self.line, heading, &reason, context.language));
        }
    }

    /// The last of its lines in the file.
    pub fn end(&self) -> usize {
        self.further.last().copied().unwrap_or(self.line)
    }
}

/// As of when a row is asked about: what was still to come when something happened is no doubt of something long ago.
fn happened(row: &SheetRow, columns: &ImportColumns, context: &Context, words: &mut Understood) -> Context {
    let at = columns.object.occurrence.as_ref().map(|occurrence| &occurrence.at);
    let is_when = |column: &ImportColumn| matches!(column.part, RowPart::Record) && Some(&column.field.name) == at;
    let column = columns.mapped.iter().position(is_when);
    let read = column.and_then(|column| words.read(columns, column, row.cells.get(columns.mapped[column].at)?, context).ok());
    let moment = read.and_then(|value| value.int()).map(from_millis);
    Context { now: moment.unwrap_or(context.now), ..context.clone() }
}

/// What is asked about a value, with the cell it stands in.
fn doubt(field: &Field, text: &str, value: &Value, context: &Context) -> Option<Reason> {
    let doubt = field.doubt.filter(|doubt| doubt.is_about(field.kind.shape(), value, context))?;
    Some(Reason::new(doubt.code()).typed(text))
}

/// The fields for numbers, each number in the one that suits it best; none where there are more numbers than fields. The first of the
/// fields is that of the cell.
fn place<'n>(numbers: &'n [Phone], mut free: Vec<&Field>) -> Option<Vec<(Name, &'n Phone)>> {
    let is_mobile = |phone: &Phone| matches!(phone.line, PhoneLine::Mobile(_));
    let mut placed: Vec<(Name, &Phone)> = Vec::with_capacity(numbers.len());
    let suits = |number: &Phone, field: &Field| is_mobile(number) == field.for_mobiles;
    // Those that suit a field take it first; what is left goes wherever there is room.
    for exact in [true, false] {
        for number in numbers {
            if placed.iter().any(|(_, known)| std::ptr::eq(*known, number)) {
                continue;
            }
            if let Some(at) = free.iter().position(|field| !exact || suits(number, field)) {
                placed.push((free.remove(at).name.clone(), number));
            }
        }
    }
    (placed.len() == numbers.len()).then_some(placed)
}
