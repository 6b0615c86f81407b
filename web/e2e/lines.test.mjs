// Lines and states over a document that only these tests know. Behind the console stands a stand-in for the server.
// With KEDUN_PICTURES=directory they leave pictures of what they look at, in both themes and at both widths.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  cell,
  DESK,
  edit,
  form,
  fresh,
  house,
  PHONE,
  paste,
  picture,
  planOf,
  said,
  shows,
  spotless,
  stands,
  total,
  visit,
} from './components/desk.mjs';

after(() => house.close());

test('a quote is written down without a mouse: Enter goes to the next cell, to the next row, and on to a new one', async (t) => {
  const page = await visit(t, '/r/quote');
  await page.getByRole('link', { name: 'QT-2026-0001' }).waitFor();
  await page.keyboard.press('n');
  const form = page.getByRole('dialog');
  await form.getByLabel('主题').fill('备件报价');
  await form.getByLabel('客户名称').fill('远山机械');
  const grid = form.getByRole('grid', { name: '产品明细' });
  await grid.getByRole('gridcell').first().focus();
  for (const key of ['主轴轴承', '套', '2', '1.2万', '10', '', '润滑脂', '桶', '３', '45.5', '', '送货上门'])
    await page.keyboard.type(key).then(() => page.keyboard.press('Enter'));
  await stands(page, [3, 1]);
  await shows(grid, 1, '金额', '21,600.00');
  await shows(grid, 2, '金额', '136.50');
  assert.equal(await total(grid, 'amount').textContent(), '¥21,736.50');
  assert.equal(await total(grid, 'quantity').textContent(), '5');
  await page.keyboard.press('Control+s');
  await page.getByRole('heading', { level: 1 }).waitFor();
  // The empty row in which it ended is none.
  assert.deepEqual(
    house.writes.at(-1).lines.map(({ product, quantity, price }) => [product, quantity, price.amount]),
    [
      ['主轴轴承', '2', '12000'],
      ['润滑脂', '3', '45.5'],
    ],
  );
});

test('arrows and Tab walk, Esc takes back, and what is typed replaces what stood there', async (t) => {
  const { page, grid } = await edit(t);
  await cell(grid, 1, '产品').click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await stands(page, [2, 3]);
  await page.keyboard.type('7');
  await shows(grid, 2, '金额', '8,960.00');
  await page.keyboard.press('Escape');
  await shows(grid, 2, '数量', '4');
  await shows(grid, 2, '金额', '5,120.00');
  await page.keyboard.type('9');
  await page.keyboard.press('ArrowUp');
  await shows(grid, 2, '数量', '9');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F2');
  await page.keyboard.press('End');
  await page.keyboard.type('0');
  await page.keyboard.press('Shift+Tab');
  await shows(grid, 2, '数量', '90');
  await stands(page, [2, 2]);
  // Out of the grid, and not out of the form.
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), '添加一行');
  await page.getByRole('dialog').waitFor();
});

test('rows are removed, duplicated and moved by keyboard, and each of it is undone', async (t) => {
  const { page, grid } = await edit(t);
  await cell(grid, 2, '产品').click();
  await page.keyboard.press('Control+Backspace');
  await shows(grid, 2, '产品', '硬质合金刀片 CNMG120408');
  assert.match(await said(page).textContent(), /已删除第 2 行/);
  await page.getByRole('dialog').getByRole('button', { name: '撤销' }).click();
  await shows(grid, 2, '产品', '三爪卡盘 K11-250');
  await page.keyboard.press('Control+d');
  await shows(grid, 3, '产品', '三爪卡盘 K11-250');
  assert.equal(await grid.getAttribute('aria-rowcount'), '9');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await shows(grid, 1, '产品', '三爪卡盘 K11-250');
  assert.match(await said(page).textContent(), /第 2 行已移到第 1 行/);
  await stands(page, [1, 1]);
  for (let times = 0; times < 3; times += 1) await page.keyboard.press('Control+z');
  assert.equal(await grid.getAttribute('aria-rowcount'), '8');
  await page.keyboard.press('Control+y');
  assert.equal(await grid.getAttribute('aria-rowcount'), '9');
  // The head of a row stands for all of it.
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Delete');
  assert.equal(await grid.getAttribute('aria-rowcount'), '8');
});

