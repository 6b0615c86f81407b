// All browser tests: each file in a process of its own, over its own copy of one prepared database, some at a time.
// `npm run e2e -- lists` runs only the files of that name.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
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

/** A browser on a busy machine may be too late once. More than these at a time are no chance. */
const CHANCES = 5;

/** Runs the files, or only the tests of these names in them, and answers how many passed and which failed. */
async function round(files, names) {
  // A test waits for the browser for much of its time: one more file at a time than there are cores.
  const concurrency = names ? 1 : availableParallelism() + 1;
  const tests = run({ files, concurrency, ...(names && { testNamePatterns: names.map(exactly) }) });
  const counts = { passed: 0, failed: [] };
  tests.on('test:pass', ({ nesting, skip }) => {
    if (nesting === 0 && skip === undefined) counts.passed += 1;
  });
  tests.on('test:fail', ({ name, nesting, file }) => {
    if (nesting === 0) counts.failed.push({ name, file });
  });
  const lines = tests.compose(new spec());
  for await (const line of lines) process.stdout.write(String(line).replace(/^ℹ (pass|fail) \d+\n/gm, ''));
  return counts;
}

const exactly = (name) => new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

async function all() {
  process.env.E2E_PREPARED = JSON.stringify(await prepare());
  const counts = await round(files);
  if (counts.failed.length > 0 && counts.failed.length <= CHANCES) {
    const names = counts.failed.map(({ name }) => name);
    // Each of these is to be mended all the same: what it waits for is not what it means to wait for.
    for (const { name, file } of counts.failed)
      console.log(`failed at the first try: ${basename(file)}: ${name}`);
    // A test may stand in a file that others share; what runs it is called after that one.
    const wherever = counts.failed.flatMap(({ file }) =>
      files.filter((one) => one === file || basename(one).startsWith(`${basename(file, '.mjs')}-`)),
    );
    const again = await round([...new Set(wherever)], names);
    counts.passed += again.passed;
    counts.failed = again.passed === names.length ? [] : counts.failed;
  }
  console.log(`ℹ pass ${counts.passed}\nℹ fail ${counts.failed.length}`);
  if (counts.failed.length > 0) process.exitCode = 1;
}

await all().finally(cleanUp);
