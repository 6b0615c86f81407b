// What goes with a document that has lines and states: its export, row by row or line by line, and the version an act is taken on.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fresh, house, visit } from './components/desk.mjs';

after(() => house.close());

test('a document is exported one row a record, or one row a line with the fields of the line', async (t) => {
  const page = await visit(t, '/r/quote');
  const asked = [];
  await page.route('**/api/exports', (route) => {
    asked.push(route.request().postDataJSON());
    return route.fulfill({ status: 202, json: { job: '1' } });
  });
  const begin = async () => {
    await page.getByRole('button', { name: '导出', exact: true }).click();
    return page.getByRole('dialog', { name: '导出报价单' });
  };
  let dialog = await begin();
  await dialog.getByRole('radio', { name: '一条报价单' }).waitFor();
  await dialog.getByRole('button', { name: '开始导出' }).click();
  await dialog.waitFor({ state: 'detached' });
  dialog = await begin();
  await dialog.getByRole('radio', { name: /^一行产品明细/ }).check();
  await dialog.getByRole('button', { name: '开始导出' }).click();
  await dialog.waitFor({ state: 'detached' });
  dialog = await begin();
  await dialog.getByRole('radio', { name: /^一行产品明细/ }).check();
  await dialog.getByRole('radio', { name: '自己选' }).check();
  const fields = dialog.getByRole('combobox', { name: '字段' });
  await fields.fill('产品明细 · 数量');
  await fields.press('Enter');
  await fields.press('Escape');
  await dialog.getByRole('button', { name: '开始导出' }).click();
  await dialog.waitFor({ state: 'detached' });
  const [records, lines, own] = asked;
  assert.equal(records.lines, undefined);
  assert.deepEqual([lines.lines, lines.fields], ['lines', records.fields]);
  assert.deepEqual([own.lines, own.fields.at(-1)], ['lines', 'lines.quantity']);
});

test('an act is taken on what somebody saw: it is refused where the record was changed since', async (t) => {
  const id = fresh(2);
  const page = await visit(t, `/r/quote/${id}`);
  const sent = [];
  await page.route('**/actions/send', (route) => {
    sent.push(route.request().headers()['if-match']);
    if (sent.length > 1) return route.fallback();
    house.records.set(id, { ...house.records.get(id), version: 2 });
    return route.fulfill({
      status: 412,
      json: { status: 412, code: 'record.stale', detail: '这条记录刚被别人改过。', advice: '请看过再做。' },
    });
  });
  const act = async () => {
    await page.getByRole('button', { name: '发送给客户' }).first().click();
    const dialog = page.getByRole('dialog', { name: '发送给客户' });
    await dialog.getByRole('button', { name: '发送给客户' }).click();
    return dialog;
  };
  const refused = await act();
  await refused.getByText('这条记录刚被别人改过。').waitFor();
  const fresher = page.waitForResponse((answer) => answer.url().endsWith(`/records/quote/${id}`));
  await refused.getByRole('button', { name: '取消' }).click();
  await refused.waitFor({ state: 'detached' });
  await Promise.race([fresher, page.waitForTimeout(500)]);
  await act();
  await page.getByText('已发送给客户').waitFor();
  assert.deepEqual(sent, ['"1"', '"2"']);
});
