// The review of what everybody may do, and emergency access, as those who look after access meet them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOf, password, post, serve, signedIn } from './server.mjs';
import { DESK, faults, open, PHONE } from './support.mjs';

/** A small house of its own: a review is about everybody in it. */
async function house() {
  const { url } = await serve(await copyOf('bare'));
  const cookie = await signedIn(url, 'lin');
  const { id: department } = await post(url, cookie, '/departments', { name: '销售部' });
  await post(url, cookie, '/users', { login: 'wu', name: '吴敏', roles: ['employee'], department, password });
  return url;
}

async function as(t, url, login, options) {
  const page = await open(t, { house: url, ...options });
  await page.request.post('/api/session', { data: { login, password } });
  return page;
}

test('a review is gone through, what was decided can be taken back, and is done when it is signed', async (t) => {
  const url = await house();
  const page = await as(t, url, 'lin', DESK);
  const wu = await as(t, url, 'wu', PHONE);
  assert.equal((await wu.request.get('/api/records/customer')).status(), 200);
  await page.goto('/access?tab=review');
  await page.getByRole('button', { name: '开始复核' }).click();
  await page.getByText('权限复核还有 2 项未完成').waitFor();
  await page.getByRole('button', { name: '去复核' }).click();
  const sheet = page.getByRole('dialog', { name: '权限复核' });
  const grant = (name) => sheet.getByRole('listitem').filter({ hasText: name });
  await grant('吴敏').getByText('没用过').click();
  assert.deepEqual(await faults(page), []);
  assert.equal(
    await grant('林晓东').getByRole('button', { name: '收回' }).count(),
    0,
    'nobody takes their own',
  );
  await grant('林晓东').getByRole('button', { name: '保留' }).click();
  await grant('林晓东').getByText('将保留').waitFor();
  await grant('吴敏').getByRole('button', { name: '收回' }).click();
  await grant('吴敏')
    .getByText(/签署后 吴敏 不再担任「普通员工」/)
    .waitFor();
  await grant('吴敏').getByRole('button', { name: '撤回 吴敏 的「普通员工」的结论' }).click();
  await grant('吴敏').getByRole('button', { name: '收回' }).click();
  await grant('吴敏').getByText('将收回').waitFor();
  assert.deepEqual(await faults(page), []);
  assert.equal((await wu.request.get('/api/records/customer')).status(), 200, 'not before it is signed');
  await sheet.getByRole('button', { name: '签署' }).click();
  const question = page.getByRole('dialog').filter({ hasText: '写入审计日志' });
  await question.getByText('收回 1 项：吴敏 的「普通员工」').waitFor();
  await question.getByText('吴敏 将不再有任何角色', { exact: false }).waitFor();
  await question.getByRole('button', { name: '签署' }).click();
  await page.getByText(/林晓东 于 .* 签署/).waitFor();
  assert.equal((await wu.request.get('/api/records/customer')).status(), 403);
  assert.equal(await page.getByText('权限复核还有').count(), 0);
});

test('emergency access is asked for on a phone and allowed at a desk', async (t) => {
  const url = await house();
  const wu = await as(t, url, 'wu', PHONE);
  const lin = await as(t, url, 'lin', DESK);
  const made = await lin.request.post('/api/records/customer', { data: { name: '恒通贸易' } });
  const { id } = await made.json();
  const look = () => wu.request.get(`/api/records/customer/${id}`);
  assert.equal((await look()).status(), 404);
  await wu.goto('/account');
  await wu.getByRole('button', { name: '申请紧急访问' }).click();
  await wu.getByLabel('原因').fill('林晓东病休，客户今天要发货');
  await wu.getByRole('button', { name: '提交申请' }).click();
  await wu.getByText('已申请，等待批准').first().waitFor();
  await lin.goto('/');
  await lin.getByRole('link', { name: /紧急访问/ }).click();
  await lin.getByRole('button', { name: '批准 60 分钟' }).click();
  await lin.getByText('有效至').waitFor();
  assert.equal((await look()).status(), 200);
  await lin.getByRole('button', { name: '立即结束' }).click();
  await lin.getByText('没有紧急访问').waitFor();
  assert.equal((await look()).status(), 404);
});
