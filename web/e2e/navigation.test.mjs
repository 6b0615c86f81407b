// How one gets about among forty objects, and what a record's page shows of what hangs on it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counts, forty, totals } from './forty.mjs';
import { changeCatalog, DESK, enter, faults, make, open, PHONE, showEmpty, signIn } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const LIST = '/r/customer?view=all';

/** The house as it is, with a catalog as it will be. */
async function grown(t, options) {
  const page = await enter(t, { reducedMotion: 'reduce', ...options });
  await changeCatalog(page, forty);
  await page.route(/\/api\/records\/customer\/\d+$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...totals } });
  });
  await page.route(/\/api\/records\/customer\/\d+\/related$/, (route) => route.fulfill({ json: counts }));
  return page;
}

const nav = (page) => page.getByRole('navigation', { name: '导航' });
const domain = (page, name) => nav(page).getByRole('button', { name, exact: true });
const entry = (page, name) => nav(page).getByRole('link', { name, exact: true });

test('a rail of domains leads to the entries of each', async (t) => {
  const page = await grown(t);
  await page.goto(LIST);
  assert.equal(await domain(page, '客户').getAttribute('aria-expanded'), 'true');
  assert.equal(await entry(page, '客户').getAttribute('aria-current'), 'page');
  assert.equal(await entry(page, '合同').count(), 0);
  await domain(page, '成交').click();
  await entry(page, '合同').click();
  await page.waitForURL(/\/r\/contract$/);
  assert.equal(await entry(page, '合同').getAttribute('aria-current'), 'page');
});

test('what is pinned and what was used last stands on top, and stays there', async (t) => {
  const page = await grown(t);
  await page.goto('/people');
  await domain(page, '进销存').click();
  await page.getByRole('button', { name: '置顶 仓库' }).click();
  await page.goto(LIST);
  // Pinned on top of whatever domain is open; used last, unless it stands below anyway.
  await entry(page, '仓库').waitFor();
  await entry(page, '员工').waitFor();
  assert.equal(await entry(page, '客户').count(), 1);
  await page.getByRole('button', { name: '取消置顶 仓库' }).click();
  await entry(page, '仓库').waitFor({ state: 'hidden' });
});

test('the folded navigation opens over the page, by keyboard too, and closes again', async (t) => {
  const page = await grown(t);
  await page.goto(LIST);
  await page.getByRole('button', { name: '收起导航' }).click();
  await entry(page, '客户').waitFor({ state: 'hidden' });
  await domain(page, '财务').press('Enter');
  await entry(page, '发票').waitFor();
  await page.keyboard.press('Escape');
  await entry(page, '发票').waitFor({ state: 'hidden' });
  assert.ok(await domain(page, '财务').evaluate((button) => button === document.activeElement));
  await domain(page, '财务').click();
  await entry(page, '发票').click();
  await page.waitForURL(/\/r\/invoice$/);
  await entry(page, '发票').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '展开导航' }).click();
  await entry(page, '发票').waitFor();
});

test('a domain in which somebody may use nothing is not there', async (t) => {
  const page = await grown(t);
  await changeCatalog(page, (objects) => forty(objects).filter((object) => object.domain.name !== 'finance'));
  await page.goto(LIST);
  await domain(page, '项目').waitFor();
  assert.equal(await domain(page, '财务').count(), 0);
});

test('the palette finds an entry by its pinyin, the initials of that, and its English name', async (t) => {
  const page = await grown(t);
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  for (const typed of ['xiaoshoudingdan', 'xsdd', 'order', '销售订单']) {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '全局搜索' }).fill(typed);
    await page.getByRole('option', { name: /^销售订单/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '全局搜索' }).fill('kucunbuzai');
  await page.getByText('没有找到“kucunbuzai”').waitFor();
  await page.getByRole('combobox', { name: '全局搜索' }).fill('shenjirizhi');
  await page.getByRole('option', { name: /^审计日志/ }).click();
  await page.waitForURL(/\/audit/);
});

test('the objects of today are found by their pinyin, as the server says it', async (t) => {
  const page = await enter(t);
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  for (const typed of ['lianxiren', 'lxr', 'contact']) {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '全局搜索' }).fill(typed);
    await page.getByRole('option', { name: /^联系人/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
});

test('a phone has five places, everything as a grid to search, and what one may create', async (t) => {
  const page = await grown(t, PHONE);
  await page.goto('/');
  for (const name of ['今天', '客户', '全部']) await entry(page, name).waitFor();
  const messages = nav(page).getByRole('link', { name: '消息' });
  await messages.waitFor();
  await entry(page, '全部').click();
  await page.getByRole('main').getByRole('link', { name: '盘点单' }).waitFor();
  await page.getByRole('searchbox').fill('pdd');
  await page.getByRole('main').getByRole('link', { name: '价格表' }).waitFor({ state: 'hidden' });
  await page.getByRole('main').getByRole('link', { name: '盘点单' }).click();
  await page.waitForURL(/\/r\/stock_take$/);
  await messages.click();
  await page.getByRole('heading', { name: '后台任务' }).waitFor();
  await page.getByRole('button', { name: '新建', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: '新建', exact: true });
  await sheet.getByRole('button', { name: '新建报价单' }).waitFor();
  await sheet.getByRole('searchbox').fill('没有的');
  await sheet.getByText('没有找到“没有的”').waitFor();
  await sheet.getByRole('searchbox').fill('kehu');
  await sheet.getByRole('button', { name: '新建客户' }).click();
  await page.getByRole('dialog', { name: '新建客户' }).waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, 'nothing is wider than the screen');
});

