import type { InputProps } from '../contract';
import { LineInput } from '../parts/line-input';

export function EmailInput(props: InputProps) {
  return <LineInput {...props} type="email" inputMode="email" placeholder="name@example.com" />;
}
