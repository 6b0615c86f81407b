// The way back from what was done at once: it says what it will do, can be stopped, and can be taken back itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, make, PHONE } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const LIST = '/r/customer?view=all';

const found = async (page, q) =>
  (await (await page.request.get(`/api/records/customer?q=${q}${run}`)).json()).items;
const question = (page, name) => page.getByRole('dialog', { name });
const bell = (page) => page.getByRole('button', { name: /后台任务/ });

/** Deletes by the bulk route, and waits until it is over. */
async function deleted(page, ids) {
  const begun = await page.request.post('/api/records/customer/bulk', {
    data: { action: 'delete', ids, input: {} },
  });
  const { job } = await begun.json();
  for (;;) {
    const now = await (await page.request.get(`/api/jobs/${job}`)).json();
    if (now.state === 'done') return now;
    assert.ok(['queued', 'running'].includes(now.state), now.state);
    await page.waitForTimeout(50);
  }
}

test('an import is undone, but for what somebody changed since, and comes back', async (t) => {
  const page = await enter(t);
  const lines = ['客户名称,备注', `撤销甲${run},`, `撤销乙${run},`];
  await page.goto(LIST);
  await page.getByRole('button', { name: '导入', exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: '导入客户', exact: true });
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: '撤销.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await dialog.getByRole('button', { name: '试运行' }).click();
  await dialog.getByRole('button', { name: '导入 2 个' }).click();
  await dialog.getByText('导入完成。').waitFor();
  const [kept] = await found(page, '撤销乙');
  await page.request.patch(`/api/records/customer/${kept.id}`, {
    headers: { 'If-Match': `"${kept.version}"` },
    data: { remarks: '谈过了' },
  });

  const ask = dialog.getByRole('button', { name: '撤销' });
  const undo = question(page, '撤销：导入客户：撤销.csv');
  await ask.press('Enter');
  await undo.waitFor();
  // Not asked any further: the keyboard is where it was.
  await page.keyboard.press('Escape');
  await undo.waitFor({ state: 'hidden' });
  await ask.and(page.locator(':focus')).waitFor();
  await ask.click();
  await undo.getByText('将删除导入的 1 个客户').waitFor();
  await undo.getByText('另有 1 条保持现状。').waitFor();
  await undo
    .getByRole('listitem')
    .filter({ hasText: `撤销乙${run}` })
    .getByText('之后又修改过')
    .waitFor();
  assert.equal((await found(page, '撤销甲')).length, 1, 'a preview changes nothing');
  await undo.getByRole('button', { name: '撤销', exact: true }).click();
  await undo.getByText('已删除导入的 1 个客户').waitFor();
  await undo.getByRole('button', { name: '完成' }).click();
  assert.deepEqual([(await found(page, '撤销甲')).length, (await found(page, '撤销乙')).length], [0, 1]);

  await dialog.getByText('这次导入已撤销').waitFor();
  assert.equal(await dialog.getByText('已新增').count(), 0);
  await dialog.getByRole('button', { name: '恢复' }).click();
  const back = question(page, '恢复：导入客户：撤销.csv');
  await back.getByText('将恢复 1 个客户。').waitFor();
  await back.getByRole('button', { name: '恢复' }).click();
  await back.getByText('已恢复 1 个客户。').waitFor();
  await back.getByRole('button', { name: '完成' }).click();
  await dialog.getByText('导入完成。').waitFor();
  assert.equal((await found(page, '撤销甲')).length, 1);
});

test('the list of jobs makes way for the question, and shows afterwards what became of each', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `铃铛${run}` });
  await make(page, 'contact', { name: '高明', customer: id });
  const job = await deleted(page, [id]);
  await page.goto(LIST);
  await bell(page).click();
  const line = page.locator('.kd-jobs-list li').filter({ hasText: job.title }).first();
  await line.getByRole('button', { name: '撤销' }).click();
  const undo = question(page, `撤销：${job.title}`);
  await undo.getByText('将恢复 1 个客户及相关的 1 条记录').waitFor();
  await line.waitFor({ state: 'hidden' });
  await undo.getByRole('button', { name: '撤销', exact: true }).click();
  await undo.getByRole('button', { name: '完成' }).click();
  assert.equal((await found(page, '铃铛')).length, 1);
  await bell(page).click();
  await line.getByText('已撤销').waitFor();
  await line.getByRole('button', { name: '恢复' }).click();
  const back = question(page, `恢复：${job.title}`);
  await back.getByRole('button', { name: '恢复' }).click();
  await back.getByRole('button', { name: '完成' }).click();
  assert.equal((await found(page, '铃铛')).length, 0);
});

test('a save is undone from the timeline, in part where somebody went on since', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `时间线${run}`, address: '一号路', remarks: '旧' });
  const change = async (data) => {
    const answer = await page.request.get(`/api/records/customer/${id}`);
    const done = await page.request.patch(`/api/records/customer/${id}`, {
      headers: { 'If-Match': answer.headers().etag },
      data,
    });
    assert.equal(done.status(), 200);
  };
  await change({ address: '二号路', remarks: '新' });
  await change({ remarks: '更新' });
  await page.goto(`/r/customer/${id}`);
  const entry = page
    .getByRole('region', { name: '动态' })
    .getByRole('listitem')
    .filter({ hasText: '二号路' });
  await entry.hover();
  await entry.getByRole('button', { name: '撤销' }).click();
  const undo = question(page, '撤销一次保存');
  await undo.getByText('将把 1 个客户改回原来的值').waitFor();
  await undo.getByText('其中 1 条只撤销一部分。').waitFor();
  assert.equal(await undo.getByText('保持现状。').count(), 0);
  await undo.getByRole('button', { name: '撤销', exact: true }).click();
  await undo.getByRole('button', { name: '完成' }).click();
  const after = await (await page.request.get(`/api/records/customer/${id}`)).json();
  assert.deepEqual([after.address, after.remarks], ['一号路', '更新']);
  await entry.last().getByText('已撤销').waitFor();
});

