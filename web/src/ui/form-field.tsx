import { type ReactNode, useId } from 'react';

type Control = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true; status?: 'error' };
type Props = { label: string; error?: string; hint?: ReactNode; children: (control: Control) => ReactNode };

/** Label, control and what there is to say about it, tied together for everybody. */
export function FormField({ label, error, hint, children }: Props) {
  const id = useId();
  const about = `${id}-about`;
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': error || hint ? about : undefined,
        'aria-invalid': error ? true : undefined,
        status: error ? 'error' : undefined,
      })}
      {(error || hint) && (
        <div id={about} className="kd-form-says">
          {error ? (
            <span className="kd-form-error" role="alert">
              {error}
            </span>
          ) : (
            hint
          )}
        </div>
      )}
    </div>
  );
}
