import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, PHONE, signIn } from './support.mjs';

const unique = (name) => `${name}${Date.now().toString(36)}`;

async function create(page, name) {
  await page.goto('/r/customer?view=all');
  await page.getByRole('button', { name: '新建客户' }).first().click();
  await page.getByLabel('客户名称').fill(name);
  await page.keyboard.press('Control+s');
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

test('a sales person writes down a customer and what was said', async () => {
  const { page, complaints } = await open();
  await signIn(page);
  const name = unique('端到端测试公司');
  await create(page, name);

  await page.getByRole('button', { name: '写跟进' }).click();
  await page.getByRole('textbox', { name: '写跟进' }).fill('电话沟通了需求');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('region', { name: '动态' }).getByText('电话沟通了需求').waitFor();

  await page.getByRole('button', { name: '修改邮箱' }).click();
  await page.getByRole('textbox', { name: '邮箱' }).fill('a@example.com');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'a@example.com' }).first().waitFor();

  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '删除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await page.getByRole('button', { name: '撤销' }).click();
  await page.getByText(`已恢复 ${name}`).waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('a form misses what is required, warns of a duplicate and guards what was typed', async () => {
  const { page } = await open();
  await signIn(page);
  const name = unique('重复测试公司');
  await create(page, name);
  await page.goto('/r/customer?view=all&new=true');
  await page.getByLabel('客户名称').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByText('请填写这一项').waitFor();
  await page.getByLabel('客户名称').fill(name);
  await page.getByText('已经有一样的').waitFor();
  await page.getByRole('dialog').getByRole('link', { name }).waitFor();
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByRole('dialog', { name: '还有内容没有保存' }).waitFor();
  await page.getByRole('button', { name: '继续填写' }).click();
  assert.equal(await page.getByLabel('客户名称').inputValue(), name);
  await page.context().close();
});

test('a list is driven by the keyboard', async () => {
  const { page } = await open();
  await signIn(page);
  await create(page, unique('键盘测试公司'));
  await page.goto('/r/customer?view=all');
  await page.getByRole('row').nth(1).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('已选 1 个').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/r\/customer\/\d+/);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '全局搜索' }).fill('审计');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/audit/);
  await page.context().close();
});

test('a phone has cards, and everything within reach of the thumb', async () => {
  const { page } = await open(PHONE);
  await signIn(page);
  const name = unique('手机测试公司');
  await create(page, name);
  await page.goto('/r/customer?view=all');
  await page.getByRole('list', { name: '客户' }).getByRole('link').first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, 'nothing is wider than the screen');
  await page.getByRole('link', { name: '我的' }).click();
  await page.getByText('登录中的设备').waitFor();
  await page.context().close();
});

test('whoever is signed out comes back to where one was', async () => {
  const { page } = await open();
  await signIn(page);
  await page.goto('/r/contact');
  await page.getByRole('heading', { level: 1, name: '联系人' }).waitFor();
  await page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await page.reload();
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel('账号').fill('nobody');
  await page.getByLabel('密码', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('alert').waitFor();
  await page.context().close();
});
