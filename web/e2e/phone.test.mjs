// What a thumb does: everything that opens on a phone is a sheet on which nothing is out of reach, and Back closes that alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOnPhone, enter, make, PHONE } from './support.mjs';

const run = Date.now().toString(36).slice(-5);
const SMALL = { ...PHONE, reducedMotion: 'reduce' };
const { width, height } = PHONE.viewport;

const pictures = process.env.KEDUN_PICTURES;
const picture = (page, name) => pictures && page.screenshot({ path: `${pictures}/${name}.png` });

/** What of a sheet a thumb could not reach: what is too small, or beyond the edge of the screen. */
async function outOfReach(sheet) {
  return sheet.evaluate(
    (root, [width]) => {
      const hit =
        'button, a[href], select, textarea, input:not([type="radio"], [type="checkbox"], [type="hidden"])';
      return [...root.querySelectorAll(hit)].flatMap((element) => {
        // Of a field it is the frame that is hit.
        const frame = element.closest(
          '.ant-select, .ant-picker, .ant-input-affix-wrapper, .ant-radio-wrapper',
        );
        const { left, right, width: wide, height: high } = (frame ?? element).getBoundingClientRect();
        if (wide === 0 || high === 0) return [];
        const small = high < 44 || wide < 44;
        const beyond = left < -0.5 || right > width + 0.5;
        const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? element.tagName;
        return small || beyond
          ? [`${name}: ${Math.round(wide)}x${Math.round(high)} at ${Math.round(left)}`]
          : [];
      });
    },
    [width],
  );
}

/** It covers the whole screen, the bar below included, and can be left. */
async function isWhole(page, sheet) {
  // Come to rest.
  await page.waitForFunction(
    ([element, tall]) => {
      const { top, bottom } = element.getBoundingClientRect();
      return Math.abs(top) < 1 && Math.abs(bottom - tall) < 1;
    },
    [await sheet.elementHandle(), height],
  );
  const box = await sheet.boundingBox();
  assert.deepEqual([box.x, box.width], [0, width]);
  const close = await sheet
    .getByRole('button', { name: /关闭|Close/ })
    .first()
    .boundingBox();
  assert.ok(close.width >= 44 && close.height >= 44, JSON.stringify(close));
  assert.deepEqual(await outOfReach(sheet), []);
  const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(scrolls, false, 'nothing is wider than the screen');
}

const composer = (page) => page.getByRole('dialog', { name: /^写跟进/ });

test('a follow-up is written on a sheet with its time, and Back closes one sheet after the other', async (t) => {
  const page = await enter(t, SMALL);
  const { id } = await make(page, 'customer', { name: `拇指${run}` });
  await make(page, 'contact', { customer: id, name: '王敏' });
  await page.goto('/r/customer?view=all');
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('button', { name: '写跟进' }).click();
  await composer(page).waitFor();
  await composer(page).getByLabel('联系人').waitFor();
  await isWhole(page, composer(page));
  await picture(page, 'phone-composer');
  await page.getByRole('textbox', { name: '写跟进' }).fill('路上打了电话');

  await composer(page).getByLabel('下次联系时间').click();
  const time = page.getByRole('dialog', { name: '下次联系时间' });
  await time.waitFor();
  await isWhole(page, time);
  await picture(page, 'phone-time');
  await page.goBack();
  await time.waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('textbox', { name: '写跟进' }).inputValue(), '路上打了电话');

  await composer(page).getByLabel('下次联系时间').click();
  await time.getByRole('combobox', { name: '年' }).selectOption('2031');
  await time.getByRole('combobox', { name: '月' }).selectOption({ index: 11 });
  await time.getByRole('button', { name: '2031-12-24' }).click();
  await time.getByRole('button', { name: '15:00' }).click();
  await time.getByRole('button', { name: '就定 2031-12-24 15:00' }).click();
  await time.waitFor({ state: 'detached' });
  assert.equal(await composer(page).getByLabel('下次联系时间').inputValue(), '2031-12-24 15:00');

  // What was typed is there when one comes back to it, and nothing asks about it on the way.
  await page.goBack();
  await composer(page).waitFor({ state: 'detached' });
  assert.match(page.url(), new RegExp(`/r/customer/${id}$`));
  await page.getByText('草稿').waitFor();
  await page.locator('.kd-composer-open').click();
  assert.equal(await page.getByRole('textbox', { name: '写跟进' }).inputValue(), '路上打了电话');
  await composer(page).getByRole('button', { name: '保存' }).click();
  await composer(page).waitFor({ state: 'detached' });
  await page.getByRole('region', { name: '动态' }).getByText('路上打了电话').first().waitFor();
  const saved = await (await page.request.get(`/api/records/customer/${id}`)).json();
  assert.equal(Date.parse(saved.next_contact_at), Date.parse('2031-12-24T15:00:00+08:00'));
  await page.goBack();
  await page.getByRole('list', { name: '客户' }).waitFor();
});

