import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESK, enter, faults, make, open, PHONE, password, signIn } from './support.mjs';

const row = (page, name) => page.getByRole('row').or(page.getByRole('listitem')).filter({ hasText: name });

async function tool(page, name, what) {
  await page.getByRole('button', { name: `${name}的操作` }).click();
  const item = page.getByRole('menuitem', { name: what });
  await item.click();
  // The next menu may have an item of that name, too.
  await item.waitFor({ state: 'hidden' });
}

async function pick(page, label, name) {
  await page.getByLabel(label).click();
  await page.getByLabel(label).fill(name);
  await page.locator('.ant-select-item-option:visible').filter({ hasText: name }).first().click();
}

/** Somebody new, invited by the form; answers the link. */
async function invite(page, login, name) {
  await page.goto('/people');
  await page.getByRole('button', { name: '添加员工' }).click();
  const form = page.getByRole('dialog', { name: '添加员工' });
  await form.getByLabel('姓名').fill(name);
  await form.getByLabel('账号').fill(login);
  await form.getByLabel('职位').fill('销售代表');
  await form.getByLabel('角色').fill('销售');
  await page.getByTitle('销售', { exact: true }).click();
  await page.keyboard.press('Escape');
  await form.getByRole('button', { name: '邀请', exact: true }).click();
  const told = page.getByRole('dialog', { name: `${name} 的邀请链接` });
  const link = await told.getByLabel('邀请链接').inputValue();
  assert.deepEqual(await faults(page), [], 'the invitation');
  await told.getByRole('button', { name: '完成' }).click();
  await row(page, name).getByText('待接受邀请').waitFor();
  return link;
}

