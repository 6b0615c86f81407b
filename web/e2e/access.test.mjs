// Who may what: a role made and looked at before it is saved, a wrong policy marked at its place, a right that ends with the next request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forty } from './forty.mjs';
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

/** Chooses from the list that is open. */
const choose = (page, name) =>
  page.locator('.ant-select-dropdown:visible').getByTitle(name, { exact: true }).click();

async function remove(page, card) {
  await card.click();
  await button(page, '删除').click();
  await page
    .getByRole('dialog', { name: /删除策略/ })
    .getByRole('button', { name: /删\s*除/ })
    .click();
  await card.waitFor({ state: 'detached' });
}

test('a wrong policy is marked at its place; a template makes a right one, and is a form again afterwards', async (t) => {
  const page = await enter(t);
  await page.goto('/access?tab=policies');
  await button(page, '新建策略').first().click();
  const editor = page.getByRole('textbox', { name: '策略文字' });
  await editor.fill('forbid (principal, action in [Action::"export"], resource)\nwhen { resource.wings };');
  await page.getByText(/第 \d+ 行第 \d+ 列：没有这个属性/).waitFor();
  await page.locator('.cm-lintRange-error').waitFor();
  assert.deepEqual(await faults(page), []);

  await page.getByRole('combobox', { name: '模板', exact: true }).click();
  await choose(page, '大量导出需要刚刚验证');
  // What was written does not go without a word.
  await page
    .getByRole('dialog', { name: '用模板替换现有的文字？' })
    .getByRole('button', { name: /替\s*换/ })
    .click();
  await page.getByRole('spinbutton', { name: '行数' }).fill('500');
  await page.getByText('一次导出超过 500 行，须在最近 5 分钟内通过二次验证。').waitFor();
  await page.getByText('语法正确，可以保存').waitFor();
  await page.getByText(/目前还不能进行二次验证/).waitFor();
  assert.deepEqual(await faults(page), []);
  await page.getByLabel('名称').fill(`大量导出${run}`);
  await button(page, '先看影响').click();
  const effect = page.getByRole('region', { name: '这项修改的影响' });
  await effect.getByText(/没有二次验证、一次取很多条时：取消 \d+ 人的客户导出/).waitFor();
  await button(page, '保存').click();

  const card = page.getByRole('button', { name: new RegExp(`大量导出${run}.*超过 500 行`) });
  await card.click();
  await page.getByRole('spinbutton', { name: '行数' }).fill('800');
  await button(page, '保存').click();
  await remove(page, page.getByRole('button', { name: new RegExp(`大量导出${run}.*超过 800 行`) }));
});

test('a template that nobody can meet says so and offers to name the office; until then people see why they cannot export', async (t) => {
  const page = await enter(t);
  const seller = await person(t, 'seller11');
  await page.goto('/access?tab=policies');
  await button(page, '新建策略').first().click();
  await page.getByRole('combobox', { name: '模板', exact: true }).click();
  await choose(page, '大量导出需要刚刚验证');
  await page.getByRole('combobox', { name: '模板', exact: true }).click();
  await choose(page, '离开办公网络时隐藏字段');
  assert.equal(
    await page.getByLabel('名称').inputValue(),
    '离开办公网络时隐藏字段',
    'the name of a template goes with it',
  );
  await page.getByText(/还没有设置办公网络/).waitFor();
  // Another policy of the kind, which hangs on no hour.
  const made = await page.request.post('/api/policies', {
    data: {
      name: `办公室导出${run}`,
      text: 'forbid (principal, action in [Action::"export"], resource) unless { context.network == "office" };',
    },
  });
  assert.equal(made.status(), 201, await made.text());
  await seller.page.goto('/r/customer?view=all');
  const off = seller.page.getByRole('button', { name: '导出', exact: true });
  assert.equal(await off.getAttribute('aria-disabled'), 'true');
  await off.hover();
  await seller.page.getByRole('tooltip', { name: new RegExp(`现在不能导出：.*办公室导出${run}`) }).waitFor();
  assert.deepEqual(await faults(seller.page), []);

  await button(page, '设置办公网络').click();
  const office = page.getByRole('dialog', { name: '办公网络' });
  await office.getByLabel('网络地址').fill('我们办公室');
  await office.getByRole('button', { name: /保\s*存/ }).click();
  await office.getByText(/“我们办公室”不是网络地址/).waitFor();
  await office.getByLabel('网络地址').fill('');
  await office.getByRole('button', { name: /加入您现在的网络 127\.0\.0\.1\/32/ }).click();
  assert.deepEqual(await faults(page), []);
  await office.getByRole('button', { name: /保\s*存/ }).click();
  await page.getByText(/还没有设置办公网络/).waitFor({ state: 'detached' });
  await seller.page.reload();
  await off.waitFor();
  assert.equal(await off.getAttribute('aria-disabled'), null);

  const { id, version } = await made.json();
  await page.request.delete(`/api/policies/${id}`, { headers: { 'If-Match': String(version) } });
  await page.request.put('/api/access/settings', { data: { office: [] } });
});

