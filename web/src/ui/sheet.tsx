import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useFocusReturn } from './use-focus-return';
import { usePhone } from './use-media';
import './sheet.css';

type Props = {
  open: boolean;
  title: ReactNode;
  width?: number | string;
  /** On a phone only as high as what is in it, under the thumb. */
  low?: boolean;
  footer?: ReactNode;
  onClose: () => void;
  afterClose?: () => void;
  children: ReactNode;
};

/** A drawer at the side of a desk's screen, the whole screen of a phone. */
export function Sheet({ open, title, width = 520, low, footer, onClose, afterClose, children }: Props) {
  const phone = usePhone();
  useFocusReturn(open);
  return (
    <Drawer
      open={open}
      title={title}
      size={phone ? '100%' : width}
      footer={footer}
      placement={phone ? 'bottom' : 'right'}
      onClose={onClose}
      afterOpenChange={(now) => !now && afterClose?.()}
      destroyOnHidden
      rootClassName={phone && low ? 'kd-sheet-low' : undefined}
      styles={{ body: { padding: phone ? 16 : 24 } }}
    >
      {children}
    </Drawer>
  );
}
