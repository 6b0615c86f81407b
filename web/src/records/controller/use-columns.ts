import { useSavePreferences, useSession } from '@/api/session';
import type { Columns, Field, ObjectInfo, ViewColumn } from '@/api/types';
import { widthOf } from '../kinds/cells';
import { listFields } from './use-catalog';
import type { ListView } from './views';

const [HAN, LATIN, AROUND] = [13, 6, 40];
const MOST = 140;

/** What the longest option of a field takes in its tag: an English one is longer than a Chinese one. */
function roomFor({ kind, options = [] }: Field): number {
  if (kind !== 'choice') return 0;
  const lengths = options.map(({ label }) =>
    [...label].reduce((sum, letter) => sum + (letter > '\u2e80' ? HAN : LATIN), AROUND),
  );
  return Math.min(MOST, Math.max(0, ...lengths));
}

export type Column = { field: Field; width: number };

const NAME_WIDTH = 260;
export const MIN_WIDTH = 60;
export const MAX_WIDTH = 640;

/** Which columns, in which order and how wide: the person's own choice, else the view's, else the catalog's. */
export function useColumns(object: ObjectInfo, view?: ListView) {
  const { preferences } = useSession();
  const { mutate } = useSavePreferences();
  const ofView = view?.kept?.columns;
  const key = ofView ? (`columns.${object.name}.${view?.key}` as const) : (`columns.${object.name}` as const);
  const saved = preferences[key];
  const fields = listFields(object);

  const standard = ofView
    ? ofView.map(({ field }) => field)
    : object.fields.filter(({ list, name }) => list || name === object.title).map(({ name }) => name);
  const chosen = (saved?.order ?? standard).filter((name) => name !== object.title);
  const widthIn = (name: string) =>
    saved?.width[name] ?? ofView?.find(({ field }) => field === name)?.width ?? undefined;
  const columns: Column[] = [object.title, ...chosen].flatMap((name) => {
    const field = fields.find((one) => one.name === name);
    if (!field) return [];
    const usual = name === object.title ? NAME_WIDTH : Math.max(widthOf(field.kind), roomFor(field));
    return [{ field, width: widthIn(name) ?? usual }];
  });

  const save = (order: string[], width: Record<string, number>) =>
    mutate({ [key]: { order, width } } as Record<typeof key, Columns>);
  const order = columns.map(({ field }) => field.name);
  return {
    columns,
    /** As a view keeps them. */
    kept: columns.map(({ field, width }): ViewColumn => ({ field: field.name, width })),
    reorder: (next: string[]) => save(next, saved?.width ?? {}),
    resize: (name: string, width: number) => save(order, { ...saved?.width, [name]: Math.round(width) }),
    reset: () => mutate({ [key]: undefined, ...({ [key]: null } as object) }),
    changed: saved !== undefined && saved !== null,
    /** The view has columns of its own, and these are others. */
    differs: ofView !== undefined && ofView !== null && saved !== undefined && saved !== null,
  };
}
