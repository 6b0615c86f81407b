// The console built with its test-only document, and just enough of a server behind it: no binary, no database.
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { amountOf, quote, quoteOf } from './quote.mjs';

const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const policy = (nonce) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'; base-uri 'none'`;

const session = {
  user: { id: '1', login: 'lin', name: '林晓东', department: null, roles: ['sales'] },
  organisation: '恒信工业',
  modules_off: [],
  time_zone: 'Asia/Shanghai',
  logo: null,
  may: [],
  administrators: [],
  mail: false,
  preferences: {},
  expires_at: '2030-01-01T00:00:00Z',
};

const people = [
  { id: '1', name: '林晓东', department: null, post: null, active: true },
  { id: '2', name: '吴敏', department: null, post: null, active: true },
];

function cents(text) {
  const [whole, rest = ''] = text.split('.');
  return BigInt(whole + rest.padEnd(2, '0'));
}

/** What stands in the record beside what was written into it. */
function complete(record) {
  const sum = record.lines.reduce((all, { amount }) => all + (amount ? cents(amount.amount) : 0n), 0n);
  const digits = sum.toString().padStart(3, '0');
  const lawful = quote.actions.filter(({ from }) => from.includes(record.state)).map(({ name }) => name);
  const frozen = record.state !== 'draft';
  return {
    ...record,
    total: { amount: `${digits.slice(0, -2)}.${digits.slice(-2)}`, currency: 'CNY' },
    may: ['update', 'delete', ...lawful],
    frozen,
    ...(frozen && { writable: ['remark'] }),
  };
}

/** Asked for things that only a server knows, it refuses a quantity of nothing. */
function refused(lines = []) {
  return lines.flatMap(({ quantity }, index) =>
    Number(quantity) === 0 && quantity !== null
      ? [{ field: `lines.${index}.quantity`, code: 'quantity.zero', message: '数量要大于 0' }]
      : [],
  );
}

/** Serves until it is closed; `records` are what it holds, `writes` what was sent to it. */
export async function componentsHouse() {
  const directory = await mkdtemp(join(tmpdir(), 'kedun-components-'));
  await build({
    root: import.meta.dirname,
    configFile: join(import.meta.dirname, '../../vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: directory, emptyOutDir: true, reportCompressedSize: false, minify: false },
  });
  const page = await readFile(join(directory, 'index.html'), 'utf8');
  const records = new Map([
    ['1', quoteOf('1', 6)],
    ['2', quoteOf('2', 1000)],
    ['3', quoteOf('3', 6, 'sent')],
  ]);
  const writes = [];

  function answer(method, path, body, ifMatch, q) {
    if (path === '/session') return [200, session];
    if (path === '/objects') return [200, [quote]];
    if (path === '/boot') return [200, { session, objects: [quote] }];
    if (path === '/health') return [200, { status: 'ok', setup: false }];
    if (path === '/jobs') return [200, []];
    if (path === '/users') return [200, { items: people.filter(({ name }) => name.includes(q)), next: null }];
    if (path === '/break-glass')
      return [
        200,
        { items: [], may_approve: false, minutes: { usual: 60, least: 15, most: 240 }, objects: [] },
      ];
    if (path === '/leaving') return [200, { items: [] }];
    const [, id] = /^\/records\/quote\/(\w+)$/.exec(path) ?? [];
    if (method === 'GET' && path === '/records/quote')
      return [
        200,
        {
          items: [...records.values()].filter(({ number }) => number.includes(q)).map(complete),
          next: null,
          total: { count: records.size, capped: false },
        },
      ];
    if (method === 'GET' && path.endsWith('/timeline')) return [200, { items: [], next: null }];
    if (path.endsWith('/check')) return [200, { duplicates: [], errors: [] }];
    const known = records.get(id);
    if (method === 'GET' && known) return [200, complete(known)];
    const [, acted, name] = /^\/records\/quote\/(\w+)\/actions\/(\w+)$/.exec(path) ?? [];
    if (acted) {
      const { to } = quote.actions.find((one) => one.name === name);
      const record = records.get(acted);
      records.set(acted, { ...record, state: to, version: record.version + 1 });
      return [200, complete(records.get(acted))];
    }
    if (method === 'PATCH' || (method === 'POST' && path === '/records/quote')) {
      writes.push(body);
      const before = known ?? { ...quoteOf(String(records.size + 1), 0), plan: [], version: 0 };
      if (known && ifMatch !== `"${known.version}"`)
        return [
          412,
          { status: 412, code: 'record.changed', title: '这条记录刚被别人改过', current: complete(known) },
        ];
      const errors = refused(body.lines);
      if (errors.length > 0)
        return [422, { status: 422, code: 'record.invalid', title: '有些内容需要改正', errors }];
      const numbered = (lines) =>
        lines?.map((one, at) => ({ ...one, id: one.id ?? `n${before.version}-${at}` }));
      const after = {
        ...before,
        ...body,
        lines: numbered(body.lines)?.map((one) => ({ ...one, amount: amountOf(one) })) ?? before.lines,
        plan: numbered(body.plan) ?? before.plan,
        version: before.version + 1,
      };
      records.set(after.id, after);
      return [known ? 200 : 201, complete(after)];
    }
    return [404, { status: 404, code: 'not_found', title: '没有找到' }];
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname === '/api/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
      return;
    }
    if (pathname.startsWith('/api/')) {
      const chunks = await request.toArray();
      const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
      const [status, json] = answer(
        request.method,
        pathname.slice(4),
        body,
        request.headers['if-match'],
        searchParams.get('q') ?? '',
      );
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
      return;
    }
    if (extname(pathname)) {
      const file = await readFile(join(directory, pathname)).catch(() => null);
      response
        .writeHead(file ? 200 : 404, { 'Content-Type': TYPES[extname(pathname)] ?? 'text/plain' })
        .end(file);
      return;
    }
    const nonce = randomBytes(12).toString('base64');
    response
      .writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy(nonce) })
      .end(page.replace('__CSP_NONCE__', nonce));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    records,
    writes,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
