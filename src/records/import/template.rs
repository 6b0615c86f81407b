//! An empty workbook with the headings that an import understands, choices as drop-downs.

use super::targets::{children, importable, writable};
use crate::actor::Actor;
use crate::error::Result;
use crate::i18n;
use crate::jobs::NewFile;
use crate::model::{Field, Object, Verb};
use crate::records::Engine;
use crate::sheet::{Format, TableWriter};

pub fn template(engine: &Engine, actor: &Actor, object: &Object) -> Result<NewFile> {
    engine.demand(actor, object, &Verb::Import)?;
    let language = actor.language;
    // A number tells the rows of one record from those of another; elsewhere the app gives it.
    let asked =
        |field: &Field| writable(engine, actor, object, field) || !object.lines.is_empty() && importable(engine, actor, object, field);
    let mut fields: Vec<&Field> = object.fields.iter().filter(|field| asked(field)).collect();
    let mut headings: Vec<String> = fields.iter().map(|field| field.label(language)).collect();
    for set in &object.lines {
        let of_lines: Vec<&Field> = set.fields.iter().filter(|field| writable(engine, actor, object, field)).collect();
        let label = object.line_set_label(set, language);
        headings.extend(of_lines.iter().map(|field| format!("{label}.{}", field.label(language))));
        fields.extend(of_lines);
    }
    // What hangs on a record in full sentences is not written in a table.
    let with_names = children(engine, object).filter(|(child, _)| child.main && engine.may(actor, child, &Verb::Create));
    headings.extend(with_names.filter(|(child, _)| child.title == "name").map(|(child, _)| child.label(language)));
    let mut writer = TableWriter::new(Format::Xlsx, &headings)?;
    for (column, field) in fields.iter().enumerate() {
        writer.offer(column, &field.kind.offers(field, language))?;
    }
    let name = i18n::fill(language, "import.template_name", &[("object", object.label(language))]);
    Ok(NewFile { name, media_type: Format::Xlsx.media_type(), bytes: writer.finish()? })
}
