// A browser for the end-to-end tests, and what is asked of every page: no complaint, no other host.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { admin, cleanUp, password, sharedHouse } from './server.mjs';

export { password } from './server.mjs';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: FLAGS,
});
// Here and not where they arise: there it would end with the test that happened to ask first.
after(async () => {
  await browser.close();
  await cleanUp();
});

export const DESK = { viewport: { width: 1440, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A window of somebody who has just come in. When the test ends, nothing but what it `expects` may have been amiss. */
export async function open(t, { house, expects, ...options } = {}) {
  const base = house ?? (await sharedHouse());
  const context = await browser.newContext({
    baseURL: base,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...DESK,
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const complaints = [];
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`Content-Security-Policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== new URL(base).origin)
      complaints.push(`asked another host: ${url}`);
  });
  context.on('console', (message) => {
    // What the server refuses, the browser reports, too; whether the refusal was due is the test's own business.
    const refused = /^Failed to load resource: the server responded with a status of 4\d\d/;
    const due = refused.test(message.text()) || expects?.test(message.text());
    if (message.type() === 'error' && !due) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  const refused = [];
  context.on(
    'response',
    (answer) => answer.status() >= 400 && refused.push(`${answer.status()} ${answer.url()}`),
  );
  context.on('requestfailed', (request) => refused.push(`${request.failure()?.errorText} ${request.url()}`));
  t.after(async () => {
    // Most of what goes wrong only on a busy machine is told by what the server said last.
    if (!t.passed) t.diagnostic(`refused: ${refused.slice(-5).join(', ') || 'nothing'}`);
    await context.close();
    assert.deepEqual(complaints, [], 'the browser complained');
  });
  return context.newPage();
}

/** By the form, as people do. */
export async function signIn(page, { login = admin.login, secret = password } = {}) {
  await page.goto('/sign-in');
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(secret);
  await page.getByRole('button', { name: '登录' }).click();
}

/** Without the form, where signing in is not what is tested. */
export async function enter(t, options) {
  const page = await open(t, options);
  await page.request.post('/api/session', { data: { login: admin.login, password } });
  return page;
}

/** The house as it is, with another catalog: whichever answer the console takes it from. */
export const changeCatalog = (page, change) =>
  page.route(/\/api\/(boot|objects)$/, async (route) => {
    const response = await route.fetch();
    const said = await response.json();
    const json = Array.isArray(said) ? change(said) : { ...said, objects: change(said.objects) };
    await route.fulfill({ response, json });
  });

/** Straight into the house, where writing it down is not what is tested. */
export async function make(page, object, values) {
  const answer = await page.request.post(`/api/records/${object}`, { data: values });
  assert.equal(answer.status(), 201, await answer.text());
  return answer.json();
}

/** Fields without a value are folded away on a record's page. */
export const showEmpty = (page) => page.getByRole('button', { name: /^显示 \d+ 个空字段$/ }).click();

/** A phone's way to a new record of any object. */
export async function createOnPhone(page, label) {
  await page.getByRole('button', { name: '新建', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: '新建', exact: true });
  await sheet.getByRole('button', { name: `新建${label}`, exact: true }).click();
}

/** What axe finds on the page as it stands, in lines that say where; by all of its rules, or by those named. */
export async function faults(page, ...rules) {
  await page.waitForTimeout(100);
  // What is still on its way has colours that nobody is meant to read.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) => {
      return playState !== 'running' || effect.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
    }),
  );
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    // By way of the debugger, because the page's policy rightly refuses a foreign script.
    const debug = await page.context().newCDPSession(page);
    await debug.send('Runtime.evaluate', { expression: axe });
    await debug.detach();
  }
  return page.evaluate(async (runOnly) => {
    const { violations } = await globalThis.axe.run(document, {
      resultTypes: ['violations'],
      ...(runOnly.length > 0 && { runOnly }),
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  }, rules);
}
