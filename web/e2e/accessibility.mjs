// What axe says of each page and of each thing that opens over one, at both widths and in both themes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, faults, make, open, showEmpty } from './support.mjs';

const LIST = '/r/customer?view=all';

/** The theme follows the system: another one needs no second visit, and changes nothing but colours. */
async function spotless(page, what = 'it') {
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(await faults(page), [], `${what}, light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme="dark"]').waitFor();
  assert.deepEqual(await faults(page, 'color-contrast'), [], `${what}, dark`);
}

/** `width` in words, `options` of the window. */
export const testPages = (width, options) =>
  test(`axe finds nothing on the pages, ${width}`, async (t) => {
    const outside = await open(t, options);
    await outside.goto('/sign-in');
    await outside.getByRole('button', { name: '登录' }).waitFor();
    await spotless(outside, 'sign-in');

    const page = await enter(t, options);
    const { id, contact } = await furnished(page, `无碍光学（${width}）`);
    const pages = [
      ['/', '需要关注'],
      [LIST, '无碍光学'],
      [`${LIST}&q=没有这样的客户`, '没有符合条件的结果'],
      ['/r/contact', '联系人'],
      ['/r/follow_up', '跟进'],
      [`/r/customer/${id}`, '动态'],
      [`/r/contact/${contact}`, '动态'],
      ['/r/customer/999999999', '打不开了'],
      ['/r/nothing', '打不开这里'],
      ['/people', '员工'],
      ['/access', '系统管理员'],
      ['/access?tab=policies', '策略'],
      ['/access?tab=lookup', '以一位员工的眼睛看'],
      ['/access?tab=proposals', '双人批准'],
      ['/access?tab=review', '定期复核'],
      ['/access?tab=emergency', '紧急情况下'],
      ['/audit', '审计日志'],
      ['/recycle-bin', '回收站'],
      ['/account', '偏好设置'],
      ['/settings', '其他设置'],
      ['/messages', '后台任务'],
      ['/everything', '联系人'],
      ['/nowhere', '没有这个页面'],
    ];
    for (const [path, text] of pages)
      await t.test(path, async () => {
        await page.goto(path);
        await page.getByRole('main').getByText(text).first().waitFor();
        await page.waitForLoadState('load');
        await spotless(page);
      });
  });

async function furnished(page, name) {
  const { id } = await make(page, 'customer', {
    name,
    level: 'B',
    tags: ['key'],
    mobile: null,
    next_contact_at: new Date().toISOString(),
    yearly_volume: { amount: '1280000.00', currency: 'CNY' },
  });
  const contact = await make(page, 'contact', { name: '高明', customer: id });
  await make(page, 'follow_up', { customer: id, content: '寄了样品', type: 'call' });
  return { id, contact: contact.id };
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const dialog = (page, name) => page.getByRole('dialog', { name });
const menu = (page) => page.getByRole('menu').last();
const popup = (page) =>
  page.locator('.ant-popover:visible, .ant-select-dropdown:visible, .ant-picker-dropdown:visible');

/** Beside the title of a list: buttons on a desk, a menu on a phone. */
async function tool(page, phone, name) {
  if (!phone) return button(page, name).click();
  await button(page, '更多操作').click();
  await page.getByRole('menuitem', { name }).click();
}
async function more(page, name) {
  await button(page, '更多操作').click();
  await page.getByRole('menuitem', { name }).click();
}
async function bulk(page, phone, name) {
  if (phone) await tool(page, phone, '选择多个');
  await page
    .getByRole('checkbox', { name: /^选择 / })
    .first()
    .check();
  await page.getByRole('region', { name: '批量操作' }).getByRole('button', { name }).click();
}
async function upload(page, phone) {
  await tool(page, phone, '导入');
  const buffer = Buffer.from('客户名称,说明\n铜陵铸造,老客户\n,没有名称');
  const file = { name: '一张表.csv', mimeType: 'text/csv', buffer };
  await dialog(page, '导入客户').locator('input[type=file]').setInputFiles(file);
  await page.getByText('一张表.csv').waitFor();
}
async function filter(page, name) {
  await button(page, '添加条件').click();
  await page.getByRole('option', { name, exact: true }).click();
  await page.getByRole('form', { name: `条件：${name}` }).waitFor();
}
async function viewMenu(page, name) {
  await page.getByRole('button', { name: /^视图操作/ }).click();
  await page.getByRole('menuitem', { name }).click();
}
async function unfold(page, name) {
  await page.getByRole('combobox', { name }).click();
  await popup(page).waitFor();
}

/** On which page, what opens, how one gets there, and what is then there. */
const overlays = [
  [LIST, 'import', (page, phone) => tool(page, phone, '导入'), (page) => dialog(page, '导入客户')],
  [LIST, 'mapping', upload, (page) => page.getByRole('rowheader', { name: '客户名称' })],
  [
    LIST,
    'trial',
    async (page, phone) => {
      await upload(page, phone);
      await button(page, '试运行').click();
    },
    (page) => page.getByRole('columnheader', { name: '原因' }),
  ],
  [LIST, 'export', (page, phone) => tool(page, phone, '导出'), (page) => dialog(page, '导出客户')],
  [LIST, 'bulk edit', (page, phone) => bulk(page, phone, '批量修改'), (page) => dialog(page, '批量修改')],
  [LIST, 'bulk transfer', (page, phone) => bulk(page, phone, '移交'), (page) => dialog(page, '移交')],
  [LIST, 'bulk delete', (page, phone) => bulk(page, phone, '删除'), (page) => dialog(page, /^删除/)],
  [LIST, 'fields to filter by', (page) => button(page, '添加条件').click(), popup],
  [
    LIST,
    'conditions of which one is enough',
    async (page) => {
      await filter(page, '客户级别');
      await page.getByRole('form').getByRole('combobox', { name: '客户级别' }).click();
      await page.getByTitle('A', { exact: true }).click();
      await page.keyboard.press('Escape');
      await button(page, '或者…').click();
    },
    (page) => page.getByRole('combobox', { name: '查找字段' }),
  ],
  [LIST, 'a view to keep', (page) => viewMenu(page, '复制…'), (page) => dialog(page, '存为客户视图')],
  [
    `${LIST}&preview=true`,
    'preview',
    (page) => page.getByRole('row').getByRole('link').first().click(),
    (page) => page.getByRole('region', { name: '预览' }).getByRole('region', { name: '动态' }),
    'desk',
  ],
  [LIST, 'a condition on a time', (page) => filter(page, '创建时间'), (page) => page.getByRole('form')],
  [LIST, 'a condition on a choice', (page) => filter(page, '客户级别'), (page) => page.getByRole('form')],
  [LIST, 'a condition on a person', (page) => filter(page, '负责人'), (page) => page.getByRole('form')],
  [LIST, 'columns', (page) => button(page, '列').click(), popup, 'desk'],
  [LIST, 'order', (page) => page.getByRole('button', { name: /^排序/ }).click(), menu, 'phone'],
  [LIST, 'tools', (page) => button(page, '更多操作').click(), menu, 'phone'],
  [LIST, 'jobs', (page) => button(page, '后台任务').click(), popup, 'desk'],
  [
    LIST,
    'what one may create',
    (page) => button(page, '新建').click(),
    (page) => page.getByRole('dialog'),
    'phone',
  ],
  [LIST, 'own account', (page) => page.getByRole('button', { name: /账户菜单/ }).click(), menu, 'desk'],
  [
    LIST,
    'what the palette finds',
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: '全局搜索' }).fill('光学');
    },
    (page) => page.getByRole('option', { name: /光学/ }).first(),
  ],
  [LIST, 'shortcuts', (page) => page.keyboard.press('?'), (page) => dialog(page, '键盘快捷键'), 'desk'],
  [
    `${LIST}&new=true`,
    'form with errors',
    async (page) => {
      await page.getByLabel('客户名称').waitFor();
      await page.keyboard.press('Control+s');
    },
    (page) => page.getByText('请填写这一项'),
  ],
  [`${LIST}&new=true`, 'choices of a form', (page) => unfold(page, '客户级别'), popup],
  [
    `${LIST}&new=true`,
    'days of a form',
    async (page) => {
      await page.getByRole('button', { name: /^全部字段/ }).click();
      await page.getByLabel('首次合作日期').click();
    },
    (page) => popup(page).or(dialog(page, '首次合作日期')),
  ],
  [
    `${LIST}&new=true`,
    'a contact in the form of a customer',
    (page) => button(page, '同时添加联系人').click(),
    (page) => page.getByRole('group', { name: /同时添加的联系人/ }),
  ],
  [
    'record',
    'a follow-up',
    (page, phone) => (phone ? page.locator('.kd-composer-open').click() : button(page, '写跟进').click()),
    (page) => page.getByRole('textbox', { name: '写跟进' }),
  ],
  [
    `${LIST}&new=true`,
    'unsaved work',
    async (page) => {
      await page.getByLabel('客户名称').fill('写了一半');
      await button(page, '取消').click();
    },
    (page) => dialog(page, '还有内容没有保存'),
  ],
  ['record', 'edit', (page) => button(page, '编辑').click(), (page) => page.getByRole('dialog')],
  ['record', 'menu', (page) => button(page, '更多操作').click(), menu],
  ['record', 'delete', (page) => more(page, '删除'), (page) => page.getByRole('dialog')],
  [
    'record',
    'a contact beside',
    (page) => page.getByRole('region', { name: '联系人' }).getByRole('link', { name: '高明' }).click(),
    (page) => page.getByRole('dialog').getByRole('region', { name: '高明 的动态' }),
  ],
  [
    'record',
    'edit in place',
    async (page) => {
      await showEmpty(page);
      await button(page, '修改邮箱').click();
    },
    (page) => page.getByRole('textbox', { name: '邮箱' }),
  ],
  ['/people', 'new employee', (page) => button(page, '添加员工').click(), (page) => dialog(page, '添加员工')],
  [
    '/people',
    'menu of an employee',
    (page) =>
      page
        .getByRole('button', { name: /的操作$/ })
        .last()
        .click(),
    menu,
  ],
  [
    '/people',
    'an employee',
    (page) =>
      page
        .getByRole('link', { name: /林晓东/ })
        .last()
        .click(),
    (page) => dialog(page, '林晓东'),
  ],
  [
    '/people',
    'several employees',
    (page) => button(page, '批量邀请').click(),
    (page) => dialog(page, '批量邀请'),
  ],
  [
    '/access',
    'a role',
    (page) =>
      page
        .getByRole('button', { name: /^销售(?!主管)/ })
        .first()
        .click(),
    (page) => page.getByRole('region', { name: '记录权限' }),
  ],
  [
    '/access?tab=policies',
    'office networks',
    (page) => button(page, '办公网络').click(),
    (page) => dialog(page, '办公网络'),
  ],
  [
    '/audit',
    'detail of an event',
    (page) => page.getByRole('button', { name: /详情$/ }).first().click(),
    (page) => page.getByText('准确时间'),
  ],
];

/** `width` in words, `options` of the window. */
export const testOverlays = (width, options) =>
  test(`axe finds nothing in what opens over a page, ${width}`, async (t) => {
    const phone = Boolean(options.isMobile);
    const page = await enter(t, options);
    const { id } = await furnished(page, `层叠光学（${width}）`);
    for (const [place, name, show, shown, only] of overlays) {
      if (only && (only === 'phone') !== phone) continue;
      await t.test(name, async () => {
        await page.goto(place === 'record' ? `/r/customer/${id}` : place);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await show(page, phone);
        await shown(page).waitFor();
        await spotless(page);
      });
    }
  });
