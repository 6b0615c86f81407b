import { isLink } from '../../controller/values';
import type { InputProps } from '../contract';
import { PersonSelect } from '../parts/person-select';

export function UserInput({ value, onChange, field: _, ...rest }: InputProps) {
  return <PersonSelect {...rest} value={isLink(value) ? value : null} onChange={onChange} />;
}
