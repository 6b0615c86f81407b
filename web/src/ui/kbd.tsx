import './kbd.css';

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Kbd({ children }: { children: string }) {
  return <kbd className="kd-kbd">{children}</kbd>;
}
