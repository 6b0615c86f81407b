import { type ThemeConfig, theme } from 'antd';

export const accent = '#0f766e';
const cjk = `"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", system-ui, sans-serif`;
export const font = `-apple-system, ${cjk}`;
/** Chinese fonts draw the quotes and apostrophes of English as wide as a Chinese character. */
export const latinFont = `-apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, ${cjk}`;

// #8b929c of the first drawing has 3.1:1 on white; small text needs 4.5:1 (WCAG 1.4.3), on the grey layout too.
const quiet = '#686f79';
const quietDark = '#9aa4ac';

/** On a phone everything that is pressed is as high as a thumb is wide, the small things, too. */
export const thumb = { controlHeight: 44, controlHeightSM: 44, controlHeightLG: 48 };

export const light: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  token: {
    colorPrimary: accent,
    colorInfo: accent,
    colorLink: accent,
    colorPrimaryBg: '#e6f4f1',
    colorPrimaryBgHover: '#d5ece7',
    colorPrimaryBorder: '#a9d5cd',
    colorPrimaryHover: '#128577',
    colorPrimaryActive: '#0b5f59',
    controlItemBgActive: '#eaf5f3',
    controlItemBgActiveHover: '#dff0ed',
    colorText: '#1c1f23',
    colorTextSecondary: '#5f6670',
    colorTextTertiary: quiet,
    colorTextDescription: quiet,
    colorTextPlaceholder: '#6d747e',
    colorBgLayout: '#f6f7f8',
    colorBorder: '#dfe2e6',
    colorBorderSecondary: '#eceef0',
    colorSuccess: '#2f8f5b',
    colorWarning: '#b7791f',
    colorError: '#c0392b',
    fontFamily: font,
    fontSize: 14,
    borderRadius: 6,
    controlHeight: 32,
    wireframe: false,
  },
  components: {
    Table: {
      headerBg: '#fafbfb',
      headerColor: '#5f6670',
      headerSplitColor: 'transparent',
      cellPaddingBlock: 9,
      cellPaddingInline: 12,
      rowHoverBg: '#f3f8f7',
      headerBorderRadius: 0,
    },
    Menu: {
      itemHeight: 34,
      itemBorderRadius: 6,
      itemMarginInline: 8,
      itemSelectedBg: '#e3f1ef',
      itemSelectedColor: accent,
      groupTitleColor: quiet,
      groupTitleFontSize: 12,
      groupTitleLineHeight: 1.3,
    },
    Tabs: { horizontalItemPadding: '9px 2px', horizontalItemGutter: 22 },
    Button: { primaryShadow: 'none', defaultShadow: 'none' },
    // The days of the months around may be chosen, too.
    DatePicker: { colorTextDisabled: quiet },
  },
};

export const dark: ThemeConfig = {
  ...light,
  algorithm: theme.darkAlgorithm,
  token: {
    colorPrimary: '#2aa79b',
    colorInfo: '#2aa79b',
    colorLink: '#4fc3b6',
    colorPrimaryBg: '#12302d',
    colorPrimaryBgHover: '#173b37',
    controlItemBgActive: '#142b29',
    controlItemBgActiveHover: '#183330',
    colorTextSecondary: '#b3bbc2',
    colorTextTertiary: quietDark,
    colorTextDescription: quietDark,
    colorTextPlaceholder: '#8a949c',
    colorBgLayout: '#111416',
    colorBgContainer: '#181c1f',
    colorBgElevated: '#1f2428',
    colorBorderSecondary: '#262c30',
    colorBorder: '#323a3f',
    // A shadow says nothing on a dark ground: what lies above the page has an edge.
    boxShadow: '0 0 0 1px #323a3f, 0 10px 28px rgb(0 0 0 / 0.5)',
    boxShadowSecondary: '0 0 0 1px #323a3f, 0 10px 28px rgb(0 0 0 / 0.5)',
    fontFamily: font,
    fontSize: 14,
    borderRadius: 6,
    controlHeight: 32,
  },
  components: {
    Table: {
      headerBg: '#1c2124',
      headerColor: '#9aa4ac',
      headerSplitColor: 'transparent',
      cellPaddingBlock: 9,
      cellPaddingInline: 12,
      rowHoverBg: '#1d2626',
      headerBorderRadius: 0,
    },
    Menu: {
      itemHeight: 34,
      itemBorderRadius: 6,
      itemMarginInline: 8,
      itemSelectedBg: '#17312f',
      itemSelectedColor: '#4fc3b6',
      groupTitleColor: quietDark,
      groupTitleFontSize: 12,
      groupTitleLineHeight: 1.3,
    },
    Tabs: {
      horizontalItemPadding: '9px 2px',
      horizontalItemGutter: 22,
      itemSelectedColor: '#4fc3b6',
      itemHoverColor: '#4fc3b6',
      inkBarColor: '#4fc3b6',
    },
    // White on the dark theme's primary and error colours has less than 4.5:1: filled buttons carry dark letters.
    Button: {
      primaryShadow: 'none',
      defaultShadow: 'none',
      primaryColor: '#041513',
      dangerColor: '#140404',
    },
    Dropdown: { colorError: '#f0857b', colorTextLightSolid: '#140404' },
    DatePicker: { colorTextDisabled: quietDark },
  },
};
