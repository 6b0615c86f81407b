import { Input } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { group, readAmount } from '@/format/money';

type Props = {
  id?: string;
  amount: string | null;
  onChange: (amount: string | null) => void;
  prefix?: ReactNode;
  suffix?: ReactNode;
  invalid?: boolean;
  describedBy?: string;
  autoFocus?: boolean;
  label?: string;
  placeholder?: string;
};

/**
 * Written freely (12.5万, ￥343,000), read as a decimal when the field is left, then shown with its thousands.
 * What cannot be read goes to the server as it is: its answer says why, beside the field.
 */
export function AmountInput({ amount, onChange, invalid, describedBy, label, ...rest }: Props) {
  const [text, setText] = useState(() => shown(amount));
  const [typing, setTyping] = useState(false);

  useEffect(() => {
    if (!typing) setText(shown(amount));
  }, [amount, typing]);

  return (
    <Input
      {...rest}
      value={text}
      inputMode="text"
      autoComplete="off"
      className="kd-amount"
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      aria-label={label}
      onFocus={() => setTyping(true)}
      onBlur={() => setTyping(false)}
      onChange={(event) => {
        const typed = event.target.value;
        setText(typed);
        onChange(typed.trim() ? (readAmount(typed) ?? typed.trim()) : null);
      }}
    />
  );
}

function shown(amount: string | null): string {
  if (amount === null) return '';
  return readAmount(amount) === null ? amount : group(amount);
}
