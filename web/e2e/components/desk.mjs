// What the tests of lines and states share: a quote of one's own, its form, and a look at its cells.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { componentsHouse } from './house.mjs';
import { quoteOf } from './quote.mjs';

// No house of the real kind is opened here; this only keeps the support from looking for its binary.
process.env.KEDUN_BIN ??= process.execPath;
const { changeCatalog, DESK, faults, open, PHONE } = await import('../support.mjs');

export { changeCatalog, DESK, PHONE };

export const house = await componentsHouse();
const pictures = process.env.KEDUN_PICTURES;

let used = 10;
/** A quote of one's own, so that no test finds what another has left. */
export function fresh(count, state) {
  used += 1;
  const id = String(used);
  house.records.set(id, quoteOf(id, count, state));
  return id;
}

export async function visit(t, path, options = {}) {
  const page = await open(t, { house: house.url, reducedMotion: 'reduce', ...options });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(path);
  return page;
}

/** The form of a quote, and the grid of its products. */
export async function edit(t, { lines = 6, options } = {}) {
  const id = fresh(lines);
  const page = await visit(t, `/r/quote/${id}`, options);
  await page.getByRole('button', { name: '编辑', exact: true }).click();
  const grid = page.getByRole('dialog').getByRole('grid', { name: '产品明细' });
  await grid.waitFor();
  return { page, grid, id };
}

/** The form, on a desk or on a phone. */
export async function form(t, options) {
  const page = await visit(t, `/r/quote/${fresh(6)}`, options);
  await page.getByRole('button', { name: '编辑', exact: true }).click();
  await page.getByRole('dialog').getByText('数控车床 CK6150').waitFor();
  return page;
}

const COLUMNS = ['产品', '单位', '数量', '单价', '折扣', '金额', '备注'];
export const cell = (grid, row, label) =>
  grid.locator(`[role="row"][aria-rowindex="${row + 1}"] [aria-colindex="${COLUMNS.indexOf(label) + 2}"]`);
export const total = (grid, field) => grid.locator(`.kd-line-total[data-field="${field}"]`);
export const said = (page) => page.locator('[data-lines="lines"]').getByRole('status').last();

/** Looked at until it is so: the browser draws in its own time. */
async function comes(look, wanted, what) {
  const until = Date.now() + 5000;
  let seen = await look();
  while (JSON.stringify(seen) !== JSON.stringify(wanted) && Date.now() < until) {
    await new Promise((done) => setTimeout(done, 30));
    seen = await look();
  }
  assert.deepEqual(seen, wanted, what);
}

/** What stands in a cell, also while it is being written into. */
export async function shows(grid, row, label, text) {
  const look = () =>
    cell(grid, row, label).evaluate(
      (element) =>
        element.querySelector('input')?.value ?? element.querySelector('.kd-cut')?.textContent ?? '',
    );
  await comes(look, text, `row ${row}, ${label}`);
}

/** Where the focus is: row and column, counted from one. */
export async function stands(page, place) {
  const look = () =>
    page.evaluate(() => {
      const at = document.activeElement.closest('[aria-colindex]');
      const row = at?.closest('[role="row"]').getAttribute('aria-rowindex');
      return at && [Number(row) - 1, Number(at.getAttribute('aria-colindex')) - 1];
    });
  await comes(look, place, 'the focus');
}

export async function paste(page, text) {
  await page.evaluate((content) => navigator.clipboard.writeText(content), text);
  await page.keyboard.press('Control+v');
}

export async function picture(page, name) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}/${name}.png` });
}

export async function spotless(page, name) {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-theme="${scheme}"]`).waitFor();
    assert.deepEqual(await faults(page), [], `${name}, ${scheme}`);
    await picture(page, `${name}-${scheme}`);
  }
}

/** Cells of the second grid by their places, counted from one. */
export const planOf = (page) => (row, col) =>
  page
    .getByRole('dialog')
    .getByRole('grid', { name: '收款计划' })
    .locator(`[role="row"][aria-rowindex="${row + 1}"] [aria-colindex="${col + 1}"]`);
