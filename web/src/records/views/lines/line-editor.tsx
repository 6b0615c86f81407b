import { useId } from 'react';
import { FieldInput } from '../../kinds/inputs';
import type { EditorProps } from './line-row';

/** The input of its kind, in the room of a cell. */
export function LineEditor({ field, value, label, invalid, describedBy, onChange }: EditorProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="kd-hidden">
        {label}
      </label>
      <FieldInput
        id={id}
        field={field}
        value={value}
        onChange={onChange}
        invalid={invalid}
        describedBy={describedBy}
      />
    </>
  );
}
