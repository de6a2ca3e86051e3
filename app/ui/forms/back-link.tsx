/** The way back in a journey, above the h1. Answers are kept both ways. */
export function BackLink({ to, children = "Back" }: { to: string; children?: string }) {
  return (
    <a className="back-link" href={to}>
      {children}
    </a>
  );
}
