// The log answers who, what, with what outcome and when: by each filter alone, and by all together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, faults, make, open, PHONE, password } from './support.mjs';

const run = Date.now().toString(36).slice(-5);

test('the audit log is filtered by event, person, outcome, object and day', async (t) => {
  const seller = await open(t);
  const session = (secret) =>
    seller.request.post('/api/session', { data: { login: 'seller7', password: secret } });
  assert.equal((await session('not-the-password')).status(), 401);
  assert.equal((await session(password)).status(), 200);
  const { name } = (await (await seller.request.get('/api/session')).json()).user;
  await make(seller, 'customer', { name: `审计筛选${run}` });

  const page = await enter(t);
  await page.goto('/audit');
  const filters = page.getByRole('search', { name: '筛选审计日志' });
  // Once the answer is there, each row has this in the column of that name.
  const only = (heading, text) =>
    page.waitForFunction(
      ([heading, text]) => {
        const headings = [...document.querySelectorAll('th')].map((one) => one.textContent);
        const cells = document.querySelectorAll(`td:nth-child(${headings.indexOf(heading) + 1})`);
        return cells.length > 0 && [...cells].every((cell) => cell.textContent.includes(text));
      },
      [heading, text],
    );
  const box = (label) => filters.getByRole('combobox', { name: label, exact: true });
  const choose = async (label, option) => {
    await box(label).click();
    await page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click();
  };
  const search = async (label, option) => {
    await box(label).fill(option);
    await page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click();
  };
  const clear = (label) =>
    filters
      .locator('.ant-select', { has: page.getByRole('combobox', { name: label, exact: true }) })
      .getByRole('button')
      .press('Enter');
  const days = async (first, last) => {
    const ends = filters.getByRole('textbox', { name: '时间' });
    await ends.first().fill(first);
    await ends.first().press('Enter');
    await ends.last().fill(last);
    await ends.last().press('Enter');
  };

  await choose('结果', '被拒绝');
  await only('结果', '被拒绝');
  await search('事件', '登录被拒绝');
  await only('事件', '登录被拒绝');
  await clear('结果');
  await clear('事件');
  await page.getByRole('row').filter({ hasText: '成功' }).first().waitFor();

  await search('人员', name);
  await only('人员', name);
  await search('对象类型', '员工');
  await only('对象', '员工');
  await search('对象类型', '客户');
  await only('对象', '客户');
  await search('事件', '新建记录');
  await only('事件', '新建记录');
  const written = page.getByRole('row').filter({ hasText: `审计筛选${run}` });
  await written.getByText('成功').waitFor();

  await days('2020-01-01', '2020-01-31');
  await page.getByText('没有符合条件的记录').waitFor();
  await filters.getByRole('textbox', { name: '时间' }).first().click();
  await page.getByText('今天', { exact: true }).click();
  await written.waitFor();

  // What was looked for stands in the address: reloaded or sent to somebody it is the same.
  const address = page.url();
  await page.reload();
  await written.waitFor();
  const other = await enter(t, PHONE);
  await other.goto(address);
  const card = other.getByRole('listitem').filter({ hasText: `审计筛选${run}` });
  await card.getByText('新建记录').waitFor();
  await card.getByRole('button', { name: /详情$/ }).click();
  await card.getByText('客户名称').waitFor();
  await other.getByRole('button', { name: /^筛选（4 项条件）$/ }).click();
  await other.getByRole('search', { name: '筛选审计日志' }).getByText(name).waitFor();
  assert.deepEqual(await faults(other), []);
  await t.test('on a phone days are chosen without leaving the screen', async () => {
    const narrow = other.getByRole('search', { name: '筛选审计日志' });
    const fits = () => other.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    const whole = await narrow.boundingBox();
    assert.ok(whole.x >= 0 && whole.x + whole.width <= PHONE.viewport.width);
    await narrow.getByRole('button', { name: '近 7 天' }).click();
    assert.ok(await fits());
    await card.waitFor();
    await narrow.getByLabel('从', { exact: true }).fill('2020-01-01');
    await narrow.getByLabel('到', { exact: true }).fill('2020-01-31');
    await other.getByText('没有符合条件的记录').waitFor();
    assert.ok(await fits(), 'nothing opens that is wider than the screen');
    assert.equal(await other.locator('.ant-picker').count(), 0);
  });
});
