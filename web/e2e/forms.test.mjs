// Forms and edits in place: little is asked, numbers are read while they are typed, and two who write do not get into each other's way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, password, post, sharedHouse, signedIn } from './server.mjs';
import { enter, make, open, PHONE, showEmpty } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const LIST = '/r/customer?view=all';
const pictures = process.env.KEDUN_PICTURES;
const picture = (page, name) => pictures && page.screenshot({ path: `${pictures}/${name}.png` });
const read = async (page, id, object = 'customer') =>
  (await page.request.get(`/api/records/${object}/${id}`)).json();
const timeline = (page) => page.getByRole('region', { name: '动态' });

/** Somebody who sees all customers beside the administrator. */
async function colleague(t, login, name, options) {
  const url = await sharedHouse();
  const cookie = await signedIn(url, admin.login);
  await post(url, cookie, '/users', { login: `${login}.${run}`, name, roles: ['boss'], password });
  const page = await open(t, options);
  const answer = await page.request.post('/api/session', { data: { login: `${login}.${run}`, password } });
  assert.equal(answer.status(), 200);
  return page;
}

test('a new customer asks for six fields, is one\u2019s own, and brings its first contact along', async (t) => {
  const page = await enter(t);
  const name = `短表单${run}`;
  await page.goto(`${LIST}&new=true`);
  const form = page.getByRole('dialog', { name: '新建客户' });
  await form.getByLabel('客户名称').fill(name);
  assert.equal(await form.locator('[data-field]').count(), 6);
  await form.locator('[data-field="owner"]').getByText(admin.name).waitFor();
  await form.getByRole('button', { name: '同时添加联系人' }).click();
  const contact = form.getByRole('group', { name: /同时添加的联系人/ });
  await contact.getByLabel('手机').fill('12');
  await contact.getByLabel('姓名').waitFor();
  await picture(page, 'form-contact');
  await page.keyboard.press('Control+s');
  await contact.getByText('请填写这一项').waitFor();
  await contact.getByLabel('姓名').fill('王敏');
  await page.keyboard.press('Control+s');
  await contact.locator('[data-field="mobile"][data-refused]').waitFor();
  const { items } = await (
    await page.request.get(`/api/records/customer?q=${encodeURIComponent(name)}`)
  ).json();
  assert.deepEqual(items, [], 'all or nothing');
  await contact.getByLabel('手机').fill('138 0000 1234');
  await page.keyboard.press('Control+s');
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByRole('region', { name: '联系人' }).getByRole('link', { name: '王敏' }).waitFor();
  const [, id] = /customer\/(\d+)/.exec(page.url());
  assert.equal((await read(page, id)).owner.title, admin.name);
});

test('numbers are read while they are typed: a check character, ten thousands, a telephone, mail', async (t) => {
  const page = await enter(t);
  await page.goto(`${LIST}&new=true`);
  const form = page.getByRole('dialog', { name: '新建客户' });
  await form.getByRole('button', { name: /^全部字段（还有 \d+ 项）$/ }).click();
  const code = form.locator('[data-field="tax_number"]');
  await code.getByRole('textbox').fill('9135 0100');
  await code.getByText('已填 8 位，还差 10 位').waitFor();
  await code.getByRole('textbox').fill('91350100M000100Y44');
  await code.getByText('校验位不对').waitFor();
  await code.getByRole('textbox').fill('91350100M000100Y43');
  await code.getByText('校验通过').waitFor();
  const volume = form.locator('[data-field="yearly_volume"]');
  await volume.getByRole('textbox').fill('12.5万');
  await volume.getByText('即 12.5万').waitFor();
  await volume.getByRole('textbox').fill('1,23');
  await volume.getByText('看不懂这个金额').waitFor();
  for (const [field, wrong, right] of [
    ['mobile', '1380000', '13800004321'],
    ['email', 'lin@', 'lin@example.com'],
  ]) {
    const box = form.locator(`[data-field="${field}"]`);
    await box.getByRole('textbox').fill(wrong);
    await box.getByRole('status').waitFor();
    assert.equal(await box.getByRole('alert').count(), 0, 'calmly: one may not be done yet');
    await box.getByRole('textbox').fill(right);
    await box.getByRole('status').waitFor({ state: 'detached' });
  }
  await picture(page, 'form-readings');
});

