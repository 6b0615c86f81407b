import { useBlocker } from '@tanstack/react-router';
import { App } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** Keeps unsaved work from being lost by closing, by going elsewhere or by leaving the site. */
export function useGuard(dirty: boolean) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const released = useRef(false);
  const state = useRef(dirty);
  state.current = dirty;

  const holds = () => state.current && !released.current;
  const ask = () =>
    new Promise<boolean>((resolve) => {
      modal.confirm({
        title: t('common.unsaved.title'),
        content: t('common.unsaved.text'),
        okText: t('common.unsaved.leave'),
        cancelText: t('common.unsaved.stay'),
        okButtonProps: { danger: true },
        onOk: () => resolve(true),
        onCancel: () => resolve(false),
      });
    });

  useBlocker({
    shouldBlockFn: async () => holds() && !(await ask()),
    enableBeforeUnload: () => holds(),
  });
  return {
    /** Saved: nothing holds us any more. */
    release: () => {
      released.current = true;
    },
    mayLeave: async () => !holds() || (await ask()),
  };
}
