// Pictures for docs/images, taken by the tests that stand before the page anyway: PICTURES=1 npm --prefix web run e2e -- home
import { resolve } from 'node:path';

const place = new URL('../../docs/images', import.meta.url).pathname;

/** Keeps what the page shows, when pictures are asked for. */
export async function picture(page, name) {
  if (!process.env.PICTURES) return;
  await page.screenshot({ path: resolve(place, `${name}.png`), animations: 'disabled' });
}