test('the search is a sheet with a way out, by its button and by Back', async (t) => {
  const page = await enter(t, SMALL);
  const { id } = await make(page, 'customer', { name: `找得到${run}` });
  await page.goto('/');
  const search = page.getByRole('dialog', { name: '全局搜索' });
  const open = () => page.getByRole('button', { name: '全局搜索' }).click();
  await open();
  await search.getByRole('combobox').waitFor();
  await isWhole(page, search);
  await search.getByRole('combobox').and(page.locator(':focus')).waitFor();
  await picture(page, 'phone-search');
  await search.getByRole('button', { name: /关闭|Close/ }).click();
  await search.waitFor({ state: 'detached' });
  await open();
  await search.waitFor();
  await page.goBack();
  await search.waitFor({ state: 'detached' });
  assert.match(page.url(), /\/$/);
  await open();
  await search.getByRole('combobox').fill(`找得到${run}`);
  await search
    .getByRole('option', { name: new RegExp(run) })
    .first()
    .click();
  await page.waitForURL(new RegExp(`/r/customer/${id}$`));
  await page.goBack();
  await page.waitForURL(/\/$/);
  assert.equal(await page.getByRole('dialog').count(), 0);
});

test('Back closes a dialog and leaves the page where it is', async (t) => {
  const page = await enter(t, SMALL);
  const { id } = await make(page, 'customer', { name: `对话框${run}` });
  await page.goto('/r/customer?view=all');
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('button', { name: '更多操作' }).click();
  await page.getByRole('menuitem', { name: '移交' }).click();
  const dialog = page.getByRole('dialog', { name: '移交' });
  await dialog.waitFor();
  await page.goBack();
  await dialog.waitFor({ state: 'detached' });
  assert.match(page.url(), new RegExp(`/r/customer/${id}$`));
  await page.goBack();
  await page.getByRole('list', { name: '客户' }).waitFor();
});

test('a thumb hits every button and every link of the first pages of the day', async (t) => {
  const page = await enter(t, SMALL);
  await make(page, 'customer', {
    name: `手指${run}`,
    next_contact_at: new Date().toISOString(),
  });
  const missed = {};
  for (const path of ['/', '/r/customer?view=all', '/messages', '/account', '/recycle-bin']) {
    await page.goto(path);
    await page.getByRole('heading').first().waitFor();
    await page.waitForLoadState('networkidle');
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, a[href]')].flatMap((element) => {
        const { bottom, width, height } = element.getBoundingClientRect();
        // The way past the navigation is there for the keyboard alone.
        if (width === 0 || height === 0 || bottom <= 0) return [];
        if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return [];
        // What a whole row or card stands behind is hit anywhere on it.
        const cover = getComputedStyle(element, '::after');
        const tall = cover.position === 'absolute' ? Number.parseFloat(cover.height) : 0;
        if (Math.max(height, tall) >= 44) return [];
        return [`${element.getAttribute('aria-label') ?? element.textContent.trim()}: ${Math.round(height)}`];
      }),
    );
    if (small.length > 0) missed[path] = small;
  }
  assert.deepEqual(missed, {});
});

