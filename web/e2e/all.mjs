// All browser tests: each file in a process of its own, over its own copy of one prepared database, some at a time.
// `npm run e2e -- lists` runs only the files of that name.
import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { cleanUp, prepare } from './server.mjs';

const [wanted = ''] = process.argv.slice(2);
const size = (file) => statSync(file).size;
// The largest first, so that no long one is left to the end, alone.
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.mjs') && name.startsWith(wanted))
  .map((name) => join(import.meta.dirname, name))
  .sort((one, other) => size(other) - size(one));

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