test('what may be created stands under the thumb', async (t) => {
  const page = await enter(t, { ...PHONE, reducedMotion: 'reduce' });
  await page.goto('/');
  await page.getByRole('button', { name: '新建', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: '新建', exact: true });
  const first = sheet.getByRole('button', { name: /^新建/ }).first();
  await first.waitFor();
  const { y } = await first.boundingBox();
  assert.ok(y > PHONE.viewport.height / 2, `the first is at ${y}`);
});

test('entries are pinned by touch, on the page of everything and beside the rail', async (t) => {
  const page = await grown(t, PHONE);
  await page.goto('/everything');
  const main = page.getByRole('main');
  await main.getByRole('button', { name: '选择置顶' }).click();
  await main.getByRole('button', { name: '置顶 价格表' }).click();
  assert.equal(await main.getByText('我的账户').count(), 0, 'what is not among the entries is not offered');
  const pinned = main.getByRole('region', { name: '置顶', exact: true });
  await pinned.getByRole('button', { name: '取消置顶 价格表' }).waitFor();
  await main.getByRole('button', { name: '完成' }).click();
  await pinned.getByRole('link', { name: '价格表' }).click();
  await page.waitForURL(/\/r\/price_list$/);

  await page.setViewportSize({ width: 1024, height: 768 });
  const pin = nav(page).getByRole('button', { name: '取消置顶 价格表' }).first();
  await pin.waitFor();
  assert.equal(await pin.evaluate((button) => getComputedStyle(button).opacity), '1');
  await pin.click();
  await pin.waitFor({ state: 'detached' });
});

test('a domain with one entry is called after it: a seller has the recycle bin, no administration', async (t) => {
  const page = await open(t);
  await signIn(page, { login: 'seller1' });
  const rail = page.locator('.kd-rail');
  await rail.getByRole('link', { name: '回收站' }).waitFor();
  assert.equal(await rail.getByText('管理', { exact: true }).count(), 0);
  await rail.getByRole('link', { name: '回收站' }).click();
  await page.waitForURL(/\/recycle-bin/);
});

test('no word of the rail is cut in English, and each bears its name for who rests on it', async (t) => {
  const page = await enter(t, { locale: 'en' });
  await page.request.patch('/api/session/preferences', { data: { locale: 'en' } });
  await page.goto('/');
  const items = page.getByRole('navigation', { name: 'Navigation' }).locator('.kd-rail-item');
  await items.getByText('Admin', { exact: true }).waitFor();
  const words = await items.evaluateAll((all) =>
    all.map((item) => {
      const word = item.querySelector('span');
      const { length: rows } = word.textContent.split(' ');
      const cut = word.scrollWidth > word.clientWidth || word.scrollHeight > word.clientHeight + 1;
      return { word: word.textContent, cut: cut || word.clientHeight > rows * 17, title: item.title };
    }),
  );
  assert.deepEqual(
    words.filter(({ cut }) => cut),
    [],
  );
  assert.ok(words.every(({ word, title }) => title === word));
  await page.request.patch('/api/session/preferences', { data: { locale: 'zh-CN' } });
});

test('a record leads to the next of its list and back, and Back is the list again', async (t) => {
  const page = await enter(t);
  for (const at of [1, 2, 3]) await make(page, 'customer', { name: `前后${at}号${run}` });
  await page.goto(`${LIST}&sort=name&q=${encodeURIComponent(run)}`);
  const title = (at) => page.getByRole('heading', { level: 1, name: `前后${at}号${run}` });
  await page.getByRole('link', { name: `前后1号${run}` }).click();
  await title(1).waitFor();
  await page.getByText('1 / 3', { exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: '上一个' }).isDisabled(), true);
  await page.keyboard.press('j');
  await title(2).waitFor();
  await page.getByRole('button', { name: '下一个' }).click();
  await title(3).waitFor();
  assert.equal(await page.getByRole('button', { name: '下一个' }).isDisabled(), true);
  await page.keyboard.press('k');
  await title(2).waitFor();
  await page.reload();
  await page.getByText('2 / 3', { exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('searchbox').waitFor();
  assert.match(page.url(), /q=/);
});

test('what hangs on a record opens beside it, is changed there, and Back closes it', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `抽屉${run}` });
  const contact = await make(page, 'contact', { name: '高明', customer: id, position: '采购' });
  await page.goto(`/r/customer/${id}`);
  const inline = page.getByRole('region', { name: '联系人' });
  await inline.getByRole('link', { name: '高明' }).click();
  const drawer = page.getByRole('dialog', { name: '联系人 · 高明' });
  await drawer.getByText('采购').waitFor();
  assert.match(page.url(), new RegExp(`/r/customer/${id}\\?beside=contact.${contact.id}`));
  await drawer.getByRole('button', { name: '修改职务' }).click();
  await drawer.getByRole('textbox', { name: '职务' }).fill('厂长');
  await page.keyboard.press('Enter');
  await drawer.getByRole('button', { name: '修改职务' }).waitFor();
  await page.goBack();
  await drawer.waitFor({ state: 'hidden' });
  await inline.getByText('厂长').waitFor();
  await inline.getByRole('link', { name: '高明' }).click();
  await drawer.getByRole('link', { name: '打开详情页' }).click();
  await page.waitForURL(new RegExp(`/r/contact/${contact.id}$`));
});

