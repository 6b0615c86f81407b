import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { picture } from './pictures.mjs';
import { sample } from './server.mjs';
import { DESK, enter, faults, open, PHONE, showEmpty, signIn } from './support.mjs';

const run = Date.now().toString(36).slice(-5);

const number = async (dialog, label) => {
  const said = await dialog.locator('dl div', { hasText: label }).locator('dd').textContent();
  return Number(said.replaceAll(',', ''));
};

test('a firm brings its customers, finds one of them, and can tell who changed what', async (t) => {
  const page = await open(t);
  await signIn(page);
  await page.getByRole('heading', { name: '林晓东，您好' }).waitFor();

  await page.getByRole('link', { name: '客户', exact: true }).click();
  await page.getByText('还没有客户').waitFor();
  await page.getByRole('button', { name: '导入客户' }).click();
  const dialog = page.getByRole('dialog', { name: '导入客户' });
  await dialog.locator('input[type=file]').setInputFiles(sample('customers.xlsx'));
  await dialog.getByText('customers.xlsx：5,000 行，14 列，已自动对应 14 列。').waitFor();
  await picture(page, 'import-columns');
  await dialog.getByRole('button', { name: '试运行' }).click();
  await dialog.getByText('试运行完成。').waitFor({ timeout: 120_000 });
  await picture(page, 'import-trial');
  const foreseen = await number(dialog, '将新增');
  assert.ok(foreseen > 4000, `${foreseen} would be imported`);

  await dialog.getByRole('button', { name: /^导入 4,\d{3} 个$/ }).click();
  await dialog.getByText('导入完成。').waitFor({ timeout: 180_000 });
  assert.equal(await number(dialog, '已新增'), foreseen, 'the trial promised what came');
  const [skipped, rejected] = [await number(dialog, '跳过'), await number(dialog, '未通过')];
  const { kinds } = JSON.parse(readFileSync(sample('truth.json'), 'utf8'));
  assert.equal(foreseen + skipped + rejected + kinds.blank_row.count, 5000, 'every row is accounted for');
  await dialog.getByRole('table').getByText('负责人').first().waitFor();
  await picture(page, 'import-result');

  const download = page.waitForEvent('download');
  await dialog.getByRole('link', { name: '下载未通过的行' }).click();
  const file = await download;
  assert.match(file.suggestedFilename(), /^customers-未通过\.xlsx$/);
  assert.equal(
    readFileSync(await file.path())
      .subarray(0, 2)
      .toString(),
    'PK',
  );
  await dialog.getByRole('button', { name: '完成' }).click();

  await page.getByRole('searchbox', { name: '在客户中搜索' }).fill('恒通');
  await page.getByRole('row').filter({ hasText: '恒通' }).first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '全局搜索' }).fill('cshtymy');
  await page.getByRole('option', { name: /长沙恒通盈贸易/ }).click();
  await page.getByRole('heading', { level: 1, name: /长沙恒通盈贸易/ }).waitFor();

  await showEmpty(page);
  await page.getByRole('button', { name: '修改邮箱' }).click();
  await page.getByRole('textbox', { name: '邮箱' }).fill('hengtong@example.com');
  await page.keyboard.press('Enter');
  const timeline = page.getByRole('region', { name: '动态' });
  await timeline.getByText('修改了资料').waitFor();
  await timeline.getByText('hengtong@example.com').waitFor();

  await page.getByRole('button', { name: '管理', exact: true }).click();
  await page.getByRole('link', { name: '审计日志' }).click();
  const change = page.getByRole('row').filter({ hasText: '修改' }).filter({ hasText: '长沙恒通盈' }).first();
  await change.getByText('林晓东').waitFor();
  await change.getByText('成功').waitFor();

  await page.getByRole('button', { name: /账户菜单/ }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.getByRole('button', { name: '登录' }).waitFor();
  assert.equal((await page.request.get('/api/session')).status(), 401);
});

test('a heading goes where somebody sends it, not where it was guessed to go', async (t) => {
  const page = await enter(t);
  const lines = ['客户名称,介绍人的话,地址', `手动对应${run},老客户介绍,西湖路 1 号`];
  await page.goto('/r/customer?view=all');
  await page.getByRole('button', { name: '导入', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '导入客户' });
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: '手动.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await dialog.getByText('手动.csv：1 行，3 列，已自动对应 2 列。').waitFor();

  const row = (heading) =>
    dialog.getByRole('row').filter({ has: page.getByRole('rowheader', { name: heading }) });
  const into = (heading) => row(heading).getByRole('combobox');
  const pick = async (heading, field) => {
    await into(heading).fill(field);
    await into(heading).press('Enter');
    await row(heading).getByTitle(field, { exact: true }).waitFor();
  };
  await row('地址').getByRole('button').press('Enter');
  await row('地址').getByText('不导入').waitFor();
  await pick('介绍人的话', '备注');
  await pick('地址', '简称');
  // Without a name there is no customer.
  await row('客户名称').getByRole('button').press('Enter');
  await dialog.getByText('必填字段还没有对应的列：客户名称').waitFor();
  assert.ok(await dialog.getByRole('button', { name: '试运行' }).isDisabled());
  await pick('客户名称', '客户名称');

  await dialog.getByRole('button', { name: '试运行' }).click();
  await dialog.getByRole('button', { name: '导入 1 个' }).click();
  await dialog.getByText('导入完成。').waitFor();
  const { items } = await (await page.request.get(`/api/records/customer?q=手动对应${run}`)).json();
  const made = await (await page.request.get(`/api/records/customer/${items[0].id}`)).json();
  assert.deepEqual([made.remarks, made.short_name, made.address], ['老客户介绍', '西湖路 1 号', null]);
});

