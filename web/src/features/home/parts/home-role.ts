// What a home page shows to whom. Pure.
import type { Session } from '@/api/types';

export type HomeRole = {
  /** Nobody has said yet what they may do. */
  none: boolean;
  /** Runs the app. */
  runs: boolean;
  /** Answers for the whole company. */
  boss: boolean;
  /** Answers for others: a team is counted if there is one. */
  leads: boolean;
};

const BOSS = 'boss';
/** Roles of the administration, which are about the app and not about the business. */
const OFFICES = ['admin', 'security', 'auditor'];
/** Work on what is their own, or on what others do. */
const ALONE = ['sales', 'employee', 'service', 'warehouse', 'marketing', 'finance'];

export function homeRole({ user, may }: Session): HomeRole {
  const roles = user.roles.filter((role) => !OFFICES.includes(role));
  return {
    none: user.roles.length === 0,
    runs: may.includes('settings'),
    boss: roles.includes(BOSS),
    leads: roles.some((role) => !ALONE.includes(role)),
  };
}
