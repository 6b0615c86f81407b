// Runs the real binary: a house of its own in a temporary directory, on a free port, gone when the tests are.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';

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

// Registered here and not where they arise: there it would end with the test that happened to ask first.
const servers = [];
const directories = [];
after(async () => {
  for (const { process, ended } of servers) {
    process.kill();
    await ended;
  }
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

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

const addUser = (data, login, name, department) =>
  kedun('user', 'add', login, '--data', data, '--name', name, '--department', department, '--password-stdin');

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

async function found() {
  const data = emptyDirectory();
  const recovery = `${data}-recovery.txt`;
  await kedun(
    ...['init', '--data', data, '--org', '恒信工业', '--admin', admin.login, '--name', admin.name],
    ...['--password-stdin', '--recovery-out', recovery],
  );
  const names = readFileSync(sample('owners.txt'), 'utf8').split(/\r?\n/).filter(Boolean);
  // One after the other: a house lets in one program at a time.
  for (const [index, name] of names.entries()) await addUser(data, `seller${index + 1}`, name, '销售部');
  return (await serve(data)).url;
}

let house;
/** The house that the tests share: an administrator, the thirty owners of the samples, and no customer yet. */
export function sharedHouse() {
  house ??= found();
  return house;
}
