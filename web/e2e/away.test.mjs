// The server goes and comes back, addresses lead nowhere, records are gone, and more than usual is seen for a while.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOf, post, serve, signedIn } from './server.mjs';
import { DESK, enter, faults, make, open, PHONE, password } from './support.mjs';

const AWAY = /Failed to load resource: net::ERR_|ERR_INTERNET_DISCONNECTED/;

test('the first page is asked for with one answer, and its list with the next', async (t) => {
  const page = await enter(t);
  const asked = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) asked.push(pathname);
  });
  await page.goto('/r/customer?view=all');
  await page.getByText('还没有客户').waitFor();
  const before = asked.slice(0, asked.indexOf('/api/records/customer'));
  assert.deepEqual(
    before.filter((path) => ['/api/boot', '/api/session', '/api/objects'].includes(path)),
    ['/api/boot'],
  );
});

test('a server that is gone is waited for, and nothing that was typed is lost', async (t) => {
  const page = await enter(t, { expects: AWAY });
  const customer = await make(page, 'customer', { name: '恒通贸易' });
  await page.goto(`/r/customer/${customer.id}`);
  const box = page.getByRole('textbox', { name: '跟进' }).first();
  await box.fill('王总要两台样机的报价');
  await page.context().setOffline(true);
  await page
    .getByRole('button', { name: /^保\s?存$/ })
    .first()
    .click();
  const bar = page.getByText('与服务器的连接断开了，正在重新连接');
  await bar.waitFor();
  assert.deepEqual(await faults(page), []);
  assert.equal(await box.inputValue(), '王总要两台样机的报价');

  await page.context().setOffline(false);
  await bar.waitFor({ state: 'detached' });
  assert.equal(await box.inputValue(), '王总要两台样机的报价');
  await box.press('Control+Enter');
  await page.getByRole('listitem').filter({ hasText: '王总要两台样机的报价' }).first().waitFor();
});

test('pages that are opened while the server is gone wait, and go on by themselves', async (t) => {
  const page = await enter(t, { expects: AWAY });
  const nav = page.getByRole('navigation', { name: '导航' });
  const bar = page.getByText('与服务器的连接断开了');
  await page.goto('/r/customer?view=all');
  await page.getByRole('searchbox').waitFor();
  await t.test('a list', async () => {
    await page.context().setOffline(true);
    await nav.getByRole('link', { name: '联系人', exact: true }).click();
    await bar.waitFor();
    await page.context().setOffline(false);
    await page.getByText('还没有联系人').waitFor();
    await bar.waitFor({ state: 'detached' });
  });
  await t.test('a page that has not been loaded before', async () => {
    await page.context().setOffline(true);
    await bar.waitFor();
    await nav.getByRole('button', { name: '管理' }).click();
    await nav
      .getByRole('link', { name: '审计日志', exact: true })
      .or(nav.getByRole('link', { name: '员工', exact: true }))
      .first()
      .click();
    await page.context().setOffline(false);
    await bar.waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: /审计日志|员工/ }).waitFor();
  });
});

test('an address that leads nowhere keeps the shell, and a record that is gone offers the ways back', async (t) => {
  const page = await enter(t);
  await page.goto('/no/such/page');
  await page.getByRole('heading', { name: '没有这个页面' }).waitFor();
  await page.getByRole('navigation', { name: '导航' }).waitFor();
  assert.deepEqual(await faults(page), []);
  await page.getByRole('link', { name: '回到工作台' }).click();
  await page.getByRole('heading', { name: /您好/ }).waitFor();
  await page.goto('/r/customer/999999');
  await page.getByRole('heading', { name: '这个客户打不开了' }).waitFor();
  assert.deepEqual(await faults(page), []);
  await page.getByRole('link', { name: '到回收站找找' }).click();
  await page.waitForURL(/recycle-bin/);
  await page.goBack();
  await page.getByRole('link', { name: '返回客户列表' }).click();
  await page.waitForURL(/\/r\/customer/);
});

test('emergency access is asked for where it is missed, and seen by whoever holds it', async (t) => {
  const { url } = await serve(await copyOf('bare'));
  const admin = await signedIn(url, 'lin');
  for (const login of ['wu', 'xu'])
    await post(url, admin, '/users', { login, name: login, roles: ['sales'], password });
  const { id } = await post(url, await signedIn(url, 'xu'), '/records/customer', { name: '恒通贸易' });
  const wu = await open(t, { house: url, ...DESK });
  await wu.request.post('/api/session', { data: { login: 'wu', password } });
  await wu.goto(`/r/customer/${id}`);
  await wu.getByRole('button', { name: '申请紧急访问' }).click();
  const dialog = wu.getByRole('dialog', { name: '申请紧急访问' });
  await dialog.getByLabel('原因').fill('同事病休，客户今天要发货');
  // What was typed does not go by one key.
  for (const leave of [
    () => wu.keyboard.press('Escape'),
    () => dialog.getByRole('button', { name: /取\s?消/ }).click(),
  ]) {
    await leave();
    await wu.getByRole('button', { name: '继续填写' }).click();
    await wu.getByRole('button', { name: '继续填写' }).waitFor({ state: 'detached' });
    assert.equal(await dialog.getByLabel('原因').inputValue(), '同事病休，客户今天要发货');
  }
  await dialog.getByRole('checkbox', { name: '全部业务记录' }).uncheck();
  await dialog.getByRole('checkbox', { name: '客户', exact: true }).check();
  assert.deepEqual(await faults(wu), []);
  await dialog.getByRole('button', { name: '提交申请' }).click();
  await wu.getByText('已申请，等待批准').waitFor();

  const lin = await open(t, { house: url });
  await lin.request.post('/api/session', { data: { login: 'lin', password } });
  await lin.goto('/access?tab=emergency');
  await lin.getByText('范围：客户 · 时长：60 分钟').waitFor();
  await lin.getByRole('button', { name: '批准 60 分钟' }).click();
  await lin.getByText('有效至').waitFor();

  await wu.reload();
  const bar = wu.getByRole('region', { name: '紧急访问进行中' });
  await bar.getByText('可以查看：客户').waitFor();
  await bar
    .getByRole('timer')
    .getByText(/剩余 (59|60):\d\d|剩余 1:00:00/)
    .waitFor();
  await wu.getByRole('heading', { name: '恒通贸易' }).waitFor();
  assert.deepEqual(await faults(wu), []);
  await wu.goto('/r/customer?view=all');
  await wu.getByRole('row', { name: /恒通贸易/ }).waitFor();
  assert.equal(await wu.getByRole('button', { name: '导出' }).count(), 0, 'nothing leaves');
  await bar.getByRole('button', { name: '立即结束' }).click();
  await bar.waitFor({ state: 'detached' });
  await wu.getByRole('row', { name: /恒通贸易/ }).waitFor({ state: 'detached' });

  const phone = await open(t, { house: url, ...PHONE });
  await phone.request.post('/api/session', { data: { login: 'wu', password } });
  await phone.goto('/account');
  await phone.getByRole('button', { name: '申请紧急访问' }).click();
  await phone.getByRole('dialog', { name: '申请紧急访问' }).getByLabel('原因').waitFor();
  assert.deepEqual(await faults(phone), []);
});
