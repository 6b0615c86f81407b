import { Button } from 'antd';
import { Redo2, Undo2 } from 'lucide-react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { AskUndo, type UndoAsked } from './ask';
import { useStanding } from './use-standing';
import './undo.css';

/** The way back from an operation; once it was taken, what became of it and the way forth again. */
export function UndoOperation({ operation, title, again = false, small }: UndoAsked & { small?: boolean }) {
  const { t } = useTranslation();
  const ask = use(AskUndo);
  const { turns, next } = useStanding(operation);
  const gone = (turns % 2 === 1) !== again;
  const Picture = gone ? Redo2 : Undo2;
  return (
    <span className="kd-undo">
      {turns > 0 && (
        <span className="kd-quiet">{t(gone ? 'common.undoing.gone' : 'common.undoing.back')}</span>
      )}
      {next && (
        <Button
          type={small ? 'link' : 'default'}
          size={small ? 'small' : 'middle'}
          icon={<Picture size={small ? 13 : 15} aria-hidden />}
          onClick={() => ask({ operation: next, title, again: gone })}
        >
          {t(gone ? 'common.undoing.restore' : 'common.undo')}
        </Button>
      )}
    </span>
  );
}
