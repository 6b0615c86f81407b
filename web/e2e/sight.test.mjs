// What a sales person, a manager, somebody of marketing and somebody of service see of the same customers: on the list, in search,
// on related tabs, in exports, on the home page, and by guessing numbers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, password, post, sharedHouse, signedIn } from './server.mjs';
import { open, PHONE } from './support.mjs';

const run = `sg${Date.now().toString(36).slice(-5)}`;
const number = `139${String(Date.now()).slice(-8)}`;
const mask = `139****${number.slice(-4)}`;
const house = {};

async function as(t, login, options) {
  await ready();
  const page = await open(t, options);
  const answer = await page.request.post('/api/session', { data: { login, password } });
  assert.equal(answer.status(), 200, await answer.text());
  return page;
}

async function found() {
  const url = await sharedHouse();
  const cookie = await signedIn(url, admin.login);
  const make = (path, data) => post(url, cookie, path, data);
  const north = await make('/departments', { name: `北区${run}` });
  const south = await make('/departments', { name: `南区${run}` });
  const person = (login, role, department) =>
    make('/users', {
      login: `${login}.${run}`,
      name: `${login}${run}`,
      roles: [role],
      department: department.id,
      password,
    });
  const seller = await person('seller', 'sales', north);
  const manager = await person('manager', 'sales_manager', north);
  const stranger = await person('stranger', 'sales', south);
  const marketing = await person('marketing', 'marketing', south);
  const service = await person('service', 'service', south);
  const customer = (name, owner, mobile) =>
    make('/records/customer', {
      name: `${name}${run}`,
      owner: owner.id,
      mobile,
      yearly_volume: { amount: '125000.00' },
    });
  const own = await customer('晨星', seller, number);
  const other = await customer('远海', stranger, `137${String(Date.now()).slice(-8)}`);
  const contact = await make('/records/contact', { customer: other.id, name: `王芳${run}` });
  Object.assign(house, { seller, manager, stranger, marketing, service, own, other, contact });
}

let founded;
const ready = () => {
  founded ??= found();
  return founded;
};

const rows = (page) => page.getByRole('row').filter({ has: page.getByRole('cell') });
const searched = async (page) => {
  await page.goto(`/r/customer?view=all&q=${encodeURIComponent(run)}`);
  await page.getByRole('table').or(page.getByText('没有符合条件的结果')).first().waitFor();
};

test('a sales person sees their own customer and finds no way to another', async (t) => {
  const page = await as(t, `seller.${run}`);
  await searched(page);
  await page.getByRole('link', { name: `晨星${run}` }).waitFor();
  assert.equal(await rows(page).count(), 1);
  for (const guess of [`/r/customer/${house.other.id}`, `/r/contact/${house.contact.id}`]) {
    await page.goto(guess);
    await page.getByRole('heading', { level: 1, name: /打不开了/ }).waitFor();
    assert.ok(!(await page.content()).includes(`远海${run}`), guess);
  }
  const api = page.request;
  assert.equal((await api.get(`/api/records/customer/${house.other.id}/related/contact`)).status(), 404);
  const found = await (await api.get(`/api/search?q=${encodeURIComponent(`远海${run}`)}`)).json();
  assert.deepEqual(found.groups, []);
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.ok(!(await page.content()).includes(`远海${run}`));
});

test('a manager sees the department and not the neighbour', async (t) => {
  const page = await as(t, `manager.${run}`);
  await searched(page);
  await page.getByRole('link', { name: `晨星${run}` }).waitFor();
  assert.equal(await rows(page).count(), 1);
  await page.getByRole('link', { name: `晨星${run}` }).click();
  await page
    .getByText(`${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`)
    .first()
    .waitFor();
  assert.equal((await page.request.get(`/api/records/customer/${house.other.id}`)).status(), 404);
});

test('marketing counts all customers and learns nobody’s number', async (t) => {
  const page = await as(t, `marketing.${run}`);
  await searched(page);
  await page.getByRole('link', { name: `远海${run}` }).waitFor();
  assert.equal(await rows(page).count(), 2);
  assert.equal(await page.getByRole('columnheader', { name: '手机' }).count(), 0);
  await page.getByRole('link', { name: `晨星${run}` }).click();
  await page.getByRole('heading', { level: 1, name: `晨星${run}` }).waitFor();
  const content = await page.content();
  assert.ok(!content.includes(number) && !content.includes(mask), 'hidden, not masked');
  assert.equal(await page.getByRole('button', { name: '编辑' }).count(), 0);
  const listed = await (await page.request.get(`/api/records/customer/${house.own.id}`)).text();
  assert.ok(!listed.includes(number.slice(-4)));
  const exported = await page.request.post('/api/exports', { data: { object: 'customer', format: 'csv' } });
  assert.equal(exported.status(), 403);
});

