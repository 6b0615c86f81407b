import type { Kind } from '@/api/types';
import { inputOverrides } from '../overrides';
import { AddressInput } from './address/input';
import { BooleanInput } from './boolean/input';
import { ChoiceInput } from './choice/input';
import { ChoicesInput } from './choices/input';
import type { Input, InputProps } from './contract';
import { DateInput } from './date/input';
import { DatetimeInput } from './datetime/input';
import { DepartmentInput } from './department/input';
import { EmailInput } from './email/input';
import { LinkInput } from './link/input';
import { LongTextInput } from './long-text/input';
import { MoneyInput } from './money/input';
import { NumberInput } from './number/input';
import { PercentInput } from './percent/input';
import { PhoneInput } from './phone/input';
import { TextInput } from './text/input';
import { UrlInput } from './url/input';
import { UserInput } from './user/input';
import './inputs.css';

const inputs: Record<Kind, Input> = {
  text: TextInput,
  long_text: LongTextInput,
  number: NumberInput,
  money: MoneyInput,
  percent: PercentInput,
  boolean: BooleanInput,
  date: DateInput,
  datetime: DatetimeInput,
  choice: ChoiceInput,
  choices: ChoicesInput,
  link: LinkInput,
  user: UserInput,
  department: DepartmentInput,
  phone: PhoneInput,
  email: EmailInput,
  url: UrlInput,
  address: AddressInput,
};

export function FieldInput(props: InputProps) {
  const Found = inputOverrides[props.field.name] ?? inputs[props.field.kind] ?? TextInput;
  return <Found {...props} />;
}
