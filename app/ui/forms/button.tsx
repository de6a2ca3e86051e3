import type { ReactNode } from "react";

type ButtonProps = {
  children: ReactNode;
  /** `ink` for the one main thing to do; `outline` for the rest, and for what ends or deletes something. */
  look?: "ink" | "outline";
  name?: string;
  value?: string;
};

/** Sends the form it stands in. */
export function Button({ children, look = "ink", name, value }: ButtonProps) {
  return (
    <button className={look === "ink" ? "button" : "button button-outline"} type="submit" name={name} value={value}>
      {children}
    </button>
  );
}

/** A link that looks like a button, for going somewhere. */
export function ButtonLink({
  children,
  look = "ink",
  to,
}: {
  children: ReactNode;
  look?: "ink" | "outline";
  to: string;
}) {
  return (
    <a className={look === "ink" ? "button" : "button button-outline"} href={to}>
      {children}
    </a>
  );
}
