import { App, Button, Flex, Switch } from 'antd';
import { ListChecks } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/client';
import { useMay, useSession } from '@/api/session';
import { moment } from '@/format/time';
import { Panel } from '@/ui/panel';
import { Blank, Failure, Lines } from '@/ui/states';
import { Tag } from '@/ui/tag';
import { WhatIfPanel } from '@/what-if/panel';
import { DifferenceList, TrustDifference } from './difference-list';
import type { Change, Proposal } from './types';
import { useDecide, usePolicies, useProposals, useRoles, useSettings, useSwitch } from './use-access';

/** Changes that wait for a second person, and whether they have to. */
export function ProposalsTab() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay('access');
  const { data, error, refetch } = useProposals();
  const settings = useSettings().data;
  const change = useSwitch();
  return (
    <>
      <Panel
        title={t('access.proposals.two')}
        text={t('access.proposals.twoText')}
        extra={
          <Switch
            checked={settings?.two_people ?? false}
            disabled={!may || !settings}
            loading={change.isPending}
            onChange={(on) =>
              change.mutate(on, { onError: (failed) => message.error(asProblem(failed).words()) })
            }
            aria-label={t('access.proposals.two')}
          />
        }
      >
        {null}
      </Panel>
      <div className="kd-card">
        {!data && (error ? <Failure error={error} retry={refetch} /> : <Lines rows={4} />)}
        {data?.length === 0 && (
          <Blank icon={ListChecks} title={t('access.proposals.empty')}>
            {t('access.proposals.emptyText')}
          </Blank>
        )}
        <ul className="kd-access-proposals">
          {data?.map((proposal) => (
            <ProposalLine key={proposal.id} proposal={proposal} />
          ))}
        </ul>
      </div>
    </>
  );
}

const COLOURS = { open: 'gold', approved: 'green', rejected: undefined };

function ProposalLine({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { user, time_zone } = useSession();
  const may = useMay('access');
  const decide = useDecide();
  const words = useChangeWords(proposal);
  const { change } = proposal;
  const before =
    (useRoles().data ?? []).find(({ name }) => 'role' in change && name === change.role)?.definition ?? {};
  const own = proposal.created_by.id === user.id;
  const open = proposal.state === 'open';
  const act = (how: 'approve' | 'reject') =>
    decide.mutate(
      { id: proposal.id, how },
      { onError: (failed) => message.error(asProblem(failed).words()) },
    );
  const looked = open && supposed(proposal.change);
  return (
    <li>
      <div className="kd-access-role-head">
        <b>{words}</b>
        <Tag color={COLOURS[proposal.state]}>{t(`access.proposals.state.${proposal.state}`)}</Tag>
      </div>
      <p className="kd-second">
        {t('access.proposals.by', {
          name: proposal.created_by.title,
          at: moment(proposal.created_at, time_zone),
        })}
        {proposal.decided_by && ` · ${t('access.proposals.decidedBy', { name: proposal.decided_by.title })}`}
      </p>
      {'text' in proposal.change && <code className="kd-access-text">{proposal.change.text}</code>}
      {open && proposal.change.what === 'save_role' && (
        <DifferenceList before={before} after={proposal.change.definition} />
      )}
      {proposal.change.what === 'person' && (
        <TrustDifference before={proposal.change.before} after={proposal.change.after} />
      )}
      {looked && (
        <details>
          <summary>{t('access.whatIf.look')}</summary>
          <WhatIfPanel change={looked} />
        </details>
      )}
      {open && may && (
        <Flex gap={8} className="kd-access-decide">
          {!own && (
            <Button type="primary" size="small" onClick={() => act('approve')} loading={decide.isPending}>
              {t('access.proposals.approve')}
            </Button>
          )}
          <Button size="small" onClick={() => act('reject')} disabled={decide.isPending}>
            {t(own ? 'access.proposals.withdraw' : 'access.proposals.reject')}
          </Button>
        </Flex>
      )}
    </li>
  );
}

/** What the change would be, asked as a question. */
function supposed(change: Change) {
  switch (change.what) {
    case 'save_role':
      return { roles: { [change.role]: change.definition } };
    case 'drop_role':
      return { roles: { [change.role]: null } };
    case 'add_policy':
      return { policies: [{ text: change.active ? change.text : null }] };
    case 'save_policy':
      return { policies: [{ id: String(change.id), text: change.active ? change.text : null }] };
    case 'drop_policy':
      return { policies: [{ id: String(change.id), text: null }] };
    case 'person':
      return { users: [{ id: change.user, ...change.after }] };
    default:
      return undefined;
  }
}

function useChangeWords({ change, person }: Proposal): string {
  const { t } = useTranslation();
  const roles = useRoles().data;
  const policies = usePolicies().data;
  switch (change.what) {
    case 'save_role':
    case 'drop_role': {
      const known = roles?.find(({ name }) => name === change.role)?.label;
      const label = known ?? ('definition' in change ? change.definition.label : undefined) ?? change.role;
      return t(`access.proposals.change.${change.what}`, { name: label });
    }
    case 'add_policy':
    case 'save_policy':
      return t(`access.proposals.change.${change.what}`, { name: change.name });
    case 'drop_policy': {
      const name = policies?.find(({ id }) => id === String(change.id))?.name ?? `#${change.id}`;
      return t('access.proposals.change.drop_policy', { name });
    }
    case 'person':
      return t('access.proposals.change.person', { name: person?.title });
    case 'office':
      return t('access.proposals.change.office', {
        networks: change.networks.join(t('access.who.comma')) || t('access.office.none'),
      });
    case 'two_people':
      return t(change.on ? 'access.proposals.change.on' : 'access.proposals.change.off');
  }
}