for (const [name, options] of [
  ['on a desk', DESK],
  ['on a phone', PHONE],
])
  test(`somebody is invited, chooses a password and comes in, ${name}`, async (t) => {
    const admin = await enter(t, options);
    const [login, person] = name === 'on a desk' ? ['yaoqi', '姚琪'] : ['mabo', '马博'];
    const link = await invite(admin, login, person);
    assert.match(new URL(link).hash, /^#.{43}$/, 'the token stands where no server is told of it');

    const guest = await open(t, options);
    const asked = [];
    guest.on('request', (request) => asked.push(request.url()));
    await guest.goto(link);
    await guest.getByRole('heading', { name: `欢迎，${person}` }).waitFor();
    assert.deepEqual(await faults(guest), [], 'the page of the invited');
    await guest.getByLabel('密码', { exact: true }).fill(password);
    await guest.getByLabel('再输一次密码').fill(password);
    await guest.getByRole('button', { name: '设置密码并进入' }).click();
    await guest.getByRole('heading', { level: 1 }).waitFor();
    await guest.waitForURL((url) => url.pathname === '/' && url.hash === '');
    const token = new URL(link).hash.slice(1);
    assert.ok(
      asked.every((url) => !new URL(url).pathname.includes(token) && !new URL(url).search.includes(token)),
    );

    const late = await open(t, options);
    await late.goto(link);
    await late.getByRole('heading', { name: '链接已失效' }).waitFor();
    await signIn(late, { login });
    await late.waitForURL((url) => url.pathname === '/');
    await admin.reload();
    await row(admin, person).getByText('正常').waitFor();
  });

test('departments are added, led, moved and deleted beside the list', async (t) => {
  const page = await enter(t);
  await page.goto('/people');
  const tree = page.getByRole('navigation', { name: '部门' });
  for (const name of ['华北大区', '北京组']) {
    await tree.getByRole('button', { name: '添加部门' }).click();
    const form = page.getByRole('dialog', { name: '添加部门' });
    await form.getByLabel('部门名称').fill(name);
    await page.keyboard.press('Control+s');
    await tree.getByRole('button', { name: new RegExp(`^${name} \\d`) }).waitFor();
    await page.getByText('这个部门还没有员工。').waitFor();
  }
  await tool(page, '北京组', '修改名称、上级和负责人');
  const form = page.getByRole('dialog', { name: '编辑 北京组' });
  await form.getByLabel('部门名称').fill('北京一组');
  await page.keyboard.press('Control+s');
  await tree.getByRole('button', { name: /^北京一组 \d/ }).waitFor();
  const remove = async (name) => {
    await tool(page, name, '删除');
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  };
  await remove('华北大区');
  await page.getByText('还有 1 个下级部门').waitFor();
  await remove('北京一组');
  await page.getByText('已删除 北京一组').waitFor();
  await remove('华北大区');
  await page.getByText('已删除 华北大区').waitFor();
});

test('before somebody is given a role one sees what it would do', async (t) => {
  const page = await enter(t);
  await make(page, 'customer', { name: '影响商行' });
  await page.goto('/people');
  await page.getByLabel('姓名或账号').fill('seller26');
  const [{ name }] = (await (await page.request.get('/api/users?q=seller26')).json()).items;
  await tool(page, name, '编辑');
  const form = page.getByRole('dialog', { name: `编辑 ${name}` });
  const look = form.getByRole('button', { name: '先看影响' });
  await form.getByLabel('职位').fill('主管');
  assert.equal(await look.count(), 0, 'a post changes nothing about access');
  await form.getByLabel('角色').fill('老板');
  await page.getByTitle('老板', { exact: true }).click();
  await page.keyboard.press('Escape');
  await look.click();
  const effect = form.getByRole('region', { name: '这项修改的影响' });
  await effect.getByText(/1 人可以多查看 [\d,]+ 条客户/).waitFor();
  assert.deepEqual(await faults(page), [], 'what a role would do');
  await form.getByLabel('保密等级').fill('3');
  assert.equal(await effect.count(), 0, 'what was asked is not what would be saved any more');
});

test('what somebody leaves is handed over, and taken back', async (t) => {
  const page = await enter(t);
  const users = async (q) => (await (await page.request.get(`/api/users?q=${q}`)).json()).items;
  const [leaver] = await users('seller28');
  const [heir] = await users('seller27');
  for (const n of [1, 2, 3]) await make(page, 'customer', { name: `交接商行${n}`, owner: leaver.id });
  await page.goto('/people');
  await page.getByLabel('姓名或账号').fill('seller28');

  await tool(page, leaver.name, '转为待离职');
  await page.getByRole('dialog').getByRole('button', { name: '转为待离职' }).click();
  await row(page, leaver.name).getByText('待离职').waitFor();
  await tool(page, leaver.name, '待离职周报');
  const report = page.getByRole('dialog', { name: `${leaver.name} 的待离职周报` });
  await report.getByText(/^\d{4}-\d\d-\d\d 至 /).waitFor();
  assert.deepEqual(await faults(page), [], 'the weekly report');
  await page.keyboard.press('Escape');
  await report.waitFor({ state: 'detached' });

  await page.request.patch(`/api/users/${leaver.id}`, { data: { superior: heir.id } });
  const superior = await open(t, PHONE);
  await superior.goto('/');
  await signIn(superior, { login: 'seller27' });
  await superior.getByRole('link', { name: '消息' }).click();
  const duty = superior.getByRole('link', { name: leaver.name });
  await duty.click();
  await superior.getByRole('dialog', { name: `${leaver.name} 的待离职周报` }).waitFor();
  await superior.goto('/messages');
  await superior.getByRole('heading', { name: '后台任务' }).waitFor();
  assert.equal(await duty.count(), 0, 'what was read is no duty any more');

  await tool(page, leaver.name, '离职交接');
  const wizard = page.getByRole('dialog', { name: `${leaver.name} 的离职交接` });
  await wizard.getByText('客户', { exact: true }).waitFor();
  assert.deepEqual(await faults(page), [], 'what there is');
  await wizard.getByRole('button', { name: '选择接手人' }).click();
  await pick(page, '客户的接手人 1', heir.name);
  assert.deepEqual(await faults(page), [], 'who gets it');
  await wizard.getByRole('button', { name: '预览' }).click();
  await wizard.getByText(`个客户移交给 ${heir.name}`).waitFor();
  await wizard.getByText(`停用 ${leaver.name} 的账号`).waitFor();
  // The pointer lies where the next button has come up; how that looks when pointed at is another matter.
  await page.mouse.move(0, 0);
  assert.deepEqual(await faults(page), [], 'the preview');
  await wizard.getByRole('button', { name: '开始交接' }).click();
  await wizard.getByText('交接完成').waitFor();
  assert.deepEqual(await faults(page), [], 'the result');
  const owner = async () => {
    const filter = JSON.stringify({ field: 'name', op: 'eq', value: '交接商行1' });
    const answer = await page.request.get(`/api/records/customer?filter=${encodeURIComponent(filter)}`);
    return (await answer.json()).items[0].owner.title;
  };
  assert.equal(await owner(), heir.name);

  await wizard.getByRole('button', { name: '撤销交接' }).click();
  await page.getByRole('dialog', { name: '撤销这次交接' }).getByRole('button', { name: '撤销交接' }).click();
  await wizard.getByText(/已归还 \d+ 条记录。/).waitFor();
  assert.equal(await owner(), leaver.name);
  await wizard.getByRole('button', { name: '完成' }).click();
  // Taking back enables nobody.
  await row(page, leaver.name).getByText('已停用').waitFor();
  await tool(page, leaver.name, '启用');
  await row(page, leaver.name).getByText('正常').waitFor();
});

test('a row opens the person: who they are, what they do, and what one may do with them', async (t) => {
  const page = await enter(t);
  const [{ name }] = (await (await page.request.get('/api/users?q=seller25')).json()).items;
  await page.goto('/people');
  await page.getByLabel('姓名或账号').fill('seller25');
  await row(page, name).getByText('普通员工').click();
  const sheet = page.getByRole('dialog', { name });
  await sheet.getByText('seller25').waitFor();
  await sheet.getByRole('button', { name: '编辑' }).waitFor();
  assert.deepEqual(await faults(page), [], 'a person');
  await page.reload();
  await sheet.getByRole('link', { name: '审计日志' }).click();
  await page.waitForURL(/\/audit\?user=/);
  await page.getByRole('search', { name: '筛选审计日志' }).getByText(name).waitFor();
});

test('a login is proposed from the name, until somebody types one', async (t) => {
  const page = await enter(t);
  await page.goto('/people');
  await page.getByRole('button', { name: '添加员工' }).click();
  const form = page.getByRole('dialog', { name: '添加员工' });
  const login = (value) =>
    page.waitForFunction(
      (value) => [...document.querySelectorAll('input')].some((one) => one.value === value),
      value,
    );
  await form.getByLabel('姓名').fill('曾庆红');
  await login('zengqinghong');
  await form.getByLabel('账号').fill('zeng');
  await form.getByLabel('姓名').fill('曾庆');
  assert.equal(await form.getByLabel('账号').inputValue(), 'zeng');
});

for (const [where, options] of [
  ['on a desk', DESK],
  ['on a phone', PHONE],
])
  test(`several people are invited by pasting them, and a wrong line stays to be mended, ${where}`, async (t) => {
    const page = await enter(t, options);
    const people = where === 'on a desk' ? ['冯敏', '程浩', '龚丽'] : ['蒋雯', '谭立', '邹凯'];
    await page.goto('/people');
    await page.getByRole('button', { name: '批量邀请' }).click();
    const sheet = page.getByRole('dialog', { name: '批量邀请' });
    const lines = [
      `${people[0]}\t销售部\t普通员工`,
      `${people[1]}\t飞行部\t普通员工`,
      `${people[2]}\t销售部\t`,
    ];
    await sheet.getByLabel('粘贴名单').fill(['姓名\t部门\t角色', ...lines].join('\n'));
    await sheet.getByRole('button', { name: '检查' }).click();
    await sheet.getByText('没有这个部门或角色：飞行部').waitFor();
    await sheet.getByText('还有 1 行需要修改').waitFor();
    assert.equal(await sheet.getByRole('button', { name: '邀请 3 人' }).isDisabled(), true);
    assert.deepEqual(await faults(page), [], 'the lines');
    // Somebody takes the login meanwhile: that line alone stays.
    const taken = await sheet.getByLabel(`${people[2]}的账号`).inputValue();
    await page.request.post('/api/users', { data: { login: taken, name: '先到一步', password } });
    await sheet.getByRole('button', { name: '忽略不认识的内容' }).click();
    await sheet.getByRole('button', { name: '邀请 3 人' }).click();
    await sheet.getByText('已邀请 2 人').waitFor();
    await sheet.getByText('这个账号已被使用').waitFor();
    assert.equal(await sheet.getByText(/\/invite#/).count(), 2);
    await sheet.getByLabel(`${people[2]}的账号`).fill(`${taken}9`);
    await sheet.getByRole('button', { name: '邀请 1 人' }).click();
    await sheet.getByText('已邀请 3 人').waitFor();
    assert.deepEqual(await faults(page), [], 'the links');
    await sheet.getByRole('button', { name: '完成' }).click();
    await row(page, people[2]).getByText('待接受邀请').waitFor();
  });
