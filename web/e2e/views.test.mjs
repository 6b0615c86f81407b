// Which list opens, what a view says, what can be kept of it, and what is shown beside it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, password, post, sharedHouse, signedIn } from './server.mjs';
import { enter, make, open, PHONE } from './support.mjs';

const run = `vw${Date.now().toString(36).slice(-5)}`;
const LIST = '/r/customer?view=all';
const rows = (page) => page.getByRole('row').filter({ has: page.getByRole('cell') });
const tab = (page, name) => page.getByRole('tab', { name, exact: true });
const chip = (page, words) => page.locator('.kd-chip', { hasText: words });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const dialog = (page, name) => page.getByRole('dialog', { name });

let persons = 0;
/** Somebody new, with preferences of their own. */
async function as(t, role, options) {
  const url = await sharedHouse();
  const cookie = await signedIn(url, admin.login);
  persons += 1;
  const login = `${role}${persons}.${run}`.replaceAll('_', '');
  const person = await post(url, cookie, '/users', {
    login,
    name: `${role}${persons}${run}`,
    roles: [role],
    password,
  });
  const page = await open(t, options);
  const answer = await page.request.post('/api/session', { data: { login, password } });
  assert.equal(answer.status(), 200, await answer.text());
  return { page, person };
}

const preferred = (page) =>
  page.waitForResponse((answer) => answer.url().endsWith('/preferences') && answer.ok());