test('further rows of a record are counted apart from the records', async (t) => {
  const page = await enter(t);
  // No object of today has lines to bring along: the server's report is told as it will be. It comes by this one way only;
  // the stream of events would bring the same job as the server knows it.
  await page.route(/\/api\/events/, (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: 'retry: 600000\n\n' }),
  );
  await page.route(/\/api\/jobs\/\d+$/, async (route) => {
    const response = await route.fetch();
    const job = await response.json();
    await route.fulfill({
      response,
      json: { ...job, result: job.result && { ...job.result, continued: 7 } },
    });
  });
  await page.goto('/r/customer?view=all');
  await page.getByRole('button', { name: '导入', exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: '导入客户' });
  const buffer = Buffer.from(`客户名称\n续行${run}`);
  await dialog.locator('input[type=file]').setInputFiles({ name: '续行.csv', mimeType: 'text/csv', buffer });
  await dialog.getByRole('button', { name: '试运行' }).click();
  await dialog.getByText('试运行通过').waitFor();
  assert.deepEqual([await number(dialog, '将新增'), await number(dialog, '并入前面记录的行')], [1, 7]);
});

/** Chooses in which encoding the file is read. */
async function readIn(page, dialog, name) {
  await dialog.getByLabel('文字编码').click();
  const choices = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');
  await choices.getByTitle(name).click();
  // While it closes, the next click would only close it.
  await choices.waitFor({ state: 'detached' });
}

const western = Buffer.from('Name,Remarks\r\nJürgen Müller GmbH,Núñez\r\n', 'latin1');

test('whoever brings a file sees in which encoding it was read, and reads it in another', async (t) => {
  for (const options of [DESK, PHONE]) {
    const page = await enter(t, options);
    await page.goto('/r/customer?view=all');
    if (options === PHONE) {
      await page.getByRole('button', { name: '更多操作' }).click();
      await page.getByRole('menuitem', { name: '导入' }).click();
    } else await page.getByRole('button', { name: '导入', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: '导入客户' });
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name: 'western.csv', mimeType: 'text/csv', buffer: western });
    await dialog.getByText(/按内容判断为 西欧/).waitFor();
    await dialog.getByRole('cell', { name: 'Jürgen Müller GmbH' }).waitFor();

    const choose = (name) => readIn(page, dialog, name);
    await choose('简体中文（GB18030、GBK）');
    await dialog.getByRole('cell', { name: 'Jürgen Müller GmbH' }).waitFor({ state: 'detached' });
    // In this encoding it is no text at all: that is told, and another can still be chosen.
    await choose('UTF-8');
    await dialog.getByText('按 utf-8 编码读到第 2 行时，文字不对。').waitFor();
    assert.ok(await dialog.getByRole('button', { name: '下一步' }).isDisabled());
    await choose('西欧（Windows-1252、Latin-1）');
    await dialog.getByRole('cell', { name: 'Jürgen Müller GmbH' }).waitFor();
    assert.deepEqual(await faults(page), []);
    await dialog.getByRole('button', { name: '下一步' }).click();
    await dialog.getByText('western.csv：1 行，2 列').waitFor();
    await dialog.getByText('西欧（Windows-1252、Latin-1） · 第 1 行是列名').waitFor();
  }
});

test('a file that is no text in its own encoding can be read in another', async (t) => {
  const page = await enter(t);
  await page.goto('/r/customer?view=all');
  await page.getByRole('button', { name: '导入', exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: '导入客户' });
  // It says of itself that it is UTF-8, and is not.
  const buffer = Buffer.concat([
    Buffer.from('\ufeff客户名称\n'),
    Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]),
  ]);
  await dialog.locator('input[type=file]').setInputFiles({ name: 'mixed.csv', mimeType: 'text/csv', buffer });
  await dialog.getByText('按 utf-8 编码读到第 2 行时，文字不对。').waitFor();
  await readIn(page, dialog, '西欧（Windows-1252、Latin-1）');
  await dialog.getByRole('cell', { name: 'Müller' }).waitFor();
  await dialog.getByRole('button', { name: '换一个文件' }).click();
  await dialog.getByRole('button', { name: '选择文件' }).first().waitFor();
});

