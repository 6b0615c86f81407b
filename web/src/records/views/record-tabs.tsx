import { Button, Dropdown, Tabs } from 'antd';
import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow, Relation, Total } from '@/api/types';
import { totalText } from '@/format/number';
import { Icon } from '@/ui/icon';
import { usePhone } from '@/ui/use-media';
import { MOST_TABS, relationKey, tabsOf } from '../controller/zones';
import { RelatedTab } from './related-tab';

const FACTS = 'facts';

type Props = {
  object: ObjectInfo;
  row: RecordRow;
  relations: Relation[];
  countOf: (relation: Relation) => Total | undefined;
  /** The record's own facts, the first tab; without others there are no tabs. */
  children: ReactNode;
};

export function RecordTabs({ object, row, relations, countOf, children }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [active, setActive] = useState(FACTS);
  if (relations.length === 0) return <div className="kd-record-only">{children}</div>;
  const { shown, more } = tabsOf(relations, active, phone ? MOST_TABS.phone : MOST_TABS.desk);
  return (
    <div className="kd-record-tabs" data-more={more.length > 0 || undefined}>
      {more.length > 0 && (
        // Beside the row of tabs and not in it: it is a menu and no tab.
        <Dropdown
          trigger={['click']}
          menu={{
            items: more.map((relation) => ({
              key: relationKey(relation),
              icon: <Icon name={relation.icon} size={15} />,
              label: <Label relation={relation} total={countOf(relation)} />,
            })),
            onClick: ({ key }) => setActive(key),
          }}
        >
          <Button
            type="text"
            size="small"
            className="kd-record-more"
            icon={<ChevronDown size={14} aria-hidden />}
            iconPlacement="end"
          >
            {t('records.page.more')}
          </Button>
        </Dropdown>
      )}
      <Tabs
        size="small"
        activeKey={active}
        onChange={setActive}
        items={[
          { key: FACTS, label: t('records.page.facts'), children },
          ...shown.map((relation) => ({
            key: relationKey(relation),
            label: <Label relation={relation} total={countOf(relation)} />,
            children: <RelatedTab parent={object} row={row} relation={relation} />,
          })),
        ]}
      />
    </div>
  );
}

function Label({ relation, total }: { relation: Relation; total?: Total }) {
  return (
    <>
      {relation.label} {total && total.count > 0 && <span className="kd-tab-count">{totalText(total)}</span>}
    </>
  );
}
