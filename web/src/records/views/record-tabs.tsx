import { Button, Dropdown, Tabs } from 'antd';
import { ChevronDown } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObjectInfo, RecordRow, Relation, Total } from '@/api/types';
import { totalText } from '@/format/number';
import { Icon } from '@/ui/icon';
import { usePhone } from '@/ui/use-media';
import { MOST_TABS, relationKey, tabsOf } from '../controller/zones';
import { RelatedTab } from './related-tab';

const FACTS = 'facts';
/** The record's own facts and the one that is open. */
const LEAST = 2;

type Props = {
  object: ObjectInfo;
  row: RecordRow;
  relations: Relation[];
  countOf: (relation: Relation) => Total | undefined;
  /** The one that is open; the first one where there is none of this name. */
  tab?: string;
  onTab: (tab: string | undefined) => void;
  /** The record's own facts, the first tab; without others there are no tabs. */
  children: ReactNode;
};

export function RecordTabs({ object, row, relations, countOf, tab, onTab, children }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [room, most] = useRoom(phone ? MOST_TABS.phone : MOST_TABS.desk);
  if (relations.length === 0) return <div className="kd-record-only">{children}</div>;
  const active = relations.some((one) => relationKey(one) === tab) ? (tab as string) : FACTS;
  const setActive = (key: string) => onTab(key === FACTS ? undefined : key);
  const { shown, more } = tabsOf(relations, active, most);
  return (
    <div ref={room} className="kd-record-tabs" data-more={more.length > 0 || undefined}>
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

/** How many tabs stand beside each other without being cut: as many as there may be, less those that have no room. */
function useRoom(most: number) {
  const around = useRef<HTMLDivElement>(null);
  const [{ width, fits }, setRoom] = useState({ width: 0, fits: most });
  useLayoutEffect(() => {
    if (!around.current) return;
    const watch = new ResizeObserver(([entry]) => {
      const now = Math.round(entry?.contentRect.width ?? 0);
      setRoom((before) => {
        if (before.width === now) return before;
        return { width: now, fits: before.width === 0 ? before.fits : most };
      });
    });
    watch.observe(around.current);
    return () => watch.disconnect();
  }, [most]);
  // Looked at with each drawing: a count that has come in widens its tab. One fewer each time, before anybody sees it.
  useLayoutEffect(() => {
    const row = around.current?.querySelector<HTMLElement>('.ant-tabs-nav-wrap');
    const tabs = row?.querySelector<HTMLElement>('.ant-tabs-nav-list');
    const cut = row && tabs && tabs.offsetWidth > row.clientWidth;
    if (cut && fits > LEAST) setRoom({ width, fits: fits - 1 });
  });
  return [around, Math.min(fits, most)] as const;
}

function Label({ relation, total }: { relation: Relation; total?: Total }) {
  return (
    <>
      {relation.label} {total && total.count > 0 && <span className="kd-tab-count">{totalText(total)}</span>}
    </>
  );
}
