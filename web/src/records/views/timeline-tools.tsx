import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { PencilLine, Reply, Trash2 } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '@/api/client';
import type { ObjectInfo, RecordRow } from '@/api/types';
import { composes } from '@/ui/composes';
import { Part } from '@/ui/part';
import { Failure, Lines } from '@/ui/states';
import { useGuard } from '@/ui/use-guard';
import { useOnce } from '@/ui/use-once';
import { boxOf } from '../controller/box';
import { recordsKey, refreshRecords } from '../controller/use-list';
import { useOne } from '../controller/use-one';
import { useAskDelete } from './use-ask-delete';

const RecordDrawer = lazy(async () => ({ default: (await import('./record-drawer')).RecordDrawer }));

type Props = { object: ObjectInfo; record: RecordRow; parent: { object: string; id: string } };

/** What was written is answered, corrected and deleted where it stands, by whoever may do so to this one. */
export function WrittenTools({ object, record, parent }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const ask = useAskDelete(object);
  const [doing, setDoing] = useState<'edit' | 'answer' | null>(null);
  const { answers } = boxOf(object, parent.object);
  // Its dates stand at the record, too.
  const refresh = () => queries.invalidateQueries({ queryKey: recordsKey(parent.object) });
  const both = () => Promise.all([refreshRecords(queries, object.name), refresh()]);
  const askDelete = () => ask(record, object.one, { onGone: both, onBack: refresh });
  const tool = (label: string, icon: typeof Reply, onClick: () => void) => {
    const Shape = icon;
    return (
      <Button
        type="text"
        size="small"
        icon={<Shape size={13} aria-hidden />}
        aria-label={label}
        title={label}
        onClick={onClick}
      />
    );
  };
  return (
    <>
      <div className="kd-entry-tools">
        {answers &&
          object.verbs.includes('create') &&
          tool(t('records.timeline.answer'), Reply, () => setDoing('answer'))}
        {record.may?.includes('update') &&
          tool(t('records.timeline.edit', { label: object.one }), PencilLine, () => setDoing('edit'))}
        {record.may?.includes('delete') &&
          tool(t('records.timeline.delete', { label: object.one }), Trash2, askDelete)}
      </div>
      {doing === 'answer' && (
        <Answer object={object} record={record} parent={parent} onEnd={() => setDoing(null)} />
      )}
      {doing === 'edit' && (
        <Part>
          <Editor
            object={object}
            id={record.id}
            onEnd={() => {
              setDoing(null);
              refresh();
            }}
          />
        </Part>
      )}
    </>
  );
}

/** The record as it stands now: what the timeline showed may be a while old. */
function Editor({ object, id, onEnd }: { object: ObjectInfo; id: string; onEnd: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useOne(object.name, id);
  if (error) return <Failure error={error} retry={refetch} compact />;
  if (!data) return <Lines rows={2} />;
  if (!data.may?.includes('update'))
    return (
      <p className="kd-notice" role="status">
        {t('records.timeline.mayNot', { label: object.one })}
      </p>
    );
  return <RecordDrawer object={object} row={data} onClose={onEnd} onSaved={onEnd} />;
}

function Answer({ object, record, parent, onEnd }: Props & { onEnd: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const { link, text, answers } = boxOf(object, parent.object);
  const once = useOnce();
  const guard = useGuard(typed.trim() !== '');
  if (!link || !text || !answers) return null;
  const body = { [link.name]: parent.id, [text.name]: typed, [answers.name]: record.id };
  async function send() {
    if (typed.trim() === '') return;
    setBusy(true);
    try {
      await api.post(`/records/${object.name}`, body);
      guard.release();
      onEnd();
      await refreshRecords(queries, object.name);
    } catch (error) {
      const problem = asProblem(error);
      message.error(problem.fieldErrors()[0]?.message ?? problem.words());
      setBusy(false);
    }
  }
  return (
    <div className="kd-entry-answer">
      <Input.TextArea
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !composes(event)) once(send);
        }}
        aria-label={t('records.timeline.answer')}
        placeholder={t('records.timeline.answerHint')}
        maxLength={text.max}
        rows={2}
        autoFocus
      />
      <div className="kd-composer-foot">
        <span className="kd-grow" />
        <Button size="small" type="text" onClick={async () => (await guard.leave()) && onEnd()}>
          {t('common.cancel')}
        </Button>
        <Button
          size="small"
          type="primary"
          loading={busy}
          disabled={typed.trim() === ''}
          onClick={() => once(send)}
        >
          {t('records.timeline.answer')}
        </Button>
      </div>
    </div>
  );
}
