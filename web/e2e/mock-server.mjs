// Development aid until the real server is up: serves dist/ as the binary does and answers the API from memory.

import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { objects, people, seed } from './mock-data.mjs';

const dist = new URL('../dist', import.meta.url).pathname;
const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.html': 'text/html; charset=utf-8',
};
const data = seed();
const jobs = [];
const bin = [];
const streams = new Set();
let signedIn = true;
let preferences = {};
const me = { ...people[0], roles: ['admin'] };

const session = () => ({
  user: { ...me, title: undefined },
  organisation: '恒信工业',
  time_zone: 'Asia/Shanghai',
  may: ['audit', 'users'],
  preferences,
  expires_at: new Date(Date.now() + 8e6).toISOString(),
});
const link = (user) => ({ id: user.id, title: user.name });
const problem = (status, code, title, more = {}) => ({
  status,
  body: { type: 'about:blank', title, status, code, ...more },
});

function matches(row, filter) {
  if (!filter) return true;
  if (filter.and) return filter.and.every((part) => matches(row, part));
  if (filter.or) return filter.or.some((part) => matches(row, part));
  if (filter.not) return !matches(row, filter.not);
  const raw = row[filter.field];
  const value = raw && typeof raw === 'object' && !Array.isArray(raw) ? (raw.id ?? Number(raw.amount)) : raw;
  const want = filter.value === 'me' ? me.id : filter.value;
  const day = (offset) => new Date(Date.now() + offset * 864e5 + 8 * 36e5).toISOString().slice(0, 10);
  switch (filter.op) {
    case 'eq':
      return value === want;
    case 'ne':
      return value !== want;
    case 'in':
      return Array.isArray(value)
        ? value.some((one) => want.includes(one))
        : want.map((one) => (one === 'me' ? me.id : one)).includes(value);
    case 'contains':
      return String(value ?? '').includes(want);
    case 'empty':
      return (value === null || value === undefined) === want;
    case 'lte':
      return value != null && (typeof value === 'number' ? value <= Number(want) : value <= want);
    case 'lt':
      return value != null && (typeof value === 'number' ? value < Number(want) : value < want);
    case 'gte':
    case 'gt':
      return value != null && (typeof value === 'number' ? value >= Number(want) : value >= want);
    case 'between':
      return value != null && value >= want[0] && value <= want[1];
    case 'within': {
      if (!value) return false;
      if (want === 'overdue') return value < new Date().toISOString();
      const local = new Date(Date.parse(value) + 8 * 36e5).toISOString().slice(0, 10);
      if (want === 'today') return local === day(0);
      if (want.past) return local >= day(-want.past) && local <= day(0);
      return true;
    }
    default:
      return true;
  }
}

function list(object, query, base = data[object]) {
  const info = objects.find(({ name }) => name === object);
  const view = info.views.find(({ name }) => name === query.get('view'));
  const q = query.get('q');
  let rows = base.filter(
    (row) =>
      matches(row, view?.filter) && matches(row, query.get('filter') && JSON.parse(query.get('filter'))),
  );
  if (q) rows = rows.filter((row) => JSON.stringify(row).includes(q));
  const sort = query.get('sort') ?? info.sort;
  const key = sort.replace('-', '');
  const read = (row) =>
    key === 'id'
      ? Number(row.id)
      : row[key]?.amount
        ? Number(row[key].amount)
        : (row[key]?.title ?? row[key] ?? '');
  rows = [...rows].sort(
    (a, b) => (read(a) < read(b) ? -1 : read(a) > read(b) ? 1 : 0) * (sort.startsWith('-') ? -1 : 1),
  );
  const start = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  return {
    items: rows.slice(start, start + limit),
    next: start + limit < rows.length ? String(start + limit) : null,
    total: { count: Math.min(rows.length, 10000), capped: rows.length > 10000 },
  };
}

