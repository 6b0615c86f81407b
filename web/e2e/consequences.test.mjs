// Before something is handed on or deleted it is said what goes along and what one loses sight of; afterwards it can be undone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESK, enter, faults, make, open, password } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const button = (page, name) => page.getByRole('button', { name, exact: true });

async function customerOf(page, name, owner) {
  const { id } = await make(page, 'customer', { name, ...(owner && { owner }) });
  for (const who of ['王芳', '赵强']) await make(page, 'contact', { name: who, customer: id });
  return id;
}
async function transfer(page, name) {
  await button(page, '更多操作').click();
  await page.getByRole('menuitem', { name: '移交' }).click();
  const dialog = page.getByRole('dialog', { name: '移交' });
  await dialog.getByRole('combobox', { name: '负责人' }).fill(name);
  await page.locator('.ant-select-dropdown:visible').getByText(name).first().click();
  return dialog;
}

test('a transfer says what goes along and is undone from its notice', async (t) => {
  const page = await enter(t, DESK);
  const id = await customerOf(page, `移交商行${run}`);
  const [{ name }] = (await (await page.request.get('/api/users?q=seller21')).json()).items;
  const owner = async () =>
    (await (await page.request.get(`/api/records/customer/${id}`)).json()).owner.title;
  const before = await owner();
  await page.goto(`/r/customer/${id}`);
  const dialog = await transfer(page, name);
  await dialog.getByText('2 条联系人会一起移交。').waitFor();
  assert.equal(await dialog.getByText(/看不到/).count(), 0);
  assert.deepEqual(await faults(page), []);
  await button(dialog, '移交').click();
  await page.getByText('已移交').waitFor();
  assert.equal(await owner(), name);
  await page.locator('.ant-message').getByRole('button', { name: '撤销' }).click();
  const undo = page.getByRole('dialog', { name: `撤销：移交 移交商行${run}` });
  await undo.getByRole('button', { name: '撤销' }).click();
  await undo.getByRole('button', { name: '完成' }).click();
  assert.equal(await owner(), before);
});

test('whoever gives a customer away is told before that they will not see it any more', async (t) => {
  const page = await open(t, DESK);
  await page.request.post('/api/session', { data: { login: 'seller22', password } });
  const { user } = await (await page.request.get('/api/session')).json();
  const admin = await enter(t);
  const [{ name }] = (await (await admin.request.get('/api/users?q=seller23')).json()).items;
  const id = await customerOf(page, `失去商行${run}`, user.id);
  await page.goto(`/r/customer/${id}`);
  const dialog = await transfer(page, name);
  await dialog.getByText('之后您将看不到它，也不能自己撤销。').waitFor();
  await button(dialog, '取消').click();
  assert.equal(
    (await page.request.get(`/api/records/customer/${id}`)).status(),
    200,
    'looking changes nothing',
  );
});

test('a follow-up that is deleted where it stands comes back from its notice', async (t) => {
  const page = await enter(t, DESK);
  const id = await customerOf(page, `删跟进商行${run}`);
  await make(page, 'follow_up', { customer: id, type: 'call', content: '说好了周五发样品' });
  await page.goto(`/r/customer/${id}`);
  const timeline = page.getByRole('region', { name: '动态' });
  const entry = timeline.getByRole('listitem').filter({ hasText: '说好了周五发样品' });
  await entry.first().hover();
  await button(entry.first(), '删除这条跟进记录').click();
  await page
    .getByRole('dialog', { name: '删除 跟进记录' })
    .getByRole('button', { name: /删\s?除/ })
    .click();
  // What was done about it is told in its place.
  const tool = button(timeline, '删除这条跟进记录');
  await tool.waitFor({ state: 'detached' });
  await page
    .locator('.ant-message')
    .getByRole('button', { name: /撤\s?销/ })
    .click();
  await entry.first().hover();
  await tool.waitFor();
});

test('a bulk change says before whom it will not reach', async (t) => {
  const page = await enter(t, DESK);
  for (const n of [1, 2]) await make(page, 'customer', { name: `成批改${n}${run}` });
  // That one of them is refused is another's business; here it is to be said.
  await page.route('**/bulk/preview', (route) =>
    route.fulfill({ json: { along: [], tried: 2, out_of_sight: 0, refused: 1 } }),
  );
  await page.goto(`/r/customer?view=all&q=${encodeURIComponent('成批改')}`);
  for (const n of [1, 2]) await page.getByRole('checkbox', { name: `选择 成批改${n}${run}` }).check();
  await page.getByRole('region', { name: '批量操作' }).getByRole('button', { name: '批量修改' }).click();
  const dialog = page.getByRole('dialog', { name: '批量修改' });
  await dialog.getByRole('combobox').fill('备注');
  await page.locator('.ant-select-dropdown:visible').getByText('备注', { exact: true }).click();
  const asked = page.waitForRequest('**/bulk/preview');
  await dialog.getByRole('checkbox').check();
  assert.equal((await asked).postDataJSON().action, 'update');
  await dialog.getByText(/完成后可以撤销/).waitFor();
  await dialog.getByText('其中 1 条做不到，会保持原样并列出原因。').waitFor();
});

test('a bulk delete names what goes into the bin, too', async (t) => {
  const page = await enter(t, DESK);
  const names = [1, 2].map((n) => `成批商行${n}${run}`);
  for (const name of names) await customerOf(page, name);
  await page.goto(`/r/customer?view=all&q=${encodeURIComponent(`成批商行`)}`);
  for (const name of names) await page.getByRole('checkbox', { name: `选择 ${name}` }).check();
  await page.getByRole('region', { name: '批量操作' }).getByRole('button', { name: '删除' }).click();
  const dialog = page.getByRole('dialog', { name: '删除 2 个客户' });
  await dialog.getByText('4 条联系人会一起放进回收站。').waitFor();
  assert.deepEqual(await faults(page), []);
});