test('a field is changed where it stands by one click or by keys alone, and Tab goes on to the next', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', {
    name: `就地${run}`,
    email: 'a@example.com',
    address: '一号路',
    website: 'https://example.com',
  });
  await page.goto(`/r/customer/${id}`);
  await page.getByText('一号路').click();
  const address = page.getByRole('textbox', { name: '地址' });
  await address.fill('二号路');
  await address.press('Escape');
  await page.getByText('一号路').waitFor();
  await page.getByRole('button', { name: '修改地址' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('F2');
  await address.fill('三号路');
  await address.press('Tab');
  await page.getByRole('textbox', { name: '网址' }).and(page.locator(':focus')).waitFor();
  await page.getByText('三号路').first().waitFor();
  await page.keyboard.press('Shift+Tab');
  await address.and(page.locator(':focus')).waitFor();
  await picture(page, 'edit-in-place');
  await page.keyboard.press('Escape');
  assert.equal((await read(page, id)).address, '三号路');
  // What leads somewhere leads there.
  const link = page.getByRole('link', { name: 'a@example.com' });
  assert.match(await link.first().getAttribute('href'), /^mailto:/);
  // An Enter that ends a composition takes it over, and saves nothing.
  await page.getByRole('button', { name: '修改地址' }).press('Enter');
  await address.fill('四号路');
  await address.evaluate((box) =>
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })),
  );
  await address.press('Escape');
  await page.getByText('三号路').first().waitFor();
  assert.equal((await read(page, id)).address, '三号路');
});

test('an edit in place is told of a duplicate as a form is, and saves it for a reason', async (t) => {
  const page = await enter(t);
  await make(page, 'customer', { name: `原有${run}`, phone: '0512-61234567' });
  const { id } = await make(page, 'customer', { name: `同号${run}` });
  await page.goto(`/r/customer/${id}`);
  await showEmpty(page);
  await page.getByRole('button', { name: '修改座机' }).click();
  await page.getByRole('textbox', { name: '座机' }).fill('0512-61234567');
  await page.getByText('已经有一样的').waitFor();
  await page.getByLabel('允许重复的原因').fill('同一总机');
  await picture(page, 'edit-duplicate');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '修改座机' }).waitFor();
  assert.equal((await read(page, id)).phone, '0512-61234567');
});

test('people are found by the sound of their names, with their department, and only who can have it', async (t) => {
  const url = await sharedHouse();
  const cookie = await signedIn(url, admin.login);
  const department = await post(url, cookie, '/departments', { name: `北区${run}` });
  const person = (login, name, roles) =>
    post(url, cookie, '/users', {
      login: `${login}.${run}`,
      name,
      roles,
      department: department.id,
      password,
    });
  await person('ouyang', '欧阳修文', ['sales']);
  await person('ouyangs', '欧阳审计', ['auditor']);
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `找人${run}` });
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '移交' }).click();
  const dialog = page.getByRole('dialog', { name: '移交' });
  await dialog.getByLabel('负责人').fill('ouyang');
  const offered = page.locator('.ant-select-item-option');
  await offered.filter({ hasText: '欧阳修文' }).getByText(`北区${run}`).waitFor();
  assert.equal(await offered.filter({ hasText: '欧阳审计' }).count(), 0);
  await picture(page, 'people');
  await offered.filter({ hasText: '欧阳修文' }).click();
  await dialog.getByRole('button', { name: '移交' }).click();
  await timeline(page).getByText('欧阳修文').first().waitFor();
});

