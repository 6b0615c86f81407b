import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import { OfficeDialog } from './office-dialog';
import { asksForFactor, asksForOffice } from './template';
import { useHasOffice } from './use-access';

/** Whether something that a policy asks for is nowhere: then it stops everybody. */
export function useUnmet(text: string): 'office' | 'factor' | undefined {
  const hasOffice = useHasOffice();
  if (hasOffice === false && asksForOffice(text)) return 'office';
  return asksForFactor(text) ? 'factor' : undefined;
}

/** Warns of a policy that nobody can meet, and offers to set what is missing. */
export function UnmetNote({ text }: { text: string }) {
  const { t } = useTranslation();
  const may = useMay('access');
  const unmet = useUnmet(text);
  const [setting, setSetting] = useState(false);
  if (!unmet) return null;
  return (
    <div className="kd-access-note kd-access-unmet" role="note">
      <p>{t(`access.unmet.${unmet}`)}</p>
      {unmet === 'office' && may && (
        <Button size="small" onClick={() => setSetting(true)}>
          {t('access.office.set')}
        </Button>
      )}
      {setting && <OfficeDialog onClose={() => setSetting(false)} />}
    </div>
  );
}
