// Values as plain text, as spreadsheets hand them over and take them. Nothing is guessed: what cannot be
// understood is told apart from what is empty, so that it can be kept as it was typed.
import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import type { Field, Kind, Value } from '@/api/types';
import { narrow, readAmount } from '@/format/money';
import { fromWall, toWall } from '@/format/time';
import { isEmpty, isLink, isMasked, isMoney } from '../controller/values';

dayjs.extend(customParseFormat);

/** The words for yes and no in the reader's language, and the zone in which times are written. */
export type Plain = { zone: string; yes: string; no: string };

/** Undefined where the text cannot be understood. */
type Reader = (text: string, field: Field, plain: Plain) => Value | undefined;

const YES = ['是', '有', '√', '✓', 'yes', 'y', 'true', '1'];
const NO = ['否', '无', '×', 'no', 'n', 'false', '0'];
const DAYS = ['YYYY-MM-DD', 'YYYY-M-D', 'YYYY/M/D', 'YYYY.M.D', 'YYYY年M月D日', 'YYYYMMDD'];
const TIMES = ['HH:mm', 'H:mm', 'HH:mm:ss', 'H:mm:ss'];

const bare = (text: string) => narrow(text).trim().toLowerCase();

/** A number as accountants write it: (1,234.00) is negative; 1,23 is a slip and no number. */
export function readNumber(text: string): string | null {
  const plain = narrow(text).replaceAll('−', '-').replace(/\s/g, '');
  const bracketed = /^\((.+)\)$/.exec(plain);
  const inner = (bracketed?.[1] ?? plain).replace(/^(?:rmb|人民币)/i, '').replace(/元整?$/, '');
  if (/,/.test(inner) && !/^[-¥￥]*\d{1,3}(?:,\d{3})+(?!,|\d)/.test(inner)) return null;
  const signed = /^[¥￥]-/.test(inner) ? `-${inner.slice(2)}` : inner;
  const amount = readAmount(signed.replace(/[¥￥]/, ''));
  if (amount === null || !bracketed) return amount;
  return amount.startsWith('-') ? null : `-${amount}`;
}

const number: Reader = (text) => readNumber(text) ?? undefined;

/** Another currency would be another amount. */
const money: Reader = (text) => {
  const amount = /[$€£]/.test(text) ? null : readNumber(text);
  return amount === null ? undefined : { amount, currency: 'CNY' };
};

const percent: Reader = (text) => readNumber(narrow(text).replace(/%\s*$/, '')) ?? undefined;

const boolean: Reader = (text, _, plain) => {
  const word = bare(text);
  if ([...YES, bare(plain.yes)].includes(word)) return true;
  return [...NO, bare(plain.no)].includes(word) ? false : undefined;
};

const optionOf = (field: Field, text: string) =>
  field.options?.find(({ label, value }) => bare(label) === bare(text) || bare(value) === bare(text))?.value;

const choice: Reader = (text, field) => optionOf(field, text);

const choices: Reader = (text, field) => {
  const words = text.split(/[,，、;；]/).flatMap((word) => word.trim() || []);
  const values = words.map((word) => optionOf(field, word) ?? (field.open ? word : undefined));
  return values.every((value) => value !== undefined) ? values : undefined;
};

const date: Reader = (text) => {
  const day = dayjs(narrow(text).trim(), DAYS, true);
  return day.isValid() ? day.format('YYYY-MM-DD') : undefined;
};

const datetime: Reader = (text, _, { zone }) => {
  const formats = DAYS.flatMap((day) => TIMES.map((time) => `${day} ${time}`));
  const wall = dayjs(narrow(text).trim().replace(/\s+/, ' '), formats, true);
  return wall.isValid() ? fromWall(wall, zone) : undefined;
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
  if (Array.isArray(value)) return value.map(label).join('、');
  if (typeof value === 'boolean') return value ? plain.yes : plain.no;
  if (field.kind === 'percent') return `${value}%`;
  if (field.kind === 'datetime') return toWall(String(value), plain.zone).format('YYYY-MM-DD HH:mm');
  return label(value);
}
