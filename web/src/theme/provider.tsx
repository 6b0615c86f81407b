import { App, ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { recall } from '@/api/memory';
import { useKnownSession } from '@/api/session';
import { setLocale } from '@/i18n';
import { useMedia, usePhone } from '@/ui/use-media';
import { nonce } from './nonce';
import { dark, latinFont, light, thumb } from './theme';

/** The look that the person chose; the mirrored choice until the server has answered. */
export function useLook() {
  const session = useKnownSession();
  const preferences = { ...recall(), ...session?.preferences };
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const choice = preferences.theme ?? 'system';
  const isDark = choice === 'dark' || (choice === 'system' && systemDark);
  return {
    choice,
    isDark,
    density: preferences.density ?? 'comfortable',
    locale: preferences.locale ?? 'zh-CN',
  };
}

/** Menus and lists open inside a named region of the shell, so that nothing lies outside the page's landmarks. */
const popups = () => document.getElementById('popups') ?? document.body;

/** The calendar's year and month are called what stands on them; by another name nobody could speak to them (WCAG 2.5.3). */
function spoken(words: typeof zhCN): typeof zhCN {
  const { DatePicker } = words;
  if (!DatePicker) return words;
  const lang = Object.assign({}, DatePicker.lang, { yearSelect: undefined, monthSelect: undefined });
  return { ...words, DatePicker: { ...DatePicker, lang } };
}
const words = { 'zh-CN': spoken(zhCN), en: spoken(enUS) };

/** Before anything has loaded: the dark page of the last visit should not begin with a white flash. */
export function paintEarly() {
  const { theme = 'system' } = recall();
  const isDark =
    theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const { isDark, density, locale } = useLook();
  const { i18n } = useTranslation();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const phone = usePhone();

  useEffect(() => {
    if (i18n.language !== locale) setLocale(locale);
    dayjs.locale(locale === 'en' ? 'en' : 'zh-cn');
  }, [locale, i18n]);

  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    document.documentElement.dataset.density = density;
  }, [isDark, density]);

  const config = useMemo(() => {
    const { token, ...look } = isDark ? dark : light;
    // Told, because a component whose movement is only switched off by a style sheet waits for its end.
    const motion = !still;
    // The key is a class of <html>: our own style sheets read the same variables as the components.
    return {
      ...look,
      token: { ...token, ...(phone && thumb), ...(locale === 'en' && { fontFamily: latinFont }), motion },
      cssVar: { key: 'kd' },
      hashed: false,
    };
  }, [isDark, still, phone, locale]);
  return (
    <ConfigProvider
      locale={words[locale]}
      theme={config}
      csp={{ nonce }}
      getPopupContainer={popups}
      button={{ autoInsertSpace: false }}
    >
      <App component={false} message={{ maxCount: 3 }}>
        {children}
      </App>
    </ConfigProvider>
  );
}
