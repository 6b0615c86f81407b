// A record from its form to its end: written down, changed, handed over, deleted, and what its timeline tells.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOnPhone, enter, make, open, PHONE, password } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const LIST = '/r/customer?view=all';

const searched = (page, q) => page.goto(`${LIST}&q=${encodeURIComponent(q)}`);

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
  await page.locator('[data-field="name"][data-refused]').waitFor();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByText('已经有一样的').count(), 1, 'said once');
  assert.equal(await dialog.getByRole('alert').count(), 0);
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByRole('dialog', { name: '还有内容没有保存' }).waitFor();
  await page.getByRole('button', { name: '继续填写' }).click();
  assert.equal(await page.getByLabel('客户名称').inputValue(), name);
  // Whoever may lets it through, and says why.
  await page.getByLabel('允许重复的原因').fill('同名的另一家');
  await page.keyboard.press('Control+s');
  await page.getByRole('heading', { level: 1, name }).waitFor();
  assert.ok(!page.url().endsWith(`/${id}`), page.url());
});

test('whom a name may mean is offered while it is typed, with owner and last contact', async (t) => {
  const page = await enter(t);
  const known = await make(page, 'customer', { name: `苏州云澜${run}贸易有限公司` });
  await make(page, 'follow_up', { customer: known.id, content: '问好' });
  await page.goto(`${LIST}&new=true`);
  await page.getByLabel('客户名称').fill(`云澜${run}`);
  const offered = page.getByRole('dialog').getByRole('status').filter({ hasText: '名称相近的' });
  await offered.getByRole('link', { name: `苏州云澜${run}贸易有限公司` }).waitFor();
  await offered
    .getByText(/负责人 林晓东 · 最近联系 /)
    .first()
    .waitFor();
});

for (const [where, options] of [
  ['at the desk', {}],
  ['on a phone', PHONE],
])
  test(`a follow-up is dated, asked about, answered, corrected and deleted where it stands, ${where}`, async (t) => {
    const page = await enter(t, options);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const name = `跟进测试${run}${where.length}`;
    const customer = await make(page, 'customer', { name, next_contact_at: tomorrow });
    await make(page, 'contact', { customer: customer.id, name: '王敏' });
    const stands = async () =>
      (await (await page.request.get(`/api/records/customer/${customer.id}`)).json()).next_contact_at;
    await page.goto(`/r/customer/${customer.id}`);
    const timeline = page.getByRole('region', { name: '动态' });
    const phone = options === PHONE;
    if (phone) await page.getByRole('button', { name: '写跟进' }).click();
    const box = phone ? page.getByRole('dialog', { name: /^写跟进/ }) : timeline;
    await page.getByRole('textbox', { name: '写跟进' }).fill('提前打了电话');
    await box.getByLabel('联系人').click();
    await page.getByTitle('王敏').click();
    // Nothing new is agreed on, and something stands.
    await box.getByText(/没有约定新的时间/).waitFor();
    await box.getByRole('button', { name: '保存' }).click();
    await box.getByText('请选择原来的约定怎么办').waitFor();
    await box.getByRole('radio', { name: '已经完成' }).check();
    await box.getByRole('button', { name: '保存' }).click();
    // What stands there itself, not what is told of its changes.
    const edit = page.getByRole('button', { name: '修改这条跟进记录' });
    const own = timeline.getByRole('listitem').filter({ hasText: '提前打了电话' }).filter({ has: edit });
    await own.getByText('王敏').waitFor();
    assert.equal(await stands(), null);

    await own.hover();
    await own.getByRole('button', { name: '回复', exact: true }).click();
    await own.getByRole('textbox', { name: '回复' }).fill('做得好');
    await own.getByRole('button', { name: '回复', exact: true }).last().click();
    const answer = timeline.getByRole('listitem').filter({ hasText: '做得好' });
    await answer.getByText('提前打了电话').waitFor();
    await timeline.getByRole('textbox', { name: '回复' }).waitFor({ state: 'hidden' });
    // The answer quotes it.
    const entry = own.filter({ hasNotText: '做得好' });

    await entry.getByRole('button', { name: '修改这条跟进记录' }).click();
    const form = page.getByRole('dialog', { name: /编辑/ });
    await form.getByRole('textbox', { name: '内容' }).fill('提前打了电话，谈好了价格');
    await form.getByRole('button', { name: '保存' }).click();
    await form.waitFor({ state: 'hidden' });
    await entry.getByText('提前打了电话，谈好了价格', { exact: true }).waitFor();

    await entry.hover();
    await entry.getByRole('button', { name: '删除这条跟进记录' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByText('已删除 跟进记录').waitFor();
    assert.equal((await stands())?.slice(0, 16), tomorrow.slice(0, 16), 'what it had settled stands again');
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

test('a phone has cards, and everything within reach of the thumb', async (t) => {
  const page = await enter(t, PHONE);
  const name = `掌上服饰${run}`;
  await page.goto(LIST);
  await createOnPhone(page, '客户');
  await page.getByLabel('客户名称').fill(name);
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByRole('button', { name: '写跟进' }).click();
  await page.getByRole('textbox', { name: '写跟进' }).fill('路上打了电话');
  await page
    .getByRole('dialog', { name: /^写跟进/ })
    .getByRole('button', { name: '保存' })
    .click();
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

test('a record that goes out of sight goes from the screen', async (t) => {
  const page = await enter(t);
  const { id, version } = await make(page, 'customer', { name: `被删${run}` });
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('heading', { level: 1, name: `被删${run}` }).waitFor();
  await page.request.delete(`/api/records/customer/${id}`, { headers: { 'If-Match': `"${version}"` } });
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '删除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await page.getByRole('main').getByText('打不开了').waitFor();
  await page.getByRole('heading', { level: 1, name: `被删${run}` }).waitFor({ state: 'hidden' });
});

test('a customer handed over leaves the screen of an employee who no longer sees it', async (t) => {
  const page = await open(t);
  await page.request.post('/api/session', { data: { login: 'seller3', password } });
  const name = `交出去${run}`;
  const { id } = await make(page, 'customer', { name });
  const { items } = await (await page.request.get('/api/users?q=沈桂英')).json();
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '移交' }).click();
  const dialog = page.getByRole('dialog', { name: '移交' });
  await dialog.getByLabel('负责人').fill(items[0].name);
  await page.getByTitle(items[0].name).click();
  await dialog.getByRole('button', { name: '移交' }).click();
  await page.getByText('您不再看到这条记录').waitFor();
  await page.waitForURL(/\/r\/customer$/);
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('main').getByText('打不开了').first().waitFor();
});

test('the timeline finds a follow-up behind many changes, and leads to it', async (t) => {
  const page = await enter(t);
  const { id, version } = await make(page, 'customer', { name: `很多变更${run}` });
  await make(page, 'follow_up', { customer: id, content: `很久以前说的${run}`, type: 'call' });
  let seen = (await (await page.request.get(`/api/records/customer/${id}`)).json()).version ?? version;
  for (let times = 0; times < 32; times += 1) {
    const answer = await page.request.patch(`/api/records/customer/${id}`, {
      headers: { 'If-Match': `"${seen}"` },
      data: { address: `第${times}号` },
    });
    seen = (await answer.json()).version;
  }
  await page.goto(`/r/customer/${id}`);
  const timeline = page.getByRole('region', { name: '动态' });
  await timeline.getByText('跟进记录', { exact: true }).click();
  const entry = timeline.getByRole('listitem').filter({ hasText: `很久以前说的${run}` });
  await entry.getByRole('link').click();
  await page.waitForURL(/\/r\/follow_up\/\d+/);
});
