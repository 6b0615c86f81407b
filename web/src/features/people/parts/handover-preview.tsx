import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HandoverPreview } from '@/api/types';
import { moveWords } from './move-words';

/** 将 1,204 个客户移交给 吴敏: a line for whatever will happen. */
export function HandoverPreviewList({ preview }: { preview: HandoverPreview }) {
  const { t } = useTranslation();
  const { user, moves, reports, superior, departments, leader, disable } = preview;
  const lines = [
    ...(disable ? [t('people.handover.willDisable', { name: user.title })] : []),
    ...moves.filter(({ count }) => count > 0).map((move) => moveWords(t, move, 'move')),
    ...(superior && reports.length > 0
      ? [
          t('people.handover.willReport', {
            names: reports.map(({ title }) => title).join(t('common.and')),
            to: superior.title,
          }),
        ]
      : []),
    ...(leader && departments.length > 0
      ? [t('people.handover.willLead', { names: departments.join(t('common.and')), to: leader.title })]
      : []),
  ];
  return (
    <>
      <ul className="kd-handover-lines">
        {lines.map((line) => (
          <li key={line}>
            <ArrowRight size={15} aria-hidden />
            {line}
          </li>
        ))}
      </ul>
      <p className="kd-second">{t('people.handover.stays')}</p>
    </>
  );
}
