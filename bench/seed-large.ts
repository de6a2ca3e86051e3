import { isProduction, readOwnerUrl } from "#app/config/settings.ts";
import { fillHouse, NotToBeFilled } from "#db/seed/large/fill.ts";
import { readSizes } from "#db/seed/large/sizes.ts";
import { progressBar } from "#server/commands/progress-bar.ts";

// `npm run seed:large -- 10000` (or 100, 1000000, or `--orders 20000 --donations 5000 --members 500`): fills a seeded
// database that has done no business yet with years of it. For measuring; never where anybody's business is.

const sizes = readSizes(process.argv.slice(2));
const bar = progressBar();
const began = performance.now();
try {
  if (isProduction()) throw new NotToBeFilled("This is the production environment: nothing is made up in it.");
  if (typeof sizes === "string") throw new NotToBeFilled(sizes);
  await fillHouse(readOwnerUrl(), sizes, bar.show);
  bar.clear();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${sizes.orders} orders, ${sizes.donations} donations and ${sizes.members} members in ${seconds} s`);
} catch (fault) {
  bar.clear();
  if (!(fault instanceof NotToBeFilled)) throw fault;
  console.error(fault.message);
  process.exitCode = 1;
}
