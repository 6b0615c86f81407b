// Who may what: a role made and looked at before it is saved, a wrong policy marked at its place, a right that ends with the next request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, faults, make, open, PHONE, password } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const button = (page, name) => page.getByRole('button', { name, exact: true });
const cell = (page, object, verb) => page.getByLabel(`${object} · ${verb}`, { exact: true });

async function person(t, login) {
  const page = await open(t);
  const answer = await page.request.post('/api/session', { data: { login, password } });
  assert.equal(answer.status(), 200);
  const { user } = await (await page.request.get('/api/session')).json();
  const seen = async (id) => (await page.request.get(`/api/records/customer/${id}`)).status();
  return { ...user, page, seen };
}

test('a role is made, given, looked at before it changes, and taken away at once', async (t) => {
  const page = await enter(t);
  const seller = await person(t, 'seller8');
  const { id } = await make(page, 'customer', { name: `角色测试${run}` });
  const give = async (roles) => {
    const answer = await page.request.patch(`/api/users/${seller.id}`, { data: { roles } });
    assert.equal(answer.status(), 200, await answer.text());
  };
  assert.equal(await seller.seen(id), 404);

  await page.goto('/access');
  await button(page, '新建角色').click();
  await page.getByLabel('代号').fill(`aide_${run}`);
  await page.getByLabel('名称').fill(`客户助理${run}`);
  await cell(page, '所有对象', '查看').selectOption('全部');
  assert.deepEqual(await faults(page), []);
  await button(page, '保存').click();
  await page.getByText('已保存').first().waitFor();
  const card = page.getByRole('button', { name: new RegExp(`客户助理${run}`) });
  await card.waitFor();

  await give(['employee', `aide_${run}`]);
  assert.equal(await seller.seen(id), 200);

  await page.reload();
  await card.click();
  await cell(page, '所有对象', '查看').selectOption('不允许');
  await button(page, '先看影响').click();
  const effect = page.getByRole('region', { name: '这项修改的影响' });
  // Whoever has customers of their own goes on seeing those.
  await effect.getByText(/(取消 1 人的客户查看|1 人将少查看 [\d,]+ 条客户)/).click();
  await effect.getByRole('rowheader', { name: seller.name }).waitFor();
  assert.deepEqual(await faults(page), []);
  assert.equal(await seller.seen(id), 200, 'looking changes nothing');
  await button(page, '保存').click();
  await page.getByText('已保存').first().waitFor();
  assert.equal(await seller.seen(id), 404, 'gone with the next request');

  await give(['employee']);
  await page.reload();
  await card.click();
  await button(page, '删除').click();
  await page
    .getByRole('dialog', { name: /删除角色/ })
    .getByRole('button', { name: /删\s*除/ })
    .click();
  await card.waitFor({ state: 'detached' });
});

test('a wrong policy is marked at its place; a template makes a right one', async (t) => {
  const page = await enter(t);
  await page.goto('/access?tab=policies');
  await button(page, '新建策略').first().click();
  const editor = page.getByRole('textbox', { name: '策略内容' });
  await editor.fill('forbid (principal, action in [Action::"export"], resource)\nwhen { resource.wings };');
  await page.getByText(/第 \d+ 行第 \d+ 列：没有这个属性/).waitFor();
  await page.locator('.cm-lintRange-error').waitFor();
  assert.deepEqual(await faults(page), []);

  await page.getByRole('combobox', { name: '从模板开始' }).click();
  await page.getByTitle('大量导出需要刚刚验证').click();
  await page.getByRole('spinbutton', { name: '行数' }).fill('500');
  await button(page, '填入').click();
  await page.getByText('语法正确，可以保存').waitFor();
  assert.equal(await page.locator('.cm-lintRange-error').count(), 0);
  await page.getByLabel('名称').fill(`大量导出${run}`);
  await button(page, '先看影响').click();
  const effect = page.getByRole('region', { name: '这项修改的影响' });
  await effect.getByText(/没有二次验证、一次取很多条时：取消 \d+ 人的客户导出/).waitFor();
  await button(page, '保存').click();
  const card = page.getByRole('button', { name: new RegExp(`大量导出${run}.*context.rows > 500`) });
  await card.click();
  await button(page, '删除').click();
  await page
    .getByRole('dialog', { name: /删除策略/ })
    .getByRole('button', { name: /删\s*除/ })
    .click();
  await card.waitFor({ state: 'detached' });
});

test('a record says who can see it, and by what', async (t) => {
  const page = await enter(t, { ...PHONE, reducedMotion: 'reduce' });
  const seller = await person(t, 'seller9');
  const { id } = await make(page, 'customer', { name: `谁能看到${run}`, owner: seller.id });
  await page.goto(`/r/customer/${id}`);
  await button(page, '更多操作').click();
  await page.getByRole('menuitem', { name: '谁能看到' }).click();
  const sheet = page.getByRole('dialog', { name: '谁能看到这条记录' });
  await sheet
    .getByRole('listitem')
    .filter({ hasText: seller.name })
    .getByText('角色「普通员工」：本人')
    .first()
    .waitFor();
  assert.deepEqual(await faults(page), []);
  await sheet.getByRole('combobox', { name: '按字段看' }).click();
  await page.getByTitle('手机').click();
  const line = sheet.getByRole('listitem').filter({ hasText: seller.name });
  await line.getByText('角色「普通员工」：本人，及共享给此人的').waitFor();
  await line.getByText('可看完整内容').waitFor();
  assert.deepEqual(await faults(page), []);
});

test('a list is seen as somebody else sees it, and says why', async (t) => {
  const page = await enter(t);
  const seller = await person(t, 'seller10');
  const own = await make(page, 'customer', { name: `自己的${run}`, owner: seller.id });
  const other = await make(page, 'customer', { name: `别人的${run}` });
  await page.goto('/access?tab=lookup');
  await page.getByRole('combobox', { name: '员工' }).fill(seller.name);
  await page.locator('.ant-select-dropdown:visible').getByText(seller.name).first().click();
  const line = page.getByRole('listitem').filter({ hasText: `自己的${run}` });
  await line.waitFor();
  assert.equal(await page.getByText(`别人的${run}`).count(), 0);
  assert.deepEqual(await faults(page), []);
  await line.getByRole('button', { name: /为什么/ }).click();
  const sheet = page.getByRole('dialog', { name: new RegExp(`客户 #${own.id}`) });
  await sheet.getByText('依据 角色「普通员工」：本人').first().waitFor();
  assert.deepEqual(await faults(page), []);
  await sheet.getByRole('button', { name: /关闭|Close/ }).click();
  await page.getByLabel('记录编号').fill(other.id);
  await button(page, '能不能、为什么').click();
  await page.getByText('没有角色、共享或策略允许').first().waitFor();
});
