import { useTranslation } from 'react-i18next';
import { Dialog } from '@/ui/dialog';
import { isMac, Kbd } from '@/ui/kbd';
import './shortcuts-help.css';

const mod = isMac ? '⌘' : 'Ctrl';

const sections = [
  {
    name: 'anywhere',
    keys: [
      [`${mod} K`, 'search'],
      ['?', 'help'],
      [`${mod} S`, 'save'],
    ],
  },
  {
    name: 'list',
    keys: [
      ['J', 'down'],
      ['K', 'up'],
      ['X', 'select'],
      ['Space', 'preview'],
      ['Enter', 'open'],
      ['N', 'create'],
      ['/', 'find'],
      ['Esc', 'clear'],
    ],
  },
  {
    name: 'record',
    keys: [
      ['J', 'next'],
      ['K', 'previous'],
      ['E', 'edit'],
      ['C', 'write'],
      [`${mod} Enter`, 'send'],
    ],
  },
] as const;

export default function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open title={t('shell.help.title')} onCancel={onClose} footer={null} width={560}>
      <div className="kd-shortcuts">
        {sections.map(({ name, keys }) => (
          <section key={name}>
            <h2>{t(`shell.help.section.${name}`)}</h2>
            <dl>
              {keys.map(([key, meaning]) => (
                <div key={meaning}>
                  <dt>{t(`shell.help.key.${meaning}`)}</dt>
                  <dd>
                    <Kbd>{key}</Kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
