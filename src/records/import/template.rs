//! An empty workbook with the headings that an import understands, choices as drop-downs.

use super::plan::{children, writable};
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
    let fields: Vec<&Field> = object.fields.iter().filter(|field| writable(engine, actor, object, field)).collect();
    let mut headings: Vec<String> = fields.iter().map(|field| field.label(language)).collect();
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
