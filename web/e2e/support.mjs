// Shared by the end-to-end tests. They drive a running Kedun (KEDUN_URL, KEDUN_LOGIN, KEDUN_PASSWORD),
// or without one the development aid that answers from memory.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

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

export const login = process.env.KEDUN_LOGIN ?? 'lin';
export const password = process.env.KEDUN_PASSWORD ?? 'kedun-demo-2026';

async function startMock() {
  const port = 20_000 + (process.pid % 20_000);
  const server = spawn(process.execPath, [new URL('./mock-server.mjs', import.meta.url).pathname], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'inherit',
  });
  after(() => server.kill());
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(`${url}/api/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the development aid did not start');
}

export const base = process.env.KEDUN_URL ?? (await startMock());
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: FLAGS,
});
after(() => browser.close());

export const DESK = { viewport: { width: 1440, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A page of somebody who has just come in, and the complaints of the browser's console. */
export async function open(options = {}) {
  const context = await browser.newContext({
    baseURL: base,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...DESK,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints };
}

export async function signIn(page) {
  await page.goto('/sign-in');
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('main').waitFor();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** What axe finds on the page as it stands, in lines that say where. */
export async function faults(page) {
  await page.waitForTimeout(400);
  // By way of the debugger, because the page's policy rightly refuses a foreign script.
  const debug = await page.context().newCDPSession(page);
  await debug.send('Runtime.evaluate', { expression: axe });
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}
