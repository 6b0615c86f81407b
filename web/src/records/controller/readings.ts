// How what is being typed into a field is understood, while it is typed: calmly, for one may not be done yet. What cannot be judged here
// (telephones, mail) the server judges, by its check of drafts.
import type { Field, Value } from '@/api/types';
import { narrow, readAmount } from '@/format/money';
import { isEmpty, isMoney } from './values';

export type Reading = { key: string; args?: Record<string, string | number>; amiss: boolean };

/** The characters of 统一社会信用代码 in the order of their values: no I, O, S, V, Z (GB 32100-2015). */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const LENGTH = 18;

/** Undefined where nothing is amiss and nothing is to be said. */
export function readCreditCode(text: string): Reading | undefined {
  const code = narrow(text).replace(/\s/g, '').toUpperCase();
  const strange = [...code].find((letter) => !ALPHABET.includes(letter));
  if (/^\d{6}[0-9A-Z]{9}$/.test(code)) return { key: 'oldCode', amiss: false };
  if (strange) return { key: 'codeLetter', args: { letter: strange }, amiss: true };
  if (code.length < LENGTH)
    return { key: 'codeShort', args: { left: LENGTH - code.length, total: code.length }, amiss: false };
  if (code.length > LENGTH) return { key: 'codeLong', args: { over: code.length - LENGTH }, amiss: true };
  if (!/^..\d{6}/.test(code)) return { key: 'codeRegion', amiss: true };
  return checkCharacter(code) === code.at(-1)
    ? { key: 'codeRight', amiss: false }
    : { key: 'codeWrong', amiss: true };
}

/** The weights are the powers of 3 modulo 31 (GB 32100-2015, annex A). */
function checkCharacter(code: string): string {
  let [sum, weight] = [0, 1];
  for (const letter of code.slice(0, LENGTH - 1)) {
    sum += ALPHABET.indexOf(letter) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** 12.5万 beside 125,000: nobody counts zeros. Below ten thousand there is nothing to count. */
export function inLargeUnits(amount: string): string | undefined {
  const [, sign = '', whole = '', rest = ''] = /^(-?)0*(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole.length < 5) return undefined;
  const [places, unit] = whole.length > 8 ? [8, '亿'] : [4, '万'];
  const behind = `${whole.slice(-places)}${rest}`.replace(/0+$/, '');
  return `${sign}${whole.slice(0, -places)}${behind ? `.${behind}` : ''}${unit}`;
}

function readNumber(amount: string, unreadable: string): Reading | undefined {
  if (readAmount(amount) === null) return { key: unreadable, amiss: true };
  const large = inLargeUnits(amount);
  return large ? { key: 'large', args: { large }, amiss: false } : undefined;
}

export function readingOf(field: Field, value: Value | undefined): Reading | undefined {
  if (isEmpty(value)) return undefined;
  if (isMoney(value)) return readNumber(value.amount, 'amount');
  if (typeof value !== 'string') return undefined;
  if (field.kind === 'number') return readNumber(value, 'number');
  if (field.checks === 'credit_code') return readCreditCode(value);
  return undefined;
}
