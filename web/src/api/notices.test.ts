import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { emergenciesKey } from './emergency';
import { takeUnread } from './notices';

test('a notice that comes in has emergency access looked at anew: it may have been allowed, or ended', () => {
  const queries = new QueryClient();
  queries.setQueryData(emergenciesKey, { items: [] });
  takeUnread(queries, { data: '{"unread":1}' } as MessageEvent<string>);
  expect(queries.getQueryState(emergenciesKey)?.isInvalidated).toBe(true);
});
