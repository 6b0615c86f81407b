import { useTranslation } from 'react-i18next';
import './avatar.css';

// Each has at least 4.5:1 under white letters.
const COLOURS = ['#3b6ea5', '#8a5a9e', '#96602a', '#2f7a55', '#a2485b', '#4f6272', '#5b5fb0', '#1f7580'];

function colourOf(key: string): string {
  let sum = 0;
  for (const letter of key) sum = (sum * 7 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return COLOURS[sum % COLOURS.length] ?? '#4f6272';
}

/** A Chinese name is known by its last character, any other by its first. */
export function initialOf(name: string): string {
  const letters = [...name.trim()];
  const isChinese = /\p{Script=Han}/u.test(name);
  return (isChinese ? letters.at(-1) : letters[0]?.toUpperCase()) ?? '?';
}

export function Avatar({ id, name, size = 20 }: { id: string; name: string; size?: number }) {
  return (
    <span
      className="kd-avatar"
      aria-hidden="true"
      style={{ width: size, height: size, fontSize: size * 0.5, background: colourOf(id) }}
    >
      {initialOf(name)}
    </span>
  );
}

type PersonProps = {
  id: string;
  name: string;
  size?: number /** No longer with the company. */;
  left?: boolean;
};

export function Person({ id, name, size = 20, left }: PersonProps) {
  const { t } = useTranslation();
  return (
    <span className="kd-person">
      <Avatar id={id} name={name} size={size} />
      <span className="kd-person-name">{name}</span>
      {left && <span className="kd-second">{t('people.disabled')}</span>}
    </span>
  );
}
