// Nothing is saved while the server's disk is full: those who run the app are told on every page, and the others when they save.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyOf, emptyDirectory, serve } from './server.mjs';
import { open, signIn } from './support.mjs';

/** A disk of its own, in memory. Root may make one, where the machine allows it. */
function smallDisk(t) {
  const data = emptyDirectory();
  mkdirSync(data, { recursive: true, mode: 0o700 });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m,mode=0700', 'tmpfs', data], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  t.after(() => execFileSync('umount', ['--lazy', data]));
  return data;
}

/** Leaves no byte free; answers what takes it all. */
function fill(data) {
  const filler = join(data, 'kedun.filler');
  for (const size of [65536, 1024, 1])
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(size, 7), { flag: 'a' });
    } catch {
      // Full.
    }
  return filler;
}

test('a full disk is told, people come in all the same, and it goes on when there is room', async (t) => {
  const data = smallDisk(t);
  if (!data) return t.skip('this user may not mount a small disk');
  cpSync(await copyOf('bare'), data, { recursive: true, filter: (path) => !path.endsWith('kedun.reserve') });
  const { url } = await serve(data);
  const filler = fill(data);
  const full = async () => (await (await fetch(`${url}/api/health`)).json()).status === 'disk_full';
  while (!(await full())) await new Promise((done) => setTimeout(done, 200));

  const page = await open(t, { house: url, expects: /status of 507/ });
  await signIn(page);
  const banner = page.getByRole('alert').filter({ hasText: '服务器磁盘已满' });
  await banner.waitFor();
  await page.goto('/r/customer?view=all');
  await banner.waitFor();

  rmSync(filler);
  while (await full()) await new Promise((done) => setTimeout(done, 200));
  await page.reload();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  assert.equal(await banner.count(), 0);
});
