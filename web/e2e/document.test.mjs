// The page of a document: its next act however far one has scrolled, its states, and what hangs on it at each width.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { changeCatalog, DESK, fresh, house, PHONE, spotless, visit } from './components/desk.mjs';
import { quote } from './components/quote.mjs';

after(() => house.close());

const SMALL = { viewport: { width: 1024, height: 768 } };
const bottom = (page) => page.locator('#main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
const head = (page) => page.locator('.kd-record-head');

for (const [width, options] of [
  ['a desk', { ...DESK, viewport: { width: 1440, height: 600 } }],
  ['a phone', PHONE],
])
  test(`the state and the next act stay in view when their bar has gone, on ${width}`, async (t) => {
    const page = await visit(t, `/r/quote/${fresh(20)}`, options);
    const act = head(page).getByRole('button', { name: '发送给客户' });
    await page.locator('.kd-state').getByRole('button', { name: '发送给客户' }).waitFor();
    // One primary act, not two.
    assert.equal(await act.count(), 0);
    await bottom(page);
    await act.waitFor();
    await head(page).getByText('草稿').waitFor();
    assert.equal(await head(page).locator('.ant-btn-primary').count(), 1);
    await spotless(page, `stuck-${options.isMobile ? 'phone' : 'desk'}`);
    await act.click();
    await page.getByRole('dialog').getByRole('button', { name: '发送给客户' }).click();
    await head(page)
      .getByText('已发送')
      .or(page.locator('.kd-state [aria-current="step"]', { hasText: '已发送' }))
      .first()
      .waitFor();
    await page.locator('#main').evaluate((main) => main.scrollTo(0, 0));
    await head(page).locator('.kd-record-next').waitFor({ state: 'detached' });
  });

test('the bar of states shows the way to one end, and another end only where it was reached', async (t) => {
  const page = await visit(t, `/r/quote/${fresh(1, 'sent')}`);
  const steps = page.getByRole('list', { name: '状态' }).getByRole('listitem');
  await steps.first().waitFor();
  assert.deepEqual(await steps.locator('.kd-cut').allTextContents(), ['草稿', '已发送', '客户接受']);
  await page.goto(`/r/quote/${fresh(1, 'declined')}`);
  await page.locator('[data-apart][aria-current="step"]').getByText('客户拒绝').waitFor();
});

/** Quotes on which a lot hangs, as on a customer. */
async function hung(t, options) {
  const names = ['合同', '销售订单', '回款', '发票', '项目', '工单', '设备', '保修'];
  const others = names.map((label, at) => ({
    ...quote,
    name: `other${at}`,
    label,
    lines: [],
    state: null,
    main: false,
  }));
  const related = others.map(({ name, label }) => ({
    object: name,
    field: 'quote',
    label,
    icon: 'receipt-text',
    inline: false,
    weight: 1,
  }));
  const page = await visit(t, '/account', options);
  await changeCatalog(page, () => [{ ...quote, page: { ...quote.page, related } }, ...others]);
  const items = others.map(({ name }, at) => ({
    object: name,
    field: 'quote',
    total: { count: 7 * at + 3, capped: false },
  }));
  await page.route(/\/api\/records\/quote\/\d+\/related$/, (route) => route.fulfill({ json: { items } }));
  await page.route(/\/related\/other\d/, (route) =>
    route.fulfill({ json: { items: [], next: null, total: { count: 0, capped: false } } }),
  );
  return page;
}

for (const [width, options, most] of [
  ['a wide desk', DESK, 6],
  ['a small desk', SMALL, 5],
  ['a phone', PHONE, 3],
])
  test(`no tab is cut, and what has no room is in one menu, on ${width}`, async (t) => {
    const page = await hung(t, options);
    await page.goto(`/r/quote/${fresh(3)}`);
    await page.getByRole('tab', { name: '合同 3' }).waitFor();
    const tabs = page.getByRole('tab');
    const box = await page.locator('.kd-record-tabs .ant-tabs-nav-wrap').boundingBox();
    const last = await tabs.last().boundingBox();
    assert.ok(last.x + last.width <= box.x + box.width + 1, 'the last tab is cut');
    const count = await tabs.count();
    assert.ok(count > 1 && count <= most, `${count} tabs`);
    assert.equal(await page.locator('.ant-tabs-nav-more:visible').count(), 0);
    await page.getByRole('button', { name: '更多', exact: true }).click();
    assert.equal(await page.getByRole('menuitem').count(), 9 - count);
    await page.getByRole('menuitem', { name: /^保修/ }).click();
    await page.getByRole('tab', { name: /^保修/, selected: true }).waitFor();
    await spotless(page, `tabs-${most}`);
  });

test('a head with many words keeps its buttons beside it on a small desk', async (t) => {
  const page = await visit(t, `/r/quote/${fresh(3)}`, SMALL);
  const title = await page.getByRole('heading', { level: 1 }).boundingBox();
  const button = await page.getByRole('button', { name: '编辑', exact: true }).boundingBox();
  assert.ok(button.y < title.y + title.height, 'the buttons have gone to a line of their own');
  const search = page.locator('.kd-top-search > span');
  assert.ok((await search.boundingBox()).height < 30, 'the search breaks');
});

test('Back finds the tab that was open', async (t) => {
  const page = await hung(t, DESK);
  const id = fresh(3);
  await page.goto(`/r/quote/${id}`);
  await page.getByRole('tab', { name: '回款 17' }).click();
  await page.waitForURL(/tab=other2/);
  await page.getByRole('link', { name: '报价单' }).first().click();
  await page.waitForURL(/\/r\/quote$/);
  await page.goBack();
  await page.getByRole('tab', { name: '回款 17', selected: true }).waitFor();
  // Another record begins at its facts.
  await page.goto(`/r/quote/${id}?tab=nothing`);
  await page.getByRole('tab', { name: '资料', selected: true }).waitFor();
});

test('lines that are read fit beside the timeline', async (t) => {
  const page = await visit(t, `/r/quote/${fresh(6)}`);
  for (const name of ['产品明细', '收款计划']) {
    const scroller = page.getByRole('region', { name }).locator('.kd-lines-scroller');
    await scroller.waitFor();
    const [room, needed] = await scroller.evaluate((element) => [element.clientWidth, element.scrollWidth]);
    assert.ok(needed <= room, `${name}: ${needed} in ${room}`);
  }
});
