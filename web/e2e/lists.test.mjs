// A list shows what was asked for last, and says so when it cannot.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, make, open, PHONE, password } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const LIST = '/r/customer?view=all';
const MANY = 70;
const rows = (page) => page.getByRole('row').filter({ has: page.getByRole('cell') });
const mine = (page) => page.goto(`${LIST}&q=${encodeURIComponent(`长列表${run}`)}`);

/** Enough for a second page. */
async function many(page) {
  const { items } = await (await page.request.get(`/api/records/customer?q=长列表${run}&limit=1`)).json();
  if (items.length > 0) return;
  for (let from = 0; from < MANY; from += 10)
    await Promise.all(
      Array.from({ length: 10 }, (_, at) => make(page, 'customer', { name: `长列表${run}第${from + at}号` })),
    );
}

test('a search waits for the composed word and takes back nothing that is typed', async (t) => {
  const page = await enter(t);
  await make(page, 'customer', { name: `恒通${run}` });
  await page.goto(LIST);
  const box = page.getByRole('searchbox');
  await box.click();
  const asked = [];
  page.on('request', (request) => {
    const q = new URL(request.url()).searchParams.get('q');
    if (request.url().includes('/api/records/customer') && q) asked.push(q);
  });
  const debug = await page.context().newCDPSession(page);
  await debug.send('Input.imeSetComposition', { text: "heng'tong", selectionStart: 9, selectionEnd: 9 });
  await page.waitForTimeout(600);
  await debug.send('Input.insertText', { text: '恒通' });
  await page.waitForURL(/q=/);
  await page.keyboard.type(` ${run.slice(0, 2)}`, { delay: 200 });
  await page.waitForTimeout(500);
  assert.equal(await box.inputValue(), `恒通 ${run.slice(0, 2)}`);
  assert.deepEqual(
    asked.filter((q) => q.includes('heng')),
    [],
  );
});

test('another order begins at the top, and Back finds the row again', async (t) => {
  const page = await enter(t);
  await many(page);
  await mine(page);
  await rows(page).nth(10).waitFor();
  const table = page.locator('.kd-table');
  for (let times = 0; times < 30; times += 1) await page.keyboard.press('j');
  assert.ok((await table.evaluate((one) => one.scrollTop)) > 200);
  const here = await page.locator('[data-cursor]').textContent();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: '动态' }).waitFor();
  await page.goBack();
  await page.locator('[data-cursor]').waitFor();
  assert.equal(await page.locator('[data-cursor]').textContent(), here);

  // A checkbox that has the focus does not swallow the keys.
  await page.locator('[data-cursor]').getByRole('checkbox').click();
  await page.keyboard.press('j');
  assert.notEqual(await page.locator('[data-cursor]').textContent(), here);

  await page.getByRole('columnheader', { name: '客户名称' }).getByRole('button').first().click();
  await page.waitForURL(/sort=/);
  await page.waitForFunction(() => document.querySelector('.kd-table').scrollTop === 0);
});

test('a column is made wider with the keyboard, and stays so', async (t) => {
  const page = await enter(t);
  await make(page, 'customer', { name: `列宽${run}` });
  await page.goto(LIST);
  const grip = page.getByRole('columnheader', { name: '客户名称' }).getByRole('separator', { name: '列宽' });
  const before = Number(await grip.getAttribute('aria-valuenow'));
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/preferences') && answer.ok());
  await grip.press('ArrowRight');
  await saved;
  await page.reload();
  assert.equal(Number(await grip.getAttribute('aria-valuenow')), before + 20);
});

test('a page of rows that does not come is not asked for again by itself, and says so', async (t) => {
  const page = await enter(t);
  await many(page);
  let failures = 0;
  await page.route(/cursor=/, (route) => {
    failures += 1;
    return route.fulfill({ status: 400, json: { code: 'query.cursor', title: '…', status: 400 } });
  });
  await mine(page);
  await rows(page).nth(10).waitFor();
  await page.locator('.kd-table').evaluate((one) => one.scrollTo(0, one.scrollHeight));
  await page.getByText('没能加载更多').waitFor();
  await page.waitForTimeout(500);
  assert.equal(failures, 1);
  await page.unroute(/cursor=/);
  await page.locator('.kd-table-more').getByRole('button', { name: '重试' }).click();
  await page.getByText('没能加载更多').waitFor({ state: 'hidden' });
});

