export type PostageLine = {
  grams: number;
  /** Formatted. */
  price: string;
};

/** What the post costs, by what an order weighs; `example` says it in copies of one pamphlet. */
export function PostageTable({
  bands,
  example,
}: {
  bands: readonly PostageLine[];
  example?: { title: string; weightGrams: number } | undefined;
}) {
  return (
    <table className="receipt">
      <caption>Postage in the United Kingdom</caption>
      <thead>
        <tr>
          <th scope="col">Your pamphlets together weigh</th>
          <th scope="col">Postage</th>
        </tr>
      </thead>
      <tbody>
        {bands.map((band) => (
          <tr key={band.grams}>
            <th scope="row">
              up to {band.grams.toLocaleString("en-GB")} g
              {example && band.grams >= example.weightGrams ? (
                <span className="receipt-detail">
                  {copies(Math.floor(band.grams / example.weightGrams), example.title)}
                </span>
              ) : null}
            </th>
            <td>{band.price}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const copies = (most: number, title: string) =>
  most === 1 ? `1 copy of ${title}` : `up to ${most} copies of ${title}`;
