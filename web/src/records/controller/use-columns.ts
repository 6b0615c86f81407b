import { useSavePreferences, useSession } from '@/api/session';
import type { Field, ObjectInfo } from '@/api/types';
import { widthOf } from '../kinds/cells';

export type Column = { field: Field; width: number };

const NAME_WIDTH = 260;
export const MIN_WIDTH = 60;
export const MAX_WIDTH = 640;

/** Which columns, in which order and how wide: the person's own choice, else the catalog's. */
export function useColumns(object: ObjectInfo) {
  const { preferences } = useSession();
  const { mutate } = useSavePreferences();
  const key = `columns.${object.name}` as const;
  const saved = preferences[key];

  const standard = object.fields
    .filter(({ list, name }) => list || name === object.title)
    .map(({ name }) => name);
  const chosen = (saved?.order ?? standard).filter((name) => name !== object.title);
  const columns: Column[] = [object.title, ...chosen].flatMap((name) => {
    const field = object.fields.find((one) => one.name === name);
    if (!field) return [];
    const usual = name === object.title ? NAME_WIDTH : widthOf(field.kind);
    return [{ field, width: saved?.width[name] ?? usual }];
  });

  const save = (order: string[], width: Record<string, number>) => mutate({ [key]: { order, width } });
  const order = columns.map(({ field }) => field.name);
  return {
    columns,
    reorder: (next: string[]) => save(next, saved?.width ?? {}),
    resize: (name: string, width: number) => save(order, { ...saved?.width, [name]: Math.round(width) }),
    reset: () => mutate({ [key]: undefined, ...({ [key]: null } as object) }),
    changed: saved !== undefined && saved !== null,
  };
}