for (const [where, options] of [
  ['at the desk', {}],
  ['on a phone', { ...PHONE, reducedMotion: 'reduce' }],
])
  test(`two who write are told of each other, and only what both changed is asked about, ${where}`, async (t) => {
    const page = await enter(t, options);
    const login = `second${where.length}`;
    const other = await colleague(t, login, `吴老板${where.length}`, options);
    const { id } = await make(page, 'customer', {
      name: `同写${run}${where.length}`,
      address: '一号路',
      tags: ['key'],
    });
    for (const one of [page, other]) await one.goto(`/r/customer/${id}`);
    // Whoever came first hears of the other with the next beat; whoever comes later at once.
    await other.getByText(`${admin.name} 也在看`).waitFor();
    for (const one of [page, other]) await one.getByRole('button', { name: '编辑', exact: true }).click();
    const form = (one) => one.getByRole('dialog', { name: /^编辑/ });
    await form(other).getByLabel('简称').fill('同写');
    await form(other).getByRole('button', { name: '保存' }).click();
    await form(other).waitFor({ state: 'detached' });
    await form(page).getByLabel('地址', { exact: true }).fill('三号路');
    await form(page).getByRole('button', { name: '保存' }).click();
    await page.getByText(/刚保存了别的内容/).waitFor();
    await form(page).waitFor({ state: 'detached' });
    const merged = await read(page, id);
    assert.deepEqual([merged.short_name, merged.address], ['同写', '三号路']);

    for (const one of [page, other]) {
      // Its sheet is closed; so is the entry that the sheet had in the history.
      await one.waitForFunction(() => !history.state?.layers);
      await one.goto(`/r/customer/${id}`);
      await one.getByRole('button', { name: '编辑', exact: true }).click();
    }
    await form(other).getByLabel('地址', { exact: true }).fill('五号路');
    await form(other).getByLabel('简称').fill('同写五');
    await form(other).getByRole('button', { name: '保存' }).click();
    await form(other).waitFor({ state: 'detached' });
    await form(page).getByLabel('地址', { exact: true }).fill('七号路');
    await form(page).getByRole('button', { name: '保存' }).click();
    const conflict = page.getByRole('dialog', { name: '这条记录刚被别人改过' });
    await conflict.getByRole('radio', { name: '我的修改 七号路' }).waitFor();
    assert.equal(await conflict.getByRole('group').count(), 1, 'asked about the address alone');
    await picture(page, `conflict-${where.length}`);
    await conflict.getByRole('button', { name: '按选择保存' }).click();
    await conflict.waitFor({ state: 'hidden' });
    await form(page).waitFor({ state: 'detached' });
    const last = await read(page, id);
    assert.deepEqual([last.short_name, last.address], ['同写五', '七号路']);
  });

test('a session that ends while a field is changed in its place keeps what was typed', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `就地过夜${run}`, address: '一号路' });
  await page.goto(`/r/customer/${id}`);
  await page.getByText('一号路').click();
  const address = page.getByRole('textbox', { name: '地址' });
  await address.fill('写到一半');
  await page.request.delete('/api/session');
  await address.press('Enter');
  const again = page.getByRole('dialog', { name: '登录已过期' });
  await again.getByLabel('密码', { exact: true }).fill(password);
  await again.getByRole('button', { name: '登录' }).click();
  await again.waitFor({ state: 'hidden' });
  assert.equal(await address.inputValue(), '写到一半');
  await address.press('Enter');
  await page.getByRole('button', { name: '修改地址' }).waitFor();
  assert.equal((await read(page, id)).address, '写到一半');
});

test('in the box for a follow-up Enter makes a new line, and an input method keeps its own', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `换行${run}` });
  await page.goto(`/r/customer/${id}`);
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/records/follow_up')) sent += 1;
  });
  const box = page.getByRole('textbox', { name: '写跟进' });
  await box.fill('第一行');
  await box.press('End');
  await box.press('Enter');
  await page.keyboard.type('second');
  await box.evaluate((area) =>
    area.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true }),
    ),
  );
  assert.equal(await box.inputValue(), '第一行\nsecond');
  assert.equal(sent, 0);
  await page.keyboard.press('Control+Enter');
  await timeline(page).getByRole('listitem').getByText('second').first().waitFor();
  assert.equal(sent, 1);
});
