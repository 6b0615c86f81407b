// What somebody has typed is not lost, not doubled, and not written over what somebody else has saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOnPhone, enter, make, PHONE, password, showEmpty } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const LIST = '/r/customer?view=all';
const dialogs = (page) => page.getByRole('dialog').count();
const timeline = (page) => page.getByRole('region', { name: '动态' });

/** Counts what is sent, and lets each answer take its time. */
async function slowly(page, pattern, method) {
  let sent = 0;
  await page.route(pattern, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    sent += 1;
    await new Promise((done) => setTimeout(done, 400));
    await route.fallback();
  });
  return () => sent;
}

test('a session that ends over unsaved work asks once, and the work can then be saved', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `过夜跟进${run}` });
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('textbox', { name: '写跟进' }).fill('写了一半就下班了');
  await page.request.delete('/api/session');
  await page.keyboard.press('Control+Enter');
  const again = page.getByRole('dialog', { name: '登录已过期' });
  await again.waitFor();
  // More requests fail meanwhile, as they do when the window is looked at again.
  await page.evaluate(() => dispatchEvent(new Event('visibilitychange')));
  await page.waitForTimeout(500);
  assert.equal(await dialogs(page), 1);
  await again.getByLabel('密码', { exact: true }).fill(password);
  await again.getByRole('button', { name: '登录' }).click();
  await again.waitFor({ state: 'hidden' });
  assert.equal(await page.getByRole('textbox', { name: '写跟进' }).inputValue(), '写了一半就下班了');
  await timeline(page).getByRole('button', { name: '保存' }).click();
  await timeline(page).getByRole('listitem').getByText('写了一半就下班了').waitFor();
});

test('without unsaved work an ended session leads to the sign-in page, and Back shows nothing', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `已离开${run}` });
  // There is somewhere in the house to go back to, also where the sign-in page takes the place of the record's.
  await page.goto(LIST);
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('heading', { level: 1, name: `已离开${run}` }).waitFor();
  await page.request.delete('/api/session');
  // Its stream of events tells it, too: it may be gone before somebody clicks.
  const gone = page.waitForURL(/\/sign-in/);
  await Promise.any([gone, page.getByRole('link', { name: '联系人', exact: true }).click()]);
  await gone;
  await page.getByLabel('账号').waitFor();
  await page.goBack();
  await page.getByLabel('账号').waitFor();
  assert.equal(await page.getByText(`已离开${run}`).count(), 0);
});

test('what is typed beside the list does not go with the next row, by click or by key', async (t) => {
  const page = await enter(t);
  for (const nth of [1, 2]) await make(page, 'customer', { name: `旁写${nth}号${run}`, address: '一号路' });
  await page.goto(`${LIST}&preview=true&q=${encodeURIComponent('旁写')}`);
  const preview = page.getByRole('region', { name: '预览' });
  const row = (nth) => page.getByRole('row').getByRole('link', { name: `旁写${nth}号${run}`, exact: true });
  await row(1).click();
  await preview.getByRole('heading', { name: `旁写1号${run}` }).waitFor();
  await preview.getByRole('button', { name: '修改地址' }).click();
  const typed = preview.getByLabel('地址', { exact: true });
  await typed.fill('还没存');
  const stay = page.getByRole('button', { name: '继续填写' });
  await row(2).click();
  await stay.click();
  await page.locator('.ant-modal-wrap').waitFor({ state: 'detached' });
  assert.equal(await typed.inputValue(), '还没存');
  await preview.getByRole('heading', { name: `旁写1号${run}` }).click();
  for (const key of ['j', 'k']) {
    await page.keyboard.press(key);
    await stay.click();
    await page.locator('.ant-modal-wrap').waitFor({ state: 'detached' });
    assert.equal(await typed.inputValue(), '还没存');
  }
  await row(2).click();
  await page.getByRole('button', { name: '不保存，离开' }).click();
  await preview.getByRole('heading', { name: `旁写2号${run}` }).waitFor();
});

test('signing out asks about unsaved work first, and says so when the server did not do it', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `退出登录${run}` });
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('textbox', { name: '写跟进' }).fill('还没写完');
  const leave = async () => {
    await page.getByRole('button', { name: /账户菜单/ }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
  };
  await leave();
  await page.getByRole('button', { name: '继续填写' }).click();
  // It fades, and lies over the page until it is gone.
  await page.locator('.ant-modal-wrap').waitFor({ state: 'detached' });
  assert.equal((await page.request.get('/api/session')).status(), 200);

  await page.route('**/api/session', (route) =>
    route.request().method() === 'DELETE' ? route.fulfill({ status: 429 }) : route.fallback(),
  );
  await leave();
  await page.getByRole('button', { name: '不保存，离开' }).click();
  await page.getByText('没能退出登录').waitFor();
  assert.match(page.url(), /\/r\/customer/);
});

test('a key pressed twice, or held, saves once', async (t) => {
  const page = await enter(t);
  const name = `按两次${run}`;
  const created = await slowly(page, '**/api/records/customer', 'POST');
  await page.goto(`${LIST}&new=true`);
  await page.getByLabel('客户名称').fill(name);
  await page.keyboard.down('Control');
  for (let times = 0; times < 3; times += 1) await page.keyboard.down('s');
  await page.keyboard.up('s');
  await page.keyboard.press('s');
  await page.keyboard.up('Control');
  await page.getByRole('heading', { level: 1, name }).waitFor();
  assert.equal(created(), 1);

  const written = await slowly(page, '**/api/records/follow_up', 'POST');
  await page.getByRole('textbox', { name: '写跟进' }).fill('只说一次');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Control+Enter');
  await timeline(page).getByRole('listitem').getByText('只说一次').waitFor();
  assert.equal(written(), 1);

  const changed = await slowly(page, '**/api/records/customer/*', 'PATCH');
  await showEmpty(page);
  await page.getByRole('button', { name: '修改邮箱' }).click();
  await page.getByRole('textbox', { name: '邮箱' }).fill('twice@example.com');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await timeline(page).getByText('twice@example.com').waitFor();
  assert.equal(changed(), 1);
  assert.equal(await dialogs(page), 0);
});

