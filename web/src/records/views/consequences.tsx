import { useTranslation } from 'react-i18next';
import type { ObjectInfo, Values } from '@/api/types';
import { useBulkPreview } from '../controller/use-bulk-preview';
import { previewWords } from './preview-words';

type Props = { object: ObjectInfo; action: string; ids: string[]; input?: Values };

/** What goes along with records and what one loses sight of, told while one decides. */
export function Consequences({ object, action, ids, input }: Props) {
  const { t } = useTranslation();
  const preview = useBulkPreview(object.name, action, ids, input);
  const words = preview ? previewWords(preview, ids.length, action === 'delete', t) : [];
  return (
    <div aria-live="polite">
      {words.length > 0 && (
        <ul className="kd-consequences">
          {words.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
