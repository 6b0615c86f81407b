import { App } from 'antd';
import { useTranslation } from 'react-i18next';

/** Into the clipboard, which a browser may refuse (over plain HTTP there is none at all). */
export function useCopy() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      message.success(t('common.copied'));
    } catch {
      message.error(t('common.notCopied'));
    }
  };
}
