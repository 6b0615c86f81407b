import { Modal, type ModalProps } from 'antd';
import { useBackCloses } from './use-back-closes';
import { usePhone } from './use-media';

/** `onCancel` answers false where it stays open after all. */
type Props = Omit<ModalProps, 'onCancel'> & { onCancel: () => unknown };

/** What is asked over a page; on a phone Back closes it and nothing else. */
export function Dialog({ onCancel, ...props }: Props) {
  const phone = usePhone();
  useBackCloses(Boolean(props.open) && phone, onCancel);
  return <Modal {...props} onCancel={() => void onCancel()} />;
}
