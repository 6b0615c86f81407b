export function Facts({ facts }: { facts: [string, string | number | null | undefined][] }) {
  return (
    <dl className="kd-settings-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? '—'}</dd>
        </div>
      ))}
    </dl>
  );
}
