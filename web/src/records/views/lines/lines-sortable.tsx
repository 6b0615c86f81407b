import {
  DndContext,
  type DragEndEvent,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { type ComponentProps, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LineRow, type LineRowProps } from './line-row';
import { LinesGrid } from './lines-grid';

/** Rows move up and down only. */
const upright: Modifier = ({ transform }) => ({ ...transform, x: 0 });

/** The grid with rows that can be taken by their grip. By keyboard they move with Alt and the arrows. */
export function LinesSortable(props: ComponentProps<typeof LinesGrid>) {
  const { t } = useTranslation();
  const { control } = props;
  const [held, setHeld] = useState<number>();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 3 } }));
  const keys = useMemo(() => control.lines.map(({ key }) => key), [control.lines]);
  const placeOf = (key: unknown) => keys.indexOf(String(key));

  function drop({ active, over }: DragEndEvent) {
    setHeld(undefined);
    const [from, to] = [placeOf(active.id), over ? placeOf(over.id) : -1];
    if (from >= 0 && to >= 0 && from !== to) control.move(from, from, to);
  }
  // What it says while dragging is for those who see; the status line below says what came of it.
  const quiet = {
    onDragStart: () => undefined,
    onDragOver: () => undefined,
    onDragEnd: () => undefined,
    onDragCancel: () => undefined,
  };
  return (
    <DndContext
      sensors={sensors}
      modifiers={[upright]}
      accessibility={{
        announcements: quiet,
        screenReaderInstructions: { draggable: t('records.lines.dragHint') },
      }}
      onDragStart={({ active }) => setHeld(placeOf(active.id))}
      onDragEnd={drop}
      onDragCancel={() => setHeld(undefined)}
    >
      <SortableContext items={keys} strategy={verticalListSortingStrategy}>
        <LinesGrid {...props} Row={SortableRow} held={held} />
      </SortableContext>
    </DndContext>
  );
}

function SortableRow(props: LineRowProps) {
  const { setNodeRef, listeners, transform, transition, isDragging } = useSortable({ id: props.line.key });
  const drag = useMemo(
    () => ({
      ref: setNodeRef,
      grip: { ...listeners },
      shift: transform ? `translateY(${Math.round(transform.y)}px)` : undefined,
      transition,
      lifted: isDragging,
    }),
    [setNodeRef, listeners, transform, transition, isDragging],
  );
  return <LineRow {...props} drag={drag} />;
}
