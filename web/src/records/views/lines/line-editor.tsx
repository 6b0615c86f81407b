import { type FormEvent, useId, useState } from 'react';
import type { Value } from '@/api/types';
import { isTextual } from '../../controller/lines/edited';
import { FieldInput } from '../../kinds/inputs';
import type { EditorProps } from './line-row';

/**
 * The input of its kind, in the room of a cell. Where one chooses, the inputs drop what was typed and not chosen; a
 * cell keeps it. Meanwhile the input goes on with what it began with, because another value would take the text away.
 */
export function LineEditor(props: EditorProps) {
  const { field, value, label, invalid, describedBy, onChange, onType, onRest } = props;
  const id = useId();
  const [began, setBegan] = useState<{ with: Value }>();
  const chosen = !isTextual(field) && field.kind !== 'boolean';

  function type(event: FormEvent) {
    if (!chosen || !(event.target instanceof HTMLInputElement)) return;
    const before = began ? began.with : value;
    setBegan({ with: before });
    onType(event.target.value, before);
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens to what is written into the input inside.
    <div
      className="kd-line-editor"
      onInput={type}
      onBlur={() => {
        setBegan(undefined);
        if (chosen) onRest();
      }}
    >
      <label htmlFor={id} className="kd-hidden">
        {label}
      </label>
      <FieldInput
        id={id}
        field={field}
        value={began ? began.with : value}
        onChange={(next) => {
          setBegan(undefined);
          onChange(next);
        }}
        invalid={invalid}
        describedBy={describedBy}
        typing={field.kind === 'choice' || undefined}
      />
    </div>
  );
}
