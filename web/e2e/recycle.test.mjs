// The recycle bin over all objects: found by name, given back together, and what could not come back named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESK, enter, faults, make, PHONE } from './support.mjs';

const run = Date.now().toString(36).slice(-5);

async function deleted(page, object, values) {
  const { id } = await make(page, object, values);
  const gone = await page.request.delete(`/api/records/${object}/${id}`, { headers: { 'If-Match': '1' } });
  assert.equal(gone.status(), 204, await gone.text());
  return id;
}

for (const [where, options] of [
  ['on a desk', DESK],
  ['on a phone', PHONE],
])
  test(`what was deleted is found and comes back together, ${where}`, async (t) => {
    const page = await enter(t, options);
    const mark = `${where === 'on a desk' ? '桌' : '机'}${run}`;
    // A contact that went before its customer did: by itself it cannot come back.
    const home = await make(page, 'customer', { name: `空壳商行${mark}` });
    await deleted(page, 'contact', { name: `孤身${mark}`, customer: home.id });
    const { version } = await (await page.request.get(`/api/records/customer/${home.id}`)).json();
    await page.request.delete(`/api/records/customer/${home.id}`, {
      headers: { 'If-Match': String(version) },
    });
    for (const n of [1, 2]) await deleted(page, 'customer', { name: `回来${n}${mark}` });
    await deleted(page, 'customer', { name: `留下${mark}` });

    await page.goto('/recycle-bin');
    const search = page.getByRole('searchbox', { name: '按名称搜索' });
    await search.fill(`回来`);
    await page.waitForURL(/q=/);
    await page.getByText(`留下${mark}`).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('checkbox', { name: `选择 回来1${mark}` }).check();
    await page.getByRole('checkbox', { name: `选择 回来2${mark}` }).check();
    assert.deepEqual(await faults(page), [], 'what is chosen');
    await page.getByRole('button', { name: '恢复这 2 条' }).click();
    const result = page.getByRole('dialog', { name: '已恢复 2 条记录' });
    await result.getByText('选中的记录和随它们删除的内容都已恢复。').waitFor();
    await result.getByRole('button', { name: '完成' }).click();
    await page.getByText(`回来1${mark}`).waitFor({ state: 'detached' });

    await search.fill(`孤身${mark}`);
    await page.getByRole('checkbox', { name: `选择 孤身${mark}` }).check();
    await page.getByRole('button', { name: '恢复这 1 条' }).click();
    const refused = page.getByRole('dialog', { name: '已恢复 0 条记录' });
    const line = refused.getByRole('listitem').filter({ hasText: `孤身${mark}` });
    await line.getByText(/客户还在回收站/).waitFor();
    assert.deepEqual(await faults(page), [], 'what stayed');
    await refused.getByRole('button', { name: '完成' }).click();

    await search.fill(`没有叫这个的${mark}`);
    await page.getByText('没有符合条件的记录').waitFor();
    await page.getByRole('button', { name: '显示全部' }).click();
    await page.getByText(`留下${mark}`).waitFor();
  });
