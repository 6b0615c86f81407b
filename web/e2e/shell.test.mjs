// What stands around every screen: the palette, the language, and what is shown when something cannot be had.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, make } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const LIST = '/r/customer?view=all';

test('the palette opens what was typed, not what was found before', async (t) => {
  const page = await enter(t);
  for (const name of [`调色板一${run}`, `调色板二${run}`]) await make(page, 'customer', { name });
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: '全局搜索' });
  await box.fill(`调色板一${run}`);
  await page.getByRole('option', { name: new RegExp(`调色板一${run}`) }).waitFor();
  await box.fill(`调色板二${run}`);
  await box.press('Enter');
  await page.getByRole('heading', { level: 1, name: `调色板二${run}` }).waitFor();
});

test('what bears exactly the typed name is opened, whatever else was found', async (t) => {
  const page = await enter(t);
  // Their initials are those of the list of contacts.
  for (const name of [`李小荣${run}`, `刘晓瑞${run}`]) await make(page, 'customer', { name });
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  const palette = async (typed) => {
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: '全局搜索' });
    await box.fill(typed);
    return box;
  };
  const box = await palette('lxr');
  await page.getByRole('option', { name: new RegExp(`李小荣${run}`) }).waitFor();
  await box.press('Enter');
  await page.waitForURL(/\/r\/contact/);
  for (const typed of ['消息', 'xiaoxi']) {
    await palette(typed);
    await page.getByRole('option', { name: /^消息/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  const home = await palette('jintian');
  await page.getByRole('option', { name: /^工作台/ }).waitFor();
  await home.press('Enter');
  await page.waitForURL(/\/$/);
});

test('another language is there at once, everywhere', async (t) => {
  const page = await enter(t);
  await page.goto('/account');
  await page.getByRole('link', { name: '客户', exact: true }).waitFor();
  await page.getByText('English', { exact: true }).click();
  await page.getByRole('link', { name: 'Customers', exact: true }).waitFor();
  await page.getByText('简体中文', { exact: true }).click();
  await page.getByRole('link', { name: '客户', exact: true }).waitFor();
});

test('a server that fails at the start is asked again at a click', async (t) => {
  const page = await enter(t, { expects: /./ });
  await page.route('**/api/boot', (route) => route.fulfill({ status: 500, json: { title: '服务器出错' } }));
  await page.goto('/');
  await page.getByText('服务器出错').waitFor();
  await page.unroute('**/api/boot');
  await page.getByRole('button', { name: '重试' }).click();
  await page.getByRole('navigation').first().waitFor();
});

test('a part that cannot be loaded leaves the page around it alone', async (t) => {
  const page = await enter(t, { expects: /dynamically imported module/ });
  await page.route(/import-wizard.*\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.goto(LIST);
  await page.getByRole('button', { name: '导入' }).click();
  await page.getByRole('button', { name: '刷新页面' }).waitFor();
  await page.getByRole('navigation').first().waitFor();
  await page.getByRole('searchbox').waitFor();
});

test('a tab that nobody sees holds no connection', async (t) => {
  const page = await enter(t);
  await page.addInitScript(() => {
    globalThis.streams = [];
    const Source = globalThis.EventSource;
    globalThis.EventSource = class extends Source {
      constructor(...all) {
        super(...all);
        globalThis.streams.push(this);
      }
    };
  });
  await page.goto('/');
  const opened = () => page.evaluate(() => streams.filter(({ readyState }) => readyState < 2).length);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  assert.equal(await opened(), 1);
  const hide = (hidden) =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'hidden', { value: now, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  assert.equal(await opened(), 0);
  await hide(false);
  assert.equal(await opened(), 1);
});

test('the palette takes every key at once, also on a slow line and right after loading', async (t) => {
  const page = await enter(t);
  const { id } = await make(page, 'customer', { name: `慢线${run}` });
  // The contents of the palette come 2.5 s after they are asked for; whatever else is there already.
  await page.route(/command-palette.*\.(js|css)$/, async (route) => {
    await new Promise((done) => setTimeout(done, 2500));
    await route.fallback();
  });
  await page.goto(LIST);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.keyboard.press('Control+k');
  // None of these creates, moves or opens help.
  await page.keyboard.type('njx?');
  const box = page.getByRole('combobox', { name: '全局搜索' });
  assert.equal(await box.inputValue(), 'njx?');
  assert.equal(await page.getByRole('dialog', { name: '新建客户' }).count(), 0);
  await box.fill(`慢线${run}`);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/r/customer/${id}$`));
  await page.getByRole('heading', { level: 1, name: `慢线${run}` }).waitFor();
});

test('what is typed after Ctrl K before there is a page is not lost', async (t) => {
  const page = await enter(t);
  await page.route('**/api/boot', async (route) => {
    await new Promise((done) => setTimeout(done, 2500));
    await route.fallback();
  });
  const asked = page.waitForRequest('**/api/boot');
  await page.goto('/');
  await asked;
  await page.keyboard.press('Control+k');
  await page.keyboard.type('shenji');
  const box = page.getByRole('combobox', { name: '全局搜索' });
  await box.waitFor();
  assert.equal(await box.inputValue(), 'shenji');
  await page.keyboard.type('rizhi');
  await page.getByRole('option', { name: /^审计日志/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/audit/);
});

test('a key pressed while a dialog is still on its way does nothing to the page below', async (t) => {
  const page = await enter(t);
  let come;
  const held = new Promise((done) => {
    come = done;
  });
  await page.route(/shortcuts-help.*\.js$/, async (route) => {
    await held;
    await route.fallback();
  });
  await page.goto(LIST);
  await page.getByRole('searchbox').waitFor();
  const asked = page.waitForRequest(/shortcuts-help.*\.js$/);
  await page.keyboard.press('?');
  await asked;
  await page.keyboard.press('n');
  come();
  await page.getByRole('dialog', { name: '键盘快捷键' }).waitFor();
  assert.equal(await page.getByRole('dialog', { name: '新建客户' }).count(), 0);
  assert.doesNotMatch(page.url(), /new=/);
});