test('a row is dragged by its grip to another place', async (t) => {
  const { page, grid } = await edit(t);
  const grip = grid.getByRole('row').nth(1).locator('.kd-line-grip');
  await grid.getByRole('row').nth(1).hover();
  const from = await grip.boundingBox();
  const to = await cell(grid, 4, '产品').boundingBox();
  await page.mouse.move(from.x + 8, from.y + 15);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, from.y + 40, { steps: 4 });
  await page.mouse.move(from.x + 8, to.y + 20, { steps: 8 });
  await picture(page, 'dragged');
  await page.mouse.up();
  await shows(grid, 4, '产品', '数控车床 CK6150');
  await shows(grid, 1, '产品', '三爪卡盘 K11-250');
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(
    house.writes.at(-1).lines.map(({ id }) => id),
    ['2', '3', '4', '1', '5', '6'],
  );
});

test('a block from a spreadsheet fills cells and makes rows; what is not understood stands there as typed', async (t) => {
  const { page, grid } = await edit(t, { lines: 2 });
  await cell(grid, 2, '产品').click();
  await paste(
    page,
    '"刀柄\tBT40"\t把\t１，２００\t￥1,280.50\t5%\t999\t\r\n夹套\t个\t约三\t1.2万\t\t\t急\r\n油石\t块\t1.2345\t$5\t\t\t\r\n',
  );
  await shows(grid, 2, '产品', '刀柄\tBT40');
  await shows(grid, 2, '数量', '1,200');
  await shows(grid, 2, '金额', '1,459,770.00');
  await shows(grid, 3, '数量', '约三');
  await shows(grid, 3, '单价', '12,000.00');
  await shows(grid, 4, '单价', '$5');
  assert.equal(await grid.getAttribute('aria-rowcount'), '6');
  assert.equal(await cell(grid, 3, '数量').getAttribute('aria-invalid'), 'true');
  assert.match(
    await said(page).textContent(),
    /已粘贴 3 行 7 列，2 格看不懂，已照原样保留并标出；金额不能填写，没有粘贴/,
  );
  await spotless(page, 'pasted');
  const before = house.writes.length;
  await page.keyboard.press('Control+s');
  await page.getByText('这里要填数字').waitFor();
  await stands(page, [3, 3]);
  assert.equal(house.writes.length, before);
  await page.keyboard.type('3');
  await page.getByRole('button', { name: '2 处需要改正' }).click();
  await stands(page, [4, 3]);
  await page.getByText('最多 3 位小数').waitFor();
  await page.keyboard.type('1.5');
  await page.keyboard.press('Enter');
  await page.keyboard.type('35');
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(
    house.writes.at(-1).lines.map(({ quantity, price }) => [quantity, price.amount]),
    [
      ['2', '168000'],
      ['1200', '1280.50'],
      ['3', '12000'],
      ['1.5', '35'],
    ],
  );
});

test('what is copied out of the lines is what a spreadsheet takes', async (t) => {
  const { page, grid } = await edit(t);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await cell(grid, 1, '产品').click();
  await page.keyboard.press('Shift+ArrowDown');
  for (let times = 0; times < 4; times += 1) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Control+c');
  assert.equal(await copied(), '数控车床 CK6150\t台\t2\t168000\t5%\n三爪卡盘 K11-250\t个\t4\t1280\t');
  await page.getByRole('dialog').getByRole('button', { name: '复制全部' }).first().click();
  await page.getByText('已复制全部 6 行').waitFor();
  assert.match(await copied(), /^产品\t单位\t数量\t单价\t折扣\t金额\t备注\n数控车床/);
});

test('the most lines there may be is said in words, and a paste beyond it changes nothing', async (t) => {
  const { page, grid } = await edit(t, { lines: 999 });
  await cell(grid, 1, '产品').click();
  await page.keyboard.press('Control+End');
  await paste(page, '一\n二\n三');
  assert.match(await said(page).textContent(), /粘贴后会有 1,001 行，最多 1,000 行/);
  assert.equal(await grid.getAttribute('aria-rowcount'), '1001');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+d');
  assert.match(await said(page).textContent(), /最多 1,000 行，已经满了/);
  assert.equal(await page.getByRole('button', { name: '添加一行' }).first().isDisabled(), true);
});

