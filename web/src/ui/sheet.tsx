import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useBackCloses } from './use-back-closes';
import { useFocusReturn } from './use-focus-return';
import { usePhone } from './use-media';
import { useSeenHeight } from './use-seen-height';
import './sheet.css';

type Props = {
  open: boolean;
  title: ReactNode;
  width?: number | string;
  /** On a phone only as high as what is in it, under the thumb. */
  low?: boolean;
  /** Its being open stands in the address of the page: Back closes it by that. */
  addressed?: boolean;
  /** Without room around what is in it: a list has its own. */
  bare?: boolean;
  footer?: ReactNode;
  /** Answers false where it stays open after all. */
  onClose: () => unknown;
  afterOpen?: () => void;
  afterClose?: () => void;
  children: ReactNode;
};

/**
 * A drawer at the side of a desk's screen; on a phone the whole of what the keyboard leaves of the screen, made for a thumb. There Back
 * closes it and nothing else.
 */
export function Sheet({ open, title, width = 520, low, addressed, bare, footer, onClose, ...rest }: Props) {
  const phone = usePhone();
  useFocusReturn(open);
  useBackCloses(open && phone && !addressed, onClose);
  useSeenHeight(open && phone);
  return (
    <Drawer
      open={open}
      title={title}
      size={phone ? '100%' : width}
      footer={footer}
      placement={phone ? 'bottom' : 'right'}
      onClose={() => void onClose()}
      afterOpenChange={(now) => (now ? rest.afterOpen : rest.afterClose)?.()}
      // What lies below a sheet stays where it is.
      push={phone ? false : { distance: 180 }}
      destroyOnHidden
      rootClassName={phone ? (low ? 'kd-sheet kd-sheet-low' : 'kd-sheet kd-sheet-full') : undefined}
      styles={{ body: { padding: bare ? 0 : phone ? 16 : 24 } }}
    >
      {rest.children}
    </Drawer>
  );
}
