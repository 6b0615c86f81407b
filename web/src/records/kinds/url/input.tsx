import type { InputProps } from '../contract';
import { LineInput } from '../parts/line-input';

export function UrlInput(props: InputProps) {
  return <LineInput {...props} type="url" inputMode="url" placeholder="https://" />;
}
