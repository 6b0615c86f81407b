import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createOnPhone, enter, make, PHONE } from './support.mjs';

/** Names of this run and no other, so that a house may be used twice. */
const run = Date.now().toString(36).slice(-5);
const LIST = '/r/customer?view=all';

const searched = (page, q) => page.goto(`${LIST}&q=${encodeURIComponent(q)}`);
const rows = (page) => page.getByRole('row').filter({ has: page.getByRole('cell') });
const notice = (page, title) => page.locator('.ant-notification-notice', { hasText: title });

test('a sales person writes down a customer and what was said, deletes it and takes that back', async (t) => {
  const page = await enter(t);
  const name = `远山机械${run}`;
  await page.goto(LIST);
  await page.getByRole('button', { name: '新建客户' }).first().click();
  await page.getByLabel('客户名称').fill(name);
  await page.keyboard.press('Control+s');
  await page.getByRole('heading', { level: 1, name }).waitFor();

  await page.getByRole('button', { name: '写跟进' }).click();
  await page.getByRole('textbox', { name: '写跟进' }).fill('电话沟通了需求');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('region', { name: '动态' }).getByText('电话沟通了需求').waitFor();

  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '删除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await page.getByText(`已删除 ${name}`).waitFor();
  await page.goto('/recycle-bin');
  await page.getByRole('button', { name: `恢复 ${name}` }).click();
  await page.getByText(`已恢复 ${name}`).waitFor();
  await searched(page, name);
  await page.getByRole('link', { name }).waitFor();
});

test('a form misses what is required, shows the twin that is there, and guards what was typed', async (t) => {
  const page = await enter(t);
  const name = `双生化工${run}`;
  const { id } = await make(page, 'customer', { name });
  await page.goto(`${LIST}&new=true`);
  await page.getByLabel('客户名称').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByText('请填写这一项').waitFor();
  await page.getByLabel('客户名称').fill(name);
  await page.getByText('已经有一样的').waitFor();
  const twin = page.getByRole('dialog').getByRole('link', { name });
  assert.equal(await twin.getAttribute('href'), `/r/customer/${id}`);
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('alert').first().waitFor();
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByRole('dialog', { name: '还有内容没有保存' }).waitFor();
  await page.getByRole('button', { name: '继续填写' }).click();
  assert.equal(await page.getByLabel('客户名称').inputValue(), name);
});

test('of two who change the same, the second sees both versions and chooses', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `同改电子${run}`, address: '一号路' });
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await tab.goto(`/r/customer/${id}`);
    await tab.getByRole('button', { name: '编辑', exact: true }).click();
    await tab.getByLabel('地址', { exact: true }).waitFor();
  }
  const save = async (tab, address) => {
    await tab.getByLabel('地址', { exact: true }).fill(address);
    await tab.keyboard.press('Control+s');
  };
  await save(other, '二号路');
  await other.getByRole('region', { name: '动态' }).getByText('二号路').waitFor();
  await save(page, '三号路');
  const conflict = page.getByRole('dialog', { name: '这条记录刚被别人改过' });
  await conflict.getByRole('radio', { name: '我的修改 三号路' }).waitFor();
  await conflict.getByRole('radio', { name: '对方的版本 二号路' }).waitFor();
  await conflict.getByRole('button', { name: '按选择保存' }).click();
  await page.getByRole('region', { name: '动态' }).getByText('三号路').waitFor();
});

test('a selection is handed over, and says what became of each', async (t) => {
  const page = await enter(t);
  const mine = await make(page, 'customer', { name: `移交甲${run}` });
  const heirs = await (await page.request.get('/api/users?q=沈桂英')).json();
  const [heir] = heirs.items;
  await make(page, 'customer', { name: `移交乙${run}`, owner: heir.id });
  await searched(page, run);
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
  await searched(page, run);
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

test('a phone has cards, and everything within reach of the thumb', async (t) => {
  const page = await enter(t, PHONE);
  const name = `掌上服饰${run}`;
  await page.goto(LIST);
  await createOnPhone(page, '客户');
  await page.getByLabel('客户名称').fill(name);
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByRole('button', { name: '写跟进' }).last().click();
  await page.getByRole('textbox', { name: '写跟进' }).fill('路上打了电话');
  await page.getByRole('region', { name: '动态' }).getByRole('button', { name: '保存' }).click();
  await page.getByRole('region', { name: '动态' }).getByText('路上打了电话').waitFor();
  await page.getByRole('navigation').getByRole('link', { name: '客户' }).click();
  await searched(page, name);
  await page.getByRole('list', { name: '客户' }).getByRole('link').first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, 'nothing is wider than the screen');
  await page.getByRole('link', { name: '全部', exact: true }).click();
  await page.getByRole('link', { name: '我的账户' }).click();
  await page.getByText('登录中的设备').waitFor();
});
