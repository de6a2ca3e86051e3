import type { ReactNode } from "react";

export type ReceiptLine = {
  what: ReactNode;
  /** "2 at 50p", where it is more than one. */
  detail?: ReactNode;
  /** Formatted money. */
  amount: string;
};

type ReceiptProps = {
  /** Says what the table holds; read out, and shown above it. */
  caption: string;
  lines: readonly ReceiptLine[];
  total: { label: string; amount: string };
  /** The words above the amounts. */
  amountHeading?: string;
};

/** Lines of money and what they come to. Stacks where there is no room. */
export function Receipt({ caption, lines, total, amountHeading = "Amount" }: ReceiptProps) {
  return (
    <table className="receipt">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col">{amountHeading}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
          <tr key={index}>
            <th scope="row">
              {line.what}
              {line.detail ? <span className="receipt-detail">{line.detail}</span> : null}
            </th>
            <td>{line.amount}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{total.label}</th>
          <td>{total.amount}</td>
        </tr>
      </tfoot>
    </table>
  );
}
