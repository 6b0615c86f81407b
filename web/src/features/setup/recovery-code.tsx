import { Button, Checkbox, Flex } from 'antd';
import { Copy, Download, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Door } from '@/ui/door';
import { useCopy } from '@/ui/use-copy';
import { useGuard } from '@/ui/use-guard';
import './recovery-code.css';

type Props = { code: string; organisation: string; onDone: () => void };

/** Shown once in the life of an installation; the way on opens only when somebody says that it is stored. */
export function RecoveryCode({ code, organisation, onDone }: Props) {
  const { t } = useTranslation();
  const copy = useCopy();
  const [stored, setStored] = useState(false);
  useGuard(!stored, t('setup.code.loss'));

  function download() {
    const url = URL.createObjectURL(
      new Blob([t('setup.code.file', { organisation, code })], { type: 'text/plain' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = 'kedun-recovery-code.txt';
    link.click();
    URL.revokeObjectURL(url);
  }
  return (
    <Door title={t('setup.code.title')} text={t('setup.code.text')} wide>
      <output className="kd-code" aria-label={t('setup.code.label')}>
        {code}
      </output>
      <Flex gap={8} wrap>
        <Button icon={<Copy size={15} aria-hidden />} onClick={() => copy(code)}>
          {t('common.copy')}
        </Button>
        <Button icon={<Printer size={15} aria-hidden />} onClick={() => print()}>
          {t('setup.code.print')}
        </Button>
        <Button icon={<Download size={15} aria-hidden />} onClick={download}>
          {t('setup.code.download')}
        </Button>
      </Flex>
      <p className="kd-code-warning">{t('setup.code.warning')}</p>
      <Checkbox checked={stored} onChange={(event) => setStored(event.target.checked)}>
        {t('setup.code.stored')}
      </Checkbox>
      <Button type="primary" size="large" block disabled={!stored} onClick={onDone} className="kd-code-go">
        {t('setup.code.go')}
      </Button>
    </Door>
  );
}
