import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESK, faults, open, PHONE, signIn } from './support.mjs';

const pages = [
  ['/', '今天要联系'],
  ['/r/customer?view=all', '全部'],
  ['/r/contact', '联系人'],
  ['/r/customer?view=all&new=true', '新建客户'],
  ['/people', '员工'],
  ['/audit', '审计日志'],
  ['/recycle-bin', '回收站'],
  ['/account', '偏好设置'],
];
const looks = [
  ['on a desk, light', { ...DESK, colorScheme: 'light' }],
  ['on a desk, dark', { ...DESK, colorScheme: 'dark' }],
  ['on a phone', { ...PHONE, colorScheme: 'light' }],
];

for (const [name, options] of looks)
  test(`axe finds nothing ${name}`, async (t) => {
    const { page, complaints } = await open(options);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: '登录' }).waitFor();
    assert.deepEqual(await faults(page), [], 'sign-in');
    await signIn(page);
    for (const [path, text] of pages)
      await t.test(path, async () => {
        await page.goto(path);
        await page.getByText(text).first().waitFor();
        await page.waitForLoadState('load');
        assert.deepEqual(await faults(page), []);
      });
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
