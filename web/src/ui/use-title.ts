import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

export function useTitle(title: string | undefined) {
  const { t } = useTranslation();
  const brand = t('common.brand');
  useEffect(() => {
    document.title = title ? `${title} · ${brand}` : brand;
  }, [title, brand]);
}
