import { BOOKS, BOOKS_WHOLE } from "./rows/books.ts";
import { LIMITS } from "./rows/limits.ts";
import { MONEY, MONEY_WHOLE } from "./rows/money.ts";
import { READING } from "./rows/reading.ts";
import { SHOP, SHOP_WHOLE } from "./rows/shop.ts";
import type { Make, Whole } from "./rows/standing.ts";
import { STANDINGS } from "./rows/standings.ts";

export type { Row } from "./rows/standing.ts";

/** How one valid row of each table is made, with the rows it names. */
export const ROWS: Record<string, Make> = { ...READING, ...SHOP, ...MONEY, ...BOOKS, ...STANDINGS, ...LIMITS };

/** What must stand beside a row when the transaction commits. */
export const WHOLE: Record<string, Whole> = { ...SHOP_WHOLE, ...MONEY_WHOLE, ...BOOKS_WHOLE };