test('all of a list are selected only as long as it is the list', async (t) => {
  const page = await enter(t);
  await many(page);
  await mine(page);
  await rows(page).nth(10).waitFor();
  await page.getByRole('checkbox', { name: '全选已加载的行' }).check();
  await page.route(/limit=200/, async (route) => {
    await new Promise((done) => setTimeout(done, 700));
    await route.fallback().catch(() => undefined);
  });
  const bulk = page.getByRole('region', { name: '批量操作' });
  await bulk.getByRole('button', { name: /^选择全部/ }).click();
  await page.getByRole('tab', { name: '我的客户' }).click();
  await page.waitForTimeout(1200);
  assert.equal(await bulk.count(), 0);
});

test('a phone sorts, selects and acts on several', async (t) => {
  const page = await enter(t, PHONE);
  const names = ['甲', '乙'].map((one) => `掌上多选${run}${one}`);
  for (const name of names) await make(page, 'customer', { name });
  await page.goto(`${LIST}&q=${encodeURIComponent(`掌上多选${run}`)}`);
  await page.getByRole('listitem').filter({ hasText: names[1] }).waitFor();
  await page.getByRole('button', { name: /^排序/ }).click();
  await page.getByRole('menuitem', { name: '客户名称' }).click();
  await page.waitForURL(/sort=/);
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '选择多个' }).click();
  for (const name of names) await page.getByRole('checkbox', { name: `选择 ${name}` }).check();
  const bulk = page.getByRole('region', { name: '批量操作' });
  await bulk.getByText('已选 2 个').waitFor();
  await bulk.getByRole('button', { name: '批量修改' }).click();
  await page.getByRole('dialog', { name: '批量修改' }).waitFor();
});

test('who has left can still be asked for', async (t) => {
  const page = await enter(t);
  const { items } = await (await page.request.get('/api/users?q=seller29')).json();
  const [leaver] = items;
  await page.request.patch(`/api/users/${leaver.id}`, { data: { active: false } });
  await page.goto(LIST);
  await page.getByRole('button', { name: '添加条件' }).click();
  await page.getByRole('menuitem', { name: '负责人', exact: true }).click();
  const form = page.getByRole('form', { name: '条件：负责人' });
  await form.getByRole('combobox', { name: '负责人' }).fill(leaver.name);
  await page.getByTitle(leaver.name).filter({ hasText: '已停用' }).click();
  await page.keyboard.press('Escape');
  await form.getByRole('button', { name: '应用' }).click();
  await page.getByRole('button', { name: new RegExp(leaver.name) }).waitFor();
});

test('a record that goes out of sight goes from the screen', async (t) => {
  const page = await enter(t);
  const { id, version } = await make(page, 'customer', { name: `被删${run}` });
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('heading', { level: 1, name: `被删${run}` }).waitFor();
  await page.request.delete(`/api/records/customer/${id}`, { headers: { 'If-Match': `"${version}"` } });
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '删除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await page.getByRole('main').getByText('没有找到').waitFor();
  await page.getByRole('heading', { level: 1, name: `被删${run}` }).waitFor({ state: 'hidden' });
});

test('a customer handed over leaves the screen of an employee who no longer sees it', async (t) => {
  const page = await open(t);
  await page.request.post('/api/session', { data: { login: 'seller3', password } });
  const name = `交出去${run}`;
  const { id } = await make(page, 'customer', { name });
  const { items } = await (await page.request.get('/api/users?q=沈桂英')).json();
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '移交' }).click();
  const dialog = page.getByRole('dialog', { name: '移交' });
  await dialog.getByLabel('负责人').fill(items[0].name);
  await page.getByTitle(items[0].name).click();
  await dialog.getByRole('button', { name: '移交' }).click();
  await page.getByText('您不再看到这条记录').waitFor();
  await page.waitForURL(/\/r\/customer$/);
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('main').getByText('没有找到').first().waitFor();
});

