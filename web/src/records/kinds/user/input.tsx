import { isLink } from '../../controller/values';
import type { InputProps } from '../contract';
import { PersonSelect } from '../parts/person-select';

export function UserInput({ value, onChange, field, ...rest }: InputProps) {
  return (
    <PersonSelect {...rest} holds={field.holds} value={isLink(value) ? value : null} onChange={onChange} />
  );
}
