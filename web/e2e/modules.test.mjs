// Modules that the company does not use: they leave the navigation, and nothing else becomes of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forty } from './forty.mjs';
import { picture } from './pictures.mjs';
import { changeCatalog, DESK, enter, faults, PHONE } from './support.mjs';

/** The house with forty objects, as its administrator has left the switches; they may be changed. */
async function switched(t, off, options) {
  const page = await enter(t, { reducedMotion: 'reduce', ...options });
  const state = { off, version: 7 };
  await changeCatalog(page, forty);
  await page.route(/\/api\/(boot|session)$/, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    const said = await response.json();
    const session = { ...(said.session ?? said), modules_off: state.off };
    const json = said.session ? { session, objects: forty(said.objects) } : session;
    await route.fulfill({ response, json });
  });
  await page.route(/\/api\/settings$/, async (route) => {
    const response = await route.fetch();
    const domains = new Map();
    for (const { domain, many, main } of forty(await (await page.request.get('/api/objects')).json())) {
      if (!main) continue;
      const module = { ...domain, objects: [], on: !state.off.includes(domain.name) };
      domains.set(domain.name, domains.get(domain.name) ?? module);
      domains.get(domain.name).objects.push(many);
    }
    const json = { ...(await response.json()), version: state.version, modules: [...domains.values()] };
    await route.fulfill({ response, json });
  });
  await page.route(/\/api\/settings\/modules$/, async (route) => {
    assert.equal(route.request().headers()['if-match'], `"${state.version}"`);
    state.off = route.request().postDataJSON().off;
    state.version += 1;
    await route.fulfill({ json: { version: state.version } });
  });
  return page;
}

const nav = (page) => page.getByRole('navigation', { name: '导航' });
const domain = (page, name) => nav(page).getByRole('button', { name, exact: true });
const modules = (page) => page.getByRole('region', { name: '模块' });

test('where there is one module, there is nothing to choose yet', async (t) => {
  const page = await enter(t);
  await page.goto('/settings');
  await modules(page).getByText('目前只有“客户”一个模块').waitFor();
  assert.equal(await modules(page).getByRole('switch').count(), 0);
  await picture(page, 'modules-one');
});

test('a module is switched off for the rail, the palette and the shortcuts, and on again', async (t) => {
  const page = await switched(t, ['finance']);
  await page.goto('/settings');
  await domain(page, '进销存').waitFor();
  assert.equal(await domain(page, '财务').count(), 0);
  const stock = modules(page).getByRole('switch', { name: '进销存' });
  await stock.click();
  await modules(page).getByText('保存后停用：进销存').waitFor();
  assert.equal(await domain(page, '进销存').count(), 1, 'nothing is switched before it is saved');
  await modules(page).getByRole('switch', { name: '财务' }).click();
  await modules(page).getByText('保存后启用：财务').waitFor();
  await modules(page)
    .getByRole('button', { name: /^保\s?存$/ })
    .click();
  await page.getByText('已保存').waitFor();
  await domain(page, '进销存').waitFor({ state: 'detached' });
  await domain(page, '财务').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '全局搜索' }).fill('cangku');
  await page.getByText('没有找到“cangku”').waitFor();
  await page.keyboard.press('Escape');
});

test('a page of a module that is off says so, and who may switch it on', async (t) => {
  const page = await switched(t, ['crm']);
  await page.goto('/r/customer?view=all');
  await page.getByText('“客户”模块已停用，导航中不再显示。').waitFor();
  await page.getByRole('heading', { level: 1, name: '客户' }).waitFor();
  await picture(page, 'module-off');
  await page.getByRole('link', { name: '到“企业设置”中启用' }).click();
  await modules(page).getByRole('switch', { name: '客户' }).waitFor();
  assert.equal(await page.getByText('模块已停用').count(), 0);
});

test('a phone has neither its entries nor what could be created in it', async (t) => {
  const page = await switched(t, ['stock'], PHONE);
  await page.goto('/everything');
  await page.getByRole('region', { name: '成交' }).waitFor();
  assert.equal(await page.getByRole('region', { name: '进销存' }).count(), 0);
  await page.getByRole('button', { name: '新建', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: '新建', exact: true });
  await sheet.getByRole('button', { name: '新建合同', exact: true }).waitFor();
  assert.equal(await sheet.getByRole('button', { name: '新建仓库', exact: true }).count(), 0);
});

for (const [width, options] of [
  ['a desk', { ...DESK, viewport: { width: 1280, height: 720 } }],
  ['a phone', PHONE],
])
  for (const scheme of ['light', 'dark'])
    test(`the choice of modules has nothing that axe finds, on ${width}, ${scheme}`, async (t) => {
      const page = await switched(t, ['finance', 'projects'], { ...options, colorScheme: scheme });
      await page.goto('/settings');
      await modules(page).getByRole('switch', { name: '财务' }).waitFor();
      await modules(page).getByRole('switch', { name: '服务' }).click();
      assert.deepEqual(await faults(page), []);
      await modules(page).scrollIntoViewIfNeeded();
      await picture(page, `modules-${width.replace(' ', '-')}-${scheme}`);
    });
