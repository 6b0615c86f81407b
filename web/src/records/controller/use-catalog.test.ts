import { describe, expect, it } from 'vitest';
import { calledOf, headingOf } from './use-catalog';

const follow_up = { one: 'follow-up', many: 'follow-ups' };

describe('what records are called', () => {
  it('agrees in number within a sentence', () => {
    expect([1, 2].map((count) => calledOf(follow_up, count))).toEqual(['follow-up', 'follow-ups']);
  });

  it('begins with a capital where it stands by itself, and is several', () => {
    expect([follow_up, { many: '客户' }].map(headingOf)).toEqual(['Follow-ups', '客户']);
  });
});
