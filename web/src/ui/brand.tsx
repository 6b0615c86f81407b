export function Shield({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 2l8 3v6.2c0 5-3.3 8.6-8 10.8-4.7-2.2-8-5.8-8-10.8V5z" fill="var(--ant-color-primary)" />
      <path
        d="M8.2 12.4l2.7 2.7 5-5.4"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The company's own sign, or ours where it has none. Asked for by what it is known by, so that a new one is seen at once. */
export function CompanyLogo({ logo, name, size = 28 }: { logo: string | null; name: string; size?: number }) {
  if (!logo) return <Shield size={Math.round(size * 0.8)} />;
  return <img src={`/api/logo?is=${logo}`} alt={name} height={size} className="kd-company-logo" />;
}