test('sheet and heading are found, and can be chosen', async (t) => {
  const page = await enter(t);
  await page.goto('/r/customer?view=all');
  await page.getByRole('button', { name: '导入', exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: '导入客户' });
  await dialog.locator('input[type=file]').setInputFiles(sample('odd/cover-sheet.xlsx'));
  await dialog.getByRole('cell', { name: '封面一号公司' }).waitFor();
  const pick = async (label, name) => {
    await dialog.getByLabel(label).click();
    await page.getByTitle(name).last().click();
  };
  await pick('工作表', '填写说明');
  await dialog.getByRole('columnheader', { name: '请在第二张表填写' }).waitFor();
  await pick('工作表', '客户');
  await dialog.getByRole('cell', { name: '封面一号公司' }).waitFor();

  await dialog.getByRole('button', { name: '换一个文件' }).click();
  await dialog.locator('input[type=file]').setInputFiles(sample('odd/title-row.xlsx'));
  await dialog.getByRole('columnheader', { name: '客户名称' }).waitFor();
  await pick('列名所在的行', '第 1 行：2026年客户通讯录');
  await dialog.getByRole('columnheader', { name: '2026年客户通讯录' }).waitFor();
  await pick('列名所在的行', '第 3 行：客户名称、手机、客户级别');
  await dialog.getByRole('columnheader', { name: '客户级别' }).waitFor();
  await dialog.getByRole('button', { name: '下一步' }).click();
  await dialog.getByText('title-row.xlsx：1 行，3 列，已自动对应 3 列。').waitFor();
  await dialog.getByRole('button', { name: '试运行' }).click();
  await dialog.getByText('试运行通过').waitFor();
  assert.equal(await number(dialog, '将新增'), 1);
});

/** Brings lines into the wizard, as far as the choice of columns. */
async function bring(page, name, lines) {
  await page.goto('/r/customer?view=all');
  if (page.viewportSize().width < 768) {
    await page.getByRole('button', { name: '更多操作' }).click();
    await page.getByRole('menuitem', { name: '导入' }).click();
  } else {
    await page.getByRole('button', { name: '导入', exact: true }).first().click();
  }
  const dialog = page.getByRole('dialog', { name: '导入客户' });
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  return dialog;
}

test('an unknown option is mapped for all its rows, and the skipped rows come back as a file', async (t) => {
  const page = await enter(t);
  const lines = [
    '客户名称,客户级别,来源',
    `选项甲${run},重要,地推`,
    `选项乙${run},重要,推介会${run}`,
    `选项甲${run},,`,
  ];
  const dialog = await bring(page, '选项.csv', lines);
  await dialog.getByRole('button', { name: '试运行' }).click();
  const decide = dialog.getByRole('region', { name: '这些可以统一处理' });
  await decide.getByText('有 2 格的内容不在选项中').first().waitFor();
  // A row that was refused is not what the third could repeat.
  assert.equal(await number(dialog, '将新增'), 1);

  await decide.getByRole('combobox', { name: '“重要”对应的选项' }).click();
  await page.getByTitle('A', { exact: true }).click();
  await decide.getByRole('combobox', { name: '“地推”对应的选项' }).click();
  await page.getByTitle('留空', { exact: true }).last().click();
  await decide.getByRole('combobox', { name: `“推介会${run}”对应的选项` }).click();
  await page.getByTitle('加为新选项', { exact: true }).last().click();
  await dialog.getByRole('button', { name: '重新试运行' }).click();
  await dialog.getByRole('button', { name: '导入 2 个' }).click();
  await dialog.getByText('导入完成。').waitFor();
  assert.deepEqual([await number(dialog, '已新增'), await number(dialog, '跳过')], [2, 1]);
  await dialog.getByRole('region', { name: '跳过的行' }).getByText('与第 2 行重复').waitFor();

  const download = page.waitForEvent('download');
  await dialog.getByRole('link', { name: '下载跳过的行' }).click();
  const file = await download;
  assert.equal(file.suggestedFilename(), '选项-已跳过.csv');
  assert.match(readFileSync(await file.path(), 'utf8'), new RegExp(`选项甲${run}.*与第 2 行重复`));
  const { items } = await (
    await page.request.get(`/api/records/customer?q=选项&fields=name,level,source&sort=id`)
  ).json();
  const made = items.filter(({ name }) => name.endsWith(run));
  assert.deepEqual(
    made.map(({ level, source }) => [level, source]),
    [
      ['A', null],
      ['A', `推介会${run}`],
    ],
  );
});

test('a column says in what it counts, and by what records are known can be chosen', async (t) => {
  const page = await enter(t, { viewport: { width: 390, height: 844 } });
  const lines = [
    '客户名称,手机,年采购额（万元）,采购额（USD）',
    `单位甲${run},139${Date.now().toString().slice(-8)},3.5,1`,
  ];
  const dialog = await bring(page, '单位.csv', lines);
  await dialog.getByText('不是人民币').waitFor();
  await dialog.getByText('单位：万元').waitFor();
  await dialog.getByRole('combobox', { name: '按哪个字段识别已有的' }).waitFor();
  await dialog.getByRole('button', { name: '试运行' }).click();
  await dialog.getByRole('button', { name: '导入 1 个' }).click();
  await dialog.getByText('导入完成。').waitFor();
  const { items } = await (
    await page.request.get(`/api/records/customer?q=单位甲${run}&fields=yearly_volume`)
  ).json();
  assert.equal(items[0].yearly_volume.amount, '35000.00');
});
