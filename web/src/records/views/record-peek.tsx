import { useTranslation } from 'react-i18next';
import type { ObjectInfo } from '@/api/types';
import { Sheet } from '@/ui/sheet';
import { Failure, Lines } from '@/ui/states';
import { OpenRecordContext } from '../controller/open-record';
import { useObject } from '../controller/use-catalog';
import { useOne } from '../controller/use-one';
import { titleOf } from '../controller/values';
import RecordWhole from './record-whole';

type Props = { name: string; id: string; onClose: () => void };

/** What hangs on a record, beside its page: read, changed and closed again without having left. */
export default function RecordPeek(props: Props) {
  const object = useObject(props.name);
  return object ? <Peek {...props} object={object} /> : null;
}

function Peek({ object, id, onClose }: Props & { object: ObjectInfo }) {
  const { t } = useTranslation();
  const { data: row, error, refetch } = useOne(object.name, id);
  return (
    <Sheet
      open
      addressed
      width={620}
      title={row && !error ? `${object.label} · ${titleOf(row, object.title)}` : object.label}
      onClose={onClose}
    >
      {error && (
        <Failure error={error} retry={refetch} right={t('records.right.see', { label: object.many })} />
      )}
      {!row && !error && <Lines rows={8} />}
      {row && !error && (
        // From here a link leads to the page of what it names.
        <OpenRecordContext value={null}>
          <RecordWhole object={object} row={row} onGone={onClose} />
        </OpenRecordContext>
      )}
    </Sheet>
  );
}
