import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESK, enter, faults, make, open, PHONE } from './support.mjs';

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
