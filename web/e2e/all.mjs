// All browser tests: each file in a process of its own, over its own copy of one prepared database, some at a time.
// `npm run e2e -- lists` runs only the files of that name.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { cleanUp, prepare } from './server.mjs';

const [wanted = ''] = process.argv.slice(2);
/** They come first, so that none is left to the end, alone. */
const LONG = ['accessibility-desk.test.mjs', 'accessibility-phone.test.mjs', 'import.test.mjs'];
const place = (name) => (LONG.includes(name) ? LONG.indexOf(name) : LONG.length);
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.mjs') && name.startsWith(wanted))
  .sort((one, other) => place(one) - place(other))
  .map((name) => join(import.meta.dirname, name));

async function all() {
  process.env.E2E_PREPARED = JSON.stringify(await prepare());
  // A test waits for the browser for much of its time: one more file at a time than there are cores.
  const tests = run({ files, concurrency: availableParallelism() + 1 });
  tests.on('test:fail', () => {
    process.exitCode = 1;
  });
  for await (const line of tests.compose(new spec())) process.stdout.write(line);
}

await all().finally(cleanUp);
