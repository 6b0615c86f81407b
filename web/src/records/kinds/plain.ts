// Values as plain text, as spreadsheets hand them over and take them. Nothing is guessed: what cannot be
// understood is told apart from what is empty, so that it can be kept as it was typed.
import dayjs from 'dayjs';
import type { Field, Kind, Value } from '@/api/types';
import { narrow, readAmount } from '@/format/money';
import { fromWall, toWall } from '@/format/time';
import { isEmpty, isLink, isMasked, isMoney } from '../controller/values';

/** The words for yes and no in the reader's language, and the zone in which times are written. */
export type Plain = { zone: string; yes: string; no: string };

/** Undefined where the text cannot be understood. */
type Reader = (text: string, field: Field, plain: Plain) => Value | undefined;

const YES = ['是', '有', '√', '✓', 'yes', 'y', 'true', '1'];
const NO = ['否', '无', '×', 'no', 'n', 'false', '0'];

const bare = (text: string) => narrow(text).trim().toLowerCase();

const number: Reader = (text) => readAmount(text) ?? undefined;

const money: Reader = (text) => {
  const amount = readAmount(text);
  return amount === null ? undefined : { amount, currency: 'CNY' };
};

const percent: Reader = (text) => readAmount(narrow(text).replace(/%\s*$/, '')) ?? undefined;

const boolean: Reader = (text, _, plain) => {
  const word = bare(text);
  if ([...YES, bare(plain.yes)].includes(word)) return true;
  return [...NO, bare(plain.no)].includes(word) ? false : undefined;
};

const optionOf = (field: Field, text: string) =>
  field.options?.find(({ label, value }) => bare(label) === bare(text) || bare(value) === bare(text))?.value;

const choice: Reader = (text, field) => optionOf(field, text);

/** Between two values; a value that has one in it stands in quotation marks, doubled within it. */
const SEPARATED = /[,，、;；|\n]/;

function wordsOf(text: string): string[] {
  const words: string[] = [];
  let rest = text;
  while (rest) {
    const [, quoted] = /^\s*"((?:[^"]|"")*)" *(?=$|[,，、;；|\n])/.exec(rest) ?? [];
    const end = quoted === undefined ? rest.search(SEPARATED) : rest.indexOf('"') + quoted.length + 2;
    words.push(quoted === undefined ? (end < 0 ? rest : rest.slice(0, end)) : quoted.replaceAll('""', '"'));
    rest = end < 0 ? '' : rest.slice(end).replace(/^ *[,，、;；|\n]?/, '');
  }
  return words.flatMap((word) => word.trim() || []);
}

const quotedWord = (word: string) =>
  SEPARATED.test(word) || word.startsWith('"') ? `"${word.replaceAll('"', '""')}"` : word;

const choices: Reader = (text, field) => {
  const words = wordsOf(text);
  const values = words.map((word) => optionOf(field, word) ?? (field.open ? word : undefined));
  return values.every((value) => value !== undefined) ? values : undefined;
};

/** A day of the calendar in any of the ways people write it, the year first. */
function readDay(text: string): string | undefined {
  const match =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text) ??
    /^(\d{4})(年)(\d{1,2})月(\d{1,2})日$/.exec(text) ??
    /^(\d{4})()(\d{2})(\d{2})$/.exec(text);
  if (!match) return undefined;
  const day = [match[1], match[3]?.padStart(2, '0'), match[4]?.padStart(2, '0')].join('-');
  return dayjs.utc(day).format('YYYY-MM-DD') === day ? day : undefined;
}

const date: Reader = (text) => readDay(narrow(text).trim());

const datetime: Reader = (text, _, { zone }) => {
  const [, written = '', hour = '', minute = '', second = '00'] =
    /^(\S+)\s+(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(narrow(text).trim()) ?? [];
  const day = readDay(written);
  if (!day || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return fromWall(dayjs(`${day}T${hour.padStart(2, '0')}:${minute}:${second}`), zone);
};

const asTyped: Reader = (text) => text;
/** Who or what is meant by a name, only the server knows. */
const unknown: Reader = () => undefined;

const readers: Record<Kind, Reader> = {
  text: asTyped,
  long_text: asTyped,
  number,
  money,
  percent,
  boolean,
  date,
  datetime,
  choice,
  choices,
  link: unknown,
  user: unknown,
  department: unknown,
  phone: asTyped,
  email: asTyped,
  url: asTyped,
  address: asTyped,
};

export function readPlain(field: Field, text: string, plain: Plain): Value | undefined {
  if (text.trim() === '') return null;
  return readers[field.kind](text, field, plain);
}

/** As a spreadsheet reads it best: numbers without their thousands, choices by their labels. */
export function writePlain(field: Field, value: unknown, plain: Plain): string {
  if (isEmpty(value)) return '';
  if (isMasked(value)) return value.masked;
  if (isLink(value)) return value.title;
  if (isMoney(value)) return value.amount;
  const label = (one: unknown) => field.options?.find((option) => option.value === one)?.label ?? String(one);
  if (Array.isArray(value)) return value.map((one) => quotedWord(label(one))).join('、');
  if (typeof value === 'boolean') return value ? plain.yes : plain.no;
  if (field.kind === 'percent') return `${value}%`;
  if (field.kind === 'datetime') {
    const at = toWall(String(value), plain.zone);
    return at.format(at.second() === 0 ? 'YYYY-MM-DD HH:mm' : 'YYYY-MM-DD HH:mm:ss');
  }
  return label(value);
}
