import { useNavigate } from '@tanstack/react-router';
import { Input } from 'antd';
import { Search, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { Icon } from '@/ui/icon';
import { found } from '@/ui/matching';
import { Sheet } from '@/ui/sheet';
import { Blank } from '@/ui/states';
import './create-sheet.css';

/** More than this do not fit under one thumb. */
const FEW = 8;

type Props = {
  objects: ObjectInfo[];
  /** Where one stands before a record that something is written about. */
  write?: { label: string; run: () => void };
  onClose: () => void;
};

/** What somebody may create, on a phone. */
export default function CreateSheet({ objects, write, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  function create(object: ObjectInfo) {
    onClose();
    navigate({ to: '/r/$object', params: { object: object.name }, search: { new: true } });
  }
  function writeHere() {
    onClose();
    write?.run();
  }
  const hits = found(objects, typed);
  return (
    <Sheet open low title={t('shell.create')} onClose={onClose}>
      {objects.length > FEW && (
        <Input
          type="search"
          size="large"
          prefix={<Search size={16} aria-hidden />}
          placeholder={t('shell.findCreate')}
          aria-label={t('shell.findCreate')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
        />
      )}
      {hits.length === 0 && typed.trim() !== '' && (
        <Blank icon={SearchX} title={t('shell.search.none', { q: typed.trim() })} compact />
      )}
      <ul className="kd-creatable">
        {write && !typed && (
          <li>
            <button type="button" onClick={writeHere}>
              <Icon name="message-square-text" size={20} />
              {write.label}
            </button>
          </li>
        )}
        {hits.map((object) => (
          <li key={object.name}>
            <button type="button" onClick={() => create(object)}>
              <Icon name={object.icon} size={20} />
              {t('records.create', { label: object.one })}
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
