// The first page of the day, as each meets it: a sales person at the desk and on the phone, a manager on Monday, the boss, the
// administrator in an empty company, and somebody whom nobody has given a role.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picture } from './pictures.mjs';
import { copyOf, post, serve, signedIn } from './server.mjs';
import { DESK, enter, faults, open, PHONE, password, signIn } from './support.mjs';

/** A moment of the company's day: so many days from now, at that hour on its wall. */
function at(days, hour) {
  const day = new Date(Date.now() + days * 86_400_000);
  const [date] = new Date(day.getTime() + 8 * 3_600_000).toISOString().split('T');
  return new Date(`${date}T${String(hour).padStart(2, '0')}:30:00+08:00`).toISOString();
}

let prepared;
/** A company with a boss, a manager and two who sell, and what those have to do today. */
function company() {
  prepared ??= (async () => {
    const { url } = await serve(await copyOf('bare'));
    const admin = await signedIn(url, 'lin');
    const { id: department } = await post(url, admin, '/departments', { name: '销售一部' });
    const person = (login, name, roles) =>
      post(url, admin, '/users', { login, name, roles, department, password });
    await person('zhang', '张建国', ['boss']);
    await person('chen', '陈静', ['sales_manager']);
    await person('wu', '吴敏', ['sales']);
    await person('xu', '徐强', ['sales']);
    await person('nobody', '周芳', []);
    // From here on the administrator may give no role any more.
    await person('wei', '卫安', ['security']);
    const wu = await signedIn(url, 'wu');
    const customer = (who, name, level, next) =>
      post(url, who, '/records/customer', { name, level, next_contact_at: next, mobile: mobileOf(name) });
    const overdue = ['苏州恒通贸易有限公司', '远航机械厂', '华信食品', '金色田野农业', '东方建材'];
    for (const [nth, name] of overdue.entries()) await customer(wu, name, 'B', at(-2 - nth, 10));
    const morning = await customer(wu, '顺达物流股份有限公司', 'A', at(0, 9));
    await post(url, wu, '/records/follow_up', {
      type: 'call',
      customer: morning.id,
      content: '王总要两台样机的报价，周二上午给他回电。另外问了付款方式。',
      next_contact_at: at(0, 9),
    });
    await customer(wu, '海川医疗器械', 'A', at(0, 15));
    await customer(wu, '博远信息技术', 'C', at(1, 10));
    const xu = await signedIn(url, 'xu');
    await customer(xu, '新元化工', 'B', at(-1, 10));
    await customer(xu, '长青服装', 'C', null);
    return url;
  })();
  return prepared;
}

let numbers = 13_800_000_000;
const mobiles = new Map();
const mobileOf = (name) => mobiles.get(name) ?? mobiles.set(name, String(++numbers)).get(name);

async function as(t, login, options = DESK) {
  const page = await open(t, { house: await company(), ...options });
  await page.request.post('/api/session', { data: { login, password } });
  await page.goto('/');
  return page;
}