test('a moment that is picked or typed is saved without a further OK', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `约时间${run}` });
  const read = async () => (await page.request.get(`/api/records/customer/${id}`)).json();
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('textbox', { name: '写跟进' }).fill('约好了');
  await timeline(page).getByLabel('下次联系时间').click();
  await page.locator('.ant-picker-dropdown:visible td:not(.ant-picker-cell-disabled)').nth(20).click();
  await page.getByRole('heading', { name: '动态' }).click();
  await timeline(page).getByRole('button', { name: '保存' }).click();
  await timeline(page).getByRole('listitem').getByText('约好了').waitFor();
  assert.notEqual((await read()).next_contact_at, null);

  await page.getByRole('button', { name: '编辑', exact: true }).click();
  await page.getByRole('dialog').getByLabel('下次联系时间').fill('2031-12-01 14:30');
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal(Date.parse((await read()).next_contact_at), Date.parse('2031-12-01T14:30:00+08:00'));
});

test('an edit in place meets what a colleague saved meanwhile, and is not left by accident', async (t) => {
  const page = await enter(t);
  const { id, version } = await make(page, 'customer', { name: `就地修改${run}`, address: '一号路' });
  await page.goto(`/r/customer/${id}`);
  const begin = () => page.getByRole('button', { name: '修改地址' }).click();
  await begin();
  const box = page.getByLabel('地址', { exact: true });
  await box.fill('三号路');
  await page.request.patch(`/api/records/customer/${id}`, {
    headers: { 'If-Match': `"${version}"` },
    data: { address: '二号路' },
  });
  // Something else on the page is saved, and the record read anew by that.
  const fresh = page.waitForResponse((answer) => answer.url().endsWith(`/records/customer/${id}`));
  await page.getByRole('textbox', { name: '写跟进' }).fill('刚通过电话');
  await page.keyboard.press('Control+Enter');
  await fresh;
  await timeline(page).getByRole('listitem').getByText('刚通过电话').waitFor();
  await box.press('Enter');
  const conflict = page.getByRole('dialog', { name: '这条记录刚被别人改过' });
  await conflict.getByRole('radio', { name: '对方的版本 二号路' }).check();
  await conflict.getByRole('button', { name: '按选择保存' }).click();
  await page.getByText('二号路').first().waitFor();

  await begin();
  await box.fill('四号路');
  await page.getByRole('link', { name: '联系人', exact: true }).click();
  await page.getByRole('dialog', { name: '还有内容没有保存' }).waitFor();
  assert.equal(await dialogs(page), 1);
  await page.getByRole('button', { name: '继续填写' }).click();
  assert.equal(await box.inputValue(), '四号路');
  await box.press('Escape');
});

test('a refused form shows where, however long it is', async (t) => {
  const page = await enter(t, PHONE);
  await page.goto(`${LIST}&new=true`);
  await page.getByRole('button', { name: /^全部字段/ }).click();
  const last = page.getByRole('dialog').getByRole('textbox').last();
  await last.fill('写到了最下面');
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await page.getByText('请填写这一项').waitFor();
  const name = page.getByLabel('客户名称');
  assert.ok(await name.evaluate((box) => box === document.activeElement));
  assert.equal(await name.getAttribute('aria-invalid'), 'true');
  await page.getByText('请填写这一项').isVisible();
});

test('Back closes the form of a new record, and does not open it again after saving', async (t) => {
  const page = await enter(t, PHONE);
  await page.goto(LIST);
  const begin = () => createOnPhone(page, '客户');
  await begin();
  await page.getByRole('dialog', { name: '新建客户' }).waitFor();
  await page.goBack();
  await page.getByRole('dialog', { name: '新建客户' }).waitFor({ state: 'hidden' });
  assert.match(page.url(), /\/r\/customer\?/);

  await begin();
  await page.getByLabel('客户名称').fill(`返回${run}`);
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { level: 1, name: `返回${run}` }).waitFor();
  await page.goBack();
  await page.getByRole('list', { name: '客户' }).waitFor();
  assert.equal(await dialogs(page), 0);

  // A link from elsewhere is the first page of its visit.
  const { id } = await make(page, 'customer', { name: `链接${run}` });
  const other = await page.context().newPage();
  await other.goto(`/r/customer/${id}`);
  await other.getByRole('button', { name: '返回' }).click();
  await other.getByRole('list', { name: '客户' }).waitFor();
});

test('an import that is being prepared is not closed by a slip', async (t) => {
  const page = await enter(t);
  await page.goto(LIST);
  await page.getByRole('button', { name: '导入' }).click();
  const dialog = page.getByRole('dialog', { name: '导入客户' });
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'two.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`客户名称\n准备导入${run}一\n准备导入${run}二\n`),
  });
  await dialog.getByText('two.csv：2 行').waitFor();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: /关闭|Close/ }).click();
  await page.getByText('需要重新选择文件和对应字段').waitFor();
  await page.getByRole('button', { name: '继续填写' }).click();
  await dialog.getByRole('button', { name: '试运行' }).click();
  await dialog.getByText('试运行通过').waitFor();
  assert.equal(await dialog.getByRole('button', { name: '在后台继续' }).count(), 0);
});
