// Runs the real binary: over a data directory of its own for each file of tests, on a free port, gone when the tests are.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const binary =
  process.env.KEDUN_BIN ?? resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'debug', 'kedun');
if (!existsSync(binary))
  throw new Error(`There is no ${binary}: run cargo build first, or name a binary in KEDUN_BIN.`);

/** The files that small firms bring. */
export const sample = (name) => resolve(root, 'tests/samples', name);

// Nothing of the developer's own Kedun finds its way in.
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KEDUN_')));

export const password = 'pagoda-river-lantern-49';
export const admin = { login: 'lin', name: '林晓东' };

const servers = [];
const directories = [];
/** Stops every server, each by its own process, and removes what they worked on. */
export async function cleanUp() {
  for (const { process, ended } of servers.splice(0)) {
    process.kill();
    await ended;
  }
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}
export function emptyDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'kedun-e2e-'));
  directories.push(directory);
  return join(directory, 'data');
}

/** One run of the command line; its standard input is the password. */
export function kedun(...args) {
  return new Promise((done, failed) => {
    const child = execFile(binary, args, { env: clean }, (error, out, said) =>
      error ? failed(new Error(`kedun ${args.slice(0, 2).join(' ')}: ${said || error.message}`)) : done(out),
    );
    child.stdin.end(password);
  });
}

/** Starts `kedun serve`; answers its address, and the set-up link where the house has nobody in it yet. */
export async function serve(data, env = {}) {
  const server = spawn(binary, ['serve', '--json', '--data', data], {
    env: { ...clean, KEDUN_LISTEN: '127.0.0.1:0', KEDUN_TLS__MODE: 'off', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  servers.push({ process: server, ended });
  let said = '';
  server.stdout.setEncoding('utf8');
  const ready = new Promise((done) => {
    server.stdout.on('data', (text) => {
      said += text;
      if (said.includes('\n')) done(JSON.parse(said));
    });
  });
  const { address, setup } = await Promise.race([
    ready,
    ended.then(() => Promise.reject(new Error('kedun serve ended before it listened'))),
  ]);
  return { url: address, link: setup };
}

/** What every copy begins with: `bare` has the administrator alone, `staffed` the thirty owners of the samples as well. */
export async function prepare() {
  const [bare, staffed] = [emptyDirectory(), emptyDirectory()];
  await kedun(
    ...['init', '--data', bare, '--org', '恒信工业', '--admin', admin.login, '--name', admin.name],
    ...['--password-stdin', '--recovery-out', `${bare}-recovery.txt`],
  );
  cpSync(bare, staffed, { recursive: true });
  const { url } = await serve(staffed);
  const cookie = await signedIn(url, admin.login);
  const { id: department } = await post(url, cookie, '/departments', { name: '销售部' });
  const names = readFileSync(sample('owners.txt'), 'utf8').split(/\r?\n/).filter(Boolean);
  await Promise.all(
    names.map((name, index) =>
      post(url, cookie, '/users', {
        login: `seller${index + 1}`,
        name,
        roles: ['employee'],
        department,
        password,
      }),
    ),
  );
  const server = servers.pop();
  server.process.kill();
  await server.ended;
  return { bare, staffed };
}

/** A session without a browser: the cookie to send. */
export async function signedIn(url, login) {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  if (!answer.ok) throw new Error(`${login} was not let in: ${await answer.text()}`);
  const session = answer.headers.getSetCookie().find((cookie) => cookie.startsWith('kedun='));
  return session.split(';')[0];
}

/** Asks for something to be made, without a browser. */
export async function post(url, cookie, path, data) {
  const answer = await fetch(`${url}/api${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie },
    body: JSON.stringify(data),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}

let prepared;
/** A data directory of one's own, copied: making one anew costs more than most tests. */
export async function copyOf(kind) {
  // A file that is run alone makes for itself what `all.mjs` makes once for all files.
  prepared ??= process.env.E2E_PREPARED ? JSON.parse(process.env.E2E_PREPARED) : prepare();
  const data = emptyDirectory();
  cpSync((await prepared)[kind], data, { recursive: true });
  return data;
}

let shared;
/** The house that the tests of a file share: an administrator, the thirty owners of the samples, and no customer yet. */
export function sharedHouse() {
  shared ??= copyOf('staffed').then(async (data) => (await serve(data)).url);
  return shared;
}
