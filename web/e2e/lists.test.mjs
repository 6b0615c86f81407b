// A list shows what was asked for last, and says so when it cannot.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { enter, make, PHONE } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const LIST = '/r/customer?view=all';
const MANY = 70;
const rows = (page) => page.getByRole('row').filter({ has: page.getByRole('cell') });
const searched = (page, q) => page.goto(`${LIST}&q=${encodeURIComponent(q)}`);
const mine = (page) => searched(page, `长列表${run}`);
const notice = (page, title) => page.locator('.ant-notification-notice', { hasText: title });

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

test('the next page comes while the rows that are there stay', async (t) => {
  const page = await enter(t);
  await many(page);
  let come;
  const held = new Promise((done) => {
    come = done;
  });
  await page.route(/cursor=/, async (route) => {
    await held;
    await route.fallback();
  });
  await mine(page);
  await rows(page).nth(10).waitFor();
  const table = page.getByRole('table', { name: '客户' });
  const before = await table.elementHandle();
  const asked = page.waitForRequest(/cursor=/);
  await page.locator('.kd-table').evaluate((one) => one.scrollTo(0, one.scrollHeight));
  await asked;
  await rows(page).nth(5).waitFor();
  assert.equal(await table.getAttribute('aria-rowcount'), '51');
  come();
  await page.locator(`[role="table"][aria-rowcount="${MANY + 1}"]`).waitFor();
  assert.ok(await before.evaluate((one) => one.isConnected), 'the table is still the same');
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
  await searched(page, `掌上多选${run}`);
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
  await page.getByRole('option', { name: '负责人', exact: true }).click();
  const form = page.getByRole('form', { name: '条件：负责人' });
  await form.getByRole('combobox', { name: '负责人' }).fill(leaver.name);
  await page.getByTitle(leaver.name).filter({ hasText: '已停用' }).click();
  await page.keyboard.press('Escape');
  await form.getByRole('button', { name: '应用' }).click();
  await page.getByRole('button', { name: new RegExp(leaver.name) }).waitFor();
});

test('a selection is handed over, and says what became of each', async (t) => {
  const page = await enter(t);
  const mine = await make(page, 'customer', { name: `移交甲${run}` });
  const heirs = await (await page.request.get('/api/users?q=沈桂英')).json();
  const [heir] = heirs.items;
  await make(page, 'customer', { name: `移交乙${run}`, owner: heir.id });
  await searched(page, '移交');
  await page.getByRole('checkbox', { name: `选择 移交甲${run}` }).check();
  await page.getByRole('checkbox', { name: `选择 移交乙${run}` }).check();
  await page.getByRole('region', { name: '批量操作' }).getByRole('button', { name: '移交' }).click();
  const dialog = page.getByRole('dialog', { name: '移交' });
  await dialog.getByLabel('负责人').fill('沈桂英');
  await page.getByTitle('沈桂英').click();
  await dialog.getByText('将 2 个客户移交给 沈桂英。').waitFor();
  await dialog.getByRole('button', { name: '移交' }).click();
  // One belonged to her already: that is no transfer.
  await notice(page, '移交2 条客户').getByText('完成 1，1 个未成功：已经是这位负责人').waitFor();
  const moved = await (await page.request.get(`/api/records/customer/${mine.id}`)).json();
  assert.equal(moved.owner.title, '沈桂英');
  await page.getByRole('button', { name: '后台任务' }).click();
  await page.getByRole('listitem').filter({ hasText: '移交2 条客户' }).first().waitFor();
});

test('an export brings the rows, and nothing in them that a spreadsheet would run', async (t) => {
  const page = await enter(t);
  await make(page, 'customer', { name: `=HYPERLINK("http://evil.example","出口${run}")` });
  await make(page, 'customer', {
    name: `出口${run}商行`,
    yearly_volume: { amount: '1234.5', currency: 'CNY' },
  });
  await searched(page, `出口${run}`);
  await rows(page).nth(1).waitFor();
  await page.getByRole('button', { name: '导出' }).click();
  const dialog = page.getByRole('dialog', { name: '导出客户' });
  await dialog.getByText('当前条件下的全部 2 个').waitFor();
  await dialog.getByRole('radio', { name: 'CSV 文本' }).check();
  await dialog.getByRole('button', { name: '开始导出' }).click();
  const download = page.waitForEvent('download');
  await notice(page, '导出客户').getByRole('link', { name: '下载' }).click();
  const file = await download;
  assert.match(file.suggestedFilename(), /^客户-\d{8}-\d{4}\.csv$/);
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split(/\r?\n/);
  assert.equal(lines.length, 3, 'a heading and two rows');
  assert.match(lines[0], /客户名称/);
  assert.ok(
    lines.some((line) => line.startsWith(`"'=HYPERLINK(`)),
    'the formula is disarmed',
  );
  assert.ok(lines.some((line) => line.includes(`出口${run}商行`) && line.includes('1234.5')));
});

test('a list is driven by the keyboard', async (t) => {
  const page = await enter(t);
  const names = [1, 2, 3].map((at) => `键盘${at}号${run}`);
  for (const name of names) await make(page, 'customer', { name });
  await searched(page, '键盘');
  await rows(page).nth(2).waitFor();
  for (const key of ['j', 'j', 'j', 'k', 'x']) await page.keyboard.press(key);
  await page.getByText('已选 1 个').waitFor();
  assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  assert.ok(await page.getByRole('searchbox').evaluate((box) => box === document.activeElement));
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('n');
  await page.getByRole('dialog', { name: '新建客户' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: '新建客户' }).waitFor({ state: 'hidden' });
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/r\/customer\/\d+$/);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '全局搜索' }).fill('审计');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/audit/);
});
