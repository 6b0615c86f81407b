import { describe, expect, it } from 'vitest';
import type { Action, ObjectInfo, RecordRow } from '@/api/types';
import { movesOf, stepsOf } from './states';

const action = (name: string, more: Partial<Action> = {}): Action => ({ name, label: name, ...more });
const object = {
  fields: [
    { name: 'state', options: ['draft', 'sent', 'won', 'lost'].map((value) => ({ value, label: value })) },
  ],
  state: { field: 'state', final: ['won', 'lost'] },
  actions: [
    action('cancel', { from: ['sent'], to: 'lost', secondary: true }),
    action('win', { from: ['sent'], to: 'won' }),
    action('back', { from: ['sent'], to: 'draft', secondary: true }),
    action('transfer'),
  ],
} as unknown as ObjectInfo;
const row = (state: string, ...may: string[]) => ({ id: '1', version: 1, state, may }) as RecordRow;
const places = (state: string) => stepsOf(object, row(state)).map(({ at }) => at);

describe('the states of a record', () => {
  it('lie behind it, where it stands, or ahead', () => {
    expect(places('draft')).toEqual(['now', 'ahead', 'ahead']);
    expect(places('sent')).toEqual(['past', 'now', 'ahead']);
    expect(places('won')).toEqual(['past', 'past', 'now']);
  });

  it('lead to one end; another one is no next step', () => {
    const drawn = stepsOf(object, row('sent')).map(({ value }) => value);
    expect(drawn).toEqual(['draft', 'sent', 'won']);
  });

  it('stand apart at an end that may be reached from anywhere, and say nothing about the way to it', () => {
    expect(places('lost')).toEqual(['ahead', 'ahead', 'ahead', 'now']);
    expect(stepsOf(object, row('lost')).map(({ apart }) => apart)).toEqual([false, false, false, true]);
  });

  it('offer the first act that leads on, and the lawful others beside it', () => {
    const { next, others } = movesOf(object, row('sent', 'transfer', 'back', 'win', 'cancel'));
    expect(next?.name).toBe('win');
    expect(others.map(({ name }) => name)).toEqual(['cancel', 'back']);
  });

  it('offer nothing that is not lawful now', () => {
    expect(movesOf(object, row('draft', 'transfer'))).toEqual({ next: undefined, others: [] });
  });
});
