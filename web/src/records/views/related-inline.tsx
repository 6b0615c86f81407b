import { App, Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow, Relation } from '@/api/types';
import { totalText } from '@/format/number';
import { Failure, Lines } from '@/ui/states';
import { can, useObject } from '../controller/use-catalog';
import { useFirst } from '../controller/use-list';
import { isEmpty, titleOf } from '../controller/values';
import { FieldCell } from '../kinds/cells';
import { cardLayout } from './record-cards';
import { RecordDrawer } from './record-drawer';
import { RecordLink } from './record-link';
import { RelatedTab } from './related-tab';

/** As many as stand on the page without being asked for. */
const FEW = 5;

type Props = { parent: ObjectInfo; row: RecordRow; relation: Relation };

/** Few records that hang on one, on its page itself: nobody has to open a tab to see who the contact is. */
export function RelatedInline(props: Props) {
  const object = useObject(props.relation.object);
  return object ? <Inline {...props} object={object} /> : null;
}

function Inline({ parent, row, relation, object }: Props & { object: ObjectInfo }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [all, setAll] = useState(false);
  const [creating, setCreating] = useState(false);
  const { mark, line, facts } = cardLayout(object);
  const fields = [mark, line, ...facts]
    .flatMap((field) => field ?? [])
    .filter(({ name, kind }) => name !== relation.field && kind !== 'long_text');
  const { data, error, refetch, isPending } = useFirst({
    object: object.name,
    parent: { object: parent.name, id: row.id },
    fields: [object.title, ...fields.map(({ name }) => name)],
    limit: FEW,
  });
  const total = data?.total;
  const rest = (total?.count ?? 0) > FEW || total?.capped;
  return (
    <section className="kd-inline" aria-label={relation.label}>
      <div className="kd-inline-head">
        <h2>
          {relation.label}
          {total && total.count > 0 && <span className="kd-tab-count">{totalText(total)}</span>}
        </h2>
        <span className="kd-grow" />
        {rest && total && (
          <Button type="text" size="small" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? t('records.page.fewer') : t('records.page.all', { total: totalText(total) })}
          </Button>
        )}
        {can(object, 'create') && (
          <Button
            type="text"
            size="small"
            icon={<Plus size={14} aria-hidden />}
            onClick={() => setCreating(true)}
          >
            {t('records.create', { label: object.one })}
          </Button>
        )}
      </div>
      {isPending && <Lines rows={2} />}
      {error && !data && <Failure error={error} retry={refetch} compact />}
      {all && rest ? (
        <RelatedTab parent={parent} row={row} relation={relation} bare />
      ) : (
        <ul>
          {data?.items.map((item) => (
            <li key={item.id}>
              <RecordLink object={object.name} id={item.id} className="kd-inline-title">
                {titleOf(item, object.title)}
              </RecordLink>
              {fields.map((field) => (
                <span key={field.name} className="kd-inline-fact">
                  {!isEmpty(item[field.name]) && (
                    <FieldCell field={field} value={item[field.name]} place="list" />
                  )}
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
      {data?.items.length === 0 && (
        <p className="kd-quiet">{t('records.empty.title', { label: object.many })}</p>
      )}
      {creating && (
        <RecordDrawer
          object={object}
          initial={{ [relation.field]: { id: row.id, title: titleOf(row, parent.title) } }}
          onClose={() => setCreating(false)}
          onSaved={() => {
            setCreating(false);
            message.success(t('records.created', { label: object.label }));
          }}
        />
      )}
    </section>
  );
}
