// What is typed and not yet saved holds the page. There is one question about it, however much there is to lose.
import { useBlocker } from '@tanstack/react-router';
import { App } from 'antd';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

type Guard = { holds: () => boolean; release: () => void; loss?: string };

const guards = new Set<Guard>();
let asked: Promise<boolean> | undefined;

/** Is there anything on the page that leaving would lose? */
export const isGuarded = () => [...guards].some((guard) => guard.holds());

/** Nothing holds the page any more: somebody has decided to leave. */
export function releaseAll() {
  for (const guard of guards) guard.release();
}

/** Asks once, however many want to know; yes means that what was typed may be lost. */
function useQuestion() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  return useCallback(() => {
    asked ??= new Promise<boolean>((resolve) => {
      modal.confirm({
        title: t('common.unsaved.title'),
        content: [...guards].find((guard) => guard.holds())?.loss ?? t('common.unsaved.text'),
        okText: t('common.unsaved.leave'),
        cancelText: t('common.unsaved.stay'),
        okButtonProps: { danger: true },
        onOk: () => resolve(true),
        onCancel: () => resolve(false),
      });
    }).finally(() => {
      asked = undefined;
    });
    return asked;
  }, [t, modal]);
}

/** May the whole page be left? */
export function useMayLeave() {
  const ask = useQuestion();
  return useCallback(async () => !isGuarded() || (await ask()), [ask]);
}

type Place = { pathname: string; search: object };

/** What opens and closes over a page has its address: nothing is left by that. */
const isSame = (one: Place, other: Place) =>
  one.pathname === other.pathname && JSON.stringify(one.search) === JSON.stringify(other.search);

/** Mounted once, around all pages: stands in the way of going elsewhere and of leaving the site. */
export function useLeaveGuard() {
  const mayLeave = useMayLeave();
  const shouldBlockFn = useCallback(
    async ({ current, next }: { current: Place; next: Place }) =>
      !isSame(current, next) && !(await mayLeave()),
    [mayLeave],
  );
  useBlocker({ shouldBlockFn, enableBeforeUnload: isGuarded });
}

/** Keeps one piece of unsaved work from being lost, as long as it is there; `loss` says what would be lost. */
export function useGuard(dirty: boolean, loss?: string) {
  const ask = useQuestion();
  const released = useRef(false);
  const state = useRef(dirty);
  state.current = dirty;
  const holds = useCallback(() => state.current && !released.current, []);
  /** Saved: nothing holds us any more. */
  const release = useCallback(() => {
    released.current = true;
  }, []);

  useEffect(() => {
    const guard = { holds, release, loss };
    guards.add(guard);
    return () => {
      guards.delete(guard);
    };
  }, [holds, release, loss]);

  return {
    release,
    /** True once: when nothing holds us, or when somebody lets go of it. */
    leave: async () => {
      if (holds() && !(await ask())) return false;
      if (released.current) return false;
      release();
      return true;
    },
  };
}