test('the morning of a sales person at the desk', async (t) => {
  const page = await as(t, 'wu');
  const agenda = page.getByRole('region', { name: '今天要联系' });
  const part = (name) => agenda.getByRole('region', { name, exact: true });
  const today = part('今天上午').getByRole('listitem');
  await today.getByRole('link', { name: '顺达物流股份有限公司', exact: true }).waitFor();
  await today.getByText('王总要两台样机的报价，周二上午给他回电。', { exact: true }).waitFor();
  await part('今天下午').getByText('海川医疗器械').waitFor();
  await part('明天').getByText('博远信息技术').waitFor();
  assert.equal(
    await part('逾期未联系').getByRole('listitem').count(),
    3,
    'what was missed does not bury today',
  );
  assert.deepEqual(await faults(page), []);
  await picture(page, 'home-sales');
  await part('逾期未联系').getByRole('button', { name: '还有 2 个' }).click();
  assert.equal(await part('逾期未联系').getByRole('listitem').count(), 5);

  await t.test('a contact is put off, and back again', async () => {
    await part('今天下午').getByRole('button', { name: '改期：海川医疗器械' }).click();
    await page.getByRole('menuitem', { name: '明天', exact: true }).click();
    await part('明天').getByRole('link', { name: '海川医疗器械', exact: true }).waitFor();
    await page.getByText('海川医疗器械 改到 明天 15:30').waitFor();
    await page.getByRole('button', { name: /撤\s?销/ }).click();
    await part('今天下午').getByRole('link', { name: '海川医疗器械', exact: true }).waitFor();
  });

  await t.test('it calls, and leads to where one writes', async () => {
    const call = today.getByRole('link', { name: /^致电 顺达物流股份有限公司/ });
    assert.equal(await call.getAttribute('href'), `tel:${mobileOf('顺达物流股份有限公司')}`);
    await today.getByRole('link', { name: '给 顺达物流股份有限公司 写跟进' }).click();
    await page.waitForURL(/\/r\/customer\/\d+/);
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  });
});

