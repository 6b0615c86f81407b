// A document that no house has yet: lines, a second set of them, and states. As the catalog would describe it.
const field = (name, label, kind, more = {}) => ({
  name,
  label,
  kind,
  required: false,
  writable: true,
  searchable: false,
  sortable: false,
  list: false,
  ops: [],
  ...more,
});
const options = (...pairs) => pairs.map(([value, label, color = null]) => ({ value, label, color }));

const STATES = options(
  ['draft', '草稿'],
  ['sent', '已发送', 'blue'],
  ['accepted', '客户接受', 'green'],
  ['declined', '客户拒绝', 'red'],
);

export const quote = {
  name: 'quote',
  label: '报价单',
  one: '报价单',
  many: '报价单',
  icon: 'receipt-text',
  domain: { name: 'deals', label: '成交', icon: 'handshake' },
  group: 'deals',
  group_label: '成交',
  keywords: ['quote', 'baojiadan', 'bjd'],
  title: 'number',
  parent: null,
  verbs: ['create', 'update', 'delete', 'export'],
  fields: [
    field('number', '编号', 'text', { writable: false, list: true }),
    field('subject', '主题', 'text', { required: true, max: 80, list: true }),
    field('customer', '客户名称', 'text', { required: true, max: 80, list: true }),
    field('state', '状态', 'choice', { writable: false, options: STATES, list: true }),
    field('valid_until', '有效期至', 'date', { list: true }),
    field('total', '总金额', 'money', { writable: false, list: true }),
    field('remark', '备注', 'long_text', { max: 2000 }),
  ],
  field_groups: [],
  page: { facts: ['customer', 'valid_until', 'total'], summary: [], related: [] },
  badges: [],
  sort: '-number',
  views: [{ name: 'all', label: '全部', filter: null, sort: '-number' }],
  actions: [
    { name: 'send', label: '发送给客户', icon: 'mail', from: ['draft'], to: 'sent', input: [] },
    { name: 'accept', label: '客户接受', icon: 'circle-check', from: ['sent'], to: 'accepted', input: [] },
    { name: 'decline', label: '客户拒绝', from: ['sent'], to: 'declined', secondary: true, input: [] },
    {
      name: 'withdraw',
      label: '撤回修改',
      icon: 'rotate-ccw',
      from: ['sent'],
      to: 'draft',
      secondary: true,
      input: [],
    },
  ],
  lines: [
    {
      name: 'lines',
      label: '产品明细',
      max: 1000,
      fields: [
        field('product', '产品', 'text', { required: true, max: 100 }),
        field('unit', '单位', 'text', { max: 10 }),
        field('quantity', '数量', 'number', { required: true, scale: 3 }),
        field('price', '单价', 'money', { required: true }),
        field('discount', '折扣', 'percent', { scale: 2 }),
        field('amount', '金额', 'money', { writable: false }),
        field('remark', '备注', 'text', { max: 200 }),
      ],
      totals: ['quantity', 'amount'],
    },
    {
      name: 'plan',
      label: '收款计划',
      max: 12,
      fields: [
        field('stage', '阶段', 'text', { required: true, max: 40 }),
        field('due', '日期', 'date', { required: true }),
        field('way', '方式', 'choice', {
          options: options(['transfer', '银行转账'], ['draft', '承兑汇票'], ['cash', '现金']),
        }),
        field('share', '比例', 'percent', { scale: 2 }),
        field('sum', '应收', 'money', {}),
        field('invoiced', '先票后款', 'boolean'),
        field('keeper', '负责人', 'user'),
        field('basis', '依据', 'link', { target: 'quote' }),
      ],
      totals: ['sum'],
    },
  ],
  state: { field: 'state', final: ['accepted', 'declined'] },
  timeline: null,
  timeline_label: null,
  main: true,
};

const PRODUCTS = [
  ['数控车床 CK6150', '台', '2', '168000', '5'],
  ['三爪卡盘 K11-250', '个', '4', '1280', null],
  ['硬质合金刀片 CNMG120408', '盒', '36', '215.5', '8'],
  ['切削液 20L', '桶', '12.5', '386', null],
  ['排屑机', '套', '2', '9600', '10'],
  ['安装调试与培训', '人天', '6', '1500', null],
];

/** In whole cents of cents, as the server does. */
export function amountOf({ quantity, price, discount }) {
  if (quantity === null || !price) return null;
  const units = (text, scale) => {
    const [whole, rest = ''] = String(text).split('.');
    return BigInt(whole + rest.padEnd(scale, '0'));
  };
  const exact = units(quantity, 3) * units(price.amount, 2) * (10_000n - units(discount ?? 0, 2));
  const cents = ((exact + 5_000_000n) / 10_000_000n).toString().padStart(3, '0');
  return { amount: `${cents.slice(0, -2)}.${cents.slice(-2)}`, currency: 'CNY' };
}

export function line(id, [product, unit, quantity, price, discount]) {
  const values = {
    product,
    unit,
    quantity,
    price: { amount: price, currency: 'CNY' },
    discount,
    remark: null,
  };
  return { id, ...values, amount: amountOf(values) };
}

/** A quote of so many lines. */
export function quoteOf(id, count, state = 'draft') {
  const lines = Array.from({ length: count }, (_, at) =>
    line(
      String(at + 1),
      PRODUCTS[at % PRODUCTS.length].map((value, col) =>
        col === 0 && at >= PRODUCTS.length ? `${value} · ${at + 1}` : value,
      ),
    ),
  );
  return {
    id,
    version: 1,
    number: `QT-2026-${String(id).padStart(4, '0')}`,
    subject: '二期扩产设备报价',
    customer: '苏州恒通精密机械有限公司',
    state,
    valid_until: '2026-12-31',
    total: null,
    remark: null,
    lines,
    plan: [
      {
        id: '1',
        stage: '预付款',
        due: '2026-12-10',
        way: 'transfer',
        share: '30',
        sum: { amount: '110000', currency: 'CNY' },
        invoiced: false,
      },
      {
        id: '2',
        stage: '到货验收',
        due: '2027-01-20',
        way: 'transfer',
        share: '60',
        sum: { amount: '220000', currency: 'CNY' },
        invoiced: true,
      },
      {
        id: '3',
        stage: '质保金',
        due: '2028-01-20',
        way: 'draft',
        share: '10',
        sum: { amount: '36674.44', currency: 'CNY' },
        invoiced: false,
      },
    ],
    created_at: '2026-11-20T02:00:00Z',
    created_by: { id: '1', title: '林晓东' },
    updated_at: '2026-11-28T06:30:00Z',
    updated_by: { id: '1', title: '林晓东' },
  };
}
