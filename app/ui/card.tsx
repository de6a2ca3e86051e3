import type { ReactNode } from "react";
import { Drawing } from "./picture.tsx";

type CardProps = {
  title: string;
  to: string;
  picture?: { file: string; width: number; height: number } | undefined;
  meta?: ReactNode;
  children?: ReactNode;
};

/** One of several things side by side. */
export function Card({ title, to, picture, meta, children }: CardProps) {
  return (
    <article className="card">
      {picture ? <Drawing file={picture.file} width={picture.width} height={picture.height} /> : null}
      <h3>
        <a href={to}>{title}</a>
      </h3>
      {meta}
      {children}
    </article>
  );
}
