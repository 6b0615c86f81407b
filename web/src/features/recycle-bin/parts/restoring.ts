// Restoring many: object by object, those first on which others hang. Pure.
import type { DeletedRecord, Job, ObjectInfo } from '@/api/types';

export const keyOf = ({ object, id }: Pick<DeletedRecord, 'object' | 'id'>) => `${object}.${id}`;

/** One job for each object. */
export type Batch = { object: string; items: DeletedRecord[] };
/** Somebody who did not come back, and why. */
export type NotRestored = { item: DeletedRecord; message: string };

/** What hangs on something comes back after it: by itself it could not. */
export function batchesOf(items: DeletedRecord[], objects: ObjectInfo[]): Batch[] {
  const depth = (name: string, seen: string[] = []): number => {
    const object = objects.find((one) => one.name === name);
    const above = object?.fields.find((field) => field.name === object.parent)?.target;
    return above && !seen.includes(above) ? 1 + depth(above, [...seen, name]) : 0;
  };
  const names = [...new Set(items.map(({ object }) => object))];
  return names
    .sort((one, other) => depth(one) - depth(other))
    .map((object) => ({ object, items: items.filter((item) => item.object === object) }));
}

/** What a job that is over leaves in the bin; one that broke off leaves what it did not come to. */
export function notRestored({ items }: Batch, job: Job, broke: string): NotRestored[] {
  const failed = new Map(job.result?.failed?.map(({ id, message }) => [id, message]));
  const whole = job.state !== 'done' && !job.result;
  return items.flatMap((item) => {
    const message = whole ? (job.error?.detail ?? broke) : failed.get(item.id);
    return message ? [{ item, message }] : [];
  });
}
