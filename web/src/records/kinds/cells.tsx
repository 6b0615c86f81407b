import type { Kind } from '@/api/types';
import { isEmpty, isMasked } from '../controller/values';
import { AddressCell } from './address/cell';
import { BooleanCell } from './boolean/cell';
import { ChoiceCell } from './choice/cell';
import { ChoicesCell } from './choices/cell';
import type { Cell, CellProps } from './contract';
import { DateCell } from './date/cell';
import { DatetimeCell } from './datetime/cell';
import { DepartmentCell } from './department/cell';
import { EmailCell } from './email/cell';
import { LinkCell } from './link/cell';
import { LongTextCell } from './long-text/cell';
import { MaskedCell } from './masked/cell';
import { MoneyCell } from './money/cell';
import { NumberCell } from './number/cell';
import { PercentCell } from './percent/cell';
import { PhoneCell } from './phone/cell';
import { TextCell } from './text/cell';
import { UrlCell } from './url/cell';
import { UserCell } from './user/cell';

const cells: Record<Kind, Cell> = {
  text: TextCell,
  long_text: LongTextCell,
  number: NumberCell,
  money: MoneyCell,
  percent: PercentCell,
  boolean: BooleanCell,
  date: DateCell,
  datetime: DatetimeCell,
  choice: ChoiceCell,
  choices: ChoicesCell,
  link: LinkCell,
  user: UserCell,
  department: DepartmentCell,
  phone: PhoneCell,
  email: EmailCell,
  url: UrlCell,
  address: AddressCell,
};

const widths: Partial<Record<Kind, number>> = {
  long_text: 260,
  number: 110,
  money: 140,
  percent: 90,
  boolean: 80,
  date: 112,
  datetime: 136,
  choice: 96,
  choices: 180,
  link: 220,
  user: 116,
  department: 120,
  phone: 140,
  email: 200,
  url: 180,
  address: 220,
};

const RIGHT = new Set<Kind>(['number', 'money', 'percent']);

export const widthOf = (kind: Kind): number => widths[kind] ?? 150;
export const isRight = (kind: Kind): boolean => RIGHT.has(kind);

export function FieldCell(props: CellProps) {
  if (isEmpty(props.value)) return <span className="kd-quiet">—</span>;
  if (isMasked(props.value)) return <MaskedCell {...props} mask={props.value.masked} />;
  const Found = cells[props.field.kind] ?? TextCell;
  return <Found {...props} />;
}
