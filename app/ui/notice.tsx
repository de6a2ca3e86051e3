import type { ReactNode } from "react";

type NoticeProps = {
  kind?: "info" | "success" | "warning";
  /** Brings the focus here: for what a page was just asked to do. */
  focus?: boolean;
  children: ReactNode;
};

const WORD = { info: "Note", success: "Done", warning: "Take care" };

/** A sentence or two that must be seen. Its kind is a word and a shape, never colour alone. */
export function Notice({ kind = "info", focus, children }: NoticeProps) {
  return (
    <div
      className={`notice notice-${kind}`}
      role={focus ? "status" : undefined}
      tabIndex={focus ? -1 : undefined}
      // biome-ignore lint/a11y/noAutofocus: what a form just did is what its sender looks for
      autoFocus={focus}
    >
      <span className="visually-hidden">{WORD[kind]}: </span>
      <div>{children}</div>
    </div>
  );
}
