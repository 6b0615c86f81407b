import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESK, enter, faults, make, open, PHONE } from './support.mjs';

const LIST = '/r/customer?view=all';

const looks = [
  ['on a desk, light', { ...DESK, colorScheme: 'light' }],
  ['on a desk, dark', { ...DESK, colorScheme: 'dark' }],
  ['on a phone, light', { ...PHONE, colorScheme: 'light' }],
  ['on a phone, dark', { ...PHONE, colorScheme: 'dark' }],
];

for (const [name, options] of looks)
  test(`axe finds nothing ${name}`, async (t) => {
    const outside = await open(t, options);
    await outside.goto('/sign-in');
    await outside.getByRole('button', { name: '登录' }).waitFor();
    assert.deepEqual(await faults(outside), [], 'sign-in');

    const page = await enter(t, options);
    const { id } = await make(page, 'customer', {
      name: `无碍光学（${name}）`,
      level: 'B',
      tags: ['key'],
      mobile: null,
      next_contact_at: new Date().toISOString(),
      yearly_volume: { amount: '1280000.00', currency: 'CNY' },
    });
    const pages = [
      ['/', '今天要联系'],
      ['/r/customer?view=all', '无碍光学'],
      ['/r/contact', '联系人'],
      [`/r/customer/${id}`, '动态'],
      ['/r/customer?view=all&new=true', '新建客户'],
      ['/people', '员工'],
      ['/audit', '审计日志'],
      ['/recycle-bin', '回收站'],
      ['/account', '偏好设置'],
    ];
    for (const [path, text] of pages)
      await t.test(path, async () => {
        await page.goto(path);
        await page.getByText(text).first().waitFor();
        await page.waitForLoadState('load');
        assert.deepEqual(await faults(page), []);
      });
  });

/** What opens over a page: how one gets there, and what is then there. */
const overlays = [
  ['import', LIST, (page) => page.getByRole('button', { name: '导入' }).click(), '导入客户'],
  ['export', LIST, (page) => page.getByRole('button', { name: '导出' }).click(), '导出客户'],
  ['bulk edit', LIST, (page) => bulk(page, '批量修改'), '批量修改'],
  ['bulk transfer', LIST, (page) => bulk(page, '移交'), '移交'],
  ['bulk delete', LIST, (page) => bulk(page, '删除'), /^删除/],
  ['palette', LIST, (page) => page.keyboard.press('Control+k'), '全局搜索'],
  ['shortcuts', LIST, (page) => page.keyboard.press('?'), '键盘快捷键'],
  ['new employee', '/people', (page) => page.getByRole('button', { name: '添加员工' }).click(), '添加员工'],
];

async function bulk(page, name) {
  await page
    .getByRole('checkbox', { name: /^选择 / })
    .first()
    .check();
  await page.getByRole('region', { name: '批量操作' }).getByRole('button', { name }).click();
}

for (const [name, options] of looks.slice(0, 2))
  test(`axe finds nothing in what opens over a page, ${name}`, async (t) => {
    const page = await enter(t, options);
    await make(page, 'customer', { name: `层叠光学（${name}）` });
    for (const [overlay, path, show, title] of overlays)
      await t.test(overlay, async () => {
        await page.goto(path);
        await page.getByRole('row').nth(1).waitFor();
        await show(page);
        await page.getByRole('dialog', { name: title }).waitFor();
        assert.deepEqual(await faults(page), []);
      });
    await t.test('a condition, the columns and the jobs', async () => {
      await page.goto(LIST);
      await page.getByRole('button', { name: '添加条件' }).click();
      await page.getByRole('menuitem', { name: '创建时间' }).click();
      await page.getByRole('form', { name: '条件：创建时间' }).waitFor();
      assert.deepEqual(await faults(page), [], 'a condition');
      await page.keyboard.press('Escape');
      for (const button of ['列', '后台任务']) {
        await page.goto(LIST);
        await page.getByRole('button', { name: button, exact: true }).click();
        await page.locator('.ant-popover:visible').waitFor();
        assert.deepEqual(await faults(page), [], button);
      }
    });
  });