test('the morning of a sales person on the phone', async (t) => {
  const page = await as(t, 'wu', PHONE);
  const agenda = page.getByRole('region', { name: '今天要联系' });
  const row = agenda.getByRole('listitem').filter({ hasText: '顺达物流股份有限公司' });
  await row.getByText('王总要两台样机的报价').waitFor();
  assert.deepEqual(await faults(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  for (const act of await row.getByRole('link', { name: /致电|写跟进/ }).all()) {
    const { width, height } = await act.boundingBox();
    assert.ok(width >= 44 && height >= 44, 'a thumb hits it');
  }
  await picture(page, 'home-phone');
});

test("a manager's Monday shows the team person by person, and each figure its list", async (t) => {
  const page = await as(t, 'chen');
  const team = page.getByRole('table');
  const wu = team.getByRole('row', { name: /吴敏/ });
  await wu.waitFor();
  const cells = await wu.getByRole('cell').allTextContents();
  assert.equal(cells[0], '8');
  assert.equal(cells[1], '2', 'for today');
  assert.equal(cells[4], '1', 'written this week');
  assert.deepEqual(await faults(page), []);
  await picture(page, 'home-manager');
  await team.getByRole('row', { name: /徐强/ }).getByRole('cell').nth(2).getByRole('link').click();
  await page.getByRole('row', { name: /新元化工/ }).waitFor();
  assert.equal(await page.getByRole('row', { name: /长青服装/ }).count(), 0);
});

test('the boss sees figures and a ranking, and sales people see neither', async (t) => {
  const page = await as(t, 'zhang');
  const figures = page.getByRole('list', { name: '经营概况' });
  await figures.getByRole('link', { name: '10', exact: true }).waitFor();
  await page.getByRole('region', { name: '人员排名' }).first().getByRole('row', { name: /吴敏/ }).waitFor();
  await page.getByRole('region', { name: '客户按客户状态' }).waitFor();
  assert.deepEqual(await faults(page), []);
  await picture(page, 'home-boss');
  const wu = await as(t, 'wu');
  await wu.getByRole('region', { name: '今天要联系' }).waitFor();
  assert.equal(await wu.getByRole('table').count(), 0);
});

test('nobody is said to have no follow-up because the reasons could not be had', async (t) => {
  const page = await open(t, { house: await company(), expects: /status of 500/ });
  await page.request.post('/api/session', { data: { login: 'wu', password } });
  await page.route(/\/api\/records\/follow_up\?/, (route) => route.fulfill({ status: 500 }));
  await page.goto('/');
  const agenda = page.getByRole('region', { name: '今天要联系' });
  const row = (name) => agenda.getByRole('listitem').filter({ hasText: name });
  await row('海川医疗器械').getByText('还没有跟进记录').waitFor();
  await row('顺达物流股份有限公司').waitFor();
  assert.equal(await row('顺达物流股份有限公司').getByText('还没有跟进记录').count(), 0);
});

test('a page that is left open overnight shows the new day', async (t) => {
  const page = await open(t, { house: await company() });
  await page.request.post('/api/session', { data: { login: 'wu', password } });
  await page.clock.install({ time: new Date() });
  await page.goto('/');
  const agenda = page.getByRole('region', { name: '今天要联系' });
  const part = (name) => agenda.getByRole('region', { name, exact: true });
  await part('明天').getByText('博远信息技术').waitFor();
  const date = () => page.locator('.kd-home-head .kd-quiet').textContent();
  const before = await date();
  await page.clock.fastForward('24:00:00');
  await part('今天上午').getByText('博远信息技术').waitFor();
  await part('逾期未联系').getByText('顺达物流股份有限公司').waitFor();
  assert.notEqual(await date(), before);
});

test('a figure that could not be had is no 0, and can be asked for again', async (t) => {
  const page = await open(t, { house: await company(), expects: /status of 500/ });
  await page.request.post('/api/session', { data: { login: 'zhang', password } });
  const groups = /\/api\/groups\//;
  await page.route(groups, (route) => route.fulfill({ status: 500 }));
  await page.goto('/');
  const again = page.getByRole('button', { name: /重\s?试/ });
  await again.first().waitFor();
  assert.equal(await page.getByRole('list', { name: '经营概况' }).count(), 0);
  await page.unroute(groups);
  await page.route(/\/api\/groups\/follow_up/, (route) => route.fulfill({ status: 500 }));
  await again.first().click();
  const week = page.getByRole('list', { name: '经营概况' }).getByRole('listitem').filter({ hasText: '本周' });
  await week.getByText('—').waitFor();
  await page.unroute(/\/api\/groups\/follow_up/);
  await again.first().click();
  await week.getByRole('link', { name: '1', exact: true }).waitFor();
});

test('somebody without a role is told so, and whom to ask', async (t) => {
  const page = await as(t, 'nobody');
  await page.getByText('您的账号还没有分配角色').waitFor();
  await page.getByText('请联系 林晓东').waitFor();
  assert.deepEqual(await faults(page), []);
});

test('whoever looks after access finds what waits for them, and the pages they answer for', async (t) => {
  const page = await as(t, 'wei');
  await page.getByRole('region', { name: '待处理' }).waitFor();
  const pages = page.getByRole('region', { name: '您负责的页面' });
  await pages.getByRole('link', { name: '打开员工' }).waitFor();
  assert.equal(
    await page.getByRole('link', { name: '回收站' }).count(),
    0,
    'nothing of theirs could lie there',
  );
  assert.deepEqual(await faults(page), []);
  await pages.getByRole('link', { name: '打开权限' }).click();
  await page.waitForURL(/\/access/);
});

test("the administrator's first day: steps that tick themselves off", async (t) => {
  const { url } = await serve(await copyOf('bare'));
  const page = await enter(t, { house: url });
  await page.goto('/');
  const steps = page.getByRole('region', { name: '开始使用' });
  const step = (title) => steps.getByRole('listitem').filter({ hasText: title });
  await step('公司名称和标志').getByRole('link', { name: '去设置' }).waitFor();
  await page.getByRole('region', { name: '需要关注' }).getByText('还没有设置邮件').waitFor();
  assert.deepEqual(await faults(page), []);
  await picture(page, 'home-first-day');

  await step('公司名称和标志').getByRole('link', { name: '去设置' }).click();
  await page.getByLabel('公司名称').fill('恒信精密工业');
  await page
    .getByRole('button', { name: /^保\s?存$/ })
    .first()
    .click();
  await page.getByText('已保存').waitFor();
  await page
    .getByLabel('上传标志', { exact: true })
    .first()
    .setInputFiles({
      name: 'logo.png',
      mimeType: 'image/png',
      // One pixel.
      buffer: Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
        'base64',
      ),
    });
  await page.getByRole('button', { name: '更换标志' }).waitFor();
  assert.deepEqual(await faults(page), []);
  await picture(page, 'settings');
  await page.getByRole('link', { name: '客盾' }).first().click();
  await step('公司名称和标志').getByText('已完成').waitFor();
  await page.getByRole('navigation').getByRole('img', { name: '恒信精密工业' }).waitFor();

  await page.request.post('/api/users', { data: { login: 'wu', name: '吴敏', roles: [] } });
  await page.request.post('/api/records/customer', { data: { name: '恒通贸易' } });
  await page.reload();
  await step('邀请同事').getByText('已完成').waitFor();
  await step('导入客户').getByText('已完成').waitFor();
  await page.getByText('1 位员工还没有角色').waitFor();
  await page.getByRole('link', { name: '去分配' }).click();
  await page.getByRole('dialog', { name: /吴敏/ }).waitFor();
  await page.goBack();
  await steps.getByRole('button', { name: '不再显示' }).click();
  await steps.waitFor({ state: 'detached' });
});

test('settings are changed on the version that was seen, and only by whoever may', async (t) => {
  const { url } = await serve(await copyOf('staffed'));
  const page = await enter(t, { house: url });
  await page.goto('/settings');
  const name = page.getByLabel('公司名称');
  await name.fill('恒信集团');
  // Somebody else is first.
  const other = await page.request.patch('/api/settings', {
    headers: { 'If-Match': '"0"' },
    data: { organisation: '恒信控股' },
  });
  assert.equal(other.status(), 200);
  await page
    .getByRole('button', { name: /^保\s?存$/ })
    .first()
    .click();
  await page.getByText('刚刚有人改过设置').waitFor();
  await page.getByText('目前保存的是：恒信控股').waitFor();
  assert.equal(await name.inputValue(), '恒信集团', 'what was typed stays');
  await name.press('Enter');
  await page.getByText('已保存').waitFor();
  // An option of the company's own, called otherwise, and taken away while no record has it.
  const sources = page.getByRole('form', { name: '客户 · 来源' });
  await sources.getByRole('textbox', { name: '客户 · 来源：新选项' }).fill('地推');
  await sources.getByRole('button', { name: '添加' }).click();
  await sources.getByRole('button', { name: '重命名“地推”' }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('上门推广');
  await page.keyboard.press('Enter');
  await sources.getByRole('button', { name: '去掉“上门推广”' }).click();
  await sources.getByText('上门推广').waitFor({ state: 'detached' });

  const seller = await open(t, { house: url });
  await signIn(seller, { login: 'seller1' });
  await seller.getByRole('heading', { name: /您好/ }).waitFor();
  await seller.goto('/settings');
  await seller.getByText('您没有企业设置的权限').waitFor();
});

test('the team comes before the own day of whoever leads, and the figure of the week is what its link opens', async (t) => {
  const url = await company();
  const chen = await signedIn(url, 'chen');
  const { id } = await post(url, chen, '/records/customer', {
    name: '陈静自己的客户',
    level: 'B',
    next_contact_at: at(0, 23),
  });
  const page = await as(t, 'chen');
  const titles = async () => (await page.getByRole('heading', { level: 2 }).allTextContents()).join();
  await page.getByText('陈静自己的客户').first().waitFor();
  assert.match(await titles(), /团队.*今天要联系/);

  // The boss owns nothing, and what they write counts all the same.
  const zhang = await signedIn(url, 'zhang');
  await post(url, zhang, '/records/follow_up', { type: 'call', customer: id, content: '老板问了一句' });
  const boss = await as(t, 'zhang');
  const week = boss.getByRole('list', { name: '经营概况' }).getByRole('listitem').filter({ hasText: '本周' });
  await week.getByRole('link', { name: '2', exact: true }).click();
  await boss.waitForURL(/\/r\/follow_up/);
  await boss.getByRole('row', { name: /老板问了一句/ }).waitFor();
  assert.equal(await boss.getByRole('row').count(), 3, 'a heading and two');
});