test('a role over forty objects stands by groups, and says by groups what differs', async (t) => {
  const page = await enter(t);
  await page.route('**/api/policies/vocabulary', async (route) => {
    const answer = await route.fetch();
    const words = await answer.json();
    const described = (object) => ({
      ...object,
      verbs: words.objects[0].verbs,
      fields: [{ name: 'amount', label: '金额', kind: 'money', closable: true }],
    });
    const known = new Set(words.objects.map(({ name }) => name));
    const others = forty([{ name: 'customer', page: { related: [] }, fields: [] }])
      .filter(({ name }) => !known.has(name))
      .map(described);
    await route.fulfill({ response: answer, json: { ...words, objects: [...words.objects, ...others] } });
  });
  await page.goto('/access');
  await page
    .getByRole('button', { name: /^销售(?!主管)/ })
    .first()
    .click();
  const matrix = page.getByRole('region', { name: '记录权限' });
  await matrix.getByRole('button', { name: /^财务/ }).waitFor();
  assert.equal(await matrix.getByRole('rowheader', { name: /发票/ }).count(), 0, 'folded away');
  assert.deepEqual(await faults(page), []);
  await page.getByRole('searchbox', { name: '查找对象' }).fill('发票');
  await matrix.getByRole('switch', { name: '单独设置发票' }).click();
  await cell(page, '发票', '查看').selectOption('全部');
  await page.getByText('这次修改了 1 处').click();
  const finance = page.getByRole('region', { name: '财务' });
  await finance.getByText('发票 · 查看: 不允许 → 全部').waitFor();
  assert.deepEqual(await faults(page), []);
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
  await make(page, 'customer', { name: `自己的${run}`, owner: seller.id });
  await make(page, 'customer', { name: `别人的${run}` });
  await page.goto('/access?tab=lookup');
  await page.getByRole('combobox', { name: '员工' }).fill(seller.name);
  await page.locator('.ant-select-dropdown:visible').getByText(seller.name).first().click();
  const line = page.getByRole('listitem').filter({ hasText: `自己的${run}` });
  await line.waitFor();
  assert.equal(await page.getByText(`别人的${run}`).count(), 0);
  assert.deepEqual(await faults(page), []);
  await line.getByRole('button', { name: /为什么/ }).click();
  const sheet = page.getByRole('dialog', { name: new RegExp(`客户 自己的${run}`) });
  await sheet.getByText('依据 角色「普通员工」：本人').first().waitFor();
  assert.deepEqual(await faults(page), []);
  await sheet.getByRole('button', { name: /关闭|Close/ }).click();
  await page.getByRole('combobox', { name: '记录', exact: true }).fill(`别人的${run}`);
  await choose(page, `别人的${run}`);
  await button(page, '能不能、为什么').click();
  await page.getByRole('dialog', { name: new RegExp(`客户 别人的${run}`) }).waitFor();
  await page.getByText('没有角色、共享或策略允许').first().waitFor();
});