function job(kind, title, total, result) {
  const made = {
    id: String(jobs.length + 1),
    kind,
    title,
    state: 'running',
    done: 0,
    total,
    result: null,
    error: null,
    created_at: new Date().toISOString(),
    finished_at: null,
  };
  jobs.unshift(made);
  const timer = setInterval(() => {
    if (made.state !== 'running') return clearInterval(timer);
    made.done = Math.min(total, made.done + Math.ceil(total / 6));
    if (made.done === total)
      Object.assign(made, { state: 'done', result, finished_at: new Date().toISOString() });
    for (const stream of streams) stream.write(`event: job\ndata: ${JSON.stringify(made)}\n\n`);
  }, 350);
  return { status: 202, body: { job: made } };
}

const resolve = (object, input) => {
  const info = objects.find(({ name }) => name === object);
  const out = {};
  for (const [name, value] of Object.entries(input)) {
    const field = info.fields.find((one) => one.name === name);
    if (!field) continue;
    if (field.kind === 'user' && value) out[name] = link(people.find(({ id }) => id === value));
    else if (field.kind === 'link' && value)
      out[name] = { id: value, title: data[field.target].find(({ id }) => id === value)?.name };
    else out[name] = value;
  }
  return out;
};

const timeline = (object, id) => {
  const row = data[object].find((one) => one.id === id);
  const written = (data.follow_up ?? [])
    .filter((one) => one[object]?.id === id)
    .map((record) => ({
      id: record.id,
      at: record.created_at,
      by: record.created_by,
      type: 'record',
      object: 'follow_up',
      label: '跟进',
      record,
    }));
  const ago = (days) => new Date(Date.now() - days * 864e5).toISOString();
  return [
    ...written,
    {
      id: `c2-${id}`,
      at: ago(4),
      by: link(people[1]),
      type: 'change',
      verb: 'update',
      changes: [
        { field: 'level', label: '客户级别', old: 'B', new: 'A' },
        { field: 'annual_amount', label: '年采购额', old: '300,000.00', new: '1,280,000.00' },
      ],
    },
    {
      id: `c1-${id}`,
      at: row?.created_at ?? ago(30),
      by: link(people[0]),
      type: 'change',
      verb: 'create',
      changes: [],
    },
  ].sort((a, b) => (a.at < b.at ? 1 : -1));
};

const bad = [
  { line: 14, column: '手机', code: 'invalid', message: '不是有效的手机号：1380000' },
  { line: 57, column: '客户级别', code: 'choice', message: '没有“特级”这个选项，可用：A、B、C、D' },
  { line: 203, column: '客户名称', code: 'required', message: '请填写客户名称' },
];