test('what opens beside a record gives the keyboard back, edit by edit and in the end', async (t) => {
  const page = await enter(t, { reducedMotion: 'reduce' });
  const { id } = await make(page, 'customer', { name: `键盘${run}` });
  await make(page, 'contact', { name: '高明', customer: id, position: '采购' });
  await page.goto(`/r/customer/${id}`);
  const link = page.getByRole('region', { name: '联系人' }).getByRole('link', { name: '高明' });
  await link.press('Enter');
  const drawer = page.getByRole('dialog', { name: '联系人 · 高明' });
  const pencil = drawer.getByRole('button', { name: '修改职务' });
  await pencil.press('Enter');
  await drawer.getByRole('textbox', { name: '职务' }).waitFor();
  await page.keyboard.press('Escape');
  await pencil.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  await link.and(page.locator(':focus')).waitFor();
});

test('fields without a value are folded until somebody asks, and then stay so', async (t) => {
  const page = await enter(t);
  const first = await make(page, 'customer', { name: `折叠甲${run}`, email: 'fold@example.com' });
  const other = await make(page, 'customer', { name: `折叠乙${run}` });
  await page.goto(`/r/customer/${first.id}`);
  await page.getByRole('button', { name: '修改邮箱' }).waitFor();
  assert.equal(await page.getByRole('button', { name: '修改网址' }).count(), 0);
  await showEmpty(page);
  await page.getByRole('button', { name: '修改网址' }).waitFor();
  await page.goto(`/r/customer/${other.id}`);
  await page.getByRole('button', { name: '修改网址' }).waitFor();
  await page.getByRole('button', { name: '收起空字段' }).click();
  await page.getByRole('button', { name: '修改网址' }).waitFor({ state: 'hidden' });
});

test('a record on which much hangs has six tabs and the rest under more, counted by one late request', async (t) => {
  const page = await grown(t);
  const { id } = await make(page, 'customer', { name: `关联${run}` });
  const asked = [];
  page.on('request', (request) => /\/related(\?|$)/.test(request.url()) && asked.push(request.url()));
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('tab', { name: '商机 7' }).waitFor();
  assert.equal(asked.length, 1);
  assert.equal(await page.getByRole('tab').count(), 6);
  assert.equal(await page.getByRole('tab', { name: /工单/ }).count(), 0);
  await page.getByRole('button', { name: '更多', exact: true }).click();
  await page.getByRole('menuitem', { name: '工单 1' }).click();
  assert.equal(await page.getByRole('tab', { name: '工单 1' }).getAttribute('aria-selected'), 'true');
  assert.equal(await page.getByRole('tab').count(), 6);
  await page.getByText('¥3,460,000.00').waitFor();
});

test('the head of a record stays in view, however far one reads on', async (t) => {
  for (const options of [DESK, PHONE]) {
    const page = await enter(t, options);
    const { id } = await make(page, 'customer', { name: `看得见${run}${options.isMobile ?? ''}` });
    for (const at of [1, 2, 3, 4, 5, 6, 7, 8])
      await make(page, 'follow_up', { customer: id, type: 'call', content: `第${at}次` });
    await page.setViewportSize({ width: options.viewport.width, height: 480 });
    await page.goto(`/r/customer/${id}`);
    const last = page.getByText('第1次', { exact: true });
    await last.waitFor();
    await last.scrollIntoViewIfNeeded();
    const title = page.getByRole('heading', { level: 1 });
    await page.locator('[data-stuck]').waitFor();
    const box = await title.boundingBox();
    assert.ok(box.y > 0 && box.y < 160, `the title is at ${box.y}`);
  }
});

for (const [width, options] of [
  ['a desk', DESK],
  ['a small desk', { viewport: { width: 1024, height: 768 } }],
  ['a phone', PHONE],
])
  test(`axe finds nothing among forty objects, on ${width}`, async (t) => {
    const page = await grown(t, options);
    const { id } = await make(page, 'customer', { name: `四十${run}${width}` });
    await make(page, 'contact', { name: '高明', customer: id });
    for (const path of ['/everything', '/messages', LIST, `/r/customer/${id}`])
      for (const scheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        if (path.startsWith('/r/customer/')) await page.getByRole('tab', { name: '商机 7' }).waitFor();
        assert.deepEqual(await faults(page), [], `${path}, ${scheme}`);
      }
  });