test('the timeline finds a follow-up behind many changes, and leads to it', async (t) => {
  const page = await enter(t);
  const { id, version } = await make(page, 'customer', { name: `很多变更${run}` });
  await make(page, 'follow_up', { customer: id, content: `很久以前说的${run}`, type: 'call' });
  let seen = (await (await page.request.get(`/api/records/customer/${id}`)).json()).version ?? version;
  for (let times = 0; times < 32; times += 1) {
    const answer = await page.request.patch(`/api/records/customer/${id}`, {
      headers: { 'If-Match': `"${seen}"` },
      data: { address: `第${times}号` },
    });
    seen = (await answer.json()).version;
  }
  await page.goto(`/r/customer/${id}`);
  const timeline = page.getByRole('region', { name: '动态' });
  await timeline.getByText('跟进记录', { exact: true }).click();
  const entry = timeline.getByRole('listitem').filter({ hasText: `很久以前说的${run}` });
  await entry.getByRole('link').click();
  await page.waitForURL(/\/r\/follow_up\/\d+/);
});

test('the palette opens what was typed, not what was found before', async (t) => {
  const page = await enter(t);
  for (const name of [`调色板一${run}`, `调色板二${run}`]) await make(page, 'customer', { name });
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: '全局搜索' });
  await box.fill(`调色板一${run}`);
  await page.getByRole('option', { name: new RegExp(`调色板一${run}`) }).waitFor();
  await box.fill(`调色板二${run}`);
  await box.press('Enter');
  await page.getByRole('heading', { level: 1, name: `调色板二${run}` }).waitFor();
});

test('another language is there at once, everywhere', async (t) => {
  const page = await enter(t);
  await page.goto('/account');
  await page.getByRole('link', { name: '客户', exact: true }).waitFor();
  await page.getByText('English', { exact: true }).click();
  await page.getByRole('link', { name: 'Customer', exact: true }).waitFor();
  await page.getByText('简体中文', { exact: true }).click();
  await page.getByRole('link', { name: '客户', exact: true }).waitFor();
});

test('a server that fails at the start is asked again at a click', async (t) => {
  const page = await enter(t, { expects: /./ });
  await page.route('**/api/session', (route) =>
    route.fulfill({ status: 500, json: { title: '服务器出错' } }),
  );
  await page.goto('/');
  await page.getByText('服务器出错').waitFor();
  await page.unroute('**/api/session');
  await page.getByRole('button', { name: '重试' }).click();
  await page.getByRole('navigation').first().waitFor();
});

test('a part that cannot be loaded leaves the page around it alone', async (t) => {
  const page = await enter(t, { expects: /dynamically imported module/ });
  await page.route(/import-wizard.*\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.goto(LIST);
  await page.getByRole('button', { name: '导入' }).click();
  await page.getByRole('button', { name: '刷新页面' }).waitFor();
  await page.getByRole('navigation').first().waitFor();
  await page.getByRole('searchbox').waitFor();
});

test('a tab that nobody sees holds no connection', async (t) => {
  const page = await enter(t);
  await page.addInitScript(() => {
    globalThis.streams = [];
    const Source = globalThis.EventSource;
    globalThis.EventSource = class extends Source {
      constructor(...all) {
        super(...all);
        globalThis.streams.push(this);
      }
    };
  });
  await page.goto('/');
  const opened = () => page.evaluate(() => streams.filter(({ readyState }) => readyState < 2).length);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  assert.equal(await opened(), 1);
  const hide = (hidden) =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'hidden', { value: now, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  assert.equal(await opened(), 0);
  await hide(false);
  assert.equal(await opened(), 1);
});