const routes = [
  ['GET', /^\/health$/, () => ({ status: 'ok', setup: false })],
  [
    'POST',
    /^\/setup$/,
    () => ({ status: 201, body: { user: me, recovery_code: 'KD7F-29QX-M4TP-ZR8W-C6HN-3VJY-5BEA-LK2S' } }),
  ],
  ['GET', /^\/session$/, () => (signedIn ? session() : problem(401, 'session.required', '请重新登录'))],
  [
    'POST',
    /^\/session$/,
    (_, __, body) => {
      if (body.password !== 'kedun-demo-2026')
        return problem(401, 'login.refused', '账号或密码不对，或账号已被锁定', {
          advice: '请检查后再试；连续输错会暂时锁定账号。',
        });
      signedIn = true;
      return session();
    },
  ],
  [
    'DELETE',
    /^\/session$/,
    () => {
      signedIn = false;
      return { status: 204 };
    },
  ],
  [
    'PATCH',
    /^\/session\/preferences$/,
    (_, __, body) => {
      preferences = { ...preferences, ...body };
      for (const key of Object.keys(preferences)) if (preferences[key] === null) delete preferences[key];
      return preferences;
    },
  ],
  [
    'POST',
    /^\/session\/password$/,
    (_, __, body) =>
      body.current === 'wrong'
        ? problem(422, 'record.rejected', '密码没有修改', {
            errors: [{ field: 'current', code: 'wrong', message: '当前密码不对' }],
          })
        : { status: 204 },
  ],
  [
    'GET',
    /^\/session\/all$/,
    () => [
      {
        id: '1',
        created_at: '2026-11-23T01:00:00Z',
        seen_at: new Date().toISOString(),
        ip: '192.168.1.23',
        agent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/140',
        current: true,
      },
      {
        id: '2',
        created_at: '2026-11-20T01:00:00Z',
        seen_at: '2026-11-22T10:00:00Z',
        ip: '192.168.1.88',
        agent: 'Mozilla/5.0 (iPhone) MicroMessenger',
        current: false,
      },
    ],
  ],
  ['DELETE', /^\/session\/all$/, () => ({ status: 204 })],
  ['GET', /^\/objects$/, () => objects],
  ['GET', /^\/records\/(\w+)$/, ([object], query) => list(object, query)],
  [
    'POST',
    /^\/records\/(\w+)\/check$/,
    ([object], _, body) => ({
      duplicates: body.name
        ? data[object]
            .filter((row) => row.name === body.name && row.id !== body.id)
            .map((row) => ({ field: 'name', link: { object, id: row.id, title: row.name } }))
        : [],
      errors: [],
    }),
  ],
  [
    'POST',
    /^\/records\/(\w+)\/bulk$/,
    ([object], _, body) => {
      if (body.action === 'delete') data[object] = data[object].filter(({ id }) => !body.ids.includes(id));
      if (body.action === 'transfer')
        for (const row of data[object])
          if (body.ids.includes(row.id)) Object.assign(row, resolve(object, body.input));
      return job('bulk', `批量处理 ${body.ids.length} 个`, body.ids.length, { done: body.ids.length });
    },
  ],
  [
    'POST',
    /^\/records\/(\w+)$/,
    ([object], _, body) => {
      if (body.mobile && !/^1\d{10}$/.test(body.mobile))
        return problem(422, 'record.rejected', '有内容需要修改', {
          errors: [{ field: 'mobile', code: 'invalid', message: '不是有效的手机号' }],
        });
      const now = new Date().toISOString();
      const row = {
        id: String(90000 + data[object].length),
        version: 1,
        ...resolve(object, body),
        created_at: now,
        updated_at: now,
        created_by: link(me),
        updated_by: link(me),
        may: ['update', 'delete', 'transfer', 'release'],
      };
      data[object].unshift(row);
      return { status: 201, body: row };
    },
  ],
  [
    'GET',
    /^\/records\/(\w+)\/(\w+)\/timeline$/,
    ([object, id]) => ({ items: timeline(object, id), next: null }),
  ],
  [
    'GET',
    /^\/records\/(\w+)\/(\w+)\/related\/(\w+)$/,
    ([object, id, other], query) =>
      list(
        other,
        query,
        data[other].filter((row) => row[object]?.id === id),
      ),
  ],
  [
    'POST',
    /^\/records\/(\w+)\/(\w+)\/actions\/(\w+)$/,
    ([object, id, action], _, body) => {
      const row = data[object].find((one) => one.id === id);
      Object.assign(row, resolve(object, body), action === 'release' ? { owner: null } : {}, {
        version: row.version + 1,
      });
      return row;
    },
  ],
  [
    'GET',
    /^\/records\/(\w+)\/(\w+)$/,
    ([object, id]) =>
      data[object]?.find((one) => one.id === id) ?? problem(404, 'record.not_found', '没有找到'),
  ],
  [
    'PATCH',
    /^\/records\/(\w+)\/(\w+)$/,
    ([object, id], _, body, headers) => {
      const row = data[object].find((one) => one.id === id);
      if (headers['if-match'] !== `"${row.version}"`)
        return problem(412, 'record.stale', '这条记录刚被别人改过', { current: row });
      Object.assign(row, resolve(object, body), {
        version: row.version + 1,
        updated_at: new Date().toISOString(),
        updated_by: link(me),
      });
      return row;
    },
  ],
  [
    'DELETE',
    /^\/records\/(\w+)\/(\w+)$/,
    ([object, id]) => {
      const row = data[object].find((one) => one.id === id);
      data[object] = data[object].filter((one) => one !== row);
      bin.unshift({
        object,
        id,
        title: row.name,
        deleted_at: new Date().toISOString(),
        deleted_by: link(me),
        row,
      });
      return { status: 204 };
    },
  ],
  [
    'POST',
    /^\/imports$/,
    (_, query) => ({
      status: 201,
      body: {
        id: '1',
        object: query.get('object'),
        file: query.get('filename'),
        rows: 5000,
        headings: ['客户名称', '客户级别', '手机', '省市', '负责人', '联系人', '年采购额', '内部编码'],
        mapping: {
          客户名称: 'name',
          客户级别: 'level',
          手机: 'mobile',
          省市: 'region',
          负责人: 'owner',
          联系人: 'contact.name',
          年采购额: 'annual_amount',
        },
        samples: data.customer
          .slice(0, 3)
          .map((row) => [
            row.name,
            row.level,
            row.mobile,
            row.region,
            row.owner?.title,
            '陈志远',
            row.annual_amount?.amount,
            'K-001',
          ]),
      },
    }),
  ],
  [
    'POST',
    /^\/imports\/1\/run$/,
    (_, __, body) =>
      job('import', body.dry_run ? '试运行：客户导入' : '客户导入', 5000, {
        rows: 5000,
        imported: 4210,
        updated: 0,
        skipped: 640,
        blank: 12,
        ignored_columns: ['内部编码'],
        rejected_count: 138,
        rejected: bad,
        rejects_file: 'rejects.csv',
      }),
  ],
  ['POST', /^\/exports$/, () => job('export', '导出客户', 3214, { rows: 3214, file: '客户.xlsx' })],
  ['GET', /^\/jobs$/, () => jobs],
  ['GET', /^\/jobs\/(\d+)$/, ([id]) => jobs.find((one) => one.id === id)],
  [
    'DELETE',
    /^\/jobs\/(\d+)$/,
    ([id]) => {
      jobs.find((one) => one.id === id).state = 'cancelled';
      return { status: 204 };
    },
  ],
  [
    'GET',
    /^\/search$/,
    (_, query) => ({
      groups: objects
        .map(({ name, label, title }) => ({
          object: name,
          label,
          items: data[name]
            .filter((row) => JSON.stringify(row).includes(query.get('q')))
            .slice(0, 6)
            .map((row) => ({
              id: row.id,
              title: String(row[title] ?? ''),
              matched: row.mobile ? [{ field: 'mobile', label: '手机', value: row.mobile }] : [],
            })),
        }))
        .filter(({ items }) => items.length > 0),
    }),
  ],
  ['GET', /^\/recycle-bin$/, () => ({ items: bin, next: null })],
  [
    'POST',
    /^\/recycle-bin\/(\w+)\/(\w+)\/restore$/,
    ([object, id]) => {
      const at = bin.findIndex((one) => one.object === object && one.id === id);
      const [one] = bin.splice(at, 1);
      data[object].unshift(one.row);
      return one.row;
    },
  ],
  [
    'GET',
    /^\/users$/,
    (_, query) => ({
      items: people.filter(
        (one) =>
          (!query.get('q') || (one.name + one.login).includes(query.get('q'))) &&
          (!query.get('ids') || query.get('ids').split(',').includes(one.id)),
      ),
      next: null,
    }),
  ],
  [
    'POST',
    /^\/users$/,
    (_, __, body) => {
      const made = {
        id: String(people.length + 1),
        active: true,
        department: null,
        ...body,
        password: undefined,
      };
      people.push(made);
      return { status: 201, body: made };
    },
  ],
  [
    'PATCH',
    /^\/users\/(\d+)$/,
    ([id], _, body) =>
      Object.assign(
        people.find((one) => one.id === id),
        { ...body, department: body.department ? { id: body.department, title: '销售一部' } : null },
      ),
  ],
  [
    'POST',
    /^\/users\/(\d+)\/unlock$/,
    ([id]) => {
      people.find((one) => one.id === id).locked = false;
      return { status: 204 };
    },
  ],
  [
    'GET',
    /^\/departments$/,
    () => [
      { id: '1', name: '销售一部' },
      { id: '2', name: '销售二部' },
      { id: '3', name: '财务部' },
    ],
  ],
  [
    'GET',
    /^\/audit\/events$/,
    (_, query) => {
      const kinds = [
        ['session.opened', '登录', 'done'],
        ['login.refused', '登录被拒绝', 'refused'],
        ['record.updated', '修改记录', 'done'],
        ['export.done', '导出数据', 'done'],
        ['record.deleted', '删除记录', 'done'],
      ];
      const start = Number(query.get('cursor') ?? 0);
      return {
        items: Array.from({ length: 30 }, (_, i) => {
          const [kind, label, outcome] = kinds[(start + i) % 5];
          const row = data.customer[i];
          return {
            seq: 9000 - start - i,
            at: new Date(Date.now() - (start + i) * 37e5).toISOString(),
            kind,
            label,
            outcome,
            user: link(people[i % 4]),
            ip: `192.168.1.${20 + (i % 7)}`,
            object: kind.startsWith('record') ? 'customer' : null,
            record: kind.startsWith('record') ? row.id : null,
            detail: [{ label: '浏览器', value: 'Chrome 140 / Windows' }],
          };
        }),
        next: start < 90 ? String(start + 30) : null,
      };
    },
  ],
  [
    'GET',
    /^\/audit\/kinds$/,
    () => [
      { kind: 'session.opened', label: '登录' },
      { kind: 'record.updated', label: '修改记录' },
    ],
  ],
  [
    'GET',
    /^\/audit\/checkpoint$/,
    () => ({
      text: 'kedun/hengxin\n9000\nq3R7v8mT0vJk2c1mH7cXk3s9p2w6y8z1Qd4eF5gH6iI=\n\n— kedun/hengxin vB1x9J0s2mQ7l5K8d3F6g1H4jA==',
    }),
  ],
];

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname.startsWith('/api/')) {
    const path = url.pathname.slice(4);
    if (path === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(':\n\n');
      streams.add(response);
      return request.on('close', () => streams.delete(response));
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const isJson = request.headers['content-type'] === 'application/json';
    const body = isJson && chunks.length ? JSON.parse(Buffer.concat(chunks)) : {};
    for (const [method, pattern, answer] of routes) {
      const match = request.method === method && pattern.exec(path);
      if (!match) continue;
      const given = answer(match.slice(1), url.searchParams, body, request.headers);
      if (given?.text) return response.writeHead(200, { 'content-type': 'text/plain' }).end(given.text);
      const wrapped =
        typeof given?.status === 'number' &&
        Object.keys(given).every((key) => key === 'status' || key === 'body');
      const { status, body: out } = wrapped ? given : { status: 200, body: given };
      response.writeHead(status, {
        'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
        'cache-control': 'no-store',
      });
      return response.end(status === 204 ? undefined : JSON.stringify(out));
    }
    response.writeHead(404, { 'content-type': 'application/problem+json' });
    return response.end(JSON.stringify({ status: 404, code: 'http.not_found', title: 'not found' }));
  }
  const file = join(dist, url.pathname);
  if (url.pathname !== '/' && existsSync(file) && extname(file)) {
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  }
  const nonce = randomBytes(16).toString('base64');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'`,
  });
  response.end(readFileSync(join(dist, 'index.html'), 'utf8').replaceAll('__CSP_NONCE__', nonce));
}).listen(Number(process.env.PORT ?? 8099), '127.0.0.1');