test('service sees a mask, and a look under it is in the log', async (t) => {
  const page = await as(t, `service.${run}`);
  await searched(page);
  await page.getByRole('cell', { name: mask }).waitFor();
  assert.ok(!(await page.content()).includes(number));
  const probe = await (await page.request.get(`/api/records/customer?view=all&q=${number}`)).json();
  assert.equal(probe.total.count, 0, 'nobody finds by what is masked');
  await page.goto(`/r/customer/${house.own.id}`);
  await page.getByText(mask).first().waitFor();
  await page.getByRole('button', { name: '查看完整内容: 手机' }).first().click();
  const question = page.getByRole('dialog', { name: '查看完整内容？' });
  await question.getByText(/会记入日志/).waitFor();
  await question.getByText('今天还可以查看 50 次（每天 50 次）').waitFor();
  assert.ok(!(await page.content()).includes(number), 'nothing before it is asked for');
  await question.getByRole('button', { name: '查看', exact: true }).click();
  await page.getByText('今天还可以查看 49 次').waitFor();
  await page
    .getByText(`${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`)
    .first()
    .waitFor();
  const boss = await as(t, admin.login);
  const log = await (await boss.request.get('/api/audit/events?kind=record.reveal')).json();
  assert.ok(
    log.items.some((event) => event.user.login === `service.${run}` && event.record?.id === house.own.id),
  );
});

test('a record is shared and taken back, at the desk and on a phone', async (t) => {
  await ready();
  const { id } = house.own;
  const seller = await as(t, `seller.${run}`);
  const stranger = await as(t, `stranger.${run}`);
  assert.equal((await stranger.request.get(`/api/records/customer/${id}`)).status(), 404);
  await seller.goto(`/r/customer/${id}`);
  await seller.getByRole('button', { name: '更多操作' }).click();
  await seller.getByRole('menuitem', { name: '共享' }).click();
  const dialog = seller.getByRole('dialog', { name: `共享 晨星${run}` });
  await dialog.getByText('还没有共享给别人').waitFor();
  await dialog.getByLabel('同事').fill(`stranger${run}`);
  await seller.getByTitle(`stranger${run}`).click();
  await dialog.getByRole('button', { name: '共享给' }).click();
  await dialog.getByText('只能查看 · 一直有效').waitFor();
  await stranger.goto(`/r/customer/${id}`);
  await stranger.getByRole('heading', { level: 1, name: `晨星${run}` }).waitFor();
  assert.equal(await stranger.getByRole('button', { name: '编辑' }).count(), 0);

  const phone = await as(t, `seller.${run}`, PHONE);
  await phone.goto(`/r/customer/${id}`);
  await phone.getByRole('button', { name: '更多操作' }).click();
  await phone.getByRole('menuitem', { name: '共享' }).click();
  await phone.getByRole('button', { name: `取消共享：stranger${run}` }).click();
  await phone.getByText('还没有共享给别人').waitFor();
  assert.equal(
    (await stranger.request.get(`/api/records/customer/${id}`)).status(),
    404,
    'gone with the next request',
  );
});

test('whoever is told of a record out of sight asks for a share, and the owner gives it', async (t) => {
  await ready();
  const stranger = await as(t, `stranger.${run}`, PHONE);
  await stranger.goto('/r/customer?view=all&new=true');
  await stranger.getByLabel('客户名称').fill(`晨星分部${run}`);
  await stranger.getByLabel('手机').fill(number);
  const note = stranger.getByRole('status').filter({ hasText: '不在您能看到的范围内' });
  await note.getByRole('button', { name: '请负责人共享' }).click();
  await note.getByLabel('说明原因（选填）').fill('他们找我询价');
  await note.getByRole('button', { name: '请负责人共享' }).click();
  await note.getByText('已请负责人共享').waitFor();
  assert.ok(!(await stranger.content()).includes(`seller${run}`), 'nobody is told whose it is');

  const seller = await as(t, `seller.${run}`);
  await seller.goto('/');
  const panel = seller.getByRole('region', { name: '共享请求' });
  await panel.getByText('“他们找我询价”').waitFor();
  await panel.getByRole('button', { name: '共享', exact: true }).click();
  await seller.getByText('已共享，对方现在可以查看').waitFor();
  const look = () => stranger.request.get(`/api/records/customer/${house.own.id}`);
  assert.equal((await look()).status(), 200);
  await seller.request.delete(`/api/records/customer/${house.own.id}/team/${house.stranger.id}`);
  assert.equal((await look()).status(), 404);
});

test('a role that is taken away ends its access with the next request', async (t) => {
  const boss = await as(t, admin.login);
  const manager = await as(t, `manager.${run}`);
  const look = () => manager.request.get(`/api/records/customer/${house.own.id}`);
  assert.equal((await look()).status(), 200);
  const path = `/api/users/${house.manager.id}`;
  assert.equal((await boss.request.patch(path, { data: { roles: ['sales'] } })).status(), 200);
  assert.equal((await look()).status(), 404);
  assert.equal((await boss.request.patch(path, { data: { roles: ['sales_manager'] } })).status(), 200);
  assert.equal((await look()).status(), 200);
});
