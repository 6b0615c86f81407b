// What somebody types into the cells of a document where one chooses, and where the keyboard is after each act.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  cell,
  edit,
  form,
  fresh,
  house,
  PHONE,
  planOf,
  shows,
  spotless,
  stands,
  visit,
} from './components/desk.mjs';

after(() => house.close());

const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    return at.getAttribute('aria-label') ?? at.textContent;
  });
async function holds(page, name) {
  await page.waitForFunction((wanted) => {
    const { activeElement: at } = document;
    return (at.getAttribute('aria-label') ?? at.textContent) === wanted;
  }, name);
}

test('what is typed where one chooses and not understood stays in its cell and is marked', async (t) => {
  const { page } = await edit(t);
  const at = planOf(page);
  const wrong = async (row, col, typed) => {
    await at(row, col).and(page.locator('[aria-invalid="true"]')).waitFor();
    assert.match(await at(row, col).textContent(), new RegExp(`^${typed}.*“${typed}”`));
  };
  await at(1, 2).click();
  await page.keyboard.type('2026-13-45');
  await page.keyboard.press('Tab');
  await stands(page, [1, 3]);
  await wrong(1, 2, '2026-13-45');
  await page.keyboard.type('支票');
  await page.keyboard.press('Enter');
  await stands(page, [1, 4]);
  await wrong(1, 3, '支票');
  await at(2, 2).click();
  await page.keyboard.type('明天');
  await at(2, 1).click();
  await wrong(2, 2, '明天');
  await at(2, 7).click();
  await page.keyboard.type('无此人');
  await page.keyboard.press('Tab');
  await stands(page, [2, 8]);
  await wrong(2, 7, '无此人');
  await page.keyboard.type('没有的报价单');
  await page.keyboard.press('Tab');
  await wrong(2, 8, '没有的报价单');
  await spotless(page, 'typed');
  const before = house.writes.length;
  await page.keyboard.press('Control+s');
  await page.getByText('“2026-13-45”不是日期').first().waitFor();
  await stands(page, [1, 2]);
  assert.equal(house.writes.length, before);
  // One step back for one visit to a cell.
  for (let times = 0; times < 5; times += 1) await page.keyboard.press('Control+z');
  await at(1, 3).getByText('银行转账').waitFor();
  assert.equal(await at(2, 2).textContent(), '2027-01-20');
});

test('what is typed where one chooses stays, also when one goes on outside the lines', async (t) => {
  const { page } = await edit(t);
  const at = planOf(page);
  for (const [col, typed] of [
    [2, '明天'],
    [3, '支票'],
    [7, '无此人'],
    [8, '没有的'],
  ]) {
    await at(1, col).click();
    await page.keyboard.type(typed);
    await page.getByRole('dialog').getByLabel('主题').click();
    await at(1, col).and(page.locator('[aria-invalid="true"]')).waitFor();
    await at(1, col).getByText(`“${typed}”`).waitFor();
    await at(3, 1).click();
    await at(1, col).getByText(typed, { exact: true }).waitFor();
  }
});

test('what is typed where one chooses is understood, also without having been chosen', async (t) => {
  const { page } = await edit(t);
  const at = planOf(page);
  await at(1, 2).click();
  await page.keyboard.type('2026年12月5日');
  await page.keyboard.press('Tab');
  await page.keyboard.type('现金');
  await page.keyboard.press('Tab');
  await at(1, 3).getByText('现金').waitFor();
  await at(2, 3).click();
  // The first that fits is chosen by Enter.
  await page.keyboard.type('承兑');
  await page.getByRole('option', { name: '承兑汇票' }).waitFor({ state: 'attached' });
  await page.keyboard.press('Enter');
  await at(2, 3).getByTitle('承兑汇票').waitFor();
  await page.locator('.ant-select-dropdown').waitFor({ state: 'hidden' });
  await page.keyboard.press('Enter');
  await at(2, 3).locator('.kd-cut').getByText('承兑汇票').waitFor();
  await at(2, 7).click();
  await page.keyboard.type('吴敏');
  await page.keyboard.press('Tab');
  await at(2, 7).and(page.locator(':not([aria-invalid])')).getByText('吴敏').waitFor();
  await page.keyboard.type('QT-2026-0003');
  await page.keyboard.press('Tab');
  await at(2, 8)
    .and(page.locator(':not([aria-invalid])'))
    .getByRole('link', { name: 'QT-2026-0003' })
    .waitFor();
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const [first, second] = house.writes.at(-1).plan;
  assert.deepEqual([first.due, first.way], ['2026-12-05', 'cash']);
  assert.deepEqual([second.way, second.keeper, second.basis], ['draft', '2', '3']);
});

test('Esc takes back what was typed where one chooses, and the form stays', async (t) => {
  const { page } = await edit(t);
  const at = planOf(page);
  for (const [col, typed, before] of [
    [2, '2026-1', '2026-12-10'],
    [3, '支', '银行转账'],
  ]) {
    await at(1, col).click();
    await page.keyboard.type(typed);
    await page.keyboard.press('Escape');
    await stands(page, [1, col]);
    await at(3, 1).click();
    await at(1, col).and(page.locator(':not([aria-invalid])')).getByText(before).waitFor();
  }
  await page.getByRole('dialog').waitFor();
});

