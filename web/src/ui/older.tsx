import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import { asProblem } from '@/api/client';
import './panel.css';

type Props = {
  list: Pick<
    UseInfiniteQueryResult,
    'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'error' | 'fetchNextPage'
  >;
  label: string;
};

/** The next page of what goes back in time, at a click, and why it did not come. */
export function Older({ list, label }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <div className="kd-below">
      {list.isFetchNextPageError && (
        <p className="kd-form-error" role="alert">
          {asProblem(list.error).words()}
        </p>
      )}
      <Button type="text" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
        {label}
      </Button>
    </div>
  );
}
