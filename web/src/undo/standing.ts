// Where an operation stands: an undo is an operation, too, and is undone under a number of its own, once. Pure.
import type { Job } from '@/api/types';
import type { UndoAsked } from './ask';

/** Each operation that was undone, with the number of the undo; null where it was undone somewhere that did not tell us. */
export type Undos = Record<string, string | null>;

export type Standing = {
  /** How often it went back or came back. */
  turns: number;
  /** What is to be undone to turn it once more; null where that is not known. */
  next: string | null;
};

export function standingOf(operation: string, undos: Undos): Standing {
  let next: string | null = operation;
  let turns = 0;
  while (next !== null) {
    const undo: string | null | undefined = undos[next];
    if (undo === undefined) break;
    next = undo;
    turns += 1;
  }
  return { turns, next };
}

/** Large undos are jobs, and their results say what they undid; each job's says by which numbers it was undone since. */
export function undosOf(jobs: Job[]): Undos {
  return Object.fromEntries(
    jobs.flatMap((job) => {
      const { kind, state, result } = job;
      if (!result || job.dry_run) return [];
      const isUndo = kind === 'undo' && state === 'done' && result.operation && result.undo;
      const chain = [kind === 'undo' ? result.undo : result.operation, ...(result.undos ?? [])];
      const pairs = chain.slice(1).map((undo, at) => [chain[at], undo]);
      return isUndo ? [[result.operation, result.undo], ...pairs] : pairs;
    }),
  );
}

/** What a job that is over did and can be undone, if anything. A handover is undone where it was made. */
export function undoable({ kind, state, title, result, dry_run }: Job): UndoAsked | undefined {
  if (state === 'queued' || state === 'running' || !result || dry_run) return undefined;
  if (kind === 'undo')
    return state === 'done' && result.undo ? { operation: result.undo, again: true } : undefined;
  return (kind === 'import' || kind === 'bulk') && result.operation
    ? { operation: result.operation, title }
    : undefined;
}