test('Enter chooses nobody who was found for the letters before', async (t) => {
  const { page } = await edit(t);
  const at = planOf(page);
  await at(1, 7).click();
  await page.keyboard.press('F2');
  await page.locator('.ant-select-item-option').getByText('林晓东').waitFor();
  await page.keyboard.type('无此人');
  await page.keyboard.press('Enter');
  await at(1, 7).and(page.locator('[aria-invalid="true"]')).getByText('无此人', { exact: true }).waitFor();
});

test('with the last line gone the keyboard is where one begins again, and the way back is open', async (t) => {
  const { page, grid } = await edit(t);
  await cell(grid, 1, '产品').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+Backspace');
  await grid.waitFor({ state: 'detached' });
  await holds(page, '添加一行');
  await page.keyboard.press('Control+z');
  await shows(grid, 6, '产品', '安装调试与培训');
  await stands(page, [1, 1]);
  await page.keyboard.press('Control+y');
  await holds(page, '添加一行');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+Backspace');
  await page.getByRole('dialog').getByRole('button', { name: '撤销' }).click();
  await stands(page, [1, 1]);
});

test('the keys of the lines can all be looked up', async (t) => {
  const { page } = await edit(t);
  await page.getByRole('button', { name: '明细的快捷键' }).first().click();
  const keys = page.getByRole('tooltip').or(page.locator('.kd-lines-keys'));
  for (const name of ['打开选项或日历', '清空选中的格', '选中全部', '恢复', '在下方再加一份'])
    await keys.getByText(name, { exact: true }).waitFor();
});

test('a card of a line is one button; what is in it leads nowhere', async (t) => {
  const id = fresh(6);
  house.records.get(id).plan[1].basis = { id: '2', title: 'QT-2026-0002' };
  const page = await visit(t, `/r/quote/${id}`, PHONE);
  await page.getByRole('link', { name: 'QT-2026-0002' }).waitFor();
  await page.getByRole('button', { name: '编辑', exact: true }).click();
  const document = page.getByRole('dialog').first();
  await document.getByText('QT-2026-0002').click();
  await page.getByRole('dialog').filter({ hasText: '第 2 / 3 行' }).waitFor();
  assert.ok(page.url().endsWith(`/r/quote/${id}`), page.url());
  await page.getByRole('button', { name: '完成' }).click();
  await document.getByRole('button', { name: /^2 到货验收/ }).scrollIntoViewIfNeeded();
  await spotless(page, 'card-link');
});

test('the next line on a phone begins at its first field', async (t) => {
  const page = await form(t, { ...PHONE, viewport: { width: 390, height: 600 } });
  await page
    .getByRole('dialog')
    .first()
    .getByRole('button', { name: /三爪卡盘/ })
    .click();
  const sheet = page.getByRole('dialog').filter({ hasText: '第 2 / 6 行' });
  await sheet.getByRole('button', { name: '删除' }).scrollIntoViewIfNeeded();
  const scrolled = () =>
    page
      .locator('.ant-drawer-body')
      .last()
      .evaluate((body) => body.scrollTop);
  assert.ok((await scrolled()) > 0, 'there is nothing to scroll');
  await sheet.getByRole('button', { name: '下一行' }).click();
  await page.getByRole('dialog').filter({ hasText: '第 3 / 6 行' }).waitFor();
  assert.equal(await scrolled(), 0);
});

test('what is closed gives the keyboard back to what opened it', async (t) => {
  const page = await visit(t, `/r/quote/${fresh(3)}`);
  await page.getByRole('button', { name: '修改产品明细' }).press('Enter');
  await page.getByRole('dialog').getByRole('grid', { name: '产品明细' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await holds(page, '修改产品明细');
  await page.locator('.kd-state').getByRole('button', { name: '发送给客户' }).press('Enter');
  await page.getByRole('dialog', { name: '发送给客户' }).waitFor();
  await page.keyboard.press('Escape');
  await holds(page, '发送给客户');
  await page.getByRole('button', { name: '修改主题' }).press('Enter');
  await page.getByRole('textbox', { name: '主题' }).waitFor();
  await page.keyboard.press('Escape');
  await holds(page, '修改主题');
});

test('from record to record by Enter the keyboard stays on the same step', async (t) => {
  const page = await visit(t, '/r/quote');
  await page.getByRole('link', { name: 'QT-2026-0001' }).press('Enter');
  const place = page.locator('.kd-record-place');
  await place.filter({ hasText: /^1/ }).waitFor();
  await page.getByRole('button', { name: '下一个' }).press('Enter');
  await place.filter({ hasText: /^2/ }).waitFor();
  await holds(page, '下一个');
  await page.keyboard.press('Enter');
  await place.filter({ hasText: /^3/ }).waitFor();
  await holds(page, '下一个');
  assert.equal(await focused(page), '下一个');
});
