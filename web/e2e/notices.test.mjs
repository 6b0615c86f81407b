// What one is told: live at the desk and on the phone, followed by the keyboard, read once for all windows, mailed as one likes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, faults, make, open, PHONE, password } from './support.mjs';

/** A window of one of the sellers, and who that is. */
async function seller(t, login, options) {
  const page = await open(t, options);
  const answer = await page.request.post('/api/session', { data: { login, password } });
  assert.equal(answer.status(), 200);
  const { user } = await (await page.request.get('/api/session')).json();
  return [page, user];
}

const quiet = (page) => page.getByRole('button', { name: '消息', exact: true });
const unread = (page, total) => page.getByRole('button', { name: `${total} 条未读消息`, exact: true });
const panel = (page) => page.getByRole('dialog', { name: '消息', exact: true });

test('what is given to somebody arrives while they look, and is followed by the keyboard', async (t) => {
  const admin = await enter(t);
  const [page, me] = await seller(t, 'seller11');
  await page.goto('/');
  await quiet(page).click();
  await panel(page).getByText('还没有消息').waitFor();
  assert.deepEqual(await faults(page), [], 'the empty panel');
  await make(admin, 'customer', { name: '恒达泵业', owner: me.id });
  // Open or not, it is there by itself.
  const line = panel(page).getByRole('link', { name: /林晓东 把客户“恒达泵业”交给了您/ });
  await line.waitFor();
  assert.deepEqual(await faults(page), [], 'the panel');
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'hidden' });
  await unread(page, 1).waitFor();
  const bell = await unread(page, 1).elementHandle();
  assert.ok(
    await bell.evaluate((button) => button === document.activeElement),
    'Escape leads back to the bell',
  );

  const [second] = await seller(t, 'seller11');
  await second.goto('/messages?unread=true');
  await second
    .getByRole('main')
    .getByRole('link', { name: /恒达泵业/ })
    .waitFor();

  await page.keyboard.press('Enter');
  await line.waitFor();
  await panel(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/r\/customer\/\d+$/);
  await page.getByRole('heading', { name: '恒达泵业' }).waitFor();
  await quiet(page).waitFor();
  // Read in one window, it is read in the other.
  await second.getByRole('main').getByText('都看过了').waitFor();
  await quiet(second).waitFor();
});

test('on a phone notices stand among the messages, told apart and marked as read', async (t) => {
  const admin = await enter(t);
  const [phone, me] = await seller(t, 'seller12', PHONE);
  const [, other] = await seller(t, 'seller13');
  await phone.goto('/');
  const names = ['海安电缆', '瑞昌仪表', '金湖包装'];
  const customers = [];
  for (const name of names) customers.push(await make(admin, 'customer', { name, owner: me.id }));
  const bar = phone.getByRole('navigation').getByRole('link', { name: '消息' });
  const waiting = (count) => {
    const words = bar.getByText(`，${count} 条待处理`, { exact: true });
    return words.waitFor({ state: 'attached' });
  };
  await waiting(3);
  // One of them is gone by the time it is read, and keeps its name to itself.
  const gone = `/api/records/customer/${customers[0].id}/actions/transfer`;
  const moved = await admin.request.post(gone, { data: { owner: other.id }, headers: { 'If-Match': '"1"' } });
  assert.equal(moved.status(), 200, await moved.text());
  await bar.click();
  const list = phone.getByRole('region', { name: '消息列表' });
  await list.getByText('林晓东 把一个客户交给过您，您现在看不到它了').waitFor();
  assert.equal(await list.getByText('海安电缆').count(), 0);
  assert.deepEqual(await faults(phone), [], 'the messages');
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, 'nothing is wider than the screen');

  await list.getByRole('button', { name: /^标为已读：.*瑞昌仪表/ }).click();
  await waiting(2);
  await list.getByText('未读', { exact: true }).click();
  await phone.waitForURL(/unread=true/);
  await list.getByText('瑞昌仪表').waitFor({ state: 'detached' });
  await list.getByRole('button', { name: '全部标为已读' }).click();
  await list.getByText('都看过了').waitFor();
  await list.getByText('全部', { exact: true }).click();
  await list.getByRole('link', { name: /金湖包装/ }).click();
  await phone.getByRole('heading', { name: '金湖包装' }).waitFor();
  await phone.goBack();
  await list.getByText('瑞昌仪表').waitFor();
  await phone.goto('/messages?kind=shared');
  await list.getByText('没有这类消息').waitFor();
});

test('how each kind is mailed is chosen under the account, and kept', async (t) => {
  const [page] = await seller(t, 'seller14');
  await page.goto('/account');
  const settings = page.getByRole('region', { name: '消息的邮件提醒' });
  await settings.getByText('公司还没有设置发信').waitFor();
  const due = settings.getByRole('radiogroup', { name: '到期联系的邮件' });
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT');
  await due.getByText('每天汇总').click();
  assert.equal((await kept).status(), 200);
  assert.deepEqual(await faults(page), [], 'the account');
  await page.reload();
  await due.getByRole('radio', { name: '每天汇总', checked: true }).waitFor({ state: 'attached' });
  const asked = settings.getByRole('radiogroup', { name: '共享请求的邮件' });
  await asked.getByRole('radio', { name: '立即', checked: true }).waitFor({ state: 'attached' });
});
