// A catalog as it will be: forty objects in eight domains, around those that the house has today.

const domains = [
  [
    'crm',
    '客户',
    'users',
    [
      ['lead', '线索', 'target', 'xiansuo xs lead'],
      ['pool', '公海', 'waves', 'gonghai gh pool'],
      ['visit', '拜访', 'map-pin', 'baifang bf visit'],
      ['competitor', '竞争对手', 'star', 'jingzhengduishou jzds competitor'],
    ],
  ],
  [
    'sales',
    '成交',
    'handshake',
    [
      ['opportunity', '商机', 'folder-kanban', 'shangji sj opportunity'],
      ['quote', '报价单', 'file-text', 'baojiadan bjd quote'],
      ['contract', '合同', 'file-signature', 'hetong ht contract'],
      ['sales_order', '销售订单', 'clipboard-list', 'xiaoshoudingdan xsdd order'],
      ['payment_plan', '回款计划', 'calendar-clock', 'huikuanjihua hkjh payment plan'],
      ['receipt', '回款', 'hand-coins', 'huikuan hk receipt'],
    ],
  ],
  [
    'stock',
    '进销存',
    'boxes',
    [
      ['product', '产品', 'package', 'chanpin cp product', '资料'],
      ['price_list', '价格表', 'tag', 'jiagebiao jgb price list', '资料'],
      ['warehouse', '仓库', 'warehouse', 'cangku ck warehouse', '资料'],
      ['supplier', '供应商', 'truck', 'gongyingshang gys supplier', '资料'],
      ['purchase_order', '采购订单', 'clipboard-list', 'caigoudingdan cgdd purchase', '单据'],
      ['stock_in', '入库单', 'package', 'rukudan rkd stock in', '单据'],
      ['stock_out', '出库单', 'truck', 'chukudan ckd stock out', '单据'],
      ['transfer', '调拨单', 'arrow-right-left', 'diaobodan dbd transfer', '单据'],
      ['stock_take', '盘点单', 'circle-check', 'pandiandan pdd stock take', '单据'],
      ['batch', '批次', 'box', 'pici pc batch', '单据'],
    ],
  ],
  [
    'finance',
    '财务',
    'landmark',
    [
      ['invoice', '发票', 'receipt-text', 'fapiao fp invoice'],
      ['expense', '费用', 'credit-card', 'feiyong fy expense'],
      ['voucher', '凭证', 'scroll-text', 'pingzheng pz voucher'],
      ['account', '账户', 'wallet', 'zhanghu zh account'],
      ['statement', '对账单', 'file-text', 'duizhangdan dzd statement'],
    ],
  ],
  [
    'projects',
    '项目',
    'briefcase',
    [
      ['project', '项目', 'folder-kanban', 'xiangmu xm project'],
      ['task', '任务', 'circle-check', 'renwu rw task'],
      ['timesheet', '工时', 'calendar-clock', 'gongshi gs timesheet'],
      ['milestone', '里程碑', 'target', 'lichengbei lcb milestone'],
    ],
  ],
  [
    'service',
    '服务',
    'life-buoy',
    [
      ['ticket', '工单', 'ticket', 'gongdan gd ticket'],
      ['asset', '设备', 'wrench', 'shebei sb asset'],
      ['warranty', '保修', 'shield-check', 'baoxiu bx warranty'],
      ['knowledge', '知识库', 'book-open', 'zhishiku zsk knowledge'],
    ],
  ],
  [
    'marketing',
    '营销',
    'megaphone',
    [
      ['campaign', '活动', 'megaphone', 'huodong hd campaign'],
      ['form', '表单', 'clipboard-list', 'biaodan bd form'],
    ],
  ],
  [
    'reports',
    '报表',
    'chart-column',
    [
      ['report', '报表', 'chart-column', 'baobiao bb report'],
      ['goal', '目标', 'target', 'mubiao mb goal'],
    ],
  ],
];

function fake(domain, [name, label, icon, keywords, group]) {
  return {
    name,
    label,
    one: label,
    many: label,
    icon,
    domain,
    group: group ?? domain.name,
    group_label: group ?? domain.label,
    keywords: keywords.split(' '),
    title: 'name',
    parent: null,
    verbs: ['create', 'update', 'delete'],
    fields: [
      { name: 'name', label: '名称', kind: 'text', required: true, writable: true, list: true, ops: [] },
      { name: 'amount', label: '金额', kind: 'money', required: false, writable: true, list: true, ops: [] },
    ],
    field_groups: [],
    badges: [],
    page: { facts: [], summary: [], related: [] },
    sort: '-id',
    views: [],
    actions: [],
    main: true,
  };
}

/** What hangs on a customer then, by weight. */
const onCustomer = [
  ['opportunity', 7],
  ['quote', 3],
  ['contract', 5],
  ['sales_order', 24],
  ['receipt', 12],
  ['invoice', 18],
  ['ticket', 1],
  ['project', 2],
  ['asset', 0],
];

/** The catalog of today's house (an array of objects), and all that will stand beside it. */
export function forty(today) {
  const [crm, ...others] = domains.map(([name, label, icon, objects]) => {
    const domain = { name, label, icon };
    return objects.map((object) => fake(domain, object));
  });
  const own = { name: 'crm', label: '客户', icon: 'users' };
  const old = today.map((object) => ({ ...object, domain: own }));
  const all = [...old, ...crm, ...others.flat()];
  const customer = all.find(({ name }) => name === 'customer');
  customer.page = {
    ...customer.page,
    summary: ['yearly_volume', 'contract_total', 'received_total', 'overdue_total', 'open_tickets'],
    related: [
      ...customer.page.related,
      ...onCustomer.map(([name], at) => {
        const { label, icon } = all.find((one) => one.name === name);
        return { object: name, field: 'customer', label, icon, inline: false, weight: 50 - at };
      }),
    ],
  };
  const sum = (name, label, kind = 'money') => ({
    name,
    label,
    kind,
    required: false,
    writable: false,
    ops: [],
  });
  customer.fields = [
    ...customer.fields,
    sum('contract_total', '合同总额'),
    sum('received_total', '已回款'),
    sum('overdue_total', '逾期未回'),
    sum('open_tickets', '未结工单', 'number'),
  ];
  return all;
}

const yuan = (amount) => ({ amount, currency: 'CNY' });
export const totals = {
  contract_total: yuan('3460000.00'),
  received_total: yuan('2510000.00'),
  overdue_total: yuan('128000.00'),
  open_tickets: 1,
};
export const counts = {
  items: onCustomer.map(([object, count]) => ({
    object,
    field: 'customer',
    total: { count, capped: false },
  })),
};
