import { useState } from 'react';
import type { Field, ObjectInfo, Value, Values } from '@/api/types';
import { changed, defaultsOf, isEmpty, wireOf } from './values';

/** What a new record of the object asks for when it is made together with the one on which it hangs. */
function fieldsOf(object: ObjectInfo): Field[] {
  const asked = object.fields.filter(({ name, writable }) => writable && name !== object.parent);
  const short = object.short?.flatMap((name) => asked.find((field) => field.name === name) ?? []);
  return short?.length ? short : asked;
}

/** A record that is made in the same write as the one it hangs on: a first contact. Left empty it is none. */
export function useCompanion(object: ObjectInfo | undefined) {
  const fields = object ? fieldsOf(object) : [];
  const [values, setValues] = useState<Values | null>(null);
  const fresh = defaultsOf(fields);
  const names = values ? changed(fields, fresh, values) : [];
  const place = (name: string) => `along.${object?.name}.${name}`;
  return {
    object,
    fields,
    values,
    names,
    /** Under which name its field is spoken of in a refusal. */
    place,
    open: () => setValues(fresh),
    drop: () => setValues(null),
    set: (name: string, value: Value) => setValues((old) => ({ ...old, [name]: value })),
    filled: names.length > 0,
    missing:
      names.length === 0
        ? []
        : fields
            .filter(({ required, name }) => required && isEmpty(values?.[name]))
            .map(({ name }) => place(name)),
    wire: object && values && names.length > 0 ? { [object.name]: wireOf(names, values) } : undefined,
  };
}

export type Companion = ReturnType<typeof useCompanion>;