test('a thousand lines: only what is in sight is drawn, and the keyboard reaches the last of them', async (t) => {
  const { page, grid, id } = await edit(t, { lines: 1000 });
  const cents = house.records
    .get(id)
    .lines.reduce((sum, one) => sum + BigInt(one.amount.amount.replace('.', '')), 0n);
  const shown = (await total(grid, 'amount').textContent()).replace(/[¥,.]/g, '');
  assert.equal(shown, String(cents));
  await cell(grid, 1, '产品').click();
  await page.keyboard.press('Control+End');
  await cell(grid, 1000, '备注').waitFor();
  await stands(page, [1000, 7]);
  await page.keyboard.type('最后一行');
  await page.keyboard.press('Enter');
  await shows(grid, 1000, '备注', '最后一行');
  assert.ok((await grid.getByRole('row').count()) < 60, 'too many rows are drawn');
  await page.keyboard.press('Control+Home');
  await cell(grid, 1, '产品').waitFor();
  // However long it takes: no key may be lost while a thousand lines stand below.
  await page.keyboard.type('一二三四五六七八九十');
  await shows(grid, 1, '产品', '一二三四五六七八九十');
});

test('an error of the server stands in its cell, wherever that has moved to meanwhile', async (t) => {
  const { page, grid } = await edit(t);
  await cell(grid, 3, '数量').click();
  await page.keyboard.type('0');
  await page.keyboard.press('Control+s');
  await page.getByText('数量要大于 0').first().waitFor();
  await stands(page, [3, 3]);
  await page.keyboard.press('Alt+ArrowUp');
  assert.equal(await cell(grid, 2, '数量').getAttribute('aria-invalid'), 'true');
  await page.keyboard.type('5');
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('what is required and still empty keeps a line from being sent, and unsaved lines are guarded', async (t) => {
  const { page, grid } = await edit(t, { lines: 1 });
  await page.getByRole('button', { name: '添加一行' }).first().click();
  await page.keyboard.type('刀柄');
  await page.keyboard.press('Control+s');
  await page.getByText('请填写这一项').first().waitFor();
  await stands(page, [2, 3]);
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByRole('dialog', { name: '还有内容没有保存' }).waitFor();
  await page.getByRole('button', { name: '继续填写' }).click();
  await shows(grid, 2, '产品', '刀柄');
});

test('of two who change the lines, the second sees how they differ and chooses', async (t) => {
  const { page, grid, id } = await edit(t);
  const other = house.records.get(id);
  house.records.set(id, {
    ...other,
    version: 2,
    lines: other.lines.slice(0, 5),
    updated_by: { id: '2', title: '吴敏' },
  });
  await cell(grid, 1, '数量').click();
  await page.keyboard.type('3');
  await page.keyboard.press('Control+s');
  const conflict = page.getByRole('dialog', { name: '这条记录刚被别人改过' });
  await conflict.getByText('与对方相比：多 1 行、改 1 行').waitFor();
  await conflict.getByText('5 行').waitFor();
  await picture(page, 'conflict');
  await conflict.getByRole('button', { name: '按选择保存' }).click();
  // On the page: the form's own grid may still be closing.
  await page.getByRole('region', { name: '产品明细' }).getByText('6 行', { exact: true }).waitFor();
  // What the other has removed is there again as a line of its own.
  assert.equal(house.writes.at(-1).lines[5].id, undefined);
});

test('choices, days and yes or no are written in the grid as well', async (t) => {
  const { page } = await edit(t);
  const at = planOf(page);
  await at(1, 1).click();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await stands(page, [1, 2]);
  await page.keyboard.type('2026-12-15');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await stands(page, [1, 3]);
  await page.keyboard.press('F2');
  await page.locator('.ant-select-dropdown').waitFor();
  // It closes what is open over the cell, and not the form.
  await page.keyboard.press('Escape');
  await page.locator('.ant-select-dropdown').waitFor({ state: 'hidden' });
  await page.keyboard.press('F2');
  await page.locator('.ant-select-dropdown').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(house.writes.at(-1).plan[0].due, '2026-12-15');
  assert.equal(house.writes.at(-1).plan[0].way, 'draft');
  assert.equal(house.writes.at(-1).lines, undefined);
});

test('pasted names are looked up; what has no single match stands there as typed, and the cell says so', async (t) => {
  const { page } = await edit(t);
  const at = planOf(page);
  await at(3, 1).click();
  await paste(page, '尾款\t2028/2/1\t支票\t\t5万\t是\t吴敏\n余款\t2月\t现金\t\t\t\t没有此人');
  await at(3, 7).and(page.locator(':not([aria-invalid])')).getByText('吴敏').waitFor();
  assert.equal(await at(3, 2).textContent(), '2028-02-01');
  assert.equal(await at(4, 3).textContent(), '现金');
  for (const [row, col, typed] of [
    [3, 3, '支票'],
    [4, 2, '2月'],
    [4, 7, '没有此人'],
  ]) {
    assert.equal(await at(row, col).getAttribute('aria-invalid'), 'true', typed);
    assert.match(await at(row, col).textContent(), new RegExp(`^${typed}.*“${typed}”`));
  }
  await page.keyboard.press('Control+z');
  assert.equal(await at(3, 1).locator('input').inputValue(), '质保金');
});

test('the bar of states shows where a quote stands and leads it on; what is frozen cannot be written', async (t) => {
  const id = fresh(3);
  const page = await visit(t, `/r/quote/${id}`);
  const steps = page.getByRole('list', { name: '状态' });
  const now = steps.locator('[aria-current="step"]');
  assert.equal(await now.textContent(), '草稿');
  await page.getByRole('button', { name: '修改产品明细' }).click();
  await page.getByRole('dialog').getByRole('grid', { name: '产品明细' }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '发送给客户' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '发送给客户' }).click();
  await steps.locator('[aria-current="step"]', { hasText: '已发送' }).waitFor();
  await page.getByText('当前状态下内容已锁定，只能修改：备注。').waitFor();
  assert.equal(await page.locator('.kd-state .ant-btn-primary').textContent(), '客户接受');
  for (const label of ['主题', '产品明细'])
    assert.equal(await page.getByRole('button', { name: `修改${label}` }).count(), 0);
  // Empty as yet, and therefore folded away.
  await page.getByRole('button', { name: '显示 1 个空字段' }).click();
  await page.getByRole('button', { name: '修改备注' }).waitFor();
  await page.getByRole('button', { name: '编辑', exact: true }).click();
  await page.getByRole('dialog').getByLabel('备注').waitFor();
  assert.equal(await page.getByRole('dialog').getByRole('grid').count(), 0);
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
  await page.getByRole('button', { name: '其他可做的操作' }).click();
  await page.getByRole('menuitem', { name: '客户拒绝' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '客户拒绝' }).click();
  await steps.locator('[aria-current="step"]', { hasText: '客户拒绝' }).waitFor();
  assert.equal(await page.locator('.kd-state-acts').count(), 0);
  await spotless(page, 'declined');
});

for (const [width, options] of [
  ['desk', DESK],
  ['phone', PHONE],
])
  test(`axe finds nothing on a document, its form and its states, on a ${width}`, async (t) => {
    const id = fresh(6, 'sent');
    const page = await visit(t, `/r/quote/${id}`, options);
    await page.getByText('硬质合金刀片 CNMG120408').waitFor();
    await spotless(page, `page-${width}`);
    await spotless(await form(t, options), `form-${width}`);
  });

test('on a phone a line is a card, and the whole screen while it is written', async (t) => {
  const page = await form(t, PHONE);
  const document = page.getByRole('dialog').first();
  await document.getByRole('button', { name: /三爪卡盘/ }).click();
  const sheet = page.getByRole('dialog').filter({ hasText: '第 2 / 6 行' });
  await sheet.getByLabel('数量').fill('10');
  await sheet.getByText('¥12,800.00').waitFor();
  await spotless(page, 'line-phone');
  await sheet.getByLabel('数量').fill('很多');
  await sheet.getByText('这里要填数字').waitFor();
  await sheet.getByLabel('数量').fill('10');
  await sheet.getByRole('button', { name: '上移' }).click();
  await page
    .getByRole('dialog')
    .filter({ hasText: '第 1 / 6 行' })
    .getByRole('button', { name: '完成' })
    .click();
  await document.getByRole('button', { name: /^1 三爪卡盘/ }).waitFor();
  await document.getByRole('button', { name: '添加一行' }).first().click();
  const added = page.getByRole('dialog').filter({ hasText: '第 7 / 7 行' });
  await added.getByLabel('产品').fill('刀柄');
  await added.getByRole('button', { name: '完成' }).click();
  await document.getByRole('button', { name: '保存' }).click();
  await page
    .getByRole('dialog')
    .filter({ hasText: '第 7 / 7 行' })
    .getByText('请填写这一项')
    .first()
    .waitFor();
  await picture(page, 'missing-phone');
});

test('a thousand cards on a phone scroll with the page, and only what is in sight is drawn', async (t) => {
  const page = await visit(t, `/r/quote/${fresh(1000)}`, PHONE);
  const cards = page.locator('.kd-line-card');
  await cards.first().waitFor();
  assert.ok((await cards.count()) < 60, 'too many cards are drawn');
  await page.locator('#main').evaluate((main) => main.scrollTo(0, main.scrollHeight / 2));
  await page.waitForFunction(() => Number(document.querySelector('.kd-line-card-number')?.textContent) > 100);
});
