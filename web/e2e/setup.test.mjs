import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyDirectory, serve } from './server.mjs';
import { faults, make, open, password } from './support.mjs';

/** Chinese that a reader of the page meets: texts, names for screen readers, placeholders. */
function chinese() {
  const said = new Set();
  const han = /\p{Script=Han}/u;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { textContent, parentElement } = walker.currentNode;
    if (han.test(textContent) && !parentElement.closest('script, style')) said.add(textContent.trim());
  }
  for (const element of document.querySelectorAll('*'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (han.test(element.getAttribute(name) ?? '')) said.add(`${name}: ${element.getAttribute(name)}`);
  if (han.test(document.title)) said.add(document.title);
  // The language's own name stays in its own letters.
  return [...said].filter((text) => !/^(title: )?简体中文$/.test(text));
}

test('an empty directory is set up with a link that works once, and then speaks English throughout', async (t) => {
  const { url, link } = await serve(emptyDirectory());
  const page = await open(t, { house: url });
  await page.goto('/');
  await page.getByText('等待首次设置').waitFor();

  const path = new URL(link).pathname + new URL(link).search;
  await page.goto(path);
  await page.getByLabel('公司名称').fill('Harbour Instruments');
  assert.deepEqual(await faults(page), [], 'set-up');
  await page.getByLabel('管理员姓名').fill('Ann Mercer');
  await page.getByLabel('管理员账号').fill('ann');
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByLabel('再输一次密码').fill(password);
  await page.getByRole('button', { name: '完成设置' }).click();
  const code = await page.getByLabel('恢复码', { exact: true }).textContent();
  assert.match(code.trim(), /^[0-9A-Z]{4}(-[0-9A-Z]{4})+/i);
  assert.deepEqual(await faults(page), [], 'the recovery code');
  const held = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  assert.ok(await held(), 'nobody leaves without the code by accident');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载' }).click();
  assert.equal((await download).suggestedFilename(), 'kedun-recovery-code.txt');
  assert.ok(await page.getByRole('button', { name: '进入客盾' }).isDisabled());
  await page.getByRole('checkbox').check();
  assert.ok(!(await held()), 'whoever has stored it may go');
  await page.getByRole('button', { name: '进入客盾' }).click();
  await page.getByRole('heading', { name: 'Ann Mercer，您好' }).waitFor();

  await t.test('an empty list says why it is empty, and how to begin', async () => {
    const main = page.getByRole('main');
    await page.getByRole('link', { name: '客户', exact: true }).click();
    await main.getByText('还没有客户').waitFor();
    await main.getByRole('button', { name: '导入客户' }).waitFor();
    assert.deepEqual(await faults(page), []);
    await main.getByRole('searchbox').fill('Pilot');
    await main.getByText('没有符合条件的结果').waitFor();
    await make(page, 'customer', { name: 'Pilot Boats', level: 'B' });
    await page.goto('/r/customer?view=level_a');
    await main.getByText('“A 级客户”里还没有客户').waitFor();
    await main.getByRole('button', { name: '查看全部客户' }).click();
    const row = main.getByRole('row', { name: 'Pilot Boats' });
    await row.getByRole('checkbox').check();
    await main.getByRole('button', { name: '删除' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await main.getByText('还没有客户').waitFor();
  });

  const again = await page.request.post('/api/setup', {
    data: {
      token: new URL(link).searchParams.get('token'),
      organisation: 'B',
      login: 'b',
      name: 'B',
      password,
    },
  });
  assert.equal(again.status(), 403, 'the link is used up');

  await page.goto('/account');
  await page.getByText('English', { exact: true }).click();
  await page.getByText('Appearance').first().waitFor();
  const customer = await make(page, 'customer', { name: 'Tidewater Trading', level: 'A', industry: 'trade' });
  await make(page, 'contact', { name: 'Joe Finch', customer: customer.id });
  const places = [
    ['/', 'Hello'],
    ['/r/customer?view=all', 'Tidewater'],
    ['/r/customer?view=all&new=true', 'New'],
    [`/r/customer/${customer.id}`, 'Tidewater'],
    ['/r/contact', 'Joe Finch'],
    ['/r/follow_up', 'Follow'],
    ['/people', 'Ann Mercer'],
    ['/audit', 'Audit log'],
    ['/access', 'System administrator'],
    ['/access?tab=policies', 'Office networks'],
    ['/access?tab=lookup', 'See it through'],
    ['/access?tab=review', 'Periodic review'],
    ['/recycle-bin', 'Recycle bin'],
    ['/account', 'Appearance'],
  ];
  for (const [place, text] of places)
    await t.test(`in English: ${place}`, async () => {
      await page.goto(place);
      await page.getByRole('main').or(page.getByRole('dialog')).getByText(text).first().waitFor();
      assert.deepEqual(await page.evaluate(chinese), []);
      assert.deepEqual(await faults(page), []);
    });
});
