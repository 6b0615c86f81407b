// Coming in and going out: the lock, the way back, TLS, and the language of the door.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOf, serve } from './server.mjs';
import { enter, make, open, password, signIn } from './support.mjs';

test('three failures lock the account, and nothing tells the locked from the wrong', async (t) => {
  const page = await open(t);
  const said = [];
  for (const secret of ['wrong-once', 'wrong-twice', 'wrong-thrice', password]) {
    await signIn(page, { login: 'seller30', secret });
    said.push(await page.getByRole('alert').textContent());
  }
  await signIn(page, { login: 'nobody', secret: 'whatever' });
  said.push(await page.getByRole('alert').textContent());
  assert.equal(new Set(said).size, 1, said.join('\n'));

  // The administrator sees it, and opens again.
  const people = await enter(t);
  await people.goto('/people');
  await people.getByRole('row').filter({ hasText: 'seller30' }).getByText('已锁定').waitFor();
  await people.getByRole('row').filter({ hasText: 'seller30' }).getByRole('button').click();
  await people.getByRole('menuitem', { name: '解除锁定' }).click();
  await people.getByRole('row').filter({ hasText: 'seller30' }).getByText('正常').waitFor();
  await signIn(page, { login: 'seller30' });
  await page.getByRole('navigation').first().waitFor();
});

test('whoever was signed out comes back to where one was', async (t) => {
  const page = await enter(t);
  await page.goto('/r/contact');
  await page.getByRole('heading', { level: 1, name: '联系人' }).waitFor();
  await page.request.delete('/api/session');
  await page.reload();
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel('账号').fill('lin');
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL(/\/r\/contact/);
});

test('over TLS, with a certificate of its own and HTTP/2, one signs in and writes', async (t) => {
  const { url } = await serve(await copyOf('bare'), { KEDUN_TLS__MODE: 'auto' });
  assert.match(url, /^https:/);
  const page = await open(t, { house: url, ignoreHTTPSErrors: true });
  await signIn(page);
  await page.getByRole('link', { name: '客户', exact: true }).click();
  await page.getByRole('button', { name: '新建客户' }).first().click();
  await page.getByLabel('客户名称').fill('加密通道商行');
  await page.keyboard.press('Control+s');
  await page.getByRole('heading', { level: 1, name: '加密通道商行' }).waitFor();
  const protocols = await page.evaluate(() => [
    ...new Set(performance.getEntries().flatMap(({ nextHopProtocol }) => nextHopProtocol || [])),
  ]);
  assert.deepEqual(protocols, ['h2']);
  const [cookie] = await page.context().cookies();
  assert.ok(cookie.secure && cookie.httpOnly && cookie.sameSite === 'Strict');
  await make(page, 'customer', { name: '脚本商行' });
});

test('the door speaks either language, and remembers which', async (t) => {
  const page = await open(t);
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('Login').waitFor();
  await page.reload();
  await page.getByLabel('Login').waitFor();
  await page.getByRole('button', { name: '简体中文' }).click();
  await page.getByLabel('账号').waitFor();
});