/** An undo of many records, whose jobs go on for as long as the test says; those without a state are not there yet. */
async function large(page, customer) {
  const job = await deleted(page, [customer]);
  const jobs = {};
  const cancelled = [];
  const common = { kind: 'undo', title: '撤销：批量删除', done: 10, total: 500, error: null };
  const times = { created_at: job.created_at, finished_at: null };
  const result = {
    operation: job.result.operation,
    kind: 'bulk_delete',
    undone: 500,
    counts: [{ object: 'customer', label: '客户', deleted: 0, restored: 500, put_back: 0 }],
    kept: [],
    kept_total: 0,
    partly_total: 0,
  };
  const end = (id) =>
    id === 'look' ? { ...result, dry_run: true, undo: null } : { ...result, dry_run: false, undo: '999999' };
  const shown = (id) => ({
    id,
    ...common,
    ...times,
    state: jobs[id],
    result: jobs[id] === 'done' ? end(id) : null,
  });
  await page.route(/\/api\/operations\/\d+\/undo/, (route) => {
    const looks = route.request().url().includes('dry_run');
    const id = looks ? 'look' : `work${Object.keys(jobs).length}`;
    jobs[id] ??= 'running';
    return route.fulfill({ status: 202, json: { job: id } });
  });
  await page.route(/\/api\/jobs\/(look|work\d)$/, (route) => {
    const id = route.request().url().split('/').pop();
    if (route.request().method() !== 'DELETE') return route.fulfill({ json: shown(id) });
    jobs[id] = 'cancelled';
    cancelled.push(id);
    return route.fulfill({ status: 204 });
  });
  await page.route(/\/api\/jobs$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: [...Object.keys(jobs).map(shown), ...(await response.json())] });
  });
  return { job, jobs, cancelled };
}

/** Asks for it from the list of jobs. */
async function askUndo(page, title) {
  await bell(page).click();
  const line = page.locator('.kd-jobs-list li').filter({ hasText: title }).first();
  await line.getByRole('button', { name: '撤销' }).click();
  return question(page, `撤销：${title}`);
}

test('a look that is left is cancelled, and nobody is told of it', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `预览${run}` });
  const { job, cancelled } = await large(page, id);
  await page.goto(LIST);
  const undo = await askUndo(page, job.title);
  await undo.getByText('正在查看哪些可以撤销…').waitFor();
  await undo.getByRole('progressbar').waitFor();
  await undo.getByRole('button', { name: '取消' }).click();
  await undo.waitFor({ state: 'hidden' });
  await bell(page).click();
  await page.locator('.kd-jobs-list li').first().waitFor();
  assert.deepEqual(cancelled, ['look']);
  assert.equal(await page.getByText('撤销：批量删除').count(), 0);
});

test('an undo is stopped by its button, and goes on behind the page where it is left', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `停止${run}` });
  const { job, jobs, cancelled } = await large(page, id);
  jobs.look = 'done';
  await page.goto(LIST);
  const undo = await askUndo(page, job.title);
  await undo.getByText('将恢复 500 个客户').waitFor();
  await undo.getByRole('button', { name: '撤销', exact: true }).click();
  await undo.getByText('正在撤销…').waitFor();
  await undo.getByRole('button', { name: '停止' }).click();
  await undo.getByText('已停止。').waitFor();
  assert.deepEqual(cancelled, ['work1']);

  await undo.getByRole('button', { name: '继续', exact: true }).click();
  await undo.getByText('正在撤销…').waitFor();
  await undo.getByRole('button', { name: '在后台继续' }).click();
  await undo.waitFor({ state: 'hidden' });
  assert.deepEqual(cancelled, ['work1']);
  jobs.work2 = 'done';
  const notice = page.locator('.ant-notification-notice').filter({ hasText: '撤销 500 条' });
  await notice.getByRole('button', { name: '恢复' }).waitFor();
  assert.equal(await page.getByText('批量删除').count(), 1, 'no notice of the look');
});

test('on a phone, bulk work is followed under the messages, and its notice leaves the bar alone', async (t) => {
  const page = await enter(t, PHONE);
  const name = `手机批量${run}`;
  await make(page, 'customer', { name });
  await page.goto(`${LIST}&q=${encodeURIComponent(name)}`);
  await page.getByText(name).waitFor();
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '选择多个' }).click();
  await page.getByRole('checkbox', { name: `选择 ${name}` }).check();
  await page.getByRole('region', { name: '批量操作' }).getByRole('button', { name: '删除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await page.getByText('进度见“消息”').waitFor();
  const notice = page.locator('.ant-notification-notice');
  await notice.waitFor();
  const { y, height } = await notice.boundingBox();
  assert.ok(y + height < 400, `the notice ends at ${y + height}, far above the bar`);
});