test('Back asks before it closes a form in which something was changed', async (t) => {
  const page = await enter(t, SMALL);
  const { id } = await make(page, 'customer', { name: `返回先问${run}` });
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('button', { name: '编辑', exact: true }).click();
  const form = page.getByRole('dialog', { name: /^编辑/ });
  await form.getByLabel('简称').fill('写了一半');
  await isWhole(page, form);
  await page.goBack();
  await page.getByRole('button', { name: '继续填写' }).click();
  await page.locator('.ant-modal-wrap').waitFor({ state: 'detached' });
  assert.equal(await form.getByLabel('简称').inputValue(), '写了一半');
  await page.goBack();
  await page.getByRole('button', { name: '不保存，离开' }).click();
  await form.waitFor({ state: 'detached' });
  assert.match(page.url(), new RegExp(`/r/customer/${id}$`));
});

test('a new customer on a phone is six fields, all of them within reach', async (t) => {
  const page = await enter(t, SMALL);
  await page.goto('/r/customer?view=all');
  await createOnPhone(page, '客户');
  const form = page.getByRole('dialog', { name: '新建客户' });
  await form.getByLabel('客户名称').waitFor();
  assert.equal(await form.locator('[data-field]').count(), 6);
  await isWhole(page, form);
  await picture(page, 'phone-form');
  await form.getByRole('button', { name: '同时添加联系人' }).click();
  await form.getByRole('group', { name: /同时添加的联系人/ }).waitFor();
  assert.deepEqual(await outOfReach(form), []);
  await picture(page, 'phone-form-contact');
});

test('whoever comes back from a call is asked to write it down, at the customer and with whom it was', async (t) => {
  const page = await enter(t, SMALL);
  const { id } = await make(page, 'customer', { name: `打过电话${run}`, phone: '0512-66669999' });
  const contact = await make(page, 'contact', { customer: id, name: '王敏', phone: '0512-66668888' });
  /** As the telephone does it: the page goes out of sight and comes back. */
  const call = async () => {
    await page
      .locator('a[href^="tel:"]')
      .first()
      .evaluate((link) => {
        link.addEventListener('click', (event) => event.preventDefault());
        link.click();
      });
    for (const state of ['hidden', 'visible'])
      await page.evaluate((to) => {
        Object.defineProperty(document, 'visibilityState', { value: to, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
  };
  const asked = page.getByRole('dialog', { name: '通话结束了？' });
  await page.goto(`/r/customer/${id}`);
  await page.locator('a[href^="tel:"]').first().waitFor();
  await call();
  await asked.waitFor();
  await picture(page, 'phone-after-call');
  await asked.getByRole('button', { name: '写跟进' }).click();
  await composer(page).waitFor();
  assert.match(page.url(), new RegExp(`/r/customer/${id}$`));
  await page.goBack();
  await composer(page).waitFor({ state: 'detached' });

  await page.goto(`/r/contact/${contact.id}`);
  await page.locator('a[href^="tel:"]').first().waitFor();
  await call();
  await asked.getByRole('button', { name: '写跟进' }).click();
  await page.waitForURL(new RegExp(`/r/customer/${id}$`));
  await composer(page).getByText('王敏').first().waitFor();
  await composer(page)
    .getByRole('button', { name: /关闭|Close/ })
    .click();
  await composer(page).waitFor({ state: 'detached' });
  assert.equal(await asked.count(), 0, 'asked once');
});

test('very long names and thirty tags keep to the width of the screen', async (t) => {
  const page = await enter(t, SMALL);
  const long = `${'江苏省苏州工业园区超长名称贸易发展股份有限公司'.repeat(3)}${run}`;
  const tags = Array.from({ length: 30 }, (_, nth) => `很长很长的标签第${nth}个`);
  const { id } = await make(page, 'customer', { name: long, tags, phone: '0512-66667777' });
  const isNarrow = async (what) =>
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, what);
  await page.goto(`/r/customer/${id}`);
  await page.getByRole('heading', { level: 1, name: long }).waitFor();
  await isNarrow('page');
  await picture(page, 'phone-long');
  await page.getByRole('button', { name: '写跟进' }).click();
  await composer(page).waitFor();
  await isWhole(page, composer(page));
  await composer(page)
    .getByRole('button', { name: /关闭|Close/ })
    .click();
  await composer(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '编辑', exact: true }).click();
  const form = page.getByRole('dialog', { name: /^编辑/ });
  await form.getByLabel('客户名称').waitFor();
  await isWhole(page, form);
  await picture(page, 'phone-long-form');
});
