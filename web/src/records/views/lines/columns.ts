import type { Field, Kind } from '@/api/types';
import { widthOf } from '../../kinds/cells';

const HEAD = 48;
const TOOLS = 72;
/** Figures that are only read need no room for writing. */
const READ: Partial<Record<Kind, number>> = { number: 84, money: 120, percent: 76, boolean: 84, date: 104 };

/** Figures and the like need no more room than they have. */
const WORDS = new Set<Kind>(['text', 'link', 'address', 'email', 'url']);

/** What a short text needs, such as a unit, is less than what texts get in general. */
function width(field: Field, first: boolean, readOnly: boolean): number {
  if (first && field.kind === 'text') return readOnly ? 168 : 200;
  if (field.kind === 'text' && field.max !== undefined && field.max <= 20) return readOnly ? 64 : 84;
  if (field.kind === 'long_text') return 180;
  return (readOnly && READ[field.kind]) || widthOf(field.kind);
}

/** The first text and the prose, or a text at the end, share what room is left. */
export function columnsOf(fields: Field[], readOnly: boolean) {
  const widths = fields.map((field, index) => ({ field, size: width(field, index === 0, readOnly) }));
  const grows = fields.some(({ kind }) => kind === 'long_text');
  const columns = widths.map(({ field, size }, index) =>
    field.kind === 'long_text' ||
    index === 0 ||
    (!grows && index === fields.length - 1 && WORDS.has(field.kind))
      ? `minmax(${size}px, ${index === 0 ? 1.4 : 1}fr)`
      : `${size}px`,
  );
  const ends = readOnly ? [`${HEAD}px`] : [`${HEAD}px`, `${TOOLS}px`];
  const template = [ends[0], ...columns, ...ends.slice(1)].join(' ');
  const minimum = widths.reduce((sum, { size }) => sum + size, HEAD + (readOnly ? 0 : TOOLS));
  return { template, minimum };
}

/** In a document a day is written out, and not told by how near it is. */
export const placeOf = (field: Field) => (field.kind === 'date' ? 'page' : 'list');
