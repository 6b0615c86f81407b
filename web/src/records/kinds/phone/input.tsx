import type { InputProps } from '../contract';
import { LineInput } from '../parts/line-input';

export function PhoneInput(props: InputProps) {
  return <LineInput {...props} type="tel" inputMode="tel" />;
}
