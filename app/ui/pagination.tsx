type PaginationProps = {
  /** From 1. */
  page: number;
  pages: number;
  /** The address of a page. */
  hrefOf: (page: number) => string;
  /** What is paged through: "News". */
  of: string;
};

/** Numbered pages. Nothing where there is only one. */
export function Pagination({ page, pages, hrefOf, of }: PaginationProps) {
  if (pages <= 1) return null;
  const numbers = Array.from({ length: pages }, (_, index) => index + 1).filter(
    (number) => number === 1 || number === pages || Math.abs(number - page) <= 2,
  );
  return (
    <nav className="pagination" aria-label={`${of}, pages`}>
      <ul>
        {page > 1 ? (
          <li>
            <a rel="prev" href={hrefOf(page - 1)}>
              Previous<span className="visually-hidden"> page</span>
            </a>
          </li>
        ) : null}
        {numbers.map((number, index) => (
          <li key={number}>
            {index > 0 && number - (numbers[index - 1] ?? 0) > 1 ? <span className="pagination-gap">…</span> : null}
            <a href={hrefOf(number)} aria-current={number === page ? "page" : undefined}>
              <span className="visually-hidden">Page </span>
              {number}
            </a>
          </li>
        ))}
        {page < pages ? (
          <li>
            <a rel="next" href={hrefOf(page + 1)}>
              Next<span className="visually-hidden"> page</span>
            </a>
          </li>
        ) : null}
      </ul>
    </nav>
  );
}
