import type { Kind } from '@/api/types';
import { addressFilter } from './address/filter';
import { booleanFilter } from './boolean/filter';
import { choiceFilter } from './choice/filter';
import { choicesFilter } from './choices/filter';
import type { FilterKind } from './contract';
import { dateFilter } from './date/filter';
import { datetimeFilter } from './datetime/filter';
import { departmentFilter } from './department/filter';
import { emailFilter } from './email/filter';
import { linkFilter } from './link/filter';
import { longTextFilter } from './long-text/filter';
import { moneyFilter } from './money/filter';
import { numberFilter } from './number/filter';
import { percentFilter } from './percent/filter';
import { phoneFilter } from './phone/filter';
import { textFilter } from './text/filter';
import { urlFilter } from './url/filter';
import { userFilter } from './user/filter';
import './inputs.css';

const filters: Record<Kind, FilterKind> = {
  text: textFilter,
  long_text: longTextFilter,
  number: numberFilter,
  money: moneyFilter,
  percent: percentFilter,
  boolean: booleanFilter,
  date: dateFilter,
  datetime: datetimeFilter,
  choice: choiceFilter,
  choices: choicesFilter,
  link: linkFilter,
  user: userFilter,
  department: departmentFilter,
  phone: phoneFilter,
  email: emailFilter,
  url: urlFilter,
  address: addressFilter,
};

export const filterOf = (kind: Kind): FilterKind => filters[kind] ?? textFilter;
