import { expect, it } from 'vitest';
import { once } from './use-once';

it('begins nothing while something runs, and is free again afterwards, even after a failure', async () => {
  const run = once();
  let begun = 0;
  let end = () => {};
  const act = () => {
    begun += 1;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  };
  const first = run(act);
  await run(act);
  expect(begun).toBe(1);
  end();
  await first;
  await expect(run(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  run(act);
  expect(begun).toBe(2);
});