async function pickField(page, name) {
  await button(page, '添加条件').click();
  await page.getByRole('combobox', { name: '查找字段' }).fill(name);
  await page.getByRole('option', { name, exact: true }).click();
  return page.getByRole('form', { name: `条件：${name}` });
}
async function choose(page, form, label, ...values) {
  await form.getByRole('combobox', { name: label }).click();
  for (const value of values) await page.getByTitle(value, { exact: true }).click();
  await page.keyboard.press('Escape');
}
async function viewMenu(page, item) {
  await page.getByRole('button', { name: /^视图操作/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('whoever has nothing of their own finds the list on what there is, and later on what they used last', async (t) => {
  const url = await sharedHouse();
  const cookie = await signedIn(url, admin.login);
  await post(url, cookie, '/records/customer', { name: `老板看到${run}` });
  const { page } = await as(t, 'boss');
  await page.goto('/r/customer');
  await rows(page).first().waitFor();
  await page.getByRole('tab', { name: '全部', exact: true, selected: true }).waitFor();
  const saved = preferred(page);
  await tab(page, 'A 级客户').click();
  await saved;
  await page.goto('/');
  await page.goto('/r/customer');
  await page.getByRole('tab', { name: 'A 级客户', exact: true, selected: true }).waitFor();
});

test('every view says what it stands for, and changes to it are marked, put back or kept', async (t) => {
  const { page } = await as(t, 'boss');
  for (const [name, level] of [
    ['级甲', 'A'],
    ['级乙', 'B'],
    ['级丙', 'C'],
  ])
    await make(page, 'customer', { name: `${name}${run}`, level });
  await page.goto('/r/customer?view=due');
  await chip(page, /下次联系时间.*今天.*或.*已过期/).waitFor();
  await page.goto('/r/customer?view=level_a');
  await chip(page, '客户级别').waitFor();
  assert.equal(await page.locator('.kd-chip[data-changed]').count(), 0);

  const form = await pickField(page, '客户状态');
  await choose(page, form, '客户状态', '新客户');
  await form.getByRole('button', { name: '应用' }).click();
  await page.locator('.kd-chip[data-changed]', { hasText: '客户状态' }).waitFor();
  const changes = page.getByRole('region', { name: '已修改' });
  await changes.getByRole('button', { name: '还原' }).click();
  await changes.waitFor({ state: 'detached' });

  const again = await pickField(page, '客户状态');
  await choose(page, again, '客户状态', '新客户');
  await again.getByRole('button', { name: '应用' }).click();
  await changes.getByRole('button', { name: '另存为视图' }).click();
  await dialog(page, '存为客户视图').getByLabel('名称').fill('新的大客户');
  await dialog(page, '存为客户视图').getByRole('button', { name: '保存' }).click();
  await page.getByRole('tab', { name: '新的大客户', selected: true }).waitFor();
  await changes.waitFor({ state: 'detached' });
  assert.equal(await page.locator('.kd-chip').count(), 2);

  // Changed and saved, it is as it was left.
  await button(page, '去掉条件：客户状态').click();
  await changes.getByRole('button', { name: '保存' }).click();
  await changes.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('tab', { name: '新的大客户', selected: true }).waitFor();
  assert.equal(await page.locator('.kd-chip').count(), 1);
});

test('a view is renamed, moved, copied and deleted, and comes back when that is undone', async (t) => {
  const { page } = await as(t, 'boss');
  await page.goto(LIST);
  await viewMenu(page, '复制');
  const kept = dialog(page, '存为客户视图');
  assert.equal(await kept.getByLabel('名称').inputValue(), '全部 副本');
  await kept.getByLabel('名称').fill('我的一览');
  await kept.getByRole('button', { name: '保存' }).click();
  await page.getByRole('tab', { name: '我的一览', selected: true }).waitFor();
  await viewMenu(page, '名称和展示范围');
  await dialog(page, '客户视图').getByLabel('名称').fill('一览');
  await dialog(page, '客户视图').getByRole('button', { name: '保存' }).click();
  await page.getByRole('tab', { name: '一览', exact: true, selected: true }).waitFor();
  const moved = preferred(page);
  await viewMenu(page, '前移');
  await moved;
  const labels = await page.getByRole('tab').allTextContents();
  assert.equal(labels.at(-2), '一览', labels.join());
  const first = preferred(page);
  await viewMenu(page, '打开列表时先看这个');
  await first;
  await tab(page, '全部').click();
  await page.goto('/r/customer');
  await page.getByRole('tab', { name: '一览', exact: true, selected: true }).waitFor();
  await viewMenu(page, '删除');
  await page.getByText('已删除视图“一览”').waitFor();
  await tab(page, '一览').waitFor({ state: 'detached' });
  await button(page, '撤销').click();
  await page.getByRole('tab', { name: '一览', exact: true, selected: true }).waitFor();
});

test('a shared view is there for those it is shown to, with their own records and no right to change it', async (t) => {
  const { page: boss } = await as(t, 'boss');
  const { page: seller, person } = await as(t, 'sales');
  await make(boss, 'customer', { name: `别人的A${run}`, level: 'A' });
  await make(boss, 'customer', { name: `自己的A${run}`, level: 'A', owner: person.id });
  await boss.goto('/r/customer?view=level_a');
  await viewMenu(boss, '复制');
  const kept = dialog(boss, '存为客户视图');
  await kept.getByLabel('名称').fill(`全司A级${run}`);
  await kept.getByRole('combobox', { name: '谁能看到' }).fill('角色：销售');
  await boss.getByTitle('角色：销售', { exact: true }).click();
  await kept.getByRole('button', { name: '保存' }).click();
  await boss.getByRole('tab', { name: `全司A级${run}`, selected: true }).waitFor();

  await seller.goto('/r/customer');
  await seller.getByRole('tab', { name: `全司A级${run}` }).click();
  await seller.getByRole('cell', { name: `自己的A${run}`, exact: true }).waitFor();
  assert.equal(await seller.getByRole('cell', { name: `别人的A${run}`, exact: true }).count(), 0);
  await seller.getByRole('button', { name: /^视图操作/ }).click();
  await seller.getByRole('menuitem', { name: '复制' }).waitFor();
  assert.equal(await seller.getByRole('menuitem', { name: '删除' }).count(), 0);
});

test('one of several conditions is enough where somebody says so', async (t) => {
  const page = await enter(t);
  for (const [name, values] of [
    ['或甲', { level: 'A' }],
    ['或乙', { level: 'D', status: 'lost' }],
    ['或丙', { level: 'D' }],
  ])
    await make(page, 'customer', { name: `${name}${run}`, ...values });
  await page.goto(`${LIST}&q=${encodeURIComponent(run)}`);
  const form = await pickField(page, '客户级别');
  await choose(page, form, '客户级别', 'A');
  await form.getByRole('button', { name: '或者…' }).click();
  await page.getByRole('combobox', { name: '查找字段' }).fill('khzt');
  await page.keyboard.press('Enter');
  const second = page.getByRole('form', { name: '条件：客户状态' });
  await choose(page, second, '客户状态', '流失');
  await second.getByRole('button', { name: '应用' }).click();
  await page.getByRole('form', { name: '满足任一条件' }).getByRole('button', { name: '应用' }).click();
  await chip(page, /客户级别.*或.*客户状态/).waitFor();
  await page.getByRole('cell', { name: `或乙${run}`, exact: true }).waitFor();
  await page.getByRole('cell', { name: `或丙${run}`, exact: true }).waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: `或甲${run}`, exact: true }).waitFor();
  // The address says it all.
  await page.reload();
  await chip(page, /客户级别.*或.*客户状态/).waitFor();
});

test('an address whose conditions nobody understands says so, and each of them can be taken away', async (t) => {
  const page = await enter(t);
  await make(page, 'customer', { name: `地址甲${run}`, level: 'A' });
  const odd = [
    { field: 'level', op: 'in', value: 7 },
    { or: 'A' },
    { field: 'next_contact_at', op: 'within', value: 3 },
  ];
  await page.goto(`${LIST}&q=${encodeURIComponent(run)}&filter=${encodeURIComponent(JSON.stringify(odd))}`);
  const remove = page.locator('.kd-chip-remove');
  for (const left of [3, 2, 1]) {
    await page.getByRole('alert').first().waitFor();
    assert.equal(await remove.count(), left);
    await remove.first().click();
  }
  await page.getByRole('cell', { name: `地址甲${run}`, exact: true }).waitFor();
});

test('a half-filled span says what is missing', async (t) => {
  const page = await enter(t);
  await page.goto(LIST);
  const form = await pickField(page, '年采购额');
  await form.getByRole('textbox', { name: '最小' }).fill('5000');
  await form.getByRole('button', { name: '应用' }).click();
  await form.getByRole('alert').filter({ hasText: '还缺结束的值' }).waitFor();
  await form.getByRole('textbox', { name: '最大' }).fill('100');
  await form.getByRole('button', { name: '应用' }).click();
  await form.getByRole('alert').filter({ hasText: '请对调' }).waitFor();
  await form.getByRole('textbox', { name: '最大' }).fill('90000');
  await form.getByRole('button', { name: '应用' }).click();
  await chip(page, '年采购额').waitFor();
});

test('when and by whom is a column, chosen with the keyboard and kept', async (t) => {
  const { page } = await as(t, 'boss');
  await make(page, 'customer', { name: `列选${run}` });
  await page.goto(LIST);
  await rows(page).first().waitFor();
  await button(page, '列').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('创建');
  let saved = preferred(page);
  await page.getByRole('checkbox', { name: '创建人' }).press('Space');
  await saved;
  saved = preferred(page);
  await page.getByRole('checkbox', { name: '创建时间' }).press('Space');
  await saved;
  saved = preferred(page);
  await page.getByRole('checkbox', { name: '创建时间' }).press('Alt+ArrowUp');
  await saved;
  await page.keyboard.press('Escape');
  assert.equal(await button(page, '列').evaluate((one) => one === document.activeElement), true);
  await page.reload();
  await page.getByRole('columnheader', { name: '创建时间' }).waitFor();
  const heads = await page.getByRole('columnheader').allTextContents();
  assert.deepEqual(heads.slice(-2), ['创建时间', '创建人']);
  await page.getByRole('columnheader', { name: '创建时间' }).getByRole('button').first().click();
  await page.waitForURL(/sort=created_at/);
});

test('what is beside the list follows the row, and the list keeps its place', async (t) => {
  const page = await enter(t);
  const names = [1, 2, 3].map((at) => `旁看${at}号${run}`);
  for (const name of names) await make(page, 'customer', { name });
  await page.goto(`${LIST}&q=${encodeURIComponent('旁看')}`);
  await rows(page).nth(2).waitFor();
  const order = (await rows(page).getByRole('link').allTextContents()).filter((name) =>
    name.startsWith('旁看'),
  );
  const preview = page.getByRole('region', { name: '预览' });
  const shown = (name) => preview.getByRole('heading', { name }).waitFor();
  await page.keyboard.press('Space');
  await shown(order[0]);
  await preview.getByRole('region', { name: '动态' }).waitFor();
  await page.keyboard.press('j');
  await shown(order[1]);
  await page.keyboard.press('k');
  await shown(order[0]);
  // A click shows it there, too, and nothing is left.
  await rows(page).nth(2).getByRole('link').first().click();
  await shown(order[2]);
  assert.match(page.url(), /\/r\/customer\?/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/r\/customer\/\d+$/);
  await page.goBack();
  await shown(order[2]);
  await page.keyboard.press('Escape');
  await preview.waitFor({ state: 'detached' });
});

test('on a phone a record just opens', async (t) => {
  const page = await enter(t, PHONE);
  await make(page, 'customer', { name: `掌上打开${run}` });
  await page.goto(`${LIST}&preview=true&q=${encodeURIComponent(`掌上打开${run}`)}`);
  await page.getByRole('link', { name: `掌上打开${run}` }).click();
  await page.waitForURL(/\/r\/customer\/\d+$/);
});
