import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { recall } from '@/api/memory';

export type Locale = 'zh-CN' | 'en';

const texts = { 'zh-CN': () => import('./zh-CN'), en: () => import('./en') };

async function load(locale: Locale) {
  if (i18next.hasResourceBundle(locale, 'translation')) return;
  i18next.addResourceBundle(locale, 'translation', (await texts[locale]()).default);
}

export async function startI18n() {
  const locale: Locale = recall().locale ?? 'zh-CN';
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  // A name that stands by itself, within a sentence; Chinese has no case.
  i18next.services.formatter?.add('lower', (value) => String(value).toLocaleLowerCase());
  await setLocale(locale);
}

export async function setLocale(locale: Locale) {
  await load(locale);
  if (i18next.language !== locale) await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
}
